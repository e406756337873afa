"""`khue doctor`: is this installation well, and what to do where it is not."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from typing import Any

WELL, FINDINGS = 0, 1
SHORTEST_SECRET = 32


def register(subparsers: Any) -> None:
    """Add the command."""
    doctor = subparsers.add_parser("doctor", help="say whether this installation is well; changes nothing")
    doctor.add_argument("--json", action="store_true", help="one JSON object on standard output")
    doctor.set_defaults(run=_doctor, role="owner")


def _doctor(given: argparse.Namespace) -> int:
    from khue.core.checkups import check_up
    from khue.core.scope import open_scope, system

    with open_scope(system("khue doctor")):
        found = [*deployment(), *check_up()]
    is_well = all(finding.is_well for finding in found)
    if given.json:
        print(json.dumps({"schema": 1, "well": is_well, "findings": [asdict(each) for each in found]}))
    else:
        for each in found:
            print(f"{'ok  ' if each.is_well else 'BAD '} {each.name:<12} {each.detail}".rstrip())
    return WELL if is_well else FINDINGS


def deployment() -> list[Any]:
    """What the environment says of this machine."""
    from django.conf import settings

    from khue.core.registry import Finding

    here = settings.KHUE
    is_public = not here.public_url.startswith(("http://127.", "http://localhost"))
    return [
        Finding("debug", not here.debug, "KHUE_DEBUG is on" if here.debug else ""),
        Finding(
            "secret",
            len(here.secret_key) >= SHORTEST_SECRET,
            f"{len(here.secret_key)} characters in KHUE_SECRET_KEY",
        ),
        Finding(
            "tls", here.secure or not is_public, "" if here.secure or not is_public else "set KHUE_SECURE=1"
        ),
    ]
