"""The room `people` as a Django app."""

from dataclasses import replace

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from khue.core.registry import ScopeContributor, checkups, scope_contributors
from khue.core.scope import Scope


class PeopleConfig(AppConfig):
    """People."""

    name = "khue.foundation.people"
    label = "people"
    verbose_name = _("People")

    def ready(self) -> None:
        """A parent's hat reaches the parent's children; the doctor tries the keys."""
        from khue.foundation.people.services.checkups import keys

        checkups.register("people.keys", keys)
        scope_contributors.register(
            "people.children", ScopeContributor(frozenset({"parent"}), _with_children)
        )


def _with_children(scope: Scope) -> Scope:
    from khue.foundation.people.selectors import children_of  # models load after apps

    children = children_of(scope.person) if scope.person else []
    return replace(scope, persons=(*scope.persons, *children))
