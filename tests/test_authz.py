"""Authorization and log mask on anything: always one answer, and never a wrong yes.

The tables beside the rules say what is allowed. Here every part of a good question is
replaced by values of every type, with strict built-in errors as the server has them.
"""

from __future__ import annotations

import copy
import hashlib
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lexgate import paths

TOKEN = "the-token-of-the-pipeline"
NOW = "2026-11-22T10:00:00Z"
SECRET = "a secret that must not be written down"
ENVELOPE = f"eyJ9.e30.{'A' * 86}"
JUNK: list[Any] = [
    None, True, False, 0, -1, 1e300, "", "x", "a" * 5000, "\u0000", "2026-13-40T99:00:00Z", [], {},
    [None], [[]], {"": None}, {"sha256": 1}, ["true"], ["true", "true"], [SECRET], {SECRET: SECRET},
]  # fmt: skip
REQUEST: dict[str, Any] = {
    "request_id": "r-1",
    "as_of": NOW,
    "stage": "pre_deploy",
    "profile": "house",
    "subject": {"system": "s", "version": "1", "models": ["sha256:aa"]},
    "evidence": [ENVELOPE],
    "statements": [ENVELOPE],
}
QUESTION: dict[str, Any] = {
    "method": "POST",
    "path": ["v1", "data", "lexgate", "decision", "live"],
    "params": {"strict-builtin-errors": ["true"], "provenance": ["true"]},
    "headers": {"Content-Type": ["application/json"]},
    "identity": TOKEN,
    "body": {"input": REQUEST},
}
ACCESS = {"pipeline": [{"sha256": hashlib.sha256(TOKEN.encode()).hexdigest()}], "auditor": []}


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    if isinstance(value, dict | list):
        for step, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from places(inner, (*path, step))


def changed(value: Any, path: tuple[Any, ...], junk: Any) -> Any:
    if not path:
        return junk
    result = copy.deepcopy(value)
    part = result
    for step in path[:-1]:
        part = part[step]
    part[path[-1]] = junk
    return result


def mutants(value: Any) -> list[tuple[tuple[Any, ...], Any]]:
    return [(path, changed(value, path, junk)) for path in places(value) for junk in JUNK]


def evaluate(opa: Path, query: str, batch: list[Any]) -> list[Any]:
    done = subprocess.run(
        [str(opa), "eval", "--format", "json", "--strict-builtin-errors", "--stdin-input",
         "-b", str(paths.rego()), "--ignore", "*_test.rego", query],
        input=json.dumps({"batch": batch}).encode(),
        capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, (done.stdout + done.stderr)[:500]
    answers = json.loads(done.stdout)["result"][0]["expressions"][0]["value"]
    assert isinstance(answers, list)
    return answers


def allowed(opa: Path, cases: list[tuple[Any, Any]]) -> list[Any]:
    """What authorization says to each question with each access, at a fixed time."""
    return evaluate(
        opa,
        f'[found | some asked in input.batch; now := time.parse_rfc3339_ns("{NOW}"); '
        "question := asked[0]; access := asked[1]; "
        "found := [answer | answer := data.system.authz.allow with input as question "
        "with data.org.access as access with time.now_ns as now]]",
        [list(case) for case in cases],
    )


def _content_type(headers: Any) -> Any:
    return headers.get("Content-Type") if isinstance(headers, dict) else "unusable"


def test_the_good_question_is_allowed(opa: Path) -> None:
    assert allowed(opa, [(QUESTION, ACCESS)]) == [[True]]


def test_every_question_has_exactly_one_answer_and_junk_is_refused(opa: Path) -> None:
    cases = mutants(QUESTION)
    answers = allowed(opa, [(question, ACCESS) for _, question in cases])
    wrong = []
    for (path, question), answer in zip(cases, answers, strict=True):
        harmless = (
            question == QUESTION
            # The rest of the request is for the decision to judge.
            or (path[:2] == ("body", "input") and len(path) > 2 and path[2] != "as_of")
            or path[:2] == ("params", "provenance")
        )
        # Without a type, OPA reads JSON.
        untyped = path[:1] == ("headers",) and not _content_type(question["headers"])
        if answer not in ([True], [False]) or (answer == [True] and not (harmless or untyped)):
            wrong.append((path, question, answer))
        if answer == [False] and harmless:
            wrong.append((path, question, answer))
    assert wrong == []


def test_unusable_access_lets_nobody_in(opa: Path) -> None:
    cases = [access for _, access in mutants(ACCESS)]
    answers = allowed(opa, [(QUESTION, access) for access in cases])
    for access, answer in zip(cases, answers, strict=True):
        intact = isinstance(access, dict) and access.get("pipeline") == ACCESS["pipeline"]
        assert answer == [intact], access


@pytest.mark.parametrize("places_of", [{"input": REQUEST}, {"input": {**REQUEST, "token": SECRET}}])
def test_the_mask_shows_no_document_and_no_secret(opa: Path, places_of: dict[str, Any]) -> None:
    cases = [event for _, event in mutants(places_of)]
    answers = evaluate(
        opa,
        "[found | some event in input.batch; "
        "found := [mask | some mask in data.system.log.mask with input as event]]",
        cases,
    )
    for event, found in zip(cases, answers, strict=True):
        assert [(mask["op"], mask["path"]) for mask in found] == [("upsert", "/input")], event
        written = json.dumps(found)
        assert ENVELOPE not in written, event
        assert SECRET not in written, event
        assert len(written) < 3000, event
