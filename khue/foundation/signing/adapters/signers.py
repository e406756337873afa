"""The one interface behind which every kind of key stands.

A signer has a certificate chain and signs many digests at once: a remote service takes them in one request, a token in
one session, a key file in a loop. Nothing above this line knows which it is. Keys never leave their signer.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Protocol, runtime_checkable

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa


class SigningRefusedError(Exception):
    """The signer answered, and the answer is no: wrong PIN, key not found, certificate disabled, limit reached."""


class SignerUnreachableError(Exception):
    """The signer did not answer: no token in the slot, no network, a time limit passed. Trying later may help."""


class KeyKind(StrEnum):
    """What the certificate's public key is; it decides the form of a signature."""

    EC = "EC"
    RSA = "RSA"


@runtime_checkable
class Signer(Protocol):
    """A certificate with its key, wherever the key lives."""

    @property
    def chain(self) -> tuple[x509.Certificate, ...]:
        """The signer's certificate, then its issuers; the root may be left out."""

    def sign_many(self, digests: Sequence[bytes]) -> list[bytes]:
        """Signatures of SHA-256 digests, in their order: DER (r, s) for EC, PKCS #1 v1.5 for RSA.

        Raises `SigningRefusedError` or `SignerUnreachableError`; then none of the digests counts as signed.
        """


def key_kind(certificate: x509.Certificate) -> KeyKind:
    """EC or RSA; other keys raise `SigningRefusedError`."""
    key = certificate.public_key()
    if isinstance(key, ec.EllipticCurvePublicKey):
        return KeyKind.EC
    if isinstance(key, rsa.RSAPublicKey):
        return KeyKind.RSA
    raise SigningRefusedError("only EC and RSA keys sign papers")


def signature_size(certificate: x509.Certificate) -> int:
    """The most bytes that one signature of this certificate's key takes."""
    key = certificate.public_key()
    if isinstance(key, ec.EllipticCurvePublicKey):
        return 2 * ((key.key_size + 7) // 8 + 3) + 3
    if isinstance(key, rsa.RSAPublicKey):
        return key.key_size // 8
    raise SigningRefusedError("only EC and RSA keys sign papers")


def common_name(certificate: x509.Certificate) -> str:
    """The person or organisation that the certificate names, for the eye; empty when it names none."""
    names = certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return str(names[0].value) if names else ""


def chain_from_pem(text: bytes) -> tuple[x509.Certificate, ...]:
    """Certificates in the order of the file, the signer's own first."""
    return tuple(x509.load_pem_x509_certificates(text))


def ordered_chain(leaf: x509.Certificate, others: Sequence[x509.Certificate]) -> tuple[x509.Certificate, ...]:
    """The leaf, then each issuer found among the others, up to the last that is there."""
    chain, pool = [leaf], list(others)
    while chain[-1].issuer != chain[-1].subject:
        issuer = next((one for one in pool if one.subject == chain[-1].issuer), None)
        if issuer is None:
            break
        pool.remove(issuer)
        chain.append(issuer)
    return tuple(chain)
