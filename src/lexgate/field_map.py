"""The map of the law: which document answers each entry of the Act, and how it can be judged.

People write the map under `law/`, an entry for each paragraph or point: its kind, the paths that
answer it, what an instrument saw that they can be compared with, when it is due, by which clock,
for whom, and what it serves. Duties and prohibitions get a verdict; every other entry serves one.
From it come the part that rules read (`rego/lexgate/field_map/data.json`) and a table for lawyers
(`docs/law/map.md`); `make check` refuses a map that contradicts itself, the law's list of entries,
the catalogue or the kinds of document, and files that are stale.

Nothing is judged here, and a path in the map does not say that anything was written at it.
"""

from __future__ import annotations

import argparse
import functools
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lexgate import asking_facts, catalogue, conventions, documents, paths, schemas
from lexgate.errors import LexgateError

VERDICTS = frozenset({"duty", "prohibition"})
LATER = "later"

_SILENT = frozenset({"deleted", "authority"})
_NEEDED = ("due", "scope", "basis", "applies", "severity", "penalty", "calendar")
_WAYS = {
    "alternative": {"any_of"},
    "content": {"part_of"},
    "classification": {"decides", "tiers", "roles"},
    "permission": {"relieves", "eases", "element_of"},
    "aggregate": {"derives_from"},
    "deleted": {"moved_to"},
    "prohibition": {"element_of"},
    "duty": {"relieves"},
    "authority": set(),
}
# What a document must speak of to answer for a scope: that, or something within it.
_COVERS = {
    "version": {"version", "model", "data_sets", "testing_set", "scope_of_control"},
    "system": {"system", "version", "deployment", "model", "data_sets", "scope_of_control"},
    "deployment": {"deployment", "scope_of_control"},
    "organisation": {"organisation", "scope_of_control"},
    "model": {"model", "version", "scope_of_control"},
    "use": {"deployment", "scope_of_control"},
}
_COMPARED = ("due", "scope", "basis", "severity", "calendar")
_FOR_CLOCKS = ("trigger", "clock", "keep")
_FOR_CONTENT = ("answered_by", "linked_to", "reliefs", "softened_by")
_PAGE = "docs/law/map.md"
_OF_AN_ENTRY = re.compile(r"^assessment\.EUAIA-.+?\.(?=answers(\.|$))")
# Facts that follow from others, and stand in no document.
_DERIVED = "classification"


@dataclass(frozen=True)
class FieldMap:
    """The map with all that it is checked against."""

    entries: Mapping[str, Mapping[str, Any]]
    facts: Mapping[str, Mapping[str, Any]]
    events: Mapping[str, Mapping[str, Any]]
    calendars: frozenset[str]
    documents: Mapping[str, Mapping[str, Any]]
    related: Mapping[str, Any]
    law: Mapping[str, Any]
    kinds: Mapping[str, Mapping[str, Any]]
    known_paths: frozenset[str]
    controls: Mapping[str, Mapping[str, Any]]
    frozen_ids: tuple[str, ...]

    def judged(self, name: str) -> list[str]:
        """The controls of today that give the verdict to an entry; none of them: later."""
        if name in self.controls:
            return [name]
        served = self.entries[name].get("serves", {}).get("element_of", [])
        return sorted(served) if served and set(served) <= set(self.controls) else []

    def targets(self, name: str) -> dict[str, list[str]]:
        """What an entry serves, by the way it does; prefixes are spelt out as ids."""
        return {
            way: sorted({one for text in found for one in self.named(text) if one != name})
            for way, found in self.entries[name].get("serves", {}).items()
            if way not in {"tiers", "roles"}
        }

    def bindings(self, name: str) -> list[str]:
        """What the documents that answer an entry speak of; an assessment: what its entry does."""
        found: list[str] = []
        for path in self.entries[name].get("answered_by", []):
            found += self.documents.get(kind_of(path), {}).get("binding", [])
        scope = self.entries[name].get("scope", "")
        return list(dict.fromkeys(scope if one == "scope_of_control" else one for one in found))

    def observed(self, name: str, *, today: bool = True) -> list[str]:
        """The paths nobody typed that an entry is, or is to be, compared with.

        Today: of kinds of evidence that exist; and where a control judges the entry, of kinds
        that its rule reads.
        """
        linked: list[str] = self.entries[name].get("linked_to", [])
        if not today:
            return linked
        exist = set(self.kinds)
        parents = [one for one in self.parents(name) if one in self.controls]
        if parents:
            exist &= {
                kind_of(path) for parent in parents for path in self.controls[parent]["reads"]
            }
        return [path for path in linked if kind_of(path) in exist]

    def parents(self, name: str) -> list[str]:
        """The duty that an item of content is a part of; for what gets a verdict, itself."""
        return self.targets(name).get("part_of", [name])

    def named(self, text: str) -> list[str]:
        """The ids that a text means: itself, or all that begin so where it ends in a star."""
        if not text.endswith("*"):
            return [text]
        return [
            name
            for name, entry in self.entries.items()
            if name.startswith(text[:-1]) and entry["kind"] not in _SILENT
        ]


def kind_of(path: str) -> str:
    """The kind of document that a path of the map begins with."""
    return path.partition(".")[0]


def load() -> FieldMap:
    """Read the map and what it is checked against.

    Raises:
        LexgateError: for a file that can't be read or breaks its schema, or an entry that stands
            in two files.
    """
    folder = paths.law()
    entries: dict[str, Mapping[str, Any]] = {}
    twice: list[str] = []
    for path in sorted((folder / "map").glob("*.yaml")):
        for name, entry in _read(path, "field_map").items():
            if name in entries:
                twice.append(name)
            entries[name] = entry
    if twice:
        raise LexgateError(
            f"Entries stand in two files: {', '.join(twice)}.",
            str(folder / "map"),
            "Keep each in one.",
        )
    terms = _read(folder / "terms.yaml", "terms")
    rule_book = paths.rego() / "lexgate"
    dates = documents.read_yaml(rule_book / "calendar" / "data.yaml")["dates"]
    return FieldMap(
        entries=entries,
        facts=terms["facts"],
        events=terms["events"],
        calendars=frozenset({*dates, *terms["calendars_to_come"]}),
        documents=_read(folder / "documents.yaml", "documents"),
        related=_read(folder / "related.yaml", "related"),
        law=documents.read_json(rule_book / "law" / "data.json"),
        kinds=documents.read_yaml(rule_book / "kinds" / "data.yaml")["documents"],
        known_paths=frozenset(conventions.document_paths(paths.schemas())),
        controls=catalogue.load(),
        frozen_ids=tuple(documents.read_json(paths.schemas() / "control_ids.json")),
    )


def faults(found: FieldMap) -> list[str]:
    """Everything that is wrong with the map, each with the id it concerns; sorted."""
    return sorted(
        {
            *_places(found),
            *_verdicts(found),
            *_services(found),
            *_paths(found),
            *_bases(found),
            *_bindings(found),
            *_terms(found),
            *_kinds(found),
            *_controls(found),
        }
    )


def _read(path: Path, kind: str) -> dict[str, Any]:
    document = documents.read_yaml(path)
    schemas.validate(document, f"law/{kind}", str(path), error=LexgateError)
    found: dict[str, Any] = document
    return found


# ---------------------------------------------------------------- rules of the check


def _places(found: FieldMap) -> Iterator[str]:
    """Every entry of the law has a place, and means the same thing there."""
    law = {
        name: {"kind": kind, "provision": provision}
        for kind, entries in found.law["entries"].items()
        for name, provision in entries.items()
    }
    for name in {*law, *found.frozen_ids} - set(found.entries):
        yield f"{name}: has no place in the map"
    for name, entry in found.entries.items():
        if name not in law:
            yield f"{name}: is no entry of the law"
            continue
        if name not in found.frozen_ids:
            yield f"{name}: is not one of the frozen ids"
        for field in ("kind", "provision"):
            if entry[field] != law[name][field]:
                yield f"{name}: {field} is {entry[field]} here and {law[name][field]} in the law"
    for name in set(found.related) - set(found.entries):
        yield f"{name}: has related parts and no place in the map"


def _verdicts(found: FieldMap) -> Iterator[str]:
    """Duties and prohibitions have all that a control needs; limbs say whose elements they are."""
    for name, entry in found.entries.items():
        if entry["kind"] not in VERDICTS:
            continue
        yield from (f"{name}: has no {field}" for field in _NEEDED if field not in entry)
        if not entry.get("answered_by"):
            yield f"{name}: nothing answers it"
        if entry.get("due") in {"on_event", "on_request"} and "trigger" not in entry:
            yield f"{name}: is due on an event and names none"
    limbs = {
        name: found.targets(name)["element_of"]
        for name, entry in found.entries.items()
        if entry["kind"] in VERDICTS and "element_of" in entry.get("serves", {})
    }
    for name in {*limbs, *found.law["served"]}:
        if limbs.get(name, []) != sorted(found.law["served"].get(name, [])):
            yield f"{name}: the law's list has other controls that give its verdict"


def _services(found: FieldMap) -> Iterator[str]:
    """Whatever gets no verdict names what it serves, in a way of its kind, and that is there."""
    for name, entry in found.entries.items():
        ways = set(entry.get("serves", {}))
        allowed = _WAYS[entry["kind"]]
        if not ways and entry["kind"] not in VERDICTS | {"authority"}:
            yield f"{name}: does not say what it serves"
        for way in ways - allowed:
            yield f"{name}: a {entry['kind']} can't serve by {way}"
        for way in ways & allowed - {"tiers", "roles"}:
            for text in entry["serves"][way]:
                known = [one for one in found.named(text) if one in found.entries and one != name]
                if not known:
                    yield f"{name}: serves {text}, which is not there"
            for one in found.targets(name)[way]:
                if one in found.entries and not _may_serve(way, found.entries[one]["kind"]):
                    yield f"{name}: {way} {one}, which is of the kind {found.entries[one]['kind']}"


def _may_serve(way: str, kind: str) -> bool:
    if way == "decides":
        return kind in VERDICTS | {"classification"}
    if way == "any_of":
        return kind in {"duty", "classification"}
    if way in {"derives_from", "relieves", "eases", "moved_to"}:
        return kind not in _SILENT
    return kind in VERDICTS


def _paths(found: FieldMap) -> Iterator[str]:
    """A path has one entry, its kind is known, and the schema of its kind has it."""
    users: dict[str, set[str]] = {}
    for name, entry in found.entries.items():
        for path in entry.get("answered_by", []):
            users.setdefault(path, set()).add(name)
        for path in [*entry.get("answered_by", []), *entry.get("linked_to", [])]:
            kind = kind_of(path)
            if kind not in found.documents:
                yield f"{name}: {kind} is no kind of document ({path})"
            elif not _in_schema(path, found.known_paths):
                yield f"{name}: {path} is not in the schema of {kind}"
        for path in entry.get("linked_to", []):
            if found.documents.get(kind_of(path), {}).get("purpose") == "statement":
                yield f"{name}: is linked to {path}, which somebody types"
    for path, names in users.items():
        for name in names:
            if names - {name} != set(found.entries[name].get("shares", [])) & names:
                others = ", ".join(sorted(names - {name}))
                yield f"{name}: {path} answers {others} too; say so in shares"
    for name, entry in found.entries.items():
        for other in entry.get("shares", []):
            if not any(users[path] >= {name, other} for path in entry.get("answered_by", [])):
                yield f"{name}: shares no path with {other}"


def _in_schema(path: str, known: frozenset[str]) -> bool:
    """Whether schemas have a path; a star is any name, in the path and in a schema.

    An assessment is one of an entry, whose id stands after its kind.
    """
    places = [_tree(known)]
    for step in _OF_AN_ENTRY.sub("assessment.", path).split("."):
        places = [
            inner
            for place in places
            for name, inner in place.items()
            if name in {step, "*"} or step == "*"
        ]
    return bool(places)


@functools.cache
def _tree(known: frozenset[str]) -> dict[str, Any]:
    """Paths as a tree of their steps."""
    tree: dict[str, Any] = {}
    for path in known:
        place = tree
        for step in path.split("."):
            place = place.setdefault(step, {})
    return tree


def _bases(found: FieldMap) -> Iterator[str]:
    """What answers an entry can carry the basis that it claims."""
    for name, entry in found.entries.items():
        basis = entry.get("basis")
        answers = entry.get("answered_by", [])
        purposes = {found.documents.get(kind_of(path), {}).get("purpose") for path in answers}
        if entry["kind"] == "aggregate" and (answers or basis != "derived"):
            yield f"{name}: an aggregate is derived, and no document answers it"
        if basis == "measured" and "evidence" not in purposes:
            yield f"{name}: is measured, and no instrument answers it"
        if basis in {"documented", "attested", "sampled", "presumed"} and "statement" not in (
            purposes
        ):
            yield f"{name}: is {basis}, and no statement answers it"
        own = f"assessment.{name}."
        limb = "element_of" in entry.get("serves", {})
        assessed = basis == "assessed" and entry.get("scope") != "use"
        answered = any(path.startswith(own) for path in answers)
        if entry["kind"] in VERDICTS and not limb and assessed != answered:
            yield f"{name}: an assessed entry, and no other, is answered by its assessment"


def _bindings(found: FieldMap) -> Iterator[str]:
    """One document speaks of what its entry is about, or of something within it."""
    for name, entry in found.entries.items():
        covers = _COVERS.get(entry.get("scope", ""))
        if covers is None or entry["kind"] not in VERDICTS:
            continue
        speaks = [
            set(found.documents.get(kind_of(path), {}).get("binding", []))
            for path in entry.get("answered_by", [])
        ]
        if speaks and not any(binding <= covers for binding in speaks):
            told = ", ".join(sorted(set().union(*speaks)))
            yield f"{name}: no answer speaks of its {entry['scope']}, only of {told}"


def _terms(found: FieldMap) -> Iterator[str]:
    """Facts, events and calendars that entries name are listed, and those listed are named."""
    named: dict[str, set[str]] = {"fact": set(), "event": set(), "calendar": set()}
    listed = {"fact": found.facts, "event": found.events, "calendar": found.calendars}
    for name, entry in found.entries.items():
        for kind, term in _named_terms(entry):
            named[kind].add(term)
            if term not in listed[kind]:
                yield f"{name}: the {kind} {term} is not listed"
    for kind in ("fact", "event"):
        yield from (
            f"{term}: no entry names this {kind}" for term in set(listed[kind]) - named[kind]
        )
    for term, fact in found.facts.items():
        place = fact.get("stated_in", "system")
        if place != _DERIVED and kind_of(place) not in found.documents:
            yield f"{term}: {kind_of(place)} is no kind of document"
        stated = place.removeprefix("system.facts.")
        if stated != place and stated not in asking_facts.meanings():
            yield f"{term}: the statement system has no fact {stated}"
        elif not _in_schema(_place(found, term), found.known_paths) and place != _DERIVED:
            yield f"{term}: {_place(found, term)} is in no schema"


def _named_terms(entry: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    facts = [
        *entry.get("applies", {}).get("condition", []),
        *(term for relief in entry.get("reliefs", []) for term in relief),
        *entry.get("softened_by", []),
        *(limit["when"] for limit in entry.get("clock", []) if "when" in limit),
    ]
    yield from (("fact", term.removeprefix("not ")) for term in facts)
    yield from (("event", limit["from"]) for limit in entry.get("clock", []))
    if "trigger" in entry:
        yield "event", entry["trigger"]
    if "keep" in entry:
        yield "event", entry["keep"]["from"]
    if "calendar" in entry:
        yield "calendar", entry["calendar"]


def _kinds(found: FieldMap) -> Iterator[str]:
    """Kinds of document are used and have a schema; those that rules read are bound as there."""
    used = {
        kind_of(path)
        for entry in found.entries.values()
        for path in [*entry.get("answered_by", []), *entry.get("linked_to", [])]
    }
    used |= {kind_of(fact.get("stated_in", "system")) for fact in found.facts.values()}
    for kind, document in found.documents.items():
        if kind not in used:
            yield f"{kind}: no entry names this kind of document"
        if kind not in found.known_paths:
            yield f"{kind}: has no schema"
        for field in ("purpose", "binding"):
            there = found.kinds.get(kind, {}).get(field, document[field])
            if there != document[field]:
                yield f"{kind}: {field} is {document[field]} here and {there} among the kinds"


def _controls(found: FieldMap) -> Iterator[str]:
    """A control that judges an entry says of it what the map says."""
    for name, control in found.controls.items():
        entry = found.entries.get(name)
        if entry is None:
            yield f"{name}: is a control and has no place in the map"
            continue
        for field in _COMPARED:
            if control[field] != entry.get(field):
                yield f"{name}: {field} is {control[field]} in its rule, {entry.get(field)} here"
        applies = {"condition": [], **control["applies"]}
        there = {"condition": [], **entry.get("applies", {})}
        for field in ("tiers", "roles"):
            if sorted(applies[field]) != sorted(there.get(field, [])):
                yield f"{name}: its rule has other {field}"
        if applies["condition"] != there["condition"]:
            yield f"{name}: its rule has another condition"
        if sorted(control["reliefs"]) != sorted(entry.get("reliefs", [])):
            yield f"{name}: its rule has other reliefs"
        read = {kind_of(path) for path in control["reads"]}
        for path in entry.get("answered_by", []):
            if kind_of(path) not in read:
                yield f"{name}: its rule does not read {path}"


# ---------------------------------------------------------------- what comes from it


def data(found: FieldMap) -> bytes:
    """The part of the map that rules read, and that no metadata above a rule can say.

    Of facts: where they are stated, or that classification derives them.
    Of duties and prohibitions: event, clock and period. Of what serves them: also the paths, the
    facts that bring it in, lift or soften it, and what it serves.
    """
    entries: dict[str, Any] = {}
    for name, entry in found.entries.items():
        one = {field: entry[field] for field in _FOR_CLOCKS if field in entry}
        if entry["kind"] not in VERDICTS:
            one |= {field: entry[field] for field in _FOR_CONTENT if field in entry}
            condition = entry.get("applies", {}).get("condition")
            one |= {"condition": condition} if condition else {}
        served = found.targets(name)
        if served and entry["kind"] != "aggregate":
            one["serves"] = served
        if one:
            entries[name] = one
    return documents.canonical({"entries": entries, "facts": _places_of_facts(found)})


def _places_of_facts(found: FieldMap) -> dict[str, list[str]]:
    """Where the rules find each fact that a condition or a relief names.

    Facts of single entries of a register, and elements of an assessment, stay out: what reads
    those reads them there.
    """
    named = {
        term.removeprefix("not ")
        for entry in found.entries.values()
        for terms in (entry.get("applies", {}).get("condition", []), *entry.get("reliefs", []))
        for term in terms
    }
    places = {name: _place(found, name).split(".") for name in named}
    single = {name: path for name, path in places.items() if "*" not in path}
    return {name: path for name, path in single.items() if path[0] != "assessment"}


def _place(found: FieldMap, name: str) -> str:
    return str(found.facts[name].get("stated_in", f"system.facts.{name}"))


def share(found: FieldMap, *, today: bool = True) -> tuple[int, int]:
    """How many documented entries of Articles 4, 4a, 5, 6, 8 to 15, 50 and Annex IV are linked.

    Duties, prohibitions and items of content whose basis is `documented`. That a file was read
    and has a digest says nothing of what it states, so `dossier` alone does not count.

    Args:
        found: the map.
        today: count links to kinds of evidence that exist; else also to those to come.

    Returns:
        Those that are linked, and all of them.
    """
    names = documented(found)
    linked = [
        name
        for name in names
        if {kind_of(path) for path in found.observed(name, today=today)} - {"dossier"}
    ]
    return len(linked), len(names)


def documented(found: FieldMap) -> list[str]:
    """The documented entries of Articles 4, 4a, 5, 6, 8 to 15, 50 and Annex IV.

    Duties, prohibitions and items of content whose basis is `documented`.
    """
    return [
        name
        for name, entry in found.entries.items()
        if entry.get("basis") == "documented"
        and entry["kind"] in VERDICTS | {"content"}
        and re.match(r"EUAIA-((4|4a|5|6|8|9|10|11|12|13|14|15|50)[.1a]|AnnexIV\.)", name)
    ]


def page(found: FieldMap) -> str:
    """The table for lawyers: each entry of the law, by article."""
    kinds = Counter(entry["kind"] for entry in found.entries.values())
    judged = sum(
        bool(found.judged(name))
        for name, entry in found.entries.items()
        if entry["kind"] in VERDICTS
    )
    lines = [
        "# The map of the law",
        "",
        "Made by `make fmt` from the files under `law/`. Each entry is a paragraph or point of",
        "Regulation (EU) 2024/1689 as amended. Only duties and prohibitions get a verdict; the",
        "other entries serve one. Links to other frameworks stand in `law/related.yaml`: related,",
        "never one in place of the other.",
        "",
        f"There are {len(found.entries)} entries: {kinds['duty']} duties, {kinds['prohibition']}"
        f" prohibitions, {len(found.entries) - kinds['duty'] - kinds['prohibition']} others."
        f" {judged} of the duties and prohibitions are judged today.",
        "",
        "- **For**: roles, then what must hold besides; *relieved by* names facts that take this",
        "  duty away and have to be signed, *softened by* such as only change how it is met.",
        "- **Answered by**: kind of document and path in it; a star stands for any name. In",
        "  italics: the schema of the kind is frozen, no control reads it yet, and a document of",
        "  it is refused.",
        "- **Basis**: how it can honestly be judged. *Linked* is compared with something that an",
        "  instrument saw; *link to come* waits for that instrument; the rest is *text only*.",
        "- **Due**: the stage, or the event that starts it, with the clock where the Act sets one.",
        "- **Binding**: what the document speaks of, exactly.",
        "- **Fine**: the paragraph that sets it; *national* means that the Union sets no tier.",
        "",
    ]
    articles: dict[str, list[str]] = {}
    for name, entry in found.entries.items():
        articles.setdefault(article_of(entry["provision"]), []).append(name)
    for article in sorted(articles, key=order_of):
        lines += [
            f"## {article}",
            "",
            "| " + " | ".join(_HEADS) + " |",
            "| --- " * len(_HEADS) + "|",
        ]
        lines += [_row(found, name) for name in articles[article]]
        lines.append("")
    return "\n".join([*lines, *_documents_table(found), *_facts_table(found)])


_HEADS = (
    "entry", "provision", "about", "kind", "for", "answered by", "basis", "due", "binding", "fine",
    "judged",
)  # fmt: skip
_TIERS = {
    "any_system": "any system",
    "high_risk_annex_iii": "high-risk by Annex III",
    "high_risk_annex_i": "high-risk by Annex I",
    "annex_iii_not_high_risk": "in Annex III and not high-risk",
    "transparency": "under Article 50",
    "gpai": "general-purpose model",
    "gpai_systemic": "model with systemic risk",
}


def _documents_table(found: FieldMap) -> Iterator[str]:
    """Every kind of document that the map names, with who signs it."""
    yield from ("## Kinds of document", "", "| kind | holds | binding | signed by | |")
    yield "| --- | --- | --- | --- | --- |"
    for kind, document in sorted(found.documents.items()):
        binding = ", ".join(one.replace("_", " ") for one in document["binding"])
        come = "" if kind in found.kinds else "schema frozen; no control reads it yet"
        yield f"| `{kind}` | {document['label']} | {binding} | {document['signer']} | {come} |"
    yield ""


def _facts_table(found: FieldMap) -> Iterator[str]:
    """Every fact that brings an entry in, lifts it or softens it."""
    yield from ("## Facts", "", "| fact | yes means | provision | stated in |")
    yield "| --- | --- | --- | --- |"
    for name, fact in sorted(found.facts.items()):
        place = _place(found, name).replace("EUAIA-", "")
        yield f"| `{name}` | {fact['label']} | {fact['provision']} | `{place}` |"
    yield ""


def article_of(provision: str) -> str:
    """The article or annex of a provision: Article 9(2)(a) is of Article 9."""
    found = re.match(r"(Article|Annex) [0-9]*[a-z]?[IVX]*", provision)
    return found.group() if found else provision


def order_of(article: str) -> tuple[bool, int, str]:
    """Sorts articles as the Act counts them, annexes last."""
    number = re.search(r"[0-9]+", article)
    roman = {"IV": 4, "V": 5, "VIII": 8, "XI": 11, "XII": 12}
    word = article.rpartition(" ")[2]
    return not number, int(number.group()) if number else roman.get(word, 99), word


def _row(found: FieldMap, name: str) -> str:
    entry = found.entries[name]
    answers = [_answer(found, name, path) for path in entry.get("answered_by", [])]
    cells = (
        name.removeprefix("EUAIA-"),
        entry["provision"],
        entry["label"],
        _kind(found, name),
        addressed(entry),
        "<br>".join(answers) or "no document",
        _basis(found, name),
        _due(found, entry),
        ", ".join(one.replace("_", " ") for one in found.bindings(name)),
        ", ".join("national" if one == "none" else one for one in entry.get("penalty", [])),
        ", ".join(one.removeprefix("EUAIA-") for one in found.judged(name))
        or (LATER if entry["kind"] in VERDICTS else ""),
    )
    return "| " + " | ".join(cells) + " |"


def _answer(found: FieldMap, name: str, path: str) -> str:
    if path == f"assessment.{name}.answers":
        return "`assessment` of this entry"
    told = f"`{path.replace('EUAIA-', '')}`"
    return told if kind_of(path) in found.kinds else f"*{told}*"


def _kind(found: FieldMap, name: str) -> str:
    entry = found.entries[name]
    served = [
        f"{way.replace('_', ' ')} "
        + ", ".join(one.removeprefix("EUAIA-").replace("_", " ") for one in what)
        for way, what in entry.get("serves", {}).items()
    ]
    return "; ".join([entry["kind"], *served])


def addressed(entry: Mapping[str, Any]) -> str:
    """For whom an entry is, under which condition, and what relieves or softens it."""
    if "applies" not in entry:
        return ""
    applies = entry["applies"]
    parts = [
        ", ".join(role.replace("_", " ") for role in applies["roles"]),
        ", ".join(_TIERS[tier] for tier in applies["tiers"]),
    ]
    reliefs = [" and ".join(relief) for relief in entry.get("reliefs", [])]
    for word, facts in (
        ("if", applies.get("condition", [])),
        ("relieved by", reliefs),
        ("softened by", entry.get("softened_by", [])),
    ):
        if facts:
            parts.append(f"{word} " + (" and " if word == "if" else ", ").join(facts))
    return "; ".join(parts)


def _basis(found: FieldMap, name: str) -> str:
    basis = str(found.entries[name].get("basis", ""))
    if found.observed(name):
        return f"{basis}, linked"
    if found.observed(name, today=False):
        return f"{basis}, link to come"
    return f"{basis}, text only" if basis == "documented" else basis


def _due(found: FieldMap, entry: Mapping[str, Any]) -> str:
    parts = []
    if "trigger" in entry:
        parts.append("when: " + str(found.events[entry["trigger"]]["label"]))
    elif "due" in entry:
        parts.append(
            entry["due"].replace("_", " ") + (", and on" if entry.get("continues") else "")
        )
    parts += [
        f"{role.replace('_', ' ')}: {due.replace('_', ' ')}"
        for role, due in entry.get("due_for", {}).items()
    ]
    for limit in entry.get("clock", []):
        word = limit["limit"].replace("_", " ")
        text = word if word.islower() else f"within {_period(word)}"
        if limit["from"] != entry.get("trigger"):
            text += f" (from: {found.events[limit['from']]['label']})"
        parts.append(text)
    if "keep" in entry:
        parts.append(f"kept {_period(entry['keep']['at_least'])} or longer")
    return "; ".join(parts)


def _period(duration: str) -> str:
    """An ISO 8601 duration in words: P15D is 15 days."""
    number = int(re.sub(r"[^0-9]", "", duration))
    unit = {"Y": "year", "M": "month", "W": "week", "D": "day", "H": "hour"}[duration[-1]]
    return f"{number} {unit}{'s' if number > 1 else ''}"


# ---------------------------------------------------------------- command


def files(found: FieldMap) -> dict[Path, bytes]:
    """The files that come from the map, with what must stand in them; the page in a checkout."""
    made = {paths.rego() / "lexgate" / "field_map" / "data.json": data(found)}
    root = paths.checkout()
    return {**made, root / _PAGE: page(found).encode()} if root is not None else made


def main(argv: list[str] | None = None) -> int:
    """Check the map and write what comes from it, or with --check say whether that is fresh."""
    parser = argparse.ArgumentParser(
        prog="python -m lexgate.field_map", description="Check the map of the law."
    )
    parser.add_argument("--check", action="store_true", help="change nothing; fail when stale")
    check = parser.parse_args(argv).check
    try:
        found = load()
        wrong = faults(found)
        if wrong:
            raise LexgateError(
                f"The map of the law has {len(wrong)} faults: " + "; ".join(wrong),
                str(paths.law()),
                "Mend the entries named.",
            )
        made = files(found)
        stale = [p for p, new in made.items() if not p.is_file() or p.read_bytes() != new]
        if check and stale:
            raise LexgateError(
                f"What comes from the map is stale: {', '.join(p.name for p in stale)}.",
                str(stale[0].parent),
                "Run `make fmt` and commit the result.",
            )
        for path in stale:
            path.parent.mkdir(parents=True, exist_ok=True)
            documents.write_bytes(path, made[path])
    except LexgateError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
