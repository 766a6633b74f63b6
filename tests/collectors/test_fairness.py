"""Fairness against aif360 on rows, fairlearn, and the cases where nothing was compared."""

from __future__ import annotations

from collections import Counter
from itertools import product
from pathlib import Path
from types import ModuleType
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lexgate_collectors import disparities, fairness
from lexgate_collectors.common import CollectError
from lexgate_collectors.estimates import Estimate, Measured, NotMeasured
from lexgate_collectors.tables import (
    Attribute,
    Cell,
    Classes,
    DataSet,
    contingency,
    opened,
    score_bins,
)

NOW = "2026-11-22T10:00:00Z"
MODEL = "sha256:" + "a" * 64
LABEL = Classes("outcome", "good", "bad")
PREDICTION = Classes("predicted", "good", "bad")
LABEL_Y = Classes("y", "good", "bad")
AGE = {"age_group": Attribute("age_group")}


def value(estimate: Estimate) -> float:
    assert isinstance(estimate, Measured), estimate
    return estimate.value


def cells(table: dict[tuple[str, bool, bool], int]) -> list[Cell]:
    return [Cell(group, good, chosen, n) for (group, good, chosen), n in table.items() if n]


def by_aif360_on_rows(frame: pd.DataFrame) -> dict[str, float]:
    """Two groups, one row a person, without weights."""
    from aif360.datasets import BinaryLabelDataset
    from aif360.metrics import ClassificationMetric

    older = (frame["group"] == sorted(set(frame["group"]))[1]).astype(float)

    def rows(column: str) -> Any:
        return BinaryLabelDataset(
            df=pd.DataFrame({"older": older, "y": frame[column].astype(float)}),
            label_names=["y"],
            protected_attribute_names=["older"],
            favorable_label=1.0,
            unfavorable_label=0.0,
        )

    metric = ClassificationMetric(rows("good"), rows("chosen"), [{"older": 0.0}], [{"older": 1.0}])
    impact = float(metric.disparate_impact())
    return {
        "selection_rate_ratio": min(impact, 1 / impact),
        "statistical_parity_difference": abs(float(metric.statistical_parity_difference())),
        "equal_opportunity_difference": abs(float(metric.equal_opportunity_difference())),
        "average_odds_difference": abs(float(metric.average_odds_difference())),
    }


def rows_of(path: Path) -> pd.DataFrame:
    frame = pd.read_csv(path)
    return pd.DataFrame(
        {
            "group": frame["age_group"],
            "good": frame["outcome"] == "good",
            "chosen": frame["predicted"] == "good",
        }
    )


def test_german_credit_is_that_of_aif360_on_rows_and_of_fairlearn(plain_model: Any) -> None:
    from fairlearn.metrics import (
        demographic_parity_difference,
        demographic_parity_ratio,
        equal_opportunity_difference,
    )

    table = opened(plain_model.out_of_fold)
    found = fairness.examine(
        contingency(table, AGE["age_group"], LABEL, PREDICTION), predictions=True
    )
    rows = rows_of(plain_model.out_of_fold)
    for name, theirs in by_aif360_on_rows(rows).items():
        assert value(found.measures[name]) == pytest.approx(theirs, abs=1e-12), name
    good, chosen, group = rows["good"], rows["chosen"], rows["group"]
    for name, theirs in {
        "selection_rate_ratio": demographic_parity_ratio(good, chosen, sensitive_features=group),
        "statistical_parity_difference": demographic_parity_difference(
            good, chosen, sensitive_features=group
        ),
        "equal_opportunity_difference": equal_opportunity_difference(
            good, chosen, sensitive_features=group
        ),
    }.items():
        assert value(found.measures[name]) == pytest.approx(float(theirs), abs=1e-12), name
    assert {name: tuple(people) for name, people in found.groups.items()} == {
        "under_25": (149, int(chosen[group == "under_25"].sum())),
        "25_and_over": (851, int(chosen[group == "25_and_over"].sum())),
    }


tables = st.fixed_dictionaries(
    {
        (group, good, chosen): st.integers(0, 30)
        for group in ("a", "b")
        for good in (True, False)
        for chosen in (True, False)
    }
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(tables)
def test_random_tables_are_those_of_aif360_on_rows(
    table: dict[tuple[str, bool, bool], int],
) -> None:
    found = fairness.examine(cells(table), predictions=True)  # also checks itself by the table
    if not all(
        isinstance(measure, Measured) and measure.value for measure in found.measures.values()
    ):
        return
    rows = pd.DataFrame(
        [
            {"group": group, "good": good, "chosen": chosen}
            for (group, good, chosen), n in table.items()
            for _ in range(n)
        ]
    )
    for name, theirs in by_aif360_on_rows(rows).items():
        assert value(found.measures[name]) == pytest.approx(theirs, abs=1e-12), name


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.tuples(st.sampled_from("abcd"), st.booleans(), st.booleans()), min_size=8, max_size=60
    )
)
def test_many_groups_are_those_of_fairlearn(people: list[tuple[str, bool, bool]]) -> None:
    from fairlearn.metrics import demographic_parity_difference, demographic_parity_ratio

    frame = pd.DataFrame(people, columns=["group", "good", "chosen"])
    counts = Counter(people)
    found = fairness.examine(
        [Cell(group, good, chosen, n) for (group, good, chosen), n in counts.items()],
        predictions=True,
    )
    ratio = found.measures["selection_rate_ratio"]
    if frame["group"].nunique() < 2 or not frame["chosen"].any():
        assert isinstance(ratio, NotMeasured)
        return
    arguments = {
        "y_true": frame["good"],
        "y_pred": frame["chosen"],
        "sensitive_features": frame["group"],
    }
    assert value(ratio) == pytest.approx(demographic_parity_ratio(**arguments), abs=1e-12)
    assert value(found.measures["statistical_parity_difference"]) == pytest.approx(
        demographic_parity_difference(**arguments), abs=1e-12
    )


def test_parity() -> None:
    same = {(g, y, p): 10 for g in "ab" for y in (True, False) for p in (True, False)}
    found = fairness.examine(cells(same), predictions=True).measures
    assert {name: value(measure) for name, measure in found.items()} == {
        "selection_rate_ratio": 1.0,
        "statistical_parity_difference": 0.0,
        "equal_opportunity_difference": 0.0,
        "average_odds_difference": 0.0,
        "equalized_odds_difference": 0.0,
        "predictive_parity_difference": 0.0,
        "accuracy_difference": 0.0,
    }


def test_no_float_error_at_the_limit() -> None:
    table = {
        ("a", True, True): 8,
        ("a", False, False): 4,
        ("b", True, True): 10,
        ("b", True, False): 2,
    }
    found = fairness.examine(cells(table), predictions=True)
    assert value(found.measures["selection_rate_ratio"]) == 0.8
    assert fairness.by_aif360(cells(table), predictions=True)["selection_rate_ratio"] < 0.8


def test_never_selected_is_measured_not_missing() -> None:
    table = {("a", True, False): 12, ("b", True, True): 9, ("b", True, False): 3}
    found = fairness.examine(cells(table), predictions=True).measures
    assert value(found["selection_rate_ratio"]) == 0.0
    assert value(found["statistical_parity_difference"]) == 0.75


def test_nobody_selected_is_not_parity() -> None:
    table = {(g, y, False): 10 for g in "ab" for y in (True, False)}
    found = dict(fairness.examine(cells(table), predictions=True).measures)
    assert value(found.pop("accuracy_difference")) == 0.0
    assert found.pop("predictive_parity_difference") == NotMeasured(
        "group a has nobody who was selected"
    )
    assert set(found.values()) == {NotMeasured("nobody was selected")}


def test_an_empty_group_is_no_group() -> None:
    one = [Cell("a", True, True, 10), Cell("a", False, False, 5), Cell("b", True, True, 0)]
    found = fairness.examine(one, predictions=True).measures
    assert set(found.values()) == {NotMeasured("fewer than two groups")}
    assert set(fairness.examine(one[:2], predictions=False).measures.values()) == {
        NotMeasured("fewer than two groups")
    }


def test_a_group_without_good_outcomes_leaves_opportunity_unmeasured() -> None:
    table = {("a", False, True): 9, ("b", True, True): 9, ("b", False, False): 3}
    found = fairness.examine(cells(table), predictions=True).measures
    assert found["equal_opportunity_difference"] == NotMeasured(
        "group a has nobody with the favourable outcome"
    )
    assert isinstance(found["average_odds_difference"], NotMeasured)
    assert value(found["selection_rate_ratio"]) == 0.75


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(tables)
def test_more_measures_are_those_of_fairlearn_scikit_learn_and_aif360(
    table: dict[tuple[str, bool, bool], int],
) -> None:
    from fairlearn.metrics import MetricFrame, equalized_odds_difference
    from sklearn.metrics import accuracy_score, precision_score

    rows = [(group, good, chosen) for (group, good, chosen), n in table.items() for _ in range(n)]
    found = fairness.examine(cells(table), predictions=True)
    if not rows or any(isinstance(m, NotMeasured) for m in found.measures.values()):
        return
    group, good, chosen = zip(*rows, strict=True)
    frame = MetricFrame(
        metrics={"accuracy": accuracy_score, "precision": precision_score},
        y_true=list(good),
        y_pred=list(chosen),
        sensitive_features=list(group),
    )
    theirs = {
        "equalized_odds_difference": equalized_odds_difference(
            list(good), list(chosen), sensitive_features=list(group)
        ),
        "predictive_parity_difference": frame.difference()["precision"],
        "accuracy_difference": frame.difference()["accuracy"],
    }
    for name, number in theirs.items():
        assert value(found.measures[name]) == pytest.approx(float(number), abs=1e-12), name


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(tables)
def test_inequality_is_that_of_aif360_on_rows(table: dict[tuple[str, bool, bool], int]) -> None:
    from aif360.sklearn.metrics import generalized_entropy_error

    rows = [key for key, n in table.items() for _ in range(n)]
    found = disparities.inequality(disparities.rates_of(cells(table)))
    if isinstance(found["theil_index"], NotMeasured):
        return
    good = pd.Series([float(good) for _, good, _ in rows])
    chosen = pd.Series([float(chosen) for _, _, chosen in rows])
    for name, alpha in (("theil_index", 1), ("generalized_entropy_index", 2)):
        theirs = generalized_entropy_error(good, chosen, alpha=alpha, pos_label=1.0)
        assert value(found[name]) == pytest.approx(float(theirs), abs=1e-12), name


def test_a_small_cell_is_not_measured_and_not_left_out() -> None:
    table = {
        ("a", True, True): 30, ("a", False, False): 30,
        ("b", True, True): 30, ("b", False, False): 3,
    }  # fmt: skip
    found = fairness.examine(cells(table), predictions=True, minimum=10)

    small = NotMeasured("rests on 3 people, fewer than the minimum of 10")
    assert found.rates["b"]["false_positive_rate"] == small
    assert isinstance(found.rates["b"]["true_positive_rate"], Measured)
    assert found.measures["equalized_odds_difference"] == NotMeasured(f"group b {small.reason}")
    assert value(found.measures["equal_opportunity_difference"]) == 0.0
    assert found.as_dict()["minimum_cell"] == 10

    on_outcomes = fairness.examine(
        [Cell("a", True, None, 30), Cell("b", True, None, 3)], predictions=False, minimum=10
    )
    assert set(on_outcomes.measures.values()) == {NotMeasured(f"group b {small.reason}")}


def test_a_reference_group() -> None:
    table = {
        ("a", True, True): 6, ("a", True, False): 4,
        ("b", True, True): 8, ("b", True, False): 2,
        ("c", True, True): 4, ("c", True, False): 6,
    }  # fmt: skip
    name = "selection_rate_ratio_to_reference"
    found = {
        group: fairness.examine(cells(table), predictions=True, reference=group).measures[name]
        for group in ("a", "b", "nobody")
    }

    assert value(found["a"]) == pytest.approx(4 / 6)
    assert value(found["b"]) == 0.5
    assert found["nobody"] == NotMeasured("nobody is in the reference group nobody")


def test_calibration_by_group(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "g": ["a"] * 4 + ["b"] * 4,
            "y": ["good", "bad"] * 4,
            "p": ["good"] * 8,
            "s": [0.45, 0.45, 0.41, 0.49, 1.0, 1.0, 0.9, 0.0],
        }
    )
    bins = score_bins(opened(frame), [Attribute("g")], LABEL_Y, "s", bins=10)
    found = disparities.calibration(bins, 1)

    assert value(found["a"]) == pytest.approx(0.05)
    # One bin of three people with the mean score 29/30 and the share 2/3, one of 0 and 0.
    assert value(found["b"]) == pytest.approx((3 * (2.9 / 3 - 2 / 3) + 1 * 0.0) / 4)
    with pytest.raises(CollectError, match="1 rows have no score from 0 to 1"):
        score_bins(opened(frame.assign(s=[1.1] + [0.5] * 7)), [Attribute("g")], LABEL_Y, "s")
    with pytest.raises(CollectError, match="holds no numbers"):
        score_bins(opened(frame), [Attribute("g")], LABEL_Y, "p")


def test_several_attributes_at_once(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "g": ["a", "a", "b", "b"] * 25,
            "h": ["x", "y"] * 50,
            "y": ["good", "bad", "good", "good"] * 25,
            "p": ["good", "bad", "bad", "good"] * 25,
        }
    )
    frame.to_csv(tmp_path / "d.csv", index=False)
    examined = fairness.Examined(
        DataSet(tmp_path / "d.csv"),
        {"one": Attribute("g"), "two": Attribute("h")},
        LABEL_Y,
        Classes("p", "good", "bad"),
        depth=2,
    )
    found = fairness.collect({"testing": examined}, observed_at=NOW)
    attributes = found["data_sets"]["testing"]["attributes"]

    assert set(attributes) == {"one", "two", "one and two"}
    assert set(attributes["one and two"]["groups"]) == {"a and x", "a and y", "b and x", "b and y"}
    assert attributes["one and two"]["measures"]["selection_rate_ratio"]["value"] == 0.0


def test_more_than_two_outcomes(tmp_path: Path, fits: Any) -> None:
    from sklearn.metrics import recall_score

    frame = pd.DataFrame(
        {
            "g": ["a"] * 60 + ["b"] * 60,
            "y": ["low", "middle", "high", "high", "low", "middle"] * 20,
            "p": ["low", "middle", "middle", "high", "high"] * 24,
        }
    )
    frame.to_csv(tmp_path / "d.csv", index=False)
    examined = fairness.Examined(
        DataSet(tmp_path / "d.csv"),
        {"one": Attribute("g")},
        Classes("y", ("high",), ("middle", "low")),
        Classes("p", ("high",), ("middle", "low")),
    )
    found = fairness.collect({"testing": examined}, observed_at=NOW)
    fits("fairness", fairness.subjects("s", MODEL, {"testing": examined}), found)
    classes = found["data_sets"]["testing"]["classes"]

    assert set(classes) == {"low", "middle", "high"}
    assert classes["high"]["one"] == found["data_sets"]["testing"]["attributes"]["one"]
    for group in ("a", "b"):
        of_group = frame[frame["g"] == group]
        theirs = recall_score(of_group["y"], of_group["p"], labels=["middle"], average=None)[0]
        rates = classes["middle"]["one"]["groups"][group]["rates"]
        assert rates["true_positive_rate"]["value"] == pytest.approx(theirs)


def test_disagreement_with_fairlearn_stops(
    plain_model: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    examined = {
        "testing": fairness.Examined(DataSet(plain_model.out_of_fold), AGE, LABEL, PREDICTION)
    }
    theirs = fairness.by_fairlearn
    found = fairness.collect(examined, observed_at=NOW)["data_sets"]["testing"]
    rates = found["attributes"]["age_group"]["groups"]["under_25"]["rates"]

    def differently(cells: Any) -> dict[str, dict[str, float]]:
        answer = theirs(cells)
        assert set(answer["under_25"]) == set(rates)
        assert answer["under_25"]["false_positive_rate"] == pytest.approx(
            rates["false_positive_rate"]["value"], abs=1e-12
        )
        answer["under_25"]["false_positive_rate"] += 1e-9
        return answer

    monkeypatch.setattr(fairness, "by_fairlearn", differently)
    with pytest.raises(CollectError, match="false_positive_rate of under_25 is not what fairlearn"):
        fairness.collect(examined, observed_at=NOW)


def test_fairlearn_is_asked_of_nobody() -> None:
    table = [Cell("a", True, True, 3), Cell("a", True, False, 0), Cell("b", False, False, 2)]
    assert fairness.by_fairlearn(table) == {
        "a": {
            "selection_rate": 1.0, "true_positive_rate": 1.0, "accuracy": 1.0,
            "positive_predictive_value": 1.0, "false_discovery_rate": 0.0,
        },
        "b": {"selection_rate": 0.0, "false_positive_rate": 0.0, "accuracy": 1.0},
    }  # fmt: skip


@pytest.mark.parametrize("measure", ["accuracy_difference", "selection_rate_ratio_to_reference"])
def test_aif360_looks_at_every_measure(monkeypatch: pytest.MonkeyPatch, measure: str) -> None:
    table = [
        Cell(group, good, chosen, n)
        for group, counts in {"a": (40, 9, 12, 7), "b": (20, 8, 6, 9), "c": (9, 3, 8, 8)}.items()
        for (good, chosen), n in zip(product((True, False), repeat=2), counts, strict=True)
    ]
    found = fairness.examine(table, predictions=True, reference="b").measures
    theirs = fairness.by_aif360(table, predictions=True, reference="b")
    assert set(theirs) == set(found)
    monkeypatch.setattr(
        fairness, "by_aif360", lambda *_, **__: theirs | {measure: theirs[measure] + 1e-9}
    )
    with pytest.raises(CollectError, match=f"^{measure} is "):
        fairness.examine(table, predictions=True, reference="b")


def test_disagreement_with_aif360_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fairness, "by_aif360", lambda *_, **__: {"selection_rate_ratio": 0.7})
    table = {
        ("a", True, True): 8,
        ("a", True, False): 4,
        ("b", True, True): 10,
        ("b", True, False): 2,
    }
    with pytest.raises(CollectError, match=r"0\.8 by us and 0\.7 by aif360"):
        fairness.examine(cells(table), predictions=True)


def evidence(before: Any, after: Any) -> dict[str, Any]:
    return fairness.collect(
        {
            "training": fairness.Examined(DataSet(after.training), AGE, LABEL),
            "testing": fairness.Examined(DataSet(after.out_of_fold), AGE, LABEL, PREDICTION),
        },
        observed_at=NOW,
        mitigation={
            "age_group": fairness.Mitigation(
                "reweighing",
                fairness.Examined(DataSet(before.out_of_fold), AGE, LABEL, PREDICTION),
            )
        },
    )


def test_evidence_fits_its_schema(fits: Any, plain_model: Any, fair_model: Any) -> None:
    found = evidence(plain_model, fair_model)
    data_sets = {
        "training": fairness.Examined(DataSet(fair_model.training), AGE, LABEL),
        "testing": fairness.Examined(DataSet(fair_model.out_of_fold), AGE, LABEL, PREDICTION),
    }
    document = fits("fairness", fairness.subjects("credit-scoring", MODEL, data_sets), found)
    assert sorted(subject["name"] for subject in document["subject"]) == [
        "dataset:testing",
        "dataset:training",
        "model:credit-scoring",
    ]
    training = found["data_sets"]["training"]["attributes"]["age_group"]
    assert {
        name: (found["n"], found["favourable"]) for name, found in training["groups"].items()
    } == {
        "25_and_over": (851, 612),
        "under_25": (149, 88),
    }
    assert training["measures"]["base_rate_ratio"]["value"] == round(88 * 851 / (149 * 612), 12)
    testing = found["data_sets"]["testing"]["attributes"]["age_group"]
    done = found["mitigation"]["age_group"]
    assert done["after"] == testing["measures"]["selection_rate_ratio"]
    assert done["before"]["value"] < done["after"]["value"]


def test_the_same_facts_give_the_same_bytes(plain_model: Any, fair_model: Any) -> None:
    from lexgate.documents import canonical

    assert canonical(evidence(plain_model, fair_model)) == canonical(
        evidence(plain_model, fair_model)
    )


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"data_sets": {}}, "no data set"),
        ({"observed_at": "2026-11-22"}, "observed_at is no time"),
        ({"data_sets": {"holdout": None}}, "'holdout' is no role"),
        ({"data_sets": {"training": {}}}, "training has no attribute"),
    ],
)
def test_what_cant_be_collected_says_why(
    changes: dict[str, Any], said: str, plain_model: Any
) -> None:
    def examined(attributes: Any) -> fairness.Examined:
        return fairness.Examined(
            DataSet(plain_model.training), AGE if attributes is None else attributes, LABEL
        )

    given_sets = changes.get("data_sets", {"training": None})
    with pytest.raises(CollectError, match=said):
        fairness.collect(
            {role: examined(attributes) for role, attributes in given_sets.items()},
            observed_at=changes.get("observed_at", NOW),
        )


def test_all_faults_of_a_mitigation_at_once(plain_model: Any) -> None:
    testing = fairness.Examined(DataSet(plain_model.out_of_fold), AGE, LABEL, PREDICTION)
    with pytest.raises(CollectError) as told:
        fairness.collect(
            {"testing": testing},
            observed_at=NOW,
            mitigation={
                "age_group": fairness.Mitigation("reweighing", testing, measure="accuracy"),
                "sex": fairness.Mitigation("reweighing", testing),
            },
        )
    assert "'accuracy' is not measured" in told.value.what
    assert "'sex' was not examined" in told.value.what


def test_ages_in_bins_are_the_groups_of_the_example(plain_model: Any, features: ModuleType) -> None:
    table = opened(plain_model.training)
    binned = Attribute("age_years", features.AGE_BINS)
    assert contingency(table, binned, LABEL) == contingency(table, AGE["age_group"], LABEL)
