"""The portal as a Django app."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Home pages, addresses, demo, bench."""

    name = "khue.portal"
    label = "portal"

    def ready(self) -> None:
        """Tell the engines who builds the frame."""
        from khue.core.web.frames import frames_requests
        from khue.portal.frames import frame_of

        frames_requests(frame_of)
