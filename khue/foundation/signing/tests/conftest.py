"""One authority for all tests of signatures: making it costs more than a signature."""

from collections.abc import Iterator

import pytest

from khue.foundation.signing.adapters.demo_authority import DemoAuthority
from khue.foundation.signing.adapters.demo_time_stamps import time_stamp_application
from khue.foundation.signing.adapters.key_file import KeyFileSigner
from khue.foundation.signing.tests import factories


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> DemoAuthority:
    return factories.authority_in(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="session")
def who(authority: DemoAuthority) -> dict[str, KeyFileSigner]:
    return factories.signers(authority)


@pytest.fixture(scope="session")
def time_stamp_address(authority: DemoAuthority) -> Iterator[str]:
    with factories.served(time_stamp_application(authority.time_stamper())) as address:
        yield address


@pytest.fixture(scope="session")
def paper() -> bytes:
    return factories.prepared()


@pytest.fixture(scope="session")
def signed(paper: bytes, who: dict[str, KeyFileSigner]) -> bytes:
    return factories.signed_by(paper, who)
