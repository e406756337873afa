"""The keys of encrypted columns: files outside the database, and outside its backup.

`KHUE_KEYS_DIR` (or `KHUE_DATA_DIR/keys`) holds `personal-1.key`, `personal-2.key` … (the highest seals, all of them
open) and `personal-index.key` (the blind index; it never changes, because indexes of another key would find nobody).
Each is 32 random bytes in hexadecimal, made once, readable by its owner only.

A sealed value is the number of its key (2 bytes), a nonce (12) and the ciphertext of AES-256-GCM with the column's name
as associated data: a value copied into another column does not open, a value copied to another row does (merges copy).
"""

from __future__ import annotations

import hmac
import os
import secrets
import stat
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

IDENTITY: Final = "people_person.identity_number"
_NONCE: Final = 12
_KEY: Final = 32
_NUMBER: Final = 2


class SealedByAnotherKey(RuntimeError):  # noqa: N818 -- reads as the fact it states
    """A value cannot be opened: its key is missing, or the value was changed."""


@dataclass(frozen=True, slots=True)
class Keyring:
    """The keys by number and the key of the blind index."""

    keys: Mapping[int, AESGCM]
    index_key: bytes

    @property
    def current(self) -> int:
        """The number of the key that seals."""
        return max(self.keys)

    def seal(self, plain: str, column: str) -> bytes:
        """The ciphertext of `plain` for `column`."""
        nonce = secrets.token_bytes(_NONCE)
        body = self.keys[self.current].encrypt(nonce, plain.encode(), column.encode())
        return self.current.to_bytes(_NUMBER, "big") + nonce + body

    def open(self, sealed: bytes, column: str) -> str:
        """What was sealed. Raises `SealedByAnotherKey`."""
        key = self.keys.get(key_number(sealed)) or _read_again().keys.get(key_number(sealed))
        if key is None:
            raise SealedByAnotherKey(f"key {key_number(sealed)} is not in {keys_dir()}")
        nonce, body = sealed[_NUMBER : _NUMBER + _NONCE], sealed[_NUMBER + _NONCE :]
        try:
            return key.decrypt(nonce, body, column.encode()).decode()
        except InvalidTag as error:
            raise SealedByAnotherKey(f"the value is not what key {key_number(sealed)} sealed") from error

    def index(self, plain: str, column: str) -> bytes:
        """The keyed blind index of `plain`: equal texts of one column have equal ones, and nobody else can tell."""
        return hmac.digest(self.index_key, f"{column}\0{plain}".encode(), sha256)


def key_number(sealed: bytes) -> int:
    """Which key sealed a value."""
    return int.from_bytes(sealed[:_NUMBER], "big")


def keys_dir() -> Path:
    """The folder of the keys."""
    folder: Path = settings.KHUE.keys_dir
    return folder


@cache
def keyring() -> Keyring:
    """The keys of this installation, read once a process; the first process of all makes them."""
    folder = keys_dir()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _kept(folder / "personal-1.key")
    found = {int(path.stem.rpartition("-")[2]): _kept(path) for path in folder.glob("personal-[0-9]*.key")}
    keys = {number: AESGCM(key) for number, key in found.items()}
    return Keyring(keys, _kept(folder / "personal-index.key"))


def _read_again() -> Keyring:
    """The keys as they lie in the folder now: another process may have made one since this one started."""
    keyring.cache_clear()
    return keyring()


def add_key() -> int:
    """Make the next key, which seals from now on in processes that start from now on; returns its number."""
    number = keyring().current + 1
    _kept(keys_dir() / f"personal-{number}.key")
    keyring.cache_clear()
    return number


def _kept(path: Path) -> bytes:
    """The key in `path`; made when it is missing, whole or not at all. Refuses a key that others may read."""
    if not path.exists():
        draft = path.with_suffix(f".{os.getpid()}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as target:
            target.write(secrets.token_hex(_KEY))
            target.flush()
            os.fsync(target.fileno())
        with suppress(FileExistsError):
            path.hardlink_to(draft)
        draft.unlink()
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise PermissionError(f"{path} may be read by others; run: chmod 600 {path}")
    return bytes.fromhex(path.read_text().strip())
