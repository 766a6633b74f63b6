"""Stop-test evidence, for Article 14(4)(e): does the system halt when a person says stop?

The collector sees to it that the service answers, asks it to stop, goes on
sending requests and counts the answers. Where it is told the service's log, it
also sees which events were recorded meanwhile, and with which fields.

It does not show that the people in charge know of the switch or dare to use it,
that it works while the machine is overloaded, or that the state after it is safe
for those concerned: the collector only repeats what the service says of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lexgate_collectors.common import (
    CollectError,
    Faults,
    is_time,
    mark,
    utc_now,
    version_subject,
)
from lexgate_collectors.log_test import Reply, Send, content, growth, recorded, records_of

NOTHING_SAID = "the service said nothing of it"


@dataclass(frozen=True, slots=True)
class Stopped:
    """When the service was asked to stop, when it first refused, and what it answered after."""

    asked_at: str
    halted_at: str | None
    requests_after_stop: int
    answered_after_stop: int
    safe_state: str
    grown: bytes | None = None


def drive(
    ask_to_stop: Callable[[], Reply],
    send: Send,
    requests: Sequence[Mapping[str, Any]],
    *,
    clock: Callable[[], str] = utc_now,
    state_field: str = "safe_state",
    log: Path | None = None,
    patience: float = 5.0,
) -> Stopped:
    """Send one request, ask for the stop, send them all again.

    With a log, waits at most `patience` seconds for as many lines as there were requests.

    Raises:
        CollectError: nothing to send, or the service does not answer even before
            it is asked to stop, so that its silence would prove nothing.
    """
    faults = Faults("stop test")
    faults.check(bool(requests), "there is nothing to send")
    faults.settle("give requests such as the service meets in use")
    before = content(log) if log else b""
    if not send(requests[0]).answered:
        raise CollectError(
            "the service does not answer even before it is asked to stop",
            "stop test",
            "start it and send requests that it understands: silence alone proves nothing",
        )
    asked_at = clock()
    said = ask_to_stop().body.get(state_field)
    halted_at: str | None = None
    answered = 0
    for request in requests:
        reply = send(request)
        answered += reply.answered
        if not reply.answered:
            halted_at = halted_at or clock()
            said = reply.body.get(state_field, said)
    return Stopped(
        asked_at,
        halted_at,
        len(requests),
        answered,
        said if isinstance(said, str) and said.strip() else NOTHING_SAID,
        growth(log, before, len(requests) + 2, patience=patience) if log else None,
    )


def collect(stopped: Stopped, *, observed_at: str) -> dict[str, Any]:
    """The predicate of stop-test evidence, from what `drive` saw.

    `halted_at` is when the first request was refused; null if none was.

    Raises:
        CollectError: `observed_at` is no time.
    """
    faults = Faults("stop-test collector")
    faults.check(is_time(observed_at), f"observed_at is no time: {observed_at!r}")
    faults.settle("give the time as YYYY-MM-DDTHH:MM:SSZ")
    found: dict[str, Any] = {
        "observed_at": observed_at,
        "collector": mark("stop_test"),
        "asked_at": stopped.asked_at,
        "halted_at": stopped.halted_at,
        "requests_after_stop": stopped.requests_after_stop,
        "answered_after_stop": stopped.answered_after_stop,
        "safe_state": stopped.safe_state,
    }
    if stopped.grown is not None:
        records = records_of(stopped.grown)
        found |= {"records": len(records), "recorded": recorded(records)}
    return found


def subjects(system: str, release: str) -> list[dict[str, Any]]:
    """What the evidence speaks of: one version of the system."""
    return [version_subject(system, release)]
