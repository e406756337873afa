"""The root of all addresses: the portal includes what the rooms registered."""

from khue.portal.urls import urlpatterns

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

handler400 = "khue.core.web.errors.bad_request"
handler403 = "khue.core.web.errors.forbidden"
handler404 = "khue.core.web.errors.not_found"
handler500 = "khue.core.web.errors.server_error"
