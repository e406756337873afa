"""Questions about people: what of them is masked, who belongs to a child, whom a name means, what codes are called."""

from khue.foundation.people.selectors.codes import code_names, code_of, codes_by_spelling
from khue.foundation.people.selectors.family import Guardian, children_of, guardians_of, guardians_of_many
from khue.foundation.people.selectors.masking import masked
from khue.foundation.people.selectors.searching import find_people, is_number, nearest, search_people

__all__ = [
    "Guardian",
    "children_of",
    "code_names",
    "code_of",
    "codes_by_spelling",
    "find_people",
    "guardians_of",
    "guardians_of_many",
    "is_number",
    "masked",
    "nearest",
    "search_people",
]
