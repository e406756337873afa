"""Papers in bulk: a Typst template and a stream of items in, one PDF/A-2b per item out.

One process renders a whole batch: fonts are read once, each thread keeps its compiler, and an item costs one compile.
A template imports `/foundation/documents/adapters/paper.typ`, which gives it `item` (the mapping, as JSON) and the foot
with the QR code; an item with `check_address` receives `check_qr`.

The same item, template and moment give the same bytes: nothing is read from the clock or from the machine's fonts. A
letter that no font of ours has refuses that one item and says which letter; nothing is ever printed as an empty box.
"""

import json
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

import fontpkg_be_vietnam_pro
import fontpkg_noto_sans
import segno
import typst

import khue

ROOT = Path(khue.__file__).parent
"""Templates name their files from here, so that a room's template can import the shared foot."""

_FAMILIES = {"Be Vietnam Pro": fontpkg_be_vietnam_pro.ROOT, "Noto Sans": fontpkg_noto_sans.ROOT}
_WINDOW_PER_THREAD = 4


class RenderingRefusedError(ValueError):
    """The template and the item make no paper; the text says why, in Typst's words."""


@dataclass(frozen=True, slots=True)
class Rendering:
    """One item's outcome: `pdf`, or the reason of the refusal. `position` counts the items from 0."""

    position: int
    pdf: bytes = b""
    refusal: str = ""


def render(template: Path, item: Mapping[str, Any], *, moment: datetime) -> bytes:
    """One paper as PDF/A-2b. `moment` (with its zone) becomes its creation time. Raises `RenderingRefusedError`."""
    return _compile(template, item, moment)


def render_batch(
    template: Path, items: Iterable[Mapping[str, Any]], *, moment: datetime, threads: int = 1
) -> Iterator[Rendering]:
    """Papers in the order of the items, which are read only a few ahead; a refused item does not stop the others."""
    if threads <= 1:
        yield from (_attempt(position, template, item, moment) for position, item in enumerate(items))
        return
    with ThreadPoolExecutor(threads, thread_name_prefix="typst") as pool:
        ahead: deque[Future[Rendering]] = deque()
        for position, item in enumerate(items):
            ahead.append(pool.submit(_attempt, position, template, item, moment))
            if len(ahead) >= threads * _WINDOW_PER_THREAD:
                yield ahead.popleft().result()
        while ahead:
            yield ahead.popleft().result()


def qr_svg(text: str) -> str:
    """QR code of the text, level M, as one SVG path without border.

    The mask is fixed: choosing the prettiest of eight costs four times as much and every mask reads alike.
    """
    picture = BytesIO()
    segno.make(text, error="m", micro=False, mask=3).save(
        picture, kind="svg", border=0, xmldecl=False, nl=False
    )
    return picture.getvalue().decode()


def _attempt(position: int, template: Path, item: Mapping[str, Any], moment: datetime) -> Rendering:
    try:
        return Rendering(position, pdf=_compile(template, item, moment))
    except RenderingRefusedError as refused:
        return Rendering(position, refusal=str(refused))


def _compile(template: Path, item: Mapping[str, Any], moment: datetime) -> bytes:
    if moment.tzinfo is None:
        raise ValueError("the moment of a paper needs its time zone")
    data = dict(item)
    if address := data.get("check_address"):
        data["check_qr"] = qr_svg(address)
    try:
        pdf = _compiler(template).compile(
            format="pdf",
            sys_inputs={"item": json.dumps(data, ensure_ascii=False)},
            pdf_standards=["a-2b"],
            timestamp=int(moment.timestamp()),
        )
    except typst.TypstError as error:
        raise RenderingRefusedError("; ".join([error.message, *error.hints])) from error
    if not isinstance(pdf, bytes):
        raise RenderingRefusedError("the template makes no single PDF")
    return pdf


_of_this_thread = threading.local()


def _compiler(template: Path) -> typst.Compiler:
    known: dict[Path, typst.Compiler] = _of_this_thread.__dict__.setdefault("compilers", {})
    if template not in known:
        if not template.is_file():
            raise FileNotFoundError(template)
        known[template] = typst.Compiler(template, root=ROOT, font_paths=_fonts(), ignore_system_fonts=True)
    return known[template]


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """Our two families and no others: Be Vietnam Pro, and Noto Sans for the rare letters of Ê Đê, Gia Rai, Ba Na."""
    folders: list[Path] = [root / "files" for root in _FAMILIES.values()]
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)
    missing = set(_FAMILIES) - set(fonts.families())
    if missing:
        raise FileNotFoundError(f"fonts not found: {', '.join(sorted(missing))}")
    return fonts
