"""No junk drawers: a file or folder is named after what it holds.

Good: khue/core/text.py, khue/foundation/people/names.py
Bad: khue/core/utils.py, khue/foundation/people/name_helpers.py, khue/common/
"""

import re
from collections.abc import Iterator

from tools.source import Problem, Source

DRAWER = re.compile(r"utils?|helpers?|misc|common")


def check(source: Source) -> Iterator[Problem]:
    """Report files and folders whose name says nothing."""
    for part in (*source.path.parts[:-1], source.path.stem):
        if any(DRAWER.fullmatch(word) for word in re.split(r"[_.-]", part)):
            yield Problem(1, f"'{part}' says nothing; name it after what it holds")
