"""The room `curriculum` as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from khue.core.registry import MenuItem, Room, menu, reference_data, rooms


class CurriculumConfig(AppConfig):
    """Curriculum."""

    name = "khue.foundation.curriculum"
    label = "curriculum"
    verbose_name = _("Curriculum")

    def ready(self) -> None:
        """Tell the house where the room is."""
        from khue.foundation.curriculum.services import load_curriculum

        reference_data.register("curriculum.programme", load_curriculum)
        rooms.register(
            "curriculum",
            Room("chuong-trinh/", "khue.foundation.curriculum.urls", "khue.foundation.curriculum.api"),
        )
        menu.register(
            "curriculum",
            MenuItem(
                _("Lesson periods"),
                "curriculum:hours-list",
                "book-open-check",
                "curriculum.change_hours",
                "settings",
            ),
        )
