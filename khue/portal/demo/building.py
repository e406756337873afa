"""A commune's institutions, one after the other: people, classes, books; then everything goes into the database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from khue.foundation.organisations.choices import Stage
from khue.portal.demo.chance import stream
from khue.portal.demo.classrooms import Classrooms
from khue.portal.demo.geography import Commune
from khue.portal.demo.plan import Institution, classes_of
from khue.portal.demo.pupils import Nursery
from khue.portal.demo.roll import Pool, Roll, by_class, graduate
from khue.portal.demo.showcase import Showcase, showcase, stages
from khue.portal.demo.sizes import CLOSED, RUNNING
from khue.portal.demo.staffing import Employer
from khue.portal.demo.world import World
from khue.portal.demo.writing import FULL, Writer

ORDER = ("childcare", "preschool", "primary", "multi", "lower_secondary", "upper_secondary", "centre")
"""In the order in which children go from one to the next."""


def build(
    world: World, writer: Writer, institutions: Sequence[Institution], communes: Sequence[Commune]
) -> Iterator[int]:
    """Make everything, commune by commune; yields the institutions made so far, for whoever watches."""
    by_code = {commune.place.code: commune for commune in communes}
    stage = {school.code: kind for kind, school in stages(institutions).items()}
    ordered = sorted(
        institutions, key=lambda each: (each.commune.place.code, ORDER.index(each.kind), each.code)
    )
    world.numbers.taken |= {each.sector for each in showcase().pupils if each.sector}
    made = 0
    for _, group in groupby(ordered, key=lambda each: each.commune.place.code):
        here = list(group)
        _commune(world, here, by_code, stage)
        writer.flush(at=FULL)
        made += len(here)
        yield made


def _commune(
    world: World,
    institutions: Sequence[Institution],
    communes: dict[str, Commune],
    stage: Mapping[str, Stage],
) -> None:
    nursery = Nursery(world, institutions[0].commune, communes)
    pool: Pool = {}
    for institution in institutions:
        _institution(world, institution, nursery, pool, stage.get(institution.code))
    graduate(pool)
    nursery.finish()


def _institution(
    world: World, institution: Institution, nursery: Nursery, pool: Pool, on_stage: Stage | None
) -> None:
    here = world.organisations[institution.code]
    dice = stream(world.seed, "school", institution.code)
    known = showcase() if on_stage else Showcase()
    staff = Employer(world, institution, here, dice).staff(
        classes_of(institution, RUNNING), known.staff if on_stage == Stage.LOWER_SECONDARY else ()
    )
    pupils = [each for each in known.pupils if institution.stage_of(each.grade) == on_stage]
    roll = Roll(world, institution, here.pk, nursery, pupils, dice)
    classrooms = Classrooms(world, institution, here.pk, staff, _sites(world, institution, here.pk), dice)
    roll.open_first()
    goes_on = classrooms.open(CLOSED, classes_of(institution, CLOSED), by_class(roll.seated[CLOSED], CLOSED))
    roll.open_second(goes_on, pool)
    classrooms.open(RUNNING, classes_of(institution, RUNNING), by_class(roll.seated[RUNNING], RUNNING))


def _sites(world: World, institution: Institution, school: int) -> list[int]:
    """The main site and the others; a school without others has none on record."""
    if not institution.sites:
        return []
    found = []
    since = world.organisations[institution.code].valid_from
    address = institution.commune.place.full
    for place, name in enumerate(("Điểm chính", *institution.sites)):
        found.append(world.tables.sites.next_id())
        title = name if place == 0 else f"Điểm {name}"
        code = f"{institution.code}-{place}"
        world.tables.sites.add(
            found[-1], world.uuids.next(), school, title, code, place == 0, address, place * 2300, since
        )
    return found
