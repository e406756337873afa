"""Import-linter contract: outside its own room, only a room's public files may be imported.

A room is `package.floor.room`; floors named in `trusted` are libraries (core) or composition (portal, config) and are
exempt. Tests may also import other rooms' `public_to_tests` (their factories).

Good, in khue/school/gradebook/services.py: `from khue.sector.classes.selectors import roll`
Bad, in the same file: `from khue.sector.classes.views import RollView`
"""

from collections.abc import Collection
from typing import Any, NamedTuple, cast

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output

ROOM_DEPTH = 3


class Border(NamedTuple):
    """What may be seen of a room from outside."""

    package: str
    public: Collection[str]
    public_to_tests: Collection[str]
    trusted: Collection[str]

    def is_crossed(self, importer: str, imported: str) -> bool:
        """Tell whether the one module may not import the other."""
        user, owner = importer.split("."), imported.split(".")
        for parts in (user, owner):
            if parts[0] != self.package or len(parts) < ROOM_DEPTH or parts[1] in self.trusted:
                return False
        allowed = [*self.public, *(self.public_to_tests if "tests" in user else [])]
        inside = owner[ROOM_DEPTH : ROOM_DEPTH + 1]
        return user[:ROOM_DEPTH] != owner[:ROOM_DEPTH] and bool(inside) and inside[0] not in allowed


class ModulePrivacyContract(Contract):
    """Reports every import of another room's private file."""

    package = fields.StringField()
    public = fields.ListField(subfield=fields.StringField())
    public_to_tests = fields.ListField(subfield=fields.StringField())
    trusted = fields.ListField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: FBT001 - import-linter's signature
        values = cast("Any", self)  # its fields become plain values when the contract is read
        border = Border(values.package, values.public, values.public_to_tests, values.trusted)
        pairs = (
            (importer, imported)
            for importer in sorted(graph.modules)
            for imported in sorted(graph.find_modules_directly_imported_by(importer))
        )
        breaches = [pair for pair in pairs if border.is_crossed(*pair)]
        return ContractCheck(kept=not breaches, metadata={"breaches": breaches})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for importer, imported in check.metadata["breaches"]:
            output.print_error(f"{importer} imports {imported}, which is private to its room")
