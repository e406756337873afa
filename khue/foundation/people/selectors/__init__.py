"""Questions about people: what of them is masked, who belongs to a child, whom a name means, what codes are called."""

from khue.foundation.people.selectors.codes import code_names, code_of, codes_by_spelling
from khue.foundation.people.selectors.family import Guardian, children_of, guardians_of, guardians_of_many
from khue.foundation.people.selectors.masking import masked
from khue.foundation.people.selectors.searching import search_people

__all__ = [
    "Guardian",
    "children_of",
    "code_names",
    "code_of",
    "codes_by_spelling",
    "guardians_of",
    "guardians_of_many",
    "masked",
    "search_people",
]
