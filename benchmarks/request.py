"""The request whose decision is timed: a credit score, 20 signed documents of 5 kB or more.

The documents are those of the good base of `lexgate.assurance`, made longer where they are
shorter than 5 kB with what such documents hold: more sentences where people write, more
entries where instruments count. The facts are those of a scorecard of a bank that makes and
uses it: Annex III, point 5(b), and nothing of Article 50 or of biometrics. Each control of
the catalogue is judged; what the documents leave open stays unknown.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from lexgate.assurance import base

LEAST_BYTES = 5_000
DOCUMENTS = (
    "assessment.EUAIA-14.2",
    "assessment.EUAIA-15.4.resilience",
    "bom",
    "data_governance",
    "data_quality",
    "dossier",
    "fairness",
    "human_oversight",
    "instructions_for_use",
    "lineage",
    "logging",
    "model",
    "performance",
    "risk_management",
    "robustness",
    "security",
    "source",
    "system",
    "technical_documentation",
    "training_run",
)  # fmt: skip
_YES = {
    "ai_system",
    "annex_iii_5_b_creditworthiness",
    "deployer",
    "evaluates_or_classifies_people",
    "in_union_scope",
    "performs_profiling",
    "provider",
    "reaches_vulnerable_people",
    "trained_with_data",
}
_SENTENCES = (
    "The head of model risk looked at this in the last review and found no reason to change it.",
    "Applications with an income from several employers are scored in the same way as all others.",
    "The minutes of the review are kept with the file for ten years, beside its figures.",
    "Officers of the three branches that use the score were asked; annex B has the answers.",
    "Where a field of an application is empty, the officer asks before the score is made.",
    "The figures are drawn anew with each version, from the same tables and by the same queries.",
)  # fmt: skip


def build(roles: int = 1) -> base.Case:
    """Build and sign the scenario.

    Args:
        roles: how many times as many data sets the organisation names. Each further one is a
            copy of the training or the testing set under a name of its own, in each document
            that tells of data sets. The schema of the organisation knows three roles; the
            rules take any.

    Raises:
        LexgateError: if the good base can't be built.
    """
    good = base.build()
    case = good.only(DOCUMENTS)
    head = {**case.head, "request_id": "speed", "stage": "pre_deploy"}
    org = copy.deepcopy(dict(case.org))
    names = ["training", "testing"]
    names += [f"{name}_{n}" for n in range(2, roles + 1) for name in ("training", "testing")]
    org["settings"]["defaults"]["data_sets"]["roles"] = names
    for name, document in case.documents.items():
        predicate = copy.deepcopy(document.predicate)
        if name == "system":
            predicate["facts"] = _facts(predicate["facts"])
        _lengthen(name, predicate, document)
        subject = copy.deepcopy(document.subject)
        # What the testing set alone was seen to give stays bound to that alone.
        if roles > 1 and name not in {"performance", "robustness"}:
            predicate = _more_sets(predicate, names)
            subject = _more_subjects(subject, predicate, names)
        case = case.with_document(name, predicate, subject=subject)
    return base.Case("speed", head, org, case.documents, case.keys)


def _facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: {
            "answer": "yes" if name in _YES else "no",
            "reason": "As the purpose and the design of the score say, section 2 of the file.",
        }
        for name in sorted({*facts, *_YES})
    }


# ---------------------------------------------------------------- length


def size(kind: str, subject: Any, predicate: Any) -> int:
    """The bytes of a document."""
    return len(base.statement_bytes(kind, subject, predicate))


def _lengthen(name: str, predicate: Any, document: base.Document) -> None:
    """Add content until the document has 5 kB."""
    steps = _MORE.get(name, _prose)(predicate)
    while size(document.kind, document.subject, predicate) < LEAST_BYTES:
        next(steps)


def _prose(predicate: Any) -> Iterator[None]:
    """One more sentence at a time, in each text in turn."""
    places = list(_texts(predicate))
    turn = 0
    while places:
        for holder, key in places:
            holder[key] += " " + _SENTENCES[turn % len(_SENTENCES)]
            turn += 1
            yield


def _texts(value: Any) -> Iterator[tuple[Any, Any]]:
    """The places of whole sentences, with what holds them."""
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in items:
        if isinstance(inner, dict | list):
            yield from _texts(inner)
        elif isinstance(inner, str) and inner.endswith(".") and inner.count(" ") > 5:
            yield value, key


def _components(predicate: Any) -> Iterator[None]:
    number = 0
    while True:
        number += 1
        name = f"scoring-part-{number}"
        predicate["components"].append(
            {
                "type": "library", "group": None, "name": name, "version": f"1.{number}",
                "purl": f"pkg:pypi/{name}@1.{number}", "licences": ["BSD-3-Clause"],
                "sha256": None,
            }
        )  # fmt: skip
        yield


def _groups_counted(predicate: Any) -> Iterator[None]:
    number = 0
    while True:
        number += 1
        for found in predicate["data_sets"].values():
            people = dict.fromkeys(("east", "north", "south", "west"), found["rows"] // 4)
            found["groups"][f"region_{number}"] = people
        yield


def _groups_measured(predicate: Any) -> Iterator[None]:
    number = 0
    [known] = predicate["data_sets"].values()
    while True:
        number += 1
        known["groups"][f"region_{number}"] = copy.deepcopy(known["groups"]["age_group"])
        yield


def _copies(*path: str) -> Callable[[Any], Iterator[None]]:
    """One more entry of a list at a time, named apart from the one that it is like."""

    def more(predicate: Any) -> Iterator[None]:
        entries = predicate
        for step in path:
            entries = entries[step]
        like, number = entries[-1], 1
        while True:
            number += 1
            entries.append({**copy.deepcopy(like), "name": f"{like['name']}-{number}"})
            yield

    return more


def _libraries(predicate: Any) -> Iterator[None]:
    names = (
        "atpublic", "joblib", "narwhals", "numpy", "packaging", "pandas", "parsy", "pyarrow",
        "python-dateutil", "pytz", "rich", "scipy", "six", "sqlglot", "threadpoolctl", "toolz",
    )  # fmt: skip
    for name in names:
        predicate["collector"]["libraries"][name] = "2.3.4"
        yield


def _parameters(predicate: Any) -> Iterator[None]:
    number = 0
    while True:
        number += 1
        predicate["parameters"][f"bin_of_amount_{number}"] = number * 250.0
        yield


_MORE: Mapping[str, Callable[[Any], Iterator[None]]] = {
    "bom": _components,
    "data_quality": _groups_counted,
    "fairness": _libraries,
    "lineage": _copies("data_sets"),
    "model": _parameters,
    "performance": _groups_measured,
    "robustness": _libraries,
    "source": _copies("lock_files"),
    "training_run": _copies("parameters"),
}


# ---------------------------------------------------------------- more data sets


def _more_sets(value: Any, names: list[str]) -> Any:
    """The same with a copy of each data set wherever data sets are told of by name."""
    if isinstance(value, list):
        return [_more_sets(inner, names) for inner in value]
    if not isinstance(value, dict):
        return value
    wider = {key: _more_sets(inner, names) for key, inner in value.items()}
    for name in names:
        like = name.partition("_")[0]
        if like in wider and name not in wider:
            wider[name] = _renamed(wider[like], like, name)
    return wider


def _renamed(found: Any, like: str, name: str) -> Any:
    """A copy with a digest of its own, which stands for other bytes."""
    number = name.rpartition("_")[2]
    text = json.dumps(found)
    for letter in ("b", "c"):
        text = text.replace(letter * 64, f"{letter * 56}{int(number):08x}")
    return json.loads(text)


def _more_subjects(subject: Any, predicate: Any, names: list[str]) -> Any:
    wider = list(subject)
    for entry in subject:
        kind, _, role = entry["name"].partition(":")
        if kind != "dataset":
            continue
        for name in names:
            if name.partition("_")[0] == role and name != role:
                copied = json.loads(json.dumps(entry).replace(f"dataset:{role}", f"dataset:{name}"))
                wider.append(_renamed(copied, role, name))
    return sorted(wider, key=lambda found: str(found["name"]))
