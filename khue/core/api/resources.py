"""The API of a plain resource: list, read, create, change, remove; acts, selectors and services are its pages'."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Query, Schema, Status
from ninja.orm import create_schema

from khue.core.api.pages import answer_page
from khue.core.api.routing import HouseRouter
from khue.core.crud.resource import Resource, Service
from khue.core.rules import require
from khue.core.tables.filters import apply_filters


class PageQuery(Schema):
    """Where a page starts and how long it is."""

    limit: int = 50
    after: str = ""


def resource_router(resource: Resource) -> HouseRouter:
    """A router with the operations of `resource`; filters are the same parameters as in the page's address."""
    router = HouseRouter(tags=[resource.room])
    root = f"/{resource.name}s"
    title = f"{resource.room.title()}{resource.name.title()}"
    out = create_schema(resource.model, name=title, fields=list(resource.api_fields))
    given = create_schema(resource.model, name=f"{title}In", fields=list(resource.fields))
    page = type(f"{title}Page", (Schema,), {"__annotations__": {"items": list[out], "next": str | None}})  # type: ignore[valid-type]
    _reading(router, root, resource, out, page)
    _writing(router, root, resource, out, given)
    return router


def _reading(router: HouseRouter, root: str, resource: Resource, out: Any, page: Any) -> None:
    @router.get(root, response=page, operation_id=f"{resource.room}_{resource.name}_list")
    def rows(request: HttpRequest, query: Query[PageQuery]) -> HttpResponse:
        require(request.scope, resource.act("view"))  # type: ignore[attr-defined]
        narrowed = apply_filters(resource.queryset(), resource.table.filters, request.GET).queryset
        return answer_page(
            narrowed, resource.api_fields, resource.table.order, limit=query.limit, after=query.after
        )

    @router.get(f"{root}/{{uuid}}", response=out, operation_id=f"{resource.room}_{resource.name}_read")
    def read(request: HttpRequest, uuid: UUID) -> Any:
        require(request.scope, resource.act("view"))  # type: ignore[attr-defined]
        return _row(resource, uuid)


def _writing(router: HouseRouter, root: str, resource: Resource, out: Any, given: Any) -> None:
    def create(request: HttpRequest, values: Schema) -> Any:
        require(request.scope, resource.act("add"))  # type: ignore[attr-defined]
        return Status(201, resource.create(model=resource.model, **values.dict()))

    def update(request: HttpRequest, uuid: UUID, values: Schema) -> Any:
        row = _row(resource, uuid)
        require(request.scope, resource.act("change"), row)  # type: ignore[attr-defined]
        return resource.update(row=row, **values.dict())

    name = f"{resource.room}_{resource.name}"
    router.post(root, response={201: out}, operation_id=f"{name}_create")(_taking(create, given))
    router.put(f"{root}/{{uuid}}", response=out, operation_id=f"{name}_update")(_taking(update, given))
    if resource.remove is not None:
        _removing(router, root, resource, resource.remove)


def _removing(router: HouseRouter, root: str, resource: Resource, remove_row: Service) -> None:
    @router.delete(
        f"{root}/{{uuid}}", response={204: None}, operation_id=f"{resource.room}_{resource.name}_remove"
    )
    def remove(request: HttpRequest, uuid: UUID) -> Any:
        row = _row(resource, uuid)
        require(request.scope, resource.act("change"), row)  # type: ignore[attr-defined]
        remove_row(row=row)
        return Status(204, None)


def _taking(operation: Service, given: Any) -> Service:
    """Tell ninja which schema `values` has: it is made from the form, so no annotation in the source can name it."""
    operation.__annotations__["values"] = given
    return operation


def _row(resource: Resource, uuid: UUID) -> Any:
    row = resource.queryset().filter(uuid=uuid).first()
    if row is None:
        raise Http404
    return row
