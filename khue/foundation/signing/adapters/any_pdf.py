"""The general way to sign any PDF, with pyHanko: compressed cross references, forms of others, encryption-free.

Slower by two orders of magnitude than `fields.py` and without its printed look; used for papers we did not render, and
for document time stamps, which are rare.
"""

from collections.abc import Iterator, Sequence
from io import BytesIO

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter, append_signature_field
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import DocumentTimestamp, PdfSignedData

from .fields import Placed, SignatureField, Words, text_entries

_TIME_STAMP_FIELD = "time_stamp"


def prepare(pdf: bytes, roles: Sequence[SignatureField]) -> bytes:
    """Empty signature fields on the last page."""
    writer = _writer(pdf)
    for role in roles:
        x1, y1, x2, y2 = (round(edge) for edge in role.box or (0, 0, 0, 0))
        box = (x1, y1, x2, y2) if role.box else None
        append_signature_field(
            writer, SigFieldSpec(role.role, on_page=-1, box=box, readable_field_name=role.label)
        )
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def place(pdf: bytes, role: str, words: Words, size: int) -> Placed:
    """As `fields.place`, for any PDF."""
    signature = PdfSignedData(
        obj_type=generic.pdf_name("/Sig"),
        subfilter=SigSeedSubFilter.PADES,
        timestamp=words.moment,
        bytes_reserved=2 * size,
    )
    for key, text in text_entries(words).items():
        signature[generic.pdf_name("/" + key)] = generic.TextStringObject(text)
    return _placed(_writer(pdf), role, signature, existing=True)


def place_time_stamp(pdf: bytes, size: int) -> Placed:
    """The paper with a document time stamp (ETSI.RFC3161) but for its token."""
    writer = _writer(pdf)
    taken = len(writer.root["/AcroForm"]["/Fields"]) if "/AcroForm" in writer.root else 0
    return _placed(
        writer, f"{_TIME_STAMP_FIELD}_{taken}", DocumentTimestamp(bytes_reserved=2 * size), existing=False
    )


def _writer(pdf: bytes) -> IncrementalPdfFileWriter:
    try:
        return IncrementalPdfFileWriter(BytesIO(pdf))
    except (PdfError, ValueError) as error:
        raise LookupError("the file is not a PDF that can be signed") from error


def _placed(writer: IncrementalPdfFileWriter, name: str, content: PdfSignedData, *, existing: bool) -> Placed:
    steps: Iterator[object] = PdfCMSEmbedder().write_cms(
        field_name=name, writer=writer, existing_fields_only=existing
    )
    try:
        next(steps)
        steps.send(SigObjSetup(sig_placeholder=content))  # type: ignore[attr-defined]
        prepared, out = steps.send(SigIOSetup(md_algorithm="sha256", in_place=False))  # type: ignore[attr-defined]
    except SigningError as error:
        raise LookupError(str(error)) from error
    return Placed(bytearray(out.getbuffer()), prepared.reserved_region_start, prepared.reserved_region_end)
