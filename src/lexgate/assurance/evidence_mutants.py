"""Evidence that says less, says it unusably, or says something else: what do the rules make of it?

Less or unusable: no verdict, no check and no answer may become better. Fail and
unknown rank equal, as worst. Something else: only the controls whose metadata
name the path may change. Less in `org` never helps either; a looser value there
is legal, and the decision must show it.

From a request on which all is well nothing can become better, so for each control
the harness looks for changes that make it fail, and mutates from there.
"""

from __future__ import annotations

import base64
import copy
import functools
import hashlib
import hmac
import json
import random
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from lexgate import asking_facts, catalogue, documents, field_map, keys, paths
from lexgate.assurance import base
from lexgate.assurance.base import BOMB, Case, Document
from lexgate.assurance.judge import Judge, Question
from lexgate.assurance.kept import Kept
from lexgate.assurance.workers import Workers

Path_ = tuple[str | int, ...]
Answer = Mapping[str, Any]

_WORST = ("fail", "unknown")
_STOPS = {"law": 0, "house": 1, "no": 2}
_DELETE: Any = object()
_SEED = 20261122

# What the admission of documents reads, and so any control may depend on: the time
# of each, who judged, which data sets the model names, and deviations as a whole.
_ADMISSION = (
    "*.observed_at",
    "*.stated_at",
    "assessment.*.control",
    "assessment.*.assessor",
    "assessment.*.second_reader",
    "model.data_sets.*.digest",
    "deviation",
)


@dataclass(frozen=True)
class Edit:
    """One change of one place in the predicate of one document."""

    what: str
    document: str
    path: Path_
    value: Any

    def on(self, case: Case) -> Case:
        """The case with this change, signed again."""
        old = case.documents[self.document]
        return case.with_document(self.document, changed(old.predicate, self.path, self.value))

    @property
    def where(self) -> str:
        """Document and path, to be read."""
        return dotted((self.document, *self.path))


@dataclass(frozen=True)
class Mutant:
    """A spoilt case, and what was done to it."""

    what: str
    where: str
    case: Case
    raw: Mapping[str, Any] | None = None
    org: Mapping[str, Any] | None = None


@dataclass
class Report:
    """What a run found."""

    counts: Counter[str] = field(default_factory=Counter)
    flips: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    bad_bases: int = 0
    controls: int = 0
    kept: int = 0
    seconds: float = 0.0

    @property
    def ok(self) -> bool:
        """Nothing flipped, and there was something to flip."""
        return not self.flips and not self.faults and self.controls > 0 and bool(self.counts)

    def as_dict(self) -> dict[str, Any]:
        """The report as data."""
        return {
            "ok": self.ok,
            "mutants": sum(self.counts.values()),
            "by_type": dict(sorted(self.counts.items())),
            "controls": self.controls,
            "bad_bases": self.bad_bases,
            "flips": self.flips,
            "faults": self.faults,
            "notes": self.notes,
            "kept": self.kept,
            "seconds": round(self.seconds, 1),
        }

    def lines(self) -> Iterator[str]:
        """The report for people."""
        yield (
            f"evidence mutants: {sum(self.counts.values())} of {self.controls} controls, "
            f"{self.bad_bases} bad bases, {len(self.flips)} flips, {len(self.faults)} faults, "
            f"{self.kept} answers from earlier runs, {self.seconds:.0f} s"
        )
        for what, number in sorted(self.counts.items()):
            yield f"  {number:6d}  {what}"
        yield from (f"  FLIP   {flip}" for flip in self.flips)
        yield from (f"  FAULT  {fault}" for fault in self.faults)
        yield from (f"  note   {note}" for note in self.notes)


@dataclass(frozen=True)
class Sizes:
    """How many mutants of each sort a run tries; a fixed sample where there are more."""

    tries: int
    bad_bases: int
    near: int
    far: int
    facts: int
    whole: int
    org: int


FULL = Sizes(tries=60, bad_bases=2, near=90, far=10, facts=400, whole=100, org=250)
SHORT = Sizes(tries=12, bad_bases=1, near=12, far=2, facts=20, whole=6, org=12)
TRY = Sizes(tries=40, bad_bases=2, near=70, far=8, facts=0, whole=0, org=0)


# ---------------------------------------------------------------- the run


def run(
    *,
    control: str | None = None,
    short: bool = False,
    requests: Path | None = None,
    keys_folder: Path | None = None,
    folder: Path = base.FOLDER,
    rego: Path | None = None,
    kept: Kept | None = None,
    workers: Workers | None = None,
) -> Report:
    """Mutate the evidence of all controls, or of one.

    Args:
        control: this one alone.
        short: a fixed sample.
        requests: folder of recorded requests to mutate as well.
        keys_folder: private keys of the recorded requests.
        folder: the predicates of the good base.
        rego: another rule book than the one in force.
        kept: what earlier runs judged, and where this one keeps what it judges.
        workers: who starts OPA; else two of this run's own.

    Raises:
        LexgateError: OPA was ended from outside, or a result can't be kept.
    """
    started = time.monotonic()
    controls = _with_parts(catalogue.load())
    report = Report()
    judge = Judge(rego, kept=kept, workers=workers)
    hunt = _Hunt(controls, judge, TRY if control else SHORT if short else FULL, report)
    chosen = [control] if control else sorted(controls)
    if control and control not in controls:
        report.faults.append(f"no control is called {control}")
        return report
    good = base.build(folder)
    found = hunt.good_base(good, chosen)
    bad = hunt.bad_bases(good, found)
    hunt.say_less(good, bad)
    if not control:
        hunt.another_fact(good)
        whole = hunt.all_bad(good, bad)
        hunt.whole([good, whole])
        hunt.org(good, whole)
    if requests:
        hunt.recorded(hunt.distinct(base.recorded(requests, keys_folder)))
    report.notes += [f"no answer, {n} times: {why}" for why, n in hunt.judge.errors.most_common()]
    report.kept = kept.reused["answers"] if kept else 0
    report.seconds = time.monotonic() - started
    return report


@dataclass(frozen=True)
class _Bad:
    control: str
    edit: Edit
    case: Case
    answer: Answer


class _Hunt:
    def __init__(
        self, controls: Mapping[str, Any], judge: Judge, sizes: Sizes, report: Report
    ) -> None:
        self.controls, self.judge, self.sizes, self.report = controls, judge, sizes, report

    # ------------------------------------------------ bases

    def good_base(self, good: Case, chosen: Sequence[str]) -> dict[str, Case]:
        """For each control that is well on its own documents: the case with these alone."""
        cases = {
            ident: good.only(_documents_of(self.controls[ident], good)).named(ident)
            for ident in chosen
        }
        kept: dict[str, Case] = {}
        questions = [Question(case, (ident,)) for ident, case in cases.items()]
        for question, answer in self.judge.ask(questions):
            ident = question.case.name
            verdict = (answer or {"verdicts": {}})["verdicts"].get(ident)
            if verdict is None or verdict["status"] != "pass":
                state = verdict and {"status": verdict["status"], "checks": verdict["checks"]}
                self.report.faults.append(f"{ident} does not pass on the good base: {_json(state)}")
            else:
                kept[ident] = question.case
        self.report.controls = len(kept)
        return kept

    def bad_bases(self, good: Case, cases: Mapping[str, Case]) -> list[_Bad]:
        """For each control some cases in which it fails or is unknown, and what made them so."""
        tries: list[tuple[str, Edit]] = []
        for ident, case in cases.items():
            reads = self.controls[ident]["reads"]
            edits = [e for e in other_facts(case) if touches(reads, dotted_path(case, e))]
            # First what makes estimates and whole answers worse, and some of each document.
            tries += [(ident, edit) for edit in _sample(edits, self.sizes.tries)]
            for name in case.documents:
                if any(_document_pattern(name, pattern) for pattern in reads):
                    tries.append((ident, Edit("drop the document", name, (), _DELETE)))
        found: dict[str, list[_Bad]] = {ident: [] for ident in cases}
        asked = (Question(_edited(cases[ident], edit), (ident,)) for ident, edit in tries)
        for (ident, edit), (question, answer) in zip(tries, self.judge.ask(asked), strict=True):
            if answer is None:
                self.report.flips.append(f"{ident} {edit.where}: {edit.what}: no answer")
            elif answer["verdicts"][ident]["status"] in _WORST:
                found[ident].append(_Bad(ident, edit, question.case, answer))
        kept: list[_Bad] = []
        for ident, bad in found.items():
            if not bad:
                self.report.faults.append(f"{ident}: nothing was found that makes it fail")
            kept += _varied(bad, self.sizes.bad_bases)
        self.report.bad_bases = len(kept)
        return kept

    def all_bad(self, good: Case, bad: Sequence[_Bad]) -> Case:
        """One case in which as much as possible fails, by what was found for each control."""
        case = good
        for one in bad:
            name = one.edit.document
            if name not in case.documents or one.edit.value is _DELETE:
                continue
            try:
                case = one.edit.on(case)
            except (KeyError, IndexError, TypeError):
                continue
        return case.named("everything bad")

    # ------------------------------------------------ the properties

    def say_less(self, good: Case, bad: Sequence[_Bad]) -> None:
        """Spoil what each failing control reads; nothing may become better.

        Left out: what takes the fault away again, a list that now says what another
        document says, and one that is now as long as the changed count has it. That is
        no silence but another statement, in two places that agree.
        """

        def mutants() -> Iterator[tuple[_Bad, Mutant]]:
            for number, one in enumerate(bad):
                reads = self.controls[one.control]["reads"]
                near: list[_Lazy] = []
                far: list[_Lazy] = []
                for lazy in spoilt(one.case):
                    (near if touches(reads, lazy.where) else far).append(lazy)
                for lazy in _sample(near, self.sizes.near, number) + _sample(
                    far, self.sizes.far, number
                ):
                    mutant = lazy()
                    if not _mended(mutant, one, good):
                        yield one, mutant

        def told(one: _Bad) -> str:
            return f"{one.control} [{one.edit.where} {one.edit.what}]"

        self._compare((one.answer, told(one), mutant, (one.control,)) for one, mutant in mutants())

    def another_fact(self, good: Case) -> None:
        """State something else; only the controls that read the path may notice."""
        ids = tuple(sorted(self.controls))
        before = self.judge.one(Question(good, ids))
        if before is None:
            self.report.faults.append("the good base has no answer")
            return
        classifying = _classification_facts()
        edits = [
            edit
            for edit in other_facts(good)
            if not any(covers(pattern, dotted_path(good, edit)) for pattern in _ADMISSION)
            and not _classifies(edit, classifying)
        ]
        edits = _sample(edits, self.sizes.facts)
        asked = (Question(edit.on(good), ids) for edit in edits)
        for edit, (_, answer) in zip(edits, self.judge.ask(asked), strict=True):
            self.report.counts["another fact"] += 1
            if answer is None:
                self.report.flips.append(f"{edit.where}: {edit.what}: no answer")
                continue
            path = dotted_path(good, edit)
            for ident in ids:
                was, now = before["verdicts"].get(ident), answer["verdicts"].get(ident)
                reads = self.controls[ident]["reads"]
                # Whoever changes a whole object changes what is read inside it, too.
                expected = (
                    touches(reads, path)
                    if isinstance(edit.value, dict)
                    else any(covers(pattern, path) for pattern in reads)
                )
                if was != now and not expected:
                    self.report.flips.append(
                        f"{ident} changed, and does not say that it reads {path}: {edit.what}: "
                        f"{_json(was)} -> {_json(now)}"
                    )

    def whole(self, cases: Sequence[Case]) -> None:
        """Whole decisions: envelopes that are none, and a sample of everything else."""

        def mutants() -> Iterator[tuple[Answer, str, Mutant, None]]:
            for case in cases:
                answer = self.judge.one(Question(case))
                if answer is None:
                    self.report.faults.append(f"{case.name} has no answer")
                    continue
                if case.name == "good base" and not answer["allow"]:
                    self.report.notes.append(
                        f"the good base is not allowed: {_json(answer['rejected'])}"
                    )
                makers = _sample(list(enveloped(case)), self.sizes.whole)
                makers += _sample(list(spoilt(case)), self.sizes.whole)
                makers += _sample(list(headed(case)), self.sizes.whole)
                for maker in makers:
                    yield answer, case.name, maker(), None

        self._compare(mutants())

    def org(self, good: Case, bad: Case) -> None:
        """Spoil the organisation's data; nothing may become better, and looser must show."""
        # As a built bundle has it; the folder of the base was never built.
        built = {"serial": 1, "expires": "2026-01-01T00:00:00Z"}
        ended = replace(good, name="ended", org={**good.org, **built})

        def mutants() -> Iterator[tuple[Answer, str, Mutant, None]]:
            for case, makers in (
                (good, spoilt_org(good)),
                (bad, spoilt_org(bad)),
                (ended, spoilt_org(ended, "expires")),
            ):
                answer = self.judge.one(Question(case))
                if answer is None:
                    self.report.faults.append(f"{case.name} has no answer")
                    continue
                for maker in _sample(list(makers), self.sizes.org):
                    yield answer, case.name, maker(), None

        self._compare(mutants())
        before = self.judge.one(Question(good))
        if before is None:
            return
        looser = _sample(list(looser_org(good)), self.sizes.org)
        asked = (Question(mutant.case, None, None, mutant.org) for mutant in looser)
        for mutant, (_, answer) in zip(looser, self.judge.ask(asked), strict=True):
            self.report.counts[mutant.what] += 1
            if answer is None:
                self.report.flips.append(f"org {mutant.where}: {mutant.what}: no answer")
            elif answer["digest"] == before["digest"]:
                self.report.flips.append(f"org {mutant.where}: {mutant.what}: does not show")
            else:
                self.report.flips += _limits_faults(mutant, before, answer)

    def distinct(self, cases: Sequence[Case]) -> list[Case]:
        """The recorded requests that differ in more than their id and the moment they were asked.

        Whoever asks the same twice has it recorded twice. Of those that say the same and
        are answered the same, the latest stands for all.
        """
        kept: dict[str, Case] = {}
        ordered = sorted(cases, key=lambda one: str(one.head.get("as_of")))
        ids = tuple(sorted(self.controls))
        brief = self.judge.ask([Question(case, ids) for case in ordered])
        full = self.judge.ask([Question(case) for case in ordered])
        for case, (_, verdicts), (_, decision) in zip(ordered, brief, full, strict=True):
            rest = {k: v for k, v in case.head.items() if k not in ("request_id", "as_of")}
            sent = [document.envelopes for document in case.documents.values()]
            kept[_json_whole([rest, case.org, sent, verdicts, decision])] = case
        if len(kept) < len(cases):
            self.report.notes.append(
                f"{len(cases) - len(kept)} of {len(cases)} recorded requests repeat another one at "
                "another moment, with the same answer"
            )
        return list(kept.values())

    def recorded(self, cases: Sequence[Case]) -> None:
        """Mutate requests that somebody recorded, from what they answer once signed again.

        A mutant is signed by its own keys. Of a request with a forged document it would
        be the signature that got better, and not what the document says.
        """
        ids = tuple(sorted(self.controls))

        def mutants() -> Iterator[tuple[Answer, str, Mutant, tuple[str, ...] | None]]:
            for as_sent in cases:
                case = signed_again(as_sent)
                brief = self.judge.one(Question(case, ids))
                answer = self.judge.one(Question(case))
                if brief is None or answer is None:
                    self.report.faults.append(f"{case.name} has no answer")
                    continue
                for maker in _sample(list(enveloped(case)), self.sizes.whole // 2):
                    yield answer, case.name, maker(), None
                for maker in _sample(list(spoilt(case)), self.sizes.facts):
                    yield brief, case.name, maker(), ids

        self._compare(mutants())

    def _compare(
        self, mutants: Iterable[tuple[Answer, str, Mutant, tuple[str, ...] | None]]
    ) -> None:
        told: list[tuple[Answer, str, Mutant]] = []

        def questions() -> Iterator[Question]:
            for before, name, mutant, ids in mutants:
                told.append((before, name, mutant))
                yield Question(mutant.case, ids, mutant.raw, mutant.org)

        for place, (_, answer) in enumerate(self.judge.ask(questions())):
            before, name, mutant = told[place]
            self.report.counts[mutant.what] += 1
            for better in improved(before, answer):
                self.report.flips.append(f"{name} {mutant.where}: {mutant.what}: {better}")


# ---------------------------------------------------------------- what is better


def improved(before: Answer, after: Answer | None) -> Iterator[str]:
    """What became better from one answer to the other, in words; also an answer that is none."""
    if after is None:
        yield "no answer"
        return
    if after.get("allow") and not before.get("allow"):
        yield "denied -> allowed"
    for ident, was in before["verdicts"].items():
        now = after["verdicts"].get(ident)
        if now is None:
            yield f"{ident} has no verdict"
            continue
        if was["status"] in _WORST and now["status"] not in _WORST:
            yield f"{ident} {was['status']} -> {now['status']}"
        if _STOPS.get(now["stops"], 2) > _STOPS.get(was["stops"], 0):
            yield f"{ident} stops {was['stops']} -> {now['stops']}"
        for term, statuses in _terms(was).items():
            left = _terms(now).get(term)
            if left and statuses & set(_WORST) and not left & set(_WORST):
                yield f"{ident} {term} {sorted(statuses)} -> {sorted(left)}"


def _terms(verdict: Mapping[str, Any]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for term, status in verdict["checks"]:
        found.setdefault(term, set()).add(status)
    return found


def _with_parts(controls: Mapping[str, Any]) -> dict[str, Any]:
    """Controls with all that they read: a derived one also reads what its parts read.

    Its parts are in its article, in those whose controls its article names, and in those that
    the map derives it from; a part may be derived itself.
    """
    law = field_map.load()
    named: dict[str, set[str]] = {}
    read: dict[str, set[str]] = {}
    rests_on: dict[str, set[str]] = {}
    for ident, control in controls.items():
        packages = _derives_from(control, controls)
        if control["basis"] == "derived" and ident in law.entries:
            parts = law.targets(ident).get("derives_from", [])
            packages |= {controls[part]["package"] for part in parts if part in controls}
        named[ident] = packages
        read.setdefault(control["package"], set()).update(control["reads"])
        rests_on.setdefault(control["package"], set()).update(packages)
    found: dict[str, Any] = {}
    for ident, control in controls.items():
        reached: set[str] = set()
        ahead = named[ident]
        while ahead:
            reached |= ahead
            ahead = set().union(*(rests_on[package] for package in ahead)) - reached
        reads = set(control["reads"]).union(*(read[package] for package in reached))
        found[ident] = {**control, "reads": sorted(reads)}
    return found


def _derives_from(control: Mapping[str, Any], controls: Mapping[str, Any]) -> set[str]:
    """The packages that hold the parts of a control; none for one that derives nothing."""
    package = control["package"]
    text = _source_of(package)
    derives = rf"(?m)^{control['rule']} contains (check\.derived|special_data\.part)\("
    if control["basis"] != "derived" and not re.search(derives, text):
        return set()
    code = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    named = set(re.findall(r'"(EUAIA-[^"]+)"', code)) & set(controls)
    return {package, *(controls[name]["package"] for name in named)}


@functools.cache
def _source_of(package: str) -> str:
    path = paths.rego() / "lexgate" / "eu_ai_act" / package / f"{package}.rego"
    return path.read_text("utf-8")


# ---------------------------------------------------------------- paths


def dotted(path: Iterable[str | int]) -> str:
    """A path as text, with dots."""
    return ".".join(str(step) for step in path)


def dotted_path(case: Case, edit: Edit) -> str:
    """The path of an edit as the rules see it: kind, part, and the way inside."""
    return dotted((case.documents[edit.document].name, *edit.path))


def covers(pattern: str, path: str) -> bool:
    """Whether a read path names this place or something around it; `*` stands for a name."""
    return _pattern(pattern).match(path) is not None


def touches(patterns: Iterable[str], path: str) -> bool:
    """Whether one of the read paths lies at, around or inside this place."""
    return any(covers(pattern, path) or _inside(pattern, path) for pattern in patterns)


def _inside(pattern: str, path: str) -> bool:
    steps, wanted = path.split("."), pattern.split(".")
    return len(steps) <= len(wanted) and all(
        b in ("*", a) for a, b in zip(steps, wanted, strict=False)
    )


def _pattern(pattern: str) -> re.Pattern[str]:
    steps = [".+?" if step == "*" else re.escape(step) for step in pattern.split(".")]
    return re.compile(r"\.".join(steps) + r"(\..*)?$")


def _document_pattern(name: str, pattern: str) -> bool:
    return touches([pattern], name)


def _documents_of(control: Mapping[str, Any], case: Case) -> list[str]:
    """The documents that a control reads, and those that tell what the others are about."""
    return [
        name
        for name in case.documents
        if base.kind_of(name) in ("system", "model", "deviation")
        or any(_document_pattern(name, pattern) for pattern in control["reads"])
    ]


def nodes(value: Any, path: Path_ = ()) -> Iterator[tuple[Path_, Any]]:
    """Every place in a value, from the root to the leaves."""
    yield path, value
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from nodes(inner, (*path, key))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from nodes(inner, (*path, place))


def changed(value: Any, path: Path_, new: Any) -> Any:
    """A copy with another value at a path, or without what was there."""
    if not path:
        return new
    step, rest = path[0], path[1:]
    if isinstance(value, dict):
        if not rest and new is _DELETE:
            return {key: inner for key, inner in value.items() if key != step}
        return {**value, str(step): changed(value[str(step)], rest, new)}
    if not isinstance(value, list) or not isinstance(step, int):
        raise TypeError(f"nothing lies at {dotted(path)}")
    if not rest and new is _DELETE:
        return [inner for place, inner in enumerate(value) if place != step]
    return [changed(v, rest, new) if place == step else v for place, v in enumerate(value)]


# ---------------------------------------------------------------- say less, or unusably

Maker = Callable[[], Mutant]


class _Lazy:
    """A mutant that is signed only if it is chosen."""

    def __init__(self, what: str, where: str, make: Callable[[], Case]) -> None:
        self.what, self.where, self._make = what, where, make

    def __call__(self) -> Mutant:
        return Mutant(self.what, self.where, self._make())


def spoilt(case: Case) -> Iterator[_Lazy]:
    """Every way in which a document of the case can say less, or say it unusably."""
    for name, document in case.documents.items():
        if not document.mutable:
            continue
        for path, value in nodes(document.predicate):
            for what, new in _unusable(value):
                if path or new is not _DELETE:
                    edit = Edit(what, name, path, new)
                    yield _Lazy(what, edit.where, _later(edit.on, case))
        yield from _spoilt_as_a_whole(case, name, document)


def _unusable(value: Any) -> Iterator[tuple[str, Any]]:
    yield "delete", _DELETE
    yield "null", None
    match value:
        case bool():
            yield from (("retype", str(value).lower()), ("retype", int(value)))
        case int() | float():
            yield from (("retype", str(value)), ("retype", True), ("retype", [value]))
            yield from (("retype", {"value": value}), ("not a number", "NaN"))
            yield from (("not a number", "Infinity"), ("number bomb", BOMB))
        case str():
            yield from (("retype", 1), ("retype", True), ("retype", [value]))
            yield from (("retype", {value: value}), ("empty", ""), ("empty", "   "))
        case list():
            yield from (("empty", []), ("retype", {str(i): v for i, v in enumerate(value)}))
            yield from (("retype", "text"), ("retype", True), ("retype", 7))
            if value:
                yield "repeat", [*value, value[0]]
        case dict():
            yield from (("empty", {}), ("retype", list(value.values())), ("retype", "text"))
            yield from (("retype", True), ("retype", 7))


def signed_again(case: Case) -> Case:
    """The same case with a good signature on each document whose keys are known."""
    for name, document in case.documents.items():
        if document.mutable:
            case = case.with_document(name, document.predicate)
    return case


def _spoilt_as_a_whole(case: Case, name: str, document: Document) -> Iterator[_Lazy]:
    predicate = document.predicate
    if not isinstance(predicate, dict):
        return

    def lazy(what: str, make: Callable[[], Case]) -> _Lazy:
        return _Lazy(what, name, make)

    clock = "observed_at" if document.place == "evidence" else "stated_at"
    for what, moment in (("expire", "2001-01-01T00:00:00Z"), ("post-date", "2027-06-01T00:00:00Z")):
        late = {**predicate, clock: moment}
        yield lazy(what, _later(case.with_document, name, late))

    def signed(**other: Any) -> Callable[[], Case]:
        return lambda: case.with_document(name, predicate, **other)

    for subject in _other_subjects(document.subject):
        yield lazy("swap subject", signed(subject=subject))
    registered = base.kinds()
    for kind, entry in registered.items():
        same = entry["purpose"] == registered.get(document.kind, {}).get("purpose")
        if same and kind != document.kind:
            yield lazy("swap kind", signed(kind=kind))
    yield lazy("drop the document", _later(case.with_document, name, None))
    other = {**predicate, "remark": "one more field"}
    yield lazy("duplicate", lambda: _beside(case, name, other))
    for key in case.keys:
        if {key} != set(document.signers):
            yield lazy("other key", signed(key=key))
    if len(document.envelopes) > 1:
        for envelope in document.envelopes:
            mark = f"only envelope {document.envelopes.index(envelope)}"
            yield lazy("co-signature gone", _later(case.with_envelopes, name, (envelope,), mark))
    for path, value in nodes(predicate):
        if path and path[-1] == "n" and isinstance(value, int):
            edit = Edit("more than there are", name, path, 10**9)
            yield _Lazy(edit.what, edit.where, _later(edit.on, case))


def _other_subjects(subject: Any) -> Iterator[Any]:
    yield []
    yield None
    if isinstance(subject, list) and subject:
        yield subject[:-1]
        yield [*subject, documents.named_subject("system:another")]
        first = subject[0]
        yield [{**first, "digest": {"sha256": "f" * 64}}, *subject[1:]]
        yield [{**first, "name": str(first.get("name")) + "x"}, *subject[1:]]
        yield [{**first, "extra": "field"}, *subject[1:]]


def _beside(case: Case, name: str, predicate: Any) -> Case:
    old = case.documents[name]
    second = base.sign(
        f"{name} again", old.kind, old.subject, predicate, old.signers, old.place, case.keys
    )
    return replace(case, documents={**case.documents, second.name: second})


def _later(call: Callable[..., Case], *arguments: Any) -> Callable[[], Case]:
    return lambda: call(*arguments)


# ---------------------------------------------------------------- envelopes and heads


def enveloped(case: Case) -> Iterator[_Lazy]:
    """Envelopes that are none, or whose signature says nothing."""
    for name, document in case.documents.items():
        for place, text in enumerate(document.envelopes):
            for number, (what, other) in enumerate(_broken_envelopes(text, document, case)):
                new = [*document.envelopes]
                new[place] = other
                mark = f"envelope {place}, {number}: {what}"
                yield _Lazy(f"envelope: {what}", name, _later(case.with_envelopes, name, new, mark))


def _broken_envelopes(text: str, document: Document, case: Case) -> Iterator[tuple[str, Any]]:
    header, payload, signature = text.split(".")
    kid = json.loads(_decoded(header))["kid"]
    pem = str(case.org["keys"].get(kid, {}).get("key", ""))
    yield "garbage", "garbage"
    yield "garbage", "\u0000"
    yield "no text", None
    yield "no text", {"payload": payload}
    yield "truncated", text[:-10]
    yield "truncated", f"{header}.{payload}."
    yield "alg none", f"{_b64({'alg': 'none', 'kid': kid})}.{payload}."
    yield "alg none", f"{_b64({'alg': 'none', 'kid': kid})}.{payload}.{signature}"
    signed = f"{_b64({'alg': 'HS256', 'kid': kid})}.{payload}"
    secret = hmac.new(pem.encode(), signed.encode(), hashlib.sha256).digest()
    yield "HS256", f"{signed}.{_b64(secret)}"
    key = next((key for key in case.keys.values() if keys.kid(key) == kid), None)
    others: tuple[dict[str, Any], ...] = (
        {"crit": ["x"]}, {"typ": "JWT"}, {"jwk": {}}, {"kid": "unknown"}, {"b64": False},
    )  # fmt: skip
    for more in others:
        fields = {"alg": "ES256", "kid": kid, **more}
        other = f"{_b64(fields)}.{payload}.{signature}"
        if key is not None:
            other = _resigned(fields, payload, key)
        yield "other header", other
    data = _decoded(payload)
    yield "changed payload", f"{header}.{_b64(data[:-1] + b' ')}.{signature}"
    if key is not None:
        yield "payload that is none", _resigned({"alg": "ES256", "kid": kid}, _b64(b"[]"), key)
        yield "payload that is none", _resigned({"alg": "ES256", "kid": kid}, _b64(b"{"), key)


def _resigned(fields: Mapping[str, Any], payload: str, key: Any) -> str:
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec, utils

    signed = f"{_b64(fields)}.{payload}"
    r, s = utils.decode_dss_signature(key.sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
    return f"{signed}.{_b64(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"


def _b64(value: Any) -> str:
    data = value if isinstance(value, bytes) else json.dumps(value, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def headed(case: Case) -> Iterator[Maker]:
    """Requests whose own fields say less."""
    for path, value in nodes(dict(case.head)):
        if path and path[0] != "request_id":
            for what, new in _unusable(value):
                if new != BOMB:
                    head = changed(dict(case.head), path, new)
                    yield _head_maker(f"request: {what}", dotted(path), case, head)


def _head_maker(what: str, where: str, case: Case, head: Mapping[str, Any]) -> Maker:
    return lambda: Mutant(what, where, case, raw=head)


# ---------------------------------------------------------------- another fact


def other_facts(case: Case) -> Iterator[Edit]:
    """Everything else that the documents could soundly say, one place at a time."""
    for name, document in case.documents.items():
        if not document.mutable:
            continue
        clock = "observed_at" if document.place == "evidence" else "stated_at"
        for path, value in nodes(document.predicate):
            if path in ((clock,), ()):
                continue
            for what, new in _other_values(value):
                yield Edit(what, name, path, new)


def _other_values(value: Any) -> Iterator[tuple[str, Any]]:
    match value:
        case bool():
            yield "the opposite", not value
        case "yes" | "no":
            yield "the opposite", "no" if value == "yes" else "yes"
            yield "not known", "unknown"
        case int():
            yield from (("a number more", value + 1), ("nothing of it", 0))
            if value:
                yield "a number less", value - 1
        case float():
            yield from (("less", _rounded(value / 2)), ("more", _rounded(value * 1.5 + 0.01)))
        case str() if re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", value):
            yield from (("earlier", _shifted(value, -20)), ("later", _shifted(value, 20)))
        case str() if re.fullmatch(r"sha256:[0-9a-f]{64}", value):
            yield "another digest", "sha256:" + hashlib.sha256(value.encode()).hexdigest()
        case str():
            yield from (("another text", "Something else is stated here."), ("too little", "x"))
        case list() if value:
            yield from (("one fewer", value[:-1]), ("one more", [*value, "something more"]))
        case dict():
            if {"value", "low", "high", "n"} <= value.keys():
                for what, factor in (("far less", 0.2), ("far more", 1.8)):
                    if all(
                        isinstance(value[bound], float | int) for bound in ("value", "low", "high")
                    ):
                        moved = {b: _rounded(value[b] * factor) for b in ("value", "low", "high")}
                        yield what, {**value, **moved}
                yield "not measured", {"value": None, "reason": "nobody was selected"}
            if {"answer", "reason"} <= value.keys():
                opposite = "no" if value["answer"] == "yes" else "yes"
                yield "the opposite", {**value, "answer": opposite}


def _rounded(number: float) -> float:
    """As collectors write it; more decimals are refused with the signature."""
    return round(number, 12)


def _shifted(text: str, days: int) -> str:
    try:
        moment = datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError:
        return text
    return (moment + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")


def _classification_facts() -> set[str]:
    """The facts that tiers, roles and conditions come from: every control may depend on them."""
    from lexgate import paths

    folder = paths.rego() / "lexgate"
    texts = [
        path.read_text("utf-8")
        for path in [*folder.glob("eu_ai_act/classification/*.rego"), *folder.glob("lib/*.rego")]
        if not path.name.endswith("_test.rego")
    ]
    known = set(asking_facts.meanings())
    named = {name for text in texts for name in re.findall(r'"([a-z][a-z0-9_]+)"', text)} & known
    within = documents.read_yaml(folder / "facts" / "data.yaml")["within"]
    named |= {wider for around in within.values() for wider in around}
    places = documents.read_json(folder / "field_map" / "data.json")["facts"]
    for control in catalogue.load().values():
        for terms in (control["applies"].get("condition") or [], *control["reliefs"]):
            named |= {places[term.removeprefix("not ")][-1] for term in terms} & known
    return named


def _classifies(edit: Edit, facts: set[str]) -> bool:
    path = edit.path
    if edit.document != "system" or not path or path[0] != "facts":
        return False
    return len(path) == 1 or path[1] in facts


# ---------------------------------------------------------------- org


def spoilt_org(case: Case, part: str | None = None) -> Iterator[Maker]:
    """Every way in which the organisation's data can say less, or say it unusably.

    With `part`, only what lies under that name.
    """
    if part is not None:
        yield from (
            _org_maker(f"org: {what}", (part,), case, changed(dict(case.org), (part,), new))
            for what, new in _unusable(case.org[part])
        )
        return
    for path, value in nodes(copy.deepcopy(dict(case.org))):
        if not path:
            yield from (
                _org_maker("org: empty", path, case, {}),
                _org_maker("org: null", path, case, None),
            )
            continue
        if _free(path):
            continue
        for what, new in _unusable(value):
            # A list without one of its members is another list, and legal.
            member = isinstance(path[-1], int)
            if new == BOMB or (new is _DELETE and (member or _named_limit(path))):
                continue
            yield _org_maker(f"org: {what}", path, case, changed(dict(case.org), path, new))
    for path in _levels(case.org):
        for new in (None, "text", {}, [], 0, True):
            org = _with_system(case, path, new)
            yield _org_maker("org: unusable at the system's level", ("systems", *path), case, org)


def _levels(org: Mapping[str, Any]) -> Iterator[Path_]:
    for path, value in nodes(org["settings"]["defaults"]):
        if path and not isinstance(value, dict) and not isinstance(path[-1], int):
            yield path


def _free(path: Path_) -> bool:
    """Text that only explains, and what other systems are granted: no verdict rests on it."""
    return path[0] in ("access", "serial")


def _named_limit(path: Path_) -> bool:
    """A limit as a whole: an organisation may set fewer, and the decision names those in force."""
    return "limits" in path and len(path) - path.index("limits") == 3


def _org_maker(what: str, path: Path_, case: Case, org: Any) -> Maker:
    return lambda: Mutant(what, dotted(path), case, org={} if org is None else org)


def looser_org(case: Case) -> Iterator[Mutant]:
    """Valid values that ask for less: legal, and the decision must show them."""
    defaults = case.org["settings"]["defaults"]
    for path, value in nodes(defaults):
        place = ("settings", "defaults", *path)
        if path and path[0] == "freshness" and isinstance(value, int):
            yield Mutant("org looser: freshness", dotted(place), case,
                         org=changed(dict(case.org), place, value * 2))  # fmt: skip
        if path and isinstance(value, list) and len(value) > 1:
            yield Mutant("org looser: shorter list", dotted(place), case,
                         org=changed(dict(case.org), place, value[:-1]))  # fmt: skip
        if path and path[0] == "limits" and len(path) == 3:
            yield Mutant("org looser: limit", dotted(place), case,
                         org=changed(dict(case.org), place, _loosened(value)))  # fmt: skip
            yield Mutant("org looser: limit gone", dotted(place), case,
                         org=changed(dict(case.org), place, _DELETE))  # fmt: skip
            yield Mutant("org looser: limit of the system, unsigned", dotted(path), case,
                         org=_with_system(case, path, _loosened(value)))  # fmt: skip
    for stage in case.org["floors"]["profile"]:
        place = ("floors", "profile", stage)
        yield Mutant("org looser: floor", dotted(place), case,
                     org=changed(dict(case.org), place, "law"))  # fmt: skip


def _loosened(limit: Mapping[str, Any]) -> dict[str, Any]:
    factor = 0.5 if limit["relation"] == "at_least" else 2.0
    return {**limit, "value": limit["value"] * factor, "bound": "point"}


def _with_system(case: Case, path: Path_, value: Any) -> dict[str, Any]:
    system = case.head["subject"]["system"]
    for step in reversed(path):
        value = {step: value}
    settings = case.org["settings"]
    systems = {**settings.get("systems", {})}
    systems[system] = base.merged(systems.get(system, {}), value)
    return {**case.org, "settings": {**settings, "systems": systems}}


def _limits_faults(mutant: Mutant, before: Answer, after: Answer) -> Iterator[str]:
    """A system's looser limit that nobody signed is not in force; another one shows as it is."""
    same = before["in_force"]["limits"] == after["in_force"]["limits"]
    if mutant.what == "org looser: limit of the system, unsigned":
        for group, limits in before["in_force"]["limits"].items():
            for name, limit in limits.items():
                now = after["in_force"]["limits"][group][name]
                held = all(now[f] == limit[f] for f in ("value", "bound", "relation", "unit"))
                if not held or now["deviation"] is not None:
                    yield f"org {mutant.where}: {mutant.what}: in force as {_json(now)}"
    elif mutant.what.startswith("org looser: limit") and same:
        yield f"org {mutant.where}: {mutant.what}: in_force does not show it"
    shown = ("data_sets.roles", "fairness.protected_attributes")
    if mutant.where.endswith(shown) and before["in_force"] == after["in_force"]:
        yield f"org {mutant.where}: {mutant.what}: in_force does not show it"
    if mutant.what == "org looser: floor" and before["in_force"] == after["in_force"]:
        yield f"org {mutant.where}: {mutant.what}: in_force does not show it"


# ---------------------------------------------------------------- small things


def _mended(mutant: Mutant, one: _Bad, good: Case) -> bool:
    """Whether the change made the fault good, soundly."""
    name = one.edit.document
    after = mutant.case.documents.get(name)
    if after is not None and after.digest == good.documents[name].digest:
        return True
    if mutant.what not in ("delete", "empty"):
        return False
    count = one.edit.value
    if type(count) is int and after is not None:
        lengths = {len(value) for _, value in nodes(after.predicate) if isinstance(value, list)}
        before = one.case.documents[name].predicate
        lengths -= {len(value) for _, value in nodes(before) if isinstance(value, list)}
        if count in lengths:
            return True
    others = {
        _members(value)
        for document in one.case.documents.values()
        for _, value in nodes(document.predicate)
        if isinstance(value, list)
    }
    shorter = (
        value
        for document in mutant.case.documents.values()
        if document.digest != one.case.documents[document.name].digest
        for path, value in nodes(document.predicate)
        if isinstance(value, list) and mutant.where.startswith(dotted((document.name, *path)) + ".")
    )
    return any(_members(value) in others for value in shorter)


def _members(values: Sequence[Any]) -> str:
    return json.dumps(sorted(json.dumps(value, sort_keys=True) for value in values))


def _edited(case: Case, edit: Edit) -> Case:
    if edit.value is _DELETE and not edit.path:
        return case.with_document(edit.document, None)
    return edit.on(case)


def _varied(bad: Sequence[_Bad], wanted: int) -> list[_Bad]:
    """Some bad cases that differ: other documents first, failures before silence."""

    def status(one: _Bad) -> str:
        return str(one.answer["verdicts"][one.control]["status"])

    ordered = sorted(bad, key=lambda one: status(one) != "fail")
    kept: list[_Bad] = []
    seen: set[tuple[str, str]] = set()
    for one in ordered:
        mark = (one.edit.document, status(one))
        if mark not in seen:
            seen.add(mark)
            kept.append(one)
    return (kept + [one for one in ordered if one not in kept])[:wanted]


def _sample(items: Sequence[Any], wanted: int, salt: int = 0) -> list[Any]:
    """A fixed sample, in the order of the whole."""
    if len(items) <= wanted:
        return list(items)
    chosen = random.Random(_SEED + salt).sample(range(len(items)), wanted)  # noqa: S311
    return [items[place] for place in sorted(chosen)]


def _json_whole(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)[:400]
