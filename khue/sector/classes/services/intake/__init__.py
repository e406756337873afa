"""The intake: a school's class lists become persons, guardians, enrolments and places, a thousand rows at a time.

`rows` what a row says, once its cells are read · `finding` whom it means · `planning` what it changes · `storing` the
constant number of statements that change it · `undoing` taking it back.
"""

from khue.sector.classes.services.intake.rows import GuardianRow, PupilRow, Seen
from khue.sector.classes.services.intake.storing import import_pupils, remember_pupils
from khue.sector.classes.services.intake.undoing import undo_pupils

__all__ = ["GuardianRow", "PupilRow", "Seen", "import_pupils", "remember_pupils", "undo_pupils"]
