"""The check of the XML twin: each role's XAdES signature covers the content, is whole, and leads to our roots.

What counts as signed is only what the signature library hands back as signed; it must be the very content element that
stands at its place under the root, so a signature moved around other content proves nothing.
"""

from base64 import b64decode
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import InvalidSignature as WrongValue
from lxml import etree
from signxml.algorithms import DigestAlgorithm, SignatureMethod
from signxml.exceptions import SignXMLException
from signxml.util import namespaces
from signxml.xades.xades import XAdESSignatureConfiguration, XAdESVerifier

from .answers import CheckedSignature, Coverage, PaperAnswer, Reason, Trust, Verdict
from .pdf_check import judge
from .trust import Names, is_trusted, named
from .xades import REFERENCES, SIGNED, safe_parser

_BROKEN = (
    SignXMLException, WrongValue, etree.LxmlError, ValueError, KeyError, TypeError, AttributeError, IndexError,
    AssertionError, NotImplementedError, RecursionError, MemoryError,
)  # fmt: skip
_CERTIFICATES = "ds:Signature/ds:KeyInfo/ds:X509Data/ds:X509Certificate"
_SIGNING_TIME = ".//xades:SignedSignatureProperties/xades:SigningTime"


def check_xml(document: bytes, trust: Trust, *, content_id: str) -> PaperAnswer:
    """The answer for a document whose signed content is the root's child with this `Id`."""
    try:
        root = etree.fromstring(document, safe_parser())
    except (etree.LxmlError, ValueError):
        return PaperAnswer(Verdict.NOT_XML)
    info = root.getroottree().docinfo
    if info.doctype or info.internalDTD is not None:
        return PaperAnswer(Verdict.UNKNOWN, (Reason.UNREADABLE,))
    signed = list(_signed(root))
    if not signed:
        return PaperAnswer(Verdict.UNKNOWN, (Reason.NO_SIGNATURE,))
    checked = [_checked(root, one, trust, content_id) for one in signed]
    strangers = len(list(root)) != len(signed) + 1 or len({one.role for one in checked}) != len(checked)
    return judge(checked, trust.roles, ends_with_signature=not strangers)


def _signed(root: Any) -> Iterator[Any]:
    return iter(root.findall(etree.QName(etree.QName(root).namespace, SIGNED).text))


def _checked(root: Any, signed: Any, trust: Trust, content_id: str) -> CheckedSignature:
    role, ders = str(signed.get("role", "")), _certificates(signed)
    moment = _moment(signed)
    intact = bool(ders) and _is_whole(root, role, ders[0], content_id)
    return CheckedSignature(
        role=role,
        **_names(ders),
        moment=moment,
        level="B-B",
        intact=intact,
        trusted=bool(ders) and _may_sign(ders, trust),
        coverage=Coverage.FILE if intact else Coverage.PART,
    )


def _is_whole(root: Any, role: str, certificate: bytes, content_id: str) -> bool:
    if not role.isidentifier():
        return False
    place = f"./{{{etree.QName(root).namespace}}}{SIGNED}[@role='{role}']/"
    expected = XAdESSignatureConfiguration(
        location=place,
        expect_references=REFERENCES,
        signature_methods=frozenset({SignatureMethod.ECDSA_SHA256, SignatureMethod.RSA_SHA256}),
        digest_algorithms=frozenset({DigestAlgorithm.SHA256}),
    )
    try:
        leaf = x509.load_der_x509_certificate(certificate)
        results = XAdESVerifier().verify(root, x509_cert=leaf, expect_config=expected)
        content = [child for child in root if child.get("Id") == content_id]
        wanted = etree.tostring(etree.fromstring(etree.tostring(content[0], with_tail=False)), method="c14n")
    except _BROKEN:
        return False
    return len(content) == 1 and content[0] is root[0] and any(one.signed_data == wanted for one in results)


def _certificates(signed: Any) -> list[bytes]:
    try:
        return [b64decode(one.text or "") for one in signed.findall(_CERTIFICATES, namespaces)]
    except ValueError:
        return []


def _names(certificates: list[bytes]) -> Names:
    try:
        return named(asn1_x509.Certificate.load(certificates[0]))
    except (ValueError, TypeError, KeyError, IndexError):
        return Names(signer="", organisation="", serial="", issuer="")


def _may_sign(certificates: list[bytes], trust: Trust) -> bool:
    try:
        return is_trusted(certificates[0], certificates[1:], trust)
    except (ValueError, TypeError, KeyError):
        return False


def _moment(signed: Any) -> datetime | None:
    text = signed.findtext(_SIGNING_TIME, default="", namespaces=namespaces)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
