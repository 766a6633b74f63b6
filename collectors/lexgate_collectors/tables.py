"""Counting people in a table: the one place where rows are read.

A data set is a file of text, Parquet or Arrow, a folder of Parquet files, a table of
pandas or Arrow, or an Ibis table (`opening`). It is counted with plain Ibis
expressions, so that DuckDB here and Spark on a cluster give the same counts, and
everything after works on the counts alone. The counts serve Article 10(2)(f) and (h)
and Article 9(8); they don't show that what the columns say is true.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from lexgate.documents import artefact_digest
from lexgate_collectors.common import CollectError, Faults, file_digest, is_digest
from lexgate_collectors.disparities import Bin
from lexgate_collectors.opening import opened, said

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pandas as pd
    import pyarrow as pa

__all__ = [
    "Attribute",
    "Cell",
    "Classes",
    "DataSet",
    "absent",
    "contingencies",
    "contingency",
    "counted_people",
    "counted_rows",
    "executed",
    "grouped",
    "has_columns",
    "opened",
    "outcome",
    "overlapping",
    "score_bins",
    "together",
]

_MOST_NAMED = 50
# As many as are read into memory at once.
_MOST_COUNTS = 100_000
# Of one row, or of a column.
_Text = TypeVar("_Text", str, "ir.StringValue")
_NUMBER = re.compile(r"[+-]?[0-9]+([.][0-9]*)?([eE][+-]?[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Attribute:
    """How people are told apart: a column, and bins if the column holds numbers.

    Bins are declared by name as (low, high), with low inside and high outside;
    None is no bound. `missing` names the group of people of whom the column says
    nothing; without it such people are a fault, since leaving them out silently
    would make the numbers look better.
    """

    column: str
    bins: Mapping[str, tuple[float | None, float | None]] = field(default_factory=dict)
    missing: str | None = None


@dataclass(frozen=True, slots=True)
class Classes:
    """The column that holds an outcome, and how its values are written.

    Several values on either side make a multi-class outcome: some of its classes are
    favourable, the others are not.
    """

    column: str
    favourable: str | tuple[str, ...]
    unfavourable: str | tuple[str, ...]

    @property
    def good(self) -> tuple[str, ...]:
        """The favourable values."""
        return (self.favourable,) if isinstance(self.favourable, str) else self.favourable

    @property
    def bad(self) -> tuple[str, ...]:
        """The unfavourable values."""
        return (self.unfavourable,) if isinstance(self.unfavourable, str) else self.unfavourable

    def each(self) -> dict[str, Classes]:
        """Each class against all others, where there are more than two."""
        values = (*self.good, *self.bad)
        if len(values) < 3:
            return {}
        return {
            value: Classes(self.column, value, tuple(v for v in values if v != value))
            for value in values
        }


@dataclass(frozen=True, slots=True)
class DataSet:
    """A table and its digest; for a file or a folder the digest is taken from its bytes."""

    source: Path | pd.DataFrame | pa.Table | ir.Table
    digest: str | None = None

    def identity(self) -> str:
        """`sha256:…` of the data: of a file its bytes, of a folder its files with their names.

        Raises:
            LexgateError: a file that can't be read, or a folder with links in it.
            CollectError: a table in memory was given without a digest.
        """
        if isinstance(self.source, Path):
            folder = self.source.is_dir()
            return artefact_digest(self.source) if folder else file_digest(self.source)
        if not is_digest(self.digest):
            raise CollectError(
                "a table in memory has no bytes to take a digest from",
                f"digest {self.digest!r}",
                "give the digest (sha256:…) of the file that it was read from",
            )
        return str(self.digest)


@dataclass(frozen=True, slots=True)
class Cell:
    """How many people share a group, an outcome and a prediction (None: none was made)."""

    group: str
    favourable: bool
    selected: bool | None
    n: int


def executed(expression: ir.Expr, where: str = "data set") -> pa.Table:
    """What an expression gives: the one place where an engine is set to work.

    Raises:
        CollectError: the engine stopped. What it says may hold values of the data, so that
            only the line or the kind of its fault is given.
    """
    try:
        return _answer(expression)
    except Exception as fault:
        raise CollectError(
            f"the table can't be read to its end: {said(fault)}",
            where,
            "repair or write anew what the table is read from, each column of one type",
        ) from fault


def _answer(expression: ir.Expr) -> pa.Table:
    return expression.to_pyarrow()


def counted_rows(expression: ir.Table, where: str = "data set") -> list[dict[str, Any]]:
    """The rows of a table that is small because it was counted, by the names of columns.

    Raises:
        CollectError: the engine stopped.
    """
    rows: list[dict[str, Any]] = executed(expression, where).to_pylist()
    return rows


def counted_people(data: DataSet, where: str) -> int:
    """How many rows a data set has.

    Raises:
        CollectError: none, or a table that can't be read.
    """
    table = opened(data.source)
    rows = int(counted_rows(table.aggregate(n=table.count()), where)[0]["n"])
    faults = Faults(where)
    faults.check(bool(rows), "the data set is empty")
    faults.settle("give the data set with its rows")
    return rows


def absent(column: ir.Column) -> ir.BooleanValue:
    """Whether a cell says nothing: NULL, or NaN in a column of floats."""
    import ibis.expr.types as ir

    if isinstance(column, ir.FloatingColumn):
        return column.isnull() | column.isnan()
    return column.isnull()


def has_columns(table: ir.Table, wanted: Sequence[str], where: str) -> None:
    """Check that the table has the columns.

    Raises:
        CollectError: naming every column that is missing.
    """
    faults = Faults(where)
    for column in wanted:
        faults.check(column in table.columns, f"there is no column {column!r}")
    there = ", ".join(table.columns[:_MOST_NAMED])
    more = len(table.columns) - _MOST_NAMED
    faults.settle(f"name columns that are there: {there}{f' and {more} more' if more > 0 else ''}")


def grouped(table: ir.Table, attribute: Attribute, where: str) -> ir.StringValue:
    """The group of each row; NULL where the row fits none.

    Raises:
        CollectError: bins over a column that holds no numbers, or bins that overlap.
    """
    return _named(_place(table, attribute, where), attribute)


# The place of people of whom the column says nothing, beside those of the bins from 0.
_MISSING = -1


def _place(table: ir.Table, attribute: Attribute, where: str) -> ir.Column:
    """What tells the groups of an attribute apart: the column, or the place of its bin.

    Engines group whole numbers faster than names.

    Raises:
        CollectError: as `grouped`.
    """
    import ibis
    import ibis.expr.types as ir

    column = table[attribute.column]
    if not attribute.bins:
        if _few(column):
            return column
        return ibis.cases((~absent(column), column.cast("string")))
    faults = Faults(where)
    faults.check(
        isinstance(column, ir.NumericColumn),
        f"bins are declared for {attribute.column!r}, which holds no numbers",
    )
    for fault in overlapping(attribute.bins):
        faults.add(fault)
    faults.check(
        attribute.missing not in attribute.bins,
        f"{attribute.missing!r} names a bin, and the people of whom {attribute.column!r} "
        "says nothing",
    )
    faults.settle("declare bins on a column of numbers, each number in one bin")
    # A comparison with NULL holds in no engine; one with NaN does in some.
    number = (
        ibis.cases((~column.isnan(), column)) if isinstance(column, ir.FloatingColumn) else column
    )
    cases = [(absent(column), ibis.literal(_MISSING, "int16"))]
    for place, (_, (low, high)) in enumerate(sorted(attribute.bins.items())):
        inside = ibis.literal(True)
        if low is not None:
            inside = number >= low if high is None else (number >= low) & (number < high)
        elif high is not None:
            inside = number < high
        cases.append((inside, ibis.literal(place, "int16")))
    return ibis.cases(*cases)


def _named(place: ir.Column, attribute: Attribute) -> ir.StringValue:
    """The name of a group from what `_place` gives."""
    import ibis

    if not attribute.bins:
        text = place.cast("string")
        if attribute.missing is None:
            return ibis.cases((~absent(place), text)).cast("string")
        # A group of that very name is another: its people fit none, and are told of.
        return ibis.cases(
            (absent(place), ibis.literal(attribute.missing)),
            (text != attribute.missing, text),
        ).cast("string")
    cases = [(place == at, ibis.literal(name)) for at, name in enumerate(sorted(attribute.bins))]
    if attribute.missing is not None:
        cases.append((place == _MISSING, ibis.literal(attribute.missing)))
    return ibis.cases(*cases).cast("string")


def overlapping(bins: Mapping[str, tuple[float | None, float | None]]) -> list[str]:
    """What is wrong with declared bins: empty ones, and pairs that share a number."""
    ends = {
        name: (
            float("-inf") if low is None else float(low),
            float("inf") if high is None else float(high),
        )
        for name, (low, high) in bins.items()
    }
    faults = [f"bin {name!r} is empty" for name, (low, high) in ends.items() if not low < high]
    names = sorted(ends)
    faults += [
        f"bins {one!r} and {other!r} overlap"
        for at, one in enumerate(names)
        for other in names[at + 1 :]
        if max(ends[one][0], ends[other][0]) < min(ends[one][1], ends[other][1])
    ]
    return faults


def outcome(table: ir.Table, classes: Classes) -> ir.BooleanValue:
    """Whether each row's outcome is the favourable one; NULL where it is neither."""
    import ibis
    import ibis.expr.types as ir

    column = table[classes.column]
    good, bad = (as_written(column, side) for side in (classes.good, classes.bad))
    value = column.cast("float64" if isinstance(column, ir.NumericColumn) else "string")
    if isinstance(column, ir.BooleanColumn):
        value = ibis.cases((column, "true"), (~column, "false"))
    return ibis.cases((value.isin(good), True), (value.isin(bad), False))


def as_written(column: ir.Column, values: Sequence[str]) -> list[Any]:
    """Declared values as a column of that type holds them: 1 is 1.0, and True is true.

    A value that no column of the type can hold is left out.
    """
    import ibis.expr.types as ir

    if isinstance(column, ir.BooleanColumn):
        return [value.lower() for value in values]
    if isinstance(column, ir.NumericColumn):
        return [float(value) for value in values if _NUMBER.fullmatch(value)]
    return list(values)


def together(table: ir.Table, attributes: Sequence[Attribute], where: str) -> ir.StringValue:
    """The group of each row by several attributes at once; NULL where one says nothing."""
    return joined([grouped(table, attribute, where) for attribute in attributes])


def joined(groups: Sequence[_Text]) -> _Text:
    """The name of a group by several attributes, which no two groups share.

    Where a name has the word itself, a backslash is put before it there.
    """
    if len(groups) == 1:
        return groups[0]
    first, *rest = (group.replace("\\", "\\\\").replace(" and", " \\and") for group in groups)
    for group in rest:
        first = first + " and " + group
    return first


def contingency(
    table: ir.Table,
    attributes: Attribute | Sequence[Attribute],
    label: Classes,
    prediction: Classes | None = None,
    *,
    where: str = "data set",
) -> tuple[Cell, ...]:
    """How many people there are of each group, outcome and prediction, in a fixed order.

    Raises:
        CollectError: a column is missing, or rows fit no group or no outcome; all
            faults at once, with the numbers of rows.
    """
    attributes = [attributes] if isinstance(attributes, Attribute) else attributes
    return contingencies(table, {"": attributes}, label, prediction, where=where)[""]


def contingencies(
    table: ir.Table,
    attributes: Mapping[str, Sequence[Attribute]],
    label: Classes,
    prediction: Classes | None = None,
    *,
    where: str = "data set",
) -> dict[str, tuple[Cell, ...]]:
    """The same for several attributes, or several together, by name, from one scan.

    Raises:
        CollectError: as `contingency`.
    """
    columns = [attribute.column for several in attributes.values() for attribute in several]
    outcomes = [label] + ([prediction] if prediction else [])
    told = [classes.column for classes in outcomes]
    has_columns(table, [*columns, *told], where)
    single: list[Attribute] = []
    for several in attributes.values():
        single += [attribute for attribute in several if attribute not in single]
    # The engine counts by what the columns hold; what it means is asked of the few counts.
    whole: dict[str, ir.Column] = {
        f"a{at}": _place(table, one, where) for at, one in enumerate(single)
    }
    for at, classes in enumerate(outcomes):
        column = table[classes.column]
        whole[f"o{at}"] = column if _few(column) else outcome(table, classes)
    read = table.select(**whole)
    counts = read.group_by(list(whole)).aggregate(n=read.count()).limit(_MOST_COUNTS + 1)
    held = executed(counts, where)
    if held.num_rows > _MOST_COUNTS:
        if len(attributes) > 1:
            # Each by itself has fewer counts than all at once.
            return {
                name: contingencies(table, {name: several}, label, prediction, where=where)[name]
                for name, several in attributes.items()
            }
        faults = Faults(where)
        each = " and ".join(repr(name) for name in dict.fromkeys([*columns, *told]))
        faults.add(f"{each} together hold more than {_MOST_COUNTS} different rows")
        faults.settle("name columns of few values, and declare bins on numbers")
    people = held.column("n").to_pylist()
    names = [
        [*map(_names(one), held.column(f"a{at}").to_pylist())] for at, one in enumerate(single)
    ]
    favourable, *further = (
        [*map(_favours(table[classes.column], classes), held.column(f"o{at}").to_pylist())]
        for at, classes in enumerate(outcomes)
    )
    selected = further[0] if further else [None] * len(people)
    found: dict[str, Counter[tuple[str | None, bool | None, bool | None]]] = {}
    for name, several in attributes.items():
        found[name] = Counter()
        groups = zip(*(names[single.index(one)] for one in several), strict=True)
        for group, *rest, n in zip(groups, favourable, selected, people, strict=True):
            known = None if None in group else joined(group)
            found[name][known, rest[0], rest[1]] += n
    faults = Faults(where)
    faults.check(bool(people), "the data set is empty")
    for name, of_it in found.items():
        by = " and ".join(repr(attribute.column) for attribute in attributes[name])
        for at, what in enumerate(
            (
                f"no group by {by}",
                f"neither outcome in {label.column!r}",
                f"neither outcome in {prediction.column!r}" if prediction else "",
            )
        ):
            lost = sum(n for key, n in of_it.items() if key[at] is None)
            faults.check(not lost or not what, f"{lost} rows have {what}")
    faults.settle("declare every bin and outcome that occurs, and a group for missing values")
    return {name: _cells(of_it, prediction) for name, of_it in found.items()}


def _few(column: ir.Column) -> bool:
    """Whether values are counted as they are, and named after it without an engine.

    Equal floats may be written in two ways, as 0.0 and -0.0 are, and engines write dates
    and decimals as text each in a way of its own.
    """
    import ibis.expr.types as ir

    return isinstance(column, ir.BooleanColumn | ir.IntegerColumn | ir.StringColumn)


def _written(value: Any) -> str:
    """A value as `cast("string")` writes it, of the columns that `_few` takes."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _names(attribute: Attribute) -> Callable[[Any], str | None]:
    """What says of one value the same as `_named` of a column."""
    if attribute.bins:
        bins = dict(enumerate(sorted(attribute.bins)))
        return lambda place: attribute.missing if place == _MISSING else bins.get(place)

    def name(value: Any) -> str | None:
        if value is None:
            return attribute.missing
        text = _written(value)
        return None if text == attribute.missing else text

    return name


def _favours(column: ir.Column, classes: Classes) -> Callable[[Any], bool | None]:
    """What says of one value the same as `outcome` of a column; what an engine said stays."""
    import ibis.expr.types as ir

    if not _few(column):
        return lambda said: said
    sides = dict.fromkeys(as_written(column, classes.bad), False)
    sides |= dict.fromkeys(as_written(column, classes.good), True)
    if isinstance(column, ir.BooleanColumn):
        return lambda value: sides.get(_written(value))
    # A whole number finds the float that equals it.
    return sides.get


def _cells(
    counts: Mapping[tuple[Any, Any, Any], int], prediction: Classes | None
) -> tuple[Cell, ...]:
    cells = (
        Cell(group, favourable, selected if prediction else None, n)
        for (group, favourable, selected), n in counts.items()
    )
    return tuple(
        sorted(cells, key=lambda cell: (cell.group, not cell.favourable, not cell.selected))
    )


def score_bins(
    table: ir.Table,
    attributes: Sequence[Attribute],
    label: Classes,
    score: str,
    *,
    bins: int = 10,
    where: str = "data set",
) -> dict[str, list[Bin]]:
    """For each group the people with scores in each of so many bins of equal width.

    Raises:
        CollectError: a column is missing or holds no numbers, or a score is absent or
            outside 0 to 1.
    """
    import ibis
    import ibis.expr.types as ir

    has_columns(table, [score, label.column], where)
    column = table[score]
    faults = Faults(where)
    if not isinstance(column, ir.NumericColumn):
        faults.add(f"{score!r} holds no numbers")
        faults.settle("name the column of scores from 0 to 1")
    unit = (column >= 0) & (column <= 1)
    # No infinity: an engine would stop at what has no place, where it is to be counted below.
    place = (ibis.cases((unit, column)) * bins).floor().clip(upper=bins - 1)
    read = table.select(
        group=together(table, attributes, where),
        favourable=outcome(table, label).cast("int64"),
        score=column.cast("float64"),
        place=place.cast("int64"),
        sound=(unit & ~absent(column)).fill_null(False).cast("int64"),
    )
    counts = read.group_by(["group", "place"]).aggregate(
        people=read.count(),
        good=read.favourable.sum(),
        scores=read.score.sum(),
        sound=read.sound.sum(),
    )
    rows = counted_rows(counts, where)
    lost = sum(row["people"] - row["sound"] for row in rows)
    faults.check(not lost, f"{lost} rows have no score from 0 to 1 in {score!r}")
    faults.settle("give every person a score from 0 to 1, or name no column of scores")
    found: dict[str, list[Bin]] = {}
    for row in sorted(rows, key=lambda row: (row["group"], row["place"])):
        found.setdefault(row["group"], []).append(
            Bin(int(row["people"]), int(row["good"]), float(row["scores"]))
        )
    return found
