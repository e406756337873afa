"""Who wears which hat, as predicates that other rooms compose."""

from __future__ import annotations

from typing import Any

from khue.core.rules import add_rule, has_role, is_signed_in, is_system, predicate
from khue.core.scope import Scope

OFFICES = ("director", "specialist", "administrator", "commune_officer")
is_department = has_role("director", "specialist", "administrator") | is_system
is_director = has_role("director") | is_system
is_administrator = has_role("administrator") | is_system
is_commune = has_role("commune_officer")
is_school_office = has_role("head", "deputy_head", "registrar")
is_head = has_role("head", "deputy_head")
is_registrar = has_role("registrar")
is_records_clerk = has_role("records_clerk")
is_teacher = has_role("teacher")
is_school_staff = is_school_office | is_teacher | is_records_clerk
is_official = is_department | is_commune | is_school_staff
is_family = has_role("parent", "pupil")
is_parent = has_role("parent")
is_pupil = has_role("pupil")


@predicate
def of_the_family(_scope: Scope, guest: Any) -> bool:
    """The hat in question is a parent's or a pupil's; asked in general, there may be such."""
    return guest is None or guest.role in {"parent", "pupil"}


@predicate
def of_a_school(_scope: Scope, guest: Any) -> bool:
    """The hat in question is worn at a school, not at an office above it."""
    return guest is None or guest.role not in OFFICES


add_rule("accounts.wear", is_signed_in)
add_rule("accounts.view", is_department | is_head | is_registrar)
add_rule("accounts.grant", is_administrator)
add_rule("accounts.invite", is_administrator | (is_head & of_a_school) | (is_school_office & of_the_family))
