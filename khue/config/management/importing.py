"""`khue import` and `khue export`: the sheets of the rooms, from the command line."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

KINDS = ("schools", "staff", "pupils", "classes", "marks")
DONE, WITH_REJECTIONS, UNUSABLE = 0, 1, 2
SUMS = ("read", "created", "updated", "unchanged", "rejected")


def register(subparsers: Any) -> None:
    """Add the two commands."""
    incoming = subparsers.add_parser("import", help="bring a workbook in", description="Bring a workbook in.")
    _shared(incoming)
    incoming.add_argument("file", type=Path, metavar="FILE")
    _book(incoming, "the class, for a file that does not say it")
    incoming.add_argument(
        "--rejected", type=Path, metavar="PATH", help="where rejected rows go (FILE.rejected.xlsx)"
    )
    incoming.add_argument("--dry-run", action="store_true", help="say what would happen, store nothing")
    incoming.add_argument("--json", action="store_true", help="one JSON object on standard output")
    incoming.set_defaults(run=import_file)
    outgoing = subparsers.add_parser("export", help="write a list to a workbook or CSV")
    _shared(outgoing)
    _book(outgoing, "marks of one class; with --subject and --term its sheet as schools know it")
    outgoing.add_argument("--out", type=Path, required=True, metavar="FILE")
    outgoing.set_defaults(run=export_file)


def _shared(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", choices=KINDS, metavar="KIND", help=" | ".join(KINDS))
    parser.add_argument("--school", metavar="CODE", help="the school's code")
    parser.add_argument("--year", metavar="Y", help="the school year, as 2025-2026 or 2025")
    parser.add_argument(
        "--as", dest="account", metavar="ACCOUNT", help="whose rights to use (the system account cli)"
    )


def _book(parser: argparse.ArgumentParser, words: str) -> None:
    parser.add_argument("--class", dest="class_name", metavar="NAME", help=words)
    parser.add_argument("--subject", metavar="CODE")
    parser.add_argument("--term", choices=("1", "2"))


def import_file(given: argparse.Namespace) -> int:
    """Run an import to its end; exit code 1 when rows were rejected, 2 when the file is unusable."""
    from khue.config.management.work import ImportRefused, run_import

    try:
        summary = run_import(given, tell=_tell)
    except ImportRefused as refusal:
        print(refusal, file=sys.stderr)
        return UNUSABLE
    if given.json:
        print(json.dumps({"schema": 1, "kind": given.kind, **summary}, ensure_ascii=False))
    else:
        print(" ".join(f"{name}={summary[name]}" for name in SUMS))
    return WITH_REJECTIONS if summary["rejected"] else DONE


def export_file(given: argparse.Namespace) -> int:
    """Write the list; exit code 2 when the target cannot be written or the school is unknown."""
    from khue.config.management.work import ImportRefused, run_export

    try:
        count = run_export(given)
    except ImportRefused as refusal:
        print(refusal, file=sys.stderr)
        return UNUSABLE
    print(f"{count} rows", file=sys.stderr)
    return DONE


def _tell(done: int, refused: int) -> None:
    print(f"{done} rows, {refused} rejected", file=sys.stderr)
