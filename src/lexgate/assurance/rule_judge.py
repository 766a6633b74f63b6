"""Do the tests notice a changed rule?

Three questions, the cheapest first; the first that notices ends it:

1. The tests of the file itself: one server holds many mutants, each switched on in turn.
2. For what all rules rest on: all tests of the rule book that reach the rule, so too.
3. Where that can't tell: the tests on a copy of the rule book with the one file changed.

Each asks strictly, and only what differs from the answer of the unchanged rules counts.
"""

from __future__ import annotations

import contextlib
import json
import re
import shutil
import subprocess
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple
from pathlib import Path
from typing import Any

from lexgate import conventions, paths, tools_install
from lexgate.assurance import rule_forms
from lexgate.assurance.kept import Kept, judges, key
from lexgate.assurance.kept import tree as digest_of
from lexgate.assurance.reach import Uses
from lexgate.assurance.rule_changes import Mutant, name_of
from lexgate.assurance.rule_server import ENVIRONMENT, Failed, Server, TooLong
from lexgate.errors import LexgateError
from lexgate.rego_syntax import parse

# As many as one server holds: what it loads for all of them is then a small part.
BATCH = 600
# Of those that are judged by all tests. Fewer, as each takes longer.
BATCH_OF_FEW = 250
# Copies of a file and its tests that are compiled at once.
_COPIES = 24
_SECONDS = 120
_TOO_LONG = "too long"
_LIBRARIES = ("lib", "decision", "draft")
# Data and packages that every part of the rule book needs.
_SHARED = (
    "lib", "decision", "kinds", "calendar", "catalogue", "law", "crosswalk", "facts", "field_map",
)  # fmt: skip


class Trees:
    """Copies of a rule book, each with the tests that belong to one file or article.

    An article is tested alone with the libraries. A library is tested by its own tests,
    and by those of everything that rests on it.
    """

    def __init__(self, whole: Path, workshop: Path) -> None:
        self._whole, self._workshop = whole, workshop
        self._uses: dict[Path, Uses] = {}

    def stages(self, file: str) -> list[Path]:
        """The folders to test a mutant of a file in, the quick one first."""
        file = _tested_by(self._whole, file)
        root, folder, name = Path(file).parts[:3]
        if root == "system":
            return [self._own(file)]
        if folder not in _LIBRARIES and name != "classification":
            return [self.article(name)]
        return [self._own(file), self.every()]

    def every(self) -> Path:
        """The whole rule book with all its tests."""
        every = self._workshop / "every"
        if not every.exists():
            shutil.copytree(self._whole, every)
        return every

    def _own(self, file: str) -> Path:
        own = self._workshop / file.replace("/", "-")
        if not own.exists():
            tests = {
                path.relative_to(self._whole).as_posix() for path in tests_of(self._whole, file)
            }
            _copy(
                self._whole,
                own,
                lambda path: _common(path) or path == file,
                lambda path: path in tests,
            )
        return own

    def uses(self, file: str) -> Uses:
        """Which rule uses which, as far as the tests that a file is judged by go."""
        folder = (self._whole / file).parent
        if len(self.stages(file)) > 1:
            folder = self._whole
        if folder not in self._uses:
            self._uses[folder] = Uses(sorted(folder.rglob("*.rego")))
        return self._uses[folder]

    def article(self, article: str) -> Path:
        """The folder of one article, with its tests and all that it rests on."""
        alone = self._workshop / article
        if not alone.exists():
            source = self._whole / "lexgate" / "eu_ai_act" / article / f"{article}.rego"
            text = source.read_text("utf-8") if source.is_file() else ""
            imported = r"(?m)^import data\.lexgate\.eu_ai_act\.(\w+)$"
            wanted = {article, *re.findall(imported, text)}
            _copy(
                self._whole,
                alone,
                lambda path: _common(path) or path.split("/")[2] in wanted,
                lambda path: path.split("/")[2] == article,
            )
        return alone


def _common(path: str) -> bool:
    """What everything rests on: the libraries, the classification and the data."""
    root, folder, name = path.split("/")[:3]
    return root == "lexgate" and (folder in _SHARED or name == "classification")


def tests_of(tree: Path, file: str) -> list[Path]:
    """The files of tests that belong to a file of rules: those of its package, beside it."""
    rules = tree / file
    if not rules.exists():
        return []
    package = _package_of(rules.read_text("utf-8")) + "_test"
    return [
        path
        for path in sorted(rules.parent.glob("*_test.rego"))
        if _package_of(path.read_text("utf-8")) == package
    ]


def _tested_by(tree: Path, file: str) -> str:
    """The file of rules that a file of tests belongs to; any other file is its own."""
    if not file.endswith("_test.rego"):
        return file
    package = _package_of((tree / file).read_text("utf-8"))
    for path in sorted((tree / file).parent.glob("*.rego")):
        if _package_of(path.read_text("utf-8")) + "_test" == package:
            return path.relative_to(tree).as_posix()
    return file


def _copy(
    whole: Path, target: Path, wanted: Callable[[str], bool], wanted_test: Callable[[str], bool]
) -> None:
    for path in whole.rglob("*"):
        relative = path.relative_to(whole).as_posix()
        if not path.is_file():
            continue
        if relative.count("/") > 1:
            keep = wanted_test if relative.endswith("_test.rego") else wanted
            if not keep(relative):
                continue
        (target / relative).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target / relative)


# ---------------------------------------------------------------- what is known


class Book:
    """What was found of mutants, each under what it rests on: its folder with tests and data."""

    def __init__(self, kept: Kept) -> None:
        self._kept, self._judges = kept, judges()
        self._digests: dict[Path, str] = {}
        # An emptied table is noticed by the convention check.
        root = paths.checkout()
        self._conventions = digest_of(root / "conventions") if root is not None else ""

    def known(self, mutant: Mutant, folder: Path) -> str | None:
        """What the tests of a folder said of a mutant; None if they were not asked."""
        found: str | None = self._kept.get(self._key(mutant, folder), "judged")
        return found

    def keep(self, mutant: Mutant, folder: Path, outcome: str) -> None:
        """Keep what the tests of a folder said."""
        self._kept.put(self._key(mutant, folder), outcome, "judged")

    def expected(self, folder: Path) -> dict[str, str] | None:
        """What the tests of an unchanged folder give, perhaps from an earlier run."""
        name = key("expected", self._judges, self._digest(folder))
        found = self._kept.get(name)
        if found is not None:
            _EXPECTED[folder], seconds = found
            _SECONDS_OF.update(seconds)
        elif found := expected_of(folder):
            seconds = {test: _SECONDS_OF[test] for test in found if test in _SECONDS_OF}
            self._kept.put(name, [found, seconds], "unchanged")
        return expected_of(folder)

    def _key(self, mutant: Mutant, folder: Path) -> str:
        noticed_by = self._conventions if mutant.what == "empty table" else ""
        return key("rule", self._judges, self._digest(folder), noticed_by, astuple(mutant))

    def _digest(self, folder: Path) -> str:
        if folder not in self._digests:
            self._digests[folder] = digest_of(folder)
        return self._digests[folder]


# What the tests of unchanged folders give, which were asked about mutants of which rule (of
# which file, under no name) and noticed them, and how long each takes, as far as known. All
# but the first only order the tests.
_EXPECTED: dict[Path, dict[str, str] | None] = {}
_ASKED: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
_NOTICED: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
_SECONDS_OF: dict[str, float] = {}
_LEARNT = threading.Lock()


# ---------------------------------------------------------------- many at once


def batch(
    mutants: Sequence[Mutant],
    tree: Path,
    uses: Callable[[str], Uses],
    folder: Path,
    tell: Callable[[Mutant, str], None] = lambda mutant, outcome: None,
    *,
    further: bool = False,
) -> list[str]:
    """Judge mutants by the tests of a folder: `killed`, `survived`, `invalid` or `open`.

    Those are the tests that reach the changed rule; with `further` without those of its
    own file, which let the mutant pass before.

    `open` is where no answer was had, or where the unchanged rules answer otherwise when
    they can be switched. An outcome that holds on any machine is told at once.
    """
    expected = expected_of(tree)
    held = {n: mutant for n, mutant in enumerate(mutants, 1) if _can_hold(tree, mutant)}
    if not expected or not held:
        return ["open"] * len(mutants)
    copy, forms = folder / "rego", folder / "forms"
    shutil.copytree(tree, copy)
    rule_forms.write(copy, tree, held, forms)
    outcomes: dict[int, str] = {}
    while found := _spoilt(_opa(*_CHECK, str(copy), str(forms)), set(held) - set(outcomes)):
        outcomes |= found
        for number in found:
            shutil.rmtree(forms / f"m{number}")
    outcomes |= _refused(
        {n: m for n, m in held.items() if n not in outcomes}, tree, folder / "copies"
    )
    for number, outcome in outcomes.items():
        if outcome == "invalid":
            tell(held[number], outcome)
    with Server([copy, forms], sorted(expected)) as server:
        asker = _Asker(server, expected)
        for number, mutant in held.items():
            if number not in outcomes:
                rule = path_of(tree, mutant)
                steps = uses(mutant.file).reaching(rule)
                if further:
                    own = rule.rpartition(".")[0] + "_test."
                    steps = {t: n for t, n in steps.items() if not t.startswith(own)}
                outcome = asker.judge(mutant, number, steps)
                if outcome in ("killed", "survived"):
                    tell(mutant, outcome)
                outcomes[number] = "killed" if outcome == _TOO_LONG else outcome
    shutil.rmtree(folder)
    return [outcomes.get(number, "open") for number in range(1, len(mutants) + 1)]


_CHECK = ("check", "--format", "json", "--max-errors", "0")


def _can_hold(tree: Path, mutant: Mutant) -> bool:
    return (tree / mutant.file).exists() and rule_forms.of(tree / mutant.file).can_hold(mutant)


def path_of(tree: Path, mutant: Mutant) -> str:
    """The path of the rule that a mutant changes."""
    return f"data.{_package_of((tree / mutant.file).read_text('utf-8'))}.{mutant.rule}"


class _Asker:
    """Asks the tests about one mutant after the other."""

    def __init__(self, server: Server, expected: Mapping[str, str]) -> None:
        self._server, self._expected = server, expected
        # Whether a test gives what is expected while nothing is switched on.
        self._sound: dict[str, bool] = {}

    def judge(self, mutant: Mutant, number: int, steps: Mapping[str, int]) -> str:
        """Judge the mutant of this number by the tests that reach its rule."""
        tests = in_order([test for test in self._expected if test in steps], mutant, steps)
        switch = rule_forms.switch(mutant)
        outcome = "survived"
        try:
            for test in tests:
                if not self._is_sound(test):
                    outcome = "open"
                    continue
                self._server.switch(switch, number)
                try:
                    same = self._server.gives(test) == self._expected[test]
                except Failed as failed:
                    if not failed.in_running:
                        outcome = "open"
                        continue
                    same = False
                _asked(mutant, test, noticed=not same)
                if not same:
                    return "killed"
        except TooLong:
            return _TOO_LONG
        return outcome

    def _is_sound(self, test: str) -> bool:
        if test not in self._sound:
            self._server.off()
            started = time.monotonic()
            try:
                self._sound[test] = self._server.gives(test) == self._expected[test]
            except (Failed, TooLong):
                self._sound[test] = False
            _SECONDS_OF[test] = time.monotonic() - started
        return self._sound[test]


def _refused(mutants: Mapping[int, Mutant], tree: Path, folder: Path) -> dict[int, str]:
    """Those that OPA refuses for what their own file, or its tests, make of them.

    Where a rule has several forms, OPA lets pass what one of them could give. So each that
    changes what type a rule has is compiled in a copy of the file and its tests, too.
    """
    changing = {n: m for n, m in mutants.items() if rule_forms.names_a_field(tree, m)}
    # What asks for another field may find it in a form of another rule.
    fields = {mutant.new.strip('"') for mutant in changing.values()}
    changing |= {
        n: m for n, m in mutants.items() if m.what == "change path" and m.new.strip('"') in fields
    }
    found: dict[int, str] = {}
    numbers = list(changing)
    for start in range(0, len(numbers), _COPIES):
        part = set(numbers[start : start + _COPIES])
        for number in {0} | part:
            mutant = changing[number or min(part)]
            source = (tree / mutant.file).read_bytes()
            package = _package_of(source.decode())
            (folder / f"m{number}").mkdir(parents=True)
            for name, text in (
                ("rules", mutant.on(source) if number else source),
                *((path.stem, path.read_bytes()) for path in tests_of(tree, mutant.file)),
            ):
                moved = _moved(text, package, number)
                (folder / f"m{number}" / f"{name}.rego").write_bytes(moved)
        refused: dict[int, str] = {}
        while now := _spoilt(_opa(*_CHECK, str(tree), str(folder)), ({0} | part) - set(refused)):
            refused |= now
            for number in now:
                shutil.rmtree(folder / f"m{number}")
        # Where the unchanged file is refused, this says nothing.
        found |= dict.fromkeys(part, "open") if 0 in refused else refused
        shutil.rmtree(folder)
    return found


def _moved(text: bytes, package: str, number: int) -> bytes:
    """A file whose package, and what it says of the changed one, lies beside the rule book."""
    text = re.sub(rb"(?m)^package ", b"package mutants.m%d." % number, text)
    name = re.escape(package.encode())
    return re.sub(
        rb"\bdata\." + name + rb"\b(?!_)", b"data.mutants.m%d.%s" % (number, package.encode()), text
    )


def _asks(package: str, tests: Sequence[str], expected: Mapping[str, str]) -> str:
    """Rego that says which test is the first to give something else; none after it is asked."""
    lines = [f"package {package}\n"]
    for number, test in enumerate(tests):
        lines.append(f"same_{number} if json.marshal({test}) == {json.dumps(expected[test])}\n")
    branches = [f"{number} if {{ not same_{number} }}" for number in range(len(tests))]
    lines.append("noticed_by := " + " else := ".join(branches) + "\n")
    return "\n".join(lines)


def _spoilt(done: subprocess.CompletedProcess[bytes] | None, asked: set[int]) -> dict[int, str]:
    """Which mutants an error names: those don't compile."""
    found: dict[int, str] = {}
    for error in _errors(done):
        place = re.search(r"/m(\d+)/\w+\.rego$", error.get("location", {}).get("file", ""))
        if place and int(place[1]) in asked:
            found[int(place[1])] = "invalid"
    return found


def _errors(done: subprocess.CompletedProcess[bytes] | None) -> list[dict[str, Any]]:
    if done is None or done.returncode == 0:
        return []
    for output in (done.stdout, done.stderr):
        try:
            return list(json.loads(output)["errors"])
        except (ValueError, LookupError, TypeError):
            continue
    return []


# ---------------------------------------------------------------- one by one


class Lane:
    """One worker: its own copies of the folders, one mutant after the other."""

    def __init__(self, folder: Path, book: Book | None = None) -> None:
        self._folder, self._book = folder, book or Book(Kept())
        self._copies: dict[Path, Path] = {}

    def judge(self, mutant: Mutant, stages: Sequence[Path]) -> str:
        """Judge a mutant in each folder in turn: `killed`, `survived` or `invalid`."""
        outcome = "survived"
        for tree in stages:
            original = tree / mutant.file
            if not original.exists() or self._book.known(mutant, tree) == "survived":
                continue
            with self._changed([mutant], tree) as target:
                outcome = (
                    _tables_noticed(target)
                    if mutant.what == "empty table"
                    else _test(self._copies[tree], tree, mutant)
                )
            if outcome == _TOO_LONG:
                # On an idle machine it might have been in time: that is not kept.
                return "killed"
            self._book.keep(mutant, tree, outcome)
            if outcome != "survived":
                break
        return outcome

    def refused(self, mutants: Iterable[Mutant], tree: Path) -> set[Mutant]:
        """Those that OPA refuses in this folder; what it takes together, it takes one by one."""
        return {mutant for group in _apart(mutants) for mutant in self._refused(group, tree)}

    def _refused(self, group: Sequence[Mutant], tree: Path) -> set[Mutant]:
        with self._changed(group, tree):
            done = _opa(*_CHECK, str(self._copies[tree]))
        if done is None or done.returncode == 0:
            return set()
        half = len(group) // 2
        if not half:
            return set(group)
        return self._refused(group[:half], tree) | self._refused(group[half:], tree)

    @contextlib.contextmanager
    def _changed(self, mutants: Sequence[Mutant], tree: Path) -> Iterator[Path]:
        """A copy of the folder with the mutants in it; gives the file of the first."""
        if tree not in self._copies:
            self._copies[tree] = self._folder / tree.name
            shutil.copytree(tree, self._copies[tree])
        copy, files = self._copies[tree], {mutant.file for mutant in mutants}
        # From the end on, so that no change moves the place of another.
        for mutant in sorted(mutants, key=lambda mutant: mutant.start, reverse=True):
            target = copy / mutant.file
            target.write_bytes(mutant.on(target.read_bytes()))
        try:
            yield copy / mutants[0].file
        finally:
            for file in files:
                shutil.copyfile(tree / file, copy / file)


def _apart(mutants: Iterable[Mutant]) -> list[list[Mutant]]:
    """Groups of mutants that can't hide each other: none changes what another one does.

    What one renames, another one of its group could ask for by the new name.
    """
    groups: list[list[Mutant]] = []
    for mutant in mutants:
        for group in groups:
            if len(group) < _COPIES and all(_far_apart(mutant, other) for other in group):
                group.append(mutant)
                break
        else:
            groups.append([mutant])
    return groups


def _far_apart(one: Mutant, other: Mutant) -> bool:
    elsewhere = one.file != other.file or one.end <= other.start or other.end <= one.start
    return elsewhere and one.new != other.new


def _test(folder: Path, unchanged: Path, mutant: Mutant) -> str:
    """The tests must give what they gave before, each note of each table.

    That is what `opa test` asks, in a tenth of its time: it traces every step to tell
    where a test failed, and goes on after the first; here it is enough that one did.
    And it asks strictly, as the gate does, where `opa test` takes an error for no answer.
    """
    expected = expected_of(unchanged)
    if not expected:
        return "survived"
    tests = in_order(list(expected), mutant, {})
    asks = folder.with_name(f"{folder.name}.asks.rego")
    asks.write_text(_asks("assurance_asks", tests, expected), "utf-8")
    done = _opa(
        "eval", "--bundle", str(folder), "--data", str(asks), "--format", "json",
        "--strict-builtin-errors", "--timeout", "60s", "data.assurance_asks.noticed_by",
    )  # fmt: skip
    if done is None:
        return _TOO_LONG
    if done.returncode == 0:
        results = json.loads(done.stdout).get("result")
        if not results:
            return "survived"
        return "killed"
    codes = {str(error.get("code", "")) for error in _errors(done)}
    if "eval_cancel_error" in codes:
        return _TOO_LONG
    # What doesn't parse or compile never ran. Two values for one rule is a failure that
    # the tests brought about.
    return "killed" if codes and all(code.startswith("eval_") for code in codes) else "invalid"


def _tables_noticed(path: Path) -> str:
    """An emptied table passes under `opa test`; the convention check has to see it."""
    try:
        return "killed" if conventions.table_faults(path) else "survived"
    except LexgateError:
        return "invalid"


# ---------------------------------------------------------------- the tests


def answer_strictly(rego: Path) -> bool:
    """Whether all tests of a rule book answer where an error of a built-in ends everything."""
    return bool(expected_of(rego))


def green(trees: Sequence[Path], book: Book) -> bool:
    """Whether every test answers before any change, and there are some.

    Which notes of a table fail is for `opa test` to tell, in `make test`.
    """
    found = [book.expected(tree) for tree in trees]
    return bool(found[-1]) and None not in found


def expected_of(folder: Path) -> dict[str, str] | None:
    """What each test of an unchanged folder gives, as text; None when they don't all answer."""
    if folder not in _EXPECTED:
        _EXPECTED[folder] = _expected_of(folder)
    return _EXPECTED[folder]


def _expected_of(folder: Path) -> dict[str, str] | None:
    tests = sorted(test for path in _tests(folder) for test in _named(path))
    if not tests:
        return {}
    query = ", ".join(f"{json.dumps(test)}: json.marshal({test})" for test in tests)
    done = _opa(
        "eval", "--bundle", str(folder), "--format", "json", "--strict-builtin-errors",
        "--metrics", "{" + query + "}",
    )  # fmt: skip
    try:
        answer = json.loads(done.stdout) if done else {}
        found = answer["result"][0]["expressions"][0]["value"]
    except (ValueError, LookupError):
        return None
    if not found or {"false", "{}", "[]"} & set(found.values()):
        return None
    if len({test.rpartition(".")[0] for test in tests}) == 1:
        seconds = answer.get("metrics", {}).get("timer_rego_query_eval_ns", 0) / 1e9
        _SECONDS_OF.update(dict.fromkeys(tests, seconds / len(tests)))
    return dict(found)


def in_order(tests: Sequence[str], mutant: Mutant, steps: Mapping[str, int]) -> list[str]:
    """Tests, those first that are likely to notice a mutant, for the time that they take.

    Likely is what noticed others of the same rule, else others of the file, else what is
    few steps from the rule.
    """
    with _LEARNT:
        of_rule, of_file = (
            (dict(_NOTICED[place]), dict(_ASKED[place]))
            for place in ((mutant.file, mutant.rule), (mutant.file, ""))
        )

    def worth(test: str) -> float:
        near = 1 / (2 + steps.get(test, 999))
        likely = (of_file[0].get(test, 0) + near) / (of_file[1].get(test, 0) + 1)
        likely = (of_rule[0].get(test, 0) + likely) / (of_rule[1].get(test, 0) + 1)
        return likely / (_SECONDS_OF.get(test, 0.02) + 0.002)

    return sorted(tests, key=worth, reverse=True)


def _asked(mutant: Mutant, test: str, *, noticed: bool) -> None:
    with _LEARNT:
        for place in ((mutant.file, mutant.rule), (mutant.file, "")):
            _ASKED[place][test] += 1
            _NOTICED[place][test] += noticed


def _tests(folder: Path) -> Iterator[Path]:
    yield from sorted(folder.rglob("*_test.rego"))


def _named(path: Path) -> set[str]:
    """The tests of a file, by their paths in the rule book."""
    package = _package_of(path.read_text("utf-8"))
    names = {name_of(rule) for rule in parse(path)["rules"]}
    return {f"data.{package}.{name}" for name in names if name.startswith("test_")}


def _package_of(text: str) -> str:
    match = re.search(r"^package ([\w.]+)$", text, re.MULTILINE)
    return match[1] if match else "nothing"


def _opa(*arguments: str) -> subprocess.CompletedProcess[bytes] | None:
    """Run OPA; None when it took too long.

    Raises:
        LexgateError: somebody else ended it, which says nothing about a mutant.
    """
    try:
        done = subprocess.run(
            [str(tools_install.find_opa()), *arguments],
            capture_output=True,
            check=False,
            timeout=_SECONDS,
            env=ENVIRONMENT,
        )
    except subprocess.TimeoutExpired:
        return None
    if done.returncode < 0:
        raise LexgateError(
            f"OPA was ended by signal {-done.returncode}.",
            "a test of rule mutants",
            "Start again: what was judged before is kept, and it goes on from there.",
        )
    return done
