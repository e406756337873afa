"""Key file, token and remote service stand behind one interface, and each says no in the same words."""

import json
import os
import subprocess
import threading
from base64 import b64decode, b64encode
from collections.abc import Iterator
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pkcs11
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)

from khue.foundation.signing.adapters.demo_authority import DemoAuthority
from khue.foundation.signing.adapters.hardware_token import TokenSigner
from khue.foundation.signing.adapters.key_file import KeyFileSigner
from khue.foundation.signing.adapters.pades import Act, sign_batch
from khue.foundation.signing.adapters.pdf_check import check_pdf
from khue.foundation.signing.adapters.remote import CscService, RemoteSigner
from khue.foundation.signing.adapters.signers import Signer, SignerUnreachableError, SigningRefusedError
from khue.foundation.signing.tests.factories import MOMENT, trust
from tests.papers import needs

SOFTHSM = next(
    (
        path
        for path in (
            Path("/usr/lib/softhsm/libsofthsm2.so"),
            Path("/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so"),
            Path("/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so"),
        )
        if path.exists()
    ),
    None,
)
needs_softhsm = needs("softhsm2-util")
DIGESTS = [sha256(bytes((number,))).digest() for number in range(5)]


def assert_signed(signer: Signer) -> None:
    signatures = signer.sign_many(DIGESTS)
    public = signer.chain[0].public_key()
    assert len(signatures) == len(DIGESTS)
    for digest, signature in zip(DIGESTS, signatures, strict=True):
        if isinstance(public, ec.EllipticCurvePublicKey):
            public.verify(signature, digest, ec.ECDSA(Prehashed(SHA256())))
        elif isinstance(public, rsa.RSAPublicKey):
            public.verify(signature, digest, PKCS1v15(), Prehashed(SHA256()))


def signed_papers_are_genuine(signer: Signer, paper: bytes, authority: DemoAuthority) -> bool:
    papers = [one.pdf for one in sign_batch([paper] * 3, signer, Act("head", MOMENT))]
    return all(check_pdf(pdf, trust(authority, ("head",))).verdict == "genuine" for pdf in papers)


# Key files


@pytest.fixture(params=["EC", "RSA"])
def signer(request: pytest.FixtureRequest, authority: DemoAuthority) -> KeyFileSigner:
    key = (
        ec.generate_private_key(ec.SECP256R1())
        if request.param == "EC"
        else rsa.generate_private_key(65537, 2048)
    )
    return authority.certified(key, "Nguyễn Văn Tuấn")


def as_pkcs12(signer: KeyFileSigner, passphrase: bytes) -> bytes:
    leaf, *issuers = signer.chain
    encryption = BestAvailableEncryption(passphrase)
    return pkcs12.serialize_key_and_certificates(b"key", signer.private_key, leaf, issuers[::-1], encryption)


def test_a_pkcs12_file_signs_with_its_chain_in_order(signer: KeyFileSigner, tmp_path: Path) -> None:
    file = tmp_path / "key.p12"
    file.write_bytes(as_pkcs12(signer, b"secret"))
    opened = KeyFileSigner.from_pkcs12(file, b"secret")
    assert opened.chain == signer.chain
    assert_signed(opened)


def test_a_pem_pair_signs(signer: KeyFileSigner) -> None:
    key = signer.private_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    chain = b"".join(one.public_bytes(Encoding.PEM) for one in signer.chain)
    assert_signed(KeyFileSigner.from_pem(key, chain))


def test_a_wrong_passphrase_is_refused(signer: KeyFileSigner) -> None:
    with pytest.raises(SigningRefusedError, match="passphrase"):
        KeyFileSigner.from_pkcs12(as_pkcs12(signer, b"secret"), b"guess")


@pytest.mark.parametrize("content", [b"", b"not a key file", b"\x30\x80" * 40])
def test_what_is_no_key_file_is_refused(content: bytes) -> None:
    with pytest.raises(SigningRefusedError):
        KeyFileSigner.from_pkcs12(content, b"secret")
    with pytest.raises(SigningRefusedError):
        KeyFileSigner.from_pem(content, content)


def test_a_certificate_of_another_key_is_refused(
    signer: KeyFileSigner, who: dict[str, KeyFileSigner]
) -> None:
    with pytest.raises(SigningRefusedError, match="not the key's"):
        KeyFileSigner(signer.private_key, who["head"].chain)


# Token


@pytest.fixture(scope="module")
def token(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("softhsm")
    (folder / "tokens").mkdir()
    settings = folder / "softhsm2.conf"
    settings.write_text(
        f"directories.tokendir = {folder / 'tokens'}\nobjectstore.backend = file\nlog.level = ERROR\n"
    )
    os.environ["SOFTHSM2_CONF"] = str(settings)
    command = [
        "softhsm2-util",
        "--init-token",
        "--free",
        "--label",
        "school",
        "--pin",
        "1234",
        "--so-pin",
        "5678",
    ]
    subprocess.run(command, check=True, capture_output=True)
    yield "school"
    del os.environ["SOFTHSM2_CONF"]


def put_on_token(signer: KeyFileSigner, label: str, number: int, folder: Path) -> None:
    file = folder / "key.pem"
    file.write_bytes(signer.private_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    command = ["softhsm2-util", "--import", str(file), "--token", "school", "--pin", "1234"]
    command += ["--label", label, "--id", f"0{number}"]
    subprocess.run(command, check=True, capture_output=True)
    library = pkcs11.lib(str(SOFTHSM))
    library.reinitialize()
    with library.get_token(token_label="school").open(rw=True, user_pin="1234") as session:
        session.create_object(
            {
                pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE,
                pkcs11.Attribute.CERTIFICATE_TYPE: pkcs11.CertificateType.X_509,
                pkcs11.Attribute.TOKEN: True,
                pkcs11.Attribute.LABEL: label,
                pkcs11.Attribute.ID: bytes((number,)),
                pkcs11.Attribute.SUBJECT: signer.chain[0].subject.public_bytes(),
                pkcs11.Attribute.VALUE: signer.chain[0].public_bytes(Encoding.DER),
            }
        )


@needs_softhsm
def test_a_token_signs_a_batch_in_one_session(
    token: str, signer: KeyFileSigner, authority: DemoAuthority, paper: bytes, tmp_path: Path
) -> None:
    kind = type(signer.private_key).__name__
    put_on_token(signer, kind, len(kind) % 9, tmp_path)
    with TokenSigner(SOFTHSM or Path(), token, "1234", key_label=kind, issuers=signer.chain[1:]) as opened:
        assert opened.chain == signer.chain
        assert_signed(opened)
        assert signed_papers_are_genuine(opened, paper, authority)


@needs_softhsm
def test_a_wrong_pin_is_refused(token: str) -> None:
    with pytest.raises(SigningRefusedError, match="PinIncorrect"):
        TokenSigner(SOFTHSM or Path(), token, "9999", key_label="any")


@needs_softhsm
def test_a_key_that_is_not_on_the_token_is_refused(token: str) -> None:
    with pytest.raises(SigningRefusedError, match="NoSuchKey"):
        TokenSigner(SOFTHSM or Path(), token, "1234", key_label="absent")


@needs_softhsm
def test_a_token_that_is_not_there_is_unreachable(token: str) -> None:
    with pytest.raises(SignerUnreachableError):
        TokenSigner(SOFTHSM or Path(), "absent", "1234", key_label="any")


def test_a_driver_that_is_not_there_is_unreachable(tmp_path: Path) -> None:
    with pytest.raises(SignerUnreachableError):
        TokenSigner(tmp_path / "absent.so", "any", "1234", key_label="any")


# Remote service


class SigningService:
    """A service as CSC API v2 describes it, with a real key; `calls` counts what it was asked."""

    def __init__(self, signer: KeyFileSigner, *, at_once: int = 2) -> None:
        self.signer, self.at_once = signer, at_once
        self.calls: list[str] = []
        self.released: dict[str, list[str]] = {}
        self.status = "enabled"

    def answer(self, method: str, body: dict[str, Any], entry: str | None) -> tuple[int, dict[str, Any]]:
        self.calls.append(method)
        if entry != "Bearer access":
            return 401, {"error": "invalid_token", "error_description": "The access token is not valid"}
        return getattr(self, "_" + method.replace("/", "_"))(body)  # type: ignore[no-any-return]

    def _credentials_list(self, _: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        return 200, {"credentialIDs": ["head-1"]}

    def _credentials_info(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if body["credentialID"] != "head-1":
            return 400, {"error": "invalid_request", "error_description": "Invalid parameter credentialID"}
        chain = [b64encode(one.public_bytes(Encoding.DER)).decode() for one in self.signer.chain]
        return 200, {
            "key": {"status": self.status},
            "cert": {"certificates": chain},
            "multisign": self.at_once,
        }

    def _credentials_authorize(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if {"id": "PIN", "value": "1234"} not in body.get("authData", []):
            return 400, {"error": "invalid_pin", "error_description": "The PIN is not correct"}
        if body["numSignatures"] > self.at_once or len(body["hashes"]) != body["numSignatures"]:
            return 400, {"error": "invalid_request"}
        sad = f"sad-{len(self.released)}"
        self.released[sad] = body["hashes"]
        return 200, {"SAD": sad, "expiresIn": 60}

    def _signatures_signHash(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:  # noqa: N802 - the API's name
        if self.released.pop(body["SAD"], None) != body["hashes"]:
            return 400, {"error": "invalid_request", "error_description": "The SAD is not for these hashes"}
        signatures = self.signer.sign_many([b64decode(one) for one in body["hashes"]])
        return 200, {"signatures": [b64encode(one).decode() for one in signatures]}


@pytest.fixture
def service(signer: KeyFileSigner) -> SigningService:
    return SigningService(signer)


@pytest.fixture
def address(service: SigningService) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            status, told = service.answer(
                self.path.removeprefix("/csc/v2/"), body, self.headers["Authorization"]
            )
            text = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_: object) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/csc/v2"
        server.shutdown()


def remote(
    address: str, *, access: str = "access", pin: str = "1234", credential: str = "head-1"
) -> RemoteSigner:
    return RemoteSigner(CscService(address, lambda: access), credential, lambda: {"PIN": pin})


def test_a_remote_service_signs_in_as_few_releases_as_it_allows(
    address: str, service: SigningService, authority: DemoAuthority, paper: bytes
) -> None:
    opened = remote(address)
    assert opened.chain == service.signer.chain
    assert_signed(opened)
    assert service.calls.count("credentials/info") == 1
    assert service.calls.count("credentials/authorize") == 3
    assert signed_papers_are_genuine(opened, paper, authority)


def test_a_remote_service_lists_its_credentials(address: str) -> None:
    assert remote(address).service.credentials() == ["head-1"]


def test_a_remote_service_that_says_no_is_quoted(address: str, service: SigningService) -> None:
    with pytest.raises(SigningRefusedError, match="The PIN is not correct"):
        remote(address, pin="9999").sign_many(DIGESTS)
    with pytest.raises(SigningRefusedError, match="access token is not valid"):
        remote(address, access="old").sign_many(DIGESTS)
    with pytest.raises(SigningRefusedError, match="credentialID"):
        remote(address, credential="other").sign_many(DIGESTS)
    service.status = "disabled"
    with pytest.raises(SigningRefusedError, match="disabled"):
        remote(address).sign_many(DIGESTS)


def test_a_remote_service_that_is_gone_is_unreachable() -> None:
    with pytest.raises(SignerUnreachableError, match="does not answer"):
        remote("http://127.0.0.1:9/csc/v2").sign_many(DIGESTS)
