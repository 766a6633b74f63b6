"""Rules with one thing wrong: would a test notice?

Each mutant differs from the rule book in one place: a condition gone, a comparison
turned round, a `not` dropped, a constant or a step of a path changed, answers of
neighbouring branches swapped, another status. It is killed when the tests that
belong to it fail. What neither parses nor compiles counts as invalid and is left
out; nothing else is, and no list excuses a survivor.
"""

from __future__ import annotations

import base64
import functools
import itertools
import json
import random
import re
import shutil
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lexgate import catalogue, conventions, paths, tools_install
from lexgate.errors import LexgateError

LEAST_KILLED = 0.95
# So few say less: one survivor of sixty is more than one in a hundred.
LEAST_KILLED_OF_A_SAMPLE = 0.85
SHORT_SAMPLE = 60
# Of each file, in the full form: what two cores do in a quarter of an hour.
EACH_FILE = 120
WORKERS = 2
_SECONDS = 90
_SEED = 20261122

_FLIPS = {
    "==": ["!="], "!=": ["=="], "<": ["<=", ">="], "<=": ["<", ">"], ">": [">=", "<="],
    ">=": [">", "<"],
}  # fmt: skip
_STATUSES = {
    "pass": "unknown", "fail": "pass", "unknown": "pass", "waived": "fail", "yes": "no",
    "no": "yes", "law": "no", "house": "no", "not_applicable": "pass", "not_due": "pass",
    "act": "house",
}  # fmt: skip
_LIBRARIES = ("lib", "decision")
# Data and packages that every part of the rule book needs.
_SHARED = ("lib", "decision", "kinds", "calendar", "catalogue", "law", "crosswalk")


@dataclass(frozen=True)
class Mutant:
    """One change of the text of one file."""

    file: str
    row: int
    what: str
    old: str
    new: str
    start: int
    end: int
    rule: str

    def on(self, text: bytes) -> bytes:
        """The text with the change."""
        return text[: self.start] + self.new.encode() + text[self.end :]

    def __str__(self) -> str:
        """File, line and change, to be read."""
        old, new = (" ".join(part.split())[:90] for part in (self.old, self.new))
        return f"{self.file}:{self.row}: {self.what}: {old} -> {new or '(nothing)'}"


@dataclass
class Report:
    """What a run found."""

    killed: Counter[str] = field(default_factory=Counter)
    tried: Counter[str] = field(default_factory=Counter)
    by_file: dict[str, list[int]] = field(default_factory=dict)
    invalid: int = 0
    survivors: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    seconds: float = 0.0
    least: float = LEAST_KILLED

    @property
    def rate(self) -> float:
        """The share of the valid mutants that a test noticed."""
        return sum(self.killed.values()) / max(1, sum(self.tried.values()))

    @property
    def ok(self) -> bool:
        """Enough of them were, and there were some."""
        return not self.faults and bool(self.tried) and self.rate >= self.least

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
            "seconds": round(self.seconds, 1),
        }

    def lines(self) -> Iterator[str]:
        """The report for people."""
        yield (
            f"rule mutants: {sum(self.tried.values())}, {sum(self.killed.values())} killed "
            f"({self.rate:.1%}, at least {self.least:.0%} asked for), "
            f"{self.invalid} invalid left out, {self.seconds:.0f} s"
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
    each_file: int | None = EACH_FILE,
) -> Report:
    """Break the rules one place at a time, and run the tests that belong to them.

    Args:
        control: the rule of this control alone.
        short: a fixed sample.
        files: only files whose path contains one of these.
        each_file: at most so many of each file, a fixed sample; None takes all.
    """
    started = time.monotonic()
    report = Report(least=LEAST_KILLED_OF_A_SAMPLE if short else LEAST_KILLED)
    with tempfile.TemporaryDirectory(prefix="lexgate-assurance-") as temporary:
        whole = Path(temporary) / "rego"
        shutil.copytree(paths.rego(), whole)
        mutants = _chosen(whole, control, short, files, each_file, report)
        stages: dict[str, list[Path]] = {}
        for file in sorted({mutant.file for mutant in mutants}):
            stages[file] = _trees(whole, Path(temporary), file)
            if not _green(stages[file]):
                report.faults.append(
                    f"{file}: its tests fail, or there are none, before any change"
                )
        kept = [mutant for mutant in mutants if _sound(report, mutant.file)]
        with ThreadPoolExecutor(WORKERS) as pool:
            lanes = [kept[lane::WORKERS] for lane in range(WORKERS)]
            judged = pool.map(
                lambda lane: _lane(lane[1], stages, Path(temporary) / f"lane{lane[0]}"),
                enumerate(lanes),
            )
            for mutant, outcome in (pair for lane in judged for pair in lane):
                _count(report, mutant, outcome)
    report.seconds = time.monotonic() - started
    return report


def _sound(report: Report, file: str) -> bool:
    return not any(fault.startswith(f"{file}:") for fault in report.faults)


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
    whole: Path,
    control: str | None,
    short: bool,
    files: Sequence[str],
    each_file: int | None,
    report: Report,
) -> list[Mutant]:
    if control is not None:
        entry = catalogue.load().get(control)
        if entry is None:
            report.faults.append(f"no control is called {control}")
            return []
        file = f"lexgate/eu_ai_act/{entry['package']}/{entry['package']}.rego"
        found = mutants_of(whole, file)
        wanted = _reachable(whole / file, entry["rule"])
        return [mutant for mutant in found if mutant.rule in wanted]
    found = []
    for path in sorted(whole.rglob("*.rego")):
        file = path.relative_to(whole).as_posix()
        if files and not any(part in file for part in files):
            continue
        if file.startswith("system/"):
            continue
        of_file = tables_of(whole, file) if file.endswith("_test.rego") else mutants_of(whole, file)
        found += of_file if short or each_file is None else _sample(of_file, each_file)
    return _sample(found, SHORT_SAMPLE) if short else found


def _sample(mutants: list[Mutant], wanted: int) -> list[Mutant]:
    """A fixed sample, in the order of the whole."""
    if len(mutants) <= wanted:
        return mutants
    places = random.Random(_SEED).sample(range(len(mutants)), wanted)  # noqa: S311
    return [mutants[place] for place in sorted(places)]


def _trees(whole: Path, temporary: Path, file: str) -> list[Path]:
    """The folders to test a mutant of a file in, the quick one first.

    An article is tested alone with the libraries. A library is tested by its own tests,
    and by those of everything that rests on it.
    """
    folder = Path(file).parts[1]
    if folder in _LIBRARIES or file.endswith("classification.rego"):
        own = temporary / "trees" / file.replace("/", "-")
        if not own.exists():
            _copy(whole, own, _common, lambda path: path == _test_of(file))
        every = temporary / "trees" / "every"
        if not every.exists():
            shutil.copytree(whole, every)
        return [own, every]
    article = Path(file).parts[2]
    alone = temporary / "trees" / article
    if not alone.exists():
        _copy(
            whole,
            alone,
            lambda path: (
                path.split("/")[1] in _SHARED or path.split("/")[2] in (article, "classification")
            ),
            lambda path: path.split("/")[2] == article,
        )
    return [alone]


def _common(path: str) -> bool:
    """What everything rests on: the libraries, the classification and the data."""
    return path.split("/")[1] in _SHARED or path.split("/")[2] == "classification"


def _test_of(file: str) -> str:
    return file.removesuffix(".rego") + "_test.rego"


def _copy(whole: Path, target: Path, wanted: Any, wanted_test: Any) -> None:
    for path in whole.rglob("*"):
        relative = path.relative_to(whole).as_posix()
        if not path.is_file():
            continue
        in_book = relative.startswith("lexgate/") and relative.count("/") > 1
        if in_book:
            keep = wanted_test if relative.endswith("_test.rego") else wanted
            if not keep(relative):
                continue
        elif relative.startswith("system/"):
            continue
        (target / relative).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target / relative)


def answer_strictly(rego: Path) -> bool:
    """Whether all tests of a rule book answer where an error of a built-in ends everything."""
    return bool(_expected(rego))


def _green(trees: Sequence[Path]) -> bool:
    """Whether every test answers before any change, and there are some.

    Which notes of a table fail is for `opa test` to tell, in `make test`.
    """
    found = [_expected(tree) for tree in trees]
    return bool(found[-1]) and None not in found


def _lane(
    mutants: Sequence[Mutant], stages: Mapping[str, Sequence[Path]], folder: Path
) -> list[tuple[Mutant, str]]:
    """One worker: its own copies of the folders, one mutant after the other."""
    copies: dict[Path, Path] = {}
    judged = []
    for mutant in mutants:
        outcome = "survived"
        for tree in stages[mutant.file]:
            if tree not in copies:
                copies[tree] = folder / tree.name
                shutil.copytree(tree, copies[tree])
            target = copies[tree] / mutant.file
            original = (tree / mutant.file).read_bytes() if (tree / mutant.file).exists() else None
            if original is None:
                continue
            target.write_bytes(mutant.on(original))
            try:
                outcome = (
                    _tables_noticed(target)
                    if mutant.what == "empty table"
                    else _test(copies[tree], tree, mutant.rule)
                )
            finally:
                target.write_bytes(original)
            if outcome != "survived":
                break
        judged.append((mutant, outcome))
    return judged


def _test(folder: Path, unchanged: Path, rule: str) -> str:
    """Judge a folder by its tests: `killed`, `survived` or `invalid`.

    The tests must give what they gave before, each note of each table. That is what
    `opa test` asks, in a tenth of its time: it traces every step to tell where a test
    failed, and goes on after the first; here it is enough that one did. And it asks
    strictly, as the gate does, where `opa test` takes an error for no answer.
    """
    expected = _expected(unchanged)
    if not expected:
        return "survived"
    file = folder.with_name(f"{folder.name}.expected.json")
    if not file.exists():
        file.write_text(json.dumps({"expected": expected}), "utf-8")
    query = "; ".join(
        f"json.marshal({test}) == data.expected[{json.dumps(test)}]"
        for test in _nearest_first(unchanged, tuple(expected), rule)
    )
    # A query of one comparison answers false, one of several answers nothing.
    query += "; true"
    done = _opa(
        "eval", "--bundle", str(folder), "--data", str(file), "--format", "json",
        "--strict-builtin-errors", "--timeout", "60s", query,
    )  # fmt: skip
    if done is None:
        return "killed"
    try:
        answer = json.loads(done.stdout)
        if done.returncode == 0:
            return "survived" if answer.get("result") else "killed"
        codes = {str(error["code"]) for error in answer["errors"]}
    except (ValueError, LookupError, TypeError, AttributeError):
        return "invalid"
    # What doesn't parse or compile never ran. Two values for one rule, or an evaluation
    # that takes too long, is a failure that the tests brought about.
    return "killed" if all(code.startswith("eval_") for code in codes) else "invalid"


@functools.cache
def _nearest_first(folder: Path, tests: tuple[str, ...], rule: str) -> list[str]:
    """The tests that name a rule before the others: OPA stops at the first that fails."""
    bodies: dict[str, str] = {}
    for path in sorted((folder / "lexgate").rglob("*_test.rego")):
        text = path.read_text("utf-8")
        for found in re.finditer(r"(?ms)^(test_\w+).*?^\}", text):
            bodies[f"{_test_package_of(text)}.{found[1]}"] = found[0]
    names = re.compile(rf"\b{re.escape(rule)}\b")
    return sorted(tests, key=lambda test: not names.search(bodies.get(test, "")))


@functools.cache
def _expected(folder: Path) -> dict[str, str] | None:
    """What each test of an unchanged folder gives, as text; None when they don't all answer."""
    tests = [
        f"{_test_package(path)}.{name}"
        for path in sorted((folder / "lexgate").rglob("*_test.rego"))
        for name in sorted({_name(rule) for rule in parse(path)["rules"]})
        if name.startswith("test_")
    ]
    if not tests:
        return {}
    query = ", ".join(f"{json.dumps(test)}: json.marshal({test})" for test in tests)
    done = _opa(
        "eval", "--bundle", str(folder), "--format", "json", "--strict-builtin-errors",
        "{" + query + "}",
    )  # fmt: skip
    try:
        found = json.loads(done.stdout)["result"][0]["expressions"][0]["value"] if done else None
    except (ValueError, LookupError):
        return None
    if not found or {"false", "{}", "[]"} & set(found.values()):
        return None
    return dict(found)


@functools.cache
def _test_package_of(text: str) -> str:
    match = re.search(r"^package ([\w.]+)$", text, re.MULTILINE)
    return f"data.{match.group(1)}" if match else "data.nothing"


def _test_package(path: Path) -> str:
    return _test_package_of(path.read_text("utf-8"))


def _opa(*arguments: str) -> subprocess.CompletedProcess[bytes] | None:
    try:
        return subprocess.run(
            [str(tools_install.find_opa()), *arguments],
            capture_output=True,
            check=False,
            timeout=_SECONDS,
            env={"GOGC": "off", "GOMEMLIMIT": "2GiB"},
        )
    except subprocess.TimeoutExpired:
        return None


def _tables_noticed(path: Path) -> str:
    """An emptied table passes under `opa test`; the convention check has to see it."""
    try:
        return "killed" if conventions.table_faults(path) else "survived"
    except LexgateError:
        return "invalid"


# ---------------------------------------------------------------- the changes


def mutants_of(whole: Path, file: str) -> list[Mutant]:
    """All mutants of a file of rules, each once."""
    text = (whole / file).read_bytes()
    found: dict[tuple[int, int, str], Mutant] = {}
    for rule in parse(whole / file)["rules"]:
        for mutant in _Changes(file, text, _name(rule)).rule(rule):
            if mutant.old != mutant.new:
                found.setdefault((mutant.start, mutant.end, mutant.new), mutant)
    return sorted(found.values(), key=lambda m: (m.start, m.end, m.new))


def tables_of(whole: Path, file: str) -> list[Mutant]:
    """Each table of a file of tests, emptied."""
    text = (whole / file).read_bytes()
    found: list[Mutant] = []
    rules = parse(whole / file)["rules"]
    named = {_name(rule): rule["head"].get("value") for rule in rules}
    for rule in rules:
        changes = _Changes(file, text, _name(rule))
        if not _name(rule).startswith("test_"):
            continue
        for expression in rule.get("body", []):
            terms = expression.get("terms")
            if not isinstance(terms, dict) or "symbols" not in terms:
                continue
            for symbol in terms["symbols"]:
                if symbol.get("type") == "call":
                    domain = symbol["value"][-1]
                    if domain["type"] == "var":
                        domain = named.get(domain["value"]) or domain
                    if domain["type"] in ("object", "array", "set"):
                        empty = {"object": "{}", "array": "[]", "set": "set()"}[domain["type"]]
                        found += list(changes.replace("empty table", domain, empty))
    return list({(mutant.start, mutant.end): mutant for mutant in found}.values())


def parse(path: Path) -> dict[str, Any]:
    """The syntax tree of a file, with the text of each part."""
    done = subprocess.run(
        [str(tools_install.find_opa()), "parse", "--format", "json",
         "--json-include", "locations,-comments", str(path)],
        capture_output=True,
        check=False,
        timeout=_SECONDS,
    )  # fmt: skip
    if done.returncode != 0:
        raise LexgateError(
            "OPA can't parse the file: " + done.stderr.decode(errors="replace").strip()[:300],
            str(path),
            "Run `opa check --strict -b rego` and mend what it names.",
        )
    tree: dict[str, Any] = json.loads(done.stdout)
    return tree


def _name(rule: Mapping[str, Any]) -> str:
    return str(rule["head"]["ref"][0]["value"])


def _reachable(path: Path, rule: str) -> set[str]:
    """A rule and what it uses of its own file."""
    rules = parse(path)["rules"]
    names = {_name(one) for one in rules}
    uses: dict[str, set[str]] = {}
    for one in rules:
        used = {node["value"] for node in _walk(one) if node.get("type") == "var"}
        uses.setdefault(_name(one), set()).update(used & names)
    reached, waiting = set(), [rule]
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting += uses.get(name, ())
    return reached


def _walk(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
        for key, inner in node.items():
            if key not in ("location", "annotations"):
                yield from _walk(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from _walk(inner)


class _Changes:
    """The changes of one rule, as spans of the text of its file."""

    def __init__(self, file: str, text: bytes, rule: str) -> None:
        self.file, self.text, self.rule_name = file, text, rule
        self._lines = _line_starts(text)

    def rule(self, rule: Mapping[str, Any]) -> Iterator[Mutant]:
        """All changes of a rule and its branches."""
        yield from self._branches(rule)
        for branch in _chain(rule):
            head = branch["head"]
            for part in ("value", "key"):
                if part in head and self._in_text(head[part]):
                    yield from self._term(head[part], status=True)
            yield from self._body(branch.get("body", []))

    def replace(self, what: str, node: Mapping[str, Any], new: str) -> Iterator[Mutant]:
        """The text of a node, replaced."""
        span = self._span(node)
        if span is not None:
            yield self._mutant(what, *span, new)

    def _mutant(self, what: str, start: int, end: int, new: str) -> Mutant:
        row = self.text[:start].count(b"\n") + 1
        old = self.text[start:end].decode()
        return Mutant(self.file, row, what, old, new, start, end, self.rule_name)

    def _branches(self, rule: Mapping[str, Any]) -> Iterator[Mutant]:
        chain = [
            b for b in _chain(rule) if "value" in b["head"] and self._in_text(b["head"]["value"])
        ]
        for first, second in itertools.pairwise(chain):
            one, two = self._span(first["head"]["value"]), self._span(second["head"]["value"])
            if one is None or two is None or one[1] > two[0]:
                continue
            a, b = self.text[slice(*one)], self.text[slice(*two)]
            between = self.text[one[1] : two[0]]
            yield self._mutant("swap branches", one[0], two[1], (b + between + a).decode())

    def _body(self, body: Sequence[Mapping[str, Any]]) -> Iterator[Mutant]:
        for expression in body:
            if not _located(expression) or _implied(expression):
                continue
            terms = expression["terms"]
            declares = isinstance(terms, dict) and "symbols" in terms
            if not declares:
                yield from self.replace("drop condition", expression, "true")
            span = self._span(expression)
            if expression.get("negated") and span is not None:
                start = span[0]
                length = len(re.match(rb"not\s+", self.text[start : span[1]]).group())  # type: ignore[union-attr]
                yield self._mutant("drop not", start, start + length, "")
            if isinstance(terms, list) and len(terms) > 1:
                yield from self._operator(terms[0])
            yield from self._inside(terms)
            for mocked in expression.get("with", []):
                yield from self._term(mocked["value"])

    def _operator(self, node: Mapping[str, Any]) -> Iterator[Mutant]:
        span = self._span(node)
        if span is None:
            return
        for new in _FLIPS.get(self.text[slice(*span)].decode(), []):
            yield self._mutant("flip comparison", *span, new)

    def _inside(self, terms: Any) -> Iterator[Mutant]:
        if isinstance(terms, list):
            for term in terms[1:] if len(terms) > 1 else terms:
                yield from self._term(term)
            return
        if "symbols" in terms:
            for symbol in terms["symbols"]:
                yield from self._term(symbol)
        elif "domain" in terms:
            yield from self._term(terms["domain"])
            yield from self._body(terms["body"])
        elif "type" in terms:
            yield from self._term(terms)

    def _term(self, term: Any, status: bool = False) -> Iterator[Mutant]:
        kind, value = term.get("type"), term.get("value")
        match kind:
            case "string" | "number" | "boolean" | "null":
                yield from self._constant(term, status)
            case "ref":
                yield from self._steps(value)
            case "call":
                yield from self._operator(value[0])
                for inner in value[1:]:
                    yield from self._term(inner, status)
            case "array" | "set":
                for inner in value:
                    yield from self._term(inner, status)
            case "object":
                for key, inner in value:
                    yield from self._term(key)
                    yield from self._term(inner, status)
            case "arraycomprehension" | "setcomprehension" | "objectcomprehension":
                for part in ("key", "value", "term"):
                    if isinstance(value.get(part), dict):
                        yield from self._term(value[part], status)
                yield from self._body(value["body"])

    def _constant(self, term: Mapping[str, Any], status: bool) -> Iterator[Mutant]:
        span = self._span(term)
        if span is None:
            return
        text, value = self.text[slice(*span)].decode(), term["value"]
        match term["type"]:
            case "boolean":
                yield self._mutant("change constant", *span, "false" if value else "true")
            case "number":
                yield self._mutant("change constant", *span, str(value + 1))
            case "string":
                if status and value in _STATUSES:
                    yield self._mutant("swap status", *span, f'"{_STATUSES[value]}"')
                if text[:1] == "`":
                    yield self._mutant("change constant", *span, "`nothing like it`")
                elif text[:1] == '"':
                    yield self._mutant("change constant", *span, json.dumps(f"{value}_other"))

    def _steps(self, value: Sequence[Mapping[str, Any]]) -> Iterator[Mutant]:
        for step in value[1:]:
            span = self._span(step)
            if step["type"] != "string":
                yield from self._term(step)
            elif span is not None:
                text = self.text[slice(*span)].decode()
                if text[:1] in ('"', "`"):
                    yield self._mutant("change path", *span, json.dumps(f"{step['value']}_other"))
                elif text == step["value"]:
                    yield self._mutant("change path", *span, f"{text}_other")

    def _in_text(self, node: Mapping[str, Any]) -> bool:
        return self._span(node) is not None

    def _span(self, node: Mapping[str, Any]) -> tuple[int, int] | None:
        """Where the text of a node stands; None for what the parser added by itself."""
        if not _located(node):
            return None
        place = node["location"]
        text = base64.b64decode(place["text"])
        start = self._lines[place["row"] - 1] + place["col"] - 1
        if self.text[start : start + len(text)] != text:
            # Columns may count characters where a line holds others than ASCII.
            line_start = self._lines[place["row"] - 1]
            line = self.text[line_start:].split(b"\n", 1)[0].decode()
            start = line_start + len(line[: place["col"] - 1].encode())
            if self.text[start : start + len(text)] != text:
                return None
        return start, start + len(text)


def _located(node: Mapping[str, Any]) -> bool:
    return "text" in node.get("location", {})


def _implied(expression: Mapping[str, Any]) -> bool:
    """The `true` that the parser puts where a branch has no body."""
    terms = expression["terms"]
    if not isinstance(terms, dict) or terms.get("type") != "boolean":
        return False
    return base64.b64decode(expression["location"]["text"]) not in (b"true", b"false")


def _chain(rule: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    branch: Mapping[str, Any] | None = rule
    while branch is not None:
        yield branch
        branch = branch.get("else")


@functools.lru_cache(maxsize=64)
def _line_starts(text: bytes) -> list[int]:
    return [0, *(match.end() for match in re.finditer(rb"\n", text))]
