"""What a lint sees: a file of the repository, and the problems it may report in it."""

import ast
import io
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("khue", "tests", "tools")
KINDS = {".py", ".sql", ".html"}


class Problem(NamedTuple):
    """One finding: the line and what is wrong there, in words that say how to mend it."""

    line: int
    text: str


@dataclass(frozen=True)
class Source:
    """A file, by its path from the root of the repository."""

    path: PurePosixPath
    text: str

    @property
    def is_python(self) -> bool:
        return self.path.suffix == ".py"

    @property
    def is_migration(self) -> bool:
        return "migrations" in self.path.parts

    @property
    def room(self) -> str | None:
        """The room the file belongs to (`classes`), or None outside the rooms."""
        parts = self.path.parts
        depth = 4
        outside = len(parts) < depth or parts[0] != "khue" or parts[1] in {"core", "config", "portal"}
        return None if outside else parts[2]

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, filename=str(self.path))

    def comments(self) -> Iterator[tuple[int, str]]:
        """Yield the line and text of every comment."""
        for token in tokenize.generate_tokens(io.StringIO(self.text).readline):
            if token.type == tokenize.COMMENT:
                yield token.start[0], token.string


def sources() -> Iterator[Source]:
    """Yield every file that lints look at."""
    for folder in FOLDERS:
        for file in sorted((ROOT / folder).rglob("*")):
            if file.suffix in KINDS and "node_modules" not in file.parts and file.is_file():
                yield Source(PurePosixPath(file.relative_to(ROOT).as_posix()), file.read_text())
