"""promptfoo results: which of the asserted tests held, and which ended in an error?

Reads results as JSON or YAML in form 3 (tried with promptfoo 0.121) and in the older form
2, bare or inside an export, and results in JSON lines, which have no statistics: there
nobody knows whether the file is whole. HTML, XML and CSV are refused by name. It serves
Articles 9(6), 9(8) and 15(5). One test is one row: a test case with one prompt at one
provider. A test that asserts nothing counts as a success for promptfoo; here it is not
evaluated. It doesn't show that the assertions were the right ones, nor that a model that
graded was right.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from lexgate_collectors.readers import (
    ReadError,
    count,
    expect,
    listed,
    load_bytes,
    load_text,
    mapping,
    moment,
    parse_json,
    refuse_newer,
    source,
    word,
    yaml_text,
)
from lexgate_collectors.readers.redteam import records
from lexgate_collectors.readers.reports import Result, report

NEWEST = 3
OLDEST = 2

_ASSERT, _ERROR = 1, 2
_DURATION_SINCE = 3
_TIME_UP = "Evaluation exceeded max duration"

_YAML = re.compile(r"(---|[A-Za-z]+:)\s")
_OTHERS = {
    r"(?i)<!doctype html|<html": "promptfoo's HTML",
    r"<": "promptfoo's XML",
    # The heading of its table: variables, then outputs as "[provider] prompt".
    r"(?s)(?!\[)[^{\n]*\[[^\]\n]+\] ": "promptfoo's CSV",
}

# A name of a provider, plugin or strategy; never a path, an address or a command.
_PLAIN = re.compile(r"[A-Za-z0-9][\w.+-]*([:/][\w.+-]+)*", re.ASCII)
_LOCAL = re.compile(
    r"(file|https?|wss?|exec|python|golang|ruby|javascript|package|webhook|browser|mcp)(?=:|$)"
)
# A description this short may stand in a prompt by chance.
_CHANCE = 11
_PRIVATE = re.compile(r"@|\\|//|(^|\s)[/~]\S")


def read(path: Path) -> dict[str, Any]:
    """The facts of promptfoo's results.

    A test has its description as name where that repeats no variable and no prompt, and
    its number elsewhere. Finished is null: the file has the time of its export alone.

    Raises:
        LexgateError: no results of promptfoo, a form that is not known, statistics that
            contradict the rows, or a row that contradicts itself.
    """
    return _read_lines(path) if _in_lines(path) else _read_json(path)


def _in_lines(path: Path) -> bool:
    first = load_bytes(path).strip().split(b"\n", 1)[0]
    try:
        row = parse_json(first.decode("utf-8-sig"), str(path))
    except (ReadError, UnicodeDecodeError):
        return False
    return "success" in mapping(row)


def _read_lines(path: Path) -> dict[str, Any]:
    lines = [row for _, row in records(path)]
    rows = [row for row in lines if row is not None]
    cut = len(rows) < len(lines)
    return report(
        source("promptfoo", None, "results in JSON lines", [path]),
        complete=False if cut else None,
        because="the last line is cut" if cut else "JSON lines do not say how many rows there were",
        tests=_tests(rows, path),
    )


def _read_json(path: Path) -> dict[str, Any]:
    text = load_text(path)
    kind = _kind_of(text, path)
    where = str(path)
    document = mapping(yaml_text.parse(text, where) if kind == "YAML" else parse_json(text, where))
    inner = document.get("results")
    summary = mapping(inner) if isinstance(inner, dict) else document
    rows, version = summary.get("results"), count(summary.get("version"))
    expect(
        isinstance(rows, list) and version is not None,
        "no results of promptfoo: no version with a list of results",
        path,
        "promptfoo",
    )
    refuse_newer("promptfoo's form of results", str(version), (NEWEST,), path)
    if (version or 0) < OLDEST:
        raise ReadError(
            f"promptfoo's form of results {version} is older than {OLDEST}, the oldest known here",
            str(path),
            "Run the evaluation again with a newer promptfoo.",
        )
    rows = listed(rows)
    tests = _tests(rows, path)
    _agree(mapping(summary.get("stats")), rows, path)
    complete, because = _ended(rows, mapping(summary.get("stats")), version or 0)
    tool_version = word(mapping(document.get("metadata")).get("promptfooVersion"))
    return report(
        source("promptfoo", tool_version, f"results in {kind}, form {version}", [path]),
        complete=complete,
        because=because,
        tests=tests,
        started_at=moment(summary.get("timestamp")),
    )


def _kind_of(text: str, path: Path) -> str:
    """In which of its forms promptfoo wrote a file.

    Raises:
        ReadError: in one that is not read.
    """
    start = text.lstrip()
    named = next((name for begins, name in _OTHERS.items() if re.match(begins, start)), None)
    if named:
        raise ReadError(
            f"{named} is not read", str(path), "Have promptfoo write JSON: --output results.json."
        )
    return "YAML" if _YAML.match(start) else "JSON"


def _ended(
    rows: Sequence[Any], stats: Mapping[str, Any], version: int
) -> tuple[bool | None, str | None]:
    if not rows:
        return None, "the file holds no test"
    if any(str(row.get("error")).startswith(_TIME_UP) for row in rows):
        return False, "the time for the evaluation was up before all tests ran"
    # Of a red team's run, the duration may be that of making the attacks alone.
    told = "evaluationDurationMs" if "generationDurationMs" in stats else "durationMs"
    if version >= _DURATION_SINCE and count(stats.get(told)) is None:
        # promptfoo also exports an evaluation that was paused or killed.
        return None, "the statistics have no duration: nothing says that the evaluation ended"
    return True, None


def _tests(rows: Sequence[Any], path: Path) -> list[Result]:
    return [_test(row, number, path) for number, row in enumerate(rows)]


def _test(row: Any, number: int, path: Path) -> Result:
    where = f"{path}, result {number}"
    if not isinstance(row, dict) or not isinstance(row.get("success"), bool):
        raise ReadError(
            "a result that does not say whether it was a success",
            where,
            "Have promptfoo write its results again.",
        )
    outcome = _outcome(row)
    if outcome is None:
        raise ReadError(
            "a result that contradicts itself: its success, its reason of failure and its grading",
            where,
            "Have promptfoo write its results again.",
        )
    return Result(_name(row, number), outcome, _about(row))


def _outcome(row: Mapping[str, Any]) -> str | None:
    """How a row ended; None where it contradicts itself."""
    if not row["success"]:
        return {"errors": "error", "failures": "failed"}[_kind(row)]
    if row.get("failureReason") not in (None, 0):
        # Who rates a failure as a success by hand leaves the reason of the failure behind.
        return "warning" if _by_hand(row) else None
    if _grading(row).get("pass") is False:
        return None
    return "passed" if _asserted(row) else "not_evaluated"


def _kind(row: Mapping[str, Any]) -> str:
    """Under which of promptfoo's statistics a row stands."""
    if row["success"]:
        return "successes"
    reason = row.get("failureReason")
    if reason is None and not _grading(row):
        # Form 2 has no reason: what was never graded ended in an error.
        reason = _ERROR if row.get("error") is not None else _ASSERT
    return "errors" if reason == _ERROR else "failures"


def _grading(row: Mapping[str, Any]) -> Mapping[str, Any]:
    return mapping(row.get("gradingResult"))


def _by_hand(row: Mapping[str, Any]) -> bool:
    parts = [mapping(part) for part in listed(_grading(row).get("componentResults"))]
    return any(mapping(part.get("assertion")).get("type") == "human" for part in parts)


def _asserted(row: Mapping[str, Any]) -> bool:
    grading = _grading(row)
    if grading.get("reason") == "No assertions":
        return False
    return bool(
        listed(grading.get("componentResults"))
        or listed(mapping(row.get("testCase")).get("assert"))
    )


def _agree(stats: Mapping[str, Any], rows: Sequence[Mapping[str, Any]], path: Path) -> None:
    kinds = Counter(_kind(row) for row in rows)
    counted = {kind: kinds[kind] for kind in ("successes", "failures", "errors")}
    if "errors" not in stats:
        # Before errors were counted apart, they were failures.
        counted["failures"] += counted.pop("errors")
    if any(count(stats.get(kind)) != many for kind, many in counted.items()):
        raise ReadError(
            "promptfoo's statistics contradict its rows",
            str(path),
            "Have promptfoo write its results again, and change nothing in them.",
        )


def _name(row: Mapping[str, Any], number: int) -> str:
    test = mapping(row.get("testCase"))
    description = word(test.get("description")) or word(row.get("description"))
    if description and not _tells(description, row):
        return description
    index = count(row.get("testIdx"))
    metadata = {**mapping(row.get("metadata")), **mapping(test.get("metadata"))}
    plugin = [_plain(metadata.get(key)) for key in ("pluginId", "strategyId")]
    return ", ".join([f"test {number if index is None else index}", *filter(None, plugin)])


def _tells(description: str, row: Mapping[str, Any]) -> bool:
    """Whether a description gives away a variable, a prompt, an address or a path."""
    text, test, prompt = description.casefold(), mapping(row.get("testCase")), row.get("prompt")
    said = [row.get("vars"), test.get("vars"), prompt]
    return bool(_PRIVATE.search(text)) or any(
        (value in text and re.search(rf"(?<!\w){re.escape(value)}(?!\w)", text))
        or (len(text) > _CHANCE and text in value)
        for value in _texts(said)
    )


def _texts(value: Any) -> Iterator[str]:
    """All texts and numbers inside, without case."""
    left = [value]
    while left:
        inner = left.pop()
        if isinstance(inner, dict):
            left.extend(inner.values())
        elif isinstance(inner, list):
            left.extend(inner)
        elif isinstance(inner, str | int | float) and (text := str(inner).strip()):
            yield " ".join(text.casefold().split())


def _about(row: Mapping[str, Any]) -> str | None:
    provider = row.get("provider")
    name = provider if isinstance(provider, str) else mapping(provider).get("id")
    prompt = count(row.get("promptIdx"))
    parts = [_plain(name), None if prompt is None else f"prompt {prompt}"]
    return ", ".join(filter(None, parts)) or None


def _plain(name: Any) -> str | None:
    """A name as it is; of a path, an address or a command its kind alone; else None."""
    text = word(name)
    if text is None:
        return None
    if local := _LOCAL.match(text):
        return local[0]
    return text if _PLAIN.fullmatch(text) else None
