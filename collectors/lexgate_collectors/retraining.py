"""A model trained anew on folds, so that nobody is judged by one that has learnt from them.

The estimator is a copy of the artefact's, unfitted, where that is a scikit-learn classifier
whose fit takes weights; otherwise a plain logistic regression, and the reason is said.
Both take all rows of a fold's training part. Serves Article 10(2)(g); it measures nothing
about the artefact itself, which has learnt from all rows.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from lexgate_collectors.common import CollectError

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    Array = np.ndarray[Any, Any]

_MOST_CATEGORIES = 30


@dataclass(frozen=True, slots=True)
class Trainer:
    """How to train, and how the trained model decides.

    Attributes:
        estimator: an unfitted scikit-learn classifier.
        words: what to call it.
        labels: the labels it learns: of the unfavourable outcome, of the favourable one.
        because: why it is not the artefact's own; None where it is.
        threshold: the least score that is selected; None is the estimator's own.
        seed: given to every part that draws and was given none.
    """

    estimator: Any
    words: str
    labels: tuple[Any, Any] = (0, 1)
    because: str | None = None
    threshold: float | None = None
    seed: int = 0

    def trained(self, frame: pd.DataFrame, good: Array, weights: Array | None) -> Any:
        """A fitted copy."""
        import numpy as np
        from sklearn.base import clone
        from sklearn.pipeline import Pipeline

        fitted = clone(self.estimator)
        unseeded = {
            name: self.seed
            for name, value in fitted.get_params().items()
            if name.rpartition("__")[2] == "random_state" and value is None
        }
        fitted.set_params(**unseeded)
        name = "sample_weight"
        if isinstance(fitted, Pipeline):
            name = f"{fitted.steps[-1][0]}__{name}"
        labels = np.array(self.labels)[good.astype(int)]
        return fitted.fit(frame, labels, **({} if weights is None else {name: weights}))

    def score(self, fitted: Any, frame: pd.DataFrame) -> Array:
        """A score for each row, to twelve decimals; higher is more favourable."""
        import numpy as np

        at = list(fitted.classes_).index(self.labels[1])
        found: Array
        if hasattr(fitted, "predict_proba"):
            found = np.asarray(fitted.predict_proba(frame), dtype=float)[:, at]
        else:
            found = np.asarray(fitted.decision_function(frame), dtype=float)
            found = found if at else -found
        if not np.isfinite(found).all():
            raise ValueError("its scores are not all finite numbers")
        return found.round(12)

    def cut(self, fitted: Any) -> float:
        """The least score that is selected."""
        if self.threshold is not None:
            return self.threshold
        return 0.5 if hasattr(fitted, "predict_proba") else 0.0


@dataclass(frozen=True, slots=True)
class Trained:
    """One model for each fold, and the scores they gave to the rows they hadn't seen."""

    scores: Array
    decided: Array
    decide: tuple[Callable[[pd.DataFrame], Array], ...]
    converged: bool


def over_folds(
    trainer: Trainer,
    frame: pd.DataFrame,
    good: Array,
    folds: Array,
    weigh: Callable[[Array], Array] | None = None,
) -> Trained:
    """Train on all folds but one, score that one, for each fold.

    Args:
        trainer: what is trained.
        frame: the features.
        good: whether each outcome was the favourable one.
        folds: the fold of each row, from 0.
        weigh: gives the weights of the rows at these places; without it there are none.
    """
    import numpy as np

    scores = np.zeros(len(good))
    decided = np.zeros(len(good), dtype=bool)
    decide = []
    with _watched() as complaints:
        for fold in range(int(folds.max()) + 1):
            learn, judge = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
            fitted = trainer.trained(
                frame.iloc[learn], good[learn], None if weigh is None else weigh(learn)
            )
            cut = trainer.cut(fitted)
            scores[judge] = trainer.score(fitted, frame.iloc[judge])
            decided[judge] = scores[judge] >= cut
            decide.append(_decision(trainer, fitted, cut))
    return Trained(scores, decided, tuple(decide), not complaints)


def _decision(trainer: Trainer, fitted: Any, cut: float) -> Callable[[pd.DataFrame], Array]:
    def decide(frame: pd.DataFrame) -> Array:
        with _watched():
            found: Array = trainer.score(fitted, frame) >= cut
        return found

    return decide


@contextmanager
def _watched() -> Iterator[list[str]]:
    """Keep other people's warnings to ourselves; gives those of fits that did not converge."""
    complaints: list[str] = []
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        yield complaints
    complaints += [str(w.message) for w in caught if w.category.__name__ == "ConvergenceWarning"]


# ---------------------------------------------------------------- which estimator


def of_model(model: Any, outcomes: tuple[Sequence[str], Sequence[str]]) -> Trainer | str:
    """How to train the artefact's estimator anew, or why that can't be done.

    Args:
        model: what the artefact holds.
        outcomes: how the unfavourable and the favourable outcome are written.
    """
    from sklearn.base import BaseEstimator, clone, is_classifier
    from sklearn.pipeline import Pipeline
    from sklearn.utils.validation import has_fit_parameter

    last = model.steps[-1][1] if isinstance(model, Pipeline) and model.steps else model
    words = type(last).__name__
    if not isinstance(model, BaseEstimator) or not isinstance(last, BaseEstimator):
        return "the artefact holds no scikit-learn model"
    if not is_classifier(model):
        return f"{words} is no classifier"
    if not has_fit_parameter(last, "sample_weight"):
        return f"{words} takes no weights of rows"
    if not any(hasattr(model, name) for name in ("predict_proba", "decision_function")):
        return f"{words} gives no scores"
    try:
        estimator = clone(model)
    except (TypeError, ValueError, RuntimeError) as fault:
        return f"{words} can't be cloned: {said(fault)}"
    classes = {str(one): one for one in getattr(model, "classes_", ())}
    bad, good = outcomes
    labels: tuple[Any, Any] = (0, 1)
    # Weights of classes are written by the model's own labels.
    if len(bad) == len(good) == 1 and set(classes) == {*bad, *good}:
        labels = (classes[bad[0]], classes[good[0]])
    return Trainer(estimator, words, labels)


def plain(frame: pd.DataFrame, because: str) -> Trainer:
    """A logistic regression on scaled numbers and one-hot codes.

    An absent number is the median, an absent text a category; of more than thirty
    categories the rarest are one.
    """
    import numpy as np
    import pandas as pd
    from sklearn.compose import ColumnTransformer
    from sklearn.impute import SimpleImputer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import Pipeline
    from sklearn.preprocessing import FunctionTransformer, OneHotEncoder, StandardScaler

    numbers = [
        name
        for name in frame.columns
        if pd.api.types.is_numeric_dtype(frame[name])
        and not pd.api.types.is_bool_dtype(frame[name])
    ]
    texts = [name for name in frame.columns if name not in numbers]
    finite = Pipeline(
        [
            ("finite", FunctionTransformer(_finite)),
            ("median", SimpleImputer(strategy="median", keep_empty_features=True)),
            ("scaled", StandardScaler()),
        ]
    )
    coded = Pipeline(
        [
            ("text", FunctionTransformer(_text)),
            (
                "codes",
                OneHotEncoder(
                    handle_unknown="infrequent_if_exist",
                    max_categories=_MOST_CATEGORIES,
                    sparse_output=False,
                    dtype=np.float64,
                ),
            ),
        ]
    )
    estimator = Pipeline(
        [
            ("columns", ColumnTransformer([("numbers", finite, numbers), ("texts", coded, texts)])),
            ("classifier", LogisticRegression(max_iter=1000)),
        ]
    )
    return Trainer(estimator, "a plain logistic regression", because=because)


def _finite(frame: pd.DataFrame) -> Array:
    import numpy as np

    found = frame.to_numpy(dtype=float, na_value=np.nan)
    return np.where(np.isfinite(found), found, np.nan)


def _text(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.astype("string").fillna("\0absent").astype(object)


def baseline(
    trainer: Trainer, frame: pd.DataFrame, good: Array, folds: Array
) -> tuple[Trainer, Trained]:
    """The trainer trained over the folds; where it can't be, the plain one in its place.

    Raises:
        CollectError: not even the plain one can be trained.
    """
    import numpy as np

    def fit(one: Trainer) -> Trained:
        with _watched():
            # A fit that can't take weights is to fail here, and not half-way.
            one.trained(frame, good, np.ones(len(good)))
        return over_folds(one, frame, good, folds)

    try:
        return trainer, fit(trainer)
    except Exception as fault:
        if trainer.because is not None:
            raise CollectError(
                f"no model can be trained on these rows: {said(fault)}",
                "advice",
                "Name other features or another file under [collect.advice].",
            ) from fault
        because = f"{trainer.words} can't be trained anew on these rows: {said(fault)}"
        return baseline(
            replace(plain(frame, because), threshold=trainer.threshold, seed=trainer.seed),
            frame,
            good,
            folds,
        )


def said(fault: BaseException) -> str:
    """What went wrong, without a value that stood in somebody's row."""
    first = (str(fault).splitlines() or [""])[0][:200]
    return f"{type(fault).__name__}: " + re.sub(
        r"\[[^\]]*\]?|'[^']*'?|\"[^\"]*\"?|-?[0-9][0-9.,e+-]*", "…", first
    )
