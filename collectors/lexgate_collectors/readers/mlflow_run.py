"""One run of MLflow as its stores hold it, and the facts that are taken from it.

The three stores (`mlflow_sqlite`, `mlflow_files`, `mlflow_server`) fill the same record;
what is copied from it, and what not, is decided here alone.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lexgate_collectors.readers import (
    ReadError,
    count,
    mapping,
    moment_of,
    number,
    personal,
    refuse_newer,
    word,
)

TOOL = "mlflow"
STATUSES = ("RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED")  # from 1, in the file store
MODEL_STATUSES = ("UNSPECIFIED", "PENDING", "READY", "FAILED")  # from 0
MAX_ITEMS = 5000
LOGGED_MODEL = re.compile(r"models:/(m-[0-9a-f]{8,64})/?")
ID = re.compile(r"[A-Za-z0-9][\w-]{0,199}")
# What `copy_model_version` gives as the source: the version that was copied.
_COPIED = re.compile(r"models:/(?!\.{1,2}/)([^/\\\0@]{1,250})/([1-9][0-9]{0,14})/?")
_MOST_COPIES = 10

NEWEST = (3,)

# A database holds no infinity: MLflow writes the largest float instead.
_LARGEST = 1.7976931348623157e308
_HISTORY = "mlflow.log-model.history"
_TAGS = {
    "run": {
        "mlflow.source.git.commit",
        "mlflow.source.git.dirty",
        "mlflow.source.type",
        "mlflow.databricks.gitRepoCommit",
        "mlflow.parentRunId",
        "mlflow.autologging",
        "mlflow.version",
    },
    "version": {"validation_status", "approved_by"},
    "experiment": set[str](),
}
# The organisation's own tags about the Act.
_OWN = "ai_act."


@dataclass(frozen=True)
class Wanted:
    """Which run is asked for: by its id, or behind a version of a registered model."""

    run: str | None = None
    model: str | None = None
    version: str | None = None
    alias: str | None = None

    def __post_init__(self) -> None:
        by_model = self.model is not None and (self.version is None) != (self.alias is None)
        alone = self.model is None and self.version is None and self.alias is None
        fine = by_model if self.run is None else alone
        fine = fine and (self.run is None or bool(ID.fullmatch(self.run)))
        fine = fine and (
            self.version is None or bool(re.fullmatch(r"[1-9][0-9]{0,14}", self.version))
        )
        names = [name for name in (self.model, self.alias) if name is not None]
        fine = fine and not any(re.search(r"[\\/\0]|^\.{0,2}$", name) for name in names)
        if not fine:
            raise ReadError(
                "no run is named, or more than one",
                "run, model, version, alias",
                "Give the id of a run, or a registered model with a version's number or an alias.",
            )

    def __str__(self) -> str:
        if self.run is not None:
            return f"run {self.run}"
        if self.alias is not None:
            return f"{self.model}@{self.alias}"
        return f"{self.model}, version {self.version}"


@dataclass(frozen=True)
class Point:
    """One value of a metric that was logged."""

    name: str
    value: float
    time: int
    step: int


@dataclass(frozen=True)
class DataSet:
    """A data set that the run named as its input."""

    name: Any
    digest: Any
    context: Any
    profile: Any


@dataclass(frozen=True)
class Registered:
    """A version of a registered model."""

    name: str
    version: str
    aliases: Sequence[Any]
    stage: Any
    status: Any
    run: str
    source: str
    logged_model: str | None


@dataclass(frozen=True)
class Model:
    """A model that a run logged; `description` is its MLmodel file, if it was found."""

    id: str | None
    status: str | None
    description: Mapping[str, Any] | None
    because: str | None = None


@dataclass
class Run:
    """All that a store holds of a run."""

    id: str
    status: Any
    started: Any
    ended: Any
    experiment: Any
    parameters: list[tuple[str, Any]] = field(default_factory=list)
    points: list[Point] = field(default_factory=list)
    tags: list[tuple[str, str, Any]] = field(default_factory=list)
    data_sets: list[DataSet] = field(default_factory=list)
    registered: Registered | None = None
    models: list[Model] = field(default_factory=list)

    def tag(self, name: str) -> Any:
        """The value of a tag of the run."""
        return next((value for of, key, value in self.tags if of == "run" and key == name), None)


def origin(given: Any, source_of: Callable[[str, str], Any]) -> str:
    """The source of a version; of a copy the one that its original has.

    Args:
        given: the source as the store gives it.
        source_of: gives the source of a version, by name and number; None if it is gone.
    """
    for _ in range(_MOST_COPIES):
        copied = _COPIED.fullmatch(given) if isinstance(given, str) else None
        behind = source_of(*copied.groups()) if copied else None
        if not isinstance(behind, str):
            break
        given = behind
    return given if isinstance(given, str) else ""


def refuse_deleted(what: str, stage: Any, where: str) -> None:
    """Refuse a run, or an experiment, that was deleted and only not yet thrown away.

    Raises:
        ReadError: it was deleted, or nobody can tell.
    """
    if stage != "active":
        gone = "is deleted" if stage == "deleted" else "is neither active nor deleted"
        raise ReadError(f"{what} {gone}", where, "Restore it in MLflow, or name another run.")


def number_of(version: Any, wanted: Wanted, where: str) -> int:
    """The number of a version, as an alias or an answer gives it.

    Raises:
        ReadError: it is none.
    """
    text = str(version)
    if isinstance(version, bool) or not re.fullmatch(r"[1-9][0-9]{0,14}", text):
        raise no_such(f"version that {wanted} names", where)
    return int(text)


def no_such(what: str, where: str) -> ReadError:
    """The error for something that a store doesn't hold."""
    return ReadError(f"the store has no {what}", where, "Check the id or the name, and the store.")


def whole(value: Any, what: str, where: str) -> int:
    """A whole number that a store must give.

    Raises:
        ReadError: it is none.
    """
    if isinstance(value, bool) or not isinstance(value, int):
        raise ReadError(f"{what} is no whole number", where, "The store is damaged.")
    return value


def is_read(of: str, name: str) -> bool:
    """Whether a tag is of use here; others need not be opened."""
    return is_kept(of, name) or (of == "run" and name == _HISTORY)


def is_kept(of: str, name: str) -> bool:
    """Whether a tag is copied."""
    return name in _TAGS[of] or name.startswith(_OWN)


def history(run: Run) -> list[Mapping[str, Any]]:
    """The models that a run of MLflow 1 or 2 logged: their descriptions, from a tag."""
    value = run.tag(_HISTORY)
    try:
        found = json.loads(value) if isinstance(value, str) else []
    except (ValueError, RecursionError):
        found = []
    items = found if isinstance(found, list) else []
    return [
        item
        for item in items
        if isinstance(item, dict) and isinstance(item.get("artifact_path"), str)
    ]


def facts(run: Run, where: str) -> tuple[dict[str, Any], str | None]:
    """The facts of a run without their source, and the version of MLflow that is known.

    Raises:
        ReadError: a status that isn't known, too many parts, or a newer MLflow.
    """
    for items in (run.parameters, run.tags, run.data_sets, run.models):
        if len(items) > MAX_ITEMS:
            raise ReadError(
                f"more than {MAX_ITEMS} parameters, tags, data sets or models",
                where,
                "A run with so many can't be held as evidence.",
            )
    models = [_model(model) for model in run.models]
    versions = [run.tag("mlflow.version"), *(model["mlflow_version"] for model in models)]
    version = next((text for text in versions if isinstance(text, str)), None)
    refuse_newer("MLflow", version, NEWEST, Path(where))
    return {
        "run": _run(run, where),
        "parameters": [
            {"name": personal.name(name) or "unnamed", "text": personal.text(name, value)}
            for name, value in sorted(run.parameters, key=lambda item: item[0])
        ],
        "metrics": _metrics(run.points, where),
        "tags": _tags(run.tags),
        "data_sets": sorted(map(_data_set, run.data_sets), key=_by_name),
        "registered": _registered(run.registered),
        "models": models,
    }, version


def _run(run: Run, where: str) -> dict[str, Any]:
    if run.status not in STATUSES:
        raise ReadError(
            f"the run has a status that isn't known: {str(run.status)[:40]!r}",
            where,
            "Update Lexgate, or check the store.",
        )
    started, finished = _moment(run.started), _moment(run.ended)
    complete, because = "no", f"its status is {run.status}"
    if run.status == "FINISHED":
        complete, because = "yes", ""
        if finished is None:
            complete, because = "unknown", "its status is FINISHED, and it has no end"
    return {
        "id": run.id,
        "experiment": personal.name(run.experiment),
        "status": run.status,
        "complete": complete,
        "because": because or None,
        "started_at": started,
        "finished_at": finished,
    }


def _moment(milliseconds: Any) -> str | None:
    if isinstance(milliseconds, bool) or not isinstance(milliseconds, int) or milliseconds <= 0:
        return None
    return moment_of(milliseconds / 1000) if milliseconds < 10**16 else None


def _metrics(points: Iterable[Point], where: str) -> list[dict[str, Any]]:
    """The last value of each metric, as MLflow chooses it: by step, then time, then value."""
    last: dict[str, Point] = {}
    for point in points:
        held = last.get(point.name)
        if held is None or _rank(point) > _rank(held):
            last[point.name] = point
    if len(last) > MAX_ITEMS:
        raise ReadError(
            f"more than {MAX_ITEMS} metrics", where, "So many can't be held as evidence."
        )
    return [
        {
            "name": personal.name(name) or "unnamed",
            "number": number(_unbounded(point.value)),
            "step": point.step if abs(point.step) < 10**15 else None,
            "at": _moment(point.time),
        }
        for name, point in sorted(last.items())
    ]


def _rank(point: Point) -> tuple[int, int, float]:
    # NaN comes last of what was logged at one moment: a number must not hide it.
    return point.step, point.time, math.inf if math.isnan(point.value) else point.value


def _unbounded(value: float) -> float:
    return math.copysign(math.inf, value) if abs(value) >= _LARGEST else value


def _tags(tags: Iterable[tuple[str, str, Any]]) -> dict[str, Any]:
    kept, left_out = [], 0
    for of, name, value in sorted(tags, key=lambda tag: tag[:2]):
        if not is_kept(of, name):
            left_out += 1
            continue
        text = personal.text(name, value)
        # Whoever approved is named by role, or not at all.
        if name == "approved_by" and not str(value).startswith("role:"):
            text = {"value": None, "reason": "left out: it may name a person"}
        kept.append({"of": of, "name": personal.name(name) or "unnamed", "text": text})
    return {"kept": kept, "left_out": left_out}


def _data_set(data: DataSet) -> dict[str, Any]:
    try:
        profile = json.loads(data.profile) if isinstance(data.profile, str) else None
    except (ValueError, RecursionError):
        profile = None
    return {
        "name": personal.name(data.name),
        "digest": personal.name(data.digest),
        "context": personal.name(data.context),
        "rows": _rows(mapping(profile)),
    }


def _rows(profile: Mapping[str, Any]) -> int | None:
    """The rows by the profile of pandas, Polars and Hugging Face, of TensorFlow, of NumPy."""
    shape = profile.get("features_shape")
    # Several arrays have a shape each, and rows if they have equally many.
    shapes = list(shape.values()) if isinstance(shape, dict) else [shape]
    firsts = [one[0] if isinstance(one, list) and one else None for one in shapes]
    given = (
        profile.get("num_rows"),
        profile.get("features_cardinality"),
        firsts[0] if firsts and all(first == firsts[0] for first in firsts) else None,
    )
    return next((rows for rows in map(count, given) if rows is not None), None)


def _by_name(data: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(data[key] or "" for key in ("name", "digest", "context"))


def _registered(version: Registered | None) -> dict[str, Any] | None:
    if version is None:
        return None
    # Where no stage was set, MLflow writes the text "None".
    stage = None if version.stage == "None" else personal.name(version.stage)
    return {
        "name": word(version.name),
        "version": version.version,
        "aliases": sorted(name for name in map(personal.name, version.aliases) if name),
        "stage": stage,
        "status": personal.name(version.status),
        "run_id": version.run,
    }


def _model(model: Model) -> dict[str, Any]:
    described = mapping(model.description)
    flavours = mapping(described.get("flavors"))
    names = sorted(name for name in map(personal.name, flavours) if name)
    found = bool(names)
    signature = "unknown" if not found else "yes" if described.get("signature") else "no"
    because = model.because or "its MLmodel file names no flavours"
    return {
        "id": word(model.id),
        "status": personal.name(model.status),
        "flavours": names if found else None,
        "signature": signature,
        "mlflow_version": personal.name(described.get("mlflow_version")),
        "because": None if found else because,
    }
