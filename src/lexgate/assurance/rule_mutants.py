"""Rules with one thing wrong: would a test notice?

Each mutant differs from the rule book in one place. It is killed when the tests that
belong to it give anything else than before. What neither parses nor compiles counts
as invalid and is left out; nothing else is, and no list excuses a survivor.
"""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import queue
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lexgate import catalogue, paths
from lexgate.assurance import rule_forms, rule_judge
from lexgate.assurance.kept import Kept
from lexgate.assurance.rule_changes import Mutant, mutants_of, reachable, tables_of
from lexgate.assurance.workers import RULES, WORKERS, Workers

LEAST_KILLED = 0.95
SHORT_SAMPLE = 120
_SEED = "20261122"


@dataclass
class Report:
    """What a run found."""

    killed: Counter[str] = field(default_factory=Counter)
    tried: Counter[str] = field(default_factory=Counter)
    by_file: dict[str, list[int]] = field(default_factory=dict)
    invalid: int = 0
    survivors: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    kept: int = 0
    seconds: float = 0.0

    @property
    def rate(self) -> float:
        """The share of the valid mutants that a test noticed."""
        return sum(self.killed.values()) / max(1, sum(self.tried.values()))

    @property
    def ok(self) -> bool:
        """Enough of them were, and there were some."""
        return not self.faults and bool(self.tried) and self.rate >= LEAST_KILLED

    def as_dict(self) -> dict[str, Any]:
        """The report as data."""
        return {
            "ok": self.ok,
            "mutants": sum(self.tried.values()),
            "killed": sum(self.killed.values()),
            "rate": round(self.rate, 4),
            "invalid": self.invalid,
            "by_type": {what: [self.killed[what], n] for what, n in sorted(self.tried.items())},
            "by_file": dict(sorted(self.by_file.items())),
            "survivors": sorted(self.survivors),
            "faults": self.faults,
            "kept": self.kept,
            "seconds": round(self.seconds, 1),
        }

    def lines(self) -> Iterator[str]:
        """The report for people."""
        yield (
            f"rule mutants: {sum(self.tried.values())}, {sum(self.killed.values())} killed "
            f"({self.rate:.1%}, at least {LEAST_KILLED:.0%} asked for), "
            f"{self.invalid} invalid left out, {self.kept} from earlier runs, "
            f"{self.seconds:.0f} s"
        )
        for what, number in sorted(self.tried.items()):
            yield f"  {self.killed[what]:5d} of {number:5d}  {what}"
        for file, (killed, tried) in sorted(self.by_file.items()):
            yield f"  {killed:5d} of {tried:5d}  {file}"
        yield from (f"  SURVIVED  {survivor}" for survivor in sorted(self.survivors))
        yield from (f"  FAULT     {fault}" for fault in self.faults)


# ---------------------------------------------------------------- the run


def run(
    *,
    control: str | None = None,
    short: bool = False,
    files: Sequence[str] = (),
    kept: Kept | None = None,
    workers: Workers | None = None,
) -> Report:
    """Break the rules one place at a time, and run the tests that belong to them.

    Args:
        control: the rule of this control alone.
        short: a fixed sample.
        files: only files whose path contains one of these.
        kept: what earlier runs judged, and where this one keeps what it judges.
        workers: who starts OPA; else two of this run's own.

    Raises:
        LexgateError: OPA was ended from outside, or a result can't be kept.
    """
    started = time.monotonic()
    report = Report()
    with tempfile.TemporaryDirectory(prefix="lexgate-assurance-") as temporary:
        workshop = Path(temporary)
        whole = workshop / "rego"
        shutil.copytree(paths.rego(), whole)
        bench = _Bench(
            rule_judge.Trees(whole, workshop / "trees"),
            rule_judge.Book(Kept() if kept is None else kept),
            workshop,
        )
        groups: list[list[Mutant]] = []
        chosen = _chosen(whole, control, short, files, report)
        # Where there are other files for the other worker, a file stays in one part.
        least = WORKERS if len(chosen) < 2 * WORKERS else 1
        for file, mutants in chosen.items():
            if not rule_judge.green(bench.trees.stages(file), bench.book):
                report.faults.append(
                    f"{file}: its tests fail, or there are none, before any change"
                )
                continue
            left: list[Mutant] = []
            for mutant in mutants:
                outcome = bench.known(mutant)
                if outcome is None:
                    left.append(mutant)
                else:
                    report.kept += 1
                    _count(report, mutant, outcome)
            groups += rule_forms.parts(left, rule_judge.BATCH, least) if left else []
        if workers is not None:
            _judge_all(groups, bench, workers, report)
        else:
            with Workers() as own:
                _judge_all(groups, bench, own, report)
    report.seconds = time.monotonic() - started
    return report


class _Bench:
    """What the workers share: the folders, what is known, and the copies to work on."""

    def __init__(self, trees: rule_judge.Trees, book: rule_judge.Book, workshop: Path) -> None:
        self.trees, self.book, self.workshop = trees, book, workshop
        self.lanes: queue.SimpleQueue[rule_judge.Lane] = queue.SimpleQueue()
        for number in range(WORKERS):
            self.lanes.put(rule_judge.Lane(workshop / f"lane{number}", book))

    def alone(self, mutant: Mutant) -> str:
        """Judge a mutant on a copy of the rule book."""
        with self._lane() as lane:
            return lane.judge(mutant, self.trees.stages(mutant.file))

    def refused(self, mutants: Iterable[Mutant], tree: Path) -> set[Mutant]:
        """Those that OPA refuses, of the mutants that change what type a rule has."""
        with self._lane() as lane:
            return lane.refused((m for m in mutants if rule_forms.names_a_field(tree, m)), tree)

    @contextlib.contextmanager
    def _lane(self) -> Iterator[rule_judge.Lane]:
        lane = self.lanes.get()
        try:
            yield lane
        finally:
            self.lanes.put(lane)

    def known(self, mutant: Mutant) -> str | None:
        """What is known of a mutant by what was kept; None as long as a question is open."""
        for folder in self.trees.stages(mutant.file):
            if not (folder / mutant.file).exists():
                continue
            outcome = self.book.known(mutant, folder)
            if outcome != "survived":
                return outcome
        return "survived"


def _judge_all(
    groups: Sequence[list[Mutant]], bench: _Bench, workers: Workers, report: Report
) -> None:
    """All mutants by the tests of their own files; what is left then, by all tests."""
    far: list[Mutant] = []
    for near, parts in ((True, groups), (False, None)):
        if parts is None:
            parts = rule_forms.parts(far, rule_judge.BATCH_OF_FEW, WORKERS) if far else []
        jobs = [
            workers.submit(RULES, _judge, group, near, bench, f"batch{near:d}-{number}")
            for number, group in enumerate(parts)
        ]
        for group, job in zip(parts, jobs, strict=True):
            for mutant, outcome in zip(group, job.result(), strict=True):
                if outcome == _FURTHER:
                    far.append(mutant)
                else:
                    _count(report, mutant, outcome)


# The tests of its own file let a mutant pass, and there are others to ask.
_FURTHER = "further"


def _judge(group: list[Mutant], near: bool, bench: _Bench, name: str) -> list[str]:
    """One question about one group, in one worker; each answer is kept at once."""
    if group[0].what == "empty table":
        return [bench.alone(mutant) for mutant in group]
    outcomes = {}
    for mutant in group:
        known = bench.book.known(mutant, bench.trees.stages(mutant.file)[0 if near else -1])
        # Of an earlier run that was stopped here, some may have passed the first question.
        if known is not None:
            outcomes[mutant] = known
    asked = [mutant for mutant in group if mutant not in outcomes]
    if asked:
        tree = bench.trees.stages(asked[0].file)[0 if near else -1]
        for mutant in bench.refused(asked, tree) if not near else ():
            outcomes[mutant] = "invalid"
            bench.book.keep(mutant, tree, "invalid")
        asked = [mutant for mutant in asked if mutant not in outcomes]
    if asked:

        def keep(mutant: Mutant, outcome: str) -> None:
            bench.book.keep(mutant, tree, outcome)

        found = rule_judge.batch(
            asked, tree, bench.trees.uses, bench.workshop / name, keep, further=not near
        )
        outcomes |= dict(zip(asked, found, strict=True))
    for mutant, outcome in outcomes.items():
        if outcome == "open":
            outcomes[mutant] = bench.alone(mutant)
        elif outcome == "survived" and near and len(bench.trees.stages(mutant.file)) > 1:
            outcomes[mutant] = _FURTHER
    return [outcomes[mutant] for mutant in group]


def _count(report: Report, mutant: Mutant, outcome: str) -> None:
    if outcome == "invalid":
        report.invalid += 1
        return
    report.tried[mutant.what] += 1
    of_file = report.by_file.setdefault(mutant.file, [0, 0])
    of_file[1] += 1
    if outcome == "killed":
        report.killed[mutant.what] += 1
        of_file[0] += 1
    else:
        report.survivors.append(str(mutant))


def _chosen(
    whole: Path, control: str | None, short: bool, files: Sequence[str], report: Report
) -> dict[str, list[Mutant]]:
    """The mutants to try, by file."""
    if control is not None:
        entry = catalogue.load().get(control)
        if entry is None:
            report.faults.append(f"no control is called {control}")
            return {}
        file = f"lexgate/eu_ai_act/{entry['package']}/{entry['package']}.rego"
        wanted = reachable(whole / file, entry["rule"])
        return {file: [mutant for mutant in mutants_of(whole, file) if mutant.rule in wanted]}
    found = []
    for path in sorted(whole.rglob("*.rego")):
        file = path.relative_to(whole).as_posix()
        if files and not any(part in file for part in files):
            continue
        found += (tables_of if file.endswith("_test.rego") else mutants_of)(whole, file)
    if short:
        found = _sample(found, SHORT_SAMPLE)
    return {file: list(of_file) for file, of_file in itertools.groupby(found, lambda m: m.file)}


def _sample(mutants: list[Mutant], wanted: int) -> list[Mutant]:
    """A fixed sample, in the order of the whole.

    Drawn by what each mutant changes and not by its place, so that an edit of one rule
    leaves the mutants of all others in the sample, or out of it.
    """
    drawn = {}
    for place, mutant in enumerate(mutants):
        told = "\0".join((_SEED, mutant.file, mutant.rule, mutant.what, mutant.old, mutant.new))
        drawn[place] = hashlib.sha256(told.encode()).digest()
    places = sorted(drawn, key=lambda place: (drawn[place], place))[:wanted]
    return [mutants[place] for place in sorted(places)]
