"""What changes no decision: order, white space, fields that nobody asked for, other systems.

And what a later day never does: let go of a duty that binds, Article 111 aside.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from lexgate import catalogue, documents, paths
from lexgate import decision as decision_of
from lexgate.assurance import base
from lexgate.assurance.base import Case
from lexgate.engine.local import LocalEngine
from tests import reference

Writer = Callable[[str, Any, Any], bytes]


def asked(case: Case, tmp_path: Path, *requests: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What the rule book says of each request, by the organisation of the case."""
    org = tmp_path / "org"
    org.mkdir(exist_ok=True)
    (org / ".manifest").write_text('{"roots": ["org"], "rego_version": 1}', "utf-8")
    (org / "data.json").write_text(json.dumps({"org": case.org}), "utf-8")
    return LocalEngine(paths.rego(), org, deadline=60).ask_many(requests, "what_if")


def judged(decision: Mapping[str, Any]) -> dict[str, Any]:
    """All that was judged, without the digests of the documents that answered."""
    return {
        "would_allow": decision["would_allow"],
        "verdicts": {
            name: (
                found["status"],
                found["stops"],
                found["basis"],
                found["halves"],
                sorted(json.dumps([c["term"], c["half"], c["status"]]) for c in found["checks"]),
            )
            for name, found in decision["verdicts"].items()
        },
    }


@pytest.fixture(scope="module")
def case() -> Case:
    return base.build()


@pytest.fixture(scope="module")
def decision(case: Case, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    found = asked(case, tmp_path_factory.mktemp("plain"), case.request())[0]
    assert found["would_allow"] is True
    assert found["rejected"] == []
    return found


def test_the_order_of_documents(case: Case, decision: dict[str, Any], tmp_path: Path) -> None:
    dice = random.Random(5)
    requests = []
    for _ in range(3):
        request = case.request()
        for place in ("evidence", "statements"):
            dice.shuffle(request[place])
        requests.append(request)
    for found in asked(case, tmp_path, *requests):
        assert found == decision


def _compact(kind: str, subject: Any, predicate: Any) -> bytes:
    statement = json.loads(base_bytes(kind, subject, predicate))
    return json.dumps(statement, separators=(",", ":"), ensure_ascii=False).encode()


def _spacious(kind: str, subject: Any, predicate: Any) -> bytes:
    statement = json.loads(base_bytes(kind, subject, predicate))
    return json.dumps(_turned(statement), indent=7).encode() + b"\n\n\t "


def _turned(node: Any) -> Any:
    """Every object in the opposite order."""
    if isinstance(node, dict):
        return {key: _turned(node[key]) for key in reversed(node)}
    return [_turned(inner) for inner in node] if isinstance(node, list) else node


def _with_more(kind: str, subject: Any, predicate: Any) -> bytes:
    """A document with fields that no rule ever asked for."""
    more = {"approved": True, "allow": "yes", "notes": ["all is well", {"status": "pass"}]}
    return base_bytes(kind, subject, {**predicate, "zz_more": more})


base_bytes: Writer = base.statement_bytes


@pytest.mark.parametrize("written", [_compact, _spacious, _with_more])
def test_how_documents_are_written(
    written: Writer, decision: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base, "statement_bytes", written)
    other = base.build()
    found = asked(other, tmp_path, other.request())[0]
    told = {name: document["digest"] for name, document in found["trust"]["documents"].items()}
    before = {n: document["digest"] for n, document in decision["trust"]["documents"].items()}
    assert told.keys() == before.keys()
    assert not set(told.values()) & set(before.values())
    assert judged(found) == judged(decision)


def test_evidence_about_other_systems(case: Case, decision: dict[str, Any], tmp_path: Path) -> None:
    """The same documents once more, each about something else."""
    request = case.request()
    added = 0
    for document in case.documents.values():
        name = document.subject[0]["name"]
        if name.startswith("organisation:"):
            other = [documents.named_subject("organisation:Otherbank")]
        else:
            kind = name.partition(":")[0]
            other = [documents.digest_subject(f"{kind}:other-system", "sha256:" + "e" * 64)]
        copy = base.sign(
            document.name, document.kind, other, document.predicate, document.signers,
            document.place, case.keys,
        )  # fmt: skip
        request[document.place] = [*copy.envelopes, *request[document.place]]
        added += len(copy.envelopes)
    found = asked(case, tmp_path, request)[0]
    assert judged(found) == judged(decision)
    assert len(found["rejected"]) == added
    reasons = {one["reason"] for one in found["rejected"]}
    assert reasons == {"subject_of_something_else"}


def test_a_later_day_lets_go_of_no_duty(case: Case, tmp_path: Path) -> None:
    """Nobody states a date of placing here, so that Article 111 frees nothing."""
    assert "placing" not in case.documents["system"].predicate
    days = reference.dates_of_the_law()
    requests = [{**case.request(), "law_as_of": f"{day.isoformat()}T00:00:00Z"} for day in days]
    before: set[str] = set()
    grown = 0
    for day, found in zip(days, asked(case, tmp_path, *requests), strict=True):
        binding = {name for name, one in found["verdicts"].items() if one["binds"]["now"]}
        assert before <= binding, (day, before - binding)
        grown += before < binding
        before = binding
    assert grown >= 3
    assert before == set(found["verdicts"])


def test_whatever_is_withheld_the_client_believes_the_decision(case: Case, tmp_path: Path) -> None:
    """Each document taken away, and all of a place: no pass is left without a document."""
    names = [name for name, one in case.documents.items() if one.kind != "assessment"]
    left: dict[str, Case] = {f"without {name}": case.with_envelopes(name, ()) for name in names}
    for place in ("evidence", "statements"):
        kept = [name for name, one in case.documents.items() if one.place == place]
        left[f"{place} alone"] = case.only(kept)
    left |= {"facts alone": case.only(["system"]), "nothing": case.only([])}
    controls = catalogue.load()
    requests = [one.request() for one in left.values()]
    for note, request, found in zip(left, requests, asked(case, tmp_path, *requests), strict=True):
        believed = decision_of.check(found, request, "what_if", controls)
        assert believed.raw is found or believed.raw == found
        passed = {name for name, v in found["verdicts"].items() if v["status"] == "pass"}
        if note in {"facts alone", "nothing"}:
            assert passed == set(), note
        assert not found["would_allow"], note
