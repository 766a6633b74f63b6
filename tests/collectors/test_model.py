"""The model's evidence, from a real training recorded by MLflow."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from lexgate.errors import LexgateError
from lexgate_collectors import model
from lexgate_collectors.common import CollectError
from lexgate_collectors.tables import DataSet

NOW = "2026-11-22T10:00:00Z"


@pytest.fixture(scope="module")
def recorded(training: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A training that MLflow recorded; twice, so that there are two entries."""
    pytest.importorskip("mlflow")
    out = tmp_path_factory.mktemp("recorded")
    training.train(out, release="0.9.0", track=True)
    return training.train(out, release="1.0.0", track=True)


def store(paths: Any) -> str:
    return f"sqlite:///{paths.tracking}"


def parts(paths: Any) -> tuple[Any, ...]:
    return (
        model.artefact(paths.model),
        model.inspect(paths.model / "final.joblib"),
        {
            "training": model.table(DataSet(paths.training)),
            "testing": model.table(DataSet(paths.out_of_fold)),
        },
        model.registered(store(paths), "credit-scoring", "1.0.0", model.artefact(paths.model)),
    )


def test_evidence_fits_its_schema(recorded: Any, fits: Any) -> None:
    artefact, description, tables, entry = parts(recorded)
    found = model.collect(
        artefact,
        description,
        tables,
        entry,
        observed_at=NOW,
        decisions={"threshold": 0.5, "C": 1.0},
    )
    fits("model", model.subjects("credit-scoring", artefact), found)
    assert found["artefact"]["files"] == 6
    assert found["algorithm"] == "LogisticRegression"
    assert found["parameters"]["C"] == 1.0
    assert found["parameters"]["threshold"] == 0.5
    assert len(found["features"]) == 20
    assert found["registry"]["version"] == "1.0.0"
    assert found["data_sets"]["training"]["rows"] == 1000
    assert found == model.collect(
        *parts(recorded), observed_at=NOW, decisions={"threshold": 0.5, "C": 1.0}
    )


def test_the_registry_has_what_was_measured(recorded: Any) -> None:
    import mlflow

    client = mlflow.MlflowClient(tracking_uri=store(recorded), registry_uri=store(recorded))
    entry = parts(recorded)[3]
    run = client.get_run(entry.run_id)
    assert run.data.params["weights"] == "none"
    assert set(run.data.metrics) == {"accuracy", "balanced_accuracy", "roc_auc"}
    assert run.inputs is not None
    assert {given.dataset.name for given in run.inputs.dataset_inputs} == {"training", "testing"}
    logged = {file.path for file in client.list_artifacts(entry.run_id, "model")}
    assert len(logged) == 6


def test_a_run_that_did_not_finish_does_not_count(recorded: Any) -> None:
    import mlflow

    client = mlflow.MlflowClient(tracking_uri=store(recorded), registry_uri=store(recorded))
    experiment = client.get_experiment_by_name("credit-scoring")
    assert experiment is not None
    crashed = client.create_run(experiment.experiment_id)
    client.log_metric(crashed.info.run_id, "accuracy", 0.99)
    client.create_model_version(
        "credit-scoring", "nowhere", crashed.info.run_id, tags={"release": "2.0.0"}
    )
    with pytest.raises(CollectError, match="its run is running"):
        model.registered(store(recorded), "credit-scoring", "2.0.0", model.artefact(recorded.model))


@pytest.mark.parametrize(
    ("name", "release", "said"),
    [
        ("credit-scoring", "7.0.0", "0 entries"),
        ("another", "1.0.0", "0 entries"),
        ("it's", "1.0.0", "quotation mark"),
    ],
)
def test_entries_that_are_not_there(recorded: Any, name: str, release: str, said: str) -> None:
    with pytest.raises(CollectError, match=said):
        model.registered(store(recorded), name, release, model.artefact(recorded.model))


def test_the_registry_must_hold_the_same_files(recorded: Any) -> None:
    other = model.artefact(recorded.model / "final.joblib")
    with pytest.raises(CollectError, match="holds another artefact"):
        model.registered(store(recorded), "credit-scoring", "1.0.0", other)


def test_parameters_may_not_contradict_the_model(recorded: Any) -> None:
    with pytest.raises(CollectError, match=r"C is 1\.0 in the model and 2\.0 in the run"):
        model.collect(*parts(recorded), observed_at=NOW, decisions={"C": 2.0})


def test_every_file_of_the_model_counts(plain_model: Any, tmp_path: Path) -> None:
    import shutil

    copy = tmp_path / "model"
    shutil.copytree(plain_model.model, copy)
    assert model.artefact(copy) == model.artefact(plain_model.model)
    (copy / "fold_3.joblib").write_bytes(b"another model")
    assert model.artefact(copy) != model.artefact(plain_model.model)
    with pytest.raises(LexgateError):
        model.artefact(tmp_path / "nothing")


def test_what_is_no_model(tmp_path: Path) -> None:
    import joblib

    path = tmp_path / "final.joblib"
    path.write_bytes(b"not a model")
    with pytest.raises(CollectError, match="can't be opened"):
        model.inspect(path)
    joblib.dump({"a": 1}, path)
    with pytest.raises(CollectError, match="no scikit-learn model"):
        model.inspect(path)
