"""`khue migrate` and `khue setup`: the database of this version, and the first hour of an installation."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

DONE, UNUSABLE = 0, 2
_SETUP = """\
Bring the database to the shape of this version, load the administrative units and the curriculum, and make what an
installation begins with: the department of the province with its communes, the school years with their terms, and the
first administrator's account. What is missing is asked for on the terminal. May be run again: it adds what is missing
and changes nothing that is there.
"""


def register(subparsers: Any) -> None:
    """Add the two commands."""
    migrate = subparsers.add_parser("migrate", help="bring the database to the shape of this version")
    migrate.set_defaults(run=_migrate, role="owner")
    setup = subparsers.add_parser(
        "setup",
        help="make an empty installation ready for its first administrator",
        description=_SETUP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    setup.add_argument("--province", metavar="NAME", help="name or code of the province (KHUE_PROVINCE)")
    setup.add_argument(
        "--department", metavar="NAME", help="full name of the department, where not the usual"
    )
    setup.add_argument(
        "--no-communes", action="store_true", help="leave the communes out, to be founded on screen"
    )
    setup.add_argument("--administrator", metavar="NAME", help="full name of the first administrator")
    setup.add_argument("--login", help="what the administrator signs in with (quantri)")
    setup.add_argument(
        "--password-file",
        type=Path,
        metavar="PATH",
        help="a file with the password, - for standard input; without one it is asked for, or made and shown once",
    )
    setup.add_argument("--json", action="store_true", help="one JSON object on standard output")
    setup.set_defaults(run=_setup, role="owner")


def _migrate(_given: argparse.Namespace) -> int:
    bring_up_to_date()
    return DONE


def _setup(given: argparse.Namespace) -> int:
    from khue.portal.management.founding import NotUsable, run

    bring_up_to_date()
    try:
        return run(given)
    except NotUsable as refusal:
        print(refusal, file=sys.stderr)
        return UNUSABLE


def bring_up_to_date() -> None:
    """Migrate, then load what every installation holds and this one has not."""
    from django.core.management import call_command

    from khue.portal.founding import load_reference_data

    call_command("migrate", verbosity=0, stdout=sys.stderr)
    load_reference_data()
