"""Questions about pupils: who learns where, what a record still needs, what other rooms add to lists and records."""

from khue.sector.pupils.selectors.enrolments import (
    enrolments_of_year,
    latest_enrolment,
    pupil_words,
    record_enrolment,
)
from khue.sector.pupils.selectors.extras import (
    ListPart,
    NeedLine,
    Placing,
    RecordPart,
    RecordTab,
    Related,
    endings,
    list_parts,
    need_parts,
    placings,
    record_parts,
    record_tabs,
    related_parts,
)
from khue.sector.pupils.selectors.needs import NEEDS, flags, needs_of
from khue.sector.pupils.selectors.standing import Standing, standing_of

__all__ = [
    "NEEDS",
    "ListPart",
    "NeedLine",
    "Placing",
    "RecordPart",
    "RecordTab",
    "Related",
    "Standing",
    "endings",
    "enrolments_of_year",
    "flags",
    "latest_enrolment",
    "list_parts",
    "need_parts",
    "needs_of",
    "placings",
    "pupil_words",
    "record_enrolment",
    "record_parts",
    "record_tabs",
    "related_parts",
    "standing_of",
]
