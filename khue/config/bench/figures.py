"""What a bench answers: figures with their runs, and the limit each is held against."""

from __future__ import annotations

import math
import os
import platform
import subprocess
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any, Literal

from khue.config.environment import ROOT

Better = Literal["lower", "higher"]
GIBIBYTE = 1 << 30


@dataclass(frozen=True, slots=True)
class Limit:
    """What a figure is compared with: a peer's figure, or what the machine itself can do, measured in the same run."""

    id: str
    value: float


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure. `value` is the median of the runs, or what its id says (p95); `ratio` is value by limit."""

    id: str
    value: float
    unit: str
    better: Better
    runs: int
    limit: Limit | None = None

    @property
    def ratio(self) -> float | None:
        """How many times the limit; None without one."""
        return rounded(self.value / self.limit.value) if self.limit and self.limit.value else None

    def as_json(self) -> dict[str, Any]:
        """As `khue bench` prints it."""
        limit = asdict(self.limit) if self.limit else None
        return {
            "id": self.id, "value": rounded(self.value), "unit": self.unit, "better": self.better, "runs": self.runs,
            "limit": limit, "ratio": self.ratio,
        }  # fmt: skip


def rounded(value: float) -> float:
    """Four significant digits; whole numbers stay whole."""
    if value == 0 or not math.isfinite(value):
        return value
    digits = 3 - math.floor(math.log10(abs(value)))
    return round(value, max(digits, 0))


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which a share of the values lies (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def spread(
    name: str, values: Sequence[float], unit: str, better: Better, limit: Limit | None = None
) -> list[Figure]:
    """Two figures of the same runs: the median, and the p95 of the bad side."""
    bad = percentile(values, 0.95 if better == "lower" else 0.05)
    return [
        Figure(name, median(values), unit, better, len(values), limit),
        Figure(f"{name}_p95", bad, unit, better, len(values)),
    ]


def machine() -> dict[str, Any]:
    """The machine the figures were measured on."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "cores": os.cpu_count(),
        "processor": _processor(),
        "memory_gib": round(memory / GIBIBYTE),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "load": round(os.getloadavg()[0], 2),
    }


def commit() -> str:
    """The commit of the tree; empty where there is no repository, with a plus where files were changed since."""
    if not (ROOT / ".git").exists():
        return ""
    head = _git("rev-parse", "--short=12", "HEAD")
    return f"{head}+" if _git("status", "--porcelain", "--untracked-files=no") else head


def _git(*arguments: str) -> str:
    done = subprocess.run(
        ["git", "--no-optional-locks", "-C", str(ROOT), *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip()


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    return next(
        (line.partition(":")[2].strip() for line in lines if line.startswith("model name")),
        platform.machine(),
    )
