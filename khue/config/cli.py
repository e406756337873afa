"""The command `khue`: what the house and its rooms register.

Every room may have `management/commandline.py` with `register(subparsers)`; a command sets `run` (arguments → exit
code) and `needs_database`. stdout carries only the result, stderr progress and messages. Exit: 0 done; 1 done with
rejected rows or findings; 2 input unusable, nothing written; 3 not permitted; 4 internal.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import os
import sys
import traceback
from collections.abc import Iterator, Sequence

from khue.config.environment import ROOT, flag

UNUSABLE, NOT_PERMITTED, INTERNAL, INTERRUPTED = 2, 3, 4, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    parser = parser_of_all()
    given = parser.parse_args(arguments)
    try:
        if getattr(given, "needs_database", True):
            prepare(getattr(given, "role", "worker"))
        return int(given.run(given))
    except KeyboardInterrupt:
        return INTERRUPTED
    except PermissionError as error:
        print(error, file=sys.stderr)
        return NOT_PERMITTED
    except UnicodeEncodeError:
        print("an argument is not written in UTF-8: type it again, or rename the file", file=sys.stderr)
        return UNUSABLE
    except Exception as error:  # noqa: BLE001 -- the outermost frame: an exit code instead of a crash
        print(f"khue: {type(error).__name__}: {error}", file=sys.stderr)
        if flag("KHUE_DEBUG"):
            traceback.print_exc()
        return INTERNAL


def parser_of_all() -> argparse.ArgumentParser:
    """The parser with every registered command."""
    parser = argparse.ArgumentParser(prog="khue", description="The education platform of a province.")
    subparsers = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name in _command_modules():
        importlib.import_module(name).register(subparsers)
    return parser


def prepare(role: str) -> None:
    """Make the database answer and set Django up with the login of `role` (app, worker or owner)."""
    os.environ["KHUE_ROLE"] = role
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "khue.config.settings")
    from khue.config import embedded  # slow import: only commands with a database pay for it

    embedded.ready()
    import django

    django.setup()
    gc.freeze()  # what a process holds from its start is never garbage: passing over it again and again costs a tenth


def _command_modules() -> Iterator[str]:
    package = ROOT / "khue"
    for file in sorted(package.glob("**/management/commandline.py")):
        yield ".".join(["khue", *file.relative_to(package).with_suffix("").parts])


if __name__ == "__main__":
    sys.exit(main())
