"""How often classes were predicted rightly, from counts and sums: for Articles 9(8), 15(1) to (3).

A table of predictions is counted once by groups, outcome, prediction and bin of score;
everything after works on those cells. A rate that rests on fewer people than the declared
minimum is not measured, and says so; so is one whose denominator is empty, where some
libraries say 0.

Sources of the formulas:

- Wilson (1927): interval of a rate (`estimates.rate`); Zou and Donner (2008): of the mean
  of independent rates (`estimates.mean_rate`). Given who had which outcome the recalls of
  classes are independent, given who was predicted what the precisions are.
- F1 is 2J / (1 + J), with J the rate of right ones among all who had the class or were
  predicted it (Jaccard (1912), New Phytologist 11, 37-50): its bounds are those of J.
- Matthews (1975), Biochimica et Biophysica Acta 405, 442-451: correlation of two classes.
- Brier (1950), Monthly Weather Review 78, 1-3: mean squared distance of score and outcome.
- Good (1952), Journal of the Royal Statistical Society B 14, 107-114: log loss.
- Efron, Tibshirani (1993), An Introduction to the Bootstrap: percentile interval.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import fsum, inf, sqrt
from typing import TYPE_CHECKING, Any, NamedTuple

from lexgate_collectors.common import Faults
from lexgate_collectors.disparities import Bin, Rates, calibration
from lexgate_collectors.estimates import (
    Estimate,
    NotMeasured,
    Outcomes,
    mean_rate,
    measured,
    rate,
    rounded,
    wilson,
)
from lexgate_collectors.moments import cut, student
from lexgate_collectors.tables import Attribute, Classes, counted_rows, grouped, has_columns

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import numpy as np

DRAWS = 2000
_SEED = 20260101
_BOOTSTRAP = f"bootstrap of the table, {DRAWS} draws, percentiles, 95 %"
_SUMS = ("scores", "brier", "brier2", "loss", "loss2", "impossible", "outside")


@dataclass(frozen=True, slots=True)
class Further:
    """What is measured besides accuracy, balanced accuracy and the area under the curve.

    `attributes` are those by which people are grouped; a rate of fewer people than
    `minimum_cell` is not measured; `bins` of equal width divide the scores from 0 to 1.
    """

    attributes: Mapping[str, Attribute] = field(default_factory=dict)
    minimum_cell: int = 10
    bins: int = 10


class Cell(NamedTuple):
    """People of the same groups, outcome, prediction and bin of score, and their sums.

    `place` is the bin, None without a score from 0 to 1. Sums are of scores, of squared
    distances from the outcome and their squares, of log losses and their squares;
    `impossible` counts outcomes to which the score gave no chance at all, `outside`
    scores that are no number from 0 to 1.
    """

    groups: tuple[str, ...]
    truth: str
    chosen: str
    place: int | None
    n: int
    scores: float
    brier: float
    brier2: float
    loss: float
    loss2: float
    impossible: int
    outside: int


def cells(
    table: ir.Table,
    label: Classes,
    prediction: Classes,
    score: str | None,
    further: Further,
    where: str,
) -> list[Cell]:
    """Count a table once, by everything that its measures ask for; in a fixed order.

    Raises:
        CollectError: a column is missing, there are no rows, or rows fit no group or no
            declared class; all faults at once, with the numbers of rows.
    """
    names = sorted(further.attributes)
    columns = [further.attributes[name].column for name in names]
    has_columns(
        table, [label.column, prediction.column, *columns, *([score] if score else [])], where
    )
    read = table.select(
        **{f"g{at}": grouped(table, further.attributes[n], where) for at, n in enumerate(names)},
        truth=_class(table, label),
        chosen=_class(table, prediction),
        **_scored(table, label, score, further.bins),
    )
    keys = [*(f"g{at}" for at in range(len(names))), "truth", "chosen", "place"]
    sums = {name: read[name].sum() for name in _SUMS}
    rows = counted_rows(read.group_by(keys).aggregate(n=read.count(), **sums), where)

    faults = Faults(where)
    faults.check(bool(rows), "the data set is empty")
    for at, column in enumerate(columns):
        lost = sum(row["n"] for row in rows if row[f"g{at}"] is None)
        faults.check(not lost, f"{lost} rows have no group by {column!r}")
    for key, classes in (("truth", label), ("chosen", prediction)):
        lost = sum(row["n"] for row in rows if row[key] is None)
        faults.check(not lost, f"{lost} rows have no declared class in {classes.column!r}")
    faults.settle("declare every bin and class that occurs, and a group for missing values")
    found = [
        Cell(
            groups=tuple(row[f"g{at}"] for at in range(len(names))),
            truth=row["truth"],
            chosen=row["chosen"],
            place=row["place"],
            n=int(row["n"]),
            # Sums of numbers that are all NULL are NULL themselves.
            scores=row["scores"] or 0.0,
            brier=row["brier"] or 0.0,
            brier2=row["brier2"] or 0.0,
            loss=row["loss"] or 0.0,
            loss2=row["loss2"] or 0.0,
            impossible=int(row["impossible"] or 0),
            outside=int(row["outside"] or 0),
        )
        for row in rows
    ]
    return sorted(
        found, key=lambda c: (c.groups, c.truth, c.chosen, -1 if c.place is None else c.place)
    )


def _class(table: ir.Table, classes: Classes) -> ir.StringValue:
    import ibis

    text = table[classes.column].cast("string")
    return ibis.cases((text.isin((*classes.good, *classes.bad)), text))


def _scored(table: ir.Table, label: Classes, score: str | None, bins: int) -> dict[str, ir.Value]:
    import ibis

    if score is None:
        nothing = ibis.null("float64")
        numbers = dict.fromkeys(("scores", "brier", "brier2", "loss", "loss2"), nothing)
        count = ibis.literal(0, "int64")
        return {"place": ibis.null("int64"), **numbers, "impossible": count, "outside": count}
    column = table[score].cast("float64")
    # NaN is larger than any number to some engines, and equal to none to others.
    inside = ((column >= 0) & (column <= 1)).fill_null(False)
    chance = ibis.cases((inside, column))
    good = table[label.column].cast("string").isin(label.good)
    truth = ibis.cases((good, 1.0), else_=0.0)
    given = ibis.cases((good, chance), else_=1.0 - chance)
    brier = (chance - truth) * (chance - truth)
    loss = -ibis.cases((given > 0, given)).ln()
    return {
        "place": (chance * bins).floor().cast("int64").clip(upper=bins - 1),
        "scores": chance,
        "brier": brier,
        "brier2": brier * brier,
        "loss": loss,
        "loss2": loss * loss,
        "impossible": (given <= 0).fill_null(False).cast("int64"),
        "outside": (~inside).cast("int64"),
    }


# ---------------------------------------------------------------- two classes


def table_of(cells: Iterable[Cell], label: Classes, prediction: Classes) -> Rates:
    """Right and wrong decisions on favourable and unfavourable outcomes."""
    found = {(good, chosen): 0 for good in (True, False) for chosen in (True, False)}
    for cell in cells:
        found[cell.truth in label.good, cell.chosen in prediction.good] += cell.n
    return Rates(
        right_selected=found[True, True],
        wrong_selected=found[False, True],
        right_refused=found[False, False],
        wrong_refused=found[True, False],
    )


def enough(people: int, minimum: int) -> NotMeasured | None:
    """Why a number of so few people is not measured; None where they are enough."""
    if people >= max(1, minimum):
        return None
    return NotMeasured(f"rests on {people} people, fewer than the minimum of {minimum}")


def rates(table: Rates, minimum: int = 1) -> dict[str, Estimate]:
    """Accuracy, precision, recall and specificity, 0 to 1, with Wilson's interval."""
    good = table.right_selected + table.wrong_refused
    bad = table.right_refused + table.wrong_selected
    selected = table.right_selected + table.wrong_selected
    parts = {
        "accuracy": Outcomes(table.people, table.right_selected + table.right_refused),
        "precision": Outcomes(selected, table.right_selected),
        "recall": Outcomes(good, table.right_selected),
        "specificity": Outcomes(bad, table.right_refused),
    }
    return {
        name: enough(part.judged, minimum) or rate(part.selected, part.judged)
        for name, part in parts.items()
    }


def f1(table: Rates, minimum: int = 1) -> Estimate:
    """The harmonic mean of precision and recall, 0 to 1.

    It rests on those who had the class or were predicted it; all others don't count.
    """
    right = table.right_selected
    either = right + table.wrong_selected + table.wrong_refused
    too_few = enough(either, minimum)
    if too_few is not None:
        return too_few
    low, high = (2 * bound / (1 + bound) for bound in wilson(right, either))
    return measured(
        Fraction(2 * right, either + right),
        low,
        high,
        n=either,
        method="Wilson score interval of the Jaccard index, carried over, 95 %",
    )


def matthews(table: Rates, minimum: int = 1) -> Estimate:
    """The correlation of outcome and prediction, -1 to 1; 0 is no better than chance."""
    counts = [
        [table.right_selected, table.wrong_refused],
        [table.wrong_selected, table.right_refused],
    ]
    too_few = enough(table.people, minimum)
    if too_few is not None:
        return too_few
    return _bootstrapped(counts, _matthews, "only one outcome or one prediction occurs", least=-1.0)


def _matthews(tables: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    import numpy as np

    a, b = tables[:, 0, 0], tables[:, 0, 1]
    c, d = tables[:, 1, 0], tables[:, 1, 1]
    # A root at a time: the product of four large counts leaves the whole numbers.
    below = np.sqrt(a + b) * np.sqrt(c + d) * np.sqrt(a + c) * np.sqrt(b + d)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(below > 0, (a * d - b * c) / below, np.nan)


def _bootstrapped(
    counts: Sequence[Sequence[int]],
    statistic: Callable[[np.ndarray[Any, Any]], np.ndarray[Any, Any]],
    undefined: str,
    *,
    least: float = 0.0,
) -> Estimate:
    """A statistic of square tables, with the percentiles of draws from the same shares.

    Draws without a value are left out. A table with nothing wrong, or nothing right,
    would be drawn again and again: half a person a row is spread over its empty side
    first, and `method` says so.
    """
    import numpy as np

    table = np.array(counts, dtype=float)
    point = float(statistic(table[None])[0])
    if not np.isfinite(point):
        return NotMeasured(undefined)
    size, people = len(table), int(table.sum())
    method, drawn = _BOOTSTRAP, table
    right = np.eye(size, dtype=bool)
    if not table[~right].any():
        drawn, method = table + ~right * 0.5 / (size - 1), _BOOTSTRAP + "; 0.5 a row added as wrong"
    elif not table[right].any():
        drawn, method = table + right * 0.5, _BOOTSTRAP + "; 0.5 a row added as right"
    shares = (drawn / drawn.sum()).ravel()
    generator = np.random.default_rng(_SEED)
    found: list[np.ndarray[Any, Any]] = []
    # A few at a time: a table of many classes, drawn all at once, would fill the memory.
    for _ in range(0, DRAWS, DRAWS // 20):
        draws = generator.multinomial(people, shares, size=DRAWS // 20)
        found.append(statistic(draws.reshape(-1, size, size).astype(float)))
    values = np.concatenate(found)
    low, high = np.percentile(values[np.isfinite(values)], [2.5, 97.5])
    return measured(point, float(low), float(high), n=people, method=method, least=least)


# ---------------------------------------------------------------- scores


def scored(cells: Sequence[Cell], label: Classes, minimum: int) -> dict[str, Estimate]:
    """How well scores say the chance of the favourable outcome.

    - ``brier_score``: mean squared distance of score and outcome, 0 to 1.
    - ``log_loss``: mean of minus the log of the chance given to the outcome, 0 and up.
    - ``calibration_error``: mean distance of score and outcome over the bins, 0 to 1.
    """
    names = ("brier_score", "log_loss", "calibration_error")
    people = sum(cell.n for cell in cells)
    outside = sum(cell.outside for cell in cells)
    impossible = sum(cell.impossible for cell in cells)
    if outside:
        reason = f"{outside} scores lie outside 0 to 1, so they are no chances"
        return dict.fromkeys(names, NotMeasured(reason))
    loss: Estimate = _mean([c.loss for c in cells], [c.loss2 for c in cells], people, minimum, inf)
    if impossible and people >= minimum:
        loss = NotMeasured(f"{impossible} outcomes were given no chance at all: it has no bound")
    return {
        "brier_score": _mean(
            [c.brier for c in cells], [c.brier2 for c in cells], people, minimum, 1.0
        ),
        "log_loss": loss,
        "calibration_error": calibration({"all": _bins(cells, label)}, minimum)["all"],
    }


def _mean(
    sums: Sequence[float], squares: Sequence[float], people: int, minimum: int, most: float
) -> Estimate:
    """The mean of numbers from 0, with Student's interval, from their sums and squares."""
    too_few = enough(people, max(2, minimum))
    if too_few is not None:
        return too_few
    value = fsum(sums) / people
    variance = max(0.0, fsum(squares) / people - value * value) * people / (people - 1)
    half = student(people - 1) * sqrt(variance / people)
    ends = [cut(number) for number in (value, value - half, value + half)]
    return measured(*ends, n=people, method="Student t interval, 95 %", most=most)


def _bins(cells: Iterable[Cell], label: Classes) -> list[Bin]:
    by_place: dict[int, list[Cell]] = {}
    for cell in cells:
        by_place.setdefault(cell.place or 0, []).append(cell)
    return [
        Bin(
            sum(c.n for c in found),
            sum(c.n for c in found if c.truth in label.good),
            fsum(c.scores for c in found),
        )
        for _, found in sorted(by_place.items())
    ]


def reliability(
    cells: Sequence[Cell], label: Classes, bins: int, minimum: int
) -> list[dict[str, Any]]:
    """For each bin of scores that has people: their mean score, and how they turned out."""
    places = sorted({cell.place for cell in cells if cell.place is not None})
    found = []
    for place in places:
        one = _bins([cell for cell in cells if cell.place == place], label)[0]
        found.append(
            {
                "from": rounded(Fraction(place, bins)),
                "to": rounded(Fraction(place + 1, bins)),
                "n": one.people,
                "mean_score": rounded(cut(one.scores / one.people)),
                "favourable": (enough(one.people, minimum) or rate(one.good, one.people)).as_dict(),
            }
        )
    return found


# ---------------------------------------------------------------- more than two classes


def matrix(cells: Iterable[Cell], classes: Sequence[str]) -> list[list[int]]:
    """People by outcome (rows) and prediction (columns), in the order of the classes."""
    found = {name: dict.fromkeys(classes, 0) for name in classes}
    for cell in cells:
        found[cell.truth][cell.chosen] += cell.n
    return [[found[truth][chosen] for chosen in classes] for truth in classes]


def one_against_all(counts: Sequence[Sequence[int]], at: int) -> Rates:
    """The table of one class against all others."""
    right = counts[at][at]
    had = sum(counts[at])
    predicted = sum(row[at] for row in counts)
    people = sum(sum(row) for row in counts)
    return Rates(
        right_selected=right,
        wrong_selected=predicted - right,
        right_refused=people - had - predicted + right,
        wrong_refused=had - right,
    )


def by_class(
    counts: Sequence[Sequence[int]], classes: Sequence[str], minimum: int
) -> dict[str, Any]:
    """Each class against all others: its people, precision, recall and F1."""
    found: dict[str, Any] = {}
    for at, name in enumerate(classes):
        table = one_against_all(counts, at)
        measures = rates(table, minimum)
        found[name] = {
            "n": table.right_selected + table.wrong_refused,
            "predicted": table.right_selected + table.wrong_selected,
            "precision": measures["precision"].as_dict(),
            "recall": measures["recall"].as_dict(),
            "f1": f1(table, minimum).as_dict(),
        }
    return found


def over_classes(
    counts: Sequence[Sequence[int]], classes: Sequence[str], minimum: int
) -> dict[str, Estimate]:
    """Over all classes: the share predicted rightly, and the plain means of their measures.

    A mean is not measured where one of the classes is not: leaving it out would make the
    number better, and calling it 0 would make it up.
    """
    tables = [one_against_all(counts, at) for at in range(len(classes))]
    people = tables[0].people
    right = sum(table.right_selected for table in tables)
    found: dict[str, Estimate] = {"accuracy": enough(people, minimum) or rate(right, people)}
    each = {
        "macro_precision": [
            Outcomes(t.right_selected + t.wrong_selected, t.right_selected) for t in tables
        ],
        "macro_recall": [
            Outcomes(t.right_selected + t.wrong_refused, t.right_selected) for t in tables
        ],
        "macro_f1": [
            Outcomes(t.right_selected + t.wrong_selected + t.wrong_refused, t.right_selected)
            for t in tables
        ],
    }
    for name, parts in each.items():
        small = [
            NotMeasured(f"class {one} {too_few.reason}")
            for one, part in zip(classes, parts, strict=True)
            if (too_few := enough(part.judged, minimum)) is not None
        ]
        if small:
            found[name] = small[0]
        elif name == "macro_f1":
            found[name] = _bootstrapped(counts, _macro_f1, "nobody was judged")
        else:
            found[name] = mean_rate(parts, empty="a class has nobody")
    return found


def _macro_f1(tables: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    import numpy as np

    right = np.diagonal(tables, axis1=1, axis2=2)
    either = tables.sum(axis=1) + tables.sum(axis=2)
    # A class that a draw lost altogether says nothing in it.
    there = either > 0
    each = np.divide(2 * right, either, out=np.zeros_like(right), where=there)
    below = there.sum(axis=1)
    found = np.full(len(tables), np.nan)
    np.divide(each.sum(axis=1), below, out=found, where=below > 0)
    return found


def measures(
    cells: Sequence[Cell], label: Classes, prediction: Classes, score: str | None, minimum: int
) -> dict[str, Estimate]:
    """Every further measure of the favourable class against the others, by name."""
    table = table_of(cells, label, prediction)
    found = {name: found for name, found in rates(table, minimum).items() if name != "accuracy"}
    found |= {"f1": f1(table, minimum), "matthews_correlation": matthews(table, minimum)}
    if score is None:
        names = ("brier_score", "log_loss", "calibration_error")
        return found | dict.fromkeys(names, NotMeasured("no scores were given"))
    return found | scored(cells, label, minimum)


def by_group(
    cells: Sequence[Cell], label: Classes, prediction: Classes, further: Further
) -> dict[str, Any]:
    """Each group of each attribute: its people, and its rates."""
    found: dict[str, Any] = {}
    for at, name in enumerate(sorted(further.attributes)):
        groups: dict[str, list[Cell]] = {}
        for cell in cells:
            groups.setdefault(cell.groups[at], []).append(cell)
        found[name] = {}
        for group, members in sorted(groups.items()):
            table = table_of(members, label, prediction)
            estimates = rates(table, further.minimum_cell)
            estimates["f1"] = f1(table, further.minimum_cell)
            found[name][group] = {
                "n": table.people,
                "measures": {key: estimate.as_dict() for key, estimate in estimates.items()},
            }
    return found
