"""Somebody outside meets an altered copy and tells the school, which looks into it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.core.cache import cache
from django.test import Client

from khue.core import clock
from khue.core.models import AuditLine, StoredFile
from khue.core.scope import open_scope, system
from khue.foundation.documents.models import Paper
from khue.foundation.signing.models import PaperReport
from khue.foundation.signing.services.reports import MOST_OPEN, seal_findings
from tests.world import World

pytestmark = pytest.mark.django_db
CODE = "7K4M2QXD9HTP"


@pytest.fixture(autouse=True)
def _unlimited() -> None:
    cache.clear()


@pytest.fixture
def paper(world: World) -> Paper:
    with open_scope(system("test")):
        file = StoredFile.objects.create(digest="0" * 64, size=0, name="a.pdf", created_at=clock.now())
        row: Paper = Paper.objects.create(
            kind="transcript", organisation=world.schools[0], person=world.pupils["A 8A1 1"], code=CODE,
            state="issued", pdf=file, xml=file, prepared_at=clock.now(), issued_at=clock.now(),
        )  # fmt: skip
    return row


def sealed(code: str = CODE) -> str:
    return seal_findings(code=code, verdict="altered", capacities=["homeroom", "seal"], pages=[3])


def tell(said: str = "Nhận ở quầy hồ sơ", thay: str = "", **more: str) -> Any:
    return Client().post("/kiem-tra/bao/", {"thay": thay or sealed(), "said": said, **more})


def reports() -> list[PaperReport]:
    with open_scope(system("test")):
        return list(PaperReport.objects.order_by("pk"))


def test_a_report_reaches_head_and_records_clerk_and_is_looked_into_once(
    paper: Paper, as_person: Any
) -> None:
    assert "7K4M-2QXD-9HTP" in Client().get("/kiem-tra/bao/", {"thay": sealed()}).content.decode()
    assert tell("<script>alert(1)</script>", contact="0912345678").status_code == 200
    row = reports()[0]
    assert (row.organisation_id, row.capacities, row.pages, row.contact) == (
        paper.organisation_id,
        ["homeroom", "seal"],
        [3],
        "0912345678",
    )
    head, clerk = as_person("head"), as_person("records clerk")
    for client in (head, clerk):
        page = client.get("/giay-to-bi-bao/").content.decode()
        assert "&lt;script&gt;alert(1)" in page
        assert "<script>alert(1)" not in page
        assert "7K4M-2QXD-9HTP" in client.get("/viec/").content.decode()
    address = f"/giay-to-bi-bao/{row.uuid}/xong/"
    assert head.post(address, {"note": ""}).status_code == 302
    assert reports()[0].handled_at is None
    head.post(address, {"note": "Đã gọi nơi nhận"})
    clerk.post(address, {"note": "Lần hai"})
    assert reports()[0].note == "Đã gọi nơi nhận"
    with open_scope(system("test")):
        lines = AuditLine.objects.filter(action__startswith="signing.").values_list("action", flat=True)
        assert sorted(lines) == ["signing.paper_reported", "signing.report_handled"]


def test_the_school_alone_sees_it(paper: Paper, as_person: Any) -> None:
    tell()
    other = as_person("head of another school")
    assert "7K4M" not in other.get("/giay-to-bi-bao/").content.decode()
    assert other.post(f"/giay-to-bi-bao/{reports()[0].uuid}/xong/", {"note": "x"}).status_code == 404
    for standing in ("own teacher", "own parent", "director"):
        assert as_person(standing).get("/giay-to-bi-bao/").status_code == 403
    assert Client().get("/giay-to-bi-bao/").status_code == 302


def test_only_what_a_check_found_is_reported(paper: Paper) -> None:
    assert tell(thay="forged:1:2").status_code == 410
    assert tell(thay=sealed("000000000000")).status_code == 200  # the answer tells nobody which codes exist
    assert tell("x" * 1001).status_code == 422
    assert tell("").status_code == 422
    assert reports() == []


def test_reports_are_bounded_by_paper_and_by_address(paper: Paper) -> None:
    now = clock.now()
    with open_scope(system("test")):
        for number in range(MOST_OPEN):
            PaperReport.objects.create(
                uuid=UUID(int=number + 1), organisation=paper.organisation, paper=paper, verdict="altered",
                said="?", reported_at=now,
            )  # fmt: skip
    assert [tell().status_code for _each in range(11)] == [200] * 10 + [429]
    assert len(reports()) == MOST_OPEN
