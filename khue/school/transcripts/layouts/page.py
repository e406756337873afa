"""What stands on a transcript page: one pupil, one school year, as the law's form asks for it.

The page is a value. Whoever builds it has already computed and rounded everything (marks with one decimal, ratings,
decision); nothing is worked out here. Paper (`paper.py`) and XML (`canonical.py`) are two writings of the same page,
which is why both can be signed as equals.

Form: annex of Circular 22/2021/TT-BGDĐT [M]. Everything about a person may be missing except the name.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum


class Stage(StrEnum):
    """Education stage of the form; it sets the title and the words of completion."""

    LOWER_SECONDARY = "THCS"
    UPPER_SECONDARY = "THPT"


class Outcome(StrEnum):
    """Result of a subject assessed by comment only."""

    ACHIEVED = "D"
    NOT_ACHIEVED = "CD"


class Rating(StrEnum):
    """Learning or conduct, Circular 22/2021 articles 8 and 9."""

    GOOD = "TOT"
    FAIR = "KHA"
    PASSED = "DAT"
    FAILED = "CHUA_DAT"


class Decision(StrEnum):
    """What the year led to, Circular 22/2021 articles 12 to 14."""

    PROMOTED = "PROMOTED"
    PROMOTED_AFTER_RETEST = "PROMOTED_AFTER_RETEST"
    PROMOTED_AFTER_TRAINING = "PROMOTED_AFTER_TRAINING"
    RETAINED = "RETAINED"


Result = Decimal | Outcome | None


@dataclass(frozen=True, slots=True)
class Relative:
    """Father, mother or guardian as the form's first page names them."""

    name: str
    occupation: str = ""


@dataclass(frozen=True, slots=True)
class Pupil:
    """Birth is a date, or only a year, or unknown; a birth place is written as on the birth certificate."""

    name: str
    sex: str = ""
    birth_date: date | None = None
    birth_year: int | None = None
    birth_place: str = ""
    ethnic_group: str = ""
    family_status: str = ""
    address: str = ""
    sector_identifier: str = ""
    register_number: str = ""
    father: Relative | None = None
    mother: Relative | None = None
    guardian: Relative | None = None


@dataclass(frozen=True, slots=True)
class SchoolWords:
    """Names as they are printed on the paper of that year; `head_title` follows the kind of institution."""

    department: str
    school: str
    commune: str
    province: str
    stage: Stage
    head_title: str = "Hiệu trưởng"


@dataclass(frozen=True, slots=True)
class SubjectLine:
    """One subject or activity. Marks carry exactly one decimal; `digest` is what the subject teacher confirmed."""

    code: str
    name: str
    term1: Result = None
    term2: Result = None
    year: Result = None
    after: Result = None
    remarks: str = ""
    teacher: str = ""
    confirmed_at: datetime | None = None
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Ratings:
    """Conduct or learning of term I, term II, the year, and after re-assessment or summer training."""

    term1: Rating | None = None
    term2: Rating | None = None
    year: Rating | None = None
    after: Rating | None = None


@dataclass(frozen=True, slots=True)
class YearResult:
    """The right side of the year. `completed` is None except at the last grade of the stage."""

    conduct: Ratings
    learning: Ratings
    absences: int | None = None
    decision: Decision | None = None
    completed: bool | None = None
    prizes: str = ""
    commendation: str = ""
    remarks: str = ""
    approval: str = ""


@dataclass(frozen=True, slots=True)
class Edition:
    """Which paper this is. `reason` and `supersedes` (the code of the version before) are set from version 2 on."""

    code: str
    check_address: str
    issued_on: date
    version: int = 1
    reason: str = ""
    supersedes: str = ""


@dataclass(frozen=True, slots=True)
class Attended:
    """A year of the first page's *Quá trình học tập*; of another school's class only the grade may be known."""

    school_year: str
    class_name: str
    school: str
    entered_on: date | None = None


@dataclass(frozen=True, slots=True)
class TranscriptPage:
    """Everything that is printed, signed and checked for one pupil and one school year ("2025-2026")."""

    school: SchoolWords
    pupil: Pupil
    school_year: str
    grade: int
    class_name: str
    subjects: tuple[SubjectLine, ...]
    result: YearResult
    homeroom_teacher: str
    head: str
    edition: Edition
    entered_on: date | None = None
    corrections: int = 0
    corrected_subjects: tuple[str, ...] = ()
    schooling: tuple[Attended, ...] = ()
