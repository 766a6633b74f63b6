"""The example runs from data to decision, and its answers follow the data."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lexgate import catalogue

# Warnings of other people's libraries; see tests/collectors/conftest.py.
pytestmark = [
    pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:invalid escape sequence"),
    pytest.mark.filterwarnings("ignore:The ``noload`` loader strategy is deprecated"),
]

EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "credit_scoring"


@pytest.fixture(scope="module")
def demo() -> Iterator[Any]:
    """The example as a module."""
    sys.path.insert(0, str(EXAMPLE))
    try:
        yield importlib.import_module("demo")
    finally:
        sys.path.remove(str(EXAMPLE))


@pytest.fixture(scope="module")
def story(demo: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that one whole run of the demo leaves behind."""
    folder: Path = tmp_path_factory.mktemp("story") / "bank"
    assert demo.main(["--folder", str(folder), "--quiet"]) == 0
    return folder


@pytest.fixture(scope="module")
def asked(story: Path) -> list[dict[str, Any]]:
    """The questions that the demo put to the gate, in their order."""
    kept = [
        json.loads(path.read_text(encoding="utf-8"))
        for path in (story / ".lexgate" / "asked").glob("*.json")
    ]
    return sorted(kept, key=lambda found: str(found["request"]["as_of"]))


def limit_check(decision: dict[str, Any]) -> dict[str, Any]:
    """The house's check of the disparity by age."""
    (found,) = [
        check
        for check in decision["verdicts"]["EUAIA-9.8.metrics"]["checks"]
        if check["half"] == "house" and "selection_rate_ratio" in check["term"]
    ]
    return dict(found)


def test_before_deployment_it_is_denied(asked: list[dict[str, Any]]) -> None:
    decision = asked[0]["decision"]
    assert decision["allow"] is False
    assert decision["granted"] is None
    assert decision["rejected"] == []
    assert decision["verdicts"].keys() == catalogue.load().keys()
    stopped_by_the_act = [
        name for name, verdict in decision["verdicts"].items() if verdict["stops"] == "law"
    ]
    assert "EUAIA-5.1.c.i" in stopped_by_the_act
    assert decision["verdicts"]["EUAIA-5.1.f"]["status"] == "not_applicable"
    assert all(decision["verdicts"][name]["binds"]["now"] for name in stopped_by_the_act)


def test_the_disparity_by_age_is_what_the_data_give(asked: list[dict[str, Any]]) -> None:
    check = limit_check(asked[0]["decision"])
    assert (check["status"], check["stops"], check["binds_now"]) == ("unknown", "house", False)
    assert check["because"].startswith("inconclusive")
    observed = check["observed"]
    assert observed["n"] == 1000
    assert observed["low"] < 0.8 < observed["value"]


def test_reweighing_and_a_dossier_change_much_and_not_all(asked: list[dict[str, Any]]) -> None:
    first, second = asked[0]["decision"], asked[1]["decision"]
    assert second["allow"] is False
    assert second["counts"]["status"]["pass"] > first["counts"]["status"]["pass"] + 20
    stopping = {name for name, verdict in second["verdicts"].items() if verdict["stops"] != "no"}
    assert stopping == {"EUAIA-9.8.metrics", "EUAIA-10.1", "EUAIA-10.3.relevance"}
    assert second["verdicts"]["EUAIA-10.3.relevance"]["status"] == "fail"
    before, after = limit_check(first)["observed"], limit_check(second)["observed"]
    assert after["value"] > before["value"]


def test_a_tampered_file_is_refused_by_name(asked: list[dict[str, Any]]) -> None:
    decision = asked[2]["decision"]
    assert [entry["reason"] for entry in decision["rejected"]] == ["signature_invalid"]
    assert decision["verdicts"]["EUAIA-10.2.f"]["status"] == "unknown"


def test_other_data_other_answer(
    demo: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Nobody under 25 ever paid back: a model that learns this turns them down.
    features = importlib.import_module("features")
    read = features.read

    def worse(*args: Any) -> Any:
        frame = read(*args)
        frame.loc[frame["age_years"] < 25, "outcome"] = "bad"
        return frame

    monkeypatch.setattr(features, "read", worse)
    bank = demo.Bank(tmp_path / "bank", quiet=True)
    demo.prepare(bank)
    demo.release(bank, demo.BASELINE)
    demo.state_facts(bank)
    demo.measure(bank)
    code, answer = bank.lexgate("gate", "--format", "json", show=False)
    check = limit_check(json.loads(answer))
    assert (code, check["status"]) == (1, "fail")
    assert check["observed"]["value"] < 0.5
