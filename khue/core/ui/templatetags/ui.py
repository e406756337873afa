"""Tags and filters of the screens. The library is built in, so no template loads it.

`{% icon "name" size %}`, `{% asset "list.js" %}`, `{% theme %}`, `{% meter percent %}`, `{% level_bar a b c d %}`,
`{% figure value href %}`, `{% heading words address direction %}`, `{% column_rows items %}`, `{% field form.x %}`,
`{% fixed "part.html" %}`; filters `initials`, `grouped`, `tone`, `undo`, `default_id`,
`control`, `field_kind`, `tone_icon`.
"""

from __future__ import annotations

from functools import lru_cache

from django import template
from django.conf import settings
from django.contrib.messages.storage.base import Message
from django.forms.boundfield import BoundField
from django.template import Context, Node
from django.template.base import Parser, Token
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django_cotton.templatetags._component import cotton_component

from khue.core.ui import forms, notices, pieces
from khue.core.ui.assets import asset_url
from khue.core.ui.drawn import DRAWN, DrawnComponent

register = template.Library()

THEMES = ("khue", "khue-dark")
THEME_COOKIE = "khue_theme"
MIDDLE_MARKERS = ("Thị", "Văn")

register.simple_tag(pieces.icon)
register.simple_tag(asset_url, name="asset")
register.simple_tag(pieces.figure)
register.simple_tag(pieces.heading)
register.simple_tag(pieces.column_rows)


@register.tag("cotton")
def component(parser: Parser, token: Token) -> Node:
    """A component: drawn by Python where `core.ui.drawn` knows it, else by its template."""
    node = cotton_component(parser, token)
    draw = DRAWN.get(node.component_name)
    return DrawnComponent(node, draw) if draw else node


@register.simple_tag(takes_context=True)
def theme(context: Context) -> str:
    """The theme the person chose on this device, or nothing: then the device decides."""
    request = context.get("request")
    chosen = request.COOKIES.get(THEME_COOKIE, "") if request else ""
    return chosen if chosen in THEMES else ""


@register.simple_tag
def meter(percent: float | str, kind: str = "") -> SafeString:
    """`{% meter 96.4 %}`; kinds: 6 (thinner), ink, hatch."""
    return pieces.meter(float(percent or 0), kind)


@register.simple_tag
def level_bar(good: int, fair: int, passed: int, failed: int, *, wide: bool = False) -> SafeString:
    """`{% level_bar 12 34 50 4 %}`: counts of Tốt, Khá, Đạt, Chưa đạt."""
    return pieces.level_bar([int(count or 0) for count in (good, fair, passed, failed)], wide=wide)


@register.simple_tag
def fixed(name: str) -> SafeString:
    """A part that says the same to everybody, in each language: it is drawn once and kept.

    It sees nothing of the page, so nothing of a person can get into it.
    """
    language = get_language() or settings.LANGUAGE_CODE
    return _part(name) if settings.DEBUG else _kept_part(name, language)


@lru_cache(maxsize=100)
def _kept_part(name: str, _language: str) -> SafeString:
    return _part(name)


def _part(name: str) -> SafeString:
    return render_to_string(name)


@register.inclusion_tag("ui/forms/field.html")
def field(bound: BoundField) -> dict[str, BoundField]:
    """A form's field with label, help and error: `{% field form.name %}`."""
    return {"field": bound}


@register.filter
def initials(name: str) -> str:
    """Two letters for a round picture: "Lê Minh Anh" is MA, "Bùi Thị Mỵ" is BM (Thị and Văn do not tell apart)."""
    words = [word for word in name.split() if word not in MIDDLE_MARKERS]
    return "".join(word[0].upper() for word in words[-2:])


@register.filter
def grouped(value: object) -> str:
    """A whole number as it is written here: `1.132`; other things as they are."""
    return f"{value:,}".replace(",", ".") if isinstance(value, int) else str(value)


@register.filter
def default_id(given: str, name: str) -> str:
    """The id of a control: the given one, else the one Django's forms would take."""
    return given or f"id_{name}"


@register.filter
def tone(message: Message) -> str:
    """The tone of a message's toast."""
    return notices.tone_of(message)


@register.filter
def undo(message: Message) -> str:
    """The address that takes a told act back."""
    return notices.undo_of(message)


@register.filter
def tone_icon(tone_name: str) -> str:
    """The icon with the fixed meaning of a tone; nothing for the plain one."""
    return pieces.TONE_ICONS.get(tone_name, "")


@register.filter
def control(bound: BoundField) -> SafeString:
    """A form field's widget in our clothes."""
    return forms.control_of(bound)


@register.filter
def field_kind(bound: BoundField) -> str:
    """How `ui/forms/field.html` draws a field."""
    return forms.kind_of(bound)
