"""Tables of the gradebook as HTML: the grid of a book, the results of a class, and the words of values."""

from khue.school.gradebook.tables.grid import Head, Problem, grid_rows, heads_of, seen, summary
from khue.school.gradebook.tables.results import result_heads, result_rows
from khue.school.gradebook.tables.words import DECISIONS, RATINGS, TITLES, cell_name, show

__all__ = [
    "DECISIONS",
    "RATINGS",
    "TITLES",
    "Head",
    "Problem",
    "cell_name",
    "grid_rows",
    "heads_of",
    "result_heads",
    "result_rows",
    "seen",
    "show",
    "summary",
]
