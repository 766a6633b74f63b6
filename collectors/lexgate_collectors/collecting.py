"""`lexgate collect`: every kind of evidence that `[collect]` in lexgate.toml describes.

Each kind is measured, written and signed by itself, so that a fault in one leaves
the others standing. The order is the model first, since the others name its digest.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lexgate import documents, keys, runs, schemas
from lexgate.config import Config
from lexgate.errors import LexgateError, RequestError
from lexgate_collectors.common import utc_now

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

    from lexgate_collectors.tables import Attribute, Classes, DataSet

KINDS = (
    "model",
    "fairness",
    "performance",
    "data_quality",
    "log_test",
    "stop_test",
    "monitoring",
)

Measured = tuple[list[dict[str, Any]], dict[str, Any]]


@dataclass(frozen=True)
class Described:
    """What `[collect]` says, with its paths made whole."""

    config: Config
    table: Mapping[str, Any]

    def place(self, text: str) -> Path:
        """A path of the working folder."""
        return self.config.folder / text

    def part(self, *path: str) -> Any:
        """A part of the description.

        Raises:
            RequestError: when it is missing.
        """
        found: Any = self.table
        for name in path:
            if not isinstance(found, Mapping) or name not in found:
                raise RequestError(
                    f"nothing describes {'.'.join(path)}",
                    str(self.config.folder / "lexgate.toml"),
                    f"Add it under [collect.{'.'.join(path[:-1]) or path[0]}].",
                )
            found = found[name]
        return found

    def data(self, role: str) -> DataSet:
        """The data set of a role."""
        from lexgate_collectors.tables import DataSet

        return DataSet(self.place(self.part("data_sets", role, "file")))

    def outcome(self) -> Classes:
        """The outcome column, and which outcome is favourable."""
        return self._classes(self.part("outcome", "column"))

    def prediction(self, role: str) -> Classes | None:
        """The column of predictions of a data set, where it has one."""
        column = self.part("data_sets", role).get("predicted")
        return None if column is None else self._classes(column)

    def attributes(self) -> dict[str, Attribute]:
        """The attributes by which people are grouped."""
        from lexgate_collectors.tables import Attribute

        return {
            name: Attribute(
                column=found["column"],
                bins={
                    group: (bounds.get("from"), bounds.get("below"))
                    for group, bounds in found.get("bins", {}).items()
                },
                missing=found.get("missing"),
            )
            for name, found in self.part("attributes").items()
        }

    def roles(self) -> list[str]:
        """The roles that have a data set."""
        return sorted(self.part("data_sets"))

    def artefact(self) -> Path:
        """The one artefact of the model."""
        if len(self.config.paths.model) != 1:
            raise RequestError(
                f"{len(self.config.paths.model)} artefacts are named, and one can be described",
                str(self.config.folder / "lexgate.toml"),
                "Name the folder that holds the whole model under [paths] model.",
            )
        return self.config.paths.model[0]

    def _classes(self, column: str) -> Classes:
        from lexgate_collectors.tables import Classes

        return Classes(
            column, self.part("outcome", "favourable"), self.part("outcome", "unfavourable")
        )


def configured(config: Config) -> list[str]:
    """The kinds that lexgate.toml describes."""
    table = config.collect
    always = ["model", "fairness", "performance", "data_quality"] if "data_sets" in table else []
    return [kind for kind in KINDS if kind in always or kind in table]


def collect(
    kind: str,
    config: Config,
    key: EllipticCurvePrivateKey,
    *,
    clock: Callable[[], str] = utc_now,
) -> Path:
    """Measure one kind, check it by its schema, write it, sign it and record the run.

    Raises:
        LexgateError: what could not be measured; the run is recorded as failed, and what
            is on file stays as it was.
    """
    path = config.paths.evidence / f"{kind}.json"
    observed_at = clock()
    try:
        subjects, predicate = _COLLECTORS[kind](Described(config, config.collect), observed_at)
        document = documents.statement(kind, subjects, predicate)
        schemas.validate(document, f"evidence/{kind}", str(path))
    except LexgateError as error:
        runs.record(config, {"at": observed_at, "kind": kind, "failed": error.what})
        raise
    runs.record(
        config,
        {
            "at": observed_at,
            "kind": kind,
            "digest": documents.digest(documents.canonical(document)),
        },
    )
    keys.signature_path(path).unlink(missing_ok=True)
    documents.write_json(path, document)
    keys.sign_file(path, key)
    return path


def _model(described: Described, observed_at: str) -> Measured:
    from lexgate_collectors import model

    folder = described.artefact()
    artefact = model.artefact(folder)
    file = folder / described.part("model", "file") if folder.is_dir() else folder
    registry = described.part("model", "registry")
    tracking = registry["tracking"]
    if tracking.startswith("sqlite:///"):
        tracking = "sqlite:///" + described.place(tracking.removeprefix("sqlite:///")).as_posix()
    record = described.part("model").get("run")
    decisions = (
        documents.read_json(described.place(record))["parameters"] if record is not None else None
    )
    predicate = model.collect(
        artefact,
        model.inspect(file),
        {role: model.table(described.data(role)) for role in described.roles()},
        model.registered(tracking, registry["name"], described.config.version, artefact),
        observed_at=observed_at,
        decisions=decisions,
    )
    return model.subjects(described.config.system, artefact), predicate


def _fairness(described: Described, observed_at: str) -> Measured:
    from lexgate_collectors import fairness
    from lexgate_collectors.tables import DataSet

    examined = {
        role: fairness.Examined(
            described.data(role),
            described.attributes(),
            described.outcome(),
            described.prediction(role),
        )
        for role in described.roles()
    }
    mitigation = {
        attribute: fairness.Mitigation(
            found["method"],
            fairness.Examined(
                DataSet(described.place(found["before"])),
                described.attributes(),
                described.outcome(),
                described.prediction("testing"),
            ),
        )
        for attribute, found in described.table.get("mitigation", {}).items()
    }
    digest = documents.artefact_digest(described.artefact())
    return (
        fairness.subjects(described.config.system, digest, examined),
        fairness.collect(examined, observed_at=observed_at, mitigation=mitigation or None),
    )


def _performance(described: Described, observed_at: str) -> Measured:
    from lexgate_collectors import performance

    prediction = described.prediction("testing")
    if prediction is None:
        raise RequestError(
            "the testing set has no column of predictions",
            str(described.config.folder / "lexgate.toml"),
            "Add predicted under [collect.data_sets.testing].",
        )
    judged = {
        "testing": performance.Predictions(
            described.data("testing"),
            described.outcome(),
            prediction,
            described.part("data_sets", "testing").get("score"),
        )
    }
    run = documents.read_json(described.place(described.part("performance", "run")))
    predicate = performance.collect(
        judged,
        started_at=run["started_at"],
        finished_at=run["finished_at"],
        observed_at=observed_at,
    )
    digest = documents.artefact_digest(described.artefact())
    return performance.subjects(described.config.system, digest, judged), predicate


def _data_quality(described: Described, observed_at: str) -> Measured:
    from lexgate_collectors import data_quality

    sets = {
        role: data_quality.Described(
            described.data(role), described.attributes(), described.part("outcome", "column")
        )
        for role in described.roles()
    }
    key = described.table.get("row_key", [])
    return (
        data_quality.subjects(sets),
        data_quality.collect(sets, observed_at=observed_at, key=key),
    )


def _requests(described: Described, kind: str) -> Sequence[Mapping[str, Any]]:
    path = described.place(described.part(kind, "requests"))
    lines = documents.read_bytes(path).splitlines()
    return [
        documents.parse_json(line, f"{path}, line {number}")
        for number, line in enumerate(lines, start=1)
        if line.strip()
    ]


def _log_test(described: Described, observed_at: str) -> Measured:
    from lexgate_collectors import log_test

    driven = log_test.drive(
        log_test.http_sender(described.part("log_test", "url")),
        _requests(described, "log_test"),
        described.place(described.part("log_test", "log")),
    )
    return (
        log_test.subjects(described.config.system, described.config.version),
        log_test.collect(driven, observed_at=utc_now()),
    )


def _stop_test(described: Described, observed_at: str) -> Measured:
    from lexgate_collectors import log_test, stop_test

    stop = log_test.http_sender(described.part("stop_test", "stop_url"))
    stopped = stop_test.drive(
        lambda: stop({"by": "stop test"}),
        log_test.http_sender(described.part("stop_test", "url")),
        _requests(described, "stop_test"),
    )
    return (
        stop_test.subjects(described.config.system, described.config.version),
        stop_test.collect(stopped, observed_at=utc_now()),
    )


def _monitoring(described: Described, observed_at: str) -> Measured:
    from lexgate_collectors import monitoring

    part = described.part("monitoring")
    if described.config.deployment is None:
        raise RequestError(
            "monitoring speaks of a deployment, and none is named",
            str(described.config.folder / "lexgate.toml"),
            "Add deployment under [system].",
        )
    instructions = described.config.paths.statements / "instructions_for_use.json"
    predicate = monitoring.collect(
        monitoring.read_runs(described.place(part["file"])),
        period=(part["from"], part["to"]),
        interval_hours=part["interval_hours"],
        instructions_digest=documents.digest(documents.read_bytes(instructions)),
        observed_at=observed_at,
    )
    subjects = monitoring.subjects(described.config.system, described.config.deployment)
    return subjects, predicate


_COLLECTORS: dict[str, Callable[[Described, str], Measured]] = {
    "model": _model,
    "fairness": _fairness,
    "performance": _performance,
    "data_quality": _data_quality,
    "log_test": _log_test,
    "stop_test": _stop_test,
    "monitoring": _monitoring,
}
