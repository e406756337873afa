"""The same Vietnamese word, however it was typed, is one word."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from khue.core.text import clean, clean_lines, fold, from_tcvn3, similar, whole_number

SYLLABLES = ("Nguyễn", "Đặng", "Thị", "Huệ", "Ơ", "Ưng", "H'Mông", "Êban", "Kbuôr", "ỹ", "Ẵm")
VIETNAMESE = st.lists(st.sampled_from(SYLLABLES), min_size=1, max_size=5).map(" ".join)


def test_composed_and_decomposed_spellings_clean_to_the_same() -> None:
    word = "Đặng Thị Huệ"
    assert clean(unicodedata.normalize("NFD", word)) == clean(unicodedata.normalize("NFC", word)) == word


def test_non_breaking_spaces_zero_width_characters_and_runs_of_spaces_go() -> None:
    assert clean("\ufeff Nguyễn\u00a0\u00a0Văn\u200b  An\u00ad\t\r\n ") == "Nguyễn Văn An"


def test_control_characters_that_no_database_stores_go() -> None:
    assert clean("A\x00n\x07") == "An"


def test_the_icelandic_letter_typed_for_d_becomes_the_vietnamese_one() -> None:
    assert clean("Ðặng \u00f0ình") == "Đặng đình"


def test_clean_lines_keeps_line_breaks_and_one_empty_line() -> None:
    assert clean_lines("\n a \r\n\n\n\n b\u00a0c\n") == "a\n\nb c"


def test_folding_forgets_case_diacritics_punctuation_and_spaces() -> None:
    assert fold("  LỚP:\u00a06A1 (mới) – Đợt_2") == "lop 6a1 moi dot 2"


def test_folding_knows_both_places_of_the_tone_mark() -> None:
    assert fold("Hoà Bình") == fold("Hòa Bình") == "hoa binh"


def test_folding_keeps_letters_of_other_alphabets() -> None:
    assert fold("Москва 東京") == "москва 東京"


@given(VIETNAMESE)
def test_folding_is_blind_to_the_unicode_form(text: str) -> None:
    assert (
        fold(unicodedata.normalize("NFD", text))
        == fold(unicodedata.normalize("NFC", text))
        == fold(text.upper())
    )


@given(VIETNAMESE)
def test_folded_vietnamese_is_plain_ascii(text: str) -> None:
    assert fold(text).isascii()


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(st.text())
def test_clean_text_is_composed_and_has_no_loose_spaces(text: str) -> None:
    cleaned = clean(text)
    assert unicodedata.is_normalized("NFC", cleaned)
    assert cleaned == " ".join(cleaned.split())


@example("0\x010")
@given(st.text())
def test_cleaning_does_not_change_what_a_text_folds_to(text: str) -> None:
    assert fold(clean(text)) == fold(text)


def test_text_of_an_old_font_becomes_unicode() -> None:
    assert from_tcvn3("Hä vµ tªn: §Æng ThÞ H\u00ad¬ng") == "Họ và tên: Đặng Thị Hương"


def test_a_class_that_does_not_exist_suggests_its_neighbours() -> None:
    assert similar("6A9", [f"6A{number}" for number in range(1, 8)]) == ["6A7", "6A6", "6A5"]


def test_a_word_without_diacritics_suggests_the_word() -> None:
    assert similar("muong", ["Kinh", "Mường", "Mông"]) == ["Mường"]


def test_swapped_letters_count_as_one_slip() -> None:
    assert similar("Nma", ["Nam", "Nữ"]) == ["Nam"]


def test_nothing_near_suggests_nothing() -> None:
    assert similar("Ba Na", ["Kinh", "Tày"]) == []
    assert similar("", ["A"]) == []
    assert similar("x", ["y"]) == []


@pytest.mark.parametrize("text", ["", " 1", "-1", "²", "٢", "1.5", "9" * 10, "9" * 5_000])
def test_what_is_not_a_few_plain_digits_is_no_number(text: str) -> None:
    assert whole_number(text) is None
