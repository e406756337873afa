"""From a paper's stored content (JSON) to what is printed, signed and shown: the content is a page kept as JSON."""

from collections.abc import Mapping
from typing import Any

from khue.foundation.signing.services import SignatureField

from .canonical import canonical_xml
from .paper import SIGNATURE_BOXES, SIGNATURE_LABELS, paper_data
from .stored import page_from_json


def paper_of(content: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the template sets."""
    return paper_data(page_from_json(dict(content)))


def xml_of(content: Mapping[str, Any]) -> bytes:
    """The unsigned twin."""
    return canonical_xml(page_from_json(dict(content)))


def facts_of(content: Mapping[str, Any]) -> list[dict[str, str]]:
    """The lines of the public check: name, year of birth, class and year, register number. No more of a child."""
    pupil = content["pupil"]
    year = (pupil["birth_date"] or "")[:4] or str(pupil["birth_year"] or "")
    lines = [
        ("Của em", pupil["name"]),
        ("Năm sinh", year),
        ("Lớp, năm học", f"{content['class_name']}, {content['school_year'].replace('-', '–')}"),
        ("Số đăng bộ", pupil["register_number"]),
    ]
    return [{"label": label, "value": value} for label, value in lines if value]


def signature_fields() -> list[SignatureField]:
    """The three fields at the foot of the last page, in signing order (rules 23.3)."""
    return [SignatureField(role, SIGNATURE_LABELS[role], box) for role, box in SIGNATURE_BOXES.items()]
