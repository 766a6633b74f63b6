"""Drift evidence, for Articles 9(2), 15(4) and 72(2): has the data left the reference behind?

Compares a current data set with the one that the model was made for, column by column:
population stability index (PSI), Jensen-Shannon distance, chi-square and Cramer's V on
bins; for numbers also Kolmogorov-Smirnov and Wasserstein distance, on finer cells. Bins
are given as shares, without their bounds. Where asked, evidently scores a stated sample
and its numbers stand beside ours; they are of other bins, and of the sample alone.

It does not show why the data moved, whether the model still does well on it, or whether
columns moved together: each is looked at by itself. It says nothing of how much is too
much, so it does not count columns that moved. An interval takes rows as independent.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from math import isfinite
from typing import TYPE_CHECKING, Any, Literal

from lexgate_collectors import distances
from lexgate_collectors.common import Faults, deployment_subject, is_time, mark, seconds
from lexgate_collectors.estimates import Estimate, NotMeasured, counted, measured, rounded
from lexgate_collectors.histograms import ROLES, Bin, Column, Counted, columns_of
from lexgate_collectors.opening import is_text
from lexgate_collectors.tables import DataSet, absent, executed, has_columns, opened
from lexgate_collectors.ways import NOT_READ, hidden

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pandas as pd

__all__ = ["Column", "by_evidently", "collect", "subjects"]

# With fewer rows the bootstrap is too sure of itself.
_FEWEST_ROWS = 30
_LARGEST = 1e12
_LONGEST_NAME = 200
_SMALLEST_SAMPLE = 100
_SEED = "20260101"
_METHODS = {
    "numeric": ("psi", "wasserstein", "jensenshannon", "ks"),
    "categorical": ("psi", "jensenshannon", "chisquare"),
}
# What evidently calls the score of these is a p-value.
_P_VALUES = ("ks", "chisquare")
_BOOTSTRAP = f"bootstrap of the counts, {distances.DRAWS} draws, 95 % percentiles less the bias"
_BY_BINS = ("psi", "jensen_shannon", "cramers_v")
_BY_CELLS = ("kolmogorov_smirnov", "wasserstein")


def collect(
    reference: DataSet,
    current: DataSet,
    columns: Mapping[str, Column] | None = None,
    *,
    observed_at: str,
    period: tuple[str, str] | None = None,
    evidently_sample: int | None = None,
    unread: Sequence[str] = (),
) -> dict[str, Any]:
    """The predicate of drift evidence.

    Args:
        reference: what the model was made for.
        current: what it meets now.
        columns: how columns are compared. Without it all that both tables have are, each by
            its type, and `not_compared` says which are left out and why.
        observed_at: when this was measured.
        period: from which moment to before which the current data was gathered.
        evidently_sample: how many rows of each table evidently scores; it takes seconds.
        unread: columns that may not be read, where a table has them.

    Raises:
        CollectError: times that can't be, a table that is empty or can't be read, a column
            that is missing or holds what it should not; all faults of a step at once.
    """
    faults = Faults("drift collector")
    faults.check(is_time(observed_at), f"observed_at is no time: {observed_at!r}")
    for name, time in zip(("from", "to"), period or (), strict=False):
        faults.check(is_time(time), f"{name} is no time: {time!r}")
    if period is not None and not faults.found:
        start, end = (seconds(time) for time in period)
        faults.check(start < end, "the period ends before it starts")
        faults.check(end <= seconds(observed_at), "the period ends after it was observed")
    if evidently_sample is not None:
        whole = isinstance(evidently_sample, int) and not isinstance(evidently_sample, bool)
        faults.check(
            whole and evidently_sample >= _SMALLEST_SAMPLE,
            f"a sample has {_SMALLEST_SAMPLE} rows or more: {evidently_sample!r}",
        )
    for name in hidden(sorted(columns or ()), unread):
        faults.add(f"{name!r} may not be read, and is declared")
    faults.settle("give times that are over, a sample of rows enough, and columns to be read")

    given = {"reference": reference, "current": current}
    digests = {role: data.identity() for role, data in given.items()}
    tables = {role: _opened(data, columns, unread) for role, data in given.items()}
    chosen, left = _chosen(tables, columns)
    there = [name for data in given.values() for name in opened(data.source).columns]
    left |= dict.fromkeys(hidden(there, unread), NOT_READ)
    found = columns_of(tables, chosen)
    first = next(iter(found.values()))
    predicate: dict[str, Any] = {
        "observed_at": observed_at,
        "collector": mark("drift", ["duckdb", "ibis-framework", "numpy", "scipy"]),
        "data_sets": {role: {"digest": digests[role], "rows": first.rows[role]} for role in ROLES},
        "columns": {name: compared(chosen[name].kind, one) for name, one in found.items()},
        "not_compared": dict(sorted(left.items())),
    }
    if period is not None:
        predicate["period"] = {"from": period[0], "to": period[1]}
    if evidently_sample is not None:
        predicate["by_evidently"] = by_evidently(tables, chosen, evidently_sample)
    return predicate


def subjects(system: str, deployment: str) -> list[dict[str, Any]]:
    """What the evidence speaks of: one deployment of the system."""
    return [deployment_subject(system, deployment)]


# ---------------------------------------------------------------- which columns


def _opened(data: DataSet, columns: Mapping[str, Column] | None, unread: Sequence[str]) -> ir.Table:
    """The table; a text file is parsed once for all readings, and only what is declared."""
    import ibis

    table = opened(data.source)
    table = table.drop(*hidden(table.columns, unread))
    kept = [name for name in table.columns if columns is None or name in columns]
    if is_text(data.source) and kept:
        return ibis.memtable(executed(table.select(kept)))
    return table


def _chosen(
    tables: Mapping[str, ir.Table], columns: Mapping[str, Column] | None
) -> tuple[dict[str, Column], dict[str, str]]:
    """The columns to compare, and those that are left out, each with the reason.

    Raises:
        CollectError: a declared column is missing, or there is none to compare.
    """
    reference, current = (tables[role] for role in ROLES)
    faults = Faults("drift collector")
    found: dict[str, Column] = {}
    left: dict[str, str] = {}
    if columns is not None:
        for role in ROLES:
            has_columns(tables[role], list(columns), role)
        found.update(columns)
        for name, column in columns.items():
            faults.check(
                column.kind in _METHODS, f"{name!r} is of an unknown kind: {column.kind!r}"
            )
    for name in dict.fromkeys((*reference.columns, *current.columns)) if columns is None else ():
        if name not in current.columns:
            left[name] = "only the reference has it"
        elif name not in reference.columns:
            left[name] = "only the current data has it"
        elif (kind := _kind((reference[name], current[name]))) is not None:
            found[name] = Column(kind)
        else:
            left[name] = "it holds neither numbers nor text"
    for name in (*found, *left):
        faults.check(0 < len(name) <= _LONGEST_NAME, f"a column's name has {len(name)} characters")
    faults.check(bool(found), "there is no column to compare")
    faults.settle("declare columns that both tables have, each numeric or categorical")
    return dict(sorted(found.items())), dict(sorted(left.items()))


def _kind(columns: Sequence[ir.Column]) -> Literal["numeric", "categorical"] | None:
    """How columns of that type are compared; the first whose type says anything decides."""
    import ibis.expr.types as ir

    for column in columns:
        if isinstance(column, ir.BooleanColumn | ir.StringColumn):
            return "categorical"
        if isinstance(column, ir.NumericColumn):
            return "numeric"
        if not column.type().is_null():
            return None
    return None


# ---------------------------------------------------------------- what is measured


def compared(kind: str, column: Counted) -> dict[str, Any]:
    """One column as evidence holds it: what is missing, the bins, and every distance."""
    numeric = kind == "numeric"
    found: dict[str, Any] = {
        "kind": kind,
        "missing": {
            role: counted(column.rows[role] - column.present[role], column.rows[role]).as_dict()
            for role in ROLES
        },
        "bins": [_shares(bin_, column.rows) for bin_ in column.bins],
    }
    if column.values is not None:
        found["values"] = dict(column.values)
    why = column.why or _too_few(column.rows, "rows")
    if why is None and column.cells is not None:
        why = _too_few({"reference": column.present["reference"]}, "numbers")
    if why is None and len(column.bins) < 2:
        why = "all rows of both lie in one bin"
    if why is not None:
        names = _BY_BINS + (_BY_CELLS if numeric else ())
        found["measures"] = dict.fromkeys(names, NotMeasured(why).as_dict())
        found["chi_square"] = {"statistic": None, "reason": why}
        found["bias"] = {}
        return found
    drawn, estimates = _measured(column)
    found["measures"] = {name: estimate.as_dict() for name, estimate in estimates.items()}
    found["chi_square"] = _chi_square(column.bins)
    found["bias"] = {
        name: rounded(one.bias)
        for name, one in drawn.items()
        if not isinstance(estimates[name], NotMeasured)
    }
    if column.cells is not None:
        found["cells"] = {
            "number": len(column.cells.low),
            "short_by_at_most": {
                name: rounded(number)
                for name, number in distances.slack(column.cells).items()
                if name in found["bias"]
            },
        }
    return found


def _shares(bin_: Bin, rows: Mapping[str, int]) -> dict[str, Any]:
    found: dict[str, Any] = {"holds": bin_.holds}
    if bin_.name is not None:
        found["name"] = bin_.name
    for role, number in zip(ROLES, (bin_.reference, bin_.current), strict=True):
        found[role] = rounded(number / rows[role])
    return found


def _too_few(rows: Mapping[str, int], what: str) -> str | None:
    for role, number in rows.items():
        if number < _FEWEST_ROWS:
            return f"{role} has {number} {what}, fewer than {_FEWEST_ROWS}"
    return None


def _measured(column: Counted) -> tuple[distances.Found, dict[str, Estimate]]:
    """Every distance of a column, plain and as an estimate."""
    import numpy as np

    table = tuple(np.array(rows) for rows in zip(*(bin_[1:3] for bin_ in column.bins), strict=True))
    cells = column.cells
    fine = table
    starts = np.arange(len(column.bins))
    if cells is not None:
        starts = np.array(column.starts)
        fine = (cells.reference, cells.current)
        if column.bins[-1].holds == "missing":
            fine = tuple(
                np.append(rows, lost) for rows, lost in zip(fine, column.bins[-1][1:3], strict=True)
            )
    # One draw serves the bins and the cells of which they are made.
    draws = [distances.draws(rows, seed) for seed, rows in enumerate(fine)]
    merged = [np.add.reduceat(rows, starts, axis=-1) for rows in draws]
    drawn = distances.between_bins((table[0], table[1]), (merged[0], merged[1]))
    how = f"{len(column.bins)} bins, {'by value' if cells is None else 'tenths of the reference'}"
    empty = "; 0.5 added to each, as one is empty" if not np.all(table) else ""
    text = {
        "psi": f"{how}{empty}",
        "jensen_shannon": f"{how}; base 2",
        "cramers_v": how,
    }
    rows = sum(column.rows.values())
    sizes = dict.fromkeys(_BY_BINS, rows)
    estimates: dict[str, Estimate] = {}
    few = _too_few(column.present, "numbers")
    if cells is not None and few is None:
        many = [rows[:, : len(cells.low)] for rows in draws]
        between = f"{len(cells.low)} cells between exact quantiles of the reference"
        drawn |= distances.between_cells(cells, (many[0], many[1]))
        text |= {
            "kolmogorov_smirnov": between,
            "wasserstein": f"over the reference's standard deviation; {between}",
        }
        sizes |= dict.fromkeys(_BY_CELLS, sum(column.present.values()))
    for name in _BY_BINS + (_BY_CELLS if cells is not None else ()):
        one = drawn.get(name)
        if one is None:
            estimates[name] = NotMeasured(few or "the reference has no standard deviation to go by")
        elif one.value > _LARGEST:
            estimates[name] = NotMeasured(f"it is larger than {_LARGEST:g}")
        else:
            estimates[name] = measured(
                one.value,
                one.low,
                one.high,
                n=sizes[name],
                method=f"{text[name]}; {_BOOTSTRAP}",
                most=_LARGEST if name in ("psi", "wasserstein") else 1.0,
            )
    return drawn, estimates


def _chi_square(bins: Sequence[Bin]) -> dict[str, Any]:
    """Pearson's statistic, and the chance of one as large if rows were drawn from one source.

    The chance is that of the chi-square distribution, which needs bins of which few are
    expected to hold fewer than five rows (Cochran, 1954, Biometrics 10, 417-451); the
    smallest is given.
    """
    import numpy as np
    from scipy import special

    table = np.array([bin_[1:3] for bin_ in bins]).T
    statistic = float(distances.chi_square(table[0], table[1]))
    expected = table.sum(axis=0).min() * table.sum(axis=1).min() / table.sum()
    return {
        "statistic": rounded(statistic),
        "degrees_of_freedom": len(bins) - 1,
        "p_value": rounded(float(special.chdtrc(len(bins) - 1, statistic))),
        "smallest_expected": rounded(float(expected)),
    }


# ---------------------------------------------------------------- what evidently says


def by_evidently(
    tables: Mapping[str, ir.Table], columns: Mapping[str, Column], size: int
) -> dict[str, Any]:
    """What evidently's drift methods say of a sample of both tables.

    A number that evidently can't give is null with the reason. `ks` and `chisquare` are
    p-values by evidently, `jensenshannon` is to base e, and its bins are its own.
    """
    frames = {role: sample(table, columns, size) for role, table in tables.items()}
    # Read by evidently when it is imported: nothing is to be told to its makers.
    os.environ["DO_NOT_TRACK"] = "1"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from evidently import DataDefinition, Dataset

        definition = DataDefinition(
            numerical_columns=[n for n, c in columns.items() if c.kind == "numeric"],
            categorical_columns=[n for n, c in columns.items() if c.kind != "numeric"],
        )
        data = {
            role: Dataset.from_pandas(frame, data_definition=definition)
            for role, frame in frames.items()
        }
        scores = [
            {
                "column": name,
                "method": method,
                "is": "p-value" if method in _P_VALUES else "score",
                "number": _score(data, name, method),
            }
            for name, column in columns.items()
            for method in _METHODS[column.kind]
        ]
    return {
        "version": version("evidently"),
        "sample": {
            "rows": {role: len(frame) for role, frame in frames.items()},
            "asked_for": size,
            "seed": int(_SEED),
            "drawn": "the rows with the smallest MD5 of the seed, the row and its repetition",
        },
        "scores": scores,
    }


def sample(table: ir.Table, columns: Mapping[str, Column], size: int) -> pd.DataFrame:
    """So many rows, drawn by their content: the order of the table makes no difference.

    Rows are taken in the order of a hash. Equal rows are numbered first, so that they are
    not drawn all together or not at all.
    """
    import ibis
    import ibis.expr.types as ir

    shown = {}
    for name, column in columns.items():
        cell = table[name]
        if column.kind == "numeric":
            shown[name] = (
                cell.cast("float64") if isinstance(cell, ir.NumericColumn) else ibis.null("float64")
            )
        else:
            shown[name] = ibis.cases((~absent(cell), cell.cast("string")))
    read = table.select(**shown)
    cells = [
        ibis.cases((absent(read[name]), "none"), else_="=" + read[name].cast("string"))
        for name in columns
    ]
    marked = read.mutate(lexgate_row=ibis.literal("|").join(cells).hexdigest("md5"))
    again = ibis.row_number().over(
        ibis.window(group_by=marked.lexgate_row, order_by=marked.lexgate_row)
    )
    turn = marked.lexgate_row + again.cast("string") + _SEED
    taken = marked.mutate(lexgate_turn=turn.hexdigest("md5")).order_by("lexgate_turn").limit(size)
    frame: pd.DataFrame = executed(taken.select(list(columns))).to_pandas()
    return frame


def _score(data: Mapping[str, Any], name: str, method: str) -> dict[str, Any]:
    from evidently import Report
    from evidently.metrics import ValueDrift

    report = Report([ValueDrift(column=name, method=method)], include_tests=False)
    try:
        found = report.run(data["current"], data["reference"]).dict()["metrics"][0]["value"]
        number = float(found)
    except Exception as fault:
        # Its words may hold values of the data; its kind can't.
        return {"value": None, "reason": f"evidently stopped with {type(fault).__name__}"}
    if not isfinite(number):
        return {"value": None, "reason": "evidently gave no finite number"}
    return {"value": rounded(number)}
