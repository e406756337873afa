"""Who teaches what: the classes of a year × their subjects, one cell changed at a time."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from khue.core.rules import can, require
from khue.core.scope import current_scope
from khue.core.text import whole_number
from khue.core.ui.notices import notify
from khue.foundation.curriculum.models import Subject
from khue.foundation.people.models import Person
from khue.sector.classes.models import SchoolClass
from khue.sector.classes.selectors import Matrix, classes_of_year, matrix
from khue.sector.classes.services import set_teachers
from khue.sector.classes.views.forming import open_class
from khue.sector.classes.views.years import year_shown
from khue.sector.staff.models import Post
from khue.sector.staff.selectors import teachers_of

WEEKS = 35


@dataclass(slots=True)
class Load:
    """What one teacher teaches: how many classes, how many lesson periods a week on average, in tenths."""

    person: Person
    subject: str
    classes: set[int] = field(default_factory=set)
    periods: int = 0

    @property
    def weekly(self) -> str:
        """Periods a week as people say it: 17,5."""
        return f"{self.periods / WEEKS:.1f}".replace(".", ",")


@require_safe
def matrix_page(request: HttpRequest) -> HttpResponse:
    """The matrix of the school of the hat; `lop` and `mon` open the panel of one cell."""
    scope = current_scope()
    require(scope, "classes.list")
    if scope.organisation is None:
        raise Http404
    classes = list(classes_of_year(year_shown(request), scope.organisation))
    found, posts = matrix(classes), list(teachers_of(scope.organisation))
    context = {
        "rows": _rows(found),
        "subjects": found.subjects,
        "loads": _loads(found, posts),
        "may_assign": can(scope, "classes.assign"),
        "panel": _panel(request, found, posts) if can(scope, "classes.assign") else None,
    }
    return render(request, "classes/teaching.html", context)


@require_POST
def assign(request: HttpRequest, uuid: UUID, subject: str) -> HttpResponse:
    """Set the teachers of a subject in a class, and in the other classes that were ticked."""
    first = open_class(uuid)
    require(current_scope(), "classes.assign", first)
    wanted = Subject.objects.filter(code=subject).first()
    if wanted is None:
        raise Http404
    numbers = (whole_number(each, digits=18) for each in request.POST.getlist("teachers"))
    persons = [number for number in numbers if number is not None]
    others = classes_of_year(first.year_id, first.organisation_id).filter(uuid__in=_uuids(request))
    try:
        with transaction.atomic():
            for each in [first, *others.exclude(pk=first.pk)]:
                set_teachers(school_class=each, subject=wanted.pk, persons=persons)
    except ValidationError as error:
        notify(request, " ".join(error.messages), tone="err")
    else:
        notify(request, _("The assignment is saved."))
    return redirect(f"{reverse('classes:teaching')}#{first.uuid}")


def _rows(found: Matrix) -> list[tuple[SchoolClass, list[tuple[Subject, list[Person] | None]]]]:
    """Each class with one entry a subject: its teachers, or None where the class does not have the subject."""
    return [
        (each, [(subject, found.cells[each.pk].get(subject.pk)) for subject in found.subjects])
        for each in found.classes
    ]


def _loads(found: Matrix, posts: list[Post]) -> list[Load]:
    loads = {
        post.person_id: Load(post.person, post.main_subject.name if post.main_subject else "")
        for post in posts
    }
    for school_class, subjects in found.cells.items():
        for subject, people in subjects.items():
            for person in people:
                load = loads.setdefault(person.pk, Load(person, ""))
                load.classes.add(school_class)
                load.periods += found.periods[school_class].get(subject, 0) // max(len(people), 1)
    return list(loads.values())


def _panel(request: HttpRequest, found: Matrix, posts: list[Post]) -> dict[str, Any] | None:
    """The form of one cell: who teaches it, those of the subject first, and which other classes get the same."""
    school_class = next((each for each in found.classes if str(each.uuid) == request.GET.get("lop")), None)
    subject = next((each for each in found.subjects if each.code == request.GET.get("mon")), None)
    if school_class is None or subject is None or subject.pk not in found.cells[school_class.pk]:
        return None
    teaching = {each.pk for each in found.cells[school_class.pk][subject.pk]}
    names: dict[int, tuple[str, bool]] = {}
    for post in sorted(posts, key=lambda post: post.main_subject_id != subject.pk):
        names.setdefault(post.person_id, (post.person.full_name, post.main_subject_id == subject.pk))
    by_grade: dict[int, list[SchoolClass]] = defaultdict(list)
    for each in found.classes:
        if each.pk != school_class.pk and subject.pk in found.cells[each.pk]:
            by_grade[each.grades[0]].append(each)
    return {
        "school_class": school_class,
        "subject": subject,
        "teachers": [(number, name, number in teaching, own) for number, (name, own) in names.items()],
        "others": sorted(by_grade.items()),
    }


def _uuids(request: HttpRequest) -> list[UUID]:
    found = []
    for text in request.POST.getlist("others"):
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found
