"""Places that cannot be written to are named before the work."""

from __future__ import annotations

from pathlib import Path

import pytest

from khue.core.outputs import NotWritable, require_file, require_folder


def test_a_folder_is_made_with_those_above_it(tmp_path: Path) -> None:
    require_folder(tmp_path / "a" / "b")
    assert list((tmp_path / "a" / "b").iterdir()) == []


@pytest.mark.parametrize("place", ["file", "file/in-it"])
def test_a_file_in_the_way_of_a_folder_is_named(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(NotWritable, match="file"):
        require_folder(tmp_path / place)


def test_a_folder_that_takes_no_files_is_named() -> None:
    with pytest.raises(NotWritable):
        require_folder(Path("/proc/self"))


def test_a_file_goes_into_a_folder_that_is_there(tmp_path: Path) -> None:
    require_file(tmp_path / "new.xlsx")
    for path in (tmp_path, tmp_path / "gone" / "new.xlsx", Path("/proc/self/new.xlsx")):
        with pytest.raises(NotWritable):
            require_file(path)
    assert list(tmp_path.iterdir()) == []
