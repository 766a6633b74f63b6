"""What an earlier run judged counts, and only while nothing that it rests on has changed."""

import ast
import fcntl
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from lexgate import paths, tools_install
from lexgate.assurance import base, evidence_mutants, judge, kept, rule_judge, rule_mutants
from lexgate.assurance.__main__ import main
from lexgate.assurance.kept import Kept
from lexgate.assurance.workers import EVIDENCE, RULES, Workers
from lexgate.errors import LexgateError

CONTROL = "EUAIA-10.2.f"
# Small, since each question about it is asked again and again.
FILE = "lexgate/eu_ai_act/art_26/art_26.rego"
# More than one batch for each worker, so that it can be stopped half-way; some are no Rego.
OF_SOME_SIZE = "lexgate/eu_ai_act/art_12/art_12.rego"


@pytest.fixture(scope="module")
def good() -> base.Case:
    return base.build()


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    rego = tmp_path / "rego"
    shutil.copytree(paths.rego(), rego)
    monkeypatch.setattr(paths, "rego", lambda: rego)
    return rego


# ---------------------------------------------------------------- the folder


def test_what_was_kept_is_there_again(tmp_path: Path) -> None:
    with Kept(tmp_path) as first:
        first.put("a", {"status": "fail"}, "answers")
        first.put("b", "killed", "judged")

    with Kept(tmp_path) as second:
        assert second.earlier == 2
        assert second.get("a", "answers") == {"status": "fail"}
        assert second.get("c", "answers") is None
        assert dict(second.reused) == {"answers": 1}


def test_fresh_counts_nothing(tmp_path: Path) -> None:
    with Kept(tmp_path) as first:
        first.put("a", "killed", "judged")

    with Kept(tmp_path, fresh=True) as second:
        assert second.get("a") is None


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda data: data[:-9], id="cut off"),
        pytest.param(lambda data: data[:80] + b"x" + data[81:], id="one byte changed"),
        pytest.param(lambda data: data.replace(b"a" * 64, b"b" * 64), id="another key"),
        pytest.param(lambda _: b"\xff\x00 \n\n \n", id="no text"),
    ],
)
def test_a_damaged_line_does_not_count(tmp_path: Path, damage: Any) -> None:
    with Kept(tmp_path) as first:
        first.put("a" * 64, "survived", "judged")
    (path,) = tmp_path.glob("results-*")
    with Kept(tmp_path / "other") as another:
        another.put("c" * 64, "killed", "judged")
    (sound,) = (tmp_path / "other").glob("results-*")
    path.write_bytes(sound.read_bytes() + damage(path.read_bytes()))

    with Kept(tmp_path) as second:
        assert second.get("a" * 64) is None
        assert second.get("b" * 64) is None
        assert second.get("c" * 64) == "killed"
        assert second.spoilt > 0


def test_two_at_once_leave_each_other_alone(tmp_path: Path) -> None:
    with Kept(tmp_path) as old:
        old.put("old", 1, "judged")

    with Kept(tmp_path) as one, Kept(tmp_path) as two:
        one.put("one", 1, "judged")
        two.put("two", 1, "judged")
        assert one.get("old") == 1
        one.settle()
        two.put("two-more", 1, "judged")

    with Kept(tmp_path) as third:
        assert [third.get(name) for name in ("old", "one", "two", "two-more")] == [1] * 4


def test_what_another_run_wrote_meanwhile_stays(tmp_path: Path) -> None:
    """It was read half-way, and its run has ended since."""
    two = Kept(tmp_path)
    two.put("early", 1, "judged")
    one = Kept(tmp_path)
    two.put("late", 1, "judged")
    two.close()
    one.settle()
    one.close()

    with Kept(tmp_path) as third:
        assert third.get("late") == 1


def test_a_whole_run_leaves_what_it_used(tmp_path: Path) -> None:
    with Kept(tmp_path) as first:
        first.put("used", 1, "judged")
        first.put("unused", 1, "judged")
    with Kept(tmp_path) as second:
        second.get("used")
        second.settle()

    with Kept(tmp_path) as third:
        assert third.earlier == 1
        assert third.get("used") == 1
    assert not list(tmp_path.glob("part-*"))


def test_a_full_disk_is_told_and_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = Kept(tmp_path)
    first.put("before", 1, "judged")
    whole = os.write

    def full(out: int, data: bytes) -> int:
        return whole(out, data[:5])

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(LexgateError, match="can't be kept"):
        first.put("too-much", 1, "judged")
    with pytest.raises(LexgateError, match="can't be kept"):
        first.settle()
    monkeypatch.setattr(os, "write", whole)
    assert first.get("too-much") is None
    first.close()

    with Kept(tmp_path) as second:
        assert second.get("before") == 1
        assert second.get("too-much") is None


def test_a_folder_that_cannot_be_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("", "utf-8")

    assert main(["--short", "--results", str(tmp_path / "file" / "here")]) == 3
    assert "can't be kept" in capsys.readouterr().err


# ---------------------------------------------------------------- what a result rests on


def test_a_module_that_the_harness_imports_counts(tmp_path: Path) -> None:
    root = tmp_path / "lexgate"
    shutil.copytree(Path(kept.__file__).parents[1], root)
    before = kept.harness(root)

    for name, counts in (
        ("assurance/judge.py", True), ("assurance/harness.rego", True), ("documents.py", True),
        ("rego_syntax.py", True), ("gate/__main__.py", False),
    ):  # fmt: skip
        path = root / name
        if not path.exists():
            continue
        text = path.read_bytes()
        path.write_bytes(text + b"\n# another line\n")
        assert (kept.harness(root) != before) is counts, name
        path.write_bytes(text)
    assert kept.harness(root) == before


def _judged(folder: Path, file: str = FILE) -> tuple[int, rule_mutants.Report]:
    """How many questions about rules were judged anew."""
    with Kept(folder) as found:
        report = rule_mutants.run(files=[file], kept=found)
        return found.new["judged"], report


def test_rules_go_on_from_what_was_judged(book: Path, tmp_path: Path) -> None:
    all_, first = _judged(tmp_path / "kept", OF_SOME_SIZE)
    none, second = _judged(tmp_path / "kept", OF_SOME_SIZE)

    assert first.invalid > 0
    assert sum(first.tried.values()) > 0
    assert all_ == sum(first.tried.values()) + first.invalid
    assert none == 0
    assert second.kept == all_
    same = ("killed", "tried", "by_file", "survivors", "faults", "invalid")
    assert [getattr(first, name) for name in same] == [getattr(second, name) for name in same]


@pytest.mark.parametrize(
    ("file", "anew"),
    [
        pytest.param(FILE, True, id="the rule"),
        pytest.param(FILE.replace(".rego", "_test.rego"), True, id="its tests"),
        pytest.param("lexgate/lib/check.rego", True, id="a library"),
        pytest.param("lexgate/calendar/data.yaml", True, id="data"),
        pytest.param("lexgate/eu_ai_act/art_15/art_15.rego", False, id="another article"),
        pytest.param("lexgate/lib/moment_test.rego", False, id="the tests of a library"),
    ],
)
def test_a_rule_mutant_is_judged_anew(book: Path, tmp_path: Path, file: str, anew: bool) -> None:
    everything, _ = _judged(tmp_path / "kept")
    path = book / file
    path.write_text(path.read_text("utf-8") + "\n# another line\n", "utf-8")

    judged, report = _judged(tmp_path / "kept")

    assert judged == (everything if anew else 0)
    assert not report.faults


def test_a_rule_mutant_is_judged_anew_by_another_engine(
    book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    everything, _ = _judged(tmp_path / "kept")
    monkeypatch.setattr(rule_judge, "judges", lambda: "another OPA, or other code")

    assert _judged(tmp_path / "kept")[0] == everything


def test_tests_that_fail_now_are_told_whatever_was_kept(book: Path, tmp_path: Path) -> None:
    _judged(tmp_path / "kept")
    test = book / FILE.replace(".rego", "_test.rego")
    test.write_text(test.read_text("utf-8") + "\ntest_nothing if {\n\t1 == 2\n}\n", "utf-8")

    _, report = _judged(tmp_path / "kept")

    assert report.faults
    assert not report.ok


def _asked(folder: Path, case: base.Case, **more: Any) -> int:
    with Kept(folder) as found:
        judge.Judge(kept=found).one(judge.Question(case, (CONTROL,), **more))
        return found.new["answers"]


def test_an_answer_is_asked_for_once(good: base.Case, tmp_path: Path) -> None:
    """A document signed anew says the same, though its signature is another one."""
    document = good.documents["model"]
    again = good.with_document("model", document.predicate)
    assert again.documents["model"].envelopes != document.envelopes

    assert _asked(tmp_path, good) == 1
    assert _asked(tmp_path, again) == 0
    assert _asked(tmp_path, base.build()) == 0


def test_equal_questions_are_asked_once(good: base.Case) -> None:
    found = Kept()
    question = judge.Question(good, (CONTROL,))

    answers = [answer for _, answer in judge.Judge(kept=found).ask([question] * 3)]

    assert found.new["answers"] == 1
    assert answers[0] is not None
    assert answers == [answers[0]] * 3


def _another_number(good: base.Case) -> base.Case:
    model = good.documents["model"].predicate
    return good.with_document("model", {**model, "remark": "another"})


@pytest.mark.parametrize(
    ("other", "more"),
    [
        pytest.param(_another_number, {}, id="the good base"),
        pytest.param(lambda good: good.with_document("model", None), {}, id="a document less"),
        pytest.param(
            lambda good: good.with_document(
                "model", good.documents["model"].predicate, key=sorted(good.keys)[0]
            ),
            {},
            id="another signer",
        ),
        pytest.param(
            lambda good: good.with_envelopes(
                "model", (good.documents["model"].envelopes[0][:-4] + "AAAA",)
            ),
            {},
            id="a forged signature",
        ),
        pytest.param(lambda good: good, {"other_org": {}}, id="the org"),
        pytest.param(
            lambda good: good, {"raw": {**base.HEAD, "stage": "pre_deploy"}}, id="the request"
        ),
    ],
)
def test_another_question_is_asked_anew(
    good: base.Case, tmp_path: Path, other: Any, more: dict[str, Any]
) -> None:
    assert _asked(tmp_path, good) == 1
    assert _asked(tmp_path, other(good), **more) == 1


@pytest.mark.parametrize(
    ("file", "asked"),
    [
        ("lexgate/eu_ai_act/art_10/art_10.rego", 1), ("lexgate/lib/check.rego", 1),
        ("lexgate/calendar/data.yaml", 1), ("lexgate/lib/check_test.rego", 0),
    ],
)  # fmt: skip
def test_an_answer_of_other_rules_is_not_used(
    good: base.Case, book: Path, tmp_path: Path, file: str, asked: int
) -> None:
    assert _asked(tmp_path / "kept", good) == 1
    path = book / file
    path.write_text(path.read_text("utf-8") + "\n# another line\n", "utf-8")

    assert _asked(tmp_path / "kept", good) == asked


def test_no_answer_is_not_kept(good: base.Case, tmp_path: Path) -> None:
    """It might have been for want of time or of memory."""
    number = good.with_document("model", {"features": base.BOMB})
    questions = [judge.Question(case, ("EUAIA-0",)) for case in (number, good)]

    with Kept(tmp_path) as found:
        answers = [answer for _, answer in judge.Judge(kept=found).ask(questions)]

        assert found.new["answers"] == len([answer for answer in answers if answer is not None])


def test_evidence_finds_the_same_with_what_was_kept(tmp_path: Path) -> None:
    reports = []
    for _ in range(2):
        with Kept(tmp_path) as found:
            reports.append(evidence_mutants.run(control=CONTROL, kept=found))
            judged = found.new["answers"]

    first, second = (report.as_dict() for report in reports)
    assert judged == 0
    assert second["kept"] > first["kept"] == 0
    different = {name for name in first if first[name] != second[name]}
    assert different <= {"kept", "seconds"}


def test_recorded_twice_is_mutated_once(good: base.Case) -> None:
    report = evidence_mutants.Report()
    sizes = evidence_mutants.SHORT
    hunt = evidence_mutants._Hunt({CONTROL: {}}, judge.Judge(), sizes, report)
    from dataclasses import replace

    later = replace(
        good, head={**good.head, "request_id": "again", "as_of": "2026-11-22T10:00:05Z"}
    )
    other = good.with_document("model", None)

    assert hunt.distinct([later, good, other]) in ([other, later], [later, other])
    assert "1 of 3 recorded requests" in report.notes[0]


# ---------------------------------------------------------------- stopped, and started again

_HALF = (
    "import sys, time\n"
    "from lexgate.assurance import rule_judge\n"
    "from lexgate.assurance.__main__ import main\n"
    "rule_judge.BATCH = 12\n"
    "sys.exit(main(sys.argv[1:]))\n"
)


def _start(results: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", _HALF, "--rules-only", "--file", OF_SOME_SIZE,
         "--results", str(results)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )  # fmt: skip


def test_a_killed_run_goes_on_where_it_was(tmp_path: Path) -> None:
    first = _start(tmp_path)
    try:
        deadline = time.monotonic() + 300
        while _lines(tmp_path) < 7 and first.poll() is None and time.monotonic() < deadline:
            time.sleep(0.02)
        assert first.poll() is None, first.communicate()
    finally:
        first.send_signal(signal.SIGKILL)
        first.communicate()
    before = _lines(tmp_path)

    second = _start(tmp_path)
    out, errors = second.communicate(timeout=600)

    assert second.returncode == 0, (out, errors)
    assert f"{before} results of earlier runs are kept" in out
    reused = int(out.rpartition("from earlier runs: 0 and ")[2].split(";")[0])
    judged = int(out.rpartition("0 answers, ")[2].split(" ")[0])
    assert 5 <= reused < before
    whole = rule_mutants.run(files=[OF_SOME_SIZE])
    assert reused + judged == sum(whole.tried.values()) + whole.invalid
    assert f"{sum(whole.tried.values())}, {sum(whole.killed.values())} killed" in out


def _lines(folder: Path) -> int:
    return sum(path.read_bytes().count(b"\n") for path in folder.glob("results-*"))


@pytest.mark.parametrize("half", ["--evidence-only", "--rules-only"])
def test_an_opa_that_is_killed_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, half: str
) -> None:
    """It says nothing about a mutant: neither killed, nor without an answer."""
    opa = tmp_path / "opa"
    real = tools_install.find_opa()
    opa.write_text(
        f'#!/bin/sh\nif [ "$1" = eval ]; then kill -9 $$; fi\nexec {real} "$@"\n', "utf-8"
    )
    opa.chmod(0o755)
    monkeypatch.setenv("LEXGATE_OPA", str(opa))

    assert main([half, "--control", CONTROL, "--results", str(tmp_path / "kept")]) == 3

    error = capsys.readouterr().err
    assert "OPA was ended by signal 9" in error
    assert "goes on from there" in error
    assert _lines(tmp_path / "kept") == 0


# ---------------------------------------------------------------- the workers


def test_what_is_urgent_comes_first() -> None:
    import threading

    gate = threading.Event()
    order: list[str] = []
    with Workers(1) as workers:
        workers.submit(RULES, gate.wait)
        jobs = [
            workers.submit(urgency, order.append, name)
            for urgency, name in ((RULES, "rule"), (RULES, "next"), (EVIDENCE, "evidence"))
        ]
        gate.set()
        for job in jobs:
            job.result(timeout=60)

    assert order == ["evidence", "rule", "next"]


def test_workers_that_ended_take_nothing_more() -> None:
    workers = Workers(1)
    workers.end()

    assert workers.submit(RULES, len, "x").cancelled()


def test_locks_hold(tmp_path: Path) -> None:
    with Kept(tmp_path):
        (path,) = tmp_path.glob("results-*")
        with path.open("rb") as file, pytest.raises(BlockingIOError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_modules_are_parsed_one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both halves of a run ask who judges, and CPython 3.11 can't parse in two threads at once."""
    parse = ast.parse
    alone = threading.Lock()
    together: list[str] = []

    def watched(text: bytes) -> ast.Module:
        if not alone.acquire(blocking=False):
            together.append("two at once")
            return parse("")
        try:
            time.sleep(0.001)  # the other thread's turn, as a collection of garbage may give it
            return parse(text)
        finally:
            alone.release()

    monkeypatch.setattr(ast, "parse", watched)
    with ThreadPoolExecutor(2) as halves:
        first, second = halves.map(lambda _: kept.harness(), range(2))

    assert not together
    assert first == second
