"""The house is as the contracts in pyproject.toml say, down to the foreign keys that an import linter cannot see."""

import importlib
import json
import re
import tomllib
from collections.abc import Iterator

import pytest
from django.apps import apps

from tools.contracts import furnished, ranks, rooms
from tools.module_privacy import Border
from tools.source import ROOT


def _upward_relations(heights: dict[str, int]) -> Iterator[str]:
    for model in apps.get_models():
        for field in [*model._meta.fields, *model._meta.many_to_many]:
            target = field.related_model
            if target is None or isinstance(target, str):
                continue
            source, goal = model._meta.app_label, target._meta.app_label
            if source != goal and source in heights and goal in heights and heights[source] <= heights[goal]:
                yield f"{model._meta.label}.{field.name} -> {target._meta.label}"


def test_foreign_keys_point_down() -> None:
    assert list(_upward_relations(ranks())) == []


def test_a_foreign_key_that_points_up_would_be_found() -> None:
    upside_down = {label: -height for label, height in ranks().items()}
    assert list(_upward_relations(upside_down)) != []


def test_rooms_that_are_blind_to_each_other_share_a_height() -> None:
    heights = ranks()
    assert heights["people"] == heights["curriculum"] == heights["calendar"]
    assert heights["core"] < heights["organisations"] < heights["people"] < heights["accounts"]
    assert (
        heights["accounts"]
        < heights["pupils"]
        < heights["classes"]
        < heights["gradebook"]
        < heights["portal"]
    )


def test_every_room_has_its_furniture_checked() -> None:
    assert furnished() == rooms()


@pytest.mark.parametrize("room", sorted(rooms()))
def test_a_room_says_what_it_owns_offers_and_needs(room: str) -> None:
    story = importlib.import_module(room).__doc__ or ""
    assert [word for word in ("Owns", "Offers", "Needs") if word not in story] == []


@pytest.mark.parametrize(
    ("importer", "imported", "breaks"),
    [
        ("khue.school.gradebook.views", "khue.sector.classes.selectors", False),
        ("khue.school.gradebook.views", "khue.sector.classes.views", True),
        ("khue.school.gradebook.views", "khue.school.gradebook.tables", False),
        ("khue.school.gradebook.tests.test_views", "khue.sector.classes.tests.factories", False),
        ("khue.school.gradebook.services", "khue.sector.classes.tests.factories", True),
        ("khue.school.gradebook.views", "khue.core.tables.rows", False),
        ("khue.portal.menu", "khue.sector.classes.views", False),
    ],
)
def test_only_public_files_of_a_room_are_imported(importer: str, imported: str, breaks: bool) -> None:
    border = Border("khue", {"selectors", "services"}, {"tests"}, {"core", "portal", "config"})
    assert border.is_crossed(importer, imported) is breaks


def test_every_ignored_lint_rule_is_explained() -> None:
    settings = (ROOT / "pyproject.toml").read_text()
    ignored = re.search(r"^ignore = \[\n(.*?)^\]", settings, re.MULTILINE | re.DOTALL)
    assert ignored is not None
    assert [
        line for line in ignored[1].splitlines() if not re.fullmatch(r'\s+"[A-Z0-9]+",\s+# .+', line)
    ] == []


def test_the_locks_hold_hashes_and_no_address_of_a_registry() -> None:
    for lock in sorted(ROOT.glob("requirements*.txt")):
        text = lock.read_text()
        blocks = re.split(r"^(?=\S)", text, flags=re.MULTILINE)[1:]
        assert [block for block in blocks if "==" not in block or "--hash=sha256:" not in block] == []
        assert "://" not in text
    assert '"resolved": "http' not in (ROOT / "package-lock.json").read_text()


def test_the_npm_lock_knows_the_binaries_of_every_platform() -> None:
    """A lock made where a package was not to be had lacks it, and `npm ci` refuses such a lock everywhere."""
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    known = {place.rpartition("node_modules/")[2] for place in packages}
    wanted = {name for package in packages.values() for name in package.get("optionalDependencies", {})}
    assert sorted(wanted - known) == []


def test_every_dependency_has_its_reason_and_none_is_listed_that_is_gone() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    groups = [project["project"]["dependencies"], *project["dependency-groups"].values()]
    python = {re.split(r"[\[<>=]", name)[0] for group in groups for name in group if isinstance(name, str)}
    web = json.loads((ROOT / "package.json").read_text())
    listed = re.findall(
        r"^\| ([@\w./-]+) \| [^|]+ \| \S", (ROOT / "docs/dependencies.md").read_text(), re.MULTILINE
    )
    listed = [name for name in listed if name != "package"]
    assert sorted(listed) == sorted([*python, *web["dependencies"], *web["devDependencies"]])
