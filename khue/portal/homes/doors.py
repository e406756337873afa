"""Where the home pages lead: the addresses of other rooms' pages, in one place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.urls import NoReverseMatch, reverse

from khue.sector.pupils.choices import PRESENT


def _address(name: str, *args: Any) -> str:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def of(thing: Any) -> str:
    """The page of a thing."""
    try:
        return str(thing.get_absolute_url())
    except NoReverseMatch:
        return ""


def figures(kind: str, **filters: Any) -> str:
    """A list behind a number: `figures("classes", xa=uuid)`; filters that are empty are left out."""
    return reverse(f"figure-{kind}") + query(filters)


def query(filters: Mapping[str, Any]) -> str:
    """`?xa=…&muc=4`."""
    given = {key: value for key, value in filters.items() if value not in (None, "")}
    return f"?{urlencode(given, doseq=True)}" if given else ""


def book(school_class: UUID, subject: str, term: int) -> str:
    """The grid of a class's subject."""
    return _address("gradebook:grid", school_class, subject, term)


def conduct(school_class: UUID, term: int) -> str:
    """The conduct grid of a class."""
    return _address("gradebook:conduct", school_class, term)


def completion() -> str:
    """The head's completion list of the gradebook."""
    return _address("gradebook:completion")


def corrections() -> str:
    """Corrections of the hat's school."""
    return _address("gradebook:corrections")


def windows() -> str:
    """When marks may be entered."""
    return _address("gradebook:windows")


def results() -> str:
    """Closing a term."""
    return _address("gradebook:results")


def pupils(**filters: Any) -> str:
    """The list of pupils who are at school today: exactly those that the home pages count."""
    present = [str(each) for each in PRESENT]
    return _address("pupils:pupil-list") + query({"trang_thai": present, **filters})


def classes() -> str:
    """The list of classes."""
    return _address("classes:class-list")


def transcripts(school_class: UUID | None = None) -> str:
    """The transcripts of a class; of all classes without one."""
    return (
        reverse("transcripts:class", args=[school_class]) if school_class else reverse("transcripts:classes")
    )


def transcript_file(paper: UUID) -> str:
    """The signed PDF of a transcript."""
    return reverse("transcripts:download", args=[paper, "pdf"])


def child(person: UUID) -> str:
    """The page of a child for its parents."""
    return reverse("child", args=[person])


def pupil_pattern() -> str:
    """The address of a pupil's record, with `{}` for whom."""
    nobody = UUID(int=0)
    return _address("pupils:pupil", nobody).replace(str(nobody), "{}")
