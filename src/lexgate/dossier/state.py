"""The state of a dossier: what is signed from it, and what is still to be done by whom.

A page is made of five layers, the later over the earlier; objects merge, everything else
replaces what lies under it:

1. the organisation's page, where it says ``*`` for every name,
2. the organisation's page,
3. drafts that were accepted,
4. the system's page, where it says ``*``,
5. the system's page.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from lexgate import documents, schemas, statements
from lexgate.dossier import drafting, pages
from lexgate.dossier.drafting import Draft, Mapped
from lexgate.dossier.fields import (
    BY_SIGNING,
    STAR,
    Form,
    Node,
    Step,
    Steps,
    covers,
    form,
    leads_through,
    spelt,
)
from lexgate.errors import LexgateError, RequestError

if TYPE_CHECKING:
    from lexgate.config import Config
    from lexgate.decision import Decision
    from lexgate.dossier.pages import Faults, Folder, Page

Source = Literal["inherited", "prefilled", "derived", "yours"]
State = Literal[
    "inherited", "prefilled", "derived", "yours", "drafted", "missing", "placeholder", "stale"
]
SOURCES: tuple[Source, ...] = ("inherited", "prefilled", "derived", "yours")
# What a person still has to write or look at again.
LEFT: tuple[State, ...] = ("missing", "placeholder", "stale")
# The words of a schema that say that something is still missing.
_ABSENT = {"required", "minProperties", "minItems"}
# Read paths by control, by kind of statement.
Reads = Mapping[str, Mapping[str, Sequence[tuple[str, ...]]]]


@dataclass(frozen=True)
class Piece:
    """A value of the merge, and where it comes from.

    Attributes:
        value: the value; a list stands whole.
        source: the layer's name.
        file: the file it was written in or taken from.
        line: the line there, or 0.
        note: for drafts, what it was taken from and who accepted it.
        stale: why it can't be signed as it is, or nothing.
    """

    value: Any
    source: Source
    file: str
    line: int
    note: str = ""
    stale: str = ""


@dataclass(frozen=True)
class Gap:
    """A field that nobody wrote.

    Attributes:
        steps: the field; ``*`` where one line answers for every name.
        node: what the schema says of it.
        controls: the applicable controls that read it; none where only the form asks.
    """

    steps: Steps
    node: Node
    controls: tuple[str, ...]


@dataclass(frozen=True)
class Field:
    """One field of the dossier, as `lexgate dossier status` tells it."""

    kind: str
    name: str
    state: State
    owner: tuple[str, ...]
    people: tuple[str, ...]
    where: str
    why: str
    controls: tuple[str, ...] = ()


@dataclass
class Dossier:
    """What lies in the folders of a dossier."""

    config: Config
    organisation: Folder
    system: Folder
    drafts: list[Draft]
    accepted: list[Draft]
    mapped: list[Mapped]
    sources: drafting.Sources
    files: drafting.Files

    @property
    def kinds(self) -> list[str]:
        """The kinds of which something is on file."""
        found = {*self.organisation.pages, *self.system.pages}
        found |= {one.kind for one in (*self.drafts, *self.accepted)}
        found |= {one.kind for one in self.mapped}
        return sorted(found)

    def sheet(self, kind: str) -> Sheet:
        """The merge of one kind."""
        return Sheet(self, kind)

    def answer(self, source: str) -> Any:
        """What the signed facts, or a page of this dossier, say at a path; None for nothing."""
        kind, *steps = source.split(".")
        if kind not in pages.held():
            found = [value for _, value, _ in self.sources.found(source)]
            return found[0] if len(found) == 1 else None
        if kind not in self._said:
            self._said[kind] = self.sheet(kind).predicate()
        value: Any = self._said[kind]
        for step in steps:
            value = value.get(step) if isinstance(value, Mapping) else None
        return value

    @cached_property
    def _said(self) -> dict[str, Any]:
        return {}

    @property
    def drafts_path(self) -> Path:
        """Where drafts are kept."""
        return self.system.path / f"{pages.DRAFTS}.yaml"

    @property
    def accepted_path(self) -> Path:
        """Where accepted drafts are kept."""
        return self.system.path / f"{pages.ACCEPTED}.yaml"


def load(config: Config) -> Dossier:
    """Read the dossier of a working folder.

    Raises:
        RequestError: with every page that can't be read, or when there is no dossier.
    """
    faults = pages.Faults()
    organisation = pages.read_folder(config.paths.dossier_org, "organisation", faults)
    system = pages.read_folder(config.paths.dossier, "system", faults)
    if not (organisation.there or system.there):
        raise RequestError(
            "there is no dossier here", str(config.paths.dossier), "`lexgate dossier init`."
        )
    from lexgate.config import DOSSIER_ORG

    if not organisation.there and config.paths.dossier_org != config.folder / DOSSIER_ORG:
        faults.add(str(config.paths.dossier_org), "there is no such folder: lexgate.toml names it")
    sources = drafting.Sources(config, faults)
    files = drafting.Files(config, sources)
    found = Dossier(
        config,
        organisation,
        system,
        drafting.read(system.path / f"{pages.DRAFTS}.yaml", faults),
        drafting.read(system.path / f"{pages.ACCEPTED}.yaml", faults),
        [one for level in ("organisation", "system") for one in files.mappings(level, faults)],
        sources,
        files,
    )
    known = set(pages.held())
    for one in (*found.drafts, *found.accepted):
        if one.kind not in known:
            faults.add(str(system.path), f"no dossier has a field {one.name}")
    faults.settle("Mend these places of the dossier.")
    return found


# ---------------------------------------------------------------- what applies


def reads(config: Config, facts: Mapping[str, Any] | None = None) -> Reads:
    """What the applicable controls read of statements, by kind and control.

    The engine answers it: every control counts that applies and is due by now, with the
    signed facts, or with a draft of them as if it were signed. A control that passes
    without a kind on file asks for none of it.

    Raises:
        LexgateError: if no answer came that can be relied on.
    """
    from lexgate import catalogue

    controls = catalogue.load()
    decision = _decision(config, facts)
    on_file = {str(name).split("/", 1)[0] for name in decision.raw["trust"]["documents"]}
    verdicts = decision.verdicts
    held = set(pages.held())
    found: dict[str, dict[str, list[tuple[str, ...]]]] = {}
    for name in sorted(verdicts):
        # What is not due yet can't be written yet, such as what the monitor of use will see.
        if verdicts[name]["status"] in {"not_applicable", "not_due"}:
            continue
        for path in controls[name]["reads"]:
            kind, *words = str(path).split(".")
            if verdicts[name]["status"] == "pass" and kind not in on_file:
                continue
            if kind in held and words != [BY_SIGNING]:
                found.setdefault(kind, {}).setdefault(name, []).append(tuple(words))
    return found


def _decision(config: Config, facts: Mapping[str, Any] | None) -> Decision:
    from lexgate import catalogue, request
    from lexgate.decision import ask
    from lexgate.engine import configured

    if facts is None:
        built = request.build(config, entrypoint="what_if", without_model=True)
        return ask(configured(config), built.request, "what_if", catalogue.load())
    from lexgate.dossier.drafted_facts import as_if_signed

    with as_if_signed(config, facts) as (engine, asked):
        decision = ask(engine, asked, "what_if", catalogue.load())
    refused = [one for one in decision.raw["rejected"] if one["name"] == "system"]
    if refused:
        raise RequestError(
            f"the draft of the facts would be refused: {refused[0]['reason']}",
            "--facts",
            "Sign the facts with `lexgate classify --from`.",
        )
    return decision


# ---------------------------------------------------------------- the merge of one kind


class Sheet:
    """The merge of one kind, and what is left to do about it."""

    def __init__(self, dossier: Dossier, kind: str) -> None:
        self.dossier = dossier
        self.kind = kind
        self.form: Form = form(kind)
        self._org: Page | None = dossier.organisation.pages.get(kind)
        self._own: Page | None = dossier.system.pages.get(kind)
        self._names: dict[Steps, list[str]] = {}

    @property
    def started(self) -> bool:
        """Whether anything of it is on file that somebody wrote or accepted."""
        return bool(self._org or self._own or self._accepted)

    @cached_property
    def _accepted(self) -> list[Draft]:
        return [one for one in self.dossier.accepted if one.kind == self.kind]

    @cached_property
    def pending(self) -> list[Draft]:
        """Drafts that wait for their owner."""
        done = {one.steps for one in self._accepted}
        return [
            one for one in self.dossier.drafts if one.kind == self.kind and one.steps not in done
        ]

    # -- names that stand for *

    def names(self, prefix: Steps) -> list[str]:
        """The names under an object with free names: as written, as drafted, as known."""
        if prefix not in self._names:
            self._names[prefix] = self._named(prefix)
        return self._names[prefix]

    def _named(self, prefix: Steps) -> list[str]:
        node = self.form.at(prefix)
        if node is None or node.free is None:
            return []
        found: list[str] = []
        for steps in self._named_places:
            if len(steps) > len(prefix) and all(
                mine in {STAR, step} for mine, step in zip(steps, prefix, strict=False)
            ):
                name = str(steps[len(prefix)])
                if name != STAR and name not in found:
                    found.append(name)
        bound = [str(prefix[i]) for i in range(len(prefix)) if self._is_free(prefix[:i])]
        known = drafting.names_known(node, bound, self.dossier.sources)
        return found + [name for name in known if name not in found]

    def _is_free(self, steps: Steps) -> bool:
        node = self.form.at(steps)
        return node is not None and node.free is not None

    @cached_property
    def _named_places(self) -> list[Steps]:
        """Places that give names; of those that mapped files answer, none."""
        found: list[Steps] = []
        for page in (self._org, self._own):
            found += list(page.leaves) if page else []
        for one in (*self._accepted, *self.pending, *self._from_evidence.values()):
            inner = pages.flat(one.value) if isinstance(one.value, dict) else {}
            found += [one.steps, *((*one.steps, *below) for below in inner)]
        return found

    def _concrete(self, steps: Steps) -> list[Steps]:
        for i, step in enumerate(steps):
            if step == STAR and self._is_free(steps[:i]):
                return [
                    found
                    for name in self.names(steps[:i])
                    for found in self._concrete((*steps[:i], name, *steps[i + 1 :]))
                ]
        return [steps]

    # -- fresh drafts

    @cached_property
    def fresh(self) -> dict[Steps, Draft]:
        """What evidence, settings and documents say today, by field."""
        found = {one.steps: one for one in drafting.from_evidence(self.kind, self.dossier.sources)}
        for steps, taken in self._mapped.items():
            if isinstance(taken, Draft):
                found[steps] = taken
        return found

    @cached_property
    def _from_evidence(self) -> dict[Steps, Draft]:
        drafts = drafting.from_evidence(self.kind, self.dossier.sources)
        return {one.steps: one for one in drafts}

    @cached_property
    def _mapped(self) -> dict[Steps, Draft | str]:
        """What documents answer, or why they don't; the system's entry over the organisation's."""
        found: dict[Steps, Draft | str] = {}
        for mapped in self.dossier.mapped:
            if mapped.kind != self.kind:
                continue
            try:
                answer: tuple[str, str, Any] | str = self.dossier.files.taken(mapped)
            except LexgateError as error:
                answer = error.what
            for steps in self._concrete(mapped.steps):
                if isinstance(answer, str):
                    found[steps] = answer
                    continue
                file, digest, value = answer
                if isinstance(value, dict):
                    # A shared document may describe more than this system has.
                    names = self._known_below(steps)
                    value = {n: v for n, v in value.items() if not names or n in names}
                section = mapped.section or "the whole file"
                found[steps] = Draft(
                    self.kind, steps, value, section, file, digest, level=mapped.level
                )
        return found

    def _known_below(self, steps: Steps) -> list[str]:
        node = self.form.at(steps)
        if node is None:
            return []
        bound = [str(steps[i]) for i in range(len(steps)) if self._is_free(steps[:i])]
        return drafting.names_known(node, bound, self.dossier.sources)

    def written(self, steps: Steps) -> bool:
        """Whether the system's page says it itself, so that no draft is asked for."""
        page = self._own
        if page is None:
            return False
        return any(
            leaf.value is not None and not _all_empty(leaf.value) and one[: len(steps)] == steps
            for own, leaf in page.leaves.items()
            for one in self._concrete(own)
        )

    def problems(self) -> dict[Steps, str]:
        """Why a mapped document answers nothing, by field."""
        return {steps: why for steps, why in self._mapped.items() if isinstance(why, str)}

    def why_stale(self, draft: Draft) -> str:
        """Why an accepted value, or a draft, no longer is what its source says; else nothing."""
        if draft.steps in (problems := self.problems()) and draft.mapped:
            return problems[draft.steps]
        now = self.fresh.get(draft.steps)
        if now is None:
            return f"{draft.file} no longer says it"
        if not draft.same_source(now):
            return f"it is taken from {now.file} now"
        if now.digest == draft.digest:
            return ""
        same = now.value == draft.value
        return f"{draft.file} changed" + (
            "; the value is the same: `lexgate dossier fill` renews it"
            if same
            else " and says otherwise"
        )

    # -- the merge

    @cached_property
    def _layers(self) -> tuple[dict[Steps, Piece], list[tuple[Steps, Piece]]]:
        """The pieces of the merge, and those that ``*`` laid on no name."""
        merged: dict[Steps, Piece] = {}
        unlaid: list[tuple[Steps, Piece]] = []
        for layer in self._each_layer():
            above: dict[Steps, Piece] = {}
            for steps, piece in layer:
                places = self._concrete(steps)
                if not places:
                    unlaid.append((steps, piece))
                above.update(dict.fromkeys(places, piece))
            self._lay(merged, above)
        return merged, unlaid

    def _each_layer(self) -> Iterator[list[tuple[Steps, Piece]]]:
        for source, page in (("inherited", self._org), ("yours", self._own)):
            told = [
                (steps, Piece(leaf.value, source, str(leaf.file), leaf.line))  # type: ignore[arg-type]
                for steps, leaf in (page.leaves if page else {}).items()
            ]
            if source == "yours":
                yield self._from_drafts()
            yield [one for one in told if STAR in one[0]]
            yield [one for one in told if STAR not in one[0]]

    def _from_drafts(self) -> list[tuple[Steps, Piece]]:
        found = []
        for one in self._accepted:
            note = f"{one.source}, {one.digest[:19]}, accepted by {one.by}"
            piece = Piece(
                one.value,
                "derived" if one.mapped else "prefilled",
                one.file,
                0,
                note,
                self.why_stale(one),
            )
            inner = pages.flat(one.value) if isinstance(one.value, dict) and one.value else {}
            found += [((*one.steps, *below), replace(piece, value=v)) for below, v in inner.items()]
            if not inner:
                found.append((one.steps, piece))
        return found

    def _lay(self, merged: dict[Steps, Piece], above: Mapping[Steps, Piece]) -> None:
        holders = {steps[:i] for steps in merged for i in range(1, len(steps))}
        for steps, piece in above.items():
            blank = piece.value is None and not self._nullable(steps)
            empty = piece.value == {} or _all_empty(piece.value)
            if (blank or empty) and (steps in merged or steps in holders):
                continue  # left empty: what lies under it holds
            if blank and self._is_object(steps):
                continue
            if steps in holders:
                for other in [one for one in merged if one[: len(steps)] == steps]:
                    del merged[other]
            for i in range(1, len(steps)):
                merged.pop(steps[:i], None)
            merged[steps] = piece

    def _nullable(self, steps: Steps) -> bool:
        node = self.form.at(steps)
        return node is not None and node.nullable

    def _is_object(self, steps: Steps) -> bool:
        node = self.form.at(steps)
        return node is not None and node.is_object

    def pieces(self) -> Iterator[tuple[Steps, Piece]]:
        """Every field of the merge; a list of objects entry by entry."""
        for steps, piece in self._layers[0].items():
            if isinstance(piece.value, list) and any(
                isinstance(item, dict | list) for item in piece.value
            ):
                for below, value in pages.flat(piece.value, lists=True).items():
                    yield (*steps, *below), replace(piece, value=value)
            else:
                yield steps, piece

    def open_piece(self, steps: Steps, piece: Piece) -> str:
        """Why a value only holds the place of one; else nothing."""
        if piece.value is None and not self._nullable(steps):
            return "left empty"
        values = piece.value if isinstance(piece.value, list) else [piece.value]
        if any(value is None for value in values if isinstance(piece.value, list)):
            return "an entry is left empty"
        return "a placeholder" if any(map(pages.is_placeholder, values)) else ""

    def predicate(self) -> dict[str, Any]:
        """The page that is signed, without ``stated_at``."""
        return pages.tree({steps: piece.value for steps, piece in self._layers[0].items()})

    # -- what is missing

    def gaps(
        self,
        read_by: Mapping[str, Sequence[tuple[str, ...]]],
        *,
        answered: Collection[Steps] = (),
    ) -> list[Gap]:
        """Fields that the form or an applicable control asks for, and that nobody wrote.

        Args:
            read_by: what applicable controls read of this kind.
            answered: places that a draft answers; nothing below them is missing.
        """
        found = list(self._gaps((), self.form.root, self.predicate(), read_by))
        return self._collapsed(
            [gap for gap in found if not any(one in answered for one in _holders(gap.steps))]
        )

    def _gaps(
        self,
        steps: Steps,
        node: Node,
        value: Any,
        read_by: Mapping[str, Sequence[tuple[str, ...]]],
    ) -> Iterator[Gap]:
        if node.is_object:
            held = value if isinstance(value, Mapping) else {}
            asked = list(node.properties)
            if node.free is not None:
                asked += [name for name in self._asked_names(steps, read_by) if name not in asked]
                asked += [name for name in held if name not in asked]
                if not asked and node.required:
                    asked = [STAR]
            for name in asked:
                below = self.form.below(node, name)
                place = (*steps, name)
                if below is None or place == (BY_SIGNING,):
                    continue
                if name in held:
                    # Left empty is told with the values, and null is one where the form has it.
                    if held[name] is not None:
                        yield from self._gaps(place, below, held[name], read_by)
                elif self._wanted(place, below, node, read_by):
                    yield from self._gaps(place, below, None, read_by)
            return
        if node.items is not None and isinstance(value, list):
            entry = self.form.below(node, 0)
            for i, item in enumerate(value):
                if entry is not None and isinstance(item, dict):
                    yield from self._gaps((*steps, i), entry, item, {})
            return
        if value is None:
            yield Gap(steps, node, _readers(steps, read_by))

    def _asked_names(
        self, steps: Steps, read_by: Mapping[str, Sequence[tuple[str, ...]]]
    ) -> list[str]:
        """Names that settings or evidence know, or that a control reads by name."""
        named = [
            path[len(steps)]
            for paths in read_by.values()
            for path in paths
            if len(path) > len(steps) and leads_through(path, steps) and path[len(steps)] != STAR
        ]
        return list(dict.fromkeys([*self.names(steps), *named]))

    def _wanted(
        self,
        steps: Steps,
        node: Node,
        above: Node,
        read_by: Mapping[str, Sequence[tuple[str, ...]]],
    ) -> bool:
        if above.free is not None and steps[-1] not in above.properties:
            return True
        if node.required:
            return True
        if self._set_aside(node):
            return False
        # Whoever reads all fields by * reads what a provision asks for, and no mere title.
        by_star = len(steps) - 1 if not node.schema.get("x-provision") else -1
        through = [
            path
            for paths in read_by.values()
            for path in paths
            if leads_through(path, steps) and not (by_star >= 0 and path[by_star] == STAR)
        ]
        if node.free is not None and not node.properties:
            # Optional and of free names: wanted where a control or a setting knows a name.
            return bool(self._asked_names(steps, read_by)) and bool(through)
        return bool(through)

    def _set_aside(self, node: Node) -> bool:
        """Whether something that is stated takes an optional field away, as the rule has it."""
        asked = node.schema.get("x-set-aside-by")
        if not isinstance(asked, Mapping):
            return False
        return any(self.dossier.answer(str(source)) in answers for source, answers in asked.items())

    def _collapsed(self, gaps: list[Gap]) -> list[Gap]:
        """One gap for every name of the outermost object with free names, where all lack it."""
        found: list[Gap] = []
        seen: set[Steps] = set()
        places = {gap.steps for gap in gaps}
        for gap in gaps:
            at = next((i for i in range(len(gap.steps)) if self._is_free(gap.steps[:i])), None)
            steps = gap.steps
            if (
                at is not None
                and steps[at] != STAR
                and steps[at] not in self._properties(steps[:at])
            ):
                names = self.names(steps[:at])
                each = [(*steps[:at], name, *steps[at + 1 :]) for name in names]
                if len(each) > 1 and all(one in places for one in each):
                    steps = (*steps[:at], STAR, *steps[at + 1 :])
            if steps not in seen:
                seen.add(steps)
                found.append(replace(gap, steps=steps))
        return found

    def _properties(self, steps: Steps) -> Mapping[str, Any]:
        node = self.form.at(steps)
        return {} if node is None else node.properties

    # -- what is wrong

    def where(self, steps: Sequence[Step]) -> str:
        """The file and line of a field, or of the nearest that holds it."""
        for length in range(len(steps), 0, -1):
            place = tuple(steps[:length])
            at = self._written_at(place)
            if at is not None:
                lines = next(p.lines for p in (self._own, self._org) if p and p.path == at[0])
                return f"{at[0]}, line {lines[at[1]]}"
            if any(one.steps[:length] == place for one in self._accepted):
                return str(self.dossier.accepted_path)
        page = self._own or self._org
        return str(page.path if page else self.dossier.system.path / f"{self.kind}.yaml")

    def _written_at(self, steps: Steps) -> tuple[Path, Steps] | None:
        """The page that says a field, and how it is named there: with ``*``, it may be."""
        for page in (self._own, self._org):
            if page is not None:
                for candidate in _with_stars(steps):
                    if candidate in page.lines:
                        return page.path, candidate
        return None

    def check(self, faults: Faults, *, complete: bool) -> None:
        """Note what the schema refuses, each with file, line and field.

        Args:
            faults: where it is noted.
            complete: whether what is missing, stale or a placeholder counts too.
        """
        merged, unlaid = self._layers
        fine = {
            steps: piece.value
            for steps, piece in merged.items()
            if complete or not self.open_piece(steps, piece)
        }
        try:
            subject = statements.subject(self.kind, self.dossier.config)
        except LexgateError as error:
            if complete:
                faults.of(error)
            return
        document = documents.statement(
            self.kind, subject, {BY_SIGNING: "2026-01-01T00:00:00Z", **pages.tree(fine)}
        )
        open_places = {steps for steps, piece in self.pieces() if self.open_piece(steps, piece)}
        for at, word, what in schemas.located(document, f"statement/{self.kind}"):
            steps = at[1:] if at[:1] == ("predicate",) else at
            if not complete and (word in _ABSENT or steps in open_places):
                continue
            if steps in open_places:
                continue  # told below, in plainer words
            name = spelt((self.kind, *steps))
            faults.add(self.where(steps), f"{name}: {what}")
        if not complete:
            return
        for steps, piece in self.pieces():
            why = self.open_piece(steps, piece) or piece.stale
            if why:
                faults.add(self.where(steps), f"{spelt((self.kind, *steps))}: {why}")
        for steps, piece in unlaid:
            faults.add(
                f"{piece.file}, line {piece.line}",
                f"{spelt((self.kind, *steps))}: * stands for no name that is known",
            )

    # -- what status tells

    def fields(self, read_by: Mapping[str, Sequence[tuple[str, ...]]]) -> list[Field]:
        """Every field with its state and its owner."""
        roles, people = owner(self.dossier.config, self.kind)
        found: list[Field] = []

        def tell(
            steps: Steps, state: State, where: str, why: str, controls: tuple[str, ...] = ()
        ) -> None:
            name = spelt((self.kind, *steps))
            found.append(Field(self.kind, name, state, roles, people, where, why, controls))

        told: set[tuple[Path, Steps]] = set()
        for steps, piece in self.pieces():
            why = self.open_piece(steps, piece)
            if why:
                # One line that stands for every name is one line to write.
                at = self._written_at(steps)
                if at is not None and at in told:
                    continue
                if at is not None:
                    told.add(at)
                tell(
                    at[1] if at else steps,
                    "placeholder",
                    self.where(steps),
                    why,
                    _readers(steps, read_by),
                )
            elif piece.stale:
                tell(steps, "stale", piece.file, piece.stale, _readers(steps, read_by))
            else:
                tell(steps, piece.source, self._origin(piece), piece.note)
        for steps, piece in self._layers[1]:
            tell(
                steps,
                "placeholder",
                f"{piece.file}, line {piece.line}",
                "* stands for no name that is known",
            )
        waiting = {one.steps: one for one in self.pending}
        problems = self.problems()
        unlaid = {steps for steps, _ in self._layers[1]}
        for gap in self.gaps(read_by, answered=waiting):
            if gap.steps in unlaid:
                continue  # told just now
            problem = next((why for at, why in problems.items() if _holds(at, gap.steps)), "")
            tell(gap.steps, "missing", self.where(gap.steps), problem, gap.controls)
        for steps, draft in waiting.items():
            gone = self.why_stale(draft)
            tell(
                steps,
                "stale" if gone else "drafted",
                draft.file,
                gone or draft.source,
                _readers(steps, read_by),
            )
        return found

    def _origin(self, piece: Piece) -> str:
        return f"{piece.file}, line {piece.line}" if piece.line else piece.file


def _readers(steps: Steps, read_by: Mapping[str, Sequence[tuple[str, ...]]]) -> tuple[str, ...]:
    """The controls that read a field; those that read the whole page only where no other does."""
    named = {
        name: [path for path in paths if covers(path, steps) or leads_through(path, steps)]
        for name, paths in read_by.items()
    }
    closely = tuple(name for name, paths in named.items() if any(paths))
    return closely or tuple(name for name, paths in named.items() if paths)


def _all_empty(value: Any) -> bool:
    """Whether a list only has entries as `init` wrote them, with nothing in them yet."""
    if not (isinstance(value, list) and value and isinstance(value[0], Mapping)):
        return False
    return all(leaf is None for leaf in pages.flat(value, lists=True).values())


def _with_stars(steps: Steps) -> Iterator[Steps]:
    if len(steps) > 8:
        yield steps
        return
    yield from itertools.product(
        *(((step, STAR) if isinstance(step, str) else (step,)) for step in steps)
    )


def _holders(steps: Steps) -> Iterator[Steps]:
    for length in range(len(steps), 0, -1):
        yield steps[:length]


def _holds(above: Steps, steps: Steps) -> bool:
    return len(above) <= len(steps) and all(
        STAR in {mine, step} or mine == step for mine, step in zip(above, steps, strict=False)
    )


# ---------------------------------------------------------------- people


def owner(config: Config, kind: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The roles that sign a kind by ``org``, and the people who have one of them."""
    organisation = statements.organisation(config)
    roles = tuple(str(role) for role in (organisation.get("signers") or {}).get(kind) or ())
    people = tuple(
        name
        for name, found in (organisation.get("people") or {}).items()
        if set(roles) & set(found.get("roles") or ())
    )
    return roles, people


def may_answer(config: Config, person: str, kinds: Iterable[str]) -> set[str]:
    """Of these kinds, those that a person signs by ``org``."""
    return {kind for kind in kinds if person in owner(config, kind)[1]}


def status(dossier: Dossier, applicable: Reads) -> list[Field]:
    """Every field of the dossier: of the kinds that apply, and of those on file."""
    faults = pages.Faults()
    found: list[Field] = []
    for kind in sorted({*applicable, *dossier.kinds}):
        sheet = dossier.sheet(kind)
        sheet.check(faults, complete=False)
        found += sheet.fields(applicable.get(kind, {}))
    faults.settle("Mend these places of the dossier.")
    return found
