"""A time-stamp server may be good, wrong, slow, silent or gone; the signature is never lost and nobody waits twice."""

import subprocess
import time
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import cms, tsp

from khue.foundation.signing.adapters.cms import TIME_STAMP_INFO, MessageWriter
from khue.foundation.signing.adapters.demo_authority import DemoAuthority
from khue.foundation.signing.adapters.demo_time_stamps import answer, time_stamp_application
from khue.foundation.signing.adapters.key_file import KeyFileSigner
from khue.foundation.signing.adapters.pades import Act, Level, lift, sign_batch
from khue.foundation.signing.adapters.time_stamps import (
    HttpTimeStamper,
    TimeStampRefusedError,
    request,
    token_of,
)
from khue.foundation.signing.tests.factories import MOMENT, badly_served, served
from tests.papers import needs

DIGEST = sha256(b"signature").digest()
needs_openssl = needs("openssl")


def silent(connection: Any) -> None:
    connection.recv(65536)
    time.sleep(5)


def dripping(connection: Any) -> None:
    connection.recv(65536)
    for letter in b"HTTP/1.1 200 OK\r\nContent-Type: x\r\n" + b"X-Slow: y\r\n" * 100:
        connection.sendall(bytes((letter,)))
        time.sleep(0.05)


def babbling(connection: Any) -> None:
    connection.recv(65536)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")


def levels(pdf: bytes, signer: KeyFileSigner, stamper: HttpTimeStamper, count: int = 6) -> list[Level]:
    return [
        one.level
        for one in sign_batch([pdf] * count, signer, Act("head", MOMENT), stamper=stamper, at_once=2)
    ]


def test_a_stamp_is_over_the_digest_that_was_sent(time_stamp_address: str) -> None:
    with HttpTimeStamper(time_stamp_address) as stamper:
        token = stamper.stamp_many([DIGEST])[0]
    assert token is not None
    info = cms.ContentInfo.load(token)["content"]["encap_content_info"]["content"].parsed
    assert info["message_imprint"]["hashed_message"].native == DIGEST


@needs_openssl
def test_openssl_accepts_the_stamp(time_stamp_address: str, authority: DemoAuthority, tmp_path: Path) -> None:
    with HttpTimeStamper(time_stamp_address) as stamper:
        token = stamper.stamp_many([DIGEST])[0]
    assert token is not None
    file = tmp_path / "token.der"
    file.write_bytes(token)
    roots = str(authority.trust_files[0])
    command = [
        "openssl",
        "ts",
        "-verify",
        "-digest",
        DIGEST.hex(),
        "-in",
        str(file),
        "-token_in",
        "-CAfile",
        roots,
    ]
    told = subprocess.run(command, capture_output=True, check=False)
    assert b"Verification: OK" in told.stdout + told.stderr


def test_the_server_takes_its_time_from_whoever_runs_it(authority: DemoAuthority) -> None:
    moment = datetime(2026, 6, 1, 1, 2, 3, tzinfo=UTC)
    with (
        served(time_stamp_application(authority.time_stamper(), now=lambda: moment)) as address,
        HttpTimeStamper(address) as stamper,
    ):
        token = stamper.stamp_many([DIGEST])[0]
    info = cms.ContentInfo.load(token or b"")["content"]["encap_content_info"]["content"].parsed
    assert info["gen_time"].native == moment


def test_a_request_for_another_digest_is_rejected_by_the_server(time_stamp_address: str) -> None:
    with HttpTimeStamper(time_stamp_address) as stamper:
        assert stamper.stamp_many([b"too short"]) == [None]


@pytest.mark.parametrize("behaviour", [silent, dripping])
def test_a_server_that_hangs_costs_the_limit_once(
    behaviour: Any, paper: bytes, who: dict[str, KeyFileSigner]
) -> None:
    with badly_served(behaviour) as address, HttpTimeStamper(address, limit=0.5) as stamper:
        started = time.monotonic()
        assert levels(paper, who["head"], stamper) == [Level.B] * 6
        assert time.monotonic() - started < 1.2
        assert stamper.trouble == "no answer within 0.5 s"


def test_a_server_that_falls_silent_in_the_middle_costs_the_limit_once(
    paper: bytes, who: dict[str, KeyFileSigner], authority: DemoAuthority
) -> None:
    good, answered = time_stamp_application(authority.time_stamper()), []

    def tiring(environ: Any, start: Any) -> Any:
        answered.append(1)
        if len(answered) > 3:
            time.sleep(3)
        return good(environ, start)

    with served(tiring) as address, HttpTimeStamper(address, limit=0.5, connections=1) as stamper:
        started = time.monotonic()
        assert levels(paper, who["head"], stamper) == [Level.T, Level.T, Level.B, Level.B, Level.B, Level.B]
        assert time.monotonic() - started < 1.5


def test_a_server_that_comes_back_is_asked_again(
    paper: bytes, who: dict[str, KeyFileSigner], authority: DemoAuthority
) -> None:
    good, answered = time_stamp_application(authority.time_stamper()), []

    def sleeping_once(environ: Any, start: Any) -> Any:
        answered.append(1)
        if len(answered) == 2:  # the first is asked for its size
            time.sleep(2)
        return good(environ, start)

    with (
        served(sleeping_once) as address,
        HttpTimeStamper(address, limit=1.0, connections=1, rest=1.5) as stamper,
    ):
        assert levels(paper, who["head"], stamper, count=2) == [Level.B, Level.B]
        time.sleep(1.6)
        assert levels(paper, who["head"], stamper, count=2) == [Level.T, Level.T]
        assert stamper.trouble == ""


def test_a_closed_client_asks_nobody_again(time_stamp_address: str) -> None:
    stamper = HttpTimeStamper(time_stamp_address, rest=0)
    stamper.close()
    assert stamper.stamp_many([DIGEST]) == [None]


def test_a_server_that_talks_nonsense_is_given_up(paper: bytes, who: dict[str, KeyFileSigner]) -> None:
    with badly_served(babbling) as address, HttpTimeStamper(address, limit=0.5) as stamper:
        assert levels(paper, who["head"], stamper) == [Level.B] * 6


def test_a_server_that_is_gone_costs_nothing(paper: bytes, who: dict[str, KeyFileSigner]) -> None:
    with HttpTimeStamper("http://127.0.0.1:9/", limit=2.0) as stamper:
        started = time.monotonic()
        assert levels(paper, who["head"], stamper) == [Level.B] * 6
        assert time.monotonic() - started < 1.0
        assert stamper.trouble


def test_nothing_is_lifted_without_a_server(signed: bytes) -> None:
    with HttpTimeStamper("http://127.0.0.1:9/") as stamper:
        assert lift(signed, stamper) is None


def test_a_stamp_for_another_digest_or_request_is_refused(authority: DemoAuthority) -> None:
    signer = authority.time_stamper()
    reply = answer(request(DIGEST, 7), MessageWriter(signer.chain, TIME_STAMP_INFO), signer, MOMENT)
    assert token_of(reply, DIGEST, 7)
    with pytest.raises(TimeStampRefusedError, match="something else"):
        token_of(reply, sha256(b"other").digest(), 7)
    with pytest.raises(TimeStampRefusedError, match="another request"):
        token_of(reply, DIGEST, 8)


def test_the_request_is_what_other_programs_read() -> None:
    read = tsp.TimeStampReq.load(request(DIGEST, 12345), strict=True)
    assert (read["nonce"].native, read["cert_req"].native) == (12345, True)
