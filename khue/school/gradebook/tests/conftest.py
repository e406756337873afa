"""Fixtures of the gradebook's tests."""

from pathlib import Path

import pytest

from khue.school.gradebook.tests.assess_desk import Desk


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Desk:
    """An empty folder, entered, for the files of `khue assess`."""
    monkeypatch.chdir(tmp_path)
    return Desk(tmp_path, capsys)
