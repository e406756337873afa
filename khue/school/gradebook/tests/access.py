"""What the access matrix guesses at in this room: a book of school A's class."""

from __future__ import annotations

from typing import Any

from khue.core import clock, files
from khue.core.models import JobRun
from khue.core.scope import open_scope, system
from khue.school.gradebook.models import Correction, EntryDelegation
from tests.world import DAY


def samples(world: Any) -> dict[str, dict[str, Any]]:
    """The mathematics book of class 8A1 in the first term."""
    book = {"values": {"uuid": world.classes["A 8A1"].uuid, "subject": world.subject.code, "term": 1}}
    mine, pupil = world.classes["A 8A1"].uuid, world.pupils["A 8A1 1"]
    of_pupil = {"values": {**book["values"], "pupil": pupil.uuid}}
    request = {"values": {"uuid": _correction(world).uuid}}
    return {
        **{
            f"gradebook:{page}": book
            for page in ("grid", "save", "changes", "confirm", "history", "delegate")
        },
        "gradebook:pupil": of_pupil,
        "gradebook:cell": {"values": {**of_pupil["values"], "cell": "final"}},
        "gradebook:correction": request,
        "gradebook:withdraw": request,
        "gradebook:window": {"values": {"term": 1}, "public": True},
        "gradebook:end_delegation": {"values": {"uuid": _delegation(world).uuid}},
        **_prints(world),
        **_programs(world),
        "gradebook:conduct": {"values": {"uuid": mine, "term": 1}},
        "gradebook:class_results": {"values": {"uuid": mine, "term": 1}},
        "gradebook:summer": {"values": {"uuid": mine}},
    }


def _correction(world: Any) -> Correction:
    """A request that waits, asked by the own teacher."""
    mine = world.classes["A 8A1"]
    with open_scope(system("access")):
        found: Correction = Correction.objects.get_or_create(
            organisation=mine.organisation,
            school_class=mine,
            pupil=world.pupils["A 8A1 1"],
            subject=world.subject,
            term=1,
            cell="final",
            defaults={
                "new": "80",
                "reason": "Cộng nhầm",
                "asked_by": world.people["own teacher"].pk,
                "asked_at": clock.now(),
            },
        )[0]
    return found


def _delegation(world: Any) -> EntryDelegation:
    """A book that was given to the registrar."""
    mine = world.classes["A 8A1"]
    with open_scope(system("access")):
        found: EntryDelegation = EntryDelegation.objects.get_or_create(
            organisation=mine.organisation,
            school_class=mine,
            subject=world.subject,
            person=world.people["registrar"].person,
            valid_from=DAY,
            defaults={"granted_by": world.people["head"].pk, "reason": "Nghỉ ốm"},
        )[0]
    return found


def _prints(world: Any) -> dict[str, dict[str, Any]]:
    """Prints and workbooks of class 8A1, and a print that the head asked for."""
    school_class = world.classes["A 8A1"]
    of_class = {"uuid": school_class.uuid, "subject": world.subject.code}
    with open_scope(system("test")):
        kept = files.store(b"%PDF", name="a.pdf", content_type="application/pdf")
        job = JobRun.objects.create(
            kind="gradebook.print", account_id=world.people["head"].pk, queued_at=clock.now(), state="done",
            arguments={"school_class": school_class.pk}, result={"file": kept.pk},
        )  # fmt: skip
    pages = ("print", "print-class", "print-subject", "class-marks")
    return {
        **{f"gradebook:{page}": {"values": of_class} for page in pages},
        "gradebook:class-sheet": {"values": {**of_class, "term": 1}},
        "gradebook:print-file": {"values": {**of_class, "job": job.uuid}},
    }


def _programs(world: Any) -> dict[str, dict[str, Any]]:
    """The same book and the class's results, as programs ask for them."""
    root, school_class = "api/v1/gradebook", world.classes["A 8A1"].uuid
    book = f"{root}/books/<school_class>/<subject>/<term>"
    values = {"school_class": school_class, "subject": world.subject.code, "term": 1}
    cell = {**values, "pupil": world.pupils["A 8A1 1"].uuid, "cell": "final"}
    sent = {"pupil": str(cell["pupil"]), "cell": "final", "new": "10"}
    return {
        **{f"{book}{tail}": {"values": values} for tail in ("", "/confirm")},
        f"{book}/cells": {"values": values, "body": {"cells": [sent]}},
        f"{book}/pupils/<pupil>/cells/<cell>": {"values": cell},
        f"{root}/results/<school_class>/<term>": {"values": values},
    }
