"""OPA as a server, asked through opa-python-client: the only module that imports it.

The library retries, follows the environment's proxies, takes the last of two equal
keys, has no deadline for a whole answer and loses what a refusal said. All of that
is set right here, and whatever is not a plain answer becomes an EngineError.
"""

from __future__ import annotations

import contextlib
import ipaddress
import re
import socket
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import quote, urlsplit

from lexgate.documents import MAX_BYTES, parse_json, read_bytes
from lexgate.engine import PACKAGE, Entrypoint
from lexgate.engine.local import _encoded, _known, printable
from lexgate.errors import EngineError, LexgateError, RequestError
from lexgate.tools_install import OPA_VERSION

if TYPE_CHECKING:
    from requests import Response

_PARAMETERS = {"provenance": "true", "strict-builtin-errors": "true"}
_ENVELOPE_BYTES = 100_000
_CONNECT_SECONDS = 3.0
_TOKEN = re.compile(r"[\x21-\x7e]{1,4096}")
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?\.?")
_SERIAL = re.compile(r"([0-9]{1,15})(-.*)?")


class ServerEngine:
    """Asks an OPA server, and believes nothing but a plain answer."""

    def __init__(
        self,
        url: str | None,
        *,
        socket: Path | None = None,
        token: str | None = None,
        ca: Path | None = None,
        deadline: float = 15.0,
        max_bytes: int = 10_000_000,
        revisions: Mapping[str, str | int] | None = None,
        versions: Sequence[str] = (),
    ) -> None:
        """Name the server.

        Args:
            url: ``https://host[:port]``; ``http`` for this machine alone.
            socket: path of a UNIX socket, instead of the URL.
            token: bearer token.
            ca: file with the certificates to trust instead of the usual ones.
            deadline: seconds for the whole answer, however slowly it drips.
            max_bytes: size of the largest decision that is read.
            revisions: what the bundles must be, by name: a text is the one revision
                accepted, a number the least serial (a revision is then ``<serial>`` or
                ``<serial>-<anything>``). OPA itself takes an older signed bundle.
            versions: versions of OPA that are accepted beside the one that was tested.

        Raises:
            RequestError: if URL, socket, token or CA can't be used together.
        """
        if (url is None) == (socket is None):
            raise RequestError(
                "either a URL or a socket names the server", "[opa]", "Give exactly one of them."
            )
        if token is not None and not _TOKEN.fullmatch(token):
            raise RequestError(
                "the token is empty or holds characters that no header can carry",
                "[opa] token_file",
                "Write the token alone into the file.",
            )
        if ca is not None and not ca.is_file():
            raise RequestError("the CA file is not there", str(ca), "Correct ca under [opa].")
        self._token, self._socket, self._ca = token, socket, ca
        self._host, self._port, self._tls = "localhost", 8181, False
        if url is not None:
            self._host, self._port, self._tls = _address(url)
            if ca is not None and not self._tls:
                raise RequestError("a CA without TLS", url, "Write https:// in the URL.")
        self._where = url if url is not None else str(socket)
        self.deadline, self.max_bytes = deadline, max_bytes
        self.revisions = dict(revisions or {})
        self.versions = (OPA_VERSION, *versions)
        self.about: dict[str, Any] = {"engine": "server", "address": self._where}

    def decide(self, request: Mapping[str, Any], entrypoint: Entrypoint) -> dict[str, Any]:
        """Answer a request; see :class:`lexgate.engine.Engine`."""
        rule = _known(entrypoint)
        if len(_encoded({"input": request})) > MAX_BYTES:
            self._fail(f"the request is larger than {MAX_BYTES:,} bytes", "Keep documents small.")
        call = _Call(end=time.monotonic() + self.deadline, limit=self.max_bytes + _ENVELOPE_BYTES)
        # Name look-up, headers and body have time-outs of their own, each for a piece.
        # The deadline is for all of it, so it is kept from outside.
        worker = threading.Thread(
            target=self._ask, args=(dict(request), rule, call), name="lexgate-opa", daemon=True
        )
        worker.start()
        worker.join(self.deadline)
        if worker.is_alive() or time.monotonic() > call.end:
            call.abandon()
            worker.join(0.2)
            self._fail(f"no whole answer within {self.deadline:g} seconds", "Try again later.")
        if call.fault is not None:
            self._fail(call.fault, call.do)
        if not call.taken:
            self._fail(
                f"no answer: {_deepest(call.error)}",
                "Check that the server runs, and its address, CA and token.",
            )
        return self._opened(call.body, rule)

    def _ask(self, request: dict[str, Any], rule: str, call: _Call) -> None:
        try:
            from opa_client.opa import OpaClient
            from requests_unixsocket import UnixAdapter

            client = OpaClient(
                host=self._host,
                port=self._port,
                ssl=self._tls,
                token=self._token,
                retries=0,
                timeout=(min(_CONNECT_SECONDS, self.deadline), self.deadline),
            )
            session = client._session
            try:
                session.trust_env = False  # else proxies apply, and .netrc replaces the token
                session.max_redirects = 0
                session.headers["Accept-Encoding"] = "identity"
                if self._ca is not None:
                    session.verify = str(self._ca)
                if self._socket is not None:
                    _probe(self._socket)
                    session.mount("http+unix://", UnixAdapter())
                    client.root_url = f"http+unix://{quote(str(self._socket), safe='')}/v1"
                session.hooks["response"].append(call.take)
                client.query_rule(request, PACKAGE, rule, _PARAMETERS)
            finally:
                client.close_connection()
        except Exception as error:
            call.error = error

    def _opened(self, body: bytes, rule: str) -> dict[str, Any]:
        if not body:
            self._fail("an empty answer", "Check that the address is an OPA server's.")
        try:
            answer = parse_json(body, "", max_bytes=len(body), answer=True)
        except LexgateError as error:
            self._fail(f"an answer that can't be read: {error.what}", "Is it an OPA server?")
        if not isinstance(answer, dict):
            self._fail("an answer that is no object", "Check that the address is an OPA server's.")
        if "result" not in answer:
            self._fail(
                f"the decision {rule} is undefined there",
                "Its rule book is missing or was refused: see /v1/status of the server.",
            )
        found = self._check_revisions(answer.get("provenance"))
        decision = answer["result"]
        if not isinstance(decision, dict) or not decision:
            self._fail(f"the decision {rule} is no object, or an empty one", "Don't rely on it.")
        version = self._check_version(answer.get("provenance"))
        self.about = {
            "engine": "server",
            "address": self._where,
            "opa": version,
            "revisions": found,
            "decision_id": _text(answer, "decision_id"),
        }
        return decision

    def _check_version(self, provenance: Any) -> str:
        """Rego means what it meant when it was tested; of other versions nobody knows."""
        version = _text(provenance, "version")
        if version not in self.versions:
            self._fail(
                f"OPA says no version there, and {OPA_VERSION} was tested"
                if version is None
                else f"OPA is version {printable(version, 40)} there, and {OPA_VERSION} was tested",
                "Run that version on the server, or accept another one under [opa] versions.",
            )
        return version

    def _check_revisions(self, provenance: Any) -> dict[str, str]:
        bundles = provenance.get("bundles") if isinstance(provenance, dict) else None
        found = {
            name: bundle["revision"]
            for name, bundle in (bundles.items() if isinstance(bundles, dict) else ())
            if isinstance(bundle, dict) and isinstance(bundle.get("revision"), str)
        }
        for name, wanted in self.revisions.items():
            revision = found.get(name)
            if isinstance(wanted, int):
                serial = _SERIAL.fullmatch(revision) if revision is not None else None
                sound = serial is not None and int(serial.group(1)) >= wanted
                text = f"{wanted} or later"
            else:
                sound, text = revision == wanted, wanted
            if not sound:
                self._fail(
                    f"bundle {name} has the revision {printable(str(revision), 80)}, "
                    f"and {printable(text, 80)} is wanted",
                    "Let the server load the current bundle, or correct [opa] revisions.",
                )
        return found

    def _clean(self, text: str) -> str:
        if self._token is not None:
            text = text.replace(self._token, "[token]")
        return printable(text)

    def _fail(self, what: str, do: str) -> NoReturn:
        raise EngineError(self._clean(what), self._where, do)


@dataclass
class _Call:
    """One question under way, and what came of it."""

    end: float
    limit: int
    body: bytes = b""
    fault: str | None = None
    do: str = ""
    taken: bool = False
    error: Exception | None = None
    _raw: list[Any] = field(default_factory=list)

    def take(self, response: Response, *_: Any, **__: Any) -> None:
        """Read the answer in the library's place, while its size and time allow."""
        self._raw.append(response.raw)
        try:
            self._take(response)
        finally:
            response.close()

    def _take(self, response: Response) -> None:
        chunks: list[bytes] = []
        size = 0
        while chunk := response.raw.read1(65_536, decode_content=False):
            chunks.append(chunk)
            size += len(chunk)
            if size > self.limit:
                self._refuse(f"an answer of more than {self.limit:,} bytes", "Don't rely on it.")
            if time.monotonic() > self.end:
                return  # whoever waits for us says so
        body = b"".join(chunks)
        if response.headers.get("Content-Encoding", "identity") != "identity":
            self._refuse("a compressed answer, which was not asked for", "Check the proxy.")
        promised = response.headers.get("Content-Length")
        if promised is not None and promised != str(size):
            self._refuse("an answer that broke off", "Try again.")
        if response.status_code != 200:
            said = body[:2000].decode("utf-8", "replace")
            self._refuse(
                f"HTTP {response.status_code}: {said or response.reason or 'no reason given'}",
                _ADVICE.get(response.status_code, "See the server's log."),
            )
        self.body, self.taken = body, True
        # The library reads the answer again; it gets what was read here.
        response._content = body
        response._content_consumed = True  # type: ignore[attr-defined]

    def abandon(self) -> None:
        """Interrupt the reading of a body, so that its thread ends."""
        for raw in self._raw:
            with contextlib.suppress(Exception):
                raw.shutdown()

    def _refuse(self, fault: str, do: str) -> NoReturn:
        self.fault, self.do = fault, do
        raise _RefusedError


class _RefusedError(Exception):
    """Leaves the library; the fault stands in the call."""


_ADVICE = {
    401: "Check the token, and this machine's clock: a live question is asked now.",
    403: "Check the token.",
    404: "Check that the address is an OPA server's.",
    413: "Keep documents small.",
}


def read_token(path: Path) -> str:
    """Read a bearer token from a file; white space around it is dropped.

    Raises:
        RequestError: if it can't be read or holds more than a token.
    """
    token = read_bytes(path, max_bytes=10_000).decode("utf-8", "replace").strip()
    if not _TOKEN.fullmatch(token):
        raise RequestError("not a token", str(path), "Write the token alone into the file.")
    return token


def _address(url: str) -> tuple[str, int, bool]:
    try:
        if not re.fullmatch(r"[\x21-\x7e]{1,300}", url):
            raise ValueError  # urlsplit drops line breaks
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port, parts = "", None, urlsplit("")
    plain = (
        parts.scheme in {"http", "https"}
        and parts.username is None
        and parts.password is None
        and parts.path in {"", "/"}
        and not parts.query
        and not parts.fragment
        and port != 0
    )
    number = _ip(host)
    if not plain or (number is None and not _HOST.fullmatch(host)):
        raise RequestError(
            "no address of a server", printable(url, 120), "Write it as https://host:port."
        )
    tls = parts.scheme == "https"
    if not tls and not (host == "localhost" or (number is not None and number.is_loopback)):
        raise RequestError(
            "a server on another machine without TLS", url, "Write https:// and give its CA."
        )
    shown = f"[{host}]" if isinstance(number, ipaddress.IPv6Address) else host
    return shown, port if port is not None else (443 if tls else 80), tls


def _probe(path: Path) -> None:
    """Fail early where nobody listens: the adapter would leave its socket open."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(_CONNECT_SECONDS)
        probe.connect(str(path))


def _deepest(error: BaseException | None) -> str:
    """Say what lies under the wrappings of three libraries."""
    while error is not None and (error.__cause__ or error.__context__) is not None:
        error = error.__cause__ or error.__context__
    if error is None:
        return "the library gave none"
    return getattr(error, "strerror", None) or str(error) or type(error).__name__


def _ip(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _text(value: Any, key: str) -> str | None:
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, str) else None
