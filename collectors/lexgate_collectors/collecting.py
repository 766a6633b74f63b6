"""`lexgate collect`: every kind of evidence that `[collect]` in lexgate.toml describes.

Each kind is measured, written and signed by itself, so that a fault in one leaves
the others standing. The order is the model first, since the others name its digest.
What `[collect.read]` names is read from files that other tools wrote.

A measurement that failed is on record as failed, and what an earlier one found is set
aside: whoever measures again until it fails must not keep the better answer.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lexgate import documents, keys, runs, schemas
from lexgate.config import Config
from lexgate.errors import LexgateError
from lexgate_collectors import ways
from lexgate_collectors.common import CollectError, utc_now
from lexgate_collectors.described import Described

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

    from lexgate_collectors import log_test
    from lexgate_collectors.disturbances import Disturbance
    from lexgate_collectors.performance import NumericPredictions, Predictions

KINDS = (
    "model",
    "fairness",
    "performance",
    "data_quality",
    "robustness",
    "source",
    "file_history",
    "log_test",
    "override_test",
    "verification_test",
    "stop_test",
    "attack_test",
    "data_store",
    "interaction_test",
    "marking_test",
    "monitoring",
    "drift",
    "dossier",
)

Measured = tuple[list[dict[str, Any]], dict[str, Any]]


def configured(config: Config) -> list[str]:
    """The kinds that lexgate.toml describes."""
    table = config.collect
    always = ["model", "fairness", "performance", "data_quality"] if "data_sets" in table else []
    return [kind for kind in KINDS if kind in always or kind in table] + [
        f"read.{name}" for name in sorted(table.get("read", {}))
    ]


def collect(
    kind: str,
    config: Config,
    key: EllipticCurvePrivateKey,
    *,
    clock: Callable[[], str] = utc_now,
) -> Path:
    """Measure one kind that lexgate.toml describes, write it and sign it; see `written`."""
    observed_at = clock()
    return written(
        kind,
        _file_name(kind, config),
        config,
        key,
        lambda: _measured(kind, config, observed_at),
        observed_at,
    )


def written(
    kind: str,
    name: str,
    config: Config,
    key: EllipticCurvePrivateKey,
    measure: Callable[[], tuple[str, list[dict[str, Any]], dict[str, Any]]],
    observed_at: str,
) -> Path:
    """Measure, check by the schema, write, sign and record the run.

    Args:
        kind: what to call the run.
        name: the file, without its ending.
        config: the working folder.
        key: the pipeline's private key.
        measure: gives the kind of the document, its subjects and its predicate.
        observed_at: when it was measured.

    Raises:
        LexgateError: what could not be measured, also where a collector crashed. The run
            is recorded as failed, and what an earlier one found is set aside.
        KeyboardInterrupt: the run is recorded as interrupted; what is on file stays.
    """
    path = config.paths.evidence / f"{name}.json"
    try:
        document_kind, subjects, predicate = measure()
        document = documents.statement(document_kind, subjects, predicate)
        schemas.validate(document, f"evidence/{document_kind}", str(path))
    except KeyboardInterrupt:
        runs.record(config, {"at": observed_at, "kind": kind, "interrupted": True})
        raise
    except (LexgateError, ImportError) as error:
        what = error.what if isinstance(error, LexgateError) else f"{error.name} is not installed"
        failed(config, kind, name, what, observed_at)
        raise
    except Exception as error:
        # Its own words may hold what somebody's row says.
        what = f"the collector crashed: {type(error).__name__}"
        failed(config, kind, name, what, observed_at)
        if os.environ.get("LEXGATE_DEBUG"):
            raise
        raise CollectError(
            what, kind, "Run again with LEXGATE_DEBUG=1 and report it; the others go on."
        ) from error
    payload = documents.canonical(document)
    run = {"at": observed_at, "kind": kind, "digest": documents.digest(payload)}
    # On record before it is on file: no document stands there of which no run tells.
    keys.write_signed(path, payload, key, before=lambda: runs.record(config, run))
    return path


def failed(config: Config, kind: str, name: str, what: str, observed_at: str) -> None:
    """Record a run that failed, and set aside what an earlier one found."""
    try:
        runs.record(config, {"at": observed_at, "kind": kind, "failed": what})
    finally:
        # Also where no room is left for the record: the better answer must not stay.
        set_aside(config, config.paths.evidence / f"{name}.json")


def set_aside(config: Config, path: Path) -> Path | None:
    """Move a document and its signatures to `.lexgate/set_aside`; gives where, if there was one."""
    if not path.exists():
        return None
    digest = documents.digest(documents.read_bytes(path)).removeprefix("sha256:")
    folder = config.folder / ".lexgate" / "set_aside" / digest[:16]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        signature = keys.signature_path(path)
        if signature.exists():
            signature.replace(folder / signature.name)
        path.replace(folder / path.name)
    except OSError as error:
        raise CollectError(
            f"what an earlier run found can't be set aside: {error.strerror}",
            str(path),
            "Give write permission, or move it away: it must not count any more.",
        ) from error
    return folder / path.name


def _file_name(kind: str, config: Config) -> str:
    if not kind.startswith("read."):
        return kind
    from lexgate_collectors.readers import registry

    name = kind.removeprefix("read.")
    tool = registry.tool(config.collect["read"][name]["tool"])
    return f"{tool.kind}.{name}" if tool.named else tool.kind


def _measured(
    kind: str, config: Config, observed_at: str
) -> tuple[str, list[dict[str, Any]], dict[str, Any]]:
    described = Described(config, config.collect)
    if not kind.startswith("read."):
        subjects, predicate = _COLLECTORS[kind](described, observed_at)
        return kind, subjects, predicate
    from lexgate_collectors.readers import registry

    name = kind.removeprefix("read.")
    return registry.document(described, name, observed_at)


def _model(described: Described, observed_at: str) -> Measured:
    from lexgate_collectors import model

    folder = described.artefact()
    artefact = model.artefact(folder)
    file = described.model_file()
    registry = described.part("model", "registry")
    tracking = registry["tracking"]
    if tracking.startswith("sqlite:///"):
        tracking = "sqlite:///" + described.place(tracking.removeprefix("sqlite:///")).as_posix()
    record = described.part("model").get("run")
    decisions = (
        _record(described, record, "parameters")["parameters"] if record is not None else None
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


def _record(described: Described, path: str, *wanted: str) -> dict[str, Any]:
    """The JSON record of a run, with the fields that are wanted."""
    where = described.place(path)
    found = documents.read_json(where)
    missing = [name for name in wanted if not isinstance(found, dict) or name not in found]
    if missing:
        raise CollectError(
            f"the record of the run has no {', '.join(missing)}",
            str(where),
            "have training write it",
        )
    record: dict[str, Any] = found
    return record


def _fairness(described: Described, observed_at: str) -> Measured:
    from lexgate_collectors import fairness
    from lexgate_collectors.tables import DataSet

    examined = {role: described.examined(role) for role in described.roles()}
    mitigation = {
        attribute: fairness.Mitigation(
            found["method"],
            described.examined("testing", DataSet(described.place(found["before"]))),
            found.get(
                "measure",
                "mean_absolute_error_ratio" if described.numeric else "selection_rate_ratio",
            ),
        )
        for attribute, found in described.table.get("mitigation", {}).items()
    }
    digest = documents.artefact_digest(described.artefact())
    return (
        fairness.subjects(described.config.system, digest, examined),
        fairness.collect(
            examined,
            observed_at=observed_at,
            mitigation=mitigation or None,
            ways=described.ways(),
        ),
    )


def _performance(described: Described, observed_at: str) -> Measured:
    from lexgate_collectors import performance
    from lexgate_collectors.classification import Further

    judged = {"testing": _predictions(described)}
    run = _record(described, described.part("performance", "run"), "started_at", "finished_at")
    predicate = performance.collect(
        judged,
        started_at=run["started_at"],
        finished_at=run["finished_at"],
        observed_at=observed_at,
        further=Further(
            described.attributes(),
            described.minimum_cell,
            described.part("performance").get("bins", 10),
        ),
    )
    digest = documents.artefact_digest(described.artefact())
    return performance.subjects(described.config.system, digest, judged), predicate


def _predictions(described: Described) -> Predictions | NumericPredictions:
    from lexgate_collectors.performance import NumericPredictions, Predictions

    testing = described.part("data_sets", "testing")
    if "predicted" not in testing:
        raise described.refused(
            "the testing set has no column of predictions",
            "Add predicted under [collect.data_sets.testing].",
        )
    data = described.data("testing")
    if described.numeric:
        return NumericPredictions(data, described.part("outcome", "column"), testing["predicted"])
    label = described.outcome()
    prediction = replace(label, column=testing["predicted"])
    return Predictions(data, label, prediction, testing.get("score"))


def _data_quality(described: Described, observed_at: str) -> Measured:
    from lexgate_collectors import data_quality

    sets = {role: described.quality(role) for role in described.roles()}
    key = described.table.get("row_key", [])
    return (
        data_quality.subjects(sets),
        data_quality.collect(sets, observed_at=observed_at, key=key),
    )


def _robustness(described: Described, observed_at: str) -> Measured:
    from lexgate_collectors import predictors, robustness
    from lexgate_collectors.tables import executed, has_columns, opened

    part = described.part("robustness")
    if described.numeric:
        raise described.refused(
            "robustness looks at decisions, and the outcome is a number",
            "Leave [collect.robustness] out, or name an outcome of classes.",
        )
    outcome = described.outcome()

    def predictor(file: str | None) -> predictors.Predictor:
        return predictors.loaded(
            described.model_file(file),
            answers=part.get("answers"),
            threshold=part.get("threshold"),
            favourable=outcome.good[0],
        )

    folds = part.get("folds")
    models = (
        {name: predictor(file) for name, file in sorted(folds["files"].items())}
        if folds
        else {"": predictor(part.get("file"))}
    )
    features = sorted({name for one in models.values() for name in one.features})
    hidden = ways.hidden(features, described.unread())
    if hidden:
        raise CollectError(
            f"the model takes {', '.join(hidden)}, which may not be read",
            "robustness",
            "it is a special category, which is not read here",
        )
    data = described.data("testing")
    table = opened(data.source)
    wanted = [*features, outcome.column, *([folds["column"]] if folds else [])]
    has_columns(table, wanted, "testing")
    frame = executed(table.select(list(dict.fromkeys(wanted))), "testing").to_pandas()
    digest = documents.artefact_digest(described.artefact())
    predicate = robustness.collect(
        predictors.by_row(models, frame[folds["column"]]) if folds else models[""],
        frame[features],
        [str(label) if label is not None else None for label in frame[outcome.column]],
        disturbances={
            name: _disturbance(found) for name, found in part.get("disturbances", {}).items()
        },
        protected=described.attributes(),
        favourable=outcome.good,
        unfavourable=outcome.bad,
        observed_at=observed_at,
        data_digest=data.identity(),
        model_digest=digest,
        seed=part["seed"],
        minimum_cell=described.minimum_cell,
        not_examined=described.not_examined(),
    )
    return robustness.subjects(described.config.system, digest, data.identity()), predicate


def _attack_test(described: Described, observed_at: str) -> Measured:
    from lexgate_collectors import attack_test, predictors
    from lexgate_collectors.tables import executed, has_columns, opened

    part = described.part("attack_test")
    if described.numeric:
        raise described.refused(
            "the attack looks at decisions, and the outcome is a number",
            "Leave [collect.attack_test] out, or name an outcome of classes.",
        )
    outcome = described.outcome()
    fold = part.get("fold")
    file = described.model_file(fold["file"] if fold else part.get("file"))
    model = predictors.loaded(
        file,
        answers=part.get("answers"),
        threshold=part.get("threshold"),
        favourable=outcome.good[0],
    )
    _none_hidden(model.features, described, "attack_test")

    def decided(role: str, held_out: bool | None) -> attack_test.Decided:
        table = opened(described.data(role).source)
        wanted = [*model.features, outcome.column, *([fold["column"]] if fold else [])]
        has_columns(table, wanted, role)
        frame = executed(table.select(list(dict.fromkeys(wanted))), role).to_pandas()
        if fold:
            frame = frame[(frame[fold["column"]].astype(str) == fold["name"]) == held_out]
        labels = [str(label) if label is not None else None for label in frame[outcome.column]]
        return attack_test.Decided(labels, model.predict(frame[list(model.features)]))

    roles = described.roles()
    digests = {role: described.data(role).identity() for role in roles}
    if not fold and ("training" not in digests or digests["training"] == digests["testing"]):
        raise described.refused(
            "rows that the model learnt from and others can't be told apart",
            "Name a training and a testing set that differ, or a fold of cross-validation.",
        )
    members = decided("testing", False) if fold else decided("training", None)
    digest = documents.artefact_digest(described.artefact())
    return (
        attack_test.subjects(described.config.system, digest, digests),
        attack_test.collect(
            members,
            decided("testing", True if fold else None),
            model_file=file.name,
            model_digest=digest,
            observed_at=observed_at,
        ),
    )


def _none_hidden(features: Sequence[str], described: Described, kind: str) -> None:
    hidden = ways.hidden(features, described.unread())
    if hidden:
        raise CollectError(
            f"the model takes {', '.join(hidden)}, which may not be read",
            kind,
            "it is a special category: these instruments don't read it",
        )


def _data_store(described: Described, observed_at: str) -> Measured:
    from lexgate_collectors import data_store

    part = described.part("data_store")
    named = dict(part.get("fields", {}))
    deleting = frozenset(part.get("deleting", ["delete"]))
    return (
        data_store.subjects(described.config.system),
        data_store.collect(
            described.place(part["folder"]),
            described.place(part["log"]),
            described.place(part["authorised"]),
            store=part["name"],
            observed_at=observed_at,
            fields=data_store.Fields(deleting=deleting, **named),
        ),
    )


def _disturbance(found: Mapping[str, Any]) -> Disturbance:
    from lexgate_collectors import disturbances

    kinds: dict[str, type[Disturbance]] = {
        "noise": disturbances.Noise,
        "missing": disturbances.Missing,
        "out_of_range": disturbances.OutOfRange,
        "unseen_category": disturbances.UnseenCategory,
    }
    given = {name: value for name, value in found.items() if name != "kind"}
    if "columns" in given:
        given["columns"] = tuple(given["columns"])
    return kinds[found["kind"]](**given)


def _source(described: Described, observed_at: str) -> Measured:
    from lexgate_collectors import source

    config = described.config
    predicate = source.collect(
        described.place(described.part("source", "folder")),
        version=config.version,
        observed_at=observed_at,
    )
    return source.subjects(config.system, config.version), predicate


def _file_history(described: Described, observed_at: str) -> Measured:
    from lexgate_collectors import file_history

    config = described.config
    predicate = file_history.collect(
        described.place(described.part("file_history", "folder")),
        {name: Path(file) for name, file in described.part("file_history", "documents").items()},
        observed_at=observed_at,
    )
    return file_history.subjects(config.system, config.version), predicate


def _requests(described: Described, *part: str) -> Sequence[Mapping[str, Any]]:
    path = described.place(described.part(*part, "requests"))
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
        log_test.collect(
            driven,
            observed_at=utc_now(),
            release=described.config.version,
            names=_identification(described.part("log_test").get("identification")),
        ),
    )


def _identification(found: Mapping[str, Any] | None) -> log_test.Identification | None:
    from lexgate_collectors import log_test

    if found is None:
        return None

    def named(what: str, field: str) -> tuple[str, str]:
        return found[what]["event"], found[what][field]

    verified = found["person_verified"]
    return log_test.Identification(
        named("use_started", "use"),
        named("use_ended", "use"),
        named("database_checked", "database"),
        named("match_found", "input"),
        (verified["event"], verified["person"], verified["match"]),
    )


def _log(described: Described, kind: str) -> Path | None:
    part = described.part(kind)
    return described.place(part["log"]) if "log" in part else None


def _override_test(described: Described, observed_at: str) -> Measured:
    from lexgate_collectors import log_test, override_test

    part = described.part("override_test")
    overridden = override_test.drive(
        log_test.http_sender(part["url"]),
        log_test.http_sender(part["override_url"]),
        log_test.http_sender(part["decision_url"]),
        _requests(described, "override_test"),
        part["decisions"],
        case_field=part.get("case", "case"),
        decision_field=part.get("decision", "decision"),
        log=_log(described, "override_test"),
    )
    return (
        override_test.subjects(described.config.system, described.config.version),
        override_test.collect(overridden, observed_at=utc_now()),
    )


def _verification_test(described: Described, observed_at: str) -> Measured:
    from lexgate_collectors import log_test, verification_test

    part = described.part("verification_test")
    first, second = part["persons"]
    verified = verification_test.drive(
        log_test.http_sender(part["url"]),
        log_test.http_sender(part["verify_url"]),
        log_test.http_sender(part["act_url"]),
        _requests(described, "verification_test"),
        (first, second),
        case_field=part.get("case", "case"),
        person_field=part.get("person", "person"),
        log=_log(described, "verification_test"),
    )
    return (
        verification_test.subjects(described.config.system, described.config.version),
        verification_test.collect(verified, observed_at=utc_now()),
    )


def _stop_test(described: Described, observed_at: str) -> Measured:
    from lexgate_collectors import log_test, stop_test

    stop = log_test.http_sender(described.part("stop_test", "stop_url"))
    stopped = stop_test.drive(
        lambda: stop({"by": "stop test"}),
        log_test.http_sender(described.part("stop_test", "url")),
        _requests(described, "stop_test"),
        log=_log(described, "stop_test"),
    )
    return (
        stop_test.subjects(described.config.system, described.config.version),
        stop_test.collect(stopped, observed_at=utc_now()),
    )


def _interaction_test(described: Described, observed_at: str) -> Measured:
    from lexgate_collectors import interaction_test, log_test

    met = {}
    for name, found in described.part("interaction_test", "interfaces").items():
        answers = None
        if "messages" in found:
            answers = interaction_test.ask(
                log_test.http_sender(found["messages"]["url"]),
                _requests(described, "interaction_test", "interfaces", name, "messages"),
                found["notice"],
                found["messages"]["answer"],
            )
        page = interaction_test.fetch(found["page"]) if "page" in found else None
        met[name] = interaction_test.Interface(found["notice"], page, answers)
    return (
        interaction_test.subjects(described.config.system, described.config.version),
        interaction_test.collect(met, observed_at=utc_now()),
    )


def _marking_test(described: Described, observed_at: str) -> Measured:
    from lexgate_collectors import marking_test

    files = {}
    for modality, found in described.part("marking_test").items():
        own = found.get("detector")
        files[modality] = marking_test.Outputs(
            described.place(found["outputs"]),
            described.place(found["controls"]),
            found.get("transform", ()),
            {name: described.place(at) for name, at in found.get("transformed", {}).items()},
            marking_test.Command(own["name"], tuple(own["command"]), described.config.folder)
            if own
            else None,
        )
    return (
        marking_test.subjects(described.config.system, described.config.version),
        marking_test.collect(files, observed_at=observed_at),
    )


def _monitoring(described: Described, observed_at: str) -> Measured:
    from lexgate_collectors import monitoring

    part = described.part("monitoring")
    deployment = described.deployment("monitoring")
    instructions = described.config.paths.statements / "instructions_for_use.json"
    predicate = monitoring.collect(
        monitoring.read_runs(described.place(part["file"])),
        period=(part["from"], part["to"]),
        interval_hours=part["interval_hours"],
        instructions_digest=documents.digest(documents.read_bytes(instructions)),
        observed_at=observed_at,
    )
    return monitoring.subjects(described.config.system, deployment), predicate


def _drift(described: Described, observed_at: str) -> Measured:
    from lexgate_collectors import drift
    from lexgate_collectors.tables import DataSet

    part = described.part("drift")
    deployment = described.deployment("drift")
    columns = {
        name: drift.Column(found["kind"], found.get("names", False))
        for name, found in part.get("columns", {}).items()
    }
    period = part.get("period")
    predicate = drift.collect(
        DataSet(described.place(part["reference"])),
        DataSet(described.place(part["current"])),
        columns or None,
        observed_at=observed_at,
        period=(period["from"], period["to"]) if period else None,
        evidently_sample=part.get("evidently_sample"),
        unread=described.unread(),
    )
    return drift.subjects(described.config.system, deployment), predicate


def _dossier(described: Described, observed_at: str) -> Measured:
    from lexgate_collectors import dossier

    named = {
        name: dossier.Described(Path(found["file"]), found.get("sections", {}))
        for name, found in described.part("dossier", "documents").items()
    }
    config = described.config
    return (
        dossier.subjects(config.system, config.version),
        dossier.collect(named, observed_at=observed_at, folder=config.folder),
    )


_COLLECTORS: dict[str, Callable[[Described, str], Measured]] = {
    "model": _model,
    "fairness": _fairness,
    "performance": _performance,
    "data_quality": _data_quality,
    "robustness": _robustness,
    "source": _source,
    "file_history": _file_history,
    "log_test": _log_test,
    "override_test": _override_test,
    "verification_test": _verification_test,
    "stop_test": _stop_test,
    "attack_test": _attack_test,
    "data_store": _data_store,
    "interaction_test": _interaction_test,
    "marking_test": _marking_test,
    "monitoring": _monitoring,
    "drift": _drift,
    "dossier": _dossier,
}
