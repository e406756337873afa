"""Whatever a stranger uploads gets an answer: genuine, altered, unknown or not a PDF, in time, without an exception."""

import random
import zlib
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import PdfFileWriter, copy_into_new_writer

from khue.foundation.documents.tests.factories import render_notice
from khue.foundation.signing.adapters.answers import Coverage, Limits, PaperAnswer, Reason, Verdict
from khue.foundation.signing.adapters.demo_authority import DemoAuthority
from khue.foundation.signing.adapters.fields import SignatureField
from khue.foundation.signing.adapters.key_file import KeyFileSigner
from khue.foundation.signing.adapters.pades import Act, prepare, sign
from khue.foundation.signing.adapters.pdf_check import check_pdf
from khue.foundation.signing.adapters.pdf_update import PlainPdf, Update, stream, with_entry
from khue.foundation.signing.adapters.verification import Examiner, verify_pdf, verify_xml
from khue.foundation.signing.tests.factories import FIELDS, MOMENT, ROLES, prepared, signed_by, signers, trust

PAGES = ("Trang một", "Trang hai", "Trang ba")


@pytest.fixture(scope="module")
def three_pages(who: dict[str, KeyFileSigner]) -> bytes:
    out = BytesIO()
    writer = PdfFileWriter()
    for text in PAGES:
        page = generic.DictionaryObject(
            {
                pdf_name("/Type"): pdf_name("/Page"),
                pdf_name("/MediaBox"): generic.ArrayObject(map(generic.NumberObject, (0, 0, 595, 842))),
                pdf_name("/Contents"): writer.add_object(
                    generic.StreamObject(stream_data=f"({text}) Tj".encode())
                ),
                pdf_name("/Resources"): generic.DictionaryObject(),
            }
        )
        writer.insert_page(page)
    writer.write(out)
    return signed_by(prepare(out.getvalue(), FIELDS), who)


def check(pdf: bytes, authority: DemoAuthority, original: bytes | None = None) -> PaperAnswer:
    return check_pdf(pdf, trust(authority), original)


def with_new_content(pdf: bytes, content: bytes) -> bytes:
    """The shadow attack: an update behind the last signature that gives the page another content."""
    plain = PlainPdf(pdf)
    update = Update(plain)
    drawing, page = update.reserve(), plain.last_page()
    update.put(drawing, stream(b"", content))
    body = plain.body(page)
    start = body.index(b"/Contents ")
    end = body.index(b" R", start) + 2
    update.put(page, body[:start] + b"/Contents %d 0 R" % drawing + body[end:])
    return update.write()[0]


def resaved(pdf: bytes, change: tuple[int, bytes] | None = None) -> bytes:
    """The file as another program would save it, one page's drawing changed on the way."""
    writer = copy_into_new_writer(PdfFileReader(BytesIO(pdf)))
    if change:
        place, content = change
        page = writer.root["/Pages"]["/Kids"][place].get_object()
        page[pdf_name("/Contents")] = writer.add_object(generic.StreamObject(stream_data=content))
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


# Genuine


def test_a_signed_paper_is_genuine(signed: bytes, authority: DemoAuthority) -> None:
    answer = check(signed, authority, signed)
    assert (answer.verdict, answer.reasons) == (Verdict.GENUINE, ())
    assert (answer.pages, answer.differing_pages, answer.same_as_original) == (1, (), True)


def test_the_answer_names_role_person_serial_time_and_level(
    signed: bytes, authority: DemoAuthority, who: dict[str, KeyFileSigner]
) -> None:
    first, _, last = check(signed, authority).signatures
    assert (first.role, first.signer, first.moment, first.level) == (
        "homeroom",
        "Phạm Thu Hà",
        MOMENT,
        "B-B",
    )
    assert first.serial == f"{who['homeroom'].chain[0].serial_number:X}"
    assert first.organisation == "Trường THCS Đinh Tiên Hoàng"
    assert first.issuer == "Khuê – Cơ quan cấp chứng thư (dùng thử)"
    assert (first.coverage, last.coverage) == (Coverage.REVISION, Coverage.FILE)


def test_another_genuine_paper_is_not_the_original(
    signed: bytes, who: dict[str, KeyFileSigner], authority: DemoAuthority
) -> None:
    other = signed_by(prepared(title="Của em khác"), who)
    answer = check(other, authority, signed)
    assert (answer.verdict, answer.same_as_original, answer.differing_pages) == (Verdict.GENUINE, False, (1,))


# Altered


def test_a_byte_changed_in_place_is_altered(signed: bytes, authority: DemoAuthority) -> None:
    answer = check(signed.replace(b"/Lang(vi)", b"/Lang(en)"), authority)
    assert (answer.verdict, answer.reasons) == (Verdict.ALTERED, (Reason.CONTENT_CHANGED,))
    assert [one.intact for one in answer.signatures] == [False, False, False]


def test_an_update_behind_the_last_signature_is_altered(signed: bytes, authority: DemoAuthority) -> None:
    answer = check(with_new_content(signed, b"(10,0) Tj"), authority, signed)
    assert (answer.verdict, answer.differing_pages) == (Verdict.ALTERED, (1,))
    assert Reason.CHANGED_AFTER_SIGNING in answer.reasons


def test_an_update_between_two_signatures_is_altered(
    paper: bytes, who: dict[str, KeyFileSigner], authority: DemoAuthority
) -> None:
    first = sign(paper, who["homeroom"], Act("homeroom", MOMENT)).pdf
    changed = with_new_content(first, b"(10,0) Tj")
    signed = signed_by(changed, {role: who[role] for role in ROLES[1:]})
    answer = check(signed, authority)
    assert (answer.verdict, answer.reasons) == (Verdict.ALTERED, (Reason.CHANGED_AFTER_SIGNING,))


def test_a_note_laid_over_the_page_is_altered(signed: bytes, authority: DemoAuthority) -> None:
    plain = PlainPdf(signed)
    update = Update(plain)
    note, page = update.reserve(), plain.last_page()
    update.put(note, b"<</Type/Annot/Subtype/FreeText/Rect[50 700 300 760]/Contents(10,0)/DA(/F 9 Tf)/F 4>>")
    update.put(page, plain.body(page).replace(b"/Annots[", b"/Annots[%d 0 R " % note))
    answer = check(update.write()[0], authority, signed)
    assert (answer.verdict, answer.differing_pages) == (Verdict.ALTERED, (1,))


def test_bytes_behind_the_end_are_altered(signed: bytes, authority: DemoAuthority) -> None:
    assert check(signed + b"\n% harmless?\n", authority).verdict == Verdict.ALTERED


def test_a_stranger_s_signature_on_top_is_altered(
    paper: bytes, who: dict[str, KeyFileSigner], authority: DemoAuthority, tmp_path: Path
) -> None:
    two = signed_by(paper, {role: who[role] for role in ROLES[:2]})
    stranger = signers(DemoAuthority.open(tmp_path))["seal"]
    answer = check(sign(two, stranger, Act("seal", MOMENT)).pdf, authority)
    assert (answer.verdict, Reason.STRANGE_SIGNATURE in answer.reasons) == (Verdict.ALTERED, True)


def test_a_signature_carried_to_another_paper_is_altered(
    signed: bytes, who: dict[str, KeyFileSigner], authority: DemoAuthority
) -> None:
    """Another pupil's paper with the message of this one pasted into its gap."""
    other = signed_by(prepared(title="Của em khác"), who)
    start, taken = other.index(b"/Contents<"), signed.index(b"/Contents<")
    message = signed[taken : taken + other.index(b">", start) - start]
    assert (
        check(other[:start] + message + other[start + len(message) :], authority).verdict == Verdict.ALTERED
    )


def test_a_gap_widened_to_hide_content_is_altered(signed: bytes, authority: DemoAuthority) -> None:
    start = signed.rindex(b"/ByteRange[0 ")
    before, after, length = (int(edge) for edge in signed[start + 13 : signed.index(b"]", start)].split())
    widened = b"/ByteRange[0 %10d %10d %10d]" % (before, after + 20, length - 20)
    assert (
        check(signed[:start] + widened + signed[start + len(widened) :], authority).verdict == Verdict.ALTERED
    )


def test_the_page_that_differs_from_the_original_is_named(
    three_pages: bytes, authority: DemoAuthority
) -> None:
    answer = check(resaved(three_pages, (1, b"(Trang 2, 10,0) Tj")), authority, three_pages)
    assert (answer.verdict, answer.differing_pages) == (Verdict.ALTERED, (2,))
    assert Reason.DIFFERS_FROM_ORIGINAL in answer.reasons


def test_a_file_saved_again_unchanged_differs_on_no_page(
    three_pages: bytes, authority: DemoAuthority
) -> None:
    answer = check(resaved(three_pages), authority, three_pages)
    assert (answer.verdict, answer.differing_pages) == (Verdict.ALTERED, ())


def test_a_paper_whose_signatures_were_taken_off_is_altered(
    signed: bytes, paper: bytes, authority: DemoAuthority
) -> None:
    answer = check(paper, authority, signed)
    assert (answer.verdict, answer.reasons) == (Verdict.ALTERED, (Reason.SIGNATURES_REMOVED,))


@pytest.mark.parametrize("part", [0.3, 0.8, 0.95, 0.999])
def test_a_truncated_paper_is_never_genuine(signed: bytes, authority: DemoAuthority, part: float) -> None:
    answer = check(signed[: int(len(signed) * part)], authority, signed)
    assert (answer.verdict, answer.same_as_original) == (Verdict.ALTERED, False)


# Unknown


def test_a_paper_without_signatures_is_unknown(paper: bytes, authority: DemoAuthority) -> None:
    answer = check(paper, authority)
    assert (answer.verdict, answer.reasons) == (Verdict.UNKNOWN, (Reason.NO_SIGNATURE,))


def test_signatures_of_a_namesake_authority_are_unknown(
    paper: bytes, authority: DemoAuthority, tmp_path: Path
) -> None:
    forged = signed_by(paper, signers(DemoAuthority.open(tmp_path)))
    answer = check(forged, authority)
    assert (answer.verdict, answer.reasons) == (Verdict.UNKNOWN, (Reason.UNTRUSTED,))
    assert [one.intact for one in answer.signatures] == [True, True, True]


def test_a_paper_that_lacks_the_seal_is_unknown(
    paper: bytes, who: dict[str, KeyFileSigner], authority: DemoAuthority
) -> None:
    answer = check(signed_by(paper, {role: who[role] for role in ROLES[:2]}), authority)
    assert (answer.verdict, answer.reasons, answer.missing_roles) == (
        Verdict.UNKNOWN,
        (Reason.INCOMPLETE,),
        ("seal",),
    )


def test_a_signature_in_an_unexpected_field_is_strange(
    who: dict[str, KeyFileSigner], authority: DemoAuthority
) -> None:
    paper = prepare(render_notice(), [*FIELDS, SignatureField("visitor", "Khách")])
    answer = check(signed_by(paper, {**who, "visitor": who["head"]}), authority)
    assert (answer.verdict, answer.reasons) == (Verdict.ALTERED, (Reason.STRANGE_SIGNATURE,))


def test_an_encrypted_file_is_unknown(paper: bytes, authority: DemoAuthority) -> None:
    out = BytesIO()
    writer = copy_into_new_writer(PdfFileReader(BytesIO(paper)))
    writer.encrypt("owner", "user")
    writer.write(out)
    answer = check(out.getvalue(), authority)
    assert (answer.verdict, answer.reasons) == (Verdict.UNKNOWN, (Reason.ENCRYPTED,))


def test_a_signature_of_an_expired_certificate_is_unknown_without_a_stamp(
    signed: bytes, authority: DemoAuthority
) -> None:
    later = replace(trust(authority), now=MOMENT.replace(year=2060))
    assert check_pdf(signed, later).verdict == Verdict.UNKNOWN


# Hostile


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.7", b"%PDF-1.7\n%%EOF", b"GIF89a", b"\x00" * 5000, b"%PDF-" + b"(" * 9000]
)
def test_what_is_not_a_pdf_is_said_so(content: bytes, authority: DemoAuthority) -> None:
    assert check(content, authority).verdict == Verdict.NOT_A_PDF


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_random_damage_never_raises_and_never_passes(
    signed: bytes, authority: DemoAuthority, seed: int
) -> None:
    dice = random.Random(seed)
    damaged = bytearray(signed)
    for _ in range(dice.randint(1, 30)):
        damaged[dice.randrange(len(damaged))] = dice.randrange(256)
    if dice.random() < 0.3:
        cut = dice.randrange(len(damaged))
        del damaged[cut : cut + dice.randint(1, 2000)]
    in_a_gap_only = all(
        damaged[start:end] == signed[start:end] for start, end in outside_gaps(signed)
    ) and len(damaged) == len(signed)  # fmt: skip
    verdict = check(bytes(damaged), authority, signed).verdict
    assert in_a_gap_only or verdict != Verdict.GENUINE


def outside_gaps(pdf: bytes) -> list[tuple[int, int]]:
    """What the three signatures leave uncovered is only their own messages."""
    edges, at = [0], 0
    while (at := pdf.find(b"/Contents<", at)) >= 0:
        edges += [at + 10, pdf.index(b">", at)]
        at = edges[-1]
    return list(zip(edges[::2], [*edges[1::2], len(pdf)], strict=True))


def test_a_page_tree_that_bites_its_tail_is_answered(signed: bytes, authority: DemoAuthority) -> None:
    writer = IncrementalPdfFileWriter(BytesIO(signed))
    pages = writer.root["/Pages"]
    pages["/Kids"].append(writer.root.raw_get("/Pages"))
    writer.update_container(pages)
    out = BytesIO()
    writer.write(out)
    assert check(out.getvalue(), authority).verdict in {Verdict.ALTERED, Verdict.UNKNOWN}


def test_references_out_of_the_file_are_answered(signed: bytes, authority: DemoAuthority) -> None:
    plain = PlainPdf(signed)
    update = Update(plain)
    update.put(plain.root, with_entry(plain.body(plain.root), b"/Extra 99999 0 R"))
    assert check(update.write()[0], authority).verdict == Verdict.ALTERED


# In a process of its own


def test_the_examiner_gives_the_same_answer(signed: bytes, authority: DemoAuthority) -> None:
    with Examiner() as examiner:
        assert examiner.pdf(signed, trust(authority), signed) == check(signed, authority, signed)


def test_the_shared_examiner_answers_for_pdf_and_xml(signed: bytes, authority: DemoAuthority) -> None:
    assert verify_pdf(signed, trust(authority)).verdict == Verdict.GENUINE
    assert verify_xml(b"<a/>", trust(authority), content_id="c").verdict == Verdict.UNKNOWN


def test_a_file_that_takes_too_long_is_given_up_and_the_next_is_answered(
    signed: bytes, authority: DemoAuthority
) -> None:
    with Examiner(Limits(seconds=0.02)) as hurried:
        answer = hurried.pdf(signed, trust(authority))
    assert (answer.verdict, answer.reasons) == (Verdict.UNKNOWN, (Reason.TOO_SLOW,))
    with Examiner() as examiner:
        assert examiner.pdf(signed, trust(authority)).verdict == Verdict.GENUINE


def test_a_closed_examiner_opens_again(signed: bytes, authority: DemoAuthority) -> None:
    with Examiner() as examiner:
        examiner.pdf(signed, trust(authority))
        examiner.close()
        assert examiner.pdf(signed, trust(authority)).verdict == Verdict.GENUINE


def test_a_file_that_is_too_large_is_not_even_read(authority: DemoAuthority) -> None:
    with Examiner(Limits(size=1000)) as examiner:
        answer = examiner.pdf(b"%PDF-" + b"0" * 2000, trust(authority))
    assert (answer.verdict, answer.reasons) == (Verdict.UNKNOWN, (Reason.TOO_LARGE,))


def test_a_small_file_that_unpacks_to_gigabytes_costs_one_answer(
    signed: bytes, authority: DemoAuthority
) -> None:
    packer = zlib.compressobj(9)
    bomb = b"".join(packer.compress(bytes(1 << 24)) for _ in range(128)) + packer.flush()
    plain = PlainPdf(signed)
    update = Update(plain)
    drawing, page = update.reserve(), plain.last_page()
    update.put(drawing, stream(b"/Filter/FlateDecode", bomb))
    body = plain.body(page)
    start = body.index(b"/Contents ")
    update.put(page, body[:start] + b"/Contents %d 0 R" % drawing + body[body.index(b" R", start) + 2 :])
    with Examiner(Limits(seconds=10)) as examiner:
        answer = examiner.pdf(update.write()[0], trust(authority), signed)
        assert answer.verdict in {Verdict.ALTERED, Verdict.UNKNOWN}
        assert examiner.pdf(signed, trust(authority)).verdict == Verdict.GENUINE
