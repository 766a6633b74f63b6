"""The benchmarks compute what they say, on few rows; nothing is timed here."""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks import __main__ as bench
from benchmarks import data, decision, request, tasks
from lexgate import paths
from lexgate.assurance import base
from lexgate.engine.local import LocalEngine

ROWS = 600


@pytest.fixture(autouse=True)
def _theirs() -> Iterator[None]:
    """Warnings of the libraries compared with are not ours to mend."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Each kind of data, small."""
    found = tmp_path_factory.mktemp("bench")
    data.applicants(ROWS).to_parquet(found / "applicants.parquet")
    data.people(found / "people", ROWS, 3)
    (found / "drift").mkdir()
    data.columns(ROWS, 1, 0.0).to_parquet(found / "drift" / "reference.parquet")
    data.columns(ROWS, 2, 0.02).to_parquet(found / "drift" / "current.parquet")
    return found


def side(name: str, folder: Path) -> bench.Side:
    """What a task answers, as it comes from its process."""
    answer = json.loads(json.dumps(tasks.TASKS[name](folder)()))
    return bench.Side(name, [1.0], answer=answer)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("fairness_by_lexgate", "fairness_by_aif360"),
        ("fairness_of_sex_by_lexgate", "fairness_of_sex_by_aif360"),
        ("fairness_of_sex_by_lexgate", "fairness_by_fairlearn"),
    ],
)
def test_both_sides_have_the_same_numbers(ours: str, theirs: str, folder: Path) -> None:
    one, other = (side(name, folder / "applicants.parquet") for name in (ours, theirs))
    assert bench.different(one, other) is None
    assert len(other.answer["sex"]) == 7
    other.answer["sex"]["accuracy_difference"] += 1e-11
    assert str(bench.different(one, other)).startswith("accuracy_difference of sex is")


def test_both_sides_count_the_same(folder: Path) -> None:
    ours, hand = (side(name, folder / "people") for name in ("counts_by_lexgate", "counts_by_hand"))
    assert ours.answer == hand.answer
    assert sum(row[3] for row in ours.answer) == ROWS
    tasks.work_after_counting(folder / "people")()


@pytest.mark.parametrize("name", ["drift_by_lexgate", "drift_by_evidently"])
def test_drift_is_of_all_columns(name: str, folder: Path) -> None:
    assert side(name, folder / "drift").answer == 20


def test_data_are_the_same_each_time(folder: Path, tmp_path: Path) -> None:
    data.people(tmp_path / "people", ROWS, 3)
    for path in sorted((tmp_path / "people").iterdir()):
        assert path.read_bytes() == (folder / "people" / path.name).read_bytes()
    assert data.applicants(ROWS).equals(data.applicants(ROWS))


def judged(folder: Path, fast: list[float], wrong: str | None = None) -> bench.Bench:
    """A comparison with 10 seconds, at least five times faster."""
    found = bench.Bench(folder, folder)
    turns = iter(fast)
    found.at_least(
        "ours",
        5,
        lambda: bench.Side("theirs", [10.0]),
        lambda: bench.Side("ours", [next(turns)]),
        lambda _ours, _theirs: wrong,
    )
    return found


@pytest.mark.parametrize(
    ("fast", "wrong", "met", "seen"),
    [
        ([2.0], None, True, "5.0 times faster"),
        ([4.0, 1.0], None, True, "10.0 times faster"),
        ([4.0, 2.5], None, False, "4.0 times faster"),
        ([1.0, 1.0], "a is 1 and 2", False, "10.0 times faster, but a is 1 and 2"),
    ],
    ids=["met", "met when asked again", "missed twice", "fast and wrong"],
)
def test_bounds(tmp_path: Path, fast: list[float], wrong: str | None, met: bool, seen: str) -> None:
    (line,) = judged(tmp_path, fast, wrong).lines
    assert (line.met, line.seen) == (met, seen)
    shown = bench.table(
        [line], {"processors": 2, "load_before": 1.5, "seconds": 3, "system": "", "python": ""}
    )
    assert shown.startswith("met" if met else "MISSED")
    assert "others use this machine" in shown


@pytest.mark.parametrize(("met", "code"), [(True, 0), (False, 1)])
def test_a_missed_bound_ends_with_one(
    tmp_path: Path, met: bool, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = bench.Line("ours", "5", "4", met)
    monkeypatch.setattr(bench, "PARTS", {"help": lambda found: found.lines.append(line)})
    out = tmp_path / "build" / "bench.json"
    assert bench.main(["--only", "help", "--out", str(out)]) == code
    assert json.loads(out.read_text())["lines"][0]["met"] is met


# ---------------------------------------------------------------- decisions


def test_twenty_documents_of_five_kilobytes_count(tmp_path: Path) -> None:
    case = request.build()
    assert len(case.documents) == 20
    sizes = [
        request.size(found.kind, found.subject, found.predicate)
        for found in case.documents.values()
    ]
    assert min(sizes) >= request.LEAST_BYTES
    assert _decided(case, tmp_path) == (22, 22, 103)


def test_more_data_sets_are_bound_and_asked_about(tmp_path: Path) -> None:
    case = request.build(2)
    names = ["training", "testing", "training_2", "testing_2"]
    assert case.org["settings"]["defaults"]["data_sets"]["roles"] == names
    assert set(case.documents["model"].predicate["data_sets"]) == set(names)
    assert _decided(case, tmp_path) == (22, 22, 103)


def _decided(case: base.Case, folder: Path) -> tuple[int, int, int]:
    """How many envelopes were sent, how many count, and how many verdicts there are."""
    (folder / ".manifest").write_text('{"roots": ["org"]}')
    (folder / "org").mkdir()
    (folder / "org" / "data.json").write_text(json.dumps(case.org))
    # Of a copy: an organisation that names other roles than the schema is none for the book itself.
    book = decision.many_controls(1, folder.with_name(f"{folder.name}-rego"))
    answer = LocalEngine(book, folder).decide(case.request(), "live")
    return answer["trust"]["sent"], answer["trust"]["admitted"], len(answer["verdicts"])


def test_copied_controls_have_packages_of_their_own(tmp_path: Path) -> None:
    book = decision.many_controls(3, tmp_path / "rego")
    text = (book / "lexgate" / "catalogue" / "data.json").read_text("utf-8")
    controls = json.loads(text)["controls"]
    known = json.loads((paths.rego() / "lexgate" / "catalogue" / "data.json").read_text("utf-8"))[
        "controls"
    ]
    assert len(controls) == 3 * len(known)
    for entry in controls.values():
        name = entry["package"]
        article = name.partition("_x")[0]
        rules = (book / "lexgate" / "eu_ai_act" / name / f"{article}.rego").read_text("utf-8")
        assert f"\npackage lexgate.eu_ai_act.{name}\n" in rules


def test_the_server_has_the_environment_of_the_sidecar() -> None:
    lines = (decision.ROOT / "sidecar" / "opa.Dockerfile").read_text("utf-8").splitlines()
    set_there = dict(line.split(" ", 1)[1].split("=") for line in lines if line.startswith("ENV "))
    assert set_there == decision.ENVIRONMENT
