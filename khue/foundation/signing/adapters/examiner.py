"""The process in which strangers' files are read. Started by `verification.py`; it holds no secrets and no connections.

It answers one request after the other over the socket given as its only argument, within a memory limit, until the
other side closes. A file that kills it costs one answer.
"""

import resource
import socket
import struct
import sys
from dataclasses import dataclass

import msgspec

from .answers import PaperAnswer, Trust
from .pdf_check import check_pdf
from .xml_check import check_xml

LENGTH = struct.Struct(">Q")
READY = b"ready"
"""The first message of a process that has loaded its libraries; the time limit of a check starts after it."""


@dataclass(frozen=True, slots=True)
class Request:
    """What to check. `content_id` is set for XML and empty for PDF."""

    document: bytes
    trust: Trust
    original: bytes | None = None
    content_id: str = ""


def answer_to(request: Request) -> PaperAnswer:
    """The check itself, in whatever process calls it."""
    if request.content_id:
        return check_xml(request.document, request.trust, content_id=request.content_id)
    return check_pdf(request.document, request.trust, request.original)


def received(line: socket.socket) -> bytes:
    """One message; empty when the other side has closed."""
    head = _exactly(line, LENGTH.size)
    return _exactly(line, LENGTH.unpack(head)[0]) if head else b""


def send(line: socket.socket, message: bytes) -> None:
    """One message with its length before it."""
    line.sendall(LENGTH.pack(len(message)) + message)


def _exactly(line: socket.socket, size: int) -> bytes:
    parts = bytearray()
    while len(parts) < size:
        part = line.recv(min(size - len(parts), 1 << 20))
        if not part:
            return b""
        parts += part
    return bytes(parts)


def main(descriptor: int, memory: int) -> None:
    """Answer until the other side closes."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with socket.socket(fileno=descriptor) as line:
        send(line, READY)
        while message := received(line):
            request = msgspec.msgpack.decode(message, type=Request)
            send(line, msgspec.msgpack.encode(answer_to(request)))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
