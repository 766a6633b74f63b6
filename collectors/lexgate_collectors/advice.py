"""Advice where groups lie apart, for Articles 9(8) and 10(2)(g): what would a mitigation bring?

Two mitigations are tried on the organisation's own rows, reweighing and a threshold for
each group, and each is shown with what it brings for the measures of fairness and what it
costs in accuracy. The columns are shown by how far they tell the groups apart and how much
the model rests on them. Nothing is judged, written or signed: it is advice, and no evidence.

It does not show what a mitigation would bring on other people or with another model, that
one is lawful, or that a difference needs one. Intervals speak of the people, with the
models as trained; another training would differ too. The scores on which thresholds are
chosen come from models that have learnt from rows of the other half, so that the halves
are not wholly apart. Training runs code of the artefact: use models of your own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from lexgate_collectors import mitigations, proxies, retraining
from lexgate_collectors import model as models
from lexgate_collectors.common import CollectError, Faults
from lexgate_collectors.described import Described
from lexgate_collectors.estimates import NotMeasured
from lexgate_collectors.mitigations import People
from lexgate_collectors.tables import DataSet, executed, grouped, has_columns, opened, outcome
from lexgate_collectors.ways import NOT_READ, hidden

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    Array = np.ndarray[Any, Any]

SCHEMA = "https://lexgate.example/advice/v1"
NOTICE = "Advice, never a verdict. Evidence of controls, not a conformity assessment."
FOLDS = 6
_SEED = 20260101
_REWEIGHING = "reweighing"
# What each search for thresholds is after.
_AIMS = {
    "thresholds_selection_rate": "selection_rate_ratio",
    "thresholds_equal_opportunity": "equal_opportunity_difference",
    "thresholds_equalized_odds": "equalized_odds_difference",
}
NEEDS = {
    _REWEIGHING: "The attribute of those whom the model is trained on; not of those it decides "
    "about.",
    "thresholds": "The attribute of each person at the time of the decision. Whether it may be "
    "used for that is a question for lawyers.",
}


@dataclass(frozen=True, slots=True)
class Rows:
    """What was read: the features, each outcome, and the groups by each attribute."""

    where: str
    file: str
    digest: str
    frame: pd.DataFrame
    good: Array
    people: Mapping[str, People]
    left_out: Mapping[str, str]


# ---------------------------------------------------------------- what is asked


def asked(described: Described, names: Sequence[str]) -> tuple[list[str], dict[str, str]]:
    """The attributes to look at, and those that may not be, each with the reason.

    Raises:
        RequestError: an attribute that nothing describes, or none at all.
    """
    unread, known = described.not_examined(), described.attributes()
    unknown = sorted(set(names) - set(known) - set(unread))
    if unknown or not (known or unread):
        raise described.refused(
            f"nothing describes the attribute {', '.join(unknown)}"
            if unknown
            else "no attribute is described",
            f"Described under [collect.attributes]: {', '.join(sorted({**known, **unread}))}."
            if known or unread
            else "Add one under [collect.attributes].",
        )
    wanted = set(names) or {*known, *unread}
    return sorted(wanted & set(known)), {n: why for n, why in unread.items() if n in wanted}


def limits(described: Described, attribute: str) -> dict[str, dict[str, Any]]:
    """The organisation's limits on measures of fairness of an attribute, by measure.

    Of its own and the system's the stricter, as the rule book takes them; a signed
    deviation is not looked for. Without org data there are none.
    """
    from lexgate import statements

    if not (described.config.paths.org / "org" / "settings").is_dir():
        return {}
    settings = _mapping(statements.organisation(described.config).get("settings"))
    levels = [
        _mapping(_mapping(_mapping(level).get("limits")).get("fairness"))
        for level in (
            settings.get("defaults"),
            _mapping(settings.get("systems")).get(described.config.system),
        )
    ]
    found: dict[str, dict[str, Any]] = {}
    for measure, own in sorted(levels[0].items()):
        both = [_mapping(limit) for limit in (own, levels[1].get(measure)) if limit is not None]
        listed = {name for limit in both for name in limit.get("attributes") or []}
        relations = {limit.get("relation") for limit in both}
        values: list[Any] = [limit.get("value") for limit in both]
        if attribute not in listed or len(relations) != 1 or not all(map(_is_number, values)):
            continue
        relation = relations.pop()
        if relation in ("at_least", "at_most"):
            found[measure] = {
                "relation": relation,
                "value": (max if relation == "at_least" else min)(values),
                "bound": "point"
                if all(limit.get("bound") == "point" for limit in both)
                else "interval",
            }
    return found


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def against(limit: Mapping[str, Any], estimate: Mapping[str, Any]) -> str:
    """Where an estimate lies: `keeps`, `misses`, `spans` (the interval does), `not_measured`."""
    if estimate.get("value") is None:
        return "not_measured"
    sign = 1 if limit["relation"] == "at_least" else -1

    def holds(number: float) -> bool:
        return bool(sign * number >= sign * limit["value"])

    if not holds(estimate["value"]):
        return "misses"
    ends = () if limit["bound"] == "point" else (estimate["low"], estimate["high"])
    return "keeps" if all(map(holds, ends)) else "spans"


# ---------------------------------------------------------------- what is read


def read(described: Described, attributes: Sequence[str], wanted: Sequence[str] | None) -> Rows:
    """The rows to try mitigations on; no column of a special category is among them.

    `wanted` are the columns that the model learnt from, where it says so.

    Raises:
        CollectError: a column is missing, or rows fit no group or no outcome; all at once.
    """
    import numpy as np
    import pandas as pd

    part = described.table.get("advice", {})
    role = {} if "file" in part else described.part("data_sets", "training")
    file = str(part.get("file") or role["file"])
    data = DataSet(described.place(file))
    where = str(data.source)
    table = opened(data.source)
    label, known = described.outcome(), described.attributes()
    columns = {name: known[name].column for name in attributes}
    apart = {
        label.column,
        *(attribute.column for attribute in known.values()),
        *described.table.get("row_key", []),
        *(role[name] for name in ("predicted", "score") if name in role),
    }
    unread = set(hidden(table.columns, described.unread()))
    features = list(
        part.get("features") or wanted or [c for c in table.columns if c not in apart | unread]
    )
    left_out = {name: NOT_READ for name in features if name in unread}
    features = [name for name in features if name not in unread]
    has_columns(table, list(dict.fromkeys([*features, label.column, *columns.values()])), where)
    faults = Faults(where)
    faults.check(bool(features), "there is no column to learn from")
    faults.check(label.column not in features, f"the outcome {label.column!r} is a feature")
    faults.check(len(set(features)) == len(features), "a feature is named twice")
    faults.settle("name the columns that the model learns from under [collect.advice] features")

    asked = table.select(
        **{f"f{at}": table[name] for at, name in enumerate(features)},
        **{f"g{at}": grouped(table, known[n], where) for at, n in enumerate(attributes)},
        good=outcome(table, label),
    )
    found = executed(asked, where).to_pandas()
    faults.check(len(found) > 0, "the data set is empty")
    for at, name in enumerate(attributes):
        lost = int(found[f"g{at}"].isna().sum())
        faults.check(not lost, f"{lost} rows have no group by {columns[name]!r}")
    lost = int(found["good"].isna().sum())
    faults.check(not lost, f"{lost} rows have neither outcome in {label.column!r}")
    faults.settle("declare every bin and outcome that occurs, and a group for missing values")
    good = found["good"].to_numpy(dtype=bool)
    people = {}
    for at, name in enumerate(attributes):
        codes, groups = pd.factorize(found[f"g{at}"].astype(object), sort=True)
        people[name] = People(tuple(map(str, groups)), np.asarray(codes, dtype=int), good)
    frame = found[[f"f{at}" for at in range(len(features))]].set_axis(features, axis=1)
    return Rows(where, file, data.identity(), frame, good, people, left_out)


def _model(described: Described) -> tuple[Any, str | None]:
    """What the artefact holds, and its file; nothing where no model is described."""
    if "model" not in described.table:
        return None, None
    file = described.model_file()
    return models.load(file), str(file)


# ---------------------------------------------------------------- the advice


def advise(described: Described, names: Sequence[str] = ()) -> dict[str, Any]:
    """Everything that is advised, as plain JSON; see `advice.v1.json`.

    Args:
        described: what `[collect]` says.
        names: the attributes to look at; all without.

    Raises:
        LexgateError: what is asked can't be looked at, and why.
    """
    if described.numeric:
        raise described.refused(
            "the outcome is a number, and both mitigations are for outcomes of two sorts",
            "Say in [collect.outcome] which values are favourable and which are not.",
        )
    attributes, unread = asked(described, names)
    part = described.table.get("advice", {})
    seed, measure = part.get("seed", _SEED), part.get("measure", "selection_rate_ratio")
    label = described.outcome()
    model, file = _model(described)
    wanted = getattr(model, "feature_names_in_", None)
    rows = read(described, attributes, None if wanted is None else [str(name) for name in wanted])
    minimum = described.minimum_cell
    _enough(rows, max(minimum, FOLDS))

    trainer = (
        "no model is described under [collect.model]"
        if file is None
        else retraining.of_model(model, (label.bad, label.good))
    )
    if isinstance(trainer, str):
        trainer = retraining.plain(rows.frame, trainer)
    trainer = replace(trainer, threshold=part.get("threshold"), seed=seed)
    # By outcome alone, so that what is said of one attribute hangs on no other.
    folds = mitigations.folds(rows.good, FOLDS, seed)
    trainer, trained = retraining.baseline(trainer, rows.frame, rows.good, folds)
    weight = proxies.importance(rows.frame, trained.decide, folds, rows.good, seed=seed)
    references = described.references()
    return {
        "schema": SCHEMA,
        "notice": NOTICE,
        "system": described.config.system,
        "version": described.config.version,
        "data": {
            "file": rows.file,
            "digest": rows.digest,
            "rows": len(rows.good),
            "features": list(rows.frame.columns),
            "left_out": dict(rows.left_out),
        },
        "model": {
            "trained": trainer.words,
            "because": trainer.because,
            "converged": trained.converged,
            "threshold": trainer.threshold,
        },
        "folds": FOLDS,
        "seed": seed,
        "minimum_cell": minimum,
        "measure": measure,
        "not_examined": unread,
        "attributes": {
            name: {
                "groups": people.sizes(),
                "limits": (known := limits(described, name)),
                **_tried(
                    rows, people, trainer, trained, folds, known,
                    minimum=minimum, reference=references.get(name), seed=seed,
                ),
                "proxies": {
                    feature: {
                        "association": proxies.association(
                            rows.frame[feature], people, minimum=minimum, seed=seed
                        ).as_dict(),
                        "importance": weight[feature].as_dict(),
                    }
                    for feature in rows.frame.columns
                },
            }
            for name, people in rows.people.items()
        },
    }  # fmt: skip


def _enough(rows: Rows, least: int) -> None:
    faults = Faults(rows.where)
    goods = int(rows.good.sum())
    for number, words in ((goods, "favourable"), (len(rows.good) - goods, "unfavourable")):
        faults.check(
            number >= least,
            f"{number} people have the {words} outcome, and {least} are the least to train on"
            if number
            else f"nobody has the {words} outcome",
        )
    faults.settle("give rows with enough people of both outcomes")


def _tried(
    rows: Rows,
    people: People,
    trainer: retraining.Trainer,
    trained: retraining.Trained,
    folds: Array,
    known: Mapping[str, Mapping[str, Any]],
    *,
    minimum: int,
    reference: str | None,
    seed: int,
) -> dict[str, Any]:
    """Each mitigation of one attribute, or why none was tried."""
    if len(people.names) < 2:
        return {"tried": {}, "not_tried": "fewer than two groups"}

    def weigh(places: Array) -> Array:
        return mitigations.reweighed(
            people._replace(group=people.group[places], good=people.good[places])
        )

    def against_limits(decided: Array) -> dict[str, Any]:
        found = mitigations.compared(
            people, trained.decided, decided, minimum=minimum, reference=reference, seed=seed
        )
        for name, change in found["measures"].items():
            if name in known:
                change["limit"] = {
                    when: against(known[name], change[when]) for when in ("before", "after")
                }
        return found

    again = retraining.over_folds(trainer, rows.frame, rows.good, folds, weigh)
    tried: dict[str, Any] = {
        _REWEIGHING: {"needs": NEEDS[_REWEIGHING], **against_limits(again.decided)}
    }
    for words, aim in _AIMS.items():
        found = mitigations.crossed(trained.scores, people, folds % 2 == 1, aim)
        tried[words] = {"needs": NEEDS["thresholds"], "aim": aim}
        if isinstance(found, NotMeasured):
            tried[words] |= {"not_measured": found.reason}
        else:
            tried[words] |= {"thresholds": found.thresholds, **against_limits(found.decided)}
    return {"tried": tried, "not_tried": None}


__all__ = ["NOTICE", "SCHEMA", "CollectError", "advise", "against", "asked", "limits", "read"]
