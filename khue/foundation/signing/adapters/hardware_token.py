"""A key in a token or security module, through PKCS #11 (VGCA and VNPT tokens, network modules; SoftHSM2 in tests).

One session serves a batch: opening it and entering the PIN cost more than a signature. Digests are made here, the token
only signs, which is the mechanism that every token has.
"""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

import pkcs11
from cryptography import x509
from pkcs11.util.ec import encode_ecdsa_signature

from .signers import KeyKind, SignerUnreachableError, SigningRefusedError, key_kind, ordered_chain

_SHA256_DIGEST_INFO = bytes.fromhex("3031300d060960864801650304020105000420")
_REFUSALS = (
    pkcs11.PinIncorrect, pkcs11.PinLocked, pkcs11.PinLenRange, pkcs11.PinInvalid, pkcs11.NoSuchKey,
    pkcs11.MultipleObjectsReturned, pkcs11.UserNotLoggedIn,
)  # fmt: skip


class TokenSigner:
    """A `Signer` on a PKCS #11 token; use it in `with`, or close it, so that the session ends."""

    def __init__(
        self, module: Path, token: str, pin: str, *, key_label: str, issuers: Sequence[x509.Certificate] = ()
    ) -> None:
        try:
            self._session = pkcs11.lib(str(module)).get_token(token_label=token).open(user_pin=pin)
        except _REFUSALS as error:
            raise SigningRefusedError(f"the token refuses: {type(error).__name__}") from error
        except (pkcs11.PKCS11Error, RuntimeError, OSError) as error:
            raise SignerUnreachableError(f"the token cannot be reached: {type(error).__name__}") from error
        try:
            private = pkcs11.ObjectClass.PRIVATE_KEY
            self._key: Any = self._session.get_key(object_class=private, label=key_label)
            self._chain = ordered_chain(self._certificate(key_label), issuers)
        except _REFUSALS as error:
            self.close()
            raise SigningRefusedError(f"the token has no such key: {type(error).__name__}") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the session; a token that is gone needs no farewell."""
        with suppress(pkcs11.PKCS11Error):
            self._session.close()

    @property
    def chain(self) -> tuple[x509.Certificate, ...]:
        """The certificate beside the key, then the issuers that were given."""
        return self._chain

    def sign_many(self, digests: Sequence[bytes]) -> list[bytes]:
        """Signatures of SHA-256 digests, one after the other in the open session."""
        try:
            if key_kind(self._chain[0]) == KeyKind.EC:
                return [self._sign_ec(digest) for digest in digests]
            return [self._sign_rsa(digest) for digest in digests]
        except _REFUSALS as error:
            raise SigningRefusedError(f"the token refuses: {type(error).__name__}") from error
        except pkcs11.PKCS11Error as error:
            raise SignerUnreachableError(f"the token is gone: {type(error).__name__}") from error

    def _sign_ec(self, digest: bytes) -> bytes:
        return bytes(encode_ecdsa_signature(self._key.sign(digest, mechanism=pkcs11.Mechanism.ECDSA)))

    def _sign_rsa(self, digest: bytes) -> bytes:
        return bytes(self._key.sign(_SHA256_DIGEST_INFO + digest, mechanism=pkcs11.Mechanism.RSA_PKCS))

    def _certificate(self, label: str) -> x509.Certificate:
        wanted = {pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE, pkcs11.Attribute.LABEL: label}
        for found in self._session.get_objects(wanted):
            return x509.load_der_x509_certificate(bytes(found[pkcs11.Attribute.VALUE]))
        raise SigningRefusedError("the token holds no certificate beside the key")
