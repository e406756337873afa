"""A key in a file: PKCS #12 or PEM, read once, kept in memory.

Reading an RSA key costs half a second; a signature costs a fiftieth of a millisecond (EC P-256). So a signer is made
once per batch and never per paper.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key, pkcs12

from .signers import SigningRefusedError, chain_from_pem, ordered_chain

_ECDSA = ec.ECDSA(Prehashed(SHA256()))
_PKCS1, _PREHASHED = padding.PKCS1v15(), Prehashed(SHA256())


class KeyFileSigner:
    """A `Signer` whose key is in this process."""

    def __init__(self, key: object, chain: Sequence[x509.Certificate]) -> None:
        if not isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
            raise SigningRefusedError("only EC and RSA keys sign papers")
        if not chain or key.public_key() != chain[0].public_key():
            raise SigningRefusedError("the certificate is not the key's")
        self._key = key
        self._chain = tuple(chain)

    @classmethod
    def from_pkcs12(cls, source: Path | bytes, passphrase: bytes | None) -> Self:
        """From a `.p12` or `.pfx` file. Raises `SigningRefusedError` for a wrong passphrase or a file without a key."""
        content = source.read_bytes() if isinstance(source, Path) else source
        try:
            key, certificate, others = pkcs12.load_key_and_certificates(content, passphrase)
        except ValueError as error:
            raise SigningRefusedError("the key file cannot be opened with this passphrase") from error
        if key is None or certificate is None:
            raise SigningRefusedError("the key file holds no key with its certificate")
        return cls(key, ordered_chain(certificate, others))

    @classmethod
    def from_pem(cls, key: bytes, chain: bytes, passphrase: bytes | None = None) -> Self:
        """From a PEM key and a PEM chain, the signer's certificate first; both may be the same text."""
        try:
            return cls(load_pem_private_key(key, passphrase), chain_from_pem(chain))
        except (ValueError, TypeError) as error:
            raise SigningRefusedError("the key file cannot be opened with this passphrase") from error

    @property
    def chain(self) -> tuple[x509.Certificate, ...]:
        """The signer's certificate, then its issuers."""
        return self._chain

    @property
    def private_key(self) -> ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey:
        """The key itself, for an authority that signs certificates."""
        return self._key

    def sign_many(self, digests: Sequence[bytes]) -> list[bytes]:
        """Signatures of SHA-256 digests, in their order."""
        key = self._key
        if isinstance(key, ec.EllipticCurvePrivateKey):
            return [key.sign(digest, _ECDSA) for digest in digests]
        return [key.sign(digest, _PKCS1, _PREHASHED) for digest in digests]
