"""What can be said between groups from a contingency table, for Articles 9(8) and 10(2)(f), (g).

Rates by group, gaps and ratios between the groups, and how unequally right and wrong
decisions fall on people. Everything comes from the counts of people by group, outcome
and decision, so that rows are read once, wherever they lie.

A rate that rests on fewer people than the declared minimum is not measured, and says
so; a measure between groups one of which is not measured is not measured either, since
leaving the group out would make the number better. It shows differences, not whether
they are justified.

Sources of the formulas:

- Hardt, Price, Srebro (2016), NeurIPS: equality of opportunity, equalized odds.
- Chouldechova (2017), Big Data 5, 153-163: predictive parity.
- Speicher et al. (2018), KDD, 2239-2248: Theil index and generalised entropy of the
  benefits that decisions bring (decision minus outcome plus one).
- Efron, Tibshirani (1993), An Introduction to the Bootstrap: percentile interval.
- Naeini, Cooper, Hauskrecht (2015), AAAI: expected calibration error over bins.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from math import log
from typing import TYPE_CHECKING, Any, NamedTuple

from lexgate_collectors.estimates import (
    Estimate,
    Measured,
    NotMeasured,
    Outcomes,
    gap,
    measured,
    rate,
    ratio_of_rates,
)

if TYPE_CHECKING:
    import numpy as np

    from lexgate_collectors.tables import Cell

DRAWS = 2000
_SEED = 20260101
_NOBODY = {
    "true_positive_rate": "nobody with the favourable outcome",
    "false_positive_rate": "nobody with the unfavourable outcome",
    "positive_predictive_value": "nobody who was selected",
}
_BOOTSTRAP = f"bootstrap of the table, {DRAWS} draws, percentiles, 95 %"


class Rates(NamedTuple):
    """The table of one group: right and wrong decisions on good and bad outcomes."""

    right_selected: int
    wrong_selected: int
    right_refused: int
    wrong_refused: int

    @property
    def people(self) -> int:
        """All of them."""
        return sum(self)

    def outcomes(self) -> dict[str, Outcomes]:
        """Each rate as those judged and those of them that count, by name."""
        good = self.right_selected + self.wrong_refused
        bad = self.wrong_selected + self.right_refused
        selected = self.right_selected + self.wrong_selected
        return {
            "selection_rate": Outcomes(self.people, selected),
            "true_positive_rate": Outcomes(good, self.right_selected),
            "false_positive_rate": Outcomes(bad, self.wrong_selected),
            "positive_predictive_value": Outcomes(selected, self.right_selected),
            "false_discovery_rate": Outcomes(selected, self.wrong_selected),
            "accuracy": Outcomes(self.people, self.right_selected + self.right_refused),
        }


def rates_of(cells: Iterable[Cell]) -> dict[str, Rates]:
    """The table of each group that has people in it; groups in the order of their names."""
    found: dict[str, list[int]] = {}
    for cell in cells:
        place = (0 if cell.favourable else 1) if cell.selected else (3 if cell.favourable else 2)
        found.setdefault(cell.group, [0, 0, 0, 0])[place] += cell.n
    return {name: Rates(*found[name]) for name in sorted(found) if sum(found[name])}


def by_group(groups: Mapping[str, Rates], minimum: int) -> dict[str, dict[str, Estimate]]:
    """Each rate of each group, with Wilson's interval, or why it is not measured."""
    return {
        name: {
            rate_name: _enough(outcomes, minimum) or rate(outcomes.selected, outcomes.judged)
            for rate_name, outcomes in rates.outcomes().items()
        }
        for name, rates in groups.items()
    }


def _enough(outcomes: Outcomes, minimum: int) -> NotMeasured | None:
    if outcomes.judged >= max(1, minimum):
        return None
    return NotMeasured(f"rests on {outcomes.judged} people, fewer than the minimum of {minimum}")


def between(
    groups: Mapping[str, Rates], minimum: int, reference: str | None = None
) -> dict[str, Estimate]:
    """Every measure between the groups, each from 0 to 1.

    - ``selection_rate_ratio``: lowest selection rate over highest (disparate impact).
    - ``selection_rate_ratio_to_reference``: the lowest of the others over that of the
      declared group, or the declared one over theirs, whichever is less; only with one.
    - ``statistical_parity_difference``: highest selection rate minus lowest.
    - ``equal_opportunity_difference``: the same of true positive rates.
    - ``average_odds_difference``: the same of the mean of true and false positive rate.
    - ``equalized_odds_difference``: the larger of the gaps in true and in false positive
      rates; its interval spans those of both.
    - ``predictive_parity_difference``: the gap in positive predictive values.
    - ``accuracy_difference``: the gap in accuracies.
    """
    chosen = _of(groups, "selection_rate")
    found: dict[str, Estimate] = {
        "selection_rate_ratio": _small(chosen, minimum) or ratio_of_rates(chosen),
        "statistical_parity_difference": _gap(groups, minimum, "selection_rate"),
        "equal_opportunity_difference": _gap(groups, minimum, "true_positive_rate"),
        "average_odds_difference": _gap(
            groups, minimum, "true_positive_rate", "false_positive_rate"
        ),
        "equalized_odds_difference": _larger(
            _gap(groups, minimum, "true_positive_rate"),
            _gap(groups, minimum, "false_positive_rate"),
        ),
        "predictive_parity_difference": _gap(groups, minimum, "positive_predictive_value"),
        "accuracy_difference": _gap(groups, minimum, "accuracy"),
    }
    if reference is not None:
        found["selection_rate_ratio_to_reference"] = _to_reference(chosen, minimum, reference)
    return found


def _of(groups: Mapping[str, Rates], name: str) -> dict[str, Outcomes]:
    return {group: rates.outcomes()[name] for group, rates in groups.items()}


def _small(groups: Mapping[str, Outcomes], minimum: int) -> NotMeasured | None:
    for name, outcomes in sorted(groups.items()):
        too_few = _enough(outcomes, minimum)
        if too_few is not None and outcomes.judged:
            return NotMeasured(f"group {name} {too_few.reason}")
    return None


def _gap(groups: Mapping[str, Rates], minimum: int, *names: str) -> Estimate:
    parts = {group: rates.outcomes() for group, rates in groups.items()}
    for name in names:
        small = _small({group: outcomes[name] for group, outcomes in parts.items()}, minimum)
        if small is not None:
            return small
    # A group that is there, and of which this rate rests on nobody, is not left out.
    for group, outcomes in sorted(parts.items()):
        for name in names:
            if len(parts) > 1 and not outcomes[name].judged:
                return NotMeasured(f"group {group} has {_NOBODY[name]}")
    return gap({group: [outcomes[name] for name in names] for group, outcomes in parts.items()})


def _larger(one: Estimate, other: Estimate) -> Estimate:
    if isinstance(one, NotMeasured):
        return one
    if isinstance(other, NotMeasured):
        return other
    return measured(
        max(one.value, other.value),
        max(one.low, other.low),
        max(one.high, other.high),
        n=one.n,
        method=f"the larger of two gaps: {one.method}",
    )


def _to_reference(groups: Mapping[str, Outcomes], minimum: int, reference: str) -> Estimate:
    if reference not in groups:
        return NotMeasured(f"nobody is in the reference group {reference}")
    small = _small(groups, minimum)
    if small is not None:
        return small
    others = {name: outcomes for name, outcomes in groups.items() if name != reference}
    pairs = [
        ratio_of_rates({reference: groups[reference], name: outcomes})
        for name, outcomes in sorted(others.items())
    ]
    if not pairs:
        return NotMeasured("fewer than two groups")
    for pair in pairs:
        if isinstance(pair, NotMeasured):
            return pair
    return min(
        (p for p in pairs if isinstance(p, Measured)), key=lambda pair: (pair.value, pair.low)
    )


# ---------------------------------------------------------------- inequality of benefits


def inequality(groups: Mapping[str, Rates]) -> dict[str, Estimate]:
    """How unequally decisions benefit people, over all groups together; 0 is equal.

    A benefit is 2 for a person wrongly selected, 1 for a right decision, 0 for one
    wrongly refused. ``theil_index`` lies from 0 to ln 2 or more, as few have any benefit;
    ``generalized_entropy_index`` is that with alpha 2, half the squared coefficient of
    variation. Both by our own formula: aif360 computes them on rows and ignores weights.
    """
    counts = [
        sum(rates.wrong_refused for rates in groups.values()),
        sum(rates.right_selected + rates.right_refused for rates in groups.values()),
        sum(rates.wrong_selected for rates in groups.values()),
    ]
    return {
        "theil_index": _bootstrapped(counts, theil_index, _theil_indices),
        "generalized_entropy_index": _bootstrapped(
            counts, generalized_entropy_index, _entropy_indices
        ),
    }


def theil_index(benefits: Sequence[int]) -> float | None:
    """The Theil index of so many people with the benefits 0, 1, 2; None without any benefit."""
    mean = _mean(benefits)
    if mean is None:
        return None
    terms = [n * float(b / mean) * log(b / mean) for b, n in enumerate(benefits) if b and n]
    return max(0.0, sum(terms) / sum(benefits))


def generalized_entropy_index(benefits: Sequence[int]) -> float | None:
    """Generalised entropy with alpha 2 of so many people with the benefits 0, 1, 2."""
    mean = _mean(benefits)
    if mean is None:
        return None
    squares = sum((Fraction(n) * (b / mean) ** 2 for b, n in enumerate(benefits)), Fraction(0))
    return float((squares / sum(benefits) - 1) / 2)


def _mean(benefits: Sequence[int]) -> Fraction | None:
    total = sum(b * n for b, n in enumerate(benefits))
    return Fraction(total, sum(benefits)) if total else None


def _theil_indices(
    shares: np.ndarray[Any, Any], ratios: np.ndarray[Any, Any]
) -> np.ndarray[Any, Any]:
    import numpy as np

    logs = np.log(ratios, out=np.zeros_like(ratios), where=ratios > 0)
    found: np.ndarray[Any, Any] = np.maximum(0.0, (shares * ratios * logs).sum(axis=1))
    return found


def _entropy_indices(
    shares: np.ndarray[Any, Any], ratios: np.ndarray[Any, Any]
) -> np.ndarray[Any, Any]:
    found: np.ndarray[Any, Any] = ((shares * ratios**2).sum(axis=1) - 1) / 2
    return found


def _bootstrapped(
    counts: Sequence[int],
    statistic: Callable[[Sequence[int]], float | None],
    of_draws: Callable[[np.ndarray[Any, Any], np.ndarray[Any, Any]], np.ndarray[Any, Any]],
) -> Estimate:
    """A statistic of counts, with the percentiles of draws from the same shares.

    `of_draws` gives the same of many: from the share of people with each benefit, and from
    each benefit over the mean.
    """
    import numpy as np

    n = sum(counts)
    point = statistic(counts) if n else None
    if point is None:
        return NotMeasured("nobody was judged, or nobody has any benefit")
    draws = np.random.default_rng(_SEED).multinomial(n, [c / n for c in counts], size=DRAWS)
    means = draws @ np.arange(len(counts)) / n
    some = means > 0
    values = of_draws(draws[some] / n, np.arange(len(counts)) / means[some, None])
    low, high = np.percentile(values, [2.5, 97.5])
    return measured(point, float(low), float(high), n=n, method=_BOOTSTRAP, most=float("inf"))


# ---------------------------------------------------------------- calibration


class Bin(NamedTuple):
    """People of a group with scores in one bin: how many, how many good, sum of their scores."""

    people: int
    good: int
    scores: float


def calibration(groups: Mapping[str, Sequence[Bin]], minimum: int) -> dict[str, Estimate]:
    """For each group the mean distance of score and outcome over the bins, 0 to 1.

    The expected calibration error: in each bin the share of good outcomes against the
    mean score, weighted by people. The interval is a bootstrap of each bin's outcomes;
    the number is never below zero, so that a well calibrated group of few people has
    one above it.
    """
    import numpy as np

    found: dict[str, Estimate] = {}
    for name, bins in sorted(groups.items()):
        seen = [b for b in bins if b.people]
        people = sum(b.people for b in seen)
        too_few = _enough(Outcomes(people, 0), minimum)
        if too_few is not None:
            found[name] = too_few
            continue
        sizes = np.array([b.people for b in seen], dtype=float)
        means = np.array([b.scores / b.people for b in seen])
        good = np.array([b.good for b in seen], dtype=float)
        point = _calibration_error(good, sizes, means)
        draws = np.random.default_rng(_SEED).binomial(
            sizes.astype(int), good / sizes, size=(DRAWS, len(seen))
        )
        errors = [_calibration_error(draw, sizes, means) for draw in draws]
        low, high = np.percentile(errors, [2.5, 97.5])
        found[name] = measured(
            point, float(low), float(high), n=people,
            method=f"expected calibration error over {len(seen)} bins; {_BOOTSTRAP}",
        )  # fmt: skip
    return found


def _calibration_error(
    good: Any, sizes: np.ndarray[Any, Any], means: np.ndarray[Any, Any]
) -> float:
    return float((abs(good / sizes - means) * sizes).sum() / sizes.sum())
