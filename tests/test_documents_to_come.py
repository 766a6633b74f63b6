"""The schemas of kinds that no control reads yet take what is right, and refuse the rest."""

from __future__ import annotations

import copy
import functools
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from lexgate import documents, evidence_pages, field_map, paths, schemas, statements

# What may be left out; everything else must be stated, be it as none.
OPTIONAL = {
    "authority_requests": {"provider", "authorised_representative", "importer", "distributor"},
    "company_register": {
        "entry.authorised_representative", "entry.provider", "entry.importer", "entry.distributor",
    },
    "quality_management": {"proportionality", "financial_rules"},
    "record_keeping": {"ceasing"},
    "registration": {"real_world_tests", "section_a.13"},
}  # fmt: skip
# Names that people or instruments choose; one of them more or less is no fault.
FREE = {
    "checkpoint": {"parameters.by_type"},
    "eu_database": {f"{kind}_entry.points" for kind in ("provider", "derogation", "deployer")},
    "file_store": {"retention"},
    "release": {"artefacts.*.labels"},
}
# The lists that the count of a register speaks of.
COUNTED = {
    "authority_requests": [
        f"{role}.{asked}.*"
        for role, every in {
            "provider": ("conformity", "information", "log_access"),
            "authorised_representative": ("information", "cooperation", "mandate_copy"),
            "importer": ("information", "cooperation"),
            "distributor": ("information", "cooperation"),
        }.items()
        for asked in every
    ],
    "corrective_actions": ["actions.*"],
    "deployer_register": ["risks.*", "incidents.*", "missing_registrations.*", "cooperation.*"],
    "distributor_register": ["doubts.*", "risk_notices.*", "corrective_actions.*"],
    "explanation_requests": ["requests.*"],
    "gpai_register": ["incidents.*"],
    "importer_register": ["doubts.*", "risk_notices.*"],
    "incidents": ["incidents.*"],
    "post_rbi_uses": ["uses.*"],
    "role_changes": ["changes.*"],
    "urgent_use": ["uses.*"],
}
SUBJECTS = {
    "organisation": "organisation:Musterbank AG",
    "system": "system:credit-scoring",
    "version": "version:credit-scoring@1.0.0",
    "deployment": "deployment:credit-scoring/branch-desk",
    "model": "model:example-lm-7b",
}
TIME = re.compile(r"[0-9-]{10}T[0-9:]{8}Z")

Steps = tuple[str | int, ...]


@functools.cache
def examples() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = documents.read_yaml(
        Path(__file__).parent / "documents_to_come.yaml"
    )
    return found


@functools.cache
def listed() -> dict[str, Any]:
    found: dict[str, Any] = documents.read_yaml(paths.law() / "documents.yaml")
    return found


KINDS = sorted(examples())


def statement(kind: str) -> dict[str, Any]:
    (binding,) = listed()[kind]["binding"]
    subject = documents.named_subject(SUBJECTS[binding])
    return documents.statement(kind, [subject], copy.deepcopy(examples()[kind]))


def faults(kind: str, document: Mapping[str, Any]) -> list[str]:
    return schemas.faults(document, f"{listed()[kind]['purpose']}/{kind}")


def places(node: Any, steps: Steps = ()) -> Iterator[tuple[Steps, Any]]:
    """Every place of a document below its predicate, with what stands there."""
    yield steps, node
    inner: Any = ()
    if isinstance(node, dict | list):
        inner = node.items() if isinstance(node, dict) else enumerate(node)
    for step, value in inner:
        yield from places(value, (*steps, step))


def is_free(kind: str, steps: Steps) -> bool:
    return spelt(steps) in {"collector.libraries"} | FREE.get(kind, set())


def at(node: Any, steps: Steps) -> Any:
    return functools.reduce(lambda part, step: part[step], steps, node)


def spelt(steps: Steps) -> str:
    return ".".join("*" if isinstance(step, int) else step for step in steps)


def refused(kind: str, change: Callable[[Any], object], steps: Steps) -> bool:
    """Whether the example is refused after a change at a place of its predicate."""
    document = statement(kind)
    change(at(document["predicate"], steps))
    return faults(kind, document) != []


def other(value: Any) -> Any:
    """A value of another type."""
    if value is None:
        return True
    if isinstance(value, str):
        return 7
    return "7" if isinstance(value, int | float) else ({} if isinstance(value, list) else [])


def test_each_kind_that_no_control_reads_has_an_example() -> None:
    assert set(KINDS) == set(listed()) - set(statements.kinds())


@pytest.mark.parametrize("kind", KINDS)
def test_the_example_is_accepted(kind: str) -> None:
    assert faults(kind, statement(kind)) == []


@pytest.mark.parametrize("kind", KINDS)
def test_an_unknown_key_is_refused_in_every_object(kind: str) -> None:
    for steps, node in places(examples()[kind]):
        if isinstance(node, dict) and not is_free(kind, steps):
            assert refused(kind, lambda part: part.update({"and_more": "words"}), steps), steps


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_but_what_is_optional_may_be_left_out(kind: str) -> None:
    for steps, _ in places(examples()[kind]):
        if not steps or not isinstance(steps[-1], str):
            continue
        if is_free(kind, steps[:-1]):
            continue
        gone = refused(kind, functools.partial(_pop, steps[-1]), steps[:-1])
        assert gone is (spelt(steps) not in OPTIONAL.get(kind, ())), steps
    assert set(OPTIONAL.get(kind, ())) <= {spelt(steps) for steps, _ in places(examples()[kind])}


@pytest.mark.parametrize("kind", KINDS)
def test_another_type_is_refused_everywhere(kind: str) -> None:
    for steps, value in places(examples()[kind]):
        if steps:
            wrong = other(value)
            put = functools.partial(_put, steps[-1], wrong)
            assert refused(kind, put, steps[:-1]), (steps, wrong)


def test_of_several_optional_companies_one_is_there() -> None:
    assert refused("company_register", dict.clear, ("entry",))


def _pop(step: Any, part: Any) -> None:
    part.pop(step)


def _put(step: Any, value: Any, part: Any) -> None:
    part[step] = value


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_no_time_no_digest_and_no_answer_is_refused(kind: str) -> None:
    for steps, value in places(examples()[kind]):
        if not isinstance(value, str) or not steps:
            continue
        if TIME.fullmatch(value):
            wrong = [value.replace("Z", "+00:00"), value[:10]]
        elif value.startswith("sha256:"):
            wrong = [value.upper(), value[7:]]
        elif steps[-1] == "answer":
            wrong = ["maybe"]
        else:
            wrong = [""]
        for one in wrong:
            put = functools.partial(_put, steps[-1], one)
            assert refused(kind, put, steps[:-1]), (steps, one)


@pytest.mark.parametrize("kind", KINDS)
def test_a_document_is_about_what_its_kind_is_about(kind: str) -> None:
    (binding,) = listed()[kind]["binding"]
    for other_binding, name in SUBJECTS.items():
        document = statement(kind)
        document["subject"] = [documents.named_subject(name)]
        assert (faults(kind, document) == []) is (other_binding == binding)


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_is_described_no_object_is_open_and_words_have_an_example(kind: str) -> None:
    place = paths.schemas() / listed()[kind]["purpose"] / f"{kind}.v1.json"
    waiting: list[Any] = [json.loads(place.read_bytes())]
    assert waiting[0]["title"] == listed()[kind]["label"]
    while waiting:
        part = waiting.pop()
        if isinstance(part, list):
            waiting += part
        elif isinstance(part, dict):
            waiting += part.values()
            if part.get("type") == "object":
                assert part["additionalProperties"] is not True
                assert part["additionalProperties"] is not None
                for given in part.get("properties", {}).values():
                    assert given["description"].endswith("."), given
            if part.get("$ref") == "#/$defs/text" and part["description"][:3] != "Why":
                assert part["examples"], part


def test_registers_have_one_form_and_count_what_they_hold() -> None:
    registers = {kind for kind in KINDS if "count" in examples()[kind]}
    assert registers == set(COUNTED)
    for kind, lists in COUNTED.items():
        found = examples()[kind]
        assert {"period", "first", "predecessor"} <= set(found)
        entries = [steps for steps, _ in places(found) if spelt(steps) in lists]
        assert found["count"] == len(entries), kind
        for steps in entries:
            assert at(found, steps)["reference"]


def test_what_answers_an_entry_names_its_article() -> None:
    found = field_map.load()
    for name, entry in found.entries.items():
        for path in entry.get("answered_by", []):
            kind, _, rest = path.partition(".")
            if kind in KINDS and listed()[kind]["purpose"] == "statement":
                asked = field_map.article_of(entry["provision"])
                told = {field_map.article_of(one) for one in _provisions(kind, rest.split("."))}
                assert asked in told, (name, path, told)


def _provisions(kind: str, steps: Sequence[str]) -> Iterator[str]:
    """The provisions that a schema names at a path and on the way to it."""
    schema = schemas.load(f"statement/{kind}")
    node = schema["properties"]["predicate"]
    for step in steps:
        node = _whole(node, schema)
        node = node["items"] if step == "*" else node["properties"][step]
        if "x-provision" in node:
            yield node["x-provision"]


@pytest.mark.parametrize(
    ("told", "seen"),
    [
        ("incidents.incidents.*.recipients.*.notice.message", "receipts.messages.*.digest"),
        ("incidents.incidents.*.reported_at", "receipts.messages.*.sent_at"),
        ("authority_requests.provider.information.*.answer", "receipts.messages.*.digest"),
        ("record_keeping.items.declaration.*.digest", "file_store.retention.*.documents.*.digest"),
        ("fria.processes.*.services.*", "release.services.*.name"),
        (
            "declaration_of_conformity.standards.*.reference",
            "official_journal.references.*.reference",
        ),
        ("registration.section_a.10.*", "release.regions.*.country"),
        ("registration.entry_number", "eu_database.provider_entry.number"),
        ("deployer_registration.section_c.3", "eu_database.provider_entry.answer.address"),
        ("authorised_representative.mandate.register_number", "company_register.entry.*.number"),
        ("gpai_register.threshold_notification.met_at", "training_compute.crossed_at"),
        ("gpai_documentation.development.compute.operations", "training_compute.operations"),
        ("gpai_documentation.general.architecture.parameters", "checkpoint.parameters.total"),
        (
            "gpai_downstream.training_summary.document",
            "public_fetch.training_summary.answer.digest",
        ),
        ("gpai_policies.copyright.identify.*.protocol", "crawl_log.opt_outs.*.protocol"),
        ("record_keeping.logs.kept_for", "log_store.provider.retention.period"),
        ("ce_marking.digital_marking.address", "ce_marking_lookup.address"),
    ],
)
def test_what_people_state_has_the_form_of_what_is_seen(told: str, seen: str) -> None:
    form = _form(told)
    assert form
    assert form == _form(seen)


def _form(path: str) -> Any:
    """What a schema allows at a path: the definition that it names, or its values."""
    kind, _, rest = path.partition(".")
    schema = schemas.load(f"{listed()[kind]['purpose']}/{kind}")
    node = schema["properties"]["predicate"]
    for step in rest.split("."):
        node = _whole(node, schema)
        named = node.get("properties", {})
        if step == "*":
            (node,) = (
                [node[word] for word in ("items", "additionalProperties") if node.get(word)]
                or [next(iter(named.values()))]
            )  # fmt: skip
        else:
            node = named[step]
    node = node["anyOf"][0] if "anyOf" in node else node
    return node.get("enum") or node["$ref"]


def _whole(node: Any, schema: Mapping[str, Any]) -> Any:
    """A part of a schema behind its reference, and behind the null that may stand for it."""
    while "$ref" in node or "anyOf" in node:
        if "$ref" in node:
            node = schema["$defs"][node["$ref"].rpartition("/")[2]]
        else:
            node = node["anyOf"][0]
    return node


def test_the_pages_say_which_kinds_no_control_reads() -> None:
    index = evidence_pages.pages()["README.md"]
    for kind, found in listed().items():
        row = f"- `{kind}`: {found['label']}"
        to_come = found["purpose"] == "evidence" and kind in KINDS
        assert (row in index.splitlines()) is to_come
