"""Marks, conduct, results, and the rules of the book."""

from khue.school.gradebook.models.book import (
    AssessmentColumn,
    Confirmation,
    Correction,
    CorrectionState,
    EntryDelegation,
    EntryWindow,
)
from khue.school.gradebook.models.marks import CommentMark, Mark, MarkHistory, YearlyManager, YearMissing
from khue.school.gradebook.models.results import Conduct, Reassessment, Result

__all__ = [
    "AssessmentColumn",
    "CommentMark",
    "Conduct",
    "Confirmation",
    "Correction",
    "CorrectionState",
    "EntryDelegation",
    "EntryWindow",
    "Mark",
    "MarkHistory",
    "Reassessment",
    "Result",
    "YearMissing",
    "YearlyManager",
]
