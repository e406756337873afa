"""Which words the screens use, and which catalogue each belongs to.

A word belongs to the nearest folder above it that has a `locale`; what has none belongs to core.
"""

import io
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from tools.source import ROOT

LANGUAGE = "vi"
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
SKIPPED = {"node_modules", "tests", "migrations", "static"}


class Word(NamedTuple):
    """What stands in a source: an msgid (and its plural) with its context."""

    msgid: str
    plural: str | None
    context: str | None


def owner(file: Path) -> Path:
    """Return the folder whose catalogue translates the words of `file`."""
    package = ROOT / "khue"
    above = (
        folder for folder in file.parents if (folder / "locale").is_dir() and folder.is_relative_to(package)
    )
    return next(above, package / "core")


def catalogue_path(folder: Path) -> Path:
    """Return where the folder keeps its catalogue."""
    return folder / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"


def words_by_owner() -> dict[Path, set[Word]]:
    """Return every translatable word by the folder that owns it; folders that only have a catalogue are there too."""
    found: dict[Path, set[Word]] = defaultdict(set)
    for file in (ROOT / "khue").rglob("*"):
        if not SKIPPED.isdisjoint(file.relative_to(ROOT).parts):
            continue
        if file.suffix in {".py", ".html", ".txt"}:
            found[owner(file)] |= set(words_of(file.read_text(), is_template=file.suffix != ".py"))
        elif file.name == "django.po":
            found[file.parents[3]] |= set()
    return dict(sorted(found.items()))


def words_of(text: str, *, is_template: bool) -> Iterator[Word]:
    """Yield the words of one Python file or Django template."""
    if is_template:
        text = f"({templatize(text)}\n)"  # in brackets, because a template's indentation is not Python's
    for _line, message, _comments, context in extract("python", io.BytesIO(text.encode()), KEYWORDS):
        msgid, plural = (message, None) if isinstance(message, str) else (message[0], message[1])
        yield Word(msgid, plural, context)


def read(folder: Path) -> Catalog:
    """Return the folder's catalogue; an empty one when there is none yet."""
    file = catalogue_path(folder)
    if not file.exists():
        return Catalog(locale=LANGUAGE, project="Khuê", charset="utf-8")
    with file.open("rb") as lines:
        return read_po(lines, locale=LANGUAGE, abort_invalid=True)


def write(folder: Path, catalogue: Catalog) -> None:
    """Write a catalogue in one stable form: sorted, without places and dates, so that diffs show words only."""
    head = 'msgid ""\nmsgstr ""\n' + "".join(
        f'"{name}: {value}\\n"\n'
        for name, value in (
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
            ("Language", LANGUAGE),
            ("Plural-Forms", "nplurals=1; plural=0;"),
        )
    )
    body = io.BytesIO()
    write_po(
        body, catalogue, width=110, no_location=True, omit_header=True, sort_output=True, ignore_obsolete=True
    )
    file = catalogue_path(folder)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"{head}\n{body.getvalue().decode()}".rstrip() + "\n")
