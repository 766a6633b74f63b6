"""What all collectors share: faults, times, digests, subjects, the collector's own mark.

This module is evidence for nothing by itself. It shows only who wrote a document
and by which versions, and binds it to the bytes that it speaks of.
"""

from __future__ import annotations

import functools
import hashlib
import json
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from lexgate.documents import digest_subject, named_subject
from lexgate.errors import LexgateError

ROLES = ("training", "validation", "testing")

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_SHA256 = re.compile(r"sha256:[0-9a-f]{64}")


class CollectError(LexgateError):
    """A measurement couldn't be made; nothing was written."""


class Faults:
    """Gathers everything that is wrong, so that a person hears it at once."""

    def __init__(self, where: str) -> None:
        self.where = where
        self.found: list[str] = []

    def add(self, fault: str) -> None:
        """Note one fault; the same one is noted once."""
        if fault not in self.found:
            self.found.append(fault)

    def check(self, fine: bool, fault: str) -> bool:
        """Note the fault unless things are fine; gives back whether they are."""
        if not fine:
            self.add(fault)
        return fine

    def settle(self, do: str) -> None:
        """Do nothing if nothing was found.

        Raises:
            CollectError: with all faults that were found, and what to do.
        """
        if self.found:
            raise CollectError("; ".join(self.found), self.where, do)


def utc_now() -> str:
    """The machine's time in the one form that evidence uses."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def is_time(value: object) -> bool:
    """Whether this is a real time written `YYYY-MM-DDTHH:MM:SSZ`."""
    if not isinstance(value, str) or not _TIME.fullmatch(value):
        return False
    try:
        datetime.strptime(value, "%Y-%m-%dT%H:%M:%S%z")
    except ValueError:
        return False
    return True


def seconds(value: str) -> int:
    """The seconds since 1970 of a time for which `is_time` holds."""
    return int(datetime.strptime(value, "%Y-%m-%dT%H:%M:%S%z").timestamp())


def is_digest(value: object) -> bool:
    """Whether this is `sha256:` and 64 small hexadecimal digits."""
    return isinstance(value, str) and bool(_SHA256.fullmatch(value))


def file_digest(path: Path) -> str:
    """`sha256:` and the digest of a file's bytes.

    Raises:
        CollectError: the file can't be read.
    """
    try:
        # Not read at once: data sets are larger than memory.
        with path.open("rb") as file:
            return "sha256:" + hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as fault:
        raise CollectError(
            f"the file can't be read: {fault.strerror}", str(path), "name a file that is there"
        ) from fault


def version_subject(system: str, release: str) -> dict[str, Any]:
    """The subject of one version of a system."""
    return named_subject(f"version:{system}@{release}")


def deployment_subject(system: str, deployment: str) -> dict[str, Any]:
    """The subject of one deployment of a system."""
    return named_subject(f"deployment:{system}/{deployment}")


def model_subject(system: str, digest: str) -> dict[str, Any]:
    """The subject of a model: the digest of its artefact."""
    return digest_subject(f"model:{system}", digest)


def data_subjects(digests: Mapping[str, str]) -> list[dict[str, Any]]:
    """The subjects of data sets, in the order training, validation, testing."""
    return [digest_subject(f"dataset:{role}", digests[role]) for role in in_order(digests)]


def in_order(roles: Iterable[str]) -> list[str]:
    """Roles in the order training, validation, testing."""
    return sorted(roles, key=ROLES.index)


def mark(name: str, libraries: Sequence[str] = ()) -> dict[str, Any]:
    """Which collector wrote this, in which version, with which libraries."""
    return {
        "name": f"lexgate_collectors.{name}",
        "version": _version("lexgate"),
        "libraries": {library: _version(library) for library in sorted(libraries)},
    }


@functools.cache
def _version(distribution: str) -> str:
    return version(distribution)


def plain(value: Any) -> Any:
    """The value as JSON can hold it: floats to twelve decimals, all else by its text.

    A float that is not finite becomes its text, since JSON has no word for it.
    """
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int):
        return value if abs(value) < 10**15 else str(value)
    if isinstance(value, float):
        return round(value, 12) + 0.0 if math.isfinite(value) else str(value)
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return str(value)


def json_lines(text: str, unreadable: Callable[[int], None]) -> list[dict[str, Any]]:
    """The objects of a JSON-lines text; empty lines are skipped.

    A line that is no JSON object, has a key twice, or says NaN or Infinity, is
    handed to `unreadable` by its number, from 1, and left out.
    """
    found: list[dict[str, Any]] = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line, parse_constant=_refuse, object_pairs_hook=_once)
        except (ValueError, RecursionError):
            unreadable(number)
            continue
        if isinstance(value, dict):
            found.append(value)
        else:
            unreadable(number)
    return found


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({key for key, _ in pairs}) != len(pairs):
        raise ValueError("a key stands twice")
    return dict(pairs)
