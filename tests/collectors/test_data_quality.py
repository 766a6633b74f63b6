"""Data quality against pandas, and the ways in which a gap could hide."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lexgate_collectors import data_quality
from lexgate_collectors.common import CollectError
from lexgate_collectors.data_quality import Described
from lexgate_collectors.tables import Attribute, DataSet

NOW = "2026-11-22T10:00:00Z"
DIGEST = "sha256:" + "c" * 64


def of(frame: pd.DataFrame, key: tuple[str, ...] = ()) -> dict[str, Any]:
    described = Described(DataSet(frame, DIGEST), {"g": Attribute("g")}, "y")
    found = data_quality.collect({"training": described}, observed_at=NOW, key=key)
    training: dict[str, Any] = found["data_sets"]["training"]
    return training


def test_german_credit(plain_model: Any, fits: Any) -> None:
    age = {"age_group": Attribute("age_group")}
    data_sets = {
        "testing": Described(DataSet(plain_model.out_of_fold), age, "outcome"),
        "training": Described(DataSet(plain_model.training), age, "outcome"),
    }
    found = data_quality.collect(data_sets, observed_at=NOW, key=["row"])
    fits("data_quality", data_quality.subjects(data_sets), found)
    training = found["data_sets"]["training"]
    assert training["rows"] == 1000
    assert training["missing"]["value"] == training["duplicates"]["value"] == 0.0
    assert training["label_balance"] == {"bad": 300, "good": 700}
    assert training["smallest_group"] == {"attribute": "age_group", "group": "under_25", "n": 149}
    assert found["shared_rows"] == {"training/testing": 1000}
    assert found == data_quality.collect(data_sets, observed_at=NOW, key=["row"])


@settings(max_examples=15, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from("ab"),
            st.sampled_from([0, 1]),
            st.sampled_from([1.5, None]),
            st.sampled_from(["x", None]),
        ),
        min_size=1,
        max_size=30,
    )
)
def test_counts_are_those_of_pandas(rows: list[tuple[str, int, float | None, str | None]]) -> None:
    frame = pd.DataFrame(rows, columns=["g", "y", "number", "text"]).astype(
        {"number": "float64", "text": "string"}
    )
    found = of(frame)
    missing = frame.isna().sum()
    assert found["missing"]["value"] == round(int(missing.sum()) / frame.size, 12)
    assert found["largest_missing"]["rate"] == round(int(missing.max()) / len(frame), 12)
    assert found["duplicates"]["value"] == round(int(frame.duplicated().sum()) / len(frame), 12)
    assert found["groups"] == {"g": frame["g"].value_counts().to_dict()}


def test_a_key_does_not_hide_repeated_rows() -> None:
    frame = pd.DataFrame({"row": [1, 2, 3], "g": ["a", "a", "b"], "y": [1, 1, 1]})
    assert of(frame)["duplicates"]["value"] == 0.0
    assert of(frame, key=("row",))["duplicates"]["value"] == round(1 / 3, 12)


def test_nan_in_a_file_is_missing(tmp_path: Any) -> None:
    path = tmp_path / "people.csv"
    path.write_text("g,y,number\na,1,nan\nb,1,2.5\n")
    described = Described(DataSet(path), {"g": Attribute("g")}, "y")
    found = data_quality.collect({"training": described}, observed_at=NOW)
    assert found["data_sets"]["training"]["largest_missing"] == {"column": "number", "rate": 0.5}


def test_shared_rows_without_a_key() -> None:
    one = pd.DataFrame({"g": ["a", "b", "b"], "y": [1, 0, 0]})
    other = pd.DataFrame({"y": [0, 1], "g": ["b", "c"]})
    sets = {
        role: Described(DataSet(frame, DIGEST), {"g": Attribute("g")}, "y")
        for role, frame in (("training", one), ("testing", other))
    }
    assert data_quality.collect(sets, observed_at=NOW)["shared_rows"] == {"training/testing": 2}


def test_rows_that_cant_be_compared_are_not_called_different() -> None:
    one = pd.DataFrame({"g": ["a"], "y": [1], "more": [2]})
    other = pd.DataFrame({"g": ["a"], "y": [1]})
    sets = {
        role: Described(DataSet(frame, DIGEST), {"g": Attribute("g")}, "y")
        for role, frame in (("training", one), ("testing", other))
    }
    with pytest.raises(CollectError, match="different columns and no key"):
        data_quality.collect(sets, observed_at=NOW)


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        (pd.DataFrame({"g": pd.Series([], dtype="str"), "y": []}), "the data set is empty"),
        (pd.DataFrame({"g": ["a", None], "y": [1, None]}), "no group by 'g'; 1 rows have no outc"),
        (pd.DataFrame({"h": ["a"]}), "no column 'y'; there is no column 'g'"),
    ],
)
def test_faults(frame: pd.DataFrame, said: str) -> None:
    with pytest.raises(CollectError, match=said):
        of(frame)
