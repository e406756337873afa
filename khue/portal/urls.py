"""All addresses: what the rooms registered, under the prefixes they chose."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from khue.core.registry import rooms

urlpatterns: list[URLPattern | URLResolver] = [path(room.prefix, include(room.urls)) for room in rooms if room.urls]
