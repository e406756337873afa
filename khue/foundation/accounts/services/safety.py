"""Signing out elsewhere, and taking a second step off for somebody who lost their phone."""

from __future__ import annotations

from collections.abc import Sequence

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction

from khue.core import audit
from khue.foundation.accounts.models import Account
from khue.foundation.accounts.services.cards import account_within_reach
from khue.foundation.people.models import Person


@transaction.atomic
def end_sessions(account: Account, sessions: Sequence[UserSession]) -> None:
    """Sign an account out in the places of `sessions`; the next click there asks to sign in."""
    keys = [each.session_key for each in sessions]
    if not keys:
        return
    Session.objects.filter(pk__in=keys).delete()
    UserSession.objects.filter(user=account, session_key__in=keys).delete()
    audit.record("accounts.sessions_ended", account, count=len(keys))


@transaction.atomic
def drop_second_steps(person: Person) -> None:
    """Let somebody whose phone is gone sign in by password alone. Raises `GivingRefused`, `Forbidden`."""
    account = account_within_reach(person)
    gone, _ = Authenticator.objects.filter(user=account).delete()
    if gone:
        audit.record("accounts.second_steps_dropped", account, person=person.pk)
