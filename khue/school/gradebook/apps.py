"""The room `gradebook` as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GradebookConfig(AppConfig):
    """Gradebook."""

    name = "khue.school.gradebook"
    label = "gradebook"
    verbose_name = _("Gradebook")

    def ready(self) -> None:
        """Tell the house where the room is."""
        from khue.core.registry import MenuItem, Room, menu, rooms, sheets, upkeep, year_openers
        from khue.school.gradebook.layouts import printing
        from khue.school.gradebook.receivers import listen
        from khue.school.gradebook.selectors.delegations import CLASSES_GIVEN
        from khue.school.gradebook.services.following import books_follow
        from khue.school.gradebook.services.years import open_partitions
        from khue.school.gradebook.sheets import MARKS
        from khue.sector.classes.selectors import class_givers
        from khue.sector.classes.services import class_followers

        listen()
        year_openers.register("gradebook", open_partitions)
        class_followers.register("gradebook", books_follow)
        sheets.register(MARKS.key, MARKS)
        upkeep.register("gradebook.prints", printing.sweep_prints)
        rooms.register(
            "gradebook", Room("so-diem/", "khue.school.gradebook.urls", "khue.school.gradebook.api")
        )
        books = MenuItem(
            _("Gradebooks"), "gradebook:books", "table-2", "gradebook.mine", weight=30, on_phone=True
        )
        menu.register("gradebook", books)
        overseen = MenuItem(
            _("Completion of gradebooks"), "gradebook:completion", "table-2", "gradebook.oversee", weight=45
        )
        menu.register("gradebook.overseen", overseen)
        _inbox()
        _record()
        class_givers.register("gradebook.delegations", CLASSES_GIVEN)


def _inbox() -> None:
    """What waits for a decision, and the page of the guide."""
    from khue.core.registry import InboxPart, guides, inbox_parts
    from khue.school.gradebook.selectors.corrections import waiting_for  # models load after apps
    from khue.school.gradebook.selectors.waiting import corrections_to_decide

    guides.register("so-diem/", "so-diem")
    decisions = InboxPart(
        _("Corrections to decide"),
        "git-pull-request-arrow",
        "gradebook.decide_correction",
        waiting_for,
        corrections_to_decide,
        20,
    )
    inbox_parts.register("gradebook.corrections", decisions)


def _record() -> None:
    """What the gradebook shows in a pupil's record."""
    from khue.school.gradebook.tables.record import has_marks, learning, summary  # models load after apps
    from khue.sector.pupils.selectors import RecordPart, record_parts

    beside = RecordPart(
        title=_("Learning this term"),
        template="gradebook/_record_summary.html",
        context=summary,
        rule="gradebook.see_results",
        weight=10,
        first=True,
    )
    whole = RecordPart(
        title=_("Marks of the school year"),
        template="gradebook/_record_learning.html",
        context=learning,
        holds=has_marks,
        tab="hoc-tap",
        rule="gradebook.see_results",
        weight=10,
    )
    record_parts.register("gradebook.summary", beside)
    record_parts.register("gradebook.learning", whole)
