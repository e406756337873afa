"""Names of every people of Vietnam, as lists really hold them."""

import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from vn_collate import collate_key

from khue.foundation.people.formulas import NameParts, fold_name, initials, sort_key, split_name, tidy_name

SYLLABLES = [
    "An", "Anh", "Ánh", "Ảnh", "Bảo", "Bao", "Châu", "Chi", "Đạt", "Dạt", "Đức", "Giàng", "Hà", "Hoà", "Huệ", "Lê",
    "Liên", "Mỵ", "Nguyễn", "Nhè", "Ơn", "Ôn", "Oanh", "Phạm", "Quý", "Sáu", "Thị", "Trần", "Ưng", "Uyên", "Văn",
    "Vân", "Xuân", "Y", "Ý", "Yến",
]  # fmt: skip
names = st.lists(st.sampled_from(SYLLABLES), min_size=1, max_size=6).map(" ".join)
letters = st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyAĂĐÊÔƯáàảãạ '’-", min_size=1, max_size=40)


@pytest.mark.parametrize(
    ("name", "family", "middle", "given_name"),
    [
        ("Nguyễn Thị Minh Anh", "Nguyễn", "Thị Minh", "Anh"),
        ("Bùi Thị Mỵ", "Bùi", "Thị", "Mỵ"),
        ("Trần An", "Trần", "", "An"),
        ("Giàng A Páo", "Giàng", "A", "Páo"),
        ("Y Bhiu Byă", "Byă", "Y", "Bhiu"),
        ("Y Moan Ênuôl", "Ênuôl", "Y", "Moan"),
        ("Y Wang Niê Kdăm", "Niê Kdăm", "Y", "Wang"),
        ("H'Hen Niê", "Niê", "", "H'Hen"),
        ("H'Lim Byă", "Byă", "", "H'Lim"),
        ("H Hen Niê", "Niê", "H", "Hen"),
        ("Y Vân", "", "Y", "Vân"),
        ("A Thiu", "", "A", "Thiu"),
        ("Ka Huệ", "", "Ka", "Huệ"),
        ("K'Brèo", "", "", "K'Brèo"),
        ("Đàn", "", "", "Đàn"),
        ("Ý Nhi", "Ý", "", "Nhi"),
        ("Rơ Mah H'Liêu", "Rơ Mah", "", "H'Liêu"),
        ("Tôn Nữ Hỷ Khương", "Tôn Nữ", "Hỷ", "Khương"),
        ("Ksor Nham", "Ksor", "", "Nham"),
    ],
)
def test_a_name_is_split_as_its_people_mean_it(name: str, family: str, middle: str, given_name: str) -> None:
    assert split_name(name) == NameParts(family, middle, given_name)


def test_an_empty_name_cannot_be_split() -> None:
    with pytest.raises(ValueError, match="at least one word"):
        split_name("  ")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("NGUYỄN VĂN AN", "Nguyễn Văn An"),
        ("nguyễn văn an", "Nguyễn Văn An"),
        ("  Nguyễn  Văn\u00a0An ", "Nguyễn Văn An"),
        (unicodedata.normalize("NFD", "ĐẶNG QUỐC ẤN"), "Đặng Quốc Ấn"),
        ("H'HEN NIÊ", "H'Hen Niê"),
        ("h’hen niê", "H'Hen Niê"),
        ("H' Hen Niê", "H'Hen Niê"),
        ("Y BHIU BYĂ", "Y Bhiu Byă"),
        ("McDonald An", "McDonald An"),
        ("Ðinh Văn A", "Đinh Văn A"),
    ],
)
def test_a_name_is_kept_in_one_form(typed: str, kept: str) -> None:
    assert tidy_name(typed) == kept


@given(st.one_of(letters, st.text(max_size=30)))
def test_tidying_twice_changes_nothing(text: str) -> None:
    assert tidy_name(tidy_name(text)) == tidy_name(text)


@given(names)
def test_shouting_a_name_or_taking_it_apart_into_marks_changes_nothing(name: str) -> None:
    assert tidy_name(unicodedata.normalize("NFD", name.upper())) == tidy_name(name.lower())
    assert fold_name(name.upper()) == fold_name(unicodedata.normalize("NFD", name))


@given(names)
def test_the_parts_of_a_name_hold_all_its_words(name: str) -> None:
    parts = split_name(name)
    assert parts.given
    assert sorted(f"{parts.family} {parts.middle} {parts.given}".split()) == sorted(name.split())


def test_a_list_is_sorted_by_given_name_in_the_vietnamese_alphabet() -> None:
    ordered = [
        "Đặng Quốc An", "Lê Minh Anh", "Nguyễn Thị Ánh", "Trần Văn Ăn", "Phạm Gia Bảo", "Hoàng Ngọc Bích",
        "Mai Bảo Châu", "Vũ Hồng Diệp", "Trần Đức Duy", "Hà Công Đạt", "H'Hen Niê", "Đỗ Gia Hân", "Phạm Quang Huy",
        "Bùi Thị Mỵ", "Giàng A Nhè", "Hoàng Minh Quân", "Lường Thị Sen", "Nguyễn Thị Uyên", "Trần Ưng", "Ý Yến",
    ]  # fmt: skip
    shuffled = random.Random(7).sample(ordered, len(ordered))
    assert sorted(shuffled, key=sort_key) == ordered


def test_the_same_given_name_is_sorted_by_middle_then_by_family() -> None:
    ordered = ["Trần An", "Lê Bảo An", "Lê Thị An", "Nguyễn Thị An", "Lê Thị Bảo An"]
    assert sorted(random.Random(3).sample(ordered, len(ordered)), key=sort_key) == ordered


def test_tones_follow_the_order_of_dictionaries() -> None:
    ordered = ["Hoa", "Hoà", "Hoả", "Hoã", "Hoá", "Hoạ"]
    assert sorted(random.Random(3).sample(ordered, len(ordered)), key=sort_key) == ordered
    assert sort_key("Lê Hòa") == sort_key("Lê Hoà")


@given(st.lists(st.sampled_from(SYLLABLES), min_size=2, max_size=12))
def test_given_names_are_sorted_as_an_independent_collation_sorts_them(given_names: list[str]) -> None:
    assert sorted(given_names, key=sort_key) == sorted(
        given_names, key=lambda name: (collate_key(name), name)
    )


@given(st.one_of(names, letters))
def test_a_sort_key_is_printable_and_short(name: str) -> None:
    tidy = tidy_name(name)
    if tidy:
        assert sort_key(tidy).isascii()
        assert sort_key(tidy).isprintable()
        assert len(sort_key(tidy)) <= 2 * len(tidy) + 2


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Bùi Thị Mỵ", "BM"), ("H'Hen Niê", "HN"), ("đàn", "Đ"), ("Y Bhiu Byă", "YB"), ("", "?")],
)
def test_a_round_picture_bears_two_letters(name: str, expected: str) -> None:
    assert initials(name) == expected
