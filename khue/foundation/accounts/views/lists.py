"""The list of who may sign in."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from khue.core.crud.lists import list_response
from khue.core.rules import can, require
from khue.core.scope import current_scope
from khue.foundation.accounts.selectors import people_with_hats
from khue.foundation.accounts.tables import account_table

WORDS: Final[dict[str, Any]] = {
    "name": "account",
    "many": _("Accounts"),
    "counted": _("people"),
    "icon": "key-round",
    "find": _("Find by name or login"),
    "add_label": _("Give somebody a role"),
    "empty_title": _("Nobody has a role here yet"),
    "empty_text": _("Staff get their role with their post: import or add them first."),
}


@require_safe
def account_list(request: HttpRequest) -> HttpResponse:
    """Who wears which hat today within reach, and who of them can sign in."""
    scope = current_scope()
    require(scope, "accounts.view")
    may_add = can(scope, "accounts.grant")
    return list_response(
        request,
        WORDS,
        account_table(scope),
        people_with_hats(),
        urls={"new": reverse("accounts:account-grant")} if may_add else {},
        may_add=may_add,
        bulk="accounts/_bulk.html",
        may_give=can(scope, "accounts.invite"),
    )
