"""The people and organisations that tests of this room meet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
from django.test import Client

from khue.core import clock
from khue.core.scope import Reach, Scope, open_scope, system
from khue.core.web import scoping
from khue.foundation.organisations.models import Organisation
from khue.foundation.organisations.tests.factories import Province, a_province
from khue.foundation.organisations.tests.plans import TODAY


@pytest.fixture
def province(db: None) -> Province:
    """A small province after the reform."""
    return a_province()


@pytest.fixture
def as_system(db: None) -> Iterator[Scope]:
    """Work that nobody sits in front of."""
    with open_scope(system("test")) as scope:
        yield scope


@pytest.fixture
def july() -> Iterator[None]:
    """A day of the holidays, when schools are merged."""
    with clock.frozen(dt.datetime.combine(TODAY, dt.time(9), clock.VIETNAM)):
        yield


Browser = Callable[[Scope | None], Client]


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> Browser:
    """`browser(scope)` asks pages as somebody with that scope; None is a stranger."""

    def opened(scope: Scope | None) -> Client:
        monkeypatch.setattr(scoping, "_scopes", [lambda _request: scope])
        return Client()

    return opened


def hat(role: str, at: Organisation, *, everywhere: bool = False) -> Scope:
    """The scope of a hat worn at an organisation."""
    return Scope(
        reach=Reach.ALL if everywhere else Reach.SOME,
        roots=() if everywhere else (at.path,),
        account=1,
        organisation=at.pk,
        role=role,
    )


@pytest.fixture
def officer(province: Province) -> Scope:
    """A specialist of the department."""
    return hat("specialist", province.department, everywhere=True)
