"""How often intervals of 95 % hold what is true: tables drawn many times from known shares.

The bounds are two-sided. A gap can't fall below zero, so that an interval which reaches
there misses on one side alone and holds 97 to 98 of 100. Where an estimator's docstring
says that it holds less, that is looked at as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from math import exp, sqrt
from typing import Any

import numpy as np
import pandas as pd
import pytest

from lexgate_collectors import (
    classification,
    disparities,
    estimates,
    mitigations,
    moments,
    proxies,
)
from lexgate_collectors.disparities import Bin, Rates
from lexgate_collectors.estimates import Estimate, Measured, Outcomes
from lexgate_collectors.mitigations import People
from lexgate_collectors.moments import Numbers, Spread

USUAL = (0.93, 0.975)
FOLDED = (0.93, 0.99)


def held(found: Iterable[Estimate], true: float) -> float:
    """The share of estimates, all of them measured, whose interval holds the number."""
    seen = list(found)
    assert all(isinstance(one, Measured) for one in seen)
    return float(
        np.mean(
            [one.low - 1e-9 <= true <= one.high + 1e-9 for one in seen if isinstance(one, Measured)]
        )
    )


def within(share: float, bounds: tuple[float, float]) -> bool:
    return bounds[0] <= share <= bounds[1]


# ---------------------------------------------------------------- rates


@pytest.mark.parametrize(
    ("n", "p", "bounds"),
    [
        (1000, 0.7, USUAL),
        (150, 0.65, USUAL),
        (1000, 0.02, USUAL),
        (30, 0.1, (0.93, 0.985)),
    ],
)
def test_a_rate(n: int, p: float, bounds: tuple[float, float]) -> None:
    draws = np.random.default_rng(1).binomial(n, p, 3000)
    assert within(held((estimates.rate(int(k), n) for k in draws), p), bounds)


@pytest.mark.parametrize("sizes", [(700, 300), (40, 20)])
def test_a_mean_of_rates(sizes: tuple[int, int]) -> None:
    rates = (0.9, 0.5)
    draws = np.random.default_rng(2).binomial(sizes, rates, (2000, 2))
    found = (
        estimates.mean_rate(
            [Outcomes(n, int(k)) for n, k in zip(sizes, row, strict=True)], empty=""
        )
        for row in draws
    )
    assert within(held(found, 0.7), USUAL)


@pytest.mark.parametrize(
    ("sizes", "rates", "bounds"),
    [
        ((850, 150), (0.78, 0.65), USUAL),
        ((850, 150), (0.75, 0.75), FOLDED),
        ((4000, 1000), (0.75, 0.74), FOLDED),
        ((850, 20), (0.78, 0.65), (0.93, 0.995)),
        ((1000, 800), (0.05, 0.04), FOLDED),
        ((2000, 2000, 1000), (0.7, 0.68, 0.6), FOLDED),
        # The two farthest apart are chosen after they were seen.
        ((2000, 2000, 1000), (0.7, 0.7, 0.7), USUAL),
        ((2000, 900, 400, 300, 1500, 200), (0.7,) * 6, FOLDED),
        ((2000, 900, 400, 300, 1500, 200), (0.7, 0.69, 0.68, 0.68, 0.66, 0.62), (0.94, 1.0)),
        ((3000,) * 13, (0.3,) * 13, USUAL),
    ],
)
def test_a_ratio_and_a_gap(
    sizes: tuple[int, ...], rates: tuple[float, ...], bounds: tuple[float, float]
) -> None:
    draws = np.random.default_rng(3).binomial(sizes, rates, (1500, len(sizes)))
    tables = [
        {str(at): Outcomes(n, int(k)) for at, (n, k) in enumerate(zip(sizes, row, strict=True))}
        for row in draws
    ]
    ratios = [estimates.ratio_of_rates(table) for table in tables]
    gaps = [estimates.gap({name: [one] for name, one in table.items()}) for table in tables]
    assert within(held(ratios, min(rates) / max(rates)), bounds)
    assert within(held(gaps, max(rates) - min(rates)), bounds)
    for one in (ratios[0], gaps[0]):
        assert isinstance(one, Measured)
        assert ("over all pairs" in one.method) is (len(sizes) > 2)


Group = tuple[int, float, int, float]


@pytest.mark.parametrize(
    ("one", "other", "bounds"),
    [
        ((600, 0.85, 250, 0.4), (100, 0.75, 60, 0.35), FOLDED),
        ((600, 0.85, 250, 0.4), (100, 0.85, 60, 0.4), (0.925, 1.0)),
        ((60, 0.85, 40, 0.4), (50, 0.75, 30, 0.35), (0.93, 0.995)),
    ],
    ids=["apart", "at parity", "few"],
)
def test_measures_between_groups(one: Group, other: Group, bounds: tuple[float, float]) -> None:
    """Rates of right and wrong decisions, by how many had which outcome."""
    random = np.random.default_rng(4)
    both = (one, other)
    hits = [random.binomial(good, p, 800) for good, p, _, _ in both]
    alarms = [random.binomial(bad, q, 800) for _, _, bad, q in both]
    found = [
        disparities.between(
            {
                str(at): Rates(int(h[i]), int(a[i]), bad - int(a[i]), good - int(h[i]))
                for at, (h, a, (good, _, bad, _)) in enumerate(zip(hits, alarms, both, strict=True))
            },
            1,
            "0",
        )
        for i in range(800)
    ]

    def gap(of: Callable[[int, float, int, float], float]) -> float:
        return abs(of(*one) - of(*other))

    def selected(good: int, p: float, bad: int, q: float) -> float:
        return (good * p + bad * q) / (good + bad)

    true = {
        "equal_opportunity_difference": gap(lambda good, p, bad, q: p),
        "average_odds_difference": gap(lambda good, p, bad, q: (p + q) / 2),
        "equalized_odds_difference": max(
            gap(lambda good, p, bad, q: p), gap(lambda good, p, bad, q: q)
        ),
        "accuracy_difference": gap(
            lambda good, p, bad, q: (good * p + bad * (1 - q)) / (good + bad)
        ),
        "selection_rate_ratio_to_reference": min(
            selected(*one) / selected(*other), selected(*other) / selected(*one)
        ),
    }
    shares = {name: held((each[name] for each in found), value) for name, value in true.items()}
    assert {name: share for name, share in shares.items() if not within(share, bounds)} == {}


def test_predictive_parity_of_random_people() -> None:
    """Here who was selected is drawn too, as in a table of people."""
    shares = [(0.5, 0.1, 0.15, 0.05), (0.08, 0.03, 0.07, 0.02)]
    draws = np.random.default_rng(5).multinomial(1000, np.ravel(shares), 1000)
    true = abs(0.5 / 0.6 - 0.08 / 0.11)
    found = (
        disparities.between({"a": Rates(*map(int, d[:4])), "b": Rates(*map(int, d[4:]))}, 1)
        for d in draws
    )
    assert within(held((one["predictive_parity_difference"] for one in found), true), FOLDED)


# ---------------------------------------------------------------- scores


@pytest.mark.parametrize(
    ("goods", "bads", "apart", "bounds"),
    [
        (300, 100, 1.0, USUAL),
        (300, 100, 2.0, USUAL),
        (60, 20, 1.0, USUAL),
        (60, 20, 2.0, USUAL),
        (700, 300, 3.0, USUAL),
        (1000, 15, 1.5, (0.89, 0.94)),
    ],
)
def test_area_under_the_curve(
    goods: int, bads: int, apart: float, bounds: tuple[float, float]
) -> None:
    from scipy.stats import norm

    random = np.random.default_rng(6)
    good = [True] * goods + [False] * bads
    runs = 300 if goods > 500 else 600
    found = (
        estimates.area_under_curve(
            good, [*random.normal(apart, 1, goods), *random.normal(0, 1, bads)]
        )
        for _ in range(runs)
    )
    low, high = bounds
    spare = 0.01 if runs == 300 else 0.0
    assert within(held(found, norm.cdf(apart / sqrt(2))), (low - spare, high + spare))


@pytest.mark.parametrize(
    ("n", "off"),
    [(200, 0.0), (1000, 0.0), (10_000, 0.0), (1000, 0.05), (1000, 0.2), (10_000, 0.03)],
)
def test_calibration(monkeypatch: pytest.MonkeyPatch, n: int, off: float) -> None:
    """Also where scores are right, which a percentile interval never holds."""
    monkeypatch.setattr(disparities, "DRAWS", 500)
    random = np.random.default_rng(7)
    share = np.array([0.02, 0.03, 0.05, 0.08, 0.1, 0.12, 0.15, 0.18, 0.17, 0.1])
    score = np.arange(10) / 10 + 0.05
    chance = np.clip(score + off * np.where(np.arange(10) % 2, 1, -1), 0.01, 0.99)
    inside = []
    for _ in range(500):
        people = random.multinomial(n, share)
        good = random.binomial(people, chance)
        bins = [Bin(int(p), int(g), float(p * s)) for p, g, s in zip(people, good, score)]  # noqa: B905
        true = float((abs(chance - score) * people).sum() / n)
        inside.append(held([disparities.calibration({"a": bins}, 1)["a"]], true))
    assert within(float(np.mean(inside)), (0.92, 0.99))


@pytest.mark.parametrize(("n", "sure"), [(1000, 1.0), (200, 1.0), (1000, 0.3)])
def test_brier_score_and_log_loss(n: int, sure: float) -> None:
    random = np.random.default_rng(8)
    many = random.beta(7 * sure, 3 * sure, 1_000_000)
    true = {
        "brier": float((many * (1 - many)).mean()),
        "loss": float(-(many * np.log(many) + (1 - many) * np.log(1 - many)).mean()),
    }
    score = random.beta(7 * sure, 3 * sure, (1500, n))
    good = random.random((1500, n)) < score
    numbers = {"brier": (score - good) ** 2, "loss": -np.log(np.where(good, score, 1 - score))}
    for name, each in numbers.items():
        found = (classification._mean([row.sum()], [(row**2).sum()], n, 1, np.inf) for row in each)
        assert within(held(found, true[name]), USUAL), name


# ---------------------------------------------------------------- tables of decisions


@pytest.mark.parametrize(
    ("n", "shares", "bounds"),
    [
        (1000, (0.1, 0.75, 0.15), USUAL),
        (200, (0.1, 0.75, 0.15), (0.92, 0.975)),
        (1000, (0.01, 0.98, 0.01), (0.91, 0.97)),
        # Four wrong decisions: said in the docstring.
        (1000, (0.002, 0.996, 0.002), (0.80, 0.96)),
    ],
)
def test_inequality(
    monkeypatch: pytest.MonkeyPatch,
    n: int,
    shares: tuple[float, ...],
    bounds: tuple[float, float],
) -> None:
    monkeypatch.setattr(disparities, "DRAWS", 300)
    draws = np.random.default_rng(9).multinomial(n, shares, 300)
    # Decisions that refuse wrongly, are right, select wrongly.
    tables = [
        {"a": Rates(int(right), int(chosen), 0, int(refused))} for refused, right, chosen in draws
    ]
    found = [disparities.inequality(table) for table in tables]
    exact = [round(share * 1_000_000) for share in shares]
    for name, of in (
        ("theil_index", disparities.theil_index),
        ("generalized_entropy_index", disparities.generalized_entropy_index),
    ):
        true = of(exact)
        assert true is not None
        assert within(held((one[name] for one in found), true), bounds), name
    for draw, one in zip(draws, found, strict=True):
        method = one["theil_index"].as_dict()["method"]
        assert ("fewer than ten wrong decisions" in method) is bool(draw[0] + draw[2] < 10)


@pytest.mark.parametrize(
    ("n", "shares"),
    [
        (1000, (0.6, 0.1, 0.2, 0.1)),
        (1000, (0.9, 0.02, 0.03, 0.05)),
        (200, (0.6, 0.1, 0.2, 0.1)),
    ],
)
def test_f1_and_matthews(
    monkeypatch: pytest.MonkeyPatch, n: int, shares: tuple[float, ...]
) -> None:
    monkeypatch.setattr(classification, "DRAWS", 500)
    a, b, c, d = shares
    tables = [
        Rates(*map(int, draw)) for draw in np.random.default_rng(10).multinomial(n, shares, 600)
    ]
    matthews = (a * c - b * d) / sqrt((a + d) * (b + c) * (a + b) * (c + d))
    assert within(held(map(classification.matthews, tables), matthews), (0.925, 0.975))
    assert within(held(map(classification.f1, tables), 2 * a / (2 * a + b + d)), USUAL)


@pytest.mark.parametrize("n", [1000, 200])
def test_means_over_classes(monkeypatch: pytest.MonkeyPatch, n: int) -> None:
    monkeypatch.setattr(classification, "DRAWS", 500)
    shares = np.array([[0.3, 0.05, 0.05], [0.05, 0.25, 0.02], [0.08, 0.05, 0.15]])
    right, had, said = np.diag(shares), shares.sum(axis=1), shares.sum(axis=0)
    true = {
        "macro_precision": float((right / said).mean()),
        "macro_recall": float((right / had).mean()),
        "macro_f1": float((2 * right / (had + said)).mean()),
        "accuracy": float(right.sum()),
    }
    found = [
        classification.over_classes(draw.reshape(3, 3).tolist(), list("abc"), 1)
        for draw in np.random.default_rng(11).multinomial(n, shares.ravel(), 600)
    ]
    for name, value in true.items():
        assert within(held((one[name] for one in found), value), (0.925, 0.975)), name


# ---------------------------------------------------------------- numbers


@pytest.mark.parametrize(
    ("sizes", "means", "bounds"),
    [
        ((300, 200, 100), (5.0, 5.0, 5.0), USUAL),
        ((300, 200, 100), (5.0, 5.1, 6.0), FOLDED),
        ((12, 8, 9), (5.0, 5.0, 5.0), FOLDED),
        ((200,) * 8, (5.0,) * 8, FOLDED),
    ],
)
def test_means_of_several_groups(
    sizes: tuple[int, ...], means: tuple[float, ...], bounds: tuple[float, float]
) -> None:
    random = np.random.default_rng(13)
    tables = [
        {
            str(at): spread(random.normal(mean, 1.0, n))
            for at, (n, mean) in enumerate(zip(sizes, means, strict=True))
        }
        for _ in range(800)
    ]
    apart = max(means) - min(means)
    assert within(held((moments.difference(one, 1.0, 1) for one in tables), apart), bounds)
    ratios = (moments.ratio(one, 1, nothing="") for one in tables)
    assert within(held(ratios, min(means) / max(means)), (bounds[0] - 0.01, bounds[1]))


def spread(values: Any) -> Spread:
    mean = float(values.mean())
    return Spread(len(values), mean, float(((values - mean) ** 2).sum()))


def numbers(outcome: Any, prediction: Any) -> Numbers:
    error = prediction - outcome
    u = outcome - 0.1
    square = error**2
    raw = (u, u**2, u**3, u**4, square * u, square * u**2)
    return Numbers(
        1.0,
        spread(outcome),
        spread(prediction),
        spread(error),
        spread(abs(error)),
        spread(square),
        tuple(float(one.mean()) for one in raw),
    )


@pytest.mark.parametrize(
    ("n", "errors", "bounds"),
    [
        (1000, "normal", USUAL),
        (100, "normal", (0.92, 0.97)),
        (1000, "log-normal", (0.925, 0.97)),
        # Few large errors decide: said in the module's docstring.
        (200, "log-normal", (0.86, 0.97)),
    ],
)
def test_errors_of_numbers(n: int, errors: str, bounds: tuple[float, float]) -> None:
    random = np.random.default_rng(12)
    shape = (1200, n)
    x = random.normal(0, 1, shape)
    centre = exp(0.125)
    if errors == "normal":
        noise, variance = random.normal(0, 0.5, shape), 0.25
        distance = 0.5 * sqrt(2 / np.pi)
    else:
        noise = np.exp(random.normal(0, 0.5, shape)) - centre
        variance = (exp(0.25) - 1) * exp(0.25)
        distance = float(abs(np.exp(random.normal(0, 0.5, 4_000_000)) - centre).mean())
    found = [moments.errors(numbers(a + b, a), 1) for a, b in zip(x, noise, strict=True)]
    true = {
        "mean_error": 0.0,
        "mean_absolute_error": distance,
        "root_mean_squared_error": sqrt(variance),
        "r_squared": 1 - variance / (1 + variance),
    }
    shares = {name: held((one[name] for one in found), value) for name, value in true.items()}
    assert {name: share for name, share in shares.items() if not within(share, bounds)} == {}


# ---------------------------------------------------------------- advice


def _paired(before: float, after: float) -> list[float]:
    """Shares of people selected at both times, before, after, never; they go together."""
    both = min(
        before * after + 0.7 * sqrt(before * (1 - before) * after * (1 - after)), before, after
    )
    return [both, before - both, after - both, 1 - before - after + both]


@pytest.mark.parametrize(
    ("n", "sizes", "before", "after", "bounds"),
    [
        (1000, (0.15, 0.85), (0.65, 0.78), (0.75, 0.77), (0.925, 0.98)),
        (1000, (0.15, 0.85), (0.65, 0.78), (0.77, 0.77), (0.925, 0.98)),
        (1000, (0.3, 0.7), (0.4, 0.7), (0.55, 0.6), (0.925, 0.98)),
        (1000, (0.15, 0.85), (0.75, 0.77), (0.75, 0.77), (0.925, 0.98)),
        # Said in the docstring and on the page.
        (400, (0.15, 0.85), (0.65, 0.78), (0.77, 0.77), (0.84, 0.96)),
        (1000, (0.3, 0.3, 0.4), (0.5, 0.6, 0.7), (0.6, 0.6, 0.6), (0.84, 0.95)),
    ],
)
def test_the_interval_of_a_change_covers(
    monkeypatch: pytest.MonkeyPatch,
    n: int,
    sizes: tuple[float, ...],
    before: tuple[float, ...],
    after: tuple[float, ...],
    bounds: tuple[float, float],
) -> None:
    monkeypatch.setattr(mitigations, "DRAWS", 400)
    random = np.random.default_rng(13)
    shares = np.array(
        [
            [size * share for share in _paired(b, a)]
            for size, b, a in zip(sizes, before, after, strict=True)
        ]
    )
    cells = np.array([(g, b, a) for g in range(len(sizes)) for b, a in PAIRS])
    names = tuple("abc"[: len(sizes)])
    found: dict[str, list[bool]] = {"selection_rate_ratio": [], "statistical_parity_difference": []}
    true = {
        "selection_rate_ratio": min(after) / max(after) - min(before) / max(before),
        "statistical_parity_difference": max(after) - min(after) - max(before) + min(before),
    }
    for table in random.multinomial(n, shares.ravel(), 350):
        group, was, now = np.repeat(cells, table, axis=0).T
        # Outcomes matter to neither measure.
        people = People(names, group, np.arange(n) % 2 == 0)
        compared = mitigations.compared(
            people, was == 1, now == 1, minimum=1, reference=None, seed=1
        )
        for name, value in true.items():
            change = compared["measures"][name]["change"]
            assert ("nominal" in change["method"]) is (bounds[0] < 0.9)
            found[name].append(change["low"] <= value <= change["high"])
    for name, inside in found.items():
        assert within(float(np.mean(inside)), bounds), (name, np.mean(inside))


PAIRS: Sequence[tuple[int, int]] = ((1, 1), (1, 0), (0, 1), (0, 0))


@pytest.mark.parametrize(
    ("n", "shares", "bounds"),
    [
        (1000, [[0.1, 0.4], [0.05, 0.15], [0.02, 0.28]], USUAL),
        (200, [[0.1, 0.4], [0.05, 0.15], [0.02, 0.28]], (0.93, 0.985)),
        (1000, [[0.075, 0.425], [0.045, 0.255], [0.03, 0.17]], (0.96, 1.0)),
    ],
    ids=["associated", "few", "not at all"],
)
def test_cramers_v(
    monkeypatch: pytest.MonkeyPatch,
    n: int,
    shares: list[list[float]],
    bounds: tuple[float, float],
) -> None:
    monkeypatch.setattr(proxies, "DRAWS", 500)
    table = np.array(shares)
    expected = table.sum(axis=1, keepdims=True) * table.sum(axis=0, keepdims=True)
    true = sqrt(((table - expected) ** 2 / expected).sum())
    draws = np.random.default_rng(14).multinomial(n, table.ravel(), 600)
    assert within(held((proxies.cramers_v(d.reshape(3, 2), 1) for d in draws), true), bounds)


def test_importance() -> None:
    """A column that decides 8 of 10 outcomes: mixed, it is right in half of them."""
    random = np.random.default_rng(15)
    n, found = 300, []
    for run in range(400):
        column = random.random(n)
        good = (column > 0.5) == (random.random(n) < 0.8)
        found.append(
            proxies.importance(
                pd.DataFrame({"x": column}),
                [lambda frame: frame["x"].to_numpy() > 0.5],
                np.zeros(n, dtype=int),
                good,
                seed=run,
            )["x"]
        )
    assert within(held(found, 0.3), (0.925, 0.985))
