"""Log test and stop test, on the example's real service and on services that cheat."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from lexgate_collectors import log_test, stop_test
from lexgate_collectors.common import CollectError
from lexgate_collectors.log_test import Driven, Reply, http_sender

NOW = "2026-11-22T10:00:00Z"


@pytest.fixture
def running(
    service: ModuleType, fair_model: Any, tmp_path: Path
) -> Iterator[tuple[str, Any, Path]]:
    """The address of a running service, the service, its log."""
    log = tmp_path / "service.jsonl"
    log.write_text('{"at": "2026-11-21T10:00:00Z", "event": "scoring"}\n')
    scoring = service.ScoringService(fair_model.model.parent, log)
    server = service.serve(scoring)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}", scoring, log
    server.shutdown()
    thread.join(10)
    server.server_close()


@pytest.fixture
def requests(features: ModuleType) -> list[dict[str, Any]]:
    """The first applicants, as the service asks for them."""
    found: list[dict[str, Any]] = features.applicants(
        features.read().head(20), features.kept(["personal_status"])
    )
    return found


def test_the_service_writes_records_by_itself(running: Any, requests: Any, fits: Any) -> None:
    address, _, log = running
    driven = log_test.drive(http_sender(address + "/score"), requests, log)
    found = log_test.collect(driven, observed_at=NOW)
    fits("log_test", log_test.subjects("credit-scoring", "1.0.0"), found)
    assert (found["requests"], found["records"], found["events"]) == (20, 20, {"scoring": 20})
    assert found["without_time"] == 0
    assert {"at", "event", "release", "score", "decision", "asked_digest"} <= set(found["fields"])
    assert found["answer_fields"] == ["case", "decision", "release", "score", "threshold"]
    held = ("asked_digest", "case", "decision", "margin", "release", "score")
    assert found["recorded"] == {"scoring": {"records": 20, "fields": dict.fromkeys(held, 20)}}
    assert "version_fields" not in found
    assert "1169" not in driven.grown.decode()  # the applicant's amount stays out of the log
    assert found == log_test.collect(driven, observed_at=NOW)


def test_the_service_stops(running: Any, requests: Any, fits: Any) -> None:
    address, scoring, log = running
    stopped = stop_test.drive(
        lambda: http_sender(address + "/stop")({"by": "a test"}),
        http_sender(address + "/score"),
        requests[:5],
        clock=lambda: NOW,
    )
    found = stop_test.collect(stopped, observed_at=NOW)
    fits("stop_test", stop_test.subjects("credit-scoring", "1.0.0"), found)
    assert (found["requests_after_stop"], found["answered_after_stop"]) == (5, 0)
    assert found["halted_at"] == NOW
    assert "credit officer" in found["safe_state"]
    assert not scoring.running
    events = [json.loads(line)["event"] for line in log.read_text().splitlines()]
    assert events == ["scoring", "scoring", "stopped"] + ["handed_over"] * 5
    assert "recorded" not in found


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"not json", 400),
        (b"[" * 60_000, 400),
        (b'{"age_years": 30}', 400),
        (b"{}" + b" " * 70_000, 413),
    ],
)
def test_the_service_refuses_what_is_no_application(running: Any, body: bytes, status: int) -> None:
    import http.client

    connection = http.client.HTTPConnection(running[0].removeprefix("http://"), timeout=5)
    connection.putrequest("POST", "/score")
    connection.putheader("Content-Length", str(len(body)))
    connection.endheaders(body[:100] if status == 413 else body)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    assert answer.status == status


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"age_years": "30"}, "age_years is no whole number"),
        ({"age_years": True}, "age_years is no whole number"),
        ({"age_years": -1}, "age_years is no whole number"),
        ({"purpose": 3}, "purpose is no code"),
        ({"name": "A. Applicant"}, "exactly the columns"),
    ],
)
def test_a_refused_application_leaves_a_record(
    running: Any, requests: Any, change: dict[str, Any], said: str
) -> None:
    _, scoring, log = running
    status, answer = scoring.score(requests[0] | change)
    assert status == 400
    assert said in answer["error"]
    assert json.loads(log.read_text().splitlines()[-1])["event"] == "refused"


def test_the_service_decides_as_the_model(running: Any, requests: Any) -> None:
    for request in requests:
        status, answer = running[1].score(request)
        assert status == 200
        accepted = answer["decision"] == "accept"
        assert accepted == (answer["score"] >= answer["threshold"])


def answering(request: Mapping[str, Any]) -> Reply:
    return Reply(200, {})


def dead(request: Mapping[str, Any]) -> Reply:
    return Reply(0, {})


def test_a_service_that_logs_nothing(tmp_path: Path, fits: Any) -> None:
    driven = log_test.drive(answering, [{}] * 3, tmp_path / "log", pause=lambda _: None)
    found = log_test.collect(driven, observed_at=NOW)
    fits("log_test", log_test.subjects("s", "1"), found)
    assert (found["requests"], found["records"], found["events"]) == (3, 0, {})
    assert found["first"] is found["last"] is None
    assert found["fields"] == []


def test_records_that_are_none() -> None:
    grown = (
        '{"at": "2026-11-22T09:00:00+01:00", "event": "scoring", "score": 1}\n'
        '{"at": "2026-11-22T09:00:00", "event": "scoring"}\n'
        '{"event": 7}\n'
        '{"at": "x", "at": "y"}\n'
        '{"score": NaN}\n'
        "started\n\n[1]\n"
    )
    found = log_test.collect(Driven(9, grown.encode()), observed_at=NOW)
    assert found["records"] == 3
    assert found["events"] == {"(unnamed)": 1, "scoring": 2}
    assert found["without_time"] == 2
    assert found["first"] == found["last"] == "2026-11-22T08:00:00Z"
    assert found["fields"] == ["event"]


def test_a_log_that_is_rewritten(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text("old\n")

    def rewriting(request: Mapping[str, Any]) -> Reply:
        log.write_text("new\n" * 9)
        return Reply(200, {})

    with pytest.raises(CollectError, match="cut or rewritten"):
        log_test.drive(rewriting, [{}], log)


def test_silence_proves_nothing(tmp_path: Path) -> None:
    with pytest.raises(CollectError, match="answered none of 2"):
        log_test.drive(dead, [{}, {}], tmp_path / "log")
    with pytest.raises(CollectError, match="even before it is asked"):
        stop_test.drive(lambda: Reply(200, {}), dead, [{}])
    for drive in (
        lambda: log_test.drive(answering, [], tmp_path / "log"),
        lambda: stop_test.drive(lambda: Reply(200, {}), answering, []),
    ):
        with pytest.raises(CollectError, match="nothing to send"):
            drive()


def test_a_service_that_goes_on(fits: Any) -> None:
    stopped = stop_test.drive(
        lambda: Reply(200, {"safe_state": "all well"}), answering, [{}] * 4, clock=lambda: NOW
    )
    found = stop_test.collect(stopped, observed_at=NOW)
    fits("stop_test", stop_test.subjects("s", "1"), found)
    assert found["halted_at"] is None
    assert found["answered_after_stop"] == 4


def test_it_halts_at_the_first_refusal() -> None:
    ticks = iter(f"2026-11-22T10:00:0{second}Z" for second in range(9))
    replies = iter([Reply(200, {}), Reply(200, {}), Reply(503, {}), Reply(503, {})])
    stopped = stop_test.drive(
        lambda: Reply(200, {}), lambda _: next(replies), [{}] * 3, clock=lambda: next(ticks)
    )
    assert (stopped.asked_at[-3:], str(stopped.halted_at)[-3:]) == ("00Z", "01Z")
    assert stopped.answered_after_stop == 1


def test_being_sent_elsewhere_is_no_answer() -> None:
    class Elsewhere(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.send_response(302)
            self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            pass

    with HTTPServer(("127.0.0.1", 0), Elsewhere) as server:
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        reply = http_sender(f"http://127.0.0.1:{server.server_address[1]}/")({})
        thread.join(10)
    assert reply == Reply(0, {})


def test_a_service_that_dies_of_it() -> None:
    alive = [True]

    def send(request: Mapping[str, Any]) -> Reply:
        return answering(request) if alive[0] else dead(request)

    def stop() -> Reply:
        alive[0] = False
        return Reply(0, {})

    stopped = stop_test.drive(stop, send, [{}] * 2, clock=lambda: NOW)
    assert stopped == stop_test.Stopped(NOW, NOW, 2, 0, stop_test.NOTHING_SAID)


def test_addresses(running: Any) -> None:
    with pytest.raises(CollectError, match="no web address"):
        http_sender("file:///etc/hostname")
    assert http_sender("http://127.0.0.1:9/")({}) == Reply(0, {})
    assert http_sender(running[0] + "/elsewhere")({}).status == 404
