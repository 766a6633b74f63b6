"""Performance against scikit-learn on the German credit data."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from lexgate_collectors import performance
from lexgate_collectors.common import CollectError
from lexgate_collectors.estimates import NotMeasured
from lexgate_collectors.performance import Judged, Predictions, measure
from lexgate_collectors.tables import Classes, DataSet

NOW = "2026-11-22T10:00:00Z"
START = "2026-11-22T09:58:00Z"
LABEL = Classes("outcome", "good", "bad")
PREDICTION = Classes("predicted", "good", "bad")
DIGEST = "sha256:" + "b" * 64


def collected(data: DataSet, **changes: Any) -> dict[str, Any]:
    times = {"started_at": START, "finished_at": NOW, "observed_at": NOW} | changes
    return performance.collect({"testing": Predictions(data, LABEL, PREDICTION, "score")}, **times)


def test_german_credit_is_that_of_sklearn(plain_model: Any, fits: Any) -> None:
    from sklearn.metrics import accuracy_score, balanced_accuracy_score, roc_auc_score

    data = DataSet(plain_model.out_of_fold)
    found = collected(data)
    fits(
        "performance",
        performance.subjects(
            "credit-scoring", DIGEST, {"testing": Predictions(data, LABEL, PREDICTION)}
        ),
        found,
    )
    frame = pd.read_csv(plain_model.out_of_fold)
    good, chosen = frame["outcome"] == "good", frame["predicted"] == "good"
    measures = found["data_sets"]["testing"]["measures"]
    assert {name: number["value"] for name, number in measures.items()} == pytest.approx(
        {
            "accuracy": accuracy_score(good, chosen),
            "balanced_accuracy": balanced_accuracy_score(good, chosen),
            "roc_auc": roc_auc_score(good, frame["score"]),
        },
        abs=1e-12,
    )
    assert all(number["low"] < number["value"] < number["high"] for number in measures.values())
    assert collected(data) == found


def test_the_order_of_rows_does_not_matter(plain_model: Any) -> None:
    frame = pd.read_csv(plain_model.out_of_fold)
    assert collected(DataSet(frame, DIGEST)) == collected(
        DataSet(frame.sample(frac=1, random_state=1), DIGEST)
    )


def test_what_cant_be_measured_has_a_reason() -> None:
    one_sided = measure([Judged(True, True, 0.9), Judged(True, False, 0.4)])
    assert one_sided["balanced_accuracy"] == NotMeasured("only one of the outcomes occurs")
    assert one_sided["roc_auc"] == NotMeasured("fewer than two cases of each outcome")
    assert measure([Judged(True, True, None)])["roc_auc"] == NotMeasured("no scores were given")
    assert measure([])["accuracy"] == NotMeasured("nobody was judged")


def test_broken_rows_are_all_told() -> None:
    frame = pd.DataFrame(
        {
            "outcome": ["good", "?", "bad"],
            "predicted": ["good", "bad", None],
            "score": [0.5, float("nan"), float("inf")],
        }
    )
    with pytest.raises(CollectError) as told:
        collected(DataSet(frame, DIGEST))
    assert told.value.what == (
        "1 rows have neither outcome in 'outcome'; 1 rows have neither outcome in 'predicted'; "
        "2 rows have no finite score in 'score'"
    )


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"started_at": "yesterday"}, "started_at is no time"),
        ({"started_at": "2026-11-22T10:00:01Z"}, "ends before it starts"),
        ({"observed_at": START}, "after it was observed"),
    ],
)
def test_times_that_cant_be(changes: dict[str, str], said: str, plain_model: Any) -> None:
    with pytest.raises(CollectError, match=said):
        collected(DataSet(plain_model.out_of_fold), **changes)


def test_only_testing_data_count(plain_model: Any) -> None:
    given = Predictions(DataSet(plain_model.out_of_fold), LABEL, PREDICTION)
    with pytest.raises(CollectError, match="exactly the role 'testing'"):
        performance.collect({"training": given}, started_at=START, finished_at=NOW, observed_at=NOW)
