"""Who may see and keep classes. A teacher reaches the classes they teach, by the scope."""

from __future__ import annotations

from khue.core.rules import add_rule, is_system
from khue.foundation.accounts.rules import is_commune, is_department, is_school_office, is_school_staff

LOOKERS = is_department | is_commune | is_school_staff
KEEPERS = is_school_office | is_system

add_rule("classes.list", LOOKERS)
add_rule("classes.view", LOOKERS)
add_rule("classes.add", KEEPERS)
add_rule("classes.change", KEEPERS)
add_rule("classes.place", KEEPERS)
add_rule("classes.assign", KEEPERS)
add_rule("classes.import", KEEPERS)
