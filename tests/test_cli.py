"""The commands as a user meets them: answers, exit codes, errors of a few lines."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from lexgate import catalogue, cli, scaffold


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as `lexgate init` leaves it, with a model."""
    folder = tmp_path_factory.mktemp("cli") / "system"
    assert cli.main(["-C", str(folder), "init", *_names()]) == 0
    (folder / "model").mkdir()
    (folder / "model" / "weights").write_bytes(b"\x00\x01")
    return folder


@pytest.fixture
def working(fresh: Path, tmp_path: Path) -> Path:
    """A copy of it that a test may spoil."""
    shutil.copytree(fresh, tmp_path / "system", ignore=shutil.ignore_patterns(".lexgate"))
    return tmp_path / "system"


def _names() -> list[str]:
    return ["--system", "scoring", "--organisation", 'The "Bank" of Test', "--version", "0.1.0"]


def lexgate(folder: Path, *words: str) -> int:
    """Run a command in a folder."""
    return cli.main(["-C", str(folder), *words])


def test_gate_from_nothing_is_denied_and_says_what_is_missing(
    fresh: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert lexgate(fresh, "gate") == 1
    answer = capsys.readouterr().out
    assert answer.startswith("DENIED")
    assert "no system on file" in answer or "no assessment on file" in answer
    assert "Not yet judged" in answer
    assert answer.rstrip().endswith("Evidence of controls, not a conformity assessment.")
    assert max(map(len, answer.splitlines())) <= 80
    assert "\x1b" not in answer


def test_json_is_the_whole_decision(fresh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert lexgate(fresh, "gate", "--format", "json") == 1
    decision = json.loads(capsys.readouterr().out)
    assert decision["schema"] == "https://lexgate.example/decision/v2"
    assert decision["allow"] is False
    assert decision["verdicts"].keys() == catalogue.load().keys()
    assert decision["not_judged"]["count"] == len(decision["not_judged"]["duties"]) > 100


def test_the_question_is_kept_with_its_answer(
    working: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert lexgate(working, "gate", "--format", "json") == 1
    decision = json.loads(capsys.readouterr().out)
    (kept,) = (working / ".lexgate" / "asked").glob("*.json")
    found = json.loads(kept.read_text(encoding="utf-8"))
    assert found["decision"] == decision
    assert found["request"]["request_id"] == decision["request_id"] == kept.stem


def test_an_answer_that_can_t_be_kept_is_none(
    working: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (working / ".lexgate").write_text("a file in the way", encoding="utf-8")
    assert lexgate(working, "gate") == 3
    out, err = capsys.readouterr()
    assert out == ""
    assert "can't be kept" in err


def test_law_below_the_floor_is_refused(fresh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert lexgate(fresh, "gate", "--profile", "law") == 1
    assert "profile below floor" in capsys.readouterr().out


@pytest.mark.parametrize("stage", ["data", "training", "pre_deploy", "first_use", "post_deploy"])
def test_every_stage_has_an_answer(
    fresh: Path, stage: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert lexgate(fresh, "gate", "--stage", stage, "--format", "json") == 1
    decision = json.loads(capsys.readouterr().out)
    early = stage in {"data", "training"}
    bound = [verdict["binds"]["now"] for verdict in decision["verdicts"].values()]
    assert any(bound) is not early
    assert bool(decision["findings"]) is (stage == "post_deploy")


@pytest.mark.parametrize("name", ["EUAIA-10.2.f", "10.2.f"])
def test_explain(fresh: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert lexgate(fresh, "explain", name) == 0
    answer = " ".join(capsys.readouterr().out.split())
    for words in (
        "http://data.europa.eu/eli/reg/2024/1689/2026-07-27",
        "by the Act from 2027-12-02",
        "not examined",
        "What would make it pass",
    ):
        assert words in answer


def test_every_control_can_be_explained(fresh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in list(catalogue.load())[::8]:
        assert lexgate(fresh, "explain", name) == 0
        answer = capsys.readouterr().out
        assert name in answer
        assert max(map(len, answer.splitlines())) <= 80


def test_explain_an_unknown_control(fresh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert lexgate(fresh, "explain", "10.2.x") == 2
    assert "EUAIA-10.2." in capsys.readouterr().err


def test_forecast(fresh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert lexgate(fresh, "forecast", "--format", "json") == 0
    dates = {found["date"]: found for found in json.loads(capsys.readouterr().out)["dates"]}
    assert "EUAIA-10.2.f" in dates["2027-12-02"]["new"]
    assert dates["2028-08-02"]["new"] == []


def test_classify_states_facts_and_shows_what_follows(
    working: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert lexgate(working, "classify", "--template") == 0
    page = yaml.safe_load(capsys.readouterr().out)
    assert all(found["answer"] == "unknown" for found in page["facts"].values())
    page["intended_purpose"] = "Score applicants for consumer credit."
    reason = "As the description of the system says."
    page["facts"] = {
        name: {"answer": "yes", "reason": reason}
        for name in ("ai_system", "in_union_scope", "annex_iii_5_b_creditworthiness", "provider")
    } | {
        name: {"answer": "no", "reason": reason}
        for name in ("excluded_by_article_2", "solely_financial_fraud_detection")
    }
    (working / "facts.yaml").write_text(yaml.safe_dump(page), encoding="utf-8")
    key = str(working / "keys" / "compliance.officer.pem")
    facts = str(working / "facts.yaml")
    assert lexgate(working, "classify", "--from", facts, "--key", key, "--format", "json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["tiers"]["high_risk_annex_iii"]["answer"] == "yes"
    assert found["tiers"]["high_risk_annex_i"]["answer"] == "unknown"
    assert found["roles"]["provider"]["signers"] == ["compliance.officer"]


def test_assess_takes_two_people(working: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert lexgate(working, "assess", "5.1.f") == 0
    page = yaml.safe_load(capsys.readouterr().out)
    assert "infers_emotions_of_people" in page["answers"]
    answer = {"answer": "no", "reason": "Nothing that people feel is inferred."}
    page |= {
        "assessor": "compliance.officer",
        "second_reader": "second.reader",
        "answers": {element: dict(answer) for element in page["answers"]},
    }
    (working / "page.yaml").write_text(yaml.safe_dump(page), encoding="utf-8")
    source = str(working / "page.yaml")
    first, second, owner = (
        str(working / "keys" / f"{name}.pem")
        for name in ("compliance.officer", "second.reader", "owner")
    )
    assert lexgate(working, "assess", "5.1.f", "--from", source, "--key", owner) == 2
    assert lexgate(working, "assess", "5.1.f", "--from", source, "--key", first) == 0
    capsys.readouterr()
    assert lexgate(working, "gate", "--format", "json") == 1
    alone = json.loads(capsys.readouterr().out)
    assert [found["reason"] for found in alone["rejected"]] == ["without_independent_second_reader"]
    assert lexgate(working, "assess", "5.1.f", "--second", "--key", first) == 2
    assert lexgate(working, "assess", "5.1.f", "--second", "--key", second) == 0
    capsys.readouterr()
    assert lexgate(working, "gate", "--format", "json") == 1
    both = json.loads(capsys.readouterr().out)
    assert both["rejected"] == []
    assert both["trust"]["documents"]["assessment/EUAIA-5.1.f"]["signers"] == [
        "compliance.officer",
        "second.reader",
    ]


def test_attest_refuses_what_the_schema_does_not_know(
    working: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (working / "page.yaml").write_text("measures: []\nlevel: sufficient\n", encoding="utf-8")
    key = str(working / "keys" / "compliance.officer.pem")
    source = str(working / "page.yaml")
    assert lexgate(working, "attest", "literacy", "--from", source, "--key", key) == 2
    assert "level" in capsys.readouterr().err
    assert not (working / "statements" / "literacy.json").exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["attest", "fairness"], "no kind of statement"),
        (["attest", "fairness", "--from", "lexgate.toml"], "lexgate.toml"),
        (["collect"], "--key"),
        (["evidence", "show", "nothing"], "evidence list"),
        (["forecast", "--on", "02/12/2027"], "YYYY-MM-DD"),
        (["plan", "--by", "soon"], "YYYY-MM-DD"),
        (["plan", "--by", "2020-01-01"], "still to come"),
        (["plan"], "--by"),
        (["gate", "--opa", "http://192.0.2.1:1"], "TLS"),
    ],
)
def test_a_fault_is_told_in_three_lines_at_most(
    fresh: Path, words: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert lexgate(fresh, *words) in {2, 3}
    out, err = capsys.readouterr()
    assert out == ""
    assert told in err
    assert len(err.strip().splitlines()) <= 3
    assert "Traceback" not in err


def test_evidence_is_listed_and_verified(working: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = {
        "measures": [
            {"measure": "A course on the score", "audiences": ["officers"], "on": "2026-10-01"}
        ],
        "reviewed_at": "2026-11-01",
    }
    (working / "page.yaml").write_text(yaml.safe_dump(page), encoding="utf-8")
    key = str(working / "keys" / "compliance.officer.pem")
    source = str(working / "page.yaml")
    assert lexgate(working, "attest", "literacy", "--from", source, "--key", key) == 0
    assert lexgate(working, "evidence", "verify") == 0
    assert "compliance.officer: good" in capsys.readouterr().out
    document = working / "statements" / "literacy.json"
    document.write_bytes(document.read_bytes().replace(b"course", b"Course"))
    assert lexgate(working, "evidence", "verify") == 1
    assert "compliance.officer: BAD" in capsys.readouterr().out
    assert lexgate(working, "evidence", "export", "literacy", "--dsse", "--key", key) == 0
    envelope = json.loads(capsys.readouterr().out)
    assert envelope["payloadType"] == "application/vnd.in-toto+json"
    assert len(envelope["signatures"]) == 1


def test_init_touches_nothing_that_is_there(
    working: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (working / "lexgate.toml").read_bytes()
    assert lexgate(working, "init", *_names()) == 2
    assert "already" in capsys.readouterr().err
    assert (working / "lexgate.toml").read_bytes() == before


def test_private_keys_are_private(fresh: Path) -> None:
    files = sorted((fresh / "keys").glob("*.pem"))
    assert len(files) == len(scaffold.PEOPLE) + 1
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
    assert "keys/" in (fresh / ".gitignore").read_text(encoding="utf-8")


def test_colours_only_where_they_are_wanted(fresh: Path) -> None:
    script = "import sys; from lexgate import cli; sys.exit(cli.main(sys.argv[1:]))"
    command = [sys.executable, "-c", script, "-C", str(fresh), "gate"]
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ, check=False)
    assert done.returncode == 1
    assert not re.search(r"\x1b\[", done.stdout)


def test_a_picture_holds_no_address_to_load_from(fresh: Path, tmp_path: Path) -> None:
    assert lexgate(fresh, "gate", "--picture", str(tmp_path / "gate.svg")) == 1
    drawn = (tmp_path / "gate.svg").read_text(encoding="utf-8")
    assert "<svg" in drawn
    assert "DENIED" in drawn
    assert "url(http" not in drawn


def test_runs_are_counted(working: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from lexgate import config, runs

    settings = config.load(working)
    assert runs.count(settings) is None
    runs.record(settings, {"at": "2026-11-22T10:00:00Z", "kind": "fairness", "failed": "no data"})
    runs.record(settings, {"at": "2026-11-22T10:01:00Z", "kind": "fairness", "digest": "sha256:0"})
    assert runs.count(settings) == {"fairness": 2}
    assert lexgate(working, "gate") == 1
    assert "Collected here 2 times" in " ".join(capsys.readouterr().out.split())


def test_every_kind_of_statement_has_a_page_to_fill_in(
    fresh: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from lexgate import documents, schemas, statements

    for kind, registered in statements.kinds().items():
        if registered["purpose"] != "statement":
            continue
        assert lexgate(fresh, "attest", kind) == 0
        page = documents.parse_yaml(capsys.readouterr().out.encode("utf-8"), kind)
        predicate = schemas.load(f"statement/{kind}")["properties"]["predicate"]
        assert set(page) == set(predicate["properties"]) - {"stated_at"}


def test_before_there_is_a_model_one_can_prepare(
    working: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(working / "model")
    assert lexgate(working, "assess", "5.1.h") == 0
    assert "in_that_role" not in capsys.readouterr().out
    assert lexgate(working, "explain", "10.2.f") == 0
    assert lexgate(working, "classify") == 0
    capsys.readouterr()
    assert lexgate(working, "gate") == 2
    assert "model" in capsys.readouterr().err


def test_what_init_writes_is_nobody_else_s(fresh: Path) -> None:
    text = (fresh / "org" / "org" / "settings" / "data.yaml").read_text(encoding="utf-8")
    assert "Musterbank" not in text
    assert "of the bank" not in text
    assert text.count("Start value of Lexgate; replace") == 4
