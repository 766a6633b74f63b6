"""The harness notices evidence that passes by being silent, and rules that no test holds."""

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from lexgate import catalogue, documents, keys, paths
from lexgate.assurance import (
    base,
    evidence_mutants,
    rule_changes,
    rule_judge,
    rule_mutants,
    try_control,
)
from lexgate.assurance.__main__ import main
from lexgate.assurance.judge import Judge, Question


@pytest.fixture(scope="module")
def good() -> base.Case:
    return base.build()


def test_the_good_base_is_allowed(good: base.Case) -> None:
    answer = Judge().one(Question(good))

    assert answer is not None
    open_ = {
        ident: verdict
        for ident, verdict in answer["verdicts"].items()
        if verdict["status"] not in ("pass", "not_applicable")
    }
    assert open_ == {}
    assert answer["rejected"] == []
    assert answer["allow"] is True


def test_documents_after_those_whose_digest_they_state(good: base.Case) -> None:
    stated = set(
        re.findall(r"sha256:[0-9a-f]{64}", json.dumps(good.documents["monitoring"].predicate))
    )

    assert good.documents["instructions_for_use"].digest in stated


def test_a_changed_document_is_signed_again(good: base.Case) -> None:
    changed = good.with_document("model", {**good.documents["model"].predicate, "features": []})

    assert changed.documents["model"].digest != good.documents["model"].digest
    assert changed.documents["model"].signers == good.documents["model"].signers
    assert good.with_document("model", None).request()["evidence"] == [
        envelope
        for envelope in good.request()["evidence"]
        if envelope not in good.documents["model"].envelopes
    ]


def test_evidence_short_form() -> None:
    report = evidence_mutants.run(short=True)

    assert report.ok, "\n".join(report.lines())
    assert sum(report.counts.values()) > 400


def test_tests_answer_strictly() -> None:
    """`opa test` takes an error for no answer; the gate ends with it."""
    assert rule_judge.answer_strictly(paths.rego())


def test_rules_short_form() -> None:
    report = rule_mutants.run(short=True)

    assert report.ok, "\n".join(report.lines())


def test_many_at_once_are_judged_as_one_by_one(tmp_path: Path) -> None:
    """Switched on as one form of its rule or put in its place: a mutant fails the same tests."""
    whole = tmp_path / "rego"
    shutil.copytree(paths.rego(), whole)
    trees = rule_judge.Trees(whole, tmp_path / "trees")
    file = "lexgate/lib/moment.rego"
    (own, _) = trees.stages(file)
    mutants = rule_changes.mutants_of(whole, file)[:15]
    rule = mutants[0]
    neither = replace(rule, what="no Rego", new="pack age")
    unsafe = replace(rule, what="no value", new="x_that_nothing_says")

    at_once = rule_judge.batch([*mutants, neither, unsafe], own, trees.uses, tmp_path / "batch")

    lane = rule_judge.Lane(tmp_path / "lane")
    alone = [lane.judge(mutant, [own]) for mutant in [*mutants, neither, unsafe]]
    assert at_once[-2:] == alone[-2:] == ["invalid", "invalid"]
    assert at_once == alone
    assert at_once.count("killed") > len(mutants) / 2


def test_each_file_of_tests_belongs_to_the_rules_of_its_package(tmp_path: Path) -> None:
    """Whatever it is called: a second file of tests is asked about the same mutants."""
    whole = tmp_path / "rego"
    shutil.copytree(paths.rego(), whole)
    file = "lexgate/lib/moment.rego"
    second = "lexgate/lib/leap_years_test.rego"
    text = "package lexgate.lib.moment_test\n\ntest_one if 1 == 1\n"
    (whole / second).write_text(text)
    trees = rule_judge.Trees(whole, tmp_path / "trees")

    (own, _) = trees.stages(file)

    tests = [(own / file).with_name("moment_test.rego"), own / second]
    assert rule_judge.tests_of(own, file) == sorted(tests)
    assert "data.lexgate.lib.moment_test.test_one" in (rule_judge.expected_of(own) or {})
    assert trees.stages(second) == trees.stages(file)


def test_what_opa_refuses_is_told_from_what_it_takes_beside_it(tmp_path: Path) -> None:
    """Many at once: a field that another file asks for may not go, the others may."""
    whole = tmp_path / "rego"
    whole.mkdir()
    fields = ", ".join(f'"f{number}": {number}' for number in range(9))
    (whole / "one.rego").write_text(f"package one\n\nfound := {{{fields}}}\n")
    asked = "package two\n\ngiven := [data.one.found.f3, data.one.found.f8]\n"
    (whole / "two.rego").write_text(asked)
    mutants = rule_changes.mutants_of(whole, "one.rego")
    renamed = [mutant for mutant in mutants if mutant.old.startswith('"f')]
    assert len(renamed) == 9

    lane = rule_judge.Lane(tmp_path / "lane")
    refused = lane.refused(renamed, whole)

    assert {mutant.old for mutant in refused} == {'"f3"', '"f8"'}
    assert all(lane.refused([mutant], whole) == refused & {mutant} for mutant in renamed)


def test_what_a_batch_cannot_tell_stays_open(tmp_path: Path) -> None:
    """Where the unchanged rules already answer otherwise, no mutant of them is judged."""
    whole = tmp_path / "rego"
    shutil.copytree(paths.rego(), whole)
    file = "lexgate/lib/moment.rego"
    trees = rule_judge.Trees(whole, tmp_path / "trees")
    (own, _) = trees.stages(file)
    expected = rule_judge.expected_of(own)
    assert expected
    for test in expected:
        expected[test] = "other"

    found = rule_judge.batch(
        rule_changes.mutants_of(whole, file)[:3], own, trees.uses, tmp_path / "batch"
    )

    assert found == ["open"] * 3


def test_one_control() -> None:
    report = try_control("EUAIA-10.2.f")

    assert report["ok"], report
    assert report["evidence"]["mutants"] > 50
    assert report["rules"]["mutants"] > 10


def test_no_such_control(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--control", "EUAIA-0"]) == 1
    assert "no control is called EUAIA-0" in capsys.readouterr().out


def test_a_rule_that_passes_by_being_silent_is_seen(tmp_path: Path) -> None:
    """A check whose accepting branch is the last one: the classic that fails open."""
    rego = _book(tmp_path)
    file = rego / "lexgate" / "lib" / "check.rego"
    text = file.read_text("utf-8")
    start = text.index("_halted_status(test) := ")
    end = text.index("_stop_tried(test) if")
    open_ = (
        '_halted_status(test) := "fail" if {\n\ttest.answered_after_stop > 0\n} else := "pass"\n\n'
    )
    file.write_text(text[:start] + open_ + text[end:], "utf-8")
    control = _control_that_reads("stop_test")

    report = evidence_mutants.run(control=control, rego=rego)

    assert any("-> pass" in flip for flip in report.flips), "\n".join(report.lines())


def test_a_control_that_cannot_fail_is_seen(tmp_path: Path) -> None:
    rego = _book(tmp_path)
    file = rego / "lexgate" / "lib" / "check.rego"
    text = file.read_text("utf-8")
    start, end = text.index("_halted_status(test) := "), text.index("_stop_tried(test) if")
    file.write_text(text[:start] + '_halted_status(_) := "pass"\n\n' + text[end:], "utf-8")
    control = _control_that_reads("stop_test")

    report = evidence_mutants.run(control=control, rego=rego)

    assert f"{control}: nothing was found that makes it fail" in report.faults


def test_a_rule_without_tests_is_no_pass(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rego = _book(tmp_path)
    for path in rego.rglob("art_10_test.rego"):
        path.unlink()
    monkeypatch.setattr(paths, "rego", lambda: rego)

    report = rule_mutants.run(control="EUAIA-10.2.f")

    assert not report.ok


def test_mutants_are_found_in_each_form(tmp_path: Path) -> None:
    text = (
        'package x\n\nstatus(a) := "pass" if {\n\ta.n >= 3\n\tnot a.bad\n} else := "unknown"\n\n'
        'names contains name if {\n\tsome name in ["a"]\n'
        '\tevery x in [name] {\n\t\tx == "a"\n\t}\n}\n'
    )
    (tmp_path / "x.rego").write_text(text, "utf-8")

    found = {(m.what, m.old, m.new) for m in rule_changes.mutants_of(tmp_path, "x.rego")}

    assert {
        ("drop condition", "a.n >= 3", "true"),
        ("drop condition", 'x == "a"', "true"),
        ("flip comparison", ">=", ">"),
        ("flip comparison", ">=", "<"),
        ("flip comparison", "==", "!="),
        ("drop not", "not ", ""),
        ("change constant", "3", "4"),
        ("change path", "n", "n_other"),
        ("change path", "bad", "bad_other"),
        ("swap status", '"pass"', '"unknown"'),
        ("swap status", '"unknown"', '"pass"'),
    } <= found
    assert any(what == "swap branches" for what, _, _ in found)


def test_tables_of_tests_are_emptied(tmp_path: Path) -> None:
    text = (
        'package x_test\n\n_cases := {"b": 2}\n\n'
        'test_a[note] if {\n\tsome note, case in {"a": 1}\n\tcase\n}\n\n'
        "test_b[note] if {\n\tsome note, case in _cases\n\tcase\n}\n"
    )
    (tmp_path / "x_test.rego").write_text(text, "utf-8")

    found = [(m.what, m.old) for m in rule_changes.tables_of(tmp_path, "x_test.rego")]

    assert sorted(found) == [("empty table", '{"a": 1}'), ("empty table", '{"b": 2}')]


@pytest.mark.parametrize(
    ("before", "after", "better"),
    [
        ("fail", "pass", True),
        ("unknown", "pass", True),
        ("fail", "waived", True),
        ("unknown", "not_applicable", True),
        ("fail", "not_due", True),
        ("fail", "unknown", False),
        ("unknown", "fail", False),
        ("pass", "fail", False),
        ("pass", "not_applicable", False),
    ],
)
def test_what_is_better(before: str, after: str, better: bool) -> None:
    was = {"verdicts": {"X": {"status": before, "stops": "no", "checks": []}}}
    now = {"verdicts": {"X": {"status": after, "stops": "no", "checks": []}}}

    assert bool(list(evidence_mutants.improved(was, now))) is better


def test_no_answer_and_no_verdict_are_told() -> None:
    was = {"verdicts": {"X": {"status": "fail", "stops": "law", "checks": []}}}

    assert list(evidence_mutants.improved(was, None)) == ["no answer"]
    assert list(evidence_mutants.improved(was, {"verdicts": {}})) == ["X has no verdict"]


def test_a_check_or_a_stop_that_gets_better_is_told() -> None:
    was = {"status": "fail", "stops": "law", "checks": [['"a"', "fail"], ['"b"', "fail"]]}
    now = {"status": "fail", "stops": "house", "checks": [['"a"', "pass"], ['"b"', "unknown"]]}

    told = list(evidence_mutants.improved({"verdicts": {"X": was}}, {"verdicts": {"X": now}}))

    assert told == ["X stops law -> house", "X \"a\" ['fail'] -> ['pass']"]


@pytest.mark.parametrize(
    ("pattern", "path", "covered"),
    [
        ("model.features", "model.features", True),
        ("model.features", "model.features.0", True),
        ("model", "model.features", True),
        ("fairness.data_sets.*.attributes.*", "fairness.data_sets.training.attributes.sex.n", True),
        ("assessment.EUAIA-5.1.f.answers.*", "assessment.EUAIA-5.1.f.answers.x.reason", True),
        ("model.features", "model.features_more", False),
        ("model.features", "model", False),
        ("fairness.data_sets.*.rows", "fairness.data_sets.training.attributes", False),
    ],
)
def test_what_a_read_covers(pattern: str, path: str, covered: bool) -> None:
    assert evidence_mutants.covers(pattern, path) is covered


def test_a_derived_control_reads_what_the_parts_of_its_parts_read() -> None:
    """Article 8(1) rests on 10(1), and 10(1) on Article 4a."""
    controls = catalogue.load()

    found = evidence_mutants._with_parts(controls)

    assert set(found["EUAIA-8.1"]["reads"]) >= set(found["EUAIA-10.1"]["reads"])
    assert set(found["EUAIA-10.1"]["reads"]) >= set(controls["EUAIA-4a.1.c"]["reads"])
    assert found["EUAIA-10.2.f"]["reads"] == sorted(controls["EUAIA-10.2.f"]["reads"])


def test_recorded_requests(good: base.Case, tmp_path: Path) -> None:
    requests, private = tmp_path / "requests", tmp_path / "keys"
    requests.mkdir()
    private.mkdir()
    content = json.dumps({"request": good.request(), "org": good.org})
    (requests / "one.json").write_text(content, "utf-8")
    for name, key in good.keys.items():
        keys.write_private(key, private / f"{name}.pem")

    (with_keys,) = base.recorded(requests, private)
    (without,) = base.recorded(requests)

    assert with_keys.request() == good.request()
    assert all(document.mutable for document in with_keys.documents.values())
    assert not any(document.mutable for document in without.documents.values())
    assert Judge().one(Question(without)) == Judge().one(Question(good))


def test_a_forged_document_is_mutated_with_a_good_signature(good: base.Case) -> None:
    """Otherwise each of its mutants would look better than the forgery."""
    (envelope,) = good.documents["model"].envelopes
    header, payload, _ = envelope.split(".")
    forged = good.with_envelopes("model", (f"{header}.{payload}.{'A' * 86}",))
    asked = ("EUAIA-10.2.f",)

    answers = [
        (Judge().one(Question(case, asked)) or {})["verdicts"]["EUAIA-10.2.f"]["status"]
        for case in (good, forged, evidence_mutants.signed_again(forged))
    ]

    assert answers == ["pass", "unknown", "pass"]


def test_bases_are_sound_documents(good: base.Case) -> None:
    """What the base says is what a collector or a person could say."""
    from lexgate import schemas

    found = {}
    for name, document in good.documents.items():
        place = "evidence" if document.place == "evidence" else "statement"
        statement = documents.statement(document.kind, document.subject, document.predicate)
        if faults := schemas.faults(statement, f"{place}/{document.kind}"):
            found[name] = faults
    assert found == {}


def _book(tmp_path: Path) -> Path:
    rego = tmp_path / "rego"
    shutil.copytree(paths.rego(), rego)
    return rego


def _control_that_reads(kind: str) -> str:
    """The control that reads this kind and nothing else."""
    return next(ident for ident, entry in catalogue.load().items() if entry["reads"] == [kind])
