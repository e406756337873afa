"""What an insider of school A might name of school B's, and what must hold whatever was named."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import F

from khue.core.scope import open_scope, system
from khue.foundation.accounts.models import Membership
from khue.foundation.calendar.models import Holiday
from khue.foundation.organisations.models import InternalUnit, Site
from tests.world import DAY, World

SECRETS = ("Nguyễn Kín B", "Hà Văn Khác", "Phạm Thị Khác", "Cán Bộ Bình", "Điểm chính B", "Tổ Toán B")
Row = models.Model


def things(world: World, letter: str) -> dict[str, Row]:
    """One row of each kind that a body or a form may name, of school A or B."""
    school = world.schools["AB".index(letter)]
    standing = {"A": "own teacher", "B": "teacher of another school"}[letter]
    post = world.posts[standing]
    with open_scope(system("test")):
        site, _new = Site.objects.get_or_create(
            organisation=school, name=f"Điểm chính {letter}", defaults={"is_main": True, "valid_from": DAY}
        )
        group, _new = InternalUnit.objects.get_or_create(
            organisation=school, name=f"Tổ Toán {letter}", defaults={"kind": "subject", "valid_from": DAY}
        )
        holiday, _new = Holiday.objects.get_or_create(
            organisation=school, name=f"Hội trường {letter}", defaults={"starts": DAY, "ends": DAY}
        )
        hat = Membership.objects.get(person=post.person, organisation=school)
    return {
        "class": world.classes[f"{letter} 8A1"],
        "pupil": world.pupils[f"{letter} 8A1 2"],
        "enrolment": world.enrolments[f"{letter} 8A1 2"],
        "teacher": post.person,
        "post": post,
        "hat": hat,
        "school": school,
        "site": site,
        "group": group,
        "holiday": holiday,
    }


def owned_by(world: World, letter: str) -> dict[str, set[tuple[Any, ...]]]:
    """Every row of a school, by model, as values: equal before and after means that nothing of it was touched."""
    school = world.schools["AB".index(letter)]
    with open_scope(system("test")):
        return {
            model._meta.label: set(map(tuple, map(str_all, _rows(model, school.pk))))
            for model in apps.get_models()
            if _owner(model)
        }


def str_all(values: tuple[Any, ...]) -> list[str]:
    """Values that a set can hold, JSON among them."""
    return [str(value) for value in values]


def crossing() -> dict[str, int]:
    """How many rows of one organisation refer to a row of another's, by model and field."""
    found: dict[str, int] = {}
    with open_scope(system("test")):
        for model in apps.get_models():
            if _owner(model) != "organisation":
                continue
            for field in model._meta.concrete_fields:
                other = field.related_model
                if isinstance(other, type) and _owner(other) == "organisation":
                    rows = model._base_manager.exclude(**{f"{field.name}__organisation": F("organisation")})
                    found[f"{model._meta.label}.{field.name}"] = rows.exclude(**{field.name: None}).count()
    return found


def _owner(model: Any) -> str:
    names = {field.name for field in model._meta.concrete_fields}
    return next((name for name in ("organisation", "keeper") if name in names), "")


def _rows(model: Any, school: int) -> Any:
    return model._base_manager.filter(**{_owner(model): school}).values_list()
