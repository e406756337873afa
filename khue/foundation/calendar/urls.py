"""Addresses of the calendar."""

from khue.core.crud.pages import resource_urls
from khue.foundation.calendar.tables import HOLIDAYS

app_name = "calendar"
urlpatterns = resource_urls(HOLIDAYS)
