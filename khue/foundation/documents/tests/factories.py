"""Small papers for the tests of every room that makes, signs or checks papers."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from khue.foundation.documents.adapters.typst import render

NOTICE = Path(__file__).with_name("notice.typ")
MOMENT = datetime(2026, 5, 28, 8, 3, tzinfo=UTC)


def notice(**changes: Any) -> dict[str, Any]:
    """What the notice template prints."""
    return {
        "title": "Thông báo",
        "body": "Nhà trường nghỉ lễ ngày 02/09.",
        "code": "7K4M-2QXD-9HTP",
        "check_address": "https://example.vn/kiem-tra/7K4M2QXD9HTP",
        "version": 1,
        "supersedes": "",
        **changes,
    }


def render_notice(**changes: Any) -> bytes:
    """A one-page paper."""
    return render(NOTICE, notice(**changes), moment=MOMENT)


def render_paper(template: Path, item: Mapping[str, Any]) -> bytes:
    """Any room's paper at the tests' moment."""
    return render(template, item, moment=MOMENT)
