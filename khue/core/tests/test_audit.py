"""The audit: written with the act, chained later, and any change of it found."""

from __future__ import annotations

import time
from contextlib import closing

import pytest
from django.db import ProgrammingError, connection, transaction

from khue.core import audit
from khue.core.audit.sealing import GENESIS, merkle_root
from khue.core.models import AuditLine, AuditSegment
from khue.core.scope import open_scope, system

pytestmark = pytest.mark.django_db(transaction=True)


def write(*actions: str) -> None:
    for action in actions:
        with open_scope(system("test")):
            audit.record(action, number=1)


def seal() -> int:
    """Seal all there is. Another test's open transaction, even in another database, holds the sealer back: wait."""
    sealed = 0
    for _ in range(600):
        with open_scope(system("test")):
            sealed += audit.seal()
            if not AuditLine.objects.filter(segment=None).exists():
                return sealed
        time.sleep(0.2)
    pytest.fail("Another transaction of the cluster held the sealer back for two minutes.")


def as_owner(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
        cursor.execute(statement)
        cursor.execute("SET ROLE khue_app")


def test_a_sealed_chain_is_intact() -> None:
    write("a", "b")
    assert seal() == 2
    write("c")
    with open_scope(system("test")):
        verdict = audit.verify()
    assert (verdict.intact, verdict.lines, verdict.unsealed) == (True, 2, 1)


def test_a_line_of_a_running_transaction_is_not_sealed() -> None:
    with open_scope(system("test")):
        audit.record("a")
        assert audit.seal() == 0


def test_a_line_of_a_running_transaction_is_not_sealed_when_an_older_one_runs() -> None:
    """The snapshot ends at the last transaction that is over: one that runs may be beyond its end."""
    older = connection.copy()
    older.set_autocommit(False)
    with closing(older), older.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()")
        with open_scope(system("test")):
            audit.record("a")
            assert audit.seal() == 0


def test_the_app_can_neither_change_nor_delete_a_line() -> None:
    write("a")
    for statement in ("UPDATE core_auditline SET action = 'x'", "DELETE FROM core_auditline"):
        with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_the_app_cannot_seal_a_line_twice() -> None:
    write("a")
    seal()
    with open_scope(system("test")):
        line = AuditLine.objects.get()
    with (
        pytest.raises(ProgrammingError, match="were free"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT audit_seal(%s, ''::bytea, ''::bytea, ''::bytea, now())", [[line.pk]])


@pytest.mark.parametrize(
    ("tampering", "code"),
    [
        ("UPDATE core_auditline SET params = '{\"number\": 2}' WHERE action = 'b'", "changed_line"),
        ("DELETE FROM core_auditline WHERE action = 'b'", "missing_lines"),
        ("UPDATE core_auditsegment SET previous = decode(repeat('ff', 32), 'hex')", "chain"),
        ("UPDATE core_auditsegment SET hash = decode(repeat('ff', 32), 'hex')", "hash"),
    ],
)
def test_tampering_is_found(tampering: str, code: str) -> None:
    write("a", "b")
    seal()
    as_owner(tampering)
    with open_scope(system("test")):
        verdict = audit.verify()
    assert verdict.broken is not None
    assert verdict.broken["code"] == code


def test_segments_follow_each_other() -> None:
    for action in "abc":
        write(action)
        seal()
    segments = list(AuditSegment.objects.order_by("id"))
    assert [bytes(segment.previous) for segment in segments] == [
        GENESIS,
        *(bytes(segment.hash) for segment in segments[:-1]),
    ]


def test_the_empty_tree_has_the_zero_root() -> None:
    assert merkle_root([]) == GENESIS
