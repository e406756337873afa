"""What may be wrong with a row of a pupil list, in words; a code has one text for ever."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "pupils.twice": _("The same pupil stands in row %(number)d already"),
    "pupils.twice.same": _("Keep one of the two rows"),
    "pupils.ambiguous": _("Two pupils we have fit this row"),
    "pupils.ambiguous.number": _("Add the sector identifier or the identity number"),
    "pupils.ambiguous.numbers": _("The sector identifier and the identity number belong to two pupils"),
    "pupils.number_of_another": _("The number belongs to %(name)s, born %(born)s"),
    "pupils.number_of_another.check": _("Look at the number and the name again"),
    "pupils.learns_elsewhere": _("Learns at %(school)s"),
    "pupils.learns_elsewhere.transfer": _("Ask that school for the transfer first"),
    "pupils.sex_missing": _("The sex is missing"),
    "pupils.sex_by_number": _("The identity number says: %(sex)s"),
    "pupils.age": _("%(age)d years old, out of the age of grade %(grade)d"),
    "pupils.age.year": _("The identity number says: %(year)d"),
    "pupils.age_unusual": _("%(age)d years old, unusual for grade %(grade)d"),
    "pupils.grade_missing": _("Neither grade nor class is said"),
    "pupils.just_taken": _("Somebody else has just entered this pupil"),
    "pupils.just_taken.again": _("Import the row once more"),
    "pupils.not_kept": _("The record is kept by another school"),
    "pupils.identity_sex": _("The identity number says another sex"),
    "pupils.identity_year": _("The identity number says another year of birth"),
    "pupils.identity_century": _("The identity number says another century"),
    "pupils.identity_place": _("The identity number begins with no province's code"),
}
