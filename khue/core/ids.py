"""Names of things that leave the database: UUIDv7, so that they sort by time and index well."""

from __future__ import annotations

import os
import time
import uuid


def uuid7() -> uuid.UUID:
    """A version 7 UUID (RFC 9562, section 5.7): 48 bits of Unix milliseconds, then randomness.

    Reads the machine's clock and not the injected one: it must grow while a demo's clock stands still.
    """
    milliseconds = time.time_ns() // 1_000_000
    random = int.from_bytes(os.urandom(10), "big")
    value = (milliseconds & (1 << 48) - 1) << 80 | random & (1 << 80) - 1
    value = value & ~(0xF << 76) | 7 << 76
    return uuid.UUID(int=value & ~(3 << 62) | 2 << 62)


def uuid7_texts(count: int) -> list[str]:
    """`count` of them as 32 hexadecimal digits, in order, for rows that go into the database by the thousand."""
    milliseconds = time.time_ns() // 1_000_000
    random = os.urandom(8 * count)
    return [
        f"{milliseconds:012x}7{number & 0xFFF:03x}{0x80 | random[8 * number] & 0x3F:02x}"
        f"{random[8 * number + 1 : 8 * number + 8].hex()}"
        for number in range(count)
    ]
