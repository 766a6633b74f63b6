"""How often was something collected? Evidence that was withheld shows in the count."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from lexgate.config import Config
from lexgate.documents import parse_json, read_bytes
from lexgate.errors import LexgateError

NAME = "runs.jsonl"


def path(config: Config) -> Path:
    """The file that counts the runs of a working folder."""
    return config.folder / ".lexgate" / NAME


def record(config: Config, run: dict[str, Any]) -> None:
    """Append one run, on disk before anything else is said.

    Raises:
        LexgateError: when it can't be written; the caller ends with 3.
    """
    place = path(config)
    line = json.dumps(run, sort_keys=True, ensure_ascii=False) + "\n"
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("a", encoding="utf-8") as file:
            file.write(line)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise LexgateError(
            f"the run can't be recorded: {error.strerror}",
            str(place),
            "Make room or give write permission, and collect again.",
        ) from error


def count(config: Config) -> dict[str, int] | None:
    """Runs by kind; None where no run was ever recorded here."""
    place = path(config)
    if not place.exists():
        return None
    found: dict[str, int] = {}
    for number, line in enumerate(read_bytes(place).splitlines(), start=1):
        if line.strip():
            run = parse_json(line, f"{place}, line {number}")
            kind = run.get("kind") if isinstance(run, dict) else None
            found[str(kind)] = found.get(str(kind), 0) + 1
    return found
