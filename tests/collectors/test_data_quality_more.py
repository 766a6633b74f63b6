"""Declared columns, populations, shared rows and personal data against pandas and plain Python."""

from __future__ import annotations

import json
from pathlib import Path
from types import ModuleType
from typing import Any

import ibis
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lexgate_collectors import data_quality, declared, personal_data
from lexgate_collectors.common import CollectError
from lexgate_collectors.data_quality import Described, Population
from lexgate_collectors.declared import Column
from lexgate_collectors.tables import Attribute, DataSet, opened

NOW = "2026-11-22T10:00:00Z"
DIGEST = "sha256:" + "c" * 64
KINDS = dict.fromkeys(personal_data.KINDS, 0)


def of(source: Any, **declared_: Any) -> dict[str, Any]:
    data = DataSet(source, None if isinstance(source, Path) else DIGEST)
    described = Described(data, {"g": Attribute("g")}, "y", **declared_)
    found = data_quality.collect({"training": described}, observed_at=NOW)
    training: dict[str, Any] = found["data_sets"]["training"]
    return training


def checked(cells: list[Any], column: Column, tmp_path: Path | None = None) -> dict[str, Any]:
    """The counts of one declared column, from a frame or from a file of CSV."""
    frame = pd.DataFrame({"g": "a", "y": 1, "x": pd.Series(cells)})
    source: Any = frame
    if tmp_path is not None:
        source = tmp_path / "people.csv"
        source.write_text("g,y,x\n" + "".join(f'a,1,"{cell}"\n' for cell in cells))
    found: dict[str, Any] = of(source, columns={"x": column})["declared"]
    return found


def counts(found: dict[str, Any]) -> dict[str, int]:
    one = found["columns"]["x"]
    names = ("missing", "other_type", "out_of_range", "outside_set", "distinct", "faulty")
    return {name: one[name] for name in names if name in one}


# ---------------------------------------------------------------- German credit


def test_german_credit(plain_model: Any, features: ModuleType, fits: Any) -> None:
    from statsmodels.stats.proportion import (  # type: ignore[import-untyped]
        proportion_confint,
    )

    frame = pd.read_csv(plain_model.training)
    columns = {
        "row": Column("integer", nullable=False, least=0),
        "age_group": Column("text", values=("under_25", "25_and_over"), distinct=2),
        "outcome": Column("text", nullable=False, values=("good", "bad")),
        **{name: Column("integer") for name in features.NUMERIC if name in frame},
        **{name: Column("text", distinct=3) for name in features.CATEGORICAL if name in frame},
        "income": Column("number"),
    }
    population = Population({"under_25": 0.1, "25_and_over": 0.9}, "a census, 1994, table 3")
    age = {"age_group": Attribute("age_group")}
    data_sets = {
        "training": Described(
            DataSet(plain_model.training),
            age,
            "outcome",
            columns=columns,
            populations={"age_group": population},
            outcomes=("good", "bad", "unknown"),
        ),
        "testing": Described(DataSet(plain_model.out_of_fold), age, "outcome"),
    }
    found = data_quality.collect(data_sets, observed_at=NOW, key=["row"])
    fits("data_quality", data_quality.subjects(data_sets), found)
    assert found == data_quality.collect(data_sets, observed_at=NOW, key=["row"])
    training = found["data_sets"]["training"]

    one = training["declared"]
    assert one["columns_missing"] == ["income"]
    assert one["columns_undeclared"] == sorted(set(frame.columns) - set(columns))
    assert one["faulty"]["value"] == one["other_type"] == one["outside_set"] == 0
    assert one["too_many_distinct"] == sorted(
        name for name in features.CATEGORICAL if name in frame and frame[name].nunique() > 3
    )
    assert training["duplicate_rows"] == frame.drop(columns="row").duplicated().sum()

    shares = training["outcome_shares"]
    low, high = proportion_confint(700, 1000, method="wilson")
    assert (shares["good"]["low"], shares["good"]["high"]) == pytest.approx((low, high), abs=1e-12)
    assert (shares["unknown"]["value"], training["undeclared_outcomes"]) == (0.0, 0)

    young = training["populations"]["age_group"]["groups"]["under_25"]
    low, high = proportion_confint(149, 1000, method="wilson")
    assert young["declared"] == 0.1
    assert young["difference"]["value"] == 0.049
    assert (young["difference"]["low"], young["difference"]["high"]) == pytest.approx(
        (low - 0.1, high - 0.1), abs=1e-12
    )

    assert set(training["personal"]["named"]) == {
        name
        for name in frame.columns
        if name in ("age_group", "age_years", "personal_status", "telephone")
    }
    assert all(not any(kinds.values()) for kinds in training["personal"]["cells"].values())
    testing = pd.read_csv(plain_model.out_of_fold)
    both = sorted(set(frame.columns) & set(testing.columns) - {"row", "outcome"})
    shared = frame[both].merge(testing[both].drop_duplicates(), on=both, how="inner")
    assert found["shared_by"]["training/testing"] == {
        "features": {"columns": len(both), "first": len(shared), "second": 1000},
        "key": {"columns": 1, "first": 1000, "second": 1000},
    }


# ---------------------------------------------------------------- declared columns


@pytest.mark.parametrize("in_file", [True, False])
@pytest.mark.parametrize(
    ("cells", "column", "expected"),
    [
        (
            ["1", "-2.5", "1e3", ".5", "7.", "x", "1e999", "0x1F", "1,5", "--1"],
            Column("number", least=-1, most=100),
            {"missing": 0, "other_type": 5, "out_of_range": 2, "faulty": 7},
        ),
        (
            ["1", "1.0", "+7", "-3", "1e2", "a"],
            Column("integer", values=(1, 7)),
            {"missing": 0, "other_type": 3, "outside_set": 1, "faulty": 4},
        ),
        (
            ["true", "False", "TRUE", "yes", "1"],
            Column("boolean", values=(True,)),
            {"missing": 0, "other_type": 2, "outside_set": 1, "faulty": 3},
        ),
        (
            [
                *("2024-02-29", "2023-02-29", "1900-02-29", "2000-02-29", "2024-04-31"),
                *("2024-13-01", "24-01-01", "2024-1-1", "2026-11-22", "x"),
            ],
            Column("date", least="2001-01-01", most="2025-01-01"),
            {"missing": 0, "other_type": 7, "out_of_range": 2, "faulty": 9},
        ),
        (
            ["007", "7", "a", "A"],
            Column("text", values=("007", "a"), distinct=3),
            {"missing": 0, "other_type": 0, "outside_set": 2, "distinct": 4, "faulty": 2},
        ),
    ],
)
def test_text_is_read_as_it_is_written(
    cells: list[str], column: Column, expected: dict[str, int], in_file: bool, tmp_path: Path
) -> None:
    found = checked(cells, column, tmp_path if in_file else None)
    assert counts(found) == expected
    assert found["faulty"]["value"] == round(expected["faulty"] / len(cells), 12)
    assert found["faulty"]["n"] == len(cells)


def test_a_file_keeps_its_zeros_though_every_cell_is_a_number(tmp_path: Path) -> None:
    column = Column("text", values=("007", "012"))
    assert counts(checked(["007", "012", "7"], column, tmp_path))["outside_set"] == 1


@pytest.mark.parametrize(
    ("cells", "column", "expected"),
    [
        (
            [1.0, 2.5, np.nan, np.inf, -4.0],
            Column("integer", nullable=False, least=0),
            {"missing": 1, "other_type": 2, "out_of_range": 1, "faulty": 4},
        ),
        (
            [1.0, np.nan, np.inf],
            Column("number", values=(1, 2)),
            {"missing": 1, "other_type": 1, "outside_set": 0, "faulty": 1},
        ),
        ([1, 2], Column("text"), {"missing": 0, "other_type": 2, "faulty": 2}),
        ([True, False], Column("number"), {"missing": 0, "other_type": 2, "faulty": 2}),
        (
            [True, False],
            Column("boolean", values=(False,)),
            {"missing": 0, "other_type": 0, "outside_set": 1, "faulty": 1},
        ),
        (
            list(pd.to_datetime(["2020-01-01", "2021-06-01"])),
            Column("date", most="2020-12-31"),
            {"missing": 0, "other_type": 0, "out_of_range": 1, "faulty": 1},
        ),
        (
            list(pd.to_datetime(["2020-01-01"])),
            Column("integer"),
            {"missing": 0, "other_type": 1, "faulty": 1},
        ),
        (
            [None, None],
            Column("text", nullable=False),
            {"missing": 2, "other_type": 0, "faulty": 2},
        ),
    ],
)
def test_a_frame_has_types(cells: list[Any], column: Column, expected: dict[str, int]) -> None:
    if cells[0] is None:
        frame = pd.DataFrame({"g": "a", "y": 1, "x": pd.Series(cells, dtype="string")})
        assert counts(of(frame, columns={"x": column})["declared"]) == expected
    else:
        assert counts(checked(cells, column)) == expected


def test_nan_written_out_says_nothing(tmp_path: Path) -> None:
    found = checked(["nan", "1", "NaN"], Column("number", nullable=False), tmp_path)
    assert counts(found) == {"missing": 2, "other_type": 0, "faulty": 2}
    assert found["not_nullable_missing"] == 2


@settings(max_examples=20, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.none(),
            st.integers(-10, 10).map(str),
            st.floats(-10, 10).map(lambda x: f"{x:.3f}"),
            st.sampled_from(["", "a", "1e1", "\u0661", " 1", "1\n", "é"]),
        ),
        min_size=1,
        max_size=20,
    )
)
def test_numbers_in_text_are_those_of_python(cells: list[str | None]) -> None:
    import re

    frame = pd.DataFrame({"g": "a", "y": 1, "x": pd.Series(cells, dtype="string")})
    column = Column("number", nullable=False, least=-5, most=5)
    found = counts(of(frame, columns={"x": column})["declared"])
    there = [cell for cell in cells if cell is not None]
    numbers = [float(c) for c in there if re.fullmatch(r"[+-]?[0-9]*\.?[0-9]+(e[0-9]+)?", c)]
    assert found["missing"] == len(cells) - len(there)
    assert found["other_type"] == len(there) - len(numbers)
    assert found["out_of_range"] == sum(not -5 <= number <= 5 for number in numbers)
    assert found["faulty"] == found["missing"] + found["other_type"] + found["out_of_range"]


def test_a_declaration_that_cant_be_meant_is_refused() -> None:
    frame = pd.DataFrame({"g": ["a"], "y": [1]})
    with pytest.raises(CollectError) as told:
        of(
            frame,
            columns={
                "a": Column("float"),
                "b": Column("text", least=1),
                "c": Column("integer", least=5, most=4),
                "d": Column("integer", values=(1.5,)),
                "e": Column("date", most="2023-02-30"),
                "f": Column("number", least=float("nan")),
                "g": Column("text", distinct=0),
                "h": Column("number", values=(True,)),
            },
        )
    assert told.value.what == (
        "'a' is declared as 'float', which is no type; "
        "the declared range of 'b' does not fit the type text; "
        "the declared range of 'c' is empty; "
        "the declared values of 'd' do not fit the type integer; "
        "the declared range of 'e' does not fit the type date; "
        "the declared range of 'f' does not fit the type number; "
        "'g' may have 0 different values, which is no count; "
        "the declared values of 'h' do not fit the type number"
    )


def test_another_declaration_has_another_digest() -> None:
    frame = pd.DataFrame({"g": ["a"], "y": [1]})
    one, other = (
        of(frame, columns={"y": Column("integer", most=most)})["declared"]["declaration"]
        for most in (1, 2)
    )
    assert one != other


def test_no_declared_column_is_there() -> None:
    found = of(pd.DataFrame({"g": ["a"], "y": [1]}), columns={"z": Column("text")})["declared"]
    assert found["columns_missing"] == ["z"]
    assert found["faulty"] == {"value": None, "reason": "nothing to count"}


# ---------------------------------------------------------------- populations and outcomes


def test_groups_nobody_declared_and_groups_nobody_is_in() -> None:
    frame = pd.DataFrame({"g": ["a"] * 3 + ["b"], "y": [1, 1, 0, 0]})
    found = of(
        frame,
        populations={"g": Population({"a": 0.5, "c": 0.3}, "register")},
        outcomes=("1",),
    )
    groups = found["populations"]["g"]["groups"]
    assert (groups["a"]["share"]["value"], groups["a"]["difference"]["value"]) == (0.75, 0.25)
    assert groups["b"]["declared"] is None
    assert groups["b"]["difference"]["reason"] == "no share of this group was declared"
    assert (groups["c"]["share"]["value"], groups["c"]["difference"]["value"]) == (0.0, -0.3)
    assert groups["c"]["difference"]["low"] == -0.3 < groups["c"]["difference"]["high"]
    assert found["undeclared_outcomes"] == 2


def test_a_numeric_outcome_is_counted_by_bins() -> None:
    frame = pd.DataFrame({"g": ["a"] * 4, "y": [1.5, 2.5, 100.25, 7.0]})
    found = of(frame, label_bins={"low": (None, 5), "high": (5, None)})
    assert found["label_balance"] == {"high": 2, "low": 2}
    with pytest.raises(CollectError, match="1 rows have no outcome in 'y'"):
        of(frame, label_bins={"low": (None, 50)})


def test_columns_that_may_not_be_read_are_named_and_not_read() -> None:
    frame = pd.DataFrame(
        {"g": ["a", "a"], "y": [1, 1], "faith": ["x@example.org", "y@example.org"]}
    )
    found = of(frame, unread=["faith"])
    assert found["columns"] == ["g", "y", "faith"]
    assert found["not_read"] == ["faith"]
    assert found["duplicate_rows"] == 1
    assert set(found["personal"]["cells"]) == {"g", "y"}
    assert found["personal"]["named"] == {"faith": "special category"}


def test_all_of_it_at_once_fits(fits: Any) -> None:
    frame = pd.DataFrame(
        {
            "g": ["a", "a", "b"],
            "y": [1.5, 7.0, 9.0],
            "day": pd.to_datetime(pd.Series(["2020-01-01", None, "2030-01-01"])),
            "faith": ["x", "y", "z"],
        }
    )
    described = Described(
        DataSet(frame, DIGEST),
        {"g": Attribute("g")},
        "y",
        columns={
            "g": Column("text", values=("a",), distinct=1),
            "y": Column("number", least=0, most=7.5),
            "day": Column("date", nullable=False, least="2001-01-01"),
            "gone": Column("text"),
        },
        populations={"g": Population({"a": 0.5}, "census")},
        outcomes=("high",),
        label_bins={"low": (None, 5), "high": (5, None)},
        unread=["faith"],
    )
    other = Described(DataSet(frame[["g"]].assign(z=1.0), DIGEST), {"g": Attribute("g")}, "z")
    sets = {"training": described, "testing": other}
    found = data_quality.collect(sets, observed_at=NOW, key=["g"])
    fits("data_quality", data_quality.subjects(sets), found)
    one = found["data_sets"]["training"]["declared"]
    assert {name: value for name, value in one.items() if isinstance(value, int | list)} == {
        "columns_missing": ["gone"],
        "columns_undeclared": [],
        "too_many_distinct": ["g"],
        "not_nullable_missing": 1,
        "other_type": 0,
        "out_of_range": 1,
        "outside_set": 1,
    }
    assert one["faulty"]["value"] == round(3 / 9, 12)


def test_a_file_is_read_as_text_by_the_same_header(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("g;y\n01;1\n1;2\n")
    described = Described(DataSet(path), {"g": Attribute("g")}, "y")
    text = data_quality.written(described, opened(path))
    assert text.to_pyarrow().to_pylist() == [{"g": "01", "y": "1"}, {"g": "1", "y": "2"}]


def test_faults_of_what_is_declared() -> None:
    frame = pd.DataFrame({"g": ["a"], "y": [1]})
    with pytest.raises(CollectError) as told:
        of(
            frame,
            populations={
                "g": Population({"a": 0.9, "b": 0.6}, " "),
                "h": Population({"a": float("nan")}, "census"),
            },
            unread=["g", "z"],
            outcomes=("1", "1"),
        )
    assert told.value.what == (
        "the population of 'g' has no source of 1 to 500 letters; the shares of 'g' sum to 1.5; "
        "a population of 'h', no attribute; the shares of 'h' are not from 0 to 1; "
        "'g' may not be read, and people are counted by it; "
        "there is no column 'z' to leave unread; an outcome is declared twice"
    )


# ---------------------------------------------------------------- shared rows


def shared_by(one: Any, other: Any, key: tuple[str, ...] = ()) -> dict[str, Any]:
    sets = {
        role: Described(
            DataSet(source, None if isinstance(source, Path) else DIGEST),
            {"g": Attribute("g")},
            "y",
        )
        for role, source in (("training", one), ("testing", other))
    }
    found = data_quality.collect(sets, observed_at=NOW, key=key)
    both: dict[str, Any] = found["shared_by"]["training/testing"]
    return both


def test_rows_are_the_same_however_their_numbers_are_written(tmp_path: Path) -> None:
    one = pd.DataFrame({"g": ["a", "b", "b"], "y": [1, 0, 0], "n": [1, 2, 2], "code": [7, 8, 8]})
    other = pd.DataFrame({"g": ["a", "b"], "y": [0, 0], "n": [1.0, 2.5], "code": ["7", "X"]})
    assert shared_by(one, other)["features"] == {"columns": 3, "first": 1, "second": 1}
    # Whole numbers with a gap are floats; a file has dates where a frame has times.
    one = pd.DataFrame({"g": ["a"] * 3, "y": 1, "n": [7, None, 0.5]})
    other = pd.DataFrame({"g": ["a"] * 3, "y": 1, "n": ["7", "0.5", "x"]})
    assert shared_by(one, other)["features"] == {"columns": 2, "first": 2, "second": 2}
    path = tmp_path / "days.csv"
    path.write_text("g,y,day\na,1,2020-01-01\na,1,2020-01-02\n")
    days = pd.DataFrame({"g": ["a"], "y": [1], "day": pd.to_datetime(["2020-01-02"])})
    assert shared_by(days, path)["features"] == {"columns": 2, "first": 1, "second": 1}
    gap = {"g": ["a", "a"], "y": [1, 1]}
    one = pd.DataFrame(gap | {"n": [1.5, np.nan]})
    path = tmp_path / "testing.csv"
    path.write_text("g,y,n\na,1,\na,0,\n")
    assert shared_by(one, path)["features"] == {"columns": 2, "first": 1, "second": 2}


def test_rows_are_shared_wherever_they_lie(tmp_path: Path) -> None:
    draw = np.random.default_rng(2)
    one = pd.DataFrame({"g": draw.choice(["a", "b"], 600), "y": 1, "n": draw.integers(0, 400, 600)})
    other = pd.DataFrame({"g": "a", "y": 0, "n": [*range(200), *range(100), -0.0]})
    rows = [set(zip(frame.g, frame.n, strict=True)) for frame in (one, other)]
    expected = {
        "columns": 2,
        "first": sum(row in rows[1] for row in zip(one.g, one.n, strict=True)),
        "second": sum(row in rows[0] for row in zip(other.g, other.n, strict=True)),
    }
    for at, frame in enumerate((one, other)):
        frame.to_csv(tmp_path / f"{at}.csv", index=False)
        frame.to_parquet(tmp_path / f"{at}.parquet")
    elsewhere = ibis.duckdb.connect().read_parquet(tmp_path / "1.parquet")
    for first in (one, tmp_path / "0.csv", tmp_path / "0.parquet"):
        for second in (other, tmp_path / "1.csv", tmp_path / "1.parquet", elsewhere):
            assert shared_by(first, second)["features"] == expected


def test_large_whole_numbers_are_not_rounded() -> None:
    one = pd.DataFrame({"g": ["a"] * 2, "y": 1, "n": [2**53, 2**53 + 1]})
    other = pd.DataFrame({"g": ["a"], "y": 1, "n": [2**53 + 1]})
    assert shared_by(one, other)["features"] == {"columns": 2, "first": 1, "second": 1}


def test_leaks_behind_a_key_and_a_changed_outcome_are_found() -> None:
    one = pd.DataFrame({"row": [1, 2], "g": ["a", "b"], "y": [1, 0], "n": [3, 4]})
    other = pd.DataFrame({"row": [8, 2], "g": ["a", "b"], "y": [0, 0], "n": [3, 5], "score": 0.5})
    assert shared_by(one, other, ("row",)) == {
        "features": {"columns": 2, "first": 1, "second": 1},
        "key": {"columns": 1, "first": 1, "second": 1},
    }


def test_no_feature_in_common_is_said() -> None:
    one = pd.DataFrame({"row": [1], "g": ["a"], "y": [1]})
    other = pd.DataFrame({"row": [1], "h": ["a"], "y": [1]})
    sets = {
        "training": Described(DataSet(one, DIGEST), {"g": Attribute("g")}, "y"),
        "testing": Described(DataSet(other, DIGEST), {"h": Attribute("h")}, "y"),
    }
    found = data_quality.collect(sets, observed_at=NOW, key=("row",))["shared_by"]
    assert found["training/testing"]["features"] == {
        "columns": 0,
        "reason": "the data sets have no feature column in common",
    }


# ---------------------------------------------------------------- personal data


def iban(country: str, account: str) -> str:
    """With its check digits, by the rule of ISO 13616 in whole numbers."""
    digits = "".join(str(int(letter, 36)) for letter in account + country + "00")
    return f"{country}{98 - int(digits) % 97:02}{account}"


def luhn(number: str) -> bool:
    digits = [int(digit) for digit in reversed(number)]
    return sum(digits[0::2] + [sum(divmod(2 * digit, 10)) for digit in digits[1::2]]) % 10 == 0


# Published examples: of the standards, of the authorities, of the makers of test systems.
LOOK_ALIKES = {
    "email": ["jane.doe@example.org", "write to J_D+x@mail.example.co.uk, please"],
    "phone": [
        *("+49 30 901820", "0049 30/90 18 20", "call +1-202-555-0143 now", "(030) 901 820"),
        *("030 901820", "(202) 555-0143", "202-555-0143"),
    ],
    "iban": [
        *("DE89370400440532013000", "GB82 WEST 1234 5698 7654 32", "fr1420041010050500013m02606"),
        *("NO9386011117947", "MT84MALT011000012345MTLCAST001S", " BE68539007547034 "),
    ],
    "ip_address": [
        *("192.168.0.1", "from 10.0.0.255.", "::1", "2001:db8::ff00:42:8329", "fe80::1"),
        "2001:0db8:0000:0000:0000:ff00:0042:8329",
    ],
    "payment_card": ["4111111111111111", "5500 0000 0000 0004", "3782-822463-10005"],
    "national_id": [
        *("078-05-1120", "AB 12 34 56 C", "AB123456C", "RSSMRA85T10A562S", "131052-308T"),
        *("811218-9876", "93.05.18-223.61", "736028/5163", "12345678Z", "X1234567L", "Y1234567X"),
        *("44051401359", "2 55 08 14 168 025 38", "111222333", "86095742719"),
    ],
}
OTHERS = [
    *("hello", "", "A11", "12.5", "2026-11-22", "01.02.2020", "1/2/2020", "12:30:45", "3.14159"),
    *("user@host", "@", "a@b.c", "DE88370400440532013000", "GB00", "4111111111111112", "1.2.3"),
    *("256.1.1.1", "1.2.3.4.5", "00:1B:44:11:3A:B7", "12345678A", "44051401358", "111222334"),
    *("86095742718", "2 55 08 14 168 025 39", "000", "0", "1000000", "7e5", "QQ123456", "::"),
]


@pytest.mark.parametrize("kind", personal_data.KINDS)
def test_what_is_published_as_such_is_recognised(kind: str) -> None:
    cells = LOOK_ALIKES[kind]
    found = personal_data.cells(opened(pd.DataFrame({"x": cells})))["x"]
    missed = [
        cell
        for cell in cells
        if found[kind] != len(cells)
        and not personal_data.cells(opened(pd.DataFrame({"x": [cell]})))["x"][kind]
    ]
    assert missed == []
    assert found[kind] == len(cells)


def test_what_is_none_of_it_is_not() -> None:
    found = personal_data.cells(opened(pd.DataFrame({"x": OTHERS})))["x"]
    assert found == KINDS | {"ip_address": OTHERS.count("::")}


def test_check_digits_are_those_of_whole_numbers() -> None:
    """Random numbers of the right form, each right and each with another check digit."""
    draw = np.random.default_rng(4)
    letters = np.array(list("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    right = [
        iban("XY", "".join(draw.choice(letters, int(size)))) for size in draw.integers(11, 31, 60)
    ]
    # The longest there can be: 66 digits.
    right[0] = iban("ZZ", "Z" * 30)
    wrong = [one[:2] + f"{(int(one[2:4]) + 1) % 97:02}" + one[4:] for one in right]
    cards = ["4" + "".join(map(str, draw.integers(0, 10, size))) for size in range(12, 19)]
    cards += [str(number) for number in draw.integers(4 * 10**15, 5 * 10**15, 200)]
    digits = [f"{number:011}" for number in draw.integers(0, 10**11, 300)]
    nine = [f"{number:09}" for number in draw.integers(10**8, 10**9, 300)]
    spain = [
        f"{number:08}{'TRWAGMYFPDXBNJZSQVHLCKE'[number % 23]}"
        for number in range(0, 10**8, 3 * 10**6)
    ]
    france = [str(number) for number in draw.integers(10**14, 2 * 10**14, 400)]
    frame = {"right": right, "wrong": wrong, "cards": cards, "eleven": digits, "nine": nine}
    frame |= {"spain": spain, "france": france}
    longest = max(map(len, frame.values()))
    table = opened(
        pd.DataFrame(
            {name: cells + [None] * (longest - len(cells)) for name, cells in frame.items()}
        )
    )
    found = personal_data.cells(table)
    assert (found["right"]["iban"], found["wrong"]["iban"]) == (60, 0)
    assert found["cards"]["payment_card"] == sum(map(luhn, cards))
    assert 10 < sum(map(luhn, cards)) < 40

    def pesel(text: str) -> bool:
        return (
            sum(int(d) * w for d, w in zip(text, (1, 3, 7, 9) * 2 + (1, 3, 1), strict=True)) % 10
            == 0
        )

    def tax(text: str) -> bool:
        product = 10
        for digit in text[:10]:
            product = 2 * ((int(digit) + product) % 10 or 10) % 11
        return text[0] != "0" and (11 - product) % 10 == int(text[10])

    assert found["eleven"]["national_id"] == sum(pesel(one) or tax(one) for one in digits)
    assert found["nine"]["national_id"] == sum(
        sum(int(d) * w for d, w in zip(one, (9, 8, 7, 6, 5, 4, 3, 2, -1), strict=True)) % 11 == 0
        for one in nine
    )
    assert found["spain"]["national_id"] == len(spain)

    def nir(text: str) -> bool:
        month = int(text[3:5])
        return (1 <= month <= 12 or month >= 20) and 97 - int(text[:13]) % 97 == int(text[13:])

    assert found["france"]["national_id"] == sum(map(nir, france))


def test_a_card_has_thirteen_to_nineteen_digits() -> None:
    for size, expected in ((12, 0), (13, 1), (19, 1), (20, 0)):
        # Ending in 0, so that it stays right where the last digit is not looked at.
        number = next(text for at in range(10) if luhn(text := f"4{0:0{size - 4}}7{at}0"))
        assert len(number) == size
        cell = f"{number[:4]}-{number[4:]}"
        found = personal_data.cells(opened(pd.DataFrame({"x": [cell]})))["x"]
        assert found["payment_card"] == expected, number


def test_no_value_gets_into_evidence(tmp_path: Path) -> None:
    cells = [cell for cells in LOOK_ALIKES.values() for cell in cells]
    path = tmp_path / "people.csv"
    pd.DataFrame({"g": "a", "y": 1, "x": cells}).to_csv(path, index=False)
    described = Described(
        DataSet(path), {"g": Attribute("g")}, "y", columns={"x": Column("number", least=0)}
    )
    found = data_quality.collect({"training": described}, observed_at=NOW)
    said = json.dumps(found)
    assert found["data_sets"]["training"]["declared"]["other_type"] == len(cells) - 4
    assert not [cell for cell in cells if cell in said and cell != "::1"]


def test_numbers_are_looked_at_too(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "whole": [4111111111111111, 5],
            "gap": [4111111111111111.0, None],
            "part": [0.5, 1e300],
            "yes": [True, False],
            "day": pd.to_datetime(["2020-01-01", "2021-01-01"]),
        }
    )
    found = personal_data.cells(opened(frame))
    assert found == {
        "gap": KINDS | {"payment_card": 1},
        "part": KINDS,
        "whole": KINDS | {"payment_card": 1},
    }
    path = tmp_path / "people.csv"
    path.write_text("g,y,phone\na,1,030901820\na,1,030901821\n")
    assert of(path)["personal"]["cells"]["phone"]["phone"] == 2


def test_nothing_to_look_at() -> None:
    assert personal_data.cells(opened(pd.DataFrame({"yes": [True]}))) == {}
    empty = pd.DataFrame({"x": pd.Series([], dtype="string")})
    assert personal_data.cells(opened(empty)) == {"x": KINDS}
    assert personal_data.cells(opened(pd.DataFrame({"x": ["a", None]}))) == {"x": KINDS}


def test_names_that_suggest_personal_data() -> None:
    assert personal_data.named(
        [
            *("first_name", "LastName", "E-Mail", "customerName", "zip_code", "Geburtsdatum"),
            *("date_of_birth", "IBAN", "ipAddress", "ethnicity", "unionMember", "SSN", "phone2"),
            *("product_name", "file", "amount", "union_type", "third_party", "page", "gender"),
        ]
    ) == {
        "E-Mail": "contact",
        "Geburtsdatum": "birth",
        "IBAN": "payment",
        "LastName": "name",
        "SSN": "identity",
        "customerName": "name",
        "date_of_birth": "birth",
        "ethnicity": "special category",
        "first_name": "name",
        "gender": "person",
        "ipAddress": "network",
        "phone2": "contact",
        "unionMember": "special category",
        "zip_code": "place",
    }


# ---------------------------------------------------------------- engines


def test_few_readings(asked: list[str]) -> None:
    frame = pd.DataFrame(
        {"g": ["a", "b"], "y": [1, 0], "n": [1.5, 2.5], "d": pd.to_datetime(["2020-01-01"] * 2)}
    )
    columns = {
        "g": Column("integer", least=1, values=(1,), distinct=3),
        "y": Column("boolean", values=(True,)),
        "n": Column("integer", nullable=False, most=2),
        "d": Column("date", least="2020-01-01"),
    }
    of(frame, columns=columns)
    # Cells; the groups; the outcomes; different rows; personal data.
    assert len(asked) == 5
    assert "RLIKE" in asked[0]
    assert "EXPLODE" in asked[4]
    assert set(declared.sums(opened(frame), columns)) >= {"d0_missing", "d1_out_of_range"}
