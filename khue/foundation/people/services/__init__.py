"""Verbs on people: make (after a match), change, answer for, disclose, find by number, store a thousand at once."""

from khue.foundation.people.services.bulk import (
    COLUMNS,
    AdultKey,
    Known,
    NewPerson,
    change_people,
    find_adults,
    find_by_numbers,
    index_of,
    store_guardianships,
    store_people,
    widen_reach,
)
from khue.foundation.people.services.disclosure import find_by_number, reveal
from khue.foundation.people.services.facts import (
    PersonFacts,
    doubts_of,
    first_day,
    identity_columns,
    identity_number_of,
    name_columns,
    number_in,
)
from khue.foundation.people.services.guardians import add_guardian, end_guardian, tell_first
from khue.foundation.people.services.keeping import hand_over, keepers_that_ended
from khue.foundation.people.services.lists import PersonList, PersonPlan
from khue.foundation.people.services.locks import lock_schools
from khue.foundation.people.services.matches import Candidate, PossibleDuplicates, match_candidates
from khue.foundation.people.services.persons import change_keeper, create_person, update_person
from khue.foundation.people.services.sealing import open_text, seal_text

__all__ = [
    "COLUMNS",
    "AdultKey",
    "Candidate",
    "Known",
    "NewPerson",
    "PersonFacts",
    "PersonList",
    "PersonPlan",
    "PossibleDuplicates",
    "add_guardian",
    "change_keeper",
    "change_people",
    "create_person",
    "doubts_of",
    "end_guardian",
    "find_adults",
    "find_by_number",
    "find_by_numbers",
    "first_day",
    "hand_over",
    "identity_columns",
    "identity_number_of",
    "index_of",
    "keepers_that_ended",
    "lock_schools",
    "match_candidates",
    "name_columns",
    "number_in",
    "open_text",
    "reveal",
    "seal_text",
    "store_guardianships",
    "store_people",
    "tell_first",
    "update_person",
    "widen_reach",
]
