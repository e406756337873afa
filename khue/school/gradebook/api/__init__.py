"""The gradebook for programs: the same selectors and services as the pages.

`books` the books one may open, one book with its cells, saving, confirming, a cell's values · `results` a class's
results. All of them hang on the router of `door`.
"""

from khue.school.gradebook.api import books, results
from khue.school.gradebook.api.door import router

__all__ = ["books", "results", "router"]
