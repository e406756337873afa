"""What protects an account: whether a session proved itself lately, its second steps, where it is signed in."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from urllib.parse import urlencode, urlsplit, urlunsplit

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.urls import reverse

from khue.core import clock
from khue.foundation.accounts.formulas import device_words


@dataclass(frozen=True, slots=True)
class Place:
    """Where an account is signed in. `name` tells it apart on the page without giving its cookie away."""

    row: UserSession
    name: str
    device: str
    address: str
    since: datetime
    is_here: bool


def confirmation_of(request: HttpRequest) -> str:
    """Where somebody types the password once more, and comes back from; empty when this session saw it a moment ago."""
    if was_confirmed(request):
        return ""
    back = request.get_full_path() if request.method in {"GET", "HEAD"} else _came_from(request)
    return f"{reverse('account_reauthenticate')}?{urlencode({'next': back})}"


def was_confirmed(request: HttpRequest) -> bool:
    """Whether this session proved lately whose it is: by signing in, or by the password typed again."""
    records = get_authentication_records(request, request.user)
    latest = max((record["at"] for record in records), default=0)
    return bool(clock.machine_now().timestamp() - latest < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT)


def second_steps_of(account: int) -> dict[str, list[Authenticator]]:
    """What an account has beside its password, by kind, the oldest first."""
    found: dict[str, list[Authenticator]] = defaultdict(list)
    for row in Authenticator.objects.filter(user_id=account).order_by("pk"):
        found[row.type].append(row)
    return found


def sessions_of(account: int, here: str) -> list[Place]:
    """All places where an account is signed in, this one (the session key `here`) first, then the latest."""
    alive = Session.objects.filter(pk=OuterRef("session_key"), expire_date__gt=clock.machine_now())
    rows = UserSession.objects.filter(Exists(alive), user_id=account).order_by("-created_at")
    places = [_place(row, here) for row in rows]
    return sorted(places, key=lambda place: not place.is_here)


def _place(row: UserSession, here: str) -> Place:
    name = sha256(row.session_key.encode()).hexdigest()[:32]
    return Place(row, name, device_words(row.user_agent), row.ip, row.created_at, row.session_key == here)


def _came_from(request: HttpRequest) -> str:
    """The page whose button was pressed, when it is one of ours."""
    page = urlsplit(request.headers.get("Referer", ""))
    return urlunsplit(("", "", page.path, page.query, "")) if page.netloc == request.get_host() else "/"
