"""The accounts a demo prints: one for each role, and a stranger or two beside them. One password opens all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings
from django.shortcuts import resolve_url

from khue.core.models import holds_on
from khue.foundation.accounts.choices import Role
from khue.foundation.accounts.models import Account, Membership
from khue.foundation.organisations.models import Organisation
from khue.foundation.people.choices import Sex
from khue.portal.demo.chance import stream
from khue.portal.demo.days import LOADED_AT, YEARS
from khue.portal.demo.geography import REFORM, Commune
from khue.portal.demo.naming import KINH, family_name, full_name
from khue.portal.demo.persons import Somebody, add_person, address, birthday
from khue.portal.demo.showcase import HOME
from khue.portal.demo.sizes import RUNNING
from khue.portal.demo.tree import DEPARTMENT
from khue.portal.demo.world import World

PASSWORD = "khue-hoa-sen-2026"  # noqa: S105 -- printed by the demo, which listens on this machine alone
OFFICERS = (
    ("giamdoc", "Trần Đình Nam", Sex.MALE, 1970, Role.DIRECTOR, "Giám đốc"),
    (
        "chuyenvien",
        "Nguyễn Thị Hồng Vân",
        Sex.FEMALE,
        1984,
        Role.SPECIALIST,
        "Chuyên viên Phòng Giáo dục Trung học",
    ),
    ("quantri", "Lê Quốc Việt", Sex.MALE, 1988, Role.ADMINISTRATOR, "Quản trị hệ thống"),
)
COMMUNE_OFFICER = "canboxa"
OFFICER_TITLE = "Công chức Phòng Văn hóa - Xã hội"
FAMILIES = ("hocsinh", "phuhuynh", "phuhuynh2")
STAFF = ("hieutruong", "phohieutruong", "giaovu", "vanthu", "giaovien", "giaovien2")
ORDER = ("giamdoc", "chuyenvien", COMMUNE_OFFICER, *STAFF, *FAMILIES, "quantri")


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """An account to try: `role` is the hat's code, `url` where to sign in."""

    role: str
    login: str
    password: str
    person: str
    school: str
    url: str


def open_offices(world: World, communes: Sequence[Commune]) -> None:
    """Who works at the department and in the communes."""
    dice = stream(world.seed, "offices")
    home = next((each for each in communes if each.place.code == HOME), communes[0])
    department = world.organisations[DEPARTMENT].pk
    for login, name, sex, born, role, title in OFFICERS:
        person = _officer(world, dice, department, home, (name, sex, born))
        open_account(world, login, person, here=department, role=role, title=title)
    for commune in communes:
        sex = Sex(dice.randint(1, 2))
        born = dice.randint(1972, 1996)
        name = full_name(dice, family_name(dice, KINH, world.size.region), sex, born)
        here = world.organisations[commune.place.code].pk
        person = _officer(world, dice, here, commune, (name, sex, born))
        login = COMMUNE_OFFICER if commune is home else f"canbo{commune.place.code}"
        open_account(world, login, person, here=here, role=Role.COMMUNE_OFFICER, title=OFFICER_TITLE)


def open_families(world: World) -> None:
    """The accounts of the children and parents who are written down."""
    for login, (person, school) in world.known.items():
        role = Role.PUPIL if login.startswith("hocsinh") else Role.PARENT
        open_account(world, login, person, here=school, role=role, title="")


def open_account(world: World, login: str, person: int, *, here: int, role: str, title: str) -> int:
    """An account with one hat."""
    tables, uuids = world.tables, world.uuids
    number = tables.accounts.next_id()
    tables.accounts.add(number, uuids.next(), login, person, world.password, LOADED_AT)
    tables.memberships.add(uuids.next(), person, here, role, title, REFORM)
    return number


def _officer(world: World, dice: Any, keeper: int, commune: Commune, who: tuple[str, int, int]) -> int:
    name, sex, born = who
    return add_person(
        world,
        keeper,
        Somebody(
            name=name,
            sex=sex,
            birth=birthday(dice, born),
            commune=commune,
            address=address(dice, commune),
            phone=world.numbers.phone(),
            occupation="Công chức",
            identity=world.numbers.identity_number(commune.province.code, sex, born),
        ),
    )


def demo_accounts(base: str) -> list[DemoAccount]:
    """What the demo prints: an account of each role, then strangers to them.

    The strangers are a head and a teacher of another school and the officer of another commune. Needs an open scope.
    """
    found = _rows(Account.objects.filter(username__in=ORDER))
    own = {school for _, _, _, school in found.values()}
    others: dict[str, tuple[str, str, str, int]] = {}
    for role in (Role.HEAD, Role.TEACHER, Role.COMMUNE_OFFICER):
        hats = Membership.objects.filter(role=role, organisation__kind__in=("school", "commune"))
        stranger = hats.exclude(organisation_id__in=own).order_by("organisation__path", "person_id").first()
        if stranger is not None:
            others |= _rows(Account.objects.filter(person_id=stranger.person_id))
    ordered = [*(login for login in ORDER if login in found), *others]
    names = _names(found | others)
    url = base + resolve_url(settings.LOGIN_URL)
    everyone = found | others
    return [
        DemoAccount(everyone[login][0], login, PASSWORD, everyone[login][1], names[everyone[login][3]], url)
        for login in ordered
    ]


def _rows(accounts: Iterable[Account]) -> dict[str, tuple[str, str, str, int]]:
    """Role, person's name, title and organisation of each account's hat, by login."""
    by_person = {account.person_id: account.username for account in accounts}
    hats = Membership.objects.filter(
        holds_on(YEARS[RUNNING][0]), person_id__in=list(by_person)
    ).select_related("person")
    return {
        by_person[hat.person_id]: (hat.role, hat.person.full_name, hat.title, hat.organisation_id)
        for hat in hats.order_by("pk")
    }


def _names(rows: dict[str, tuple[str, str, str, int]]) -> dict[int, str]:
    return dict(
        Organisation.objects.filter(pk__in={row[3] for row in rows.values()}).values_list("pk", "short_name")
    )


def as_json(accounts: Iterable[DemoAccount]) -> list[dict[str, str]]:
    """As `khue demo accounts --json` prints them."""
    return [asdict(account) for account in accounts]
