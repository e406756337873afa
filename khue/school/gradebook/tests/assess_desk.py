"""A desk on which the tests of `khue assess` lay their files: run it in an empty folder and read what it wrote."""

import argparse
import csv
from dataclasses import dataclass
from pathlib import Path

import pytest

from khue.school.gradebook.management.commandline import register

M_HEADER = "pupil,subject,assessed,term,regular,midterm,final"
C_HEADER = "pupil,term1,term2,absences"


@dataclass(frozen=True)
class Answer:
    """What a run left behind: exit code, both channels, and the files, None where none was written."""

    code: int
    out: str
    errors: list[str]
    results: list[dict[str, str]] | None
    subjects: list[dict[str, str]] | None


def command(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser("khue")
    register(parser.add_subparsers(required=True))
    return parser.parse_args(["assess", *words])


@dataclass(frozen=True)
class Desk:
    folder: Path
    channels: pytest.CaptureFixture[str]

    def assess(self, marks: str | bytes, conduct: str | bytes = "", *more: str, **paths: str) -> Answer:
        """Run on these contents; lines without a header get the usual one. `paths` replace the usual names."""
        self.lay("M.csv", marks, M_HEADER)
        self.lay("C.csv", conduct, C_HEADER)
        return self.run(*more, **paths)

    def run(self, *more: str, **paths: str) -> Answer:
        names = {"marks": "M.csv", "conduct": "C.csv", "out": "R.csv", "subjects-out": "S.csv", **paths}
        options = [word for name, path in names.items() for word in (f"--{name}", path)]
        args = command("--circular", "22", *options, *more)
        code = args.run(args)
        out, err = self.channels.readouterr()
        return Answer(code, out, err.splitlines(), self.read(names["out"]), self.read(names["subjects-out"]))

    def lay(self, name: str, content: str | bytes, header: str) -> None:
        if isinstance(content, str):
            lines = content if content.startswith(("pupil", "\ufeff")) else f"{header}\n{content}"
            content = lines.encode()
        (self.folder / name).write_bytes(content)

    def read(self, name: str) -> list[dict[str, str]] | None:
        path = self.folder / name
        if not path.is_file():
            return None
        with path.open(encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream, strict=True))


def year_of_marks(pupil: str, marks: dict[str, str], comments: dict[str, str] | None = None) -> str:
    """Lines of a pupil who got the same mark (or D, CD) in everything, both terms."""
    lines = [
        f"{pupil},{subject},{assessed},{term},{value};{value},{value},{value}"
        for assessed, results in (("score", marks), ("comment", comments or {}))
        for subject, value in results.items()
        for term in (1, 2)
    ]
    return "".join(line + "\n" for line in lines)
