"""The guide in the product: the pages of `docs/guide`, drawn in the house's frame.

The bar's question mark opens the page that speaks of where one is (`core.registry.guides`, by the prefix of the
address), else the page of one's role, else the list of all.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

import khue
from khue.core.registry import Hit, guides
from khue.core.text import fold
from khue.core.ui.frame import Crumb
from khue.core.web.markdown import Document, read

FOLDER = Path(khue.__file__).resolve().parents[1] / "docs" / "guide"
START = "README"


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Where the guide begins: the pages by role and by work."""
    return _page(request, START)


@require_safe
def guide(request: HttpRequest, slug: str) -> HttpResponse:
    """One page of the guide."""
    if slug == START or slug not in titles():
        raise Http404
    return _page(request, slug)


def guide_for(address: str, role: str) -> str:
    """The address of the guide's page about the page at `address`, for a hat of a role."""
    here = address.removeprefix("/")
    about = [slug for prefix, slug in guides.items() if here.startswith(prefix)]
    slug = about[0] if about else guides.get(f"role:{role}")
    return reverse("help:guide", args=[slug]) if slug else reverse("help:start")


def find_guides(words: str, most: int) -> list[Hit]:
    """The pages of the guide whose title or a heading holds all the words."""
    wanted = fold(words).split()
    found = []
    for slug in titles():
        document = document_of(slug)
        headings = [document.title, *document.headings]
        fits = next((each for each in headings if all(word in fold(each) for word in wanted)), None)
        if fits is not None and slug != START:
            note = fits if fits != document.title else ""
            found.append(Hit(document.title, reverse("help:guide", args=[slug]), note))
    return found[:most]


@cache
def titles() -> dict[str, str]:
    """The title of each page by its name, in the order of names: the first heading of its file."""
    return {file.stem: _title(file) for file in sorted(FOLDER.glob("*.md"))}


@cache
def document_of(slug: str) -> Document:
    """A page of the guide, read once."""
    return read((FOLDER / f"{slug}.md").read_text(encoding="utf-8"), _link)


def _title(file: Path) -> str:
    first, _rest = file.read_text(encoding="utf-8").split("\n", 1)
    return first.removeprefix("# ")


def _link(words: str, target: str) -> tuple[str, str]:
    """Another page of the guide is called by its title; addresses of the product and of the web stay as they are."""
    page = re.fullmatch(r"([\w-]+)\.md(#.*)?", target)
    if page is None:
        return words, target if target.startswith(("/", "#", "https://")) else ""
    slug, place = page[1], page[2] or ""
    address = reverse("help:start") if slug == START else reverse("help:guide", args=[slug])
    return titles()[slug] if words == target else words, address + place


def _page(request: HttpRequest, slug: str) -> HttpResponse:
    document = document_of(slug)
    others = {name: title for name, title in titles().items() if name not in {START, slug}}
    crumbs = [Crumb(titles()[START], reverse("help:start")), Crumb(document.title)]
    context = {
        "title": document.title,
        "body": SafeString(document.html),
        "others": others,
        "is_start": slug == START,
        "crumbs": crumbs if slug != START else [],
    }
    return render(request, "core/help.html", context)


app_name = "help"
urlpatterns = [path("", start, name="start"), path("<slug:slug>/", guide, name="guide")]
