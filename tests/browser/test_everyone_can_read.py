"""axe-core finds nothing on any page that the standing people can reach, on a phone and a desk, light and dark.

Each person opens every address of the product that their hat may open. A page that two of them share is looked at once;
home pages and frames differ by role, so they are looked at for each.
"""

from __future__ import annotations

import pytest
from django.db import connection
from django.http import HttpResponseBase

from khue.core.scope import open_scope, system
from tests.access.routes import Route, all_routes
from tests.access.samples import Sample, all_samples
from tests.browser.house import SCHEMES, House, findings

PEOPLE = (
    "head",
    "director",
    "own officer",
    "registrar",
    "own teacher",
    "records clerk",
    "own parent",
    "own pupil",
)
OF_EVERYBODY = {"home"}
NO_PAGE = (
    "export",
    "download",
    "template",
    "rejected",
    "example",
    "styleguide",
)  # files; the style guide has its own
OK = 200
pytestmark = pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")


def addresses(samples: dict[str, Sample]) -> dict[str, str]:
    """Every page with something to show, by its route's name."""
    found = {}
    for route in all_routes():
        sample = samples.get(route.name, Sample())
        if not is_file(route) and set(route.arguments) <= sample.values.keys():
            found[route.name] = route.address(sample.values)
    return found


def is_file(route: Route) -> bool:
    return route.is_api or route.name.endswith(NO_PAGE)


def is_page(answer: HttpResponseBase) -> bool:
    return answer.status_code == OK and str(answer.get("Content-Type", "")).startswith("text/html")


def test_axe_reports_nothing_on_any_page_of_anybody(house: House) -> None:
    with open_scope(system("test")), connection.cursor() as cursor:
        cursor.execute("SELECT open_school_year(2025::smallint)")
    pages = addresses(all_samples(house.world))
    seen: set[str] = set()
    found: list[str] = []
    for standing in PEOPLE:
        page, client = house.enter(standing), house.client(standing)
        for name, path in pages.items():
            if name in seen - OF_EVERYBODY or not is_page(client.get(path)):
                continue
            seen.add(name)
            house.go(page, path)
            found += [f"{standing}: {line}" for scheme in SCHEMES for line in findings(page, scheme)]
        page.context.close()
    assert "home" in seen
    assert "\n".join(found) == ""


def test_the_door_and_the_public_check_are_clean(house: House) -> None:
    found: list[str] = []
    for path in ("/dang-nhap/", "/kiem-tra/", "/khong-co-trang-nay/"):
        page = house.open(path)
        found += [line for scheme in SCHEMES for line in findings(page, scheme)]
        page.context.close()
    assert "\n".join(found) == ""
