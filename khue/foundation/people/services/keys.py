"""Sealing every number again with a new key, a thousand at a time; a run that is cut off is simply run again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.db.models import BinaryField, F, Func

from khue.core import audit
from khue.core.copying import update_rows
from khue.core.scope import open_scope, system
from khue.foundation.people.adapters import IDENTITY, add_key, key_number, keyring
from khue.foundation.people.models import Person

CHUNK: Final = 1_000


def rotate(tell: Callable[[int], None] = lambda _count: None) -> dict[str, int]:
    """Make the next key and seal all identity numbers with it; answers the key's number and how many were sealed.

    When a run was cut off before, numbers of an older key are left: then no further key is made, and they are sealed.
    Indexes stay: they have a key of their own. The old keys stay too, since backups hold what they sealed.
    """
    scope = system("khue keys rotate")
    with open_scope(scope):
        unfinished = _left_over(keyring().current)
    number = keyring().current if unfinished else add_key()
    sealed = last = 0
    while True:
        with open_scope(scope):
            rows = list(
                Person.objects.select_for_update()
                .filter(pk__gt=last, identity_cipher__isnull=False)
                .order_by("pk")
                .values_list("pk", "identity_cipher")[:CHUNK]
            )
            if not rows:
                audit.record("people.keys_rotated", key=number, sealed=sealed)
                return {"key": number, "sealed": sealed}
            old = [(pk, bytes(cipher)) for pk, cipher in rows if key_number(bytes(cipher)) != number]
            ring = keyring()
            fresh = [(pk, ring.seal(ring.open(cipher, IDENTITY), IDENTITY)) for pk, cipher in old]
            if fresh:
                update_rows(Person, ("id", "identity_cipher"), fresh)
        last, sealed = rows[-1][0], sealed + len(fresh)
        tell(sealed)


def _left_over(current: int) -> bool:
    """Whether the newest key has sealed some numbers and older ones hold others: an earlier run did not end."""
    newest = current.to_bytes(2, "big")
    number = Func(F("identity_cipher"), 1, 2, function="substr", output_field=BinaryField())
    sealed = Person.objects.filter(identity_cipher__isnull=False).annotate(key_number=number)
    has_newest: bool = sealed.filter(key_number=newest).exists()
    has_older: bool = sealed.exclude(key_number=newest).exists()
    return has_newest and has_older
