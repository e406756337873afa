"""From a paper's stored content (JSON) to its page: what the services wrote down is what is printed and signed."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from khue.foundation.signing.services import SignatureField

from .page import (
    Decision,
    Edition,
    Outcome,
    Pupil,
    Rating,
    Ratings,
    Relative,
    Result,
    SchoolWords,
    Stage,
    SubjectLine,
    TranscriptPage,
    YearResult,
)
from .paper import SIGNATURE_BOXES, SIGNATURE_LABELS


def page_of(content: Mapping[str, Any]) -> TranscriptPage:
    """The page that `content` describes. Raises `KeyError` for content that is not a transcript's."""
    return TranscriptPage(
        school=SchoolWords(**{**content["school"], "stage": Stage(content["school"]["stage"])}),
        pupil=_pupil(content["pupil"]),
        school_year=content["school_year"],
        grade=content["grade"],
        class_name=content["class_name"],
        subjects=tuple(_subject(line) for line in content["subjects"]),
        result=_year(content["result"]),
        homeroom_teacher=content["homeroom_teacher"],
        head=content["head"],
        edition=_edition(content["edition"]),
        entered_on=_day(content.get("entered_on")),
        corrections=content["corrections"],
        corrected_subjects=tuple(content["corrected_subjects"]),
    )


def facts_of(content: Mapping[str, Any]) -> list[dict[str, str]]:
    """The lines of the public check: name, year of birth, class and year, register number. No more of a child."""
    pupil = content["pupil"]
    year = (pupil["birth_date"] or "")[:4] or str(pupil["birth_year"] or "")
    lines = [
        ("Của em", pupil["name"]),
        ("Năm sinh", year),
        ("Lớp, năm học", f"{content['class_name']}, {content['school_year'].replace('-', '–')}"),
        ("Số đăng bộ", pupil["register_number"]),
    ]
    return [{"label": label, "value": value} for label, value in lines if value]


def signature_fields() -> list[SignatureField]:
    """The three fields at the foot of the last page, in signing order (rules 23.3)."""
    return [SignatureField(role, SIGNATURE_LABELS[role], box) for role, box in SIGNATURE_BOXES.items()]


def _pupil(stored: Mapping[str, Any]) -> Pupil:
    relatives = {
        name: Relative(**stored[name]) if stored[name] else None for name in ("father", "mother", "guardian")
    }
    plain = {name: value for name, value in stored.items() if name not in relatives}
    return Pupil(**{**plain, **relatives, "birth_date": _day(stored["birth_date"])})


def _subject(line: Mapping[str, Any]) -> SubjectLine:
    confirmed = line["confirmed_at"]
    return SubjectLine(
        code=line["code"],
        name=line["name"],
        term1=_result(line["term_1"]),
        term2=_result(line["term_2"]),
        year=_result(line["year"]),
        after=_result(line["after"]),
        remarks=line["remarks"],
        teacher=line["teacher"],
        confirmed_at=datetime.fromisoformat(confirmed) if confirmed else None,
        digest=line["digest"],
    )


def _year(stored: Mapping[str, Any]) -> YearResult:
    return YearResult(
        conduct=_ratings(stored["conduct"]),
        learning=_ratings(stored["learning"]),
        absences=stored["absences"],
        decision=Decision(stored["decision"]) if stored["decision"] else None,
        completed=stored["completed"],
        remarks=stored["remarks"],
    )


def _ratings(stored: Mapping[str, str | None]) -> Ratings:
    read = {name: Rating(code) if code else None for name, code in stored.items()}
    return Ratings(term1=read["term_1"], term2=read["term_2"], year=read["year"], after=read["after"])


def _edition(stored: Mapping[str, Any]) -> Edition:
    return Edition(**{**stored, "issued_on": date.fromisoformat(stored["issued_on"])})


def _result(code: str | None) -> Result:
    if code is None:
        return None
    return Outcome(code) if code in {"D", "CD"} else Decimal(code)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
