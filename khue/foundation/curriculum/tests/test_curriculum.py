"""The 2018 programme: what each grade is taught, and which subject a word means."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from khue.core.rules import can
from khue.core.scope import Scope, open_scope, system
from khue.core.text import fold
from khue.foundation.curriculum.choices import Assessed, SubjectKind
from khue.foundation.curriculum.models import Subject, SubjectHours
from khue.foundation.curriculum.selectors import grades, subject_named, subjects_of, subjects_of_grades
from khue.foundation.curriculum.services import Loaded, load_curriculum

pytestmark = pytest.mark.django_db
DAY = dt.date(2025, 9, 5)
# rules.md 3.1 to 3.3: totals without what is optional; of upper secondary what is compulsory (402 + 210).
TOTALS = {
    1: 875, 2: 875, 3: 980, 4: 1050, 5: 1050,
    6: 1015, 7: 1015, 8: 1032, 9: 1032,
    10: 612, 11: 612, 12: 612,
}  # fmt: skip


@pytest.fixture(autouse=True)
def loaded(db: None) -> Iterator[Loaded]:
    with open_scope(system("test")):
        yield load_curriculum()


def test_the_lessons_of_a_year_add_up_to_the_programmes_own_totals() -> None:
    taught = subjects_of_grades(range(1, 13), on=DAY)
    sums = {
        grade: sum(each.periods for each in rows if each.kind is SubjectKind.COMPULSORY)
        for grade, rows in taught.items()
    }
    assert sums == TOTALS


def test_an_upper_secondary_pupil_has_997_lessons_with_four_choices_and_three_topic_clusters() -> None:
    rows = subjects_of(10, on=DAY)
    chosen = [each for each in rows if each.kind is SubjectKind.ELECTIVE]
    clusters = [each.topic_periods for each in rows if each.topic_periods]
    assert {each.periods for each in chosen} == {70}
    assert set(clusters) == {35}
    assert TOTALS[10] + 4 * 70 + 3 * 35 == 997


def test_the_comment_only_subjects_are_those_of_the_circular() -> None:
    rows = [each for number in range(6, 13) for each in subjects_of(number, on=DAY)]
    assert {each.subject.name for each in rows if each.subject.assessed == Assessed.COMMENT} == {
        "Giáo dục thể chất",
        "Nghệ thuật",
        "Âm nhạc",
        "Mĩ thuật",
        "Nội dung giáo dục của địa phương",
        "Hoạt động trải nghiệm, hướng nghiệp",
    }


def test_lower_secondary_has_eight_subjects_with_marks() -> None:
    rows = [each for each in subjects_of(8, on=DAY) if each.kind is SubjectKind.COMPULSORY]
    assert [each.subject.code for each in rows if each.subject.assessed == Assessed.SCORE] == [
        "NV", "TOAN", "NN1", "GDCD", "LSDL", "KHTN", "CN", "TIN",
    ]  # fmt: skip


def test_a_grade_is_taught_nothing_of_the_programme_before_it_came_to_it() -> None:
    assert subjects_of(9, on=dt.date(2023, 9, 5)) == []
    assert len(subjects_of(6, on=dt.date(2023, 9, 5))) == 14


def test_every_number_says_where_it_is_known_from_and_what_is_from_memory_says_so() -> None:
    assert not SubjectHours.objects.filter(source="").exists()
    assert (
        SubjectHours.objects.filter(grade_id__in=range(6, 10)).exclude(source__contains="từ trí nhớ").count()
        == 0
    )


def test_loading_again_keeps_what_an_officer_corrected() -> None:
    row = SubjectHours.objects.get(subject__code="TOAN", grade_id=6)
    SubjectHours.objects.filter(pk=row.pk).update(periods=139, source="Văn bản hợp nhất")
    assert load_curriculum() == Loaded(grades=0, subjects=0, hours=0)
    row.refresh_from_db()
    assert row.periods == 139


def test_several_grades_are_one_statement(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]
        subjects_of_grades([6, 7, 8, 9], on=DAY)


@pytest.mark.parametrize(
    ("words", "grade", "code"),
    [
        ("Toán", 6, "TOAN"),
        ("TOÁN HỌC", 6, "TOAN"),
        ("tieng anh", 6, "NN1"),
        ("Lịch sử và Địa lý", 6, "LSDL"),
        ("Hoạt động trải nghiệm", 6, "HDTNHN"),
        ("Hoạt động trải nghiệm", 3, "HDTN"),
        ("Vật lý", 10, "VL"),
        ("Mỹ thuật", 10, "MT"),
        ("GDQP&AN", 10, "GDQPAN"),
        ("Văn", 9, "NV"),
    ],
)
def test_a_word_means_the_subject_of_its_grade(words: str, grade: int, code: str) -> None:
    subject = subject_named(words, grade=grade, on=DAY)
    assert subject is not None
    assert subject.code == code


def test_a_word_that_means_nothing_means_nothing() -> None:
    assert subject_named("Chơi bi", grade=6, on=DAY) is None


def test_no_two_subjects_of_one_grade_answer_to_one_word() -> None:
    for number in range(1, 13):
        words: dict[str, Subject] = {}
        for each in subjects_of(number, on=DAY):
            for word in (
                each.subject.code,
                each.subject.name,
                each.subject.short_name,
                *each.subject.aliases,
            ):
                assert words.setdefault(fold(word), each.subject) == each.subject, (number, word)


def test_grades_go_from_nursery_to_twelve() -> None:
    assert [grade.number for grade in grades()] == list(range(-5, 13))
    assert [grade.name for grade in grades("lower_secondary")] == ["Lớp 6", "Lớp 7", "Lớp 8", "Lớp 9"]


def test_the_department_corrects_and_a_teacher_only_reads() -> None:
    teacher, specialist = Scope(account=1, role="teacher"), Scope(account=2, role="specialist")
    assert [can(each, "curriculum.change_hours") for each in (teacher, specialist, Scope())] == [
        False,
        True,
        False,
    ]
    assert [can(each, "curriculum.view_hours") for each in (teacher, specialist, Scope())] == [
        True,
        True,
        False,
    ]
