"""Validate a training with Evidently: tests on the data and on out-of-fold predictions.

    python validation.py OUT

OUT is the folder that train.py wrote; validation.json is added to it. The tests and
their limits were written down before the model was trained. One of them holds the
data against the present: of the bank's present borrowers, fewer than one in ten fail
to pay back. The data are half a century old, and it fails.
"""

from __future__ import annotations

import os
import sys
import warnings
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
os.environ.setdefault("DO_NOT_TRACK", "1")

import features

LEAST_ROWS = 800
LEAST_ACCURACY = 0.7
LEAST_ROC_AUC = 0.7
MOST_BAD_RISKS_TODAY = 0.1


def validate(out: Path) -> Path:
    """Run the tests on what a training left behind; gives the file of the report."""
    import pandas as pd

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from evidently import BinaryClassification, DataDefinition, Dataset, Report
        from evidently.metrics import (
            Accuracy,
            CategoryCount,
            DatasetMissingValueCount,
            MinValue,
            RocAuc,
            RowCount,
        )
        from evidently.tests import eq, gte, lte

        frame = pd.read_csv(out / "out_of_fold.csv")
        data = Dataset.from_pandas(
            frame[["age_years", "outcome", "predicted", "score"]],
            data_definition=DataDefinition(
                numerical_columns=["age_years"],
                categorical_columns=["outcome", "predicted"],
                classification=[
                    BinaryClassification(
                        target="outcome",
                        prediction_labels="predicted",
                        prediction_probas="score",
                        pos_label=features.FAVOURABLE,
                    )
                ],
            ),
        )
        report = Report(
            [
                RowCount(tests=[gte(LEAST_ROWS)]),
                DatasetMissingValueCount(tests=[eq(0)]),
                MinValue(column="age_years", tests=[gte(18)]),
                CategoryCount(
                    column="outcome",
                    category=features.UNFAVOURABLE,
                    share_tests=[lte(MOST_BAD_RISKS_TODAY)],
                ),
                Accuracy(tests=[gte(LEAST_ACCURACY)]),
                RocAuc(tests=[gte(LEAST_ROC_AUC)]),
            ]
        )
        path = out / "validation.json"
        report.run(data, None).save_json(str(path))
    return path


if __name__ == "__main__":
    print(validate(Path(sys.argv[1])))
