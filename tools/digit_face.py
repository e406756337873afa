"""Make "Khue So", the ten digits of Be Vietnam Pro on one advance, for columns of numbers.

The font has no tabular figures (its 1 is 385 wide, its 4 is 710), so `tabular-nums` does nothing. Each
digit is centred on the width chosen for its weight and the face is saved under a name of its own, as
the Open Font Licence asks of a changed font. Run by `npm run build` before the styles are bundled.
"""

from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "node_modules/@fontsource/be-vietnam-pro/files"
TARGET = ROOT / "khue/core/ui/assets/built"
ADVANCES = {400: 650, 600: 670}
LICENCE_NAMES = (13, 14)


def digits_of(font: TTFont) -> None:
    """Cut the font down to 0–9 without hinting, kerning or alternates."""
    options = Options(
        layout_features=[], hinting=False, notdef_outline=False, drop_tables=["GDEF", "GPOS", "GSUB"]
    )
    options.name_IDs = [*LICENCE_NAMES]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=range(ord("0"), ord("9") + 1))
    subsetter.subset(font)


def centre(font: TTFont, advance: int) -> None:
    """Put every digit in the middle of `advance` font units."""
    glyphs, metrics = font["glyf"], font["hmtx"]
    for name in font.getBestCmap().values():
        glyph = glyphs[name]
        shift = (advance - (glyph.xMax - glyph.xMin)) // 2 - glyph.xMin
        glyph.coordinates.translate((shift, 0))
        glyph.recalcBounds(glyphs)
        metrics[name] = (advance, glyph.xMin)


def build(weight: int, advance: int) -> Path:
    """Write the face of one weight as woff2 and return its path."""
    font = TTFont(SOURCE / f"be-vietnam-pro-latin-{weight}-normal.woff2", recalcTimestamp=False)
    digits_of(font)
    centre(font, advance)
    for identifier, text in (
        (1, "Khue So"),
        (2, "Regular"),
        (4, f"Khue So {weight}"),
        (6, f"KhueSo-{weight}"),
    ):
        font["name"].setName(text, identifier, 3, 1, 0x409)
    font.flavor = "woff2"
    TARGET.mkdir(parents=True, exist_ok=True)
    target = TARGET / f"khue-so-{weight}.woff2"
    font.save(target)
    return target


if __name__ == "__main__":
    for weight, advance in ADVANCES.items():
        build(weight, advance)
