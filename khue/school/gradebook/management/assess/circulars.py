"""The circulars `khue assess` can apply, by the number one calls them.

One more circular is one more line: with TT 22's formulas and other numbers (TT 43/2021) another rule version, with
formulas of its own (TT 27/2020) another function of the same shape.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from khue.school.gradebook.formulas import SECONDARY
from khue.school.gradebook.management.assess.console import Progress
from khue.school.gradebook.management.assess.problems import Problems
from khue.school.gradebook.management.assess.secondary import Assessment, Inputs, assess_secondary

CIRCULARS: Mapping[str, Callable[[Inputs, Problems, Progress], Assessment | None]] = {
    "22": partial(assess_secondary, SECONDARY.latest()),
}
