"""Addresses of what is taught."""

from khue.core.crud.pages import resource_urls
from khue.foundation.curriculum.tables import HOURS, SUBJECTS

app_name = "curriculum"
urlpatterns = [*resource_urls(HOURS), *resource_urls(SUBJECTS)]
