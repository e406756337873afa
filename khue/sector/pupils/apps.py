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
        from khue.foundation.organisations.services import Preview, counted, organisation_previews
        from khue.sector.pupils.models import Enrolment

        organisation_previews.register("pupils", Preview(_("Pupils"), counted(Enrolment), icon="users"))
