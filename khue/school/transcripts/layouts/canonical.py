"""The page as XML: the twin of the paper, of equal value, which programs read.

Our own schema, versioned by its namespace (no public one exists); `transcript-1.xsd` beside this file describes it. The
content is the element `Transcript` with the `Id` that each signature names; `Signed` elements follow it. The text is
canonical XML: the same page always gives the same bytes. Marks are `8.5`, dates `2026-05-28`, codes never words.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from lxml import etree

from .page import Attended, Pupil, Ratings, Relative, Result, SubjectLine, TranscriptPage

NAMESPACE = "urn:khue:transcript:1"
CONTENT_ID = "transcript"
SCHEMA_FILE = Path(__file__).with_name("transcript-1.xsd")


def canonical_xml(page: TranscriptPage) -> bytes:
    """The unsigned document, in canonical form (C14N 1.0), UTF-8."""
    root = etree.Element(_tag("Paper"), nsmap={None: NAMESPACE})
    content = _child(root, "Transcript", Id=CONTENT_ID)
    _edition(content, page)
    _school(content, page)
    _pupil(content, page.pupil)
    _schooling(content, page.schooling)
    _year(content, page)
    return etree.tostring(root, method="c14n")


@lru_cache(maxsize=1)
def schema() -> etree.XMLSchema:
    """The schema of this namespace."""
    return etree.XMLSchema(etree.parse(SCHEMA_FILE))


def _edition(content: etree._Element, page: TranscriptPage) -> None:
    edition = page.edition
    element = _child(content, "Edition", version=str(edition.version))
    _texts(
        element,
        ("Code", edition.code),
        ("CheckAddress", edition.check_address),
        ("IssuedOn", edition.issued_on),
    )
    _texts(element, ("Reason", edition.reason), ("Supersedes", edition.supersedes))


def _school(content: etree._Element, page: TranscriptPage) -> None:
    words = page.school
    element = _child(content, "School", stage=words.stage.value)
    _texts(element, ("Department", words.department), ("Name", words.school), ("Commune", words.commune))
    _texts(element, ("Province", words.province), ("HeadTitle", words.head_title))


def _pupil(content: etree._Element, pupil: Pupil) -> None:
    element = _child(content, "Pupil")
    _texts(element, ("Name", pupil.name), ("Sex", pupil.sex), ("BirthDate", pupil.birth_date))
    _texts(element, ("BirthYear", pupil.birth_year), ("BirthPlace", pupil.birth_place))
    _texts(element, ("EthnicGroup", pupil.ethnic_group), ("FamilyStatus", pupil.family_status))
    _texts(element, ("Address", pupil.address), ("SectorIdentifier", pupil.sector_identifier))
    _texts(element, ("RegisterNumber", pupil.register_number))
    for name, relative in (("Father", pupil.father), ("Mother", pupil.mother), ("Guardian", pupil.guardian)):
        _relative(element, name, relative)


def _relative(pupil: etree._Element, name: str, relative: Relative | None) -> None:
    if relative is not None:
        _texts(_child(pupil, name), ("Name", relative.name), ("Occupation", relative.occupation))


def _schooling(content: etree._Element, years: Sequence[Attended]) -> None:
    if not years:
        return
    element = _child(content, "Schooling")
    for each in years:
        attended = _child(element, "Attended", schoolYear=each.school_year, **{"class": each.class_name})
        _texts(attended, ("School", each.school), ("EnteredOn", each.entered_on))


def _year(content: etree._Element, page: TranscriptPage) -> None:
    year = _child(
        content, "Year", schoolYear=page.school_year, grade=str(page.grade), **{"class": page.class_name}
    )
    _texts(year, ("EnteredOn", page.entered_on))
    subjects = _child(year, "Subjects")
    for line in page.subjects:
        _subject(subjects, line)
    corrections = _child(year, "Corrections", count=str(page.corrections))
    _texts(corrections, *(("Subject", name) for name in page.corrected_subjects))
    _ratings(year, "Conduct", page.result.conduct)
    _ratings(year, "Learning", page.result.learning)
    _outcome(year, page)


def _subject(subjects: etree._Element, line: SubjectLine) -> None:
    element = _child(subjects, "Subject", code=line.code)
    _texts(element, ("Name", line.name))
    results = (("Term1", line.term1), ("Term2", line.term2), ("Year", line.year), ("After", line.after))
    _texts(element, *((name, _result(result)) for name, result in results), ("Remarks", line.remarks))
    if line.teacher or line.confirmed_at:
        confirmed = _child(element, "Confirmed")
        _texts(confirmed, ("Teacher", line.teacher), ("At", line.confirmed_at), ("Digest", line.digest))


def _ratings(year: etree._Element, name: str, ratings: Ratings) -> None:
    each = (
        ("Term1", ratings.term1),
        ("Term2", ratings.term2),
        ("Year", ratings.year),
        ("After", ratings.after),
    )
    _texts(_child(year, name), *((part, rating.value if rating else "") for part, rating in each))


def _outcome(year: etree._Element, page: TranscriptPage) -> None:
    result = page.result
    completed = "" if result.completed is None else str(result.completed).lower()
    _texts(year, ("Absences", result.absences), ("Decision", result.decision), ("Completed", completed))
    _texts(
        year, ("Prizes", result.prizes), ("Commendation", result.commendation), ("Remarks", result.remarks)
    )
    _texts(
        year, ("Approval", result.approval), ("HomeroomTeacher", page.homeroom_teacher), ("Head", page.head)
    )


def _result(result: Result) -> str:
    if isinstance(result, Decimal):
        return f"{result:.1f}"
    return result.value if result else ""


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _child(parent: etree._Element, name: str, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, _tag(name), attributes)


def _texts(parent: etree._Element, *entries: tuple[str, str | int | date | datetime | None]) -> None:
    """One element per entry that says something."""
    for name, value in entries:
        if value is None or value == "":
            continue
        _child(parent, name).text = _legible(_written(value))


def _written(value: str | int | date | datetime) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return value.isoformat() if isinstance(value, date) else str(value)


def _legible(text: str) -> str:
    """XML has no place for control characters; a remark pasted with one keeps its other letters."""
    if text.isprintable():
        return text
    return "".join(letter for letter in text if letter.isprintable() or letter in "\n\t")
