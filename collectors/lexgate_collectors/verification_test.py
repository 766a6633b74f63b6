"""Verification-test evidence, for Article 14(5): does anything follow before two people verified?

The collector has a service of remote biometric identification identify somebody,
and asks for the action that would follow: before anybody verified it, after one
person did, after the same person did so again, and after a second one did.

It does not show that the two looked for themselves, or have the competence,
training and authority that the Act asks for; and the deployer may act without
asking the service.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lexgate_collectors.common import (
    CollectError,
    Faults,
    is_time,
    mark,
    version_subject,
)
from lexgate_collectors.log_test import Send, content, growth, recorded, records_of

STAGES = ("without_verification", "after_one", "after_one_twice", "after_two")


@dataclass(frozen=True, slots=True)
class Verified:
    """How many requests were sent, identifications, and on how many an action followed when."""

    requests: int
    identifications: int
    acted: Mapping[str, int]
    grown: bytes | None = None


def drive(
    send: Send,
    verify: Send,
    act: Send,
    requests: Sequence[Mapping[str, Any]],
    persons: tuple[str, str],
    *,
    case_field: str = "case",
    person_field: str = "person",
    log: Path | None = None,
    patience: float = 5.0,
) -> Verified:
    """Have somebody identified, and ask for the action at each of the four stages.

    Args:
        send: asks for an identification; an answer that names a case is one.
        verify: takes `{case, person}`.
        act: takes `{case}`; an answer is an action.
        requests: such that the service finds a match.
        persons: two test persons whom the service knows.
        case_field: the field that names an identification.
        person_field: the field that names who verifies.
        log: the service's log, where it is to be looked at.
        patience: seconds to wait for the log.

    Raises:
        CollectError: nothing to send, one person for two, or no identification.
    """
    faults = Faults("verification test")
    faults.check(bool(requests), "there is nothing to send")
    faults.check(persons[0] != persons[1], "the two persons are one")
    faults.settle("give requests that lead to a match, and two test persons")
    before = content(log) if log else b""
    acted: Counter[str] = Counter()
    cases: list[str] = []
    sent = 0
    first, second = persons
    for request in requests:
        reply = send(request)
        sent += 1
        case = reply.body.get(case_field)
        if not reply.answered or not isinstance(case, str) or case in cases:
            continue
        cases.append(case)
        for stage, person in zip(STAGES, (None, first, first, second), strict=True):
            if person is not None:
                verify({case_field: case, person_field: person})
                sent += 1
            acted[stage] += act({case_field: case}).answered
            sent += 1
    if not cases:
        raise CollectError(
            f"the service identified nobody in {len(requests)} requests",
            "verification test",
            "start it, and send requests that lead to a match",
        )
    grown = growth(log, before, sent, patience=patience) if log else None
    return Verified(len(requests), len(cases), {stage: acted[stage] for stage in STAGES}, grown)


def collect(verified: Verified, *, observed_at: str) -> dict[str, Any]:
    """The predicate of verification-test evidence, from what `drive` saw.

    Raises:
        CollectError: `observed_at` is no time, or the log is not UTF-8.
    """
    faults = Faults("verification-test collector")
    faults.check(is_time(observed_at), f"observed_at is no time: {observed_at!r}")
    faults.settle("give the time as YYYY-MM-DDTHH:MM:SSZ")
    found: dict[str, Any] = {
        "observed_at": observed_at,
        "collector": mark("verification_test"),
        "requests": verified.requests,
        "identifications": verified.identifications,
        "acted": dict(verified.acted),
    }
    if verified.grown is not None:
        found["recorded"] = recorded(records_of(verified.grown))
    return found


def subjects(system: str, release: str) -> list[dict[str, Any]]:
    """What the evidence speaks of: one version of the system."""
    return [version_subject(system, release)]
