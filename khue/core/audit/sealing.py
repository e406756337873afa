"""Chaining the lines, and proving the chain.

Chaining inside every transaction would make the province wait in one queue. So lines are flat, and once a second one
sealer takes those whose transaction is certainly over (`xid < pg_snapshot_xmin(…)`) into a segment: the Merkle root of
their digests and the hash of the segment before.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

from khue.core import clock
from khue.core.models.audit import AuditLine, AuditSegment

GENESIS = bytes(32)
SEGMENT_LINES = 10_000
_FIELDS = (
    "id", "at", "account_id", "membership_id", "role", "reason", "action", "kind", "object_id", "organisation_id",
    "person_id", "params", "request_id",
)  # fmt: skip
# A visible line beyond the snapshot came with a restored dump, from another cluster's count; or it is our own.
_OVER = """(xid < pg_snapshot_xmin(pg_current_snapshot()) OR
    xid > pg_snapshot_xmax(pg_current_snapshot()) AND xid IS DISTINCT FROM pg_current_xact_id_if_assigned())"""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What `verify` found: counts, and the first break if there is one (`segment`, `line` or None, a code)."""

    segments: int
    lines: int
    unsealed: int
    broken: dict[str, Any] | None

    @property
    def intact(self) -> bool:
        """Whether every sealed line is as it was sealed. An unsealed tail is no finding."""
        return self.broken is None


def digest(row: Sequence[Any]) -> bytes:
    """SHA-256 of one line's canonical JSON, `row` in the order of the sealed fields."""
    number, moment, *rest = row
    canonical = [number, moment.astimezone(clock.VIETNAM).isoformat(timespec="microseconds"), *rest]
    return hashlib.sha256(json.dumps(canonical, sort_keys=True, ensure_ascii=False).encode()).digest()


def merkle_root(leaves: Iterable[bytes]) -> bytes:
    """The root of a Merkle tree; an odd node is carried up as it is; the empty tree has the zero root."""
    level = list(leaves)
    while len(level) > 1:
        level = [
            hashlib.sha256(level[i] + level[i + 1]).digest() if i + 1 < len(level) else level[i]
            for i in range(0, len(level), 2)
        ]
    return level[0] if level else GENESIS


def chain(previous: bytes, root: bytes, lines: int, last: int) -> bytes:
    """The hash of a segment."""
    return hashlib.sha256(previous + root + lines.to_bytes(8, "big") + last.to_bytes(8, "big")).digest()


def seal() -> int:
    """Seal what is certainly over; returns the number of lines. Safe when two sealers run: one waits for the other."""
    sealed = 0
    while count := _seal_one():
        sealed += count
    return sealed


def _seal_one() -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('khue.audit.seal'))")
        over = AuditLine.objects.filter(RawSQL(_OVER, (), output_field=BooleanField()), segment=None)  # noqa: S611 -- no input
        rows = list(over.order_by("id").values_list(*_FIELDS)[:SEGMENT_LINES])
        if not rows:
            return 0
        last = AuditSegment.objects.order_by("-id").values_list("hash", flat=True).first()
        previous = bytes(last) if last else GENESIS
        root = merkle_root(map(digest, rows))
        numbers = [row[0] for row in rows]
        cursor.execute(
            "SELECT audit_seal(%s, %s, %s, %s, %s)",
            [numbers, root, previous, chain(previous, root, len(rows), numbers[-1]), clock.now()],
        )
    return len(rows)


def verify() -> Verdict:
    """Recompute every segment from its lines, and the chain; memory holds one segment at a time."""
    previous, lines, count, broken = GENESIS, 0, 0, None
    for segment in AuditSegment.objects.order_by("id").iterator(chunk_size=200):
        rows = list(AuditLine.objects.filter(segment=segment).order_by("id").values_list(*_FIELDS))
        broken = next(_breaks(segment, rows, previous), None)
        count, lines, previous = count + 1, lines + len(rows), bytes(segment.hash)
        if broken:
            break
    unsealed = AuditLine.objects.filter(segment=None).count()
    return Verdict(segments=count, lines=lines, unsealed=unsealed, broken=broken)


def _breaks(segment: AuditSegment, rows: list[Any], previous: bytes) -> Iterator[dict[str, Any]]:
    if bytes(segment.previous) != previous:
        yield {"segment": segment.pk, "line": None, "code": "chain"}
    if len(rows) != segment.lines or rows[-1][0] != segment.last_line:
        yield {"segment": segment.pk, "line": rows[-1][0] if rows else None, "code": "missing_lines"}
    if merkle_root(map(digest, rows)) != bytes(segment.root):
        yield {"segment": segment.pk, "line": rows[0][0], "code": "changed_line"}
    if chain(previous, bytes(segment.root), segment.lines, segment.last_line) != bytes(segment.hash):
        yield {"segment": segment.pk, "line": None, "code": "hash"}
