"""`khue serve`, `worker`, `audit verify`."""

from __future__ import annotations

import argparse
import json
import os
from dataclasses import asdict
from typing import Any

from khue.config.management import doctor, importing, keeping, province


def register(subparsers: Any) -> None:
    """Add the house's commands."""
    serve = subparsers.add_parser("serve", help="answer web requests")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=8000)
    serve.add_argument("--workers", type=int, default=2)
    serve.set_defaults(run=_serve, role="app")
    worker = subparsers.add_parser("worker", help="do the work that was put off")
    worker.set_defaults(run=_worker, role="worker")
    importing.register(subparsers)
    province.register(subparsers)
    keeping.register(subparsers)
    doctor.register(subparsers)
    audit = subparsers.add_parser("audit", help="the audit chain").add_subparsers(dest="act", required=True)
    verify = audit.add_parser("verify", help="say whether the audit is intact, or name the first broken line")
    verify.add_argument("--json", action="store_true", help="one JSON object on standard output")
    verify.set_defaults(run=_verify)


def _serve(given: argparse.Namespace) -> int:
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    os.environ["KHUE_ROLE"] = "app"
    Granian(
        "khue.config.wsgi:application",
        address=given.host,
        port=given.port,
        interface=Interfaces.WSGI,
        workers=given.workers,
        blocking_threads=4,
        log_level=LogLevels.warning,
    ).serve()
    return 0


def _worker(_given: argparse.Namespace) -> int:
    from khue.core.working import work

    work()
    return 0


def _verify(given: argparse.Namespace) -> int:
    from khue.core.audit import verify
    from khue.core.scope import open_scope, system

    with open_scope(system("audit verify")):
        verdict = verify()
    if given.json:
        print(json.dumps({"schema": 1, "intact": verdict.intact, **asdict(verdict)}))
    elif verdict.broken:
        print(f"broken: {verdict.broken}")
    else:
        print(
            f"intact: {verdict.lines} lines in {verdict.segments} segments, {verdict.unsealed} not sealed yet"
        )
    return 0 if verdict.intact else 1
