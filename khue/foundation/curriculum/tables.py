"""The lists of subjects and of lesson periods, and the declarations behind their pages, API and workbooks."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from khue.core.crud import Resource
from khue.core.tables import Filter, Option, Table, choice, date, linked, number, text
from khue.core.tables.filters import by_field
from khue.foundation.curriculum.choices import Assessed, SubjectKind
from khue.foundation.curriculum.models import Grade, Subject, SubjectHours


def _grades() -> list[Option]:
    return [Option(str(number), name) for number, name in Grade.objects.values_list("number", "name")]


def _subjects() -> list[Option]:
    return [Option(code, name) for code, name in Subject.objects.values_list("code", "name")]


def _to_check(rows: QuerySet[Any], _values: list[str]) -> QuerySet[Any]:
    return rows.filter(source__icontains="cần đối chiếu")


TO_CHECK = Filter(
    key="nguon",
    title=_("Source"),
    apply=_to_check,
    options=lambda: [Option("doi-chieu", _("To be checked against the text"))],
    many=False,
)

SUBJECTS = Resource(
    room="curriculum",
    name="subject",
    path="mon-hoc/",
    model=Subject,
    one=_("subject"),
    many=_("Subjects"),
    add_label=_("Add a subject"),
    empty_title=_("There are no subjects yet"),
    empty_text=_("They are loaded with the programme when Khuê is set up."),
    table=Table(
        columns=(
            linked("name", _("Subject"), "/chuong-trinh/mon-hoc/{}/sua/", on_phone="lead"),
            text("code", _("Code"), on_phone="trail"),
            text("short_name", _("Short name"), on_phone="wide"),
            choice("assessed", _("Assessed"), dict(Assessed.choices), on_phone="second"),
            date("valid_from", _("Since"), on_phone="wide"),
            text("source", _("Source"), on_phone="wide"),
        ),
        order=("order", "code"),
        filters=(
            Filter(
                key="danh-gia",
                title=_("Assessed"),
                apply=by_field("assessed"),
                options=lambda: [Option(*each) for each in Assessed.choices],
            ),
            TO_CHECK,
        ),
    ),
    fields=("code", "name", "short_name", "assessed", "order", "valid_from", "valid_to", "source"),
    api_fields=(
        "uuid",
        "code",
        "name",
        "short_name",
        "assessed",
        "order",
        "valid_from",
        "valid_to",
        "source",
    ),
    remove=None,
    icon="book-open-check",
)

HOURS = Resource(
    room="curriculum",
    name="hours",
    path="so-tiet/",
    model=SubjectHours,
    one=_("number of periods"),
    many=_("Lesson periods a year"),
    add_label=_("Add periods"),
    empty_title=_("No periods have been entered"),
    empty_text=_("They are loaded with the programme when Khuê is set up."),
    help_text=_("When the number changes by a circular, end this row and add another from that day."),
    table=Table(
        columns=(
            linked(
                "subject", _("Subject"), "/chuong-trinh/so-tiet/{}/sua/", "subject__name", on_phone="lead"
            ),
            text("grade", _("Grade"), "grade__name", sort=("grade_id",), on_phone="second"),
            choice("kind", _("Kind"), dict(SubjectKind.choices), on_phone="wide"),
            number("periods", _("Periods a year"), on_phone="trail"),
            number("topic_periods", _("Topic cluster"), on_phone="wide"),
            date("valid_from", _("Since"), on_phone="wide"),
            text("source", _("Source"), on_phone="wide"),
        ),
        order=("grade_id", "subject__order"),
        filters=(
            Filter(key="khoi", title=_("Grade"), apply=by_field("grade_id"), options=_grades),
            Filter(key="mon", title=_("Subject"), apply=by_field("subject__code"), options=_subjects),
            Filter(
                key="loai",
                title=_("Kind"),
                apply=by_field("kind"),
                options=lambda: [Option(*each) for each in SubjectKind.choices],
            ),
            TO_CHECK,
        ),
    ),
    fields=("subject", "grade", "kind", "periods", "topic_periods", "valid_from", "valid_to", "source"),
    api_fields=("uuid", "kind", "periods", "topic_periods", "valid_from", "valid_to", "source"),
    remove=None,
    icon="book-open-check",
)
