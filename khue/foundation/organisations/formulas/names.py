"""Names of units and organisations in the forms that compare and that search.

The same school is "Trường THCS Đinh Tiên Hoàng", "THCS Đinh Tiên Hoàng" and "TRƯỜNG TRUNG HỌC CƠ SỞ ĐINH TIÊN HOÀNG" in
three workbooks. `name_key` makes them equal; two names with one key in one commune are most likely one school.
"""

from __future__ import annotations

from khue.core.text import fold

PREFIXES = (
    "thành phố", "tỉnh", "quận", "huyện", "thị xã", "thị trấn", "phường", "xã", "đặc khu",
)  # fmt: skip
ABBREVIATED = {
    "truong trung hoc pho thong": "thpt",
    "truong trung hoc co so": "thcs",
    "truong tieu hoc": "th",
    "truong mam non": "mn",
    "truong mau giao": "mg",
    "trung hoc pho thong": "thpt",
    "trung hoc co so": "thcs",
    "tieu hoc": "th",
    "mam non": "mn",
    "mau giao": "mg",
    "pho thong dan toc noi tru": "ptdtnt",
    "pho thong dan toc ban tru": "ptdtbt",
    "giao duc thuong xuyen": "gdtx",
    "giao duc nghe nghiep": "gdnn",
    "trung tam": "tt",
    "so giao duc va dao tao": "so gddt",
    "phong giao duc va dao tao": "phong gddt",
    "uy ban nhan dan": "ubnd",
    "thanh pho": "tp",
    "va": "",
}
SILENT = "truong "


def split_prefix(name: str) -> tuple[str, str]:
    """The kind of a unit and its own name: `("Phường", "1")` of "Phường 1"; no kind when the name carries none."""
    lowered = name.casefold()
    for prefix in PREFIXES:
        if lowered.startswith(f"{prefix} "):
            return prefix.capitalize(), name[len(prefix) + 1 :].strip()
    return "", name.strip()


def name_key(name: str) -> str:
    """The form in which spellings of one organisation's name are equal."""
    key = f" {fold(name)} "
    for words, short in ABBREVIATED.items():
        key = key.replace(f" {words} ", f" {short} " if short else " ")
    return key.strip().removeprefix(SILENT)


def search_words(*names: str, limit: int = 220) -> str:
    """What the search box compares with: the folded words of all names, each once, cut at `limit` letters."""
    words = dict.fromkeys(word for name in names for word in fold(name).split())
    return " ".join(words)[:limit].rstrip()
