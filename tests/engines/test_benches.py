"""What a bench says: medians and bad sides, ratios to a limit, the best peer of each page, and its own database."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from khue.config.bench.databases import fingerprint, renamed
from khue.config.bench.figures import Figure, Limit, commit, machine, percentile, rounded, spread
from khue.config.bench.importing import CLASS, HEADERS, class_names, write_workbook
from khue.config.bench.names import BENCHES
from khue.config.bench.pages import peer_figures


def test_a_figure_is_held_against_its_limit() -> None:
    figure = Figure("login_cpu", 2.2, "ms", "lower", 5, Limit("RosarioSIS 12", 4.4))
    assert figure.as_json() == {
        "id": "login_cpu", "value": 2.2, "unit": "ms", "better": "lower", "runs": 5,
        "limit": {"id": "RosarioSIS 12", "value": 4.4}, "ratio": 0.5,
    }  # fmt: skip


def test_a_figure_without_a_limit_has_no_ratio() -> None:
    assert Figure("bytes", 10, "B", "lower", 1).as_json()["ratio"] is None


def test_the_bad_side_is_the_slow_one_or_the_small_one() -> None:
    slow = spread("seconds", [1.0, 2.0, 3.0, 4.0, 50.0], "s", "lower")
    assert [(figure.id, figure.value) for figure in slow] == [("seconds", 3.0), ("seconds_p95", 50.0)]
    few = spread("rate", [1.0, 20.0, 30.0, 40.0, 50.0], "requests/s", "higher")
    assert [(figure.id, figure.value) for figure in few] == [("rate", 30.0), ("rate_p95", 1.0)]


@given(st.lists(st.floats(0, 1e6), min_size=1), st.floats(0.01, 1))
def test_a_percentile_is_one_of_the_values_and_not_below_its_share(values: list[float], share: float) -> None:
    found = percentile(values, share)
    assert found in values
    assert sum(value <= found for value in values) >= share * len(values)


@pytest.mark.parametrize(
    ("value", "shown"), [(0.0012345, 0.001234), (12.3456, 12.35), (123456.7, 123457), (0, 0)]
)
def test_figures_have_four_digits(value: float, shown: float) -> None:
    assert rounded(value) == shown


def test_the_best_peer_of_each_page_is_the_limit() -> None:
    assert peer_figures("login") == {"cpu": Limit("RosarioSIS 12", 4.4), "rate": Limit("RosarioSIS 12", 434)}
    assert peer_figures("pupils_1000")["cpu"] == Limit("RosarioSIS 12", 17)
    assert peer_figures("no such page") == {}


def test_every_size_has_a_database_of_its_own() -> None:
    url = "postgresql://khue_owner:secret@/khue?host=%2Ftmp%2Fx&port=5432"
    parts = urlsplit(renamed(url, "khue_bench_small"))
    assert (parts.path, parts.query) == ("/khue_bench_small", "host=%2Ftmp%2Fx&port=5432")
    assert fingerprint("small") == fingerprint("small") != fingerprint("medium")
    assert re.search(r"generator \d+ seed \d+ schema [0-9a-f]{16}$", fingerprint("small"))


def test_the_machine_and_the_commit_are_named() -> None:
    assert machine()["cores"] > 0
    assert re.fullmatch(r"([0-9a-f]{12}\+?)?", commit())


def test_the_workbook_has_a_pupil_a_row_in_classes_that_hold_them(tmp_path: Path) -> None:
    write_workbook(tmp_path / "pupils.xlsx", 100)
    rows = list(load_workbook(tmp_path / "pupils.xlsx")["Sheet1"].iter_rows(values_only=True))
    assert rows[0] == HEADERS
    assert len(rows) == 101
    assert len({row[0] for row in rows}) == 101
    assert {row[-1] for row in rows[1:]} == set(class_names(100))
    assert len(class_names(100)) == -(-100 // CLASS)


def test_the_five_benches_are_there() -> None:
    assert set(BENCHES) == {"pages", "gradebook", "term-close", "transcripts", "import"}
