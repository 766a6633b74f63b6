"""Drafts: values taken from evidence, settings and documents, until somebody accepts them.

A draft is kept apart from the pages, in ``drafts.yaml`` of the system's folder, with the
place it was taken from and the digest of that file. Accepted ones stand in
``accepted.yaml``, each with the person who accepted it; the page that is signed holds
them, and so the signature is the proof of the acceptance.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lexgate import config as configuration
from lexgate import documents, schemas, statements
from lexgate.dossier import pages
from lexgate.dossier.fields import STAR, Form, Node, Step, Steps, form, named, place, spelt
from lexgate.errors import LexgateError, RequestError

if TYPE_CHECKING:
    from lexgate.config import Config
    from lexgate.dossier.pages import Faults, Level

_MAX_BYTES = 20_000_000
# Statements that drafts are taken from: what is signed there is not asked for again.
_FACTS = ("system",)
# Stands in a path for the entry of a list that has one alone.
ALONE = "[]"


@dataclass(frozen=True)
class Draft:
    """One value that was taken from elsewhere.

    Attributes:
        kind: the kind of statement.
        steps: the field.
        value: the value.
        source: the path in evidence or settings, or the section of a document.
        file: the file, from the folder of ``lexgate.toml``.
        digest: the file's digest as the value was taken.
        level: whose ``documents.yaml`` names it; None for evidence and settings.
        by: who accepted it.
    """

    kind: str
    steps: Steps
    value: Any
    source: str
    file: str
    digest: str
    level: Level | None = None
    by: str | None = None

    @property
    def name(self) -> str:
        """The field as people write it."""
        return spelt((self.kind, *self.steps))

    @property
    def mapped(self) -> bool:
        """Whether it comes from a document rather than from evidence."""
        return self.level is not None

    def same_source(self, other: Draft) -> bool:
        """Whether both were taken from the same place."""
        return (self.source, self.file) == (other.source, other.file)


# ---------------------------------------------------------------- kept on file


def read(path: Path, faults: Faults) -> list[Draft]:
    """Drafts, or accepted ones, as they stand on file; none where there is no file."""
    if not os.path.lexists(path):
        return []
    try:
        if not pages.within(path, path.parent):
            raise RequestError("a link out of the dossier", str(path), "Put the file itself there.")
        found = documents.read_yaml(path, max_bytes=_MAX_BYTES)
        schemas.validate(found, "dossier/drafts", str(path))
        drafts = [_entry(entry) for entry in found["drafts"]]
        names = [draft.name for draft in drafts]
        twice = sorted({name for name in names if names.count(name) > 1}) if names else []
        if twice:
            raise RequestError(f"twice: {', '.join(twice[:5])}", str(path), "Keep one of each.")
    except LexgateError as error:
        faults.of(error)
        return []
    return drafts


def _entry(entry: Mapping[str, Any]) -> Draft:
    kind, *steps = place(entry["field"])
    return Draft(
        str(kind),
        tuple(steps),
        entry["value"],
        entry["from"],
        entry["file"],
        entry["digest"],
        entry.get("level"),
        entry.get("by"),
    )


def content(drafts: Sequence[Draft], head: str) -> bytes:
    """The bytes of a file of drafts, in the order of their fields."""
    entries = []
    for draft in sorted(drafts, key=lambda one: one.name):
        entry: dict[str, Any] = {
            "field": draft.name,
            "from": draft.source,
            "file": draft.file,
            "digest": draft.digest,
        }
        if draft.level is not None:
            entry["level"] = draft.level
        if draft.by is not None:
            entry["by"] = draft.by
        entries.append({**entry, "value": draft.value})
    data = (f"# {head}\n" + pages.written({"drafts": entries})).encode("utf-8")
    # What was drafted is what will be read again, to the last digit.
    if documents.parse_yaml(data, "drafts", max_bytes=_MAX_BYTES) != {"drafts": entries}:
        raise LexgateError("a draft can't be kept as it is", "drafts.yaml", "Report this.")
    return data


# ---------------------------------------------------------------- what drafts are taken from


@dataclass(frozen=True)
class Document:
    """A file that values are taken from: what it says, and its digest."""

    file: str
    digest: str
    value: Any


class Sources:
    """Evidence on file, settings and ``lexgate.toml``, each read once."""

    def __init__(self, config: Config, faults: Faults) -> None:
        self._config = config
        self.faults = faults
        # Evidence that is no draft of ours, each with the reason.
        self.others: list[str] = []

    @cached_property
    def _models(self) -> set[str]:
        return models(self._config)

    @cached_property
    def evidence(self) -> dict[str, list[Document]]:
        """Documents of evidence by kind, and statements that no page of a dossier makes."""
        found: dict[str, list[Document]] = {}
        evidence, stated = self._config.paths.evidence, self._config.paths.statements
        files = sorted(evidence.rglob("*.json")) if evidence.is_dir() else []
        files += [path for path in (stated / f"{kind}.json" for kind in _FACTS) if path.is_file()]
        for path in files:
            try:
                data = documents.read_bytes(path)
                document = documents.parse_json(data, str(path))
            except LexgateError as error:
                self.faults.of(error)
                continue
            kind = documents.kind_of(document) if isinstance(document, dict) else None
            if kind is not None and isinstance(document.get("predicate"), dict):
                other = speaks_of_another(document, self._config, self._models)
                if other:
                    self.others.append(f"{self.relative(path)} {other}")
                    continue
                found.setdefault(kind, []).append(
                    Document(self.relative(path), documents.digest(data), document["predicate"])
                )
        return found

    @cached_property
    def _toml(self) -> Document:
        path = self._config.folder / configuration.NAME
        data = documents.read_bytes(path)
        value = {
            "system": {
                "name": self._config.system,
                "version": self._config.version,
                **({"deployment": self._config.deployment} if self._config.deployment else {}),
            }
        }
        return Document(self.relative(path), documents.digest(data), value)

    @cached_property
    def _settings(self) -> Document:
        path = self._config.paths.org / "org" / "settings" / "data.yaml"
        settings = statements.organisation(self._config).get("settings") or {}
        own = (settings.get("systems") or {}).get(self._config.system) or {}
        value = _over(settings.get("defaults") or {}, own)
        digest = documents.digest(documents.read_bytes(path)) if path.is_file() else ""
        return Document(self.relative(path), digest, value)

    def relative(self, path: Path) -> str:
        """A path as it is kept: from the folder of ``lexgate.toml``."""
        return Path(os.path.relpath(path, self._config.folder)).as_posix()

    def found(self, source: str) -> Iterator[tuple[tuple[str, ...], Any, Document]]:
        """What stands at a path: for each match the names that ``*`` stood for, value, file.

        Where several documents of the kind lie on file, none is chosen for anybody.
        """
        words = source.split(".")
        if words[0] == "signed":
            signed = self._signed(words[1])
            if signed is not None:
                yield (), signed.digest, signed
            return
        if words[:2] == ["org", "settings"]:
            document, path = self._settings, words[2:]
        elif words[0] == "lexgate_toml":
            document, path = self._toml, words[1:]
        else:
            on_file = self.evidence.get(words[0], [])
            named_by = self._kinds.get(words[0], {}).get("one_for_each")
            if named_by is not None and words[1:2] == [STAR]:
                yield from _of_each(on_file, str(named_by), words[2:])
                return
            if len(on_file) != 1:
                return
            document, path = on_file[0], words[1:]
        for stars, value in _matches(document.value, path):
            yield stars, value, document

    @cached_property
    def _kinds(self) -> Mapping[str, Mapping[str, Any]]:
        return statements.kinds()

    def _signed(self, kind: str) -> Document | None:
        """The statement of a kind on file, as it is signed now."""
        path = self._config.paths.statements / f"{kind}.json"
        if not path.is_file():
            return None
        try:
            data = documents.read_bytes(path)
            document = documents.parse_json(data, str(path))
        except LexgateError as error:
            self.faults.of(error)
            return None
        if not isinstance(document, dict):
            return None
        other = speaks_of_another(document, self._config, self._models)
        if other:
            self.others.append(f"{self.relative(path)} {other}")
            return None
        return Document(self.relative(path), documents.digest(data), None)


def models(config: Config) -> set[str]:
    """The digests of the model's artefacts that are there."""
    there = [path for path in config.paths.model if os.path.lexists(path)]
    return {documents.artefact_digest(path) for path in there}


def speaks_of_another(document: Mapping[str, Any], config: Config, ours: set[str]) -> str:
    """How a document speaks of something else than this system and version; else nothing.

    Args:
        document: the Statement.
        config: the system, version and deployment asked about.
        ours: the digests of the model's artefacts; where there are none, no model is another.
    """
    names = {
        "system": config.system,
        "version": f"{config.system}@{config.version}",
        "deployment": f"{config.system}/{config.deployment}",
    }
    subject = document.get("subject")
    for one in subject if isinstance(subject, list) else []:
        if not isinstance(one, Mapping):
            continue
        kind, _, name = str(one.get("name", "")).partition(":")
        if kind in names and name != names[kind]:
            return f"speaks of {kind} {name}"
        digest = one.get("digest")
        seen = digest.get("sha256") if isinstance(digest, Mapping) else None
        if kind == "model" and ours and f"sha256:{seen}" not in ours:
            return "speaks of another model"
    return ""


def _over(under: Any, over: Any) -> Any:
    if isinstance(under, Mapping) and isinstance(over, Mapping):
        return {
            name: _over(under[name], over[name])
            if name in under and name in over
            else over.get(name, under.get(name))
            for name in [*under, *(name for name in over if name not in under)]
        }
    return over


def _of_each(
    on_file: Sequence[Document], named_by: str, path: Sequence[str]
) -> Iterator[tuple[tuple[str, ...], Any, Document]]:
    """What stands at a path in each document of a kind of which there are several, by name."""
    names = [str(one.value.get(named_by)) for one in on_file]
    for name, document in zip(names, on_file, strict=True):
        if names.count(name) == 1:
            for stars, value in _matches(document.value, path):
                yield (name, *stars), value, document


def _matches(value: Any, path: Sequence[str]) -> Iterator[tuple[tuple[str, ...], Any]]:
    if not path:
        yield (), value
        return
    word, *rest = path
    if word == ALONE:
        # Of several entries none is chosen for anybody.
        if isinstance(value, list) and len(value) == 1:
            yield from _matches(value[0], rest)
        return
    if not isinstance(value, Mapping):
        return
    if word == STAR:
        for name in sorted(value):
            for stars, found in _matches(value[name], rest):
                yield (name, *stars), found
    elif word in value:
        yield from _matches(value[word], rest)


def names_known(node: Node, bound: Sequence[str], sources: Sources) -> list[str]:
    """The names under an object with free names, as settings or evidence know them.

    ``bound`` are the names that the ``*`` before it stand for.
    """
    found: list[str] = []
    for source in named(node, "x-keys"):
        for stars, value, _ in sources.found(source):
            if list(stars) != list(bound[: len(stars)]):
                continue
            names = value if isinstance(value, list | Mapping) else []
            for name in names:
                text = str(name.get("name") if isinstance(name, Mapping) else name)
                if text not in found:
                    found.append(text)
    return found


def from_evidence(kind: str, sources: Sources) -> list[Draft]:
    """Drafts of one kind from evidence and settings, where the schema says so."""
    asked = form(kind)
    found: list[Draft] = []
    for pattern, choices in asked.drafted.items():
        stars = [i for i, step in enumerate(pattern) if step == STAR]
        for source in choices:
            taken = [
                (bound, value, document)
                for bound, value, document in sources.found(source)
                if value is not None and len(bound) == len(stars)
            ]
            if not taken:
                continue
            for bound, value, document in taken:
                steps: list[Step] = list(pattern)
                for i, name in zip(stars, bound, strict=True):
                    steps[i] = name
                if _fits(asked, steps, sources):
                    path = _bound(source, bound)
                    kept = _as_asked(asked.at(pattern), value)
                    found.append(
                        Draft(kind, tuple(steps), kept, path, document.file, document.digest)
                    )
            break
    return found


def _as_asked(node: Node | None, value: Any) -> Any:
    """A list of objects with those fields that the form has; anything else as it is."""
    items = node.items if node is not None else None
    asked = items.get("properties") if items is not None else None
    if not isinstance(asked, Mapping) or not isinstance(value, list):
        return value
    return [
        {name: one[name] for name in asked if name in one} if isinstance(one, Mapping) else one
        for one in value
    ]


def _bound(source: str, names: Sequence[str]) -> str:
    waiting = iter(names)
    words = (next(waiting) if word == STAR else word for word in source.split("."))
    return spelt(tuple(words))


def _fits(asked: Form, steps: Sequence[Step], sources: Sources) -> bool:
    """Whether the form has the place, and settings don't leave its names out."""
    bound: list[str] = []
    for i, step in enumerate(steps):
        node = asked.at(steps[:i])
        if node is None or asked.below(node, step) is None:
            return False
        if step not in node.properties and node.free is not None:
            known = names_known(node, bound, sources)
            if known and step not in known:
                return False
            bound.append(str(step))
    return True


# ---------------------------------------------------------------- documents.yaml


@dataclass(frozen=True)
class Mapped:
    """One entry of ``documents.yaml``."""

    kind: str
    steps: Steps
    file: str
    section: str | None
    level: Level
    where: str


class Files:
    """Documents that fields are mapped to, each read once."""

    def __init__(self, config: Config, sources: Sources) -> None:
        self._config = config
        self._sources = sources
        self._read: dict[Path, tuple[bytes, Any] | LexgateError] = {}

    def mappings(self, level: Level, faults: Faults) -> list[Mapped]:
        """The entries of one level's ``documents.yaml``."""
        folder = self.folder(level)
        path = folder / f"{pages.DOCUMENTS}.yaml"
        if not os.path.lexists(path):
            return []
        try:
            if not pages.within(path, folder):
                raise RequestError("a link out of the dossier", str(path), "")
            found = documents.read_yaml(path)
            schemas.validate(found, "dossier/documents", str(path))
            lines = pages._lines(path.read_text(encoding="utf-8"))
        except LexgateError as error:
            faults.of(error)
            return []
        known = pages.held()
        mapped: list[Mapped] = []
        for i, entry in enumerate(found["documents"]):
            where = f"{path}, line {lines[('documents', i)]}"
            try:
                kind, *steps = place(entry["field"])
            except RequestError as error:
                faults.add(where, error.what)
                continue
            node = form(str(kind)).at(steps) if kind in known and steps else None
            if node is None:
                faults.add(where, f"no dossier has a field {entry['field']}")
            elif not node.holds_digest and "section" not in entry:
                faults.add(where, f"{entry['field']}: no section is named")
            else:
                mapped.append(
                    Mapped(
                        str(kind),
                        tuple(steps),
                        entry["file"],
                        entry.get("section"),
                        level,
                        where,
                    )
                )
        return mapped

    def folder(self, level: Level) -> Path:
        """The folder of a level's pages."""
        paths = self._config.paths
        return paths.dossier_org if level == "organisation" else paths.dossier

    def taken(self, mapped: Mapped) -> tuple[str, str, Any]:
        """What a file answers: its path from the working folder, its digest, the value.

        Raises:
            LexgateError: when file or section is gone, empty, twice there or unfinished.
        """
        root = self.folder("organisation") if mapped.level == "organisation" else None
        root = root or self._config.folder
        path = root / mapped.file
        if not pages.within(path, root):
            raise RequestError(
                f"{mapped.file} lies outside the folder", mapped.where, "Name a file inside it."
            )
        if not os.path.lexists(path):
            raise RequestError(
                f"{mapped.file} is gone", mapped.where, "Put it back, or take the entry out."
            )
        kept = self._sources.relative(path)
        node = form(mapped.kind).at(mapped.steps)
        if node is not None and node.holds_digest:
            digest = documents.digest(documents.read_bytes(path, max_bytes=_MAX_FILE))
            return kept, digest, digest
        data, read = self._document(path, kept)
        return kept, documents.digest(data), _answer(read, mapped, node)

    def _document(self, path: Path, name: str) -> tuple[bytes, Any]:
        if path not in self._read:
            try:
                from lexgate_collectors import documents_read

                data = documents.read_bytes(path, max_bytes=_MAX_FILE)
                self._read[path] = (data, documents_read.read(data, name))
            except LexgateError as error:
                self._read[path] = error
        found = self._read[path]
        if isinstance(found, LexgateError):
            raise found
        return found


_MAX_FILE = 50_000_000


def _answer(read: Any, mapped: Mapped, node: Node | None) -> Any:
    """The text of a section; for an object with free names, its subsections by heading."""
    from lexgate_collectors import documents_read

    at = _section(read, mapped)
    sections = read.sections[at : documents_read.ends(read.sections)[at]]
    if node is not None and node.free is not None:
        below = min((one.level for one in sections[1:]), default=0)
        found = {
            str(one.heading): _text([one], mapped, str(one.heading))
            for one in sections[1:]
            if one.level == below
        }
        if not found:
            raise RequestError(
                f"the section {mapped.section!r} of {mapped.file} has no sections below it",
                mapped.where,
                "Give each entry a heading of its own.",
            )
        return found
    if node is not None and node.items is not None:
        return [text for one in sections for text, code in one.blocks if not code]
    if node is None or not node.holds_text:
        raise RequestError(
            f"{spelt((mapped.kind, *mapped.steps))} is no text, and a section is",
            mapped.where,
            "Write it in the page.",
        )
    text = _text(sections, mapped, str(mapped.section))
    longest = node.schema.get("maxLength")
    if isinstance(longest, int) and len(text) > longest:
        raise RequestError(
            f"the section {mapped.section!r} of {mapped.file} has {len(text):,} characters, and "
            f"the field takes {longest:,}",
            mapped.where,
            "Map a smaller section.",
        )
    return text


def _section(read: Any, mapped: Mapped) -> int:
    from lexgate_collectors import documents_read

    if read.why:
        raise RequestError(
            f"{mapped.file} can't be read: {read.why}", mapped.where, "Give a file with text."
        )
    wanted = " ".join(str(mapped.section).split())
    headings = [
        None if one.heading is None else " ".join(one.heading.split()) for one in read.sections
    ]
    found = [i for i, heading in enumerate(headings) if heading == wanted]
    if not found:
        same = documents_read.same_heading(wanted)
        found = [
            i
            for i, heading in enumerate(headings)
            if heading is not None and documents_read.same_heading(heading) == same
        ]
    if not found:
        raise RequestError(
            f"{mapped.file} has no section {wanted!r}",
            mapped.where,
            "Correct the heading; it is compared without its number.",
        )
    if len(found) > 1:
        raise RequestError(
            f"{mapped.file} has {len(found)} sections {wanted!r}",
            mapped.where,
            "Give the heading with its number, as it stands in the file.",
        )
    return found[0]


def _text(sections: Sequence[Any], mapped: Mapped, name: str) -> str:
    from lexgate_collectors import documents_read

    words, marks = 0, 0
    for one in sections:
        more, found = documents_read.written(one)
        words, marks = words + more, marks + found.total()
    text = documents_read.text_of(list(sections), headings=True)
    if not words:
        raise RequestError(
            f"the section {name!r} of {mapped.file} is empty", mapped.where, "Write it."
        )
    if marks or pages.is_placeholder(text):
        raise RequestError(
            f"the section {name!r} of {mapped.file} still holds places to fill",
            mapped.where,
            "Finish it.",
        )
    return text


def accepted(draft: Draft, person: str) -> Draft:
    """A draft that a person answers for."""
    return replace(draft, by=person)
