"""The technical documentation of Annex IV as a view of what was signed.

Nothing is written here twice: each item shows the fields of the signed documents that
answer it, with file and signers, and the evidence that the map links it to; a table at the
end has the digest of each file. Where nothing signed stands, it says `missing`, or names the
signed fact by which nothing is asked for. The items, their names and provisions come from the
map of the law, the words for fields from the schemas.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lexgate import documents, keys, paths, statements
from lexgate.dossier import drafting, pages
from lexgate.dossier import fields as spelling
from lexgate.dossier.fields import STAR, form, spelt
from lexgate.errors import LexgateError
from lexgate.present import DISCLAIMER

if TYPE_CHECKING:
    from lexgate.config import Config

_MAP = "article_11_and_annex_iv.yaml"
_ITEMS = "EUAIA-AnnexIV."
_SOURCE = "technical_documentation"
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
# Lines of one piece of evidence in one item; what people wrote is shown whole.
_MOST = 40
_LONGEST = 600
# An entry of a list with more fields than this takes a line for each.
_MOST_ON_A_LINE = 8
MISSING = "missing"
NOT_ON_FILE = "no such evidence on file"
# What another statement says in full is shown from there, by section.
_ALSO = {
    "instructions": "instructions_for_use",
    "data": "data_governance",
    "oversight": "human_oversight",
    "security": "security",
    "risk_management": "risk_management",
}


@dataclass(frozen=True)
class Signed:
    """A document on file, with who signed it.

    Attributes:
        kind: its kind.
        file: its path from the working folder.
        digest: its digest.
        predicate: what it says; nothing of it counts without a good signature.
        signers: the people, or the instrument, whose signature over it is good.
        faults: signatures that don't count, each with the reason.
    """

    kind: str
    file: str
    digest: str
    predicate: Mapping[str, Any]
    signers: tuple[str, ...]
    faults: tuple[str, ...]


@dataclass(frozen=True)
class Line:
    """One value of the view, or one place where none stands.

    Attributes:
        field: the field, as KIND.field.
        value: what it says, or `missing` and why.
        source: the document it stands in; None where nothing stands.
    """

    field: str
    value: str
    source: Signed | None = None


@dataclass
class Item:
    """One item of Annex IV.

    Attributes:
        provision: its place, as in "Annex IV, point 2(b)".
        label: what it is about.
        written: what people signed about it.
        linked: what instruments saw of it.
        conditions: facts on which the map makes the item depend.
        aside: the signed fact by which nothing is asked for, in words, and its document.
    """

    provision: str
    label: str
    written: list[Line] = field(default_factory=list)
    linked: list[Line] = field(default_factory=list)
    conditions: tuple[str, ...] = ()
    aside: Line | None = None

    @property
    def missing(self) -> bool:
        """Whether nobody signed anything about it, though it is asked for."""
        return self.aside is None and all(line.source is None for line in self.written)

    @property
    def lines(self) -> list[Line]:
        """What is shown of it."""
        if self.aside is not None and all(line.source is None for line in self.written):
            return [self.aside]
        return [*self.written, *self.linked]


@dataclass
class View:
    """The technical documentation as it stands on file."""

    system: str
    version: str
    organisation: str
    items: list[Item]

    @property
    def missing(self) -> int:
        """How many items nobody signed anything about."""
        return sum(item.missing for item in self.items)

    @property
    def documents(self) -> list[Signed]:
        """The documents that the view shows something of."""
        found = {
            line.source.file: line.source
            for item in self.items
            for line in item.lines
            if line.source is not None
        }
        return [found[file] for file in sorted(found)]


def view(config: Config) -> View:
    """Put the signed documents of a working folder in the order of Annex IV.

    Raises:
        LexgateError: when a document on file can't be read.
    """
    law: dict[str, Any] = documents.read_yaml(paths.law() / "map" / _MAP)
    organisation = statements.organisation(config)
    on_file = _on_file(config, organisation)
    items = [
        _item(entry, on_file, config) for name, entry in law.items() if name.startswith(_ITEMS)
    ]
    return View(
        config.system,
        config.version,
        str((organisation.get("settings") or {}).get("organisation", "")),
        items,
    )


def _on_file(config: Config, organisation: Mapping[str, Any]) -> dict[str, list[Signed]]:
    found: dict[str, list[Signed]] = {}
    ours = drafting.models(config)
    for folder in (config.paths.statements, config.paths.evidence):
        for path in sorted(folder.rglob("*.json")) if folder.is_dir() else ():
            payload = documents.read_bytes(path)
            document = documents.parse_json(payload, str(path))
            kind = documents.kind_of(document) if isinstance(document, dict) else None
            if kind is None or not isinstance(document.get("predicate"), dict):
                continue
            signers, faults = _signers(path, payload, organisation)
            other = drafting.speaks_of_another(document, config, ours)
            if other:
                signers, faults = (), (*faults, f"it {other}")
            found.setdefault(kind, []).append(
                Signed(
                    kind,
                    Path(os.path.relpath(path, config.folder)).as_posix(),
                    documents.digest(payload),
                    document["predicate"],
                    signers,
                    faults,
                )
            )
    return found


def _signers(
    path: Path, payload: bytes, organisation: Mapping[str, Any]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    signature = keys.signature_path(path)
    if not os.path.lexists(signature):
        return (), ("not signed",)
    known, people = organisation.get("keys") or {}, organisation.get("people") or {}
    good: list[str] = []
    bad: list[str] = []
    try:
        lines = keys.read_signatures(signature)
    except LexgateError as error:
        return (), (error.what,)
    for line in lines:
        kid = keys.claimed(line)
        entry = known.get(kid)
        if entry is None:
            bad.append(f"signed by a key that org doesn't know ({kid[:8]})")
        elif not keys.verify(payload, line, keys.load_public(entry["key"], f"org key {kid}")):
            bad.append(f"the signature of {entry.get('person') or 'the instrument'} does not fit")
        elif entry.get("state") != "active":
            bad.append(f"the key of {entry.get('person') or 'the instrument'} is not active")
        else:
            person = people.get(entry.get("person") or "") or {}
            roles = ", ".join(person.get("roles") or ())
            name = person.get("name") or entry.get("person") or "instrument"
            good.append(f"{name} ({roles})" if roles else str(name))
    return tuple(good), tuple(bad)


def _item(
    entry: Mapping[str, Any], on_file: Mapping[str, Sequence[Signed]], config: Config
) -> Item:
    conditions = tuple(entry.get("applies", {}).get("condition", ()))
    item = Item(str(entry["provision"]), str(entry["label"]), conditions=conditions)
    for path in entry.get("answered_by", []):
        item.aside = item.aside or _aside(path, on_file)
        item.written += _lines(path, on_file, follow=True)
        told = {line.source.file for line in item.written if line.source is not None}
        for other in on_file.get(_ALSO.get(path.split(".")[-1], ""), ()):
            if other.signers and other.file not in told:
                item.written += _shown(other, (), other.predicate)
    absent: list[str] = []
    for path in entry.get("linked_to", []):
        seen = _lines(path, on_file, follow=False)
        if [line.value for line in seen] != [MISSING]:
            item.linked += seen
        elif (kind := path.split(".")[0]) not in absent and kind not in on_file:
            absent.append(kind)
    item.linked += [Line(kind, NOT_ON_FILE) for kind in absent]
    return item


def _aside(path: str, on_file: Mapping[str, Sequence[Signed]]) -> Line | None:
    """The signed fact that sets a place aside, by what the schema says of it."""
    kind, *words = path.split(".")
    node = form(kind).at(words) if kind in pages.held() else None
    asked = node.schema.get("x-set-aside-by") if node is not None else None
    for source, answers in (asked or {}).items():
        stating, *steps = source.split(".")
        for document in on_file.get(stating, ()):
            for _, value in _below(document.predicate, steps) if document.signers else ():
                if value in answers:
                    name = steps[1] if steps[:1] == ["facts"] else spelt((stating, *steps))
                    said = f"not asked for: {name.replace('_', ' ')} is {value}"
                    return Line(path, said, document)
    return None


def _lines(path: str, on_file: Mapping[str, Sequence[Signed]], *, follow: bool) -> list[Line]:
    kind, *words = path.split(".")
    found: list[Line] = []
    told: set[str] = set()
    why: list[str] = []
    for document in on_file.get(kind, ()):
        if not document.signers:
            why.append(f"{document.file}: {', '.join(document.faults) or 'not signed'}")
            continue
        for place, value in _below(document.predicate, words):
            found += _shown(document, place, value)
            if follow:
                for other in _referred(value, on_file):
                    if other.file not in told and other.kind != kind:
                        told.add(other.file)
                        found += _shown(other, (), other.predicate)
    if found:
        return found
    reason = f" ({'; '.join(why)})" if why else ""
    return [Line(path, MISSING + reason)]


def _below(value: Any, words: Sequence[str]) -> Iterator[tuple[tuple[str, ...], Any]]:
    if not words:
        if value not in (None, {}, [], ""):
            yield (), value
        return
    if isinstance(value, Mapping):
        for name in sorted(value) if words[0] == STAR else [words[0]]:
            if name in value:
                for place, found in _below(value[name], words[1:]):
                    yield (name, *place), found


def _shown(document: Signed, place: Sequence[str], value: Any) -> list[Line]:
    leaves = list(_flat(value))
    most = len(leaves) if document.kind in pages.held() else _MOST
    found = []
    for steps, leaf in leaves[:most]:
        found.append(Line(spelt((document.kind, *place, *steps)), _text(leaf), document))
    if len(leaves) > most:
        found.append(
            Line(
                spelt((document.kind, *place)),
                f"and {len(leaves) - most} more values, in the document",
                document,
            )
        )
    return found


def _flat(value: Any) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Each value that says something; a list of words, and a flat entry of a list, on one line."""
    if isinstance(value, Mapping):
        for name in sorted(value):
            for steps, leaf in _flat(value[name]):
                yield (name, *steps), leaf
    elif isinstance(value, list) and any(isinstance(one, Mapping | list) for one in value):
        for i, one in enumerate(value):
            told = _on_one_line(one)
            if told is not None:
                yield (i,), told
                continue
            for steps, leaf in _flat(one):
                yield (i, *steps), leaf
    elif isinstance(value, list):
        if value:
            yield (), ", ".join(map(_text, value))
    elif value is not None:
        yield (), value


def _on_one_line(entry: Any) -> str | None:
    """An entry of a list whose fields are all plain."""
    leaves = list(_flat(entry)) if isinstance(entry, Mapping) else []
    if not leaves or len(leaves) > _MOST_ON_A_LINE:
        return None
    return "; ".join(f"{spelt(steps)}: {_text(leaf)}" for steps, leaf in leaves)


def _text(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _referred(value: Any, on_file: Mapping[str, Sequence[Signed]]) -> list[Signed]:
    """Signed documents that a section refers to: by digest, or by the name of their kind."""
    digests, kinds = set(), set()
    for steps, leaf in pages.flat({"": value}, lists=True).items():
        if isinstance(leaf, str) and _DIGEST.fullmatch(leaf):
            digests.add(leaf)
        elif isinstance(leaf, str) and steps[-1] in {"document", "kind", "statement", "refers_to"}:
            kinds.add(leaf)
    return [
        document
        for kind, found in sorted(on_file.items())
        for document in found
        if document.signers and (document.digest in digests or kind in kinds)
    ]


# ---------------------------------------------------------------- Markdown

COLUMNS = ("what", "value", "document", "signed by")
FILES = ("document", "digest", "signed by")


def markdown(found: View) -> str:
    """The view as Markdown."""
    lines = [
        f"# Technical documentation of {_plain(found.system)} {_plain(found.version)}",
        "",
        DISCLAIMER,
        "",
        f"{summary(found)} Each value stands in the document named beside it.",
        "",
    ]
    for item in found.items:
        lines += [f"## {_plain(item.provision)}: {_plain(item.label)}", ""]
        if item.conditions:
            lines += [f"Asked for only if: {conditions(item)}.", ""]
        lines += _table(COLUMNS, [cells(line) for line in item.lines])
    lines += ["## Documents", "", *_table(FILES, files(found))]
    return "\n".join(lines).rstrip() + "\n"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    told = ["| " + " | ".join(_plain(cell) for cell in row) + " |" for row in rows]
    return [f"| {' | '.join(head)} |", "|---" * len(head) + "|", *told, ""]


def summary(found: View) -> str:
    """What the view holds, in two sentences."""
    aside = sum(item.lines == [item.aside] for item in found.items)
    held = len(found.items) - found.missing - aside
    return (
        f"The items of Annex IV to Regulation (EU) 2024/1689 for {found.organisation}, as a view "
        f"of signed documents. Of {len(found.items)} items {held} are answered by a signed "
        f"document, {aside} not asked for by a signed fact, and {found.missing} missing."
    )


def conditions(item: Item) -> str:
    """The facts on which an item depends, in words."""
    return ", ".join(name.replace("_", " ") for name in item.conditions)


def cells(line: Line) -> tuple[str, str, str, str]:
    """A line as a row: what it is, value, file, signers."""
    source = line.source
    if source is None:
        return _named(line.field), line.value, "", ""
    return _named(line.field), line.value, source.file, ", ".join(source.signers)


def files(found: View) -> list[tuple[str, str, str]]:
    """The documents behind the lines: file, digest, signers."""
    return [(one.file, one.digest, ", ".join(one.signers)) for one in found.documents]


def _named(field: str) -> str:
    """A field with the schema's words for it, where people write it."""
    kind, *steps = spelling.place(field)
    node = form(str(kind)).at(steps) if steps and kind in pages.held() else None
    words = node.schema.get("description") if node is not None else None
    return f"{words} ({field})" if words else field


def _plain(text: str) -> str:
    """Text that Markdown shows as it is: what people wrote draws nothing."""
    text = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = re.sub(r"([\\`*\[\]|#~])", r"\\\1", text)
    # An underscore within a word, as in the name of a field, draws nothing.
    return re.sub(r"(?<![0-9A-Za-z])_|_(?![0-9A-Za-z])", r"\\_", text)
