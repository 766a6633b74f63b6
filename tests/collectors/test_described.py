"""Each part of `[collect]`: that what lexgate.toml says is what is measured."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression

from lexgate import config, documents, keys
from lexgate.errors import LexgateError, RequestError
from lexgate_collectors import collecting, predictors
from lexgate_collectors.common import CollectError

NOW = "2026-11-22T10:00:00Z"
HEAD = """
[system]
name = "scoring"
version = "1.0.0"
[paths]
org = "org"
evidence = "evidence"
statements = "statements"
model = ["model"]
"""
CLASSES = """
[collect]
[collect.data_sets]
testing = {file = "testing.csv", predicted = "p", score = "s"}
[collect.outcome]
column = "y"
favourable = "good"
unfavourable = "bad"
[collect.attributes.sex]
column = "sex"
[collect.model]
file = "final.joblib"
registry = {tracking = "sqlite:///mlflow.db", name = "scoring"}
[collect.performance]
run = "run.json"
"""
NUMBERS = """
[collect]
intersections = 2
row_key = ["row"]
[collect.data_sets]
training = {file = "training.csv"}
testing = {file = "testing.csv", predicted = "p"}
[collect.outcome]
column = "y"
type = "number"
bins = {low = {below = 50}, high = {from = 50}}
[collect.attributes.sex]
column = "sex"
[collect.attributes.age]
column = "age"
bins = {young = {below = 40}, old = {from = 40}}
[collect.performance]
run = "run.json"
"""
ROBUST = """
[collect.robustness]
seed = 7
answers = {1 = "good", 0 = "bad"}
[collect.robustness.disturbances]
shaken = {kind = "noise", share = 0.5}
gaps = {kind = "missing", share = 0.1, columns = ["income"]}
beyond = {kind = "out_of_range", factor = 2, columns = ["income"], side = "below"}
"""


def people(n: int = 400) -> pd.DataFrame:
    """Income decides, and some chance."""
    draw = np.random.default_rng(3)
    income = draw.normal(50, 15, n).round(1)
    return pd.DataFrame(
        {
            "row": range(n),
            "income": income,
            "age": draw.integers(20, 70, n),
            "sex": ["f" if x < 0.4 else "m" for x in draw.random(n)],
            "y": np.where(income + draw.normal(0, 8, n) > 48, "good", "bad"),
        }
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A working folder with a model of two features and its testing set."""
    frame = people()
    fitted = LogisticRegression().fit(frame[["income", "age"]], (frame["y"] == "good").astype(int))
    scores = fitted.predict_proba(frame[["income", "age"]])[:, 1]
    frame["p"] = np.where(scores >= 0.5, "good", "bad")
    frame["s"] = scores.round(6)
    frame["fold"] = [f"f{n % 2}" for n in range(len(frame))]
    frame.to_csv(tmp_path / "testing.csv", index=False)
    for name in ("model", "evidence"):
        (tmp_path / name).mkdir()
    joblib.dump(fitted, tmp_path / "model" / "final.joblib")
    (tmp_path / "run.json").write_text(json.dumps({"started_at": NOW, "finished_at": NOW}), "utf-8")
    return tmp_path


def collect(folder: Path, toml: str, kind: str) -> dict[str, Any]:
    (folder / "lexgate.toml").write_text(HEAD + toml, "utf-8")
    path = collecting.collect(kind, config.load(folder), keys.generate(), clock=lambda: NOW)
    found: dict[str, Any] = documents.read_json(path)
    return found


# ---------------------------------------------------------------- robustness


def test_the_model_that_serves_is_disturbed(folder: Path) -> None:
    document = collect(folder, CLASSES + ROBUST, "robustness")

    testing = document["predicate"]["data_sets"]["testing"]
    told = [
        (subject["name"], "sha256:" + subject["digest"]["sha256"])
        for subject in document["subject"]
    ]
    assert set(told) == {
        ("model:scoring", documents.artefact_digest(folder / "model")),
        ("dataset:testing", documents.digest((folder / "testing.csv").read_bytes())),
    }
    frame = pd.read_csv(folder / "testing.csv")
    right = float((frame["p"] == frame["y"]).mean())
    assert testing["undisturbed"]["accuracy"]["value"] == pytest.approx(right)
    assert set(testing["disturbances"]) == {"shaken", "gaps", "beyond"}
    assert testing["disturbances"]["gaps"]["columns"] == {"income": 40}
    # This model raises on a missing value: that is what is measured.
    assert testing["disturbances"]["gaps"]["errors"]["rows"] == 40
    assert testing["disturbances"]["beyond"]["to_unfavourable"]["value"] > 0.4
    # Sex is no feature: nothing is known of what it would do.
    assert testing["counterfactuals"]["sex"]["given"] is False


def test_a_threshold_of_its_own(folder: Path) -> None:
    strict = ROBUST.replace("seed = 7", "seed = 7\nthreshold = 0.9")
    testing = collect(folder, CLASSES + strict, "robustness")["predicate"]["data_sets"]["testing"]

    frame = pd.read_csv(folder / "testing.csv")
    right = float(((frame["s"] >= 0.9) == (frame["y"] == "good")).mean())
    assert testing["undisturbed"]["accuracy"]["value"] == pytest.approx(right)


def test_each_row_by_the_model_that_did_not_learn_from_it(folder: Path) -> None:
    frame = pd.read_csv(folder / "testing.csv")
    for name in ("f0", "f1"):
        other = frame[frame["fold"] != name]
        # So different that a swap of the two is seen.
        outcome = (other["y"] == "good") if name == "f0" else (other["y"] == "bad")
        fitted = LogisticRegression().fit(other[["income", "age"]], outcome.astype(int))
        joblib.dump(fitted, folder / "model" / f"{name}.joblib")
    files = 'files = {f0 = "f0.joblib", f1 = "f1.joblib"}'
    folds = f'[collect.robustness.folds]\ncolumn = "fold"\n{files}\n'

    testing = collect(folder, CLASSES + ROBUST + folds, "robustness")["predicate"]["data_sets"][
        "testing"
    ]

    right = []
    for name in ("f0", "f1"):
        part = frame[frame["fold"] == name]
        model = joblib.load(folder / "model" / f"{name}.joblib")
        said = np.where(model.predict(part[["income", "age"]]) == 1, "good", "bad")
        right += list(said == part["y"])
    assert testing["undisturbed"]["accuracy"]["value"] == pytest.approx(float(np.mean(right)))
    assert 0.4 < np.mean(right) < 0.6

    with pytest.raises(CollectError, match="200 rows name a fold that has no model"):
        collect(folder, CLASSES + ROBUST + folds.replace(', f1 = "f1.joblib"', ""), "robustness")


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (("seed = 7", 'seed = 7\nfile = "../run.json"'), "outside the artefact"),
        (("seed = 7", 'seed = 7\nfile = "gone.joblib"'), "can't be opened"),
        (("seed = 7", ""), "robustness: missing: seed"),
        (('answers = {1 = "good", 0 = "bad"}', ""), "undisturbed, the model decides not"),
        (
            ('answers = {1 = "good", 0 = "bad"}', "threshold = 0.4"),
            "a threshold needs a model of two",
        ),
        (('kind = "noise"', 'kind = "nois"'), "disturbances.shaken"),
        (('columns = ["income"]}', 'columns = ["wealth"]}'), "there is no column 'wealth'"),
    ],
    ids=["outside", "gone", "no seed", "other words", "threshold", "kind", "column"],
)
def test_robustness_that_can_not_be_asked_for(
    folder: Path, change: tuple[str, str], what: str
) -> None:
    with pytest.raises(LexgateError, match=what) as error:
        collect(folder, CLASSES + ROBUST.replace(*change), "robustness")

    assert str(error.value).count("\n") <= 2
    assert not list((folder / "evidence").iterdir())


def test_a_model_that_takes_what_may_not_be_read(folder: Path) -> None:
    hidden = '[collect.attributes.age]\ncolumn = "age"\nspecial_category = true\n'

    with pytest.raises(CollectError, match="the model takes age, which may not be read"):
        collect(folder, CLASSES + ROBUST + hidden, "robustness")


def test_answers_of_any_type_are_text() -> None:
    class Model:
        def predict(self, frame: pd.DataFrame) -> Any:
            return np.array([1.0, 0.0])

    predictor = predictors.Predictor(Model(), ("x",), {"1": "good"})
    assert predictor.predict(pd.DataFrame({"x": [1, 2]})) == ["good", "0"]


# ---------------------------------------------------------------- source


def test_the_source_of_a_version(folder: Path) -> None:
    def git(*words: str) -> None:
        names = ("-c", "user.name=x", "-c", "user.email=x@example.org")
        subprocess.run(["git", *names, *words], cwd=folder, check=True, capture_output=True)

    (folder / "CHANGELOG.md").write_text("# Changes\n\n## 1.0.0\n\n- First.\n", "utf-8")
    (folder / ".gitignore").write_text("evidence\n.lexgate\n", "utf-8")
    source = '[collect.source]\nfolder = "."\n'
    (folder / "lexgate.toml").write_text(HEAD + source.replace("[collect", "[collect"), "utf-8")
    git("init", "-q")
    git("add", ".")
    git("commit", "-q", "-m", "first")

    document = collect(folder, source, "source")

    assert document["subject"] == [documents.named_subject("version:scoring@1.0.0")]
    assert document["predicate"]["working_tree"]["clean"] == "yes"
    assert document["predicate"]["version"] == "1.0.0"
    (folder / "CHANGELOG.md").write_text("other\n", "utf-8")
    assert collect(folder, source, "source")["predicate"]["working_tree"]["clean"] == "no"


# ---------------------------------------------------------------- numbers


@pytest.fixture
def numbers(folder: Path) -> Path:
    """The same people, with an amount in place of an outcome."""
    frame = people()
    frame["y"] = (frame["income"] * 0.9 + 5).round(1)
    frame.to_csv(folder / "training.csv", index=False)
    frame["p"] = frame["income"]
    frame.to_csv(folder / "testing.csv", index=False)
    return folder


def test_numeric_outcomes_are_compared_by_means(numbers: Path) -> None:
    found = collect(numbers, NUMBERS, "fairness")["predicate"]

    frame = pd.read_csv(numbers / "testing.csv")
    means = frame.groupby("sex")[["y", "p"]].mean()
    testing = found["data_sets"]["testing"]
    assert testing["rows"] == 400
    assert set(testing["attributes"]) == {"age", "sex", "age and sex"}
    sex = testing["attributes"]["sex"]
    assert sex["measures"]["mean_prediction_difference"]["value"] == pytest.approx(
        abs(means["p"]["f"] - means["p"]["m"])
    )
    training = found["data_sets"]["training"]["attributes"]["sex"]
    assert training["method"] == "means by group, on numeric outcomes"
    assert set(training["groups"]["f"]["means"]) == {"mean_outcome"}
    assert training["groups"]["f"]["means"]["mean_outcome"]["value"] == pytest.approx(
        means["y"]["f"]
    )
    assert training["measures"]["mean_outcome_difference"]["value"] == pytest.approx(
        abs(means["y"]["f"] - means["y"]["m"])
    )
    assert "inequality" not in testing


def test_what_a_mitigation_of_numbers_brought(numbers: Path) -> None:
    before = pd.read_csv(numbers / "testing.csv")
    before.loc[before["sex"] == "f", "p"] -= 10
    before.to_csv(numbers / "before.csv", index=False)
    mitigation = '[collect.mitigation.sex]\nmethod = "another loss"\nbefore = "before.csv"\n'

    found = collect(numbers, NUMBERS + mitigation, "fairness")["predicate"]["mitigation"]["sex"]

    assert found["measure"] == "mean_absolute_error_ratio"
    assert found["before"]["value"] < found["after"]["value"]


def test_numeric_performance_and_quality(numbers: Path) -> None:
    testing = collect(numbers, NUMBERS, "performance")["predicate"]["data_sets"]["testing"]
    frame = pd.read_csv(numbers / "testing.csv")
    error = (frame["p"] - frame["y"]).abs()
    assert testing["measures"]["mean_absolute_error"]["value"] == pytest.approx(error.mean())
    assert set(testing["groups"]) == {"age", "sex"}

    quality = collect(numbers, NUMBERS, "data_quality")["predicate"]["data_sets"]["testing"]
    assert quality["label_balance"] == {
        "high": int((frame["y"] >= 50).sum()),
        "low": int((frame["y"] < 50).sum()),
    }
    with pytest.raises(RequestError, match="the outcome is a number"):
        collect(numbers, NUMBERS + ROBUST, "robustness")


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (('type = "number"', 'type = "number"\nfavourable = "x"'), '"x" does not belong here'),
        (('type = "number"', ""), "favourable"),
    ],
    ids=["a side of a number", "a class without sides"],
)
def test_outcomes_are_classes_or_numbers(
    numbers: Path, change: tuple[str, str], where: str
) -> None:
    with pytest.raises(RequestError, match=where):
        collect(numbers, NUMBERS.replace(*change), "fairness")


# ---------------------------------------------------------------- declarations


def test_declared_columns_and_populations(folder: Path) -> None:
    declared = """
[collect.columns]
income = {type = "number", nullable = false, least = 0, most = 60}
sex = {type = "text", values = ["f"], distinct = 1}
gone = {type = "text", roles = ["training"]}
[collect.populations.sex]
source = "Register of residents, 2025"
shares = {f = 0.5, m = 0.5}
"""
    found = collect(folder, CLASSES + declared, "data_quality")["predicate"]["data_sets"]["testing"]

    frame = pd.read_csv(folder / "testing.csv")
    columns = found["declared"]["columns"]
    assert set(columns) == {"income", "sex"}
    assert columns["income"]["out_of_range"] == int((~frame["income"].between(0, 60)).sum())
    assert columns["sex"]["outside_set"] == int((frame["sex"] != "f").sum())
    assert found["declared"]["too_many_distinct"] == ["sex"]
    women = found["populations"]["sex"]["groups"]["f"]
    assert women["difference"]["value"] == pytest.approx((frame["sex"] == "f").mean() - 0.5)
    assert set(found["outcome_shares"]) == {"bad", "good"}
    assert found["undeclared_outcomes"] == 0


def test_performance_is_told_by_group_with_calibration(folder: Path) -> None:
    toml = CLASSES.replace('run = "run.json"', 'run = "run.json"\nbins = 4')
    testing = collect(folder, toml, "performance")["predicate"]["data_sets"]["testing"]

    assert set(testing["groups"]["sex"]) == {"f", "m"}
    assert len(testing["reliability"]) == 4
    assert testing["minimum_cell"] == 10


@pytest.mark.parametrize("lost", ["started_at", "finished_at"])
def test_a_run_that_says_too_little(folder: Path, lost: str) -> None:
    record = {"started_at": NOW, "finished_at": NOW}
    del record[lost]
    (folder / "run.json").write_text(json.dumps(record), "utf-8")

    with pytest.raises(CollectError, match=f"the record of the run has no {lost}"):
        collect(folder, CLASSES, "performance")


# ---------------------------------------------------------------- ways of examining


AUDITED = """[collect.attributes.origin]
external_audit = "audit.pdf"
reason = "Only the auditor may hold these data."
"""


@pytest.mark.parametrize("kind", ["fairness", "performance", "data_quality", "robustness"])
def test_all_attributes_are_examined_elsewhere(folder: Path, kind: str) -> None:
    (folder / "audit.pdf").write_bytes(b"%PDF-1.7 no difference was found")
    table = CLASSES.replace('[collect.attributes.sex]\ncolumn = "sex"\n', AUDITED) + ROBUST

    found = collect(folder, table, kind)["predicate"]

    if kind == "fairness":
        assert found["examined"]["origin"]["way"] == "external_audit"
        testing = found["data_sets"]["testing"]
        assert testing["attributes"] == {}
        assert testing["rows"] == len(pd.read_csv(folder / "testing.csv"))
        text = (folder / "testing.csv").read_text("utf-8")
        (folder / "testing.csv").write_text(text.splitlines()[0] + "\n", "utf-8")
        with pytest.raises(CollectError, match="no rows"):
            collect(folder, table, kind)


def test_ways_of_examining(folder: Path) -> None:
    ways = """
[collect.attributes.class]
column = "fold"
proxy = "The district stands for it, as the study of 2024 found."
[collect.attributes.origin]
external_audit = "audit.pdf"
reason = "Only the auditor may hold these data."
[collect.attributes.belief]
not_processed = "No form asks for it."
[collect.attributes.health]
column = "age"
special_category = true
"""
    (folder / "audit.pdf").write_bytes(b"%PDF-1.7 no difference was found")

    found = collect(folder, CLASSES + ways, "fairness")["predicate"]

    assert set(found["data_sets"]["testing"]["attributes"]) == {"sex", "class"}
    assert found["examined"] == {
        "belief": {"way": "not_processed", "reason": "No form asks for it."},
        "class": {
            "way": "proxy",
            "column": "fold",
            "reason": "The district stands for it, as the study of 2024 found.",
        },
        "health": {
            "way": "not_read",
            "column": "age",
            "reason": "a special category, which is not read here",
        },
        "origin": {
            "way": "external_audit",
            "reason": "Only the auditor may hold these data.",
            "report": {
                "digest": documents.digest((folder / "audit.pdf").read_bytes()),
                "bytes": 32,
            },
        },
        "sex": {"way": "measured", "column": "sex"},
    }
    assert set(found["not_examined"]) == {"belief", "health", "origin"}

    (folder / "audit.pdf").write_bytes(b"  ")
    with pytest.raises(CollectError, match="the report of the audit is empty"):
        collect(folder, CLASSES + ways, "fairness")
    (folder / "audit.pdf").unlink()
    with pytest.raises(LexgateError, match="No such file"):
        collect(folder, CLASSES + ways, "fairness")


@pytest.mark.parametrize(
    "attribute",
    [
        "",
        'column = "sex"\nnot_processed = "No form asks for it."',
        'external_audit = "audit.pdf"',
        'column = "sex"\nproxy = "why"',
        'not_processed = "No form asks for it."\nspecial_category = true',
    ],
    ids=["nothing", "two ways", "an audit without a reason", "a proxy without one", "both"],
)
def test_a_way_is_one_way_with_its_reason(folder: Path, attribute: str) -> None:
    with pytest.raises(RequestError, match=r"collect\.attributes\.origin"):
        collect(folder, CLASSES + f"[collect.attributes.origin]\n{attribute}\n", "fairness")


# ---------------------------------------------------------------- columns that may not be read

HEALTH = '[collect.attributes.health]\ncolumn = "Income"\nspecial_category = true\n'


@pytest.mark.parametrize(
    ("toml", "kind", "named"),
    [
        (CLASSES + HEALTH + '[collect.attributes.other]\ncolumn = "income"\n', "fairness", "other"),
        (CLASSES.replace('column = "y"', 'column = "income"') + HEALTH, "fairness", "outcome"),
        (CLASSES.replace('score = "s"', 'score = "income"') + HEALTH, "performance", "score"),
        (
            CLASSES.replace("[collect]", '[collect]\nrow_key = ["income"]') + HEALTH,
            "model",
            "row_key",
        ),
        (
            CLASSES
            + ROBUST
            + HEALTH
            + '[collect.robustness.folds]\ncolumn = "income"\nfiles = {a = "a.joblib"}\n',
            "robustness",
            "folds",
        ),
        (
            CLASSES
            + HEALTH
            + '[collect.drift]\nreference = "testing.csv"\ncurrent = "testing.csv"\n'
            + '[collect.drift.columns]\nincome = {kind = "numeric"}\n',
            "drift",
            "drift",
        ),
    ],
    ids=["attribute", "outcome", "score", "row key", "folds", "drift"],
)
def test_what_may_not_be_read_is_named_for_nothing_else(
    folder: Path, toml: str, kind: str, named: str
) -> None:
    with pytest.raises(RequestError, match=f"special category is named .*{named}"):
        collect(folder, toml, kind)


def test_capitals_hide_nothing(folder: Path) -> None:
    drift = '[collect.drift]\nreference = "testing.csv"\ncurrent = "testing.csv"\n'
    (folder / "lexgate.toml").write_text(
        HEAD.replace('version = "1.0.0"', 'version = "1.0.0"\ndeployment = "live"')
        + CLASSES
        + HEALTH
        + drift,
        "utf-8",
    )
    path = collecting.collect("drift", config.load(folder), keys.generate(), clock=lambda: NOW)
    found = documents.read_json(path)["predicate"]
    assert "income" not in found["columns"]
    assert found["not_compared"]["income"].startswith("a special category")
    plain = ROBUST[: ROBUST.index("[collect.robustness.disturbances]")]
    with pytest.raises(CollectError, match="the model takes income"):
        collect(folder, CLASSES + plain + HEALTH, "robustness")


@pytest.mark.parametrize("column", ["y", "Y", "s"])
def test_a_prediction_is_a_column_of_its_own(folder: Path, column: str) -> None:
    toml = CLASSES.replace('predicted = "p"', f'predicted = "{column}"')
    with pytest.raises(RequestError, match="not columns of their own"):
        collect(folder, toml, "performance")


def test_an_attribute_is_not_named_like_two(folder: Path) -> None:
    toml = CLASSES + '[collect.attributes."age and sex"]\ncolumn = "age"\n'
    with pytest.raises(RequestError, match="named like two of them: age and sex"):
        collect(folder, toml, "fairness")


def test_groups_that_share_a_joined_name_stay_apart(folder: Path) -> None:
    frame = pd.read_csv(folder / "testing.csv")
    frame["a"] = np.where(frame["row"] % 2 == 0, "p", "p and q")
    frame["b"] = np.where(frame["row"] % 2 == 0, "q and r", "r")
    frame.to_csv(folder / "testing.csv", index=False)
    more = "".join(f'[collect.attributes.{name}]\ncolumn = "{name}"\n' for name in "ab")
    toml = CLASSES.replace("[collect]", "[collect]\nintersections = 2") + more

    found = collect(folder, toml, "fairness")["predicate"]["data_sets"]["testing"]["attributes"]

    assert {name: one["n"] for name, one in found["a and b"]["groups"].items()} == {
        "p and q \\and r": 200,
        "p \\and q and r": 200,
    }


@pytest.mark.parametrize(
    ("attribute", "what"),
    [
        (
            'column = "age"\nmissing = "old"\nbins = {old = {from = 40}, y = {below = 40}}',
            "names a bin",
        ),
        ('column = "fold"\nmissing = "f1"', "200 rows have no group by 'fold'"),
    ],
    ids=["bin", "text"],
)
def test_those_of_whom_nothing_is_known_are_no_other_group(
    folder: Path, attribute: str, what: str
) -> None:
    with pytest.raises(CollectError, match=what):
        collect(folder, CLASSES + f"[collect.attributes.x]\n{attribute}\n", "fairness")


@pytest.mark.parametrize(
    ("written", "good", "bad"),
    [
        ({"good": "True", "bad": "False"}, "True", "False"),
        ({"good": "1.0", "bad": "0.0"}, "1", "0"),
        ({"good": "1", "bad": "0"}, "1.0", "0"),
    ],
    ids=["truth values", "floats", "whole numbers"],
)
def test_outcomes_are_known_however_they_are_written(
    folder: Path, written: dict[str, str], good: str, bad: str
) -> None:
    frame = pd.read_csv(folder / "testing.csv")
    for column in ("y", "p"):
        frame[column] = frame[column].map(written)
    frame.to_csv(folder / "testing.csv", index=False)
    toml = CLASSES.replace('"good"', f'"{good}"').replace('"bad"', f'"{bad}"')

    found = collect(folder, toml, "fairness")["predicate"]["data_sets"]["testing"]
    assert found["rows"] == 400
    quality = collect(folder, toml, "data_quality")["predicate"]["data_sets"]["testing"]
    n = int((frame["y"] == written["good"]).sum())
    assert quality["label_balance"][good] == n
    assert quality["undeclared_outcomes"] == 0
