"""The demo's authority is made once, stays the same, and keeps its keys to itself."""

import stat
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest
from cryptography import x509

from khue.foundation.signing.adapters.demo_authority import DemoAuthority
from khue.foundation.signing.adapters.signers import common_name


def opened_serials(folder: str) -> tuple[int, int, int]:
    """What another process finds when it opens the folder."""
    authority = DemoAuthority.open(Path(folder))
    person = authority.person("same", name="Phạm Thu Hà", organisation="Trường")
    stamper = authority.time_stamper()
    return authority.roots[0].serial_number, person.chain[0].serial_number, stamper.chain[0].serial_number


def test_opening_again_finds_the_same_certificates(tmp_path: Path) -> None:
    assert opened_serials(str(tmp_path)) == opened_serials(str(tmp_path))


def test_processes_that_open_at_once_find_the_same_certificates(tmp_path: Path) -> None:
    with ProcessPoolExecutor(4, mp_context=get_context("spawn")) as pool:
        assert len(set(pool.map(opened_serials, [str(tmp_path)] * 8))) == 1


def test_keys_are_for_their_owner_alone(tmp_path: Path) -> None:
    opened_serials(str(tmp_path))
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.rglob("*") if path.is_dir()} == {0o700}


def test_names_stay_vietnamese(tmp_path: Path) -> None:
    person = DemoAuthority.open(tmp_path).person(
        "a", name="H'Blăk Niê Kđăm", organisation="Trường THCS Nguyễn Huệ"
    )
    assert common_name(person.chain[0]) == "H'Blăk Niê Kđăm"


def test_a_name_longer_than_a_certificate_allows_ends_in_an_ellipsis(tmp_path: Path) -> None:
    school = "Trường Phổ thông Dân tộc nội trú liên huyện Tây Nguyên số 2"
    seal = DemoAuthority.open(tmp_path).seal("1", organisation=school)
    assert common_name(seal.chain[0]).endswith("…")


def test_a_person_is_no_authority(tmp_path: Path) -> None:
    person = DemoAuthority.open(tmp_path).person("a", name="A", organisation="B")
    assert person.chain[0].extensions.get_extension_for_class(x509.BasicConstraints).value.ca is False


@pytest.mark.parametrize("key", ["../root", "", "a/b", ".hidden", "x" * 101])
def test_a_key_that_is_no_file_name_is_refused(key: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="names a file"):
        DemoAuthority.open(tmp_path).person(key, name="A", organisation="B")
