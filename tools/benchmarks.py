"""The tables of docs/benchmarks.md, made from what `khue bench NAME --json` printed: `python -m tools.benchmarks`.

Each answer is kept as `docs/benchmarks/<name>.json`; a table stands in the document between `<!-- table: name -->` and
`<!-- end -->`. Without an answer the table says how to get one. `check` only tells whether the document is up to date.
"""

import json
import re
import sys
from typing import Any

from tools.source import ROOT

DOCUMENT = ROOT / "docs" / "benchmarks.md"
ANSWERS = ROOT / "docs" / "benchmarks"
PLACE = re.compile(r"(<!-- table: ([a-z-]+) -->\n).*?(<!-- end -->)", re.DOTALL)
HEAD = "| figure | value | unit | better | runs | limit | ratio |\n|---|---:|---|---|---:|---|---:|\n"


def number(value: float) -> str:
    """`1551920` → `1,551,920`; four digits where there are fewer."""
    return f"{value:,.0f}" if value >= 1_000 else f"{value:g}"  # noqa: PLR2004 -- from there on digits need a comma


def line(figure: dict[str, Any]) -> str:
    """A figure as a line of the table."""
    limit = figure["limit"]
    beside = f"{limit['id']}: {number(limit['value'])}" if limit else ""
    ratio = f"{figure['ratio']:g}" if figure["ratio"] is not None else ""
    parts = (
        figure["id"],
        number(figure["value"]),
        figure["unit"],
        figure["better"],
        figure["runs"],
        beside,
        ratio,
    )
    return f"| {' | '.join(map(str, parts))} |\n"


def table(name: str) -> str:
    """The table of a bench, with where and of what commit it was measured."""
    path = ANSWERS / f"{name}.json"
    if not path.exists():
        return f"Not measured yet: `khue bench {name} --json > docs/benchmarks/{name}.json`.\n"
    answer = json.loads(path.read_text(encoding="utf-8"))
    machine = answer["machine"]
    where = (
        f"Size {answer['size']}, commit `{answer['commit']}`; {machine['cores']} cores of {machine['processor']},"
        f" {machine['memory_gib']} GiB, {machine['system']}, Python {machine['python']}, load {machine['load']:g}.\n\n"
    )
    return where + HEAD + "".join(map(line, answer["figures"]))


def drawn(document: str) -> str:
    """The document with its tables made anew."""
    return PLACE.sub(lambda found: f"{found[1]}{table(found[2])}{found[3]}", document)


def main(arguments: list[str]) -> int:
    """Write the tables, or tell whether they are up to date."""
    document = DOCUMENT.read_text(encoding="utf-8")
    made = drawn(document)
    if arguments == ["check"]:
        if made != document:
            sys.stderr.write(
                "docs/benchmarks.md is not what docs/benchmarks/*.json say: python -m tools.benchmarks\n"
            )
        return int(made != document)
    DOCUMENT.write_text(made, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
