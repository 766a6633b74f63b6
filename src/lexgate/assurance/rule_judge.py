"""Do the tests notice a changed rule?

Three questions, the cheapest first; the first that notices ends it:

1. The tests of the file itself, for many mutants in one process: each is loaded
   beside the rule book as a package of its own, with its own copy of the tests.
2. The same tests on a copy of the rule book with the one file changed, strictly.
3. For what all rules rest on: all tests of the rule book.
"""

from __future__ import annotations

import functools
import json
import re
import shutil
import subprocess
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import astuple
from pathlib import Path
from typing import Any

from lexgate import conventions, paths, tools_install
from lexgate.assurance.kept import Kept, judges, key
from lexgate.assurance.kept import tree as digest_of
from lexgate.assurance.rule_changes import Mutant, callers, name_of
from lexgate.errors import LexgateError
from lexgate.rego_syntax import parse

# As many as one process judges: what it loads for all of them is then a small part.
BATCH = 24
_SECONDS = 120
# With the compiling. Too few, and on a busy machine each batch is judged again in halves.
_SECONDS_OF_A_BATCH = 100
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

    def stages(self, file: str) -> list[Path]:
        """The folders to test a mutant of a file in, the quick one first."""
        file = file.replace("_test.rego", ".rego")
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
            _copy(
                self._whole,
                own,
                lambda path: _common(path) or path == file,
                lambda path: path == test_of(file),
            )
        return own

    def bare(self, tree: Path) -> Path:
        """A folder without its tests."""
        bare = tree.with_name(f"{tree.name}-bare")
        if not bare.exists():
            shutil.copytree(tree, bare, ignore=shutil.ignore_patterns("*_test.rego"))
        return bare

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


def test_of(file: str) -> str:
    """The file of tests that belongs to a file of rules."""
    return file.removesuffix(".rego") + "_test.rego"


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


# What the tests of unchanged folders give, which tests noticed mutants of which rule (of
# which file, under no name), and how long each takes, as far as known. The last two only
# order the tests.
_EXPECTED: dict[Path, dict[str, str] | None] = {}
_NOTICED: dict[tuple[str, str], Counter[str]] = {}
_SECONDS_OF: dict[str, float] = {}
_LEARNT = threading.Lock()


# ---------------------------------------------------------------- many at once


def batch(mutants: Sequence[Mutant], own: Path, bare: Path, folder: Path) -> list[str]:
    """Judge mutants of one file by its own tests: `killed`, `invalid` or `open`.

    `open` is for the other questions: its tests gave what they gave before, or no
    answer was had. Errors of built-ins count as no answer here, so that one mutant
    can't end the process for all; what is noticed so is noticed strictly, too.
    """
    file = mutants[0].file
    source, tests = (own / file).read_bytes(), own / test_of(file)
    package = _package_of(source.decode())
    expected = expected_of(own)
    if not tests.exists() or not expected:
        return ["open"] * len(mutants)
    # The unchanged rules are judged with them: where being loaded beside the rule book
    # changes an answer, nothing can be said so.
    texts = {0: source} | {n: mutant.on(source) for n, mutant in enumerate(mutants, 1)}
    folder.mkdir(parents=True)
    for number, text in texts.items():
        (folder / f"m{number}").mkdir()
        (folder / f"m{number}" / "rules.rego").write_bytes(_moved(text, package, number))
    outcomes: dict[int, str] = {}
    orders: dict[int, list[str]] = {}
    arguments = ["check", "--format", "json", "--max-errors", "0", str(bare), str(folder)]
    while found := _spoilt(_opa(*arguments), set(texts) - set(outcomes)):
        outcomes |= found
        for number in found:
            shutil.rmtree(folder / f"m{number}")
    for number in set(texts) - set(outcomes):
        tests_moved = _moved(tests.read_bytes(), package, number)
        (folder / f"m{number}" / "tests.rego").write_bytes(tests_moved)
        # The unchanged rules are asked in any order: all their tests are.
        orders[number] = in_order(own, mutants[max(0, number - 1)])
        judge = _asks(
            f"mutants.m{number}.judge", orders[number], expected, f"data.mutants.m{number}."
        )
        (folder / f"m{number}" / "judge.rego").write_text(judge, "utf-8")
    noticed = _ask(sorted(set(texts) - set(outcomes)), bare, folder, outcomes)
    for number, test in noticed.items():
        if number:
            _noticed(mutants[number - 1], orders[number][test])
    shutil.rmtree(folder)
    if outcomes.get(0) != "open":
        return ["open"] * len(mutants)
    return [outcomes.get(number, "open") for number in sorted(texts) if number]


def _moved(text: bytes, package: str, number: int) -> bytes:
    """A file whose package, and what it says of the changed one, lies beside the rule book."""
    text = re.sub(rb"(?m)^package ", b"package mutants.m%d." % number, text)
    name = re.escape(package.encode())
    return re.sub(
        rb"\bdata\." + name + rb"\b(?!_)", b"data.mutants.m%d.%s" % (number, package.encode()), text
    )


def _asks(
    package: str, tests: Sequence[str], expected: Mapping[str, str], root: str = "data."
) -> str:
    """Rego that says which test is the first to give something else; none after it is asked."""
    lines = [f"package {package}\n"]
    for number, test in enumerate(tests):
        asked = root + test.removeprefix("data.")
        lines.append(f"same_{number} if json.marshal({asked}) == {json.dumps(expected[test])}\n")
    branches = [f"{number} if {{ not same_{number} }}" for number in range(len(tests))]
    lines.append("noticed_by := " + " else := ".join(branches) + "\n")
    return "\n".join(lines)


def _ask(numbers: list[int], bare: Path, folder: Path, outcomes: dict[int, str]) -> dict[int, int]:
    """Ask the tests of these mutants; halve them where one ends the process for all.

    Gives which test noticed which mutant.
    """
    noticed: dict[int, int] = {}
    while numbers:
        names = json.dumps([f"m{number}" for number in numbers])
        query = (
            f"{{name: test | some name in {names}; test := data.mutants[name].judge.noticed_by}}"
        )
        loaded = [part for n in numbers for part in ("--data", str(folder / f"m{n}"))]
        done = _opa(
            "eval", "--bundle", str(bare), *loaded, "--format", "json",
            "--timeout", f"{_SECONDS_OF_A_BATCH}s", query,
        )  # fmt: skip
        if done is not None and done.returncode == 0:
            by = json.loads(done.stdout)["result"][0]["expressions"][0]["value"]
            for n in numbers:
                outcomes[n] = "killed" if f"m{n}" in by else "open"
                if f"m{n}" in by:
                    noticed[n] = int(by[f"m{n}"])
            return noticed
        found = _spoilt(done, set(numbers))
        if not found:
            if len(numbers) > 1:
                middle = len(numbers) // 2
                noticed |= _ask(numbers[:middle], bare, folder, outcomes)
                noticed |= _ask(numbers[middle:], bare, folder, outcomes)
            return noticed
        outcomes |= found
        numbers = [number for number in numbers if number not in found]
    return noticed


def _spoilt(done: subprocess.CompletedProcess[bytes] | None, asked: set[int]) -> dict[int, str]:
    """Which mutants an error names: those that don't compile, or those that fail in running."""
    found: dict[int, str] = {}
    for error in _errors(done):
        place = re.search(r"/m(\d+)/\w+\.rego$", error.get("location", {}).get("file", ""))
        if place and int(place[1]) in asked:
            running = str(error.get("code", "")).startswith("eval_")
            found[int(place[1])] = "killed" if running else "invalid"
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
            if tree not in self._copies:
                self._copies[tree] = self._folder / tree.name
                shutil.copytree(tree, self._copies[tree])
            target = self._copies[tree] / mutant.file
            target.write_bytes(mutant.on(original.read_bytes()))
            try:
                outcome = (
                    _tables_noticed(target)
                    if mutant.what == "empty table"
                    else _test(self._copies[tree], tree, mutant)
                )
            finally:
                shutil.copyfile(original, target)
            if outcome == _TOO_LONG:
                # On an idle machine it might have been in time: that is not kept.
                return "killed"
            self._book.keep(mutant, tree, outcome)
            if outcome != "survived":
                break
        return outcome


def _test(folder: Path, unchanged: Path, mutant: Mutant) -> str:
    """The tests must give what they gave before, each note of each table.

    That is what `opa test` asks, in a tenth of its time: it traces every step to tell
    where a test failed, and goes on after the first; here it is enough that one did.
    And it asks strictly, as the gate does, where `opa test` takes an error for no answer.
    """
    expected = expected_of(unchanged)
    if not expected:
        return "survived"
    tests = in_order(unchanged, mutant)
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
        _noticed(mutant, tests[int(results[0]["expressions"][0]["value"])])
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
    tests = sorted(test for path in _tests(folder) for test in _bodies(path))
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


def in_order(folder: Path, mutant: Mutant) -> list[str]:
    """All tests of a folder, those first that are likely to notice a mutant.

    That is: those that noticed others of the same rule, those that name the rule or one
    that uses it, those that noticed others of the file, and the quick ones.
    """
    with _LEARNT:
        of_rule = dict(_NOTICED.get((mutant.file, mutant.rule), {}))
        of_file = dict(_NOTICED.get((mutant.file, ""), {}))

    def place(test: str) -> tuple[int, int, int, float]:
        return (
            -of_rule.get(test, 0), near.get(test, len(near)), -of_file.get(test, 0),
            _SECONDS_OF.get(test, 0.0),
        )  # fmt: skip

    near = _distances(folder, mutant.file, mutant.rule)
    return sorted(expected_of(folder) or {}, key=place)


def _noticed(mutant: Mutant, test: str) -> None:
    with _LEARNT:
        for rule in (mutant.rule, ""):
            _NOTICED.setdefault((mutant.file, rule), Counter())[test] += 1


@functools.cache
def _distances(folder: Path, file: str, rule: str) -> dict[str, int]:
    """How many steps a test is from a rule, through those that use it in its own file."""
    near = callers(folder / file, rule)
    found: dict[str, int] = {}
    for path in _tests(folder):
        for test, body in _bodies(path).items():
            words = set(re.findall(r"\w+", body))
            found[test] = min((steps for name, steps in near.items() if name in words), default=999)
    return found


def _tests(folder: Path) -> Iterator[Path]:
    yield from sorted(folder.rglob("*_test.rego"))


@functools.cache
def _bodies(path: Path) -> dict[str, str]:
    """The text of each test of a file, by its path in the rule book."""
    text = path.read_text("utf-8")
    found: dict[str, str] = {}
    lines = text.splitlines()
    rules = parse(path)["rules"]
    starts = [rule["head"]["ref"][0]["location"]["row"] for rule in rules] + [len(lines) + 1]
    for place, rule in enumerate(rules):
        name = name_of(rule)
        if name.startswith("test_"):
            key = f"data.{_package_of(text)}.{name}"
            body = "\n".join(lines[starts[place] - 1 : starts[place + 1] - 1])
            found[key] = found.get(key, "") + body
    return found


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
            env={"GOGC": "off", "GOMEMLIMIT": "2GiB"},
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
