"""Whether a certificate may sign papers, decided the same way for PDF and XML: a path to one of our roots, no other.

Nothing is fetched from the network: a check must not wait for, or tell, anybody.
"""

import asyncio
from collections.abc import Iterable
from datetime import datetime
from typing import TypedDict

from asn1crypto import x509
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import PathError, ValidationError

from khue.core import clock

from .answers import Trust

SIGNING_USAGE = KeyUsageConstraints(key_usage={"non_repudiation"})


def context(trust: Trust, moment: datetime | None = None) -> ValidationContext:
    """A validation context at the moment, else at the trust's date, else now."""
    return ValidationContext(
        trust_roots=[x509.Certificate.load(root) for root in trust.roots],
        moment=moment or trust.now or clock.now(),
        allow_fetching=False,
        revocation_mode="soft-fail",
    )


def is_trusted(leaf: bytes, others: Iterable[bytes], trust: Trust, moment: datetime | None = None) -> bool:
    """Whether this certificate (DER) may sign papers, with the help of the others that came along."""
    validator = CertificateValidator(
        x509.Certificate.load(leaf),
        intermediate_certs=[x509.Certificate.load(one) for one in others],
        validation_context=context(trust, moment),
    )
    try:
        asyncio.run(validator.async_validate_usage(key_usage={"non_repudiation"}))  # type: ignore[no-untyped-call]
    except (PathError, ValidationError):
        return False
    return True


class Names(TypedDict):
    """Who a certificate names; the serial number in hexadecimal."""

    signer: str
    organisation: str
    serial: str
    issuer: str


def named(certificate: x509.Certificate) -> Names:
    """The names in a certificate, empty where it names nobody."""
    subject, issuer = certificate.subject.native, certificate.issuer.native
    return Names(
        signer=str(subject.get("common_name", "")),
        organisation=str(subject.get("organization_name", "")),
        serial=f"{certificate.serial_number:X}",
        issuer=str(issuer.get("common_name", "")),
    )
