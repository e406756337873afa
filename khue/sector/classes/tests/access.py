"""What the access matrix guesses at in this room."""

from __future__ import annotations

from typing import Any

PUPIL_BODIES: dict[str, dict[str, Any]] = {
    "": {"phone": "0912345678"},
    "/reveal": {"field": "identity_number", "purpose": "tò mò"},
    "/guardians": {"relation": "mother", "full_name": "Người Lạ"},
    "/leave": {"status": "dropped", "valid_to": "2026-10-01"},
    "/come-back": {"valid_from": "2026-10-01"},
    "/cancel": {"reason": "phá"},
}


def samples(world: Any) -> dict[str, dict[str, Any]]:
    """A pupil and a class of school A's."""
    child = world.pupils["A 8A1 1"].uuid
    own_class = str(world.classes["A 8A1"].uuid)
    pupil = {"values": {"uuid": child}}
    school_class = {"values": {"uuid": own_class}}
    family = {"values": {"uuid": child, "guardianship": world.guardianship.uuid}}
    api = "api/v1/classes"
    taught = {"values": {"uuid": own_class, "subject": world.subject.code}}
    nobody = {"persons": [], "on": "2026-10-01"}
    class_bodies: dict[str, dict[str, Any]] = {
        "roll": {},
        "places": {"pupils": [str(child)], "on": "2026-10-01"},
        "homeroom": nobody,
        "merge": {"into": own_class, "reason": "phá"},
    }
    return {
        **{f"{api}/pupils/<uuid>{verb}": pupil | {"body": body} for verb, body in PUPIL_BODIES.items()},
        **{
            f"{api}/classes/<uuid>/{verb}": school_class | {"body": body}
            for verb, body in class_bodies.items()
        },
        f"{api}/classes/<uuid>/subjects/<subject>/teachers": taught | {"body": nobody},
        "classes:class": school_class,
        "classes:class-edit": school_class,
        "classes:class-merge": school_class,
        "classes:class-renumber": school_class,
        "classes:class-parents": school_class,
        "classes:assign": taught,
        "pupils:pupil-act": {"values": {"uuid": child, "verb": "thoi-hoc"}},
        "pupils:pupil-leaving": pupil,
        "pupils:guardian": family,
        "pupils:guardian-end": family,
        "pupils:guardian-invite": family,
        "pupils:pupil": pupil,
        "pupils:history": pupil,
        "pupils:pupil-edit": pupil,
        "pupils:reveal": pupil,
        "pupils:pupil-export": {"values": {"kind": "xlsx"}, "public": True},
    }
