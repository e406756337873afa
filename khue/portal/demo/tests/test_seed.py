"""The same seed makes the same province, name by name and mark by mark."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import pytest
from django.db import connection, transaction

from khue.core.scope import open_scope, system
from khue.portal.demo.tests.conftest import load_tiny

PEOPLE = "SELECT uuid, full_name, birth_date, sex, sector_identifier, phone, residence FROM people_person ORDER BY uuid"
MARKS = """
    SELECT p.uuid, s.code, m.term, m.regular, m.midterm, m.final, m.remark, m.changed_at
    FROM marks m JOIN people_person p ON p.id = m.pupil_id JOIN curriculum_subject s ON s.id = m.subject_id
    ORDER BY p.uuid, m.year, s.code, m.term
"""


def digests(seed: int) -> list[str]:
    """What a province of a seed consists of; the province is gone afterwards."""
    with transaction.atomic():
        load_tiny(seed)
        with open_scope(system("test")), connection.cursor() as cursor:
            found = [_digest(cursor, query) for query in (PEOPLE, MARKS)]
        transaction.set_rollback(True)
    return found


def _digest(cursor: Any, query: str) -> str:
    cursor.execute(query)
    return sha256(repr(cursor.fetchall()).encode()).hexdigest()


@pytest.mark.django_db
def test_the_same_seed_makes_the_same_province_and_another_another() -> None:
    first = digests(7)
    assert digests(7) == first
    assert not set(digests(8)) & set(first)
