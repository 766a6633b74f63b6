"""Fairness against aif360 on rows, fairlearn, and the cases where nothing was compared."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from types import ModuleType
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lexgate_collectors import fairness
from lexgate_collectors.common import CollectError
from lexgate_collectors.estimates import Estimate, Measured, NotMeasured
from lexgate_collectors.tables import Attribute, Cell, Classes, DataSet, contingency, opened

NOW = "2026-11-22T10:00:00Z"
MODEL = "sha256:" + "a" * 64
LABEL = Classes("outcome", "good", "bad")
PREDICTION = Classes("predicted", "good", "bad")
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
    assert [value(measure) for measure in found.values()] == [1.0, 0.0, 0.0, 0.0]


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
    found = fairness.examine(cells(table), predictions=True).measures
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
    assert training["groups"] == {
        "25_and_over": {"n": 851, "favourable": 612},
        "under_25": {"n": 149, "favourable": 88},
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
