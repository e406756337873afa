"""Everything that is checked, in one command: `python -m tools.gate [--lint]`.

The quick checks come first, all of them; if one fails, the run ends with a table of their results. The tests come last,
so that pytest's own summary closes the output.
"""

import subprocess
import sys
import time
from collections.abc import Sequence
from typing import NamedTuple

from tools.source import ROOT

WORKERS = "2"
SHOWN = 60


class Check(NamedTuple):
    """A program that must answer 0."""

    name: str
    command: Sequence[str]


def checks() -> list[Check]:
    """Return the quick checks, the quickest first."""
    python = sys.executable
    templates = sorted(str(file.relative_to(ROOT)) for file in (ROOT / "khue").rglob("templates/**/*.html"))
    return [
        Check("code format", [python, "-m", "ruff", "format", "--check", "--output-format", "concise"]),
        Check("lint", [python, "-m", "ruff", "check", "--output-format", "concise"]),
        Check("own lints", [python, "-m", "tools.lint"]),
        Check(
            "template format", [f"{sys.prefix}/bin/djade", "--target-version", "5.2", "--check", *templates]
        ),
        Check("translations", [python, "-m", "tools.messages", "check"]),
        Check(
            "import contracts", [python, "-c", "from importlinter.cli import lint_imports_command as c; c()"]
        ),
        Check("types", [python, "-m", "mypy"]),
    ]


def perform(check: Check) -> tuple[bool, float]:
    """Run a check; show the beginning of what it says when it fails. Returns whether it passed, and its seconds."""
    begin = time.monotonic()
    done = subprocess.run(check.command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        said = f"{done.stdout}{done.stderr}".strip().splitlines()
        more = [f"… and {len(said) - SHOWN} lines more"] if len(said) > SHOWN else []
        print(f"--- {check.name}", *said[:SHOWN], *more, sep="\n", flush=True)
    return done.returncode == 0, time.monotonic() - begin


def main(*arguments: str) -> int:
    """Run the checks, and the tests unless `--lint` was asked for; other arguments go to pytest."""
    results = {check.name: perform(check) for check in checks()}
    for name, (passed, seconds) in results.items():
        print(f"{name:20} {'ok' if passed else 'failed':8} {seconds:6.1f} s", flush=True)
    if not all(passed for passed, _seconds in results.values()):
        return 1
    if "--lint" in arguments:
        return 0
    pytest = [sys.executable, "-m", "pytest", "-n", WORKERS, "--maxfail=20", *arguments]
    return subprocess.run(pytest, cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
