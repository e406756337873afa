"""Units (geography) and organisations, with everything about them dated."""

from khue.foundation.organisations.models.changes import OrganisationChange, OrganisationSuccession
from khue.foundation.organisations.models.organisation import (
    InternalUnit,
    Organisation,
    OrganisationCode,
    OrganisationName,
    OrganisationPlace,
    Site,
)
from khue.foundation.organisations.models.tree import OrganisationClosure, OrganisationParent
from khue.foundation.organisations.models.unit import Unit, UnitCode, UnitParent, UnitSuccession

__all__ = [
    "InternalUnit",
    "Organisation",
    "OrganisationChange",
    "OrganisationClosure",
    "OrganisationCode",
    "OrganisationName",
    "OrganisationParent",
    "OrganisationPlace",
    "OrganisationSuccession",
    "Site",
    "Unit",
    "UnitCode",
    "UnitParent",
    "UnitSuccession",
]
