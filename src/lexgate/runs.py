"""What happened in a working folder: each collection, and each question with its answer.

Evidence that was withheld shows in the count of collections. Kept questions can be
asked again, by `lexgate try` and by the mutation run.
"""

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
        with place.open("ab", buffering=0) as file:
            whole = file.seek(0, os.SEEK_END)
            try:
                left = memoryview(line.encode("utf-8"))
                while left:
                    left = left[file.write(left) :]
                os.fsync(file.fileno())
            except OSError:
                # Half a line would make the record unreadable for good.
                file.truncate(whole)
                raise
    except OSError as error:
        raise LexgateError(
            f"the run can't be recorded: {error.strerror}",
            str(place),
            "Make room or give write permission, and collect again.",
        ) from error


def keep(config: Config, request: dict[str, Any], decision: dict[str, Any]) -> Path:
    """Keep a question with its answer and the org data it was judged by.

    Raises:
        LexgateError: when it can't be written; the caller ends with 3.
    """
    from lexgate import documents, statements

    asked = {
        "request": request,
        "decision": decision,
        "org": statements.organisation(config) if not config.opa.remote else None,
    }
    place = config.folder / ".lexgate" / "asked" / f"{request['request_id']}.json"
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LexgateError(
            f"the question can't be kept: {error.strerror}",
            str(place.parent),
            "Make room or give write permission, and ask again.",
        ) from error
    documents.write_bytes(
        place, json.dumps(asked, indent=1, sort_keys=True, ensure_ascii=False).encode("utf-8")
    )
    return place


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
