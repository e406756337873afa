"""`khue assess` on files that are as they should be, and on those that only look odd."""

import argparse
import json
import random
import subprocess
import sys
import unicodedata
from decimal import Decimal
from pathlib import Path

import pytest

from khue.school.gradebook.tests import oracle
from khue.school.gradebook.tests.assess_desk import C_HEADER, M_HEADER, Desk, command, year_of_marks

EIGHT = [f"Môn {number}" for number in range(1, 9)]


def test_a_good_year_becomes_a_row_and_its_subjects(desk: Desk) -> None:
    marks = year_of_marks("An", dict.fromkeys(EIGHT, "9"), {"Âm nhạc": "D"})
    answer = desk.assess(marks, "An,TOT,KHA,3\n")
    assert (answer.code, answer.out) == (0, "")
    assert answer.errors == ["pupils: 1, subject results: 9, rules: tt22-2021.1"]
    assert answer.results == [
        {
            "pupil": "An",
            "learning_term1": "TOT",
            "learning_term2": "TOT",
            "learning_year": "TOT",
            "conduct_year": "KHA",
            "title": "",
            "decision": "PROMOTED",
        }
    ]
    assert answer.subjects is not None
    assert answer.subjects[0] == {
        "pupil": "An",
        "subject": "Môn 1",
        "term1": "9.0",
        "term2": "9.0",
        "year": "9.0",
    }
    assert answer.subjects[8] == {
        "pupil": "An",
        "subject": "Âm nhạc",
        "term1": "D",
        "term2": "D",
        "year": "D",
    }


def test_the_outputs_are_exactly_these_bytes(desk: Desk) -> None:
    desk.assess('An,"Văn, Tiếng Việt",score,1,8;9,7,8\n', "Bình,TOT,TOT,46\n")
    assert Path("R.csv").read_bytes() == (
        b"pupil,learning_term1,learning_term2,learning_year,conduct_year,title,decision\n"
        b"An,CHUA_DAT,,,,,INCOMPLETE\n"
        b"B\xc3\xacnh,,,,TOT,,RETAINED\n"
    )
    assert Path("S.csv").read_bytes() == (
        'pupil,subject,term1,term2,year\nAn,"Văn, Tiếng Việt",7.9,,\n'.encode()
    )


@pytest.mark.parametrize(
    ("regular", "midterm", "final", "average"),
    [
        ("8;9", "7", "8", "7.9"),
        ("7;8;6;9", "6.5", "7.5", "7.3"),
        ("10;10;10;10", "5", "5", "7.2"),
        ('"8,5;7"', '"9,5"', "10", "9.2"),
        (" 8 ; 9 ", " 7", "8 ", "7.9"),
        ("10.0;0", "0.0", "0", "1.4"),
        ("8;9", "", "8", ""),
        ("", "7", "8", ""),
        ("  ", " ", "8", ""),
        ("8;9", "7", "", ""),
    ],
)
def test_term_averages(desk: Desk, regular: str, midterm: str, final: str, average: str) -> None:
    answer = desk.assess(f"An,Toán,score,1,{regular},{midterm},{final}\n")
    assert answer.code == 0
    assert answer.subjects == [{"pupil": "An", "subject": "Toán", "term1": average, "term2": "", "year": ""}]


@pytest.mark.parametrize(
    ("regular", "midterm", "final", "result"),
    [("D;D", "D", "D", "D"), ("D;CD", "D", "D", "CD"), ("D", "D", "CD", "CD"), ("CD", "", "D", "")],
)
def test_comment_only_terms_and_their_year_which_is_term_2(
    desk: Desk, regular: str, midterm: str, final: str, result: str
) -> None:
    answer = desk.assess(f"An,Âm nhạc,comment,2,{regular},{midterm},{final}\n")
    assert answer.subjects == [
        {"pupil": "An", "subject": "Âm nhạc", "term1": "", "term2": result, "year": result}
    ]


def test_a_subject_without_term_1_leaves_term_1_and_the_year_of_the_pupil_empty(desk: Desk) -> None:
    marks = year_of_marks("An", dict.fromkeys(EIGHT, "8")) + "An,Tin học,score,2,8;8,8,8\n"
    answer = desk.assess(marks, "An,TOT,TOT,0\n")
    assert answer.results is not None
    row = answer.results[0]
    assert (row["learning_term1"], row["learning_term2"], row["learning_year"]) == ("", "TOT", "")
    assert (row["title"], row["decision"]) == ("", "INCOMPLETE")


@pytest.mark.parametrize(
    ("worst", "comment", "conduct", "expected"),
    [
        ("9", "D", "TOT,TOT,0", ("XUAT_SAC", "PROMOTED")),
        ("6.4", "D", "TOT,TOT,45", ("", "PROMOTED")),
        ("9", "D", "TOT,TOT,46", ("XUAT_SAC", "RETAINED")),
        ("9", "D", "TOT,TOT,", ("XUAT_SAC", "INCOMPLETE")),
        ("9", "D", "TOT,,0", ("", "INCOMPLETE")),
        ("9", "D", ",TOT,50", ("", "RETAINED")),
        ("9", "D", "TOT,CHUA_DAT,0", ("", "SUMMER_TRAINING")),
        ("0", "CD", "TOT,TOT,0", ("", "RETEST")),
        ("0", "CD", "TOT,CHUA_DAT,0", ("", "RETAINED")),
        ("3.4", "D", "KHA,DAT,0", ("", "PROMOTED")),
    ],
)
def test_titles_and_decisions(
    desk: Desk, worst: str, comment: str, conduct: str, expected: tuple[str, str]
) -> None:
    marks = {**dict.fromkeys(EIGHT, "9"), "Môn 8": worst}
    answer = desk.assess(year_of_marks("An", marks, {"Âm nhạc": comment}), f"An,{conduct}\n")
    assert answer.results is not None
    assert (answer.results[0]["title"], answer.results[0]["decision"]) == expected


def test_rows_follow_first_appearance_marks_before_conduct(desk: Desk) -> None:
    marks = "B,Lí,score,2,8,8,8\nA,Toán,score,1,8,8,8\nB,Toán,score,1,8,8,8\nB,Lí,score,1,8,8,8\n"
    answer = desk.assess(marks, "C,TOT,TOT,0\nA,TOT,TOT,0\n")
    assert answer.results is not None
    assert answer.subjects is not None
    assert [row["pupil"] for row in answer.results] == ["B", "A", "C"]
    assert [(row["pupil"], row["subject"]) for row in answer.subjects] == [
        ("B", "Lí"),
        ("A", "Toán"),
        ("B", "Toán"),
    ]


def test_a_pupil_in_conduct_alone_still_gets_a_row(desk: Desk) -> None:
    answer = desk.assess("", "An,TOT,TOT,0\n")
    assert answer.results is not None
    assert list(answer.results[0].values()) == ["An", "", "", "", "TOT", "", "INCOMPLETE"]
    assert answer.subjects == []


def test_two_headers_alone_give_two_headers(desk: Desk) -> None:
    answer = desk.assess("", "")
    assert (answer.code, answer.results, answer.subjects) == (0, [], [])


def test_columns_in_any_order_extra_ones_ignored_bom_and_crlf(desk: Desk) -> None:
    plain = desk.assess("An,Toán,score,1,8;9,7,8\n", "An,TOT,KHA,3\n")
    header = "\ufeffnote, final ,midterm,regular,note,term,assessed,subject,pupil"
    odd = desk.assess(
        f"{header}\r\n?,8,7,8;9,!,1,score,Toán,An\r\n", f"\ufeff{C_HEADER},x\r\nAn,TOT,KHA,3,\r\n"
    )
    assert odd.code == 0
    assert (odd.results, odd.subjects) == (plain.results, plain.subjects)


def test_blank_lines_and_a_missing_last_line_end_are_no_rows(desk: Desk) -> None:
    answer = desk.assess("\nAn,Toán,score,1,8;9,7,8\n\n  \n,,,,,,\n , ,,,,,\nAn,Toán,score,2,8;9,7,8", "\n\n")
    assert answer.code == 0
    assert answer.subjects == [
        {"pupil": "An", "subject": "Toán", "term1": "7.9", "term2": "7.9", "year": "7.9"}
    ]


def test_one_name_in_two_unicode_forms_is_one_pupil_printed_as_first_seen(desk: Desk) -> None:
    first, then = unicodedata.normalize("NFD", "Nguyễn Thị Hoà"), "Nguyễn Thị Hoà"
    marks = f"{first},Toán,score,1,8,8,8\n {then} ,{unicodedata.normalize('NFD', 'Toán')},score,2,8,8,8\n"
    answer = desk.assess(marks, f"{then},TOT,TOT,0\n")
    assert answer.subjects == [
        {"pupil": first, "subject": "Toán", "term1": "8.0", "term2": "8.0", "year": "8.0"}
    ]
    assert answer.results is not None
    assert [row["pupil"] for row in answer.results] == [first]


def test_names_with_commas_quotes_and_line_breaks_come_out_as_they_went_in(desk: Desk) -> None:
    name = 'An, "Bé"\r\nlớp\r6A\n'
    quoted = '"' + name.replace('"', '""') + '"'
    answer = desk.assess(f"{quoted},Toán,score,1,8,8,8\n")
    assert answer.results is not None
    assert answer.results[0]["pupil"] == name


def test_json_is_a_summary_and_the_only_thing_on_stdout(desk: Desk) -> None:
    answer = desk.assess(year_of_marks("An", dict.fromkeys(EIGHT, "9")), "An,TOT,TOT,0\nB,,,46\n", "--json")
    assert json.loads(answer.out) == {
        "schema": 1,
        "circular": "22",
        "rules": "tt22-2021.1",
        "pupils": 2,
        "subjects": 8,
        "decisions": {"PROMOTED": 1, "RETEST": 0, "SUMMER_TRAINING": 0, "RETAINED": 1, "INCOMPLETE": 0},
        "titles": {"XUAT_SAC": 1, "GIOI": 0},
    }
    assert answer.errors == []


def test_the_order_of_lines_changes_the_order_of_rows_alone(desk: Desk) -> None:
    lines = [
        year_of_marks(pupil, dict.fromkeys(EIGHT, mark))
        for pupil, mark in (("A", "8"), ("B", "6"), ("C", "4"))
    ]
    marks = "".join(lines).splitlines(keepends=True)
    before = desk.assess("".join(marks), "A,TOT,TOT,0\n")
    random.Random(1).shuffle(marks)
    after = desk.assess("".join(marks), "A,TOT,TOT,0\n")
    for one, other in ((before.results, after.results), (before.subjects, after.subjects)):
        assert one is not None
        assert other is not None
        assert sorted(map(str, one)) == sorted(map(str, other))


def test_existing_outputs_are_replaced_and_a_link_stays_a_link(desk: Desk) -> None:
    Path("R.csv").write_text("old")
    Path("elsewhere.csv").write_text("old")
    Path("S.csv").symlink_to("elsewhere.csv")
    answer = desk.assess("An,Toán,score,1,8,8,8\n")
    assert answer.results is not None
    assert Path("S.csv").is_symlink()
    assert Path("elsewhere.csv").read_text().startswith("pupil,subject")
    assert sorted(path.name for path in desk.folder.iterdir()) == [
        "C.csv",
        "M.csv",
        "R.csv",
        "S.csv",
        "elsewhere.csv",
    ]


def test_an_unknown_circular_is_refused_with_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--marks", "M", "--conduct", "C", "--out", "R", "--subjects-out", "S"]
    with pytest.raises(SystemExit) as refusal:
        command("--circular", "58", *options)
    assert refusal.value.code == 2
    assert "22" in capsys.readouterr().err


def test_help_tells_the_columns(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        command("--help")
    text = capsys.readouterr().out
    assert M_HEADER in text
    assert C_HEADER in text


def test_it_needs_neither_django_nor_a_database() -> None:
    code = (
        "import sys; from khue.school.gradebook.management import commandline;"
        "sys.exit(any(name.split('.')[0] in ('django', 'psycopg') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
    args = command("--circular", "22", "--marks", "M", "--conduct", "C", "--out", "R", "--subjects-out", "S")
    assert isinstance(args, argparse.Namespace)
    assert args.needs_database is False


def marks_of(dice: random.Random, assessed: str) -> tuple[list[str], str, str]:
    strength = dice.choice([35, 50, 65, 80, 90])

    def mark() -> str:
        if assessed == "comment":
            return dice.choices(["D", "CD"], [97, 3])[0]
        tenths = max(0, min(100, round(dice.gauss(strength, 6))))
        return f"{tenths / 10:g}" if dice.random() < 0.5 else f"{tenths / 10}"

    def maybe() -> str:
        return "" if dice.random() < 0.004 else mark()

    return [mark() for _ in range(dice.randint(1, 5))], maybe(), maybe()


def test_random_schools_get_what_the_oracle_gives_them(desk: Desk) -> None:
    dice = random.Random(9)
    lines: list[str] = []
    terms: dict[str, dict[str, dict[int, Decimal | str | None]]] = {}
    for number in range(300):
        subjects = dict.fromkeys(EIGHT[: dice.randint(5, 8)], "score") | {
            "Âm nhạc": "comment",
            "Thể": "comment",
        }
        for subject, assessed in subjects.items():
            for term in (1, 2):
                regular, midterm, final = marks_of(dice, assessed)
                lines.append(f"P{number},{subject},{assessed},{term},{';'.join(regular)},{midterm},{final}\n")
                values = terms.setdefault(f"P{number}", {}).setdefault(subject, {})
                values[term] = oracle.term(assessed, regular, midterm, final)
    conduct = {
        pupil: [dice.choice([*oracle.ORDER, "TOT", "TOT", ""]) for _ in "12"]
        + [dice.choice(["", "0", "45", "46"])]
        for pupil in terms
    }
    dice.shuffle(lines)
    answer = desk.assess(
        "".join(lines), "".join(f"{pupil},{','.join(row)}\n" for pupil, row in conduct.items())
    )
    assert answer.results is not None
    assert answer.subjects is not None
    assert {row["pupil"]: list(row.values())[1:] for row in answer.results} == {
        pupil: oracle.row(subjects, *conduct[pupil]) for pupil, subjects in terms.items()
    }
    assert {(row["pupil"], row["subject"]): list(row.values())[2:] for row in answer.subjects} == {
        (pupil, subject): oracle.subject_row(values)
        for pupil, subjects in terms.items()
        for subject, values in subjects.items()
    }
