"""Who may see and keep the staff of a school."""

from __future__ import annotations

from khue.core.rules import add_rule, is_system
from khue.foundation.accounts.rules import (
    is_administrator,
    is_commune,
    is_department,
    is_head,
    is_registrar,
    is_school_staff,
)

add_rule("staff.list", is_department | is_commune | is_school_staff)
add_rule("staff.view", is_department | is_commune | is_school_staff)
add_rule("staff.add", is_administrator | is_head | is_registrar | is_system)
add_rule("staff.change", is_administrator | is_head | is_registrar | is_system)
add_rule("staff.import", is_administrator | is_head | is_registrar | is_system)
