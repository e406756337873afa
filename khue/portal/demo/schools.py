"""What schools a demo has, for whoever tries the command lines."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from khue.core.models import holds_on
from khue.foundation.documents.choices import PaperState
from khue.foundation.organisations.choices import OrganisationKind
from khue.foundation.organisations.models import Organisation, OrganisationCode
from khue.portal.demo.days import YEARS
from khue.portal.demo.sizes import CLOSED, RUNNING
from khue.school.transcripts.models import Transcript
from khue.sector.classes.models import SchoolClass

INSTITUTIONS = (OrganisationKind.SCHOOL, OrganisationKind.CENTRE, OrganisationKind.CHILDCARE)


@dataclass(frozen=True, slots=True)
class DemoSchool:
    """A school with its code, its stages, and the names of its classes of the running year.

    `signed` are the classes of the closed year of which somebody's transcript bears all signatures.
    """

    code: str
    name: str
    stages: list[str]
    classes: list[str]
    signed: list[str]


def demo_schools() -> list[DemoSchool]:
    """All institutions by code. Needs an open scope of the whole province."""
    codes = OrganisationCode.objects.filter(holds_on(YEARS[RUNNING][0]), organisation__kind__in=INSTITUTIONS)
    classes: dict[int, list[str]] = {}
    rows = SchoolClass.objects.filter(year_id=RUNNING).order_by("id")
    for school, name in rows.values_list("organisation_id", "name"):
        classes.setdefault(school, []).append(name)
    papers = Transcript.objects.filter(year_id=CLOSED, is_latest=True, paper__state=PaperState.ISSUED)
    signed: dict[int, list[str]] = {}
    for school, name in papers.values_list("organisation_id", "school_class__name").distinct():
        signed.setdefault(school, []).append(name)
    schools = {row.pk: row for row in Organisation.objects.filter(kind__in=INSTITUTIONS)}
    return [
        DemoSchool(
            code,
            schools[number].short_name,
            schools[number].stages,
            classes.get(number, []),
            sorted(signed.get(number, [])),
        )
        for code, number in codes.order_by("code").values_list("code", "organisation_id")
    ]


def as_json(schools: list[DemoSchool]) -> list[dict[str, object]]:
    """As `khue demo schools --json` prints them."""
    return [asdict(school) for school in schools]
