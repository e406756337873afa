"""What looks past the scope is a closed list: functions that run with their owner's rights, and nothing else.

A new door is added here, to decision 9 and to the security page, in the change that makes it.
"""

from __future__ import annotations

import pytest
from django.db import connection

DOORS = {
    "accounts_hats",
    "audit_seal",
    "forget_continued",
    "open_school_year",
    "paper_by_code",
    "paper_code_by_digest",
    "report_paper",
    "people_adults",
    "people_by_numbers",
    "people_match",
    "people_search",
    "pupils_standing",
    "pupils_take",
}
TRIGGERS = {"keep_conduct_history", "keep_mark_history"}
pytestmark = pytest.mark.django_db


def privileged() -> dict[str, tuple[bool, bool, bool]]:
    """Our functions with their owner's rights: is the search path fixed, may anybody call it, is it a trigger."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname, coalesce(array_to_string(proconfig, ',') LIKE '%search_path=%', false),"
            " has_function_privilege('public', oid, 'EXECUTE'), prorettype = 'trigger'::regtype"
            " FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace"
        )
        return {name: (fixed, public, trigger) for name, fixed, public, trigger in cursor.fetchall()}


def test_the_doors_are_a_closed_list() -> None:
    found = privileged()
    assert {name for name, (_, _, is_trigger) in found.items() if not is_trigger} == DOORS
    assert {name for name, (_, _, is_trigger) in found.items() if is_trigger} == TRIGGERS


def test_every_door_has_a_fixed_search_path_and_is_closed_to_others() -> None:
    found = privileged()
    assert [name for name, (fixed, _, _) in found.items() if not fixed] == []
    assert [name for name, (_, is_public, is_trigger) in found.items() if is_public and not is_trigger] == []


def test_no_role_of_the_app_owns_anything_or_passes_policies_by() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolname FROM pg_roles WHERE rolname IN ('khue_app', 'khue_worker')"
            " AND (rolsuper OR rolbypassrls OR EXISTS (SELECT 1 FROM pg_class WHERE relowner = pg_roles.oid))"
        )
        assert cursor.fetchall() == []
