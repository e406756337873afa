"""Signature fields of a paper: where they stand, and a paper whose next signature only lacks its message.

`prepare` puts the empty fields on a freshly rendered paper, once. `place` appends one signature dictionary with a gap
of zeros for the message; the digest covers everything but the gap. Both keep to plain papers and raise
`UnusualPdfError` for others.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from khue.core import clock

from .appearance import OBJECTS, blank, look
from .pdf_update import PlainPdf, UnusualPdfError, Update, text_string, with_entry

Box = tuple[float, float, float, float]

_FLAGS_PRINT_LOCKED = 132
_RANGE = b"/ByteRange[0 %10d %10d %10d]"
_EXTENSIONS = b"/Extensions<</ESIC<</BaseVersion/1.7/ExtensionLevel 2>>>>"


@dataclass(frozen=True, slots=True)
class SignatureField:
    """A field for one role on the last page; without a box (points from the lower left) it is invisible."""

    role: str
    label: str
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """What the signature dictionary says besides the signature: who, when, why, where."""

    name: str
    moment: datetime
    reason: str = ""
    place: str = ""


@dataclass(slots=True)
class Placed:
    """A paper with an empty gap: `content[gap_start:gap_end]` is `<000…>` and is not covered by the signature."""

    content: bytearray
    gap_start: int
    gap_end: int

    def digest(self) -> bytes:
        """SHA-256 of everything outside the gap."""
        view = memoryview(self.content)
        covered = sha256(view[: self.gap_start])
        covered.update(view[self.gap_end :])
        return covered.digest()

    def filled(self, message: bytes) -> bytes:
        """The paper with the message in its gap. A message that does not fit raises `ValueError`."""
        digits = message.hex().encode()
        if len(digits) > self.gap_end - self.gap_start - 2:
            raise ValueError("the signature message is larger than its reserved place")
        start = self.gap_start + 1
        self.content[start : start + len(digits)] = digits
        return bytes(self.content)


def prepare(pdf: bytes, fields: Sequence[SignatureField]) -> bytes:
    """The paper with an empty signature field for each role, in the order in which they will be signed."""
    plain = PlainPdf(pdf)
    page_number = plain.last_page()
    page, root = plain.body(page_number), plain.body(plain.root)
    if b"/Annots" in page or b"/AcroForm" in root or b"/Extensions" in root:
        raise UnusualPdfError("has a form or annotations already")
    update = Update(plain)
    form, first, looks = update.reserve(), update.reserve(len(fields)), update.reserve(len(fields))
    for index, field in enumerate(fields):
        update.put(first + index, _field(field, page_number, looks + index))
        update.put(looks + index, blank(_extent(field.box)))
    references = b" ".join(b"%d 0 R" % (first + index) for index in range(len(fields)))
    update.put(form, b"<</Fields[%s]/SigFlags 3>>" % references)
    update.put(plain.root, with_entry(root, b"/AcroForm %d 0 R%s" % (form, _EXTENSIONS)))
    update.put(page_number, with_entry(page, b"/Annots[%s]" % references))
    return update.write()[0]


def place(pdf: bytes, role: str, words: Words, size: int) -> Placed:
    """The paper with this role's signature dictionary and a gap for a message of `size` bytes.

    Raises `LookupError` when the paper has no such field, or it is signed.
    """
    plain = PlainPdf(pdf)
    number = plain.fields().get(role.encode())
    if number is None:
        raise LookupError(f"the paper has no field {role}")
    field = plain.body(number)
    if b"/V " in field:
        raise LookupError(f"the field {role} is signed already")
    update = Update(plain)
    signature, drawing = update.reserve(), 0
    box = _box_of(field)
    if box:
        drawing = update.reserve(OBJECTS)
        for index, body in enumerate(look(words.name, words.moment, _extent(box), drawing)):
            update.put(drawing + index, body)
        field = field.replace(
            field[field.index(b"/AP<<") : field.index(b">>", field.index(b"/AP<<")) + 2], b""
        )
        field = with_entry(field, b"/AP<</N %d 0 R>>" % drawing)
    update.put(number, with_entry(field, b"/V %d 0 R" % signature))
    dictionary, range_at, gap_at = _signature(words, size)
    update.put(signature, dictionary)
    content, bodies = update.write()
    return _with_range(bytearray(content), bodies[signature], range_at, gap_at, size)


def text_entries(words: Words) -> Mapping[str, str]:
    """The optional words under their PDF names."""
    named = {"Name": words.name, "Reason": words.reason, "Location": words.place}
    return {key: value for key, value in named.items() if value}


def _field(field: SignatureField, page: int, drawing: int) -> bytes:
    box = b"%.2f %.2f %.2f %.2f" % field.box if field.box else b"0 0 0 0"
    return b"<</FT/Sig/Type/Annot/Subtype/Widget/T(%s)/TU%s/F %d/Rect[%s]/P %d 0 R/AP<</N %d 0 R>>>>" % (
        field.role.encode("ascii"), text_string(field.label), _FLAGS_PRINT_LOCKED, box, page, drawing,
    )  # fmt: skip


def _extent(box: Box | None) -> tuple[float, float]:
    return (box[2] - box[0], box[3] - box[1]) if box else (0, 0)


def _box_of(field: bytes) -> Box | None:
    at = field.index(b"/Rect[") + 6
    x1, y1, x2, y2 = (float(edge) for edge in field[at : field.index(b"]", at)].split())
    return (x1, y1, x2, y2) if x2 > x1 else None


def _signature(words: Words, size: int) -> tuple[bytes, int, int]:
    moment = clock.local(words.moment).strftime("D:%Y%m%d%H%M%S+07'00'").encode()
    texts = b"".join(
        b"/%s%s" % (key.encode(), text_string(value)) for key, value in text_entries(words).items()
    )
    head = b"<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached%s/M(%s)" % (texts, moment)
    span = _RANGE % (0, 0, 0)
    gap_at = len(head) + len(span) + len(b"/Contents")
    return b"%s%s/Contents<%s>>>" % (head, span, b"0" * (2 * size)), len(head), gap_at


def _with_range(content: bytearray, body: int, range_at: int, gap_at: int, size: int) -> Placed:
    start = body + gap_at
    end = start + 2 * size + 2
    span = _RANGE % (start, end, len(content) - end)
    content[body + range_at : body + range_at + len(span)] = span
    return Placed(content, start, end)
