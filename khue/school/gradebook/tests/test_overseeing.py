"""Windows, delegations, completion, results, the summer, and pupils who change their class."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from khue.core import clock
from khue.core.rules import Forbidden
from khue.core.scope import open_scope, system
from khue.foundation.organisations.models import Organisation
from khue.school.gradebook.formulas import Decision, Rating, Title
from khue.school.gradebook.models import CommentMark, EntryDelegation, EntryWindow, Mark, Result
from khue.school.gradebook.receivers import pupils_moved
from khue.school.gradebook.selectors.completion import completion
from khue.school.gradebook.selectors.results import results_of_class, to_mend
from khue.school.gradebook.selectors.values import values_of
from khue.school.gradebook.services.answers import CellChange, Outcome
from khue.school.gradebook.services.closing import CannotClose, close_term
from khue.school.gradebook.services.confirming import confirm
from khue.school.gradebook.services.delegating import CannotDelegate, delegate, end_delegation
from khue.school.gradebook.services.saving import save_cells
from khue.school.gradebook.services.summer import NewResult, save_reassessments
from khue.school.gradebook.services.windows import BadWindow, lock_now, set_window
from khue.school.gradebook.tests.factories import FIRST_DAY, NOON, SUBJECTS, YEAR, School, make_school
from khue.sector.staff.choices import Position
from khue.sector.staff.models import Post

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with clock.frozen(NOON):
        yield


@pytest.fixture
def made() -> School:
    return make_school()


def fill(made: School, term: int, *, low: tuple[str, ...] = (), mark: str = "8", rating: str = "TOT") -> None:
    """Every cell of every book of the term; the subjects `low` get 3,0."""
    with open_scope(system("test")):
        for code, _, assessed, _ in SUBJECTS:
            value = "Đ" if assessed == "comment" else "3" if code in low else mark
            book = made.book(code, term)
            cells = [cell for cell in book.cells if cell != "remark"]
            save_cells(
                book=book,
                changes=[CellChange(p.uuid, cell, None, value) for p in made.pupils for cell in cells],
            )
        conduct = [CellChange(p.uuid, "rating", None, rating) for p in made.pupils]
        save_cells(
            book=made.conduct(term),
            changes=[*conduct, *(CellChange(p.uuid, "absences", None, "2") for p in made.pupils)],
        )


def test_a_head_opens_and_locks_the_schools_own_term(made: School) -> None:
    with open_scope(made.scopes["head"]):
        set_window(organisation=made.school, year=YEAR, term=1, opens_at=NOON - DAY, closes_at=NOON + DAY)
        assert made.book().is_open
        lock_now(organisation=made.school, year=YEAR, term=1)
        assert not made.book().is_open
        assert EntryWindow.objects.count() == 1


def test_a_head_decides_for_nobody_else(made: School) -> None:
    for stranger in (made.other_school, made.department):
        with open_scope(made.scopes["head"]), pytest.raises(Forbidden):
            lock_now(organisation=stranger, year=YEAR, term=1)


def test_a_window_that_closes_before_it_opens_is_none(made: School) -> None:
    with open_scope(made.scopes["head"]), pytest.raises(BadWindow):
        set_window(organisation=made.school, year=YEAR, term=1, opens_at=NOON, closes_at=NOON)


@pytest.mark.parametrize("who", ["maths", "registrar", "parent", "outsider"])
def test_windows_are_not_everybodys(made: School, who: str) -> None:
    with open_scope(made.scopes[who]), pytest.raises(Forbidden):
        lock_now(organisation=made.school, year=YEAR, term=1)


def employ(made: School) -> None:
    with open_scope(system("test")):
        Post.objects.create(
            organisation=made.school,
            person=made.registrar.person,
            position=Position.REGISTRAR,
            valid_from=FIRST_DAY,
        )


def test_a_delegated_book_is_written_in_until_it_is_taken_back(made: School) -> None:
    employ(made)
    with open_scope(made.scopes["head"]):
        row = delegate(book=made.book(), person=made.registrar.person.pk, reason="Cô Hà nghỉ ốm")
    with open_scope(made.scopes["registrar"]):
        (answer,) = save_cells(book=made.book(), changes=[CellChange(made.uuid(0), "final", None, "8")])
        assert answer.outcome is Outcome.SAVED
    with open_scope(made.scopes["head"]):
        end_delegation(row=row)
    with clock.frozen(NOON + DAY), open_scope(made.scopes["registrar"]), pytest.raises(Forbidden):
        save_cells(book=made.book(), changes=[])


def test_only_who_works_at_the_school_gets_a_book_and_only_from_the_head(made: School) -> None:
    employ(made)
    with open_scope(made.scopes["head"]), pytest.raises(CannotDelegate):
        delegate(book=made.book(), person=made.outsider.person.pk, reason="Giúp")
    with open_scope(made.scopes["registrar"]), pytest.raises(Forbidden):
        delegate(book=made.book(), person=made.registrar.person.pk, reason="Tôi muốn")
    with open_scope(system("test")):
        assert not EntryDelegation.objects.exists()


def test_completion_counts_cells_and_confirmations(made: School) -> None:
    with open_scope(made.scopes["maths"]):
        save_cells(
            book=made.book(),
            changes=[
                CellChange(made.uuid(0), "final", None, "8"),
                CellChange(made.uuid(1), "regular.1", None, "8"),
            ],
        )
        confirm(book=made.book())
    with open_scope(made.scopes["head"]):
        state = completion(organisation=made.school.pk, year=YEAR, term=1)
    first, second = state.classes
    book = first.books[made.subjects["toan"].pk]
    assert (book.filled, book.owed, book.percent) == (2, 3 * 6, 11)
    assert book.confirmed_at == NOON
    assert (first.books[None].filled, first.books[None].owed) == (0, 6)
    assert [each.code for each in state.subjects] == [code for code, *_ in SUBJECTS]
    assert second.total.owed == 0
    assert state.unconfirmed == 17


def test_completion_costs_the_same_for_one_class_and_for_two(made: School) -> None:
    with open_scope(made.scopes["head"]), CaptureQueriesContext(connection) as queries:
        completion(organisation=made.school.pk, year=YEAR, term=1)
    assert len(queries) == 4


def test_a_full_year_is_closed_by_the_law(made: School) -> None:
    for term in (1, 2):
        fill(made, term)
    with open_scope(made.scopes["head"]):
        for term in (1, 2, 3):
            assert close_term(year=YEAR, term=term, organisations=[made.school]) == 3
        results = results_of_class(school_class=made.class_a, term=3)
    line = results.lines[0]
    assert (line.learning, line.conduct, line.absences, line.decision) == (
        Rating.TOT,
        Rating.TOT,
        4,
        Decision.PROMOTED,
    )
    assert line.title is Title.GIOI
    assert line.missing == ()
    assert line.values[made.subjects["toan"].pk] == 80
    assert line.values[made.subjects["gdtc"].pk] is True


def test_results_say_what_is_missing(made: School) -> None:
    fill(made, 1)
    with open_scope(made.scopes["maths"]):
        save_cells(book=made.book(), changes=[])
    with open_scope(system("test")):
        save_cells(book=made.book(), changes=[CellChange(made.uuid(0), "final", "8.0", "")])
    with open_scope(made.scopes["head"]):
        close_term(year=YEAR, term=1, organisations=[made.school])
        first, second, _ = results_of_class(school_class=made.class_a, term=1).lines
    assert (first.missing, first.learning) == (("Toán",), None)
    assert second.missing == ()


def test_closing_again_replaces_what_was_computed(made: School) -> None:
    fill(made, 1)
    for _ in range(2):
        with open_scope(made.scopes["head"]):
            close_term(year=YEAR, term=1, organisations=[made.school])
    with open_scope(system("test")):
        assert Result.objects.of(YEAR).count() == 3


@pytest.mark.parametrize("who", ["maths", "registrar", "parent", "outsider"])
def test_closing_is_the_heads_and_the_departments(made: School, who: str) -> None:
    with open_scope(made.scopes[who]), pytest.raises(Forbidden):
        close_term(year=YEAR, term=1, organisations=[made.school])


def test_the_head_closes_no_other_school_and_not_everything(made: School) -> None:
    with open_scope(made.scopes["head"]):
        for schools in ([made.other_school], list[Organisation]()):
            with pytest.raises(Forbidden):
                close_term(year=YEAR, term=1, organisations=schools)


def test_there_is_no_fifth_term(made: School) -> None:
    with open_scope(made.scopes["head"]), pytest.raises(CannotClose):
        close_term(year=YEAR, term=5, organisations=[made.school])


def summer(made: School) -> None:
    for term in (1, 2):
        fill(made, term, low=("toan", "van"))
    with open_scope(made.scopes["head"]):
        close_term(year=YEAR, term=3, organisations=[made.school])


def test_re_assessment_replaces_the_years_result_of_a_subject(made: School) -> None:
    summer(made)
    with open_scope(made.scopes["head"]):
        first, *_ = to_mend(school_class=made.class_a)
        assert (first.decision, [subject.code for subject, *_ in first.subjects]) == (
            Decision.RETEST,
            ["toan", "van"],
        )
    with open_scope(made.scopes["registrar"]):
        answers = save_reassessments(
            school_class=made.class_a,
            results=[
                NewResult(made.uuid(0), "toan", "6,5"),
                NewResult(made.uuid(0), "tin", "9"),
                NewResult(made.uuid(1), "toan", "11"),
            ],
        )
    assert [answer.code for answer in answers] == ["", "not_reassessed", "out_of_range"]
    with open_scope(made.scopes["head"]):
        assert close_term(year=YEAR, term=4, organisations=[made.school]) == 1
        (row,) = Result.objects.of(YEAR).filter(term=4)
    assert dict(zip(row.subjects, row.values, strict=True))[made.subjects["toan"].pk] == 65


def test_only_who_trains_stands_in_the_conduct_book_of_the_summer(made: School) -> None:
    for term in (1, 2):
        fill(made, term, rating="CHUA_DAT")
    with open_scope(made.scopes["head"]):
        close_term(year=YEAR, term=3, organisations=[made.school])
        Result.objects.of(YEAR).filter(pupil=made.pupils[0]).update(decision=Decision.SUMMER_TRAINING.number)
        Result.objects.of(YEAR).exclude(pupil=made.pupils[0]).update(decision=Decision.RETAINED.number)
    with open_scope(made.scopes["homeroom"]):
        book = made.conduct(3)
        answers = save_cells(
            book=book,
            changes=[
                CellChange(made.uuid(0), "rating", None, "Đ"),
                CellChange(made.uuid(0), "absences", None, "1"),
                CellChange(made.uuid(1), "rating", None, "Đ"),
            ],
        )
    assert [answer.code for answer in answers] == ["", "no_such_cell", "unknown_pupil"]


@pytest.mark.parametrize("who", ["maths", "homeroom", "outsider", "parent"])
def test_re_assessment_is_the_offices(made: School, who: str) -> None:
    with open_scope(made.scopes[who]), pytest.raises(Forbidden):
        save_reassessments(school_class=made.class_a, results=[])


def test_a_pupil_who_changes_class_takes_everything_along(made: School) -> None:
    fill(made, 1)
    with open_scope(system("events")):
        for _ in range(2):
            pupils_moved({"moves": [(0, made.pupils[0].pk, made.class_a.pk, made.class_b.pk)]}, 1)
        assert Mark.objects.of(YEAR).filter(school_class=made.class_b).count() == 7
        assert CommentMark.objects.of(YEAR).filter(school_class=made.class_b).count() == 1
        assert made.pupils[0].pk not in values_of(made.book())
