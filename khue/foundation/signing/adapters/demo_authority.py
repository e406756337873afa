"""The demo's own certificate authority: a root, an issuing authority, people, school seals, a time-stamp server.

It gives a demo and the tests what a province buys from a licensed authority, so that every signature is real and is
checked against a root, and that root is trusted by nobody else. Everything lies in one folder, made on first use, the
same files ever after; keys are 0600 and unencrypted. Two processes may open the folder at once: the first makes, the
others read.
"""

import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from .key_file import KeyFileSigner

_VALID_FROM, _VALID_TO = datetime(2024, 1, 1, tzinfo=UTC), datetime(2044, 1, 1, tzinfo=UTC)
_DOCUMENT_SIGNING = x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36")
_SAFE_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_LONGEST_NAME = 64
"""X.520 allows 64 characters in a name; the library counts the bytes of their UTF-8 form. Longer ones end in "…"."""


@dataclass(frozen=True, slots=True)
class _Usage:
    """What a certificate may be used for."""

    key_usage: x509.KeyUsage
    extended: x509.ExtendedKeyUsage | None = None
    path_length: int | None = None
    is_authority: bool = False


def _key_usage(**allowed: bool) -> x509.KeyUsage:
    names = (
        "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
        "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
    )  # fmt: skip
    return x509.KeyUsage(**{name: allowed.get(name, False) for name in names})


_AUTHORITY = _key_usage(key_cert_sign=True, crl_sign=True)
_ROOT = _Usage(_AUTHORITY, path_length=1, is_authority=True)
_ISSUER = _Usage(_AUTHORITY, path_length=0, is_authority=True)
_SIGNER = _Usage(
    _key_usage(digital_signature=True, content_commitment=True), x509.ExtendedKeyUsage([_DOCUMENT_SIGNING])
)
_STAMPER = _Usage(
    _key_usage(digital_signature=True), x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
)


class DemoAuthority:
    """The authority in `folder`; `open` makes what is missing."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._root = self._kept("root", None, _name("Khuê – Cơ quan chứng thực gốc (dùng thử)"), _ROOT)
        self._issuer = self._kept(
            "issuer", self._root, _name("Khuê – Cơ quan cấp chứng thư (dùng thử)"), _ISSUER
        )

    @classmethod
    def open(cls, folder: Path) -> Self:
        """The authority in this folder, created on first use."""
        for place in (folder, folder / "people", folder / "seals", folder / "trust"):
            place.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _alone(folder):
            authority = cls(folder)
            authority._publish()
        return authority

    @property
    def roots(self) -> tuple[x509.Certificate, ...]:
        """What a checker must trust; also as PEM in `trust/`."""
        return (self._root.chain[0],)

    @property
    def trust_files(self) -> tuple[Path, ...]:
        """The roots as PEM files."""
        return (self.folder / "trust" / "root.pem",)

    def person(self, key: str, *, name: str, organisation: str, title: str = "") -> KeyFileSigner:
        """The signer of a person, made at the first call; `key` (letters, digits, `._-`) names the file."""
        subject = _name(name, organisation=organisation, title=title, serial=key)
        return self._signer(f"people/{_checked(key)}", subject, _SIGNER)

    def seal(self, key: str, *, organisation: str) -> KeyFileSigner:
        """The seal of an organisation, likewise; `key` is its code."""
        subject = _name(organisation, organisation=organisation, identifier=key)
        return self._signer(f"seals/{_checked(key)}", subject, _SIGNER)

    def certified(self, key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey, name: str) -> KeyFileSigner:
        """A signer for a key that was made elsewhere (a token, a remote service); nothing is kept of it here."""
        certificate = _certificate(key.public_key(), _name(name), self._issuer, key, _SIGNER)
        return KeyFileSigner(key, (certificate, *self._issuer.chain))

    def time_stamper(self) -> KeyFileSigner:
        """The key of the time-stamp server."""
        return self._signer("time-stamp", _name("Khuê – Máy chủ dấu thời gian (dùng thử)"), _STAMPER)

    def _signer(self, file: str, subject: x509.Name, usage: _Usage) -> KeyFileSigner:
        if (self.folder / f"{file}.pem").exists():
            return self._kept(file, self._issuer, subject, usage)
        with _alone(self.folder):
            return self._kept(file, self._issuer, subject, usage)

    def _kept(
        self, file: str, issuer: KeyFileSigner | None, subject: x509.Name, usage: _Usage
    ) -> KeyFileSigner:
        path = self.folder / f"{file}.pem"
        if path.exists():
            text = path.read_bytes()
            return KeyFileSigner.from_pem(text, text)
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = _certificate(key.public_key(), subject, issuer, key, usage)
        above = tuple(one for one in issuer.chain if one.subject != one.issuer) if issuer else ()
        _write_private(path, _pem(key, (certificate, *above)))
        return KeyFileSigner(key, (certificate, *above))

    def _publish(self) -> None:
        path = self.trust_files[0]
        if not path.exists():
            _write_private(path, self._root.chain[0].public_bytes(Encoding.PEM))


def _certificate(
    public: ec.EllipticCurvePublicKey | rsa.RSAPublicKey,
    subject: x509.Name,
    issuer: KeyFileSigner | None,
    own_key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey,
    usage: _Usage,
) -> x509.Certificate:
    above = issuer.chain[0] if issuer else None
    signing_key = issuer.private_key if issuer else own_key
    builder = (
        x509.CertificateBuilder(subject_name=subject, issuer_name=above.subject if above else subject)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(_VALID_FROM)
        .not_valid_after(_VALID_TO)
        .add_extension(x509.BasicConstraints(usage.is_authority, usage.path_length), critical=True)
        .add_extension(usage.key_usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )
    if above:
        issuer_key = x509.AuthorityKeyIdentifier.from_issuer_public_key(signing_key.public_key())
        builder = builder.add_extension(issuer_key, critical=False)
    if usage.extended:
        builder = builder.add_extension(usage.extended, critical=usage is _STAMPER)
    return builder.sign(signing_key, SHA256())


def _name(
    common: str, *, organisation: str = "", title: str = "", serial: str = "", identifier: str = ""
) -> x509.Name:
    entries = (
        (NameOID.COUNTRY_NAME, "VN"),
        (NameOID.ORGANIZATION_NAME, _shortened(organisation)),
        (NameOID.ORGANIZATION_IDENTIFIER, identifier),
        (NameOID.TITLE, _shortened(title)),
        (NameOID.SERIAL_NUMBER, _shortened(serial)),
        (NameOID.COMMON_NAME, _shortened(common)),
    )
    return x509.Name([x509.NameAttribute(kind, value) for kind, value in entries if value])


def _shortened(text: str) -> str:
    encoded = text.encode()
    if len(encoded) <= _LONGEST_NAME:
        return text
    return encoded[: _LONGEST_NAME - len("…".encode())].decode(errors="ignore").rstrip() + "…"


def _checked(key: str) -> str:
    if not _SAFE_KEY.fullmatch(key):
        raise ValueError("a key names a file: letters, digits, dot, dash and underline, at most 100")
    return key


def _pem(key: ec.EllipticCurvePrivateKey, chain: tuple[x509.Certificate, ...]) -> bytes:
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return private + b"".join(certificate.public_bytes(Encoding.PEM) for certificate in chain)


def _write_private(path: Path, content: bytes) -> None:
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(path)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with os.fdopen(os.open(folder / ".lock", os.O_RDWR | os.O_CREAT, 0o600), "wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
