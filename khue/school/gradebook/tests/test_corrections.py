"""After the lock a mark changes only with a reason and by a second person, and everybody can see it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from khue.core import clock
from khue.core.models import OutboxEvent
from khue.core.rules import Forbidden
from khue.core.scope import open_scope, system
from khue.school.gradebook.models import Correction, CorrectionState
from khue.school.gradebook.models.cells import Refused
from khue.school.gradebook.selectors.corrections import correction_lines, corrections
from khue.school.gradebook.selectors.history import history_of_cell
from khue.school.gradebook.selectors.values import values_of
from khue.school.gradebook.services.answers import CellChange
from khue.school.gradebook.services.confirming import NothingToConfirm, confirm
from khue.school.gradebook.services.corrections import (
    CannotCorrect,
    approve,
    ask_correction,
    refuse,
    withdraw_correction,
)
from khue.school.gradebook.services.saving import save_cells
from khue.school.gradebook.tests.factories import NOON, School, make_school, set_window

pytestmark = pytest.mark.django_db
LATER = NOON + dt.timedelta(hours=2)


@pytest.fixture
def made() -> Iterator[School]:
    """A school whose mathematics book of term 1 holds a final mark of 7,0 and is locked at noon."""
    made = make_school()
    with clock.frozen(NOON - dt.timedelta(hours=1)), open_scope(made.scopes["maths"]):
        save_cells(book=made.book(), changes=[CellChange(made.uuid(0), "final", None, "7")])
    with clock.frozen(LATER):
        with open_scope(system("test")):
            set_window(made.school, NOON - dt.timedelta(days=30), NOON)
        yield made


def ask(
    made: School, new: str | None = "8", who: str = "maths", reason: str = "Cộng nhầm điểm bài thi"
) -> Correction:
    with open_scope(made.scopes[who]):
        return ask_correction(book=made.book(), pupil=made.uuid(0), cell="final", new=new, reason=reason)


def final(made: School) -> object:
    with open_scope(system("test")):
        return values_of(made.book())[made.pupils[0].pk].cells[6]


def test_asking_changes_nothing_yet(made: School) -> None:
    row = ask(made)
    assert (row.old, row.new, row.state, final(made)) == ("70", "80", CorrectionState.ASKED, 70)


def test_a_second_person_approves_and_the_mark_changes(made: School) -> None:
    row = ask(made)
    with open_scope(made.scopes["head"]):
        answer = approve(correction=row)
    assert (answer.value, final(made)) == ("8.0", 80)
    with open_scope(system("test")):
        stored = Correction.objects.get(pk=row.pk)
        assert (stored.state, stored.decided_by) == (CorrectionState.DONE, made.head.account.pk)
        assert OutboxEvent.objects.filter(kind="gradebook.MarkCorrected").count() == 1


def test_the_history_of_the_cell_tells_both_values_and_the_reason(made: School) -> None:
    row = ask(made)
    with open_scope(made.scopes["head"]):
        approve(correction=row)
    with open_scope(made.scopes["maths"]):
        chapters = history_of_cell(book=made.book(), person=made.pupils[0].pk, cell="final")
    assert [(each.value, each.author, each.reason) for each in chapters] == [
        ("8.0", "Trần Đức Duy", "Cộng nhầm điểm bài thi"),
        ("7.0", "Quách Văn Thành", ""),
    ]


def test_a_cell_that_was_written_once_has_one_chapter(made: School) -> None:
    with open_scope(made.scopes["maths"]):
        (only,) = history_of_cell(book=made.book(), person=made.pupils[0].pk, cell="final")
        assert (only.value, only.author) == ("7.0", "Quách Văn Thành")
        assert history_of_cell(book=made.book(), person=made.pupils[1].pk, cell="final") == []


def test_nobody_approves_their_own_request(made: School) -> None:
    row = ask(made)
    teacher_who_is_deputy = made.maths.hat("deputy_head", made.school)
    with open_scope(teacher_who_is_deputy), pytest.raises(Forbidden):
        approve(correction=row)


@pytest.mark.parametrize("who", ["maths_too", "homeroom", "registrar"])
def test_only_heads_decide(made: School, who: str) -> None:
    row = ask(made)
    with open_scope(made.scopes[who]), pytest.raises(Forbidden):
        approve(correction=row)


@pytest.mark.parametrize("who", ["outsider", "parent"])
def test_a_stranger_does_not_even_see_the_request(made: School, who: str) -> None:
    row = ask(made)
    with open_scope(made.scopes[who]):
        assert not corrections(waiting=True).exists()
        with pytest.raises(Correction.DoesNotExist):
            approve(correction=row)


def test_a_request_is_decided_once(made: School) -> None:
    row = ask(made)
    with open_scope(made.scopes["head"]):
        refuse(correction=row, answer="Chưa có biên bản chấm lại")
        with pytest.raises(CannotCorrect, match="decided"):
            approve(correction=row)
    assert final(made) == 70


def test_a_refusal_needs_its_answer(made: School) -> None:
    row = ask(made)
    with open_scope(made.scopes["head"]), pytest.raises(CannotCorrect, match="no_reason"):
        refuse(correction=row, answer=" ")


def test_what_changed_meanwhile_is_not_overwritten(made: School) -> None:
    first = ask(made)
    with open_scope(system("test")):
        Correction.objects.filter(pk=first.pk).update(old="60")
    with open_scope(made.scopes["head"]), pytest.raises(CannotCorrect, match="changed_since"):
        approve(correction=first)
    assert final(made) == 70


@pytest.mark.parametrize(
    ("new", "reason", "code"),
    [("8", " ", "no_reason"), ("7,0", "Vì thế", "same_value")],
)
def test_what_cannot_be_asked(made: School, new: str, reason: str, code: str) -> None:
    with pytest.raises(CannotCorrect, match=code):
        ask(made, new, reason=reason)


def test_a_value_that_cannot_stand_is_refused_at_once(made: School) -> None:
    with pytest.raises(Refused, match="out_of_range"):
        ask(made, "11")


def test_one_cell_waits_for_one_decision(made: School) -> None:
    ask(made)
    with pytest.raises(CannotCorrect, match="asked_already"):
        ask(made, "9")


def test_while_the_book_is_open_there_is_nothing_to_ask(made: School) -> None:
    with clock.frozen(NOON - dt.timedelta(hours=1)), pytest.raises(CannotCorrect, match="still_open"):
        ask(made)


def test_who_does_not_teach_it_does_not_ask(made: School) -> None:
    with pytest.raises(Forbidden):
        ask(made, who="homeroom")


def test_one_takes_ones_own_request_back(made: School) -> None:
    row = ask(made)
    with open_scope(made.scopes["maths_too"]), pytest.raises(CannotCorrect, match="not_yours"):
        withdraw_correction(correction=row)
    with open_scope(made.scopes["maths"]):
        withdraw_correction(correction=row)
        assert not corrections(waiting=True).exists()


def test_the_inbox_names_everybody(made: School) -> None:
    row = ask(made)
    with open_scope(made.scopes["head"]):
        approve(correction=row)
        (line,) = correction_lines(corrections(waiting=False))
    assert (line.old, line.new, line.asked_by, line.decided_by) == (
        "7.0",
        "8.0",
        "Quách Văn Thành",
        "Trần Đức Duy",
    )


def test_a_confirmation_digests_the_book_and_a_change_takes_it_back(made: School) -> None:
    with open_scope(made.scopes["maths"]):
        row = confirm(book=made.book())
        assert (len(row.digest), made.book().confirmed_by) == (64, made.maths.person.pk)
        with pytest.raises(NothingToConfirm):
            confirm(book=made.book())
    asked = ask(made)
    with open_scope(made.scopes["head"]):
        approve(correction=asked)
        assert made.book().confirmed_at is None


def test_an_empty_book_is_not_confirmed_and_a_colleagues_neither(made: School) -> None:
    with open_scope(made.scopes["maths"]), pytest.raises(NothingToConfirm):
        confirm(book=made.book(term=2))
    with open_scope(made.scopes["literature"]), pytest.raises(Forbidden):
        confirm(book=made.book())
