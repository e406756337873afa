"""The Vietnamese of every room: `python -m tools.messages check | update [folder…] | compile`.

`check` lists each word that lacks its translation, each translation whose word is gone, each one that lost or invented
a placeholder, and each word that two rooms translate differently: Django reads all catalogues as one, so one of them
would win everywhere; such words need a context. `update` adds missing words with an empty translation and drops those
that are gone, in all catalogues or in those of the named folders.
`compile` makes the files that Django reads.
"""

import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo

from tools.catalogues import Word, catalogue_path, read, words_by_owner, write
from tools.source import ROOT

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


def problems(words: Iterable[Word], catalogue: Catalog) -> Iterator[str]:
    """Yield what is missing, untranslated, gone or wrongly filled in a catalogue."""
    wanted = {(word.msgid, word.context) for word in words}
    present = {(_msgid(message), message.context): message for message in catalogue if message.id}
    for msgid, context in sorted(wanted - present.keys(), key=repr):
        yield f"missing: {msgid!r}{f' ({context})' if context else ''}"
    for msgid, context in sorted(present.keys() - wanted, key=repr):
        yield f"obsolete: {msgid!r}{f' ({context})' if context else ''}"
    for key in sorted(wanted & present.keys(), key=repr):
        yield from _faults(present[key])


def _faults(message: Message) -> Iterator[str]:
    translations = _forms(message)
    if message.fuzzy or not translations or not all(translations):
        yield f"untranslated: {_msgid(message)!r}"
        return
    forms = [message.id] if isinstance(message.id, str) else list(message.id)
    known = {mark for form in forms for mark in PLACEHOLDER.findall(form)}
    for text in translations:
        if set(PLACEHOLDER.findall(text)) != known:
            yield f"placeholders differ: {_msgid(message)!r} -> {text!r}"


def _forms(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string or ())


def _msgid(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def merged(words: Iterable[Word], catalogue: Catalog) -> Catalog:
    """Return a catalogue of exactly these words, with the translations that are known."""
    fresh = Catalog(locale=catalogue.locale, charset="utf-8")
    for word in sorted(set(words), key=repr):
        known = catalogue.get(word.msgid, word.context)
        first = next(iter(_forms(known)), "") if known else ""
        ids, strings = ((word.msgid, word.plural), (first,)) if word.plural else (word.msgid, first)
        fresh.add(ids, strings, context=word.context, auto_comments=known.auto_comments if known else ())
    return fresh


def quarrels(catalogues: Iterable[Catalog]) -> Iterator[str]:
    """Yield each word that has more than one translation in all catalogues together."""
    said: dict[tuple[str, str | None], set[str]] = {}
    for message in (each for catalogue in catalogues for each in catalogue if each.id):
        said.setdefault((_msgid(message), message.context), set()).add(" | ".join(_forms(message)))
    for (msgid, context), translations in sorted(said.items(), key=repr):
        if len(translations) > 1:
            yield f"translated differently: {msgid!r}{f' ({context})' if context else ''}: {sorted(translations)}"


def check() -> list[str]:
    """Return the problems of all catalogues, each with its file."""
    owners = words_by_owner()
    return [
        f"{catalogue_path(folder).relative_to(ROOT)}: {problem}"
        for folder, words in owners.items()
        for problem in problems(words, read(folder))
    ] + list(quarrels(read(folder) for folder in owners))


def update(only: list[str]) -> None:
    """Add what is missing and drop what is gone, in all catalogues or those below the named folders."""
    roots = [Path(name).resolve() for name in only] or [ROOT]
    for folder, words in words_by_owner().items():
        if any(folder.is_relative_to(root) for root in roots) and (words or catalogue_path(folder).exists()):
            write(folder, merged(words, read(folder)))


def compile_all() -> None:
    """Write the compiled catalogues beside their sources."""
    for file in (ROOT / "khue").rglob("django.po"):
        with file.with_suffix(".mo").open("wb") as target:
            write_mo(target, read(file.parents[3]))


def main(command: str, *arguments: str) -> int:
    """Run one command; `check` answers 1 when there are problems."""
    if command == "check":
        found = check()
        print("\n".join(found) or "Every word has its translation.")
        return 1 if found else 0
    if command == "update":
        update(list(arguments))
    elif command == "compile":
        compile_all()
    else:
        print(__doc__)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(*(sys.argv[1:] or ["help"])))
