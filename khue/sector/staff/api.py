"""Staff for programs."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Field, Query, Schema

from khue.core.api import HouseRouter
from khue.core.api.pages import answer_page
from khue.core.api.resources import PageQuery
from khue.core.rules import require
from khue.core.scope import current_scope
from khue.sector.staff.models import Post
from khue.sector.staff.selectors import posts_on
from khue.sector.staff.services import end_post

router = HouseRouter(tags=["staff"])
POST = {
    "uuid": "uuid",
    "person": "person__uuid",
    "full_name": "person__full_name",
    "school": "organisation__uuid",
    "position": "position",
    "subject": "main_subject__code",
    "group": "internal_unit__uuid",
    "leads_group": "leads_unit",
    "is_main": "is_main",
    "valid_from": "valid_from",
    "valid_to": "valid_to",
}


class PostOut(Schema):
    """That somebody works at a school, as something, on some days."""

    uuid: UUID
    person: UUID
    full_name: str
    school: UUID
    position: str
    subject: str | None
    group: UUID | None
    leads_group: bool
    is_main: bool
    valid_from: dt.date
    valid_to: dt.date | None


class PostPageOut(Schema):
    """A page of posts."""

    items: list[PostOut]
    next: str | None


class EndIn(Schema):
    """From when a post no longer holds, and why."""

    valid_to: dt.date
    reason: str = Field("", max_length=200)


@router.get("/posts", response=PostPageOut, operation_id="staff_posts")
def posts(request: HttpRequest, query: Query[PageQuery], as_of: dt.date | None = None) -> HttpResponse:
    """The posts that hold on a day (today), in the order of Vietnamese lists."""
    require(current_scope(), "staff.list")
    return answer_page(posts_on(as_of), POST, ["person__sort_key"], limit=query.limit, after=query.after)


@router.post("/posts/{uuid}/end", response=PostOut, operation_id="staff_end_post")
def end(request: HttpRequest, uuid: UUID, given: EndIn) -> Any:
    """End a post; classes and subjects of a teacher end with the last one."""
    row: Post | None = Post.objects.filter(uuid=uuid).first()
    if row is None:
        raise Http404
    end_post(post=row, valid_to=given.valid_to, reason=given.reason)
    return dict(zip(POST, Post.objects.values_list(*POST.values()).get(pk=row.pk), strict=True))
