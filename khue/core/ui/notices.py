"""Toasts: short news after an act, with one way back.

`notify` keeps the news for the next full page, `tell` sends it with an answer to htmx.
"""

from __future__ import annotations

from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django_htmx.http import trigger_client_event

Words = str | Promise

LEVELS = {"ok": messages.SUCCESS, "err": messages.ERROR, "offline": messages.WARNING, "info": messages.INFO}
TONES = {level: tone for tone, level in LEVELS.items()}
UNDO = "undo="
SECONDS_TO_UNDO = 10


def notify(request: HttpRequest, words: Words, *, tone: str = "ok", undo: str = "") -> None:
    """Show `words` on the next page; `undo` is an address that takes the act back when it is posted to."""
    messages.add_message(request, LEVELS[tone], str(words), extra_tags=f"{UNDO}{undo}" if undo else "")


def tell(response: HttpResponse, words: Words, *, tone: str = "ok", undo: str = "") -> HttpResponse:
    """Let the page that htmx stays on show `words` when this answer arrives."""
    news: dict[str, str | int] = {"text": str(words), "tone": tone}
    if undo:
        news |= {"action": _("Undo"), "href": undo, "seconds": SECONDS_TO_UNDO}
    return trigger_client_event(response, "khue:toast", news)


def undo_of(message: Message) -> str:
    """The address that takes the told act back, or nothing."""
    tags = message.extra_tags or ""
    return tags.removeprefix(UNDO) if tags.startswith(UNDO) else ""


def tone_of(message: Message) -> str:
    """The tone in which a message is shown."""
    return TONES.get(message.level, "info")
