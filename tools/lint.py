"""Run our own lints over the repository: `python -m tools.lint`."""

import sys
from collections.abc import Callable, Iterable, Iterator

from tools import addresses, budget, names, one_clock, reasons, signals, whole_words
from tools.source import Problem, Source, sources

CHECKS: tuple[Callable[[Source], Iterable[Problem]], ...] = (
    addresses.check,
    budget.check,
    names.check,
    one_clock.check,
    reasons.check,
    signals.check,
    whole_words.check,
)


def findings() -> Iterator[str]:
    """Yield `path:line: text` for every problem in the repository."""
    for source in sources():
        for check in CHECKS:
            for problem in check(source):
                yield f"{source.path}:{problem.line}: {problem.text}"


def main() -> int:
    """Print the findings; 1 when there are any."""
    found = sorted(findings())
    print("\n".join(found) or "No findings.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
