"""The XML twin: three signatures side by side, each checked alone by programs that are not ours."""

import subprocess
from pathlib import Path

import pytest
from lxml import etree
from signxml.xades.xades import XAdESSignatureConfiguration, XAdESVerifier

from khue.foundation.signing.adapters.answers import PaperAnswer, Reason, Verdict
from khue.foundation.signing.adapters.demo_authority import DemoAuthority
from khue.foundation.signing.adapters.key_file import KeyFileSigner
from khue.foundation.signing.adapters.pades import Act
from khue.foundation.signing.adapters.xades import sign_xml_batch
from khue.foundation.signing.adapters.xml_check import check_xml
from khue.foundation.signing.tests.factories import MOMENT, ROLES, signers, trust
from tests.papers import needs

NAMESPACE = "urn:khue:test:1"
DOCUMENT = (
    f'<Paper xmlns="{NAMESPACE}"><Content Id="c"><Mark>8.5</Mark><Name>Ánh</Name></Content></Paper>'.encode()
)
needs_xmlsec = needs("xmlsec1")


def signed_xml(document: bytes, who: dict[str, KeyFileSigner]) -> bytes:
    for role, signer in who.items():
        document = next(sign_xml_batch([document], signer, Act(role, MOMENT), content_id="c")).xml
    return document


def check(document: bytes, authority: DemoAuthority) -> PaperAnswer:
    return check_xml(document, trust(authority), content_id="c")


@pytest.fixture(scope="module")
def document(who: dict[str, KeyFileSigner]) -> bytes:
    return signed_xml(DOCUMENT, who)


def test_three_signatures_are_genuine(document: bytes, authority: DemoAuthority) -> None:
    answer = check(document, authority)
    assert answer.verdict == Verdict.GENUINE
    assert [one.role for one in answer.signatures] == list(ROLES)
    assert [one.moment for one in answer.signatures] == [MOMENT] * 3


@pytest.mark.parametrize("role", ROLES)
def test_signxml_accepts_each_with_three_references(
    document: bytes, authority: DemoAuthority, role: str
) -> None:
    place = f"./{{{NAMESPACE}}}Signed[@role='{role}']/"
    results = XAdESVerifier().verify(
        document,
        ca_pem_file=str(authority.trust_files[0]),
        expect_config=XAdESSignatureConfiguration(expect_references=3, location=place),
    )
    content = results[0].signed_xml
    assert content is not None
    assert content.tag == f"{{{NAMESPACE}}}Content"


@needs_xmlsec
@pytest.mark.parametrize("place", [1, 2, 3])
def test_xmlsec_accepts_each(document: bytes, authority: DemoAuthority, place: int, tmp_path: Path) -> None:
    file = tmp_path / "paper.xml"
    file.write_bytes(document)
    xades, dsig = "http://uri.etsi.org/01903/v1.3.2#", "http://www.w3.org/2000/09/xmldsig#"
    ids = (f"{NAMESPACE}:Content", f"{xades}:SignedProperties", f"{dsig}:KeyInfo")
    command = ["xmlsec1", "--verify", "--trusted-pem", str(authority.trust_files[0])]
    for name in ids:
        command += ["--id-attr:Id", name]
    command += ["--node-xpath", f"(//*[local-name()='Signature'])[{place}]", str(file)]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0


def test_a_batch_keeps_its_order(who: dict[str, KeyFileSigner], authority: DemoAuthority) -> None:
    documents = [DOCUMENT.replace(b"8.5", f"{mark}.0".encode()) for mark in range(5)]
    signed = list(sign_xml_batch(documents, who["head"], Act("head", MOMENT), content_id="c", at_once=2))
    assert [one.position for one in signed] == [0, 1, 2, 3, 4]
    assert [f"<Mark>{mark}.0</Mark>".encode() in one.xml for mark, one in enumerate(signed)] == [True] * 5


def test_a_changed_mark_is_altered(document: bytes, authority: DemoAuthority) -> None:
    answer = check(document.replace(b"8.5", b"9.5"), authority)
    assert (answer.verdict, Reason.CONTENT_CHANGED in answer.reasons) == (Verdict.ALTERED, True)


def test_a_changed_role_or_time_is_altered(document: bytes, authority: DemoAuthority) -> None:
    assert check(document.replace(b"2026-05-28T", b"2025-05-28T"), authority).verdict == Verdict.ALTERED


def test_content_moved_away_and_replaced_is_altered(document: bytes, authority: DemoAuthority) -> None:
    """Signature wrapping: the signed element still is in the file, but another stands in its place."""
    root = etree.fromstring(document)
    signed = root[0]
    forged = etree.fromstring(etree.tostring(signed).replace(b"8.5", b"10.0"))
    forged.set("Id", "forged")
    root[0] = forged
    etree.SubElement(root, f"{{{NAMESPACE}}}Elsewhere").append(signed)
    assert check(etree.tostring(root), authority).verdict == Verdict.ALTERED


def test_two_elements_of_one_id_are_altered(document: bytes, authority: DemoAuthority) -> None:
    root = etree.fromstring(document)
    root.insert(0, etree.fromstring(etree.tostring(root[0]).replace(b"8.5", b"10.0")))
    assert check(etree.tostring(root), authority).verdict == Verdict.ALTERED


def test_a_missing_signature_is_incomplete(who: dict[str, KeyFileSigner], authority: DemoAuthority) -> None:
    two = signed_xml(DOCUMENT, {role: who[role] for role in ROLES[:2]})
    answer = check(two, authority)
    assert (answer.verdict, answer.missing_roles) == (Verdict.UNKNOWN, ("seal",))


def test_signatures_of_a_namesake_authority_are_unknown(
    document: bytes, authority: DemoAuthority, tmp_path: Path
) -> None:
    forged = signed_xml(DOCUMENT, signers(DemoAuthority.open(tmp_path)))
    answer = check(forged, authority)
    assert (answer.verdict, answer.reasons) == (Verdict.UNKNOWN, (Reason.UNTRUSTED,))


@pytest.mark.parametrize("content", [b"", b"not xml", b"<a", b"\xff\xfe\x00", b"<a>" * 5000])
def test_what_is_not_xml_is_said_so(content: bytes, authority: DemoAuthority) -> None:
    assert check(content, authority).verdict == Verdict.NOT_XML


def test_entities_are_not_followed(authority: DemoAuthority) -> None:
    entities = b'<!ENTITY x "xxxxxxxxxx"><!ENTITY y "&x;&x;&x;&x;">'
    bomb = b"<!DOCTYPE a [" + entities + b']><a xmlns="u"><Content Id="c">&y;</Content></a>'
    assert check(bomb, authority).verdict == Verdict.UNKNOWN


@pytest.mark.parametrize("cut", range(100, 3000, 331))
def test_a_cut_document_never_raises(document: bytes, authority: DemoAuthority, cut: int) -> None:
    assert check(document[:cut], authority).verdict == Verdict.NOT_XML
    assert check(document[:cut] + document[cut + 1 :], authority).verdict != Verdict.GENUINE


def test_a_role_signs_once(document: bytes, who: dict[str, KeyFileSigner]) -> None:
    with pytest.raises(LookupError, match="already"):
        signed_xml(document, {"head": who["head"]})


def test_a_document_without_the_content_is_refused(who: dict[str, KeyFileSigner]) -> None:
    with pytest.raises(LookupError, match="no such content"):
        signed_xml(b"<a xmlns='urn:x'><b Id='other'/></a>", {"head": who["head"]})
