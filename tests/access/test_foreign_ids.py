"""Ids of another school in bodies and in forms: refused like ids of nobody, nothing told, nothing written.

The bodies are made from the API's own description and the forms are read from the pages, so that a new operation or a
new form joins by itself.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator
from functools import partial
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

import pytest
from django.db import transaction
from django.test import Client

from khue.config.environment import ROOT
from khue.core.ids import uuid7
from tests.access.foreign import SECRETS, crossing, owned_by, things
from tests.access.routes import Route, all_routes
from tests.access.samples import Sample, all_samples
from tests.world import World

pytestmark = pytest.mark.django_db
ACTORS = ("own teacher", "head", "registrar", "records clerk", "own parent", "own officer")
WRITES = {"post", "put", "patch"}
KNOWN: dict[str, Any] = {
    "on": "2026-10-01",
    "valid_from": "2026-10-01",
    "cell": "final",
    "new": "10",
    "full_name": "Trần Văn Mới",
    "relation": "mother",
}
TOKENS = {"csrfmiddlewaretoken", "idempotency_key", "was"}
KEY = re.compile(r"[0-9a-f-]{36}|\d{1,18}")
VOLATILE = re.compile(r"urn:uuid:[0-9a-f-]{36}|[0-9a-f]{8}-[0-9a-f-]{27}")


class Described:
    """The API's description, and bodies after it."""

    def __init__(self) -> None:
        self.document = json.loads((ROOT / "docs" / "openapi.json").read_text())

    def bodies(self) -> Iterator[tuple[str, str, dict[str, Any]]]:
        """Method, pattern and schema of every operation whose body names something by its UUID."""
        for path, operations in self.document["paths"].items():
            for method in WRITES & operations.keys():
                content = operations[method].get("requestBody", {}).get("content", {})
                schema = content.get("application/json", {}).get("schema")
                if schema and '"uuid"' in json.dumps(self._whole(schema)):
                    yield method, re.sub(r"{(\w+)}", r"<\1>", path.strip("/")), schema

    def body(self, schema: dict[str, Any], number: str, *, whole: bool = True) -> Any:
        """A body of the required fields, with `whole` also of all others that hold a UUID, each the same `number`."""
        return self._made(self._whole(schema), number, "", whole=whole)

    def _whole(self, schema: Any) -> Any:
        if isinstance(schema, list):
            return [self._whole(each) for each in schema]
        if not isinstance(schema, dict):
            return schema
        if "$ref" in schema:
            return self._whole(self.document["components"]["schemas"][schema["$ref"].split("/")[-1]])
        return {key: self._whole(value) for key, value in schema.items()}

    def _made(self, schema: dict[str, Any], number: str, name: str, *, whole: bool) -> Any:
        kinds = [each for each in schema.get("anyOf", ()) if each.get("type") != "null"]
        schema = kinds[0] if kinds else schema
        if schema.get("format") == "uuid":
            return number
        if "properties" in schema:
            wanted = schema.get("required", ())
            return {
                key: self._made(part, number, key, whole=whole)
                for key, part in schema["properties"].items()
                if key in wanted or (whole and '"uuid"' in json.dumps(part))
            }
        if schema.get("type") == "array":
            return [self._made(schema["items"], number, name, whole=whole)]
        plain = {"integer": 1, "boolean": False}.get(schema.get("type", ""), "x")
        given = "2012-05-01" if schema.get("format") == "date" else schema.get("enum", [plain])[0]
        return KNOWN.get(name, given)


def told(answer: Any) -> str:
    """What an answer says, without the numbers that differ from one request to the next."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return VOLATILE.sub("…", body.decode("utf-8", "replace"))


def send(client: Client, method: str, address: str, body: Any) -> Any:
    return getattr(client, method)(address, data=body, content_type="application/json")


def sample_of(pattern: str, samples: dict[str, Sample]) -> Sample:
    return samples.get(pattern, Sample())


def addressed(pattern: str, samples: dict[str, Sample]) -> str:
    return Route("", pattern, (), object).address(sample_of(pattern, samples).values)


@pytest.mark.parametrize("standing", ACTORS)
def test_a_body_that_names_another_school_is_refused_like_one_that_names_nobody(
    world: World, as_person: Any, standing: str
) -> None:
    """Organisations themselves are public: what is told of them is not asked here, what is written is."""
    client: Client = as_person(standing)
    samples, described, wrong = all_samples(world), Described(), []
    theirs = things(world, "B")
    before = owned_by(world, "B")
    for (method, pattern, schema), whole in itertools.product(described.bodies(), (True, False)):
        ask = partial(send, client, method, addressed(pattern, samples))
        nobody = ask(described.body(schema, str(uuid7()), whole=whole))
        for name, row in theirs.items():
            with transaction.atomic():
                answer = ask(described.body(schema, str(row.uuid), whole=whole))  # type: ignore[attr-defined]
                assert answer.status_code >= 400 or owned_by(world, "B") == before, (pattern, name)
                transaction.set_rollback(True)
            if name != "school" and (answer.status_code, told(answer)) != (nobody.status_code, told(nobody)):
                wrong.append(f"{method} {pattern}: {name} {answer.status_code}, nobody {nobody.status_code}")
            assert not any(secret in told(answer) for secret in SECRETS), (pattern, name)
    assert wrong == []


@pytest.mark.parametrize(
    ("pattern", "standing", "thing"),
    [
        ("api/v1/classes/classes/<uuid>/homeroom", "head", "teacher"),
        ("api/v1/classes/classes/<uuid>/subjects/<subject>/teachers", "head", "teacher"),
        ("api/v1/classes/classes/<uuid>/places", "registrar", "pupil"),
        ("api/v1/gradebook/books/<school_class>/<subject>/<term>/cells", "own teacher", "pupil"),
        ("api/v1/classes/pupils", "registrar", "class"),
    ],
)
def test_the_same_body_with_what_is_ones_own_is_not_refused_like_nobodys(
    world: World, as_person: Any, pattern: str, standing: str, thing: str
) -> None:
    """Without this the test above would pass for bodies that no operation accepts."""
    described, samples = Described(), all_samples(world)
    method, schema = next(
        (method, schema) for method, found, schema in described.bodies() if found == pattern
    )
    client, own = as_person(standing), things(world, "A")[thing]
    answers = [
        send(client, method, addressed(pattern, samples), described.body(schema, str(number), whole=False))
        for number in (uuid7(), own.uuid)  # type: ignore[attr-defined]
    ]
    assert told(answers[0]) != told(answers[1])


class Forms(HTMLParser):
    """The forms of a page: their addresses, and their fields with the values they offer."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, list[str]]]] = []
        self._select = ""
        self._open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form" and given.get("method", "").lower() == "post":
            self.forms.append((given.get("action") or given.get("hx-post") or "", {}))
            self._open = True
        elif not self._open:
            return
        elif tag in {"input", "textarea"} and given.get("name"):
            self._offer(given["name"], given.get("value", ""))
        elif tag == "select":
            self._select = given.get("name", "")
        elif tag == "option" and self._select:
            self._offer(self._select, given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = False
        elif tag == "select":
            self._select = ""

    def _offer(self, name: str, value: str) -> None:
        values = self.forms[-1][1].setdefault(name, [])
        if value:
            values.append(value)


def forms_of(client: Client, route: Route, sample: Sample) -> list[tuple[str, dict[str, list[str]]]]:
    """The forms that a page shows to somebody, each with the address it goes to."""
    address = route.address({name: sample.values.get(name, "x") for name in route.arguments})
    answer = client.get(address)
    if answer.streaming:
        b"".join(answer.streaming_content)  # type: ignore[attr-defined]
        return []
    if answer.status_code != 200 or "html" not in answer.headers.get("Content-Type", ""):
        return []
    reader = Forms()
    reader.feed(answer.content.decode())
    return [(urljoin(address, action), fields) for action, fields in reader.forms]


@pytest.mark.parametrize("standing", ACTORS)
def test_a_form_that_names_another_school_touches_nothing_of_it(
    world: World, as_person: Any, standing: str
) -> None:
    client: Client = as_person(standing)
    client.raise_request_exception = True
    samples, theirs = all_samples(world), things(world, "B")
    before, crossed = owned_by(world, "B"), crossing()
    tried = set[tuple[str, str]]()
    for route in all_routes():
        if route.is_api or (route.arguments and route.name not in samples):
            continue
        for address, fields in forms_of(client, route, samples.get(route.name, Sample())):
            for field, offered in fields.items():
                names_something = any(KEY.fullmatch(value) for value in offered)
                if field in TOKENS or not names_something or (address, field) in tried:
                    continue
                tried.add((address, field))
                for row in theirs.values():
                    is_uuid = any(len(value) == 36 for value in offered)
                    sent = {name: values[:1] for name, values in fields.items() if name not in TOKENS}
                    sent[field] = [str(row.uuid if is_uuid else row.pk)]  # type: ignore[attr-defined]
                    with transaction.atomic():
                        answer = client.post(address, sent)
                        if answer.status_code < 400:
                            assert owned_by(world, "B") == before, (address, field, row)
                            assert crossing() == crossed, (address, field, row)
                        assert not any(secret in told(answer) for secret in SECRETS), (address, field, row)
                        transaction.set_rollback(True)
    assert tried or standing not in {"head", "registrar"}
