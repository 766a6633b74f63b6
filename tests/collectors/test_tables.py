"""Counting: the same counts from a file, Parquet and a frame, and nobody lost on the way."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lexgate_collectors import tables
from lexgate_collectors.common import CollectError
from lexgate_collectors.tables import (
    Attribute,
    Cell,
    Classes,
    DataSet,
    contingencies,
    contingency,
    counted_rows,
    opened,
    overlapping,
)

LABEL = Classes("y", "1", "2")
FRAME = pd.DataFrame({"age": [24, 25, 60, 19], "y": [1, 2, 1, 1]})
BINS: dict[str, tuple[float | None, float | None]] = {"below_25": (None, 25), "from_25": (25, None)}
COUNTED = (
    Cell("below_25", True, None, 2),
    Cell("from_25", True, None, 1),
    Cell("from_25", False, None, 1),
)


def test_the_lower_end_of_a_bin_is_inside() -> None:
    assert contingency(opened(FRAME), Attribute("age", BINS), LABEL) == COUNTED


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_a_file_gives_the_counts_of_a_frame(tmp_path: Path, form: str) -> None:
    path = tmp_path / f"people.{form}"
    if form == "csv":
        FRAME.to_csv(path, index=False)
    else:
        FRAME.to_parquet(path)
    assert contingency(opened(path), Attribute("age", BINS), LABEL) == COUNTED


@settings(max_examples=20, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from("abc"), st.sampled_from([1, 2]), st.sampled_from([1, 2])),
        min_size=1,
        max_size=40,
    )
)
def test_counts_are_those_of_pandas(people: list[tuple[str, int, int]]) -> None:
    frame = pd.DataFrame(people, columns=["g", "y", "p"])
    found = contingency(opened(frame), Attribute("g"), LABEL, Classes("p", "1", "2"))
    theirs = frame.groupby(["g", "y", "p"]).size().to_dict()
    assert {
        (cell.group, 1 if cell.favourable else 2, 1 if cell.selected else 2): cell.n
        for cell in found
    } == theirs


def test_people_without_a_group_are_a_fault_unless_named() -> None:
    frame = pd.DataFrame({"age": [24.0, None, 30.0], "y": [1, 1, 2]})
    with pytest.raises(CollectError, match="1 rows have no group by 'age'"):
        contingency(opened(frame), Attribute("age", BINS), LABEL)
    found = contingency(opened(frame), Attribute("age", BINS, missing="not stated"), LABEL)
    assert Cell("not stated", True, None, 1) in found


def test_floats_that_say_nothing_have_no_group() -> None:
    frame = pd.DataFrame(
        {"g": [1.0, float("nan"), None, -0.0, 0.0], "y": [1.0, 1.0, 2.0, 1.0, 2.0]}
    )
    table = opened(pa.table({name: frame[name].to_numpy() for name in frame}))
    label = Classes("y", "1.0", "2.0")
    found = contingency(table, Attribute("g", missing="not stated"), label)
    assert {(cell.group, cell.favourable): cell.n for cell in found} == {
        ("-0.0", True): 1,
        ("0.0", False): 1,
        ("1.0", True): 1,
        ("not stated", True): 1,
        ("not stated", False): 1,
    }
    binned = contingency(
        table, Attribute("g", {"one": (0.5, None), "none": (None, 0.5)}, "?"), label
    )
    assert {cell.group: cell.n for cell in binned if cell.favourable} == {
        "one": 1, "?": 1, "none": 1,
    }  # fmt: skip


def test_several_attributes_are_counted_as_each_alone() -> None:
    frame = pd.DataFrame(
        {
            "age": [24, 25, 60, 19, None] * 4,
            "sex": (["f", "m", None, "m"] * 5),
            "y": [1, 2] * 10,
            "p": [2, 1, 1, 2] * 5,
        }
    )
    by = {
        "age": [Attribute("age", BINS, "?")],
        "sex": [Attribute("sex", missing="?")],
        "both": [Attribute("age", BINS, "?"), Attribute("sex", missing="?")],
        "age otherwise": [Attribute("age", {"all": (None, None)}, "?")],
    }
    prediction = Classes("p", "1", "2")
    found = contingencies(opened(frame), by, LABEL, prediction)
    for name, attributes in by.items():
        assert found[name] == contingency(opened(frame), attributes, LABEL, prediction)
        assert sum(cell.n for cell in found[name]) == len(frame)
    ages = frame["age"].map(
        lambda age: "?" if age != age else "below_25" if age < 25 else "from_25"
    )
    pairs = ages + " and " + frame["sex"].fillna("?")
    assert {
        (cell.group, cell.favourable, cell.selected): cell.n for cell in found["both"]
    } == frame.groupby([pairs, frame["y"] == 1, frame["p"] == 1]).size().to_dict()


def test_all_that_is_wrong_is_said_at_once() -> None:
    frame = pd.DataFrame({"age": [17, 24], "y": ["1", "maybe"], "p": ["1", None]})
    with pytest.raises(CollectError) as told:
        contingency(
            opened(frame), Attribute("age", {"adult": (18, None)}), LABEL, Classes("p", "1", "2")
        )
    assert told.value.what == (
        "1 rows have no group by 'age'; 1 rows have neither outcome in 'y'; "
        "1 rows have neither outcome in 'p'"
    )


def test_missing_columns_are_all_named() -> None:
    with pytest.raises(CollectError, match=r"no column 'sex'; there is no column 'label'"):
        contingency(opened(FRAME), Attribute("sex"), Classes("label", "1", "2"))


@pytest.mark.parametrize(
    ("bins", "said"),
    [
        ({"a": (None, 25), "b": (24, None)}, ["bins 'a' and 'b' overlap"]),
        ({"a": (5, 5)}, ["bin 'a' is empty"]),
        ({"a": (float("nan"), 5)}, ["bin 'a' is empty"]),
        ({"a": (None, 25), "b": (25, None)}, []),
    ],
)
def test_bins(bins: dict[str, tuple[float | None, float | None]], said: list[str]) -> None:
    assert overlapping(bins) == said


def test_bins_need_numbers() -> None:
    frame = pd.DataFrame({"age": ["old"], "y": [1]})
    with pytest.raises(CollectError, match="holds no numbers"):
        contingency(opened(frame), Attribute("age", BINS), LABEL)


def test_a_table_in_memory_needs_its_digest() -> None:
    with pytest.raises(CollectError, match="no bytes to take a digest from"):
        DataSet(FRAME).identity()
    digest = "sha256:" + "0" * 64
    assert DataSet(FRAME, digest).identity() == digest


def test_what_is_no_table(tmp_path: Path) -> None:
    broken = tmp_path / "people.parquet"
    broken.write_bytes(b"not a table")
    for path in (broken, tmp_path / "nothing.csv"):
        with pytest.raises(CollectError, match="can't be read as a table"):
            opened(path)


VALUES = {
    "texts": ["a", "A b", "None", "", None, "3", "x and y"],
    "whole": [1, 0, -3, 2**60, None, 7, 1],
    "floats": [1.0, -0.0, 0.0, float("nan"), None, 1e30, 0.5],
    "truth": [True, False, None, True, False, True, True],
    "days": [date(2020, 1, at) if at % 3 else None for at in range(1, 8)],
    "decimals": [Decimal("1.50"), Decimal("1.5"), Decimal("3"), None, *([Decimal("0.1")] * 3)],
}


@pytest.mark.parametrize("name", VALUES)
@pytest.mark.parametrize("missing", [None, "not stated", "7", "true"])
def test_values_are_named_after_counting_as_engines_name_them(
    name: str, missing: str | None
) -> None:
    table = opened(pa.table({"g": pa.array(VALUES[name]), "y": ["1"] * 7}))
    attribute = Attribute("g", missing=missing)
    by_engine = Counter(
        row["group"]
        for row in counted_rows(table.select(group=tables.grouped(table, attribute, "here")))
    )
    lost = by_engine.pop(None, 0)
    if lost:
        with pytest.raises(CollectError, match=f"{lost} rows have no group by 'g'"):
            contingency(table, attribute, Classes("y", "1", "0"))
    else:
        found = contingency(table, attribute, Classes("y", "1", "0"))
        assert {cell.group: cell.n for cell in found} == dict(by_engine)


@pytest.mark.parametrize("name", VALUES)
@pytest.mark.parametrize("sides", [("1", "0"), ("true", "FALSE"), ("1.5", ""), ("a", "0.5")])
def test_outcomes_are_told_after_counting_as_engines_tell_them(
    name: str, sides: tuple[str, str]
) -> None:
    table = opened(pa.table({"y": pa.array(VALUES[name]), "g": ["a"] * 7}))
    classes = Classes("y", *sides)
    by_engine = Counter(
        row["good"] for row in counted_rows(table.select(good=tables.outcome(table, classes)))
    )
    with pytest.raises(CollectError) as stopped:
        contingency(table, Attribute("g"), classes)
    assert stopped.value.what == f"{by_engine.pop(None)} rows have neither outcome in 'y'"
    known = table.filter(tables.outcome(table, classes).notnull())
    if by_engine:
        found = contingency(known, Attribute("g"), classes)
        assert {cell.favourable: cell.n for cell in found} == dict(by_engine)


def test_too_many_counts_are_asked_by_attribute_and_never_held(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    frame = pd.DataFrame(
        {"a": [*range(12)] * 2, "b": ["x", "y"] * 12, "c": range(24), "y": [1, 0] * 12}
    )
    label = Classes("y", "1", "0")
    several = {name: [Attribute(name)] for name in ("a", "b")}
    whole = contingencies(opened(frame), several, label)
    monkeypatch.setattr(tables, "_MOST_COUNTS", 20)
    assert contingencies(opened(frame), several | {"d": [Attribute("b")]}, label)["a"] == whole["a"]
    with pytest.raises(CollectError) as stopped:
        contingencies(opened(frame), several | {"c": [Attribute("c")]}, label)
    assert stopped.value.what == "'c' and 'y' together hold more than 20 different rows"
    assert stopped.value.do == "name columns of few values, and declare bins on numbers"
