"""Fairness evidence, for Articles 9(8) and 10(2)(f), (g): how far apart do groups lie?

On data with predictions it compares how often the groups are selected, and how
often rightly and wrongly; on data with outcomes alone, how often the groups had
the favourable one. It also shows what a mitigation changed.

It does not show whether a difference is justified, whether a number is good
enough (that is the policy's work), or anything about attributes that are not in
the data. People to whom several attributes apply at once are looked at to the depth
that is declared. aif360 computes ratios and differences as well, over the weighted
contingency table, and fairlearn rates of groups; a disagreement beyond 1e-12 stops the
collection.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import Any, TypeAlias

from lexgate_collectors import disparities, regression_fairness
from lexgate_collectors import ways as ways_module
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
    rate,
    ratio_of_rates,
)
from lexgate_collectors.regression_fairness import Examined as Numeric
from lexgate_collectors.tables import (
    Attribute,
    Cell,
    Classes,
    DataSet,
    contingencies,
    counted_people,
    opened,
    score_bins,
)
from lexgate_collectors.ways import Way

AnyResult: TypeAlias = "Result | regression_fairness.Result"
ON_PREDICTIONS = "selection rates by group, on predictions"
ON_LABELS = "base rates by group, on outcomes"
AGREEMENT = 1e-12
_NOBODY_GOOD = "nobody had the favourable outcome"


@dataclass(frozen=True, slots=True)
class Examined:
    """A data set in one role, and which attributes are to be examined on it."""

    data: DataSet
    attributes: Mapping[str, Attribute]
    label: Classes
    prediction: Classes | None = None
    score: str | None = None
    minimum_cell: int = 1
    depth: int = 1
    references: Mapping[str, str] = field(default_factory=dict)

    def together(self) -> dict[str, tuple[Attribute, ...]]:
        """Each attribute, and each few of them to the declared depth, by their names."""
        return {
            " and ".join(names): tuple(self.attributes[name] for name in names)
            for size in range(1, self.depth + 1)
            for names in combinations(sorted(self.attributes), size)
        }


@dataclass(frozen=True, slots=True)
class Mitigation:
    """What was done about a difference, and the predictions from before it was done."""

    method: str
    before: Examined | Numeric
    measure: str = "selection_rate_ratio"


@dataclass(frozen=True, slots=True)
class Result:
    """One attribute on one data set: the groups and what was measured between them."""

    method: str
    groups: Mapping[str, Outcomes]
    measures: Mapping[str, Estimate] = field(default_factory=dict)
    rates: Mapping[str, Mapping[str, Estimate]] = field(default_factory=dict)
    minimum_cell: int = 1

    @property
    def rows(self) -> int:
        """Number of people in all groups."""
        return sum(outcomes.judged for outcomes in self.groups.values())

    def as_dict(self) -> dict[str, Any]:
        """The result as evidence holds it."""
        return {
            "method": self.method,
            "n": self.rows,
            "minimum_cell": self.minimum_cell,
            "groups": {
                name: {
                    "n": outcomes.judged,
                    "favourable": outcomes.selected,
                    "rates": {
                        rate: found.as_dict() for rate, found in self.rates.get(name, {}).items()
                    },
                }
                for name, outcomes in self.groups.items()
            },
            "measures": {name: found.as_dict() for name, found in self.measures.items()},
        }


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


def examine(
    cells: Sequence[Cell],
    *,
    predictions: bool,
    minimum: int = 1,
    reference: str | None = None,
    bins: Mapping[str, Sequence[disparities.Bin]] | None = None,
) -> Result:
    """Everything that can be said of one attribute from its contingency table.

    Args:
        cells: people by group, outcome and prediction.
        predictions: whether predictions are compared, or outcomes alone.
        minimum: a rate of fewer people is not measured.
        reference: the group that the others are held against, where one is declared.
        bins: people by group and score, for calibration.

    Raises:
        CollectError: aif360 or fairlearn finds another number than we do.
    """
    groups = by_group(cells, predictions=predictions)
    if not predictions:
        small = {
            name: NotMeasured(f"rests on {o.judged} people, fewer than the minimum of {minimum}")
            for name, o in groups.items()
            if 0 < o.judged < minimum
        }
        measures: dict[str, Estimate] = {
            "base_rate_ratio": ratio_of_rates(groups, nobody=_NOBODY_GOOD),
            "base_rate_difference": gap(
                {name: [outcomes] for name, outcomes in groups.items()}, nobody=_NOBODY_GOOD
            ),
        }
        for name, reason in sorted(small.items()):
            measures = dict.fromkeys(measures, NotMeasured(f"group {name} {reason.reason}"))
        rates: dict[str, dict[str, Estimate]] = {
            name: {"base_rate": small.get(name) or rate(outcomes.selected, outcomes.judged)}
            for name, outcomes in groups.items()
        }
        _agree(measures, by_aif360(cells, predictions=False))
        return Result(ON_LABELS, groups, measures, rates, minimum)
    tables = disparities.rates_of(cells)
    measures = disparities.between(tables, minimum, reference)
    rates = disparities.by_group(tables, minimum)
    _agree(measures, by_aif360(cells, predictions=True, reference=reference))
    _agree_by_group(rates, by_fairlearn(cells))
    for name, error in disparities.calibration(bins or {}, minimum).items():
        rates[name]["calibration_error"] = error
    return Result(ON_PREDICTIONS, groups, measures, rates, minimum)


def by_aif360(
    cells: Sequence[Cell], *, predictions: bool, reference: str | None = None
) -> dict[str, float]:
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
        for one, other in combinations(range(len(names)), 2):
            pair = ([{"group": float(one)}], [{"group": float(other)}])
            if predictions:
                metric = metrics.ClassificationMetric(truth, judged, *pair)
                ratio = "selection_rate_ratio"
                differences = {
                    "statistical_parity_difference": metric.statistical_parity_difference(),
                    "equal_opportunity_difference": metric.equal_opportunity_difference(),
                    "average_odds_difference": metric.average_odds_difference(),
                    "equalized_odds_difference": metric.equalized_odds_difference(),
                    "predictive_parity_difference": metric.difference(
                        metric.positive_predictive_value
                    ),
                    "accuracy_difference": metric.difference(metric.accuracy),
                }
            else:
                metric = metrics.BinaryLabelDatasetMetric(truth, *pair)
                ratio = "base_rate_ratio"
                differences = {"base_rate_difference": metric.statistical_parity_difference()}
            impact = np.float64(metric.disparate_impact())
            lower = float(np.fmin(impact, 1.0 / impact))
            found.setdefault(ratio, []).append(lower)
            if predictions and reference in (names[one], names[other]):
                found.setdefault("selection_rate_ratio_to_reference", []).append(lower)
            for name, difference in differences.items():
                found.setdefault(name, []).append(abs(float(difference)))
    return {
        name: (min if "_ratio" in name else max)(number for number in numbers if number == number)
        for name, numbers in found.items()
        if any(number == number for number in numbers)
    }


def by_fairlearn(cells: Sequence[Cell]) -> dict[str, dict[str, float]]:
    """Rates of each group by fairlearn, over the table with its counts as sample weights.

    fairlearn has one rate that takes weights and no more than one class: how many are
    selected. True and false positive rates are that of those with the favourable and with
    the unfavourable outcome; predictive value, false discovery and accuracy that of the
    right or wrong decisions. A rate of nobody is left out.
    """
    import numpy as np
    from fairlearn.metrics import selection_rate

    found: dict[str, dict[str, float]] = {}
    for name in sorted({cell.group for cell in cells if cell.n}):
        part = [cell for cell in cells if cell.group == name and cell.n]
        truth = np.array([cell.favourable for cell in part])
        chosen = np.array([bool(cell.selected) for cell in part])
        people = np.array([float(cell.n) for cell in part])
        everybody = np.ones(len(part), dtype=bool)
        found[name] = {
            rate_: float(selection_rate(truth[of], counts[of], sample_weight=people[of]))
            for rate_, counts, of in (
                ("selection_rate", chosen, everybody),
                ("true_positive_rate", chosen, truth),
                ("false_positive_rate", chosen, ~truth),
                ("positive_predictive_value", truth, chosen),
                ("false_discovery_rate", ~truth, chosen),
                ("accuracy", truth == chosen, everybody),
            )
            if of.any()
        }
    return found


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


def _agree_by_group(
    ours: Mapping[str, Mapping[str, Estimate]], theirs: Mapping[str, Mapping[str, float]]
) -> None:
    faults = Faults("fairness collector")
    for group, rates in theirs.items():
        for name, other in rates.items():
            estimate = ours[group][name]
            faults.check(
                not isinstance(estimate, Measured) or abs(other - estimate.value) <= AGREEMENT,
                f"{name} of {group} is not what fairlearn finds: {other}",
            )
    faults.settle("don't use the number; report both with the table that they come from")


def _examined(examined: Examined | Numeric, where: str) -> Mapping[str, AnyResult]:
    return _counted(examined, where)[0]


def _counted(
    examined: Examined | Numeric, where: str
) -> tuple[Mapping[str, AnyResult], tuple[Cell, ...]]:
    """What is found by each attribute, and the counts by the first of them (of classes)."""
    if not examined.attributes:
        return {}, ()
    if isinstance(examined, Numeric):
        return regression_fairness.by_attribute(examined, where), ()
    return _by_attribute(examined, where)


def _by_attribute(examined: Examined, where: str) -> tuple[dict[str, Result], tuple[Cell, ...]]:
    table = opened(examined.data.source)
    together = examined.together()
    # First the counts: they tell of rows that fit no group or outcome.
    counts = contingencies(table, together, examined.label, examined.prediction, where=where)
    found: dict[str, Result] = {}
    for name, attributes in together.items():
        bins = None
        if examined.score is not None and examined.prediction is not None:
            bins = score_bins(table, attributes, examined.label, examined.score, where=where)
        found[name] = examine(
            counts[name],
            predictions=examined.prediction is not None,
            minimum=examined.minimum_cell,
            reference=examined.references.get(name),
            bins=bins,
        )
    return found, counts[min(examined.attributes)]


def _inequality(cells: Sequence[Cell]) -> dict[str, Any]:
    """How unequally right and wrong decisions fall on people, of whichever group."""
    found = disparities.inequality(disparities.rates_of(cells))
    return {measure: estimate.as_dict() for measure, estimate in found.items()}


def _classes(examined: Examined, where: str) -> dict[str, Any]:
    """The same of each class against all others, where the outcome has more than two."""
    if examined.prediction is None:
        return {}
    predictions = examined.prediction.each()
    return {
        value: {
            name: result.as_dict()
            for name, result in _by_attribute(
                replace(examined, label=label, prediction=predictions[value], score=None), where
            )[0].items()
        }
        for value, label in examined.label.each().items()
    }


def collect(
    data_sets: Mapping[str, Examined | Numeric],
    *,
    observed_at: str,
    mitigation: Mapping[str, Mitigation] | None = None,
    ways: Mapping[str, Way] | None = None,
) -> dict[str, Any]:
    """The predicate of fairness evidence.

    `ways` says how each attribute is examined, also those that are not in the data, which
    may be all of them; without it each is measured by its column. Numeric outcomes are
    examined by means (`regression_fairness`).

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
        # Where all are examined elsewhere, or not at all, that is what there is to tell.
        faults.check(bool(examined.attributes) or bool(ways), f"{role} has no attribute to examine")
    columns = {
        name: attribute.column
        for examined in data_sets.values()
        for name, attribute in examined.attributes.items()
    }
    if ways is None:
        ways = {name: Way("measured", column) for name, column in columns.items()}
    else:
        ways_module.check(ways, columns, faults)
    faults.settle(f"give data sets by role ({', '.join(ROLES)}), each with attributes")

    counted = {role: _counted(data_sets[role], role) for role in in_order(data_sets)}
    results = {role: found for role, (found, _) in counted.items()}
    predicate: dict[str, Any] = {
        "observed_at": observed_at,
        "examined": {name: way.as_dict() for name, way in sorted(ways.items())},
        "collector": mark("fairness", ["aif360", "duckdb", "fairlearn", "ibis-framework"]),
        "data_sets": {
            role: {
                "digest": data_sets[role].data.identity(),
                "rows": max((result.rows for result in found.values()), default=0)
                or counted_people(data_sets[role].data, role),
                "attributes": {name: result.as_dict() for name, result in found.items()},
                **_more(data_sets[role], counted[role][1], role),
            }
            for role, found in results.items()
        },
    }
    left_out = {name: str(way.reason) for name, way in ways.items() if not way.in_the_data}
    if left_out:
        predicate["not_examined"] = dict(sorted(left_out.items()))
    if mitigation:
        predicate["mitigation"] = _mitigated(data_sets, results, mitigation)
    return predicate


def _more(examined: Examined | Numeric, cells: Sequence[Cell], where: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if isinstance(examined, Examined) and examined.prediction is not None and cells:
        found["inequality"] = _inequality(cells)
        classes = _classes(examined, where)
        if classes:
            found["classes"] = classes
    return found


def _mitigated(
    data_sets: Mapping[str, Examined | Numeric],
    results: Mapping[str, Mapping[str, AnyResult]],
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
    system: str, model_digest: str, data_sets: Mapping[str, Examined | Numeric]
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
    "Numeric",
    "Result",
    "Way",
    "by_aif360",
    "by_group",
    "collect",
    "examine",
    "subjects",
]
