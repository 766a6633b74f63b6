"""Fairness evidence, for Articles 9(8) and 10(2)(f), (g): how far apart do groups lie?

On data with predictions it compares how often the groups are selected, and how
often rightly and wrongly; on data with outcomes alone, how often the groups had
the favourable one. It also shows what a mitigation changed.

It does not show whether a difference is justified, whether a number is good
enough (that is the policy's work), or anything about attributes that are not in
the data, nor about people to whom several attributes apply at once. aif360
computes every difference and ratio as well, over the weighted contingency table;
a disagreement beyond 1e-12 stops the collection.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lexgate_collectors.common import (
    ROLES,
    CollectError,
    Faults,
    data_subjects,
    in_order,
    is_time,
    mark,
    model_subject,
)
from lexgate_collectors.estimates import (
    Estimate,
    Measured,
    NotMeasured,
    Outcomes,
    gap,
    ratio_of_rates,
)
from lexgate_collectors.tables import Attribute, Cell, Classes, DataSet, contingency, opened

ON_PREDICTIONS = "selection rates by group, on predictions"
ON_LABELS = "base rates by group, on outcomes"
AGREEMENT = 1e-12


@dataclass(frozen=True, slots=True)
class Examined:
    """A data set in one role, and which attributes are to be examined on it."""

    data: DataSet
    attributes: Mapping[str, Attribute]
    label: Classes
    prediction: Classes | None = None


@dataclass(frozen=True, slots=True)
class Mitigation:
    """What was done about a difference, and the predictions from before it was done."""

    method: str
    before: Examined
    measure: str = "selection_rate_ratio"


@dataclass(frozen=True, slots=True)
class Result:
    """One attribute on one data set: the groups and what was measured between them."""

    method: str
    groups: Mapping[str, Outcomes]
    measures: Mapping[str, Estimate] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """The result as evidence holds it."""
        return {
            "method": self.method,
            "n": sum(outcomes.judged for outcomes in self.groups.values()),
            "groups": {
                name: {"n": outcomes.judged, "favourable": outcomes.selected}
                for name, outcomes in self.groups.items()
            },
            "measures": {name: found.as_dict() for name, found in self.measures.items()},
        }


def selection_rate_ratio(groups: Mapping[str, Outcomes]) -> Estimate:
    """Lowest selection rate over highest, 0 to 1: 1.0 is parity.

    aif360 calls it disparate impact. Exact, with the interval of Katz et al.
    """
    return ratio_of_rates(groups)


def statistical_parity_difference(groups: Mapping[str, Outcomes]) -> Estimate:
    """Highest selection rate minus lowest, 0 to 1: 0.0 is parity.

    The size of aif360's number, without its sign, which depends on who is called
    privileged. Nobody selected is not parity: then nothing was compared.
    """
    return _gap({name: [outcomes] for name, outcomes in groups.items()})


def equal_opportunity_difference(cells: Sequence[Cell]) -> Estimate:
    """Highest true positive rate minus lowest, 0 to 1: 0.0 is parity.

    A group that has people but none with the favourable outcome leaves it unmeasured.
    """
    odds = _odds(cells)
    for name, (right, wrong) in odds.items():
        if wrong.judged and not right.judged:
            return NotMeasured(f"group {name} has nobody with the favourable outcome")
    return _gap({name: rates[:1] for name, rates in odds.items()})


def average_odds_difference(cells: Sequence[Cell]) -> Estimate:
    """The gap in the mean of true and false positive rate, 0 to 1: 0.0 is parity.

    As in aif360 the two can make up for each other, so read it beside
    `equal_opportunity_difference`.
    """
    return _gap(_odds(cells))


def _gap(groups: Mapping[str, Sequence[Outcomes]]) -> Estimate:
    return gap(groups, nobody="nobody was selected")


def by_group(cells: Iterable[Cell], *, predictions: bool) -> dict[str, Outcomes]:
    """For each group how many people, and how many favourable predictions (or outcomes)."""
    groups: dict[str, Outcomes] = {}
    for cell in cells:
        before = groups.get(cell.group, Outcomes(0, 0))
        chosen = cell.selected if predictions else cell.favourable
        groups[cell.group] = Outcomes(
            before.judged + cell.n, before.selected + (cell.n if chosen else 0)
        )
    return dict(sorted(groups.items()))


def _odds(cells: Iterable[Cell]) -> dict[str, list[Outcomes]]:
    """For each group the rightly selected of the good, and the wrongly selected of the bad."""
    rates: dict[str, list[Outcomes]] = {}
    for cell in cells:
        pair = rates.setdefault(cell.group, [Outcomes(0, 0), Outcomes(0, 0)])
        at = 0 if cell.favourable else 1
        pair[at] = Outcomes(
            pair[at].judged + cell.n, pair[at].selected + (cell.n if cell.selected else 0)
        )
    return dict(sorted(rates.items()))


def examine(cells: Sequence[Cell], *, predictions: bool) -> Result:
    """Everything that can be said of one attribute from its contingency table.

    Raises:
        CollectError: aif360 finds another number than we do.
    """
    groups = by_group(cells, predictions=predictions)
    measures: dict[str, Estimate]
    if predictions:
        measures = {
            "selection_rate_ratio": selection_rate_ratio(groups),
            "statistical_parity_difference": statistical_parity_difference(groups),
            "equal_opportunity_difference": equal_opportunity_difference(cells),
            "average_odds_difference": average_odds_difference(cells),
        }
    else:
        measures = {
            "base_rate_ratio": ratio_of_rates(groups, nobody="nobody had the favourable outcome"),
            "base_rate_difference": gap(
                {name: [outcomes] for name, outcomes in groups.items()},
                nobody="nobody had the favourable outcome",
            ),
        }
    _agree(measures, by_aif360(cells, predictions=predictions))
    return Result(ON_PREDICTIONS if predictions else ON_LABELS, groups, measures)


def by_aif360(cells: Sequence[Cell], *, predictions: bool) -> dict[str, float]:
    """The same measures by aif360, over the table with its counts as instance weights.

    aif360 compares two groups at a time; of all pairs the lowest ratio and the
    largest difference are given. A measure that it can't compute is left out.
    """
    import numpy as np
    import pandas as pd

    labels, metrics = _aif360()
    names = sorted({cell.group for cell in cells if cell.n})
    table = pd.DataFrame(
        {
            "group": [float(names.index(cell.group)) for cell in cells if cell.n],
            "outcome": [float(cell.favourable) for cell in cells if cell.n],
            "people": [float(cell.n) for cell in cells if cell.n],
        }
    )
    if len(names) < 2:
        return {}
    truth = labels.BinaryLabelDataset(
        df=table,
        label_names=["outcome"],
        protected_attribute_names=["group"],
        instance_weights_name="people",
        favorable_label=1.0,
        unfavorable_label=0.0,
    )
    judged = truth.copy(deepcopy=True)
    judged.labels = np.array([[float(bool(cell.selected))] for cell in cells if cell.n])

    found: dict[str, list[float]] = {}
    with np.errstate(all="ignore"):
        for one in range(len(names)):
            for other in range(one + 1, len(names)):
                pair = ([{"group": float(one)}], [{"group": float(other)}])
                if predictions:
                    metric = metrics.ClassificationMetric(truth, judged, *pair)
                    ratio, difference = "selection_rate_ratio", "statistical_parity_difference"
                    found.setdefault("equal_opportunity_difference", []).append(
                        abs(float(metric.equal_opportunity_difference()))
                    )
                    found.setdefault("average_odds_difference", []).append(
                        abs(float(metric.average_odds_difference()))
                    )
                else:
                    metric = metrics.BinaryLabelDatasetMetric(truth, *pair)
                    ratio, difference = "base_rate_ratio", "base_rate_difference"
                impact = np.float64(metric.disparate_impact())
                found.setdefault(ratio, []).append(float(np.fmin(impact, 1.0 / impact)))
                found.setdefault(difference, []).append(
                    abs(float(metric.statistical_parity_difference()))
                )
    return {
        name: (min if name.endswith("_ratio") else max)(
            number for number in numbers if number == number
        )
        for name, numbers in found.items()
        if any(number == number for number in numbers)
    }


def _aif360() -> tuple[Any, Any]:
    """Import aif360, which tells the root logger about extras that nobody asked for."""
    root = logging.getLogger()
    handlers, threshold = root.handlers[:], logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        from aif360 import datasets, metrics
    finally:
        logging.disable(threshold)
        root.handlers[:] = handlers
    return datasets, metrics


def _agree(ours: Mapping[str, Estimate], theirs: Mapping[str, float]) -> None:
    faults = Faults("fairness collector")
    for name, estimate in ours.items():
        if isinstance(estimate, Measured):
            other = theirs.get(name)
            faults.check(
                other is not None and abs(other - estimate.value) <= AGREEMENT,
                f"{name} is {estimate.value} by us and {other} by aif360",
            )
    faults.settle("don't use the number; report both with the table that they come from")


def _examined(examined: Examined, where: str) -> dict[str, Result]:
    table = opened(examined.data.source)
    return {
        name: examine(
            contingency(table, attribute, examined.label, examined.prediction, where=where),
            predictions=examined.prediction is not None,
        )
        for name, attribute in sorted(examined.attributes.items())
    }


def collect(
    data_sets: Mapping[str, Examined],
    *,
    observed_at: str,
    mitigation: Mapping[str, Mitigation] | None = None,
) -> dict[str, Any]:
    """The predicate of fairness evidence.

    `data_sets` maps roles (training, validation, testing) to what is examined;
    `mitigation` maps attributes to what was done about them, and is judged on the
    data set with predictions that comes last (testing, where there is one).

    Raises:
        CollectError: nothing to examine, an unknown role, a table that can't be
            read or counted, or a disagreement with aif360.
    """
    faults = Faults("fairness collector")
    faults.check(is_time(observed_at), f"observed_at is no time: {observed_at!r}")
    faults.check(bool(data_sets), "no data set was given")
    for role, examined in data_sets.items():
        faults.check(role in ROLES, f"{role!r} is no role of a data set")
        faults.check(bool(examined.attributes), f"{role} has no attribute to examine")
    faults.settle(f"give data sets by role ({', '.join(ROLES)}), each with attributes")

    results = {role: _examined(data_sets[role], role) for role in in_order(data_sets)}
    predicate: dict[str, Any] = {
        "observed_at": observed_at,
        "collector": mark("fairness", ["aif360", "duckdb", "ibis-framework"]),
        "data_sets": {
            role: {
                "digest": data_sets[role].data.identity(),
                "rows": max(
                    sum(group.judged for group in result.groups.values())
                    for result in found.values()
                ),
                "attributes": {name: result.as_dict() for name, result in found.items()},
            }
            for role, found in results.items()
        },
    }
    if mitigation:
        predicate["mitigation"] = _mitigated(data_sets, results, mitigation)
    return predicate


def _mitigated(
    data_sets: Mapping[str, Examined],
    results: Mapping[str, Mapping[str, Result]],
    mitigation: Mapping[str, Mitigation],
) -> dict[str, Any]:
    judged = [role for role in in_order(data_sets) if data_sets[role].prediction is not None]
    faults = Faults("mitigation")
    if faults.check(bool(judged), "no data set has predictions"):
        for name, done in sorted(mitigation.items()):
            known = results[judged[-1]].get(name)
            faults.check(known is not None, f"{name!r} was not examined")
            faults.check(name in done.before.attributes, f"{name!r} was not examined before")
            faults.check(
                known is None or done.measure in known.measures,
                f"{done.measure!r} is not measured for {name!r}",
            )
            faults.check(
                done.before.prediction is not None, f"no predictions from before for {name!r}"
            )
    faults.settle("give predictions from before and after, with the same attributes")
    return {
        name: {
            "method": done.method,
            "measure": done.measure,
            "before": _examined(done.before, "before mitigation")[name]
            .measures[done.measure]
            .as_dict(),
            "after": results[judged[-1]][name].measures[done.measure].as_dict(),
        }
        for name, done in sorted(mitigation.items())
    }


def subjects(
    system: str, model_digest: str, data_sets: Mapping[str, Examined]
) -> list[dict[str, Any]]:
    """What the evidence speaks of: the model, and each data set by role and digest."""
    return [
        model_subject(system, model_digest),
        *data_subjects({role: given.data.identity() for role, given in data_sets.items()}),
    ]


__all__ = [
    "Attribute",
    "Classes",
    "CollectError",
    "DataSet",
    "Examined",
    "Mitigation",
    "Result",
    "average_odds_difference",
    "by_aif360",
    "by_group",
    "collect",
    "equal_opportunity_difference",
    "examine",
    "selection_rate_ratio",
    "statistical_parity_difference",
    "subjects",
]
