"""Override-test evidence, for Article 14(4)(d): can a person put another decision in its place?

The collector sends requests, takes the decision of each answer, and puts another
one in its place as a person would. When all are in, it asks the service for the
decision of each case: what it gives then must be the person's. Where it is told
the service's log, it also sees which events were recorded meanwhile.

It does not show that overseers know of it, may use it or do; that an override
reaches what other systems do with the output; or that the system can be left
aside for a case altogether, which needs no service.
"""

from __future__ import annotations

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

BY = "override test"
REASON = "a test, to see that a person's decision takes the place of the output"


@dataclass(frozen=True, slots=True)
class Case:
    """One output: the decision that it was, and what became of a person's other decision."""

    output: str
    taken: bool
    replaced: bool


@dataclass(frozen=True, slots=True)
class Overridden:
    """How many requests were sent, what came of each output, and the log's growth."""

    requests: int
    cases: tuple[Case, ...]
    grown: bytes | None = None


def drive(
    send: Send,
    override: Send,
    decision: Send,
    requests: Sequence[Mapping[str, Any]],
    decisions: Sequence[str],
    *,
    case_field: str = "case",
    decision_field: str = "decision",
    log: Path | None = None,
    patience: float = 5.0,
) -> Overridden:
    """Have each request decided, put another decision in its place, then ask what stands.

    An output is an answer that names a case, not named before, and one of the decisions.
    The decision put in its place is the next of the list. What stands is asked for after
    the last of them, so that a decision that is undone meanwhile shows.

    Args:
        send: asks for an output.
        override: takes `{case, decision, by, reason}`.
        decision: takes `{case}` and answers with the decision that stands.
        requests: such as the service meets in use.
        decisions: those that an output or a person can give, two at least.
        case_field: the field that names a case.
        decision_field: the field that holds a decision.
        log: the service's log, where it is to be looked at.
        patience: seconds to wait for the log.

    Raises:
        CollectError: nothing to send, fewer than two decisions, or no answer at all.
    """
    faults = Faults("override test")
    faults.check(bool(requests), "there is nothing to send")
    faults.check(len(set(decisions)) > 1, "there are no two decisions to choose from")
    # The next of the list has to be another one.
    faults.check(len(set(decisions)) == len(decisions), "a decision stands twice in the list")
    faults.settle("give requests such as the service meets in use, and all its decisions")
    before = content(log) if log else b""
    outputs: dict[str, str] = {}
    answered = 0
    for request in requests:
        reply = send(request)
        answered += reply.answered
        case, output = reply.body.get(case_field), reply.body.get(decision_field)
        if reply.answered and isinstance(case, str) and case not in outputs and output in decisions:
            outputs[case] = str(output)
    if not answered:
        raise CollectError(
            f"the service answered none of {len(requests)} requests",
            "override test",
            "start the service and send requests that it understands",
        )
    others = {
        case: decisions[(decisions.index(output) + 1) % len(decisions)]
        for case, output in outputs.items()
    }
    taken = {
        case: override(
            {case_field: case, decision_field: other, "by": BY, "reason": REASON}
        ).answered
        for case, other in others.items()
    }
    stands = {case: decision({case_field: case}) for case in outputs}
    cases = tuple(
        Case(
            output,
            taken[case],
            stands[case].answered and stands[case].body.get(decision_field) == others[case],
        )
        for case, output in outputs.items()
    )
    lines = len(requests) + sum(taken.values())
    grown = growth(log, before, lines, patience=patience) if log else None
    return Overridden(len(requests), cases, grown)


def collect(overridden: Overridden, *, observed_at: str) -> dict[str, Any]:
    """The predicate of override-test evidence, from what `drive` saw.

    Raises:
        CollectError: `observed_at` is no time, or the log is not UTF-8.
    """
    faults = Faults("override-test collector")
    faults.check(is_time(observed_at), f"observed_at is no time: {observed_at!r}")
    faults.settle("give the time as YYYY-MM-DDTHH:MM:SSZ")
    cases = overridden.cases
    found: dict[str, Any] = {
        "observed_at": observed_at,
        "collector": mark("override_test"),
        "requests": overridden.requests,
        "outputs": len(cases),
        "refused": sum(not case.taken for case in cases),
        "replaced": sum(case.replaced for case in cases),
        "by_output": {
            output: {
                "outputs": sum(case.output == output for case in cases),
                "replaced": sum(case.replaced for case in cases if case.output == output),
            }
            for output in sorted({case.output for case in cases})
        },
    }
    if overridden.grown is not None:
        records = records_of(overridden.grown)
        found |= {"records": len(records), "recorded": recorded(records)}
    return found


def subjects(system: str, release: str) -> list[dict[str, Any]]:
    """What the evidence speaks of: one version of the system."""
    return [version_subject(system, release)]
