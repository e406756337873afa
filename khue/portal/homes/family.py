"""The home pages of parents and pupils: each child as a block, because that is how a mother thinks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from khue.core.rules import require
from khue.core.scope import Scope, current_scope
from khue.portal.frames import year_of_request
from khue.portal.homes import doors
from khue.portal.homes.counting import MARKED
from khue.portal.homes.head import page_head
from khue.portal.homes.learning import AFTER_SUMMER, Learner, learners
from khue.portal.homes.periods import Running, running_term
from khue.portal.homes.reports import latest_marks, report
from khue.portal.homes.waiting import Need
from khue.portal.homes.wording import DECISIONS, LEVELS, TITLES, WHOLE_YEAR, number, period_name, year_name
from khue.school.gradebook.formulas import Decision
from khue.school.gradebook.models import Result

SHOWN = 3
SUMMER = (Decision.RETEST.number, Decision.SUMMER_TRAINING.number)


def own_people(scope: Scope) -> list[int]:
    """Whom a family's hat is about: a parent's children, the pupil."""
    if scope.role == "parent":
        return [number for number in scope.persons if number != scope.person]
    return [scope.person] if scope.person else []


def home(request: HttpRequest) -> HttpResponse:
    """What waits first, then a block a child."""
    scope, year = current_scope(), year_of_request(request)
    require(scope, "homes.family")
    found = learners(own_people(scope), year)
    running = running_here(found, year)
    is_parent = scope.role == "parent"
    context = {
        "head": page_head(running, with_week=False),
        "is_parent": is_parent,
        "note": _summary(found) if is_parent else "",
        "needs": [need for learner in found for need in needs(learner, year)],
        "blocks": [block(learner, running) for learner in found],
    }
    return render(request, "portal/family.html", context)


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """The results of the pupil, or of the first child."""
    scope = current_scope()
    require(scope, "homes.family")
    return _results(request, scope, None)


@require_safe
def child(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The results of one child; somebody else's child is not found."""
    scope = current_scope()
    require(scope, "homes.family")
    return _results(request, scope, uuid)


def running_here(found: Sequence[Learner], year: int) -> Running:
    """The term that runs where the first child learns."""
    school = next((each.enrolment.organisation for each in found if each.enrolment), None)
    return running_term(school.path if school else "", year)


def needs(learner: Learner, year: int) -> list[Need]:
    """What a family has to see to: the summer's re-assessment or training, while it has not been decided upon."""
    for each in (year, year - 1):
        row = learner.results.get((each, WHOLE_YEAR))
        if row and row.decision in SUMMER and (each, AFTER_SUMMER) not in learner.results:
            words = {
                SUMMER[0]: _("%(name)s is to be re-assessed in the summer"),
                SUMMER[1]: _("%(name)s is to do conduct training in the summer"),
            }
            return [
                Need(
                    title=words[row.decision] % {"name": learner.person.full_name},
                    note=_("result of the school year %(year)s; the school says when")
                    % {"year": year_name(each)},
                    href=doors.child(learner.person.uuid),
                )
            ]
    return []


def block(learner: Learner, running: Running) -> dict[str, Any]:
    """A child as the home page shows it."""
    key = (running.year, running.term)
    conduct, result = learner.conducts.get(key), learner.latest_result()
    absences = conduct.absences if conduct else None
    return {
        "name": learner.person.full_name,
        "href": doors.child(learner.person.uuid),
        "note": where(learner),
        "absences": absences_words(absences, running) if absences is not None else "",
        "marks": latest_marks(learner.marks.get(key, ()), SHOWN),
        "result": result_words(result) if result else None,
        "transcript": transcript_words(learner),
        "is_kept": is_kept(learner),
    }


def is_kept(learner: Learner) -> bool:
    """Whether marks of the child's stage are kept here at all."""
    return learner.enrolment is None or learner.enrolment.grade.stage in MARKED


def where(learner: Learner) -> str:
    """`Lớp 8A2 · THCS Đinh Tiên Hoàng`."""
    if learner.enrolment is None:
        return _("not enrolled at a school here")
    grade = (
        _("class %(class)s") % {"class": learner.class_name}
        if learner.class_name
        else str(learner.enrolment.grade)
    )
    return f"{capfirst(grade)} · {learner.enrolment.organisation}"


def absences_words(absences: int, running: Running) -> dict[str, str]:
    """Absent sessions of the term as the homeroom teacher counted them."""
    if not absences:
        return {"title": _("No absence in %(term)s") % {"term": running.name}, "note": ""}
    title = ngettext("%(count)s session missed", "%(count)s sessions missed", absences) % {
        "count": number(absences)
    }
    return {"title": title, "note": running.full_name}


def result_words(result: Result) -> dict[str, Any]:
    """The latest result in words: levels first, then what follows."""
    parts = []
    if result.learning:
        parts.append(_("Learning: %(level)s") % {"level": LEVELS[result.learning]})
    if result.conduct:
        parts.append(_("Conduct: %(level)s") % {"level": LEVELS[result.conduct]})
    follows = [TITLES[result.title]] if result.title else []
    follows += [DECISIONS[result.decision]] if result.decision else []
    name = period_name(result.year, min(result.term, WHOLE_YEAR))
    return {
        "title": " · ".join(parts or [str(each) for each in follows]),
        "note": ". ".join(str(each) for each in [capfirst(name), *(follows if parts else ())]),
    }


def transcript_words(learner: Learner) -> dict[str, str] | None:
    """The latest signed transcript."""
    if not learner.transcripts:
        return None
    latest = learner.transcripts[0]
    return {
        "title": _("Transcript of %(year)s") % {"year": year_name(latest.year_id)},
        "href": doors.transcript_file(latest.paper.uuid),
    }


def _summary(found: Sequence[Learner]) -> str:
    """`2 con, 2 trường`."""
    schools = {each.enrolment.organisation_id for each in found if each.enrolment}
    children = ngettext("%(count)s child", "%(count)s children", len(found)) % {"count": len(found)}
    where_words = ngettext("%(count)s school", "%(count)s schools", len(schools)) % {"count": len(schools)}
    return f"{children}, {where_words}"


def _results(request: HttpRequest, scope: Scope, uuid: UUID | None) -> HttpResponse:
    year = year_of_request(request)
    found = learners(own_people(scope), year)
    learner = next((each for each in found if uuid in {None, each.person.uuid}), None)
    if learner is None:
        if uuid is not None:
            raise Http404
        return render(request, "portal/nobody.html")
    running = running_here([learner], year)
    siblings = [
        {"name": each.person.full_name, "href": doors.child(each.person.uuid), "current": each is learner}
        for each in found
    ]
    context = {
        "learner": learner,
        "where": where(learner),
        "siblings": siblings if len(siblings) > 1 else [],
        "is_parent": scope.role == "parent",
        "year_name": year_name(year),
        "is_kept": is_kept(learner),
        "transcripts": [
            {"title": year_name(each.year_id), "href": doors.transcript_file(each.paper.uuid)}
            for each in learner.transcripts
        ],
        **report(learner, running, request.GET.get("ki", "")),
    }
    return render(request, "portal/child.html", context)
