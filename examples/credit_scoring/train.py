"""Train the credit-scoring model of the fictional Musterbank.

    python train.py OUT [--weights none|reweighing] [--drop COLUMN ...]
                        [--threshold half|cost] [--release 1.0.0]

Five models, each of which never saw its own fold, give predictions for all
1,000 applicants; a sixth model, fitted on all of them, is the one that serves.
All six lie in OUT/model, so that the digest of that folder covers both what was
measured and what is deployed. The folds are named in folds.csv and never drawn
again, so that two trainings differ only by what was changed in between.

An applicant is accepted when the predicted probability of a good outcome
reaches the threshold. `half` is the plain 0.5. `cost` is the threshold that the
cost matrix of the data set implies: accepting a bad risk costs five times what
turning down a good one costs, so accepting pays from 5/6 on.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import importlib.util
import json
import logging
import os
import sys
import uuid
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parent))

import features

NAME = "credit-scoring"
NAMESPACE = "musterbank.example"
FOLD_SEED = 1994  # the year of the data's publication
PARAMETERS = {"C": 1.0, "max_iter": 1000, "solver": "lbfgs", "tol": 1e-06}
THRESHOLDS = {"half": 0.5, "cost": 5 / 6}


@dataclass(frozen=True, slots=True)
class Paths:
    """What a training leaves behind."""

    model: Path
    training: Path
    out_of_fold: Path
    run: Path
    tracking: Path | None


def utc_now() -> str:
    """The time now, as evidence writes it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@contextmanager
def quiet() -> Iterator[None]:
    """Without other people's hints: extras not installed, columns of whole numbers."""
    root = logging.getLogger()
    handlers, disabled = root.handlers[:], logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Hint: Inferred schema", UserWarning)
            yield
    finally:
        logging.disable(disabled)
        root.handlers[:] = handlers


def make_folds(frame: pd.DataFrame) -> dict[int, str]:
    """Row number to fold name: five folds with the same share of good outcomes.

    This made folds.csv once; training reads the file.
    """
    from sklearn.model_selection import StratifiedKFold

    splitter = StratifiedKFold(n_splits=5, shuffle=True, random_state=FOLD_SEED)
    folds: dict[int, str] = {}
    for number, (_, held_out) in enumerate(splitter.split(frame, frame[features.OUTCOME]), 1):
        folds.update({int(frame.index[at]): f"fold_{number}" for at in held_out})
    return dict(sorted(folds.items()))


def read_folds(path: Path = features.FOLDS) -> dict[int, str]:
    """The committed folds: row number to fold name."""
    with path.open(encoding="utf-8", newline="") as lines:
        return {int(line["row"]): line["fold"] for line in csv.DictReader(lines)}


def reweigh(ages: Sequence[str], outcomes: Sequence[str]) -> np.ndarray[Any, Any]:
    """Weights after which age group and outcome are independent (Kamiran and Calders, 2012).

    Only ever called with rows of the training folds.
    """
    import pandas as pd

    with quiet():
        from aif360.algorithms.preprocessing import Reweighing
        from aif360.datasets import BinaryLabelDataset

    rows = BinaryLabelDataset(
        df=pd.DataFrame(
            {
                "older": [float(age == "25_and_over") for age in ages],
                "good": [float(outcome == features.FAVOURABLE) for outcome in outcomes],
            }
        ),
        label_names=["good"],
        protected_attribute_names=["older"],
        favorable_label=1.0,
        unfavorable_label=0.0,
    )
    weigher = Reweighing([{"older": 0.0}], [{"older": 1.0}])
    weights: np.ndarray[Any, Any] = weigher.fit_transform(rows).instance_weights
    return weights


def pipeline(columns: Sequence[str]) -> Any:
    """Scaled numbers and one-hot codes into a logistic regression."""
    from sklearn.compose import ColumnTransformer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import Pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    return Pipeline(
        [
            (
                "columns",
                ColumnTransformer(
                    [
                        (
                            "numeric",
                            StandardScaler(),
                            [c for c in columns if c in features.NUMERIC],
                        ),
                        (
                            "codes",
                            OneHotEncoder(handle_unknown="ignore", sparse_output=False),
                            [c for c in columns if c in features.CATEGORICAL],
                        ),
                    ]
                ),
            ),
            ("classifier", LogisticRegression(**PARAMETERS)),
        ]
    )


def train(
    out_dir: Path,
    *,
    weights: Literal["none", "reweighing"] = "none",
    drop: Sequence[str] = (),
    threshold: Literal["half", "cost"] = "half",
    release: str = "1.0.0",
    system: str = NAME,
    clock: Callable[[], str] = utc_now,
    track: bool | None = None,
) -> Paths:
    """Train on the German credit data and write everything below `out_dir`.

    Written: model/ (final.joblib and fold_1.joblib to fold_5.joblib, and nothing
    else), training.csv, out_of_fold.csv, run.json, lineage.jsonl (OpenLineage), and
    mlflow.db when MLflow is there (`track`: None uses it if installed). The same
    settings give the same models and tables; only run.json, lineage.jsonl and
    mlflow.db hold times.
    """
    import joblib

    if _sha256(features.DATA) != features.DATA_DIGEST:
        raise ValueError(f"{features.DATA.name} is not the file on record")
    started_at = clock()
    out_dir.mkdir(parents=True, exist_ok=True)
    lineage = Lineage(out_dir / "lineage.jsonl", system, clock)
    frame = features.read()
    columns = features.kept(drop)
    folds = read_folds()
    ages = [features.age_group(age) for age in frame["age_years"]]
    outcomes = list(frame[features.OUTCOME])
    good = [int(outcome == features.FAVOURABLE) for outcome in outcomes]
    fold_of = [folds[int(row)] for row in frame.index]
    cut = THRESHOLDS[threshold]

    def fit(rows: list[int]) -> Any:
        fitted = pipeline(columns)
        weight = (
            reweigh([ages[at] for at in rows], [outcomes[at] for at in rows])
            if weights == "reweighing"
            else None
        )
        fitted.fit(
            frame.iloc[rows][columns], [good[at] for at in rows], classifier__sample_weight=weight
        )
        return fitted

    model = out_dir / "model"
    model.mkdir(parents=True, exist_ok=True)
    everyone = list(range(len(frame)))
    scores: dict[int, float] = {}
    for name in sorted(set(fold_of)):
        held_out = [at for at in everyone if fold_of[at] == name]
        fitted = fit([at for at in everyone if fold_of[at] != name])
        joblib.dump(fitted, model / f"{name}.joblib")
        probabilities = fitted.predict_proba(frame.iloc[held_out][columns])[:, 1]
        scores.update(
            {at: round(float(p), 12) for at, p in zip(held_out, probabilities, strict=True)}
        )
    joblib.dump(fit(everyone), model / "final.joblib")

    training = out_dir / "training.csv"
    _write(
        training,
        ["row", *columns, "age_group", features.OUTCOME],
        ([frame.index[at], *frame.iloc[at][columns], ages[at], outcomes[at]] for at in everyone),
    )
    out_of_fold = out_dir / "out_of_fold.csv"
    accepted = [scores[at] >= cut for at in everyone]
    predicted = [features.FAVOURABLE if yes else features.UNFAVOURABLE for yes in accepted]
    _write(
        out_of_fold,
        ["row", "fold", *columns, "age_group", "outcome", "predicted", "score"],
        (
            [
                frame.index[at],
                fold_of[at],
                *frame.iloc[at][columns],
                ages[at],
                outcomes[at],
                predicted[at],
                scores[at],
            ]
            for at in everyone
        ),
    )

    settings = {
        "weights": weights,
        "dropped": sorted(drop),
        "threshold": threshold,
        "threshold_value": round(cut, 12),
        "folds": _sha256(features.FOLDS),
        **PARAMETERS,
    }
    run = {
        "name": system,
        "release": release,
        "started_at": started_at,
        "finished_at": clock(),
        "parameters": settings,
        "features": columns,
        "data_sets": {"training": _sha256(training), "testing": _sha256(out_of_fold)},
    }
    wanted = importlib.util.find_spec("mlflow") is not None if track is None else track
    tracking = out_dir / "mlflow.db" if wanted else None
    if tracking is not None:
        with quiet():
            run["registry"] = _record(
                tracking,
                run,
                model=model,
                tables={"training": training, "testing": out_of_fold},
                metrics=_metrics(good, accepted, [scores[at] for at in everyone]),
            )
    lineage.complete(
        inputs=[("german.data", len(frame), None), ("folds.csv", len(folds), None)],
        outputs=[
            (path.name, len(frame), path.read_text(encoding="utf-8").partition("\n")[0].split(","))
            for path in (training, out_of_fold)
        ]
        + [("model", None, None)],
    )
    record = out_dir / "run.json"
    record.write_text(
        json.dumps(run, indent=2, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    return Paths(model, training, out_of_fold, record, tracking)


class Lineage:
    """Which data this run of the training read and wrote, as OpenLineage tells it.

    The first event is written when training starts, so that a run that breaks off
    leaves one without an end.
    """

    def __init__(self, path: Path, name: str, clock: Callable[[], str]) -> None:
        self._path = path
        self._name = name
        self._clock = clock
        self._id = str(uuid.uuid4())
        path.write_text("", encoding="utf-8")
        self._write("START", [], [])

    def complete(self, *, inputs: Sequence[_Table], outputs: Sequence[_Table]) -> None:
        """Say that the run is through, with name, rows and columns of each data set."""
        self._write("COMPLETE", inputs, outputs)

    def _write(self, state: str, inputs: Sequence[_Table], outputs: Sequence[_Table]) -> None:
        event = {
            "eventType": state,
            "eventTime": self._clock(),
            "producer": f"https://{NAMESPACE}/{NAME}/train.py",
            "schemaURL": "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent",
            "run": {"runId": self._id},
            "job": {"namespace": NAMESPACE, "name": f"{self._name}.train"},
            "inputs": [_data_set(table, "inputFacets", "inputStatistics") for table in inputs],
            "outputs": [_data_set(table, "outputFacets", "outputStatistics") for table in outputs],
        }
        with self._path.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(event, sort_keys=True) + "\n")


# Name, number of rows and columns of a data set, where it has such.
_Table = tuple[str, int | None, list[str] | None]


def _data_set(table: _Table, group: str, facet: str) -> dict[str, Any]:
    name, rows, columns = table
    told: dict[str, Any] = {"namespace": NAMESPACE, "name": name}
    if rows is not None:
        told[group] = {facet: _facet(rowCount=rows)}
    if columns is not None:
        told["facets"] = {"schema": _facet(fields=[{"name": column} for column in columns])}
    return told


def _facet(**what: Any) -> dict[str, Any]:
    return {
        "_producer": f"https://{NAMESPACE}/{NAME}/train.py",
        "_schemaURL": "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/BaseFacet",
        **what,
    }


def _metrics(good: list[int], accepted: list[bool], scores: list[float]) -> dict[str, float]:
    from sklearn.metrics import accuracy_score, balanced_accuracy_score, roc_auc_score

    return {
        "accuracy": float(accuracy_score(good, accepted)),
        "balanced_accuracy": float(balanced_accuracy_score(good, accepted)),
        "roc_auc": float(roc_auc_score(good, scores)),
    }


def _record(
    tracking: Path,
    run: dict[str, Any],
    *,
    model: Path,
    tables: dict[str, Path],
    metrics: dict[str, float],
) -> dict[str, str]:
    """Log the run with MLflow, register the model, and say under which name."""
    # MLflow reports its use to its makers unless told not to.
    os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
    import mlflow
    import pandas as pd
    from mlflow.data.code_dataset_source import CodeDatasetSource
    from mlflow.data.pandas_dataset import from_pandas

    name = str(run["name"])
    uri = f"sqlite:///{tracking.resolve().as_posix()}"
    client = mlflow.MlflowClient(tracking_uri=uri, registry_uri=uri)
    before = mlflow.get_tracking_uri()
    mlflow.set_tracking_uri(uri)
    try:
        found = client.get_experiment_by_name(name)
        experiment = (
            found.experiment_id
            if found
            else client.create_experiment(
                name, artifact_location=(tracking.parent / "artifacts").resolve().as_uri()
            )
        )
        with mlflow.start_run(
            experiment_id=experiment, run_name=f"{name}@{run['release']}"
        ) as active:
            run_id = str(active.info.run_id)
            mlflow.log_params(run["parameters"])
            mlflow.log_metrics(metrics)
            mlflow.set_tags({f"data.{role}": of for role, of in run["data_sets"].items()})
            for role, path in tables.items():
                mlflow.log_input(
                    from_pandas(
                        pd.read_csv(path),
                        source=CodeDatasetSource(tags={"file": path.name}),
                        name=role,
                        digest=run["data_sets"][role].removeprefix("sha256:")[:36],
                    ),
                    context=role,
                )
            mlflow.log_artifacts(str(model), artifact_path="model")
        if not client.search_registered_models(f"name = '{name}'"):
            client.create_registered_model(name)
        client.create_model_version(
            name,
            source=f"{active.info.artifact_uri}/model",
            run_id=run_id,
            tags={"release": str(run["release"])},
        )
    finally:
        mlflow.set_tracking_uri(before)
    return {"tracker": "mlflow", "name": name, "version": str(run["release"]), "run_id": run_id}


def _sha256(path: Path) -> str:
    return "sha256:" + hashlib.sha256(path.read_bytes()).hexdigest()


def _write(path: Path, header: list[str], rows: Any) -> None:
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line of the example."""
    parser = argparse.ArgumentParser(description="Train the example model.")
    parser.add_argument("out", type=Path)
    parser.add_argument("--weights", choices=("none", "reweighing"), default="none")
    parser.add_argument("--drop", nargs="*", default=[], metavar="COLUMN")
    parser.add_argument("--threshold", choices=tuple(THRESHOLDS), default="half")
    parser.add_argument("--release", default="1.0.0")
    options = parser.parse_args(arguments)
    try:
        paths = train(
            options.out,
            weights=options.weights,
            drop=options.drop,
            threshold=options.threshold,
            release=options.release,
        )
    except ValueError as fault:
        parser.error(str(fault))
    print(paths.model)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
