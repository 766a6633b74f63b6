"""Numbers with their uncertainty: what every other collector puts into evidence.

An estimate is either measured (a value, a 95 % interval, how many it rests on
and by which method) or not measured, with the reason. It is never NaN, never 0
for want of data, and carries no limit and no verdict. Serves Articles 9(8),
10(2)(f) and (g) and 15(1) to (3). An interval speaks of chance alone: it does not
show that the rows were drawn from the people whom the system will meet.

Whole numbers are kept as long as possible, so that a value that lies on a limit
lies on it exactly: 8/12 over 10/12 is 0.8 here, and 0.7999999999999999 in floats.

Sources of the formulas:

- Wilson, E. B. (1927), JASA 22, 209-212: score interval of a rate.
- Katz, Baptista, Azen, Pike (1978), Biometrics 34, 469-474: log interval of a
  ratio of two rates. Where it has no answer 0.5 is added to each cell of the table,
  as is usual since Haldane (1956), Annals of Human Genetics 20, 309-311.
- Newcombe, R. G. (1998), Statistics in Medicine 17, 873-890, method 10: difference
  of two rates. Zou and Donner (2008), Statistics in Medicine 27, 1693-1702:
  the same for any weighted sum of independent rates.
- Dunn, O. J. (1961), JASA 56, 52-64: all pairs of several groups, by Bonferroni.
- DeLong, DeLong, Clarke-Pearson (1988), Biometrics 44, 837-845: variance of the
  area under the ROC curve. Qin, Hotilovac (2008), Statistical Methods in Medical
  Research 17, 207-221: its interval on the logit scale.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import permutations
from math import exp, hypot, isfinite, log, sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import numpy as np

DECIMALS = 12
# The 97.5 % point of the normal distribution: intervals are two-sided 95 %.
Z95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Measured:
    """A value with its 95 % interval; `low <= value <= high`, all finite."""

    value: float
    low: float
    high: float
    n: int
    method: str

    def as_dict(self) -> dict[str, Any]:
        """The estimate as evidence holds it."""
        return {
            "value": self.value,
            "low": self.low,
            "high": self.high,
            "n": self.n,
            "method": self.method,
        }


@dataclass(frozen=True, slots=True)
class NotMeasured:
    """There was nothing to measure, and why."""

    reason: str

    def as_dict(self) -> dict[str, Any]:
        """The absence as evidence holds it: no value, a reason."""
        return {"value": None, "reason": self.reason}


Estimate = Measured | NotMeasured


class Outcomes(NamedTuple):
    """How many people of a group were judged, and how many of them were selected."""

    judged: int
    selected: int

    @property
    def rate(self) -> Fraction:
        """The exact selection rate; only for a group with people in it."""
        return Fraction(self.selected, self.judged)


def rounded(number: float | Fraction) -> float:
    """The nearest float, cut to twelve decimals; never -0.0."""
    return round(float(number), DECIMALS) + 0.0


def measured(
    value: Fraction | float,
    low: float,
    high: float,
    *,
    n: int,
    method: str,
    least: float = 0.0,
    most: float = 1.0,
) -> Measured:
    """A measured estimate: bounds kept within the measure's range and around the value.

    Raises:
        ValueError: a number is not finite, or `n` is not positive.
    """
    point = rounded(value)
    bounds = (rounded(max(low, least)), rounded(min(high, most)))
    if n < 1 or not all(isfinite(number) for number in (point, *bounds)):
        raise ValueError(f"not an estimate: {value}, {low}, {high}, n={n}")
    return Measured(point, min(bounds[0], point), max(bounds[1], point), n, method)


def counted(part: int, whole: int) -> Estimate:
    """A share of something that was counted in full: there is no chance in it.

    Its bounds are the value itself. For shares of a file's cells or rows.
    """
    if not whole:
        return NotMeasured("nothing to count")
    share = Fraction(part, whole)
    return measured(share, float(share), float(share), n=whole, method="full count")


def wilson(selected: int, judged: int, z: float = Z95) -> tuple[float, float]:
    """The bounds of a rate by Wilson (1927), without continuity correction."""
    share = selected / judged
    square = z * z
    centre = (share + square / (2 * judged)) / (1 + square / judged)
    half = (
        z
        * sqrt(share * (1 - share) / judged + square / (4 * judged * judged))
        / (1 + square / judged)
    )
    low = 0.0 if selected == 0 else centre - half
    high = 1.0 if selected == judged else centre + half
    return low, high


def rate(selected: int, judged: int) -> Estimate:
    """The share `selected / judged`, with the interval of Wilson."""
    if not judged:
        return NotMeasured("nobody was judged")
    low, high = wilson(selected, judged)
    return measured(
        Fraction(selected, judged), low, high, n=judged, method="Wilson score interval, 95 %"
    )


def weighted_sum(
    terms: Iterable[tuple[Fraction, Outcomes]], z: float = Z95
) -> tuple[Fraction, float, float]:
    """A weighted sum of independent rates, with its bounds (Zou and Donner, 2008).

    With the weights 1 and -1 this is Newcombe's method 10. Every group must have
    people in it.
    """
    value = Fraction(0)
    below = above = 0.0
    for weight, outcomes in terms:
        share = weight * outcomes.rate
        ends = sorted(float(weight) * end for end in wilson(outcomes.selected, outcomes.judged, z))
        value += share
        below += (float(share) - ends[0]) ** 2
        above += (ends[1] - float(share)) ** 2
    return value, float(value) - sqrt(below), float(value) + sqrt(above)


def mean_rate(parts: Sequence[Outcomes], *, empty: str) -> Estimate:
    """The plain mean of independent rates, such as balanced accuracy.

    `empty` is the reason given when one of the parts has no people.
    """
    if not parts or not all(part.judged for part in parts):
        return NotMeasured(empty)
    weight = Fraction(1, len(parts))
    value, low, high = weighted_sum((weight, part) for part in parts)
    return measured(
        value,
        low,
        high,
        n=sum(part.judged for part in parts),
        method="Wilson score intervals joined as by Zou and Donner, 95 %",
    )


def extremes(groups: Mapping[str, Fraction], sizes: Mapping[str, int]) -> tuple[str, str]:
    """The names of the group with the lowest and of another with the highest number.

    Among equals the smaller group is taken, whose interval is wider, then the
    first by name. Needs two groups.
    """
    worst = min(groups, key=lambda name: (groups[name], sizes[name], name))
    rest = [name for name in groups if name != worst]
    best = min(rest, key=lambda name: (-groups[name], sizes[name], name))
    return worst, best


def compared(groups: Mapping[str, Outcomes]) -> tuple[str, str] | NotMeasured:
    """The lowest and the highest group by selection rate, or why none can be compared.

    Groups without people are left out.
    """
    seen = {name: outcomes for name, outcomes in groups.items() if outcomes.judged}
    if len(seen) < 2:
        return NotMeasured("fewer than two groups")
    return extremes(
        {name: outcomes.rate for name, outcomes in seen.items()},
        {name: outcomes.judged for name, outcomes in seen.items()},
    )


def ratio_of_rates(
    groups: Mapping[str, Outcomes],
    *,
    nobody: str = "nobody was selected",
    among: int | None = None,
) -> Estimate:
    """Lowest selection rate over highest: 1.0 is parity, 0.0 a group never selected.

    The interval is the log-ratio interval of Katz et al. (1978) for two groups, and
    over all pairs of more (`range_of`): the lower end is the lowest of all pairs', the
    upper one that of the two groups compared. Where the plain form has no answer (nobody of
    the lower group selected, or everybody of both) 0.5 is added to each cell, and `method`
    says so. The ratio can't exceed 1.0, and neither can its upper bound: what lies beyond
    would be the same gap with the groups exchanged. With fewer than two groups left, or
    nobody selected, there is nothing to compare and the estimate says so.

    `among` is the number of groups from which these were chosen, where there were more.
    """
    pair = compared(groups)
    if isinstance(pair, NotMeasured):
        return pair
    worst, best = groups[pair[0]], groups[pair[1]]
    if not best.selected:
        return NotMeasured(nobody)
    seen = [outcomes for outcomes in groups.values() if outcomes.judged]
    several = among or len(seen)
    method = "Katz log-ratio interval, 95 %"
    if _no_plain_form(worst, best):
        method = "Katz log-ratio interval with 0.5 added to each cell, 95 %"
    return measured(
        Fraction(worst.selected * best.judged, worst.judged * best.selected),
        min(
            _katz(one, other, Z95)[0]
            for one, other in permutations(seen, 2)
            if one.selected or other.selected
        ),
        _katz(worst, best, range_point(several))[1],
        n=sum(outcomes.judged for outcomes in seen),
        method=method + range_of(several),
    )


def _no_plain_form(worst: Outcomes, best: Outcomes) -> bool:
    nobody = not worst.selected or not best.selected
    return nobody or (worst.selected == worst.judged and best.selected == best.judged)


def _katz(worst: Outcomes, best: Outcomes, z: float) -> tuple[float, float]:
    more = (1, 0.5) if _no_plain_form(worst, best) else (0, 0)
    judged_low, selected_low, judged_high, selected_high = (
        number + extra for number, extra in zip((*worst, *best), more * 2, strict=True)
    )
    centre = log(selected_low * judged_high / (judged_low * selected_high))
    half = z * sqrt(1 / selected_low - 1 / judged_low + 1 / selected_high - 1 / judged_high)
    return exp(centre - half), exp(centre + half)


def range_share(groups: int, share: float = 0.95) -> float:
    """What an interval of each pair of so many groups must hold for all to hold `share`."""
    return 1 - (1 - share) / max(1, groups * (groups - 1) // 2)


def range_point(groups: int, share: float = 0.95) -> float:
    """How many standard errors belong to that: 1.96 for two groups, 2.39 for three."""
    return NormalDist().inv_cdf((1 + range_share(groups, share)) / 2)


def range_of(groups: int) -> str:
    """What a method says of an interval over all pairs of more than two groups.

    The end that is nearer to parity is widened by Bonferroni, as by Dunn (1961), since the
    two groups farthest apart were chosen after they were seen: at parity 88 of 100 would be
    held otherwise, of three groups. The farther end needs no more than the farthest of all
    pairs: one of them is the pair that is farthest apart in truth. So at least 95 of 100
    are held, and up to all of them where many groups differ in size and rate.
    """
    return f"; over all pairs of {groups} groups, nearer end by Bonferroni" * (groups > 2)


def gap(
    groups: Mapping[str, Sequence[Outcomes]],
    *,
    nobody: str = "nobody was selected",
    share: float = 0.95,
) -> Estimate:
    """Highest minus lowest group, each group being the mean of its rates: 0.0 is parity.

    Never negative, so a limit on it is an upper one. The interval is Newcombe's
    (1998, method 10), or with several rates in a group its extension by Zou and
    Donner (2008), for two groups, and over all pairs of more (`range_of`). An interval that
    reaches below zero is folded: the gap is the same whichever group is ahead. `share` of
    true gaps is held.

    Groups without people are left out. With fewer than two left, a group of which
    one rate rests on nobody, or nobody selected at all, there is nothing to compare
    and the estimate says so.
    """
    seen = {name: parts for name, parts in groups.items() if any(part.judged for part in parts)}
    if len(seen) < 2:
        return NotMeasured("fewer than two groups")
    if not any(part.selected for parts in seen.values() for part in parts):
        return NotMeasured(nobody)
    for name, parts in sorted(seen.items()):
        if not all(part.judged for part in parts):
            return NotMeasured(f"group {name} lacks people with one of the outcomes")
    sizes = {name: sum(part.judged for part in parts) for name, parts in seen.items()}

    def bounds(parts: Sequence[Outcomes], z: float) -> tuple[Fraction, float, float]:
        return weighted_sum([(Fraction(1, len(parts)), part) for part in parts], z)

    ends = [bounds(parts, range_point(2, share)) for parts in seen.values()]
    worst, best = extremes(
        {name: mean for name, (mean, _, _) in zip(seen, ends, strict=True)}, sizes
    )
    near = range_point(len(seen), share)
    low_mean, _, top = bounds(seen[worst], near)
    high_mean, bottom, _ = bounds(seen[best], near)
    value = high_mean - low_mean
    return measured(
        value,
        float(value) - hypot(float(high_mean) - bottom, top - float(low_mean)),
        max(
            float(one) - float(other) + hypot(above - float(one), float(other) - below)
            for (one, _, above), (other, below, _) in permutations(ends, 2)
        ),
        n=sum(sizes.values()),
        method=(
            "Newcombe hybrid score interval, 95 %"
            if len(seen[best]) == 1
            else "Wilson score intervals joined as by Zou and Donner, 95 %"
        )
        + range_of(len(seen)),
    )


def nominal(why: str | None) -> str:
    """What a method adds where an interval of 95 % is known to hold less in simulation."""
    return "" if why is None else f"; nominal, it holds less of {why}"


def area_under_curve(good: Sequence[bool], scores: Sequence[float]) -> Estimate:
    """The chance that a good case scores above a bad one, ties counting half.

    The interval is of DeLong's variance (1988), on the logit scale: as it stands it
    covers 80 to 93 of 100 true values above 0.9, on that scale 93 to 97, and 92 where
    one class has fewer than fifty cases and the other thousands. Where the variance is
    zero, as with perfectly separated scores, the bounds are Wilson's for as many cases
    as the smaller class has, and `method` says so. Needs two cases of each class.

    Raises:
        ValueError: different lengths, or a score that is not finite.
    """
    if len(good) != len(scores) or not all(isfinite(score) for score in scores):
        raise ValueError("each case needs one finite score")
    found: dict[float, list[int]] = {}
    for is_good, score in zip(good, scores, strict=True):
        found.setdefault(score, [0, 0])[0 if is_good else 1] += 1
    counts = [found[score] for score in sorted(found)]
    return area_from_counts([one[0] for one in counts], [one[1] for one in counts])


def area_from_counts(good: Any, bad: Any) -> Estimate:
    """The same from how many good and bad cases have each score, in ascending order of it.

    Whole numbers until the end, so that neither order nor number of cases costs a digit;
    for up to a thousand million cases.
    """
    import numpy as np

    positives, negatives = np.asarray(good, dtype=np.int64), np.asarray(bad, dtype=np.int64)
    m, n = int(positives.sum()), int(negatives.sum())
    if m < 2 or n < 2:
        return NotMeasured("fewer than two cases of each outcome")
    # Twice what each wins, a tie being half.
    wins = 2 * (np.cumsum(negatives) - negatives) + negatives
    losses = 2 * (m - np.cumsum(positives)) + positives
    value = Fraction(int((positives * wins).sum()), 2 * m * n)
    variance = float(
        _variance(wins, positives) / (2 * n) ** 2 / m
        + _variance(losses, negatives) / (2 * m) ** 2 / n
    )
    if variance:
        area = float(value)
        # A variance that is not zero leaves the area strictly between 0 and 1.
        centre, half = log(area / (1 - area)), Z95 * sqrt(variance) / (area * (1 - area))
        low, high = (1 / (1 + exp(-end)) for end in (centre - half, centre + half))
        method = "DeLong variance on the logit scale, 95 %"
        method += nominal("fewer than fifty cases of a class" if min(m, n) < 50 else None)
    else:
        least = min(m, n)
        low, high = wilson(round(value * least), least)
        method = "Wilson score interval on the smaller class, 95 %"
    return measured(value, low, high, n=m + n, method=method)


def _variance(numbers: np.ndarray[Any, Any], times: np.ndarray[Any, Any]) -> Fraction:
    """The sample variance of whole numbers that occur so many times."""
    n, total = int(times.sum()), int((times * numbers).sum())
    # In two parts, since the square of a large number times a count leaves 64 bits.
    above, below = numbers >> 16, numbers & 0xFFFF
    squares = sum(
        int((times * part).sum()) << shift
        for part, shift in ((above * above, 32), (above * below, 17), (below * below, 0))
    )
    return (squares - Fraction(total * total, n)) / (n - 1)
