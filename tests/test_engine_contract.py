"""Both engines give the same answers to the same questions, and fail at the same ones."""

import http.client
import ipaddress
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from lexgate import config
from lexgate.engine import Engine, configured
from lexgate.engine.local import LocalEngine
from lexgate.engine.server import ServerEngine, read_token
from lexgate.errors import EngineError, RequestError

TOKEN = "a-token-of-this-test"

RULES = """
package lexgate.decision

live := _answers[input.case]

live := {"note": "second"} if input.case == "two answers"

what_if := {"would_allow": true, "request_id": input.request_id}

_answers["allowed"] := {"allow": true, "request_id": input.request_id, "setting": data.org.settings}

_answers["numbers"] := {"third": 1 / 3, "small": 1 / 81, "whole": 123456789012345678}

_answers["letters"] := {"text": "\\u00e4\\u2028\\ud83d\\ude00", "nested": [[{"a": null}]]}

_answers["true"] := true

_answers["empty"] := {}

_answers["list"] := ["allow"]

_answers["null"] := null

_answers["two answers"] := {"note": "first"}

_answers["failing built-in"] := {"allow": true} if {
	input.case == "failing built-in"
	not to_number("x")
}

_answers["number too long"] := {"n": 1e400}

_answers["large"] := {"text": [input.text | some _ in numbers.range(1, 200)]} if {
	input.case == "large"
}
"""

AUTHZ = f"""
package system.authz

default allow := false

allow if input.path == ["health"]

allow if {{
	input.identity == "{TOKEN}"
	input.method == "POST"
	input.path in [["v1", "data", "lexgate", "decision", name] | some name in ["live", "what_if"]]
	input.params["strict-builtin-errors"] == ["true"]
}}
"""


@pytest.fixture(scope="module")
def bundles(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A rule book and an org of a few lines."""
    folder = tmp_path_factory.mktemp("bundles")
    rego, org = folder / "rego", folder / "org"
    for path in (rego / "lexgate", rego / "system", org / "org" / "settings"):
        path.mkdir(parents=True)
    (rego / ".manifest").write_text(
        '{"roots": ["lexgate", "system"], "rego_version": 1, "revision": "1.0.0"}'
    )
    (rego / "lexgate" / "decision.rego").write_text(RULES)
    (rego / "system" / "authz.rego").write_text(AUTHZ)
    (org / ".manifest").write_text('{"roots": ["org"], "revision": "42-abc"}')
    (org / "org" / "settings" / "data.yaml").write_text("number: 0.8\n")
    return rego, org


@pytest.fixture(scope="module")
def server(
    bundles: tuple[Path, Path], opa: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Path]]:
    """A real OPA on a port of this machine and a UNIX socket."""
    folder = tmp_path_factory.mktemp("s")
    port, unix = _free_port(), folder / "opa.sock"
    addresses = ["--addr", f"127.0.0.1:{port}", "--addr", f"unix://{unix}"]
    with _running(opa, bundles, folder, port, addresses):
        yield f"http://127.0.0.1:{port}", unix


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


@contextmanager
def _running(
    opa: Path, bundles: tuple[Path, Path], folder: Path, port: int, addresses: list[str]
) -> Iterator[None]:
    command = [str(opa), "run", "--server", *addresses]
    command += ["--skip-version-check", "--log-level", "error"]
    command += ["--authentication=token", "--authorization=basic"]
    command += ["-b", str(bundles[0]), "-b", str(bundles[1])]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, env={}, start_new_session=True)
    try:
        _wait(process, port, folder / "log")
        yield
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    for _ in range(200):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
        try:
            connection.request("GET", "/health")
            # A server with TLS answers a question without it with 400.
            if connection.getresponse().status in {200, 400}:
                return
        except OSError:
            pass
        finally:
            connection.close()
        if process.poll() is not None:
            break
        time.sleep(0.05)
    pytest.fail(f"OPA did not start: {log.read_text()}")


@pytest.fixture(params=["local", "server", "socket"])
def engine(
    request: pytest.FixtureRequest, bundles: tuple[Path, Path], opa: Path, server: tuple[str, Path]
) -> Engine:
    """Each engine in turn."""
    url, unix = server
    limit = 1_000_000
    if request.param == "local":
        return LocalEngine(*bundles, opa=opa, max_bytes=limit)
    if request.param == "server":
        return ServerEngine(url, token=TOKEN, max_bytes=limit)
    return ServerEngine(None, socket=unix, token=TOKEN, max_bytes=limit)


ANSWERED: dict[str, Any] = {
    "allowed": {"allow": True, "request_id": "a", "setting": {"number": 0.8}},
    "numbers": {"third": 1 / 3, "small": 1 / 81, "whole": 123456789012345678},
    "letters": {"text": "\u00e4\u2028\U0001f600", "nested": [[{"a": None}]]},
}

REFUSED = {
    "unheard of": "undefined",
    "true": "no object",
    "empty": "no object",
    "list": "no object",
    "null": "no object",
    "two answers": "",
    "failing built-in": "",
    "number too long": "out of range",
}


@pytest.mark.parametrize("case", ANSWERED)
def test_answered_alike(engine: Engine, case: str) -> None:
    assert engine.decide({"case": case, "request_id": "a"}, "live") == ANSWERED[case]


@pytest.mark.parametrize("case", REFUSED)
def test_refused_alike(engine: Engine, case: str) -> None:
    with pytest.raises(EngineError) as caught:
        engine.decide({"case": case, "request_id": "a"}, "live")
    assert REFUSED[case] in caught.value.what
    assert caught.value.exit_code == 3
    assert len(str(caught.value).splitlines()) == 3


def test_limits_alike(engine: Engine) -> None:
    with pytest.raises(EngineError, match=r"more than 1,[0-9]+,000 bytes"):
        engine.decide({"case": "large", "text": "x" * 10_000}, "live")
    with pytest.raises(EngineError, match="larger than"):
        engine.decide({"case": "allowed", "text": "x" * 2_000_000}, "live")
    with pytest.raises(EngineError, match="no JSON"):
        engine.decide({"case": float("nan")}, "live")


def test_what_if_alike(engine: Engine) -> None:
    assert engine.decide({"request_id": "a"}, "what_if") == {"would_allow": True, "request_id": "a"}


def test_revisions(server: tuple[str, Path]) -> None:
    def ask(revisions: dict[str, str | int]) -> ServerEngine:
        engine = ServerEngine(server[0], token=TOKEN, revisions=revisions)
        engine.decide({"case": "allowed", "request_id": "a"}, "live")
        return engine

    names = ask({}).about["revisions"]
    rules, org = sorted(names, key=lambda name: "org" in Path(name).name)
    assert names == {rules: "1.0.0", org: "42-abc"}
    ask({org: 42, rules: "1.0.0"})
    ask({org: 41})
    wrong: list[dict[str, str | int]] = [
        {org: 43},
        {org: "42"},
        {rules: "1.0.1"},
        {rules: 1},
        {"other": 0},
    ]
    for revisions in wrong:
        with pytest.raises(EngineError, match="has the revision"):
            ask(revisions)


def test_the_token(server: tuple[str, Path]) -> None:
    for token in (None, "another"):
        with pytest.raises(EngineError, match="HTTP 401") as caught:
            ServerEngine(server[0], token=token).decide({"case": "allowed"}, "live")
        assert "token" in caught.value.do


def test_configured(server: tuple[str, Path], tmp_path: Path, bundles: tuple[Path, Path]) -> None:
    (tmp_path / "token").write_text(TOKEN + "\n")
    base = (
        '[system]\nname = "a"\nversion = "1"\n'
        '[paths]\norg = "org"\nevidence = "e"\nstatements = "s"\n'
    )
    for opa in (f'url = "{server[0]}"', f'socket = "{server[1]}"'):
        text = f'{base}[opa]\n{opa}\ntoken_file = "token"\n'
        engine = configured(config.parse(text.encode(), tmp_path, "x"))
        assert engine.decide({"case": "allowed", "request_id": "a"}, "live")["allow"]
        assert engine.about["opa"] == "1.21.3"
    assert isinstance(configured(config.parse(base.encode(), tmp_path, "x")), LocalEngine)


def test_tls(opa: Path, bundles: tuple[Path, Path], tmp_path: Path) -> None:
    _certificate(tmp_path)
    tls = _free_port()
    addresses = ["--addr", f"https://127.0.0.1:{tls}"]
    addresses += ["--tls-cert-file", str(tmp_path / "cert.pem")]
    addresses += ["--tls-private-key-file", str(tmp_path / "key.pem")]
    asked = {"case": "allowed", "request_id": "a"}
    with _running(opa, bundles, tmp_path, tls, addresses):
        url = f"https://127.0.0.1:{tls}"
        sound = ServerEngine(url, token=TOKEN, ca=tmp_path / "cert.pem")
        assert sound.decide(asked, "live")["allow"]
        with pytest.raises(EngineError, match="certificate verify failed"):
            ServerEngine(url, token=TOKEN).decide(asked, "live")
        named = ServerEngine(f"https://localhost:{tls}", token=TOKEN, ca=tmp_path / "cert.pem")
        with pytest.raises(EngineError, match=r"localhost|ostname"):
            named.decide(asked, "live")
        (tmp_path / "broken.pem").write_text("x")
        with pytest.raises(EngineError):
            ServerEngine(url, ca=tmp_path / "broken.pem").decide(asked, "live")


def _certificate(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test")])
    now = datetime.now(UTC)
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    encoding = serialization.Encoding.PEM
    (folder / "cert.pem").write_bytes(certificate.public_bytes(encoding))
    (folder / "key.pem").write_bytes(
        key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )


def test_tokens_refused(tmp_path: Path) -> None:
    for data in (b"", b"\n", b"two words", b"a\nb", b"\xff", b"x" * 5000):
        (tmp_path / "token").write_bytes(data)
        with pytest.raises(RequestError):
            read_token(tmp_path / "token")
    with pytest.raises(RequestError):
        ServerEngine("http://localhost:1", token="a\r\nX-Injected: 1")
