"""`khue assess` on files with mistakes: each is named with its place, and nothing is written."""

import pytest

from khue.school.gradebook.management.assess import lines
from khue.school.gradebook.tests.assess_desk import M_HEADER, Desk, year_of_marks

GOOD = "An,Toán,score,1,8;9,7,8\n"


def refused(desk: Desk, marks: str | bytes, conduct: str | bytes = "") -> list[str]:
    answer = desk.assess(marks, conduct)
    assert (answer.code, answer.out, answer.results, answer.subjects) == (2, "", None, None)
    return answer.errors


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (",Toán,score,1,8,8,8", ["pupil: the pupil is missing"]),
        ("An,  ,score,1,8,8,8", ["subject: the subject is missing"]),
        (
            ",,score,3,8,8,8",
            [
                "pupil: the pupil is missing",
                "subject: the subject is missing",
                'term: "3" is neither 1 nor 2',
            ],
        ),
        ("An,Toán,scores,1,8,8,8", ['assessed: "scores" is neither score nor comment']),
        ("An,Toán,Score,1,8,8,8", ['assessed: "Score" is neither score nor comment']),
        ("An,Toán,,1,8,8,8", ['assessed: "" is neither score nor comment']),
        ("An,Toán,score,0,8,8,8", ['term: "0" is neither 1 nor 2']),
        ("An,Toán,score,,8,8,8", ['term: "" is neither 1 nor 2']),
        ("An,Toán,score,1.0,8,8,8", ['term: "1.0" is neither 1 nor 2']),
        ("An,Toán,score,1,8;9;,8,8", ["regular: item 3 of 3 is empty"]),
        ("An,Toán,score,1,;8,8,8", ["regular: item 1 of 2 is empty"]),
        ("An,Toán,score,1,8; ;9,8,8", ["regular: item 2 of 3 is empty"]),
        ("An,Toán,score,1,;,8,8", ["regular: item 1 of 2 is empty", "regular: item 2 of 2 is empty"]),
        (
            "An,Toán,score,1,8;11;x,8,8",
            [
                'regular: item 2: "11" is not between 0 and 10',
                'regular: item 3: "x" is not a mark; write 8, 8.5 or 8,5',
            ],
        ),
        ("An,Toán,score,1,8,10.1,8", ['midterm: "10.1" is not between 0 and 10']),
        ("An,Toán,score,1,8,8,-1", ['final: "-1" is not between 0 and 10']),
        ("An,Toán,score,1,8,8.25,8", ['midterm: "8.25" has more than one decimal']),
        ("An,Toán,score,1,8,85,8", ['midterm: "85" is not between 0 and 10']),
        (
            "An,Toán,score,1,8,1e1,NaN",
            [
                'midterm: "1e1" is not a mark; write 8, 8.5 or 8,5',
                'final: "NaN" is not a mark; write 8, 8.5 or 8,5',
            ],
        ),
        (
            "An,Toán,score,1,8,+8,٨",
            [
                'midterm: "+8" is not a mark; write 8, 8.5 or 8,5',
                'final: "٨" is not a mark; write 8, 8.5 or 8,5',
            ],
        ),
        (
            "An,Toán,score,1,8,８,D",
            [
                'midterm: "８" is not a mark; write 8, 8.5 or 8,5',
                'final: "D" is not a mark; write 8, 8.5 or 8,5',
            ],
        ),
        (
            "An,Âm nhạc,comment,1,D;8,d,cd",
            [
                'regular: item 2: "8" is not a comment result; write D or CD',
                'midterm: "d" is not a comment result; write D or CD',
                'final: "cd" is not a comment result; write D or CD',
            ],
        ),
    ],
)
def test_a_wrong_cell_of_the_marks_is_named(desk: Desk, line: str, expected: list[str]) -> None:
    assert refused(desk, f"Bình{GOOD}{line}\n") == [f"M.csv:3:{error}" for error in expected]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (",TOT,TOT,0", "pupil: the pupil is missing"),
        ("An,Tot,TOT,0", 'term1: "Tot" is none of TOT, KHA, DAT, CHUA_DAT'),
        ("An,TOT,T,0", 'term2: "T" is none of TOT, KHA, DAT, CHUA_DAT'),
        ("An,TOT,TOT,-1", 'absences: "-1" is not a number of sessions'),
        ("An,TOT,TOT,1.5", 'absences: "1.5" is not a number of sessions'),
        ("An,TOT,TOT,1e2", 'absences: "1e2" is not a number of sessions'),
        ("An,TOT,TOT,٣", 'absences: "٣" is not a number of sessions'),
        ("An,TOT,TOT," + "9" * 5000, f'absences: "{"9" * 5000}" is not a number of sessions'),
    ],
)
def test_a_wrong_cell_of_the_conduct_is_named(desk: Desk, line: str, expected: str) -> None:
    assert refused(desk, GOOD, line + "\n") == [f"C.csv:2:{expected}"]


def test_mistakes_of_both_files_are_told_together(desk: Desk) -> None:
    assert refused(desk, "An,Toán,score,3,8,8,8\nB,Toán,score,1,x,8,8\n", "An,TOT,TOT,x\n") == [
        'M.csv:2:term: "3" is neither 1 nor 2',
        'M.csv:3:regular: item 1: "x" is not a mark; write 8, 8.5 or 8,5',
        'C.csv:2:absences: "x" is not a number of sessions',
    ]


def test_a_repeated_pupil_subject_and_term_names_the_first_line(desk: Desk) -> None:
    assert refused(desk, GOOD + "An,Toán,score,2,8,8,8\n An ,Toán,score,1,8,8,8\n", "B,,,\nB,,,\n") == [
        "M.csv:4:pupil: the same pupil, subject and term as on line 2",
        "C.csv:3:pupil: the same pupil as on line 2",
    ]


def test_a_subject_cannot_be_assessed_in_two_ways(desk: Desk) -> None:
    assert refused(desk, GOOD + "An,Toán,comment,2,D,D,D\n") == [
        'M.csv:3:assessed: "comment" here, but "score" on line 2'
    ]


def test_another_pupil_may_be_assessed_otherwise(desk: Desk) -> None:
    assert desk.assess(GOOD + "B,Toán,comment,2,D,D,D\n").code == 0


def test_the_line_is_the_physical_one_on_which_the_record_starts(desk: Desk) -> None:
    marks = 'An,"Toán\n\n(nâng cao)",score,1,8,8,8\nB,"Lí\r\n",score,1,x,8,8\nC,Lí,score,1,y,8,8\n'
    assert [error.split(": ")[0] for error in refused(desk, marks)] == ["M.csv:5:regular", "M.csv:7:regular"]


def test_a_decimal_comma_without_quotes_is_explained(desk: Desk) -> None:
    assert refused(desk, "An,Toán,score,1,8;9,8,5,7\n") == [
        "M.csv:2:final: 8 cells instead of 7; put a cell that contains a comma between quotation marks"
    ]


def test_a_record_that_is_too_short_names_the_first_missing_column(desk: Desk) -> None:
    assert refused(desk, "An,Toán,score,1,8;9\n") == ["M.csv:2:midterm: 5 cells instead of 7"]


def test_a_header_without_the_columns_is_refused(desk: Desk) -> None:
    assert refused(
        desk, "pupil,subject,assessed,term,regular,midterm,Final\n", "pupil,term1,term2,absences,term1\n"
    ) == [
        "M.csv:1:final: the header has no such column",
        "C.csv:1:term1: the header has this column more than once",
    ]


def test_a_file_with_semicolons_is_explained(desk: Desk) -> None:
    errors = refused(desk, M_HEADER.replace(",", ";") + "\nAn;Toán;score;1;8;8;8\n")
    assert len(errors) == 7
    assert errors[0] == "M.csv:1:pupil: the header has no such column; cells are separated by commas"


def test_empty_files_have_no_header(desk: Desk) -> None:
    assert len(refused(desk, b"", b"")) == 11


def test_broken_quoting_is_named_and_the_reading_goes_on(desk: Desk) -> None:
    assert refused(desk, '"An"x,Toán,score,1,8,8,8\nB,Toán,score,1,x,8,8\n"C,Toán,score,1,8,8,8\n') == [
        "M.csv:2:*: after a closing quotation mark only a comma may follow; double a mark inside a cell",
        'M.csv:3:regular: item 1: "x" is not a mark; write 8, 8.5 or 8,5',
        "M.csv:4:*: a quotation mark is opened here and never closed",
    ]


def test_a_quotation_mark_that_swallows_the_file_is_named_where_it_was_opened(desk: Desk) -> None:
    errors = refused(desk, GOOD + '"B,Toán,score,1,8,8,8\n' + GOOD * 8000)
    assert errors[0] == "M.csv:3:*: a cell is too long; is a quotation mark never closed?"


def test_a_broken_header_is_named(desk: Desk) -> None:
    assert refused(desk, f'pupil,"subject"x\n{GOOD}')[0].startswith(
        "M.csv:1:*: after a closing quotation mark"
    )


def test_old_macintosh_line_ends_are_named(desk: Desk) -> None:
    assert refused(desk, f"{M_HEADER}\r{GOOD}".replace("\n", "\r")) == [
        "M.csv:1:*: a carriage return stands alone; lines end with LF or CRLF"
    ]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (f"{M_HEADER}\n{GOOD}".encode("utf-16"), "M.csv:1:*: the file is UTF-16; save it as CSV UTF-8"),
        (f"{M_HEADER}\n{GOOD}".encode("utf-16-le"), "M.csv:1:*: the line contains a NUL byte"),
        (f"{M_HEADER}\nLê,Lí,score,1,8,8,8\n".encode("cp1258"), "M.csv:2:*: byte "),
        (f"{M_HEADER}\n{GOOD}B\0,Lí,score,1,8,8,8\n".encode(), "M.csv:3:*: the line contains a NUL byte"),
        (b"PK\x03\x04rest", "M.csv:1:*: the file is a workbook"),
        (b"\xd0\xcf\x11\xe0rest", "M.csv:1:*: the file is an old Excel workbook"),
    ],
)
def test_what_is_not_utf_8_text_is_named_once(desk: Desk, content: bytes, expected: str) -> None:
    errors = refused(desk, content)
    assert [error[: len(expected)] for error in errors] == [expected]


def test_errors_before_an_unreadable_line_are_told_too(desk: Desk) -> None:
    errors = refused(desk, f"{M_HEADER}\nAn,Lí,score,9,8,8,8\n".encode() + b"\xff\n")
    assert errors == [
        'M.csv:2:term: "9" is neither 1 nor 2',
        "M.csv:3:*: byte 1 of the line (0xFF) is not UTF-8; save the file as CSV UTF-8",
    ]


def test_blocks_end_between_lines(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = desk.assess(year_of_marks("Nguyễn Văn An", {"Toán": "8", "Ngữ văn": "7,5".replace(",", ".")}))
    monkeypatch.setattr(lines, "_BLOCK", 64)
    pieces = desk.assess(year_of_marks("Nguyễn Văn An", {"Toán": "8", "Ngữ văn": "7.5"}))
    assert (pieces.results, pieces.subjects) == (whole.results, whole.subjects)


def test_a_line_without_end_is_not_read_into_memory(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "_BLOCK", 64)
    assert refused(desk, GOOD + "x" * 200) == ["M.csv:3:*: the line is longer than 1 MiB"]


def test_a_hundred_errors_are_shown_and_the_rest_counted(desk: Desk) -> None:
    errors = refused(desk, GOOD + "An,Toán,score,3,8,8,8\n" * 1123, "An,x,TOT,0\n")
    assert len(errors) == 101
    assert errors[99] == 'M.csv:102:term: "3" is neither 1 nor 2'
    assert errors[100] == "… and 1,024 more (1,124 errors in all)"


def test_a_cell_cannot_write_to_the_terminal(desk: Desk) -> None:
    assert refused(desk, 'An,Toán,"\x1b[2J\nscore",1,8,8,8\n') == [
        'M.csv:2:assessed: "\\x1b[2J\\nscore" is neither score nor comment'
    ]
