"""The page as paper: the words and numbers that `transcript.typ` sets, and where its signatures stand.

Formats follow the form: `8,5`, `22/11/2026`, Đạt / Chưa đạt. The words are the form's own and do not change with the
reader's language.
"""

import re
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from khue.core import clock

from .page import Decision, Outcome, Rating, Ratings, Relative, Result, Stage, SubjectLine, TranscriptPage

TEMPLATE = Path(__file__).with_name("transcript.typ")

SIGNATURE_BOXES: dict[str, tuple[float, float, float, float]] = {
    "homeroom": (42.5, 118.0, 206.9, 181.0),
    "head": (215.4, 118.0, 379.8, 181.0),
    "seal": (388.4, 118.0, 552.8, 181.0),
}
"""Role, in signing order, and its rectangle on the last page in points from the lower left."""

SIGNATURE_LABELS = {
    "homeroom": "Giáo viên chủ nhiệm",
    "head": "Hiệu trưởng",
    "seal": "Con dấu số của nhà trường",
}

_LONGEST_WORD, _ZERO_WIDTH_SPACE = 24, "\u200b"
_LONG_WORD = re.compile(rf"\S{{{_LONGEST_WORD}}}(?=\S)")
_RATINGS = {Rating.GOOD: "Tốt", Rating.FAIR: "Khá", Rating.PASSED: "Đạt", Rating.FAILED: "Chưa đạt"}
_OUTCOMES = {Outcome.ACHIEVED: "Đạt", Outcome.NOT_ACHIEVED: "Chưa đạt"}
_TITLES = {Stage.LOWER_SECONDARY: "Trung học cơ sở", Stage.UPPER_SECONDARY: "Trung học phổ thông"}
_DECISIONS = {
    Decision.PROMOTED: "Được lên lớp",
    Decision.PROMOTED_AFTER_RETEST: "Được lên lớp sau đánh giá lại",
    Decision.PROMOTED_AFTER_TRAINING: "Được lên lớp sau rèn luyện trong hè",
    Decision.RETAINED: "Không được lên lớp",
}


def result_text(result: Result) -> str:
    """A mark as `8,5` (always one decimal), a comment-only result in words, nothing when missing."""
    if isinstance(result, Decimal):
        return f"{result:.1f}".replace(".", ",")
    return _OUTCOMES[result] if result else ""


def date_text(day: date | None) -> str:
    """`22/11/2026`, or nothing."""
    return f"{day:%d/%m/%Y}" if day else ""


def paper_data(page: TranscriptPage) -> dict[str, Any]:
    """What the template reads: text only, already formatted, JSON-ready."""
    school, edition = page.school, page.edition
    data = {
        "department": school.department.upper(),
        "school": school.school,
        "place": ", ".join(part for part in (school.commune, school.province) if part),
        "province": school.province,
        "stage": _TITLES[school.stage],
        "head_title": school.head_title,
        "year": page.school_year.replace("-", "–"),
        "class": page.class_name,
        "name": page.pupil.name,
        "register_number": page.pupil.register_number,
        "person": _person(page),
        "relatives": _relatives(page),
        "schooling": [
            [each.school_year.replace("-", "–"), each.class_name, each.school, date_text(each.entered_on)]
            for each in page.schooling
        ],
        "subjects": [_subject(line) for line in page.subjects],
        "corrections": {"count": page.corrections, "subjects": ", ".join(page.corrected_subjects)},
        "result": _result(page),
        "homeroom_teacher": page.homeroom_teacher,
        "head": page.head,
        "issued": f"ngày {edition.issued_on.day:02d} tháng {edition.issued_on.month:02d} năm {edition.issued_on.year}",
        "code": edition.code,
        "check_address": edition.check_address,
        "version": edition.version,
        "reason": edition.reason,
        "supersedes": edition.supersedes,
    }
    return {**data, **{key: _breakable(value) for key, value in data.items() if key != "check_address"}}


def _breakable(value: Any) -> Any:
    """Every text with places to break inside words longer than any column, so that nothing runs over its neighbour."""
    if isinstance(value, str):
        return _LONG_WORD.sub(lambda word: word[0] + _ZERO_WIDTH_SPACE, value)
    if isinstance(value, list):
        return [_breakable(one) for one in value]
    if isinstance(value, dict):
        return {key: _breakable(one) for key, one in value.items()}
    return value


def _person(page: TranscriptPage) -> list[list[str]]:
    pupil = page.pupil
    birth = date_text(pupil.birth_date) or (str(pupil.birth_year) if pupil.birth_year else "")
    return [
        ["Giới tính", pupil.sex],
        ["Ngày sinh", birth],
        ["Nơi sinh", pupil.birth_place],
        ["Dân tộc", pupil.ethnic_group],
        ["Hoàn cảnh đặc biệt", pupil.family_status],
        ["Chỗ ở hiện tại", pupil.address],
        ["Mã định danh ngành", pupil.sector_identifier],
        ["Ngày vào lớp", date_text(page.entered_on)],
    ]


def _relatives(page: TranscriptPage) -> list[list[str]]:
    named = (("Cha", page.pupil.father), ("Mẹ", page.pupil.mother), ("Người giám hộ", page.pupil.guardian))
    return [[label, _relative(relative)] for label, relative in named if relative or label != "Người giám hộ"]


def _relative(relative: Relative | None) -> str:
    if relative is None:
        return ""
    return f"{relative.name} – {relative.occupation}" if relative.occupation else relative.name


def _subject(line: SubjectLine) -> list[str]:
    results = (line.term1, line.term2, line.year, line.after)
    return [
        line.name,
        *map(result_text, results),
        line.remarks,
        line.teacher,
        _moment_text(line.confirmed_at),
    ]


def _moment_text(moment: datetime | None) -> str:
    return f"{clock.local(moment):%d/%m/%Y}" if moment else ""


def _result(page: TranscriptPage) -> dict[str, Any]:
    result = page.result
    return {
        "ratings": [
            list(pair) for pair in zip(_ratings(result.conduct), _ratings(result.learning), strict=True)
        ],
        "absences": "" if result.absences is None else str(result.absences),
        "decision": _DECISIONS[result.decision] if result.decision else "",
        "completed": _completion(page),
        "prizes": result.prizes,
        "commendation": result.commendation,
        "remarks": result.remarks,
        "approval": result.approval,
    }


def _ratings(ratings: Ratings) -> list[str]:
    each = (ratings.term1, ratings.term2, ratings.year, ratings.after)
    return [_RATINGS[rating] if rating else "" for rating in each]


def _completion(page: TranscriptPage) -> str:
    if page.result.completed is None:
        return ""
    programme = f"chương trình {_TITLES[page.school.stage].lower()}"
    return f"Hoàn thành {programme}" if page.result.completed else f"Chưa hoàn thành {programme}"
