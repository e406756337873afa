"""The five pages of a resource: list, new, edit, remove, export. Each asks a rule, each reads in scope."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from khue.core.crud.forms import RowForm
from khue.core.crud.lists import list_file, list_response
from khue.core.crud.resource import Resource
from khue.core.rules import can, require
from khue.core.ui.notices import notify


def resource_urls(resource: Resource) -> list[URLPattern]:
    """All addresses of a resource, under its own path."""
    pages = _Pages(resource)
    root = resource.path
    names = {page: f"{resource.name}-{page}" for page in ("list", "new", "edit", "remove", "export")}
    urls = [
        path(root, pages.list, name=names["list"]),
        path(f"{root}them/", pages.new, name=names["new"]),
        path(f"{root}xuat/<slug:kind>/", pages.export, name=names["export"]),
        path(f"{root}<uuid:uuid>/sua/", pages.edit, name=names["edit"]),
    ]
    if resource.remove is not None:
        urls.append(path(f"{root}<uuid:uuid>/xoa/", pages.remove, name=names["remove"]))
    return urls


class _Pages:
    """The views of one resource."""

    def __init__(self, resource: Resource) -> None:
        self.resource = resource
        self.list = require_safe(self._list)
        self.new = require_http_methods(["GET", "POST"])(self._new)
        self.edit = require_http_methods(["GET", "POST"])(self._edit)
        self.remove = require_http_methods(["GET", "POST"])(self._remove)
        self.export = require_safe(self._export)

    def _list(self, request: HttpRequest) -> HttpResponse:
        resource, scope = self.resource, request.scope  # type: ignore[attr-defined]
        require(scope, resource.act("view"))
        may_add = can(scope, resource.act("add"))
        urls = resource.addresses()
        return list_response(
            request, resource, resource.table, resource.queryset(), urls=urls, may_add=may_add
        )

    def _new(self, request: HttpRequest) -> HttpResponse:
        require(request.scope, self.resource.act("add"))  # type: ignore[attr-defined]
        form = self.resource.form(request.POST or None)
        if request.method == "POST" and form.is_valid() and self._done(form):
            notify(request, _("Saved."))
            return redirect(self.resource.url("list"))
        return self._form(request, form)

    def _edit(self, request: HttpRequest, uuid: UUID) -> HttpResponse:
        row = self._row(uuid, lock=request.method == "POST")
        require(request.scope, self.resource.act("change"), row)  # type: ignore[attr-defined]
        form = self.resource.form(request.POST or None, instance=row)
        if request.method == "POST" and form.is_valid() and self._done(form, row):
            notify(request, _("Saved."))
            return redirect(self.resource.url("list"))
        return self._form(request, form, row)

    def _remove(self, request: HttpRequest, uuid: UUID) -> HttpResponse:
        row = self._row(uuid, lock=request.method == "POST")
        require(request.scope, self.resource.act("change"), row)  # type: ignore[attr-defined]
        if request.method == "POST" and self.resource.remove is not None:
            refusal = self._refusal(row)
            notify(request, refusal or _("Removed."), tone="err" if refusal else "ok")
            return redirect(self.resource.url("list"))
        return render(
            request,
            "crud/remove.html",
            {"resource": self.resource, "row": row, "urls": self.resource.addresses()},
        )

    def _export(self, request: HttpRequest, kind: str) -> HttpResponseBase:
        resource, scope = self.resource, request.scope  # type: ignore[attr-defined]
        require(scope, resource.act("view"))
        if not resource.sheet:
            raise Http404
        return list_file(request, resource.sheet, kind, resource.table, resource.queryset())

    def _row(self, uuid: UUID, *, lock: bool) -> Any:
        rows = self.resource.queryset().filter(uuid=uuid)
        row = (rows.select_for_update(of=("self",)) if lock else rows).first()
        if row is None:
            raise Http404
        return row

    def _done(self, form: RowForm, row: Any = None) -> bool:
        """Call the service; what it or the database refuses becomes an error of the form."""
        try:
            with transaction.atomic():
                if row is None:
                    self.resource.create(model=self.resource.model, **form.values())
                else:
                    self.resource.update(row=row, **form.values())
        except ValidationError as error:
            form.add_error(None, error.messages)
        except IntegrityError:
            form.add_error(
                None, _("There is one like this already. Change what makes it different, or open the other.")
            )
        return not form.errors

    def _refusal(self, row: Any) -> str:
        """Remove a row; why not, when the service or the database refuses."""
        try:
            with transaction.atomic():
                self.resource.remove(row=row)  # type: ignore[misc]  # asked for before
        except ValidationError as error:
            return " ".join(error.messages)
        except IntegrityError:
            return _("It is in use: other records refer to it.")
        return ""

    def _form(self, request: HttpRequest, form: RowForm, row: Any = None) -> HttpResponse:
        context = {"resource": self.resource, "form": form, "row": row, "urls": self.resource.addresses()}
        return render(request, "crud/form.html", context, status=422 if form.errors else 200)
