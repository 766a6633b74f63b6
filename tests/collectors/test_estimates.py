"""Each estimate against another library, and the cases where a number is easily made up."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lexgate_collectors.estimates import (
    Estimate,
    Measured,
    NotMeasured,
    Outcomes,
    area_under_curve,
    counted,
    gap,
    mean_rate,
    rate,
    ratio_of_rates,
    weighted_sum,
)

people = st.integers(1, 400).flatmap(
    lambda judged: st.integers(0, judged).map(lambda selected: Outcomes(judged, selected))
)


def number(estimate: Estimate) -> Measured:
    assert isinstance(estimate, Measured), estimate
    assert estimate.low <= estimate.value <= estimate.high
    return estimate


def test_ratio_at_parity() -> None:
    found = number(ratio_of_rates({"a": Outcomes(50, 25), "b": Outcomes(50, 25)}))
    assert (found.value, found.high, found.n) == (1.0, 1.0, 100)
    assert found.low < 0.7


def test_ratio_has_no_float_error_at_the_limit() -> None:
    assert (8 / 12) / (10 / 12) < 0.8
    found = number(ratio_of_rates({"a": Outcomes(12, 8), "b": Outcomes(12, 10)}))
    assert found.value == 0.8


def test_never_selected_is_measured_not_missing() -> None:
    found = number(ratio_of_rates({"a": Outcomes(40, 0), "b": Outcomes(40, 30)}))
    assert (found.value, found.low) == (0.0, 0.0)
    assert 0 < found.high < 0.3
    assert "0.5 added" in found.method


def test_everybody_selected_is_not_certain() -> None:
    found = number(ratio_of_rates({"a": Outcomes(3, 3), "b": Outcomes(3, 3)}))
    assert found.value == 1.0
    assert found.low < 0.8


def test_nobody_selected_is_not_parity() -> None:
    nobody = {"a": Outcomes(40, 0), "b": Outcomes(40, 0)}
    assert ratio_of_rates(nobody) == NotMeasured("nobody was selected")
    assert gap({name: [rates] for name, rates in nobody.items()}) == NotMeasured(
        "nobody was selected"
    )


def test_an_empty_group_is_no_group() -> None:
    groups = {"a": Outcomes(40, 20), "b": Outcomes(0, 0)}
    assert ratio_of_rates(groups) == NotMeasured("fewer than two groups")
    assert gap({name: [rates] for name, rates in groups.items()}) == NotMeasured(
        "fewer than two groups"
    )
    three = groups | {"c": Outcomes(40, 10)}
    assert number(ratio_of_rates(three)).value == 0.5


def test_a_group_half_empty_is_not_left_out() -> None:
    groups = {
        "a": [Outcomes(10, 5), Outcomes(10, 5)],
        "b": [Outcomes(10, 5), Outcomes(10, 5)],
        "c": [Outcomes(0, 0), Outcomes(10, 9)],
    }
    assert gap(groups) == NotMeasured("group c lacks people with one of the outcomes")


def test_of_equal_groups_the_smaller_one_is_compared() -> None:
    for small, large, other in (
        (Outcomes(10, 5), Outcomes(1000, 500), Outcomes(100, 100)),
        (Outcomes(10, 5), Outcomes(1000, 500), Outcomes(100, 20)),
    ):
        with_large = number(ratio_of_rates({"z": small, "a": large, "c": other}))
        alone = number(ratio_of_rates({"z": small, "c": other}, among=3))
        assert (with_large.low, with_large.high) == (alone.low, alone.high)


def test_the_wider_side_counts_when_a_gap_is_folded() -> None:
    one, other = Outcomes(10, 1), Outcomes(100, 10)
    sides = [
        weighted_sum([(Fraction(1), first), (Fraction(-1), second)])[2]
        for first, second in ((one, other), (other, one))
    ]
    assert min(sides) < max(sides) - 0.05
    found = number(gap({"a": [one], "b": [other]}))
    assert (found.low, found.high) == (0.0, round(max(sides), 12))
    worse = number(gap({"a": [Outcomes(100, 10)], "b": [Outcomes(10, 1)]}))
    assert worse.high == found.high
    ahead = number(gap({"a": [Outcomes(1000, 101)], "b": [Outcomes(10, 1)]}))
    assert ahead.high > ahead.value


def test_nothing_is_never_a_number() -> None:
    assert rate(0, 0) == NotMeasured("nobody was judged")
    assert counted(0, 0) == NotMeasured("nothing to count")
    assert mean_rate([Outcomes(3, 1), Outcomes(0, 0)], empty="why") == NotMeasured("why")
    assert area_under_curve([True, False], [0.1, 0.2]) == NotMeasured(
        "fewer than two cases of each outcome"
    )
    with pytest.raises(ValueError, match="finite"):
        area_under_curve([True, False], [0.1, float("nan")])


@given(people, people)
def test_ratio_interval_is_that_of_scipy(one: Outcomes, other: Outcomes) -> None:
    from scipy.stats.contingency import relative_risk

    low, high = sorted((one, other), key=lambda group: group.rate)
    found = ratio_of_rates({"low": low, "high": high})
    if not high.selected:
        assert found == NotMeasured("nobody was selected")
        return
    measured = number(found)
    assert measured.value == float(round(low.rate / high.rate, 12))
    if low.selected and not (low.selected == low.judged and high.selected == high.judged):
        theirs = relative_risk(low.selected, low.judged, high.selected, high.judged)
        interval = theirs.confidence_interval(0.95)
        assert measured.low == pytest.approx(interval.low, abs=1e-11)
        assert measured.high == pytest.approx(max(measured.value, min(interval.high, 1)), abs=1e-11)


@given(people)
def test_rate_interval_is_that_of_scipy(group: Outcomes) -> None:
    from scipy.stats import binomtest

    found = number(rate(group.selected, group.judged))
    theirs = binomtest(group.selected, group.judged).proportion_ci(method="wilson")
    assert found.low == pytest.approx(theirs.low, abs=1e-11)
    assert found.high == pytest.approx(theirs.high, abs=1e-11)


@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    [
        # Newcombe (1998), table II, method 10.
        (Outcomes(70, 56), Outcomes(80, 48), 0.0524, 0.3339),
        (Outcomes(10, 9), Outcomes(10, 3), 0.1705, 0.8090),
        (Outcomes(10, 10), Outcomes(20, 0), 0.6791, 1.0000),
    ],
)
def test_difference_interval_is_the_published_one(
    one: Outcomes, other: Outcomes, low: float, high: float
) -> None:
    found = number(gap({"a": [one], "b": [other]}))
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


def test_a_difference_is_folded_at_zero() -> None:
    """Newcombe's table has 5/56 against 0/29 from -0.0381 to 0.1926: the gap can't be below 0."""
    found = number(gap({"a": [Outcomes(56, 5)], "b": [Outcomes(29, 0)]}))
    assert (found.low, round(found.high, 4)) == (0.0, 0.1926)


@given(people, people)
def test_a_gap_has_no_direction(one: Outcomes, other: Outcomes) -> None:
    forth, back = gap({"a": [one], "b": [other]}), gap({"a": [other], "b": [one]})
    assert forth == back
    if isinstance(forth, Measured):
        assert 0 <= forth.low <= forth.value <= forth.high <= 1
        assert forth.value == float(round(abs(one.rate - other.rate), 12))


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.booleans(), st.integers(0, 20).map(lambda step: step / 20)),
        min_size=4,
        max_size=80,
    )
)
def test_area_is_that_of_sklearn(cases: list[tuple[bool, float]]) -> None:
    from sklearn.metrics import roc_auc_score

    good, scores = [case[0] for case in cases], [case[1] for case in cases]
    found = area_under_curve(good, scores)
    if sum(good) < 2 or len(good) - sum(good) < 2:
        assert isinstance(found, NotMeasured)
    else:
        assert number(found).value == pytest.approx(roc_auc_score(good, scores), abs=1e-12)
        assert found == area_under_curve(good[::-1], scores[::-1])


def test_area_variance_is_that_of_all_pairs() -> None:
    """DeLong's variance written out over all pairs, without ranks."""
    draw = np.random.default_rng(3)
    good = [bool(step) for step in draw.integers(0, 2, 60)]
    scores = [float(step) for step in draw.integers(0, 12, 60)]
    positive = np.array([s for g, s in zip(good, scores, strict=True) if g])
    negative = np.array([s for g, s in zip(good, scores, strict=True) if not g])
    wins = (positive[:, None] > negative) + 0.5 * (positive[:, None] == negative)
    variance = wins.mean(1).var(ddof=1) / len(positive) + wins.mean(0).var(ddof=1) / len(negative)
    found = number(area_under_curve(good, scores))
    assert found.value == pytest.approx(wins.mean(), abs=1e-12)
    low, middle, high = (np.log(p / (1 - p)) for p in (found.low, found.value, found.high))
    half = 1.959963984540054 * variance**0.5 / (found.value * (1 - found.value))
    assert (middle - low, high - middle) == pytest.approx((half, half))


def test_perfect_separation_is_not_certain() -> None:
    found = number(area_under_curve([True] * 5 + [False] * 5, [1.0] * 5 + [0.0] * 5))
    assert found.value == found.high == 1.0
    assert found.low < 0.6


def test_mean_of_one_rate_is_its_wilson_interval() -> None:
    mean, alone = number(mean_rate([Outcomes(30, 12)], empty="")), number(rate(12, 30))
    assert (mean.value, mean.low, mean.high) == (alone.value, alone.low, alone.high)
    assert Fraction(12, 30) == Fraction(str(mean.value))
