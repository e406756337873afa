"""`khue demo`, `khue bench`: arguments; the work is in `portal.demo` and `portal.bench`."""

from __future__ import annotations

import argparse

from khue.config.bench.names import BENCHES
from khue.portal.demo.sizes import SIZES

_DEMO = """\
Make a demo province of invented people in real communes, once, and say who can sign in. With --serve it is started on
this machine alone and stopped by Ctrl-C. KHUE_DEMO_PORT (8000) and KHUE_DATA_DIR move it.

accounts, schools: list what is there instead."""


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the portal's commands to the command line."""
    demo = subparsers.add_parser(
        "demo",
        help="make a demo province and start it",
        description=_DEMO,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    demo.add_argument("what", nargs="?", choices=("accounts", "schools"), help="list these and nothing else")
    demo.add_argument("--size", choices=list(SIZES), help="small unless one is there")
    demo.add_argument("--serve", action="store_true", help="start web and worker, stop them on Ctrl-C")
    demo.add_argument("--json", action="store_true", help="one JSON value on standard output")
    demo.set_defaults(run=_demo, needs_database=False)
    bench = subparsers.add_parser("bench", help="measure the figures of docs/benchmarks.md")
    bench.add_argument("name", choices=list(BENCHES))
    bench.add_argument("--size", choices=list(SIZES), default="small")
    bench.add_argument("--json", action="store_true", help="one JSON object on standard output")
    bench.set_defaults(run=_bench, needs_database=False)


def _demo(given: argparse.Namespace) -> int:
    from khue.config.management.demo import run

    return run(what=given.what, size=given.size, serve=given.serve, as_json=given.json)


def _bench(given: argparse.Namespace) -> int:
    from khue.config.management.bench import run

    return run(given.name, size=given.size, as_json=given.json)
