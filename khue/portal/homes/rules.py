"""Who has which home page, and who may open the lists behind its numbers."""

from __future__ import annotations

from khue.core.rules import add_rule
from khue.foundation.accounts.rules import (
    is_commune,
    is_department,
    is_family,
    is_records_clerk,
    is_school_office,
    is_teacher,
)

add_rule("homes.oversee", is_department | is_commune)
add_rule("homes.school", is_school_office | is_records_clerk)
add_rule("homes.teach", is_teacher)
add_rule("homes.family", is_family)
add_rule("homes.figures", is_department | is_commune | is_school_office | is_records_clerk)
add_rule("homes.results", is_department | is_commune | is_school_office)
add_rule("homes.settings", is_department | is_commune | is_school_office | is_records_clerk | is_teacher)
