"""Which pages of two PDFs differ, by what is drawn on them rather than by their bytes.

A page's digest covers its drawing instructions, the fonts and pictures they use, its size, and annotations laid over
it; object numbers, compression and signature fields do not count, so that a file saved again by another program still
shows the one page that was changed.
"""

from collections.abc import Iterator
from hashlib import sha256
from itertools import zip_longest
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader

_MOST_PAGES = 400
_DEEPEST = 40
_INHERITED = ("/Resources", "/MediaBox", "/CropBox", "/Rotate")
_UNSEEN = frozenset(
    [
        "/Parent",
        "/P",
        "/StructParent",
        "/StructParents",
        "/Length",
        "/Filter",
        "/DecodeParms",
        "/Metadata",
        "/PieceInfo",
    ]
)


class TooManyPagesError(ValueError):
    """More pages or deeper trees than any paper of ours."""


def page_digests(reader: PdfFileReader) -> list[bytes]:
    """A digest for each page, in order."""
    known: dict[Any, bytes] = {}
    return [_page_digest(page, inherited, known) for page, inherited in _pages(reader.root["/Pages"], {}, 0)]


def differing_pages(one: PdfFileReader, other: PdfFileReader) -> tuple[int, ...]:
    """Numbers (from 1) of the pages that differ, are missing or are more."""
    pairs = zip_longest(page_digests(one), page_digests(other))
    return tuple(number for number, (left, right) in enumerate(pairs, start=1) if left != right)


def _pages(node: Any, inherited: dict[str, Any], depth: int) -> Iterator[tuple[Any, dict[str, Any]]]:
    if depth > _DEEPEST:
        raise TooManyPagesError("page tree too deep")
    own = {key: node.raw_get(key) for key in _INHERITED if key in node}
    below = {**inherited, **own}
    if "/Kids" not in node:
        yield node, below
        return
    count = 0
    for kid in _items(node["/Kids"]):
        for page in _pages(kid, below, depth + 1):
            count += 1
            if count > _MOST_PAGES:
                raise TooManyPagesError("too many pages")
            yield page


def _page_digest(page: Any, inherited: dict[str, Any], known: dict[Any, bytes]) -> bytes:
    total = sha256()
    for part in _items(page["/Contents"]) if "/Contents" in page else ():
        if isinstance(part, generic.StreamObject):
            total.update(part.data + b"\n")
    for key in _INHERITED:
        total.update(_digest(inherited.get(key), known, 0))
    for annotation in _items(page["/Annots"]) if "/Annots" in page else ():
        if isinstance(annotation, generic.DictionaryObject) and annotation.get("/FT") != "/Sig":
            total.update(_digest(annotation, known, 0))
    return total.digest()


def _items(thing: Any) -> list[Any]:
    each = [thing] if not isinstance(thing, generic.ArrayObject) else list(thing)
    return [one.get_object() if isinstance(one, generic.IndirectObject) else one for one in each]


def _digest(thing: Any, known: dict[Any, bytes], depth: int) -> bytes:
    if depth > _DEEPEST:
        raise TooManyPagesError("objects too deep")
    if isinstance(thing, generic.IndirectObject):
        key = thing.reference
        if key not in known:
            known[key] = b"cycle"
            known[key] = _digest(thing.get_object(), known, depth + 1)
        return known[key]
    total = sha256(type(thing).__name__.replace("Decrypted", "").encode())
    if isinstance(thing, generic.DictionaryObject):
        for name in sorted(set(thing.keys()) - _UNSEEN):
            total.update(str(name).encode() + _digest(thing.raw_get(name), known, depth + 1))
        if isinstance(thing, generic.StreamObject):
            total.update(thing.data)
    elif isinstance(thing, generic.ArrayObject):
        for index in range(len(thing)):
            total.update(_digest(thing.raw_get(index), known, depth + 1))
    else:
        total.update(repr(thing).encode())
    return total.digest()
