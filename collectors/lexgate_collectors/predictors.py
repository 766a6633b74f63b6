"""Models that decide: a scikit-learn model of the artefact, with its threshold and its words.

Opening a model file runs code that the file brings along, as `model.inspect` does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from lexgate_collectors.common import CollectError, Faults

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd


@dataclass(frozen=True)
class Predictor:
    """A model's decisions, written as outcomes are.

    `answers` says how an outcome is written that the model names otherwise (`{"1": "good"}`).
    With a `threshold` the favourable outcome is the one whose probability reaches it:
    `sides` names the model's own favourable and unfavourable answer.
    """

    model: Any
    features: tuple[str, ...]
    answers: Mapping[str, str] = field(default_factory=dict)
    threshold: float | None = None
    sides: tuple[str, str] | None = None

    def predict(self, frame: pd.DataFrame) -> list[str]:
        """One outcome a row."""
        given = frame[list(self.features)]
        if self.threshold is None or self.sides is None:
            found = [_text(answer) for answer in self.model.predict(given)]
        else:
            good, bad = self.sides
            at = [_text(one) for one in self.model.classes_].index(good)
            chances = self.model.predict_proba(given)[:, at]
            found = [good if chance >= self.threshold else bad for chance in chances]
        return [self.answers.get(answer, answer) for answer in found]


def loaded(
    path: Path,
    *,
    answers: Mapping[str, str] | None = None,
    threshold: float | None = None,
    favourable: str = "",
) -> Predictor:
    """The predictor of a joblib file.

    Args:
        path: the file.
        answers: outcomes by the model's own answers, where they are not the same.
        threshold: the least probability of the favourable outcome; without it the model's
            own decision counts.
        favourable: the favourable outcome, where there is a threshold.

    Raises:
        CollectError: no model that was fitted on named columns, or no two classes with
            probabilities where a threshold is given.
    """
    from lexgate_collectors.model import opened_model

    model, features = opened_model(path)
    answers = dict(answers or {})
    faults = Faults(str(path))
    sides = None
    faults.check(callable(getattr(model, "predict", None)), "the model has no predict")
    if threshold is not None:
        classes = [_text(one) for one in getattr(model, "classes_", ())]
        good = [one for one in classes if answers.get(one, one) == favourable]
        faults.check(0 < threshold < 1, f"the threshold {threshold} is not between 0 and 1")
        if faults.check(
            len(classes) == 2 and len(good) == 1 and hasattr(model, "predict_proba"),
            "a threshold needs a model of two classes that gives probabilities, one of them "
            f"{favourable!r}",
        ):
            sides = (good[0], next(one for one in classes if one != good[0]))
    faults.settle("name the model that serves, and under answers how it writes each outcome")
    return Predictor(model, features, answers, threshold, sides)


def by_row(predictors: Mapping[str, Predictor], which: pd.Series[Any]) -> Callable[..., list[str]]:
    """A function of a frame that asks, for each row, the predictor that its index names.

    Cross-validation has a model for each fold: a row is judged by the one that did not
    learn from it.

    Raises:
        CollectError: a row whose predictor is not there.
    """
    named = which.astype(str)
    lost = int((~named.isin(list(predictors))).sum())
    if lost:
        raise CollectError(
            f"{lost} rows name a fold that has no model", "folds", "give the file of each fold"
        )

    def decide(frame: pd.DataFrame) -> list[str]:
        folds = named.loc[frame.index]
        found: dict[Any, str] = {}
        for name in sorted(folds.unique()):
            part = frame[(folds == name).to_numpy()]
            found |= dict(zip(part.index, predictors[name].predict(part), strict=True))
        return [found[row] for row in frame.index]

    return decide


def _text(value: Any) -> str:
    from lexgate_collectors.asking import word

    return word(value) or ""
