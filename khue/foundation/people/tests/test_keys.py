"""Identity numbers at rest: sealed by a key that is not in the database."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from khue.core.scope import open_scope, system
from khue.foundation.people import adapters
from khue.foundation.people.adapters import IDENTITY, SealedByAnotherKey, add_key, key_number, keyring
from khue.foundation.people.services import find_by_number, identity_number_of
from khue.foundation.people.services.keys import rotate
from khue.foundation.people.tests.factories import Province, make_person

NUMBER = "037313004118"


@pytest.fixture(autouse=True)
def keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("KHUE_KEYS_DIR", str(tmp_path / "keys"))
    keyring.cache_clear()
    yield tmp_path / "keys"
    keyring.cache_clear()


def test_what_is_sealed_opens_again_and_does_not_show_the_number() -> None:
    sealed = keyring().seal(NUMBER, IDENTITY)
    assert keyring().open(sealed, IDENTITY) == NUMBER
    assert NUMBER.encode() not in sealed


def test_sealing_twice_gives_two_texts_and_one_index() -> None:
    assert keyring().seal(NUMBER, IDENTITY) != keyring().seal(NUMBER, IDENTITY)
    assert keyring().index(NUMBER, IDENTITY) == keyring().index(NUMBER, IDENTITY)
    assert keyring().index(NUMBER, IDENTITY) != keyring().index(NUMBER, "another.column")


def test_a_value_copied_into_another_column_does_not_open() -> None:
    with pytest.raises(SealedByAnotherKey):
        keyring().open(keyring().seal(NUMBER, "another.column"), IDENTITY)


def test_a_changed_value_does_not_open() -> None:
    sealed = bytearray(keyring().seal(NUMBER, IDENTITY))
    sealed[-1] ^= 1
    with pytest.raises(SealedByAnotherKey):
        keyring().open(bytes(sealed), IDENTITY)


def test_keys_are_made_once_and_are_for_their_owner_alone(keys: Path) -> None:
    first = keyring()
    assert sorted(path.name for path in keys.iterdir()) == ["personal-1.key", "personal-index.key"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in keys.iterdir()} == {0o600}
    keyring.cache_clear()
    assert keyring().open(first.seal(NUMBER, IDENTITY), IDENTITY) == NUMBER


def test_a_new_key_seals_and_the_old_one_still_opens() -> None:
    old = keyring().seal(NUMBER, IDENTITY)
    index = keyring().index(NUMBER, IDENTITY)
    assert add_key() == 2
    assert key_number(keyring().seal(NUMBER, IDENTITY)) == 2
    assert keyring().open(old, IDENTITY) == NUMBER
    assert keyring().index(NUMBER, IDENTITY) == index


def test_a_process_that_started_before_a_rotation_opens_what_came_after(keys: Path) -> None:
    before = keyring()
    add_key()
    assert before.open(keyring().seal(NUMBER, IDENTITY), IDENTITY) == NUMBER


def test_a_missing_key_is_named() -> None:
    sealed = (9).to_bytes(2, "big") + keyring().seal(NUMBER, IDENTITY)[2:]
    with pytest.raises(SealedByAnotherKey, match="key 9"):
        keyring().open(sealed, IDENTITY)


def test_a_key_that_others_may_read_is_refused(keys: Path) -> None:
    keyring()
    (keys / "personal-1.key").chmod(0o644)
    adapters.keyring.cache_clear()
    with pytest.raises(PermissionError, match="chmod 600"):
        keyring()


def test_rotating_seals_every_number_again_and_finds_its_owner_as_before(province: Province) -> None:
    people = [make_person(province.school, identity_number=f"03731300{tail}") for tail in (4118, 4119)]
    assert rotate() == {"key": 2, "sealed": 2}
    with open_scope(system("test")):
        for person in people:
            person.refresh_from_db()
            assert key_number(bytes(person.identity_cipher or b"")) == 2
        assert find_by_number("037313004119") == people[1]
        assert identity_number_of(people[0]) == "037313004118"


def test_rotating_goes_on_where_it_was_cut_off(province: Province) -> None:
    make_person(province.school, identity_number="037313004118")
    add_key()
    make_person(province.school, identity_number="037313004119")
    assert rotate() == {"key": 2, "sealed": 1}
    assert rotate() == {"key": 3, "sealed": 2}
