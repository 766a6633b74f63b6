"""The folder `mlruns` of MLflow, read without MLflow and without writing; see `mlflow`.

The layout is that of MLflow 1, 2 and 3, which name no version in it. Deleted runs stay in their
folder with a mark, deleted experiments under `.trash`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from lexgate.documents import digest
from lexgate_collectors.readers import ReadError, expect, mapping, mlflow_local, word
from lexgate_collectors.readers.mlflow_run import (
    ID,
    LOGGED_MODEL,
    MODEL_STATUSES,
    STATUSES,
    DataSet,
    Model,
    Point,
    Registered,
    Run,
    Wanted,
    is_read,
    no_such,
    number_of,
    origin,
    refuse_deleted,
)

_VALUE = re.compile(r"[-+]?(\d+\.?\d*([eE][-+]?\d{1,3})?|nan|inf(inity)?)", re.IGNORECASE)
_WHOLE = re.compile(r"-?\d{1,18}")


def root(path: Path) -> Path | None:
    """The folder of experiments: the one that is given, or `mlruns` in it; None if neither is."""
    for folder in (path, path / "mlruns"):
        if next(folder.glob("*/meta.yaml"), None) is not None:
            return folder.absolute()
    return None


def read(path: Path, wanted: Wanted) -> tuple[Run, list[dict[str, Any]], str]:
    """The run, which files were read, and the name of the form.

    Raises:
        LexgateError: no such folder, a damaged file, or no such run.
    """
    folder = root(path)
    if folder is None:
        raise ReadError("no folder of MLflow", str(path), "Give the folder mlruns.")
    store = _Store(folder)
    run = store.run(wanted)
    return run, [_manifest(folder.name, store.files.read)], "folder of files, by their manifest"


def _manifest(name: str, files: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """All files that were read as one: the digest is that of lines `<sha256>  <name>`, sorted.

    One by one, the digest of a short file would tell what is in it: a parameter, a name.
    """
    lines = sorted(
        {f"{file['digest'].removeprefix('sha256:')}  {file['name']}\n" for file in files}
    )
    size = sum(file["bytes"] for file in files)
    return {"name": word(name), "digest": digest("".join(lines).encode("utf-8")), "bytes": size}


class _Store:
    """The files below one folder."""

    def __init__(self, folder: Path) -> None:
        self._root = folder
        self.files = mlflow_local.Files(folder.parent)

    def run(self, wanted: Wanted) -> Run:
        version, tags = self._version(wanted) if wanted.run is None else (None, [])
        folder = self._folder(wanted.run or (version.run if version else ""))
        run = self._run(folder)
        run.registered = version
        run.tags += tags
        run.models = self._models(run, folder, version)
        return run

    def _version(self, wanted: Wanted) -> tuple[Registered, list[tuple[str, str, Any]]]:
        model = self._root / "models" / str(wanted.model)
        aliases = {name: text.strip() for name, text in self._texts(model / "aliases")}
        named = wanted.version if wanted.alias is None else aliases.get(wanted.alias)
        number = str(number_of(named, wanted, str(self._root)))
        folder = model / f"version-{number}"
        if not (folder / "meta.yaml").is_file():
            raise no_such(f"version that {wanted} names", str(self._root))
        meta = self.files.yaml(folder / "meta.yaml")
        source = origin(meta.get("source"), self._source_of)
        logged = LOGGED_MODEL.fullmatch(source)
        run = meta.get("run_id")
        if meta.get("current_stage") == "Deleted_Internal":
            raise no_such(f"version that {wanted} names: it is deleted", str(self._root))
        if not run and logged:
            run = self._logged(logged.group(1)).get("source_run_id")
        if not isinstance(run, str) or not run:
            raise no_such(f"run behind {wanted}", str(self._root))
        version = Registered(
            str(wanted.model),
            number,
            [name for name, text in aliases.items() if text == number],
            meta.get("current_stage"),
            meta.get("status"),
            run,
            source,
            logged.group(1) if logged else None,
        )
        return version, list(self._tags("version", folder))

    def _source_of(self, name: str, number: str) -> Any:
        path = self._root / "models" / name / f"version-{number}" / "meta.yaml"
        return self.files.yaml(path).get("source") if path.is_file() else None

    def _folder(self, run: str) -> Path:
        # A damaged id must not lead out of the store.
        if not ID.fullmatch(run):
            raise no_such("run of this id", str(self._root))
        found = sorted(self._root.glob(f"*/{run}/meta.yaml"))
        if not found and next(self._root.glob(f".trash/*/{run}/meta.yaml"), None):
            refuse_deleted("the run's experiment", "deleted", f"{self._root}, run {run}")
        found = [meta for meta in found if meta.parent.parent.name not in {"models", ".trash"}]
        if len(found) != 1:
            raise no_such(f"run {run}" if not found else f"one run {run}", str(self._root))
        return found[0].parent

    def _run(self, folder: Path) -> Run:
        where = str(folder)
        meta = self.files.yaml(folder / "meta.yaml")
        refuse_deleted("the run", meta.get("lifecycle_stage"), where)
        experiment = self.files.yaml(folder.parent / "meta.yaml")
        refuse_deleted("the run's experiment", experiment.get("lifecycle_stage"), where)
        run = Run(
            folder.name,
            _named(STATUSES, meta.get("status"), 1),
            meta.get("start_time"),
            meta.get("end_time"),
            experiment.get("name"),
        )
        run.parameters = list(self._texts(folder / "params"))
        run.points = list(self._points(folder / "metrics"))
        run.tags = [*self._tags("run", folder), *self._tags("experiment", folder.parent)]
        links = [
            self.files.yaml(path)
            for name, path in self.files.below(folder / "inputs")
            if name.endswith("/meta.yaml")
        ]
        # A model that a run evaluated is an input, too.
        data = [link for link in links if link.get("source_type", "DATASET") == "DATASET"]
        run.data_sets = [self._data_set(folder.parent, link) for link in data]
        return run

    def _texts(self, folder: Path) -> Iterator[tuple[str, str]]:
        for name, path in self.files.below(folder):
            yield name, self.files.text(path)

    def _tags(self, of: str, folder: Path) -> Iterator[tuple[str, str, str | None]]:
        for name, path in self.files.below(folder / "tags"):
            yield of, name, self.files.text(path) if is_read(of, name) else None

    def _points(self, folder: Path) -> Iterator[Point]:
        for name, text in self._texts(folder):
            lines = [line.split() for line in text.split("\n") if line.strip()]
            where = f"{folder}, {name}"
            expect(bool(lines), "a metric without a value", Path(where), "MLflow")
            for parts in lines:
                # Time and value; since MLflow 1 the step; since 3 a data set, too.
                time, value, step = (*parts, "0")[:3] if len(parts) in {2, 3, 5} else ("", "", "")
                fine = _WHOLE.fullmatch(time) and _VALUE.fullmatch(value) and _WHOLE.fullmatch(step)
                expect(bool(fine), "a line of a metric is damaged", Path(where), "MLflow")
                yield Point(name, float(value), int(time), int(step))

    def _data_set(self, experiment: Path, link: Mapping[str, Any]) -> DataSet:
        context = mapping(link.get("tags")).get("mlflow.data.context")
        path = experiment / "datasets" / str(link.get("source_id")) / "meta.yaml"
        inside = re.fullmatch(r"[\w-]{1,100}", str(link.get("source_id")))
        meta = self.files.yaml(path) if inside and path.is_file() else {}
        return DataSet(meta.get("name"), meta.get("digest"), context, meta.get("profile"))

    def _models(self, run: Run, folder: Path, version: Registered | None) -> list[Model]:
        places = [folder.parent, self._root, self._root.parent]
        if version is not None:
            if version.logged_model is None:
                return [mlflow_local.old_model(self.files, places, run, version.source)]
            return [self._model(version.logged_model, run, places)]
        made = [name.split("/")[0] for name, _ in self.files.below(folder / "outputs")]
        found = [self._model(name, run, places) for name in sorted(set(made))]
        return found or mlflow_local.old_models(self.files, places, run)

    def _logged(self, model: str) -> Mapping[str, Any]:
        sound = re.fullmatch(r"m-[0-9a-f]{1,64}", model)
        found = sorted(self._root.glob(f"*/models/{model}/meta.yaml")) if sound else []
        if len(found) != 1:
            raise no_such(f"model {model[:80]}", str(self._root))
        return self.files.yaml(found[0])

    def _model(self, model: str, run: Run, places: Sequence[Path]) -> Model:
        meta = self._logged(model)
        if meta.get("source_run_id") != run.id:
            raise ReadError(
                f"model {model} names another run than its version or its run does",
                str(self._root),
                "The store is damaged: name the run by its id.",
            )
        described = self.files.description(places, meta.get("artifact_location"), [model])
        return Model(
            model,
            _named(MODEL_STATUSES, meta.get("status"), 0),
            described,
            None if described else mlflow_local.NOT_FOUND,
        )


def _named(names: Sequence[str], value: Any, first: int) -> Any:
    """The name of a number of the file store; other numbers stay, the rest is None."""
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return names[value - first] if first <= value < first + len(names) else value
