"""Which tests can notice a changed rule, and whether a rule in several forms is still that rule."""

import itertools
import json
from pathlib import Path

import pytest

from lexgate import paths, tools_install
from lexgate.assurance import rule_changes, rule_forms, rule_judge, rule_mutants, rule_server
from lexgate.assurance.kept import Kept
from lexgate.assurance.reach import Uses
from lexgate.errors import LexgateError

LIBRARY = "lexgate/lib/small.rego"
RULES = {
    LIBRARY: """package lexgate.lib.small

limit := data.lexgate.law.limit

status(n, _) := "pass" if {
	n >= limit
	n < 10
} else := "fail" if {
	n < 100
} else := "unknown"

named("a") := 1

named("b") := 2

words contains word if some word in ["é", "b"]

# What comes before a rule belongs to it.
sizes[name] := n if {
	some name, n in {"x": false, "y": 1}
}

kinds[name] contains kind if some [name, kind] in [["x", "y"], ["x", "z"]]

first := {"place": 1} if not named("a") == 2

both := [sizes, words, first.place]
""",
    "lexgate/lib/small_test.rego": """package lexgate.lib.small_test

import data.lexgate.lib.small

test_status if {
	small.status(3, 0) == "pass"
	small.status(2, 0) == "fail"
}

test_both if small.both == [{"x": false, "y": 1}, {"é", "b"}, 1]

test_kinds if small.kinds.x == {"y", "z"}
""",
    "lexgate/eu_ai_act/art_99/art_99.rego": """package lexgate.eu_ai_act.art_99

import data.lexgate.lib.small as little

met contains {"status": little.status(input.n, 1)}

aside contains little.named("b")
""",
    "lexgate/eu_ai_act/art_99/art_99_test.rego": """package lexgate.eu_ai_act.art_99_test

import data.lexgate.eu_ai_act.art_99

_at(n) := found if found := art_99.met with input.n as n

test_met if {
	_at(10) == {{"status": "fail"}}
	_at(100) == {{"status": "unknown"}}
}

test_mocked if {
	{{"status": "none"}} == art_99.met with data.lexgate.lib.small.status as "none"
		with input as {"n": count(data.lexgate.lib.small.words)}
}
""",
    "lexgate/decision/decision.rego": """package lexgate.decision

all(package_, rule) := data.lexgate.eu_ai_act[package_][rule]
""",
    "lexgate/decision/decision_test.rego": """package lexgate.decision_test

import data.lexgate.decision

test_all if decision.all("art_99", "aside") == {2}

test_none if {
	{2} == decision.all("art_99", "aside") with data.lexgate.eu_ai_act as {"art_99": {"aside": {2}}}
}
""",
}
TEST = "data.lexgate.lib.small_test.test_"
FAR = "data.lexgate.eu_ai_act.art_99_test.test_"
DECISION = "data.lexgate.decision_test.test_"


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    rego = tmp_path / "rego"
    for name, text in RULES.items():
        (rego / name).parent.mkdir(parents=True, exist_ok=True)
        (rego / name).write_text(text, "utf-8")
    (rego / "lexgate" / "law").mkdir()
    (rego / "lexgate" / "law" / "data.json").write_text(json.dumps({"limit": 3}), "utf-8")
    monkeypatch.setattr(paths, "rego", lambda: rego)
    return rego


@pytest.mark.parametrize(
    ("rule", "tests"),
    [
        # By a branch, by an alias, by a step that is only known later; not where a `with`
        # puts it aside, though `with` may use it.
        ("status", {TEST + "status", FAR + "met", DECISION + "all"}),
        ("limit", {TEST + "status", FAR + "met", DECISION + "all"}),
        ("words", {TEST + "both", FAR + "mocked", DECISION + "all"}),
        ("named", {TEST + "both", DECISION + "all"}),
        ("kinds", {TEST + "kinds"}),
    ],
)
def test_tests_that_reach_a_rule(book: Path, rule: str, tests: set[str]) -> None:
    uses = Uses(book.rglob("*.rego"))

    found = uses.reaching(f"data.lexgate.lib.small.{rule}")

    assert {name for name in found if ".test_" in name} == tests


def test_a_part_put_aside_leaves_the_rest(tmp_path: Path) -> None:
    (tmp_path / "a.rego").write_text(
        "package a\n\nwhole := {1: 2}\n\ntest_part if whole.x with data.a.whole.x as 1\n\n"
        "test_whole if whole.x with data.a as {}\n\ntest_other if whole[1] with data.b as 1\n"
    )

    found = Uses([tmp_path / "a.rego"]).reaching("data.a.whole")

    assert set(found) == {"data.a.whole", "data.a.test_part", "data.a.test_other"}


def test_a_rule_in_several_forms_is_judged_as_in_its_place(book: Path, tmp_path: Path) -> None:
    trees = rule_judge.Trees(book, tmp_path / "trees")
    mutants = rule_changes.mutants_of(book, LIBRARY)
    kinds = {mutant.rule for mutant in mutants}
    assert kinds >= {"status", "named", "words", "sizes", "kinds", "first", "limit"}
    assert all(rule_forms.of(book / LIBRARY).can_hold(mutant) for mutant in mutants)
    every = trees.every()

    at_once = rule_judge.batch(mutants, every, trees.uses, tmp_path / "batch")

    lane = rule_judge.Lane(tmp_path / "lane")
    assert at_once == [lane.judge(mutant, [every]) for mutant in mutants]
    assert set(at_once) == {"killed", "survived", "invalid"}


def test_a_mutant_that_only_other_tests_notice(book: Path, tmp_path: Path) -> None:
    mutant = next(
        m for m in rule_changes.mutants_of(book, LIBRARY) if (m.old, m.new) == ("n < 10", "true")
    )
    trees = rule_judge.Trees(book, tmp_path / "trees")

    (near,) = rule_judge.batch([mutant], trees.stages(LIBRARY)[0], trees.uses, tmp_path / "near")
    (far,) = rule_judge.batch([mutant], trees.every(), trees.uses, tmp_path / "far", further=True)

    assert (near, far) == ("survived", "killed")
    assert not any(str(mutant) in name for name in rule_mutants.run(files=[LIBRARY]).survivors)


def test_another_field_that_a_rule_elsewhere_asks_for_is_no_rego(book: Path) -> None:
    """OPA refuses it, though the rule has other forms that have the field."""
    report = rule_mutants.run(files=[LIBRARY])

    assert not any('"place" -> "place_other"' in name for name in report.survivors)
    assert not report.faults
    assert report.invalid >= 2


@pytest.mark.parametrize(
    ("file", "anew"),
    [
        pytest.param("lexgate/lib/small_test.rego", "all", id="its tests"),
        pytest.param("lexgate/law/data.json", "all", id="data"),
        pytest.param("lexgate/decision/decision_test.rego", "some", id="other tests"),
    ],
)
def test_what_was_judged_rests_on_the_tests_asked(
    book: Path, tmp_path: Path, file: str, anew: str
) -> None:
    def judged() -> int:
        with Kept(tmp_path / "kept") as kept:
            rule_mutants.run(files=[LIBRARY], kept=kept)
            return kept.new["judged"]

    everything = judged()
    assert judged() == 0
    path = book / file
    path.write_text(path.read_text("utf-8") + "\n", "utf-8")

    again = judged()

    assert again == everything if anew == "all" else 0 < again < everything


# ---------------------------------------------------------------- the server


def _server(folder: Path) -> tuple[list[Path], list[str]]:
    (folder / "rules").mkdir()
    (folder / "rules" / "x.rego").write_text(
        "package x\n\nlong if count([1 | some a in numbers.range(1, 4000); "
        "some b in numbers.range(1, 40000); a == b + 50000]) == 0\n\nquick := {1}\n\n"
        "nothing if input.no\n\ntwo := n if some n in [1, 2]\n\n"
        'bad if to_number(word) == 1\n\nword := "a"\n',
        "utf-8",
    )
    return [folder / "rules"], [
        f"data.x.{name}" for name in ("long", "quick", "nothing", "two", "bad")
    ]


def test_what_a_server_gives(tmp_path: Path) -> None:
    with rule_server.Server(*_server(tmp_path)) as server:
        assert server.gives("data.x.quick") == "[1]"
        assert server.gives("data.x.nothing") is None
        for name in ("two", "bad"):
            with pytest.raises(rule_server.Failed) as failed:
                server.gives(f"data.x.{name}")
            assert failed.value.in_running
        assert server.gives("data.x.quick") == "[1]"


def test_a_server_that_takes_too_long_is_started_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rule_server, "_SECONDS", 1)
    with rule_server.Server(*_server(tmp_path)) as server:
        with pytest.raises(rule_server.TooLong):
            server.gives("data.x.long")
        assert server.gives("data.x.quick") == "[1]"


def test_a_server_that_is_killed_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opa = tmp_path / "opa"
    real = tools_install.find_opa()
    opa.write_text(
        f'#!/bin/sh\nif [ "$1" = run ]; then kill -9 $$; fi\nexec {real} "$@"\n', "utf-8"
    )
    opa.chmod(0o755)
    monkeypatch.setenv("LEXGATE_OPA", str(opa))

    with (
        rule_server.Server(*_server(tmp_path)) as server,
        pytest.raises(LexgateError, match="signal 9"),
    ):
        server.gives("data.x.quick")


def test_what_is_asked_first_changes_no_reach(tmp_path: Path) -> None:
    """A variable that hides a rule's name makes a round of uses, which has no first rule."""
    (tmp_path / "one.rego").write_text(
        "package one\n\n"
        "first := second\n\n"
        "second := third if {\n\tsome first in [1]\n\tfirst == 1\n}\n\n"
        "third := last if {\n\tsome second in [1]\n\tsecond == 1\n}\n\n"
        "last := 1\n"
    )
    rules = [f"data.one.{name}" for name in ("first", "second", "third", "last")]
    alone = {rule: Uses([tmp_path / "one.rego"]).used(rule) for rule in rules}
    assert alone["data.one.first"] == set(rules)

    for order in itertools.permutations(rules):
        uses = Uses([tmp_path / "one.rego"])
        assert {rule: uses.used(rule) for rule in order} == alone
