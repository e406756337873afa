"""What can be wrong with a cell, said so that it can be stored, counted, and shown in the reader's language.

A `Problem` is a code and its parameters, never a sentence: it is kept with the import, and becomes text only when
somebody looks. Rooms add their own codes with `declare`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Param: TypeAlias = str | int
Text: TypeAlias = str | Promise

_TEXTS: dict[str, Text] = {
    "missing": _("%(column)s is missing"),
    "row_twice": _("The same row stands in this file already, at row %(number)s"),
    "row_exists": _("There is one like this already"),
    "row_refused": _("%(why)s"),
    "formula_error": _("The formula gives the error %(value)s"),
    "formula_error.mend": _("Type the value itself"),
    "formula_unsaved": _("The file holds a formula without its result"),
    "formula_unsaved.mend": _("Open the file in Excel, save it and import it again"),
    "text_too_long": _("%(length)d characters, at most %(limit)d fit"),
    "text_was_date": _("Excel turned this into the date %(value)s"),
    "text_was_date.mend": _("Format the column as text and type the value again"),
    "text_was_date.restored": _("Excel had turned it into the date %(value)s; read as %(read)s"),
    "date_unreal": _("There is no day %(day)s"),
    "date_unreadable": _("“%(value)s” is not a date"),
    "date_unreadable.mend": _("Write day/month/year, for example 09/05/2015"),
    "date_swapped": _("Perhaps %(guess)s: the day comes before the month"),
    "dates_swapped": _("%(column)s: Excel may have swapped day and month in the whole column"),
    "dates_swapped.see": _("No real date is later than the 12th of its month, and all texts are: %(value)s"),
    "date_short_year": _("The year of %(value)s has two digits"),
    "date_short_year.mend": _("Write all four digits: %(guess)s?"),
    "date_partial": _("%(value)s is not a whole date"),
    "date_had_time": _("%(value)s holds a time of day; only the day was read"),
    "date_too_early": _("%(value)s is too long ago"),
    "date_too_early.mend": _("The earliest possible day is %(limit)s"),
    "date_too_late": _("%(value)s is too late"),
    "date_too_late.mend": _("The latest possible day is %(limit)s"),
    "see_birth_certificate": _("See the birth certificate"),
    "number_unreadable": _("“%(value)s” is not a number"),
    "number_not_whole": _("%(value)s is not a whole number"),
    "number_places": _("%(value)s has more than %(places)d decimals"),
    "number_too_small": _("%(value)s is less than %(limit)s"),
    "number_too_large": _("%(value)s is more than %(limit)s"),
    "mark_unreadable": _("“%(value)s” is not a mark"),
    "mark_range": _("The mark %(value)s is not between 0 and 10"),
    "mark_range.comma": _("Perhaps %(guess)s"),
    "mark_places": _("The mark %(value)s has more than one decimal"),
    "mark_rule": _("Marks go from 0 to 10 with at most one decimal"),
    "choice_unknown": _("There is no “%(value)s” among %(column)s"),
    "choice_unknown.near": _("Nearest: %(near)s"),
    "choice_unknown.all": _("Choose one of: %(all)s"),
    "yes_no_unreadable": _("“%(value)s” says neither yes nor no"),
    "yes_no_unreadable.mend": _("Write x for yes, nothing for no"),
    "digits_count": _("%(column)s has %(count)d digits"),
    "digits_count.mend": _("It needs exactly %(needed)d digits"),
    "digits_count.zero": _("It needs %(needed)d digits; Excel drops zeros at the front"),
    "digits_only": _("%(column)s “%(value)s” holds more than digits"),
    "digits_lost": _("Excel shortened the number to %(value)s"),
    "digits_lost.mend": _("Format the column as text and type the number again"),
    "zero_restored": _("Excel had dropped zeros at the front; read as %(read)s"),
    "phone_unreadable": _("“%(value)s” is not a Vietnamese phone number"),
    "phone_several": _("More than one phone number: %(value)s"),
    "phone_several.mend": _("Keep one"),
    "email_unreadable": _("“%(value)s” is not an e-mail address"),
    "name_strange": _("A person's name does not hold “%(strange)s”"),
    "name_old_font": _("“%(value)s” is typed in an old font (TCVN3)"),
    "name_old_font.mend": _("Convert the file to Unicode, for example with UniKey"),
}


def declare(texts: Mapping[str, Text]) -> None:
    """Add a room's codes. A code is `room.what`, its hints `room.what.hint`; a code has one text for ever."""
    for code, text in texts.items():
        if code in _TEXTS and _TEXTS[code] is not text:
            raise ValueError(f"the code {code} has a text already")
        _TEXTS[code] = text


def render(code: str, params: Mapping[str, Param]) -> str:
    """The sentence of a code in the language of the moment. A parameter `column` is a header within a sentence."""
    known = dict(params)
    if "column" in known:
        known["column"] = _inline(str(known["column"]))
    return str(_TEXTS[code]) % known


def _inline(header: str) -> str:
    """`Giới tính` → `giới tính`, but `SĐT` and `Mã HS` keep their capitals after the first word."""
    return header[:1].lower() + header[1:] if header[1:2].islower() else header


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong at one place: a code, a hint (a code too), and the parameters both speak of.

    `column` is the key of the column, empty when the whole row is meant. A `warning` does not reject the row.
    """

    code: str
    params: Mapping[str, Param] = field(default_factory=dict)
    hint: str = ""
    column: str = ""
    warning: bool = False

    def text(self) -> str:
        """What is wrong, a sentence without full stop that starts with a capital."""
        return _capital(render(self.code, self.params))

    def advice(self) -> str:
        """What to do about it; empty when there is nothing to add."""
        return _capital(render(self.hint, self.params)) if self.hint else ""

    def as_json(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "params": dict(self.params),
            "hint": self.hint,
            "column": self.column,
            "warning": self.warning,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Problem:
        return cls(**stored)


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


class CellError(ValueError):
    """The cell cannot be read as its column asks."""

    def __init__(self, code: str, hint: str = "", /, **params: Param) -> None:
        super().__init__(code)
        self.code = code
        self.hint = hint
        self.params = params

    def problem(self, column: str = "", header: str = "") -> Problem:
        return Problem(self.code, self._params(header), self.hint, column)

    def _params(self, header: str) -> dict[str, Param]:
        return {**self.params, "column": header} if header else dict(self.params)


class CellDoubtError(CellError):
    """The cell was read as `value`, but somebody should look: raised so that sure cells cost nothing."""

    def __init__(self, value: object, code: str, hint: str = "", /, **params: Param) -> None:
        super().__init__(code, hint, **params)
        self.value = value

    def problem(self, column: str = "", header: str = "") -> Problem:
        return Problem(self.code, self._params(header), self.hint, column, warning=True)
