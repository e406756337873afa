"""Whole provinces by rule: how many institutions of which kind stand in each commune, and how large they are.

Totals are met exactly: pupils are dealt out by weight, the largest remainders first.
"""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Mapping, Sequence

from khue.foundation.organisations.choices import Ownership
from khue.portal.demo.chance import Weighted, stream
from khue.portal.demo.geography import Commune
from khue.portal.demo.naming import KINH
from khue.portal.demo.plan import Institution, written_down
from khue.portal.demo.sizes import Size

SHARES = {
    "preschool": 0.33,
    "primary": 0.3,
    "lower_secondary": 0.22,
    "upper_secondary": 0.09,
    "multi": 0.04,
    "centre": 0.02,
}
GRADES: Mapping[str, tuple[int, ...]] = {
    "preschool": (-3, -2, -1, 0),
    "primary": (1, 2, 3, 4, 5),
    "lower_secondary": (6, 7, 8, 9),
    "upper_secondary": (10, 11, 12),
    "centre": (10, 11, 12),
    "childcare": (-3, -2),
}
WEIGHTS = {
    "preschool": 0.6,
    "primary": 1.35,
    "lower_secondary": 1.25,
    "upper_secondary": 2.2,
    "multi": 0.5,
    "centre": 0.7,
    "childcare": 0.13,
}
LARGEST = {"preschool": 28, "childcare": 20, "primary": 35}
CLASS_SIZE = 43
MULTI = ((1, 9), (1, 12), (6, 12))
MUONG = ("Cúc Phương", "Thanh Sơn", "Phú Long", "Phú Sơn", "Quỳnh Lưu", "Gia Lâm", "Nho Quan")
WORDS = {
    "preschool": "Mầm non",
    "primary": "Tiểu học",
    "lower_secondary": "THCS",
    "upper_secondary": "THPT",
    "centre": "Trung tâm GDNN-GDTX",
    "childcare": "Nhóm trẻ độc lập",
}
HEROES = (
    "Đinh Tiên Hoàng", "Lê Lợi", "Trần Hưng Đạo", "Nguyễn Trãi", "Lý Thường Kiệt", "Trần Quốc Toản", "Nguyễn Du",
    "Lê Quý Đôn", "Lương Thế Vinh", "Chu Văn An", "Trương Hán Siêu", "Lý Tự Trọng", "Quang Trung", "Nguyễn Huệ",
    "Võ Thị Sáu", "Kim Đồng", "Phan Bội Châu", "Hàn Thuyên", "Nguyễn Khuyến", "Trần Phú", "Lê Hồng Phong",
    "Nguyễn Thị Minh Khai", "Tô Hiến Thành", "Phạm Ngũ Lão", "Yết Kiêu", "Nguyễn Bỉnh Khiêm", "Ngô Quyền", "Lê Hoàn",
    "Đào Duy Từ", "Trần Nhật Duật",
)  # fmt: skip
FLOWERS = (
    "Hoa Sen", "Hoa Mai", "Họa Mi", "Sơn Ca", "Ánh Dương", "Bình Minh", "Tuổi Thơ", "Vành Khuyên", "Hoa Hồng",
    "Hướng Dương", "Sao Mai", "Măng Non", "Bông Sen", "Ban Mai", "Chim Non", "Cầu Vồng", "Hoa Phượng", "Mặt Trời Nhỏ",
    "Thiên Thần Nhỏ", "Ong Vàng", "Bồ Câu Trắng", "Hoa Cúc", "Sen Hồng", "Tuổi Thần Tiên",
)  # fmt: skip


def institutions_of(size: Size, communes: Sequence[Commune], seed: int) -> list[Institution]:
    """All institutions of a province, by commune."""
    if not size.schools:
        return written_down(size.name, communes)
    dice = stream(seed, "plan", size.name)
    kinds = _kinds(size, dice)
    weights = [2.0 if commune.is_ward else 1.0 for commune in communes]
    sites = _spread(kinds, weights)
    pupils = _pupils(size, kinds, [weights[site] for site in sites], dice)
    counts: Counter[tuple[int, str]] = Counter()
    found = []
    for kind, site, count in zip(kinds, sites, pupils, strict=True):
        counts[site, kind] += 1
        found.append(_institution(kind, communes[site], counts[site, kind], count, dice))
    return sorted(found, key=lambda each: (each.commune.place.code, each.code))


def _kinds(size: Size, dice: random.Random) -> list[str]:
    counts = dealt(size.schools, list(SHARES.values()))
    kinds = [kind for kind, count in zip(SHARES, counts, strict=True) for _ in range(count)]
    dice.shuffle(kinds)
    return kinds + ["childcare"] * size.childcare


def _spread(kinds: Sequence[str], weights: Sequence[float]) -> list[int]:
    """A commune for each institution: every kind is dealt to the communes by their weight."""
    total = Counter(kinds)
    order: dict[str, list[int]] = {}
    for turn, (kind, count) in enumerate(total.items()):
        shares = dealt(count, weights, turn=turn * 17)
        order[kind] = [site for site, share in enumerate(shares) for _ in range(share)]
    return [order[kind].pop() for kind in kinds]


def _pupils(size: Size, kinds: Sequence[str], places: Sequence[float], dice: random.Random) -> list[int]:
    weights = [
        WEIGHTS[kind] * (1 if kind == "childcare" else place**0.5 * math.exp(dice.gauss(0, 0.35)))
        for kind, place in zip(kinds, places, strict=True)
    ]
    return dealt(size.pupils, weights)


def dealt(total: int, weights: Sequence[float], turn: int = 0) -> list[int]:
    """`total` in whole parts by weight, exactly; of equal remainders the place after `turn` comes first."""
    scale = total / sum(weights)
    parts = [int(weight * scale) for weight in weights]
    size = len(weights)
    order = sorted(
        range(size), key=lambda place: (parts[place] - weights[place] * scale, (place - turn) % size)
    )
    for place in order[: total - sum(parts)]:
        parts[place] += 1
    return parts


def _institution(kind: str, commune: Commune, number: int, pupils: int, dice: random.Random) -> Institution:
    first, last = dice.choice(MULTI)
    grades = GRADES.get(kind) or tuple(range(first, last + 1))
    counts = dealt(pupils, [1 + 0.05 * dice.random() for _ in grades])
    is_private = kind == "childcare" or (kind == "multi" and last > 9) or dice.random() < 0.02  # noqa: PLR2004 -- grade 9 ends lower secondary
    is_muong = commune.place.name in MUONG and commune.province.code == "37"
    return Institution(
        name=_name(kind, grades, commune, number),
        kind=kind,
        commune=commune,
        number=number,
        ownership=Ownership.PRIVATE if is_private else Ownership.PUBLIC,
        founded=dice.randint(2005, 2024) if is_private else dice.randint(1958, 2012),
        level=dice.gauss(0.35 if commune.is_ward else -0.25, 0.9) - (0.8 if is_muong else 0),
        groups={"06": 60, KINH: 39, "08": 1} if is_muong else {KINH: 985, "06": 8, "02": 3, "03": 2, "08": 2},
        grades={
            grade: (count, classes_for(kind, count)) for grade, count in zip(grades, counts, strict=True)
        },
        sites=_sites(kind, commune, dice),
    )


def classes_for(kind: str, pupils: int) -> int:
    """As few classes as the law's size allows."""
    return max(1, math.ceil(pupils / LARGEST.get(kind, CLASS_SIZE)))


def _sites(kind: str, commune: Commune, dice: random.Random) -> tuple[str, ...]:
    if kind not in {"primary", "preschool"} or commune.is_ward or dice.random() > 0.3:  # noqa: PLR2004 -- three in ten
        return ()
    return tuple(f"Thôn {place}" for place in range(1, dice.randint(2, 4)))


def _name(kind: str, grades: Sequence[int], commune: Commune, number: int) -> str:
    """The commune's own name first, then flowers and heroes; numbers where even these are used up."""
    words = WORDS.get(kind) or {(1, 9): "Tiểu học và THCS", (1, 12): "Tiểu học, THCS và THPT"}.get(
        (grades[0], grades[-1]), "THCS và THPT"
    )
    if number == 1 and kind != "childcare":
        return f"{words} {commune.place.name}"
    names = FLOWERS if kind in {"preschool", "childcare"} else HEROES
    place = number - (1 if kind == "childcare" else 2)
    start = int(commune.place.code) * 7
    again = place // len(names)
    name = f"{words} {names[(start + place) % len(names)]}"
    return f"{name} {again + 1}" if again else name


def draw_group(institution: Institution) -> Weighted[str]:
    """The ethnic groups of a school's pupils."""
    return Weighted(institution.groups)
