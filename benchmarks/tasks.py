"""What is timed: each task readies itself outside the time, and gives a call to be timed.

    python -m benchmarks.tasks NAME DATA ROUNDS [--no-warm-up]

prints one line of JSON: the seconds of each round, the peak memory in bytes, the answer.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import time
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

os.environ.setdefault("DO_NOT_TRACK", "1")
NOW = "2026-01-01T00:00:00Z"
DIGEST = "sha256:" + "0" * 64
ATTRIBUTES = ("age", "region", "sex")
# What all of aif360, fairlearn and we can say of an attribute.
MEASURES = {
    "statistical_parity_difference": "selection_rate",
    "equal_opportunity_difference": "true_positive_rate",
    "predictive_parity_difference": "positive_predictive_value",
    "accuracy_difference": "accuracy",
}
Task = Callable[[], Any]


# ---------------------------------------------------------------- fairness


def fairness_by_lexgate(data: Path, attributes: tuple[str, ...] = ATTRIBUTES) -> Task:
    """All of fairness evidence: measures, intervals, and aif360's look over the counts."""
    import pandas as pd

    from lexgate_collectors import fairness
    from lexgate_collectors.tables import Attribute, Classes, DataSet

    frame = pd.read_parquet(data)
    fairness._aif360()
    examined = fairness.Examined(
        DataSet(frame, DIGEST),
        {name: Attribute(name) for name in attributes},
        Classes("y", "1", "0"),
        Classes("p", "1", "0"),
    )

    def task() -> Any:
        testing = fairness.collect({"testing": examined}, observed_at=NOW)["data_sets"]["testing"]
        found = {
            name: {measure: number["value"] for measure, number in one["measures"].items()}
            for name, one in testing["attributes"].items()
        }
        return found | {
            "everybody": {name: one["value"] for name, one in testing["inequality"].items()}
        }

    return task


def fairness_of_sex_by_lexgate(data: Path) -> Task:
    """The same by one attribute."""
    return fairness_by_lexgate(data, ("sex",))


def fairness_by_aif360(data: Path, attributes: tuple[str, ...] = ATTRIBUTES) -> Task:
    """aif360 on rows: one data set, and a ClassificationMetric for each group."""
    import numpy as np
    import pandas as pd

    from lexgate_collectors.fairness import _aif360

    datasets, metrics = _aif360()
    frame = pd.read_parquet(data)[[*attributes, "y", "p"]].astype(float)

    def task() -> Any:
        truth = datasets.BinaryLabelDataset(
            df=frame.drop(columns="p"),
            label_names=["y"],
            protected_attribute_names=list(attributes),
            favorable_label=1.0,
            unfavorable_label=0.0,
        )
        judged = truth.copy(deepcopy=True)
        judged.labels = frame[["p"]].to_numpy()
        found: dict[str, dict[str, float]] = {}
        for name in attributes:
            groups = np.unique(frame[name])
            rates = {}
            for group in groups:
                others = [{name: other} for other in groups if other != group]
                metric = metrics.ClassificationMetric(truth, judged, others, [{name: group}])
                rates[group] = {
                    "selection_rate": metric.selection_rate(privileged=True),
                    "true_positive_rate": metric.true_positive_rate(privileged=True),
                    "false_positive_rate": metric.false_positive_rate(privileged=True),
                    "positive_predictive_value": metric.positive_predictive_value(privileged=True),
                    "accuracy": metric.accuracy(privileged=True),
                }
            found[name] = between(rates)
        found["everybody"] = {
            "theil_index": float(metric.theil_index()),
            "generalized_entropy_index": float(metric.generalized_entropy_index()),
        }
        return found

    return task


def fairness_of_sex_by_aif360(data: Path) -> Task:
    """The same by one attribute."""
    return fairness_by_aif360(data, ("sex",))


def fairness_by_fairlearn(data: Path) -> Task:
    """A MetricFrame with the same rates of one attribute, without intervals."""
    import pandas as pd
    from fairlearn.metrics import (
        MetricFrame,
        false_positive_rate,
        selection_rate,
        true_positive_rate,
    )
    from sklearn.metrics import accuracy_score, precision_score

    frame = pd.read_parquet(data)
    truth, judged, sex = (frame[name].to_numpy() for name in ("y", "p", "sex"))
    metrics = {
        "selection_rate": selection_rate,
        "true_positive_rate": true_positive_rate,
        "false_positive_rate": false_positive_rate,
        "positive_predictive_value": precision_score,
        "accuracy": accuracy_score,
    }

    def task() -> Any:
        found = MetricFrame(
            metrics=metrics, y_true=truth, y_pred=judged, sensitive_features=sex
        ).by_group
        return {"sex": between(found.to_dict("index"))}

    return task


def between(rates: Mapping[Any, Mapping[str, float]]) -> dict[str, float]:
    """The measures between groups, from the rates of each."""
    found = {
        measure: max(one[rate] for one in rates.values()) - min(one[rate] for one in rates.values())
        for measure, rate in MEASURES.items()
    }
    false = [one["false_positive_rate"] for one in rates.values()]
    odds = [(one["true_positive_rate"] + one["false_positive_rate"]) / 2 for one in rates.values()]
    chosen = [one["selection_rate"] for one in rates.values()]
    found |= {
        "selection_rate_ratio": min(chosen) / max(chosen),
        "average_odds_difference": max(odds) - min(odds),
        "equalized_odds_difference": max(
            found["equal_opportunity_difference"], max(false) - min(false)
        ),
    }
    return {name: float(number) for name, number in found.items()}


# ---------------------------------------------------------------- counting


def _applicants() -> Any:
    from lexgate_collectors.tables import Attribute, Classes

    ages = {"under_30": (None, 30), "from_30_to_50": (30, 50), "from_50": (50, None)}
    return (
        [Attribute("sex"), Attribute("age", ages)],
        Classes("outcome", "good", "bad"),
        Classes("predicted", "good", "bad"),
    )


def counts_by_lexgate(data: Path) -> Task:
    """Opening a folder of Parquet files, and its contingency table."""
    from lexgate_collectors.tables import contingency, opened

    attributes, label, prediction = _applicants()

    def task() -> Any:
        return [
            [cell.group, cell.favourable, cell.selected, cell.n]
            for cell in contingency(opened(data), attributes, label, prediction)
        ]

    return task


def counts_by_hand(data: Path) -> Task:
    """The same table by SQL that a person would write for DuckDB."""
    import duckdb

    asked = f"""
        SELECT sex || ' and ' || CASE WHEN age < 30 THEN 'under_30'
                WHEN age < 50 THEN 'from_30_to_50' ELSE 'from_50' END AS people,
            outcome = 'good' AS favourable, predicted = 'good' AS selected, count(*) AS n
        FROM read_parquet('{data}/**/*.parquet')
        GROUP BY ALL ORDER BY people, favourable DESC, selected DESC
    """  # noqa: S608 - the path is ours

    def task() -> Any:
        with duckdb.connect() as connection:
            return [list(row) for row in connection.execute(asked).fetchall()]

    return task


def work_after_counting(data: Path) -> Task:
    """All that fairness does once people are counted."""
    from lexgate_collectors import disparities, fairness
    from lexgate_collectors.tables import contingency, opened

    cells = contingency(opened(data), *_applicants())

    def task() -> Any:
        fairness.examine(cells, predictions=True)
        disparities.inequality(disparities.rates_of(cells))

    return task


# ---------------------------------------------------------------- drift


def drift_by_lexgate(data: Path) -> Task:
    """All of drift evidence: five distances a column with intervals, on all rows."""
    from lexgate_collectors import drift
    from lexgate_collectors.tables import DataSet

    def task() -> Any:
        found = drift.collect(
            DataSet(data / "reference.parquet"), DataSet(data / "current.parquet"), observed_at=NOW
        )
        return len(found["columns"])

    return task


def drift_by_evidently(data: Path) -> Task:
    """The DataDriftPreset of evidently as it comes, on all rows: one score a column."""
    import pandas as pd
    from evidently import DataDefinition, Dataset, Report
    from evidently.presets import DataDriftPreset

    frames = [pd.read_parquet(data / f"{role}.parquet") for role in ("current", "reference")]
    numeric = [str(name) for name in frames[0] if not str(name).startswith("category")]

    def task() -> Any:
        definition = DataDefinition(
            numerical_columns=numeric,
            categorical_columns=[name for name in frames[0] if name not in numeric],
        )
        sets = [Dataset.from_pandas(frame, data_definition=definition) for frame in frames]
        report = Report([DataDriftPreset()], include_tests=False).run(*sets)
        return len(report.dict()["metrics"]) - 1

    return task


TASKS: dict[str, Callable[[Path], Task]] = {
    task.__name__: task
    for task in (
        fairness_by_lexgate,
        fairness_of_sex_by_lexgate,
        fairness_by_aif360,
        fairness_of_sex_by_aif360,
        fairness_by_fairlearn,
        counts_by_lexgate,
        counts_by_hand,
        work_after_counting,
        drift_by_lexgate,
        drift_by_evidently,
    )
}


def most_memory() -> int:
    """The peak memory of this process in bytes.

    What Linux gives as the resources used also counts whoever started the process.
    """
    status = Path("/proc/self/status")
    if status.is_file():
        (line,) = (line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def main() -> int:
    """Time one task."""
    parser = argparse.ArgumentParser(description="Time one task of the benchmarks.")
    parser.add_argument("name", choices=sorted(TASKS))
    parser.add_argument("data", type=Path)
    parser.add_argument("rounds", type=int)
    parser.add_argument("--no-warm-up", action="store_true")
    args = parser.parse_args()
    warnings.simplefilter("ignore")
    task = TASKS[args.name](args.data)
    answer = None if args.no_warm_up else task()
    seconds = []
    for _ in range(args.rounds):
        start = time.perf_counter()
        answer = task()
        seconds.append(time.perf_counter() - start)
    peak = most_memory()
    print(json.dumps({"seconds": seconds, "peak": peak, "answer": answer}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
