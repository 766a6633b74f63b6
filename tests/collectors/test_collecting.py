"""`lexgate collect` on a working folder: what is written, and what a failed run leaves."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from lexgate import cli, config, documents, keys, runs, schemas
from lexgate.errors import LexgateError, RequestError
from lexgate_collectors import collecting

NOW = "2026-11-22T10:00:00Z"
TOML = """
[collect]
intersections = 2
[collect.data_sets]
testing = {file = "testing.csv", predicted = "p", score = "s"}
[collect.outcome]
column = "y"
favourable = "good"
unfavourable = ["bad", "worse"]
[collect.attributes.sex]
column = "sex"
reference = "m"
[collect.attributes.age]
column = "age"
bins = {young = {below = 25}, old = {from = 25}}
[collect.attributes.health]
column = "health"
special_category = true
"""


@pytest.fixture
def folder(tmp_path: Path, describe: Callable[[str], Path]) -> Path:
    """A working folder with a model and a testing set."""
    rows = [
        {
            "sex": "fm"[n % 2],
            "age": 20 + n % 20,
            "health": "ill" if n % 7 else "well",
            "y": ("good", "good", "bad", "worse")[n % 4],
            "p": ("good", "bad", "good")[n % 3],
            "s": round((n % 10) / 10, 1),
        }
        for n in range(240)
    ]
    pd.DataFrame(rows).to_csv(tmp_path / "testing.csv", index=False)
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "weights").write_text("1 2 3", "utf-8")
    return describe(TOML)


def collect(folder: Path, kind: str = "fairness") -> Path:
    return collecting.collect(kind, config.load(folder), keys.generate(), clock=lambda: NOW)


def recorded(folder: Path) -> list[dict[str, Any]]:
    lines = (folder / ".lexgate" / runs.NAME).read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_what_is_described_is_examined(folder: Path) -> None:
    found = documents.read_json(collect(folder))["predicate"]
    testing = found["data_sets"]["testing"]

    assert set(testing["attributes"]) == {"sex", "age", "age and sex"}
    assert testing["attributes"]["sex"]["minimum_cell"] == 10
    measures = testing["attributes"]["sex"]["measures"]
    assert measures["selection_rate_ratio_to_reference"]["value"] is not None
    assert "calibration_error" in testing["attributes"]["sex"]["groups"]["f"]["rates"]
    assert set(testing["classes"]) == {"good", "bad", "worse"}
    assert set(testing["inequality"]) == {"theil_index", "generalized_entropy_index"}


def test_a_special_category_is_not_read(folder: Path) -> None:
    found = documents.read_json(collect(folder))["predicate"]

    assert "health" not in json.dumps(found["data_sets"])
    quality = documents.read_json(collect(folder, "data_quality"))["predicate"]
    assert quality["data_sets"]["testing"]["not_read"] == ["health"]
    assert "ill" not in json.dumps(quality).replace("missing", "").split('"')
    assert found["not_examined"] == {"health": "a special category, which is not read here"}


def test_small_cells(folder: Path) -> None:
    toml = (folder / "lexgate.toml").read_text("utf-8")
    (folder / "lexgate.toml").write_text(
        toml.replace("intersections", "minimum_cell = 100\nintersections"), "utf-8"
    )

    found = documents.read_json(collect(folder))["predicate"]["data_sets"]["testing"]

    young = found["attributes"]["age and sex"]["groups"]["young and f"]["rates"]
    assert young["selection_rate"] == {
        "value": None,
        "reason": "rests on 36 people, fewer than the minimum of 100",
    }


def test_what_failed_does_not_leave_the_better_answer(folder: Path) -> None:
    path = collect(folder)
    data = pd.read_csv(folder / "testing.csv")
    data.assign(y="unheard of").to_csv(folder / "testing.csv", index=False)

    with pytest.raises(LexgateError, match="240 rows have neither outcome"):
        collect(folder)

    assert not path.exists()
    assert not keys.signature_path(path).exists()
    aside = list((folder / ".lexgate" / "set_aside").rglob("*"))
    assert {one.name for one in aside if one.is_file()} == {"fairness.json", "fairness.json.sig"}
    first, second = recorded(folder)
    assert "digest" in first
    assert "neither outcome" in second["failed"]


def test_a_crash_is_a_failure_with_a_name(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: Any) -> Any:
        raise ZeroDivisionError("division by zero\nand more")

    collect(folder)
    monkeypatch.setitem(collecting._COLLECTORS, "fairness", crash)

    with pytest.raises(LexgateError) as error:
        collect(folder)

    # Its own words may hold what somebody's row says.
    assert error.value.what == "the collector crashed: ZeroDivisionError"
    assert str(error.value).count("\n") == 2
    assert not (folder / "evidence" / "fairness.json").exists()
    assert recorded(folder)[-1]["failed"] == error.value.what


@pytest.mark.parametrize("name", ["fairness.json", "fairness.json.sig"])
def test_what_can_not_take_its_place_leaves_no_run(folder: Path, name: str) -> None:
    (folder / "evidence" / name).mkdir()

    with pytest.raises(LexgateError, match="can't be written: Is a directory"):
        collect(folder)

    assert not (folder / ".lexgate" / runs.NAME).exists() or "digest" not in recorded(folder)[-1]
    assert [path.name for path in (folder / "evidence").iterdir()] == [name]


def test_stopped_by_a_person(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: Any) -> Any:
        raise KeyboardInterrupt

    path = collect(folder)
    before = path.read_bytes()
    monkeypatch.setitem(collecting._COLLECTORS, "fairness", stop)

    with pytest.raises(KeyboardInterrupt):
        collect(folder)

    assert path.read_bytes() == before
    assert recorded(folder)[-1]["interrupted"] is True
    assert not list(folder.rglob("*.tmp"))


def test_the_others_go_on(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    key = folder / "key.pem"
    keys.write_private(keys.generate(), key)

    code = cli.main(["-C", str(folder), "collect", "--key", str(key), "performance", "fairness"])

    said = capsys.readouterr()
    assert code != 0
    assert said.out.strip().endswith("fairness.json")
    assert "performance was not collected" in said.err
    assert "Traceback" not in said.err


def test_a_document_that_a_schema_refuses_is_not_written(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    subjects = [documents.named_subject("version:s@1")]
    monkeypatch.setitem(collecting._COLLECTORS, "fairness", lambda *_: (subjects, {"limit": 0.8}))

    with pytest.raises(RequestError):
        collect(folder)

    assert not (folder / "evidence" / "fairness.json").exists()


def test_drift_of_a_deployment(folder: Path) -> None:
    toml = (folder / "lexgate.toml").read_text("utf-8")
    drift = '[collect.drift]\nreference = "testing.csv"\ncurrent = "now.csv"\n'
    later = pd.read_csv(folder / "testing.csv").assign(age=lambda frame: frame["age"] + 5)
    later.to_csv(folder / "now.csv", index=False)
    (folder / "lexgate.toml").write_text(toml + drift, "utf-8")
    with pytest.raises(RequestError, match="none is named"):
        collect(folder, "drift")

    toml = toml.replace('version = "1.0.0"', 'version = "1.0.0"\ndeployment = "live"')
    (folder / "lexgate.toml").write_text(toml + drift, "utf-8")
    found = documents.read_json(collect(folder, "drift"))

    assert found["subject"] == [documents.named_subject("deployment:scoring/live")]
    assert found["predicate"]["data_sets"]["current"]["rows"] == 240
    assert "health" not in found["predicate"]["columns"]
    assert found["predicate"]["not_compared"]["health"].startswith("a special category")
    named = '[collect.drift.columns]\nhealth = {kind = "categorical"}\n'
    (folder / "lexgate.toml").write_text(toml + drift + named, "utf-8")
    with pytest.raises(LexgateError, match="a special category is named for something else"):
        collect(folder, "drift")


def test_every_kind_has_a_schema() -> None:
    for kind in collecting.KINDS:
        assert schemas.load(f"evidence/{kind}")["type"] == "object"
