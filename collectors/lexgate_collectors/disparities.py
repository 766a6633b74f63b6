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
from dataclasses import replace
from fractions import Fraction
from math import log
from typing import TYPE_CHECKING, Any, NamedTuple

from lexgate_collectors.estimates import (
    Estimate,
    NotMeasured,
    Outcomes,
    gap,
    measured,
    nominal,
    rate,
    ratio_of_rates,
)

if TYPE_CHECKING:
    import numpy as np

    from lexgate_collectors.tables import Cell

    Numbers = np.ndarray[Any, Any]

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
      rates. It lies above the lower end of both and below the upper end of one of them, so
      the lower ends are taken at 97.5 %: at parity it would cover 90 of 100 otherwise.
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
            [
                [_gap(groups, minimum, name, share=share) for share in (0.95, 0.975)]
                for name in ("true_positive_rate", "false_positive_rate")
            ]
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


def _gap(groups: Mapping[str, Rates], minimum: int, *names: str, share: float = 0.95) -> Estimate:
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
    return gap(
        {group: [outcomes[name] for name in names] for group, outcomes in parts.items()},
        share=share,
    )


def _larger(gaps: Sequence[Sequence[Estimate]]) -> Estimate:
    """The larger of some gaps, each given at 95 % and at 97.5 %."""
    usual, wide = [], []
    for one, wider in gaps:
        if isinstance(one, NotMeasured):
            return one
        if isinstance(wider, NotMeasured):
            return wider
        usual.append(one)
        wide.append(wider)
    return measured(
        max(one.value for one in usual),
        max(one.low for one in wide),
        max(one.high for one in usual),
        n=usual[0].n,
        method=f"the larger of two gaps, lower ends at 97.5 %: {usual[0].method}",
    )


def _to_reference(groups: Mapping[str, Outcomes], minimum: int, reference: str) -> Estimate:
    if reference not in groups:
        return NotMeasured(f"nobody is in the reference group {reference}")
    small = _small(groups, minimum)
    if small is not None:
        return small
    others = {name: outcomes for name, outcomes in groups.items() if name != reference}
    pairs = [
        ratio_of_rates({reference: groups[reference], name: outcomes}, among=len(groups))
        for name, outcomes in sorted(others.items())
    ]
    if not pairs:
        return NotMeasured("fewer than two groups")
    compared = []
    for pair in pairs:
        if isinstance(pair, NotMeasured):
            return pair
        compared.append(pair)
    lowest = min(compared, key=lambda pair: (pair.value, pair.low))
    # The pair that is lowest in truth may be another.
    return replace(lowest, low=min(pair.low for pair in compared))


# ---------------------------------------------------------------- inequality of benefits


def inequality(groups: Mapping[str, Rates]) -> dict[str, Estimate]:
    """How unequally decisions benefit people, over all groups together; 0 is equal.

    A benefit is 2 for a person wrongly selected, 1 for a right decision, 0 for one
    wrongly refused. ``theil_index`` lies from 0 to ln 2 or more, as few have any benefit;
    ``generalized_entropy_index`` is that with alpha 2, half the squared coefficient of
    variation. Where fewer than about ten decisions are wrong the intervals cover 85 to 95 of
    100. Both by our own formula: aif360 computes them on rows and ignores weights.
    """
    counts = [
        sum(rates.wrong_refused for rates in groups.values()),
        sum(rates.right_selected + rates.right_refused for rates in groups.values()),
        sum(rates.wrong_selected for rates in groups.values()),
    ]
    return _bootstrapped(
        counts,
        {
            "theil_index": (theil_index, _theil_of_draws),
            "generalized_entropy_index": (generalized_entropy_index, _entropy_of_draws),
        },
    )


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


def _bootstrapped(
    counts: Sequence[int],
    statistics: Mapping[
        str,
        tuple[Callable[[Sequence[int]], float | None], Callable[[Numbers, Numbers], Numbers]],
    ],
) -> dict[str, Estimate]:
    """Statistics of counts, with the percentiles of draws from the same shares."""
    import numpy as np

    n = sum(counts)
    points = {name: of(counts) if n else None for name, (of, _) in statistics.items()}
    found: dict[str, Estimate] = dict.fromkeys(
        statistics, NotMeasured("nobody was judged, or nobody has any benefit")
    )
    if all(point is None for point in points.values()):
        return found
    draws = np.random.default_rng(_SEED).multinomial(n, [c / n for c in counts], size=DRAWS)
    means = (draws[:, 1] + 2 * draws[:, 2]) / n
    # Draws in which nobody has any benefit have no answer.
    drawn = draws[means > 0] / n, means[means > 0, None]
    unequal = counts[0] + counts[2]
    method = _BOOTSTRAP + nominal("fewer than ten wrong decisions" if unequal < 10 else None)
    for name, (_, of_draws) in statistics.items():
        point = points[name]
        if point is not None:
            low, high = np.percentile(of_draws(*drawn), [2.5, 97.5])
            found[name] = measured(
                point, float(low), float(high), n=n, method=method, most=float("inf")
            )
    return found


def _theil_of_draws(shares: Numbers, means: Numbers) -> Numbers:
    import numpy as np

    over = np.array([1.0, 2.0]) / means
    found: Numbers = np.maximum(0.0, (shares[:, 1:] * over * np.log(over)).sum(axis=1))
    return found


def _entropy_of_draws(shares: Numbers, means: Numbers) -> Numbers:
    import numpy as np

    squares = (shares[:, 1:] * (np.array([1.0, 2.0]) / means) ** 2).sum(axis=1)
    found: Numbers = (squares - 1) / 2
    return found


# ---------------------------------------------------------------- calibration


class Bin(NamedTuple):
    """People of a group with scores in one bin: how many, how many good, sum of their scores."""

    people: int
    good: int
    scores: float


def calibration(groups: Mapping[str, Sequence[Bin]], minimum: int) -> dict[str, Estimate]:
    """For each group the mean distance of score and outcome over the bins, 0 to 1.

    The expected calibration error: in each bin the share of good outcomes against the
    mean score, weighted by people. The number is never below zero, so chance alone makes
    it positive, and a bootstrap of each bin's outcomes adds that chance a second time. The
    lower end is therefore 0 where scores that are right would give as much in one of forty
    draws, and else the percentile less twice the excess of the draws' mean; the upper end is
    the percentile less it once. Percentiles as they are cover no group that is well
    calibrated; this covers 93 to 98 of 100.
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
        point = float(_calibration_error(good, sizes, means))
        generator = np.random.default_rng(_SEED)
        errors, right = (
            _calibration_error(
                generator.binomial(sizes.astype(int), share, size=(DRAWS, len(seen))), sizes, means
            )
            for share in (good / sizes, np.clip(means, 0.0, 1.0))
        )
        excess = max(0.0, float(errors.mean()) - point)
        low, high = np.percentile(errors, [2.5, 97.5]) - np.array([2 * excess, excess])
        if point <= np.percentile(right, 97.5):
            low = 0.0
        found[name] = measured(
            point, float(low), float(high), n=people,
            method=f"expected calibration error over {len(seen)} bins; {_BOOTSTRAP}, "
            "less what chance adds",
        )  # fmt: skip
    return found


def _calibration_error(good: Numbers, sizes: Numbers, means: Numbers) -> Numbers:
    found: Numbers = (abs(good / sizes - means) * sizes).sum(axis=-1) / sizes.sum()
    return found
