"""A rehearsal: an installation is set up, backed up, restored into an empty folder, proved and looked over."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from khue.config.management.keeping import NotUsable, _copy_missing, _prove


def khue(home: Path, *arguments: str) -> tuple[int, str]:
    """Run a command on the embedded database of a data folder; its exit code and what it answered."""
    own = {"KHUE_DATA_DIR": str(home), "KHUE_DURABLE": "0", "KHUE_PROVINCE": "Ninh Bình"}
    dropped = {"DATABASE_URL", "KHUE_KEYS_DIR", "KHUE_NOW"}
    environment = {name: value for name, value in os.environ.items() if name not in dropped} | own
    ended = subprocess.run(
        [sys.executable, "-m", "khue.config.cli", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    return ended.returncode, ended.stdout


def answer(home: Path, *arguments: str) -> dict[str, Any]:
    code, said = khue(home, *arguments, "--json")
    assert code == 0
    found: dict[str, Any] = json.loads(said)
    return found


def test_an_installation_is_backed_up_and_lives_again_in_an_empty_folder(tmp_path: Path) -> None:
    home, again, nights = tmp_path / "a", tmp_path / "b", tmp_path / "nights"
    made = answer(home, "setup", "--administrator", "Lê Quốc Việt", "--no-communes")
    assert (made["login"], made["organisations"]) == ("quantri", 1)
    assert len(made["password"]) == len("abcd-efgh-jkmn")
    backup = answer(home, "backup", str(nights))["backup"]
    assert answer(again, "restore", backup)["backup"] == backup
    shutil.copytree(home / "keys", again / "keys", dirs_exist_ok=True)
    verdict = answer(again, "audit", "verify")
    assert verdict["intact"]
    assert verdict["lines"] + verdict["unsealed"] > 0
    unwell = [
        each for each in json.loads(khue(again, "doctor", "--json")[1])["findings"] if not each["is_well"]
    ]
    assert unwell == []
    assert answer(again, "setup")["login"] == "quantri"
    assert khue(again, "restore", backup)[0] == 2


def test_a_damaged_dump_is_not_restored(tmp_path: Path) -> None:
    with pytest.raises(NotUsable, match="no backup"):
        _prove(tmp_path)
    (tmp_path / "khue.dump").write_bytes(b"rows")
    (tmp_path / "SHA256SUMS").write_text("0" * 64 + "  khue.dump\n")
    with pytest.raises(NotUsable, match="damaged"):
        _prove(tmp_path)


def test_files_are_copied_once_and_drafts_never(tmp_path: Path) -> None:
    source, target = tmp_path / "files", tmp_path / "nights"
    (source / "ab" / "cd").mkdir(parents=True)
    (source / "ab" / "cd" / "abcd").write_bytes(b"1")
    (source / "ab" / "cd" / ".new-1").write_bytes(b"2")
    assert _copy_missing(source, target) == 1
    assert _copy_missing(source, target) == 0
    assert [path.name for path in target.rglob("*") if path.is_file()] == ["abcd"]
