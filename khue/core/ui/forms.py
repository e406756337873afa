"""Django's forms in our clothes: `FORM_RENDERER = "khue.core.ui.forms.Renderer"`, then `{{ form }}`.

One field alone is `{% field form.x %}`, which needs no setting.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import DjangoTemplates
from django.template import loader
from django.utils.safestring import SafeString

CHOICES = (forms.CheckboxSelectMultiple, forms.RadioSelect)


class Renderer(DjangoTemplates):
    """Renders a form, its fields and its errors by the templates of `ui/forms/`, the widgets by Django's own."""

    form_template_name = "ui/forms/form.html"
    field_template_name = "ui/forms/field.html"

    def get_template(self, template_name: str) -> Any:
        """Return one of ours from the project's engine, which knows components and tags."""
        return (
            loader.get_template(template_name)
            if template_name.startswith("ui/")
            else super().get_template(template_name)
        )


def kind_of(field: BoundField) -> str:
    """How a field is drawn: `choices` (a group), `tick` (one box, its label after it), `select`, `file` or `line`."""
    widget = field.field.widget
    if isinstance(widget, CHOICES):
        return "choices"
    if isinstance(widget, forms.CheckboxInput):
        return "tick"
    if isinstance(widget, forms.Select) and not isinstance(widget, forms.SelectMultiple):
        return "select"
    if isinstance(widget, forms.FileInput):
        return "file"
    return "line"


def control_of(field: BoundField) -> SafeString:
    """The widget with our class on it; a group of choices is clothed by the element around it."""
    kinds = {"choices": "", "tick": "checkbox", "file": "file-input"}
    kind = kind_of(field)
    dress = kinds.get(kind, "control")
    own = field.field.widget.attrs.get("class", "")
    classes = f"{dress} {own}".strip()
    widget = field.as_widget(attrs={"class": classes} if classes else None)
    return (
        SafeString(loader.render_to_string("ui/forms/file.html", {"input": widget}))
        if kind == "file"
        else widget
    )
