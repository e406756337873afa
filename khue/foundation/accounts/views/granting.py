"""Giving somebody a role at an office: the department or a commune. Schools give theirs with a post."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from khue.core.rules import require
from khue.core.scope import current_scope
from khue.core.web.scoping import sensitive
from khue.foundation.accounts.forms import RoleForm
from khue.foundation.accounts.services import Card, Guest, invite
from khue.foundation.accounts.views.giving import cards_or_refusal
from khue.foundation.people.services import PossibleDuplicates, create_person

UNUSABLE = 422


@sensitive
@require_http_methods(["GET", "POST"])
@never_cache
def grant(request: HttpRequest) -> HttpResponse:
    """A person, a role at an office, and the card of a new account."""
    require(current_scope(), "accounts.grant")
    form = RoleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return cards_or_refusal(request, lambda: _granted(form), reverse("accounts:account-list"))
        except PossibleDuplicates:
            form.add_error("full_name", _("Somebody with this name and number is recorded already."))
        except ValidationError as error:
            for name, messages in error.message_dict.items():
                for message in messages:
                    form.add_error(name if name in form.fields else None, message)
    return render(request, "accounts/grant.html", {"form": form}, status=UNUSABLE if form.errors else 200)


@transaction.atomic
def _granted(form: RoleForm) -> list[Card]:
    values = form.cleaned_data
    here = values["organisation"].pk
    facts = {name: values[name] for name in ("full_name", "phone", "email")}
    person = create_person(keeper=here, note=str(form.fields["role"].label), **facts)
    return invite([Guest(person.pk, here, values["role"], values["title"])])
