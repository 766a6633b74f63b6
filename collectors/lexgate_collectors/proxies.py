"""Which columns go with a protected attribute, and how much the model rests on each.

Serves Article 10(2)(f) and (g). An association is seen feature by feature: several columns
that say little each may say much together, and that is not measured here. Importance is of
this model on these people: of two columns that say the same, each may seem to matter
little. Neither says why a column is there.

Sources of the formulas:

- Bergsma (2013), Journal of the Korean Statistical Society 42, 323-328: Cramer's V,
  corrected for the bias that many categories give it.
- Cureton (1956), Psychometrika 21, 287-290: rank-biserial correlation, which is twice the
  area under the ROC curve less one; its interval is DeLong's (`estimates`).
- Breiman (2001), Machine Learning 45, 5-32: importance as the accuracy lost when a column
  is put in a random order; here on rows that the model has not seen.
- Student (1908), Biometrika 6, 1-25: interval of a mean.
- Efron, Tibshirani (1993), An Introduction to the Bootstrap, chapters 10 and 13.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import sqrt
from typing import TYPE_CHECKING, Any

from lexgate_collectors.estimates import (
    Estimate,
    Measured,
    NotMeasured,
    area_from_counts,
    measured,
)
from lexgate_collectors.mitigations import People
from lexgate_collectors.moments import student

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    Array = np.ndarray[Any, Any]

DRAWS = 2000
REPEATS = 5
MOST_VALUES = 500
_LEAST = 2


def association(column: pd.Series[Any], people: People, *, minimum: int, seed: int) -> Estimate:
    """How far a column tells the groups apart: 0 not at all, 1 wholly.

    Text by Cramer's V, an absent value being a category of its own; numbers by the rank-
    biserial correlation of each group against the rest, the largest of them, on the rows
    that have a number. `method` says which.
    """
    import pandas as pd

    for name, size in people.sizes().items():
        if size < max(minimum, _LEAST):
            return NotMeasured(
                f"group {name} rests on {size} people, fewer than the minimum of "
                f"{max(minimum, _LEAST)}"
            )
    if len(people.names) < 2:
        return NotMeasured("fewer than two groups")
    if pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column):
        return _rank_biserial(column, people)
    codes, values = pd.factorize(column.astype("string").fillna("\0absent"), sort=True)
    many = len(values)
    if many > MOST_VALUES:
        return NotMeasured(f"it has {many} different values, more than {MOST_VALUES}")
    return cramers_v(_table(codes, people, many), seed)


def _table(codes: Array, people: People, many: int) -> Array:
    import numpy as np

    groups = len(people.names)
    found: Array = np.bincount(codes * groups + people.group, minlength=many * groups)
    return found.reshape(many, groups)


def cramers_v(table: Array, seed: int) -> Estimate:
    """Cramer's V of a table of counts, corrected for bias, 0 to 1.

    The interval is of draws from the same shares, less what chance adds to them. It covers
    94 to 98 of 100 true values, and 99 where nothing is associated.
    """
    import numpy as np

    n = int(table.sum())
    if min(table.shape) < 2 or n < 2:
        return NotMeasured("the column has one value alone")
    draws = np.random.default_rng(seed).multinomial(n, table.ravel() / n, size=DRAWS)
    square = float(_v_square(table[None].astype(float))[0])
    found = _v_square(draws.reshape(DRAWS, *table.shape).astype(float))
    found = found[np.isfinite(found)]
    if not np.isfinite(square) or not len(found):
        return NotMeasured("the column has one value alone")
    ends = np.percentile(found, [2.5, 97.5]) - max(0.0, float(found.mean()) - square)
    low, high = np.sqrt(np.maximum(0.0, ends))
    return measured(
        sqrt(square), float(low), float(high), n=n,
        method=f"Cramer's V corrected for bias; bootstrap of the table, {DRAWS} draws, 95 %",
    )  # fmt: skip


def _v_square(tables: Array) -> Array:
    """The square of the corrected V of many tables; NaN where one has a single row or column."""
    import numpy as np

    rows, columns = tables.sum(axis=2), tables.sum(axis=1)
    n = rows.sum(axis=1)
    expected = rows[:, :, None] * columns[:, None, :]
    terms = np.divide(tables**2, expected, out=np.zeros_like(tables), where=expected > 0)
    square = terms.sum(axis=(1, 2)) - 1
    # Categories that a draw lost are none of its.
    r, k = (rows > 0).sum(axis=1), (columns > 0).sum(axis=1)
    corrected = np.maximum(0.0, square - (r - 1) * (k - 1) / (n - 1))
    below = np.minimum(r - (r - 1) ** 2 / (n - 1), k - (k - 1) ** 2 / (n - 1)) - 1
    with np.errstate(invalid="ignore", divide="ignore"):
        found: Array = np.where(below > 0, np.minimum(1.0, corrected / below), np.nan)
    return found


def _rank_biserial(column: pd.Series[Any], people: People) -> Estimate:
    import numpy as np

    numbers = column.to_numpy(dtype=float, na_value=np.nan)
    there = ~np.isnan(numbers)
    _, places = np.unique(numbers[there], return_inverse=True)
    everybody = np.bincount(places)
    found: list[Measured] = []
    for at, name in enumerate(people.names):
        mine = np.bincount(places[people.group[there] == at], minlength=len(everybody))
        area = area_from_counts(mine, everybody - mine)
        if isinstance(area, NotMeasured):
            return NotMeasured(f"too few people with a number in or outside of group {name}")
        value, low, high = (2 * end - 1 for end in (area.value, area.low, area.high))
        if value < 0:
            value, low, high = -value, -high, -low
        found.append(
            measured(
                value,
                low,
                # It is the same whichever side is ahead.
                max(high, -low),
                n=area.n,
                method=f"rank-biserial correlation, one group against the rest; {area.method}",
            )
        )
    return max(found, key=lambda one: (one.value, one.low))


def importance(
    frame: pd.DataFrame,
    decide: Sequence[Callable[[pd.DataFrame], Array]],
    folds: Array,
    good: Array,
    *,
    seed: int,
) -> dict[str, Estimate]:
    """For each column the accuracy that is lost when its values change hands, -1 to 1.

    Within each fold the column is put in a random order, five times; the fold's own model,
    which never saw these rows, decides again. The interval is of the mean over people.

    Args:
        frame: the features of everybody.
        decide: for each fold a model's decisions on a frame.
        folds: the fold of each row.
        good: whether each row's outcome was the favourable one.
        seed: of the orders.
    """
    import numpy as np
    import pandas as pd

    n = len(good)
    before = np.zeros(n)
    lost = np.zeros((len(frame.columns), n))
    generator = np.random.default_rng(seed)
    for fold, model in enumerate(decide):
        rows = np.flatnonzero(folds == fold)
        held_out = frame.iloc[rows]
        before[rows] = model(held_out) == good[rows]
        repeated = pd.concat([held_out] * REPEATS, ignore_index=True)
        for at, name in enumerate(frame.columns):
            order = np.concatenate([generator.permutation(len(rows)) for _ in range(REPEATS)])
            mixed = repeated.copy(deep=False)
            mixed[name] = held_out[name].take(order).set_axis(repeated.index)
            right = model(mixed).reshape(REPEATS, -1) == good[rows]
            lost[at, rows] = right.mean(axis=0)
    found: dict[str, Estimate] = {}
    for at, name in enumerate(frame.columns):
        drop = before - lost[at]
        half = student(n - 1) * float(drop.std(ddof=1)) / sqrt(n)
        mean = float(drop.mean())
        found[str(name)] = measured(
            mean, mean - half, mean + half, n=n, least=-1.0,
            method=f"permutation on held-out rows, {REPEATS} orders; Student t interval, 95 %",
        )  # fmt: skip
    return found
