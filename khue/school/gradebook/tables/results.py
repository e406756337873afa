"""The results of a class as HTML rows: subjects, levels, title, decision, and what is still missing, each with its way.

Joined in plain Python like the grid: a class has some thousand cells.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from django.urls import reverse
from django.utils.translation import gettext as _

from khue.foundation.curriculum.models import Subject
from khue.school.gradebook.selectors.results import YEAR_TERM, ResultLine
from khue.school.gradebook.tables.words import DECISIONS, RATINGS, TITLES, show_stored
from khue.sector.classes.models import SchoolClass

CONDUCT_SLUG = "ren-luyen"
SECOND_TERM = 2


def result_heads(subjects: Sequence[Subject], term: int) -> list[tuple[str, str]]:
    """The heads of the columns after number and name, with their class."""
    heads = [(_("Learning"), "wide"), (_("Conduct"), "wide"), (_("Absent sessions"), "end wide")]
    if term >= YEAR_TERM:
        heads += [(_("Title"), "wide"), (_("Decision"), "wide")]
    return [*heads, (_("Still missing"), "trail"), *((each.short_name, "end wide") for each in subjects)]


def result_rows(
    school_class: SchoolClass, subjects: Sequence[Subject], lines: Sequence[ResultLine], term: int
) -> str:
    """The body of the table; a row on a phone is the name, the levels, and what is missing."""
    writer = _Writer(school_class, subjects, term)
    return "".join(writer.row(line) for line in lines)


class _Writer:
    """Writes one line a pupil; addresses and words that repeat are made once."""

    def __init__(self, school_class: SchoolClass, subjects: Sequence[Subject], term: int) -> None:
        self.subjects = subjects
        self.is_year = term >= YEAR_TERM
        entered = term if term < YEAR_TERM else SECOND_TERM
        self.books = {
            each.pk: reverse("gradebook:grid", args=[school_class.uuid, each.code, entered])
            for each in subjects
        }
        self.conduct = reverse("gradebook:grid", args=[school_class.uuid, CONDUCT_SLUG, entered])
        self.ratings = {key: escape(str(words)) for key, words in RATINGS.items()}
        self.exempt, self.not_computed = escape(_("exempt")), escape(_("Not computed yet"))

    def row(self, line: ResultLine) -> str:
        """One `<tr>`."""
        name = f'<a data-open href="{line.record}">{escape(line.person.full_name)}</a>'
        cells = "".join(self._value(line, each) for each in self.subjects)
        learning, conduct = self._rating(line.learning), self._rating(line.conduct)
        absences = "" if line.absences is None else str(line.absences)
        both = " · ".join(
            f"{words}: {value}"
            for words, value in ((_("Learning"), learning), (_("Conduct"), conduct))
            if value
        )
        return (
            f'<tr data-row><td class="end num wide">{line.number}</td><td class="lead whitespace-nowrap">'
            f'{name}<span class="note only-phone">{both}</span></td>'
            f'<td class="wide whitespace-nowrap">{learning}</td><td class="wide whitespace-nowrap">{conduct}</td>'
            f'<td class="end num wide">{absences}</td>{self._year(line)}'
            f'<td class="trail">{self._missing(line)}</td>{cells}</tr>'
        )

    def _value(self, line: ResultLine, subject: Subject) -> str:
        if subject.pk not in line.values:
            return f'<td class="end wide"><span class="note">{self.exempt}</span></td>'
        return f'<td class="end num wide">{show_stored(line.values[subject.pk])}</td>'

    def _rating(self, rating: str | None) -> str:
        return self.ratings[rating] if rating is not None else ""

    def _year(self, line: ResultLine) -> str:
        if not self.is_year:
            return ""
        title = escape(str(TITLES[line.title])) if line.title else ""
        decision = escape(str(DECISIONS[line.decision])) if line.decision else ""
        if line.after and line.after is not line.decision:
            words = _("after the summer: %(decision)s") % {"decision": DECISIONS[line.after]}
            decision += f'<br><span class="note">{escape(words)}</span>'
        return f'<td class="wide whitespace-nowrap">{title}</td><td class="wide whitespace-nowrap">{decision}</td>'

    def _missing(self, line: ResultLine) -> str:
        """What keeps the result open, each leading to the book in which it is written; what is whole is quiet."""
        links = [
            (each.short_name, self.books[each.pk])
            for each in self.subjects
            if line.missing and line.values.get(each.pk, True) is None
        ]
        if line.is_computed:
            links += [(_("Conduct"), self.conduct)] if line.conduct is None else []
            links += [(_("Absent sessions"), self.conduct)] if line.absences is None else []
        words = ", ".join(f'<a class="tone-wait" href="{href}">{escape(what)}</a>' for what, href in links)
        if line.is_computed or words:
            return words
        return f'<span class="quiet">{self.not_computed}</span>'
