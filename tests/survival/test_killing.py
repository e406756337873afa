"""`kill -9` of web, worker and database in the middle: nothing acknowledged is lost, nothing half-signed is shown."""

from __future__ import annotations

import hashlib
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.client import HTTPException
from pathlib import Path

import pytest

from tests.survival.house import House, hidden
from tests.survival.seed import PUPILS

ROWS = 2_500
SAVES = 12


# They share an installation.
pytestmark = pytest.mark.xdist_group("survival")


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    """The product on a disk of its own; its path is short, for the database's socket."""
    with tempfile.TemporaryDirectory(prefix="khue-", dir="/tmp", ignore_cleanup_errors=True) as folder:
        made = House(Path(folder))
        try:
            made.build()
            made.up("web")
            made.get("head", "/")
            yield made
        finally:
            made.down()


class Typist(threading.Thread):
    """Saves one thing after the other; a save that was not answered is sent again with its key."""

    def __init__(self, house: House) -> None:
        super().__init__(daemon=True)
        self.house = house
        self.answered: list[str] = []
        self.enough = threading.Event()

    def run(self) -> None:
        number = 0
        while not self.enough.is_set():
            number += 1
            form = {
                "name": f"Lưu {number}",
                "starts": "2025-10-01",
                "ends": "2025-10-01",
                "idempotency_key": f"typist-{number}",
            }
            while not self.enough.is_set():
                with suppress(OSError, HTTPException):
                    if self.house.post("head", "/lich/nghi-le/them/", form) == 302:
                        self.answered.append(form["name"])
                        break
                time.sleep(0.05)

    def await_more(self) -> None:
        """Wait until some more saves were answered."""
        wanted, deadline = len(self.answered) + SAVES, time.monotonic() + 240
        while len(self.answered) < wanted:
            assert time.monotonic() < deadline, "no more saves are answered"
            time.sleep(0.05)


def test_no_save_that_was_answered_is_lost(house: House) -> None:
    typist = Typist(house)
    typist.start()
    for victim in ("web", "database"):
        typist.await_more()
        house.kill(victim)
        house.up("web")
    typist.await_more()
    typist.enough.set()
    typist.join(60)
    stored = [name for (name,) in house.ask("SELECT name FROM calendar_holiday WHERE name LIKE 'Lưu %%'")]
    assert set(typist.answered) <= set(stored)
    assert len(stored) == len(set(stored))


def test_an_import_and_its_undo_go_on_after_worker_and_database_were_killed(house: House) -> None:
    rows = [f"Nhập {number},02/10/2025,02/10/2025" for number in range(ROWS)]
    content = "\n".join(["Tên ngày nghỉ,Từ ngày,Đến ngày", *rows]).encode()
    house.up("worker")
    page = house.upload("head", "/nhap/holidays/", "nghi.csv", content)
    house.until("SELECT state FROM core_importrun", lambda state: state == "ready")
    assert house.post("head", f"{page}luu/", {}) == 302
    for victim in ("worker", "database"):
        before = house.ask("SELECT next_row FROM core_importrun")[0][0]
        house.until("SELECT next_row FROM core_importrun", _further(before, ROWS))
        house.kill(victim)
        house.up("worker")
    _finish(house, "done")
    counts = "SELECT read, created, updated, unchanged, rejected FROM core_importrun"
    assert house.ask(counts) == [(ROWS, ROWS, 0, 0, 0)]
    assert _imported(house) == ROWS
    _undo_with_a_kill(house)


def _undo_with_a_kill(house: House) -> None:
    """Take the import back, lose the worker on the way: everything goes back, and the whole sum is told."""
    uuid = house.ask("SELECT uuid FROM core_importrun")[0][0]
    page = f"/nhap/luot/{uuid}/"
    house.get("head", page)
    assert house.post("head", f"{page}hoan-tac/", {}) == 302
    house.until("SELECT count(*) FROM core_importimage WHERE undone", lambda count: count > 0)
    house.kill("worker")
    house.up("worker")
    _finish(house, "undone")
    assert _imported(house) == 0
    result = "SELECT result FROM core_jobrun WHERE kind = 'bulk.undo'"
    assert house.until(result, bool) == {"back": ROWS, "stayed": 0}


def test_a_batch_that_was_killed_shows_nothing_half_signed_and_goes_on(house: House) -> None:
    house.up("worker")
    place = f"/hoc-ba/lop/{house.known['class']}/"
    shown = hidden(house.get("own teacher", place), "shown")
    assert house.post("own teacher", f"{place}ky/", {"agreed": "yes", "shown": shown}) == 302
    for victim in ("worker", "database"):
        seen = house.ask("SELECT count(*) FROM signing_signature")[0][0]
        house.until("SELECT count(*) FROM signing_signature", _further(seen, PUPILS))
        house.kill(victim)
        house.up("web")
        assert _half_signed(house) == []
        house.up("worker")
    deadline = time.monotonic() + 240
    while house.ask("SELECT count(*) FROM signing_signature")[0][0] < PUPILS:
        assert time.monotonic() < deadline, "the batch does not go on"
        house.up("worker")
        time.sleep(0.2)
    assert _half_signed(house) == []
    house.get("own teacher", place)


def _further(before: int, whole: int) -> Callable[[int], bool]:
    """Whether a count has grown since `before`, or nothing is left to grow."""
    return lambda count: count > before or count >= whole


def _finish(house: House, state: str) -> None:
    """Wait until the import stands at `state`; a worker that lost its database is started again, as systemd does."""
    deadline = time.monotonic() + 240
    while house.ask("SELECT state FROM core_importrun") != [(state,)]:
        assert time.monotonic() < deadline, house.ask("SELECT kind, state, starts, problem FROM core_jobrun")
        house.up("worker")
        time.sleep(0.2)


def _imported(house: House) -> int:
    query = "SELECT count(*) FROM calendar_holiday WHERE name LIKE 'Nhập %%'"
    return int(house.ask(query)[0][0])


def _half_signed(house: House) -> list[str]:
    """Codes of papers whose state, signatures and file do not say the same."""
    rows = house.ask(
        "SELECT p.code, p.state, (SELECT count(*) FROM signing_signature s WHERE s.paper_id = p.id), f.digest"
        " FROM documents_paper p JOIN core_storedfile f ON f.id = p.pdf_id"
    )
    wrong = []
    for code, state, signatures, digest in rows:
        content = (house.home / "files" / digest[:2] / digest[2:4] / digest).read_bytes()
        is_whole = hashlib.sha256(content).hexdigest() == digest
        is_alike = content.count(b"/ByteRange") == signatures == (0 if state == "prepared" else 1)
        if not (is_whole and is_alike):
            wrong.append(code)
    return wrong
