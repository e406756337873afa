"""What audit lines are called when somebody reads them.

Lines keep codes and parameters. A room registers how its actions read, with an icon:

    audit_words.register("pupils.enrolled", Telling("log-in", lambda params: _("Came to the school")))

An action nobody registered is told by its code, so that no line ever disappears from a history.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from khue.core.models import AuditLine
from khue.core.registry import Registry

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Telling:
    """How an action reads: a lucide icon, and the words made from the line's parameters."""

    icon: str
    words: Callable[[Mapping[str, Any]], Words]


audit_words: Registry[Telling] = Registry("words of audit actions")


def tell(line: AuditLine) -> tuple[str, str]:
    """The icon and the words of a line, in the reader's language."""
    telling = audit_words.get(line.action)
    if telling is None:
        return "circle-dot", line.action
    return telling.icon, str(telling.words(line.params))
