"""The grid as a teacher uses it: keys, paste, undo, a wrong value, a cut line, a colleague, a phone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from playwright.sync_api import Locator, Page, expect

from khue.core.scope import open_scope, system
from khue.school.gradebook.models import Mark
from khue.sector.classes.models import TeachingAssignment
from tests.browser.house import PHONE, House
from tests.world import DAY, YEAR, account, person

pytestmark = pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")


@pytest.fixture
def book(house: House) -> Iterator[str]:
    """The mathematics book of 8A1 in term I, which a second teacher writes in too; answers its path."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT open_school_year(%s::smallint)", [YEAR])
    world, school_class = house.world, house.world.classes["A 8A1"]
    with open_scope(system("test")):
        colleague = person("Quách Văn Thành", world.schools[0])
        account(world, "colleague", colleague, world.schools[0], "teacher")
        TeachingAssignment.objects.create(
            organisation=world.schools[0],
            school_class=school_class,
            subject=world.subject,
            person=colleague,
            valid_from=DAY,
        )
    yield f"/so-diem/{school_class.uuid}/TOAN/1/"
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
        cursor.execute("TRUNCATE marks, comment_marks, mark_history, results")
        cursor.execute("SET ROLE khue_app")


def grid(house: House, book: str, standing: str = "own teacher") -> Page:
    page = house.enter(standing)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    house.go(page, book)
    return page


def cell(page: Page, row: int, kind: str) -> Locator:
    return page.locator(f'tbody tr:nth-child({row}) td[data-cell="{kind}"] input')


def stored() -> dict[str, tuple[object, ...]]:
    """What stands in the book: by given name, the regular marks, midterm and final."""
    with open_scope(system("test")):
        rows = Mark.objects.of(YEAR).select_related("pupil")
        return {row.pupil.given_name: (*row.regular, row.midterm, row.final) for row in rows}


def saved(page: Page) -> None:
    expect(page.locator("[data-grid-state]")).to_contain_text("Đã lưu")


def test_a_column_is_typed_downwards_and_85_is_read_as_8_5(house: House, book: str) -> None:
    page = grid(house, book)
    cell(page, 1, "final").click()
    page.keyboard.type("85")
    page.keyboard.press("Enter")
    expect(cell(page, 2, "final")).to_be_focused()
    page.keyboard.type("7")
    page.keyboard.press("Enter")
    expect(cell(page, 1, "final")).to_have_value("8,5")
    saved(page)
    assert {name: row[-1] for name, row in stored().items()} == {"A8A11": 85, "A8A12": 70}


def test_a_block_from_excel_goes_where_it_is_pasted_and_undo_takes_it_back(house: House, book: str) -> None:
    page = grid(house, book)
    cell(page, 1, "regular.2").click()
    page.evaluate("navigator.clipboard.writeText('8,5\\t9\\r\\n7\\t65\\r\\n')")
    page.keyboard.press("Control+v")
    expect(cell(page, 2, "regular.3")).to_have_value("6,5")
    saved(page)
    assert stored() == {
        "A8A11": (None, 85, 90, None, None),
        "A8A12": (None, 70, 65, None, None),
    }
    for _step in range(4):
        page.keyboard.press("Control+z")
    for row in (1, 2):
        expect(cell(page, row, "regular.2")).to_have_value("")
    expect(page.locator("[data-state=saving]")).to_have_count(0)
    saved(page)
    assert all(mark is None for row in stored().values() for mark in row)
    page.keyboard.press("Control+y")
    expect(cell(page, 1, "regular.2")).to_have_value("8,5")


def test_a_wrong_value_stays_in_sight_with_the_reason_and_the_old_one_is_safe(
    house: House, book: str
) -> None:
    page = grid(house, book)
    cell(page, 1, "midterm").fill("6,5")
    page.keyboard.press("Enter")
    expect(cell(page, 1, "midterm")).to_have_attribute("data-state", "saved")
    cell(page, 1, "midterm").fill("11")
    page.keyboard.press("Enter")
    expect(cell(page, 1, "midterm")).to_have_attribute("data-state", "refused")
    cell(page, 1, "midterm").click()
    words = page.locator("[data-popover-words]")
    expect(words).to_contain_text("Không lưu được “11”. Điểm từ 0 đến 10.")
    expect(words).to_contain_text("6,5")
    page.get_by_role("button", name="Trả về 6,5").click()
    expect(cell(page, 1, "midterm")).to_have_value("6,5")
    assert stored()["A8A11"][-2] == 65


def test_without_a_line_marks_are_kept_and_sent_when_it_is_back(house: House, book: str) -> None:
    page = grid(house, book)
    page.context.set_offline(True)
    cell(page, 1, "final").fill("9")
    page.keyboard.press("Enter")
    expect(page.locator("[data-grid-state]")).to_contain_text("Mất mạng. 1 ô được giữ trên máy này")
    assert stored() == {}
    page.context.set_offline(False)
    saved(page)
    assert stored()["A8A11"][-1] == 90


def test_marks_kept_when_the_page_was_closed_are_sent_by_the_next_visit(house: House, book: str) -> None:
    page = grid(house, book)
    page.context.set_offline(True)
    cell(page, 2, "final").fill("4")
    page.keyboard.press("Enter")
    expect(cell(page, 2, "final")).to_have_attribute("data-state", "kept")
    page.goto("about:blank")
    page.context.set_offline(False)
    house.go(page, book)
    expect(cell(page, 2, "final")).to_have_value("4")
    saved(page)
    assert stored()["A8A12"][-1] == 40


def test_on_one_cell_the_second_sees_the_firsts_value_and_chooses(house: House, book: str) -> None:
    mine, other = grid(house, book), grid(house, book, "colleague")
    cell(other, 1, "final").fill("7")
    other.keyboard.press("Enter")
    saved(other)
    cell(mine, 1, "final").fill("9")
    mine.keyboard.press("Enter")
    expect(cell(mine, 1, "final")).to_have_attribute("data-state", "changed")
    expect(cell(mine, 1, "final")).to_have_value("7")
    cell(mine, 1, "final").click()
    expect(mine.locator("[data-popover-words]")).to_contain_text("Quách Văn Thành đổi thành 7")
    assert stored()["A8A11"][-1] == 70
    mine.get_by_role("button", name="Ghi 9").click()
    saved(mine)
    assert stored()["A8A11"][-1] == 90


def test_on_neighbouring_cells_both_stay(house: House, book: str) -> None:
    mine, other = grid(house, book), grid(house, book, "colleague")
    cell(other, 1, "midterm").fill("7")
    other.keyboard.press("Enter")
    cell(mine, 1, "final").fill("9")
    mine.keyboard.press("Enter")
    saved(other)
    saved(mine)
    assert stored()["A8A11"][-2:] == (70, 90)


def test_a_colleagues_change_shows_without_loading_the_page_again(house: House, book: str) -> None:
    mine, other = grid(house, book), grid(house, book, "colleague")
    cell(other, 2, "final").fill("7")
    other.keyboard.press("Enter")
    saved(other)
    mine.evaluate("window.dispatchEvent(new Event('online'))")
    expect(cell(mine, 2, "final")).to_have_value("7")
    expect(cell(mine, 2, "final")).to_have_attribute("data-state", "changed")
    expect(mine.locator("[data-grid-state]")).to_contain_text("1 ô người khác đổi")


def test_the_history_of_the_chosen_cell_opens_at_the_side(house: House, book: str) -> None:
    page = grid(house, book)
    cell(page, 1, "final").fill("9")
    page.keyboard.press("Enter")
    saved(page)
    cell(page, 1, "final").click()
    page.keyboard.press("Alt+h")
    expect(page.locator("[data-cell-content]")).to_contain_text("Trần Thị Dạy")
    page.locator("[data-cell-content]").get_by_role("link", name="Mọi ô của em này").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nguyễn Kín A8A11")


def test_on_a_phone_one_column_is_shown_and_the_thumb_goes_down(house: House, book: str) -> None:
    page = grid(house, book)
    page.set_viewport_size({"width": PHONE, "height": 740})
    page.reload()
    page.get_by_role("button", name="CK").click()
    expect(cell(page, 1, "midterm")).to_be_hidden()
    cell(page, 1, "final").fill("8")
    page.get_by_role("button", name="Em tiếp").click()
    expect(cell(page, 2, "final")).to_be_focused()
    saved(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert stored()["A8A11"][-1] == 80


def test_without_scripts_the_book_is_a_form(house: House, book: str) -> None:
    context = house.browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 860})
    context.add_cookies(
        [
            {
                "name": "sessionid",
                "value": house.client("own teacher").cookies["sessionid"].value,
                "url": house.url,
            }
        ]
    )
    page = context.new_page()
    house.go(page, book)
    cell(page, 1, "final").fill("85")
    page.get_by_role("button", name="Lưu sổ").click()
    expect(cell(page, 1, "final")).to_have_value("8,5")
    cell(page, 1, "final").fill("11")
    page.get_by_role("button", name="Lưu sổ").click()
    expect(page.locator("main")).to_contain_text("Không lưu được “11”. Điểm từ 0 đến 10.")
    assert stored()["A8A11"][-1] == 85


def test_a_block_is_shown_before_it_goes_in(house: House, book: str) -> None:
    page = grid(house, book)
    cell(page, 1, "regular.1").focus()
    page.get_by_role("button", name="Dán từ Excel").filter(visible=True).click()
    dialog = page.get_by_role("dialog", name="Dán từ Excel")
    dialog.get_by_label("Các ô chép từ Excel").fill("8\t7,5\n9")
    expect(dialog.get_by_role("status")).to_contain_text("Sẽ vào 3 ô.")
    expect(cell(page, 1, "regular.1")).to_have_value("")
    dialog.get_by_role("button", name="Đưa vào sổ").click()
    expect(cell(page, 1, "regular.2")).to_have_value("7,5")
    expect(cell(page, 2, "regular.1")).to_have_value("9")


def test_a_count_leads_to_its_cells_one_after_the_other(house: House, book: str) -> None:
    page = grid(house, book)
    count = page.locator('[data-missing="regular.1"] button')
    for row in (1, 2, 1):
        count.click()
        expect(cell(page, row, "regular.1")).to_be_focused()
