"""From a key's row to a signer, and from the deployment's settings to a time-stamp server and the trusted roots."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from .hardware_token import TokenSigner
from .key_file import KeyFileSigner
from .remote import CscService, RemoteSigner
from .signers import Signer, SignerUnreachableError
from .time_stamps import HttpTimeStamper, NoTimeStamper, TimeStamper


def open_signer(kind: str, locator: str, folder: Path, secret: str = "") -> Signer:
    """The signer of a key. Raises `SignerUnreachableError` when it is not there, `SigningRefusedError` for a wrong PIN.

    `locator`: `file:` a name under `folder` (`.p12` or `.pem`); `pkcs11:` a URI `module?token=…&key=…`; `remote` an
    https address of a CSC service with `credential` in its query. The secret is used and forgotten.
    """
    openers: dict[str, Callable[[], Signer]] = {
        "file": lambda: _file(folder / locator, secret),
        "pkcs11": lambda: _token(locator, secret),
        "remote": lambda: _remote(locator, secret),
    }
    return openers[kind]()


def has_time_stamps() -> bool:
    """Whether the deployment names a time-stamp server."""
    return bool(os.environ.get("KHUE_TSA_URL", ""))


def time_stamper() -> AbstractContextManager[TimeStamper]:
    """A client of the server that `KHUE_TSA_URL` names, for one batch; without one, nothing is stamped."""
    address = os.environ.get("KHUE_TSA_URL", "")
    return HttpTimeStamper(address) if address else nullcontext(NoTimeStamper())


def trusted_roots(folder: Path) -> tuple[bytes, ...]:
    """The root certificates (DER) that a check believes: every `.pem` in `folder`."""
    certificates = [
        certificate
        for path in sorted(folder.glob("*.pem"))
        for certificate in x509.load_pem_x509_certificates(path.read_bytes())
    ]
    return tuple(certificate.public_bytes(Encoding.DER) for certificate in certificates)


def _file(path: Path, secret: str) -> Signer:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise SignerUnreachableError(path.name) from error
    passphrase = secret.encode() or None
    if path.suffix in {".p12", ".pfx"}:
        return KeyFileSigner.from_pkcs12(content, passphrase)
    return KeyFileSigner.from_pem(content, content, passphrase)


def _token(locator: str, secret: str) -> Signer:
    address = urlsplit(locator)
    query = parse_qs(address.query)
    return TokenSigner(Path(unquote(address.path)), query["token"][0], secret, key_label=query["key"][0])


def _remote(locator: str, secret: str) -> Signer:
    address = urlsplit(locator)
    token = os.environ.get("KHUE_CSC_TOKEN", "")
    service = CscService(address._replace(query="").geturl(), access_token=lambda: token)
    return RemoteSigner(
        service, parse_qs(address.query)["credential"][0], release=lambda: {"PIN": secret} if secret else {}
    )
