"""Everything that is checked, in one command: `python -m tools.gate [--lint]`.

The quick checks come first and the first that fails ends the run, after a table of what was done. The tests come last,
so that pytest's own summary closes the output.
"""

import subprocess
import sys
import time
from collections.abc import Sequence
from typing import NamedTuple

from tools.source import ROOT

WORKERS = "2"


class Check(NamedTuple):
    """A program that must answer 0."""

    name: str
    command: Sequence[str]


def checks() -> list[Check]:
    """Return the quick checks, the quickest first."""
    python = sys.executable
    templates = sorted(str(file.relative_to(ROOT)) for file in (ROOT / "khue").rglob("templates/**/*.html"))
    return [
        Check("code format", [python, "-m", "ruff", "format", "--check", "--quiet"]),
        Check("lint", [python, "-m", "ruff", "check", "--quiet"]),
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


def main(*arguments: str) -> int:
    """Run the checks, and the tests unless `--lint` was asked for; other arguments go to pytest."""
    results: list[tuple[str, str, float]] = []
    failed = False
    for check in checks():
        begin = time.monotonic()
        done = subprocess.run(check.command, cwd=ROOT, capture_output=True, text=True, check=False)
        failed = done.returncode != 0
        results.append((check.name, "failed" if failed else "ok", time.monotonic() - begin))
        if failed:
            print(f"{done.stdout}{done.stderr}", flush=True)
            break
    for name, result, seconds in results:
        print(f"{name:20} {result:8} {seconds:6.1f} s", flush=True)
    if failed:
        return 1
    if "--lint" in arguments:
        return 0
    pytest = [sys.executable, "-m", "pytest", "-n", WORKERS, "--maxfail=20", *arguments]
    return subprocess.run(pytest, cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
