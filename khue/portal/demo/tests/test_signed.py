"""A class of the closed year is signed by those who have to, and signing again changes nothing."""

from __future__ import annotations

import pytest

from khue.core import files
from khue.core.scope import open_scope, system
from khue.foundation.documents.choices import PaperState
from khue.foundation.signing.models import Signature
from khue.portal.demo.loading import sign_when_needed
from khue.portal.demo.schools import demo_schools
from khue.portal.demo.signing import sign_demo_classes
from khue.portal.demo.sizes import CLOSED, SIZES
from khue.portal.demo.tests.conftest import as_owner
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
        assert made.count() == papers
        assert set(made.values_list("paper__state", flat=True)) == {PaperState.ISSUED}
        by_capacity = Signature.objects.order_by("pk").values_list("capacity", "level").distinct()
        assert set(by_capacity) == {("homeroom", "B-T"), ("head", "B-T"), ("seal", "B-T")}
        paper = made.select_related("paper__pdf")[0].paper
        assert paper.pdf is not None
        assert files.read(paper.pdf).startswith(b"%PDF")
        assert [len(school.signed) for school in demo_schools()] == [1, 0]
