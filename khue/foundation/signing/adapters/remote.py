"""A remote signing service behind the Cloud Signature Consortium's API, version 2.

The key stays with the service. It tells the certificate (`credentials/info`), releases the key for a number of digests
against the signer's PIN or one-time code (`credentials/authorize` → SAD), and signs them in one request
(`signatures/signHash`). One confirmation thus covers a batch; where the service limits a release, the batch asks again.
"""

import json
import ssl
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

from cryptography import x509

from .signers import KeyKind, SignerUnreachableError, SigningRefusedError, key_kind

_SHA256 = "2.16.840.1.101.3.4.2.1"
_ALGORITHMS = {KeyKind.EC: "1.2.840.10045.4.3.2", KeyKind.RSA: "1.2.840.113549.1.1.11"}
_LARGEST_ANSWER = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class CscService:
    """Where the service is and how we enter: `access_token` is asked for at every call, so that it may be renewed."""

    address: str
    access_token: Callable[[], str]
    limit: float = 20.0
    tls: ssl.SSLContext | None = None

    def credentials(self) -> list[str]:
        """Credential ids that the service holds for whoever the access token names."""
        ids = self.call("credentials/list", {}).get("credentialIDs", [])
        return [str(one) for one in ids]

    def call(self, method: str, body: Mapping[str, object]) -> dict[str, Any]:
        """One call. Raises `SigningRefusedError` with its words, `SignerUnreachableError` without an answer."""
        place = urlsplit(f"{self.address.rstrip('/')}/{method}")
        line = self._line(place.scheme, place.hostname, place.port)
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self.access_token()}"}
        try:
            line.request("POST", place.path, json.dumps(body), headers)
            answer = line.getresponse()
            text, status = answer.read(_LARGEST_ANSWER), answer.status
        except (OSError, HTTPException) as error:
            raise SignerUnreachableError(f"the signing service does not answer: {error}") from error
        finally:
            line.close()
        return _understood(status, text)

    def _line(self, scheme: str, host: str | None, port: int | None) -> HTTPConnection:
        if not host or scheme not in {"http", "https"}:
            raise SigningRefusedError("the address of the signing service starts with https://")
        if scheme == "https":
            return HTTPSConnection(host, port, timeout=self.limit, context=self.tls)
        return HTTPConnection(host, port, timeout=self.limit)


@dataclass(slots=True)
class RemoteSigner:
    """A `Signer` whose key is at a service. `release` gives what frees the key, such as `{"PIN": …, "OTP": …}`."""

    service: CscService
    credential: str
    release: Callable[[], Mapping[str, str]] = dict
    _chain: tuple[x509.Certificate, ...] = field(default=(), init=False)
    _at_once: int = field(default=1, init=False)

    @property
    def chain(self) -> tuple[x509.Certificate, ...]:
        """The certificates as the service tells them, asked once."""
        if not self._chain:
            self._learn()
        return self._chain

    def sign_many(self, digests: Sequence[bytes]) -> list[bytes]:
        """Signatures of SHA-256 digests, in as few releases of the key as the service allows."""
        algorithm = _ALGORITHMS[key_kind(self.chain[0])]
        size = max(self._at_once, 1)
        some = (digests[start : start + size] for start in range(0, len(digests), size))
        return [signature for part in some for signature in self._sign(part, algorithm)]

    def _learn(self) -> None:
        told = self.service.call(
            "credentials/info", {"credentialID": self.credential, "certificates": "chain"}
        )
        if told.get("key", {}).get("status") == "disabled":
            raise SigningRefusedError("the signing service has disabled this key")
        encoded = told.get("cert", {}).get("certificates") or []
        try:
            self._chain = tuple(x509.load_der_x509_certificate(b64decode(one)) for one in encoded)
        except (ValueError, TypeError) as error:
            raise SigningRefusedError("the signing service tells no readable certificate") from error
        if not self._chain:
            raise SigningRefusedError("the signing service tells no certificate")
        self._at_once = int(told.get("multisign", 1))

    def _sign(self, digests: Sequence[bytes], algorithm: str) -> list[bytes]:
        hashes = [b64encode(digest).decode() for digest in digests]
        common = {"credentialID": self.credential, "hashes": hashes, "hashAlgorithmOID": _SHA256}
        released = [{"id": name, "value": value} for name, value in self.release().items()]
        authority = {"numSignatures": len(hashes), **({"authData": released} if released else {})}
        sad = self.service.call("credentials/authorize", {**common, **authority}).get("SAD")
        told = self.service.call("signatures/signHash", {**common, "SAD": sad, "signAlgo": algorithm})
        signatures = [b64decode(one) for one in told.get("signatures", [])]
        if len(signatures) != len(digests):
            raise SigningRefusedError("the signing service signed less than it was asked")
        return signatures


def _understood(status: int, text: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(text or b"{}")
    except ValueError as error:
        raise SignerUnreachableError("the signing service answers something else than JSON") from error
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise SignerUnreachableError(f"the signing service answers {status}")
    if status >= HTTPStatus.BAD_REQUEST or not isinstance(answer, dict):
        words = answer.get("error_description") or answer.get("error") if isinstance(answer, dict) else ""
        raise SigningRefusedError(f"the signing service refuses: {words or status}")
    return answer
