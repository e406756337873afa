"""What the API says about itself (OpenAPI 3.1), the same words whatever language the process speaks.

ninja describes the operations; this adds what the house does for all of them: errors are problems of RFC 9457 by their
own media type, and every write takes an idempotency key. Titles that pydantic makes of names say nothing and follow
the process's language, so they go.
"""

from __future__ import annotations

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from khue.core.api.problems import TYPE
from khue.core.idempotency import HEADER, LONGEST

PLAIN = "application/json"
FIRST_ERROR = "400"
WRITES = ("post", "put", "patch", "delete")
IDEMPOTENCY: dict[str, Any] = {
    "in": "header",
    "name": HEADER,
    "required": False,
    "description": "The caller's name for this write. Sent again, it is answered, not done again.",
    "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST, "pattern": "^[A-Za-z0-9_-]+$"},
}


class HouseAPI(NinjaAPI):
    """ninja's API with the house's own description."""

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """The description of every operation."""
        schema = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        for operations in schema["paths"].values():
            for method, operation in operations.items():
                _describe(method, operation)
        for part in schema["components"]["schemas"].values():
            for field in part.get("properties", {}).values():
                field.pop("title", None)
        return schema


def _describe(method: str, operation: dict[str, Any]) -> None:
    for parameter in operation.get("parameters", ()):
        parameter["schema"].pop("title", None)
    if method in WRITES:
        operation["parameters"] = [*operation.get("parameters", ()), IDEMPOTENCY]
    for status, answer in operation["responses"].items():
        content = answer.get("content", {})
        if str(status) >= FIRST_ERROR and PLAIN in content:
            content[TYPE] = content.pop(PLAIN)
