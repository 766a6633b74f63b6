"""Numeric predictions by group, against fairlearn, scipy and scikit-learn; then what is broken."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lexgate_collectors import moments
from lexgate_collectors.common import CollectError
from lexgate_collectors.moments import Spread
from lexgate_collectors.regression_fairness import Examined, by_attribute
from lexgate_collectors.tables import Attribute, DataSet, opened

GROUP = {"group": Attribute("group")}
FIELDS = {"value", "low", "high", "n", "method"}


def of(frame: Any, minimum: int = 2, attributes: Any = GROUP, **more: Any) -> dict[str, Any]:
    examined = Examined(DataSet(frame), attributes, "outcome", "prediction", minimum, **more)
    return {
        "attributes": {
            name: result.as_dict() for name, result in by_attribute(examined, "testing").items()
        }
    }


def one(frame: Any, minimum: int = 2) -> dict[str, Any]:
    found: dict[str, Any] = of(frame, minimum)["attributes"]["group"]
    return found


@pytest.fixture(scope="module")
def credit(features: ModuleType) -> pd.DataFrame:
    """German credit: the amount predicted from the duration alone."""
    frame = features.read()
    slope, cut = np.polyfit(frame["duration_months"], frame["credit_amount_dm"], 1)
    return pd.DataFrame(
        {
            "group": [features.age_group(age) for age in frame["age_years"]],
            "kind": frame["purpose"],
            "outcome": frame["credit_amount_dm"],
            "prediction": cut + slope * frame["duration_months"],
        }
    )


def interval(values: Any) -> tuple[float, float, float]:
    from scipy import stats

    low, high = stats.t.interval(0.95, len(values) - 1, np.mean(values), stats.sem(values))
    return float(np.mean(values)), float(low), float(high)


def numbers(estimate: dict[str, Any]) -> tuple[float, float, float]:
    assert set(estimate) == FIELDS
    return estimate["value"], estimate["low"], estimate["high"]


def test_german_credit_is_that_of_fairlearn_and_scipy(credit: pd.DataFrame) -> None:
    from fairlearn.metrics import MetricFrame, count, mean_prediction
    from scipy import stats
    from sklearn.metrics import mean_absolute_error

    found = one(credit)
    frame = MetricFrame(
        metrics={"n": count, "prediction": mean_prediction, "distance": mean_absolute_error},
        y_true=credit["outcome"],
        y_pred=credit["prediction"],
        sensitive_features=credit["group"],
    )
    errors = {}
    for name, part in credit.groupby("group"):
        means = found["groups"][name]["means"]
        assert found["groups"][name]["n"] == frame.by_group["n"][name]
        error = part["prediction"] - part["outcome"]
        errors[name] = error
        assert means["mean_prediction"]["value"] == pytest.approx(
            frame.by_group["prediction"][name], rel=1e-9
        )
        assert means["mean_absolute_error"]["value"] == pytest.approx(
            frame.by_group["distance"][name], rel=1e-9
        )
        for key, values in (
            ("mean_prediction", part["prediction"]),
            ("mean_outcome", part["outcome"]),
            ("mean_error", error),
            ("mean_absolute_error", error.abs()),
        ):
            assert numbers(means[key]) == pytest.approx(interval(values), rel=1e-8)
    measures = found["measures"]
    assert measures["mean_prediction_difference"]["value"] == pytest.approx(
        frame.difference(method="between_groups")["prediction"], rel=1e-8
    )
    assert measures["mean_absolute_error_ratio"]["value"] == pytest.approx(
        frame.ratio(method="between_groups")["distance"], rel=1e-9
    )
    high, low = sorted(errors.values(), key=lambda error: -error.mean())
    welch = stats.ttest_ind(high, low, equal_var=False).confidence_interval(0.95)
    folded = max(0.0, welch.low), max(welch.high, -welch.low)
    assert numbers(measures["mean_error_difference"])[1:] == pytest.approx(folded, rel=1e-8)
    assert measures["mean_error_difference"]["n"] == 1000


def test_the_welch_interval_is_that_of_scipy_and_folds_at_zero() -> None:
    from scipy import stats

    draw = np.random.default_rng(3)
    near, far = draw.normal(0, 1, 14), draw.normal(4, 5, 9)
    for one_, other in ((near, far), (near, near[:9] + 0.01)):
        found = moments.difference(
            {
                name: Spread(len(v), float(v.mean()), float(((v - v.mean()) ** 2).sum()))
                for name, v in (("a", one_), ("b", other))
            },
            1.0,
            2,
        ).as_dict()
        ahead, behind = sorted((one_, other), key=lambda v: -v.mean())
        welch = stats.ttest_ind(ahead, behind, equal_var=False).confidence_interval(0.95)
        assert numbers(found) == pytest.approx(
            (
                ahead.mean() - behind.mean(),
                max(0.0, welch.low),
                max(welch.high, -welch.low),
            ),
            rel=1e-8,
        )


@settings(max_examples=12, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from("abc"),
            st.integers(-50, 50).map(lambda n: n / 8),
            st.integers(-50, 50).map(lambda n: n / 8),
        ),
        min_size=1,
        max_size=30,
    ),
    st.sampled_from([1.0, 1e-9, 1e9, 2.0**60]),
    st.sampled_from([0.0, 1000.0]),
)
def test_means_are_those_of_pandas_at_every_size(
    rows: list[tuple[str, float, float]], factor: float, shift: float
) -> None:
    frame = pd.DataFrame(rows, columns=["group", "outcome", "prediction"])
    frame[["outcome", "prediction"]] = (frame[["outcome", "prediction"]] + shift) * factor
    found = one(frame)
    error = frame["prediction"] - frame["outcome"]
    for name, group in found["groups"].items():
        values = error[frame["group"] == name]
        assert group["n"] == len(values)
        estimate = group["means"]["mean_error"]
        if len(values) < 2:
            assert estimate["reason"] == "rests on 1 people, fewer than the minimum of 2"
        else:
            expected = interval(values) if values.std() else (values.mean(),) * 3
            assert numbers(estimate) == pytest.approx(expected, rel=1e-8, abs=1e-11)
    ratio = found["measures"]["mean_absolute_error_ratio"]
    distances = (frame["prediction"] - frame["outcome"]).abs().groupby(frame["group"])
    if len(distances) > 1 and distances.size().min() > 1 and distances.mean().max():
        assert ratio["value"] == pytest.approx(
            distances.mean().min() / distances.mean().max(), rel=1e-8
        )
        assert 0 <= ratio["low"] <= ratio["value"] <= ratio["high"] <= 1
    else:
        assert ratio["value"] is None


def test_the_order_of_rows_does_not_matter(credit: pd.DataFrame) -> None:
    assert of(credit) == of(credit.sample(frac=1, random_state=4)) == of(credit.copy())


def test_a_file_gives_what_a_frame_gives(credit: pd.DataFrame, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    credit.to_csv(path, index=False)
    assert of(path) == of(credit)


def test_attributes_are_looked_at_together(credit: pd.DataFrame) -> None:
    attributes = GROUP | {"kind": Attribute("kind")}
    found = of(credit, 10, attributes, depth=2)["attributes"]
    assert set(found) == {"group", "kind", "group and kind"}
    both = credit["group"] + " and " + credit["kind"]
    for name, (mean, size) in credit["prediction"].groupby(both).agg(["mean", "size"]).iterrows():
        estimate = found["group and kind"]["groups"][str(name)]["means"]
        if size < 10:
            assert estimate["mean_prediction"] == {
                "value": None,
                "reason": f"rests on {int(size)} people, fewer than the minimum of 10",
            }
        else:
            assert estimate["mean_prediction"]["value"] == pytest.approx(mean, rel=1e-9)
    # A group of too few is not left out of a comparison: it stops it.
    assert all(
        estimate["reason"].endswith("fewer than the minimum of 10")
        for estimate in found["group and kind"]["measures"].values()
    )
    assert found["group"] == of(credit, 10)["attributes"]["group"]


def test_intervals_hold_as_often_as_they_say() -> None:
    """Coverage of 95 % in a small simulation, with unequal spreads and sizes."""
    draw = np.random.default_rng(11)
    runs, held = 600, {"difference": 0, "ratio": 0}
    # The mean distance of a normal error with spread s is s times this.
    half_normal = np.sqrt(2 / np.pi)
    for _ in range(runs):
        parts = {"a": draw.normal(1.0, 1.0, 40), "b": draw.normal(3.0, 2.0, 90)}
        found = moments.difference(
            {n: Spread(len(v), v.mean(), ((v - v.mean()) ** 2).sum()) for n, v in parts.items()},
            1.0,
            2,
        ).as_dict()
        held["difference"] += found["low"] <= 2.0 <= found["high"]
        distances = {
            "a": abs(draw.normal(0, 1.0, 60)),
            "b": abs(draw.normal(0, 2.0, 90)),
        }
        found = moments.ratio(
            {
                n: Spread(len(v), v.mean(), ((v - v.mean()) ** 2).sum())
                for n, v in distances.items()
            },
            2,
            nothing="",
        ).as_dict()
        held["ratio"] += found["low"] <= half_normal / (2 * half_normal) <= found["high"]
    assert all(0.925 <= times / runs <= 0.975 for times in held.values()), held


def test_what_cant_be_compared_has_a_reason() -> None:
    alone = pd.DataFrame({"group": ["a"] * 4, "outcome": [1.0, 2, 3, 4], "prediction": 1.0})
    assert one(alone)["measures"]["mean_error_difference"] == {
        "value": None,
        "reason": "fewer than two groups",
    }
    right = pd.DataFrame({"group": ["a", "a", "b", "b"], "outcome": [1.0, 2, 3, 4]})
    right["prediction"] = right["outcome"]
    found = one(right)["measures"]
    assert found["mean_absolute_error_ratio"]["reason"] == "no prediction was wrong"
    assert found["mean_error_difference"] == {
        "value": 0.0,
        "low": 0.0,
        "high": 0.0,
        "n": 4,
        "method": "Welch interval, 95 %; the numbers do not vary, so it has no width",
    }
    one_sided = right.assign(prediction=[1.0, 2, 3.5, 5])
    ratio = one(one_sided)["measures"]["mean_absolute_error_ratio"]
    assert numbers(ratio) == (0.0, 0.0, 0.0)
    assert ratio["method"].endswith("so it has no width")
    few = one(right, 3)
    assert few["measures"]["mean_prediction_difference"]["reason"] == (
        "group a rests on 2 people, fewer than the minimum of 3"
    )


def test_predictions_that_never_vary_still_differ() -> None:
    frame = pd.DataFrame(
        {"group": ["a"] * 20 + ["b"] * 20, "outcome": range(40), "prediction": [1] * 20 + [0] * 20}
    )
    found = one(frame)["measures"]["mean_prediction_difference"]
    assert numbers(found) == (1.0, 1.0, 1.0)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"outcome": ["x", "y", "z"]}, "'outcome' holds no numbers"),
        ({"outcome": [True, False, True]}, "'outcome' holds no numbers"),
        (
            {"outcome": [1.0, None, 3.0], "prediction": [float("inf"), float("nan"), 1.0]},
            "1 rows have no finite number in 'outcome'; 2 rows have no finite number in 'predict",
        ),
        ({"group": ["a", None, "b"]}, "1 rows have no group by 'group'"),
    ],
)
def test_faults(changes: dict[str, Any], said: str) -> None:
    frame = pd.DataFrame({"group": ["a", "b", "b"], "outcome": [1.0, 2, 3], "prediction": 1.0})
    with pytest.raises(CollectError, match=said):
        of(frame.assign(**changes))


def test_more_faults() -> None:
    empty = pd.DataFrame({"group": pd.Series([], dtype="str"), "outcome": [], "prediction": []})
    with pytest.raises(CollectError, match="the data set is empty"):
        of(empty.astype({"outcome": "float64", "prediction": "float64"}))
    missing = pd.DataFrame({"g": ["a"], "outcome": [1.0]})
    with pytest.raises(CollectError, match="no column 'prediction'; there is no column 'group'"):
        of(missing)
    with pytest.raises(CollectError, match="no attribute to examine; depth 0 looks at"):
        of(missing, 2, {}, depth=0)


def test_huge_numbers_are_not_silently_infinite() -> None:
    frame = pd.DataFrame(
        {
            "group": ["a", "a", "b", "b"],
            "outcome": [1.7e308, -1.7e308, 1.0, 2.0],
            "prediction": [-1.7e308, 1.7e308, 1.0, 2.5],
        }
    )
    found = one(frame)
    assert found["groups"]["a"]["means"]["mean_absolute_error"]["reason"] == (
        "the numbers are too large to be summed up"
    )
    large = one(frame.assign(outcome=[1e200, 2e200, 3e200, 4.5e200], prediction=0.0))
    assert large["groups"]["a"]["means"]["mean_error"]["value"] == -1.5e200
    small = one(frame.assign(outcome=[1e-9, 2e-9, 3e-9, 4e-9], prediction=0.0))
    assert small["measures"]["mean_absolute_error_ratio"]["value"] == pytest.approx(3 / 7)


def test_a_table_is_read_twice(asked: list[str]) -> None:
    frame = pd.DataFrame({"group": ["a", "b"], "outcome": [1.0, 2.0], "prediction": [1, 2]})
    moments.read(opened(frame), "outcome", "prediction", {"g": [Attribute("group")]}, "x")
    assert len(asked) == 2
    assert "GROUP BY" in asked[1]
