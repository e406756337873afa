"""An authority, signers, papers with three fields, and small servers that behave well or badly."""

import socketserver
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server
from wsgiref.types import WSGIApplication

from cryptography.hazmat.primitives.serialization import Encoding

from khue.foundation.documents.tests.factories import render_notice
from khue.foundation.signing.adapters.answers import Trust
from khue.foundation.signing.adapters.demo_authority import DemoAuthority
from khue.foundation.signing.adapters.fields import SignatureField
from khue.foundation.signing.adapters.key_file import KeyFileSigner
from khue.foundation.signing.adapters.pades import Act, prepare, sign
from khue.foundation.signing.adapters.time_stamps import TimeStamper

MOMENT = datetime(2026, 5, 28, 8, 3, tzinfo=UTC)
ROLES = ("homeroom", "head", "seal")
FIELDS = tuple(
    SignatureField(role, label, (42.0 + 170 * place, 118.0, 200.0 + 170 * place, 181.0))
    for place, (role, label) in enumerate(zip(ROLES, ("Chủ nhiệm", "Hiệu trưởng", "Con dấu"), strict=True))
)


def signers(authority: DemoAuthority) -> dict[str, KeyFileSigner]:
    """The three who sign a transcript."""
    school = "Trường THCS Đinh Tiên Hoàng"
    return {
        "homeroom": authority.person("pham-thu-ha", name="Phạm Thu Hà", organisation=school),
        "head": authority.person("nguyen-van-tuan", name="Nguyễn Văn Tuấn", organisation=school),
        "seal": authority.seal("37000123", organisation=school),
    }


def trust(authority: DemoAuthority, roles: tuple[str, ...] = ROLES) -> Trust:
    """Trust in this authority's roots."""
    return Trust(tuple(root.public_bytes(Encoding.DER) for root in authority.roots), roles)


def prepared(**changes: Any) -> bytes:
    """A paper with three empty fields."""
    return prepare(render_notice(**changes), FIELDS)


def signed_by(pdf: bytes, who: dict[str, KeyFileSigner], stamper: TimeStamper | None = None) -> bytes:
    """The paper signed by these, one on top of the other."""
    for role, signer in who.items():
        pdf = sign(pdf, signer, Act(role, MOMENT), stamper=stamper).pdf
    return pdf


class _Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        return


@contextmanager
def served(application: WSGIApplication) -> Iterator[str]:
    """The application on a loopback port; gives its address."""
    server = make_server("127.0.0.1", 0, application, handler_class=_Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def badly_served(behaviour: Callable[[Any], None]) -> Iterator[str]:
    """A server that does `behaviour` with each connection."""

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            behaviour(self.request)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()


def signed_transcript(
    pdf: bytes,
    boxes: Mapping[str, tuple[float, float, float, float]],
    labels: Mapping[str, str],
    folder: Path,
) -> bytes:
    """A rendered paper with the three signatures in these boxes."""
    fields = [SignatureField(role, labels[role], box) for role, box in boxes.items()]
    return signed_by(prepare(pdf, fields), signers(authority_in(folder)))


def authority_in(folder: Path) -> DemoAuthority:
    """The demo's authority."""
    return DemoAuthority.open(folder)
