"""What every collector has to keep, checked from outside: for yours as for ours.

    assert testkit.faults(collect, {"rows": [...]}, schema=SCHEMA, secrets=["A. Person"]) == []

A collector is a function that is given data and the moment, and gives a predicate. It is
pure (the same data give the same bytes, and are left as they were), holds facts and no
limit or verdict, gives numbers with their uncertainty or a reason, copies no personal
value, fits its schema, and tells all faults of bad data at once, as a `LexgateError`.

What it can't check: whether the number is the right one.
"""

from __future__ import annotations

import copy
import json
import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from lexgate import documents
from lexgate.errors import LexgateError, RequestError

OBSERVED_AT = "2026-11-22T10:00:00Z"
# Words of judgement: what is enough is for the policy to say.
_VERDICTS = re.compile(
    r"^(limit|limits|threshold|minimum_required|pass|passed|fail|failed|ok|compliant|verdict"
    r"|acceptable|violation|violations|severity)$"
)
_DECIMALS = 12


def faults(
    collect: Callable[..., Mapping[str, Any]],
    given: Mapping[str, Any],
    *,
    schema: Mapping[str, Any] | None = None,
    secrets: Sequence[str] = (),
    bad: Sequence[tuple[Mapping[str, Any], Sequence[str]]] = (),
) -> list[str]:
    """Everything that a collector doesn't keep; empty when all is well.

    Args:
        collect: called with what is given, and `observed_at` as text.
        given: good data, by the names of its arguments.
        schema: a JSON Schema of the predicate.
        secrets: values of the data that must not show in the evidence.
        bad: other data, each with what its one error has to tell.
    """
    found: list[str] = []
    before = _shape(given)
    first = dict(collect(**copy.deepcopy(dict(given)), observed_at=OBSERVED_AT))
    second = dict(collect(**given, observed_at=OBSERVED_AT))
    if _shape(given) != before:
        found.append("it changes the data that it is given")
    try:
        one, other = documents.canonical(first), documents.canonical(second)
    except LexgateError as error:
        return [*found, f"its answer can't be written: {error.what}"]
    if one != other:
        found.append("the same data give other bytes the second time")
    if first.get("observed_at") != OBSERVED_AT:
        found.append("observed_at is not the moment that it was given")
    for path, value in _nodes(first):
        found += _of_node(path, value)
    text = one.decode("utf-8")
    found += [
        f"a value that must stay out shows: {secret!r}" for secret in secrets if secret in text
    ]
    if schema is not None:
        found += _of_schema(first, schema)
    for other_data, told in bad:
        found += _of_error(collect, other_data, told)
    return found


def _shape(value: Any) -> str:
    return repr(value)


def _nodes(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    yield path, value
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _nodes(inner, f"{path}.{key}".lstrip("."))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _nodes(inner, f"{path}[{place}]")


def _of_node(path: str, value: Any) -> Iterator[str]:
    name = path.rpartition(".")[2]
    if _VERDICTS.match(name):
        yield f"{path}: a limit or a verdict has no place in evidence"
    if isinstance(value, float):
        if not math.isfinite(value):
            yield f"{path}: not a finite number"
        elif round(value, _DECIMALS) != value:
            yield f"{path}: more than {_DECIMALS} decimals"
    if isinstance(value, Mapping) and {"value", "low", "high"} <= value.keys():
        numbers = [value["low"], value["value"], value["high"]]
        if not all(isinstance(n, int | float) for n in numbers) or numbers != sorted(numbers):
            yield f"{path}: not low <= value <= high"
        if not isinstance(value.get("n"), int) or not value.get("method"):
            yield f"{path}: a measured number needs n and method"
    if isinstance(value, Mapping) and value.get("value", 0) is None and not value.get("reason"):
        yield f"{path}: no value, and no reason"


def _of_schema(predicate: Mapping[str, Any], schema: Mapping[str, Any]) -> Iterator[str]:
    from jsonschema import Draft202012Validator

    for error in Draft202012Validator(schema).iter_errors(predicate):
        place = ".".join(str(step) for step in error.absolute_path) or "the predicate"
        yield f"{place}: the schema refuses it: {error.message[:120]}"


def _of_error(
    collect: Callable[..., Any], given: Mapping[str, Any], told: Sequence[str]
) -> Iterator[str]:
    try:
        collect(**given, observed_at=OBSERVED_AT)
    except LexgateError as error:
        for words in told:
            if words not in str(error):
                yield f"bad data: the error does not tell {words!r}: {error.what[:120]}"
        if str(error).count("\n") > 2 or not error.do:
            yield f"bad data: the error has to say what to do, in three lines: {error.what[:120]}"
    except Exception as error:
        yield f"bad data: it crashed: {type(error).__name__}: {str(error)[:120]}"
    else:
        yield f"bad data: it answered, and should have told {', '.join(told)}"


# ---------------------------------------------------------------- a new one

_MODULE = '''\
"""{title} evidence: how many rows have a value in each column?

An example to change: say what yours measures, for which provision, and what it does
not show. Run it by `with lexgate.collect` or by your own script; sign what it gives.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lexgate_collectors.common import Faults, is_time
from lexgate_collectors.estimates import counted


def collect(rows: Sequence[Mapping[str, Any]], *, observed_at: str) -> dict[str, Any]:
    """The predicate: for each column the share of rows that have a value in it.

    Raises:
        CollectError: no rows, a row that is no mapping, or a moment that is none.
    """
    faults = Faults("{name} collector")
    faults.check(is_time(observed_at), f"observed_at is no time: {{observed_at!r}}")
    faults.check(bool(rows), "there are no rows")
    broken = sum(not isinstance(row, Mapping) for row in rows)
    faults.check(not broken, f"{{broken}} rows are no mappings")
    faults.settle("give rows as mappings from columns to values, and the moment in UTC")
    columns = sorted({{column for row in rows for column in row}})
    return {{
        "observed_at": observed_at,
        "columns": {{
            column: counted(
                sum(row.get(column) is not None for row in rows), len(rows)
            ).as_dict()
            for column in columns
        }},
    }}
'''

_TEST = '''\
"""What every collector keeps, and what this one counts."""

import json
from pathlib import Path

from lexgate_collectors import testkit

import {name}

ROWS = [{{"age": 30, "name": "A. Person"}}, {{"age": None, "name": "B. Person"}}]
SCHEMA = json.loads(Path(__file__).with_name("{name}.schema.json").read_text("utf-8"))


def test_what_every_collector_keeps() -> None:
    assert testkit.faults(
        {name}.collect,
        {{"rows": ROWS}},
        schema=SCHEMA,
        secrets=["A. Person", "B. Person"],
        bad=[({{"rows": []}}, ["no rows"]), ({{"rows": [1, 2]}}, ["2 rows are no mappings"])],
    ) == []


def test_what_it_counts() -> None:
    found = {name}.collect(ROWS, observed_at=testkit.OBSERVED_AT)["columns"]
    assert (found["age"]["value"], found["name"]["value"]) == (0.5, 1.0)
'''


def example(name: str) -> dict[str, str]:
    """The files of a new collector that counts something already: module, schema, test.

    Raises:
        RequestError: a name that is none of Python.
    """
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,49}", name):
        raise RequestError(
            f"{name!r} is no name of a module", "NAME", "Use small letters, digits and _."
        )
    estimate = {
        "type": "object",
        "properties": {
            "value": {"type": ["number", "null"], "description": "Share of the rows, 0 to 1."},
            "low": {"type": "number", "description": "Lower end of its interval."},
            "high": {"type": "number", "description": "Upper end of its interval."},
            "n": {"type": "integer", "minimum": 1, "description": "Rows that it rests on."},
            "method": {"type": "string", "description": "How it was measured."},
            "reason": {"type": "string", "description": "Why there is no value."},
        },
        "required": ["value"],
        "additionalProperties": False,
    }
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"{name} evidence",
        "type": "object",
        "properties": {
            "observed_at": {"type": "string", "description": "When it was measured, in UTC."},
            "columns": {
                "type": "object",
                "description": "By column the share of rows that have a value.",
                "additionalProperties": estimate,
            },
        },
        "required": ["columns", "observed_at"],
        "additionalProperties": False,
    }
    title = name.replace("_", " ").capitalize()
    return {
        f"{name}.py": _MODULE.format(name=name, title=title),
        f"{name}.schema.json": json.dumps(schema, indent=2) + "\n",
        f"test_{name}.py": _TEST.format(name=name),
    }
