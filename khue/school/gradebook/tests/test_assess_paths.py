"""`khue assess` and the world around it: paths that cannot work, disks that are full, pipes that nobody reads."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from khue.school.gradebook.management.assess import console
from khue.school.gradebook.tests.assess_desk import C_HEADER, M_HEADER, Desk

GOOD = "An,Toán,score,1,8;9,7,8\n"


def test_paths_that_cannot_be_read(desk: Desk) -> None:
    Path("folder").mkdir()
    answer = desk.run(marks="missing.csv", conduct="folder")
    assert answer.code == 2
    assert answer.errors == [
        "missing.csv:0:*: cannot be read: No such file or directory",
        "folder:0:*: cannot be read: Is a directory",
    ]


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        ({"conduct": "./M.csv"}, "./M.csv:0:*: is the same file as M.csv"),
        ({"subjects-out": "R.csv"}, "R.csv:0:*: is the same file as R.csv"),
        ({"out": "C.csv"}, "C.csv:0:*: is an input and would be overwritten"),
        ({"out": "missing/R.csv"}, "missing/R.csv:0:*: the folder does not exist"),
        ({"subjects-out": "."}, ".:0:*: exists and is not a file"),
        ({"out": "/dev/null"}, "/dev/null:0:*: exists and is not a file"),
    ],
)
def test_paths_that_cannot_work_are_refused_before_reading(
    desk: Desk, paths: dict[str, str], expected: str
) -> None:
    desk.lay("M.csv", GOOD, M_HEADER)
    desk.lay("C.csv", "", C_HEADER)
    before = sorted(path.name for path in desk.folder.iterdir())
    answer = desk.run(**paths)
    assert (answer.code, answer.errors) == (2, [expected])
    assert sorted(path.name for path in desk.folder.iterdir()) == before


def test_a_folder_without_the_right_to_write_is_refused(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda _path, _mode: False)
    answer = desk.assess(GOOD)
    assert answer.errors == [f"{name}:0:*: the folder cannot be written to" for name in ("R.csv", "S.csv")]


@pytest.mark.parametrize("old", [None, "old"])
@pytest.mark.parametrize("links", [True, False])
def test_when_the_second_output_cannot_be_renamed_the_first_is_taken_back(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, old: str | None, links: bool
) -> None:
    if old:
        Path("R.csv").write_text(old)
    rename = Path.replace

    def fail_for_subjects(source: Path, target: Path) -> Path:
        if target.name == "S.csv":
            raise OSError(28, "No space left on device")
        return rename(source, target)

    def no_links(_self: Path, target: Path) -> None:
        if target.exists():
            raise PermissionError(1, "Operation not permitted")
        raise FileNotFoundError

    monkeypatch.setattr(Path, "replace", fail_for_subjects)
    if not links:
        monkeypatch.setattr(Path, "hardlink_to", no_links)
    desk.lay("M.csv", GOOD, M_HEADER)
    desk.lay("C.csv", "", C_HEADER)
    answer = desk.run()
    assert answer.code == 2
    assert answer.errors == ["R.csv:0:*: cannot be written, nor S.csv: No space left on device"]
    assert sorted(path.name for path in desk.folder.iterdir()) == [
        "C.csv",
        "M.csv",
        *(["R.csv"] if old else []),
    ]
    if old:
        assert Path("R.csv").read_text() == old


def run_outside(desk: Desk, marks: str, *more: str, stdout: int, stderr: int) -> tuple[int, bytes]:
    """The command in a process of its own, on these channels: its exit code and what it wrote into a PIPE."""
    desk.lay("M.csv", marks, M_HEADER)
    desk.lay("C.csv", "", C_HEADER)
    code = (
        "import argparse, sys; from khue.school.gradebook.management.commandline import register;"
        "parser = argparse.ArgumentParser('khue'); register(parser.add_subparsers());"
        "args = parser.parse_args(); sys.exit(args.run(args))"
    )
    words = [
        "assess",
        "--circular",
        "22",
        "--marks",
        "M.csv",
        "--conduct",
        "C.csv",
        "--out",
        "R.csv",
        "--subjects-out",
        "S.csv",
    ]
    process = subprocess.run(
        [sys.executable, "-c", code, *words, *more],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[4])},
        stdout=stdout,
        stderr=stderr,
        check=False,
    )
    return process.returncode, (process.stdout or b"") + (process.stderr or b"")


@pytest.fixture
def broken_pipe() -> Iterator[int]:
    reading, writing = os.pipe()
    os.close(reading)
    yield writing
    os.close(writing)


def test_a_result_that_nobody_reads_is_no_error_of_ours(desk: Desk, broken_pipe: int) -> None:
    assert run_outside(desk, GOOD, "--json", stdout=broken_pipe, stderr=subprocess.PIPE) == (0, b"")
    assert Path("R.csv").exists()


def test_errors_that_nobody_reads_are_still_errors(desk: Desk, broken_pipe: int) -> None:
    wrong = "An,Toán,score,3,8,8,8\n" * 99
    assert run_outside(desk, wrong, stdout=subprocess.PIPE, stderr=broken_pipe) == (2, b"")


def test_marks_may_come_through_a_pipe(desk: Desk) -> None:
    desk.lay("M.csv", GOOD, M_HEADER)
    desk.lay("C.csv", "", C_HEADER)
    os.mkfifo("pipe")
    feeder = subprocess.Popen(["sh", "-c", "cat M.csv > pipe"])
    answer = desk.run(marks="pipe")
    assert feeder.wait() == 0
    assert answer.code == 0
    assert answer.subjects == [{"pupil": "An", "subject": "Toán", "term1": "7.9", "term2": "", "year": ""}]


def test_a_channel_that_was_never_open_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    console.say("nobody hears this")


def test_a_long_reading_says_now_and_then_how_far_it_has_come(capsys: pytest.CaptureFixture[str]) -> None:
    ticks = iter([0.0, 1.0, 2.5, 2.5, 3.0])
    progress = console.Progress(clock=lambda: next(ticks))
    for count in (65_536, 131_072, 196_608):
        progress.lines("M.csv", count)
    assert capsys.readouterr().err == "M.csv: 131,072 lines read\n"
