"""The organisations of a province on both sides of the reform of 1 July 2025, as entries of the organisations room.

Until 30 June 2025 each former province had its department, each district its office of education, to which preschools,
primary and lower secondary schools belonged. Since then one department stands at the top; communes administer those
schools and the department guides them; upper secondary schools and centres were the department's and are.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from khue.core import audit, clock
from khue.foundation.organisations.choices import (
    ChangeKind,
    InternalKind,
    OrganisationKind,
    Ownership,
    ParentKind,
)
from khue.foundation.organisations.models import (
    InternalUnit,
    Organisation,
    OrganisationChange,
    OrganisationSuccession,
)
from khue.foundation.organisations.services import (
    Called,
    Coded,
    Entry,
    Profile,
    Sat,
    Under,
    register_organisations,
    settle_today,
)
from khue.portal.demo.geography import REFORM, Commune, Place
from khue.portal.demo.plan import NUMBERED, Institution

DEPARTMENT = "department"
DECISION = "Nghị quyết 202/2025/QH15"
FOUNDED = {"35": 1997, "36": 1997, "37": 1992}
"""When the departments of the former provinces were set up (again); others from memory in 1976."""
DIVISIONS = (
    "Văn phòng", "Phòng Tổ chức cán bộ", "Phòng Kế hoạch - Tài chính", "Phòng Giáo dục Mầm non",
    "Phòng Giáo dục Tiểu học", "Phòng Giáo dục Trung học", "Phòng Giáo dục nghề nghiệp và Giáo dục thường xuyên",
    "Phòng Quản lý chất lượng và Chuyển đổi số",
)  # fmt: skip
ADMINISTRATIVE, PROFESSIONAL = ParentKind.ADMINISTRATIVE, ParentKind.PROFESSIONAL


def build_tree(
    province: Place, communes: Sequence[Commune], institutions: Sequence[Institution]
) -> dict[str, Organisation]:
    """Enter all organisations; returns them by key: "department", codes of communes, codes of institutions."""
    entries = [
        _department(province),
        *_old_departments(communes),
        *_district_offices(communes),
        *(_commune(each) for each in communes),
        *_institutions(institutions),
    ]
    stored = register_organisations(entries)
    _record_reform(stored, communes)
    settle_today()
    department = stored[DEPARTMENT]
    InternalUnit.objects.bulk_create(
        InternalUnit(
            organisation=department,
            name=name,
            kind=InternalKind.OFFICE if name == DIVISIONS[0] else InternalKind.DIVISION,
            valid_from=REFORM,
        )
        for name in DIVISIONS
    )
    return _fresh(stored)


def _fresh(stored: dict[str, Organisation]) -> dict[str, Organisation]:
    """The same with today's paths."""
    rows = Organisation.objects.in_bulk([row.pk for row in stored.values()])
    return {key: rows[row.pk] for key, row in stored.items()}


def old_department(province: Place) -> str:
    """The key of a former province's department."""
    return f"department-{province.code}"


def office(district: Place) -> str:
    """The key of a former district's office."""
    return f"office-{district.code}"


def _department(province: Place) -> Entry:
    return Entry(
        key=DEPARTMENT,
        kind=OrganisationKind.DEPARTMENT,
        names=[Called(f"Sở Giáo dục và Đào tạo {_of(province)}", f"Sở GDĐT {province.name}")],
        valid_from=REFORM,
        codes=[Coded(f"{province.code}S")],
        places=[Sat(province.unit)],
        profile=Profile(email="so@demo.khue.vn", phone="02293871088"),
    )


def _of(place: Place) -> str:
    """`tỉnh Ninh Bình`, `Thành phố Hồ Chí Minh`."""
    return place.full if place.prefix == "Thành phố" else place.lowered


def _old_departments(communes: Iterable[Commune]) -> Iterator[Entry]:
    for province in dict.fromkeys(commune.province for commune in communes):
        yield Entry(
            key=old_department(province),
            kind=OrganisationKind.DEPARTMENT,
            names=[
                Called(
                    f"Sở Giáo dục và Đào tạo {_of(province)}", f"Sở GDĐT {province.name} (trước 01/07/2025)"
                )
            ],
            valid_from=dt.date(FOUNDED.get(province.code, 1976), 1, 1),
            valid_to=REFORM,
            codes=[Coded(province.code)],
            places=[Sat(province.unit)],
        )


def _district_offices(communes: Iterable[Commune]) -> Iterator[Entry]:
    for district, province in dict.fromkeys((commune.district, commune.province) for commune in communes):
        above = old_department(province)
        yield Entry(
            key=office(district),
            kind=OrganisationKind.DISTRICT_OFFICE,
            names=[Called(f"Phòng Giáo dục và Đào tạo {district.lowered}", f"Phòng GDĐT {district.name}")],
            valid_from=dt.date(FOUNDED.get(province.code, 1976), 9, 1),
            valid_to=REFORM,
            codes=[Coded(f"{province.code}{district.code}")],
            places=[Sat(district.unit)],
            parents=[Under(ADMINISTRATIVE, above), Under(PROFESSIONAL, above)],
        )


def _commune(commune: Commune) -> Entry:
    place = commune.place
    return Entry(
        key=place.code,
        kind=OrganisationKind.COMMUNE,
        names=[Called(f"Ủy ban nhân dân {place.lowered}", place.full)],
        valid_from=REFORM,
        codes=[Coded(place.code)],
        places=[Sat(place.unit)],
        parents=[Under(ADMINISTRATIVE, DEPARTMENT), Under(PROFESSIONAL, DEPARTMENT)],
    )


def _institutions(institutions: Sequence[Institution]) -> Iterator[Entry]:
    counts: dict[tuple[str, str], int] = {}
    for each in institutions:
        commune = each.commune
        level = (f"{commune.province.code}{commune.district.code}", each.kind)
        counts[level] = counts.get(level, 0) + 1
        start = dt.date(each.founded, 9, 5) if each.founded < REFORM.year else REFORM
        codes = [Coded(each.code, max(start, REFORM))]
        if counts[level] < 100 and start < REFORM:  # noqa: PLR2004 -- the old codes had two digits for the running number
            codes.append(Coded(f"{level[0]}{NUMBERED.index(each.kind)}{counts[level]:02}", start, REFORM))
        yield Entry(
            key=each.code,
            kind=each.organisation_kind,
            names=[Called(each.full_name, each.name)],
            valid_from=start,
            codes=codes,
            places=_places(commune, start),
            parents=_parents(each, start),
            profile=_profile(each, counts[level]),
        )


def _places(commune: Commune, start: dt.date) -> list[Sat]:
    if commune.before.unit == commune.place.unit or start >= REFORM:
        return [Sat(commune.place.unit)]
    return [Sat(commune.before.unit, start, REFORM), Sat(commune.place.unit, REFORM)]


def _parents(institution: Institution, start: dt.date) -> list[Under]:
    """Since the reform the commune administers and the department guides; before it the district's office did both."""
    commune = institution.commune
    of_department = institution.is_of_department
    today = DEPARTMENT if of_department else commune.place.code
    found = [
        Under(ADMINISTRATIVE, today, max(start, REFORM)),
        Under(PROFESSIONAL, DEPARTMENT, max(start, REFORM)),
    ]
    if start < REFORM:
        then = old_department(commune.province) if of_department else office(commune.district)
        found += [Under(ADMINISTRATIVE, then, start, REFORM), Under(PROFESSIONAL, then, start, REFORM)]
    return found


def _profile(institution: Institution, turn: int) -> Profile:
    commune = institution.commune
    east, north = ((turn * 37) % 100 - 50) / 5000, ((turn * 61) % 100 - 50) / 5000
    return Profile(
        stages=tuple(institution.stages),
        ownership=Ownership(institution.ownership),
        address=f"{commune.place.full}, {_of(commune.province_today)}",
        phone=f"0229{int(institution.code[-8:]) % 9_000_000 + 1_000_000}",
        email=f"{institution.code}@demo.khue.vn",
        latitude=Decimal(f"{commune.latitude + north:.6f}"),
        longitude=Decimal(f"{commune.longitude + east:.6f}"),
    )


def _record_reform(stored: dict[str, Organisation], communes: Sequence[Commune]) -> None:
    """Who followed whom: departments were merged into one, district offices ended and communes took over."""
    departments = {stored[old_department(commune.province)] for commune in communes}
    merge = _change(ChangeKind.MERGE)
    close = _change(ChangeKind.CLOSE)
    lines = [
        OrganisationSuccession(change=merge, predecessor=each, successor=stored[DEPARTMENT])
        for each in departments
    ]
    for predecessor, successor in dict.fromkeys(
        (office(each.district), each.place.code) for each in communes
    ):
        lines.append(
            OrganisationSuccession(change=close, predecessor=stored[predecessor], successor=stored[successor])
        )
    OrganisationSuccession.objects.bulk_create(lines)
    audit.record("organisations.reform_recorded", merge, successions=len(lines))


def _change(kind: ChangeKind) -> OrganisationChange:
    return OrganisationChange.objects.create(
        kind=kind, date=REFORM, decision=DECISION, decided_on=dt.date(2025, 6, 12), recorded_at=clock.now()
    )
