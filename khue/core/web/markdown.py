"""The little Markdown of the guide as HTML: headings, paragraphs, lists, tables, links, bold, italics, code.

Everything is escaped first, so a page can hold no HTML of its own. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from khue.core.text import fold

_HEADING = re.compile(r"(#{1,4}) +(.*)")
_BULLET = re.compile(r"[-*] +(.*)")
_NUMBERED = re.compile(r"\d+\. +(.*)")
_RULE_OF_TABLE = re.compile(r"\|(\s*:?-+:?\s*\|)+")
_CODE = re.compile(r"`([^`]+)`")
_LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_SLANTED = re.compile(r"\*(\S(?:.*?\S)?)\*")

Link = Callable[[str, str], tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Document:
    """A page: its title (the first heading), the other headings, and the HTML of what follows the title."""

    title: str
    headings: Sequence[str]
    html: str


def read(source: str, link: Link) -> Document:
    """A Markdown page. `link(words, target)` says what a link is called and where it leads, "" for nowhere."""
    title, headings, pieces = "", [], []
    for block in _blocks(source):
        heading = _HEADING.fullmatch(block[0])
        if heading is None:
            pieces.append(_block(block, link))
        elif len(heading[1]) == 1 and not title:
            title = heading[2]
        else:
            headings.append(heading[2])
            pieces.append(_heading(len(heading[1]), heading[2], link))
    return Document(title, headings, "\n".join(pieces))


def _blocks(source: str) -> list[list[str]]:
    """Lines that belong together: a heading alone, a list, a table, a paragraph."""
    blocks: list[list[str]] = [[]]
    for line in source.splitlines():
        kind = _kind(line)
        if not line.strip():
            blocks.append([])
        elif kind == "heading":
            blocks += [[line], []]
        elif blocks[-1] and kind not in {"words", _kind(blocks[-1][-1]), _kind(blocks[-1][0])}:
            blocks.append([line])
        else:
            blocks[-1].append(line)
    return [block for block in blocks if block]


def _kind(line: str) -> str:
    shapes = (("heading", _HEADING), ("bullet", _BULLET), ("number", _NUMBERED))
    if line.startswith("|"):
        return "table"
    return next((kind for kind, shape in shapes if shape.fullmatch(line)), "words")


def _block(lines: list[str], link: Link) -> str:
    kind = _kind(lines[0])
    if kind == "table":
        return _table(lines, link)
    if kind == "bullet":
        return _list("ul", _items(lines, _BULLET), link)
    if kind == "number":
        return _list("ol", _items(lines, _NUMBERED), link)
    return f"<p>{_inline(' '.join(line.strip() for line in lines), link)}</p>"


def _heading(level: int, words: str, link: Link) -> str:
    name = fold(words).replace(" ", "-")
    return f'<h{level} id="{escape(name)}" class="section-title">{_inline(words, link)}</h{level}>'


def _items(lines: list[str], shape: re.Pattern[str]) -> list[str]:
    """The items of a list; a line that opens none goes on with the one before."""
    items: list[str] = []
    for line in lines:
        found = shape.fullmatch(line)
        if found:
            items.append(found[1])
        else:
            items[-1] += f" {line.strip()}"
    return items


def _list(tag: str, items: list[str], link: Link) -> str:
    return f"<{tag}>{''.join(f'<li>{_inline(item, link)}</li>' for item in items)}</{tag}>"


def _table(lines: list[str], link: Link) -> str:
    rows = [
        [_inline(cell.strip(), link) for cell in line.strip().strip("|").split("|")]
        for line in lines
        if not _RULE_OF_TABLE.fullmatch(line.strip())
    ]
    head = "".join(f'<th scope="col">{cell}</th>' for cell in rows[0])
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows[1:])
    table = f'<table class="table"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
    return f'<div class="handbook-table">{table}</div>'


def _inline(words: str, link: Link) -> str:
    """One line of text. Code is set aside first: its stars are stars."""
    kept: list[str] = []

    def keep(html: str) -> str:
        kept.append(html)
        return f"\x00{len(kept) - 1}\x00"

    text = _CODE.sub(lambda found: keep(f'<code class="key">{escape(found[1])}</code>'), words)
    text = escape(text)
    text = _LINK.sub(lambda found: _link(*link(found[1], found[2])), text)
    text = _SLANTED.sub(r"<i>\1</i>", _BOLD.sub(r"<b>\1</b>", text))
    return re.sub("\x00(\\d+)\x00", lambda found: kept[int(found[1])], text)


def _link(words: str, target: str) -> str:
    return f'<a href="{escape(target)}">{words}</a>' if target else words
