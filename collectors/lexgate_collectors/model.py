"""Model evidence, for Article 11(1) and Annex IV(1), (2): which model is this, made of what?

Binds the artefact by digest to its library, algorithm, parameters and features,
to the data sets by role and digest, and to its entry in a registry.

It does not show that the model was really fitted on these data sets (only a
training that someone else repeats shows that), nor that the choices were good.

Opening a model file runs code that the file brings along. `inspect` therefore
belongs in a process that may do no harm, on models of one's own.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import tempfile
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from lexgate.documents import artefact_digest, artefact_manifest
from lexgate_collectors.common import (
    ROLES,
    CollectError,
    Faults,
    in_order,
    is_digest,
    is_time,
    mark,
    model_subject,
    plain,
)
from lexgate_collectors.tables import DataSet, counted_rows, opened

_MOST_FILES = 1000
_WAIT_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Artefact:
    """The bytes of a model: one digest over all its files, how many, and each by name."""

    digest: str
    files: int
    manifest: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Description:
    """What a model says of itself; parameters are plain JSON."""

    library: str
    library_version: str
    algorithm: str
    parameters: Mapping[str, Any]
    features: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Registered:
    """A model's entry in a registry, and when its training ended."""

    tracker: str
    name: str
    version: str
    run_id: str
    trained_at: str


@dataclass(frozen=True, slots=True)
class Table:
    """A data set as the model met it: its digest, rows and columns."""

    digest: str
    rows: int
    columns: tuple[str, ...]


def artefact(path: Path) -> Artefact:
    """The digest of a model's folder or file.

    Raises:
        LexgateError: nothing there, an empty folder, a link inside, an unreadable file.
    """
    lines = [line.rstrip("\n").partition("  ") for line in artefact_manifest(path)]
    return Artefact(
        artefact_digest(path),
        len(lines),
        tuple(sorted((name, f"sha256:{digest}") for digest, _, name in lines)),
    )


def load(path: Path) -> Any:
    """What a joblib file holds. Opening it runs code that the file brings along.

    Raises:
        CollectError: it can't be opened, or another version of scikit-learn wrote it
            than is installed here.
    """
    import joblib
    from sklearn.exceptions import InconsistentVersionWarning

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", InconsistentVersionWarning)
            return joblib.load(path)
    except Exception as fault:
        raise CollectError(
            f"the model can't be opened: {(str(fault).splitlines() or [''])[0][:200]}",
            str(path),
            "give the joblib file of a model, and the scikit-learn that wrote it",
        ) from fault


def opened_model(path: Path) -> tuple[Any, tuple[str, ...]]:
    """A scikit-learn model in a joblib file, and the columns that it was fitted on.

    Raises:
        CollectError: the file holds no fitted scikit-learn model, or one of another
            version of scikit-learn than is installed here.
    """
    from sklearn.base import BaseEstimator

    model = load(path)
    features = getattr(model, "feature_names_in_", None)
    if not isinstance(_last(model), BaseEstimator) or features is None:
        raise CollectError(
            "this is no scikit-learn model that was fitted on named columns",
            str(path),
            "fit the model on a frame with column names and save it with joblib",
        )
    return model, tuple(str(feature) for feature in features)


def inspect(path: Path) -> Description:
    """What a scikit-learn model in a joblib file says of itself.

    The last step of a pipeline counts as the algorithm; its parameters are the
    ones described, and its library is the one that it comes from. Features are the
    columns that the model was fitted with.

    Raises:
        CollectError: as `opened_model`.
    """
    model, features = opened_model(path)
    last = _last(model)
    library, version = _library(last)
    return Description(
        library, version, type(last).__name__, plain(last.get_params(deep=False)), features
    )


def _last(model: Any) -> Any:
    from sklearn.pipeline import Pipeline

    return model.steps[-1][1] if isinstance(model, Pipeline) else model


def _library(model: Any) -> tuple[str, str]:
    """The distribution that a model's class comes from, and its version."""
    from importlib import metadata

    package = type(model).__module__.partition(".")[0]
    name = "scikit-learn" if package == "sklearn" else package
    try:
        return name, metadata.version(name)
    except metadata.PackageNotFoundError:
        return name, "unknown"


def table(data: DataSet) -> Table:
    """The digest, rows and columns of a data set."""
    read = opened(data.source)
    rows = counted_rows(read.aggregate(n=read.count()))[0]["n"]
    return Table(data.identity(), int(rows), tuple(read.columns))


def registered(tracking: str, name: str, release: str, artefact: Artefact) -> Registered:
    """The entry of a released model in an MLflow registry.

    `tracking` is MLflow's address of store and registry (such as `sqlite:///mlflow.db`).
    MLflow counts versions itself; the one meant carries the tag `release`. Only a
    run that finished counts: one that crashed or still runs may have logged metrics
    that look complete. What the entry holds is fetched and must be the artefact.

    Raises:
        CollectError: no such entry, several of them, a run that did not finish, or
            an entry that holds other files.
    """
    # MLflow reports its use to its makers unless told not to.
    os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
    os.environ.setdefault("MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR", "false")
    _readable(tracking)
    import mlflow
    from mlflow.exceptions import MlflowException
    from sqlalchemy.exc import SQLAlchemyError

    where = f"{name} {release}"
    do = "register the model with the tag release, once, from a run that finished"
    try:
        client = mlflow.MlflowClient(tracking_uri=tracking, registry_uri=tracking)
        found = [
            entry
            for entry in client.search_model_versions(f"name = '{_quotable(name)}'")
            if entry.tags.get("release") == release
        ]
        if len(found) != 1:
            raise CollectError(f"{len(found)} entries of the registry carry it", where, do)
        run = client.get_run(str(found[0].run_id))
        if run.info.status != "FINISHED" or run.info.lifecycle_stage != "active":
            raise CollectError(f"its run is {run.info.status.lower()} or deleted", where, do)
        with tempfile.TemporaryDirectory() as folder:
            held = mlflow.artifacts.download_artifacts(
                artifact_uri=found[0].source, dst_path=folder, tracking_uri=tracking
            )
            same = artefact_digest(Path(held)) == artefact.digest
    except (MlflowException, SQLAlchemyError) as fault:
        first = (str(fault).splitlines() or [""])[0][:200]
        raise CollectError(f"the registry can't be read: {first}", where, do) from fault
    if not same:
        raise CollectError("the registry holds another artefact under it", where, do)
    return Registered("mlflow", name, release, str(run.info.run_id), _time(run.info.end_time))


def _readable(tracking: str) -> None:
    """Look at a database first: MLflow makes one that is missing, and waits long for a locked one.

    Raises:
        CollectError: it is missing, locked or damaged.
    """
    if not tracking.startswith("sqlite:///"):
        return
    path = Path(tracking.removeprefix("sqlite:///"))
    try:
        if not path.is_file():
            raise sqlite3.OperationalError("no such file")
        where = f"{path.absolute().as_uri()}?mode=ro"
        with contextlib.closing(sqlite3.connect(where, uri=True, timeout=_WAIT_SECONDS)) as there:
            there.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.Error as fault:
        raise CollectError(
            f"the registry can't be read: {fault}",
            str(path),
            "name the database of MLflow, and read it when no MLflow writes to it",
        ) from fault


def _quotable(name: str) -> str:
    if "'" in name:
        raise CollectError("a name with a quotation mark can't be asked for", name, "rename it")
    return name


def _time(milliseconds: int) -> str:
    return datetime.fromtimestamp(milliseconds // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def collect(
    artefact: Artefact,
    description: Description,
    data_sets: Mapping[str, Table],
    registry: Registered,
    *,
    observed_at: str,
    decisions: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The predicate of model evidence.

    `decisions` are parameters that lie outside the model file, such as the
    threshold or the weights of training; they join its own and may not contradict
    them.

    Raises:
        CollectError: unknown roles, no training data, times or digests that can't be.
    """
    faults = Faults("model collector")
    for what, time in (("observed_at", observed_at), ("trained_at", registry.trained_at)):
        faults.check(is_time(time), f"{what} is no time: {time!r}")
    faults.check(is_digest(artefact.digest), f"no digest: {artefact.digest!r}")
    faults.check("training" in data_sets, "no training data was given")
    for role in data_sets:
        faults.check(role in ROLES, f"{role!r} is no role of a data set")
    own, outside = plain(description.parameters), plain(decisions or {})
    for name in sorted(set(own) & set(outside)):
        faults.check(
            own[name] == outside[name],
            f"{name} is {own[name]!r} in the model and {outside[name]!r} in the run",
        )
    faults.settle("give the artefact, its data sets by role and its entry in the registry")
    return {
        "observed_at": observed_at,
        "collector": mark("model", ["scikit-learn", "duckdb", "ibis-framework"]),
        "artefact": {
            "digest": artefact.digest,
            "files": artefact.files,
            **_manifest(artefact),
        },
        "library": {"name": description.library, "version": description.library_version},
        "algorithm": description.algorithm,
        "parameters": {**own, **outside},
        "features": list(description.features),
        "trained_at": registry.trained_at,
        "registry": {
            "tracker": registry.tracker,
            "name": registry.name,
            "version": registry.version,
            "run_id": registry.run_id,
        },
        "data_sets": {
            role: {
                "digest": data_sets[role].digest,
                "rows": data_sets[role].rows,
                "columns": list(data_sets[role].columns),
            }
            for role in in_order(data_sets)
        },
    }


def _manifest(artefact: Artefact) -> dict[str, Any]:
    if not 0 < len(artefact.manifest) <= _MOST_FILES:
        return {}
    return {"manifest": [{"name": name, "digest": found} for name, found in artefact.manifest]}


def subjects(system: str, artefact: Artefact) -> list[dict[str, Any]]:
    """What the evidence speaks of: the model, by the digest of its artefact."""
    return [model_subject(system, artefact.digest)]


__all__ = [
    "Artefact",
    "Description",
    "Registered",
    "Table",
    "artefact",
    "collect",
    "inspect",
    "load",
    "registered",
    "subjects",
    "table",
]
