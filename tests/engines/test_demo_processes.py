"""One demo a folder, one program a port, and nothing left behind."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from khue.config.demo.processes import MARK, DemoRuns, leftovers, only_one, stop, sweep
from khue.config.demo.serving import HOST, PortTaken, base_url, require_free

CHILD = "import time; time.sleep(60)"
SLEEP = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {CHILD!r}])"


@pytest.fixture
def family(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process with a child of its own, both of a demo of `tmp_path`."""
    environment = {**os.environ, MARK: str(tmp_path)}
    child = subprocess.Popen([sys.executable, "-c", SLEEP], env=environment, start_new_session=True)
    while len(leftovers(tmp_path)) < 2:
        time.sleep(0.02)
    yield child
    stop([child])


def test_what_a_killed_demo_left_behind_is_ended(tmp_path: Path, family: subprocess.Popen[bytes]) -> None:
    assert sweep(tmp_path) == 2
    family.wait(5)
    assert leftovers(tmp_path) == []


def test_the_processes_of_another_folder_stay(tmp_path: Path, family: subprocess.Popen[bytes]) -> None:
    assert sweep(tmp_path / "other") == 0
    assert family.poll() is None


def test_stopping_ends_the_children_of_children(tmp_path: Path, family: subprocess.Popen[bytes]) -> None:
    stop([family])
    for _ in range(250):  # the kernel takes a grandchild away a moment after its parent
        if not leftovers(tmp_path):
            break
        time.sleep(0.02)
    assert leftovers(tmp_path) == []


def test_a_folder_has_one_demo_at_a_time(tmp_path: Path) -> None:
    with only_one(tmp_path), pytest.raises(DemoRuns), only_one(tmp_path):
        pytest.fail("two demos on one folder")
    with only_one(tmp_path):
        assert (tmp_path / "demo.lock").exists()


def test_a_port_that_is_taken_is_named() -> None:
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(PortTaken, match=str(port)):
            require_free(port)
    require_free(port)


def test_the_address_is_that_of_the_running_demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KHUE_DEMO_PORT", "8123")
    assert base_url(tmp_path) == "http://127.0.0.1:8123"
    (tmp_path / "demo.json").write_text('{"url": "http://127.0.0.1:9000"}')
    assert base_url(tmp_path) == "http://127.0.0.1:9000"
