"""The screens as a Django app."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Templates, components, built files; no tables."""

    name = "khue.core.ui"
    label = "ui"
