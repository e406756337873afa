"""The room `classes` as a Django app."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from khue.core.registry import (
    MenuItem,
    Room,
    ScopeContributor,
    SearchSource,
    menu,
    rooms,
    scope_contributors,
    searches,
    sheets,
)
from khue.core.scope import Scope


class ClassesConfig(AppConfig):
    """Classes."""

    name = "khue.sector.classes"
    label = "classes"
    verbose_name = _("Classes")

    def ready(self) -> None:
        """Limit teachers to their classes; places end with enrolments, work in classes ends with posts."""
        from khue.sector.classes.selectors import work_of
        from khue.sector.classes.services import end_all_of, end_placements
        from khue.sector.classes.sheets import CLASSES, PUPILS
        from khue.sector.pupils.selectors import endings
        from khue.sector.staff.selectors import StaffPart, post_endings, staff_parts

        sheets.register(PUPILS.key, PUPILS)
        sheets.register(CLASSES.key, CLASSES)
        scope_contributors.register("classes.teacher", ScopeContributor(frozenset({"teacher"}), _own_classes))
        endings.register("classes", end_placements)
        post_endings.register("classes", end_all_of)
        staff_parts.register(
            "classes",
            StaffPart(title=_("Classes and subjects"), template="classes/_staff_work.html", context=work_of),
        )
        rooms.register("pupils", Room("hoc-sinh/", "khue.sector.classes.urls.pupils"))
        rooms.register("classes", Room("lop/", "khue.sector.classes.urls", "khue.sector.classes.api"))
        _found()
        _record()
        _follow()
        pupils = MenuItem(_("Pupils"), "pupils:pupil-list", "users", "pupils.list", weight=10, on_phone=True)
        menu.register("pupils", pupils)
        menu.register(
            "classes", MenuItem(_("Classes"), "classes:class-list", "school", "classes.list", weight=15)
        )


def _follow() -> None:
    """Tell what a change of organisations touches here, and what goes on where."""
    from khue.foundation.organisations.services import (
        Divider,
        Follower,
        Preview,
        organisation_dividers,
        organisation_followers,
        organisation_previews,
    )
    from khue.sector.classes.services import (
        classes_follow,
        classes_return,
        classes_to_divide,
        divide_school,
        rows_that_follow,
    )

    organisation_previews.register("classes", Preview(_("Open classes"), _open_classes, icon="school"))
    follower = Follower(40, classes_follow, classes_return, rows_that_follow)
    organisation_followers.register("classes", follower)
    organisation_dividers.register("classes", Divider(classes_to_divide, divide_school))


def _found() -> None:
    """Let pupils and classes be found in the search box."""
    from khue.sector.classes.search import find_classes, find_pupils, more_pupils  # models load after apps

    searches.register(
        "pupils", SearchSource(_("Pupils"), "users", "pupils.list", find_pupils, more_pupils, weight=10)
    )
    searches.register(
        "classes", SearchSource(_("Classes"), "school", "classes.list", find_classes, weight=30)
    )


def _record() -> None:
    """The tabs of the record, and the parts that this room itself has for them."""
    from khue.sector.classes.selectors.records import family_of, way_of  # models load after apps
    from khue.sector.pupils.selectors import RecordPart, RecordTab, record_parts, record_tabs

    record_tabs.register("hoc-tap", RecordTab(title=_("Learning"), weight=10))
    record_tabs.register("gia-dinh", RecordTab(title=_("Family"), weight=30))
    record_tabs.register("giay-to", RecordTab(title=_("Papers of the pupil"), weight=40))
    way = RecordPart(
        title=_("Schools and years"),
        template="classes/_record_way.html",
        context=way_of,
        tab="hoc-tap",
        weight=90,
    )
    family = RecordPart(
        title=_("Who answers for the child"),
        template="classes/_record_family.html",
        context=family_of,
        tab="gia-dinh",
    )
    record_parts.register("classes.way", way)
    record_parts.register("classes.family", family)


def _own_classes(scope: Scope) -> Scope:
    from khue.sector.classes.selectors import limit_teacher  # models load after apps

    return limit_teacher(scope)


def _open_classes(schools: Sequence[int], day: dt.date) -> Mapping[int, int]:
    """How many classes of the school year of a day are open at each school."""
    from khue.foundation.calendar.formulas import year_of
    from khue.sector.classes.models import SchoolClass  # models load after apps

    rows = SchoolClass.objects.filter(organisation_id__in=schools, year_id=year_of(day), closed_on=None)
    return Counter(rows.values_list("organisation_id", flat=True))
