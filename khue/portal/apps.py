"""The portal as a Django app."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Home pages, addresses, demo, bench."""

    name = "khue.portal"
    label = "portal"
