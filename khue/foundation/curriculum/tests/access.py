"""What the access matrix guesses at in this room. The programme is public to whoever signed in."""

from __future__ import annotations

from typing import Any

from khue.foundation.curriculum.models import SubjectHours


def samples(world: Any) -> dict[str, dict[str, Any]]:
    """A subject and its periods."""
    hours, _new = SubjectHours.objects.get_or_create(
        subject=world.subject,
        grade_id=8,
        defaults={"kind": "compulsory", "periods": 140, "valid_from": world.subject.valid_from},
    )
    subject = {"values": {"uuid": world.subject.uuid}, "public": True}
    return {
        "curriculum:hours-edit": {"values": {"uuid": hours.uuid}, "public": True},
        "curriculum:hours-export": {"values": {"kind": "xlsx"}, "public": True},
        "curriculum:subject-edit": subject,
        "curriculum:subject-export": {"values": {"kind": "xlsx"}, "public": True},
        "api/v1/curriculum/subjects/<uuid>": subject,
        "api/v1/curriculum/hours/<uuid>": {"values": {"uuid": hours.uuid}, "public": True},
        "api/v1/curriculum/grades/<number>/subjects": {"values": {"number": 8}, "public": True},
    }
