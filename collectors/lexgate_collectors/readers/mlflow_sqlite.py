"""The SQLite file of MLflow, read without MLflow and without writing; see `mlflow`.

Known are the schemas of MLflow 1.4 to 3.17, by the ids of their migrations. A file that is
being written is refused, and so is one whose newest changes lie in a `-wal` file beside.
"""

from __future__ import annotations

import contextlib
import math
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lexgate_collectors.readers import ReadError, expect, mlflow_local
from lexgate_collectors.readers.mlflow_run import (
    ID,
    LOGGED_MODEL,
    MODEL_STATUSES,
    DataSet,
    Model,
    Point,
    Registered,
    Run,
    Wanted,
    no_such,
    number_of,
    origin,
    refuse_deleted,
    whole,
)

MAGIC = b"SQLite format 3\0"
# In the order in which MLflow added them.
SCHEMAS = """
    89d4b8295536 2b4d017a5e9b cfd24bdc0731 0a8213491aaa 728d730b5ebd 27a6a02d2cf1 84291f40a231
    a8c4a736bde6 39d1c3be5f05 c48cb773bb87 bd07f7e963c5 0c779009ac13 cc1f77228345 97727af70f4d
    3500859a5d39 7f2a7d5fae7d 2d6e25af4d3e acf3f17fdcc7 867495a8f9d4 5b0e9adcef9c 4465047574b1
    f5a4f2784254 0584bdc529eb 400f98739977 6953534de441 bda7b8c39065 cbc13b556ace 770bee3ae1dd
    a1b2c3d4e5f6 de4033877273 1a0cddfcaa16 534353b11cbc 71994744cf8e 3da73c924c2f bf29a5ff90ea
    1bd49d398cd23 b7c8d9e0f1a2 5d2d30f0abce c9d4e5f6a7b8 2c33131f4dae d3e4f5a6b7c8 d0e1f2a3b4c5
    c8d9e0f1a2b3 1b5f0d9ad7c1 e1f2a3b4c5d6 76601a5f987d c3d6457b6d8a a5b4c3d2e1f0 ae8bbe7743c9
    7d34483879f0 da6fb0208061 89d3d66ed43f b7e4c1a90f23 a8b9c0d1e2f3 c1d2e3f4a5b6 c3d9e7f1a2b4
    6f8d9c3b2a1e 1971f2d9a75b 17e22815139b b7e2c1a4d9f3 75868b020152 dc11669786a5
"""
_ALL = "runs experiments params metrics latest_metrics tags"
_WAIT_SECONDS = 2.0
_LONGEST_VALUE = 10_000_000


def read(path: Path, wanted: Wanted) -> tuple[Run, list[dict[str, Any]], str]:
    """The run, which files were read, and the name of the form.

    Raises:
        LexgateError: no database of MLflow, one of a schema that isn't known, locked, damaged
            or changed while it was read, or without the run.
    """
    if not _is_database(path):
        raise ReadError(
            "neither a SQLite database nor a folder of MLflow",
            str(path),
            "Give mlflow.db, or the folder mlruns.",
        )
    before = mlflow_local.fingerprint(path)
    files = mlflow_local.Files(path.absolute().parent)
    try:
        with contextlib.closing(_opened(path)) as database:
            store = _Store(database, path, files)
            run = store.run(wanted)
    except sqlite3.Error as error:
        raise ReadError(
            f"the database can't be read: {error}",
            str(path),
            "Try again when no MLflow writes to it, or give a copy.",
        ) from None
    if mlflow_local.fingerprint(path) != before:
        raise ReadError(
            "the database changed while it was read", str(path), "Read it when no MLflow writes."
        )
    return run, [before, *files.read], f"SQLite database, schema {store.schema}"


def _is_database(path: Path) -> bool:
    try:
        if not path.is_file():
            return False
        with path.open("rb") as file:
            return file.read(len(MAGIC)) == MAGIC
    except OSError as error:
        raise ReadError(
            f"can't be read: {error.strerror}", str(path), "Check the path and its permissions."
        ) from None


def _opened(path: Path) -> sqlite3.Connection:
    beside = path.with_name(f"{path.name}-wal")
    if beside.exists() and beside.stat().st_size:
        raise ReadError(
            "the newest changes lie in another file",
            str(beside),
            "Stop MLflow, so that it puts them into the database, or give its server.",
        )
    with path.open("rb") as file:
        header = file.read(20)
    # Without immutable, SQLite would make new files beside one of this kind.
    quiet = "&immutable=1" if header[18:20] == b"\2\2" else ""
    database = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=ro{quiet}", uri=True, timeout=_WAIT_SECONDS
    )
    try:
        database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_VALUE)
        database.execute("PRAGMA trusted_schema = OFF")
        database.execute("BEGIN")
    except BaseException:
        database.close()
        raise
    return database


class _Store:
    """The tables of one database."""

    def __init__(self, database: sqlite3.Connection, path: Path, files: mlflow_local.Files) -> None:
        self._database, self._path, self._files = database, path, files
        self._experiment = ""
        # Tables alone: a view could compute whatever somebody put into the file.
        self._tables = {
            name
            for (name,) in database.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0"
            )
        }
        expect("alembic_version" in self._tables, "no database of MLflow", path, "MLflow")
        found = [str(row[0]) for row in self._rows("SELECT version_num FROM alembic_version")]
        self.schema = found[0][:40] if len(found) == 1 else ""
        if self.schema not in SCHEMAS.split():
            raise ReadError(
                f"the schema {self.schema or '(none)'} isn't known: older than MLflow 1.4, newer "
                "than 3.17, or no MLflow",
                str(path),
                "Update Lexgate, or give the address of MLflow's server.",
            )
        expect(set(_ALL.split()) <= self._tables, "tables of MLflow are missing", path, "MLflow")

    def run(self, wanted: Wanted) -> Run:
        version = self._version(wanted) if wanted.run is None else None
        run = self._run(wanted.run or (version.run if version else ""))
        run.registered = version
        run.models = self._models(run, version)
        if version is not None:
            run.tags += [
                ("version", *self._tag(row))
                for row in self._rows(
                    "SELECT key, value FROM model_version_tags WHERE name = ? AND version = ?",
                    (version.name, int(version.version)),
                    needs="model_version_tags",
                )
            ]
        return run

    def _version(self, wanted: Wanted) -> Registered:
        named = wanted.version or self._aliased(wanted)
        number = number_of(named, wanted, str(self._path))
        row = self._one(
            "SELECT current_stage, status, run_id, source FROM model_versions "
            "WHERE name = ? AND version = ?",
            (wanted.model, number),
            f"version {number} of a model {wanted.model}",
            needs="model_versions",
        )
        stage, status, run, source = row
        # MLflow leaves the row of a deleted version, with this stage.
        if stage == "Deleted_Internal":
            raise no_such(f"version {number} of {wanted.model}: it is deleted", str(self._path))
        source = origin(source, self._source_of)
        logged = LOGGED_MODEL.fullmatch(source)
        if not run and logged:
            (run,) = self._one(
                "SELECT source_run_id FROM logged_models WHERE model_id = ?",
                (logged.group(1),),
                f"model {logged.group(1)}",
                needs="logged_models",
            )
        if not isinstance(run, str) or not run:
            raise no_such(f"run behind {wanted}", str(self._path))
        aliases = self._rows(
            "SELECT alias FROM registered_model_aliases WHERE name = ? AND version = ?",
            (wanted.model, number),
            needs="registered_model_aliases",
        )
        return Registered(
            str(wanted.model),
            str(number),
            [alias for (alias,) in aliases],
            stage,
            status,
            run,
            source,
            logged.group(1) if logged else None,
        )

    def _source_of(self, name: str, number: str) -> Any:
        rows = self._rows(
            "SELECT source FROM model_versions WHERE name = ? AND version = ?", (name, int(number))
        )
        return rows[0][0] if len(rows) == 1 else None

    def _aliased(self, wanted: Wanted) -> Any:
        (version,) = self._one(
            "SELECT version FROM registered_model_aliases WHERE name = ? AND alias = ?",
            (wanted.model, wanted.alias),
            f"alias {wanted.alias} of a model {wanted.model}",
            needs="registered_model_aliases",
        )
        return version

    def _run(self, run: str) -> Run:
        where = f"{self._path}, run {run[:200]}"
        if not ID.fullmatch(run):
            raise no_such("run of this id", where)
        row = self._one(
            "SELECT status, start_time, end_time, lifecycle_stage, experiment_id FROM runs "
            "WHERE run_uuid = ?",
            (run,),
            f"run {run}",
        )
        status, started, ended, stage, experiment = row
        refuse_deleted("the run", stage, where)
        name, stage = self._one(
            "SELECT name, lifecycle_stage FROM experiments WHERE experiment_id = ?",
            (experiment,),
            f"experiment of run {run}",
        )
        refuse_deleted("the run's experiment", stage, where)
        self._experiment = str(experiment) if isinstance(experiment, int) else ""
        own = "SELECT key, value FROM {} WHERE {} = ?"
        found = Run(run, status, started, ended, name)
        found.parameters = [
            self._tag(r) for r in self._rows(own.format("params", "run_uuid"), (run,))
        ]
        found.points = list(self._points(run))
        found.tags = [
            ("run", *self._tag(r)) for r in self._rows(own.format("tags", "run_uuid"), (run,))
        ]
        found.tags += [
            ("experiment", *self._tag(row))
            for row in self._rows(
                own.format("experiment_tags", "experiment_id"),
                (experiment,),
                needs="experiment_tags",
            )
        ]
        found.data_sets = list(self._data_sets(run))
        return found

    def _points(self, run: str) -> Iterator[Point]:
        # The table of last values can lag behind; that of all values can have been thinned.
        for table in ("metrics", "latest_metrics"):
            query = f"SELECT key, value, is_nan, timestamp, step FROM {table} WHERE run_uuid = ?"  # noqa: S608
            for name, value, no_number, time, step in self._rows(query, (run,)):
                where = f"{self._path}, metric {str(name)[:60]} of run {run}"
                fine = isinstance(name, str) and isinstance(value, int | float)
                if not fine or no_number not in (0, 1):
                    raise ReadError("a value of a metric is damaged", where, "Restore the store.")
                yield Point(
                    name,
                    math.nan if no_number else float(value),
                    whole(time, "the time of a metric", where),
                    whole(step, "the step of a metric", where),
                )

    def _data_sets(self, run: str) -> Iterator[DataSet]:
        for input_id, *data in self._rows(
            "SELECT i.input_uuid, d.name, d.digest, d.dataset_profile FROM inputs AS i "
            "LEFT JOIN datasets AS d ON d.dataset_uuid = i.source_id "
            "WHERE i.source_type = 'DATASET' AND i.destination_type = 'RUN' "
            "AND i.destination_id = ?",
            (run,),
            needs="inputs datasets input_tags",
        ):
            tags = dict(
                self._rows("SELECT name, value FROM input_tags WHERE input_uuid = ?", (input_id,))
            )
            name, digest, profile = data
            yield DataSet(name, digest, tags.get("mlflow.data.context"), profile)

    def _models(self, run: Run, version: Registered | None) -> list[Model]:
        rows = self._rows(
            "SELECT model_id, status, artifact_location FROM logged_models "
            "WHERE source_run_id = ? AND lifecycle_stage = 'active' ORDER BY model_id",
            (run.id,),
            needs="logged_models",
        )
        if version is None:
            found = [self._model(row) for row in rows]
            return found or mlflow_local.old_models(self._files, self._places(), run)
        if version.logged_model is None:
            return [mlflow_local.old_model(self._files, self._places(), run, version.source)]
        mine = [self._model(row) for row in rows if row[0] == version.logged_model]
        if not mine:
            raise no_such(f"model {version.logged_model} of run {run.id}", str(self._path))
        return mine

    def _model(self, row: tuple[Any, ...]) -> Model:
        model, status, location = row
        known = isinstance(status, int) and 0 <= status < len(MODEL_STATUSES)
        described = self._files.description(self._places(), location, [str(model)])
        return Model(
            str(model),
            MODEL_STATUSES[status] if known else None,
            described,
            None if described else mlflow_local.NOT_FOUND,
        )

    def _places(self) -> list[Path]:
        folder = self._files.folder
        found = [folder, *(folder / name for name in ("mlartifacts", "mlruns", "artifacts"))]
        # Artefacts of a run lie below its experiment's number.
        return [*found, *(place / self._experiment for place in found if self._experiment)]

    def _tag(self, row: tuple[Any, ...]) -> tuple[str, Any]:
        key, value = row
        if not isinstance(key, str):
            raise ReadError("a name is no text", str(self._path), "The database is damaged.")
        return key, value

    def _one(
        self, query: str, values: tuple[Any, ...], what: str, *, needs: str = ""
    ) -> tuple[Any, ...]:
        rows = self._rows(query, values, needs=needs)
        if not rows:
            raise no_such(what, str(self._path))
        if len(rows) > 1:
            raise ReadError(
                f"more than one {what}",
                str(self._path),
                "Name the run by its id: workspaces differ.",
            )
        return rows[0]

    def _rows(
        self, query: str, values: tuple[Any, ...] = (), *, needs: str = ""
    ) -> list[tuple[Any, ...]]:
        """The rows of a query; none where this schema hasn't yet the tables that it needs."""
        there = set(needs.split()) <= self._tables
        return self._database.execute(query, values).fetchall() if there else []
