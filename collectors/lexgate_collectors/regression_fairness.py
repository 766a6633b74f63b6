"""Fairness of numeric predictions, for Articles 9(8), 10(2)(f), (g): how far apart are groups?

By group the mean prediction, the mean outcome, the mean error and the mean absolute
error; between groups the differences of the first and third, and the ratio of the last.
Without predictions, as in training data, the mean outcome alone, and its difference.
All from the sums of one table by group (`moments`).

It does not show whether a difference is justified, whether a number is good enough
(that is the policy's work), or anything about attributes that are not in the data.

Source: Agarwal, Dudík, Wu (2019), Fair Regression, ICML, PMLR 97, 120-129: parity of
predictions, and loss of each group. Of the whole distributions only means are compared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from lexgate_collectors import moments
from lexgate_collectors.common import Faults
from lexgate_collectors.estimates import Estimate
from lexgate_collectors.tables import Attribute, DataSet, opened

ON_PREDICTIONS = "means by group, on numeric predictions"
ON_LABELS = "means by group, on numeric outcomes"


@dataclass(frozen=True, slots=True)
class Examined:
    """A data set with a numeric outcome and prediction, and by what it is examined.

    `depth` is how many attributes are looked at together; a number of fewer people than
    `minimum_cell` is not measured.
    """

    data: DataSet
    attributes: Mapping[str, Attribute]
    outcome: str
    prediction: str | None = None
    minimum_cell: int = 10
    depth: int = 1

    def together(self) -> dict[str, tuple[Attribute, ...]]:
        """Each attribute, and each few of them to the declared depth, by their names."""
        return {
            " and ".join(names): tuple(self.attributes[name] for name in names)
            for size in range(1, self.depth + 1)
            for names in combinations(sorted(self.attributes), size)
        }


@dataclass(frozen=True, slots=True)
class Result:
    """One attribute on one data set: the groups and what was measured between them."""

    method: str
    people: Mapping[str, int]
    means: Mapping[str, Mapping[str, Estimate]]
    measures: Mapping[str, Estimate]
    minimum_cell: int

    @property
    def rows(self) -> int:
        """Number of people in all groups."""
        return sum(self.people.values())

    def as_dict(self) -> dict[str, Any]:
        """The result as evidence holds it."""
        return {
            "method": self.method,
            "n": self.rows,
            "minimum_cell": self.minimum_cell,
            "groups": {
                name: {"n": n, "means": _plain(self.means[name])} for name, n in self.people.items()
            },
            "measures": _plain(self.measures),
        }


def by_group(
    numbers: moments.Numbers, minimum: int, *, predictions: bool = True
) -> dict[str, Estimate]:
    """What is said of one group, in the unit of the outcome, with Student's intervals."""
    scale = numbers.scale
    if not predictions:
        return {"mean_outcome": moments.mean(numbers.outcome, scale, minimum)}
    return {
        "mean_prediction": moments.mean(numbers.prediction, scale, minimum),
        "mean_outcome": moments.mean(numbers.outcome, scale, minimum),
        "mean_error": moments.mean(numbers.error, scale, minimum),
        "mean_absolute_error": moments.mean(numbers.distance, scale, minimum, least=0.0),
    }


def between(
    groups: Mapping[str, moments.Numbers], minimum: int, *, predictions: bool = True
) -> dict[str, Estimate]:
    """Every measure between the groups; none where one of them has too few people.

    Without predictions that is ``mean_outcome_difference``, highest mean outcome minus
    lowest. With them:

    - ``mean_prediction_difference``: highest mean prediction minus lowest; 0 is parity.
    - ``mean_error_difference``: the same of prediction minus outcome.
    - ``mean_absolute_error_ratio``: lowest mean absolute error over highest, 0 to 1;
      1 is parity.
    """
    scale = max((numbers.scale for numbers in groups.values()), default=1.0)
    if not predictions:
        outcomes = {name: numbers.outcome for name, numbers in groups.items()}
        return {"mean_outcome_difference": moments.difference(outcomes, scale, minimum)}
    return {
        "mean_prediction_difference": moments.difference(
            {name: numbers.prediction for name, numbers in groups.items()}, scale, minimum
        ),
        "mean_error_difference": moments.difference(
            {name: numbers.error for name, numbers in groups.items()}, scale, minimum
        ),
        "mean_absolute_error_ratio": moments.ratio(
            {name: numbers.distance for name, numbers in groups.items()},
            minimum,
            nothing="no prediction was wrong",
        ),
    }


def examine(
    groups: Mapping[str, moments.Numbers], minimum: int, *, predictions: bool = True
) -> Result:
    """Everything that can be said of one attribute from the sums by group."""
    return Result(
        ON_PREDICTIONS if predictions else ON_LABELS,
        {name: numbers.n for name, numbers in sorted(groups.items())},
        {
            name: by_group(numbers, minimum, predictions=predictions)
            for name, numbers in groups.items()
        },
        between(groups, minimum, predictions=predictions),
        minimum,
    )


def by_attribute(examined: Examined, where: str) -> dict[str, Result]:
    """Every attribute of one data set.

    Raises:
        CollectError: nothing to examine, a table that can't be read, columns that are
            missing or hold no numbers, cells without a finite number, rows that fit no
            group.
    """
    faults = Faults(where)
    faults.check(bool(examined.attributes), "there is no attribute to examine")
    faults.check(examined.depth >= 1, f"depth {examined.depth} looks at no attribute")
    faults.settle("give attributes by name, and how many are looked at together")
    return {
        name: examine(groups, examined.minimum_cell, predictions=examined.prediction is not None)
        for name, groups in _read(examined, where).groups.items()
    }


def _read(examined: Examined, where: str) -> moments.Read:
    table = opened(examined.data.source)
    several: dict[str, Sequence[Attribute]] = dict(examined.together())
    # Outcomes alone: each stands for its own prediction, and only outcomes are told.
    prediction = examined.prediction or examined.outcome
    return moments.read(table, examined.outcome, prediction, several, where)


def _plain(found: Mapping[str, Estimate]) -> dict[str, Any]:
    return {name: estimate.as_dict() for name, estimate in found.items()}
