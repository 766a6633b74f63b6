"""Counting the columns of two tables in the same bins, for drift (Articles 9, 15 and 72).

Rows are read twice, by plain Ibis expressions that DuckDB and Spark both know: once for
what must be known before (rows, range, quantiles of the reference), once for the counts.
Everything that comes back is a count, an extreme or a sum of whole numbers, so that
neither the order of rows nor the number of threads changes a byte.

Numbers. The quantiles are exact and interpolate (`quantile_cont` of DuckDB, `percentile`
of Spark). Between two of them lie cells of equal width. The bins are tenths of the
reference: a cell goes to the tenth in which its middle lies, so that a number which fills
several tenths has a bin of its own. The outer bins are open. Values. Every value with
enough rows in the reference has a bin; the rare ones share one, and those that the
reference does not have another. Missing is a bin of its own in both.

It does not say what a bin's bounds are, and a value's name only where that is allowed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, frexp, isfinite, log2
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from lexgate_collectors.common import Faults
from lexgate_collectors.distances import Cells
from lexgate_collectors.tables import absent, counted_rows

if TYPE_CHECKING:
    import ibis.expr.types as ir

ROLES = ("reference", "current")
# Cells lie between these: narrow where rows are many, and few beyond the outer ones,
# however far out a single number lies.
_QUANTILES = (0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.98)
_PIECES = 16
_BINS = 10
# A value with fewer rows is rare: a bin of it says little, and may say who it is.
FEWEST_OF_VALUE = 10
_MOST_BINS = 100
# More values than this are no categories; they are not carried here to be counted.
_MOST_VALUES = 10_000
_LONGEST_NAME = 200
# Squares of larger numbers leave the range of floats.
_LARGEST = 1e150


@dataclass(frozen=True, slots=True)
class Column:
    """How a column is compared: as numbers, or by value; `names` writes the values' names."""

    kind: Literal["numeric", "categorical"]
    names: bool = False


class Bin(NamedTuple):
    """What a bin holds, rows of each table in it, and a value's name where it is written."""

    holds: str
    reference: int
    current: int
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """One column of both tables; by role the `rows`, and how many of them are `present`.

    `starts` says at which cell each bin begins, missing being the cell after the last.
    `values` has the numbers of different values. `why` says why nothing can be compared.
    """

    rows: Mapping[str, int]
    present: Mapping[str, int]
    bins: tuple[Bin, ...] = ()
    cells: Cells | None = None
    starts: tuple[int, ...] = ()
    values: Mapping[str, int] | None = None
    why: str | None = None


class Grid(NamedTuple):
    """A number x has the place floor((x - origin) * scale); the scale is a power of two."""

    origin: float
    scale: float


class _First(NamedTuple):
    present: int
    least: float
    most: float
    quantiles: tuple[float, ...]


def columns_of(tables: Mapping[str, ir.Table], columns: Mapping[str, Column]) -> dict[str, Counted]:
    """Every column, counted in both tables.

    Raises:
        CollectError: a table is empty, a column of numbers holds text or numbers that are
            not finite, or a name is too long to be written; all faults at once.
    """
    faults = Faults("drift collector")
    rows: dict[str, int] = {}
    first: dict[str, dict[str, _First]] = {}
    for role in ROLES:
        rows[role], first[role] = _first(tables[role], columns, role, faults)
    faults.settle("give two data sets with rows; repair these columns, or leave them out")
    present = {name: {role: first[role][name].present for role in ROLES} for name in columns}

    found: dict[str, Counted] = {}
    numeric = {name: column for name, column in columns.items() if column.kind == "numeric"}
    found.update(_numeric(tables, list(numeric), first, rows, present))
    categorical = {name: column for name, column in columns.items() if name not in numeric}
    found.update(_categorical(tables, categorical, rows, present))
    for name, counted in found.items():
        faults.check(
            all(len(bin_.name or "") <= _LONGEST_NAME for bin_ in counted.bins),
            f"a value of {name!r} has more than {_LONGEST_NAME} characters",
        )
    faults.settle("declare these columns without names")
    return {name: found[name] for name in columns}


def _missing(rows: Mapping[str, int], present: Mapping[str, int]) -> tuple[Bin, ...]:
    reference, current = (rows[role] - present[role] for role in ROLES)
    return (Bin("missing", reference, current),) if reference or current else ()


# ---------------------------------------------------------------- what must be known before


def first_reading(table: ir.Table, columns: Mapping[str, Column], *, quantiles: bool) -> ir.Table:
    """One row: how many rows, and of each column how many say something, and the range."""
    import ibis.expr.types as ir

    asked: dict[str, Any] = {"rows": table.count()}
    for at, (name, column) in enumerate(columns.items()):
        asked[f"present{at}"] = (~absent(table[name])).cast("int64").sum()
        if column.kind == "numeric" and isinstance(table[name], ir.NumericColumn):
            number = _number(table, name)
            asked[f"least{at}"] = number.min()
            asked[f"most{at}"] = number.max()
            asked[f"large{at}"] = (number.abs() > _LARGEST).cast("int64").sum()
            if quantiles:
                asked[f"quantiles{at}"] = number.quantile(list(_QUANTILES))
    return table.aggregate(**asked)


def _number(table: ir.Table, name: str) -> ir.Value:
    """A column as numbers: NULL where it says nothing, and throughout if it has none."""
    import ibis
    import ibis.expr.types as ir

    column = table[name]
    if not isinstance(column, ir.NumericColumn):
        return ibis.null("float64")
    if isinstance(column, ir.FloatingColumn):
        return ibis.cases((~absent(column), column.cast("float64")))
    return column.cast("float64")


def _first(
    table: ir.Table, columns: Mapping[str, Column], role: str, faults: Faults
) -> tuple[int, dict[str, _First]]:
    row = counted_rows(first_reading(table, columns, quantiles=role == "reference"), role)[0]
    faults.check(row["rows"] > 0, f"{role} is empty")
    found: dict[str, _First] = {}
    for at, (name, column) in enumerate(columns.items()):
        present, large = int(row[f"present{at}"] or 0), int(row.get(f"large{at}") or 0)
        faults.check(not large, f"{large} rows of {name!r} in {role} are infinite or over 1e150")
        if column.kind == "numeric" and f"least{at}" not in row:
            # A column of which every cell is empty has any type.
            faults.check(not present, f"{present} rows of {name!r} in {role} hold no numbers")
        found[name] = _First(
            present,
            float(row.get(f"least{at}") or 0.0),
            float(row.get(f"most{at}") or 0.0),
            tuple(float(q) for q in row.get(f"quantiles{at}") or ()),
        )
    return int(row["rows"]), found


# ---------------------------------------------------------------- numbers


def knots(least: float, most: float, quantiles: Sequence[float]) -> tuple[float, ...]:
    """Ascending ends of the stretches that are cut into cells of equal width."""
    return (least, *sorted({q for q in quantiles if least < q < most}), most)


def grid(least: float, most: float, rows: int) -> Grid:
    """A grid so fine that the sum of the squares of so many places fits into 62 bits."""
    width = most - least
    bits = (62 - ceil(log2(max(2, rows)))) // 2
    exponent = frexp(width)[1]
    return Grid(least, 2.0 ** (bits - exponent) if width > 0 and exponent > -900 else 0.0)


def count_numbers(table: ir.Table, cuts: Mapping[str, tuple[Sequence[float], Grid]]) -> ir.Table:
    """Of each column and cell the rows, the least, the greatest, and the sums on the grid.

    Knots and grids are joined as a small table, so that the expression stays small and no
    number is changed on its way through SQL. A number never lies in a lower cell than a
    smaller one.
    """
    import ibis
    import pandas as pd

    stretches = len(_QUANTILES) + 1
    how = ibis.memtable(
        pd.DataFrame([_stretches(at, *cut, stretches) for at, cut in enumerate(cuts.values())])
    )
    parts = [
        table.select(number=_number(table, name), column=ibis.literal(at, "int64"))
        for at, name in enumerate(cuts)
    ]
    long = ibis.union(*parts) if len(parts) > 1 else parts[0]
    long = long.filter(long.number.notnull()).join(how, "column")
    *inner, last = (
        (long.number - long[f"low{at}"]) * long[f"slope{at}"] + float(at * _PIECES)
        for at in range(stretches)
    )
    inside = [(long.number < long[f"low{at + 1}"], place) for at, place in enumerate(inner)]
    read = long.select(
        column=long.column,
        number=long.number,
        cell=ibis.cases(*inside, else_=last).floor().cast("int64"),
        place=((long.number - long.origin) * long.scale).floor().cast("int64"),
    )
    return read.group_by(["column", "cell"]).aggregate(
        rows=read.count(),
        least=read.number.min(),
        most=read.number.max(),
        sum=read.place.sum(),
        squares=(read.place * read.place).sum(),
    )


def _stretches(column: int, ends: Sequence[float], grid: Grid, number: int) -> dict[str, float]:
    """A column's row of the small table; stretches that it lacks begin where it ends."""
    found = {"column": column, "origin": grid.origin, "scale": grid.scale}
    for at in range(number):
        low, high = ends[min(at, len(ends) - 1)], ends[min(at + 1, len(ends) - 1)]
        slope = _PIECES / (high - low) if high > low else 0.0
        found |= {f"low{at}": low, f"slope{at}": slope if isfinite(slope) else 0.0}
    return found


def _numeric(
    tables: Mapping[str, ir.Table],
    names: Sequence[str],
    first: Mapping[str, Mapping[str, _First]],
    rows: Mapping[str, int],
    present: Mapping[str, Mapping[str, int]],
) -> dict[str, Counted]:
    found = {
        name: Counted(rows, present[name], why="the reference holds no number") for name in names
    }
    kept = [name for name in names if present[name]["reference"]]
    cuts: dict[str, dict[str, tuple[tuple[float, ...], Grid]]] = {role: {} for role in ROLES}
    for name in kept:
        seen = [first[role][name] for role in ROLES if present[name][role]]
        ends = knots(
            min(one.least for one in seen),
            max(one.most for one in seen),
            first["reference"][name].quantiles,
        )
        for role in ROLES:
            own = first[role][name]
            cuts[role][name] = (ends, grid(own.least, own.most, rows[role]))
    counts: dict[str, dict[str, dict[int, Mapping[str, Any]]]] = {
        name: {role: {} for role in ROLES} for name in kept
    }
    for role in ROLES:
        for row in counted_rows(count_numbers(tables[role], cuts[role]), role) if kept else []:
            counts[kept[row["column"]]][role][int(row["cell"])] = row
    for name in kept:
        cells = cells_of(
            cuts["reference"][name][0], [cuts[role][name][1] for role in ROLES], counts[name]
        )
        found[name] = _in_tenths(cells, rows, present[name])
    return found


def cells_of(
    ends: Sequence[float],
    grids: Sequence[Grid],
    counts: Mapping[str, Mapping[int, Mapping[str, Any]]],
) -> Cells:
    """The cells of a column from what both tables gave, on the unit from least to greatest."""
    import numpy as np

    origin, width = ends[0], (ends[-1] - ends[0]) or 1.0
    grains = [1.0 / grid.scale / width if grid.scale else 0.0 for grid in grids]
    both = [
        tuple(counts[role].get(cell) for role in ROLES)
        for cell in sorted({*counts[ROLES[0]], *counts[ROLES[1]]})
    ]
    low = [min((row["least"] - origin) / width for row in rows if row) for rows in both]
    high = [max((row["most"] - origin) / width for row in rows if row) for rows in both]

    def means(at: int) -> list[float]:
        start = (grids[at].origin - origin) / width
        found = []
        for rows, least, most in zip(both, low, high, strict=True):
            row = rows[at]
            # The middle of its place on the grid stands for a number.
            place = start + (int(row["sum"]) / row["rows"] + 0.5) * grains[at] if row else least
            found.append(min(most, max(least, place)))
        return found

    # Whole numbers, so that nothing is lost where all numbers lie far from the least.
    known = counts["reference"].values()
    centre = round(sum(int(row["sum"]) for row in known) / sum(int(row["rows"]) for row in known))
    offsets, squares = [], []
    for row, _ in both:
        n, s, t = (int(row[key]) for key in ("rows", "sum", "squares")) if row else (1, centre, 0)
        offsets.append((s - n * centre) / n * grains[0])
        squares.append((t - 2 * centre * s + n * centre * centre) / n * grains[0] ** 2)
    return Cells(
        reference=np.array([row["rows"] if row else 0 for row, _ in both]),
        current=np.array([row["rows"] if row else 0 for _, row in both]),
        low=np.array(low),
        high=np.array(high),
        reference_mean=np.array(means(0)),
        current_mean=np.array(means(1)),
        reference_offset=np.array(offsets),
        reference_square=np.array(squares),
        grain=sum(grains),
    )


def tenths(reference: Sequence[int]) -> list[int]:
    """For each cell the tenth of the reference, 0 to 9, in which the cell's middle lies."""
    total, before, found = sum(reference), 0, []
    for rows in reference:
        found.append(min(_BINS - 1, _BINS * (2 * before + rows) // (2 * total)))
        before += rows
    return found


def _in_tenths(cells: Cells, rows: Mapping[str, int], present: Mapping[str, int]) -> Counted:
    places = tenths([int(n) for n in cells.reference])
    starts = [at for at, place in enumerate(places) if at == 0 or places[at - 1] != place]
    bins = [
        Bin("numbers", int(cells.reference[start:end].sum()), int(cells.current[start:end].sum()))
        for start, end in zip(starts, [*starts[1:], len(places)], strict=True)
    ]
    missing = _missing(rows, present)
    return Counted(
        rows, present, (*bins, *missing), cells, (*starts, *[len(places)] * len(missing))
    )


# ---------------------------------------------------------------- values


def count_values(table: ir.Table, names: Sequence[str]) -> ir.Table:
    """Of each column the rows of each value, the most frequent first, up to a limit."""
    import ibis

    parts = []
    for at, name in enumerate(names):
        named = table.select(value=_text(table[name]))
        read = named.filter(named.value.notnull())
        counts = read.group_by("value").aggregate(rows=read.count())
        parts.append(
            counts.order_by([counts.rows.desc(), counts.value])
            .limit(_MOST_VALUES + 1)
            .mutate(column=ibis.literal(at, "int64"))
        )
    return ibis.union(*parts) if len(parts) > 1 else parts[0]


def _is_float(column: ir.Column) -> bool:
    import ibis.expr.types as ir

    return isinstance(column, ir.FloatingColumn | ir.DecimalColumn)


def _text(column: ir.Column) -> ir.Value:
    import ibis

    if _is_float(column):
        return ibis.cases((~absent(column), column.cast("float64").cast("string")))
    return column.cast("string")


def _name(text: str) -> str:
    """A float as a value: a whole number is written as it is where the column has integers."""
    number = float(text)
    return str(int(number)) if number.is_integer() else repr(number)


def _categorical(
    tables: Mapping[str, ir.Table],
    columns: Mapping[str, Column],
    rows: Mapping[str, int],
    present: Mapping[str, Mapping[str, int]],
) -> dict[str, Counted]:
    names = list(columns)
    counts: dict[str, dict[str, dict[str, int]]] = {
        name: {role: {} for role in ROLES} for name in names
    }
    for role in ROLES:
        for row in counted_rows(count_values(tables[role], names), role) if names else []:
            name = names[row["column"]]
            value = _name(row["value"]) if _is_float(tables[role][name]) else row["value"]
            found = counts[name][role]
            found[value] = found.get(value, 0) + int(row["rows"])
    return {
        name: _by_value(counts[name], rows, present[name], names=column.names)
        for name, column in columns.items()
    }


def _by_value(
    counts: Mapping[str, Mapping[str, int]],
    rows: Mapping[str, int],
    present: Mapping[str, int],
    *,
    names: bool,
) -> Counted:
    reference, current = (counts[role] for role in ROLES)
    for role in ROLES:
        if len(counts[role]) > _MOST_VALUES:
            return Counted(rows, present, why=f"{role} has more than {_MOST_VALUES} values")
    frequent = [value for value, n in reference.items() if n >= FEWEST_OF_VALUE]
    kept = sorted(frequent, key=lambda value: (-reference[value], value))[:_MOST_BINS]
    bins = [
        Bin("value", reference[value], current.get(value, 0), value if names else None)
        for value in kept
    ]
    rare = [value for value in reference if value not in set(kept)]
    unseen = [value for value in current if value not in reference]
    if rare:
        bins.append(
            Bin(
                "rare values",
                sum(reference[value] for value in rare),
                sum(current.get(value, 0) for value in rare),
            )
        )
    if unseen:
        bins.append(Bin("unseen values", 0, sum(current[value] for value in unseen)))
    return Counted(
        rows,
        present,
        (*bins, *_missing(rows, present)),
        values={"reference": len(reference), "current": len(current), "unseen": len(unseen)},
        why=None if kept else f"no value has {FEWEST_OF_VALUE} rows in the reference",
    )
