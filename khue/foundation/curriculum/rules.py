"""Who may see and correct what is taught."""

from __future__ import annotations

from khue.core.rules import add_rule, has_role, is_signed_in, is_system

# The programme is the same for the province, so its hours are the department's to keep.
KEEPERS = has_role("director", "specialist", "administrator") | is_system

for thing in ("subject", "hours"):
    add_rule(f"curriculum.view_{thing}", is_signed_in)
    add_rule(f"curriculum.add_{thing}", KEEPERS)
    add_rule(f"curriculum.change_{thing}", KEEPERS)
