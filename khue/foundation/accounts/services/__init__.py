"""Verbs on accounts: hats opened and ended, accounts given with a card, renewed, closed."""

from khue.foundation.accounts.services.cards import (
    MOST,
    Card,
    GivingRefused,
    Guest,
    close_account,
    invite,
    renew_password,
    reopen_account,
)
from khue.foundation.accounts.services.following import hats_follow, hats_return, hats_that_follow
from khue.foundation.accounts.services.hats import (
    end_membership,
    first_password,
    open_account,
    open_membership,
    own_password_chosen,
    wear,
)
from khue.foundation.accounts.services.lists import HatList
from khue.foundation.accounts.services.safety import drop_second_steps, end_sessions

__all__ = [
    "MOST",
    "Card",
    "GivingRefused",
    "Guest",
    "HatList",
    "close_account",
    "drop_second_steps",
    "end_membership",
    "end_sessions",
    "first_password",
    "hats_follow",
    "hats_return",
    "hats_that_follow",
    "invite",
    "open_account",
    "open_membership",
    "own_password_chosen",
    "renew_password",
    "reopen_account",
    "wear",
]
