"""Five lines in a training script: the same evidence as from files."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression

import lexgate
from lexgate import documents, keys, runs
from lexgate.errors import LexgateError
from lexgate_collectors import in_script


@pytest.fixture
def folder(tmp_path: Path, describe: Callable[[str], Path]) -> Path:
    """A working folder with a model and a key."""
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "weights").write_text("1 2 3", "utf-8")
    describe("")
    keys.write_private(keys.generate(), tmp_path / "ci.pem")
    return tmp_path


def data(seed: int = 1, rows: int = 300) -> tuple[Any, Any, Any]:
    random = np.random.default_rng(seed)
    features = random.normal(size=(rows, 3))
    sex = random.choice(["f", "m"], size=rows)
    outcome = (features[:, 0] + 0.5 * (sex == "m") + random.normal(size=rows) > 0).astype(int)
    return features, outcome, sex


def begun(folder: Path) -> in_script.Run:
    return lexgate.collect(folder, key=folder / "ci.pem", favourable=1, unfavourable=0)


def test_scikit_learn_and_arrays(folder: Path) -> None:
    features, outcome, sex = data()
    other, truth, sex_there = data(2)
    with begun(folder) as run:
        run.training(features, outcome, groups={"sex": sex})
        model = LogisticRegression().fit(features, outcome)
        predicted, score = model.predict(other), model.predict_proba(other)[:, 1]
        run.testing(other, truth, predicted, score=score, groups={"sex": sex_there})

    assert [path.name for path in run.written] == [
        "fairness.json", "performance.json", "data_quality.json",
    ]  # fmt: skip
    assert all(keys.signature_path(path).exists() for path in run.written)
    fairness = documents.read_json(folder / "evidence" / "fairness.json")["predicate"]
    testing = fairness["data_sets"]["testing"]
    groups = testing["attributes"]["sex"]["groups"]
    for group in ("f", "m"):
        chosen = predicted[sex_there == group]
        assert (groups[group]["n"], groups[group]["favourable"]) == (len(chosen), chosen.sum())
    assert testing["rows"] == 300
    performance = documents.read_json(folder / "evidence" / "performance.json")["predicate"]
    accuracy = performance["data_sets"]["testing"]["measures"]["accuracy"]["value"]
    assert accuracy == pytest.approx((predicted == truth).mean())


def test_an_outcome_that_is_a_number(folder: Path) -> None:
    features, _, sex = data()
    amount = features[:, 0] * 100 + 1000.5
    bins = {"small": (None, 1000.0), "large": (1000.0, None)}
    with lexgate.collect(folder, key=folder / "ci.pem", bins=bins) as run:
        run.training(features, amount, groups={"sex": sex})
        run.testing(features, amount, amount + (sex == "f"), groups={"sex": sex})

    found = {
        name: documents.read_json(folder / "evidence" / f"{name}.json")["predicate"]["data_sets"]
        for name in in_script.KINDS
    }
    groups = found["fairness"]["testing"]["attributes"]["sex"]["groups"]
    assert groups["f"]["means"]["mean_error"]["value"] == pytest.approx(1)
    assert groups["m"]["means"]["mean_error"]["value"] == pytest.approx(0)
    assert set(found["fairness"]["training"]["attributes"]["sex"]["measures"]) == {
        "mean_outcome_difference"
    }
    error = found["performance"]["testing"]["measures"]["mean_absolute_error"]["value"]
    assert error == pytest.approx((sex == "f").mean())
    assert set(found["data_quality"]["testing"]["label_balance"]) == {"small", "large"}


@pytest.mark.parametrize(
    "given", [{}, {"favourable": 1}, {"favourable": 1, "unfavourable": 0, "bins": {"all": (0, 9)}}]
)
def test_an_outcome_is_described_in_one_way(folder: Path, given: Any) -> None:
    with pytest.raises(LexgateError, match="the outcome is not described"):
        lexgate.collect(folder, key=folder / "ci.pem", **given)


def test_a_proxy_is_told(folder: Path, describe: Callable[[str], Path]) -> None:
    features, outcome, sex = data()
    toml = (
        '[collect.attributes.sex]\ncolumn = "title"\nproxy = "The form asks for a title alone."\n'
    )
    describe(toml)
    with begun(folder) as run:
        run.testing(features, outcome, outcome, groups={"sex": sex})

    found = documents.read_json(folder / "evidence" / "fairness.json")["predicate"]
    assert found["examined"]["sex"]["way"] == "proxy"


def add(folder: Path, toml: str) -> None:
    path = folder / "lexgate.toml"
    path.write_text(path.read_text("utf-8") + toml, "utf-8")


SPECIAL = '[collect.attributes.health]\ncolumn = "diag"\nspecial_category = true\n'


@pytest.mark.parametrize("where", ["features", "groups"])
def test_a_column_of_a_special_category_is_not_taken(folder: Path, where: str) -> None:
    features, outcome, sex = data()
    frame = pd.DataFrame(features, columns=["a", "b", "Diag" if where == "features" else "c"])
    groups = {"sex": sex} if where == "features" else {"sex": sex, "diag": sex}
    add(folder, SPECIAL)
    with pytest.raises(LexgateError, match="leave it out of what is given"), begun(folder) as run:
        run.training(frame, outcome, groups=groups)


def test_a_value_that_no_column_can_hold_is_not_told(folder: Path) -> None:
    features, outcome, sex = data()
    frame = pd.DataFrame(features).astype(object)
    frame.iloc[7, 1] = "Anna Mueller"
    with pytest.raises(LexgateError, match="holds what no column can"), begun(folder) as run:
        run.training(frame, outcome, groups={"sex": sex})

    assert "Anna" not in (folder / ".lexgate" / runs.NAME).read_text("utf-8")


def test_a_failed_script_leaves_nothing_on_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    features, outcome, sex = data()
    with begun(folder) as run:
        run.testing(features, outcome, outcome, groups={"sex": sex})
    assert len(run.written) == 3

    def full(*_: Any) -> None:
        raise LexgateError("no room", "runs", "make room")

    monkeypatch.setattr(runs, "record", full)
    with pytest.raises(ZeroDivisionError), begun(folder):
        raise ZeroDivisionError
    assert not list((folder / "evidence").glob("*.json"))


def test_a_script_that_is_stopped_is_on_record(folder: Path) -> None:
    with pytest.raises(KeyboardInterrupt), begun(folder):
        raise KeyboardInterrupt
    lines = (folder / ".lexgate" / runs.NAME).read_text("utf-8").splitlines()
    assert [json.loads(line).get("interrupted") for line in lines] == [True] * 3


def test_one_artefact_is_bound(folder: Path) -> None:
    features, outcome, sex = data()
    toml = (folder / "lexgate.toml").read_text("utf-8")
    two = toml.replace('model = ["model"]', 'model = ["model", "evidence"]')
    (folder / "lexgate.toml").write_text(two, "utf-8")
    with pytest.raises(LexgateError, match="2 artefacts are named"), begun(folder) as run:
        run.testing(features, outcome, outcome, groups={"sex": sex})


def test_the_digest_is_that_of_the_data() -> None:
    frame = pd.DataFrame({"a": [1, 2], "b": ["x", "y"]})
    same = pd.concat([frame.iloc[:1], frame.iloc[1:]])
    digests = {
        in_script.digest_of(other)
        for other in (
            frame.assign(a=[1, 3]), frame.assign(a=[1.0, 2.0]), frame.rename(columns={"a": "c"}),
            frame.iloc[::-1],
        )
    }  # fmt: skip

    assert in_script.digest_of(frame) == in_script.digest_of(same)
    assert len(digests) == 4
    assert in_script.digest_of(frame) not in digests
    with pytest.raises(LexgateError, match="what no column can"):
        in_script.digest_of(pd.DataFrame({"a": [1, "x", object()]}))


def test_a_script_that_fails_leaves_no_better_answer(folder: Path) -> None:
    features, outcome, sex = data()
    with begun(folder) as run:
        run.testing(features, outcome, outcome, groups={"sex": sex})
    assert (folder / "evidence" / "fairness.json").exists()

    with pytest.raises(ZeroDivisionError), begun(folder):
        _ = 1 / 0

    assert list((folder / "evidence").iterdir()) == []
    last = (folder / ".lexgate" / runs.NAME).read_text("utf-8").splitlines()[-3:]
    assert {json.loads(line)["failed"] for line in last} == {"the script failed: ZeroDivisionError"}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"outcome": [1, 0]}, "outcome has 2 values for 300 rows"),
        ({"groups": {"sex": ["f"]}}, "group sex has 1 values for 300 rows"),
        ({"groups": {}}, "no group is named"),
    ],
)
def test_what_does_not_fit_is_said_at_once(folder: Path, change: dict[str, Any], told: str) -> None:
    features, outcome, sex = data()
    given = {"features": features, "outcome": outcome, "groups": {"sex": sex}} | change
    with pytest.raises(LexgateError, match=told), begun(folder) as run:
        run.training(**given)


def test_a_special_category_is_not_taken(folder: Path) -> None:
    toml = folder / "lexgate.toml"
    marked = '[collect.attributes.health]\ncolumn = "h"\nspecial_category = true\n'
    toml.write_text(toml.read_text("utf-8") + marked, "utf-8")
    features, outcome, sex = data()
    with pytest.raises(LexgateError, match="health is a special category"), begun(folder) as run:
        run.training(features, outcome, groups={"health": sex})


def test_nothing_given(folder: Path) -> None:
    with pytest.raises(LexgateError, match="no data were given"), begun(folder):
        pass


def test_an_outcome_that_nobody_declared(folder: Path) -> None:
    features, outcome, sex = data()
    with pytest.raises(LexgateError, match="300 rows have neither outcome"), begun(folder) as run:
        run.testing(features, outcome + 5, outcome, groups={"sex": sex})

    assert not (folder / "evidence" / "fairness.json").exists()
    assert (folder / "evidence" / "data_quality.json").exists()


def test_a_missing_group_is_not_left_out(folder: Path) -> None:
    features, outcome, sex = data()
    sex = pd.Series(sex).where(np.arange(300) > 4)
    with pytest.raises(LexgateError, match="5 rows have no group"), begun(folder) as run:
        run.testing(features, outcome, outcome, groups={"sex": sex})
