"""Questions about accounts: hats and the scopes of hats, and what protects an account."""

from khue.foundation.accounts.selectors.hats import (
    account_of_person,
    account_with_hats,
    hats_of,
    password_to_choose,
    people_with_hats,
    role_label,
    scope_of,
    scope_of_membership,
    scope_of_request,
    with_account,
    with_other_hats,
)
from khue.foundation.accounts.selectors.safety import (
    Place,
    confirmation_of,
    second_steps_of,
    sessions_of,
    was_confirmed,
)

__all__ = [
    "Place",
    "account_of_person",
    "account_with_hats",
    "confirmation_of",
    "hats_of",
    "password_to_choose",
    "people_with_hats",
    "role_label",
    "scope_of",
    "scope_of_membership",
    "scope_of_request",
    "second_steps_of",
    "sessions_of",
    "was_confirmed",
    "with_account",
    "with_other_hats",
]
