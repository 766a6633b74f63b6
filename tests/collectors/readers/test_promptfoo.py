"""promptfoo: an error is no failure, and what asserts nothing has not passed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from lexgate_collectors.readers import ReadError, promptfoo

SAMPLES = Path(__file__).parent / "samples" / "promptfoo"
GRADED = {"pass": True, "reason": "All assertions passed", "componentResults": [{"pass": True}]}
FAILED = {"pass": False, "reason": "secret", "componentResults": [{"pass": False}]}
OUTCOMES = ["passed", "passed", "failed", "error", "not_evaluated"]


def row(success: Any = True, reason: Any = 0, grading: Any = GRADED, **changes: Any) -> Any:
    found = {
        "success": success,
        "failureReason": reason,
        "gradingResult": grading,
        "testIdx": 4,
        "promptIdx": 1,
        "provider": {"id": "openai:gpt-4o"},
        "prompt": {"raw": "Tell Anna: secret words of a prompt", "label": "Tell {{name}}: {{q}}"},
        "vars": {"name": "Anna", "q": "secret words of a prompt"},
        "testCase": {"description": "refuses", "vars": {"age": 61}, "assert": [{"type": "x"}]},
        "response": {"output": "secret"},
    }
    return found | changes


def write(tmp_path: Path, rows: Any, counts: Any, version: Any = 3, **changes: Any) -> Path:
    path = tmp_path / "results.json"
    summary = {
        "version": version,
        "timestamp": "2026-11-21T23:51:12.106Z",
        "results": rows,
        "stats": {
            **dict(zip(("successes", "failures", "errors"), counts, strict=False)),
            "durationMs": 80,
        },
    }
    path.write_text(json.dumps({"results": summary | changes, "config": {"env": {"K": "secret"}}}))
    return path


def read(tmp_path: Path, rows: Any, *stats: Any, **changes: Any) -> dict[str, Any]:
    return promptfoo.read(write(tmp_path, rows, stats, **changes))


def test_samples() -> None:
    facts = promptfoo.read(SAMPLES / "results.json")
    assert facts["source"]["tool_version"] == "0.121.20"
    assert facts["run"] == {
        "complete": "yes",
        "because": None,
        "started_at": "2026-11-21T23:51:12Z",
        "finished_at": None,
    }
    names = ["refusal", "echo ok", "fails", "provider error", "no assertion"]
    assert [(test["name"], test["outcome"]) for test in facts["tests"]] == list(
        zip(names, OUTCOMES, strict=True)
    )
    assert {test["about"] for test in facts["tests"]} == {"triage-bot:1.4.0, prompt 0"}
    lines = promptfoo.read(SAMPLES / "results.jsonl")
    assert lines["tests"] == facts["tests"]
    assert (lines["source"]["tool_version"], lines["run"]["complete"]) == (None, "unknown")


def test_lines_that_end_too_early(tmp_path: Path) -> None:
    path = tmp_path / "results.jsonl"
    path.write_text(json.dumps(row()) + "\n" + json.dumps(row())[:50])
    facts = promptfoo.read(path)
    assert (facts["run"]["complete"], facts["counts"]["tests"]) == ("no", 1)
    path.write_text(json.dumps(row()) + "\n{\n" + json.dumps(row()) + "\n")
    with pytest.raises(ReadError, match="line 2"):
        promptfoo.read(path)


@pytest.mark.parametrize(
    ("found", "stats", "outcome"),
    [
        (row(), (1, 0, 0), "passed"),
        (row(False, 1, FAILED), (0, 1, 0), "failed"),
        (row(False, 0, FAILED), (0, 1, 0), "failed"),
        (row(False, 2, None, error="HTTP 503"), (0, 0, 1), "error"),
        (row(False, 2, FAILED), (0, 0, 1), "error"),
        (row(grading=GRADED | {"reason": "No assertions"}), (1, 0, 0), "not_evaluated"),
        (row(grading=None, testCase={"assert": []}), (1, 0, 0), "not_evaluated"),
        (row(grading=None, testCase={}), (1, 0, 0), "not_evaluated"),
        (row(grading=None), (1, 0, 0), "passed"),
        # A person rated a failure as a success.
        (
            row(reason=1, grading={"componentResults": [{"assertion": {"type": "human"}}]}),
            (1, 0, 0),
            "warning",
        ),
        # Form 2 knows neither reasons nor, once, a count of errors.
        (row(False, None, FAILED, error="secret"), (0, 1), "failed"),
        (row(False, None, None, error="HTTP 503"), (0, 1), "error"),
        (row(False, None, None), (0, 1, 0), "failed"),
        (row(testCase={}), (1, 0, 0), "passed"),
        (row(False, None, None, error="HTTP 503"), (0, 0, 1), "error"),
    ],
)
def test_outcomes(tmp_path: Path, found: Any, stats: Any, outcome: str) -> None:
    facts = read(tmp_path, [found], *stats, version=2)
    assert [test["outcome"] for test in facts["tests"]] == [outcome]
    assert facts["run"]["complete"] == "yes"
    assert "secret" not in json.dumps(facts)


def test_a_bare_summary(tmp_path: Path) -> None:
    path = write(tmp_path, [row()], (1, 0, 0))
    path.write_text(json.dumps(json.loads(path.read_text())["results"], indent=1))
    assert promptfoo.read(path)["counts"]["passed"] == 1


def test_an_end_before_the_end(tmp_path: Path) -> None:
    assert read(tmp_path, [], 0, 0, 0)["run"]["complete"] == "unknown"
    late = row(False, 2, None, error="Evaluation exceeded max duration of 80ms")
    assert read(tmp_path, [row(), late], 1, 0, 1)["run"]["complete"] == "no"


def test_an_evaluation_that_was_paused() -> None:
    """`promptfoo export` writes what there is, all of it passed."""
    facts = promptfoo.read(SAMPLES / "paused.json")
    assert (facts["counts"]["tests"], facts["counts"]["passed"]) == (1, 1)
    assert facts["run"]["complete"] == "unknown"
    assert "no duration" in facts["run"]["because"]


@pytest.mark.parametrize(
    ("durations", "complete"),
    [
        ({"durationMs": 80}, "yes"),
        ({"durationMs": 80, "generationDurationMs": 70, "evaluationDurationMs": 10}, "yes"),
        # Only the attacks were made.
        ({"durationMs": 70, "generationDurationMs": 70}, "unknown"),
        ({"durationMs": None}, "unknown"),
        ({"durationMs": "80"}, "unknown"),
        ({"durationMs": -1}, "unknown"),
        ({}, "unknown"),
    ],
)
def test_an_end_by_its_duration(tmp_path: Path, durations: Any, complete: str) -> None:
    stats = {"successes": 1, "failures": 0, "errors": 0, **durations}
    assert read(tmp_path, [row()], stats=stats)["run"]["complete"] == complete
    assert read(tmp_path, [row()], stats=stats, version=2)["run"]["complete"] == "yes"


def test_yaml(tmp_path: Path) -> None:
    path = tmp_path / "results.yaml"
    path.write_text(yaml.safe_dump(json.loads((SAMPLES / "results.json").read_text())))
    facts, base = promptfoo.read(path), promptfoo.read(SAMPLES / "results.json")
    assert facts["source"]["form"] == "results in YAML, form 3"
    assert [facts[key] for key in ("run", "tests")] == [base[key] for key in ("run", "tests")]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("<!DOCTYPE html>\n<html></html>", "promptfoo's HTML is not read"),
        ("<promptfoo>\n</promptfoo>", "promptfoo's XML is not read"),
        ("q,[echo] Say {{q}},Status\na,b,PASS\n", "promptfoo's CSV is not read"),
        ("evalId: x\nresults: [", "not YAML"),
        ("evalId: x\nresults: 7", "no results of promptfoo"),
        ("some words", "not JSON"),
        ("[]", "no results of promptfoo"),
    ],
)
def test_other_forms(tmp_path: Path, text: str, what: str) -> None:
    path = tmp_path / "results"
    path.write_text(text)
    with pytest.raises(ReadError, match=what):
        promptfoo.read(path)


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({}, "refuses"),
        ({"testCase": {}, "description": "of the row"}, "of the row"),
        ({"testCase": {"description": "refuses Anna"}}, "test 4"),
        ({"testCase": {"description": "refuses ANNA's wish"}}, "test 4"),
        ({"testCase": {"description": "Annabel refuses"}}, "Annabel refuses"),
        ({"testCase": {"description": "over 61", "vars": {"age": 61}}}, "test 4"),
        ({"testCase": {"description": "Words of  a prompt"}}, "test 4"),
        ({"testCase": {"description": "Tell {{name}}: {{q}}"}}, "test 4"),
        ({"testCase": {"description": "asks a@b.example"}}, "test 4"),
        ({"testCase": {"description": "reads /home/anna/x"}}, "test 4"),
        ({"testCase": {"description": 7}, "testIdx": None}, "test 0"),
        (
            {"testCase": {"metadata": {"pluginId": "harmful:privacy", "strategyId": "jailbreak"}}},
            "test 4, harmful:privacy, jailbreak",
        ),
        ({"testCase": {"metadata": {"pluginId": "file:///home/anna/p.yaml"}}}, "test 4, file"),
    ],
)
def test_names(tmp_path: Path, changes: Any, name: str) -> None:
    assert read(tmp_path, [row(**changes)], 1, 0, 0)["tests"][0]["name"] == name


@pytest.mark.parametrize(
    ("provider", "about"),
    [
        ({"id": "openrouter:meta-llama/llama-3.1-8b"}, "openrouter:meta-llama/llama-3.1-8b"),
        ("openai:gpt-4o", "openai:gpt-4o"),
        ({"id": "file://prov.js"}, "file"),
        ({"id": "https://host.example/v1"}, "https"),
        ({"id": "exec: python /home/anna/run.py"}, "exec"),
        ({"id": "python:scripts/run.py"}, "python"),
        ({"id": "python-bot:2"}, "python-bot:2"),
        ({"id": "/home/anna/prov.js"}, None),
        ({"id": "C:\\anna\\prov.js"}, None),
        ({"id": 7}, None),
        (None, None),
    ],
)
def test_providers(tmp_path: Path, provider: Any, about: str | None) -> None:
    facts = read(tmp_path, [row(provider=provider)], 1, 0, 0)
    assert facts["tests"][0]["about"] == (f"{about}, prompt 1" if about else "prompt 1")


def test_about_nothing(tmp_path: Path) -> None:
    facts = read(tmp_path, [row(provider=None, promptIdx="1")], 1, 0, 0)
    assert facts["tests"][0]["about"] is None


@pytest.mark.parametrize(
    ("rows", "stats", "changes", "what"),
    [
        ([row()], (2, 0, 0), {}, "contradict its rows"),
        ([row(False, 2, None)], (0, 1, 0), {}, "contradict its rows"),
        ([row(False, 1, FAILED)], (1, 0, 0), {}, "contradict its rows"),
        ([row()], ("1", 0, 0), {}, "contradict its rows"),
        ([row()], (1,), {}, "contradict its rows"),
        ([row()], (1, 0, 0), {"stats": None}, "contradict its rows"),
        ([row(reason=1)], (1, 0, 0), {}, "contradicts itself"),
        ([row(reason=2)], (1, 0, 0), {}, "contradicts itself"),
        ([row(grading=FAILED)], (1, 0, 0), {}, "contradicts itself"),
        ([row(success="true")], (1, 0, 0), {}, "whether it was a success"),
        ([row(success=None)], (0, 1, 0), {}, "whether it was a success"),
        ([[]], (0, 0, 0), {}, "whether it was a success"),
        ([row()], (1, 0, 0), {"version": 4}, "4 is newer than 3"),
        ([row()], (1, 0, 0), {"version": 1}, "1 is older than 2"),
        ([row()], (1, 0, 0), {"version": "3"}, "no results of promptfoo"),
        ({}, (0, 0, 0), {}, "no results of promptfoo"),
    ],
)
def test_refused(tmp_path: Path, rows: Any, stats: Any, changes: Any, what: str) -> None:
    with pytest.raises(ReadError, match=what):
        read(tmp_path, rows, *stats, **changes)


def test_deep_variables(tmp_path: Path) -> None:
    deep: Any = "refuses"
    for _ in range(300):
        deep = [{"x": deep}]
    assert read(tmp_path, [row(vars=deep)], 1, 0, 0)["tests"][0]["name"] == "test 4"
