"""`/healthz` (the process lives), `/readyz` (the database answers), `/metrics` (Prometheus): before anything else."""

from __future__ import annotations

from collections.abc import Callable

from django.db import Error, connection
from django.http import HttpRequest, HttpResponse
from prometheus_client import CONTENT_TYPE_LATEST, Counter, Histogram, generate_latest

REQUESTS = Counter("khue_requests_total", "Answered requests", ["method", "status"])
SECONDS = Histogram(
    "khue_request_seconds", "Seconds to answer", buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)
)
LOCAL = {"127.0.0.1", "::1"}
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


class HealthMiddleware:
    """Answers the probes itself and counts everything else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == "/healthz":
            return HttpResponse("ok", content_type="text/plain")
        if request.path == "/readyz":
            return _ready()
        if request.path == "/metrics" and _is_local(request):
            return HttpResponse(generate_latest(), content_type=CONTENT_TYPE_LATEST)
        with SECONDS.time():
            response = self.get_response(request)
        method = request.method if request.method in METHODS else "OTHER"
        REQUESTS.labels(method, response.status_code).inc()
        return response


def _is_local(request: HttpRequest) -> bool:
    """Asked on this machine itself: not through a proxy that happens to run on it."""
    return request.META.get("REMOTE_ADDR") in LOCAL and "X-Forwarded-For" not in request.headers


def _ready() -> HttpResponse:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return HttpResponse("database", status=503, content_type="text/plain")
    return HttpResponse("ok", content_type="text/plain")
