"""`khue transcripts export`: papers already fully signed, as files. Never signs."""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path
from typing import Any

DONE, SOME_NOT_SIGNED, UNUSABLE = 0, 1, 2
YEAR = re.compile(r"(\d{4})-(\d{4})")


def register(subparsers: Any) -> None:
    """Add the command."""
    room = subparsers.add_parser("transcripts", help="signed transcripts").add_subparsers(
        dest="act", required=True
    )
    export = room.add_parser("export", help="write fully signed transcripts of a school and year to a folder")
    export.add_argument("--school", required=True, metavar="CODE", help="the school's code")
    export.add_argument("--year", required=True, metavar="2025-2026", help="the school year")
    export.add_argument("--class", dest="class_name", metavar="NAME", help="one class only")
    export.add_argument("--out", required=True, type=Path, metavar="DIR")
    export.add_argument("--json", action="store_true", help="one JSON object on standard output")
    export.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Export; exit code 1 when a pupil's paper is not fully signed, 2 for an unknown school, year, class or folder."""
    from khue.core.outputs import NotWritable
    from khue.school.transcripts.management.export import ExportRefused, export_papers

    found = YEAR.fullmatch(given.year)
    if found is None or int(found[2]) != int(found[1]) + 1:
        print(f"{given.year}: write the school year as 2025-2026", file=sys.stderr)
        return UNUSABLE
    try:
        summary = export_papers(given.school, int(found[1]), given.class_name, given.out)
    except (ExportRefused, NotWritable) as refusal:
        print(refusal, file=sys.stderr)
        return UNUSABLE
    if given.json:
        print(json.dumps({"schema": 1, **summary}, ensure_ascii=False))
    else:
        print(f"{summary['exported']} of {summary['papers']} papers", file=sys.stderr)
    return SOME_NOT_SIGNED if summary["not_signed"] else DONE
