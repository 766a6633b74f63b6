"""The question: everything that lies on file, put together into one request.

The client chooses nothing that matters here. It reads every document of the two
folders, takes the model's digest from the artefacts themselves and the time from
the clock. What a document is worth, Rego says.
"""

from __future__ import annotations

import json
import os
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from lexgate import keys
from lexgate.config import PROFILES, STAGES, Config
from lexgate.documents import MAX_BYTES, artefact_digest, digest, kind_of, parse_json, read_bytes
from lexgate.errors import RequestError

Entrypoint = Literal["live", "what_if"]
Where = Literal["evidence", "statements"]

_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
# Before there is a model there is nothing to take a digest from.
_BEFORE_THE_MODEL = ("data", "training")


@dataclass(frozen=True)
class Sent:
    """One envelope of the request: its place there, and where it came from."""

    where: Where
    index: int
    path: Path
    kind: str | None
    digest: str
    kid: str


@dataclass(frozen=True)
class Unsent:
    """A file that lies among the documents and could not be sent."""

    where: Where
    path: Path
    reason: str
    do: str


@dataclass(frozen=True)
class Built:
    """A request, and what it was made of."""

    request: dict[str, Any]
    sent: tuple[Sent, ...]
    unsent: tuple[Unsent, ...]


def build(
    config: Config,
    *,
    entrypoint: Entrypoint = "live",
    stage: str | None = None,
    profile: str | None = None,
    as_of: str | None = None,
    without_model: bool = False,
) -> Built:
    """Form the request for the system that a configuration describes.

    Args:
        config: what ``lexgate.toml`` says.
        entrypoint: ``live`` takes the time from the clock; ``what_if`` may name one.
        stage: instead of the configuration's.
        profile: instead of the configuration's.
        as_of: the moment asked about, for ``what_if`` alone.
        without_model: leave out artefacts that aren't there yet, for ``what_if`` alone: the
            answer then denies, and still tells what is asked for.

    Raises:
        RequestError: if a document can't be read or is no JSON object, if a model is
            missing, or the whole is too large.
    """
    stage = _one_of(stage or config.stage, STAGES, "stage")
    profile = _one_of(profile or config.profile, PROFILES, "profile")
    if as_of is not None and entrypoint == "live":
        raise RequestError(
            "a live question is asked now", f"as_of {as_of}", "Ask about other days with forecast."
        )
    now = moment(datetime.now(UTC))
    absent_is_fine = stage in _BEFORE_THE_MODEL or (without_model and entrypoint == "what_if")
    subject: dict[str, Any] = {
        "system": config.system,
        "version": config.version,
        "models": _models(config, absent_is_fine),
    }
    if config.deployment is not None:
        subject["deployment"] = config.deployment
    envelopes: dict[Where, list[str]] = {"evidence": [], "statements": []}
    sent: list[Sent] = []
    unsent: list[Unsent] = []
    folders: tuple[tuple[Where, Path], ...] = (
        ("evidence", config.paths.evidence),
        ("statements", config.paths.statements),
    )
    for where, folder in folders:
        for found in _documents(where, folder):
            if isinstance(found, Unsent):
                unsent.append(found)
                continue
            path, payload, kind, lines = found
            for line in lines:
                sent.append(
                    Sent(
                        where=where,
                        index=len(envelopes[where]),
                        path=path,
                        kind=kind,
                        digest=digest(payload),
                        kid=keys.claimed(line),
                    )
                )
                envelopes[where].append(keys.join(payload, line))
    request: dict[str, Any] = {
        "request_id": str(uuid.uuid4()),
        "as_of": _time(as_of) if as_of is not None else now,
        "stage": stage,
        "profile": profile,
        "subject": subject,
        "evidence": envelopes["evidence"],
        "statements": envelopes["statements"],
    }
    check_size(request, sent)
    return Built(request=request, sent=tuple(sent), unsent=tuple(unsent))


def moment(at: datetime) -> str:
    """Write a moment as documents and requests have it: UTC, whole seconds."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def check_size(request: dict[str, Any], sent: list[Sent] | tuple[Sent, ...] = ()) -> None:
    """Refuse a request that the server would not read.

    Raises:
        RequestError: naming the largest documents.
    """
    size = len(json.dumps({"input": request}).encode("utf-8"))
    if size > MAX_BYTES:
        largest = sorted(
            ((len(request[item.where][item.index]), item.path.name) for item in sent),
            reverse=True,
        )[:3]
        names = ", ".join(f"{name} ({length:,})" for length, name in largest)
        raise RequestError(
            f"the request is larger than {MAX_BYTES:,} bytes: {size:,}",
            names or "the request",
            "Keep documents small; large tables belong in the data, named by their digest.",
        )


def _models(config: Config, absent_is_fine: bool) -> list[str]:
    artefacts = config.paths.model
    if absent_is_fine:
        artefacts = tuple(path for path in artefacts if path.exists())
    return sorted({artefact_digest(path) for path in artefacts})


def _documents(
    where: Where, folder: Path
) -> Iterator[tuple[Path, bytes, str | None, list[str]] | Unsent]:
    if not folder.is_dir():
        raise RequestError(
            "there is no such folder",
            str(folder),
            f"Create it, or correct {where} under [paths] in lexgate.toml.",
        )
    names = sorted(_files(folder))
    for path in names:
        if path.name.endswith(".json"):
            payload = read_bytes(path)
            document = parse_json(payload, str(path))
            if not isinstance(document, dict):
                raise RequestError(
                    "not a JSON object", str(path), "Move it away: it is no document."
                )
            signature = keys.signature_path(path)
            if not os.path.lexists(signature):
                yield Unsent(where, path, "not signed", "Sign it, or move it away.")
                continue
            try:
                lines = keys.read_signatures(signature)
            except RequestError as error:
                yield Unsent(where, path, f"signature unusable: {error.what}", error.do)
                continue
            yield path, payload, kind_of(document), lines
        elif path.name.endswith(".json.sig") and not os.path.lexists(path.with_suffix("")):
            yield Unsent(
                where,
                path,
                "a signature without its document",
                "Put the document back, or move the signature away.",
            )


def _files(folder: Path) -> Iterator[Path]:
    def refuse(error: OSError) -> None:
        raise RequestError(
            f"can't be listed: {error.strerror}", str(error.filename), "Check its permissions."
        )

    for parent, folders, files in os.walk(folder, onerror=refuse):
        for name in folders:
            if os.path.islink(os.path.join(parent, name)):
                raise RequestError(
                    "a link to a folder, which would not be read",
                    os.path.join(parent, name),
                    "Put the folder itself there.",
                )
        yield from (Path(parent, name) for name in files)


def _one_of(value: str, allowed: tuple[str, ...], name: str) -> str:
    if value not in allowed:
        raise RequestError(
            f"{value!r} is no {name}", f"--{name}", f"Choose one of {', '.join(allowed)}."
        )
    return value


def _time(text: str) -> str:
    try:
        if not _TIME.fullmatch(text):
            raise ValueError
        datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError:
        raise RequestError(
            f"{text!r} is no moment", "as_of", "Write it in UTC, as YYYY-MM-DDTHH:MM:SSZ."
        ) from None
    return text
