"""A server that lies, drips, hangs or sends something else gets no decision through."""

import json
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from lexgate import decision
from lexgate.engine.server import ServerEngine
from lexgate.errors import EngineError, RequestError
from tests.servers import (
    HTML,
    NOTHING_CLASSIFIED,
    SAYS,
    Answer,
    close,
    drip,
    drip_headers,
    flood,
    garbage,
    hang,
    send,
    serving,
)

TOKEN = "a-secret-token"
REQUEST: dict[str, Any] = {
    "request_id": "a",
    "as_of": "2026-11-22T10:00:00Z",
    "stage": "pre_deploy",
    "profile": "law",
    "subject": {"system": "s", "version": "1", "models": []},
    "evidence": [],
    "statements": [],
}
CONTROLS: dict[str, dict[str, Any]] = {
    "EUAIA-5.1.f": {
        "title": "No prohibited use",
        "article": "5(1)(f)",
        "due": "data",
        "scope": "system",
        "severity": "high",
        "basis": "attested",
        "reads": [],
    }
}


def _echo_token(handler: BaseHTTPRequestHandler) -> None:
    send(403, handler.headers["Authorization"].encode())(handler)


GOOD = json.dumps({"provenance": SAYS, "result": {"allow": True}}).encode()


def _of(version: object) -> Answer:
    """A sound answer of a server that says that it is this version."""
    answer = {"provenance": {"version": version}, "result": {"allow": True}}
    return send(200, json.dumps(answer).encode())


HOSTILE: dict[str, tuple[Answer, str]] = {
    "dripping": (drip(GOOD * 10), "no whole answer within 0.6 seconds"),
    "dripping headers": (drip_headers, "no whole answer within 0.6 seconds"),
    "hanging": (hang, ""),
    "closed at once": (close, "Remote end closed"),
    "broken off": (send(200, GOOD, Content_Length="1000"), ""),
    "401": (send(401, b'{"code": "unauthorized"}'), "HTTP 401: {"),
    "500 with its reason": (send(500, b"eval_builtin_error: x"), "eval_builtin_error"),
    "500 and nothing": (send(500, b""), "HTTP 500"),
    "502": (send(502, HTML), "HTTP 502"),
    "201": (send(201, GOOD), "HTTP 201"),
    "204": (send(204, b""), "HTTP 204"),
    "redirect": (send(302, b"", Location="http://127.0.0.1:9/v1/data"), "HTTP 302"),
    "redirect that keeps the method": (send(307, GOOD, Location="/v1"), "HTTP 307"),
    "HTML": (send(200, HTML, Content_Type="text/html"), "can't be read"),
    "nothing": (send(200, b""), "empty answer"),
    "undefined": (send(200, b"{}"), "undefined"),
    "undefined with an id": (send(200, b'{"decision_id": "x"}'), "undefined"),
    "true": (send(200, b"true"), "no object"),
    "result true": (send(200, b'{"result": true}'), "no object"),
    "result empty": (send(200, b'{"result": {}}'), "no object"),
    "result null": (send(200, b'{"result": null}'), "no object"),
    "result a list": (send(200, b'{"result": [true]}'), "no object"),
    "another version": (_of("1.22.0"), "OPA is version 1.22.0 there, and"),
    "no version": (send(200, b'{"result": {"allow": true}}'), "OPA says no version there, and"),
    "a version of another type": (_of(1.22), "OPA says no version there"),
    "a version in colours": (_of("1\x1b[31m"), "OPA is version 1?[31m there"),
    "a key twice": (send(200, b'{"result": {"allow": false, "allow": true}}'), "twice"),
    "result twice": (send(200, b'{"result": {"a": 1}, "result": {"a": 2}}'), "twice"),
    "NaN": (send(200, b'{"result": {"a": NaN}}'), "NaN"),
    "not UTF-8": (send(200, b'{"result": "\xff"}'), "UTF-8"),
    "text behind": (send(200, GOOD + GOOD), "not JSON"),
    "very deep": (send(200, b"[" * 50_000), "deeper"),
    "giant": (send(200, b'{"result": "' + b"x" * 1_200_000 + b'"}'), "more than"),
    "flood without end": (flood, "more than"),
    "compressed": (send(200, b"x", Content_Encoding="gzip"), "compressed"),
    "not HTTP": (garbage, ""),
    "terminal colours": (send(500, b"\x1b[31mred\x07"), "?[31mred?"),
}  # fmt: skip


@pytest.mark.parametrize("note", HOSTILE)
def test_hostile(note: str) -> None:
    answer, what = HOSTILE[note]
    with serving(answer) as url:
        engine = ServerEngine(url, token=TOKEN, deadline=0.6, max_bytes=1_000_000)
        started = time.monotonic()
        with pytest.raises(EngineError) as caught:
            engine.decide(REQUEST, "live")
        took = time.monotonic() - started
    assert what in caught.value.what
    assert took < 1.5
    assert caught.value.exit_code == 3
    assert len(str(caught.value).splitlines()) == 3
    assert caught.value.where == url


def test_the_token_is_not_repeated() -> None:
    with serving(_echo_token) as url, pytest.raises(EngineError, match="HTTP 403") as caught:
        ServerEngine(url, token=TOKEN).decide(REQUEST, "live")
    assert TOKEN not in str(caught.value)


def test_nobody_there() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(EngineError, match="refused"):
        ServerEngine(f"http://127.0.0.1:{port}").decide(REQUEST, "live")
    with pytest.raises(EngineError):
        ServerEngine(None, socket=Path("/nowhere/opa.sock")).decide(REQUEST, "live")


def test_the_environment_sets_no_proxy(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login a password b\n")
    (tmp_path / "netrc").chmod(0o600)
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    seen: list[tuple[str, str, Any]] = []

    def answer(handler: BaseHTTPRequestHandler) -> None:
        seen.append(
            (handler.path, handler.headers["Authorization"], handler.headers["Accept-Encoding"])
        )
        send(200, GOOD)(handler)

    with serving(answer) as url:
        assert ServerEngine(url, token=TOKEN).decide(REQUEST, "live") == {"allow": True}
    path = "/v1/data/lexgate/decision/live?provenance=true&strict-builtin-errors=true"
    assert seen == [(path, f"Bearer {TOKEN}", "identity")]


def test_another_version_is_accepted_by_name() -> None:
    with serving(_of("1.22.0")) as url:
        engine = ServerEngine(url, versions=["1.22.0"])
        assert engine.decide(REQUEST, "live") == {"allow": True}
        assert engine.about["opa"] == "1.22.0"
        with pytest.raises(EngineError, match=r"1\.22\.0"):
            ServerEngine(url, versions=["1.22.1"]).decide(REQUEST, "live")


def test_asked_once() -> None:
    seen: list[int] = []

    def answer(handler: BaseHTTPRequestHandler) -> None:
        seen.append(1)
        send(500, b"")(handler)

    with serving(answer) as url, pytest.raises(EngineError):
        ServerEngine(url).decide(REQUEST, "live")
    assert seen == [1]


def test_no_thread_stays_behind_a_dripping_body() -> None:
    before = set(threading.enumerate())
    with serving(drip(b"x" * 1000)) as url:
        with pytest.raises(EngineError):
            ServerEngine(url, deadline=0.3).decide(REQUEST, "live")
        time.sleep(0.1)
        left = set(threading.enumerate()) - before
        assert "lexgate-opa" not in {thread.name for thread in left}


ADDRESSES = {
    "another machine without TLS": "http://opa.example:8181",
    "a public address without TLS": "http://192.0.2.1:8181",
    "a name that only begins like this machine": "http://localhost.example:8181",
    "an address that only begins like this machine": "http://127.0.0.1.example",
    "a user and password": "https://a:b@opa.example",
    "a path": "https://opa.example/v1",
    "a query": "https://opa.example?x=1",
    "another scheme": "file:///etc/passwd",
    "no scheme": "localhost:8181",
    "no host": "http://",
    "a port too large": "http://localhost:99999",
    "port nought": "http://localhost:0",
    "a line break": "http://localhost\r\n:8181",
    "nothing": "",
}


@pytest.mark.parametrize("note", ADDRESSES)
def test_addresses_refused(note: str) -> None:
    with pytest.raises(RequestError) as caught:
        ServerEngine(ADDRESSES[note])
    assert caught.value.exit_code == 2


def test_addresses_accepted() -> None:
    for url in (
        "http://localhost:8181",
        "http://127.0.0.1:8181/",
        "http://[::1]:8181",
        "https://opa.example",
    ):
        ServerEngine(url)


def test_settings_that_do_not_fit(tmp_path: Path) -> None:
    with pytest.raises(RequestError):
        ServerEngine(None)
    with pytest.raises(RequestError):
        ServerEngine("http://localhost", socket=tmp_path / "s")
    with pytest.raises(RequestError, match="not there"):
        ServerEngine("https://opa.example", ca=tmp_path / "absent.pem")
    (tmp_path / "ca.pem").write_text("x")
    with pytest.raises(RequestError, match="without TLS"):
        ServerEngine("http://localhost", ca=tmp_path / "ca.pem")


# ---------------------------------------------------------------- decisions that lie


def _verdict() -> dict[str, Any]:
    check: dict[str, Any] = {
        "term": "use",
        "half": "act",
        "status": "pass",
        "observed": "no",
        "source": None,
        "expected": None,
        "because": None,
    }
    return {
        "control": {
            "title": "No prohibited use",
            "article": "5(1)(f)",
            "due": "data",
            "scope": "system",
            "severity": "high",
            "remedy": "State it.",
        },
        "status": "pass",
        "basis": "attested",
        "linked": False,
        "binds": {"now": True, "from": "2025-02-02", "set_by": "Art 113", "certainty": "law"},
        "halves": {"act": "law", "house": "no"},
        "stops": "no",
        "checks": [check],
        "because": None,
    }


def _decision(**changes: Any) -> dict[str, Any]:
    granted = {
        **REQUEST["subject"],
        "stage": "pre_deploy",
        "profile": "law",
        "until": "2026-11-23T10:00:00Z",
    }
    return {
        "schema": "https://lexgate.example/decision/v2",
        "entrypoint": "live",
        "request_id": "a",
        "as_of": REQUEST["as_of"],
        "law_as_of": REQUEST["as_of"],
        "allow": True,
        "proceed": "yes",
        "granted": granted,
        "rejected_request": [],
        "rejected": [],
        "trust": {
            "level": "none",
            "required": "local",
            "documents": {},
            "signers": {},
            "sent": 0,
            "admitted": 0,
            "rejected": 0,
        },
        "classification": NOTHING_CLASSIFIED,
        "verdicts": {"EUAIA-5.1.f": _verdict()},
        "counts": {"status": {"pass": 1}, "basis": {"attested": 1}, "stops": {"no": 1}},
        "not_judged": {"count": 0, "duties": []},
        "findings": [],
        "settings": {"digest": "x", "deviations": [], "in_force": {}},
        "law": {"state_as_of": "2026-07-27", "acts": []},
        "rule_book": {"version": "1", "controls": 1},
        "org": {"serial": 1},
        **changes,
    }  # fmt: skip


def _failing() -> dict[str, Any]:
    found = _decision(counts={"status": {"fail": 1}, "basis": {"attested": 1}, "stops": {"no": 1}})
    found["verdicts"]["EUAIA-5.1.f"]["status"] = "fail"
    found["verdicts"]["EUAIA-5.1.f"]["checks"][0]["status"] = "fail"
    return found


LIES: dict[str, tuple[dict[str, Any], str]] = {
    "allow with a failing verdict": (_failing(), "stops no, and its checks law"),
    "another request": (_decision(request_id="b"), "another request"),
    "another subject": (
        _decision(granted={**_decision()["granted"], "system": "other"}),
        "granted system",
    ),
    "nothing but allow": ({"allow": True, "request_id": "a"}, "missing"),
    "no verdicts": (_decision(verdicts={}), "no verdict"),
}


def _ask(found: dict[str, Any]) -> decision.Decision:
    with serving(send(200, json.dumps({"result": found, "provenance": SAYS}).encode())) as url:
        return decision.ask(ServerEngine(url), REQUEST, "live", CONTROLS)


def test_a_decision_that_holds() -> None:
    assert _ask(_decision()).exit_code == 0


@pytest.mark.parametrize("note", LIES)
def test_lies(note: str) -> None:
    found, what = LIES[note]
    with pytest.raises(EngineError) as caught:
        _ask(found)
    assert what in caught.value.what
    assert caught.value.exit_code == 3
