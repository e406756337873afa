"""For every address with arguments: something of school A's to guess at.

A room offers its own samples in `tests/access.py`: `samples(world)` answers `{"room:page": Sample(…)}`. A route without
a sample fails the matrix, so nobody can add a page that is not guessed at.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from khue.config.environment import ROOT
from tests.world import World


@dataclass(frozen=True)
class Sample:
    """Arguments that lead to something of school A's; `public` where everybody who signed in may see it.

    `body` is what a program sends to a writing operation; it must be well-formed, or the matrix meets its 422 first.
    """

    values: dict[str, Any] = field(default_factory=dict)
    public: bool = False
    body: dict[str, Any] | list[Any] | None = None


def all_samples(world: World) -> dict[str, Sample]:
    """The samples of all rooms, by route name or pattern."""
    found: dict[str, Sample] = {}
    for room in [name for name in settings.INSTALLED_APPS if name.startswith("khue.")]:
        folder = ROOT.joinpath(*room.removesuffix(".apps.CoreConfig").split(".")[:3])
        if folder.joinpath("tests", "access.py").exists():
            dotted = ".".join(folder.relative_to(ROOT).parts)
            module = importlib.import_module(f"{dotted}.tests.access")
            found |= {name: Sample(**values) for name, values in module.samples(world).items()}
    return found
