"""What collectors ask of an engine: said for DuckDB and for Spark alike, and in one place."""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import lexgate_collectors
from lexgate_collectors import data_quality, drift, fairness, performance, regression_fairness
from lexgate_collectors import declared as cells
from lexgate_collectors.classification import Further
from lexgate_collectors.tables import Attribute, Classes, DataSet

NOW = "2026-11-22T10:00:00Z"
DIGEST = "sha256:" + "d" * 64
TIMES = {"started_at": NOW, "finished_at": NOW, "observed_at": NOW}
LABEL, PREDICTION = Classes("y", "1", "0"), Classes("p", "1", "0")
AGE = Attribute("age", {"young": (None, 30), "old": (30, None)}, missing="not stated")
SEX = Attribute("sex", missing="not stated")


def frame() -> pd.DataFrame:
    draw = np.random.default_rng(5)
    n = 400
    return pd.DataFrame(
        {
            "age": [None if at % 50 == 0 else float(at % 60) for at in range(n)],
            "sex": draw.choice(["f", "m", "d"], n),
            "y": draw.integers(0, 2, n),
            "p": draw.integers(0, 2, n),
            "score": draw.random(n),
            "amount": draw.normal(size=n),
            "guess": draw.normal(size=n),
            "born": pd.to_datetime(["2000-01-01"] * n),
            "mail": ["a@b.example" if at % 7 else "none" for at in range(n)],
        }
    )


def _data() -> DataSet:
    return DataSet(frame(), DIGEST)


def _fairness(**more: Any) -> None:
    fairness.collect(
        {
            "training": fairness.Examined(_data(), {"age": AGE}, LABEL),
            "testing": fairness.Examined(
                _data(), {"age": AGE, "sex": SEX}, LABEL, PREDICTION, **more
            ),
        },
        observed_at=NOW,
    )


def _several_classes() -> None:
    data = DataSet(frame().assign(y=lambda f: f.index % 3, p=lambda f: f.index % 3), DIGEST)
    label, prediction = Classes("y", ("1", "2"), "0"), Classes("p", ("1", "2"), "0")
    fairness.collect(
        {"testing": fairness.Examined(data, {"sex": SEX}, label, prediction)}, observed_at=NOW
    )


def _performance(further: Further | None, score: str | None = "score") -> None:
    given = performance.Predictions(_data(), LABEL, PREDICTION, score)
    performance.collect({"testing": given}, further=further, **TIMES)


def _numeric() -> None:
    given = performance.NumericPredictions(_data(), "amount", "guess")
    performance.collect({"testing": given}, further=Further({"sex": SEX}), **TIMES)


def _data_quality() -> None:
    def described() -> data_quality.Described:
        return data_quality.Described(
            _data(),
            {"age": AGE, "sex": SEX},
            "y",
            columns={
                "age": cells.Column("number", least=0, most=59.5),
                "sex": cells.Column("text", values=("f", "m"), distinct=2),
                "born": cells.Column("date", least="1990-01-01"),
            },
            populations={"sex": data_quality.Population({"f": 0.5, "m": 0.5}, "a census")},
            outcomes=("0", "1"),
        )

    data_quality.collect({"training": described(), "testing": described()}, observed_at=NOW)


def _drift() -> None:
    drift.collect(_data(), _data(), observed_at=NOW)


def _regression() -> None:
    examined = regression_fairness.Examined(
        _data(), {"age": AGE, "sex": SEX}, "amount", "guess", depth=2
    )
    regression_fairness.by_attribute(examined, "testing")


RUNS: dict[str, Callable[[], None]] = {
    "fairness": _fairness,
    "fairness to a depth of two": lambda: _fairness(depth=2),
    "fairness with scores": lambda: _fairness(score="score"),
    "fairness of several classes": _several_classes,
    "performance": lambda: _performance(None),
    "performance without scores": lambda: _performance(None, None),
    "performance, further": lambda: _performance(Further({"age": AGE})),
    "performance of numbers": _numeric,
    "data quality": _data_quality,
    "drift": _drift,
    "fairness of numbers": _regression,
}


@pytest.mark.parametrize("run", RUNS.values(), ids=RUNS.keys())
def test_only_what_every_engine_can_say(run: Callable[[], None], asked: list[str]) -> None:
    """`asked` compiles each question for both, and would stop at one that Spark can't say."""
    run()
    assert asked
    assert all(said.lstrip().startswith(("SELECT", "WITH")) for said in asked)


# `_evidently_sample` of drift is asked through `executed` as well, and tested with drift.
_RUNS_AN_ENGINE = {"to_pyarrow", "to_pandas", "to_polars", "execute", "to_pyarrow_batches"}
# What runs one: `_answer`; the looks at files themselves; databases of other tools.
_MAY = {"tables.py", "opening.py", "readers/mlflow_sqlite.py"}


def test_engines_are_set_to_work_in_one_place() -> None:
    root = Path(lexgate_collectors.__file__).parent
    found = {
        (path.relative_to(root).as_posix(), call.func.attr, call.lineno)
        for path in root.rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr in _RUNS_AN_ENGINE
    }
    # An Arrow table that was fetched becomes a frame for evidently and for models; whether a
    # registry in SQLite can be opened is asked of it.
    may = {(name, "to_pandas") for name in ("drift.py", "collecting.py", "advice.py")}
    may.add(("model.py", "execute"))
    allowed = {one for one in found if one[0] in _MAY or one[:2] in may}
    assert found == allowed
    assert [one[1] for one in found if one[0] == "tables.py"] == ["to_pyarrow"]
