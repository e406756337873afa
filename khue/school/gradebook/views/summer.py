"""The summer of a class: new results of re-assessed subjects, and who trains conduct (Điều 13 and 14)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from khue.core import clock
from khue.core.rules import can, require
from khue.core.scope import current_scope
from khue.core.ui.frame import Crumb
from khue.core.ui.notices import notify
from khue.foundation.curriculum.choices import Assessed
from khue.foundation.curriculum.models import Subject
from khue.school.gradebook.formulas import Decision
from khue.school.gradebook.selectors.books import SUMMER
from khue.school.gradebook.selectors.results import Mending, of_subject, to_mend
from khue.school.gradebook.services.answers import sentence
from khue.school.gradebook.services.summer import Answer, NewResult, save_reassessments
from khue.school.gradebook.tables.words import RATINGS, show_stored
from khue.school.gradebook.views.opening import AFTER_SUMMER, YEAR_TERM, book_or_404, crumbs_to
from khue.sector.classes.models import SchoolClass

SEEN: Final = "da-thay"


@dataclass(frozen=True, slots=True)
class Field:
    """A subject that a pupil is assessed in again.

    `year` is the year's value, `shown` what stands in the field, `seen` the new result that stands in the database as
    the page was made: it is sent back, so that nobody writes over what they have not seen.
    """

    subject: Subject
    name: str
    year: str
    shown: str
    seen: str
    error: str

    @property
    def by_marks(self) -> bool:
        """Whether a mark is typed, not Đ or CĐ."""
        return self.subject.assessed == Assessed.SCORE


@require_http_methods(["GET", "POST"])
def summer(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Who of the class has something to mend, with the fields for it; a save keeps what it could and names the rest."""
    scope = current_scope()
    require(scope, "gradebook.results", book_or_404(uuid, "ren-luyen", 1))
    school_class: SchoolClass = get_object_or_404(
        SchoolClass.objects.select_related("organisation", "year"), uuid=uuid
    )
    lines = to_mend(school_class=school_class)
    typed: dict[str, str] = {}
    errors: dict[str, str] = {}
    if request.method == "POST":
        typed, errors = _save(request, school_class, lines)
        if not errors:
            return redirect("gradebook:summer", uuid=uuid)
        lines = to_mend(school_class=school_class)
    retested = [line for line in lines if line.decision == Decision.RETEST]
    context = {
        "school_class": school_class,
        "crumbs": crumbs_to(
            Crumb(_("Results"), reverse("gradebook:results") + f"?ki={YEAR_TERM}"),
            Crumb(
                _("Class %(name)s") % {"name": school_class.name},
                reverse("gradebook:class_results", args=[uuid, YEAR_TERM]),
            ),
            Crumb(_("Summer")),
        ),
        "retested": [(line, _fields(line, typed, errors)) for line in retested],
        "trained": [
            (line, RATINGS[line.conduct] if line.conduct else "")
            for line in lines
            if line.decision == Decision.SUMMER_TRAINING
        ],
        "training_href": reverse("gradebook:conduct", args=[uuid, SUMMER]),
        "results_href": f"{reverse('gradebook:results')}?ki={AFTER_SUMMER}",
        "may_type": can(scope, "gradebook.reassess", school_class.organisation),
        "errors": errors,
    }
    return render(request, "gradebook/summer.html", context)


def _save(
    request: HttpRequest, school_class: SchoolClass, lines: list[Mending]
) -> tuple[dict[str, str], dict[str, str]]:
    """Store the fields that were changed; what was typed, and the errors, by the name of the field."""
    typed: dict[str, str] = {}
    changed: list[tuple[str, Subject, NewResult]] = []
    for line in lines:
        for subject, _year, again in line.subjects:
            name = _name(line, subject)
            value = request.POST.get(name)
            if value is None:
                continue
            typed[name] = value.strip()
            seen = request.POST.get(f"{name}.{SEEN}", "").strip()
            if typed[name] == seen:
                typed[name] = show_stored(
                    again
                )  # not touched here: a colleague's result is shown, not overwritten
            else:
                changed.append((name, subject, NewResult(line.person.uuid, subject.code, typed[name], seen)))
    answers = save_reassessments(school_class=school_class, results=[each for *_where, each in changed])
    errors = {
        name: _words(subject, answer)
        for (name, subject, _each), answer in zip(changed, answers, strict=True)
        if answer.code
    }
    saved = len(changed) - len(errors)
    if saved:
        words = ngettext("%(count)s result saved.", "%(count)s results saved.", saved)
        notify(request, words % {"count": saved})
    return typed, errors


def _words(subject: Subject, answer: Answer) -> str:
    if answer.code == "not_reassessed":
        return _("This pupil is not assessed again in this subject.")
    if answer.code != "changed":
        return sentence(answer.code, {})
    if answer.value is None or answer.at is None:
        return _("The result that you saw is gone. Save again to enter yours.")
    return _("%(name)s saved %(value)s at %(time)s, while you were typing. Save again to keep yours.") % {
        "name": answer.author or _("Somebody else"),
        "value": show_stored(of_subject(subject, answer.value)),
        "time": f"{clock.local(answer.at):%-H:%M %d/%m/%Y}",
    }


def _fields(line: Mending, typed: dict[str, str], errors: dict[str, str]) -> list[Field]:
    return [
        Field(
            subject,
            name,
            show_stored(year),
            typed.get(name, show_stored(again)),
            show_stored(again),
            errors.get(name, ""),
        )
        for subject, year, again in line.subjects
        for name in [_name(line, subject)]
    ]


def _name(line: Mending, subject: Subject) -> str:
    return f"{line.person.uuid}.{subject.code}"
