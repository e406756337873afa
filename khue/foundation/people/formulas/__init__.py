"""What can be said of a name or a number without asking anybody: pure functions, no Django, no database, no clock.

`names` the one name service · `identifiers` the numbers that name a person · `matching` how alike two persons are ·
`masking` a value that is there and is not shown.
"""

from khue.foundation.people.formulas.identifiers import (
    HISTORIC_PROVINCES,
    Doubt,
    identity_doubts,
    identity_fault,
    sector_identifier_fault,
)
from khue.foundation.people.formulas.masking import MASK, Masked
from khue.foundation.people.formulas.matching import (
    STRONG,
    Likeness,
    Reason,
    Traits,
    likeness,
    swapped,
)
from khue.foundation.people.formulas.names import (
    NameParts,
    fold_name,
    initials,
    join_name,
    parts_key,
    sort_key,
    split_name,
    tidy_name,
)

__all__ = [
    "HISTORIC_PROVINCES",
    "MASK",
    "STRONG",
    "Doubt",
    "Likeness",
    "Masked",
    "NameParts",
    "Reason",
    "Traits",
    "fold_name",
    "identity_doubts",
    "identity_fault",
    "initials",
    "join_name",
    "likeness",
    "parts_key",
    "sector_identifier_fault",
    "sort_key",
    "split_name",
    "swapped",
    "tidy_name",
]
