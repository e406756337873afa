"""The verbs of organisations.

Entering what exists: `register_organisations`, `load_units`. Changing: a `plan_…` is the dry run, `apply_plan` does
exactly that, `take_back` undoes it. `settle_today` lets a change of the future take effect on its day.
"""

from khue.foundation.organisations.services.applying import apply_plan
from khue.foundation.organisations.services.dividing import (
    Choice,
    Divider,
    Divisible,
    Division,
    divisible,
    organisation_dividers,
)
from khue.foundation.organisations.services.following import (
    Follower,
    InTheWay,
    Passing,
    State,
    give_back,
    organisation_followers,
    pass_on,
    still_open,
)
from khue.foundation.organisations.services.plans import (
    Decision,
    Founding,
    Part,
    Plan,
    plan_close,
    plan_found,
    plan_merge,
    plan_move,
    plan_rename,
    plan_split,
)
from khue.foundation.organisations.services.previews import (
    Preview,
    Touched,
    counted,
    organisation_previews,
)
from khue.foundation.organisations.services.refusals import ChangeRefused, Warned
from khue.foundation.organisations.services.register import (
    Called,
    Coded,
    Entry,
    Profile,
    Sat,
    Under,
    register_organisations,
)
from khue.foundation.organisations.services.takeback import may_take_back, take_back
from khue.foundation.organisations.services.tree import recompute_closure, settle_today
from khue.foundation.organisations.services.units import Loaded, load_units

__all__ = [
    "Called",
    "ChangeRefused",
    "Choice",
    "Coded",
    "Decision",
    "Divider",
    "Divisible",
    "Division",
    "Entry",
    "Follower",
    "Founding",
    "InTheWay",
    "Loaded",
    "Part",
    "Passing",
    "Plan",
    "Preview",
    "Profile",
    "Sat",
    "State",
    "Touched",
    "Under",
    "Warned",
    "apply_plan",
    "counted",
    "divisible",
    "give_back",
    "load_units",
    "may_take_back",
    "organisation_dividers",
    "organisation_followers",
    "organisation_previews",
    "pass_on",
    "plan_close",
    "plan_found",
    "plan_merge",
    "plan_move",
    "plan_rename",
    "plan_split",
    "recompute_closure",
    "register_organisations",
    "settle_today",
    "still_open",
    "take_back",
]
