"""What the access matrix guesses at in this room. Organisations are public to whoever signed in, their parts too."""

from __future__ import annotations

from typing import Any

from khue.core import clock
from khue.foundation.organisations.choices import ChangeKind
from khue.foundation.organisations.models import OrganisationChange


def samples(world: Any) -> dict[str, dict[str, Any]]:
    """School A, its main site, its group of maths, and a change."""
    school = {"uuid": world.schools[0].uuid}
    change, _new = OrganisationChange.objects.get_or_create(
        decision="1/QĐ",
        defaults={"kind": ChangeKind.RENAME, "date": clock.today(), "recorded_at": clock.now()},
    )
    site, group = {"uuid": world.site.uuid}, {"uuid": world.group.uuid}
    export = {"values": {"kind": "xlsx"}, "public": True}
    api = "api/v1/organisations"
    return {
        "organisations:organisation": {"values": school, "public": True},
        "organisations:organisation-export": export,
        "organisations:contact": {"values": school},
        "organisations:change": {"values": school | {"act": "doi-ten"}},
        "organisations:change-record": {"values": {"uuid": change.uuid}, "public": True},
        "organisations:site-edit": {"values": site},
        "organisations:site-remove": {"values": site},
        "organisations:site-export": export,
        "organisations:group-edit": {"values": group},
        "organisations:group-remove": {"values": group},
        "organisations:group-export": export,
        f"{api}/organisations/<uuid>": {"values": school, "public": True},
        f"{api}/organisations/<uuid>/children": {"values": school, "public": True},
        f"{api}/changes/<uuid>/take-back": {"values": {"uuid": change.uuid}, "public": True},
        f"{api}/sites/<uuid>": {"values": site, "body": {"name": "Điểm lạ"}},
        f"{api}/groups/<uuid>": {"values": group, "body": {"kind": "subject", "name": "Tổ lạ"}},
    }
