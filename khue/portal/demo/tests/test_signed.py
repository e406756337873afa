"""A class of the closed year is signed by those who have to, and signing again changes nothing."""

from __future__ import annotations

import pytest

from khue.core import files
from khue.core.models import AuditLine
from khue.core.scope import open_scope, system
from khue.foundation.documents.choices import PaperState
from khue.foundation.signing.models import Signature
from khue.portal.demo.loading import sign_when_needed
from khue.portal.demo.schools import demo_schools
from khue.portal.demo.signing import sign_demo_classes
from khue.portal.demo.sizes import CLOSED, SIZES
from khue.portal.demo.tests.conftest import as_owner
from khue.school.gradebook.models import Correction
from khue.school.transcripts.models import Transcript

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("province")]


def quiet(_text: str) -> None:
    """Nobody watches."""


def test_the_smallest_class_of_each_secondary_school_is_signed_once() -> None:
    with as_owner():
        papers = sign_when_needed(SIZES["tiny"], quiet)
        assert papers > 20
        assert sign_when_needed(SIZES["tiny"], quiet) == 0
        assert sign_demo_classes(quiet) == papers
    with open_scope(system("test")):
        made = Transcript.objects.filter(year_id=CLOSED)
        issued = made.filter(paper__state=PaperState.ISSUED)
        assert issued.count() == papers
        by_capacity = Signature.objects.order_by("pk").values_list("capacity", "level").distinct()
        assert set(by_capacity) == {("homeroom", "B-T"), ("head", "B-T"), ("seal", "B-T")}
        paper = issued.select_related("paper__pdf")[0].paper
        assert paper.pdf is not None
        assert files.read(paper.pdf).startswith(b"%PDF")
        assert [len(school.signed) for school in demo_schools()] == [1, 0]


def test_some_days_of_work_leave_something_to_see_and_to_do() -> None:
    with as_owner():
        sign_when_needed(SIZES["tiny"], quiet)
    with open_scope(system("test")):
        states = Correction.objects.order_by("asked_at").values_list("state", flat=True)
        assert list(states) == ["done", "refused", "asked"]
        mended = AuditLine.objects.filter(action="gradebook.save", person_id=None).exclude(account_id=None)
        assert (
            len(set(mended.values_list("account_id", flat=True))) == 3
        )  # two teachers, and the head who approved
        waiting = Transcript.objects.exclude(paper__state=PaperState.ISSUED)
        signed = Signature.objects.filter(paper__in=waiting.values("paper"))
        by_class = waiting.values_list("school_class_id", flat=True).distinct()
        assert (by_class.count(), set(signed.values_list("capacity", flat=True))) == (2, {"homeroom", "head"})
