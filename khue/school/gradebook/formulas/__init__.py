"""What TT 22/2021/TT-BGDĐT computes, as pure functions: no Django, no database, no clock.

Units, everywhere in this package: a mark or an average is an `int` of tenths (7,9 is 79; 0 to 100); a comment-only
result is a `bool` (Đạt is True, Chưa đạt is False); what is missing is `None`, and whatever needs it is `None` too. A
result is never guessed from part of its facts. Numbers of the law come in as `AssessmentRules`, from the rule version
that is in force (`circulars`).

`scales` the values a result can take · `parameters` the numbers of the law · `circulars` the versions of them ·
`marks` reading and writing a mark · `averages` a subject's term and year · `learning` and `conduct` the ratings ·
`outcome` titles, decisions, what happens in the summer · `year` a pupil's whole year.
"""

from khue.school.gradebook.formulas.averages import (
    comment_term,
    half_up,
    required_comments,
    required_regular,
    term_average,
    year_average,
)
from khue.school.gradebook.formulas.circulars import SECONDARY, secondary_rules
from khue.school.gradebook.formulas.conduct import year_conduct
from khue.school.gradebook.formulas.learning import learning_rating, raw_learning_rating
from khue.school.gradebook.formulas.marks import (
    MarkError,
    MarkFault,
    format_mark,
    parse_comment,
    parse_mark,
    parse_typed_comment,
    parse_typed_mark,
)
from khue.school.gradebook.formulas.outcome import decide, decide_after_summer, reassessable, title
from khue.school.gradebook.formulas.parameters import AssessmentRules
from khue.school.gradebook.formulas.scales import TOP, Assessed, Decision, Rating, Title
from khue.school.gradebook.formulas.year import (
    CommentSubject,
    Conduct,
    ScoredSubject,
    YearResult,
    year_result,
)

__all__ = [
    "SECONDARY",
    "TOP",
    "Assessed",
    "AssessmentRules",
    "CommentSubject",
    "Conduct",
    "Decision",
    "MarkError",
    "MarkFault",
    "Rating",
    "ScoredSubject",
    "Title",
    "YearResult",
    "comment_term",
    "decide",
    "decide_after_summer",
    "format_mark",
    "half_up",
    "learning_rating",
    "parse_comment",
    "parse_mark",
    "parse_typed_comment",
    "parse_typed_mark",
    "raw_learning_rating",
    "reassessable",
    "required_comments",
    "required_regular",
    "secondary_rules",
    "term_average",
    "title",
    "year_average",
    "year_conduct",
    "year_result",
]
