"""The room `pupils` as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PupilsConfig(AppConfig):
    """Pupils."""

    name = "khue.sector.pupils"
    label = "pupils"
    verbose_name = _("Pupils")

    def ready(self) -> None:
        """Tell what a change of organisations touches here."""
        from khue.core.registry import upkeep
        from khue.foundation.organisations.services import (
            Follower,
            Preview,
            counted,
            organisation_followers,
            organisation_previews,
        )
        from khue.sector.pupils.models import Enrolment
        from khue.sector.pupils.services import (
            enrolments_that_follow,
            pupils_follow,
            pupils_return,
            records_follow,
        )

        organisation_previews.register("pupils", Preview(_("Pupils"), counted(Enrolment), icon="users"))
        organisation_followers.register(
            "pupils",
            Follower(30, pupils_follow, pupils_return, lambda: {_("Enrolments"): enrolments_that_follow()}),
        )
        upkeep.register("pupils.records", records_follow)
