"""Who answers for a child: facts that change, who is told first, who no longer does, and the parents' accounts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from khue.core import clock
from khue.core.models import holds_on
from khue.core.rules import Forbidden, require
from khue.core.scope import current_scope
from khue.core.ui.notices import notify
from khue.core.web.scoping import sensitive
from khue.foundation.accounts.choices import Role
from khue.foundation.accounts.selectors import account_of_person, with_account, with_other_hats
from khue.foundation.accounts.services import MOST, Card, GivingRefused, Guest, invite
from khue.foundation.people.models import Guardianship
from khue.foundation.people.selectors import guardians_of_many
from khue.foundation.people.services import end_guardian, tell_first, update_person
from khue.sector.classes.forms import GuardianChangeForm
from khue.sector.classes.models import ClassPlacement
from khue.sector.classes.views.acts import class_or_404
from khue.sector.classes.views.editing import UNUSABLE, blame
from khue.sector.classes.views.record import crumbs, enrolment_or_404
from khue.sector.pupils.models import Enrolment


@require_http_methods(["GET", "POST"])
def guardian(request: HttpRequest, uuid: UUID, guardianship: UUID) -> HttpResponse:
    """One guardian: name, phone, occupation, whether told first; below it, ending and the account."""
    enrolment, row = _found(uuid, guardianship)
    form = GuardianChangeForm(request.POST or None, guardianship=row)
    if request.method == "POST" and form.is_valid():
        try:
            _change(row, form)
        except ValidationError as error:
            blame(form, error)
        except Forbidden:
            form.add_error(None, _("Another school keeps the record of this guardian and changes it there."))
        else:
            notify(request, _("Saved."))
            return redirect(enrolment)
    context = {
        "form": form,
        "row": row,
        "enrolment": enrolment,
        "person": enrolment.person,
        "account": account_of_person(row.guardian_id),
        "crumbs": crumbs(current_scope(), enrolment, None),
    }
    return render(request, "classes/guardian.html", context, status=UNUSABLE if form.errors else 200)


@require_POST
def drop_guardian(request: HttpRequest, uuid: UUID, guardianship: UUID) -> HttpResponse:
    """Say that somebody no longer answers for the child."""
    enrolment, row = _found(uuid, guardianship)
    end_guardian(guardianship=row, reason=request.POST.get("reason", ""))
    notify(request, _("%(name)s no longer answers for the child.") % {"name": row.guardian.full_name})
    return redirect(enrolment)


@sensitive
@require_POST
@never_cache
def invite_guardian(request: HttpRequest, uuid: UUID, guardianship: UUID) -> HttpResponse:
    """A parent's role at the child's school, and the card of a new account; who has one gets the role alone."""
    enrolment, row = _found(uuid, guardianship)
    guests = [Guest(row.guardian_id, enrolment.organisation_id, Role.PARENT)]
    back = reverse("pupils:guardian", args=[uuid, guardianship])
    return _cards(request, lambda: invite(guests), back)


@sensitive
@require_POST
@never_cache
def invite_class(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Cards for the parents of a class who cannot sign in yet, a page of them at a time.

    Who has a role elsewhere too is left out: the first password would open that as well.
    """
    school_class = class_or_404(str(uuid))
    require(current_scope(), "classes.change", school_class)
    places = ClassPlacement.objects.filter(holds_on(clock.today()), school_class=school_class)
    children = places.order_by("list_number").values_list("person_id", flat=True)
    family = guardians_of_many(children)
    people = list(dict.fromkeys(each.person.pk for child in children for each in family.get(child, [])))
    others = with_account(people) | with_other_hats(people, school_class.organisation_id)
    waiting = [each for each in people if each not in others]
    if not waiting:
        notify(
            request, _("Nobody of this class is left who has no account and no role elsewhere."), tone="info"
        )
        return redirect(school_class)
    if len(waiting) > MOST:
        words = ngettext(
            "%d parent is left for the next page.",
            "%d parents are left for the next page.",
            len(waiting) - MOST,
        )
        notify(request, words % (len(waiting) - MOST), tone="info")
    guests = [Guest(each, school_class.organisation_id, Role.PARENT) for each in waiting[:MOST]]
    return _cards(request, lambda: invite(guests), school_class.get_absolute_url())


def _found(uuid: UUID, guardianship: UUID) -> tuple[Enrolment, Guardianship]:
    enrolment = enrolment_or_404(uuid)
    require(current_scope(), "pupils.change", enrolment)
    rows = Guardianship.objects.filter(holds_on(clock.today())).select_related("child", "guardian")
    row: Guardianship = get_object_or_404(rows, uuid=guardianship, child_id=enrolment.person_id)
    return enrolment, row


@transaction.atomic
def _change(row: Guardianship, form: GuardianChangeForm) -> None:
    facts: dict[str, Any] = form.facts()
    if facts:
        update_person(person=row.guardian, reason=form.cleaned_data["reason"], **facts)
    if form.cleaned_data["is_contact"] and not row.is_contact:
        tell_first(guardianship=row)


def _cards(request: HttpRequest, act: Callable[[], list[Card]], back: str) -> HttpResponse:
    """The cards, shown this once; or why there are none."""
    try:
        cards = act()
    except GivingRefused as refusal:
        notify(request, refusal.messages[0], tone="err")
        return redirect(back)
    context = {"cards": cards, "back": back, "address": request.build_absolute_uri("/")}
    return render(request, "accounts/cards.html", context)
