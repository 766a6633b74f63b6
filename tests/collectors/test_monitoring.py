"""Monitoring: gaps can't be filled by counting, and nothing odd is left out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from lexgate_collectors import monitoring
from lexgate_collectors.common import CollectError

NOW = "2026-11-22T10:00:00Z"
WEEK = ("2026-11-01T00:00:00Z", "2026-11-08T00:00:00Z")
DIGEST = "sha256:" + "d" * 64


def run(day: int, hour: int = 3, **changes: Any) -> dict[str, Any]:
    return {
        "at": f"2026-11-{day:02}T{hour:02}:00:00Z",
        "status": "completed",
        "alerts": 0,
        "metrics": ["drift", "accuracy"],
    } | changes


def collected(runs: list[dict[str, Any]], **changes: Any) -> dict[str, Any]:
    arguments: dict[str, Any] = {
        "period": WEEK,
        "interval_hours": 24,
        "instructions_digest": DIGEST,
        "observed_at": NOW,
    }
    return monitoring.collect(runs, **(arguments | changes))


def test_a_whole_week(tmp_path: Path, fits: Any) -> None:
    path = tmp_path / "runs.jsonl"
    lines = [json.dumps(run(day, alerts=day % 2, host="m1")) for day in range(1, 9)]
    path.write_text("\n".join(reversed(lines)) + "\n")
    found = collected(monitoring.read_runs(path))
    fits("monitoring", monitoring.subjects("credit-scoring", "branch-desk"), found)
    assert (found["runs_expected"], found["runs_completed"], found["alerts"]) == (7, 7, 4)
    assert [entry["at"][8:10] for entry in found["runs"]] == [f"{day:02}" for day in range(1, 8)]
    assert found["metrics"] == ["accuracy", "drift"]
    assert found == collected(monitoring.read_runs(path))


@pytest.mark.parametrize(
    ("runs", "completed"),
    [
        ([], 0),
        ([run(1, hour) for hour in range(10)], 1),
        ([run(1), run(2, status="failed"), run(3, status="interrupted")], 1),
        ([run(1, 0), run(7, 23)], 2),
        ([run(9)], 0),
    ],
)
def test_gaps_stay_gaps(runs: list[dict[str, Any]], completed: int) -> None:
    assert collected(runs)["runs_completed"] == completed


def test_the_end_is_not_part_of_the_period() -> None:
    found = collected([run(8, 0, alerts=3), run(1, 0)])
    assert [entry["at"] for entry in found["runs"]] == ["2026-11-01T00:00:00Z"]
    assert found["alerts"] == 0


def test_a_rest_of_the_period_expects_no_run() -> None:
    found = collected([run(7, 23)], interval_hours=36)
    assert (found["runs_expected"], found["runs_completed"]) == (4, 0)


def test_only_metrics_of_every_run() -> None:
    runs = [run(1), run(2, metrics=["drift"]), run(3, status="failed", metrics=[])]
    assert collected(runs)["metrics"] == ["drift"]


def test_all_faults_of_a_record_at_once(tmp_path: Path) -> None:
    path = tmp_path / "runs.jsonl"
    path.write_text(
        "crashed\n"
        + json.dumps(run(1, status="ok", alerts=-1))
        + "\n"
        + '{"at": "2026-11-31T00:00:00Z", "status": "completed", "alerts": true}\n'
        + '{"alerts": NaN}\n'
    )
    with pytest.raises(CollectError) as told:
        monitoring.read_runs(path)
    for said in (
        "line 1 is no JSON object",
        "line 4 is no JSON object",
        "run 1: status is none of",
        "run 1: alerts is no count: -1",
        "run 2: at is no time: '2026-11-31",
        "run 2: alerts is no count: True",
        "run 2: metrics is no list",
    ):
        assert said in told.value.what


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"period": (WEEK[1], WEEK[0])}, "shorter than the interval"),
        ({"period": ("2026-11-01", WEEK[1])}, "from is no time"),
        ({"observed_at": WEEK[0]}, "ends after it was observed"),
        ({"interval_hours": 0}, "no interval in hours"),
        ({"instructions_digest": "abc"}, "no digest"),
    ],
)
def test_a_plan_that_cant_be(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(CollectError, match=said):
        collected([run(1)], **changes)


def test_no_record(tmp_path: Path) -> None:
    with pytest.raises(CollectError, match="can't be read"):
        monitoring.read_runs(tmp_path / "runs.jsonl")
