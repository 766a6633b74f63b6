"""What the client makes sure of before it acts on a decision.

Rego decides. This module believes it only if the decision has the form of its
schema, answers this very request, and says the same thing in its parts as in its
sum: ``allow`` is computed again from the verdicts, and each verdict is held against
the catalogue that ships. A disagreement is no denial but an engine that can't be
relied on, and ends with 3.

Whether a check passes, and how many a control must have, only Rego can tell: that
follows from the documents and from the organisation's settings, and computing it
here would be a second rule book. A check left out is not found out here: for that,
the engine and the way to it must be trusted.
"""

from __future__ import annotations

import base64
import binascii
import functools
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from lexgate import schemas
from lexgate.documents import digest
from lexgate.engine import Engine, Entrypoint
from lexgate.errors import EngineError

Catalogue = Mapping[str, Mapping[str, Any]]

Proceed = Literal["yes", "no", "by_override"]

_STOPS = ("no", "house", "law")
_BAD = {"fail", "unknown"}
_EXEMPT = {"not_applicable", "not_due"}
_UNWAIVABLE = "EUAIA-5."
_SHOWN = 5
_STAGES = ("data", "training", "pre_deploy", "first_use", "post_deploy")
_EVENTS = {"on_event", "on_request"}  # judged once the system is in use
_WITHOUT_DUTY = {"data", "training"}  # Article 2(8)
_LEVELS = ("none", "local", "ci", "isolated")
_TOLD = ("title", "article", "due", "scope", "severity")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")


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

    @functools.cached_property
    def verdicts(self) -> Mapping[str, Mapping[str, Any]]:
        """The verdicts by control, whole.

        What the catalogue says of the control stands beside what was judged. To each check
        come ``stops`` and ``binds_now`` from its verdict, ``evidence`` (the digest of the
        document that answered) and ``who`` (who can answer) from ``trust``.
        """
        trust = self.raw["trust"]
        return {
            name: {
                "waiver": None,
                **verdict["control"],
                **{part: told for part, told in verdict.items() if part != "control"},
                "checks": [_whole(one, verdict, trust) for one in verdict["checks"]],
            }
            for name, verdict in self.raw["verdicts"].items()
        }

    @property
    def stopping(self) -> dict[str, Mapping[str, Any]]:
        """The verdicts that stop, by control."""
        return {name: found for name, found in self.verdicts.items() if found["stops"] != "no"}


def _whole(
    check: Mapping[str, Any], verdict: Mapping[str, Any], trust: Mapping[str, Any]
) -> dict[str, Any]:
    kind = next(iter(_list(check["source"])), None)
    return {
        "basis": None,
        "linked": False,
        "waiver": None,
        **check,
        "stops": _stops(check, verdict),
        "binds_now": _binds(check, verdict),
        "evidence": sorted(_answering(check["source"], trust["documents"])),
        "who": trust["signers"].get(kind, []) if isinstance(kind, str) else [],
    }


def _stops(check: Mapping[str, Any], verdict: Mapping[str, Any]) -> str:
    return "no" if check["status"] == "pass" else str(verdict["halves"][check["half"]])


def _binds(check: Mapping[str, Any], verdict: Mapping[str, Any]) -> bool:
    return check["half"] == "act" and bool(verdict["binds"]["now"])


def ask(
    engine: Engine,
    request: Mapping[str, Any],
    entrypoint: Entrypoint,
    controls: Catalogue,
) -> Decision:
    """Put a request to an engine and check the answer.

    Args:
        engine: local or server.
        request: as :func:`lexgate.request.build` forms it.
        entrypoint: ``live`` or ``what_if``.
        controls: the catalogue that ships (:func:`lexgate.catalogue.load`): each of its
            controls must have a verdict that says of it what the catalogue says.

    Raises:
        EngineError: if there is no answer, or one that can't be relied on.
    """
    return check(engine.decide(request, entrypoint), request, entrypoint, controls)


def check(
    decision: Any,
    request: Mapping[str, Any],
    entrypoint: Entrypoint,
    controls: Catalogue,
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
    controls: Catalogue,
) -> Iterator[str]:
    if decision["entrypoint"] != entrypoint:
        yield f"{decision['entrypoint']} answers, {entrypoint} was asked"
        return
    yield from _other_question(decision, request)
    yield from _other_controls(decision, controls)
    for name, verdict in decision["verdicts"].items():
        for fault in _verdict_faults(verdict, str(request.get("profile"))):
            yield f"{name}: {fault}"
        if name.startswith(_UNWAIVABLE) and _relief(verdict["binds"]):
            yield f"{name}: free by Article 111, which leaves prohibitions alone"
        if name in controls:
            for fault in _foreign_faults(verdict, controls[name], decision, request.get("stage")):
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
    ends = [document["expires"] for document in decision["trust"]["documents"].values()]
    if any(not _MOMENT.fullmatch(end) or end < granted["until"] for end in ends):
        yield "granted until a moment when a document is stale"


def _other_controls(decision: Mapping[str, Any], controls: Catalogue) -> Iterator[str]:
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
    yield from _half_faults(verdict, profile)
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
    worst_stops = _STOPS[max(_STOPS.index(_stops(check, verdict)) for check in checks)]
    if verdict["stops"] != worst_stops:
        yield f"stops {verdict['stops']}, and its checks {worst_stops}"
    yield from dict.fromkeys(filter(None, (_check_fault(check, verdict) for check in checks)))


def _half_faults(verdict: Mapping[str, Any], profile: str) -> Iterator[str]:
    """Say where a half lets through what it may not, whatever its checks are."""
    halves = verdict["halves"]
    if verdict["binds"]["now"] and halves["act"] != "law":
        yield f"the Act binds, and what it asks stops {halves['act']}"
    for half in ("act", "house"):
        if halves[half] == "no" and profile != "law":
            yield f"the profile is {profile}, and the half of the {half} stops no"


def _check_fault(check: Mapping[str, Any], verdict: Mapping[str, Any]) -> str | None:
    """Say where a check is lifted that can't be, or by nothing."""
    if check["status"] != "waived":
        return None
    if _binds(check, verdict):
        return "waived where the Act binds"
    return None if check.get("waiver") else "waived without a waiver"


def _foreign_faults(
    verdict: Mapping[str, Any],
    control: Mapping[str, Any],
    decision: Mapping[str, Any],
    stage: Any,
) -> Iterator[str]:
    """Say what the verdict can't say of this control, at this stage, on these documents."""
    other = [field for field in _TOLD if verdict["control"][field] != control[field]]
    if other:
        yield f"the catalogue has another {', '.join(other)}"
    documents = decision["trust"]["documents"]
    if verdict["status"] == "not_due" and not _early(stage, control["due"]):
        yield f"not_due at the stage {stage}, and due at {control['due']}"
    if verdict["status"] == "not_applicable" and verdict["because"] is not None:
        stating = {"system", *(name.partition(".")[0] for name in verdict["because"]["facts"])}
        signers = {one for name in stating for one in documents.get(name, {}).get("signers", [])}
        if not set(verdict["because"]["signers"]) <= signers:
            yield "not_applicable by a fact that nobody signed who signed the facts"
    yield from _calendar_faults(verdict["binds"], documents)
    if not verdict["binds"]["now"] and not _upcoming(verdict, decision["law_as_of"], stage):
        yield "it does not bind now, and its date has come"
    if verdict["binds"]["now"] and stage in _WITHOUT_DUTY:
        yield f"it binds at the stage {stage}, where nothing does"
    # Article 4a(2) is assessed beside what it derives from the conditions of paragraph 1.
    may_derive = control["basis"] in {"derived", "assessed"}
    for check in verdict["checks"]:
        answered = _answering(check["source"], documents)
        if check["status"] != "pass" or answered or not control["reads"]:
            continue
        derived = may_derive and check.get("basis") == "derived" and check["source"] is None
        if not (derived and _names(check["term"], decision)):
            yield "a pass that rests on no document"
            break


def _early(stage: Any, due: str) -> bool:
    due = "post_deploy" if due in _EVENTS else due
    return stage in _STAGES and due in _STAGES and _STAGES.index(stage) < _STAGES.index(due)


def _upcoming(verdict: Mapping[str, Any], law_as_of: str | None, stage: Any) -> bool:
    """Tell whether it is plain that the control does not bind yet; all else binds."""
    if stage in _WITHOUT_DUTY:
        return True
    day = verdict["binds"]["from"]
    if law_as_of is None or not _MOMENT.fullmatch(law_as_of):
        return False
    if day is None:
        relief = _relief(verdict["binds"])
        return relief is not None and relief["until"] is None
    return bool(_DAY.fullmatch(day) and law_as_of[:10] < day)


def _relief(binds: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Give what Article 111 says where it frees the system."""
    found: Mapping[str, Any] | None = binds.get("legacy")
    return found if found is not None and found["frees"] else None


def _calendar_faults(
    binds: Mapping[str, Any], documents: Mapping[str, Mapping[str, Any]]
) -> Iterator[str]:
    """Say where a date is not the one that its reading, or Article 111, gives."""
    relief, disputed = _relief(binds), binds.get("disputed")
    if relief is not None:
        signers = set(relief["signers"])
        if not (signers and relief["facts"]):
            yield "free by Article 111 without a fact that somebody signed"
        if not signers <= set(documents.get("system", {}).get("signers", [])):
            yield "free by Article 111 through a fact that nobody signed who signed the facts"
        if binds["from"] != relief["until"]:
            yield "it binds from another day than the one on which Article 111 ends"
    if disputed is None:
        return
    counts = disputed["readings"].get(disputed["reading"])
    ordinary = binds["from"] if relief is None else relief["applies_from"]
    if counts is None or counts["from"] != ordinary:
        yield "its date is not that of the reading that counts"


def _answering(source: Any, documents: Mapping[str, Mapping[str, Any]]) -> set[str]:
    """Give the digest of the document that a source names: a kind, or a kind and its part."""
    steps = [step for step in _list(source)[:2] if isinstance(step, str)]
    names = {"/".join(steps[:number]) for number in (1, 2)}
    return {documents[name]["digest"] for name in names if name in documents}


def _names(term: Any, decision: Mapping[str, Any]) -> bool:
    """Tell whether a term is another control, from which a check can be derived."""
    return isinstance(term, str) and term in decision["verdicts"]


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
    levels = [document["level"] for document in trust["documents"].values()]
    if levels and trust["level"] != min(levels, key=_LEVELS.index):
        yield "the level of the keys is not that of the documents"
    enough = _LEVELS[_LEVELS.index(trust["required"]) :] if trust["required"] in _LEVELS else ()
    if not set(levels) <= set(enough):
        yield "a document was admitted whose key has a lower level than required"
    if admitted - known:
        yield f"a document was admitted that was not sent: {_some(admitted - known)}"


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
        if not stopping or not all(verdicts[control].get("waiver") for control in stopping):
            yield "an override that does not cover what stops"


def _sum_name(entrypoint: Entrypoint) -> str:
    return "allow" if entrypoint == "live" else "would_allow"


def _some(names: Collection[str]) -> str:
    listed = sorted(names)
    more = f" and {len(listed) - 3} more" if len(listed) > 3 else ""
    return ", ".join(listed[:3]) + more
