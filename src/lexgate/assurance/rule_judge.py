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
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from lexgate import conventions, tools_install
from lexgate.assurance.rule_changes import Mutant, callers, name_of
from lexgate.errors import LexgateError
from lexgate.rego_syntax import parse

# As many as one process judges: what it loads for all of them is then a small part.
BATCH = 24
_SECONDS = 90
_SECONDS_OF_A_BATCH = 30
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
        every = self._workshop / "every"
        if not every.exists():
            shutil.copytree(self._whole, every)
        return [self._own(file), every]

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
    arguments = ["check", "--format", "json", "--max-errors", "0", str(bare), str(folder)]
    while found := _spoilt(_opa(*arguments), set(texts) - set(outcomes)):
        outcomes |= found
        for number in found:
            shutil.rmtree(folder / f"m{number}")
    for number in set(texts) - set(outcomes):
        tests_moved = _moved(tests.read_bytes(), package, number)
        (folder / f"m{number}" / "tests.rego").write_bytes(tests_moved)
        rule = mutants[number - 1].rule if number else ""
        judge = _judge(number, expected, nearest_first(own, file, rule))
        (folder / f"m{number}" / "judge.rego").write_text(judge, "utf-8")
    _ask(sorted(set(texts) - set(outcomes)), bare, folder, outcomes)
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


def _judge(number: int, expected: Mapping[str, str], tests: Sequence[str]) -> str:
    same = "\n".join(
        f"\tjson.marshal({test.replace('data.', f'data.mutants.m{number}.', 1)})"
        f" == {json.dumps(expected[test])}"
        for test in tests
    )
    return f"package mutants.m{number}.judge\n\nalive if {{\n{same}\n}}\n"


def _ask(numbers: list[int], bare: Path, folder: Path, outcomes: dict[int, str]) -> None:
    """Ask the tests of these mutants; halve them where one ends the process for all."""
    while numbers:
        names = json.dumps([f"m{number}" for number in numbers])
        query = f"[name | some name in {names}; data.mutants[name].judge.alive]"
        loaded = [part for n in numbers for part in ("--data", str(folder / f"m{n}"))]
        done = _opa(
            "eval", "--bundle", str(bare), *loaded, "--format", "json",
            "--timeout", f"{_SECONDS_OF_A_BATCH}s", query,
        )  # fmt: skip
        if done is not None and done.returncode == 0:
            alive = set(json.loads(done.stdout)["result"][0]["expressions"][0]["value"])
            outcomes |= {n: "open" if f"m{n}" in alive else "killed" for n in numbers}
            return
        found = _spoilt(done, set(numbers))
        if not found:
            if len(numbers) > 1:
                middle = len(numbers) // 2
                _ask(numbers[:middle], bare, folder, outcomes)
                _ask(numbers[middle:], bare, folder, outcomes)
            return
        outcomes |= found
        numbers = [number for number in numbers if number not in found]


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

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._copies: dict[Path, Path] = {}

    def judge(self, mutant: Mutant, stages: Sequence[Path]) -> str:
        """Judge a mutant in each folder in turn: `killed`, `survived` or `invalid`."""
        outcome = "survived"
        for tree in stages:
            original = tree / mutant.file
            if not original.exists():
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
    file = folder.with_name(f"{folder.name}.expected.json")
    if not file.exists():
        file.write_text(json.dumps({"expected": expected}), "utf-8")
    query = "; ".join(
        f"json.marshal({test}) == data.expected[{json.dumps(test)}]"
        for test in nearest_first(unchanged, mutant.file, mutant.rule)
    )
    # A query of one comparison answers false, one of several answers nothing.
    query += "; true"
    done = _opa(
        "eval", "--bundle", str(folder), "--data", str(file), "--format", "json",
        "--strict-builtin-errors", "--timeout", "60s", query,
    )  # fmt: skip
    if done is None:
        return "killed"
    if done.returncode == 0:
        return "survived" if json.loads(done.stdout).get("result") else "killed"
    codes = {str(error.get("code", "")) for error in _errors(done)}
    # What doesn't parse or compile never ran. Two values for one rule, or an evaluation
    # that takes too long, is a failure that the tests brought about.
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


def green(trees: Sequence[Path]) -> bool:
    """Whether every test answers before any change, and there are some.

    Which notes of a table fail is for `opa test` to tell, in `make test`.
    """
    found = [expected_of(tree) for tree in trees]
    return bool(found[-1]) and None not in found


@functools.cache
def expected_of(folder: Path) -> dict[str, str] | None:
    """What each test of an unchanged folder gives, as text; None when they don't all answer."""
    tests = sorted(test for path in _tests(folder) for test in _bodies(path))
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
def nearest_first(folder: Path, file: str, rule: str) -> list[str]:
    """The tests that name a rule, or one that uses it, before the others.

    OPA stops at the first that fails.
    """
    near = callers(folder / file, rule)
    bodies = {name: body for path in _tests(folder) for name, body in _bodies(path).items()}

    def distance(test: str) -> int:
        words = set(re.findall(r"\w+", bodies[test]))
        return min((steps for name, steps in near.items() if name in words), default=len(near))

    return sorted(expected_of(folder) or {}, key=distance)


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
