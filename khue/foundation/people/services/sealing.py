"""Sealing what other rooms keep secret, with the installation's keys, as text for a column of text or JSON."""

from __future__ import annotations

from base64 import b64decode, b64encode

from khue.foundation.people.adapters import keyring


def seal_text(plain: str, column: str) -> str:
    """The ciphertext of `plain` for `column` (`table.column`): moved to another column it does not open."""
    return b64encode(keyring().seal(plain, column)).decode()


def open_text(sealed: str, column: str) -> str:
    """What was sealed. Raises `SealedByAnotherKey`."""
    return keyring().open(b64decode(sealed), column)
