"""The gap attack: what decisions tell of who was in the training data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from lexgate import config, documents, keys
from lexgate.errors import LexgateError
from lexgate_collectors import attack_test, collecting
from lexgate_collectors.attack_test import Decided, advantage
from lexgate_collectors.common import CollectError
from lexgate_collectors.estimates import Measured, NotMeasured, Outcomes

NOW = "2026-11-22T10:00:00Z"
MODEL = "sha256:" + "a" * 64
DATA = {"training": "sha256:" + "b" * 64, "testing": "sha256:" + "c" * 64}


@pytest.mark.parametrize(
    ("members", "others", "value", "low", "high"),
    [
        # Newcombe (1998), Statistics in Medicine 17, 873-890, table II, method 10.
        pytest.param((70, 56), (80, 48), 0.2, 0.0524, 0.3339, id="Newcombe's first example"),
        pytest.param((10, 9), (10, 3), 0.6, 0.1705, 0.8090, id="Newcombe's second example"),
        pytest.param((10, 0), (20, 0), 0.0, -0.1611, 0.2775, id="nobody decided rightly"),
        pytest.param((10, 10), (10, 0), 1.0, 0.6075, 1.0, id="everybody is told apart"),
    ],
)
def test_advantage(members: Any, others: Any, value: float, low: float, high: float) -> None:
    found = advantage(Outcomes(*members), Outcomes(*others))
    assert isinstance(found, Measured)
    assert (found.value, found.n) == (value, members[0] + others[0])
    assert [found.low, found.high] == pytest.approx([low, high], abs=5e-5)


@pytest.mark.parametrize("pair", [((0, 0), (5, 5)), ((5, 5), (0, 0))])
def test_nobody_is_not_measured(pair: Any) -> None:
    assert isinstance(advantage(Outcomes(*pair[0]), Outcomes(*pair[1])), NotMeasured)


def test_collect(fits: Any) -> None:
    found = attack_test.collect(
        Decided(["good", "bad", None, "good"], ["good", "bad", "good", "good"]),
        Decided(["good", "bad"], ["good", "good"]),
        model_file="final.joblib",
        model_digest=MODEL,
        observed_at=NOW,
    )
    fits("attack_test", attack_test.subjects("s", MODEL, DATA), found)
    told = found["attacks"]["confidentiality"]["membership_by_gap"]
    assert (told["members"], told["non_members"]) == (3, 2)
    assert (told["accuracy_members"]["value"], told["accuracy_non_members"]["value"]) == (1, 0.5)
    assert told["advantage"]["value"] == 0.5


def test_rows_without_outcomes_are_refused() -> None:
    with pytest.raises(CollectError, match="one that the model learnt from"):
        attack_test.collect(
            Decided([None], ["good"]),
            Decided(["good"], ["good"]),
            model_file="m",
            model_digest=MODEL,
            observed_at=NOW,
        )


@pytest.fixture
def trained(tmp_path: Path, describe: Any) -> Path:
    """A tree that has learnt its rows by heart: labels are noise, so others it can't know."""
    import joblib
    import numpy as np
    import pandas as pd
    from sklearn.tree import DecisionTreeClassifier

    draw = np.random.default_rng(5)
    rows = pd.DataFrame({"x": draw.normal(size=400), "z": draw.normal(size=400)})
    rows["y"] = np.where(draw.random(400) < 0.5, "good", "bad")
    rows["fold"] = ["a", "b"] * 200
    learnt = rows[rows["fold"] == "a"]
    (tmp_path / "model").mkdir()
    model = DecisionTreeClassifier(random_state=0).fit(learnt[["x", "z"]], learnt["y"])
    joblib.dump(model, tmp_path / "model" / "m.joblib")
    learnt.to_csv(tmp_path / "training.csv", index=False)
    rows[rows["fold"] == "b"].to_csv(tmp_path / "testing.csv", index=False)
    rows.to_csv(tmp_path / "all.csv", index=False)
    found: Path = describe("")
    return found


TOML = """
[collect.data_sets]
training = {file = "training.csv"}
testing = {file = "TESTING"}
[collect.outcome]
column = "y"
favourable = "good"
unfavourable = "bad"
[collect.model]
file = "m.joblib"
registry = {tracking = "sqlite:///mlflow.db", name = "scoring"}
[collect.attack_test]
"""
FOLD = 'fold = {column = "fold", name = "b", file = "m.joblib"}\n'


@pytest.mark.parametrize(
    ("testing", "more"), [("testing.csv", ""), ("all.csv", FOLD)], ids=["two sets", "a fold"]
)
def test_a_model_that_learnt_by_heart_is_found_out(
    trained: Path, describe: Any, testing: str, more: str
) -> None:
    describe(TOML.replace("TESTING", testing) + more)
    path = collecting.collect("attack_test", config.load(trained), keys.generate())
    told = documents.read_json(path)["predicate"]["attacks"]["confidentiality"]
    found = told["membership_by_gap"]
    assert (found["members"], found["non_members"]) == (200, 200)
    assert found["accuracy_members"]["value"] == 1
    assert found["advantage"]["low"] > 0.3


def test_one_file_for_both_is_refused(trained: Path, describe: Any) -> None:
    describe(TOML.replace("TESTING", "training.csv"))
    with pytest.raises(LexgateError, match="can't be told apart"):
        collecting.collect("attack_test", config.load(trained), keys.generate())
