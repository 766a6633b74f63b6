"""The example runs from data to decision, and its answers follow the data."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lexgate import catalogue, scaffold

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
    verdict = asked[0]["decision"]["verdicts"]["EUAIA-9.8.metrics"]
    assert (check["status"], verdict["halves"]["house"]) == ("unknown", "house")
    assert check["because"].startswith("inconclusive")
    observed = check["observed"]
    assert observed["n"] == 1000
    assert observed["low"] < 0.8 < observed["value"]


def test_reweighing_and_a_dossier_change_much_and_not_all(asked: list[dict[str, Any]]) -> None:
    first, second = asked[0]["decision"], asked[1]["decision"]
    assert second["allow"] is False
    assert second["counts"]["status"]["pass"] > first["counts"]["status"]["pass"] + 20
    stopping = {
        name: verdict["status"]
        for name, verdict in second["verdicts"].items()
        if verdict["stops"] != "no"
    }
    assert stopping == {
        # Two people said no.
        "EUAIA-9.5": "fail",
        "EUAIA-9.5.a": "fail",
        "EUAIA-10.3.relevance": "fail",
        "EUAIA-15.4.resilience": "fail",
        # What follows from these.
        "EUAIA-8.1": "fail",
        "EUAIA-10.1": "fail",
        # The interval of the ratio reaches below the limit.
        "EUAIA-9.5.b": "unknown",
        "EUAIA-9.8.metrics": "unknown",
        # No declaration of conformity yet, and no scan for known weaknesses.
        "EUAIA-11.1.content": "unknown",
        "EUAIA-15.5": "unknown",
    }
    before, after = limit_check(first)["observed"], limit_check(second)["observed"]
    assert after["value"] > before["value"]


def test_the_dossier_lacks_what_is_not_there(demo: Any, story: Path) -> None:
    bank = demo.Bank(story, quiet=True)
    _, answer = bank.lexgate("dossier", "status", "--format", "json", show=False)
    found = json.loads(answer)
    left = [one["field"] for one in found["fields"] if one["state"] not in found["by_source"]]
    # A declaration of conformity is drawn up once the assessment is through.
    assert left == [
        "technical_documentation.sections.declaration.reference",
        "technical_documentation.sections.declaration.file",
    ]
    assert found["by_source"]["yours"] < 60


def test_annex_iv_is_told_with_its_evidence(demo: Any, story: Path) -> None:
    bank = demo.Bank(story, quiet=True)
    code, text = bank.lexgate("file", "annex-iv", "--format", "md", show=False)
    assert code == 0
    (missing,) = [line for line in text.splitlines() if "| missing |" in line]
    assert "declaration of conformity" in missing
    assert "not asked for: predetermined changes planned is no" in text
    assert "more values, in the document" not in text.split("point 1(h)")[1].split("\n## ")[0]


def test_a_second_system_leaves_little_to_write(demo: Any, story: Path) -> None:
    # Of the same organisation, with its own models, tests, facts and files.
    bank = demo.Bank(
        story.parent / "second",
        system="overdraft-scoring",
        dossier_org="../bank/dossier/org",
        quiet=True,
    )
    scaffold.write(
        bank.folder,
        system=bank.system,
        version=demo.BASELINE,
        organisation="Musterbank",
        deployment=None,
    )
    demo.release(bank, demo.BASELINE)
    purpose = "Support credit officers in deciding on overdrafts of natural persons."
    demo.state_facts(bank, intended_purpose=purpose)
    bank.must("dossier", "init")
    paths = demo.release(
        bank, demo.REWEIGHED, weights="reweighing", drop=demo.DROPPED, threshold="cost"
    )
    demo.test_before_release(bank, demo.REWEIGHED, paths)
    repository = demo.Repository(bank.folder / "repository")
    repository.release(demo.REWEIGHED, "- The first version.")
    repository.commit("The first version of the model", tag=f"v{demo.REWEIGHED}")
    demo.measure(bank, *demo.READ_LAST)
    bank.must("dossier", "fill")
    for person in (demo.OWNER, demo.ASSESSOR, demo.RISK, demo.SECURITY):
        bank.must("dossier", "accept", "--all", "--by", person)
    code, answer = bank.lexgate("dossier", "status", "--format", "json", "--most", "30", show=False)
    found = json.loads(answer)
    assert (code, found["drafts_waiting"]) == (0, 0)
    assert 0 < found["left_for_a_person"] <= 30
    assert found["by_source"]["inherited"] > 300
    assert found["by_source"]["yours"] == 0


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
