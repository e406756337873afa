"""`khue keys rotate`: a new key for personal identity numbers, and every number sealed again with it."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any


def register(subparsers: Any) -> None:
    """Add the command."""
    keys = subparsers.add_parser("keys", help="the keys of encrypted columns")
    acts = keys.add_subparsers(dest="act", metavar="ACT", required=True)
    rotate = acts.add_parser(
        "rotate", help="make a new key and seal every identity number with it; may be cut off and run again"
    )
    rotate.add_argument("--json", action="store_true", help="one JSON object on standard output")
    rotate.set_defaults(run=rotate_keys)


def rotate_keys(given: argparse.Namespace) -> int:
    """Make a key unless numbers of an older one are left over, then seal those again; exit code 0."""
    from khue.foundation.people.services.keys import rotate

    result = rotate(tell=lambda count: print(f"{count} numbers", file=sys.stderr))
    if given.json:
        print(json.dumps({"schema": 1, **result}))
    else:
        print(f"key={result['key']} sealed={result['sealed']}")
    return 0
