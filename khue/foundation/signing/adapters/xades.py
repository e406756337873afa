"""XAdES signatures on the XML twin of a paper, with signxml, in batches.

The document's root holds the content (an element with an `Id`) and, behind it, one `Signed` element per role with that
role's `ds:Signature`. Each signature covers the content, its own properties (time, role) and its certificates: three
references, canonicalised inclusively (exclusive canonicalisation makes invalid signatures here). So each can be checked
alone, by any tool.
"""

from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from lxml import etree
from signxml.algorithms import SignatureConstructionMethod, SignatureMethod
from signxml.util import SigningSettings, namespaces
from signxml.xades.xades import XAdESDataObjectFormat, XAdESSigner

from khue.core import clock

from .pades import Act
from .signers import KeyKind, Signer, SigningRefusedError, key_kind

SIGNED = "Signed"
REFERENCES = 3

_METHODS = {KeyKind.EC: SignatureMethod.ECDSA_SHA256, KeyKind.RSA: SignatureMethod.RSA_SHA256}
_AT_ONCE = 16


@dataclass(frozen=True, slots=True)
class SignedXml:
    """One signed document. `position` counts the batch's documents from 0."""

    position: int
    xml: bytes


def sign_xml_batch(
    documents: Iterable[bytes], signer: Signer, act: Act, *, content_id: str, at_once: int = _AT_ONCE
) -> Iterator[SignedXml]:
    """The documents, each with this role's signature behind those it has, in order and as soon as they are ready.

    Raises as `pades.sign_batch`; `LookupError` for a document that this role has signed or that lacks the content.
    """
    source, position = iter(documents), 0
    while some := list(islice(source, at_once)):
        waiting = [_Waiting(document, signer.chain, act, content_id) for document in some]
        signatures = signer.sign_many([one.digest for one in waiting])
        for one, signature in zip(waiting, signatures, strict=True):
            yield SignedXml(position, one.completed(signature))
            position += 1


class _Waiting:
    """A document whose signature is built but for its value."""

    def __init__(self, document: bytes, chain: Sequence[x509.Certificate], act: Act, content_id: str) -> None:
        self._root = etree.fromstring(document, safe_parser())
        name = etree.QName(etree.QName(self._root).namespace, SIGNED)
        if any(one.get("role") == act.role for one in self._root.iterchildren(name)):
            raise LookupError(f"the document is signed by {act.role} already")
        if not self._root.xpath("*[@Id = $id]", id=content_id):
            raise LookupError("the document has no such content")
        self._key = _AbsentKey(chain[0])
        place = etree.SubElement(self._root, name, role=act.role)
        builder = _DatedSigner(act, _METHODS[key_kind(chain[0])], place)
        signature: Any = builder.sign(
            self._root,
            key=self._key,  # type: ignore[arg-type] # all that is asked of it is its size and `sign`
            cert=list(chain),
            reference_uri=[content_id],
            always_add_key_value=False,
        )
        self._value = signature.find("ds:SignatureValue", namespaces)
        self.digest = sha256(self._key.message).digest()

    def completed(self, signature: bytes) -> bytes:
        self._value.text = b64encode(self._key.flat(signature)).decode()
        return etree.tostring(self._root, encoding="UTF-8", xml_declaration=True)


class _AbsentKey:
    """Stands where signxml expects a key: notes what must be signed, so that a batch is signed in one call."""

    def __init__(self, certificate: x509.Certificate) -> None:
        key = certificate.public_key()
        if not isinstance(key, ec.EllipticCurvePublicKey | rsa.RSAPublicKey):
            raise SigningRefusedError("only EC and RSA keys sign documents")
        self._public = key
        self.key_size = key.key_size
        self.message = b""

    def sign(self, data: bytes, **_: object) -> bytes:
        self.message = data
        return encode_dss_signature(1, 1) if isinstance(self._public, ec.EllipticCurvePublicKey) else b""

    def flat(self, signature: bytes) -> bytes:
        """EC signatures stand in XML as r and s side by side (RFC 4050), RSA ones as they are."""
        if isinstance(self._public, rsa.RSAPublicKey):
            return signature
        width = (self.key_size + 7) // 8
        return b"".join(part.to_bytes(width, "big") for part in decode_dss_signature(signature))


class _DatedSigner(XAdESSigner):
    """signxml's signer with the batch's time and role in the signed properties.

    The signature is put at its place before its digests are taken: inclusive canonicalisation writes the namespaces
    around an element into it, so a signature made elsewhere and moved here would be invalid.
    """

    def __init__(self, act: Act, algorithm: SignatureMethod, place: Any) -> None:
        super().__init__(
            claimed_roles=[act.role],
            data_object_format=XAdESDataObjectFormat(Description="Khuê", MimeType="application/xml"),
            method=SignatureConstructionMethod.detached,
            signature_algorithm=algorithm,
        )
        self.signature_annotators.insert(0, lambda signature, **_: place.append(signature))
        self._moment = clock.local(act.moment).isoformat(timespec="seconds")

    def add_signing_time(
        self, signed_signature_properties: Any, sig_root: object, signing_settings: SigningSettings
    ) -> None:
        """The time of the confirmation instead of the machine's."""
        name = etree.QName(namespaces.xades, "SigningTime")
        etree.SubElement(signed_signature_properties, name).text = self._moment


def safe_parser() -> etree.XMLParser:
    """A parser that fetches nothing, expands nothing and refuses giant trees."""
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
