"""A write sent twice is done once.

The client names its write: `Idempotency-Key` in the API, a hidden `idempotency_key` in every HTML form. The answer is
kept in the transaction of the write, so after a cut line or a double click the same answer comes again. A refusal is
rolled back with its key. The same key with another request, or in another hat, is a mistake of the client (422).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from khue.core import clock
from khue.core.models.idempotency import IdempotentAnswer

HEADER = "Idempotency-Key"
FIELD = "idempotency_key"
KEPT_HEADERS = ("Content-Type", "Location", "HX-Redirect", "HX-Trigger")
LONGEST = 80
FIRST_REFUSAL = 400


class KeyReused(Exception):  # noqa: N818 -- reads as the fact it states
    """The key was used for another request."""


def key_of(request: HttpRequest) -> str:
    """The key of a write, or an empty string."""
    if request.method in {"GET", "HEAD", "OPTIONS"}:
        return ""
    header = request.headers.get(HEADER, "")
    is_form = (request.content_type or "").startswith(("application/x-www-form", "multipart/"))
    return (header or (request.POST.get(FIELD, "") if is_form else ""))[:LONGEST]


def once(request: HttpRequest, act: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """Run `act` unless this actor's key has an answer already; raises `KeyReused` for a key of another request."""
    key, account = key_of(request), request.scope.account  # type: ignore[attr-defined]
    if not key or account is None:
        return act()
    fingerprint = _fingerprint(request)
    if not _claim(account, key, fingerprint):
        return _kept(account, key, fingerprint)
    response = act()
    if isinstance(response, HttpResponse) and response.status_code < FIRST_REFUSAL:
        IdempotentAnswer.objects.filter(account_id=account, key=key).update(
            status=response.status_code,
            headers={name: response[name] for name in KEPT_HEADERS if name in response},
            body=response.content,
        )
    return response


def _claim(account: int, key: str, fingerprint: str) -> bool:
    """Take the key; waits for a twin that is being answered at this moment."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_idempotentanswer (account_id, key, request_hash, status, headers, body, created_at)"
            " VALUES (%s, %s, %s, 0, '{}', '', %s) ON CONFLICT (account_id, key) DO NOTHING RETURNING id",
            [account, key, fingerprint, clock.now()],
        )
        return cursor.fetchone() is not None


def _kept(account: int, key: str, fingerprint: str) -> HttpResponse:
    row = IdempotentAnswer.objects.get(account_id=account, key=key)
    if row.request_hash != fingerprint:
        raise KeyReused(key)
    return HttpResponse(
        bytes(row.body), status=row.status, headers={**row.headers, "Idempotent-Replay": "true"}
    )


def _fingerprint(request: HttpRequest) -> str:
    """Hash of the hat, the method, the address and the content; of an upload its fields and files, once parsed."""
    hat = request.scope.membership  # type: ignore[attr-defined]
    parts = hashlib.sha256(f"{hat} {request.method} {request.get_full_path()}\n".encode())
    if (request.content_type or "").startswith("multipart/"):
        for name, values in sorted(request.POST.lists()):
            parts.update(f"{name}={values}\n".encode())
        for name, upload in sorted(request.FILES.items()):
            parts.update(f"{name}={upload.name}:{upload.size}\n".encode())  # type: ignore[union-attr]
            for block in upload.chunks():  # type: ignore[union-attr]
                parts.update(block)
            upload.seek(0)  # type: ignore[union-attr]
    else:
        parts.update(request.body)
    return parts.hexdigest()
