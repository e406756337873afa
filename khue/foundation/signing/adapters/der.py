"""Just enough DER to write what we sign.

A signature message has some thirty fields of which three change from paper to paper. Building it as a tree of ASN.1
objects takes 15 ms, writing its bytes 0.05 ms; reading stays with `asn1crypto`, which the tests hold against it.
"""

_LONG_FORM = 0x80
SEQUENCE, SET, OCTETS, INTEGER, OID, NULL, BOOLEAN = 0x30, 0x31, 0x04, 0x02, 0x06, 0x05, 0x01


def tlv(tag: int, *parts: bytes) -> bytes:
    """Tag, length and the concatenated contents."""
    body = b"".join(parts)
    size = len(body)
    if size < _LONG_FORM:
        return bytes((tag, size)) + body
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, _LONG_FORM | len(length))) + length + body


def integer(value: int) -> bytes:
    """A non-negative INTEGER."""
    return tlv(INTEGER, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def oid(dotted: str) -> bytes:
    """An OBJECT IDENTIFIER from its dotted form."""
    first, second, *rest = (int(arc) for arc in dotted.split("."))
    return tlv(OID, b"".join(_base128(arc) for arc in (first * 40 + second, *rest)))


def set_of(*members: bytes, tag: int = SET) -> bytes:
    """A SET OF, its members in the order DER asks for; `tag` replaces the SET tag where the field is IMPLICIT."""
    return tlv(tag, *sorted(members))


def _base128(arc: int) -> bytes:
    groups = [arc & 0x7F]
    while arc := arc >> 7:
        groups.append(arc & 0x7F | 0x80)
    return bytes(reversed(groups))
