"""`import`: a workbook of 100,000 pupils, read, validated and stored, beside COPY of the same rows.

Each run has a database of its own, copied from the bench's; the import is the command that everybody uses. The limit is
what PostgreSQL itself needs for the rows that came of it: they are taken out and put back by COPY, with all indexes and
constraints.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

import psycopg
import xlsxwriter
from django.db import connection
from psycopg import sql

from khue.config.bench.databases import VARIABLES, database_name, renamed
from khue.config.bench.figures import Figure, Limit, spread
from khue.core.scope import open_scope, system
from khue.foundation.organisations.models import OrganisationCode
from khue.portal.demo.chance import stream
from khue.portal.demo.naming import KINH, family_name, full_name
from khue.portal.demo.sizes import RUNNING
from khue.portal.demo.world import Numbers

RUNS = 5
CLASS = 43
GRADES = (6, 7, 8, 9)
ROWS = {"tiny": 2_000}
MOST = 100_000
SEED = 99
HEADERS = (
    "Mã định danh Bộ GD&ĐT", "Họ tên", "Ngày sinh", "Giới tính", "Dân tộc", "Số định danh cá nhân", "Chỗ ở hiện nay",
    "Tên mẹ", "SĐT mẹ", "Lớp học",
)  # fmt: skip
COLUMNS_OF = """
    SELECT attname FROM pg_attribute
    WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum
"""
TABLES = (
    "people_person", "people_personreach", "people_guardianship", "pupils_enrolment", "classes_classplacement",
)  # fmt: skip


def measure(size: str) -> list[Figure]:
    """Rows a second, and how that compares with COPY."""
    rows = ROWS.get(size, MOST)
    rates, limits = [], []
    school, code = _school()
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / "pupils.xlsx"
        write_workbook(book, rows)
        connection.close()
        for _ in range(RUNS):
            with _copy_of(database_name(size)) as urls:
                _make_classes(urls[0], school, rows)
                before = _last_ids(urls[0])
                rates.append(rows / _import(book, urls, code, rows))
                limits.append(rows / _copy_again(urls[0], before))
    limit = Limit("COPY of the stored rows", median(limits))
    return [
        *spread("rows_per_second", rates, "rows/s", "higher", limit),
        Figure("rows", rows, "rows", "higher", RUNS),
    ]


def _school() -> tuple[int, str]:
    """The showcase school and its code."""
    with open_scope(system("bench")):
        row = (
            OrganisationCode.objects.current().filter(organisation__stages=["lower_secondary"]).earliest("pk")
        )
        return row.organisation_id, row.code


def write_workbook(path: Path, rows: int) -> None:
    """A list of new pupils for the classes of the running year, class by class, as schools write it."""
    dice, numbers = stream(SEED, "workbook"), Numbers(SEED, "99")
    names = class_names(rows)
    with xlsxwriter.Workbook(path, {"constant_memory": True, "default_date_format": "dd/mm/yyyy"}) as book:
        sheet = book.add_worksheet("Sheet1")
        sheet.write_row(0, 0, HEADERS)
        for row in range(1, rows + 1):
            name = names[(row - 1) // CLASS]
            grade = int(name.partition("N")[0])
            born, sex, family = RUNNING - 5 - grade, dice.randint(1, 2), family_name(dice, KINH, "north")
            day = dt.date(born, 1, 1) + dt.timedelta(days=dice.randrange(365))
            values = (
                numbers.sector_identifier(), full_name(dice, family, sex, born), day.strftime("%d/%m/%Y"),
                "Nam" if sex == 1 else "Nữ", "Kinh", numbers.identity_number("96", sex, born), f"Thôn {row % 14 + 1}",
                full_name(dice, family, 2, born - 28), f"032{row:07}", name,
            )  # fmt: skip
            sheet.write_row(row, 0, values)


def class_names(rows: int) -> list[str]:
    """As many classes as the pupils need."""
    return [f"{GRADES[place % len(GRADES)]}N{place + 1}" for place in range(-(-rows // CLASS))]


def _make_classes(owner: str, school: int, rows: int) -> None:
    """Empty classes for the list, in the copy alone: a school of a hundred thousand is the bench's invention."""
    names = class_names(rows)
    grades = [int(name.partition("N")[0]) for name in names]
    with psycopg.connect(owner) as server:
        columns = [name for (name,) in server.execute(COLUMNS_OF, ["classes_schoolclass"]).fetchall()]
        given = {
            "id": "DEFAULT",
            "uuid": "gen_random_uuid()",
            "name": "n.name",
            "grades": "ARRAY[n.grade]",
            "code": "''",
        }
        plain = [name for name in columns if name != "id"]
        values = [given.get(name, f"c.{name}") for name in plain]
        statement = (
            f"INSERT INTO classes_schoolclass ({', '.join(plain)})"  # noqa: S608 -- names from the catalogue
            f" SELECT {', '.join(values)} FROM unnest(%s::text[], %s::smallint[]) AS n (name, grade),"
            " (SELECT * FROM classes_schoolclass WHERE organisation_id = %s AND year_id = %s ORDER BY id LIMIT 1) c"
        )
        server.execute(statement.encode(), [names, grades, school, RUNNING])


@contextmanager
def _copy_of(name: str) -> Iterator[list[str]]:
    """The logins of a throw-away copy of a database."""
    copy = f"{name}_import"
    plain = [renamed(os.environ[variable], "postgres") for variable in VARIABLES[:1]]
    names = {"copy": sql.Identifier(copy), "name": sql.Identifier(name)}
    with psycopg.connect(plain[0], autocommit=True) as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {copy} WITH (FORCE)").format(**names))
        server.execute(sql.SQL("CREATE DATABASE {copy} TEMPLATE {name}").format(**names))
        try:
            yield [renamed(os.environ[variable], copy) for variable in VARIABLES]
        finally:
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {copy} WITH (FORCE)").format(**names))


def _import(book: Path, urls: list[str], school: str, rows: int) -> float:
    """Seconds of `khue import pupils`, start and reading included."""
    environment = {**os.environ, **dict(zip(VARIABLES, urls, strict=True))}
    options = ["--school", school, "--year", str(RUNNING), "--json"]
    command = [sys.executable, "-m", "khue.config.cli", "import", "pupils", str(book), *options]
    start = time.monotonic()
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    seconds = time.monotonic() - start
    summary: dict[str, Any] = json.loads(done.stdout or "{}")
    if summary.get("created") != rows:
        raise RuntimeError(f"{summary or done.stderr[-2000:]}: not {rows} pupils were created")
    return seconds


def _last_ids(owner: str) -> dict[str, int]:
    with psycopg.connect(owner) as server:
        return {
            table: server.execute(
                sql.SQL("SELECT coalesce(max(id), 0) FROM {}").format(sql.Identifier(table))
            ).fetchone()[0]  # type: ignore[index]  # an aggregate has a row
            for table in TABLES
        }


def _copy_again(owner: str, before: dict[str, int]) -> float:
    """Take the new rows out, and time putting them back."""
    with psycopg.connect(owner) as server:
        kept = {table: _taken(server, table, last) for table, last in before.items()}
        for table in reversed(TABLES):
            server.execute(
                sql.SQL("DELETE FROM {} WHERE id > %s").format(sql.Identifier(table)), [before[table]]
            )
        server.commit()
        start = time.monotonic()
        for table in TABLES:
            columns, content = kept[table]
            with server.cursor().copy(_copy(table, columns, "FROM STDIN")) as copy:
                for block in content:
                    copy.write(block)
        server.commit()
        return time.monotonic() - start


def _taken(server: psycopg.Connection[Any], table: str, last: int) -> tuple[list[str], list[bytes]]:
    columns = [name for (name,) in server.execute(COLUMNS_OF, [table]).fetchall()]
    select = sql.SQL("COPY (SELECT {} FROM {} WHERE id > {}) TO STDOUT").format(
        sql.SQL(", ").join(map(sql.Identifier, columns)), sql.Identifier(table), sql.Literal(last)
    )
    with server.cursor().copy(select) as copy:
        return columns, [bytes(block) for block in copy]


def _copy(table: str, columns: list[str], end: str) -> sql.Composed:
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    return sql.SQL("COPY {} ({}) {}").format(sql.Identifier(table), names, sql.SQL(end))
