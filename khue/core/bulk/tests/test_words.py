"""Texts, choices, crosses, names and addresses."""

from __future__ import annotations

import datetime as dt
import unicodedata
from typing import Any

import pytest
from hypothesis import given

from khue.core.bulk.cells import BrokenFormula, Cell
from khue.core.bulk.problems import CellDoubtError, CellError
from khue.core.bulk.tests.test_dates import CELLS
from khue.core.bulk.words import Choices, person_name_reader, read_email, text_reader, yes_no_reader

read_text = text_reader(limit=20)
read_name = person_name_reader(limit=40)
SEX = Choices.of({"M": "Nam", "F": "Nữ"}, {"trai": "M", "gái": "F"}, "choice_unknown")
ETHNIC = Choices.of({"03": "Mường", "04": "Mương Khê", "05": "Mạ", "06": "Mã"}, {}, "choice_unknown")
CLASSES = Choices.of({f"6A{n}": f"6A{n}" for n in range(1, 8)} | {"6/1": "6/1"}, {}, "choice_unknown")


def refusal(reader: Any, cell: Cell) -> tuple[str, dict[str, Any]]:
    with pytest.raises(CellError) as caught:
        reader(cell)
    return caught.value.code, caught.value.params


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("  Thôn\u00a01 ", "Thôn 1"),
        (6.0, "6"),
        (37215004118.0, "37215004118"),
        (7.499999999999999, "7.5"),
        (True, "TRUE"),
        (dt.date(2015, 5, 9), "09/05/2015"),
        ("", None),
        ("\u200b", None),
        (None, None),
    ],
)
def test_a_text_column_takes_any_cell_as_text(cell: Cell, expected: str | None) -> None:
    assert read_text(cell) == expected


def test_a_text_too_long_says_by_how_much() -> None:
    assert refusal(read_text, "a" * 21) == ("text_too_long", {"length": 21, "limit": 20})


@pytest.mark.parametrize("cell", [BrokenFormula("#N/A"), "#N/A", " #REF! "])
def test_a_failed_formula_is_no_text(cell: Cell) -> None:
    assert refusal(read_text, cell)[0] == "formula_error"


def test_a_formula_without_result_asks_to_save_the_file() -> None:
    assert refusal(read_text, BrokenFormula("="))[0] == "formula_unsaved"


def test_a_text_of_lines_keeps_them() -> None:
    assert text_reader(limit=20, lines=True)("a\r\n b ") == "a\nb"


@pytest.mark.parametrize(
    "cell", ["Nữ", "nữ ", "NU", "F", "f", "gai", unicodedata.normalize("NFD", "Nữ"), "Nữ\u00a0"]
)
def test_a_choice_is_read_by_code_label_or_spelling(cell: Cell) -> None:
    assert SEX.read(cell) == "F"


def test_choices_that_differ_by_a_diacritic_alone_stay_apart() -> None:
    assert (ETHNIC.read("Mạ"), ETHNIC.read("mã")) == ("05", "06")
    assert refusal(ETHNIC.read, "Ma")[0] == "choice_unknown"


def test_a_code_that_excel_made_a_number_is_read() -> None:
    assert Choices.of({"1": "Nam", "2": "Nữ"}, {}, "choice_unknown").read(1.0) == "1"


def test_an_unknown_choice_names_the_nearest() -> None:
    assert refusal(CLASSES.read, "6A9") == ("choice_unknown", {"value": "6A9", "near": "6A7, 6A6, 6A5"})


def test_an_unknown_choice_with_nothing_near_names_all_when_they_are_few() -> None:
    assert refusal(SEX.read, "khác") == ("choice_unknown", {"value": "khác", "all": "Nam, Nữ"})


def test_a_class_that_excel_turned_into_a_date_is_taken_back_with_a_warning() -> None:
    for day in (dt.date(2026, 1, 6), dt.date(2026, 6, 1)):
        with pytest.raises(CellDoubtError) as caught:
            CLASSES.read(day)
        assert (caught.value.code, caught.value.value) == ("text_was_date.restored", "6/1")


def test_a_date_that_fits_no_choice_is_refused_as_a_date() -> None:
    assert refusal(CLASSES.read, dt.date(2026, 1, 7)) == ("text_was_date", {"value": "07/01/2026"})


@pytest.mark.parametrize("cell", ["x", "X ", "Có", "co", "1", 1, 1.0, True, "✓", "TRUE", "yes"])
def test_a_cross_says_yes(cell: Cell) -> None:
    assert yes_no_reader(blank=False)(cell) is True


@pytest.mark.parametrize("cell", ["", None, "Không", "0", 0, False, "-", "no", "FALSE"])
def test_nothing_says_no(cell: Cell) -> None:
    assert yes_no_reader(blank=False)(cell) is False


def test_a_blank_cross_may_mean_unknown() -> None:
    assert yes_no_reader(blank=None)("") is None


def test_a_cross_that_says_neither_is_refused() -> None:
    assert refusal(yes_no_reader(blank=False), "có thể")[0] == "yes_no_unreadable"


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("Nguyễn Văn An", "Nguyễn Văn An"),
        ("NGUYỄN VĂN AN", "Nguyễn Văn An"),
        ("nguyễn văn an", "Nguyễn Văn An"),
        ("  Ðặng\u00a0 Thị  Huệ ", "Đặng Thị Huệ"),
        (unicodedata.normalize("NFD", "Nguyễn Ưng"), "Nguyễn Ưng"),
        ("Y K'SƠR H'MÔNG", "Y K'Sơr H'Mông"),
        ("Trần McDonald", "Trần McDonald"),
        ("Jean-Pierre Weiß", "Jean-Pierre Weiß"),
        ("", None),
    ],
)
def test_names_are_read_as_people_write_them(cell: Cell, expected: str | None) -> None:
    assert read_name(cell) == expected
    assert read_name(cell) == expected  # and again, now that its words are known


def test_a_name_with_a_digit_is_refused() -> None:
    assert refusal(read_name, "Nguyễn Văn An 2") == ("name_strange", {"strange": "2"})
    assert refusal(read_name, 12.0)[0] == "name_strange"


@pytest.mark.parametrize("cell", ["NguyÔn V¨n An", "Hoµng", "TrÇn"])
def test_a_name_in_an_old_font_is_refused_with_the_way_out(cell: str) -> None:
    assert refusal(read_name, cell)[0] == "name_old_font"


def test_a_name_is_no_date() -> None:
    assert refusal(read_name, dt.date(2015, 5, 9))[0] == "text_was_date"


def test_mail_addresses_are_lowered() -> None:
    assert read_email(" An.Nguyen@Example.VN ") == "an.nguyen@example.vn"
    assert read_email("mailto:a@b.vn") == "a@b.vn"
    assert read_email("") is None


@pytest.mark.parametrize("cell", ["an@", "an@vn", "@b.vn", "a b@c.vn", "ân@b.vn", "a@b.vn, c@d.vn"])
def test_what_is_no_mail_address_is_refused(cell: str) -> None:
    assert refusal(read_email, cell)[0] == "email_unreadable"


@given(CELLS)
def test_no_cell_breaks_a_reader_of_words(cell: Cell) -> None:
    for reader in (read_text, read_name, read_email, SEX.read, yes_no_reader(blank=None)):
        try:
            value = reader(cell)
        except CellError:
            continue
        assert value is None or isinstance(value, str | bool)
