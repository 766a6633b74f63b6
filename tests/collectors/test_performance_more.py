"""What performance measures besides, against scikit-learn, fairlearn, scipy; then what breaks."""

from __future__ import annotations

import warnings
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lexgate_collectors import classification, performance
from lexgate_collectors.classification import Further
from lexgate_collectors.common import CollectError
from lexgate_collectors.disparities import Rates
from lexgate_collectors.performance import NumericPredictions, Predictions
from lexgate_collectors.tables import Attribute, Classes, DataSet, opened

NOW = "2026-11-22T10:00:00Z"
LABEL = Classes("outcome", "good", "bad")
PREDICTION = Classes("predicted", "good", "bad")
DIGEST = "sha256:" + "b" * 64
AGE = Further({"age": Attribute("age_group")})
THREE = ("red", "green", "blue")


def collected(given: Any, further: Further | None = AGE) -> dict[str, Any]:
    found = performance.collect(
        {"testing": given}, started_at=NOW, finished_at=NOW, observed_at=NOW, further=further
    )
    testing: dict[str, Any] = found["data_sets"]["testing"]
    return testing


def binary(frame: Any, further: Further | None = AGE, score: str | None = "score") -> Any:
    data = DataSet(frame, None if isinstance(frame, Path) else DIGEST)
    return collected(Predictions(data, LABEL, PREDICTION, score), further)


def many(frame: pd.DataFrame, minimum: int = 1) -> dict[str, Any]:
    sides = (THREE[:1], THREE[1:])
    given = Predictions(
        DataSet(frame, DIGEST), Classes("outcome", *sides), Classes("predicted", *sides)
    )
    return collected(given, Further(minimum_cell=minimum))


def numeric(frame: pd.DataFrame, further: Further | None = None) -> dict[str, Any]:
    return collected(NumericPredictions(DataSet(frame, DIGEST), "outcome", "predicted"), further)


def value(estimate: dict[str, Any]) -> Any:
    return estimate["value"]


def test_german_credit_is_that_of_sklearn(plain_model: Any, fits: Any) -> None:
    from sklearn import metrics

    data = DataSet(plain_model.out_of_fold)
    given = {"testing": Predictions(data, LABEL, PREDICTION, "score")}
    found = performance.collect(
        given, started_at=NOW, finished_at=NOW, observed_at=NOW, further=AGE
    )
    fits("performance", performance.subjects("credit-scoring", DIGEST, given), found)
    testing = found["data_sets"]["testing"]
    frame = pd.read_csv(plain_model.out_of_fold)
    good, chosen = frame["outcome"] == "good", frame["predicted"] == "good"
    score = frame["score"]
    places = np.minimum((score * 10).astype(int), 9)
    by_bin = pd.DataFrame({"good": good, "score": score}).groupby(places)
    assert {name: value(number) for name, number in testing["measures"].items()} == pytest.approx(
        {
            "accuracy": metrics.accuracy_score(good, chosen),
            "balanced_accuracy": metrics.balanced_accuracy_score(good, chosen),
            "roc_auc": metrics.roc_auc_score(good, score),
            "precision": metrics.precision_score(good, chosen),
            "recall": metrics.recall_score(good, chosen),
            "specificity": metrics.recall_score(~good, ~chosen),
            "f1": metrics.f1_score(good, chosen),
            "matthews_correlation": metrics.matthews_corrcoef(good, chosen),
            "brier_score": metrics.brier_score_loss(good, score),
            "log_loss": metrics.log_loss(good, score),
            "calibration_error": (
                (by_bin["good"].mean() - by_bin["score"].mean()).abs() * by_bin.size()
            ).sum()
            / len(frame),
        },
        abs=1e-9,
    )
    for name, number in testing["measures"].items():
        assert number["low"] < number["value"] < number["high"] or name == "calibration_error"
    assert sum(testing["confusion"].values()) == testing["rows"] == 1000
    # The bins are those of scikit-learn's reliability curve.
    share, mean = (
        [bin_["favourable"]["value"] for bin_ in testing["reliability"]],
        [bin_["mean_score"] for bin_ in testing["reliability"]],
    )
    assert mean == pytest.approx(list(by_bin["score"].mean()), abs=1e-9)
    from sklearn.calibration import calibration_curve

    theirs = calibration_curve(good, score, n_bins=10)
    measured = [at for at, one in enumerate(share) if one is not None]
    assert [share[at] for at in measured] == pytest.approx([theirs[0][at] for at in measured])
    assert binary(plain_model.out_of_fold) == testing


def test_groups_are_those_of_fairlearn(plain_model: Any) -> None:
    from fairlearn.metrics import MetricFrame, count
    from sklearn import metrics
    from statsmodels.stats.proportion import (  # type: ignore[import-untyped]
        proportion_confint,
    )

    frame = pd.read_csv(plain_model.out_of_fold)
    theirs = MetricFrame(
        metrics={
            "n": count,
            "accuracy": metrics.accuracy_score,
            "precision": metrics.precision_score,
            "recall": metrics.recall_score,
            "f1": metrics.f1_score,
        },
        y_true=frame["outcome"] == "good",
        y_pred=frame["predicted"] == "good",
        sensitive_features=frame["age_group"],
    ).by_group
    groups = binary(frame)["groups"]["age"]
    assert set(groups) == {"under_25", "25_and_over"}
    for name, group in groups.items():
        assert group["n"] == theirs["n"][name]
        for key in ("accuracy", "precision", "recall", "f1"):
            assert value(group["measures"][key]) == pytest.approx(theirs[key][name], abs=1e-12)
        recall = group["measures"]["recall"]
        low, high = proportion_confint(
            round(recall["value"] * recall["n"]), recall["n"], method="wilson"
        )
        assert (recall["low"], recall["high"]) == pytest.approx((low, high), abs=1e-12)


def test_without_further_nothing_changes(plain_model: Any) -> None:
    assert set(binary(plain_model.out_of_fold, None)) == {"digest", "rows", "measures"}


def test_the_order_of_rows_does_not_matter(plain_model: Any) -> None:
    frame = pd.read_csv(plain_model.out_of_fold)
    assert binary(frame) == binary(frame.sample(frac=1, random_state=2))


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(THREE), st.sampled_from(THREE)), min_size=1, max_size=25))
def test_classes_are_those_of_sklearn(rows: list[tuple[str, str]]) -> None:
    from sklearn.metrics import precision_recall_fscore_support

    frame = pd.DataFrame(rows, columns=["outcome", "predicted"])
    found = many(frame)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = precision_recall_fscore_support(
            frame["outcome"], frame["predicted"], labels=list(THREE), zero_division=np.nan
        )
    macro: dict[str, list[Any]] = {"precision": [], "recall": [], "f1": []}
    for at, name in enumerate(THREE):
        one = found["classes"][name]
        assert one["n"] == theirs[3][at]
        for key, numbers in zip(("precision", "recall", "f1"), theirs, strict=False):
            ours = value(one[key])
            macro[key].append(ours)
            if key == "f1" and (ours is None or np.isnan(numbers[at])):
                # Where nobody had the class or was predicted it; scikit-learn's F1 follows
                # its zero_division also where only one of both is empty.
                assert ours in (None, 0.0)
            else:
                assert ours is None if np.isnan(numbers[at]) else ours == pytest.approx(numbers[at])
    over = found["over_classes"]
    assert value(over["accuracy"]) == pytest.approx((frame["outcome"] == frame["predicted"]).mean())
    for key, numbers in macro.items():
        mean = None if None in numbers else pytest.approx(sum(numbers) / 3, abs=1e-11)
        assert value(over[f"macro_{key}"]) == mean
        if mean is not None:
            one = over[f"macro_{key}"]
            assert 0 <= one["low"] <= one["value"] <= one["high"] <= 1


def test_several_classes_fit_the_schema(fits: Any) -> None:
    draw = np.random.default_rng(5)
    frame = pd.DataFrame({"outcome": draw.choice(THREE, 90)})
    frame["predicted"] = np.where(draw.random(90) < 0.6, frame["outcome"], draw.choice(THREE, 90))
    sides = (THREE[:1], THREE[1:])
    given = {
        "testing": Predictions(
            DataSet(frame, DIGEST), Classes("outcome", *sides), Classes("predicted", *sides)
        )
    }
    found = performance.collect(
        given, started_at=NOW, finished_at=NOW, observed_at=NOW, further=Further()
    )
    fits("performance", performance.subjects("traffic-lights", DIGEST, given), found)
    none = {"value": None, "reason": "no scores were given"}
    measures = found["data_sets"]["testing"]["measures"]
    assert [measures[name] for name in ("brier_score", "log_loss", "calibration_error")] == [
        none
    ] * 3


def table(a: int, b: int, c: int, d: int) -> Rates:
    return Rates(right_selected=a, wrong_selected=b, right_refused=c, wrong_refused=d)


def test_intervals_hold_as_often_as_they_say() -> None:
    """Coverage of 95 % where tables are drawn from known shares; also with few wrong."""
    draw = np.random.default_rng(8)
    for shares, people in (([0.5, 0.15, 0.25, 0.1], 150), ([0.55, 0.03, 0.4, 0.02], 200)):
        whole = table(*(round(share * 10_000) for share in shares))
        f1 = value(classification.f1(whole).as_dict())
        matthews = value(classification.matthews(whole).as_dict())
        held = {"f1": 0, "matthews": 0}
        runs = 300
        for drawn in draw.multinomial(people, shares, size=runs):
            one = table(*map(int, drawn))
            found = classification.f1(one).as_dict()
            held["f1"] += found["low"] <= f1 <= found["high"]
            found = classification.matthews(one).as_dict()
            held["matthews"] += found["low"] <= matthews <= found["high"]
        assert all(0.91 <= times / runs <= 0.985 for times in held.values()), held


def test_the_interval_of_f1_is_near_a_bootstrap_of_rows() -> None:
    from scipy import stats
    from sklearn.metrics import f1_score

    good = np.repeat([True, False, False, True], [60, 20, 50, 15])
    chosen = np.repeat([True, True, False, False], [60, 20, 50, 15])
    theirs = stats.bootstrap(
        (good, chosen),
        lambda g, c: f1_score(g, c),
        paired=True,
        vectorized=False,
        n_resamples=500,
        method="percentile",
        rng=np.random.default_rng(1),
    ).confidence_interval
    ours = classification.f1(table(60, 20, 50, 15)).as_dict()
    assert (ours["low"], ours["high"]) == pytest.approx((theirs.low, theirs.high), abs=0.02)


def test_nothing_wrong_is_not_certain() -> None:
    for found in (
        classification.matthews(table(12, 0, 15, 0)).as_dict(),
        classification.f1(table(12, 0, 15, 0)).as_dict(),
        classification.over_classes([[9, 0, 0], [0, 9, 0], [0, 0, 9]], THREE, 1)[
            "macro_f1"
        ].as_dict(),
    ):
        assert found["value"] == found["high"] == 1.0
        assert 0.5 < found["low"] < 0.95
    wrong = classification.matthews(table(0, 15, 0, 12)).as_dict()
    assert wrong["value"] == wrong["low"] == -1.0 < wrong["high"]
    assert wrong["method"].endswith("0.5 a row added as right")


def test_what_cant_be_measured_has_a_reason(plain_model: Any) -> None:
    frame = pd.read_csv(plain_model.out_of_fold)
    few = binary(frame.head(5), Further(AGE.attributes))
    for name, estimate in few["measures"].items():
        if name not in ("accuracy", "balanced_accuracy", "roc_auc"):
            assert estimate["value"] is None, name
    assert few["groups"]["age"]["25_and_over"]["measures"]["accuracy"]["reason"].endswith(
        "fewer than the minimum of 10"
    )
    one = binary(frame[(frame["outcome"] == "good") & (frame["predicted"] == "good")])
    assert one["measures"]["specificity"]["reason"] == (
        "rests on 0 people, fewer than the minimum of 10"
    )
    assert one["measures"]["matthews_correlation"]["reason"] == (
        "only one outcome or one prediction occurs"
    )
    odd = binary(frame.assign(score=frame["score"] * 2))
    assert odd["measures"]["brier_score"]["reason"].endswith(
        "scores lie outside 0 to 1, so they are no chances"
    )
    assert "reliability" not in odd
    sure = frame.assign(score=(frame["predicted"] == "good").astype(float))
    measures = binary(sure)["measures"]
    wrong = int((frame["predicted"] != frame["outcome"]).sum())
    assert measures["log_loss"] == {
        "value": None,
        "reason": f"{wrong} outcomes were given no chance at all: it has no bound",
    }
    assert value(measures["brier_score"]) == wrong / 1000


def test_faults(plain_model: Any) -> None:
    frame = pd.read_csv(plain_model.out_of_fold)
    frame.loc[:2, "age_group"] = None
    with pytest.raises(CollectError, match="3 rows have no group by 'age_group'"):
        binary(frame)
    with pytest.raises(CollectError, match="no column 'region'"):
        binary(frame, Further({"region": Attribute("region")}))
    with pytest.raises(CollectError, match="minimum_cell 0 is no count; 0 bins are not from 1"):
        binary(frame, Further(minimum_cell=0, bins=0))
    given = Predictions(
        DataSet(frame, DIGEST), Classes("outcome", "good", ("bad", "worse")), PREDICTION
    )
    with pytest.raises(CollectError, match="classes of 'outcome' are not those of 'predicted'"):
        collected(given, Further())
    empty = Predictions(DataSet(frame.head(0), DIGEST), LABEL, PREDICTION)
    with pytest.raises(CollectError, match="the data set is empty"):
        collected(empty, Further())


# ---------------------------------------------------------------- numeric outcomes


@pytest.fixture(scope="module")
def amounts(features: ModuleType) -> pd.DataFrame:
    """German credit: the amount predicted from the duration alone."""
    frame = features.read()
    slope, cut = np.polyfit(frame["duration_months"], frame["credit_amount_dm"], 1)
    return pd.DataFrame(
        {
            "age_group": [features.age_group(age) for age in frame["age_years"]],
            "outcome": frame["credit_amount_dm"],
            "predicted": cut + slope * frame["duration_months"],
        }
    )


def expected(frame: pd.DataFrame) -> dict[str, float]:
    from sklearn import metrics

    truth, guess = frame["outcome"], frame["predicted"]
    return {
        "mean_error": float((guess - truth).mean()),
        "mean_absolute_error": metrics.mean_absolute_error(truth, guess),
        "root_mean_squared_error": metrics.root_mean_squared_error(truth, guess),
        "r_squared": metrics.r2_score(truth, guess),
    }


def test_amounts_are_those_of_sklearn(amounts: pd.DataFrame, fits: Any) -> None:
    given = {"testing": NumericPredictions(DataSet(amounts, DIGEST), "outcome", "predicted")}
    found = performance.collect(
        given, started_at=NOW, finished_at=NOW, observed_at=NOW, further=AGE
    )
    fits("performance", performance.subjects("credit-scoring", DIGEST, given), found)
    testing = found["data_sets"]["testing"]
    measures = testing["measures"]
    assert {name: measures.pop(name)["reason"] for name in ("accuracy", "roc_auc")} == {
        "accuracy": "the outcome is a number, not a class",
        "roc_auc": "the outcome is a number, not a class",
    }
    del measures["balanced_accuracy"]
    for part, ours in (
        (amounts, measures),
        *(
            (amounts[amounts["age_group"] == name], group["measures"])
            for name, group in testing["groups"]["age"].items()
        ),
    ):
        assert {name: value(one) for name, one in ours.items()} == pytest.approx(
            expected(part), rel=1e-8, abs=1e-6
        )
        assert all(one["low"] < one["value"] < one["high"] for one in ours.values())
        assert {one["n"] for one in ours.values()} == {len(part)}


def test_their_intervals_are_near_a_bootstrap_of_rows(amounts: pd.DataFrame) -> None:
    draw = np.random.default_rng(9)
    drawn = [
        expected(amounts.iloc[draw.integers(0, len(amounts), len(amounts))]) for _ in range(150)
    ]
    for name, one in numeric(amounts)["measures"].items():
        if one["value"] is None:
            continue
        spread = float(np.std([numbers[name] for numbers in drawn]))
        half = (one["high"] - one["low"]) / 2 / 1.96
        assert 0.75 < half / spread < 1.33, name


def test_numeric_intervals_hold_as_often_as_they_say() -> None:
    draw = np.random.default_rng(21)
    runs = 120
    held = dict.fromkeys(
        ("mean_error", "mean_absolute_error", "root_mean_squared_error", "r_squared"), 0
    )
    # outcome = guess + noise, of variance 4 and 1, so the guess explains 4/5.
    guess = draw.normal(0, 2, (runs, 200))
    truth = guess + draw.normal(0, 1, (runs, 200))
    whole = {
        "mean_error": 0.0,
        "mean_absolute_error": float(np.sqrt(2 / np.pi)),
        "root_mean_squared_error": 1.0,
        "r_squared": 0.8,
    }
    # All runs are groups of one table: one read.
    frame = pd.DataFrame(
        {
            "run": np.repeat([f"{n:03}" for n in range(runs)], 200),
            "outcome": truth.ravel(),
            "predicted": guess.ravel(),
        }
    )
    found = numeric(frame, Further({"run": Attribute("run")}))["groups"]["run"]
    for group in found.values():
        for name, number in whole.items():
            one = group["measures"][name]
            held[name] += one["low"] <= number <= one["high"]
    assert all(times / runs >= 0.9 for times in held.values()), held


def test_a_group_is_measured_as_if_it_were_alone() -> None:
    """Sums are about the mean of all; a group far from it has its own intervals."""
    draw = np.random.default_rng(2)
    near = pd.DataFrame({"kind": "near", "outcome": draw.gamma(2.0, 1.0, 60)})
    far = pd.DataFrame({"kind": "far", "outcome": 40 + draw.gamma(2.0, 3.0, 60)})
    frame = pd.concat([near, far])
    frame["predicted"] = frame["outcome"] + draw.normal(0.3, 1, 120) * frame["outcome"] / 20
    further = Further({"kind": Attribute("kind")})
    groups = numeric(frame, further)["groups"]["kind"]
    for name, group in groups.items():
        alone = numeric(frame[frame["kind"] == name])["measures"]
        for key, one in group["measures"].items():
            assert one["method"] == alone[key]["method"]
            for end in ("value", "low", "high"):
                assert one[end] == pytest.approx(alone[key][end], rel=1e-8)


@settings(max_examples=12, deadline=None)
@given(
    st.lists(st.tuples(st.integers(-40, 40), st.integers(-40, 40)), min_size=2, max_size=20),
    st.sampled_from([0.0, 1e6]),
)
def test_numeric_measures_far_from_zero(rows: list[tuple[int, int]], shift: float) -> None:
    frame = pd.DataFrame(rows, columns=["outcome", "predicted"]) / 4.0 + shift
    found = numeric(frame, Further(minimum_cell=2))["measures"]
    theirs = expected(frame)
    for name, number in theirs.items():
        if name == "r_squared" and frame["outcome"].nunique() == 1:
            assert found[name] == {"value": None, "reason": "the outcome does not vary"}
        else:
            assert value(found[name]) == pytest.approx(number, rel=1e-7, abs=1e-9)
            assert found[name]["low"] <= value(found[name]) <= found[name]["high"]


def test_numeric_faults() -> None:
    frame = pd.DataFrame({"outcome": [1.0, float("inf")], "predicted": ["a", "b"]})
    with pytest.raises(CollectError, match="'predicted' holds no numbers"):
        numeric(frame)
    with pytest.raises(CollectError, match="1 rows have no finite number in 'outcome'"):
        numeric(frame.assign(predicted=1.0))


def test_a_table_is_read_once(asked: list[str], plain_model: Any) -> None:
    classification.cells(
        opened(pd.read_csv(plain_model.out_of_fold)), LABEL, PREDICTION, "score", AGE, "x"
    )
    assert len(asked) == 1
    assert "GROUP BY" in asked[0]
