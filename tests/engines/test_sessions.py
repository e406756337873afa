"""Sessions: read by a plain statement, given up when they are over."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from khue.core.web.sessions import SessionStore

pytestmark = pytest.mark.django_db


def kept() -> str:
    store = SessionStore()
    store["year"] = 2026
    store.create()
    store.save()
    assert store.session_key
    return store.session_key


def test_a_session_holds_what_was_put_in() -> None:
    assert SessionStore(kept())["year"] == 2026


def test_a_session_that_is_over_holds_nothing_and_loses_its_key() -> None:
    key = kept()
    Session.objects.filter(pk=key).update(expire_date=timezone.now() - dt.timedelta(seconds=1))
    store = SessionStore(key)
    assert store.get("year") is None
    assert store.session_key is None


def test_an_invented_key_opens_nothing() -> None:
    store = SessionStore("invented-by-somebody")
    assert dict(store.items()) == {}
    assert store.session_key is None
