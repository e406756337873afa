"""The room `staff` as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from khue.core.registry import MenuItem, Room, SearchSource, menu, rooms, searches, sheets, upkeep


class StaffConfig(AppConfig):
    """Staff."""

    name = "khue.sector.staff"
    label = "staff"
    verbose_name = _("Staff")

    def ready(self) -> None:
        """Tell the house where the room is, which list it reads and writes, and what a merge of schools touches."""
        from khue.foundation.organisations.services import (
            Follower,
            Preview,
            counted,
            organisation_followers,
            organisation_previews,
        )
        from khue.sector.staff.models import Post
        from khue.sector.staff.search import find_staff, more_staff
        from khue.sector.staff.services import posts_follow, posts_return, posts_that_follow
        from khue.sector.staff.services.following import records_follow
        from khue.sector.staff.sheets import STAFF

        organisation_previews.register("staff", Preview(_("Staff"), counted(Post), icon="id-card"))
        organisation_followers.register(
            "staff", Follower(20, posts_follow, posts_return, lambda: {_("Posts"): posts_that_follow()})
        )
        upkeep.register("staff.records", records_follow)
        sheets.register(STAFF.key, STAFF)
        searches.register(
            "staff", SearchSource(_("Staff"), "id-card", "staff.list", find_staff, more_staff, weight=20)
        )
        rooms.register("staff", Room("nhan-su/", "khue.sector.staff.urls", "khue.sector.staff.api"))
        menu.register("staff", MenuItem(_("Staff"), "staff:staff-list", "id-card", "staff.list", weight=20))
