"""Monitoring evidence, for Articles 26(5) and 72(1) and (2): was the deployment watched as planned?

Reads the record that a monitor wrote, one JSON object a line, against the
interval at which it was to run.

It does not show that the monitor looks at the right things, that anybody read an
alert, or that a run which says `completed` was thorough.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lexgate_collectors.common import (
    CollectError,
    Faults,
    deployment_subject,
    file_digest,
    is_digest,
    is_time,
    json_lines,
    mark,
    seconds,
)

STATUSES = ("completed", "failed", "interrupted")


def read_runs(path: Path) -> list[dict[str, Any]]:
    """The runs of a JSON-lines file: `at`, `status`, `alerts` (a count), `metrics` (names).

    Other fields are passed over.

    Raises:
        CollectError: the file can't be read, or any line is not such a run.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise CollectError(
            f"the record of monitoring can't be read: {fault}",
            str(path),
            "name the JSON-lines file that the monitor writes",
        ) from fault
    faults = Faults(str(path))
    runs = json_lines(text, lambda line: faults.add(f"line {line} is no JSON object"))
    for number, run in enumerate(runs, 1):
        for wrong in _wrong(run):
            faults.add(f"run {number}: {wrong}")
    faults.settle("repair the monitor's record at its source; runs are not left out")
    return runs


def _wrong(run: Mapping[str, Any]) -> list[str]:
    alerts, metrics = run.get("alerts"), run.get("metrics")
    faults = []
    if not is_time(run.get("at")):
        faults.append(f"at is no time: {run.get('at')!r}")
    if run.get("status") not in STATUSES:
        faults.append(f"status is none of {', '.join(STATUSES)}: {run.get('status')!r}")
    if not isinstance(alerts, int) or isinstance(alerts, bool) or alerts < 0:
        faults.append(f"alerts is no count: {alerts!r}")
    if not isinstance(metrics, list) or not all(
        isinstance(metric, str) and metric for metric in metrics
    ):
        faults.append(f"metrics is no list of names: {metrics!r}")
    return faults


def collect(
    runs: list[dict[str, Any]],
    *,
    period: tuple[str, str],
    interval_hours: int,
    instructions_digest: str,
    observed_at: str,
) -> dict[str, Any]:
    """The predicate of monitoring evidence, from what `read_runs` read.

    The period runs from its first moment to before its last. It is cut into
    intervals; `runs_expected` is how many whole ones it has (what is left over at
    the end expects none) and `runs_completed` in how many of these at least one
    run completed, so that ten runs on one day don't make up for nine without.
    `metrics` are those that every completed run computed. `instructions_digest` is
    that of the instructions for use by which the system is watched.

    Raises:
        CollectError: times or digest that can't be, or a period shorter than the
            interval.
    """
    faults = Faults("monitoring collector")
    for name, time in (("from", period[0]), ("to", period[1]), ("observed_at", observed_at)):
        faults.check(is_time(time), f"{name} is no time: {time!r}")
    whole = isinstance(interval_hours, int) and not isinstance(interval_hours, bool)
    faults.check(whole and interval_hours > 0, f"no interval in hours: {interval_hours!r}")
    faults.check(is_digest(instructions_digest), f"no digest: {instructions_digest!r}")
    for run in runs:
        for wrong in _wrong(run):
            faults.add(wrong)
    expected = 0
    if not faults.found:
        start, end, now = (seconds(time) for time in (*period, observed_at))
        expected = (end - start) // (interval_hours * 3600)
        faults.check(end <= now, "the period ends after it was observed")
        faults.check(expected > 0, "the period is shorter than the interval")
    faults.settle("state a period that is over, the planned interval and sound runs")

    length = interval_hours * 3600
    within = sorted(
        (run for run in runs if start <= seconds(run["at"]) < end),
        key=lambda run: (run["at"], run["status"]),
    )
    completed = [run for run in within if run["status"] == "completed"]
    covered = {(seconds(run["at"]) - start) // length for run in completed}
    return {
        "observed_at": observed_at,
        "collector": mark("monitoring"),
        "period": {"from": period[0], "to": period[1]},
        "runs": [{"at": run["at"], "status": run["status"]} for run in within],
        "runs_expected": expected,
        "runs_completed": sum(slot < expected for slot in covered),
        "alerts": sum(run["alerts"] for run in within),
        "metrics": sorted(set.intersection(*(set(run["metrics"]) for run in completed)))
        if completed
        else [],
        "instructions_digest": instructions_digest,
    }


def instructions(path: Path) -> str:
    """The digest of the signed instructions for use, from its file."""
    return file_digest(path)


def subjects(system: str, deployment: str) -> list[dict[str, Any]]:
    """What the evidence speaks of: one deployment of the system."""
    return [deployment_subject(system, deployment)]
