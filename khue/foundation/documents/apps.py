"""The room `documents` as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    """Papers."""

    name = "khue.foundation.documents"
    label = "documents"
    verbose_name = _("Papers")

    def ready(self) -> None:
        """Let papers be found by the code printed on them."""
        from khue.core.registry import SearchSource, searches
        from khue.foundation.documents.search import find_papers

        searches.register(
            "papers", SearchSource(_("Papers"), "scroll-text", "accounts.wear", find_papers, weight=5)
        )
