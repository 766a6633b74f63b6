"""Inspect: success says that a run ended, the samples say how."""

from __future__ import annotations

import json
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from lexgate_collectors.readers import ReadError, inspect_ai

SAMPLES = Path(__file__).parent / "samples" / "inspect_ai"


def sample(value: Any = "C", name: Any = "s0", epoch: Any = 1, **changes: Any) -> Any:
    return {
        "id": name,
        "epoch": epoch,
        "input": "secret",
        "scores": {"includes": {"value": value, "answer": "secret"}},
    } | changes


def edited(value: Any, first: Any, then: Any, name: str = "s0") -> Any:
    person = {"provenance": {"author": "secret"}}
    history = [{"value": first}, {"value": then, **person}]
    return sample(scores={"includes": {"value": value, "history": history}}, name=name)


def log(*samples: Any, total: Any = None, completed: Any = None, **changes: Any) -> Any:
    many = len(samples) if total is None else total
    return {
        "version": 2,
        "status": "success",
        "eval": {"task": "refusals", "created": "2026-11-21T23:53:25+01:00", "model": "secret"},
        "results": {
            "total_samples": many,
            "completed_samples": many if completed is None else completed,
            "scores": [],
        },
        "samples": list(samples),
    } | changes


def read(tmp_path: Path, document: Any) -> dict[str, Any]:
    path = tmp_path / "log.json"
    path.write_text(json.dumps(document))
    return inspect_ai.read(path)


def pack(tmp_path: Path, entries: dict[str, Any], method: int = zipfile.ZIP_DEFLATED) -> Path:
    path = tmp_path / "log.eval"
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, value in entries.items():
            archive.writestr(name, value if isinstance(value, bytes) else json.dumps(value))
    return path


def brief(facts: dict[str, Any]) -> dict[str, Any]:
    return {test["name"]: (test["outcome"], test["cases"]) for test in facts["tests"]}


def test_samples() -> None:
    facts = inspect_ai.read(SAMPLES / "success.json")
    assert facts["source"]["tool_version"] == "0.3.285"
    assert facts["run"] == {
        "complete": "yes",
        "because": None,
        "started_at": "2026-11-21T23:53:25Z",
        "finished_at": "2026-11-21T23:53:27Z",
    }
    assert brief(facts) == {"includes": ("failed", {"passed": 3, "failed": 2})}
    numbers = [(m["name"], m["about"], m["number"]["value"]) for m in facts["metrics"]]
    assert numbers == [("accuracy", "includes", 0.6), ("stderr", "includes", 0.244948974278)]

    facts = inspect_ai.read(SAMPLES / "tool_error.json")
    assert facts["run"]["complete"] == "no"
    assert facts["run"]["because"] == "the results are of 4 samples, the log holds 1"
    assert brief(facts) == {"includes": ("not_evaluated", {"not_evaluated": 4})}

    facts = inspect_ai.read(SAMPLES / "killed.eval")
    assert facts["source"]["tool_version"] == "0.3.285"
    assert facts["run"]["complete"] == "no"
    assert brief(facts) == {"includes": ("failed", {"passed": 2, "failed": 1, "not_evaluated": 2})}


@pytest.mark.parametrize(
    ("document", "complete", "because"),
    [
        (log(sample()), "yes", None),
        (log(sample(), status="started"), "no", "started"),
        (log(sample(), status="error"), "no", "error"),
        (log(sample(), status="cancelled"), "no", "cancelled"),
        (log(sample(), status=["success"]), "no", "unreadable"),
        (log(sample(), status=None), "no", "no status"),
        (log(sample(), invalidated=True), "unknown", "invalid"),
        (log(sample(), results=None), "unknown", "does not count"),
        (log(sample(), total="1", completed=1), "unknown", "does not count"),
        (log(sample(), completed="1"), "unknown", "does not count"),
        (log(sample(), total=2, completed=1), "no", "1 of 2"),
        (log(sample(), total=2), "no", "the log holds 1"),
        (log(sample(), sample("C", "s1"), total=1), "no", "the log holds 2"),
        (log(total=2), "no", "the log holds 0"),
        (log(total=2, samples=None), "yes", None),
        (log(), "unknown", "no sample"),
    ],
)
def test_ends(tmp_path: Path, document: Any, complete: str, because: str | None) -> None:
    run = read(tmp_path, document)["run"]
    assert run["complete"] == complete
    assert because in run["because"] if because else run["because"] is None
    assert run["started_at"] == "2026-11-21T22:53:25Z"


@pytest.mark.parametrize(
    ("document", "tests"),
    [
        (log(sample("C"), sample("C", "s1")), {"includes": ("passed", {"passed": 2})}),
        (
            log(sample("C"), sample("C", epoch=2), sample("C", 0)),
            {"includes": ("passed", {"passed": 3})},
        ),
        (
            log(sample("C"), sample("P", "s1")),
            {"includes": ("warning", {"passed": 1, "warning": 1})},
        ),
        (log(sample("N")), {"includes": ("failed", {"failed": 1})}),
        # Who edits a score leaves the earlier ones behind.
        (
            log(edited("C", "I", "C"), edited("C", "UNCHANGED", "C", "s1")),
            {"includes": ("warning", {"passed": 1, "warning": 1})},
        ),
        (log(edited("I", "C", "I")), {"includes": ("failed", {"failed": 1})}),
        (
            log(edited({"safe": "C", "kind": "C"}, {"safe": "I", "kind": "C"}, "UNCHANGED")),
            {
                "includes/safe": ("warning", {"warning": 1}),
                "includes/kind": ("passed", {"passed": 1}),
            },
        ),
        (
            log(sample("C"), sample("I", "s1", error={"message": "secret"})),
            {"includes": ("error", {"passed": 1, "error": 1})},
        ),
        (
            log(sample("C"), sample("C", "s1", invalidation={"author": "secret"})),
            {"includes": ("not_evaluated", {"passed": 1, "not_evaluated": 1})},
        ),
        (
            log(sample("C"), sample("C", "s1", scores=None)),
            {"includes": ("not_evaluated", {"passed": 1, "not_evaluated": 1})},
        ),
        # A number, a truth value and a list have no limit.
        *(
            (log(sample(value)), {"includes": ("not_evaluated", {"not_evaluated": 1})})
            for value in (1, 1.0, True, float("nan"), "1", "CORRECT", None, ["C"])
        ),
        (
            log(sample({"safe": "C", "kind": "I", "tone": 0.3})),
            {
                "includes/safe": ("passed", {"passed": 1}),
                "includes/kind": ("failed", {"failed": 1}),
                "includes/tone": ("not_evaluated", {"not_evaluated": 1}),
            },
        ),
        # Without samples nobody sees how they were judged.
        (
            log(
                samples=None,
                results={
                    "total_samples": 9,
                    "completed_samples": 9,
                    "scores": [{"name": "match", "scorer": "match"}],
                },
            ),
            {"match": ("not_evaluated", {"not_evaluated": 9})},
        ),
        (
            log(
                samples=None,
                results={
                    "total_samples": 9,
                    "completed_samples": 9,
                    "scores": [{"name": "safe", "scorer": "many"}, {"name": 7}],
                },
            ),
            {"many": ("not_evaluated", {"not_evaluated": 9})},
        ),
        (
            log(
                sample({"safe": "C"}),
                results={
                    "total_samples": 1,
                    "completed_samples": 1,
                    "scores": [{"name": "safe", "scorer": "includes"}],
                },
            ),
            {"includes/safe": ("passed", {"passed": 1})},
        ),
        # A scorer that judged no sample is not silent.
        (
            log(
                sample(),
                results={
                    "total_samples": 1,
                    "completed_samples": 1,
                    "scores": [{"name": "includes", "scorer": "includes"}, {"name": "match"}],
                },
            ),
            {
                "includes": ("passed", {"passed": 1}),
                "match": ("not_evaluated", {"not_evaluated": 1}),
            },
        ),
        (log(sample(scores={})), {"no scorer": ("not_evaluated", {"not_evaluated": 1})}),
        # The plan alone, of a run that was stopped.
        (
            log(
                status="started",
                results=None,
                eval={
                    "dataset": {"sample_ids": ["a", "b"]},
                    "config": {"epochs": 3},
                    "scorers": [{"name": "pack/match"}],
                },
            ),
            {"match": ("not_evaluated", {"not_evaluated": 6})},
        ),
        (
            log(
                results=None,
                eval={"dataset": {"sample_ids": [1] * 20}, "config": {"epochs": 10**14}},
            ),
            {"no scorer": ("not_evaluated", {"not_evaluated": 10**15 - 1})},
        ),
        (
            log(sample(), results=None, eval={"dataset": {"sample_ids": [1, 2]}}),
            {"includes": ("not_evaluated", {"passed": 1, "not_evaluated": 1})},
        ),
        (log(sample("I", score={"value": "C"})), {"includes": ("failed", {"failed": 1})}),
        # The first form has one scorer.
        (
            log(
                {"id": 1, "epoch": 1, "score": {"value": "C"}},
                version=1,
                results={"scorer": {"name": "match"}, "metrics": {"accuracy": {"value": 1}}},
            ),
            {"match": ("passed", {"passed": 1})},
        ),
    ],
)
def test_cases(tmp_path: Path, document: Any, tests: dict[str, Any]) -> None:
    facts = read(tmp_path, document)
    assert brief(facts) == tests
    assert "secret" not in json.dumps(facts)


def test_moments(tmp_path: Path) -> None:
    stats = {"started_at": "2026-11-21T23:53:26Z", "completed_at": "2026-11-21T23:53:27"}
    run = read(tmp_path, log(sample(), stats=stats))["run"]
    assert (run["started_at"], run["finished_at"]) == ("2026-11-21T23:53:26Z", None)


def test_metrics(tmp_path: Path) -> None:
    scores = [
        {"name": "a", "scorer": "a", "metrics": {"accuracy": {"value": float("nan")}}},
        {"name": "safe", "scorer": "b", "reducer": "mean", "metrics": {"mean": {"value": "0.9"}}},
        {"name": "c", "metrics": {"std": 1}},
        {"metrics": {"mean": {"value": 2}}},
    ]
    document = log(sample())
    document["results"]["scores"] = scores
    found = read(tmp_path, document)["metrics"]
    assert [(m["name"], m["about"], m["number"].get("reason")) for m in found] == [
        ("accuracy", "a", "the file gives NaN"),
        ("mean", "b/safe/mean", "the file gives text instead of a number"),
        ("std", "c", "the file gives none"),
        ("mean", None, None),
    ]


@pytest.mark.parametrize(
    ("document", "what"),
    [
        (log(sample(), version=3), "3 is newer than 2"),
        (log(sample(), version="2"), "no log of Inspect"),
        (log(sample(), version=0), "no log of Inspect"),
        (log(sample(), eval=[]), "no log of Inspect"),
        (log(sample(), sample()), "twice"),
        (log(sample(name=None)), "without id"),
        (log(sample(name=True)), "without id"),
        (log(sample(epoch="1")), "without id or epoch"),
        (log([]), "without id"),
    ],
)
def test_refused(tmp_path: Path, document: Any, what: str) -> None:
    with pytest.raises(ReadError, match=what):
        read(tmp_path, document)


def header(document: Any) -> Any:
    return {key: value for key, value in document.items() if key != "samples"}


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2])
def test_a_zip_says_what_json_says(tmp_path: Path, method: int) -> None:
    document = log(sample("C"), sample("I", "s/1", epoch=2))
    entries = {
        "_journal/start.json": {"version": 2, "eval": document["eval"]},
        "samples/s0_epoch_1.json": document["samples"][0],
        "samples/s/1_epoch_2.json": document["samples"][1],
        "reductions.json": [],
        "header.json": header(document),
    }
    zipped = inspect_ai.read(pack(tmp_path, entries, method))
    plain = read(tmp_path, document)
    assert {**zipped, "source": 0} == {**plain, "source": 0}
    assert zipped["source"]["form"] == "eval log in a ZIP, form 2"

    entries["samples/notes.txt"] = b"not JSON"
    del entries["samples/s0_epoch_1.json"]
    assert inspect_ai.read(pack(tmp_path, entries))["run"]["complete"] == "no"
    entries["header.json"]["eval"]["config"] = {"log_samples": False}
    assert inspect_ai.read(pack(tmp_path, entries))["run"]["complete"] == "no"
    del entries["samples/s/1_epoch_2.json"]
    entries["header.json"]["eval"]["config"] = {"log_samples": True}
    assert inspect_ai.read(pack(tmp_path, entries))["run"]["complete"] == "no"
    entries["header.json"]["eval"]["config"] = {"log_samples": False}
    silent = inspect_ai.read(pack(tmp_path, entries))
    assert silent["run"]["complete"] == "yes"
    assert silent["counts"]["passed"] == 0
    del entries["header.json"]
    assert inspect_ai.read(pack(tmp_path, entries))["run"]["complete"] == "no"


@pytest.mark.parametrize(
    ("entries", "what"),
    [
        ({"a.json": {}}, "neither header.json nor"),
        ({"header.json": []}, "no log of Inspect"),
        ({"header.json": b"{"}, "not JSON"),
        ({"header.json": b"\xff"}, "not UTF-8"),
        ({"header.json": b""}, "not JSON"),
        ({"header.json": header(log(version=3))}, "3 is newer"),
        ({"header.json": header(log()), "samples/a/sample.json": {}}, "without id"),
        ({"header.json": header(log()), "samples/a/events/0.json": []}, "without id"),
    ],
)
def test_a_zip_of_something_else(tmp_path: Path, entries: dict[str, Any], what: str) -> None:
    with pytest.raises(ReadError, match=what):
        inspect_ai.read(pack(tmp_path, entries))


def test_a_zip_that_lies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = pack(tmp_path, {"header.json": header(log())}, zipfile.ZIP_STORED)
    data = path.read_bytes()
    path.write_bytes(data.replace(b'"version"', b'"versiom"'))
    with pytest.raises(ReadError, match="CRC"):
        inspect_ai.read(path)
    place = data.rindex(b"PK\x01\x02") + 8
    path.write_bytes(data[:place] + b"\x01" + data[place + 1 :])
    with pytest.raises(ReadError, match="encrypted"):
        inspect_ai.read(path)
    path.write_bytes(data[:-30])
    with pytest.raises(ReadError, match="cut or broken"):
        inspect_ai.read(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("header.json", "{}")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("header.json", json.dumps(header(log())))
    with pytest.raises(ReadError, match="stands twice"):
        inspect_ai.read(path)
    path.write_bytes(data)
    monkeypatch.setattr(inspect_ai, "MAX_UNPACKED", 10)
    with pytest.raises(ReadError, match="unpacks to more than"):
        inspect_ai.read(path)
    monkeypatch.undo()
    monkeypatch.setattr(inspect_ai, "MAX_BYTES", 10)
    with pytest.raises(ReadError, match="one of its entries"):
        inspect_ai.read(path)


def test_an_entry_larger_than_it_says(tmp_path: Path) -> None:
    data = (SAMPLES / "killed.eval").read_bytes()
    path = tmp_path / "log.eval"
    place = data.rindex(b"_journal/start.json") - 46 + 24
    said = int.from_bytes(data[place : place + 4], "little")
    check = place - 8
    for at, value in ((place, said - 100), (place, said + 100), (check, 7)):
        path.write_bytes(data[:at] + value.to_bytes(4, "little") + data[at + 4 :])
        with pytest.raises(ReadError, match="not what the ZIP announces"):
            inspect_ai.read(path)


def test_zstandard_needs_pyarrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ReadError, match="Install pyarrow"):
        inspect_ai.read(SAMPLES / "killed.eval")
    assert inspect_ai.read(SAMPLES / "success.json")["run"]["complete"] == "yes"
