"""Three people sign one paper, and programs that are not ours agree that they did."""

import subprocess
import time
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from asn1crypto import cms
from cryptography.hazmat.primitives.asymmetric import rsa
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer

from khue.foundation.documents.tests.factories import render_notice
from khue.foundation.signing.adapters import fields
from khue.foundation.signing.adapters.cms import MessageWriter
from khue.foundation.signing.adapters.demo_authority import DemoAuthority
from khue.foundation.signing.adapters.fields import Placed, SignatureField, Words
from khue.foundation.signing.adapters.key_file import KeyFileSigner
from khue.foundation.signing.adapters.pades import Act, Level, lift, place, prepare, sign, sign_batch
from khue.foundation.signing.adapters.pdf_check import check_pdf
from khue.foundation.signing.adapters.pdf_update import UnusualPdfError
from khue.foundation.signing.adapters.time_stamps import HttpTimeStamper
from khue.foundation.signing.tests.factories import FIELDS, MOMENT, ROLES, prepared, signed_by, trust
from tests.papers import needs, printed

needs_pdfsig = needs("pdfsig")


def told_by_pdfsig(pdf: bytes, folder: Path) -> str:
    file = folder / "paper.pdf"
    file.write_bytes(pdf)
    return subprocess.run(["pdfsig", file], capture_output=True, check=True).stdout.decode()


@needs_pdfsig
def test_pdfsig_finds_three_valid_signatures_in_order(signed: bytes, tmp_path: Path) -> None:
    told = told_by_pdfsig(signed, tmp_path)
    assert told.count("Signature is Valid") == 3
    assert [line.split(": ")[1] for line in told.splitlines() if "Field Name" in line] == list(ROLES)
    assert "Phạm Thu Hà" in told
    assert (told.count("Not total document signed"), told.count("Total document signed")) == (2, 1)


@needs_pdfsig
def test_pdfsig_finds_a_changed_byte(signed: bytes, tmp_path: Path) -> None:
    changed = signed.replace(b"/Lang(vi)", b"/Lang(en)")
    assert told_by_pdfsig(changed, tmp_path).count("Signature is Valid") == 0


@needs("pdftotext")
def test_name_and_time_are_printed_in_the_fields(signed: bytes) -> None:
    text = printed(signed)
    assert text.count("Đã ký số") == 3
    assert text.count("28/05/2026 15:03") == 3
    assert "Nguyễn Văn Tuấn" in text


def test_a_signature_leaves_every_byte_before_it_alone(paper: bytes, who: dict[str, KeyFileSigner]) -> None:
    first = sign(paper, who["homeroom"], Act("homeroom", MOMENT)).pdf
    second = sign(first, who["head"], Act("head", MOMENT)).pdf
    assert first.startswith(paper)
    assert second.startswith(first)


def test_a_batch_streams_in_order_and_counts(who: dict[str, KeyFileSigner]) -> None:
    papers = [prepared(title=f"Số {number}") for number in range(5)]
    taken: list[int] = []

    def source() -> object:
        for number, pdf in enumerate(papers):
            taken.append(number)
            yield pdf

    batch = sign_batch(source(), who["head"], Act("head", MOMENT), at_once=2)  # type: ignore[arg-type]
    first = next(batch)
    assert taken == [0, 1]
    rest = list(batch)
    assert [one.position for one in (first, *rest)] == [0, 1, 2, 3, 4]
    assert all(one.pdf.startswith(pdf) for one, pdf in zip((first, *rest), papers, strict=True))


def test_without_a_time_stamp_server_the_level_is_b_b(paper: bytes, who: dict[str, KeyFileSigner]) -> None:
    assert sign(paper, who["head"], Act("head", MOMENT)).level == Level.B


def test_with_a_time_stamp_server_every_signature_is_b_t(
    paper: bytes, who: dict[str, KeyFileSigner], time_stamp_address: str, authority: DemoAuthority
) -> None:
    with HttpTimeStamper(time_stamp_address) as stamper:
        signed = signed_by(paper, who, stamper)
    answer = check_pdf(signed, trust(authority))
    assert [one.level for one in answer.signatures] == ["B-T", "B-T", "B-T"]
    assert answer.verdict == "genuine"


def test_a_paper_signed_without_stamps_is_lifted_later(
    signed: bytes, time_stamp_address: str, authority: DemoAuthority
) -> None:
    with HttpTimeStamper(time_stamp_address) as stamper:
        lifted = lift(signed, stamper)
    assert lifted is not None
    assert lifted.startswith(signed)
    answer = check_pdf(lifted, trust(authority), signed)
    assert [one.level for one in answer.signatures] == ["B-T", "B-T", "B-T"]
    assert (answer.verdict, answer.same_as_original) == ("genuine", True)


def test_an_rsa_key_signs_too(paper: bytes, authority: DemoAuthority) -> None:
    signer = authority.certified(rsa.generate_private_key(65537, 2048), "Phạm Thu Hà")
    signed = sign(paper, signer, Act("homeroom", MOMENT)).pdf
    answer = check_pdf(signed, trust(authority, ("homeroom",)))
    assert answer.verdict == "genuine"


def test_a_role_signs_once(signed: bytes, who: dict[str, KeyFileSigner]) -> None:
    with pytest.raises(LookupError, match="signed already"):
        sign(signed, who["head"], Act("head", MOMENT))


def test_a_paper_without_the_field_is_refused(paper: bytes, who: dict[str, KeyFileSigner]) -> None:
    with pytest.raises(LookupError, match="no field"):
        sign(paper, who["head"], Act("librarian", MOMENT))


def test_what_is_not_a_pdf_is_refused(who: dict[str, KeyFileSigner]) -> None:
    with pytest.raises(LookupError, match="not a PDF"):
        sign(b"not a paper", who["head"], Act("head", MOMENT))


def test_an_invisible_field_is_signed_too(who: dict[str, KeyFileSigner], authority: DemoAuthority) -> None:
    paper = prepare(render_notice(), [SignatureField("head", "Hiệu trưởng")])
    signed = sign(paper, who["head"], Act("head", MOMENT)).pdf
    assert check_pdf(signed, trust(authority, ("head",))).verdict == "genuine"


def test_a_pdf_of_another_program_takes_the_general_way(
    who: dict[str, KeyFileSigner], authority: DemoAuthority
) -> None:
    out = BytesIO()
    copy_into_new_writer(PdfFileReader(BytesIO(render_notice())), writer_kwargs={"stream_xrefs": True}).write(
        out
    )
    foreign = out.getvalue()
    with pytest.raises(UnusualPdfError):
        fields.prepare(foreign, FIELDS)
    signed = signed_by(prepare(foreign, FIELDS), who)
    answer = check_pdf(signed, trust(authority))
    assert (answer.verdict, [one.role for one in answer.signatures]) == ("genuine", list(ROLES))


def test_the_fast_way_reads_what_the_general_way_reads(signed: bytes) -> None:
    reader = PdfFileReader(BytesIO(signed))
    assert [one.field_name for one in reader.embedded_signatures] == list(ROLES)
    assert IncrementalPdfFileWriter(BytesIO(signed)).root["/AcroForm"]["/SigFlags"] == 3


def test_the_message_is_der_and_holds_the_whole_chain(who: dict[str, KeyFileSigner]) -> None:
    signer = who["head"]
    writer = MessageWriter(signer.chain)
    attributes = writer.attributes(sha256(b"paper").digest())
    signature = signer.sign_many([sha256(attributes).digest()])[0]
    message = writer.message(attributes, signature)
    read = cms.ContentInfo.load(message, strict=True)
    assert read.dump(force=True) == message
    assert len(read["content"]["certificates"]) == len(signer.chain)
    assert len(message) <= writer.size()


def test_signing_apart_from_the_key_gives_the_same_paper(
    paper: bytes, who: dict[str, KeyFileSigner], authority: DemoAuthority
) -> None:
    """The way of a token in the signer's own computer: the server prepares, the token signs, the server ends."""
    signer = who["homeroom"]
    writer = MessageWriter(signer.chain)
    waiting = place(paper, "homeroom", Words("Phạm Thu Hà", MOMENT), writer.size())
    attributes = writer.attributes(waiting.digest())
    signature = signer.sign_many([sha256(attributes).digest()])[0]
    signed = waiting.filled(writer.message(attributes, signature))
    assert check_pdf(signed, trust(authority, ("homeroom",))).verdict == "genuine"


def test_a_message_larger_than_its_gap_is_never_cut() -> None:
    waiting = Placed(bytearray(b"<0000>"), 0, 6)
    with pytest.raises(ValueError, match="larger"):
        waiting.filled(b"abc")


def test_a_signature_costs_a_few_milliseconds(paper: bytes, who: dict[str, KeyFileSigner]) -> None:
    """A bar far above the measured half a millisecond, so that only a change of kind breaks it."""
    started = time.process_time()
    assert sum(1 for _ in sign_batch([paper] * 50, who["head"], Act("head", MOMENT))) == 50
    assert (time.process_time() - started) / 50 < 0.01
