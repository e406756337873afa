"""The signature message itself: CMS SignedData with the attributes of CAdES (ETSI EN 319 122, RFC 5652).

Everything that belongs to the signer is encoded once; a paper adds its digest, its signature and its time stamp. The
signing time is not among the attributes: in PAdES it stands in the PDF (EN 319 142-1), in a time stamp in its content.
"""

from hashlib import sha256
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from .der import INTEGER, NULL, OCTETS, SEQUENCE, SET, integer, oid, set_of, tlv
from .signers import KeyKind, key_kind, signature_size

DATA: Final = oid("1.2.840.113549.1.7.1")
TIME_STAMP_INFO: Final = oid("1.2.840.113549.1.9.16.1.4")

_SIGNED_DATA = oid("1.2.840.113549.1.7.2")
_CONTENT_TYPE = oid("1.2.840.113549.1.9.3")
_MESSAGE_DIGEST = oid("1.2.840.113549.1.9.4")
_SIGNING_CERTIFICATE_V2 = oid("1.2.840.113549.1.9.16.2.47")
_TIME_STAMP_TOKEN = oid("1.2.840.113549.1.9.16.2.14")
_SHA256 = tlv(SEQUENCE, oid("2.16.840.1.101.3.4.2.1"))
_ALGORITHMS = {
    KeyKind.EC: tlv(SEQUENCE, oid("1.2.840.10045.4.3.2")),
    KeyKind.RSA: tlv(SEQUENCE, oid("1.2.840.113549.1.1.11"), tlv(NULL)),
}
_CONTEXT_0, _CONTEXT_1 = 0xA0, 0xA1
_LENGTH_SLACK = 32


class MessageWriter:
    """Writes the messages of one signer for one kind of content (`DATA` detached, or `TIME_STAMP_INFO` enclosed)."""

    def __init__(self, chain: tuple[x509.Certificate, ...], content_type: bytes = DATA) -> None:
        leaf = chain[0]
        encoded = [certificate.public_bytes(Encoding.DER) for certificate in chain]
        self._version = tlv(INTEGER, b"\x01" if content_type == DATA else b"\x03")
        self._certificates = set_of(*encoded, tag=_CONTEXT_0)
        self._signer = tlv(SEQUENCE, leaf.issuer.public_bytes(), integer(leaf.serial_number))
        self._algorithm = _ALGORITHMS[key_kind(leaf)]
        self._content_type = content_type
        self._fixed_attributes = (
            _attribute(_CONTENT_TYPE, content_type),
            _attribute(_SIGNING_CERTIFICATE_V2, _signing_certificate(encoded[0])),
        )
        self._signature_size = signature_size(leaf)

    def attributes(self, content_digest: bytes) -> bytes:
        """The signed attributes as the SET whose SHA-256 digest gets signed."""
        return set_of(_attribute(_MESSAGE_DIGEST, tlv(OCTETS, content_digest)), *self._fixed_attributes)

    def message(
        self, attributes: bytes, signature: bytes, *, token: bytes | None = None, content: bytes | None = None,
        with_certificates: bool = True,
    ) -> bytes:  # fmt: skip
        """The whole ContentInfo; `token` is an RFC 3161 time-stamp token over the signature."""
        unsigned = tlv(_CONTEXT_1, _attribute(_TIME_STAMP_TOKEN, token)) if token else b""
        enclosed = tlv(_CONTEXT_0, tlv(OCTETS, content)) if content is not None else b""
        signer_info = tlv(
            SEQUENCE,
            tlv(INTEGER, b"\x01"),
            self._signer,
            _SHA256,
            bytes((_CONTEXT_0,)) + attributes[1:],
            self._algorithm,
            tlv(OCTETS, signature),
            unsigned,
        )
        signed_data = tlv(
            SEQUENCE,
            self._version,
            tlv(SET, _SHA256),
            tlv(SEQUENCE, self._content_type, enclosed),
            self._certificates if with_certificates else b"",
            tlv(SET, signer_info),
        )
        return tlv(SEQUENCE, _SIGNED_DATA, tlv(_CONTEXT_0, signed_data))

    def size(self, token_size: int = 0) -> int:
        """The most bytes that a message without content takes, given the bytes of its time-stamp token."""
        attributes = self.attributes(bytes(sha256().digest_size))
        bare = len(self.message(attributes, bytes(self._signature_size)))
        return bare + (token_size + _LENGTH_SLACK if token_size else 0)


def _attribute(kind: bytes, value: bytes) -> bytes:
    return tlv(SEQUENCE, kind, tlv(SET, value))


def _signing_certificate(certificate: bytes) -> bytes:
    """SigningCertificateV2 (RFC 5035) naming one certificate by its SHA-256 digest."""
    identifier = tlv(SEQUENCE, tlv(OCTETS, sha256(certificate).digest()))
    return tlv(SEQUENCE, tlv(SEQUENCE, identifier))
