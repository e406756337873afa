"""How a signature looks on paper: "Đã ký số", the signer's name, the time.

The look proves nothing (the certificate does); it tells the reader of a printed page who signed and when. Its font is a
subset of ours with the letters of this signer only, made once per signer and embedded with each signature, because a
PDF/A may not borrow fonts.
"""

import zlib
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any
from unicodedata import normalize

import fontpkg_be_vietnam_pro
import fontpkg_noto_sans
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from khue.core import clock

from .pdf_update import stream

OBJECTS = 6
"""How many objects one look takes: the drawing, then the five of its font."""

_FONTS: tuple[Path, ...] = (
    fontpkg_be_vietnam_pro.ROOT / "files" / "BeVietnamPro-Medium.ttf",
    fontpkg_noto_sans.ROOT / "files" / "NotoSans[wdth,wght].ttf",
)
_NOT_FOR_PDF = [
    "GSUB", "GPOS", "GDEF", "fvar", "gvar", "avar", "HVAR", "MVAR", "STAT", "name", "OS/2", "DSIG",
]  # fmt: skip
_TITLE = "Đã ký số"
_TIME_LETTERS = "0123456789/: "
_SMALL, _LARGE, _SMALLEST = 6.5, 8.5, 4.5
_LEADING = 1.4


@dataclass(frozen=True, slots=True)
class Face:
    """A subset font: letters to glyphs and widths (thousandths), and its PDF objects' fixed parts."""

    glyphs: dict[str, int]
    widths: dict[int, int]
    name: bytes
    metrics: bytes
    program: bytes

    def encoded(self, text: str) -> bytes:
        """The text as glyph numbers in hexadecimal; letters the font lacks are left out."""
        return b"".join(b"%04X" % self.glyphs[letter] for letter in text if letter in self.glyphs)

    def width(self, text: str, size: float) -> float:
        """Advance width in points."""
        return sum(self.widths[self.glyphs[letter]] for letter in text if letter in self.glyphs) * size / 1000


@lru_cache(maxsize=256)
def face_for(name: str) -> Face:
    """The font that shows this signer: the first of ours with all letters of the name, else the last."""
    letters = set(normalize("NFC", name) + _TITLE + _TIME_LETTERS)
    for path in _FONTS:
        with TTFont(path, lazy=True) as font:
            if letters <= {chr(code) for code in font.getBestCmap()} or path == _FONTS[-1]:
                return _subset(font, letters)
    raise FileNotFoundError("no font for signatures")


def look(name: str, moment: datetime, box: tuple[float, float], first_object: int) -> list[bytes]:
    """Bodies of `OBJECTS` objects numbered from `first_object`: the form XObject, then its font.

    `box` is the width and height in points. The name breaks into two lines, then shrinks, until it fits.
    """
    face, width, height = face_for(name), *box
    shown = normalize("NFC", name)
    lines, size = _fitted(face, shown, width - 6)
    when = f"{clock.local(moment):%d/%m/%Y %H:%M}"
    rows = [(_TITLE, _SMALL), *((line, size) for line in lines), (when, _SMALL)]
    drawn = zlib.compress(_drawing(face, rows, width, height))
    resources = b"/Resources<</Font<</F %d 0 R>>>>" % (first_object + 1)
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 %.2f %.2f]%s/Filter/FlateDecode" % (width, height, resources)
    return [stream(form, drawn), *_font_objects(face, first_object + 1)]


def blank(box: tuple[float, float]) -> bytes:
    """The look of a box that nobody has signed yet: nothing."""
    return stream(b"/Type/XObject/Subtype/Form/BBox[0 0 %.2f %.2f]" % box, b"")


def _drawing(face: Face, rows: list[tuple[str, float]], width: float, height: float) -> bytes:
    total = sum(size * _LEADING for _, size in rows)
    baseline = (height + total) / 2
    out = [b"q BT 0.04 0.36 0.42 rg"]
    for text, size in rows:
        baseline -= size * _LEADING
        left = (width - face.width(text, size)) / 2
        out.append(
            b"/F %.2f Tf 1 0 0 1 %.2f %.2f Tm <%s> Tj"
            % (size, left, baseline + size * 0.3, face.encoded(text))
        )
    return b"\n".join([*out, b"ET Q"])


def _fitted(face: Face, name: str, width: float) -> tuple[list[str], float]:
    whole = _size_in(face, [name], width)
    if whole >= _SMALL:
        return [name], whole
    lines = _halves(name)
    return lines, max(_size_in(face, lines, width), _SMALLEST)


def _size_in(face: Face, lines: list[str], width: float) -> float:
    widest = max(face.width(line, 1) for line in lines)
    return min(_LARGE, width / widest) if widest else _LARGE


def _halves(name: str) -> list[str]:
    words = name.split()
    cuts = range(1, len(words))
    best = min(cuts, key=lambda cut: abs(len(" ".join(words[:cut])) - len(" ".join(words[cut:]))), default=0)
    return [" ".join(words[:best]), " ".join(words[best:])] if best else [name]


def _subset(font: TTFont, letters: set[str]) -> Face:
    options = Options()
    options.drop_tables += _NOT_FOR_PDF
    options.notdef_outline, options.hinting, options.layout_features = True, False, []
    subsetter = Subsetter(options)
    subsetter.populate(text="".join(sorted(letters)))
    subsetter.subset(font)
    out = BytesIO()
    font.save(out)
    return _face(TTFont(BytesIO(out.getvalue())), out.getvalue(), letters)


def _face(font: Any, program: bytes, letters: set[str]) -> Face:
    scale = 1000 / font["head"].unitsPerEm
    codes = font.getBestCmap()
    glyphs = {chr(code): font.getGlyphID(name) for code, name in codes.items() if chr(code) in letters}
    widths = {font.getGlyphID(name): round(font["hmtx"][name][0] * scale) for name in font.getGlyphOrder()}
    head, hhea = font["head"], font["hhea"]
    edges = (head.xMin, head.yMin, head.xMax, head.yMax)
    metrics = b"/Flags 4/FontBBox[%d %d %d %d]/ItalicAngle 0/Ascent %d/Descent %d/CapHeight 700/StemV 90" % (
        *(round(edge * scale) for edge in edges), round(hhea.ascent * scale), round(hhea.descent * scale),
    )  # fmt: skip
    return Face(glyphs, widths, b"KHUEKS+SignatureFace", metrics, zlib.compress(program, 9))


def _font_objects(face: Face, first: int) -> list[bytes]:
    widths = b" ".join(b"%d[%d]" % item for item in sorted(face.widths.items()))
    return [
        b"<</Type/Font/Subtype/Type0/BaseFont/%s/Encoding/Identity-H/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>"
        % (face.name, first + 1, first + 4),
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/%s/FontDescriptor %d 0 R/CIDToGIDMap/Identity/DW 0/W[%s]"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>"
        % (face.name, first + 2, widths),
        b"<</Type/FontDescriptor/FontName/%s%s/FontFile2 %d 0 R>>" % (face.name, face.metrics, first + 3),
        stream(b"/Filter/FlateDecode", face.program),
        stream(b"/Filter/FlateDecode", _to_unicode(face.glyphs)),
    ]


@lru_cache(maxsize=256)
def _to_unicode_of(pairs: tuple[tuple[int, str], ...]) -> bytes:
    lines = [
        b"<%04X> <%s>" % (glyph, letter.encode("utf-16-be").hex().upper().encode()) for glyph, letter in pairs
    ]
    blocks = [lines[start : start + 100] for start in range(0, len(lines), 100)]
    body = b"\n".join(b"%d beginbfchar\n%s\nendbfchar" % (len(block), b"\n".join(block)) for block in blocks)
    return zlib.compress(
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        b"/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n"
        b"/CMapName /Adobe-Identity-UCS def /CMapType 2 def\n"
        b"1 begincodespacerange <0000> <FFFF> endcodespacerange\n%s\n"
        b"endcmap CMapName currentdict /CMap defineresource pop end end" % body
    )


def _to_unicode(glyphs: dict[str, int]) -> bytes:
    return _to_unicode_of(tuple(sorted((glyph, letter) for letter, glyph in glyphs.items())))
