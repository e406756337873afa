"""Constraints of dated rows that must not overlap."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db.models import F, Func


class DateRange(Func):
    """`daterange(valid_from, valid_to)`: half open, as all our days are."""

    function = "daterange"
    output_field = DateRangeField()


def once_a_day(name: str, *fields: str) -> ExclusionConstraint:
    """The constraint that on any day at most one row has these values. For small tables only: it costs on insert."""
    return ExclusionConstraint(
        name=name,
        expressions=[
            *((field, RangeOperators.EQUAL) for field in fields),
            (DateRange(F("valid_from"), F("valid_to")), RangeOperators.OVERLAPS),
        ],
    )
