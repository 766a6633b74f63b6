"""Evidently: each form gives the same facts, no value of the data, and nothing by being silent."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lexgate import documents, schemas
from lexgate.errors import LexgateError
from lexgate_collectors.common import mark, version_subject
from lexgate_collectors.readers import ReadError
from lexgate_collectors.readers.evidently import read

SAMPLES = Path(__file__).parent / "samples" / "evidently"
FILES = sorted(SAMPLES.glob("*.json"))


def sample(name: str) -> Any:
    return json.loads((SAMPLES / f"{name}.json").read_text(encoding="utf-8"))


def facts(tmp_path: Path, document: Any) -> dict[str, Any]:
    path = tmp_path / "report.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return read(path)


def fits(found: dict[str, Any]) -> None:
    predicate = {"observed_at": "2026-11-22T10:00:00Z", "collector": mark("readers"), "report": "r"}
    statement = documents.statement(
        "test_report", [version_subject("s", "1")], {**predicate, **found}
    )
    assert schemas.faults(statement, "evidence/test_report") == []


def outcomes(found: dict[str, Any]) -> list[tuple[str, str | None, str]]:
    return [(test["name"], test["about"], test["outcome"]) for test in found["tests"]]


def numbers(found: dict[str, Any]) -> dict[tuple[str, str | None], Any]:
    return {(one["name"], one["about"]): one["number"]["value"] for one in found["metrics"]}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_fits_and_stays_the_same(path: Path) -> None:
    found = read(path)
    fits(found)
    assert found == read(path)
    assert (found["run"]["because"] is None) is (found["run"]["complete"] == "yes")


@pytest.mark.parametrize(
    ("name", "form", "version", "counts"),
    [
        ("classification_thresholds", "report", None, (5, 2, 3, 0, 0)),
        ("data_summary_tests_mixed", "report", None, (5, 3, 2, 0, 0)),
        ("drift_6_of_9_failing", "report", None, (10, 3, 7, 0, 0)),
        ("nan_metric_failed_test", "report", None, (1, 0, 1, 0, 0)),
        ("regression_failing", "report", None, (2, 1, 1, 0, 0)),
        ("labels_and_groups", "report", None, (14, 9, 3, 1, 1)),
        ("workspace_snapshot", "workspace snapshot", None, (3, 2, 0, 1, 0)),
        ("legacy_report_drift", "old report", "0.7.23", (10, 2, 8, 0, 0)),
        ("legacy_testsuite_1_of_2_failed", "old test suite", "0.7.23", (2, 1, 1, 0, 0)),
        ("legacy_testsuite_all_outcomes", "old test suite", "0.7.23", (11, 4, 5, 1, 1)),
        ("legacy_snapshot_of_testsuite", "old snapshot", None, (4, 1, 1, 1, 1)),
        ("legacy_snapshot_of_07", "old snapshot", None, (5, 3, 0, 1, 1)),
    ],
)
def test_forms_and_counts(
    name: str, form: str, version: str | None, counts: tuple[int, ...]
) -> None:
    found = read(SAMPLES / f"{name}.json")
    assert (found["source"]["form"], found["source"]["tool_version"]) == (form, version)
    keys = ("tests", "passed", "failed", "warning", "error")
    assert tuple(found["counts"][key] for key in keys) == counts


@pytest.mark.parametrize(
    ("name", "metric", "about", "value"),
    [
        ("classification_thresholds", "Accuracy", None, 0.891228070175),
        ("data_summary_tests_mixed", "MissingValueCount.count", "mean_radius", 40.0),
        ("data_summary_tests_mixed", "UniqueValueCount.distinct", "target", 2),
        ("drift_6_of_9_failing", "DriftedColumnsCount.count", None, 6.0),
        ("drift_6_of_9_failing", "DriftedColumnsCount.share", None, 0.666666666667),
        (
            "drift_6_of_9_failing",
            "ValueDrift(method=Z-test p_value)",
            "target",
            0.060758198564,
        ),
        ("nan_metric_failed_test", "StdValue", "empty_col", None),
        ("regression_failing", "MAE.mean", None, 48.856133188905),
        ("regression_failing", "MAE.std", None, 33.319024802427),
        ("labels_and_groups", "F1ByLabel.low", None, 0.658823529412),
        ("labels_and_groups", "QuantileValue(quantile=0.5)", "age", 48.153173834297),
        ("labels_and_groups", "MinValue by name", "age", 26.275944833576),
        ("labels_and_groups", "CorrelationMatrix(kind=auto)", None, None),
        ("legacy_report_drift", "DatasetDriftMetric.drift_share (threshold)", None, 0.5),
        ("legacy_report_drift", "DatasetDriftMetric.share_of_drifted_columns", None, 0.75),
        ("legacy_report_drift", "DatasetDriftMetric.number_of_drifted_columns", None, 6),
        ("legacy_report_drift", "DatasetDriftMetric.number_of_columns", None, 8),
        (
            "legacy_report_drift",
            "DataDriftTable.drift_score(K-S p_value)",
            "mean_concavity",
            0.086134772055,
        ),
        ("legacy_testsuite_all_outcomes", "Accuracy Score", None, 0.666666666667),
        (
            "legacy_snapshot_of_testsuite",
            "DatasetMissingValuesMetric.current.number_of_missing_values_by_column",
            "age",
            6,
        ),
        ("legacy_snapshot_of_07", "F1ByLabel.mid", None, 0.63768115942),
    ],
)
def test_numbers(name: str, metric: str, about: str | None, value: float | None) -> None:
    found = numbers(read(SAMPLES / f"{name}.json"))
    assert (metric, about) in found
    assert found[metric, about] == value


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("classification_thresholds", ("Accuracy: ge 0.9", None, "failed")),
        ("regression_failing", ("MAE.mean: le 40", None, "failed")),
        ("nan_metric_failed_test", ("StdValue: ge 0", "empty_col", "failed")),
        ("drift_6_of_9_failing", ("DriftedColumnsCount.share: lt 0.5", None, "failed")),
        ("labels_and_groups", ("Accuracy: ge 0.99", None, "warning")),
        ("labels_and_groups", ("F1ByLabel.nolabel: ge 0.1", None, "error")),
        ("labels_and_groups", ("UniqueValueCount.share: le 0.5", "name", "passed")),
        ("labels_and_groups", ("MeanValue: le reference", "age", "failed")),
        ("legacy_report_drift", ("DatasetDriftMetric.dataset_drift", None, "failed")),
        ("legacy_report_drift", ("DataDriftTable.drift_detected", "mean_concavity", "passed")),
        ("legacy_testsuite_all_outcomes", ("Min Value: gte 100", "age", "warning")),
        ("legacy_testsuite_all_outcomes", ("F1 Score by Class.low: gte 0.5", None, "passed")),
        ("legacy_snapshot_of_testsuite", ("Mean Value", "nope", "error")),
        ("legacy_snapshot_of_07", ("UniqueValueCount.count: ge 1", "name", "passed")),
    ],
)
def test_outcomes(name: str, expected: tuple[str, str | None, str]) -> None:
    assert expected in outcomes(read(SAMPLES / f"{name}.json"))


def test_a_snapshot_says_what_its_report_says() -> None:
    snapshot, report = (
        read(SAMPLES / f"workspace_snapshot{end}.json") for end in ("", "_as_report")
    )
    assert all(snapshot[key] == report[key] for key in ("counts", "tests", "metrics", "run"))


def test_no_value_of_the_data_is_copied() -> None:
    secrets = ("Secret", "Hidden", "Private", "Normann", "nightly", "Actual value", "p_value is")
    for path in FILES:
        answer = json.dumps(read(path))
        assert not [secret for secret in secrets if secret in answer]
        assert "2499.0" not in answer  # the edge of a histogram


def test_only_a_moment_with_a_zone_is_a_start() -> None:
    found = read(SAMPLES / "legacy_snapshot_of_07.json")
    assert found["run"]["started_at"] == "2026-11-01T02:00:00Z"
    assert read(SAMPLES / "workspace_snapshot.json")["run"]["started_at"] is None


def test_a_declared_test_without_outcome_is_missed(tmp_path: Path) -> None:
    document = sample("regression_failing")
    document["tests"] = document["tests"][1:]  # the one that failed is gone
    found = facts(tmp_path, document)
    fits(found)
    assert found["run"]["complete"] == "no"
    assert ("MAE: declared test", None, "not_evaluated") in outcomes(found)


def test_the_same_test_twice_is_one(tmp_path: Path) -> None:
    document = sample("regression_failing")
    declared = document["metrics"][1]["config"]["tests"]
    declared.append(dict(declared[0]))
    assert facts(tmp_path, document)["run"]["complete"] == "yes"


def test_a_metric_without_result_leaves_the_run_incomplete(tmp_path: Path) -> None:
    for change in ({}, {"config": {"type": "evidently:metric_v2:RowCount"}}):
        document = sample("nan_metric_failed_test")
        document["metrics"].append(change)
        assert facts(tmp_path, document)["run"]["complete"] == "no"
    document = sample("workspace_snapshot")
    document["top_level_metrics"].append("another")
    assert facts(tmp_path, document)["run"]["complete"] == "no"
    document = sample("legacy_report_drift")
    columns = document["metrics"][1]["result"]["drift_by_columns"]
    columns["mean_area"]["drift_detected"] = False
    assert facts(tmp_path, document)["run"]["complete"] == "no"
    del columns["mean_area"]
    assert facts(tmp_path, document)["run"]["complete"] == "no"
    columns["mean_area"] = {}
    found = facts(tmp_path, document)
    assert ("DataDriftTable.drift_detected", "mean_area", "not_evaluated") in outcomes(found)


@pytest.mark.parametrize(
    "change",
    [
        {"all_passed": True},
        {"total_tests": 12},
        {"success_tests": 6},
        {"failed_tests": 4},
        {"by_status": {"SUCCESS": 11}},
    ],
)
def test_a_summary_that_its_tests_contradict(tmp_path: Path, change: dict[str, Any]) -> None:
    document = sample("legacy_testsuite_all_outcomes")
    document["summary"] |= change
    with pytest.raises(ReadError, match="the file lists 11, 5 and 5"):
        facts(tmp_path, document)


def test_an_empty_suite_has_no_tests(tmp_path: Path) -> None:
    document = sample("legacy_testsuite_all_outcomes")
    summary = {"all_passed": True, "total_tests": 0, "success_tests": 0, "failed_tests": 0}
    found = facts(tmp_path, document | {"tests": [], "summary": summary})
    fits(found)
    assert (found["run"]["complete"], found["counts"]["tests"]) == ("yes", 0)


def test_as_dict_is_a_report_without_version(tmp_path: Path) -> None:
    found = facts(tmp_path, {"metrics": sample("legacy_report_drift")["metrics"]})
    assert (found["source"]["tool_version"], found["counts"]["failed"]) == (None, 8)


def test_a_suite_with_its_metrics_has_no_other_tests(tmp_path: Path) -> None:
    document = sample("legacy_testsuite_1_of_2_failed")
    document["metric_results"] = sample("legacy_report_drift")["metrics"]
    found = facts(tmp_path, document)
    assert (found["counts"]["tests"], len(found["metrics"])) == (2, 9 + 23)


@pytest.mark.parametrize(
    ("description", "about"),
    [
        ("The column **age** has values out of range.", "age"),
        ("The share of values out of list in the column **city** is 0.4 (71 out of 150).", "city"),
        ("The most common value in the column **home city** is **Bonn**.", "home city"),
        ("The value **Bonn** is not in the column **city**.", None),
        ("The precision score of the label **1** is 0.514.", None),
        ("Test failed with exceptions: The column **Bonn**", None),
        ("The column **Bonn", None),
        (7, None),
    ],
)
def test_the_column_of_an_old_test(tmp_path: Path, description: Any, about: str | None) -> None:
    """Evidently 0.4 gives it in the description alone."""
    test = {"name": "x", "description": description, "status": "FAIL", "parameters": None}
    summary = {"all_passed": False, "total_tests": 1, "success_tests": 0, "failed_tests": 1}
    found = facts(tmp_path, {"version": "0.4.39", "tests": [test], "summary": summary})
    assert outcomes(found) == [("x", about, "failed")]


REPORT = {"metrics": [{"id": "m", "config": {}, "value": 1.0}], "tests": []}


@pytest.mark.parametrize(
    ("document", "fault"),
    [
        ([], "not a JSON object"),
        ({}, "metrics is no list"),
        ({"metrics": [], "tests": []}, "no metric"),
        ({"metrics": [], "version": "0.7.23", "timestamp": "2026"}, "no metrics"),
        ({"metrics": [{"name": "x"}]}, "no metrics"),
        ({"version": "0.8.0", **REPORT}, "newer than 0.7"),
        ({"version": "1.0", "tests": [], "summary": {}}, "newer than 0.7"),
        # A workspace keeps this beside its snapshots; the version is that of the form.
        ({"id": "x", "name": "x", "version": "2"}, "a project of a workspace"),
        ({"id": "x", "name": "x", "version": "0.8", **REPORT}, "newer than 0.7"),
        (REPORT | {"tests": [{"status": "SUCCESS"}]}, "the file doesn't have"),
        (REPORT | {"tests": [{"status": "success"}]}, "no known status"),
        (REPORT | {"tests": ["SUCCESS"]}, "tests: 1 is no object"),
        ({"metric_results": {}, "top_level_metrics": []}, "nothing was measured"),
        ({"suite": {}}, "metrics is no list"),
        (
            {"suite": {"metrics": [], "tests": [], "test_results": []}},
            "metric_results is no list",
        ),
        ({"data_drift": {"name": "data_drift", "data": {}}, "timestamp": "2022"}, "no list"),
    ],
)
def test_refused(tmp_path: Path, document: Any, fault: str) -> None:
    with pytest.raises(ReadError, match=fault):
        facts(tmp_path, document)


def test_results_must_be_paired(tmp_path: Path) -> None:
    document = sample("legacy_snapshot_of_testsuite")
    document["suite"]["test_results"].pop()
    with pytest.raises(ReadError, match="no result"):
        facts(tmp_path, document)


@pytest.mark.parametrize("text", ["", " \n", "{", '{"metrics": [', "\0", "[" * 5000 + "]" * 5000])
def test_unreadable(tmp_path: Path, text: str) -> None:
    path = tmp_path / "report.json"
    path.write_text(text)
    with pytest.raises(LexgateError):
        read(path)


def test_truncated_is_never_read(tmp_path: Path) -> None:
    whole = (SAMPLES / "regression_failing.json").read_text()
    path = tmp_path / "report.json"
    for end in range(1, len(whole.rstrip()), 97):
        path.write_text(whole[:end])
        with pytest.raises(ReadError):
            read(path)


def nested(key: str) -> dict[str, Any]:
    inner: dict[str, Any] = {}
    for _ in range(300):
        inner = {key: inner, "column_name": "c", "tests": [{"threshold": 1}]}
    return inner


def test_deep_parts_are_survived(tmp_path: Path) -> None:
    fits(facts(tmp_path, {"metrics": [{"metric": "X", "result": nested("current")}]}))
    metric = {"id": "m", "config": nested("metric") | {"tests": [nested("x")]}, "value": []}
    fits(facts(tmp_path, REPORT | {"metrics": [metric]}))


WRONG: tuple[Any, ...] = (None, "x", 7, ["x"], {"x": 1}, True, 1e400)


def nodes(value: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    for key, part in inner:
        yield (*place, key)
        if isinstance(part, dict | list):
            yield from nodes(part, (*place, key))


@pytest.mark.parametrize(
    "name",
    [
        "data_summary_tests_mixed",
        "labels_and_groups",
        "workspace_snapshot",
        "legacy_report_drift",
        "legacy_testsuite_all_outcomes",
        "legacy_snapshot_of_testsuite",
        "legacy_snapshot_of_07",
    ],
)
def test_no_wrong_type_makes_it_better(tmp_path: Path, name: str) -> None:
    document = sample(name)
    before = read(SAMPLES / f"{name}.json")
    seen: set[str] = set()
    # Of a long list of numbers the first ones stand for the others.
    places = [place for place in nodes(document) if not (type(place[-1]) is int and place[-1] > 12)]
    for turn, place in enumerate(places):
        at = document
        for step in place[:-1]:
            at = at[step]
        right = at[place[-1]]
        for wrong in (WRONG[turn % len(WRONG)], WRONG[(turn + 3) % len(WRONG)]):
            at[place[-1]] = wrong
            try:
                found = facts(tmp_path, document)
            except LexgateError:
                continue
            # One that fitted before fits again.
            new = {
                key: [one for one in found[key] if str(one) not in seen]
                for key in ("tests", "metrics")
            }
            new["run"] = [] if str(found["run"]) in seen else [found["run"]]
            if any(new.values()):
                fits(found | {key: new[key] for key in ("tests", "metrics")})
            seen |= {str(one) for ones in new.values() for one in ones}
            counts = found["counts"]
            assert counts["passed"] <= before["counts"]["passed"], (place, wrong)
            clean = found["run"]["complete"] == "yes" and counts["passed"] == counts["tests"]
            assert not clean or counts["tests"] == 0, (place, wrong)
            assert before["run"]["complete"] == "yes" or found["run"]["complete"] == "no"
        at[place[-1]] = right
