"""Who may see and keep the register of pupils. Which pupils a hat reaches is the scope's business."""

from __future__ import annotations

from khue.core.rules import add_rule, is_system
from khue.foundation.accounts.rules import (
    is_commune,
    is_department,
    is_family,
    is_school_office,
    is_school_staff,
)

LOOKERS = is_department | is_commune | is_school_staff

add_rule("pupils.list", LOOKERS)
add_rule("pupils.view", LOOKERS | is_family)
add_rule("pupils.add", is_school_office | is_system)
add_rule("pupils.change", is_school_office | is_system)
add_rule("pupils.import", is_school_office | is_system)
add_rule("pupils.export", is_school_office | is_department)
