"""What the access matrix guesses at in the engines: an import of school A's."""

from __future__ import annotations

from typing import Any

from khue.core import clock
from khue.core.models import ImportRun, KeptWay, StoredFile
from khue.core.scope import open_scope, system


def samples(world: Any) -> dict[str, dict[str, Any]]:
    """One import run that belongs to school A, and a view that its head keeps."""
    with open_scope(system("test")):
        file = StoredFile.objects.create(
            digest="0" * 64, size=0, name="a.xlsx", content_type="", created_at=clock.now()
        )
        run = ImportRun.objects.create(
            sheet="holidays", file=file, organisation_id=world.schools[0].pk, started_at=clock.now()
        )
        way = KeptWay.objects.create(account_id=world.people["head"].pk, place="/hoc-sinh/", name="Khối 8")
    pages = ("run", "go", "stop", "undo", "rejected", "lines")
    choose = {"values": {"key": "holidays"}, "public": True}
    return {
        **{f"bulk:{page}": {"values": {"uuid": run.uuid}} for page in pages},
        "ways:remove": {"values": {"uuid": way.uuid}},
        "ways:default": {"values": {"uuid": way.uuid}},
        "help:guide": {"values": {"slug": "so-diem"}, "public": True},
        "bulk:choose": choose,
        "bulk:template": choose,
    }
