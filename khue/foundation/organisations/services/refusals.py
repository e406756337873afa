"""Why a change of organisations is refused, and what it warns of: codes, with the words for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REFUSALS: dict[str, Promise] = {
    "alone": _("A merge needs at least two organisations."),
    "begins_later": _(
        "%(name)s already has %(count)s records that begin on %(date)s or later. Choose a later day, or end them first."
    ),
    "changed_since": _("%(name)s was changed again after this change. Take the later change back first."),
    "children_left": _("%(name)s still has %(count)s organisations below it. Say who takes them over."),
    "circle": _("%(name)s would come to stand below itself."),
    "code_taken": _("The code %(number)s belongs to %(name)s."),
    "in_use": _(
        "%(name)s is in use already: people or records belong to it, so its founding cannot be taken back."
    ),
    "later_facts": _(
        "%(name)s already has a change recorded for after %(date)s. Record changes in their order."
    ),
    "no_change": _("Nothing would change."),
    "no_decision": _("The number and the day of the decision are required."),
    "not_alive": _("%(name)s did not exist on %(date)s."),
    "not_governing": _("%(name)s cannot have others below it."),
    "no_name": _("A name is required."),
    "no_parent": _("%(name)s needs somebody above it: only one organisation stands at the top."),
    "outside": _("%(name)s is outside of what you look after."),
    "people_since": _(
        "%(count)s records of pupils, staff or classes were changed after this change. Mend those first."
    ),
    "pupils_left": _("%(name)s still has %(count)s pupils. Say which school takes them in."),
    "same_school": _("The pupils cannot go to a school that ends itself, or to an office."),
    "stale": _("Something changed since this was shown. Look at it again."),
    "taken_back": _("This change was taken back already."),
    "too_young": _(
        "%(name)s began on %(date)s itself; a change can take effect on the day after at the earliest."
    ),
}

WARNINGS: dict[str, Promise] = {
    "backdated": _("The day lies in the past: lists and papers made since then showed the old state."),
    "kinds_differ": _("The organisations are not all of one kind."),
    "name_taken": _("%(name)s in the same place has nearly the same name."),
    "no_code": _("%(name)s has no code yet; reports to the ministry need one."),
    "split_people": _(
        "At %(heir)s goes on what of %(name)s no other part receives: classes, pupils, and staff who do not teach."
    ),
    "year_running": _("The day lies within a school year: classes and marks go on under %(name)s."),
}


class ChangeRefused(ValidationError):  # noqa: N818 - reads as the fact it states
    """A change cannot be made. `code` says why, `params` about whom; the message is ready to show."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(str(REFUSALS[code]), code=code, params=params)


@dataclass(frozen=True, slots=True)
class Warned:
    """Something to know before acting. `params` fill the words."""

    code: str
    params: tuple[tuple[str, Any], ...] = ()

    def __str__(self) -> str:
        return str(WARNINGS[self.code]) % dict(self.params)


def warned(code: str, **params: Any) -> Warned:
    """A warning with its parameters."""
    return Warned(code, tuple(sorted(params.items())))
