"""The official gradebook on paper: the form's words, whole lines, corrections struck, who may have it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from khue.core import clock
from khue.core.jobs import perform
from khue.core.models import AuditLine, JobRun, StoredFile
from khue.core.scope import open_scope, system
from khue.foundation.documents.tests.factories import render_paper
from khue.foundation.people.models import Person
from khue.school.gradebook.layouts import class_book, subject_book
from khue.school.gradebook.layouts.corrected import Corrections
from khue.school.gradebook.layouts.printing import KEPT, sweep_prints
from khue.school.gradebook.layouts.words import mark_text, result_text
from khue.school.gradebook.selectors.printing import printed_class
from khue.school.gradebook.services.answers import CellChange
from khue.school.gradebook.services.closing import compute
from khue.school.gradebook.services.corrections import approve, ask_correction
from khue.school.gradebook.services.saving import save_cells
from khue.school.gradebook.tests.factories import (
    NOON,
    YEAR,
    School,
    make_person,
    make_school,
    place,
    set_window,
)
from khue.sector.classes.models import Exemption
from tests.papers import needs, printed
from tests.world import World, build_world

pytestmark = pytest.mark.django_db
needs_poppler = needs("pdftotext")
DAY = dt.timedelta(days=1)
LONG_NAME = "Nguyễn Công Tằng Tôn Nữ Hoàng Thị Ngọc Bảo Trân Phương Uyên Vĩnh Khánh Hạ"
LONG_REMARK = (
    "Em tiến bộ rõ, biết vận dụng kiến thức vào tình huống thực tế; đôi khi còn thiếu cẩn thận. " * 5
)


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with clock.frozen(NOON):
        yield


@pytest.fixture
def made() -> School:
    return make_school()


def write(made: School, subject: str, *cells: tuple[int, str, str], term: int = 1) -> None:
    with open_scope(system("test")):
        changes = [CellChange(made.uuid(pupil), cell, None, value) for pupil, cell, value in cells]
        save_cells(book=made.book(subject, term), changes=changes)


def whole_term(made: School, subject: str, value: str, term: int = 1) -> None:
    with open_scope(system("test")):
        book = made.book(subject, term)
        cells = [cell for cell in book.cells if cell != "remark"]
        save_cells(
            book=book, changes=[CellChange(p.uuid, cell, None, value) for p in made.pupils for cell in cells]
        )


def subject_item(made: School, subject: str = "toan") -> dict[str, Any]:
    with open_scope(made.scopes["head"]):
        printed = printed_class(made.class_a, [subject])
        return subject_book.subject_book(printed, printed.subjects[0], moment="12:00 15/12/2025")


def class_item(made: School) -> dict[str, Any]:
    with open_scope(made.scopes["head"]):
        return class_book.class_book(printed_class(made.class_a), guardians={}, groups={}, moment="")


def pages_of(template: Path, item: dict[str, Any]) -> list[str]:
    """The text of each page, spaces as one."""
    pages = printed(render_paper(template, item)).split("\f")[:-1]
    return [re.sub(r"\s+", " ", page) for page in pages]


def correct(made: School, pupil: int, cell: str, new: str, reason: str = "Vào nhầm") -> None:
    """A change after the lock: the mathematics teacher asks, the head approves."""
    set_window_closed(made)
    with open_scope(made.scopes["maths"]):
        row = ask_correction(book=made.book(), pupil=made.uuid(pupil), cell=cell, new=new, reason=reason)
    with open_scope(made.scopes["head"]):
        approve(correction=row)


def set_window_closed(made: School) -> None:
    with open_scope(system("test")):
        if made.book().closes_at is None:
            set_window(made.school, NOON - 9 * DAY, NOON - DAY)


# What stands in a print


def test_marks_are_printed_as_entered_and_averages_with_their_decimal() -> None:
    assert [mark_text(value) for value in (80, 85, 100, 0, True, False, None)] == [
        "8", "8,5", "10", "0", "Đ", "CĐ", "",
    ]  # fmt: skip
    assert [result_text(value) for value in (80, 79, 100, True, False, None)] == [
        "8,0", "7,9", "10,0", "Đ", "CĐ", "",
    ]  # fmt: skip


def test_a_row_has_the_cells_the_average_and_the_year(made: School) -> None:
    whole_term(made, "toan", "8")
    whole_term(made, "toan", "7", term=2)
    first, second = subject_item(made)["subject"]["terms"]
    assert [cell["text"] for cell in first["rows"][0]["cells"]] == ["8"] * 6
    assert (first["rows"][0]["result"], first["rows"][0]["year"]) == ("8,0", "")
    assert (second["rows"][0]["result"], second["rows"][0]["year"]) == ("7,0", "7,3")


def test_the_year_of_a_subject_without_marks_is_its_second_term(made: School) -> None:
    whole_term(made, "gdtc", "CĐ")
    whole_term(made, "gdtc", "Đ", term=2)
    _first, second = subject_item(made, "gdtc")["subject"]["terms"]
    assert second["rows"][0]["year"] == "Đ"


def test_who_left_is_struck_and_who_is_exempt_is_noted(made: School) -> None:
    with open_scope(system("test")):
        leaver = make_person(made.school, "Sùng A Lử")
        place(made.class_a, leaver, 9, left=dt.date(2025, 11, 1))
        Exemption.objects.create(
            organisation=made.school, school_class=made.class_a, person=made.pupils[1],
            subject=made.subjects["toan"], reason="Khuyết tật",
        )  # fmt: skip
    rows = subject_item(made)["subject"]["terms"][0]["rows"]
    assert [row["has_left"] for row in rows] == [False, False, False, True]
    assert rows[1]["note"] == ["Được miễn học"]


def test_a_correction_after_the_lock_strikes_the_old_value_and_names_both_persons(made: School) -> None:
    write(made, "toan", (0, "midterm", "7"))
    correct(made, 0, "midterm", "8,5", reason="Cộng thiếu câu 3")
    item = subject_item(made)
    cell = item["subject"]["terms"][0]["rows"][0]["cells"][4]
    assert cell == {"text": "8,5", "struck": ["7"], "marks": ["1"]}
    (line,) = item["corrections"]
    maths, head = made.maths.person.full_name, made.head.person.full_name
    assert line[:6] == [
        "1",
        made.pupils[0].full_name,
        "Toán · ĐĐGgk · Học kì I",
        "7",
        "8,5",
        "Cộng thiếu câu 3",
    ]
    assert (line[6].split(",")[0], line[7].split(",")[0]) == (maths, head)
    assert item["subject"]["terms"][0]["rows"][0]["note"] == [f"(1) {maths}; duyệt: {head}"]


def test_a_value_corrected_twice_keeps_both_struck_ones(made: School) -> None:
    correct(made, 0, "final", "6")
    correct(made, 0, "final", "6,5")
    cell = subject_item(made)["subject"]["terms"][0]["rows"][0]["cells"][5]
    assert (cell["text"], cell["struck"], cell["marks"]) == ("6,5", ["(trống)", "6"], ["1", "2"])


def test_a_book_of_another_subject_does_not_list_the_correction(made: School) -> None:
    correct(made, 0, "final", "6")
    assert subject_item(made, "van")["corrections"] == []


def test_a_correction_keeps_its_number_in_the_whole_book(made: School) -> None:
    correct(made, 1, "final", "6")
    with open_scope(made.scopes["head"]):
        shown = Corrections(printed_class(made.class_a))
        key = ("toan", 1, made.pupils[1].pk, "final")
        assert shown.cell(key, "6")["marks"] == [shown.lines[0][0]]


def test_an_open_term_says_so(made: School) -> None:
    set_window_closed(made)
    assert [term["is_open"] for term in subject_item(made)["subject"]["terms"]] == [False, True]


def test_the_summary_has_subjects_without_marks_first_then_ratings(made: School) -> None:
    for code in made.subjects:
        whole_term(made, code, "Đ" if code == "gdtc" else "8")
    with open_scope(system("test")):
        changes = [CellChange(p.uuid, "rating", None, "TOT") for p in made.pupils]
        changes += [CellChange(p.uuid, "absences", None, "2") for p in made.pupils]
        save_cells(book=made.conduct(), changes=changes)
        compute(year=YEAR, term=1, classes=[made.class_a.pk])
    item = class_item(made)
    first = item["summaries"][0]
    assert (first["by_comment"], len(first["by_marks"])) == (["Giáo dục thể chất"], 7)
    assert [cell["text"] for cell in first["rows"][0]["cells"]] == ["Đ", *["8,0"] * 7, "Tốt", "Tốt"]
    assert [cell["text"] for cell in item["absences"][0]["cells"]] == ["2", "", ""]
    assert item["totals"]["open"] == "3"


def test_reading_a_class_costs_the_same_for_three_pupils_and_for_more(made: School) -> None:
    def cost() -> int:
        with open_scope(made.scopes["head"]), CaptureQueriesContext(connection) as queries:
            printed_class(made.class_a)
        return len(queries)

    few = cost()
    with open_scope(system("test")):
        for number in range(10, 20):
            place(made.class_a, make_person(made.school, f"Bùi Thị {number}"), number)
    whole_term(made, "van", "7")
    assert cost() == few


# On paper


@needs_poppler
def test_forty_five_pupils_stand_on_whole_lines_under_a_repeated_head(made: School) -> None:
    with open_scope(system("test")):
        for number in range(4, 46):
            place(made.class_a, make_person(made.school, f"{LONG_NAME} {number}"), number)
    write(made, "toan", *((pupil, "remark", LONG_REMARK.strip()) for pupil in range(3)))
    pages = pages_of(subject_book.TEMPLATE, subject_item(made))
    marked = [page for page in pages if "ĐĐGgk" in page]
    assert len(marked) >= 4
    assert all("Nhận xét sự tiến bộ" in page for page in marked)
    text = " ".join(pages)
    assert text.count("Giáo viên môn học") == 2
    signing = next(page for page in pages if "Giáo viên môn học" in page)
    assert "ĐĐGtx" in signing
    assert all(f" {number} " in signing for number in range(41, 46))


@needs_poppler
def test_the_book_of_a_class_has_every_part_of_the_form(made: School) -> None:
    correct(made, 0, "final", "9")
    pages = pages_of(class_book.TEMPLATE, class_item(made))
    text = " ".join(pages)
    for words in (
        "SỔ THEO DÕI VÀ ĐÁNH GIÁ HỌC SINH", "(theo lớp học)", "HƯỚNG DẪN SỬ DỤNG SỔ", "SƠ YẾU LÍ LỊCH HỌC SINH",
        "THEO DÕI HỌC SINH NGHỈ HỌC", "Môn: Ngữ văn", "TỔNG HỢP HỌC KÌ I", "TỔNG HỢP CẢ NĂM HỌC", "ĐÁNH GIÁ CẢ NĂM HỌC",
        "SỬA CHỮA SAU KHI KHÓA SỔ", "NHẬN XÉT CỦA HIỆU TRƯỞNG",
    ):  # fmt: skip
        assert words in text
    assert f"Trang {len(pages)}/{len(pages)}" in pages[-1]


@needs_poppler
@pytest.mark.parametrize("name", ["H'Blăk Niê Kđăm", "Y Blĭ Ƀuôn Yă", "x" * 120])
def test_every_name_is_printed(made: School, name: str) -> None:
    with open_scope(system("test")):
        Person.objects.filter(pk=made.pupils[0].pk).update(full_name=name)
    text = " ".join(pages_of(subject_book.TEMPLATE, subject_item(made)))
    assert name[:18] in text


def test_an_empty_class_has_a_book_too(made: School) -> None:
    with open_scope(made.scopes["head"]):
        printed = printed_class(made.class_b)
        item = class_book.class_book(printed, guardians={}, groups={}, moment="")
    assert render_paper(class_book.TEMPLATE, item).startswith(b"%PDF")


# The pages


@pytest.fixture
def world(db: None) -> World:
    return build_world()


@pytest.fixture
def browse(world: World) -> Callable[[str], Client]:
    def browser(standing: str) -> Client:
        client = Client()
        account = world.people[standing]
        client.force_login(account)
        return client

    return browser


def prints(world: World, tail: str = "") -> str:
    return f"/so-diem/{world.classes['A 8A1'].uuid}/in/{tail}"


def fetched(client: Client, address: str) -> bytes:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.getvalue()


def test_a_teacher_prints_the_subject_and_leaves_an_audit_line(
    world: World, browse: Callable[[str], Client]
) -> None:
    assert fetched(browse("own teacher"), prints(world, "TOAN/")).startswith(b"%PDF")
    with open_scope(system("test")):
        assert AuditLine.objects.filter(action="gradebook.printed").count() == 1


def test_a_head_has_the_class_printed_in_the_background_and_fetches_it(
    world: World, browse: Callable[[str], Client], django_capture_on_commit_callbacks: Any
) -> None:
    client = browse("head")
    assert client.post(prints(world, "ca-lop/")).status_code == 302
    client.post(prints(world, "ca-lop/"))
    with open_scope(system("test")):
        job = JobRun.objects.get(kind="gradebook.print")
    assert "hx-get" in client.get(prints(world)).content.decode()
    perform(job)
    page = client.get(prints(world)).content.decode()
    address = prints(world, f"ca-lop/{job.uuid}/")
    assert address in page
    assert fetched(client, address).startswith(b"%PDF")


def test_a_print_is_for_who_asked_for_it(world: World, browse: Callable[[str], Client]) -> None:
    browse("head").post(prints(world, "ca-lop/"))
    with open_scope(system("test")):
        job = JobRun.objects.get(kind="gradebook.print")
    perform(job)
    assert browse("registrar").get(prints(world, f"ca-lop/{job.uuid}/")).status_code == 404


@pytest.mark.parametrize(
    "standing", ["teacher of another school", "another parent", "own parent", "own pupil"]
)
@pytest.mark.parametrize("tail", ["", "TOAN/"])
def test_strangers_print_nothing(
    world: World, browse: Callable[[str], Client], standing: str, tail: str
) -> None:
    assert browse(standing).get(prints(world, tail)).status_code in {403, 404}


def test_a_subject_that_is_not_taught_is_not_found(world: World, browse: Callable[[str], Client]) -> None:
    assert browse("head").get(prints(world, "VAT-LI/")).status_code == 404


def test_prints_are_forgotten_after_a_week(world: World, browse: Callable[[str], Client]) -> None:
    browse("head").post(prints(world, "ca-lop/"))
    with open_scope(system("test")):
        job = JobRun.objects.get(kind="gradebook.print")
    perform(job)
    with clock.frozen(NOON + KEPT + DAY), open_scope(system("test")):
        sweep_prints()
        assert StoredFile.objects.filter(content_type="application/pdf").count() == 0
