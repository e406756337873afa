"""What the search box finds here: pupils and classes."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from khue.core import clock
from khue.core.models import holds_on
from khue.core.registry import Hit
from khue.core.text import fold
from khue.foundation.calendar.selectors import current_year
from khue.foundation.people.models import Guardianship
from khue.foundation.people.selectors import find_people, is_number, nearest
from khue.sector.classes.formulas import birth_words
from khue.sector.classes.selectors import classes_of_year, with_class
from khue.sector.pupils.models import HOLDS, Enrolment

CLASS_WORD = re.compile(r"^lop\s*")


def find_pupils(words: str, most: int) -> list[Hit]:
    """Pupils by name, pupil code or phone number, their own or of who answers for them; three statements at most."""
    people = find_people(words)
    if people and is_number(words):
        children = Guardianship.objects.filter(holds_on(clock.today()), guardian_id__in=people)
        people += children.values_list("child_id", flat=True)
    latest = Enrolment.objects.filter(HOLDS, person_id__in=people).order_by("person_id", "-valid_from", "-pk")
    rows = latest.distinct("person_id").select_related("person", "organisation").annotate(**with_class())
    key = nearest(words)
    return [_pupil(row) for row in sorted(rows, key=lambda row: key(row.person))[:most]]


def more_pupils(words: str) -> str:
    """The list of pupils with the same words."""
    return f"{reverse('pupils:pupil-list')}?{urlencode({'tim': words})}"


def find_classes(words: str, most: int) -> list[Hit]:
    """The classes of the running year whose names begin so: `8a`, `lớp 8A1`."""
    name = CLASS_WORD.sub("", fold(words)).replace(" ", "")
    rows = classes_of_year(current_year()).filter(name__istartswith=name).select_related("organisation")
    return (
        [
            Hit(_("Class %(name)s") % {"name": row.name}, row.get_absolute_url(), row.organisation.short_name)
            for row in rows[:most]
        ]
        if name
        else []
    )


def _pupil(row: Enrolment) -> Hit:
    person = row.person
    birth = birth_words(person.birth_date, person.birth_precision)
    facts = (
        getattr(row, "class_name", None),
        row.organisation.short_name,
        _("born %(birth)s") % {"birth": birth} if birth else "",
    )
    return Hit(person.full_name, reverse("pupils:pupil", args=[person.uuid]), " · ".join(filter(None, facts)))
