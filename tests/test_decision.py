"""A decision is believed only if it has its form, answers the request and adds up."""

import base64
import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from lexgate import decision, documents
from lexgate.errors import EngineError
from tests.servers import NOTHING_CLASSIFIED

PAYLOAD = b'{"a": 1}\n'
DIGEST = documents.digest(PAYLOAD)
MODEL = "sha256:" + "1" * 64
FACTS = b'{"facts": {}}\n'
CONTROLS: dict[str, dict[str, Any]] = {
    name: {
        "title": "Data sets are examined for biases",
        "article": "10(2)(f)",
        "due": "data",
        "scope": "version",
        "severity": "high",
        "basis": "measured",
        "reads": ["fairness.attributes"],
    }
    for name in ("EUAIA-10.2.f", "EUAIA-5.1.f", "EUAIA-9.8")
}


def _envelope(payload: bytes) -> str:
    text = base64.urlsafe_b64encode(payload).rstrip(b"=").decode()
    return f"eyJhbGciOiJFUzI1NiJ9.{text}.{'A' * 86}"


REQUEST: dict[str, Any] = {
    "request_id": "11111111-2222-3333-4444-555555555555",
    "as_of": "2026-11-22T10:00:00Z",
    "stage": "pre_deploy",
    "profile": "house",
    "subject": {"system": "credit-scoring", "version": "1.0.0", "models": [MODEL]},
    "evidence": [_envelope(PAYLOAD), _envelope(b"{}")],
    "statements": [_envelope(FACTS)],
}


def _check(**changes: Any) -> dict[str, Any]:
    return {
        "term": "age_group",
        "half": "act",
        "status": "pass",
        "observed": {"n": 1000},
        "source": ["fairness", "testing"],
        "expected": None,
        "because": None,
        **changes,
    }


def _verdict(**changes: Any) -> dict[str, Any]:
    return {
        "control": {
            "title": "Data sets are examined for biases",
            "article": "10(2)(f)",
            "due": "data",
            "scope": "version",
            "severity": "high",
            "remedy": "Examine it.",
        },
        "status": "pass",
        "basis": "measured",
        "linked": True,
        "binds": {"now": False, "from": "2027-12-02", "set_by": "Art 113", "certainty": "law"},
        "halves": {"act": "house", "house": "house"},
        "stops": "no",
        "checks": [_check()],
        "because": None,
        **changes,
    }


def _allowed() -> dict[str, Any]:
    """A decision that allows, and holds in every part."""
    signed = {"reason": "not in the EU", "facts": ["used_in_the_union"], "signers": ["a.person"]}
    return {
        "schema": "https://lexgate.example/decision/v2",
        "entrypoint": "live",
        "request_id": REQUEST["request_id"],
        "as_of": REQUEST["as_of"],
        "law_as_of": REQUEST["as_of"],
        "allow": True,
        "proceed": "yes",
        "granted": {
            **copy.deepcopy(REQUEST["subject"]),
            "stage": "pre_deploy",
            "profile": "house",
            "until": "2026-11-23T10:00:00Z",
        },
        "rejected_request": [],
        "rejected": [
            {
                "where": "evidence",
                "index": 1,
                "name": None,
                "digest": None,
                "kid": None,
                "reason": "key_unknown",
            }
        ],
        "trust": {
            "level": "ci",
            "required": "local",
            "documents": {
                "fairness": {
                    "digest": DIGEST,
                    "level": "ci",
                    "kids": ["k"],
                    "signers": [],
                    "time": "2026-11-20T10:00:00Z",
                    "expires": "2026-12-20T10:00:00Z",
                },
                "system": {
                    "digest": documents.digest(FACTS),
                    "level": "isolated",
                    "kids": ["p"],
                    "signers": ["a.person"],
                    "time": "2026-11-20T10:00:00Z",
                    "expires": "2027-11-20T10:00:00Z",
                },
            },
            "signers": {"fairness": ["pipeline"], "system": ["model owner"]},
            "sent": 3,
            "admitted": 2,
            "rejected": 1,
        },
        "classification": NOTHING_CLASSIFIED,
        "verdicts": {
            "EUAIA-10.2.f": _verdict(),
            "EUAIA-5.1.f": _verdict(),
            "EUAIA-9.8": _verdict(
                status="not_applicable", basis="attested", checks=[], because=signed
            ),
        },
        "counts": {
            "status": {"pass": 2, "not_applicable": 1, "fail": 0},
            "basis": {"measured": 2, "attested": 1},
            "stops": {"no": 3},
        },
        "not_judged": {"count": 1, "duties": ["EUAIA-99.1"]},
        "findings": [],
        "settings": {"digest": "sha256:x", "deviations": [], "in_force": {}},
        "law": {"state_as_of": "2026-07-27", "acts": []},
        "rule_book": {"version": "0.1.0", "controls": 3},
        "org": {"serial": 1},
    }


def _denied() -> dict[str, Any]:
    """A decision that denies because of one failing check that binds."""
    found = _allowed()
    failing = _verdict(
        status="fail",
        stops="law",
        checks=[
            _check(status="fail"),
            _check(term="sex", half="house"),
        ],
        binds={"now": True, "from": "2026-08-02", "set_by": "Art 113", "certainty": "law"},
        halves={"act": "law", "house": "house"},
    )
    found["verdicts"]["EUAIA-10.2.f"] = failing
    found["counts"]["status"] = {"pass": 1, "not_applicable": 1, "fail": 1}
    found["counts"]["stops"] = {"no": 2, "law": 1}
    found["allow"], found["proceed"], found["granted"] = False, "no", None
    return found


def _overridden() -> dict[str, Any]:
    found = _denied()
    found["granted"] = _allowed()["granted"]
    found["proceed"] = "by_override"
    found["verdicts"]["EUAIA-10.2.f"]["waiver"] = {"kind": "override"}
    return found


def _freed(**changes: Any) -> dict[str, Any]:
    """A duty from which Article 111(2) frees without an end."""
    legacy = {
        "rule": "Art 111(2)",
        "frees": True,
        "until": None,
        "placed_before": "2027-12-02",
        "certainty": "interpretive",
        "facts": ["first_placed_at"],
        "signers": ["a.person"],
        "applies_from": "2027-12-02",
        **changes,
    }
    return {
        "now": False,
        "from": None,
        "set_by": "Art 111(2)",
        "certainty": "interpretive",
        "disputed": None,
        "legacy": legacy,
    }


def _disputed(**changes: Any) -> dict[str, Any]:
    """A duty whose date is disputed, by the effective reading."""
    readings = {
        "effective": {"from": "2027-12-02", "set_by": "Art 113, third paragraph"},
        "literal": {"from": "2026-08-02", "set_by": "Art 113, second paragraph"},
    }
    return {
        "now": False,
        "from": "2027-12-02",
        "set_by": "Art 113, third paragraph",
        "certainty": "disputed",
        "disputed": {
            "switch": "section5_reading",
            "reading": "effective",
            "readings": readings,
            **changes,
        },
        "legacy": None,
    }


def test_allowed() -> None:
    checked = decision.check(_allowed(), REQUEST, "live", CONTROLS)
    assert (checked.allow, checked.proceed, checked.exit_code) == (True, "yes", 0)
    assert checked.stopping == {}


@pytest.mark.parametrize(
    "binds",
    [
        _freed(),
        {**_freed(until="2030-08-02"), "from": "2030-08-02"},
        _disputed(),
        {**_freed(), "disputed": _disputed()["disputed"]},
    ],
    ids=["free for good", "free for a time", "disputed", "disputed, and free"],
)
def test_what_the_calendar_tells_is_believed(binds: dict[str, Any]) -> None:
    found = _allowed()
    found["verdicts"]["EUAIA-10.2.f"]["binds"] = binds
    assert decision.check(found, REQUEST, "live", CONTROLS).allow


def test_denied() -> None:
    checked = decision.check(_denied(), REQUEST, "live", CONTROLS)
    assert (checked.allow, checked.proceed, checked.exit_code) == (False, "no", 1)
    assert list(checked.stopping) == ["EUAIA-10.2.f"]


def test_overridden() -> None:
    checked = decision.check(_overridden(), REQUEST, "live", CONTROLS)
    assert (checked.allow, checked.proceed, checked.exit_code) == (False, "by_override", 0)


def test_request_rejected() -> None:
    found = _allowed() | {"allow": False, "proceed": "no", "granted": None}
    found["rejected_request"] = [{"reason": "profile_below_floor"}]
    assert decision.check(found, REQUEST, "live", CONTROLS).exit_code == 1


def test_what_if() -> None:
    found = _allowed() | {"entrypoint": "what_if", "would_allow": True}
    del found["allow"]
    assert decision.check(found, REQUEST, "what_if", CONTROLS).allow
    with pytest.raises(EngineError):
        decision.check(found, REQUEST, "live", CONTROLS)
    with pytest.raises(EngineError):
        decision.check(found | {"allow": True}, REQUEST, "what_if", CONTROLS)


def test_the_law_of_another_day() -> None:
    asked = {**REQUEST, "law_as_of": "2027-12-01T23:59:59Z"}
    found = _allowed() | {"entrypoint": "what_if", "would_allow": True}
    del found["allow"]
    with pytest.raises(EngineError, match="about the law of"):
        decision.check(found, asked, "what_if", CONTROLS)
    found["law_as_of"] = asked["law_as_of"]
    assert decision.check(found, asked, "what_if", CONTROLS).allow
    with pytest.raises(EngineError, match="about the law of"):
        decision.check(_allowed() | {"law_as_of": asked["law_as_of"]}, asked, "live", CONTROLS)


def test_a_control_without_checks_denies() -> None:
    found = _denied()
    found["verdicts"]["EUAIA-10.2.f"]["checks"] = []
    assert decision.check(found, REQUEST, "live", CONTROLS).exit_code == 1


def test_under_the_profile_law_the_house_stops_nothing() -> None:
    found = _allowed()
    found["granted"]["profile"] = "law"
    for verdict in found["verdicts"].values():
        verdict["halves"] = {"act": "no", "house": "no"}
    found["verdicts"]["EUAIA-10.2.f"] |= {"status": "fail", "checks": [_check(status="fail")]}
    found["counts"]["status"] = {"pass": 1, "fail": 1, "not_applicable": 1}
    assert decision.check(found, REQUEST | {"profile": "law"}, "live", CONTROLS).allow


def test_deployment_is_compared() -> None:
    asked = copy.deepcopy(REQUEST)
    asked["subject"]["deployment"] = "branch"
    found = _allowed()
    with pytest.raises(EngineError, match="granted deployment"):
        decision.check(found, asked, "live", CONTROLS)
    found["granted"]["deployment"] = "branch"
    assert decision.check(found, asked, "live", CONTROLS).allow
    with pytest.raises(EngineError, match="granted deployment"):
        decision.check(found, REQUEST, "live", CONTROLS)


def _set(path: str, value: Any) -> Callable[[dict[str, Any]], None]:
    def change(found: Any) -> None:
        *steps, last = path.split("/")
        for step in steps:
            found = found[int(step) if isinstance(found, list) else step]
        found[int(last) if isinstance(found, list) else last] = value

    return change


def _drop(path: str) -> Callable[[dict[str, Any]], None]:
    def change(found: Any) -> None:
        *steps, last = path.split("/")
        for step in steps:
            found = found[step]
        del found[last]

    return change


ONE, FIVE, LAST = "verdicts/EUAIA-10.2.f", "verdicts/EUAIA-5.1.f", "verdicts/EUAIA-9.8"
TOLD = f"{ONE}/control"

# From a decision that allows: one change each, and what the refusal says.
SPOILED: dict[str, tuple[list[Callable[[dict[str, Any]], None]], str]] = {
    "another request": ([_set("request_id", "other")], "another request"),
    "no request": ([_set("request_id", None)], "another request"),
    "another day": ([_set("as_of", "2026-11-21T10:00:00Z")], "it is about"),
    "no day": ([_set("as_of", None)], "without what is granted"),
    "another system": ([_set("granted/system", "other")], "granted system"),
    "another version": ([_set("granted/version", "2")], "granted version"),
    "another model": ([_set("granted/models/0", "sha256:" + "2" * 64)], "granted models"),
    "one model more": ([_set("granted/models", [MODEL, MODEL])], "granted models"),
    "no model": ([_set("granted/models", [])], "granted models"),
    "another stage": ([_set("granted/stage", "data")], "granted stage"),
    "another profile": ([_set("granted/profile", "law")], "granted profile"),
    "granted until before": ([_set("granted/until", "2026-11-22T10:00:00Z")], "over"),
    "nothing granted": ([_set("granted", None)], "without what is granted"),
    "allow is text": ([_set("allow", "true")], "allow"),
    "allow is a number": ([_set("allow", 1)], "allow"),
    "allow is missing": ([_drop("allow")], "missing: allow"),
    "would_allow for allow": ([_drop("allow"), _set("would_allow", True)], "none of the forms"),
    "an unknown field": ([_set("comment", "x")], "unknown: comment"),
    "an unknown field in a check": ([_set(f"{ONE}/checks/0/note", "x")], "unknown: note"),
    "another schema": ([_set("schema", "https://lexgate.example/decision/v1")], "schema"),
    "a status nobody knows": ([_set(f"{ONE}/status", "ok")], "status"),
    "a verdict less": ([_drop(LAST)], "no verdict for EUAIA-9.8"),
    "a verdict more": ([_set("verdicts/HOUSE-1", _verdict())], "a verdict for HOUSE-1"),
    "no verdicts": ([_set("verdicts", {})], "no verdict for"),
    "failing in the sum alone": ([_set(f"{ONE}/status", "fail")], "its checks say pass"),
    "failing in the check alone": (
        [_set(f"{ONE}/checks/0/status", "fail")],
        "pass, and its checks say fail; EUAIA-10.2.f: stops no, and its checks house",
    ),
    "unknown in the check alone": (
        [_set(f"{ONE}/checks/0/status", "unknown")],
        "pass, and its checks say unknown",
    ),
    "failing in the half that stops more": (
        [
            _set(f"{ONE}/status", "fail"),
            _set(f"{ONE}/stops", "house"),
            _set(f"{ONE}/halves/act", "law"),
            _set(f"{ONE}/checks/0/status", "fail"),
        ],
        "stops house, and its checks law",
    ),
    "stops in the sum alone": ([_set(f"{ONE}/stops", "law")], "stops law, and its checks no"),
    "a verdict without checks": ([_set(f"{ONE}/checks", [])], "pass without a check"),
    "unknown without checks": (
        [_set(f"{ONE}/checks", []), _set(f"{ONE}/status", "unknown")],
        "unknown without a check",
    ),
    "fails under the profile of the house, and stops nothing": (
        [
            _set(f"{ONE}/status", "unknown"),
            _set(f"{ONE}/halves/act", "no"),
            _set(f"{ONE}/checks/0/status", "unknown"),
            _set("counts/status", {"pass": 1, "unknown": 1, "not_applicable": 1}),
        ],
        "the profile is house, and the half of the act stops no",
    ),
    "the house's half of a verdict without checks stops nothing": (
        [_set(f"{LAST}/halves/house", "no")],
        "the profile is house, and the half of the house stops no",
    ),
    "waived where the Act binds": (
        [
            _set(f"{ONE}/status", "waived"),
            _set(f"{ONE}/binds/now", True),
            _set(f"{ONE}/checks/0/status", "waived"),
            _set(f"{ONE}/checks/0/waiver", {"id": "w"}),
        ],
        "waived where the Act binds",
    ),
    "waived by nothing": (
        [_set(f"{ONE}/status", "waived"), _set(f"{ONE}/checks/0/status", "waived")],
        "waived without a waiver",
    ),
    "the law of another day": ([_set("law_as_of", "2025-01-01T00:00:00Z")], "the law of 2025"),
    "the law of no day": ([_set("law_as_of", None)], "without what is granted"),
    "not applicable without a reason": ([_set(f"{LAST}/because", None)], "without a reason"),
    "not applicable without a fact": ([_set(f"{LAST}/because/facts", [])], "without a fact"),
    "not applicable unsigned": ([_set(f"{LAST}/because/signers", [])], "without a fact"),
    "not applicable, and nobody signed facts": (
        [_drop("trust/documents/system")],
        "nobody signed who signed the facts",
    ),
    "not applicable by somebody who did not sign them": (
        [_set(f"{LAST}/because/signers", ["a.person", "b.person"])],
        "nobody signed who signed the facts",
    ),
    "not due at its stage": (
        [_set(f"{LAST}/status", "not_due")],
        "not_due at the stage pre_deploy, and due at data",
    ),
    "another title": ([_set(f"{TOLD}/title", "Nothing")], "the catalogue has another title"),
    "another due": ([_set(f"{TOLD}/due", "post_deploy")], "the catalogue has another due"),
    "another severity": (
        [_set(f"{TOLD}/severity", "low")],
        "the catalogue has another severity",
    ),
    "another article": ([_set(f"{TOLD}/article", "1")], "the catalogue has another article"),
    "another scope": ([_set(f"{TOLD}/scope", "use")], "the catalogue has another scope"),
    "its date has come": ([_set(f"{ONE}/binds/from", "2026-11-22")], "its date has come"),
    "it binds from no date": ([_set(f"{ONE}/binds/from", None)], "its date has come"),
    "it binds from no day": ([_set(f"{ONE}/binds/from", "3 December")], "its date has come"),
    "free by nobody's word": (
        [_set(f"{ONE}/binds", _freed(signers=[]))],
        "free by Article 111 without a fact",
    ),
    "free by another's word": (
        [_set(f"{ONE}/binds", _freed(signers=["b.person"]))],
        "free by Article 111 through a fact that nobody signed",
    ),
    "free until another day": (
        [_set(f"{ONE}/binds", _freed(until="2030-08-02"))],
        "another day than the one on which Article 111 ends",
    ),
    "not free, and without a date": (
        [_set(f"{ONE}/binds", _freed(frees=False))],
        "its date has come",
    ),
    "free until a day that has come": (
        [_set(f"{ONE}/binds", {**_freed(until="2026-11-22"), "from": "2026-11-22"})],
        "its date has come",
    ),
    "free from a prohibition": (
        [_set(f"{FIVE}/binds", _freed())],
        "which leaves prohibitions alone",
    ),
    "the date of another reading": (
        [_set(f"{ONE}/binds", {**_disputed(), "from": "2028-08-02"})],
        "not that of the reading that counts",
    ),
    "a reading that is none": (
        [_set(f"{ONE}/binds", _disputed(reading="other"))],
        "not that of the reading that counts",
    ),
    "what the Act asks stops the house alone where it binds": (
        [_set(f"{ONE}/binds/now", True)],
        "the Act binds, and what it asks stops house",
    ),
    "a half less": ([_drop(f"{ONE}/halves/house")], "missing: house"),
    "a half that is none": ([_set(f"{ONE}/checks/0/half", "both")], "half"),
    "a pass from nowhere": ([_set(f"{ONE}/checks/0/source", None)], "rests on no document"),
    "a pass on what was not admitted": (
        [_set(f"{ONE}/checks/0/source", ["performance", "testing"])],
        "rests on no document",
    ),
    "a pass on a part of a kind that was not admitted": (
        [_set(f"{ONE}/checks/0/source", ["assessment", "fairness"])],
        "rests on no document",
    ),
    "a level above that of a document": (
        [_set("trust/documents/fairness/level", "local")],
        "the level of the keys",
    ),
    "a level below that of all documents": (
        [_set("trust/level", "local")],
        "the level of the keys",
    ),
    "a level below the one required": ([_set("trust/required", "isolated")], "lower level"),
    "a level that nobody knows is required": ([_set("trust/required", "high")], "lower level"),
    "granted for longer than a document counts": (
        [_set("trust/documents/system/expires", "2026-11-23T09:59:59Z")],
        "a document is stale",
    ),
    "a document without an end": ([_set("trust/documents/system/expires", "")], "is stale"),
    "not due without a reason": (
        [_set(f"{LAST}/status", "not_due"), _set(f"{LAST}/because", None)],
        "not_due without a reason",
    ),
    "fails where the Act binds, and stops nothing": (
        [
            _set(f"{ONE}/status", "fail"),
            _set(f"{ONE}/binds/now", True),
            _set(f"{ONE}/halves/act", "no"),
            _set(f"{ONE}/checks/0/status", "fail"),
            _set("counts/status", {"pass": 1, "fail": 1, "not_applicable": 1}),
        ],
        "the Act binds, and what it asks stops no",
    ),
    "counts of status": ([_set("counts/status/pass", 3)], "counts by status"),
    "counts of basis": ([_set("counts/basis/assessed", 1)], "counts by basis"),
    "counts of stops": ([_set("counts/stops", {})], "counts by stops"),
    "controls miscounted": ([_set("rule_book/controls", 2)], "2 controls, 3 verdicts"),
    "not judged miscounted": ([_set("not_judged/count", 0)], "miscounted"),
    "judged and not judged": ([_set("not_judged/duties", ["EUAIA-9.8"])], "judged and not"),
    "fewer envelopes": ([_set("trust/sent", 1)], "1 envelopes were judged"),
    "an envelope forgotten": ([_set("trust/admitted", 0)], "miscounted"),
    "a refusal forgotten": ([_set("rejected", [])], "miscounted"),
    "a refusal of nothing": ([_set("rejected/0/index", 2)], "never sent"),
    "a document that was not sent": (
        [_set("trust/documents/fairness/digest", MODEL)],
        "that was not sent",
    ),
    "allowed though the request is rejected": (
        [_set("rejected_request", [{"reason": "profile_below_floor"}])],
        "allow is true, and its request stops it",
    ),
    "denied for nothing": ([_set("allow", False)], "allow is false, and nothing"),
    "allowed and not to proceed": ([_set("proceed", "no")], "proceed is no"),
    "allowed by override": ([_set("proceed", "by_override")], "proceed is by_override"),
}


@pytest.mark.parametrize("note", SPOILED)
def test_spoiled(note: str) -> None:
    changes, what = SPOILED[note]
    found = _allowed()
    for change in changes:
        change(found)
    with pytest.raises(EngineError) as caught:
        decision.check(found, REQUEST, "live", CONTROLS)
    assert what in caught.value.what
    assert caught.value.exit_code == 3
    assert len(str(caught.value).splitlines()) == 3


FALSE_DENIALS: dict[str, tuple[dict[str, Any], list[Callable[[dict[str, Any]], None]], str]] = {
    "allowed with a verdict that stops": (
        _denied(),
        [_set("allow", True), _set("proceed", "yes")],
        "allow is true, and EUAIA-10.2.f stops it",
    ),
    "proceeds without allow": (_denied(), [_set("proceed", "yes")], "proceed is yes"),
    "an override without its document": (
        _overridden(),
        [_drop(f"{ONE}/waiver")],
        "does not cover",
    ),
    "an override of nothing granted": (_overridden(), [_set("granted", None)], "rejected"),
    "an override of a prohibition": (
        _overridden(),
        [
            lambda found: found["verdicts"].update(
                {
                    "EUAIA-5.1.f": found["verdicts"]["EUAIA-10.2.f"],
                    "EUAIA-10.2.f": found["verdicts"]["EUAIA-5.1.f"],
                }
            )
        ],
        "prohibition",
    ),
}


@pytest.mark.parametrize("note", FALSE_DENIALS)
def test_spoiled_denial(note: str) -> None:
    base, changes, what = FALSE_DENIALS[note]
    found = copy.deepcopy(base)
    for change in changes:
        change(found)
    with pytest.raises(EngineError) as caught:
        decision.check(found, REQUEST, "live", CONTROLS)
    assert what in caught.value.what


def test_worst_of_the_checks() -> None:
    found = _denied()
    verdict = found["verdicts"]["EUAIA-10.2.f"]
    verdict["checks"][1] |= {"status": "unknown"}
    assert decision.check(found, REQUEST, "live", CONTROLS).exit_code == 1
    verdict["checks"][0] |= {"status": "pass"}
    with pytest.raises(EngineError, match=r"fail, and its checks say unknown.*stops law"):
        decision.check(found, REQUEST, "live", CONTROLS)


@pytest.mark.parametrize(
    "broken",
    [
        {"subject": None},
        {"subject": {"models": 1}},
        {"evidence": None},
        {"evidence": [1, None, "x"]},
    ],
    ids=json.dumps,
)
def test_a_request_that_was_never_fit(broken: dict[str, Any]) -> None:
    with pytest.raises(EngineError, match=r"granted|envelopes"):
        decision.check(_allowed(), REQUEST | broken, "live", CONTROLS)
    found = _denied()
    for name in CONTROLS:
        found["verdicts"][name] = _verdict(status="unknown", stops="law", checks=[])
    found["counts"] |= {"status": {"unknown": 3}, "basis": {"measured": 3}, "stops": {"law": 3}}
    found["trust"]["level"] = "none"
    asked = {**REQUEST, **broken, "statements": None}
    number = len(asked["evidence"] or [])
    found["trust"] |= {"documents": {}, "sent": number, "admitted": number, "rejected": 0}
    found["rejected"] = []
    assert decision.check(found, asked, "live", CONTROLS).exit_code == 1


def test_no_controls_expected() -> None:
    with pytest.raises(EngineError):
        decision.check(_allowed(), REQUEST, "live", {})


@pytest.mark.parametrize("junk", [None, True, 1, "x", [], {}, {"allow": True}], ids=json.dumps)
def test_junk(junk: Any) -> None:
    with pytest.raises(EngineError) as caught:
        decision.check(junk, REQUEST, "live", CONTROLS)
    assert len(str(caught.value).splitlines()) == 3


def _at(stage: str, due: str) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """Give a decision whose last control is not due, its request and its catalogue."""
    found, asked = _allowed(), {**REQUEST, "stage": stage}
    found["granted"]["stage"] = stage
    because = {"reason": f"due at the stage {due}", "facts": [], "signers": []}
    found["verdicts"]["EUAIA-9.8"] |= {"status": "not_due", "because": because}
    found["verdicts"]["EUAIA-9.8"]["control"]["due"] = due
    found["counts"]["status"] = {"pass": 2, "not_due": 1}
    return found, asked, CONTROLS | {"EUAIA-9.8": CONTROLS["EUAIA-9.8"] | {"due": due}}


@pytest.mark.parametrize(
    ("stage", "due", "early"),
    [
        ("data", "training", True),
        ("pre_deploy", "first_use", True),
        ("first_use", "on_event", True),
        ("first_use", "on_request", True),
        ("training", "training", False),
        ("first_use", "pre_deploy", False),
        ("post_deploy", "post_deploy", False),
        ("post_deploy", "on_event", False),
        ("post_deploy", "on_request", False),
        ("data", "some_day", False),
        ("some_day", "post_deploy", False),
    ],
)
def test_not_due(stage: str, due: str, early: bool) -> None:
    found, asked, controls = _at(stage, due)
    if early:
        assert decision.check(found, asked, "live", controls).allow
    else:
        with pytest.raises(EngineError, match="not_due at the stage"):
            decision.check(found, asked, "live", controls)


def test_nothing_binds_before_a_model_is_tried() -> None:
    found, asked, controls = _at("training", "pre_deploy")
    binds = found["verdicts"]["EUAIA-5.1.f"]["binds"]
    binds["from"] = "2025-02-02"
    assert decision.check(found, asked, "live", controls).allow
    binds["now"] = True
    found["verdicts"]["EUAIA-5.1.f"]["halves"]["act"] = "law"
    with pytest.raises(EngineError, match="binds at the stage training"):
        decision.check(found, asked, "live", controls)


def test_a_derived_pass_names_another_control() -> None:
    controls = CONTROLS | {"EUAIA-5.1.f": CONTROLS["EUAIA-5.1.f"] | {"basis": "derived"}}
    found = _allowed()
    found["verdicts"]["EUAIA-5.1.f"]["checks"][0] |= {
        "term": "EUAIA-10.2.f",
        "basis": "derived",
        "source": None,
    }
    assert decision.check(found, REQUEST, "live", controls).allow
    found["verdicts"]["EUAIA-5.1.f"]["checks"][0]["basis"] = "assessed"
    with pytest.raises(EngineError, match="rests on no document"):
        decision.check(found, REQUEST, "live", controls)
    found["verdicts"]["EUAIA-5.1.f"]["checks"][0] |= {"basis": "derived", "term": "age_group"}
    with pytest.raises(EngineError, match="rests on no document"):
        decision.check(found, REQUEST, "live", controls)


def test_a_control_that_reads_settings_alone_needs_no_document() -> None:
    controls = CONTROLS | {"EUAIA-5.1.f": CONTROLS["EUAIA-5.1.f"] | {"reads": []}}
    found = _allowed()
    found["verdicts"]["EUAIA-5.1.f"]["checks"][0] |= {"source": ["floors"]}
    assert decision.check(found, REQUEST, "live", controls).allow


def test_one_document_of_several_of_a_kind() -> None:
    found = _allowed()
    kept = found["trust"]["documents"]
    kept["assessment/EUAIA-5.1.f"] = kept.pop("fairness")
    for name in ("EUAIA-10.2.f", "EUAIA-5.1.f"):
        found["verdicts"][name]["checks"][0]["source"] = ["assessment", "EUAIA-5.1.f", "answers"]
    assert decision.check(found, REQUEST, "live", CONTROLS).allow
    found["verdicts"]["EUAIA-5.1.f"]["checks"][0]["source"] = ["assessment", "EUAIA-5.1.g"]
    with pytest.raises(EngineError, match="rests on no document"):
        decision.check(found, REQUEST, "live", CONTROLS)


def test_what_is_told_once_comes_to_each_check() -> None:
    found = decision.check(_denied(), REQUEST, "live", CONTROLS)
    act, house = found.verdicts["EUAIA-10.2.f"]["checks"]
    told = ("stops", "binds_now", "evidence", "who", "basis", "linked", "waiver")
    shared = ([DIGEST], ["pipeline"], None, False, None)
    assert tuple(act[name] for name in told) == ("law", True, *shared)
    assert tuple(house[name] for name in told) == ("no", False, *shared)
    assert set(told) & set(found.raw["verdicts"]["EUAIA-10.2.f"]["checks"][0]) == set()


@pytest.mark.parametrize(
    ("source", "evidence", "who"),
    [
        (["system", "facts"], [documents.digest(FACTS)], ["model owner"]),
        (["performance", "testing"], [], []),
        ([["fairness"]], [], []),
        (None, [], []),
    ],
    ids=json.dumps,
)
def test_what_a_source_stands_for(source: Any, evidence: list[str], who: list[str]) -> None:
    answer = _denied()
    answer["verdicts"]["EUAIA-10.2.f"]["checks"][0]["source"] = source
    check = decision.check(answer, REQUEST, "live", CONTROLS).verdicts["EUAIA-10.2.f"]["checks"][0]
    assert (check["evidence"], check["who"]) == (evidence, who)
