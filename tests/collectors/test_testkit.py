"""The kit that checks any collector, and the one that `lexgate collectors new` writes."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lexgate import cli
from lexgate_collectors import testkit
from lexgate_collectors.common import CollectError

_CALLS = itertools.count()


def _good(rows: list[int], *, observed_at: str) -> dict[str, Any]:
    if not rows:
        raise CollectError("there are no rows", "example", "Give some.")
    return {
        "observed_at": observed_at,
        "share": {"value": 0.5, "low": 0.1, "high": 0.9, "n": len(rows), "method": "by hand"},
    }


def _with(change: Callable[[dict[str, Any]], Any]) -> Callable[..., dict[str, Any]]:
    def collect(rows: list[int], *, observed_at: str) -> dict[str, Any]:
        found = _good(rows, observed_at=observed_at)
        change(found)
        return found

    return collect


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda found: None, None),
        (lambda found: found.update(calls=next(_CALLS)), "other bytes the second time"),
        (lambda found: found.update(observed_at="2026-01-01T00:00:00Z"), "not the moment"),
        (lambda found: found.update(limit=0.8), "limit: a limit or a verdict"),
        (lambda found: found.update(passed=True), "passed: a limit or a verdict"),
        (lambda found: found["share"].update(value=1 / 3), "more than 12 decimals"),
        (lambda found: found["share"].update(low=0.6), "not low <= value <= high"),
        (lambda found: found["share"].pop("n"), "needs n and method"),
        (lambda found: found.update(share={"value": None}), "no value, and no reason"),
        (lambda found: found.update(worst="A. Person"), "must stay out"),
        (lambda found: found.update(share=float("nan")), "can't be written"),
        (lambda found: found.update(more=1), "the schema refuses it"),
    ],
)
def test_what_a_collector_does_not_keep_is_told(change: Any, told: str | None) -> None:
    schema = {
        "properties": {
            name: {} for name in ("observed_at", "share", "calls", "limit", "passed", "worst")
        },
        "additionalProperties": False,
    }
    found = testkit.faults(_with(change), {"rows": [1, 2]}, schema=schema, secrets=["A. Person"])

    assert (found == []) if told is None else any(told in fault for fault in found), found


def test_bad_data_has_to_be_told() -> None:
    def silent(rows: list[int], *, observed_at: str) -> dict[str, Any]:
        return {"observed_at": observed_at}

    def crashing(rows: list[int], *, observed_at: str) -> dict[str, Any]:
        return {"observed_at": observed_at, "first": rows[0]}

    bad: list[tuple[dict[str, Any], list[str]]] = [({"rows": []}, ["no rows"])]
    assert testkit.faults(_good, {"rows": [1]}, bad=bad) == []
    assert "it answered" in testkit.faults(silent, {"rows": [1]}, bad=bad)[0]
    assert "it crashed: IndexError" in testkit.faults(crashing, {"rows": [1]}, bad=bad)[0]
    other = testkit.faults(_good, {"rows": [1]}, bad=[({"rows": []}, ["no columns"])])
    assert "does not tell 'no columns'" in other[0]


def test_data_are_left_as_they_were() -> None:
    def greedy(rows: list[int], *, observed_at: str) -> dict[str, Any]:
        rows.pop()
        return {"observed_at": observed_at}

    assert testkit.faults(greedy, {"rows": [1, 2]}) == ["it changes the data that it is given"]


def test_a_new_collector_works_and_passes_its_test(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["collectors", "new", "completeness", "--into", str(tmp_path)]) == 0
    assert cli.main(["collectors", "new", "completeness", "--into", str(tmp_path)]) == 2
    assert "is there already" in capsys.readouterr().err
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 passed" in done.stdout


def test_a_name_that_is_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["collectors", "new", "../x", "--into", str(tmp_path)]) == 2
    assert list(tmp_path.iterdir()) == []


def test_they_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["collectors", "list"]) == 0
    said = capsys.readouterr().out
    assert "fairness" in said
    assert "garak" in said
