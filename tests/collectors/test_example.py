"""The example's data, folds and trainings are what they are said to be."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from types import ModuleType
from typing import Any

import pandas as pd
import pytest

NOW = "2026-11-22T10:00:00Z"


def test_the_data_are_those_published(features: ModuleType) -> None:
    digest = hashlib.sha256(features.DATA.read_bytes()).hexdigest()
    assert digest == "b21f3d81db8071257d5ff1deaeba1fd4303b62712e6fcc9715c7a86202cb5871"
    assert digest in (features.DATA.parent / "README.md").read_text(encoding="utf-8")
    frame = features.read()
    assert frame.shape == (1000, 21)
    assert list(frame.columns) == [*features.COLUMNS, "outcome"]
    assert set(features.COLUMNS) == set(features.NUMERIC) | set(features.CATEGORICAL)
    assert frame.iloc[0]["age_years"] == 67
    assert frame["outcome"].value_counts().to_dict() == {"good": 700, "bad": 300}


def test_age_25_is_in_the_older_group(features: ModuleType) -> None:
    assert [features.age_group(age) for age in (19, 24, 25, 75)] == [
        "under_25",
        "under_25",
        "25_and_over",
        "25_and_over",
    ]


def test_the_folds_are_made_with_the_stated_seed(
    features: ModuleType, training: ModuleType
) -> None:
    folds = training.read_folds()
    assert folds == training.make_folds(features.read())
    good = features.read()["outcome"] == "good"
    by_fold = good.groupby(pd.Series(folds)).agg(["size", "sum"])
    assert by_fold.to_dict("list") == {"size": [200] * 5, "sum": [140] * 5}


def test_two_trainings_give_the_same_bytes(
    training: ModuleType, plain_model: Any, tmp_path: Any
) -> None:
    from lexgate.documents import artefact_manifest

    again = training.train(tmp_path, clock=lambda: NOW, track=False)
    assert artefact_manifest(again.model) == artefact_manifest(plain_model.model)
    for table in ("training", "out_of_fold", "run"):
        assert getattr(again, table).read_bytes() == getattr(plain_model, table).read_bytes()


def test_nobody_is_judged_by_a_model_that_knows_them(
    plain_model: Any, features: ModuleType
) -> None:
    import joblib

    judged = pd.read_csv(plain_model.out_of_fold, index_col="row")
    frame = features.read()
    for fold, rows in judged.groupby("fold"):
        model = joblib.load(plain_model.model / f"{fold}.joblib")
        scores = model.predict_proba(frame.loc[rows.index, list(features.COLUMNS)])[:, 1]
        assert rows["score"].to_numpy() == pytest.approx(scores, abs=1e-11)


def test_weights_make_age_and_outcome_independent(training: ModuleType) -> None:
    ages = ["under_25"] * 6 + ["25_and_over"] * 14
    outcomes = ["good"] * 2 + ["bad"] * 4 + ["good"] * 10 + ["bad"] * 4
    weights = pd.Series(training.reweigh(ages, outcomes))
    frame = pd.DataFrame({"age": ages, "good": [o == "good" for o in outcomes], "w": weights})
    rates = {
        age: rows.loc[rows["good"], "w"].sum() / rows["w"].sum()
        for age, rows in frame.groupby("age")
    }
    assert rates["under_25"] == pytest.approx(rates["25_and_over"])


def test_a_dropped_column_is_nowhere(fair_model: Any) -> None:
    assert "personal_status" not in pd.read_csv(fair_model.training).columns
    run = json.loads(fair_model.run.read_text(encoding="utf-8"))
    assert run["parameters"]["dropped"] == ["personal_status"]
    assert len(run["features"]) == 19
    assert "personal_status" not in run["features"]


def test_the_cost_threshold_refuses_more(
    training: ModuleType, plain_model: Any, tmp_path: Any
) -> None:
    careful = training.train(tmp_path, threshold="cost", clock=lambda: NOW, track=False)

    def refused(paths: Any) -> int:
        return int((pd.read_csv(paths.out_of_fold)["predicted"] == "bad").sum())

    assert refused(plain_model) < 300 < refused(careful)


def test_an_unknown_column(training: ModuleType, tmp_path: Any) -> None:
    with pytest.raises(ValueError, match="no such column: sex"):
        training.train(tmp_path, drop=["sex"], track=False)


def test_importing_the_collectors_costs_nothing() -> None:
    code = (
        "import sys, lexgate_collectors.fairness, lexgate_collectors.performance, "
        "lexgate_collectors.model, lexgate_collectors.data_quality, lexgate_collectors.log_test, "
        "lexgate_collectors.stop_test, lexgate_collectors.monitoring; "
        "print(*sorted({'pandas', 'numpy', 'aif360', 'ibis', 'duckdb', 'sklearn', 'mlflow'} "
        "& set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == ""
