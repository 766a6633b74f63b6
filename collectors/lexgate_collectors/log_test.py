"""Log-test evidence, for Articles 12(1) to (3) and 19(1): does the system write records by itself?

The collector drives the service with requests and counts the records that
appeared in its log meanwhile: by event, and by the fields that hold a value in
them. Nothing of what it counts was typed by a person. For remote biometric
identification people declare which events and fields of the log are those of
Article 12(3); uses, names and verifications are then counted in the records.

Of records no value is kept but a number, so that no person is named in evidence.

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
    answer_fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Identification:
    """What the records of a log call the things of Article 12(3).

    Each is the name of an event, and of the field that names what the Act asks for:
    the use, the reference database, the input, the match and the person.
    """

    use_started: tuple[str, str]
    use_ended: tuple[str, str]
    database_checked: tuple[str, str]
    match_found: tuple[str, str]
    person_verified: tuple[str, str, str]


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
    before = content(log)
    answers = [reply for request in requests if (reply := send(request)).answered]
    if not answers:
        raise CollectError(
            f"the service answered none of {len(requests)} requests",
            str(log),
            "start the service and send requests that it understands",
        )
    return Driven(
        len(requests),
        growth(log, before, len(requests), patience=patience, pause=pause),
        tuple(sorted({field for reply in answers for field in reply.body})),
    )


def content(log: Path) -> bytes:
    """What a log holds now; a log that isn't there yet holds nothing."""
    return log.read_bytes() if log.exists() else b""


def growth(
    log: Path,
    before: bytes,
    lines: int,
    *,
    patience: float = 5.0,
    pause: Callable[[float], None] = time.sleep,
) -> bytes:
    """What a log has grown by, once it holds that many new lines or patience ends.

    Raises:
        CollectError: the log became shorter or other than it was.
    """
    waited = 0.0
    grown = _grown(log, before)
    while grown.count(b"\n") < lines and waited < patience:
        pause(0.05)
        waited += 0.05
        grown = _grown(log, before)
    return grown


def _grown(log: Path, before: bytes) -> bytes:
    now = content(log)
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


def records_of(grown: bytes) -> list[dict[str, Any]]:
    """The records in what a log grew by: a line that is no JSON object is none.

    Raises:
        CollectError: it is not UTF-8.
    """
    try:
        text = grown.decode("utf-8")
    except UnicodeDecodeError as error:
        raise CollectError(
            "the log is not UTF-8", "log test", "write the log as JSON lines in UTF-8"
        ) from error
    return json_lines(text, lambda _: None)


def recorded(
    records: Sequence[Mapping[str, Any]], *, time_field: str = "at", event_field: str = "event"
) -> dict[str, Any]:
    """Records by the event that they name, and how many of them hold a value in each field.

    Time and event are left out of the fields: every record has them, so that they tell
    nothing of a purpose.
    """
    found: dict[str, Any] = {}
    for record in records:
        entry = found.setdefault(_name(record, event_field), {"records": 0, "fields": Counter()})
        entry["records"] += 1
        entry["fields"].update(
            field
            for field, value in record.items()
            if field not in (time_field, event_field) and _held(value)
        )
    return {
        event: {"records": entry["records"], "fields": dict(sorted(entry["fields"].items()))}
        for event, entry in sorted(found.items())
    }


def _name(record: Mapping[str, Any], event_field: str) -> str:
    name = record.get(event_field)
    return name if isinstance(name, str) and name else UNNAMED


def _held(value: object) -> bool:
    return value is not None and value not in ("", [], {})


def identification(
    records: Sequence[Mapping[str, Any]],
    names: Identification,
    *,
    time_field: str = "at",
    event_field: str = "event",
) -> dict[str, Any]:
    """What the records hold of the things of Article 12(3), in numbers alone.

    A use counts as ended where a record of its end names it, with a time no earlier than
    its beginning. Two people are two different names in the records of one match.
    """

    def of(event: str) -> list[Mapping[str, Any]]:
        return [record for record in records if record.get(event_field) == event]

    def naming(event: str, *fields: str) -> dict[str, int]:
        found = of(event)
        named = sum(all(_held(record.get(field)) for field in fields) for record in found)
        return {"records": len(found), "naming": named}

    began: dict[str, datetime] = {}
    ended: set[str] = set()
    unusable = 0
    for record in of(names.use_started[0]):
        use, moment = record.get(names.use_started[1]), _moment(record.get(time_field))
        if moment is None or not _held(use):
            unusable += 1
        else:
            began.setdefault(str(use), moment)
    for record in of(names.use_ended[0]):
        use, moment = record.get(names.use_ended[1]), _moment(record.get(time_field))
        if moment is None or not _held(use) or not began.get(str(use), _NEVER) <= moment:
            unusable += 1
        else:
            ended.add(str(use))
    event, person, match = names.person_verified
    verifiers: dict[str, set[str]] = {}
    for record in of(event):
        if _held(record.get(person)) and _held(record.get(match)):
            verifiers.setdefault(str(record[match]), set()).add(str(record[person]))
    return {
        "use_started": len(began),
        "use_ended": len(ended),
        "use_records_unusable": unusable,
        "database_checked": naming(*names.database_checked),
        "match_found": naming(*names.match_found),
        "person_verified": {
            **naming(event, person, match),
            "matches": len(verifiers),
            "matches_by_two": sum(len(people) > 1 for people in verifiers.values()),
        },
    }


_NEVER = datetime.max.replace(tzinfo=UTC)


def collect(
    driven: Driven,
    *,
    observed_at: str,
    release: str | None = None,
    names: Identification | None = None,
    time_field: str = "at",
    event_field: str = "event",
) -> dict[str, Any]:
    """The predicate of log-test evidence, from what `drive` saw.

    A line that is no JSON object is no record. `fields` are those that every
    record has; `without_time` counts records whose time is missing, unreadable or
    without a zone; `first` and `last` are null when no record has a time.

    Args:
        driven: what was sent, and what the log grew by.
        observed_at: when.
        release: the version that was driven; with it, `version_fields` are those that name
            it in every record.
        names: for remote biometric identification, what the records call the things of
            Article 12(3).
        time_field: the field of the time.
        event_field: the field of the event's name.

    Raises:
        CollectError: `observed_at` is no time, or the log is not UTF-8.
    """
    faults = Faults("log-test collector")
    faults.check(is_time(observed_at), f"observed_at is no time: {observed_at!r}")
    faults.settle("give the time as YYYY-MM-DDTHH:MM:SSZ")
    records = records_of(driven.grown)
    moments = sorted(
        moment for record in records if (moment := _moment(record.get(time_field))) is not None
    )
    in_all = sorted(set.intersection(*(set(record) for record in records))) if records else []
    found = {
        "observed_at": observed_at,
        "collector": mark("log_test"),
        "requests": driven.requests,
        "records": len(records),
        "events": dict(sorted(Counter(_name(record, event_field) for record in records).items())),
        "first": _written(moments[0]) if moments else None,
        "last": _written(moments[-1]) if moments else None,
        "without_time": len(records) - len(moments),
        "fields": in_all,
        "recorded": recorded(records, time_field=time_field, event_field=event_field),
        "answer_fields": list(driven.answer_fields),
        "log_digest": digest(driven.grown),
    }
    if release is not None:
        found["version_fields"] = [
            field for field in in_all if all(record[field] == release for record in records)
        ]
    if names is not None:
        found["identification"] = identification(
            records, names, time_field=time_field, event_field=event_field
        )
    return found


def _written(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def subjects(system: str, release: str) -> list[dict[str, Any]]:
    """What the evidence speaks of: one version of the system."""
    return [version_subject(system, release)]
