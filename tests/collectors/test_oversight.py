"""Override and verification test, and the records of identification, on real services."""

from __future__ import annotations

import itertools
import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from lexgate import documents
from lexgate.assurance import base
from lexgate.config import load
from lexgate.keys import generate
from lexgate_collectors import log_test, override_test, stop_test, verification_test
from lexgate_collectors.collecting import collect
from lexgate_collectors.common import CollectError
from lexgate_collectors.log_test import Driven, Identification, Reply, http_sender

EXAMPLE = Path(__file__).parent.parent.parent / "examples" / "credit_scoring"
NOW = "2026-11-22T10:00:00Z"
DECISIONS = ("accept", "refuse", "refer_to_credit_officer")
NAMES = Identification(
    ("opened", "session"),
    ("closed", "session"),
    ("searched", "watch_list"),
    ("match", "image"),
    ("verified", "person", "case"),
)


@contextmanager
def serving(server: Any) -> Iterator[str]:
    """The address of a server that runs until the block ends."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()


@pytest.fixture
def scoring(service: ModuleType, fair_model: Any, tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """The example's service: its address and its log."""
    log = tmp_path / "service.jsonl"
    bank = service.ScoringService(fair_model.model.parent, log)
    with serving(service.serve(bank)) as address:
        yield address, log


@pytest.fixture
def requests(features: ModuleType) -> list[dict[str, Any]]:
    """Applicants of whom some are accepted and some are not."""
    found: list[dict[str, Any]] = features.applicants(
        features.read().head(20), features.kept(["personal_status"])
    )
    return found


def overridden(address: str, requests: Any, log: Path | None = None) -> dict[str, Any]:
    """What an override test of a service finds."""
    send, override, decision = (
        http_sender(address + path) for path in ("/score", "/override", "/decision")
    )
    seen = override_test.drive(send, override, decision, requests, DECISIONS, log=log)
    return override_test.collect(seen, observed_at=NOW)


def test_an_officer_replaces_each_output(scoring: Any, requests: Any, fits: Any) -> None:
    address, log = scoring
    found = overridden(address, requests, log)
    fits("override_test", override_test.subjects("credit-scoring", "1.0.0"), found)
    assert [found[name] for name in ("requests", "outputs", "refused", "replaced")] == [
        20,
        20,
        0,
        20,
    ]
    assert sorted(found["by_output"]) == ["accept", "refer_to_credit_officer"]
    assert all(entry["outputs"] == entry["replaced"] for entry in found["by_output"].values())
    assert found["records"] == len(log.read_text().splitlines())
    assert found["recorded"]["override"] == {
        "records": 20,
        "fields": dict.fromkeys(("by", "case", "decision", "reason", "release", "replaced"), 20),
    }
    records = [json.loads(line) for line in log.read_text().splitlines()]
    changed = [(r["replaced"], r["decision"]) for r in records if r["event"] == "override"]
    assert set(changed) == {("accept", "refuse"), ("refer_to_credit_officer", "accept")}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 400),
        ({"reason": ""}, 400),
        ({"by": 7}, 400),
        ({"decision": "refer_to_credit_officer"}, 400),
        ({"case": "nobody's"}, 404),
    ],
)
def test_an_override_that_is_none(
    scoring: Any, requests: Any, body: dict[str, Any], status: int
) -> None:
    address, log = scoring
    case = http_sender(address + "/score")(requests[0]).body["case"]
    before = http_sender(address + "/decision")({"case": case})
    said = {"case": case, "decision": "refuse", "by": "officer", "reason": "A known debtor."}
    reply = http_sender(address + "/override")(said | body if body else body)
    assert reply.status == status
    assert http_sender(address + "/decision")({"case": case}) == before
    assert len(log.read_text().splitlines()) == 1


def test_what_stands_of_no_case(scoring: Any) -> None:
    assert http_sender(scoring[0] + "/decision")({"case": "nobody's"}).status == 404
    assert http_sender(scoring[0] + "/decision")({"case": 7}).status == 404


def test_old_cases_make_room(
    service: ModuleType, fair_model: Any, requests: Any, tmp_path: Path, monkeypatch: Any
) -> None:
    monkeypatch.setattr(service, "MOST_CASES", 2)
    bank = service.ScoringService(fair_model.model.parent, tmp_path / "log")
    cases = [bank.score(request)[1]["case"] for request in requests[:3]]
    assert [bank.decision(case)[0] for case in cases] == [404, 200, 200]


class Pretending:
    """A service in one object that takes overrides and does something else with them."""

    def __init__(self, way: str) -> None:
        self.way = way
        self.stands: dict[str, str] = {}
        self.count = itertools.count()

    def send(self, request: Mapping[str, Any]) -> Reply:
        case = "always" if self.way == "one case for all" else f"case-{next(self.count)}"
        decision = "perhaps" if self.way == "another decision" else "accept"
        self.stands[case] = decision
        return Reply(200, {"case": case, "decision": decision})

    def override(self, request: Mapping[str, Any]) -> Reply:
        if self.way == "refuses":
            return Reply(403, {})
        if self.way == "keeps the last alone":
            self.stands = dict.fromkeys(self.stands, "accept")
        if self.way != "keeps its own":
            self.stands[request["case"]] = request["decision"]
        return Reply(200, {})

    def decision(self, request: Mapping[str, Any]) -> Reply:
        return Reply(200, {"case": request["case"], "decision": self.stands[request["case"]]})


@pytest.mark.parametrize(
    ("way", "outputs", "refused", "replaced"),
    [
        ("obeys", 3, 0, 3),
        ("refuses", 3, 3, 0),
        ("keeps its own", 3, 0, 0),
        ("keeps the last alone", 3, 0, 1),
        ("one case for all", 1, 0, 1),
        ("another decision", 0, 0, 0),
    ],
)
def test_services_that_pretend(
    way: str, outputs: int, refused: int, replaced: int, fits: Any
) -> None:
    one = Pretending(way)
    seen = override_test.drive(one.send, one.override, one.decision, [{}] * 3, DECISIONS)
    found = override_test.collect(seen, observed_at=NOW)
    fits("override_test", override_test.subjects("s", "1"), found)
    assert (found["outputs"], found["refused"], found["replaced"]) == (outputs, refused, replaced)
    assert found["requests"] == 3
    assert not {"records", "recorded"} & set(found)


def dead(request: Mapping[str, Any]) -> Reply:
    return Reply(0, {})


@pytest.mark.parametrize(
    ("drive", "said"),
    [
        (
            lambda: override_test.drive(dead, dead, dead, [{}], DECISIONS),
            "answered none of 1",
        ),
        (
            lambda: override_test.drive(dead, dead, dead, [], ["a"]),
            "nothing to send; there are no two decisions",
        ),
        (
            lambda: override_test.drive(dead, dead, dead, [{}], ["a", "a", "b"]),
            "a decision stands twice",
        ),
        (
            lambda: verification_test.drive(dead, dead, dead, [{}], ("a", "b")),
            "identified nobody in 1",
        ),
        (
            lambda: verification_test.drive(dead, dead, dead, [], ("a", "a")),
            "nothing to send; the two persons are one",
        ),
    ],
)
def test_silence_proves_nothing(drive: Callable[[], object], said: str) -> None:
    with pytest.raises(CollectError, match=said):
        drive()


def test_no_time() -> None:
    with pytest.raises(CollectError, match="no time"):
        override_test.collect(override_test.Overridden(1, ()), observed_at="now")
    with pytest.raises(CollectError, match="no time"):
        verification_test.collect(verification_test.Verified(1, 1, {}), observed_at="now")


# ---------------------------------------------------------------- identification


class Watch(ThreadingHTTPServer):
    """A small service that finds people on a watch list; how many must verify can be set."""

    daemon_threads = True

    def __init__(self, log: Path, needed: int, *, distinct: bool = True) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.log = log
        self.needed = needed
        self.distinct = distinct
        self.verified: dict[str, list[str]] = {}
        self.sessions = itertools.count()

    def record(self, event: str, **fields: Any) -> None:
        at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        with self.log.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps({"at": at, "event": event, "version": "1.0.0", **fields}) + "\n")

    def search(self, asked: Any) -> tuple[int, dict[str, Any]]:
        session = f"session-{next(self.sessions)}"
        self.record("opened", session=session)
        self.record("searched", session=session, watch_list="abducted-2026-11")
        case = f"case-{session}"
        self.verified[case] = []
        self.record("match", session=session, image=asked["image"], case=case)
        for person in asked.get("verified_by", []):
            self.verify({"case": case, "person": person})
        self.record("closed", session=session)
        return 200, {"case": case}

    def verify(self, asked: Any) -> tuple[int, dict[str, Any]]:
        self.verified[asked["case"]].append(asked["person"])
        self.record("verified", **asked)
        return 200, {}

    def act(self, asked: Any) -> tuple[int, dict[str, Any]]:
        people = self.verified[asked["case"]]
        enough = len(set(people) if self.distinct else people) >= self.needed
        return (200, {}) if enough else (409, {"error": "two people have to verify"})


class _Answers(BaseHTTPRequestHandler):
    server: Watch

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        status, body = getattr(self.server, self.path[1:])(asked)
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        pass


@pytest.mark.parametrize(
    ("needed", "distinct", "acted"),
    [
        (2, True, [0, 0, 0, 3]),
        (2, False, [0, 0, 3, 3]),
        (1, True, [0, 3, 3, 3]),
        (0, True, [3, 3, 3, 3]),
        (3, True, [0, 0, 0, 0]),
    ],
    ids=["two people", "two verifications", "one person", "nobody", "never"],
)
def test_who_has_to_verify(
    needed: int, distinct: bool, acted: list[int], tmp_path: Path, fits: Any
) -> None:
    with serving(Watch(tmp_path / "log", needed, distinct=distinct)) as address:
        seen = verification_test.drive(
            http_sender(address + "/search"),
            http_sender(address + "/verify"),
            http_sender(address + "/act"),
            [{"image": f"frame-{n}"} for n in range(3)],
            ("test person 1", "test person 2"),
            log=tmp_path / "log",
            patience=0.1,
        )
    found = verification_test.collect(seen, observed_at=NOW)
    fits("verification_test", verification_test.subjects("watch", "1.0.0"), found)
    assert (found["requests"], found["identifications"]) == (3, 3)
    assert [found["acted"][stage] for stage in verification_test.STAGES] == acted
    assert found["recorded"]["verified"] == {
        "records": 9,
        "fields": {"case": 9, "person": 9, "version": 9},
    }


def test_what_article_12_3_asks_is_in_the_records(tmp_path: Path, fits: Any) -> None:
    log = tmp_path / "log"
    asked = [{"image": f"frame-{n}", "verified_by": ["a", "b"][: n + 1]} for n in range(3)]
    with serving(Watch(log, 2)) as address:
        driven = log_test.drive(http_sender(address + "/search"), asked, log)
    found = log_test.collect(driven, observed_at=NOW, release="1.0.0", names=NAMES)
    fits("log_test", log_test.subjects("watch", "1.0.0"), found)
    assert found["version_fields"] == ["version"]
    assert found["identification"] == {
        "use_started": 3,
        "use_ended": 3,
        "use_records_unusable": 0,
        "database_checked": {"records": 3, "naming": 3},
        "match_found": {"records": 3, "naming": 3},
        "person_verified": {"records": 5, "naming": 5, "matches": 3, "matches_by_two": 2},
    }
    assert "abducted" not in json.dumps(found)


def test_records_that_do_not_say_what_article_12_3_asks() -> None:
    lines: list[dict[str, Any]] = [
        {"at": "2026-11-22T09:00:00Z", "event": "opened", "session": 1},
        {"at": "2026-11-22T09:01:00Z", "event": "opened", "session": 2},
        {"event": "opened", "session": 3},
        {"at": "2026-11-22T09:00:59Z", "event": "closed", "session": 2},
        {"at": "2026-11-22T09:00:00Z", "event": "closed", "session": 1},
        {"at": "2026-11-22T09:02:00Z", "event": "closed", "session": 9},
        {"at": "2026-11-22T09:02:00Z", "event": "closed", "session": ""},
        {"at": "2026-11-22T09:02:00Z", "event": "searched", "watch_list": None},
        {"at": "2026-11-22T09:02:00Z", "event": "match", "image": {}},
        {"at": "2026-11-22T09:02:00Z", "event": "match", "image": "frame-1"},
        {"at": "2026-11-22T09:02:00Z", "event": "verified", "person": "a"},
        {"at": "2026-11-22T09:02:00Z", "event": "verified", "person": "a", "case": 1},
        {"at": "2026-11-22T09:02:00Z", "event": "verified", "person": "a", "case": 1},
    ]
    assert log_test.identification(lines, NAMES) == {
        "use_started": 2,
        "use_ended": 1,
        "use_records_unusable": 4,
        "database_checked": {"records": 1, "naming": 0},
        "match_found": {"records": 2, "naming": 1},
        "person_verified": {"records": 3, "naming": 2, "matches": 1, "matches_by_two": 0},
    }


def test_fields_that_hold_nothing_and_versions() -> None:
    lines = [
        {"at": NOW, "event": "a", "release": "1", "build": "1", "empty": "", "zero": 0},
        {"at": NOW, "event": "a", "release": "1", "build": "2", "list": [], "no": False},
    ]
    grown = "".join(json.dumps(line) + "\n" for line in lines).encode()
    found = log_test.collect(Driven(2, grown), observed_at=NOW, release="1")
    assert found["recorded"] == {
        "a": {"records": 2, "fields": {"build": 2, "no": 1, "release": 2, "zero": 1}}
    }
    assert found["version_fields"] == ["release"]
    assert "identification" not in found


# ---------------------------------------------------------------- through lexgate.toml


def predicate(path: Path) -> dict[str, Any]:
    """What a document that was written says."""
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))["predicate"]
    return found


def test_collected_from_the_bank(
    service: ModuleType, fair_model: Any, requests: Any, describe: Any, tmp_path: Path
) -> None:
    (tmp_path / "r.jsonl").write_text("".join(json.dumps(r) + "\n" for r in requests))
    log = tmp_path / "log"
    bank = service.ScoringService(fair_model.model.parent, log)
    with serving(service.serve(bank)) as address:
        config = load(
            describe(f"""
[collect.log_test]
url = "{address}/score"
log = "log"
requests = "r.jsonl"
[collect.override_test]
url = "{address}/score"
override_url = "{address}/override"
decision_url = "{address}/decision"
requests = "r.jsonl"
decisions = ["accept", "refuse", "refer_to_credit_officer"]
log = "log"
[collect.stop_test]
url = "{address}/score"
stop_url = "{address}/stop"
requests = "r.jsonl"
log = "log"
""")
        )
        key = generate()
        logs, overrides, stop = (
            predicate(collect(kind, config, key))
            for kind in ("log_test", "override_test", "stop_test")
        )
    assert logs["version_fields"] == (["release"] if bank.release == "1.0.0" else [])
    assert overrides["replaced"] == overrides["requests"] == 20
    assert sorted(stop["recorded"]) == ["handed_over", "scoring", "stopped"]
    assert stop["records"] == sum(entry["records"] for entry in stop["recorded"].values())
    assert stop["recorded"]["stopped"]["fields"] == {"by": 1, "release": 1, "safe_state": 1}
    assert stop["answered_after_stop"] == 0


def page(kind: str) -> Any:
    """A page of the example as it is signed: the system's over the organisation's."""
    found: Any = {}
    for level in ("org", "system"):
        path = EXAMPLE / "dossier" / level / f"{kind}.yaml"
        found = base.merged(found, documents.read_yaml(path)) if path.exists() else found
    return found


def test_the_pages_of_the_example_say_what_its_log_holds(
    service: ModuleType, fair_model: Any, requests: Any, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    bank = service.ScoringService(fair_model.model.parent, log)
    with serving(service.serve(bank)) as address:
        send, stop = http_sender(address + "/score"), http_sender(address + "/stop")
        driven = log_test.drive(send, [*requests, {"name": "no application"}], log)
        seen = [log_test.collect(driven, observed_at=NOW), overridden(address, requests, log)]
        stopped = stop_test.drive(lambda: stop({"by": "a test"}), send, requests, log=log)
        seen.append(stop_test.collect(stopped, observed_at=NOW))
    held: dict[str, set[str]] = {}
    for found in seen:
        for event, entry in found["recorded"].items():
            fields = {name for name, n in entry["fields"].items() if n == entry["records"]}
            held[event] = held.get(event, fields) & fields
    logging, oversight = (page(kind) for kind in ("logging", "human_oversight"))
    assert logging["events"].keys() == held.keys()
    assert set(seen[0]["answer_fields"]) == oversight["interpretation"]["fields"].keys()
    uses = [
        *(use for purpose in logging["purposes"].values() for use in purpose.values()),
        *oversight["monitoring"].values(),
        oversight["automation_bias"]["departures"],
    ]
    assert len(uses) == 12
    assert [use for use in uses if not set(use["fields"]) <= held[use["event"]]] == []


def test_collected_from_the_watch(describe: Any, tmp_path: Path) -> None:
    (tmp_path / "r.jsonl").write_text('{"image": "frame-1", "verified_by": ["a", "b"]}\n')
    (tmp_path / "s.jsonl").write_text('{"image": "frame-1"}\n')
    with serving(Watch(tmp_path / "log", 2)) as address:
        config = load(
            describe(f"""
[collect.log_test]
url = "{address}/search"
log = "log"
requests = "r.jsonl"
[collect.log_test.identification]
use_started = {{event = "opened", use = "session"}}
use_ended = {{event = "closed", use = "session"}}
database_checked = {{event = "searched", database = "watch_list"}}
match_found = {{event = "match", input = "image"}}
person_verified = {{event = "verified", person = "person", match = "case"}}
[collect.verification_test]
url = "{address}/search"
verify_url = "{address}/verify"
act_url = "{address}/act"
requests = "s.jsonl"
persons = ["a", "b"]
""")
        )
        key = generate()
        logs, verified = (
            predicate(collect(kind, config, key)) for kind in ("log_test", "verification_test")
        )
    assert logs["identification"]["person_verified"]["matches_by_two"] == 1
    assert logs["identification"]["use_ended"] == 1
    assert verified["acted"] == {
        "without_verification": 0,
        "after_one": 0,
        "after_one_twice": 0,
        "after_two": 1,
    }


def test_the_stop_is_seen_in_the_log(tmp_path: Path, fits: Any) -> None:
    log = tmp_path / "log"

    def writes(request: Mapping[str, Any]) -> Reply:
        with log.open("a") as lines:
            lines.write(json.dumps({"at": NOW, "event": "asked", **request}) + "\n")
        return Reply(200, {})

    seen = stop_test.drive(
        lambda: writes({"by": "a"}), writes, [{"n": 1}, {"n": 2}], clock=lambda: NOW, log=log
    )
    found = stop_test.collect(seen, observed_at=NOW)
    fits("stop_test", stop_test.subjects("s", "1"), found)
    assert found["recorded"] == {"asked": {"records": 4, "fields": {"by": 1, "n": 3}}}
