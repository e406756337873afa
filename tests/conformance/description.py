"""The API's description as a committed file, so that a change of the API is seen in the review of a change.

`.venv/bin/python -m tests.conformance.description` writes `docs/openapi.json` anew.
"""

from __future__ import annotations

import json
import os

from khue.config.environment import ROOT

SNAPSHOT = ROOT / "docs" / "openapi.json"
COMMAND = ".venv/bin/python -m tests.conformance.description"
PREFIX = "/api/v1/"


def described() -> str:
    """The description as the file holds it; Django must be set up."""
    from khue.portal.urls import api  # noqa: PLC0415 -- needs Django's settings

    schema = api.get_openapi_schema(path_prefix=PREFIX)
    return json.dumps(schema, indent=1, ensure_ascii=False, sort_keys=True, default=str) + "\n"


def main() -> None:
    """Write the file."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "khue.config.settings")
    import django  # noqa: PLC0415 -- as above

    django.setup()
    SNAPSHOT.write_text(described(), encoding="utf-8")


if __name__ == "__main__":
    main()
