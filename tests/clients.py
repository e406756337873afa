"""A browser without a browser: Django's test client of somebody who signed in a moment ago."""

from __future__ import annotations

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.internal.flows.login import _AUTHENTICATION_METHODS_USER_SESSION_KEY
from django.conf import settings
from django.test import Client

from khue.core import clock
from khue.foundation.accounts.models import Account


def client_of(account: Account) -> Client:
    """A client signed in to `account` without its password being typed; the session counts as proved lately."""
    client = Client()
    client.force_login(account, backend=settings.AUTHENTICATION_BACKENDS[0])
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        {"method": "password", "at": clock.machine_now().timestamp()}
    ]
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(account.pk)
    session.save()
    return client
