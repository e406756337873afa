"""Who may see and change the calendar."""

from __future__ import annotations

from khue.core.rules import add_rule, has_role, is_signed_in, is_system

KEEPERS = has_role(
    "director", "specialist", "administrator", "commune_officer", "head", "deputy_head", "registrar"
)

PROVINCE = has_role("director", "specialist", "administrator")

add_rule("calendar.view_term", is_signed_in)
BELOW = has_role("commune_officer", "head", "deputy_head")

add_rule("calendar.decide_terms", PROVINCE | BELOW | is_system)
add_rule("calendar.set_term_policy", PROVINCE)
add_rule("calendar.view_holiday", is_signed_in)
add_rule("calendar.add_holiday", KEEPERS | is_system)
add_rule("calendar.change_holiday", KEEPERS | is_system)
