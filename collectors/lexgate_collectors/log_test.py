"""Log-test evidence, for Articles 12(1), (2) and 19(1): does the system write records by itself?

The collector drives the service with requests and counts the records that
appeared in its log meanwhile. Nothing of what it counts was typed by a person.

It does not show that records are kept long enough, that they can't be changed,
that they are enough to trace a decision back, or that other paths through the
system write any.
"""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from lexgate.documents import digest
from lexgate_collectors.common import (
    CollectError,
    Faults,
    is_time,
    json_lines,
    mark,
    version_subject,
)

UNNAMED = "(unnamed)"
LARGEST_ANSWER = 1_000_000


class Reply(NamedTuple):
    """What the service answered; status 0 means that it gave no answer at all."""

    status: int
    body: Mapping[str, Any]

    @property
    def answered(self) -> bool:
        """Whether it did what it was asked for."""
        return 200 <= self.status < 400


Send = Callable[[Mapping[str, Any]], Reply]


def http_sender(url: str, *, timeout: float = 5.0) -> Send:
    """Send requests as JSON by POST, through no proxy and without following elsewhere.

    Raises:
        CollectError: the address is neither http nor https.
    """
    if urlsplit(url).scheme not in ("http", "https"):
        raise CollectError("the service has no web address", url, "give an http or https address")

    class NoRedirect(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_: Any, **__: Any) -> None:
            return None

    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), NoRedirect)

    def send(request: Mapping[str, Any]) -> Reply:
        message = urllib.request.Request(  # noqa: S310 (the scheme was checked above)
            url,
            data=json.dumps(request).encode(),
            headers={"Content-Type": "application/json"},
            method="POST",
        )
        try:
            with opener.open(message, timeout=timeout) as answer:
                return Reply(int(answer.status), _body(answer.read(LARGEST_ANSWER)))
        except urllib.error.HTTPError as refusal:
            with refusal:
                status = 0 if 300 <= refusal.code < 400 else refusal.code
                return Reply(status, _body(refusal.read(LARGEST_ANSWER)))
        except OSError:
            return Reply(0, {})

    return send


def _body(raw: bytes) -> Mapping[str, Any]:
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError):
        return {}
    return body if isinstance(body, dict) else {}


@dataclass(frozen=True, slots=True)
class Driven:
    """How many requests were sent, and the bytes that the log grew by."""

    requests: int
    grown: bytes


def drive(
    send: Send,
    requests: Sequence[Mapping[str, Any]],
    log: Path,
    *,
    patience: float = 5.0,
    pause: Callable[[float], None] = time.sleep,
) -> Driven:
    """Send the requests one by one and wait until the log has stopped growing.

    Waits at most `patience` seconds for as many lines as there were requests.

    Raises:
        CollectError: nothing to send, no answer to any request, or a log that
            became shorter meanwhile.
    """
    faults = Faults(str(log))
    faults.check(bool(requests), "there is nothing to send")
    faults.settle("give requests such as the service meets in use")
    before = log.read_bytes() if log.exists() else b""
    answers = sum(send(request).answered for request in requests)
    if not answers:
        raise CollectError(
            f"the service answered none of {len(requests)} requests",
            str(log),
            "start the service and send requests that it understands",
        )
    waited = 0.0
    grown = _grown(log, before)
    while grown.count(b"\n") < len(requests) and waited < patience:
        pause(0.05)
        waited += 0.05
        grown = _grown(log, before)
    return Driven(len(requests), grown)


def _grown(log: Path, before: bytes) -> bytes:
    now = log.read_bytes() if log.exists() else b""
    if not now.startswith(before):
        raise CollectError(
            "the log was cut or rewritten while the service was driven",
            str(log),
            "let nothing else write or rotate the log during the test",
        )
    return now[len(before) :]


def _moment(value: object) -> datetime | None:
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment.tzinfo else None


def collect(
    driven: Driven, *, observed_at: str, time_field: str = "at", event_field: str = "event"
) -> dict[str, Any]:
    """The predicate of log-test evidence, from what `drive` saw.

    A line that is no JSON object is no record. `fields` are those that every
    record has; `without_time` counts records whose time is missing, unreadable or
    without a zone; `first` and `last` are null when no record has a time.

    Raises:
        CollectError: `observed_at` is no time, or the log is not UTF-8.
    """
    faults = Faults("log-test collector")
    faults.check(is_time(observed_at), f"observed_at is no time: {observed_at!r}")
    text = ""
    try:
        text = driven.grown.decode("utf-8")
    except UnicodeDecodeError:
        faults.add("the log is not UTF-8")
    faults.settle("write the log as JSON lines in UTF-8")
    records = json_lines(text, lambda _: None)
    moments = sorted(
        moment for record in records if (moment := _moment(record.get(time_field))) is not None
    )
    names = (
        record[event_field] if isinstance(record.get(event_field), str) else UNNAMED
        for record in records
    )
    return {
        "observed_at": observed_at,
        "collector": mark("log_test"),
        "requests": driven.requests,
        "records": len(records),
        "events": dict(sorted(Counter(names).items())),
        "first": _written(moments[0]) if moments else None,
        "last": _written(moments[-1]) if moments else None,
        "without_time": len(records) - len(moments),
        "fields": sorted(set.intersection(*(set(record) for record in records))) if records else [],
        "log_digest": digest(driven.grown),
    }


def _written(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def subjects(system: str, release: str) -> list[dict[str, Any]]:
    """What the evidence speaks of: one version of the system."""
    return [version_subject(system, release)]
