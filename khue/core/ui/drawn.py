"""Components that are drawn by Python in place of a template: those of which a page has a dozen.

A button takes a template of twenty nodes; drawn here it costs a fifth. Attributes and slot mean what they mean in every
component: text is escaped, unless it is HTML already.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.template import Context, Node, TemplateSyntaxError
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django_cotton.templatetags import UnprocessableDynamicAttr
from django_cotton.templatetags._component import AttrKind, CottonComponentNode, PreparedAttr
from django_cotton.templatetags._slot import CottonSlotNode

from khue.core.ui.pieces import icon

Draw = Callable[[dict[str, Any], str], str]


class DrawnComponent(Node):
    """A component's place in a template. It has one slot; raises TemplateSyntaxError for a named one."""

    def __init__(self, node: CottonComponentNode, draw: Draw) -> None:
        if node.nodelist.get_nodes_by_type(CottonSlotNode):
            message = f"<c-{node.component_name}> has no named slots"
            raise TemplateSyntaxError(message)
        self.nodelist, self._draw = node.nodelist, draw
        self._attributes: list[PreparedAttr] = node._prepared_attrs  # noqa: SLF001 -- compiled there once

    def render(self, context: Context) -> SafeString:
        """The component with what the page gives it."""
        given: dict[str, Any] = {}
        for each in self._attributes:
            value = _value(each, context)
            given.update(value if each.key == "attrs" else {each.key: value})
        return mark_safe(self._draw(given, self.nodelist.render(context)))  # noqa: S308 -- the drawers escape


def _value(attribute: PreparedAttr, context: Context) -> Any:
    """What an attribute says: what the template's author wrote is HTML, what the page puts in is escaped later."""
    if attribute.kind is AttrKind.BOOLEAN:
        return True
    if attribute.kind is AttrKind.STATIC or attribute.compiled is None:
        return mark_safe(attribute.value)  # noqa: S308 -- the template's own words
    if attribute.kind is AttrKind.ESCAPED:
        return attribute.compiled.render(context)
    try:
        return attribute.compiled.resolve(context)
    except UnprocessableDynamicAttr:
        return attribute.value


def _attribute(name: str, value: Any) -> str:
    return f" {name}" if value is True else f' {name}="{_quotable(value)}"'


def _quotable(value: Any) -> str:
    """A value that can stand between double quotes, whatever quotes its HTML was written in."""
    return conditional_escape(value).replace('"', "&quot;")


def button(given: dict[str, Any], slot: str) -> str:
    """A button, or with `href` a link that looks like one. Other attributes are taken over as they are."""
    kind, size = given.pop("variant", "secondary"), given.pop("size", "36")
    start, end = given.pop("icon", ""), given.pop("end", "")
    href, sort = given.pop("href", ""), given.pop("type", "submit")
    wide, label, running = given.pop("wide", ""), given.pop("label", ""), given.pop("running", "")
    classes = [
        "btn",
        f"btn-{kind}" if kind != "secondary" else "",
        f"btn-{size}" if size != "36" else "",
        "btn-wide" if wide else "",
        "btn-icon" if label else "",
        given.pop("class", ""),
    ]
    tag, own = ("a", {"href": href}) if href else ("button", {"type": sort})
    own["class"] = mark_safe(" ".join(conditional_escape(each) for each in classes if each))  # noqa: S308 -- escaped
    if label:
        own |= {"aria-label": label, "title": label}
    sign = icon(start, 18 if size == "48" or label else 16) if start else ""
    if running and not href:
        own["aria-disabled"] = "true"
        sign = icon("loader-circle", 16, "spinner")
    attributes = "".join([_attribute(name, value) for name, value in (own | given).items()])
    return f"<{tag}{attributes}>{sign}{slot}{icon(end, 16) if end else ''}</{tag}>"


DRAWN: Final[dict[str, Draw]] = {"button": button}
