"""What the access matrix guesses at in this room."""

from __future__ import annotations

from typing import Any

PUPIL_VERBS = ("", "/reveal", "/guardians", "/leave", "/come-back", "/cancel")
CLASS_VERBS = ("roll", "places", "homeroom", "merge")


def samples(world: Any) -> dict[str, dict[str, Any]]:
    """A pupil and a class of school A's."""
    child = world.pupils["A 8A1 1"].uuid
    pupil = {"values": {"uuid": child}}
    school_class = {"values": {"uuid": world.classes["A 8A1"].uuid}}
    api = "api/v1/classes"
    taught = {"values": {"uuid": world.classes["A 8A1"].uuid, "subject": world.subject.code}}
    return {
        **{f"{api}/pupils/<uuid>{verb}": pupil for verb in PUPIL_VERBS},
        **{f"{api}/classes/<uuid>/{verb}": school_class for verb in CLASS_VERBS},
        f"{api}/classes/<uuid>/subjects/<subject>/teachers": taught,
        "classes:class": school_class,
        "classes:class-edit": school_class,
        "classes:class-merge": school_class,
        "classes:class-renumber": school_class,
        "classes:assign": taught,
        "pupils:pupil-act": {"values": {"uuid": child, "verb": "thoi-hoc"}},
        "pupils:pupil-leaving": pupil,
        "pupils:guardian-end": {"values": {"uuid": child, "guardianship": world.guardianship.uuid}},
        "pupils:pupil": pupil,
        "pupils:pupil-edit": pupil,
        "pupils:reveal": pupil,
        "pupils:pupil-export": {"values": {"kind": "xlsx"}, "public": True},
    }
