"""Evidently, for Articles 10(2), 15(1) and 26(5): data, drift and quality, and their tests.

Reads JSON of 0.7 (`save_json` of a report, and a snapshot of a workspace) and of the
older API up to 0.7 (`save_json` or `as_dict` of a Report or TestSuite, and `save`,
which workspaces of early 0.7 hold too). The JSON of the Profiles before 0.2 is not read.

The names of 0.7 are built from types, columns and limits, never taken from its titles
and descriptions: these quote values of the data. (Of an old test whose parameters name
no column, the column alone is taken from its description.) For the same reason no
category, no list, no table and no metadata is copied. Labels are copied only where they
are the classes of a model. Nothing here shows that the data were the right ones, or that
a test said more than that a comparison held: the outcome is the tool's, also on NaN.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lexgate_collectors.readers import (
    ReadError,
    count,
    expect,
    listed,
    load_json,
    mapping,
    moment,
    refuse_newer,
    source,
    word,
)
from lexgate_collectors.readers.reports import Metric, Result, report

TOOL = "evidently"
NEWEST = (0, 7)

STATUSES = {
    "SUCCESS": "passed",
    "FAIL": "failed",
    "WARNING": "warning",  # failed, but said to be not critical
    "ERROR": "error",
    "SKIPPED": "not_evaluated",
}
CONDITIONS = {
    "LessOrEqualMetricTest": "le",
    "LessThanMetricTest": "lt",
    "GreaterOrEqualMetricTest": "ge",
    "GreaterThanMetricTest": "gt",
    "EqualMetricTest": "eq",
    "NotEqualMetricTest": "not_eq",
    "IsInMetricTest": "is_in",
    "NotInMetricTest": "not_in",
    "ValueDriftTest": "drift",
}
OLD_CONDITIONS = ("eq", "gt", "gte", "is_in", "lt", "lte", "not_eq", "not_in")

# Without these a number can't be understood: a drift score may be a p-value or a distance.
PARAMETERS = ("method", "quantile", "k", "kind", "column_type", "probas_threshold")
PER_CLASS = ("F1ByLabel", "PrecisionByLabel", "RecallByLabel", "RocAucByLabel")

# Of the old metrics only what is named here is copied, since their results hold rows,
# histograms and the most common values.
VERDICTS = ("dataset_drift", "drift_detected", "content_drift")
VERDICT_OF = {
    "DatasetDriftMetric": "dataset_drift",
    "DataDriftTable": "dataset_drift",
    "TextDescriptorsDriftMetric": "dataset_drift",
    "ColumnDriftMetric": "drift_detected",
    "EmbeddingsDriftMetric": "drift_detected",
    "TextDomainClassifierDriftMetric": "content_drift",
}
LIMITS = ("drift_share", "stattest_threshold")
PARTS = (
    "current",
    "reference",
    "current_characteristics",
    "reference_characteristics",
    "dummy",
    "by_reference_dummy",
    "model_quality",
)
STATISTIC = re.compile(
    r"""(number|share)_(of|in|not)_[a-z_]+
    | (rmse | mean_abs_error | mean_abs_perc_error | abs_error_max)(_default | _by_ref)?
    | (abs_ | abs_perc_)?error_std | mean_error | me_default_sigma | r2_score
    | accuracy | precision | recall | f1 | (domain_classifier_)?roc_auc | log_loss
    | tpr | tnr | fpr | fnr | support
    | (current | reference)_(value | entropy | apr | coverage | gini | n_users)
    | abs_max_([a-z]+_)*correlation | target_prediction_correlation
    | count | value | min | max | mean | std | p25 | p50 | p75 | rows_count | all_num
    | category_(num | ratio) | near_zero_values | (new | unused)_in_current_values_count
    | (missing | unique | infinite | most_common)_percentage
    | missing | unique | infinite_count""",
    re.VERBOSE,
)
# Values of the data come after the column, and in no test before it.
_COLUMN = re.compile(r"The (?:[a-z-]{1,20} ){0,12}column \*\*([^*\n]{1,200})\*\*")
BY_COLUMN = re.compile(r"(nans|number_uniques|(number|share)_of_[a-z_]+)_by_columns?")


@dataclass(slots=True)
class _Found:
    """What was found so far, and what should have been there."""

    path: Path
    tests: list[Result] = field(default_factory=list)
    metrics: list[Metric] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)


def read(path: Path) -> dict[str, Any]:
    """The facts of a test report, from JSON that Evidently wrote.

    Evidently writes a report only when its run is over: `run` gives one or raises, and
    a file cut short is no JSON. So a whole file is a complete run, although 0.7 says
    nothing of it, unless a metric or column has no result, or a test that its metric
    declares has no outcome (then that test is not evaluated). When it ended is unknown.
    The version is known only from `save_json` of the older API. A run's start is the
    moment that the file gives itself, which whoever ran it may set; usually it has no
    zone, and is then unknown.

    In an old Report drift has no test but a truth value, by the tool's own limit: there
    detected drift is a failed test, as 0.7 has it. Of a TestSuite the summary must
    agree with the tests.

    Raises:
        LexgateError: unreadable, no such file, a newer version, or a contradiction.
    """
    document = load_json(path)
    expect(isinstance(document, dict), "not a JSON object, so no report", path, TOOL)
    # Its version is that of its own form, not Evidently's.
    keys = set(document)
    project = {"id", "name", "version"} <= keys and not {"metrics", "tests"} & keys
    expect(not project, "a project of a workspace: its reports lie below snapshots", path, TOOL)
    version = word(document.get("version"))
    refuse_newer("Evidently", version, NEWEST, path)
    found = _Found(path)
    try:
        form = _read(document, found)
    except RecursionError:
        raise ReadError("nested too deep", str(path), "Give the tool's own file.") from None
    return report(
        source(TOOL, version, form, [path]),
        complete=not found.gaps,
        because="; ".join(dict.fromkeys(found.gaps)) or None,
        tests=found.tests,
        metrics=found.metrics,
        started_at=moment(document.get("timestamp")),
    )


def _read(document: Mapping[str, Any], found: _Found) -> str:
    if "metric_results" in document and "top_level_metrics" in document:
        _snapshot(document, found)
        return "workspace snapshot"
    if "suite" in document:
        _old_snapshot(document, found)
        return "old snapshot"
    if "summary" in document:
        _old_suite(document, found)
        return "old test suite"
    if "tests" in document:
        _report(document, found)
        return "report"
    _old_report(document, found)
    return "old report"


def _items(value: Any, what: str, path: Path) -> list[Mapping[str, Any]]:
    expect(isinstance(value, list), f"{what} is no list", path, TOOL)
    for number, item in enumerate(value, 1):
        expect(isinstance(item, dict), f"{what}: {number} is no object", path, TOOL)
    return list(value)


def _report(document: Mapping[str, Any], found: _Found) -> None:
    metrics = _items(document.get("metrics"), "metrics", found.path)
    tests = _items(document["tests"], "tests", found.path)
    known = any("config" in metric for metric in metrics)
    expect(known, "no metric with its configuration", found.path, TOOL)
    done: Counter[str] = Counter()
    for test in tests:
        of = mapping(test.get("metric_config"))
        _test(mapping(of.get("params")), test, found)
        done[word(of.get("metric_id")) or ""] += 1
    for metric in metrics:
        params = mapping(metric.get("config"))
        _metric(params, metric.get("value"), found)
        _missing(params, done.pop(word(metric.get("id")) or "", 0), found)
    expect(not done, "a test is of a metric that the file doesn't have", found.path, TOOL)


def _snapshot(document: Mapping[str, Any], found: _Found) -> None:
    results, top = document["metric_results"], document["top_level_metrics"]
    expect(isinstance(results, dict), "metric_results is no object", found.path, TOOL)
    expect(isinstance(top, list), "top_level_metrics is no list", found.path, TOOL)
    expect(bool(results), "no metric: nothing was measured", found.path, TOOL)
    if any(not isinstance(name, str) or name not in results for name in top):
        found.gaps.append("a metric has no result")
    for result in results.values():
        expect(isinstance(result, dict), "the result of a metric is no object", found.path, TOOL)
        location = mapping(mapping(result.get("metric_value_location")).get("metric"))
        params = mapping(location.get("params"))
        tests = _items(result.get("tests"), "tests", found.path)
        _metric(params, _plain(result), found)
        for test in tests:
            _test(params, test, found)
        _missing(params, len(tests), found)


def _plain(result: Mapping[str, Any]) -> Any:
    """The value of a result in a snapshot, as `save_json` would have written it."""
    if "value" in result:
        return result["value"]
    if "values" in result:
        return _values(result["values"])
    for pair in (("count", "share"), ("mean", "std"), ("counts", "shares")):
        if set(pair) <= set(result):
            return _values({part: result[part] for part in pair})
    return None


def _values(parts: Any) -> dict[str, Any]:
    """Each value out of its own result, where it has one."""
    return {
        name: part["value"] if isinstance(part, dict) and "value" in part else part
        for name, part in mapping(parts).items()
    }


def _named(params: Mapping[str, Any]) -> tuple[str, str, str | None]:
    """The type of a metric, its name, and the column it is of."""
    inner, group = params.get("metric"), word(params.get("column_name"))
    if isinstance(inner, dict) and group:
        # One metric for each group. Which group it is of is a value of the data.
        kind, name, about = _plainly_named(inner)
        return kind, f"{name} by {group}", about
    return _plainly_named(params)


def _plainly_named(params: Mapping[str, Any]) -> tuple[str, str, str | None]:
    kind = _last(params.get("type")) or "unnamed metric"
    given = [(key, params.get(key)) for key in PARAMETERS]
    shown = ", ".join(f"{key}={text}" for key, value in given if (text := _text(value)))
    about = next(
        (
            found
            for key in ("column", "column_name", "embeddings_name")
            if (found := word(params.get(key)))
        ),
        None,
    )
    return kind, f"{kind}({shown})" if shown else kind, about


def _last(value: Any) -> str | None:
    """The last part of the name of a type: `evidently:metric_v2:MAE` is `MAE`."""
    return word(re.split(r"[:.]", value)[-1]) if isinstance(value, str) else None


def _text(value: Any) -> str | None:
    """A limit or parameter as part of a name; None where it is neither number nor word."""
    if _is_number(value):
        return "a large number" if abs(value) >= 10**15 else f"{value:.12g}"
    return word(value)


def _metric(params: Mapping[str, Any], value: Any, found: _Found) -> None:
    kind, name, about = _named(params)
    if value is None:
        found.gaps.append("a metric has no result")
    found.metrics.extend(_numbers(kind, name, about, value))


def _numbers(kind: str, name: str, about: str | None, value: Any) -> Iterator[Metric]:
    """A metric for each number; tables, lists and what is unknown are one without a number."""
    keys = set(value) if isinstance(value, dict) else set()
    if keys == {"counts", "shares"}:
        labels = value["counts"]
        # Of how many there are, each label is a value of the column.
        distinct = len(labels) if isinstance(labels, dict) else labels
        yield Metric(f"{name}.distinct", distinct, about)
    elif keys and (keys in ({"mean", "std"}, {"count", "share"}) or kind in PER_CLASS):
        for key, part in value.items():
            yield Metric(f"{name}.{key}", part, about)
    else:
        yield Metric(name, value, about)


def _missing(params: Mapping[str, Any], done: int, found: _Found) -> None:
    """Note the tests that a metric declares and that have no outcome.

    The same test twice is run once. Tests by default are not declared.
    """
    inner = params.get("metric")
    config = inner if isinstance(inner, dict) else params
    declared = 0
    for key in ("tests", "share_tests", "mean_tests", "std_tests"):
        slot = config.get(key)
        for tests in slot.values() if isinstance(slot, dict) else (slot,):
            declared += len({json.dumps(test, sort_keys=True) for test in listed(tests)})
    if declared > done:
        _, name, about = _named(params)
        found.gaps.append("a test that was declared has no outcome")
        found.tests += [Result(f"{name}: declared test", "not_evaluated", about)] * (
            declared - done
        )


def _test(params: Mapping[str, Any], test: Mapping[str, Any], found: _Found) -> None:
    kind, name, about = _named(params)
    bound = mapping(test.get("bound_test"))
    config = mapping(bound.get("test")) or mapping(test.get("test_config"))
    condition = _condition(config, word(test.get("id")))
    limit = _limit(params.get("threshold") if condition == "drift" else _threshold(config))
    name = f"{name}{_part(kind, bound)}: {condition}{limit}"
    found.tests.append(Result(name, _outcome(test, found.path), about))


def _outcome(test: Mapping[str, Any], path: Path) -> str:
    status = test.get("status")
    known = isinstance(status, str) and status in STATUSES
    expect(known, f"a test has no known status, but {word(status, 30)!r}", path, TOOL)
    return STATUSES[str(status)]


def _condition(config: Mapping[str, Any], name: str | None) -> str:
    kind = _last(config.get("type"))
    return CONDITIONS.get(kind or "", kind or name or "test")


def _threshold(config: Mapping[str, Any]) -> Any:
    return config.get("threshold", config.get("expected"))


def _limit(limit: Any) -> str:
    """A limit at the end of a test's name: a number, about a number, or from reference data."""
    if isinstance(limit, dict):
        return _limit(limit["value"]) if "value" in limit else " reference"
    return f" {_text(limit)}" if _is_number(limit) else ""


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _part(kind: str, bound: Mapping[str, Any]) -> str:
    """Which part of a metric is tested."""
    for key, yes, no in (("is_count", "count", "share"), ("is_mean", "mean", "std")):
        if isinstance(bound.get(key), bool):
            return f".{yes}" if bound[key] else f".{no}"
    if bound.get("slot") in ("count", "share"):
        return f".{bound['slot']}"
    # A label may be a value of the data; here it is a class of the model.
    label = _text(bound.get("label")) if kind in PER_CLASS else None
    part = label or word(bound.get("column"))
    return f".{part}" if part else ""


def _old_report(document: Mapping[str, Any], found: _Found) -> None:
    metrics = _items(document.get("metrics"), "metrics", found.path)
    known = all("metric" in metric and "result" in metric for metric in metrics)
    expect(known and bool(metrics), "no metrics with their results", found.path, TOOL)
    _old_metrics(metrics, found, verdicts=True)


def _old_metrics(metrics: Sequence[Mapping[str, Any]], found: _Found, *, verdicts: bool) -> None:
    for metric in metrics:
        name, result = word(metric.get("metric")) or "unnamed metric", metric.get("result")
        if not isinstance(result, dict):
            found.gaps.append("a metric has no result")
        said = mapping(result)
        if verdicts and name in VERDICT_OF:
            said = {VERDICT_OF[name]: None, **said}
        _old_result(name, None, said, found, verdicts=verdicts)


def _old_result(
    name: str,
    about: str | None,
    result: Mapping[str, Any],
    found: _Found,
    *,
    verdicts: bool,
    depth: int = 4,
) -> None:
    for key in ("column_name", "text_column_name", "embeddings_name"):
        about = word(result.get(key)) or about
    for key, value in result.items():
        full = f"{name}.{key}"
        if key in VERDICTS:
            if verdicts:
                found.tests.append(Result(full, _verdict(value), about))
        elif key in LIMITS:
            found.metrics.append(Metric(f"{full} (threshold)", value, about))
        elif key == "drift_score":
            method = word(result.get("stattest_name") or result.get("method_name"))
            found.metrics.append(Metric(f"{full}({method})" if method else full, value, about))
        elif BY_COLUMN.fullmatch(key):
            for column, number in mapping(value).items():
                found.metrics.append(Metric(full, number, column))
        elif STATISTIC.fullmatch(key):
            found.metrics.append(Metric(full, value, about))
        elif depth and key in PARTS:
            part = mapping(value)
            _old_result(full, about, part, found, verdicts=verdicts, depth=depth - 1)
        elif depth and key == "drift_by_columns":
            columns = {
                column: {"drift_detected": None, **mapping(part)}
                for column, part in mapping(value).items()
            }
            drifted = sum(each["drift_detected"] is True for each in columns.values())
            counts = [result.get(f"number_of_{which}columns") for which in ("", "drifted_")]
            if counts != [len(columns), drifted]:
                found.gaps.append("the columns with drift are not those that were counted")
            for column, each in columns.items():
                _old_result(name, column, each, found, verdicts=verdicts, depth=depth - 1)
        elif depth and key in ("metrics", "metrics_matrix"):
            for label, part in mapping(value).items():
                whole = f"{name}.{label}"
                _old_result(whole, about, mapping(part), found, verdicts=False, depth=depth - 1)


def _verdict(detected: Any) -> str:
    if not isinstance(detected, bool):
        return "not_evaluated"
    return "failed" if detected else "passed"


def _old_suite(document: Mapping[str, Any], found: _Found) -> None:
    tests = _items(document.get("tests"), "tests", found.path)
    for test in tests:
        _old_test(test, None, found)
    counts = Counter(test["status"] for test in tests)
    fine = counts["SUCCESS"] + counts["WARNING"]
    summary = mapping(document["summary"])
    said = [count(summary.get(f"{which}_tests")) for which in ("total", "success", "failed")]
    if (
        said != [len(tests), fine, counts["FAIL"]]
        or summary.get("all_passed") is not (fine == len(tests))
        or mapping(summary.get("by_status", counts)) != counts
    ):
        raise ReadError(
            f"the summary says {said[0]} tests, {said[1]} passed and {said[2]} failed, "
            f"the file lists {len(tests)}, {fine} and {counts['FAIL']}",
            str(found.path),
            "Give the file as the tool wrote it.",
        )
    if "metric_results" in document:
        metrics = _items(document["metric_results"], "metric_results", found.path)
        _old_metrics(metrics, found, verdicts=False)


def _old_test(test: Mapping[str, Any], column: str | None, found: _Found) -> None:
    name = word(test.get("name")) or "unnamed test"
    parameters = mapping(test.get("parameters"))
    about = word(parameters.get("column_name")) or column or _column_told(test)
    label = _text(parameters.get("label"))
    name = f"{name}.{label}" if label else name
    condition = mapping(parameters.get("condition"))
    limits = " and ".join(
        f"{key}{_limit(condition[key])}" for key in OLD_CONDITIONS if condition.get(key) is not None
    )
    full = f"{name}: {limits}" if limits else name
    found.tests.append(Result(full, _outcome(test, found.path), about))
    if "value" in parameters:
        found.metrics.append(Metric(name, parameters["value"], about))
    _scores(name, about, parameters, found)
    for feature, part in mapping(parameters.get("features")).items():
        _scores(name, feature, mapping(part), found)


def _column_told(test: Mapping[str, Any]) -> str | None:
    """The column of an old test whose parameters don't name it: the first thing that is told."""
    description = test.get("description")
    told = _COLUMN.match(description) if isinstance(description, str) else None
    return word(told[1]) if told else None


def _scores(name: str, about: str | None, part: Mapping[str, Any], found: _Found) -> None:
    if "score" in part:
        method = word(part.get("stattest"))
        shown = f"{name}.score({method})" if method else f"{name}.score"
        found.metrics.append(Metric(shown, part["score"], about))


def _old_snapshot(document: Mapping[str, Any], found: _Found) -> None:
    suite = mapping(document["suite"])
    metrics, results, tests, outcomes = (
        _items(suite.get(key), key, found.path)
        for key in ("metrics", "metric_results", "tests", "test_results")
    )
    paired = len(metrics) == len(results) and len(tests) == len(outcomes)
    expect(paired, "a metric or test has no result", found.path, TOOL)
    expect(bool(metrics or tests), "no metric: nothing was measured", found.path, TOOL)
    newer: dict[str, Mapping[str, Any]] = {}
    for metric, result in zip(metrics, results, strict=True):
        kind = _last(metric.get("type")) or "unnamed metric"
        if kind == "MetricV2Adapter":
            params = mapping(metric.get("metric"))
            newer[word(metric.get("fingerprint")) or ""] = params
            if _last(params.get("type")) != "TestsConfig":  # holds no number, but the widgets
                _metric(params, _plain(result), found)
        elif kind != "MetricV2PresetAdapter":
            # What a metric that failed leaves has a type, and nothing else.
            whole = {"metric": kind, "result": result if len(result) > 1 else None}
            _old_metrics([whole], found, verdicts=not tests)
    for test, outcome in zip(tests, outcomes, strict=True):
        bound = mapping(test.get("test"))
        if _last(test.get("type")) == "TestV2Adapter":
            params = newer.get(word(bound.get("metric_fingerprint")) or "", {})
            _test(params, {"bound_test": bound, "status": outcome.get("status")}, found)
        else:
            column = test.get("column_name")
            _old_test(outcome, word(mapping(column).get("name")) or word(column), found)
