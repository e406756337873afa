"""Ways of looking at a list that somebody keeps: the filters, columns and order of its address under a name."""

from __future__ import annotations

from urllib.parse import urlsplit
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from khue.core.crud.services import create_row, remove_row, update_row
from khue.core.models import KeptWay
from khue.core.models.ways import KEPT_ALREADY
from khue.core.rules import add_rule, is_signed_in, require
from khue.core.scope import current_scope
from khue.core.tables.table import PLACE
from khue.core.ui.frame import stand_inside
from khue.core.ui.notices import notify

MOST = 30
MOST_OVERALL = 200
add_rule("lists.keep", is_signed_in)


@require_http_methods(["GET", "POST"])
def kept(request: HttpRequest) -> HttpResponse:
    """One's own ways of looking at the list `noi`; posting a `name` keeps the way `cach` that it is looked at now."""
    require(current_scope(), "lists.keep")
    asked = request.POST if request.method == "POST" else request.GET
    place, query = _place(asked.get("noi", "")), _query(asked.get("cach", ""))
    stand_inside(request, place, _("Kept views of this list"))
    problem = ""
    if request.method == "POST":
        try:
            way = keep(place=place, name=asked.get("name", "").strip(), query=query)
        except ValidationError as error:
            problem = " ".join(error.messages)
        else:
            notify(request, _("Kept as “%(name)s”.") % {"name": way.name})
            return redirect(way.address)
    context = {
        "ways": KeptWay.objects.filter(place=place).order_by("name"),
        "place": place,
        "query": query,
        "name": asked.get("name", ""),
        "problem": problem,
    }
    page = "crud/_ways.html" if request.headers.get("HX-Request") else "crud/ways.html"
    return render(request, page, context, status=422 if problem else 200)


@require_POST
def remove(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Forget a way of one's own; the list stays as it is."""
    require(current_scope(), "lists.keep")
    way = get_object_or_404(KeptWay.objects.all(), uuid=uuid)
    place = way.place
    remove_row(row=way)
    notify(request, _("Removed the view “%(name)s”.") % {"name": way.name})
    return redirect(place)


@require_POST
def make_default(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Let the list open with a way of one's own, or as it is when this was the way already."""
    require(current_scope(), "lists.keep")
    way = get_object_or_404(KeptWay.objects.all(), uuid=uuid)
    if choose_default(way):
        notify(request, _("The list opens with “%(name)s” from now on.") % {"name": way.name})
        return redirect(way.address)
    notify(request, _("The list opens with all its rows again."))
    return redirect(way.place)


@transaction.atomic
def choose_default(way: KeptWay) -> bool:
    """Make a way the one its list opens with, in place of another; answers False when it was and is no more."""
    ways = KeptWay.objects.select_for_update().filter(place=way.place).order_by("pk")
    held = [each for each in ways if each.is_default]
    for each in held:
        update_row(row=each, is_default=False)
    if any(each.pk == way.pk for each in held):
        return False
    update_row(row=way, is_default=True)
    return True


def default_address(request: HttpRequest) -> str:
    """Where a list that was opened without a question goes: one's default way; "" to show it as it is.

    Whoever comes from the list itself has just taken the conditions away and sees all rows.
    """
    came_from = urlsplit(request.headers.get("Referer", "")).path
    if request.GET or came_from == request.path or request.headers.get("HX-Request"):
        return ""
    way = KeptWay.objects.filter(place=request.path, is_default=True).exclude(query="").first()
    return way.address if way else ""


def keep(*, place: str, name: str, query: str) -> KeptWay:
    """Keep a way of looking at a list for the account of the open scope; raises `ValidationError`."""
    if KeptWay.objects.filter(place=place).count() >= MOST:
        raise ValidationError(
            _("You keep %(most)s views of this list already. Remove one first.") % {"most": MOST}
        )
    if KeptWay.objects.count() >= MOST_OVERALL:
        raise ValidationError(
            _("You keep %(most)s views over all lists already. Remove some first.") % {"most": MOST_OVERALL}
        )
    values = {"account_id": current_scope().account, "place": place, "name": name, "query": query}
    try:
        with transaction.atomic():
            return create_row(model=KeptWay, **values)
    except IntegrityError as error:  # a second press was faster than the check of the first
        raise ValidationError(KEPT_ALREADY) from error


def _place(path: str) -> str:
    """The path of one of our own pages; raises `Http404`."""
    try:
        resolve(path)
    except Resolver404 as error:
        raise Http404 from error
    return path


def _query(text: str) -> str:
    """The address behind the path, without where in the list one is, and without what no address may hold."""
    query = QueryDict(text, mutable=True)
    for key in PLACE:
        query.pop(key, None)
    return query.urlencode().replace("%00", "")
