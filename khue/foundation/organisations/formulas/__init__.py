"""What can be computed about organisations without asking anybody: paths, names, trees in time, differences."""

from khue.foundation.organisations.formulas.facts import (
    Difference,
    Facts,
    State,
    differences,
    with_differences,
)
from khue.foundation.organisations.formulas.forest import Edge, Line, ancestors_on, closure, makes_cycle
from khue.foundation.organisations.formulas.names import name_key, search_words, split_prefix
from khue.foundation.organisations.formulas.paths import (
    child_path,
    depth,
    is_within,
    moved,
    parent_path,
    segment,
)
from khue.foundation.organisations.formulas.spans import Span

__all__ = [
    "Difference",
    "Edge",
    "Facts",
    "Line",
    "Span",
    "State",
    "ancestors_on",
    "child_path",
    "closure",
    "depth",
    "differences",
    "is_within",
    "makes_cycle",
    "moved",
    "name_key",
    "parent_path",
    "search_words",
    "segment",
    "split_prefix",
    "with_differences",
]
