"""Performance evidence, for Articles 9(8) and 15(1) to (3): how often was the model right?

Accuracy, balanced accuracy and the area under the ROC curve on predictions that
the model made for people it had not learnt from, each with its interval.

It does not show that the rows stand for the people whom the system will meet, or
that errors cost the same in both directions, or how the model behaves on
hostile or broken input.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any, NamedTuple

from lexgate_collectors.common import Faults, data_subjects, is_time, mark, model_subject, seconds
from lexgate_collectors.estimates import (
    Estimate,
    NotMeasured,
    Outcomes,
    area_under_curve,
    mean_rate,
    rate,
)
from lexgate_collectors.tables import Classes, DataSet, absent, has_columns, opened, outcome


@dataclass(frozen=True, slots=True)
class Predictions:
    """A table of outcomes and predictions; `score` is higher for the favourable outcome."""

    data: DataSet
    label: Classes
    prediction: Classes
    score: str | None = None


class Judged(NamedTuple):
    """One person: had the favourable outcome, was predicted it, with which score."""

    favourable: bool
    selected: bool
    score: float | None


def accuracy(people: Sequence[Judged]) -> Estimate:
    """The share of predictions that were right, 0 to 1."""
    return rate(sum(one.favourable == one.selected for one in people), len(people))


def balanced_accuracy(people: Iterable[Judged]) -> Estimate:
    """The mean of the shares that were right among good and among bad cases, 0 to 1."""
    counts = Counter((one.favourable, one.selected) for one in people)
    return mean_rate(
        [
            Outcomes(counts[truth, True] + counts[truth, False], counts[truth, truth])
            for truth in (True, False)
        ],
        empty="only one of the outcomes occurs",
    )


def roc_auc(people: Sequence[Judged]) -> Estimate:
    """The chance that a good case scores above a bad one, 0 to 1; 0.5 is a coin."""
    scored = [(one.favourable, one.score) for one in people if one.score is not None]
    if len(scored) < len(people) or not scored:
        return NotMeasured("no scores were given")
    return area_under_curve([good for good, _ in scored], [score for _, score in scored])


def measure(people: Sequence[Judged]) -> dict[str, Estimate]:
    """All measures of this collector, by name."""
    return {
        "accuracy": accuracy(people),
        "balanced_accuracy": balanced_accuracy(people),
        "roc_auc": roc_auc(people),
    }


def people(predictions: Predictions, where: str) -> list[Judged]:
    """The people of a table, in an order that the numbers do not depend on.

    Raises:
        CollectError: a column is missing, holds something undeclared, or a score
            is no number; all faults at once.
    """
    import ibis
    import ibis.expr.types as ir

    table = opened(predictions.data.source)
    wanted = [predictions.label.column, predictions.prediction.column]
    has_columns(table, wanted + ([predictions.score] if predictions.score else []), where)
    faults = Faults(where)
    scores: ir.Value = ibis.null("float64")
    if predictions.score:
        column = table[predictions.score]
        if faults.check(
            isinstance(column, ir.NumericColumn),
            f"{predictions.score!r} holds something that is no number",
        ):
            scores = ibis.cases((~absent(column), column.cast("float64")))
    rows = (
        table.select(
            favourable=outcome(table, predictions.label),
            selected=outcome(table, predictions.prediction),
            score=scores,
        )
        .to_pyarrow()
        .to_pylist()
    )
    for key, column_name in zip(("favourable", "selected"), wanted, strict=True):
        lost = sum(row[key] is None for row in rows)
        faults.check(not lost, f"{lost} rows have neither outcome in {column_name!r}")
    if predictions.score:
        lost = sum(row["score"] is None or not isfinite(row["score"]) for row in rows)
        faults.check(not lost, f"{lost} rows have no finite score in {predictions.score!r}")
    faults.settle("declare both outcomes as they are written, and give every row a score")
    return [Judged(row["favourable"], row["selected"], row["score"]) for row in rows]


def collect(
    data_sets: Mapping[str, Predictions],
    *,
    started_at: str,
    finished_at: str,
    observed_at: str,
) -> dict[str, Any]:
    """The predicate of performance evidence.

    `data_sets` has the one role `testing`. The run is the one in which the
    predictions were made, from `started_at` to `finished_at`.

    Raises:
        CollectError: no testing data, times that can't be, or a table that can't
            be read.
    """
    faults = Faults("performance collector")
    times = {"started_at": started_at, "finished_at": finished_at, "observed_at": observed_at}
    for name, time in times.items():
        faults.check(is_time(time), f"{name} is no time: {time!r}")
    if not faults.found:
        faults.check(
            seconds(started_at) <= seconds(finished_at) <= seconds(observed_at),
            "the run ends before it starts, or after it was observed",
        )
    faults.check(set(data_sets) == {"testing"}, "exactly the role 'testing' must be given")
    faults.settle("give the testing data and the times of the run that predicted on it")
    testing = data_sets["testing"]
    judged = people(testing, "testing")
    return {
        "observed_at": observed_at,
        "collector": mark("performance", ["duckdb", "ibis-framework"]),
        "run": {"started_at": started_at, "finished_at": finished_at},
        "data_sets": {
            "testing": {
                "digest": testing.data.identity(),
                "rows": len(judged),
                "measures": {name: found.as_dict() for name, found in measure(judged).items()},
            }
        },
    }


def subjects(
    system: str, model_digest: str, data_sets: Mapping[str, Predictions]
) -> list[dict[str, Any]]:
    """What the evidence speaks of: the model, and the testing data by digest."""
    return [
        model_subject(system, model_digest),
        *data_subjects({role: given.data.identity() for role, given in data_sets.items()}),
    ]
