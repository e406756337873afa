"""What `khue doctor` asks of people: do the keys open what they sealed."""

from __future__ import annotations

from khue.core.registry import Finding
from khue.foundation.people.adapters import IDENTITY, SealedByAnotherKey, keyring, keys_dir
from khue.foundation.people.models import Person

SAMPLE = 100


def keys() -> Finding:
    """The keys lie in their folder, readable by us alone, and open the first and the last numbers that were sealed."""
    sealed = Person.objects.filter(identity_cipher__isnull=False)
    if sealed.exists() and not any(keys_dir().glob("personal-[0-9]*.key")):
        return Finding("keys", is_well=False, detail=f"put the keys back into {keys_dir()}")
    try:
        ring = keyring()
        ends = [*sealed.order_by("pk")[:SAMPLE], *sealed.order_by("-pk")[:SAMPLE]]
        for row in ends:
            ring.open(bytes(row.identity_cipher or b""), IDENTITY)
    except (SealedByAnotherKey, PermissionError) as error:
        return Finding("keys", is_well=False, detail=str(error))
    return Finding("keys", is_well=True, detail=f"{len(ring.keys)} keys, {len(ends)} numbers opened")
