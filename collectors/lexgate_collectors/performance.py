"""Performance evidence, for Articles 9(8) and 15(1) to (3): how often was the model right?

Accuracy, balanced accuracy and the area under the ROC curve on predictions that
the model made for people it had not learnt from, each with its interval. Where more is
asked for: precision, recall, F1, specificity, Matthews correlation, Brier score, log
loss, calibration, each class of several, and rates by group (`classification`). Of
numeric outcomes: mean error, mean absolute error, root mean squared error and the share
of variation explained, over all and by group (`moments`).

It does not show that the rows stand for the people whom the system will meet, or
that errors cost the same in both directions, or how the model behaves on
hostile or broken input.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from lexgate_collectors import classification, moments
from lexgate_collectors.classification import Further
from lexgate_collectors.common import Faults, data_subjects, is_time, mark, model_subject, seconds
from lexgate_collectors.estimates import (
    Estimate,
    NotMeasured,
    Outcomes,
    area_from_counts,
    mean_rate,
    rate,
)
from lexgate_collectors.tables import (
    Classes,
    DataSet,
    absent,
    executed,
    has_columns,
    opened,
    outcome,
)

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True, slots=True)
class Predictions:
    """A table of outcomes and predictions; `score` is higher for the favourable outcome."""

    data: DataSet
    label: Classes
    prediction: Classes
    score: str | None = None


@dataclass(frozen=True, slots=True)
class NumericPredictions:
    """A table of numeric outcomes and predictions, by the names of their columns."""

    data: DataSet
    outcome: str
    prediction: str


class Judged(NamedTuple):
    """So many people: had the favourable outcome, were predicted it, with which score."""

    favourable: bool
    selected: bool
    score: float | None
    n: int = 1


@dataclass(frozen=True, slots=True)
class Counts:
    """People by outcome and prediction, and by outcome and score.

    `people` is by (favourable, selected); `good` and `bad` have one number for each score
    that occurs, in ascending order, and are None where not everybody has a score.
    """

    people: Mapping[tuple[bool, bool], int]
    good: np.ndarray[Any, Any] | None = None
    bad: np.ndarray[Any, Any] | None = None

    @property
    def everybody(self) -> int:
        """How many people there are."""
        return sum(self.people.values())


def accuracy(counts: Counts) -> Estimate:
    """The share of predictions that were right, 0 to 1."""
    right = sum(n for (truth, chosen), n in counts.people.items() if truth == chosen)
    return rate(right, counts.everybody)


def balanced_accuracy(counts: Counts) -> Estimate:
    """The mean of the shares that were right among good and among bad cases, 0 to 1."""
    found = {
        truth: {chosen: counts.people.get((truth, chosen), 0) for chosen in (True, False)}
        for truth in (True, False)
    }
    return mean_rate(
        [Outcomes(sum(found[truth].values()), found[truth][truth]) for truth in (True, False)],
        empty="only one of the outcomes occurs",
    )


def roc_auc(counts: Counts) -> Estimate:
    """The chance that a good case scores above a bad one, 0 to 1; 0.5 is a coin."""
    if counts.good is None or counts.bad is None or not counts.everybody:
        return NotMeasured("no scores were given")
    return area_from_counts(counts.good, counts.bad)


def measure(people: Counts | Sequence[Judged]) -> dict[str, Estimate]:
    """All measures of this collector, by name."""
    counts = people if isinstance(people, Counts) else _together(people)
    return {
        "accuracy": accuracy(counts),
        "balanced_accuracy": balanced_accuracy(counts),
        "roc_auc": roc_auc(counts),
    }


def _together(people: Sequence[Judged]) -> Counts:
    scored = all(one.score is not None for one in people)
    return _counts(
        [one.favourable for one in people],
        [one.selected for one in people],
        [one.score for one in people] if scored else None,
        [one.n for one in people],
    )


def _counts(favourable: Any, selected: Any, scores: Any, n: Any) -> Counts:
    """Counts from cells, each a place in four columns; `scores` is None without scores."""
    import numpy as np

    truth, chosen = np.asarray(favourable, dtype=bool), np.asarray(selected, dtype=bool)
    n = np.asarray(n, dtype=np.int64)
    people = {
        (good, picked): int(n[(truth == good) & (chosen == picked)].sum())
        for good in (True, False)
        for picked in (True, False)
    }
    if scores is None:
        return Counts(people)
    values, places = np.unique(np.asarray(scores, dtype=float), return_inverse=True)
    good, bad = np.zeros(len(values), dtype=np.int64), np.zeros(len(values), dtype=np.int64)
    np.add.at(good, places[truth], n[truth])
    np.add.at(bad, places[~truth], n[~truth])
    return Counts(people, good, bad)


def counted(predictions: Predictions, where: str) -> Counts:
    """The people of a table, counted by outcome, prediction and score.

    Raises:
        CollectError: a column is missing, holds something undeclared, or a score
            is no number; all faults at once.
    """
    import ibis
    import ibis.expr.types as ir
    import numpy as np
    import pyarrow as pa

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
    read = table.select(
        favourable=outcome(table, predictions.label),
        selected=outcome(table, predictions.prediction),
        score=scores,
    )
    # Scores may differ from row to row: columns of numbers, never an object for each row.
    found = executed(
        read.group_by(["favourable", "selected", "score"]).aggregate(n=read.count()), where
    )
    n = found["n"].to_numpy()
    sides = {
        key: found[key].cast(pa.int8()).fill_null(-1).to_numpy()
        for key in ("favourable", "selected")
    }
    for side, column_name in zip(sides.values(), wanted, strict=True):
        lost = int(n[side < 0].sum())
        faults.check(not lost, f"{lost} rows have neither outcome in {column_name!r}")
    score = found["score"].cast(pa.float64()).fill_null(float("nan")).to_numpy()
    if predictions.score:
        lost = int(n[~np.isfinite(score)].sum())
        faults.check(not lost, f"{lost} rows have no finite score in {predictions.score!r}")
    faults.settle("declare both outcomes as they are written, and give every row a score")
    good, chosen = (side == 1 for side in sides.values())
    return _counts(good, chosen, score if predictions.score else None, n)


def collect(
    data_sets: Mapping[str, Predictions | NumericPredictions],
    *,
    started_at: str,
    finished_at: str,
    observed_at: str,
    further: Further | None = None,
) -> dict[str, Any]:
    """The predicate of performance evidence.

    `data_sets` has the one role `testing`. The run is the one in which the
    predictions were made, from `started_at` to `finished_at`. With `further` more is
    measured, and by its attributes; numeric predictions are always measured in full.

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
    if further is not None:
        faults.check(further.minimum_cell >= 1, f"minimum_cell {further.minimum_cell} is no count")
        faults.check(1 <= further.bins <= 1000, f"{further.bins} bins are not from 1 to 1000")
    faults.settle("give the testing data and the times of the run that predicted on it")
    testing = data_sets["testing"]
    libraries = ["duckdb", "ibis-framework"]
    if isinstance(testing, NumericPredictions):
        found = numeric(testing, further or Further(), "testing")
        libraries.append("scipy")
    else:
        judged = counted(testing, "testing")
        found = {"rows": judged.everybody, "measures": _plain(measure(judged))}
        if further is not None:
            more = in_full(testing, further, "testing")
            found |= more | {"measures": found["measures"] | more["measures"]}
            libraries += ["numpy", "scipy"]
    return {
        "observed_at": observed_at,
        "collector": mark("performance", libraries),
        "run": {"started_at": started_at, "finished_at": finished_at},
        "data_sets": {"testing": {"digest": testing.data.identity(), **found}},
    }


def in_full(predictions: Predictions, further: Further, where: str) -> dict[str, Any]:
    """What is measured of classes besides `measure`, from one count of the table.

    Raises:
        CollectError: rows that fit no group or no declared class, or several classes
            whose outcomes and predictions are not written alike.
    """
    label, chosen = predictions.label, predictions.prediction
    classes = (*label.good, *label.bad)
    faults = Faults(where)
    faults.check(
        len(classes) < 3
        or (set(label.good), set(label.bad)) == (set(chosen.good), set(chosen.bad)),
        f"the classes of {label.column!r} are not those of {chosen.column!r}",
    )
    faults.settle("write several classes alike in both columns")
    table = opened(predictions.data.source)
    cells = classification.cells(table, label, chosen, predictions.score, further, where)
    least = further.minimum_cell
    found: dict[str, Any] = {
        "measures": _plain(classification.measures(cells, label, chosen, predictions.score, least)),
        "minimum_cell": least,
        "confusion": classification.table_of(cells, label, chosen)._asdict(),
        "groups": classification.by_group(cells, label, chosen, further),
    }
    if predictions.score is not None and not any(cell.outside for cell in cells):
        found["reliability"] = classification.reliability(cells, label, further.bins, least)
    if len(classes) > 2:
        counts = classification.matrix(cells, classes)
        found["classes"] = classification.by_class(counts, classes, least)
        found["over_classes"] = _plain(classification.over_classes(counts, classes, least))
    return found


def numeric(predictions: NumericPredictions, further: Further, where: str) -> dict[str, Any]:
    """What is measured of numeric predictions, over all and by group.

    Raises:
        CollectError: no rows, columns or cells without numbers, rows that fit no group.
    """
    attributes = {name: [attribute] for name, attribute in further.attributes.items()}
    read = moments.read(
        opened(predictions.data.source),
        predictions.outcome,
        predictions.prediction,
        attributes,
        where,
    )
    least = further.minimum_cell
    no_class = NotMeasured("the outcome is a number, not a class")
    of_classes = dict.fromkeys(("accuracy", "balanced_accuracy", "roc_auc"), no_class)
    return {
        "rows": read.everybody.n,
        "measures": _plain(of_classes | moments.errors(read.everybody, least)),
        "minimum_cell": least,
        "groups": {
            name: {
                group: {"n": numbers.n, "measures": _plain(moments.errors(numbers, least))}
                for group, numbers in groups.items()
            }
            for name, groups in read.groups.items()
        },
    }


def _plain(found: Mapping[str, Estimate]) -> dict[str, Any]:
    return {name: estimate.as_dict() for name, estimate in found.items()}


def subjects(
    system: str,
    model_digest: str,
    data_sets: Mapping[str, Predictions | NumericPredictions],
) -> list[dict[str, Any]]:
    """What the evidence speaks of: the model, and the testing data by digest."""
    return [
        model_subject(system, model_digest),
        *data_subjects({role: given.data.identity() for role, given in data_sets.items()}),
    ]
