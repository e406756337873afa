"""Ways of looking at a list that somebody keeps."""

from __future__ import annotations

from typing import ClassVar, Final

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from khue.core.ids import uuid7
from khue.core.models.scoped import ScopedModel, ScopePath

KEPT_ALREADY: Final = _("You have a way of this name here already. Choose another name.")


class KeptWay(ScopedModel):
    """A name for the filters, the columns and the order of a list; an account has its own, in every hat.

    `place` is the path of the list, `query` what stands behind it in the address: which rows that shows is decided anew
    whenever it is opened. `is_default` is how the list opens when nothing is asked of it.
    """

    scope_path: ClassVar[ScopePath] = ScopePath(organisation="", account="account_id")

    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    account_id = models.BigIntegerField()
    place = models.CharField(max_length=200)
    name = models.CharField(pgettext_lazy("of a way to look at a list", "Name"), max_length=60)
    query = models.CharField(max_length=2000, blank=True)
    is_default = models.BooleanField(default=False, db_default=False)

    class Meta(ScopedModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["account_id", "place", "name"],
                name="kept_way_once",
                violation_error_message=KEPT_ALREADY,
            ),
            models.UniqueConstraint(
                fields=["account_id", "place"],
                condition=models.Q(is_default=True),
                name="kept_way_one_default",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def address(self) -> str:
        """Where it shows the list."""
        return f"{self.place}?{self.query}"
