"""Reading a page as a person does."""

from __future__ import annotations

import re
from html import unescape
from typing import Any


def text(answer: Any) -> str:
    """What a page says in its middle, without its tags."""
    body = answer.content.decode()
    body = body[body.index("<main") : body.index("</main>")]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def links(answer: Any, start: str) -> list[str]:
    """The addresses in the middle of a page that begin with `start`, each once."""
    body = answer.content.decode()
    body = body[body.index("<main") : body.index("</main>")]
    return list(dict.fromkeys(unescape(each) for each in re.findall(rf'href="({start}[^"]*)"', body)))
