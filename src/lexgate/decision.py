"""What the client makes sure of before it acts on a decision.

Rego decides. This module believes it only if the decision has the form of its
schema, answers this very request, and says the same thing in its parts as in its
sum: ``allow`` is computed again from the verdicts. A disagreement is no denial but
an engine that can't be relied on, and ends with 3.
"""

from __future__ import annotations

import base64
import binascii
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast

from lexgate import schemas
from lexgate.documents import digest
from lexgate.engine import Engine, Entrypoint
from lexgate.errors import EngineError

Proceed = Literal["yes", "no", "by_override"]

_STOPS = ("no", "house", "law")
_BAD = {"fail", "unknown"}
_EXEMPT = {"not_applicable", "not_due"}
_UNWAIVABLE = "EUAIA-5."
_SHOWN = 5


@dataclass(frozen=True)
class Decision:
    """A decision that was checked.

    Attributes:
        raw: the decision as it came.
        entrypoint: ``live`` or ``what_if``.
        allow: ``allow``, or ``would_allow`` of ``what_if``.
        proceed: what may be acted on: ``yes``, ``no`` or ``by_override``.
    """

    raw: Mapping[str, Any]
    entrypoint: Entrypoint
    allow: bool
    proceed: Proceed

    @property
    def exit_code(self) -> int:
        """0 if it may go on (an override says so loudly), 1 if it is denied."""
        return 1 if self.proceed == "no" else 0

    @property
    def verdicts(self) -> Mapping[str, Mapping[str, Any]]:
        return cast("Mapping[str, Mapping[str, Any]]", self.raw["verdicts"])

    @property
    def stopping(self) -> dict[str, Mapping[str, Any]]:
        """The verdicts that stop, by control."""
        return {name: found for name, found in self.verdicts.items() if found["stops"] != "no"}


def ask(
    engine: Engine,
    request: Mapping[str, Any],
    entrypoint: Entrypoint,
    controls: Collection[str],
) -> Decision:
    """Put a request to an engine and check the answer.

    Args:
        engine: local or server.
        request: as :func:`lexgate.request.build` forms it.
        entrypoint: ``live`` or ``what_if``.
        controls: the ids that must have a verdict: those of the catalogue that ships.

    Raises:
        EngineError: if there is no answer, or one that can't be relied on.
    """
    return check(engine.decide(request, entrypoint), request, entrypoint, controls)


def check(
    decision: Any,
    request: Mapping[str, Any],
    entrypoint: Entrypoint,
    controls: Collection[str],
) -> Decision:
    """Believe a decision or refuse it; see :func:`ask`.

    Raises:
        EngineError: with what does not fit, at most five of them.
    """
    schemas.validate(decision, "decision", "the decision", error=EngineError)
    found = list(_faults(decision, request, entrypoint, controls))
    if found:
        more = f"; and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
        raise EngineError(
            "the decision contradicts itself or the request: " + "; ".join(found[:_SHOWN]) + more,
            f"decision {decision['request_id']}",
            "Don't act on it; check that rule book and client have the same version.",
        )
    return Decision(
        raw=decision,
        entrypoint=entrypoint,
        allow=decision[_sum_name(entrypoint)],
        proceed=decision["proceed"],
    )


def _faults(
    decision: Mapping[str, Any],
    request: Mapping[str, Any],
    entrypoint: Entrypoint,
    controls: Collection[str],
) -> Iterator[str]:
    if decision["entrypoint"] != entrypoint:
        yield f"{decision['entrypoint']} answers, {entrypoint} was asked"
        return
    yield from _other_question(decision, request)
    yield from _other_controls(decision, controls)
    for name, verdict in decision["verdicts"].items():
        for fault in _verdict_faults(verdict, str(request.get("profile"))):
            yield f"{name}: {fault}"
    yield from _wrong_counts(decision)
    yield from _wrong_documents(decision, request)
    yield from _wrong_sum(decision, _sum_name(entrypoint))


def _other_question(decision: Mapping[str, Any], request: Mapping[str, Any]) -> Iterator[str]:
    if decision["request_id"] != request.get("request_id"):
        yield "it answers another request"
    if decision["as_of"] not in {None, request.get("as_of")}:
        yield f"it is about {decision['as_of']}"
    law_as_of = request.get("as_of")
    if decision["entrypoint"] == "what_if":
        law_as_of = request.get("law_as_of", law_as_of)
    if decision["law_as_of"] not in {None, law_as_of}:
        yield f"it is about the law of {decision['law_as_of']}"
    granted = decision["granted"]
    if granted is None:
        return
    subject = request.get("subject")
    wanted = {
        **(subject if isinstance(subject, Mapping) else {}),
        "stage": request.get("stage"),
        "profile": request.get("profile"),
    }
    wanted["models"] = sorted(map(str, _list(wanted.get("models"))))
    given = {name: value for name, value in granted.items() if name != "until"}
    given["models"] = sorted(given["models"])
    for name in sorted(wanted.keys() | given.keys()):
        if wanted.get(name) != given.get(name):
            yield f"granted {name} is not the one asked about"
    if decision["as_of"] is None or granted["until"] <= decision["as_of"]:
        yield "granted until a moment that is over"


def _other_controls(decision: Mapping[str, Any], controls: Collection[str]) -> Iterator[str]:
    judged, wanted = set(decision["verdicts"]), set(controls)
    if not wanted:
        yield "no control is expected, so nothing can be granted"
    if wanted - judged:
        yield f"no verdict for {_some(wanted - judged)}"
    if judged - wanted:
        yield f"a verdict for {_some(judged - wanted)}, which the catalogue does not have"
    if decision["rule_book"]["controls"] != len(judged):
        yield f"{decision['rule_book']['controls']} controls, {len(judged)} verdicts"
    duties = decision["not_judged"]["duties"]
    if decision["not_judged"]["count"] != len(duties):
        yield "the duties that are not judged are miscounted"
    if judged & set(duties):
        yield f"judged and not judged: {_some(judged & set(duties))}"


def _verdict_faults(verdict: Mapping[str, Any], profile: str) -> Iterator[str]:
    checks: Sequence[Mapping[str, Any]] = verdict["checks"]
    status, because = verdict["status"], verdict["because"]
    if status in _EXEMPT:
        if because is None:
            yield f"{status} without a reason"
        elif status == "not_applicable" and not (because["facts"] and because["signers"]):
            yield "not_applicable without a fact that somebody signed"
    elif not checks and verdict["stops"] == "no":
        yield f"{status} without a check, and stops no"
    if not checks:
        return
    statuses = {check["status"] for check in checks}
    worst = statuses & _BAD or statuses
    if status not in worst:
        yield f"{status}, and its checks say {_some(worst)}"
    if verdict["stops"] != _worst_stops(checks):
        yield f"stops {verdict['stops']}, and its checks {_worst_stops(checks)}"
    for check in checks:
        if check["binds_now"] and not verdict["binds"]["now"]:
            yield "a check binds now and the control does not"
            break
    yield from dict.fromkeys(filter(None, (_check_fault(check, profile) for check in checks)))


def _check_fault(check: Mapping[str, Any], profile: str) -> str | None:
    """Say where a check lets through what it may not, whatever the sums above it say."""
    status, stops = check["status"], check["stops"]
    binds = check["half"] == "act" and check["binds_now"]
    if status in _BAD and binds and stops != "law":
        return f"{status} where the Act binds, and stops {stops}"
    if status in _BAD and profile != "law" and stops == "no":
        return f"{status} under the profile {profile}, and stops no"
    if status == "waived" and binds:
        return "waived where the Act binds"
    if status == "waived" and check["waiver"] is None:
        return "waived without a waiver"
    return None


def _worst_stops(checks: Sequence[Mapping[str, Any]]) -> str:
    return _STOPS[max(_STOPS.index(check["stops"]) for check in checks)]


def _wrong_counts(decision: Mapping[str, Any]) -> Iterator[str]:
    for name in ("status", "basis", "stops"):
        counted = Counter(verdict[name] for verdict in decision["verdicts"].values())
        given = {key: number for key, number in decision["counts"][name].items() if number}
        if given != dict(counted):
            yield f"the counts by {name} are not those of the verdicts"


def _wrong_documents(decision: Mapping[str, Any], request: Mapping[str, Any]) -> Iterator[str]:
    trust = decision["trust"]
    sent = {where: _list(request.get(where)) for where in ("evidence", "statements")}
    number = sum(len(envelopes) for envelopes in sent.values())
    places = [(entry["where"], entry["index"]) for entry in decision["rejected"]]
    if trust["sent"] != number:
        yield f"{trust['sent']} envelopes were judged, {number} were sent"
    if len(set(places)) != len(places) or any(place >= len(sent[where]) for where, place in places):
        yield "a rejected envelope stands twice or was never sent"
    if trust["rejected"] != len(places) or trust["admitted"] + trust["rejected"] != trust["sent"]:
        yield "the envelopes admitted and rejected are miscounted"
    known = {_payload_digest(text) for texts in sent.values() for text in texts}
    admitted = {document["digest"] for document in trust["documents"].values()}
    if admitted - known:
        yield f"a document was admitted that was not sent: {_some(admitted - known)}"
    cited = {
        cited
        for verdict in decision["verdicts"].values()
        for check in verdict["checks"]
        for cited in check["evidence"]
    }
    if cited - admitted:
        yield f"a check rests on a document that was not admitted: {_some(cited - admitted)}"


def _list(value: Any) -> list[Any]:
    """Give a list also for a request that was never fit to be sent: Rego judges those too."""
    return value if isinstance(value, list) else []


def _payload_digest(envelope: Any) -> str | None:
    try:
        payload = str(envelope).split(".")[1]
        return digest(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (IndexError, binascii.Error, ValueError):
        return None


def _wrong_sum(decision: Mapping[str, Any], name: str) -> Iterator[str]:
    verdicts: Mapping[str, Mapping[str, Any]] = decision["verdicts"]
    stopping = {control for control, found in verdicts.items() if found["stops"] != "no"}
    allow = bool(verdicts) and not stopping and decision["rejected_request"] == []
    if decision[name] is not allow:
        why = _some(stopping) if stopping else "its request" if not allow else "nothing"
        yield f"{name} is {str(decision[name]).lower()}, and {why} stops it"
    if decision[name] and None in (
        decision["granted"],
        decision["as_of"],
        decision["law_as_of"],
    ):
        yield f"{name} without what is granted, or when"
    proceed = decision["proceed"]
    if (proceed == "yes") != decision[name]:
        yield f"proceed is {proceed} and {name} is {str(decision[name]).lower()}"
    if proceed == "by_override":
        if decision["granted"] is None or decision["rejected_request"]:
            yield "an override of a request that was rejected"
        if any(control.startswith(_UNWAIVABLE) for control in stopping):
            yield "an override of a prohibition"
        if not stopping or any(verdicts[control]["waiver"] is None for control in stopping):
            yield "an override that does not cover what stops"


def _sum_name(entrypoint: Entrypoint) -> str:
    return "allow" if entrypoint == "live" else "would_allow"


def _some(names: Collection[str]) -> str:
    listed = sorted(names)
    more = f" and {len(listed) - 3} more" if len(listed) > 3 else ""
    return ", ".join(listed[:3]) + more
