"""From a plain name (`khue.css`, `list.js`, `icons.svg`) to the built file with the hash of its content.

The list is written by `npm run build`; it is read again when it changes, so a running server follows a new build.
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.templatetags.static import static

HERE = Path(__file__).resolve().parent
LIST = HERE / "static" / "khue" / "assets.json"
ICONS = HERE / "assets" / "icons.txt"


def asset_url(name: str) -> str:
    """Return the address of a built file.

    Raises ImproperlyConfigured when nothing was built, or nothing of this name.
    """
    return _url(name, _stamp())


def _stamp() -> int:
    """When the list was written; asked for each time only while developing, rows ask a thousand times a page."""
    return LIST.stat().st_mtime_ns if settings.DEBUG and LIST.exists() else 0


@lru_cache(maxsize=256)
def _url(name: str, stamp: int) -> str:
    try:
        return static(f"khue/{_built(stamp)[name]}")
    except KeyError as error:
        raise ImproperlyConfigured(f'No built file is called "{name}". Run: npm run build') from error


@lru_cache(maxsize=1)
def _built(stamp: int) -> dict[str, str]:
    """The list; the stamp is only the key under which it is kept."""
    if not LIST.exists():
        raise ImproperlyConfigured("The pages' files are not built yet. Run: npm run build")
    built: dict[str, str] = json.loads(LIST.read_text(encoding="utf-8"))
    return built


@lru_cache(maxsize=1)
def icon_names() -> frozenset[str]:
    """The icons the sprite holds: the lines of `icons.txt` and our own marks."""
    lines = (line.strip() for line in ICONS.read_text(encoding="utf-8").splitlines())
    marks = (path.stem for path in (HERE / "assets" / "marks").glob("*.svg"))
    return frozenset(line for line in lines if line and not line.startswith("#")).union(marks)
