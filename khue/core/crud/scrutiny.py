"""What is wrong with many rows before they are written, in words that `full_clean` has for one.

Fields are checked in Python, the check constraints of all rows by one statement. What only the tables know (a row like
this one is there already, the row it refers to is not) shows when they are written.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import connection, models
from django.db.models import Q
from django.db.models.sql import Query
from psycopg import sql

from khue.core.copying import stage


def faults_of(model: type[models.Model], rows: Sequence[models.Model]) -> list[ValidationError | None]:
    """For each row what is wrong with it, or None; a constant number of statements. Fields are tidied as by a form."""
    faults = [_field_faults(row) for row in rows]
    sound = [(place, row) for place, row in enumerate(rows) if faults[place] is None]
    said: dict[int, list[Any]] = {}
    for place, check in _broken(model, sound):
        said.setdefault(place, []).append(check.get_violation_error_message())
    for place, sentences in said.items():
        faults[place] = ValidationError({NON_FIELD_ERRORS: sentences})
    return faults


def _field_faults(row: models.Model) -> ValidationError | None:
    """As `clean_fields` and `clean` say it; that the row it refers to is there is left to the database."""
    others = {field.name for field in row._meta.concrete_fields if field.is_relation}
    try:
        row.clean_fields(exclude=others)
        row.clean()
    except ValidationError as error:
        return error
    return None


def _broken(
    model: type[models.Model], rows: Sequence[tuple[int, models.Model]]
) -> list[tuple[int, models.CheckConstraint]]:
    """The check constraints that rows break, by their place."""
    checks = [each for each in model._meta.constraints if isinstance(each, models.CheckConstraint)]
    if not rows or not checks:
        return []
    fields = [each for each in model._meta.concrete_fields if not each.primary_key]
    columns = ["id", *(str(each.column) for each in fields)]
    staged = stage(
        model,
        columns,
        (
            (place, *(each.get_db_prep_save(getattr(row, each.attname), connection) for each in fields))
            for place, row in rows
        ),
    )
    conditions, params = [], list[Any]()
    for check in checks:
        text, values = _condition(model, check)
        conditions.append(sql.SQL("({}) IS FALSE").format(sql.SQL(text)))
        params += values
    query = sql.SQL("SELECT id, {} FROM {} ORDER BY id").format(
        sql.SQL(", ").join(conditions), sql.Identifier(staged)
    )
    with connection.cursor() as cursor:
        cursor.execute(query, params)
        return [
            (place, check)
            for place, *answers in cursor.fetchall()
            for check, is_broken in zip(checks, answers, strict=True)
            if is_broken
        ]


def _condition(model: type[models.Model], check: models.CheckConstraint) -> tuple[str, Sequence[Any]]:
    """The constraint as SQL on the bare columns, as Django writes it into the table."""
    query = Query(model=model, alias_cols=False)
    where = query.build_where(cast("Q", check.condition))
    text, params = where.as_sql(query.get_compiler(connection=connection), connection)
    return text, tuple(params)
