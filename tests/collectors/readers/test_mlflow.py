"""MLflow: the three stores give the same facts, and a run that didn't end stays unfinished."""

from __future__ import annotations

import contextlib
import copy
import json
import os
import re
import shutil
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from lexgate import config, documents, keys, schemas
from lexgate.errors import LexgateError
from lexgate_collectors import collecting
from lexgate_collectors.common import mark, version_subject
from lexgate_collectors.readers import ReadError, mlflow_server
from lexgate_collectors.readers.mlflow import read, read_server
from lexgate_collectors.readers.mlflow_run import DataSet, Model, Point, Run, facts

SAMPLES = Path(__file__).parent / "samples" / "mlflow"
BASELINE, FAILED = "ddd5607dbff541889076d4855efc2ab2", "fdd53c9ae6cb438f9cf3a2766621e26c"
RUNNING, KILLED = "ce61582f7702457a88bcc90dfb5080a3", "d76797d3965641bb97b310b107bff8ae"
DELETED = "617d8416847846249b538ea7dca32f91"
CRASHED, LOGGED = "17affd4b34e4450f9dd46fc4e5bc8bfb", "91a4549b58424f8e9968130b261a3b30"
MODEL = "m-8d28618b56c847fd861bd2f99a1b86a8"
OLD = "a3a3fb0b0f3d4fa09fd82023b629b64d"
LONG = f"'{'x' * 300}'"
OTHER: tuple[Any, ...] = (None, "x" * 300, 5, ["text"], {"key": 5})
SEEN: set[str] = set()  # answers that were checked


def database(folder: Path, name: str = "sqlite_3_17", *changes: str) -> Path:
    path = folder / "mlflow.db"
    path.unlink(missing_ok=True)
    with contextlib.closing(sqlite3.connect(path)) as made:
        made.execute("PRAGMA synchronous = OFF")
        made.executescript((SAMPLES / f"{name}.sql").read_text(encoding="utf-8"))
        for change in changes:
            made.execute(change)
        made.commit()
    return path


def with_artefact(folder: Path, *changes: str) -> Path:
    place = folder / "artifacts" / "models" / MODEL / "artifacts"
    place.mkdir(parents=True, exist_ok=True)
    shutil.copy(SAMPLES / "MLmodel", place)
    return database(folder, "sqlite_3_17_logged_model", *changes)


def files(folder: Path) -> Path:
    shutil.copytree(SAMPLES / "file_store_2_9", folder, dirs_exist_ok=True)
    return folder / "mlruns"


def fits(found: dict[str, Any]) -> dict[str, Any]:
    if json.dumps(found) in SEEN:
        return found
    SEEN.add(json.dumps(found))
    predicate = {"observed_at": "2026-11-22T10:00:00Z", "collector": mark("readers")}
    statement = documents.statement(
        "training_run", [version_subject("s", "1")], {**predicate, **found}
    )
    assert schemas.faults(statement, "evidence/training_run") == []
    documents.canonical(statement)
    return found


def numbers(found: dict[str, Any]) -> dict[str, Any]:
    return {
        one["name"]: one["number"].get("reason", one["number"]["value"]) for one in found["metrics"]
    }


def texts(found: dict[str, Any]) -> dict[str, Any]:
    return {one["name"]: one["text"]["value"] for one in found["parameters"]}


EXPECTED_NUMBERS = {
    "accuracy": 0.918128654971,
    "calibration_error": "the file gives NaN",
    "loss": 0.2,
    "max_gap": "the file gives infinity",
    "recall": 0.956896551724,
    "roc_auc": 0.972570532915,
    "val_loss": 0.31,
}


def test_a_database(tmp_path: Path) -> None:
    path = database(tmp_path)
    found = fits(read(path, model="triage-risk", alias="champion"))
    assert found == read(path, model="triage-risk", version="1")
    assert found["source"]["form"] == "SQLite database, schema dc11669786a5"
    assert found["source"]["tool_version"] is None
    assert found["source"]["files"][0]["digest"] == documents.digest(path.read_bytes())
    assert found["run"] == {
        "id": BASELINE,
        "experiment": "triage-risk",
        "status": "FINISHED",
        "complete": "yes",
        "because": None,
        "started_at": "2026-11-21T23:40:48Z",
        "finished_at": "2026-11-21T23:40:49Z",
    }
    assert numbers(found) == EXPECTED_NUMBERS
    assert texts(found) == {
        "C": "0.5",
        "features": "4",
        "max_iter": "500",
        "note": "line1 line2 \u2013 \u00fcn\u00efcode",
    }
    assert found["data_sets"] == [
        {"name": f"breast_cancer_{role}", "digest": digest, "context": role, "rows": rows}
        for role, digest, rows in (("training", "64d06797", 398), ("validation", "4ff2b7b8", 171))
    ]
    assert found["registered"] == {
        "name": "triage-risk",
        "version": "1",
        "aliases": ["champion"],
        "stage": None,
        "status": "READY",
        "run_id": BASELINE,
    }
    assert [(tag["of"], tag["name"], tag["text"]) for tag in found["tags"]["kept"]] == [
        ("experiment", "ai_act.intended_purpose", {"value": "triage support"}),
        ("run", "mlflow.source.type", {"value": "LOCAL"}),
        ("version", "validation_status", {"value": "pending"}),
    ]
    assert found["tags"]["left_out"] == 5
    assert found["models"][0]["because"] == "its MLmodel file is not beside the store"


def test_a_folder(tmp_path: Path) -> None:
    path = files(tmp_path)
    found = fits(read(path, model="triage-risk", alias="champion"))
    assert found == read(tmp_path, model="triage-risk", version="1")
    base = read(database(tmp_path / "mlruns"), model="triage-risk", version="1")
    assert numbers(found) == EXPECTED_NUMBERS
    for part in ("parameters", "data_sets", "tags"):
        assert found[part] == base[part]
    assert found["run"]["id"] == OLD
    assert found["registered"] == {**base["registered"], "stage": "Production", "run_id": OLD}
    assert [file["name"] for file in found["source"]["files"]] == ["mlruns"]
    other = read(path, model="triage-risk", alias="challenger")["registered"]
    assert (other["version"], other["stage"], other["aliases"]) == ("2", None, ["challenger"])


@pytest.mark.parametrize(
    ("run", "status", "complete", "ended"),
    [
        (BASELINE, "FINISHED", "yes", True),
        (FAILED, "FAILED", "no", True),
        (RUNNING, "RUNNING", "no", False),
        (KILLED, "KILLED", "no", True),
        (OLD, "FINISHED", "yes", True),
        ("7b71bddd414049f5b34258d3d80fa8c0", "FAILED", "no", True),
        ("dce9738b0d1341d79e2804c54a336936", "RUNNING", "no", False),
        ("30109a07ebbf49f2a68d63449ca928d5", "KILLED", "no", True),
    ],
)
def test_how_runs_end(tmp_path: Path, run: str, status: str, complete: str, ended: bool) -> None:
    in_database = run in (BASELINE, FAILED, RUNNING, KILLED)
    found = fits(read(database(tmp_path) if in_database else files(tmp_path), run=run))
    assert (found["run"]["status"], found["run"]["complete"]) == (status, complete)
    assert (found["run"]["finished_at"] is not None) is ended
    assert (found["run"]["because"] is None) is (complete == "yes")
    assert found["registered"] is None


def test_a_crash_stays_one(tmp_path: Path) -> None:
    found = fits(read(database(tmp_path, "sqlite_3_17_crashed"), run=CRASHED))
    assert found["run"]["complete"] == "no"
    assert numbers(found) == {"accuracy": 0.96}
    assert found["data_sets"][0]["context"] == "train"
    assert [(model["status"], model["signature"]) for model in found["models"]] == [
        ("FAILED", "unknown")
    ]


def test_a_logged_model(tmp_path: Path) -> None:
    path = with_artefact(tmp_path)
    found = fits(read(path, model="iris-lr", alias="production"))
    assert found["models"] == [
        {
            "id": MODEL,
            "status": "READY",
            "flavours": ["python_function", "sklearn"],
            "signature": "yes",
            "mlflow_version": "3.17.2",
            "because": None,
        }
    ]
    assert found["models"] == read(path, run=LOGGED)["models"]
    assert found["source"]["tool_version"] == "3.17.2"
    assert [file["name"].split("/")[-1] for file in found["source"]["files"]] == [
        "mlflow.db",
        "MLmodel",
    ]
    assert found["tags"]["kept"][-1]["text"] == {"value": "role:risk-officer"}
    assert found["run"]["finished_at"] == "2026-11-21T23:46:52Z"


@pytest.mark.parametrize(
    ("change", "alters"),
    [
        ("UPDATE model_versions SET run_id = NULL", {}),
        ("UPDATE logged_models SET status = 1", {"status": "PENDING"}),
        ("UPDATE logged_models SET artifact_location = 's3://b/x'", {"signature": "unknown"}),
        (f"UPDATE logged_models SET artifact_location = '../{MODEL}'", {"signature": "unknown"}),
    ],
)
def test_variants_of_a_logged_model(tmp_path: Path, change: str, alters: dict[str, Any]) -> None:
    base = read(with_artefact(tmp_path), model="iris-lr", version="1")["models"][0]
    found = fits(read(with_artefact(tmp_path, change), model="iris-lr", version="1"))
    assert found["run"]["id"] == LOGGED
    assert {key: found["models"][0][key] for key in alters} == alters
    assert found["models"][0]["id"] == base["id"]


COPY = (
    "INSERT INTO registered_models (name, workspace) VALUES ('live', 'default')",
    "INSERT INTO model_versions (name, version, source, run_id, current_stage, status, workspace) "
    f"VALUES ('live', 4, '{{}}', '{LOGGED}', 'None', 'READY', 'default')",
)


@pytest.mark.parametrize(
    ("source", "known"),
    [
        ("models:/iris-lr/1", True),
        ("models:/iris-lr/9", False),
        ("models:/live/4", False),
        ("models:/../1", False),
        ("models:/iris-lr@production", False),
    ],
)
def test_a_copied_version(tmp_path: Path, source: str, known: bool) -> None:
    """`copy_model_version` leaves the address of the original as the source."""
    copy_ = (COPY[0], COPY[1].format(source))
    found = fits(read(with_artefact(tmp_path, *copy_), model="live", version="4"))
    assert found["registered"]["name"] == "live"
    assert found["registered"]["version"] == "4"
    original = read(tmp_path / "mlflow.db", model="iris-lr", version="1")
    assert (found["models"] == original["models"]) is known
    assert found["run"] == original["run"]


def test_a_copied_version_in_a_folder(tmp_path: Path) -> None:
    path = files(tmp_path)
    meta = next(path.glob("models/*/version-1/meta.yaml"))
    name = meta.parent.parent.name
    target = path / "models" / "live" / "version-1" / "meta.yaml"
    target.parent.mkdir(parents=True)
    lines = meta.read_text().splitlines()
    kept = [line for line in lines if not line.startswith(("source:", "name:"))]
    target.write_text("\n".join([*kept, f"source: models:/{name}/1", "name: live"]))
    found = read(path, model="live", version="1")
    assert found["models"] == read(path, model=name, version="1")["models"]


def test_a_model_of_older_mlflow(tmp_path: Path) -> None:
    told = [
        {
            "run_id": BASELINE,
            "artifact_path": "model",
            "flavors": {"sklearn": {}, "python_function": {}},
            "mlflow_version": "2.9.2",
        }
    ]
    tag = (
        f"INSERT INTO tags VALUES ('mlflow.log-model.history', '{json.dumps(told)}', '{BASELINE}')"
    )
    for wanted in ({"run": BASELINE}, {"model": "triage-risk", "version": "1"}):
        path = database(
            tmp_path,
            "sqlite_3_17",
            tag,
            "DROP TABLE logged_models",
            "UPDATE alembic_version SET version_num = 'acf3f17fdcc7'",
        )
        found = fits(read(path, **wanted))
        assert found["models"][0]["flavours"] == ["python_function", "sklearn"]
        assert found["models"][0]["signature"] == "no"
        assert found["source"]["tool_version"] == "2.9.2"
    place = tmp_path / "mlartifacts" / "1" / BASELINE / "artifacts" / "model"
    place.mkdir(parents=True)
    shutil.copy(SAMPLES / "MLmodel", place)
    # MLflow 2.22 left the version out of its tag.
    del told[0]["mlflow_version"]
    tag = (
        f"INSERT INTO tags VALUES ('mlflow.log-model.history', '{json.dumps(told)}', '{BASELINE}')"
    )
    gone = "DROP TABLE logged_models"
    assert read(database(tmp_path, "sqlite_3_17", tag, gone), run=BASELINE)["models"][0] == {
        **found["models"][0],
        "signature": "yes",
        "mlflow_version": "3.17.2",
    }
    source = "UPDATE model_versions SET source = "
    for text in (f"mlflow-artifacts:/1/{BASELINE}/artifacts/model", f"runs:/{BASELINE}/model"):
        path = database(tmp_path, "sqlite_3_17", f"{source}'{text}'")
        (tmp_path / BASELINE).exists() or shutil.copytree(
            tmp_path / "mlartifacts" / "1" / BASELINE, tmp_path / BASELINE
        )
        found = fits(read(path, model="triage-risk", version="2"))
        assert found["models"][0]["signature"] == "yes"


@pytest.mark.parametrize(
    "wanted",
    [
        {},
        {"run": ""},
        {"run": "../x"},
        {"run": BASELINE, "model": "triage-risk"},
        {"model": "triage-risk"},
        {"model": "triage-risk", "version": "1", "alias": "champion"},
        {"model": "triage-risk", "version": "latest"},
        {"model": "triage-risk", "version": "01"},
        {"model": "..", "version": "1"},
        {"model": "a/b", "version": "1"},
        {"model": "triage-risk", "alias": ""},
        {"version": "1"},
    ],
)
def test_what_must_be_named(tmp_path: Path, wanted: dict[str, str]) -> None:
    with pytest.raises(ReadError, match="no run is named"):
        read(tmp_path, **wanted)


@pytest.mark.parametrize(
    "wanted",
    [
        {"run": "abc"},
        {"model": "other", "version": "1"},
        {"model": "triage-risk", "version": "3"},
        {"model": "triage-risk", "alias": "best"},
        {"model": "%", "alias": "champion"},
        {"model": "*", "version": "1"},
    ],
)
def test_what_is_not_there(tmp_path: Path, wanted: dict[str, str]) -> None:
    for path in (database(tmp_path), files(tmp_path)):
        with pytest.raises(ReadError, match="the store has no"):
            read(path, **wanted)


def test_what_was_deleted(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="the run is deleted"):
        read(database(tmp_path), run=DELETED)
    gone = "UPDATE experiments SET lifecycle_stage = 'deleted'"
    with pytest.raises(ReadError, match="experiment is deleted"):
        read(database(tmp_path, "sqlite_3_17", gone), run=BASELINE)
    gone = "UPDATE model_versions SET current_stage = 'Deleted_Internal'"
    with pytest.raises(ReadError, match="it is deleted"):
        read(database(tmp_path, "sqlite_3_17", gone), model="triage-risk", version="1")
    folder = files(tmp_path)
    with pytest.raises(ReadError, match="the run is deleted"):
        read(folder, run="3ecc2a16dec940fb928c6fd1dac40d6c")
    (folder / ".trash").mkdir()
    (folder / "934172638092373013").rename(folder / ".trash" / "934172638092373013")
    with pytest.raises(ReadError, match="experiment is deleted"):
        read(folder, run=OLD)


def test_two_workspaces_with_one_name(tmp_path: Path) -> None:
    twice = (
        "INSERT INTO model_versions SELECT name, version, creation_time, last_updated_time, "
        "description, user_id, current_stage, source, run_id, status, status_message, run_link, "
        "storage_location, 'other' FROM model_versions"
    )
    with pytest.raises(ReadError, match="more than one"):
        read(database(tmp_path, "sqlite_3_17", twice), model="triage-risk", version="1")


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ("UPDATE alembic_version SET version_num = 'ffffffffffff'", "ffffffffffff isn't known"),
        ("UPDATE alembic_version SET version_num = '451aebb31d03'", "older than MLflow 1.4"),
        ("DELETE FROM alembic_version", "isn't known"),
        ("INSERT INTO alembic_version VALUES ('acf3f17fdcc7')", "isn't known"),
        ("DROP TABLE alembic_version", "no database of MLflow"),
        ("DROP TABLE runs", "tables of MLflow are missing"),
        ("ALTER TABLE runs RENAME COLUMN status TO state", "no such column"),
        ("UPDATE runs SET status = 'SCHEDULED', experiment_id = 7", "experiment of run"),
    ],
)
def test_databases_that_are_refused(tmp_path: Path, change: str, what: str) -> None:
    with pytest.raises(ReadError, match=what):
        read(database(tmp_path, "sqlite_3_17", change), run=BASELINE)


def test_a_view_is_no_table(tmp_path: Path) -> None:
    view = "CREATE VIEW params AS SELECT 'a' AS key, 'b' AS value, run_uuid FROM runs"
    with pytest.raises(ReadError, match="tables of MLflow are missing"):
        read(database(tmp_path, "sqlite_3_17", "DROP TABLE params", view), run=BASELINE)


def test_files_that_are_no_store(tmp_path: Path) -> None:
    path = tmp_path / "x"
    for data in (b"", b"text", b"SQLite format 3\0", b"SQLite format 3\0" + b"x" * 5000):
        path.write_bytes(data)
        with pytest.raises(LexgateError):
            read(path, run="abc")
    with pytest.raises(ReadError, match="neither"):
        read(tmp_path / "missing", run="abc")
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ReadError, match="neither"):
        read(tmp_path / "pipe", run="abc")
    with pytest.raises(ReadError, match="no folder of MLflow"):
        read(tmp_path, run="abc")


def test_a_database_cut_short(tmp_path: Path) -> None:
    path = database(tmp_path)
    data = path.read_bytes()
    whole = read(path, run=BASELINE)
    whole.pop("source")
    for length in range(100, len(data), 9973):
        path.write_bytes(data[:length])
        with contextlib.suppress(LexgateError):
            found = fits(read(path, run=BASELINE))
            found.pop("source")
            assert found == whole


def test_a_database_in_use(tmp_path: Path) -> None:
    path = database(tmp_path)
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as writer:
        writer.execute("BEGIN EXCLUSIVE")
        with pytest.raises(ReadError, match="locked"):
            read(path, run=BASELINE)
    read(path, run=BASELINE)
    (tmp_path / "mlflow.db-wal").write_bytes(b"changes")
    with pytest.raises(ReadError, match="newest changes"):
        read(path, run=BASELINE)


def test_reading_writes_nothing(tmp_path: Path) -> None:
    path = database(tmp_path)
    for mode in ("DELETE", "WAL"):
        with contextlib.closing(sqlite3.connect(path)) as made:
            made.execute(f"PRAGMA journal_mode = {mode}")
        before = path.read_bytes()
        assert read(path, run=BASELINE)["run"]["complete"] == "yes"
        assert [item.name for item in tmp_path.iterdir()] == ["mlflow.db"]
        assert path.read_bytes() == before


def test_a_newer_mlflow(tmp_path: Path) -> None:
    path = with_artefact(tmp_path)
    described = next(tmp_path.rglob("MLmodel"))
    text = described.read_text().replace("mlflow_version: 3.17.2", "mlflow_version: 4.0.0")
    described.write_text(text)
    with pytest.raises(ReadError, match=r"MLflow 4\.0\.0 is newer"):
        read(path, run=LOGGED)


@pytest.mark.parametrize(
    ("points", "value"),
    [
        ([(1.0, 5, 0), (2.0, 4, 1)], 2.0),
        ([(2.0, 4, 1), (1.0, 5, 0)], 2.0),
        ([(1.0, 5, 0), (2.0, 4, 0)], 1.0),
        ([(1.0, 5, 0), (2.0, 5, 0)], 2.0),
        ([(1.0, 5, 0), (float("nan"), 5, 0)], "the file gives NaN"),
        ([(float("nan"), 5, 0), (1.0, 5, 0)], "the file gives NaN"),
        ([(float("nan"), 5, 0), (1.0, 6, 0)], 1.0),
        ([(-1.7976931348623157e308, 1, 0)], "the file gives infinity"),
        ([(1e300, 1, 0)], "the file gives a number of more than 15 digits"),
    ],
)
def test_the_last_value(points: list[tuple[float, int, int]], value: Any) -> None:
    run = Run("r", "FINISHED", 1, 2, "e")
    run.points = [Point("m", *point) for point in points]
    assert numbers(facts(run, "x")[0]) == {"m": value}


def test_a_last_value_that_lags_or_stands_alone(tmp_path: Path) -> None:
    stale = "UPDATE latest_metrics SET value = 0.9, step = 0 WHERE key = 'loss'"
    found = read(database(tmp_path, "sqlite_3_17", stale), run=BASELINE)
    assert numbers(found)["loss"] == 0.2
    found = read(database(tmp_path, "sqlite_3_17", "DELETE FROM metrics"), run=BASELINE)
    assert numbers(found) == EXPECTED_NUMBERS


@pytest.mark.parametrize(
    ("status", "start", "end", "complete"),
    [
        ("FINISHED", 1000, 2000, "yes"),
        ("FINISHED", 1000, None, "unknown"),
        ("FINISHED", 1000, "2000", "unknown"),
        ("FINISHED", None, 2000, "yes"),
        ("FINISHED", 1000, 10**30, "unknown"),
        ("FINISHED", 1000, True, "unknown"),
        ("SCHEDULED", None, None, "no"),
        ("RUNNING", 1000, 2000, "no"),
    ],
)
def test_ends(status: str, start: Any, end: Any, complete: str) -> None:
    assert facts(Run("r", status, start, end, "e"), "x")[0]["run"]["complete"] == complete


@pytest.mark.parametrize(
    ("profile", "rows"),
    [
        ('{"num_rows": 7}', 7),
        ('{"features_cardinality": 7, "targets_cardinality": 8}', 7),
        ('{"features_cardinality": -1}', None),
        ('{"features_shape": [7, 2]}', 7),
        ('{"features_shape": {"x": [7, 2], "z": [7]}}', 7),
        ('{"features_shape": {"x": [7, 2], "z": [8]}}', None),
        ('{"features_shape": {"x": [7, 2], "z": 7}}', None),
        ('{"features_shape": {}}', None),
        ('{"approx_count": 7}', None),
        ('{"num_rows": "7"}', None),
        ('{"num_rows": NaN}', None),
        ("[7]", None),
        ("{", None),
        ("[" * 100_000, None),
        (None, None),
        ({"num_rows": 7}, None),
    ],
)
def test_rows_of_a_data_set(profile: Any, rows: int | None) -> None:
    run = Run("r", "FINISHED", 1, 2, "e", data_sets=[DataSet("d", "x", None, profile)])
    assert facts(run, "x")[0]["data_sets"][0]["rows"] == rows


@pytest.mark.parametrize("status", [None, 3, "PAUSED", "finished", ["FINISHED"]])
def test_a_status_that_is_none(status: Any) -> None:
    with pytest.raises(ReadError, match="a status that isn't known"):
        facts(Run("r", status, 1, 2, "e"), "x")


def test_too_much_is_refused() -> None:
    for part in ("parameters", "points", "data_sets", "models"):
        run = Run("r", "FINISHED", 1, 2, "e")
        many = {
            "parameters": [("p", "1")] * 5001,
            "points": [Point(str(n), 1.0, 1, 0) for n in range(5001)],
            "data_sets": [DataSet("d", "x", None, None)] * 5001,
            "models": [Model(None, None, None)] * 5001,
        }
        setattr(run, part, many[part])
        with pytest.raises(ReadError, match="more than 5000"):
            facts(run, "x")


def test_nobody_is_named(tmp_path: Path) -> None:
    private = {
        "data_path": "/home/anna/data.csv",
        "user": "anna",
        "contact": "Anna Smith",
        "mail": "anna@example.org",
        "api_key": "sk-0123456789abcdef0123",
        "host": "gpu01",
        "tracking": "http://gpu01:5000",
        "system_prompt": "You are anna",
        "model": "anna/bert",
        "address": "10.0.0.7",
        "long": "anna " * 50,
    }
    rows = [
        f"INSERT INTO params VALUES ('{name}', '{value}', '{BASELINE}')"
        for name, value in private.items()
    ]
    rows += [
        "UPDATE experiments SET name = '/Users/anna@example.org/triage' WHERE experiment_id = 1",
        f"INSERT INTO tags VALUES ('mlflow.note.content', 'by anna', '{BASELINE}')",
        f"INSERT INTO tags VALUES ('mlflow.parentRunId', '/home/anna', '{BASELINE}')",
        "INSERT INTO model_version_tags (key, value, name, version) "
        "VALUES ('approved_by', 'Anna', 'triage-risk', 1)",
        "UPDATE datasets SET name = '/home/anna/x.csv'",
    ]
    found = fits(read(database(tmp_path, "sqlite_3_17", *rows), model="triage-risk", version="1"))
    assert {name: texts(found)[name] for name in private} == dict.fromkeys(private)
    assert found["run"]["experiment"] is None
    answers = [found, read(files(tmp_path), model="triage-risk", version="1")]
    answers.append(read(with_artefact(tmp_path), run=LOGGED))
    for answer in answers:
        text = json.dumps(answer).lower()
        for word in (
            "anna",
            "gpu01",
            "sk-01",
            "10.0.0.7",
            "train.py",
            '"ci"',
            "data/",
            "prompt you",
        ):
            assert word not in text


COLUMNS = {
    "runs": "status start_time end_time lifecycle_stage experiment_id",
    "experiments": "name lifecycle_stage experiment_id",
    "params": "key value",
    "metrics": "key value timestamp step is_nan",
    "latest_metrics": "key value timestamp step is_nan",
    "tags": "key value",
    "datasets": "name digest dataset_profile dataset_uuid",
    "inputs": "input_uuid source_id source_type",
    "input_tags": "name value",
    "model_versions": "current_stage source run_id status version",
    "registered_model_aliases": "alias version",
    "model_version_tags": "key value",
    "logged_models": "model_id status artifact_location source_run_id lifecycle_stage",
}


@pytest.mark.parametrize("status", ["FINISHED", "RUNNING"])
def test_other_types_in_each_column(tmp_path: Path, status: str) -> None:
    path = with_artefact(tmp_path)
    with contextlib.closing(sqlite3.connect(path)) as loose:
        for table in COLUMNS:  # without their constraints
            loose.execute(f"ALTER TABLE {table} RENAME TO old_{table}")
            loose.execute(f"CREATE TABLE {table} AS SELECT * FROM old_{table}")
            loose.execute(f"DROP TABLE old_{table}")
        loose.execute(f"UPDATE runs SET status = '{status}'")
        loose.commit()
    data = path.read_bytes()
    assert read(path, model="iris-lr", version="1")["run"]["status"] == status
    for table, columns in COLUMNS.items():
        for column in columns.split():
            for value in ("NULL", "'text'", "0.5", "x'00ff'", "-1", LONG, "CAST(x'ff' AS TEXT)"):
                path.write_bytes(data)
                with contextlib.closing(sqlite3.connect(path)) as loose:
                    loose.execute("PRAGMA synchronous = OFF")
                    loose.execute(f"UPDATE {table} SET {column} = {value}")
                    loose.commit()
                with contextlib.suppress(LexgateError):
                    found = fits(read(path, model="iris-lr", version="1"))
                    assert status == "FINISHED" or found["run"]["complete"] != "yes"


def test_other_contents_in_each_file(tmp_path: Path) -> None:
    folder = files(tmp_path)
    whole = read(folder, model="triage-risk", version="1")
    for path in sorted(folder.rglob("*")):
        used = {OLD, "datasets", "version-1", "aliases"} & set(path.parts)
        if not path.is_file() or not (used or path.parent.name == "934172638092373013"):
            continue
        kept = path.read_text(encoding="utf-8")
        others = ["", "x" * 300, "{", "0"]
        if path.name == "meta.yaml":
            keys = [line.split(":")[0] for line in kept.splitlines() if line[0].isalpha()]
            for key in keys:
                for value in ("null", "{a: [5]}"):
                    others.append(re.sub(rf"(?m)^{key}:.*$", f"{key}: {value}", kept))
        for other in others:
            path.write_text(other, encoding="utf-8")
            with contextlib.suppress(LexgateError):
                found = fits(read(folder, model="triage-risk", version="1"))
                assert len(found["metrics"]) == len(whole["metrics"])
        path.write_text(kept, encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("status", "status: 0"),
        ("status", "status: 6"),
        ("status", "status: FINISHED"),
        ("status", "status: 3.0"),
        ("status", "status: true"),
        ("lifecycle_stage", "lifecycle_stage: gone"),
    ],
)
def test_a_folder_with_a_strange_run(tmp_path: Path, name: str, text: str) -> None:
    folder = files(tmp_path)
    meta = folder / "934172638092373013" / OLD / "meta.yaml"
    meta.write_text(re.sub(rf"(?m)^{name}:.*$", text, meta.read_text()))
    with pytest.raises(ReadError):
        read(folder, run=OLD)


def test_links_in_a_folder(tmp_path: Path) -> None:
    folder = files(tmp_path)
    secret = tmp_path / "secret"
    secret.write_text("s3cret")
    for place in ("params/x", "tags/ai_act.x", "metrics/x", "inputs/x"):
        link = folder / "934172638092373013" / OLD / place
        link.symlink_to(secret if "inputs" not in place else tmp_path)
        with contextlib.suppress(ReadError):
            assert "s3cret" not in json.dumps(read(folder, run=OLD))
        link.unlink()


def test_a_model_as_input_is_no_data_set(tmp_path: Path) -> None:
    """`evaluate` names the model that it evaluated among the inputs of its run."""
    path = files(tmp_path)
    base = read(path, run=OLD)["data_sets"]
    (folder,) = path.glob(f"*/{OLD}")
    link = folder / "inputs" / "d485" / "meta.yaml"
    link.parent.mkdir(parents=True)
    link.write_text(f"destination_type: RUN\nsource_id: {MODEL}\nsource_type: MODEL\ntags: {{}}\n")
    assert read(path, run=OLD)["data_sets"] == base


def test_an_empty_parameter(tmp_path: Path) -> None:
    folder = files(tmp_path)
    (folder / "934172638092373013" / OLD / "params" / "C").write_text("")
    found = fits(read(folder, run=OLD))
    assert found["parameters"][0]["text"] == {
        "value": None,
        "reason": "the file gives an empty text",
    }


# ---------------------------------------------------------------- the server

INFO = {"run_id": LOGGED, "experiment_id": "1", "status": "FINISHED", "lifecycle_stage": "active"}
VERSION = {
    "name": "iris-lr",
    "version": "1",
    "current_stage": "None",
    "source": f"models:/{MODEL}",
    "run_id": LOGGED,
    "status": "READY",
    "tags": [{"key": "validation_status", "value": "approved"}],
    "aliases": ["production"],
}
ANSWERS: dict[str, Any] = {
    "version": "3.17.2\n",
    "registered-models/alias": {"model_version": VERSION},
    "model-versions/get": {"model_version": VERSION},
    "runs/get": {
        "run": {
            "info": {**INFO, "start_time": 1795304809961, "end_time": 1795304812155},
            "data": {
                "metrics": [
                    {"key": "accuracy", "value": 0.96, "timestamp": 1795304810102, "step": "0"},
                    {"key": "loss", "value": "NaN", "timestamp": 1795304810102, "step": 1},
                    {"key": "gap", "value": 1.7976931348623157e308, "timestamp": 1, "step": 0},
                ],
                "params": [{"key": "C", "value": "0.1"}],
                "tags": [{"key": "mlflow.user", "value": "anna"}],
            },
            "inputs": {
                "dataset_inputs": [
                    {
                        "tags": [{"key": "mlflow.data.context", "value": "train"}],
                        "dataset": {
                            "name": "iris",
                            "digest": "8f9eb48c",
                            "source": '{"uri": "/home/anna/iris.csv"}',
                            "profile": '{"num_rows": 150}',
                        },
                    }
                ]
            },
            "outputs": {"model_outputs": [{"model_id": MODEL, "step": 0}]},
        }
    },
    "experiments/get": {
        "experiment": {
            "name": "iris-lr",
            "lifecycle_stage": "active",
            "tags": [{"key": "ai_act.intended_purpose", "value": "none"}],
        }
    },
    f"logged-models/{MODEL}": {
        "model": {"info": {"status": "LOGGED_MODEL_READY", "source_run_id": LOGGED}}
    },
    "artifacts/files": (SAMPLES / "MLmodel").read_text(),
}

Handle = Callable[[BaseHTTPRequestHandler, str], None]


@pytest.fixture
def server() -> Iterator[Callable[[Handle], str]]:
    """Starts a server that answers by a function; gives its address."""
    running: list[ThreadingHTTPServer] = []

    def start(handle: Handle) -> str:
        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                with contextlib.suppress(OSError):
                    handle(self, urlsplit(self.path).path)

            def log_message(self, *_: Any) -> None:
                pass

        made = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        made.daemon_threads = True
        threading.Thread(target=made.serve_forever, args=(0.02,), daemon=True).start()
        running.append(made)
        return f"http://127.0.0.1:{made.server_port}"

    yield start
    for made in running:
        made.shutdown()
        made.server_close()


def answer(asked: BaseHTTPRequestHandler, value: Any, status: int = 200, **headers: str) -> None:
    body = (value if isinstance(value, str) else json.dumps(value)).encode()
    asked.send_response(status)
    for name, text in {"Content_Length": str(len(body)), **headers}.items():
        asked.send_header(name.replace("_", "-"), text)
    asked.end_headers()
    asked.wfile.write(body)


def told(path: str) -> Any:
    return next((value for end, value in ANSWERS.items() if path.endswith(end)), None)


def test_a_server(server: Callable[[Handle], str], tmp_path: Path) -> None:
    seen: list[str] = []

    def handle(asked: BaseHTTPRequestHandler, path: str) -> None:
        seen.append(asked.path)
        assert asked.headers["Authorization"] == "Bearer t0ken"
        answer(asked, told(path))

    url = server(handle)
    found = fits(read_server(url + "/", model="iris-lr", alias="production", token="t0ken"))
    assert found["source"]["form"] == "tracking server, REST API 2.0"
    assert found["source"]["tool_version"] == "3.17.2"
    assert numbers(found) == {
        "accuracy": 0.96,
        "gap": "the file gives infinity",
        "loss": "the file gives NaN",
    }
    base = read(with_artefact(tmp_path), model="iris-lr", version="1")
    for part in ("run", "parameters", "data_sets", "registered", "models"):
        assert found[part] == base[part]
    assert [tag["name"] for tag in found["tags"]["kept"]] == [
        "ai_act.intended_purpose",
        "validation_status",
    ]
    assert "anna" not in json.dumps(found)
    assert "127.0.0.1" not in json.dumps(found)
    assert len(found["source"]["files"]) == len(seen) == 6
    assert parse_qs(urlsplit(seen[1]).query) == {"name": ["iris-lr"], "alias": ["production"]}
    again = read_server(url, model="iris-lr", version="1", token="t0ken")
    assert again["registered"] == found["registered"]
    assert read_server(url, run=LOGGED, token="t0ken")["models"] == found["models"]


def test_a_server_with_a_copied_version(server: Callable[[Handle], str]) -> None:
    def handle(asked: BaseHTTPRequestHandler, path: str) -> None:
        if "name=live" in asked.path:
            copied = {**VERSION, "name": "live", "source": "models:/iris-lr/1"}
            answer(asked, {"model_version": copied})
        else:
            answer(asked, told(path))

    url = server(handle)
    found = fits(read_server(url, model="live", version="1"))
    assert found["registered"]["name"] == "live"
    assert found["models"] == read_server(url, model="iris-lr", version="1")["models"]


@pytest.mark.parametrize("deadline", [0, -1, 601, float("nan"), float("inf")])
def test_a_deadline_that_is_none(deadline: float) -> None:
    with pytest.raises(ReadError, match="no deadline"):
        read_server("http://127.0.0.1:9", run=LOGGED, deadline=deadline)


def test_a_server_without_the_alias(server: Callable[[Handle], str]) -> None:
    """MLflow answers 400 where it has no such alias."""

    def handle(asked: BaseHTTPRequestHandler, path: str) -> None:
        missing = path.endswith("alias")
        answer(asked, {"error_code": "X"} if missing else told(path), 400 if missing else 200)

    with pytest.raises(ReadError, match="the store has no registered-models: iris-lr, old"):
        read_server(server(handle), model="iris-lr", alias="old")


def test_a_server_is_described(
    server: Callable[[Handle], str], tmp_path: Path, describe: Callable[[str], Path]
) -> None:
    def handle(asked: BaseHTTPRequestHandler, path: str) -> None:
        assert asked.headers["Authorization"] == "Bearer t0ken"
        answer(asked, told(path))

    url = server(handle)
    (tmp_path / "token").write_text("t0ken\n", "utf-8")
    describe(
        f"""
[collect.read.training]
tool = "mlflow"
server = "{url}"
token_file = "token"
model = "iris-lr"
alias = "production"
"""
    )

    path = collecting.collect("read.training", config.load(tmp_path), keys.generate())

    found = documents.read_json(path)["predicate"]
    assert path.name == "training_run.json"
    assert found["source"]["form"] == "tracking server, REST API 2.0"
    assert "t0ken" not in path.read_text("utf-8")


def status_of(number: int) -> Handle:
    return lambda asked, path: answer(asked, {"error_code": "X"}, number)


def redirect(asked: BaseHTTPRequestHandler, path: str) -> None:
    answer(asked, "", 302, Location="http://127.0.0.1:9/elsewhere")


def cut(asked: BaseHTTPRequestHandler, path: str) -> None:
    answer(asked, told(path), Content_Length="100000")


def drip(asked: BaseHTTPRequestHandler, path: str) -> None:
    asked.send_response(200)
    asked.end_headers()
    for _ in range(100):
        asked.wfile.write(b" ")
        asked.wfile.flush()
        time.sleep(0.05)


def flood(asked: BaseHTTPRequestHandler, path: str) -> None:
    asked.send_response(200)
    asked.end_headers()
    for _ in range(30):
        asked.wfile.write(b" " * 100_000)


def newer(asked: BaseHTTPRequestHandler, path: str) -> None:
    answer(asked, "4.0.0" if path.endswith("version") else told(path))


@pytest.mark.parametrize(
    ("handle", "what"),
    [
        (status_of(404), "the store has no runs"),
        (status_of(401), "HTTP 401"),
        (status_of(500), "HTTP 500"),
        (redirect, "HTTP 302"),
        (cut, "broke off|no answer"),
        (drip, "no whole answer"),
        (flood, "more than 200,000 bytes"),
        (newer, r"MLflow 4\.0\.0 is newer"),
        (lambda asked, path: answer(asked, "<html>"), "not JSON"),
        (lambda asked, path: answer(asked, "[]"), "no object"),
        (lambda asked, path: answer(asked, "{}"), "another run"),
        (lambda asked, path: asked.wfile.write(b"hello\n"), "no answer"),
    ],
)
def test_servers_that_fail(
    server: Callable[[Handle], str], handle: Handle, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mlflow_server, "MAX_BYTES", 200_000)
    began = time.monotonic()
    with pytest.raises(ReadError, match=what):
        read_server(server(handle), run=LOGGED, deadline=0.5 if handle is drip else 30.0)
    assert time.monotonic() - began < 4 or handle is not drip


@pytest.mark.parametrize(
    ("url", "token", "what"),
    [
        ("ftp://x", None, "no address"),
        ("x", None, "no address"),
        ("http://", None, "no address"),
        ("http://[", None, "no address"),
        ("http://x?y=1", None, "no address"),
        ("http://a:b@x", None, "a password"),
        ("http://x.example", "t0ken", "without TLS"),
        ("http://127.0.0.1:9", None, "no answer"),
    ],
)
def test_addresses(url: str, token: str | None, what: str) -> None:
    with pytest.raises(ReadError, match=what) as caught:
        read_server(url, run="abc", token=token, deadline=2.0)
    assert "t0ken" not in str(caught.value)
    assert "a:b" not in str(caught.value)


def mutants(value: Any) -> Iterator[Any]:
    """The value with each of its parts replaced in turn."""
    places: list[tuple[Any, ...]] = [()]
    while places:
        place = places.pop()
        part = value
        for step in place:
            part = part[step]
        if isinstance(part, dict | list):
            keys = part if isinstance(part, dict) else range(len(part))
            places.extend((*place, key) for key in keys)
        for other in OTHER:
            changed: Any = {"root": copy.deepcopy(value)}
            holder, key = changed, "root"
            for step in place:
                holder, key = holder[key], step
            holder[key] = other
            yield changed["root"]


def test_other_types_in_each_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    changed: dict[str, Any] = {}

    def get(self: Any, path: str, **query: str) -> tuple[int, bytes]:
        end = next(end for end in ANSWERS if path.endswith(end))
        value = changed.get(end, ANSWERS[end])
        body = (value if isinstance(value, str) else json.dumps(value)).encode()
        self.answers.append({"name": path, "digest": documents.digest(body), "bytes": len(body)})
        return 200, body

    monkeypatch.setattr(mlflow_server._Server, "_get", get)
    running = copy.deepcopy(ANSWERS["runs/get"])
    running["run"]["info"] |= {"status": "RUNNING", "end_time": None}
    for end, value in [*ANSWERS.items(), ("runs/get", running)]:
        for mutant in mutants(value):
            changed.clear()
            changed[end] = mutant
            with contextlib.suppress(LexgateError):
                found = fits(read_server("http://x", model="iris-lr", alias="production"))
                assert value is not running or found["run"]["complete"] != "yes"
