"""Pupils and classes for programs: the same selectors and services as the pages.

`reading` the lists · `pupils` one pupil: match, add, change, look closely, leave, come back · `classes` forming,
filling, merging, who teaches. All of them hang on the router of `door`.
"""

from khue.sector.classes.api import classes, pupils, reading
from khue.sector.classes.api.door import router

__all__ = ["classes", "pupils", "reading", "router"]
