"""`khue bench`: one bench on its own database."""

from __future__ import annotations

import importlib
import json
from typing import Any

from khue.config.bench.names import BENCHES


def run(name: str, *, size: str, as_json: bool) -> int:
    """The command; returns its exit code."""
    from khue.config.bench.databases import enter
    from khue.config.bench.figures import commit, machine

    enter(size)
    found = importlib.import_module(BENCHES[name]).measure(size)
    answer = {
        "schema": 1,
        "name": name,
        "size": size,
        "commit": commit(),
        "machine": machine(),
        "figures": [figure.as_json() for figure in found],
    }
    if as_json:
        print(json.dumps(answer, ensure_ascii=False))
    else:
        _show(answer)
    return 0


def _show(answer: dict[str, Any]) -> None:
    print(f"{answer['name']} at {answer['size']}, {answer['commit']}")
    for figure in answer["figures"]:
        limit = figure["limit"]
        beside = f"   {figure['ratio']} × {limit['id']} ({limit['value']:g})" if limit else ""
        print(
            f"  {figure['id']:<28} {figure['value']:>12g} {figure['unit']:<12} {figure['runs']:>4} runs{beside}"
        )
