"""Drift against scipy, pandas and evidently, and the ways in which it could hide."""

from __future__ import annotations

import json
import os
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from scipy.spatial import distance

from lexgate_collectors import distances, drift
from lexgate_collectors.common import CollectError
from lexgate_collectors.drift import Column
from lexgate_collectors.tables import DataSet

NOW = "2026-11-22T10:00:00Z"
DIGEST = "sha256:" + "d" * 64
NUMBERS, VALUES = Column("numeric"), Column("categorical")


def of(
    reference: pd.DataFrame,
    current: pd.DataFrame,
    columns: dict[str, Column] | None = None,
    **more: Any,
) -> dict[str, Any]:
    return drift.collect(
        DataSet(reference, DIGEST), DataSet(current, DIGEST), columns, observed_at=NOW, **more
    )


def one(reference: Any, current: Any, column: Column | None = None) -> dict[str, Any]:
    """The evidence of one column that is given as two lists."""
    frames = (pd.DataFrame({"c": reference}), pd.DataFrame({"c": current}))
    found: dict[str, Any] = of(*frames, {"c": column} if column else None)["columns"]["c"]
    return found


def by_scipy(table: Any) -> dict[str, float]:
    """The measures on bins by other people's hands."""
    p, q = (np.array(row) / sum(row) for row in table)
    chi = stats.chi2_contingency(np.array(table), correction=False)
    return {
        "psi": float(stats.entropy(p, q) + stats.entropy(q, p)),
        "jensen_shannon": float(distance.jensenshannon(p, q, base=2)),
        "cramers_v": float(stats.contingency.association(np.array(table), method="cramer")),
        "statistic": float(chi.statistic),
        "p_value": float(chi.pvalue),
        "smallest_expected": float(chi.expected_freq.min()),
    }


def agrees(found: dict[str, Any], table: Any) -> None:
    theirs = by_scipy(table)
    ours = {name: found["measures"][name]["value"] for name in ("jensen_shannon", "cramers_v")}
    if np.all(table):
        ours["psi"] = found["measures"]["psi"]["value"]
    ours |= {name: found["chi_square"][name] for name in theirs if name in found["chi_square"]}
    assert ours == pytest.approx({name: theirs[name] for name in ours}, abs=2e-12)
    for estimate in found["measures"].values():
        assert estimate["low"] <= estimate["value"] <= estimate["high"]


def not_too_large(found: dict[str, Any], reference: Any, current: Any) -> None:
    """What rests on cells is never above what scipy says of the rows, and short as stated."""
    exact = {
        "kolmogorov_smirnov": stats.ks_2samp(reference, current).statistic,
        "wasserstein": stats.wasserstein_distance(reference, current) / np.std(reference),
    }
    for name, short in found["cells"]["short_by_at_most"].items():
        value, tolerance = found["measures"][name]["value"], 1e-6 * max(1.0, exact[name])
        assert value - tolerance <= exact[name] <= value + short + tolerance


# ---------------------------------------------------------------- against others


def german(features: Any) -> tuple[pd.DataFrame, pd.DataFrame]:
    frame = features.read()
    return frame.iloc[:600], frame.iloc[600:]


def test_german_credit(features: Any, fits: Any) -> None:
    reference, current = german(features)
    period = ("2026-10-01T00:00:00Z", "2026-11-01T00:00:00Z")
    found = of(reference, current, period=period)
    few = {name: found["columns"][name] for name in ("age_years", "purpose")}
    fits("drift", drift.subjects("credit-scoring", "branch"), {**found, "columns": few})
    assert found["data_sets"]["current"] == {"digest": DIGEST, "rows": 400}
    assert set(found["columns"]) == set(reference.columns)
    exact = 0
    for name, column in found["columns"].items():
        side, other = reference[name], current[name]
        if column["kind"] == "categorical":
            places = {
                value: value if n >= 10 else "rare" for value, n in side.value_counts().items()
            }
        else:
            not_too_large(column, side, other)
            # Where each number has a cell, bins are tenths by the middle of its ranks.
            ranks = (side.rank() - 0.5) / len(side)
            places = dict(zip(side, (10 * ranks).astype(int).clip(upper=9), strict=True))
            if not set(other) <= set(places) or any(column["cells"]["short_by_at_most"].values()):
                continue
        counts = [rows.map(lambda v, p=places: p.get(v, "unseen")) for rows in (side, other)]
        table = pd.DataFrame([rows.value_counts() for rows in counts]).fillna(0)
        agrees(column, table.to_numpy().astype(int))
        exact += 1
    assert exact >= 16
    shuffled = of(reference.sample(frac=1, random_state=1), current, period=period)
    assert json.dumps(found) == json.dumps(shuffled)


_sizes = (("reference", 400), ("current", 250))


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from([1, 5, 60, 10**6]), st.floats(-3, 3))
def test_numbers_of_any_kind(seed: int, grain: int, shift: float) -> None:
    random = np.random.default_rng(seed)
    one_, other = random.standard_t(3, 400), random.standard_t(3, 250) + shift
    reference, current = (np.round(rows * grain) / grain for rows in (one_, other))
    found = one(reference, current)
    not_too_large(found, reference, current)
    counts = [[round(b[r] * n) for b in found["bins"]] for r, n in _sizes]
    agrees(found, counts)
    assert sum(counts[0]) == 400
    assert sum(counts[1]) == 250


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 2**32), st.integers(2, 8))
def test_values_of_any_number(seed: int, many: int) -> None:
    random = np.random.default_rng(seed)
    rows = [random.choice(list("abcdefgh")[:many], size) for _, size in _sizes]
    found = one(rows[0], rows[1])
    counts = [[round(b[r] * n) for b in found["bins"]] for r, n in _sizes]
    expected = [pd.Series(side).value_counts() for side in rows]
    assert sorted(counts[0], reverse=True) == counts[0]
    table = pd.DataFrame(expected).fillna(0).to_numpy().astype(int)
    agrees(found, table)


def test_a_distribution_that_moves_by_a_third_of_a_deviation() -> None:
    ranks = (np.arange(1000) + 0.5) / 1000
    found = one(stats.norm.ppf(ranks), stats.norm.ppf(ranks) + 1 / 3)["measures"]
    assert found["wasserstein"]["value"] == pytest.approx(1 / 3, abs=2e-3)
    assert found["kolmogorov_smirnov"]["value"] == pytest.approx(
        2 * stats.norm.cdf(1 / 6) - 1, abs=0.01
    )
    assert found["wasserstein"]["method"].startswith("over the reference's standard deviation")


def test_evidently_on_all_rows_says_the_same(features: Any, fits: Any) -> None:
    reference, current = german(features)
    names = ("age_years", "housing")
    columns = {"age_years": NUMBERS, "housing": VALUES}
    found = of(reference, current, columns, evidently_sample=600)
    fits("drift", drift.subjects("credit-scoring", "branch"), found)
    assert os.environ["DO_NOT_TRACK"] == "1"
    theirs = {
        (score["column"], score["method"]): score["number"]["value"]
        for score in found["by_evidently"]["scores"]
    }
    assert found["by_evidently"]["sample"]["rows"] == {"reference": 600, "current": 400}
    age, housing = (found["columns"][name]["measures"] for name in names)
    ks = stats.ks_2samp(reference["age_years"], current["age_years"])
    assert {key: theirs[key] for key in theirs if key != ("age_years", "psi")} == pytest.approx(
        {
            ("age_years", "wasserstein"): age["wasserstein"]["value"],
            ("age_years", "ks"): ks.pvalue,
            ("age_years", "jensenshannon"): theirs["age_years", "jensenshannon"],
            ("housing", "psi"): housing["psi"]["value"],
            ("housing", "jensenshannon"): housing["jensen_shannon"]["value"] * np.sqrt(np.log(2)),
            ("housing", "chisquare"): theirs["housing", "chisquare"],
        },
        abs=1e-9,
    )
    assert age["kolmogorov_smirnov"]["value"] == pytest.approx(ks.statistic, abs=1e-12)
    # Of its own bins, on which ours comes to the same.
    sides = (reference["age_years"], current["age_years"])
    bins = np.histogram_bin_edges(np.concatenate(sides), bins="sturges")
    counts = [np.histogram(side, bins)[0] for side in sides]
    assert np.sqrt(distances.jensen_shannon(*counts) * np.log(2)) == pytest.approx(
        theirs["age_years", "jensenshannon"], abs=1e-9
    )


# ---------------------------------------------------------------- intervals


@pytest.mark.parametrize(
    ("moved", "least"), [(0.0, 0.95), (0.2, 0.9), (0.6, 0.9)], ids=["none", "little", "much"]
)
def test_intervals_cover_what_is_true(moved: float, least: float) -> None:
    """Numbers 0 to 19 in cells of their own, drawn 120 times from known shares."""
    random = np.random.default_rng(7)
    places = np.arange(20) / 19
    p = np.full(20, 0.05)
    q = p * np.exp(moved * np.linspace(-1, 1, 20))
    q /= q.sum()
    spread = np.sqrt((p * places**2).sum() - (p * places).sum() ** 2)
    gaps = np.abs(np.cumsum(p - q))
    middle = (2 * p + q) / 3
    true = {
        "psi": ((q - p) * np.log(q / p)).sum(),
        "jensen_shannon": float(distance.jensenshannon(p, q, base=2)),
        # Two rows of the reference for each of the current data.
        "cramers_v": np.sqrt(2 / 9 * ((p - q) ** 2 / middle).sum()),
        "kolmogorov_smirnov": gaps.max(),
        "wasserstein": gaps.sum() / 19 / spread,
    }
    covered = dict.fromkeys(true, 0)
    for _ in range(120):
        reference, current = random.multinomial(1200, p), random.multinomial(600, q)
        cells = distances.Cells(
            reference, current, places, places, places, places, places, places**2, 0.0
        )
        draws = (distances.draws(reference, 0), distances.draws(current, 1))
        found = distances.between_bins((reference, current), draws)
        found |= distances.between_cells(cells, draws)
        for name, number in found.items():
            low, high = min(number.low, number.value), max(number.high, number.value)
            covered[name] += low <= true[name] + 1e-12 and true[name] <= high
    assert {name: n / 120 for name, n in covered.items() if n / 120 < least} == {}


def test_what_chance_adds_is_stated() -> None:
    """PSI of two samples of one source exceeds zero by about (bins - 1)(1/n + 1/m)."""
    random = np.random.default_rng(11)
    found = one(random.normal(size=5000), random.normal(size=2000))
    assert found["bias"]["psi"] == pytest.approx(9 * (1 / 5000 + 1 / 2000), rel=0.2)
    assert found["measures"]["psi"]["low"] == 0.0


# ---------------------------------------------------------------- what could hide


def holds(found: dict[str, Any]) -> dict[str, list[tuple[float, float]]]:
    bins: dict[str, list[tuple[float, float]]] = {}
    for bin_ in found["bins"]:
        bins.setdefault(bin_["holds"], []).append((bin_["reference"], bin_["current"]))
    return bins


def test_missing_rare_and_unseen_values_are_counted() -> None:
    reference = ["a"] * 60 + ["b"] * 30 + ["c"] * 5 + [None] * 5
    current = ["a"] * 20 + ["c"] * 10 + ["new", "newer"] * 5 + [None] * 60
    found = one(reference, current)
    assert holds(found) == {
        "value": [(0.6, 0.2), (0.3, 0.0)],
        "rare values": [(0.05, 0.1)],
        "unseen values": [(0.0, 0.1)],
        "missing": [(0.05, 0.6)],
    }
    assert found["values"] == {"reference": 3, "current": 4, "unseen": 2}
    assert found["missing"]["current"]["value"] == 0.6
    assert "0.5 added" in found["measures"]["psi"]["method"]
    agrees(found, [[60, 30, 5, 0, 5], [20, 0, 10, 10, 60]])


def test_an_empty_bin_gets_half_a_row() -> None:
    found = one(["a"] * 50 + ["b"] * 50, ["a"] * 100)
    p, q = np.array([50.5, 50.5]) / 101, np.array([100.5, 0.5]) / 101
    assert found["measures"]["psi"]["value"] == pytest.approx(((q - p) * np.log(q / p)).sum())


def test_numbers_beyond_the_reference_and_gaps_in_it() -> None:
    found = one([1, 2, 3] * 40, [0] * 30 + [2.5] * 30 + [9] * 30)
    assert sum(current for _, current in holds(found)["numbers"]) == pytest.approx(1.0)
    assert found["measures"]["kolmogorov_smirnov"]["value"] == pytest.approx(1 / 3)
    not_too_large(found, [1, 2, 3] * 40, [0] * 30 + [2.5] * 30 + [9] * 30)


def test_names_are_written_only_where_declared() -> None:
    reference, current = ["Ada", "Bob"] * 40, ["Ada"] * 70 + ["Eve"] * 10
    assert not {"Ada", "Bob", "Eve"} & set(json.dumps(one(reference, current)).split('"'))
    named = one(reference, current, Column("categorical", names=True))
    assert [bin_.get("name") for bin_ in named["bins"]] == ["Ada", "Bob", None]


@pytest.mark.parametrize(
    "current",
    [
        [1, 2] * 40,
        [1.0, 2.0] * 40,
        ["1", "2"] * 40,
        [Decimal("1.0"), Decimal("2.0")] * 40,
        [1.0, 2.0, None, float("nan")] * 40,
    ],
    ids=["integers", "floats", "text", "decimals", "with gaps"],
)
def test_codes_are_the_same_whatever_their_type(current: list[Any]) -> None:
    found = one([1, 2] * 50, current, VALUES)
    assert found["values"]["unseen"] == 0


def test_the_order_of_the_parts_of_a_file_does_not_matter(tmp_path: Path) -> None:
    random = np.random.default_rng(5)
    frame = pd.DataFrame(
        {"x": random.lognormal(0, 3, 500), "ok": random.random(500) < 0.5, "void": None}
    )
    frame.loc[:9, "x"] = np.nan
    sources = []
    for name, write in (("a.csv", frame.to_csv), ("a.parquet", frame.to_parquet)):
        write(tmp_path / name, index=False)
        sources.append(DataSet(tmp_path / name))
    found = [
        drift.collect(DataSet(frame, DIGEST), source, {"x": NUMBERS, "ok": VALUES}, observed_at=NOW)
        for source in sources
    ]
    assert found[0]["columns"] == found[1]["columns"]
    assert found[0]["columns"]["x"]["measures"]["wasserstein"]["value"] == 0.0
    assert found[0]["columns"]["ok"]["measures"]["psi"]["value"] == 0.0


@pytest.mark.parametrize(
    ("reference", "current", "column", "why"),
    [
        ([5] * 50, [5] * 40, NUMBERS, "all rows of both lie in one bin"),
        ([None] * 50, [1.0] * 50, NUMBERS, "the reference holds no number"),
        ([None] * 50, [None] * 50, VALUES, "no value has 10 rows in the reference"),
        ([1.0] * 20 + [None] * 50, [1.0] * 70, NUMBERS, "reference has 20 numbers, fewer than 30"),
        ([1, 2] * 50, [1, 2] * 10, NUMBERS, "current has 20 rows, fewer than 30"),
        (list(range(90)), list(range(90)), VALUES, "no value has 10 rows in the reference"),
        (list(range(10001)), [1] * 90, VALUES, "reference has more than 10000 values"),
        ([1] * 90, list(range(10001)), VALUES, "current has more than 10000 values"),
    ],
)
def test_what_cant_be_measured_is_not_zero(
    reference: list[Any], current: list[Any], column: Column, why: str, fits: Any
) -> None:
    found = of(pd.DataFrame({"c": reference}), pd.DataFrame({"c": current}), {"c": column})
    fits("drift", drift.subjects("s", "d"), found)
    measures = found["columns"]["c"]["measures"]
    assert {json.dumps(number) for number in measures.values()} == {
        json.dumps({"value": None, "reason": why})
    }
    assert found["columns"]["c"]["chi_square"]["reason"] == why


def test_all_missing_now_is_drift(fits: Any) -> None:
    frames = pd.DataFrame({"c": [1.0, 2.0] * 40}), pd.DataFrame({"c": [None] * 80})
    found = of(*frames)
    fits("drift", drift.subjects("s", "d"), found)
    measures = found["columns"]["c"]["measures"]
    assert measures["jensen_shannon"]["value"] == 1.0
    assert measures["wasserstein"] == {
        "value": None,
        "reason": "current has 0 numbers, fewer than 30",
    }


@pytest.mark.parametrize("far", [1e-300, 1e10, 1e149, -1e149])
def test_a_number_far_out(far: float, fits: Any) -> None:
    random = np.random.default_rng(3)
    reference, current = random.normal(size=300), np.append(random.normal(size=299), far)
    found = of(pd.DataFrame({"c": reference}), pd.DataFrame({"c": current}))
    fits("drift", drift.subjects("s", "d"), found)
    measures = found["columns"]["c"]["measures"]
    exact = stats.ks_2samp(reference, current).statistic
    assert measures["kolmogorov_smirnov"]["value"] == pytest.approx(exact, abs=0.02)
    if abs(far) < 1e13:
        not_too_large(found["columns"]["c"], reference, current)
    else:
        assert measures["wasserstein"]["reason"] == "it is larger than 1e+12"


def test_a_constant_that_moved() -> None:
    measures = one([5] * 50, [6] * 50)["measures"]
    assert measures["kolmogorov_smirnov"]["value"] == measures["cramers_v"]["value"] == 1.0
    assert measures["wasserstein"]["reason"] == "the reference has no standard deviation to go by"


def test_columns_that_are_left_out_are_named(fits: Any) -> None:
    reference = pd.DataFrame({"c": [1, 2] * 40, "old": 1, "day": pd.Timestamp("2026-01-01")})
    current = pd.DataFrame({"c": [1, 2] * 40, "new": 1, "day": pd.Timestamp("2026-01-01")})
    found = of(reference, current)
    fits("drift", drift.subjects("s", "d"), found)
    assert list(found["columns"]) == ["c"]
    assert found["not_compared"] == {
        "day": "it holds neither numbers nor text",
        "new": "only the current data has it",
        "old": "only the reference has it",
    }


GOOD = pd.DataFrame({"c": [1.0, 2.0] * 40, "t": ["a", "b"] * 40})
BAD = pd.DataFrame({"c": [1.0, float("inf")] * 40, "t": ["a", "b"] * 40})


@pytest.mark.parametrize(
    ("current", "columns", "more", "said"),
    [
        (GOOD, {"x": NUMBERS, "y": VALUES}, {}, "no column 'x'; there is no column 'y'"),
        (GOOD, {"t": NUMBERS}, {}, "80 rows of 't' in reference hold no numbers"),
        (BAD, {"c": NUMBERS, "t": NUMBERS}, {}, "infinite or over 1e150; 80 rows of 't' in curr"),
        (BAD, None, {}, "40 rows of 'c' in current are infinite"),
        (GOOD.head(0), None, {}, "current is empty"),
        (GOOD, {}, {}, "there is no column to compare"),
        (GOOD[["c"]].rename(columns={"c": "d"}), None, {}, "there is no column to compare"),
        (GOOD, {"c": Column("ordinal")}, {}, "'c' is of an unknown kind: 'ordinal'"),  # type: ignore[arg-type]
        (GOOD, None, {"period": ("2026-11-01T00:00:00Z", NOW[:-1])}, "to is no time"),
        (GOOD, None, {"period": (NOW, "2026-11-01T00:00:00Z")}, "ends before it starts"),
        (GOOD, None, {"period": (NOW, "2026-12-01T00:00:00Z")}, "ends after it was observed"),
        (GOOD, None, {"evidently_sample": 5}, "a sample has 100 rows or more: 5"),
        (GOOD.assign(t="x" * 201), {"t": Column("categorical", names=True)}, {}, "200 characters"),
    ],
)
def test_faults(current: pd.DataFrame, columns: Any, more: dict[str, Any], said: str) -> None:
    reference = current if "characters" in said else GOOD
    with pytest.raises(CollectError, match=said):
        of(reference, current, columns, **more)


def test_text_in_a_column_of_numbers_is_a_fault() -> None:
    with pytest.raises(CollectError, match="80 rows of 'c' in current hold no numbers"):
        of(GOOD, GOOD.assign(c="1"))


def test_what_the_engine_cant_read_is_no_traceback() -> None:
    with pytest.raises(CollectError, match="values of several types"):
        of(GOOD[["t"]], pd.DataFrame({"t": ["a", 1] * 40}))


def test_a_time_that_is_none() -> None:
    with pytest.raises(CollectError, match="observed_at is no time"):
        drift.collect(DataSet(GOOD, DIGEST), DataSet(GOOD, DIGEST), observed_at="today")


# ---------------------------------------------------------------- engines and samples


def test_a_sample_is_drawn_by_content() -> None:
    import ibis

    random = np.random.default_rng(2)
    frame = pd.DataFrame({"v": random.choice(["a", "b"], 1000), "x": random.integers(0, 3, 1000)})
    columns = {"v": VALUES, "x": NUMBERS}
    drawn, again = (
        drift.sample(ibis.memtable(rows), columns, 300)
        for rows in (frame, frame.sample(frac=1, random_state=1))
    )
    pd.testing.assert_frame_equal(drawn, again)
    assert len(drawn) == 300
    # Equal rows are not drawn all together or not at all.
    shares = drawn.value_counts() / 300 - frame.value_counts() / 1000
    assert shares.abs().max() < 0.08


_roles = ("reference", "current")


def test_evidently_without_an_answer_says_so() -> None:
    import ibis

    tables = {role: ibis.memtable(pd.DataFrame({"c": [None] * 100, "t": "a"})) for role in _roles}
    found = drift.by_evidently(tables, {"c": NUMBERS}, 100)
    assert {score["number"]["reason"] for score in found["scores"]} == {
        "evidently stopped with ValueError"
    }
