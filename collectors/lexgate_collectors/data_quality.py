"""Data-quality evidence, for Article 10(2)(e), (f), (h) and 10(3): what is in the data?

Counts rows, columns, empty cells, repeated rows, people by group, outcomes, and
the rows that one data set shares with another. Counts what looks like personal data
(`personal_data`), and where it was declared: cells that are not what they should be
(`declared`), groups against a population, and outcomes.

It does not show whether what is written is true, whether the rows stand for the
people whom the system will meet, or whether a gap matters: the provider says so
in its data-governance document. Shares are of the file as it is, counted in
full, so their interval is the value itself; only where the rows are taken for a sample,
of outcomes and of a population, they have an interval of Wilson.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lexgate_collectors import declared, personal_data
from lexgate_collectors.common import ROLES, Faults, data_subjects, in_order, is_time, mark
from lexgate_collectors.declared import Column
from lexgate_collectors.estimates import (
    Estimate,
    NotMeasured,
    counted,
    measured,
    rate,
    rounded,
)
from lexgate_collectors.opening import is_text, texts
from lexgate_collectors.tables import (
    Attribute,
    DataSet,
    absent,
    as_written,
    counted_rows,
    executed,
    grouped,
    has_columns,
    opened,
)

if TYPE_CHECKING:
    import ibis.expr.types as ir


@dataclass(frozen=True, slots=True)
class Population:
    """The shares that groups have in the population meant, and where they are from."""

    shares: Mapping[str, float]
    source: str


@dataclass(frozen=True, slots=True)
class Described:
    """A data set, the attributes by which its people are counted, and its outcome column.

    `columns` declares what the columns hold, `populations` the groups of attributes in
    the population meant, `outcomes` the outcomes that there are. A numeric outcome is
    counted by `label_bins`, as attributes are. Columns that may not be read are `unread`:
    they are named, and nothing of them is counted.
    """

    data: DataSet
    attributes: Mapping[str, Attribute]
    label: str
    columns: Mapping[str, Column] = field(default_factory=dict)
    populations: Mapping[str, Population] = field(default_factory=dict)
    outcomes: Sequence[str] = ()
    label_bins: Mapping[str, tuple[float | None, float | None]] = field(default_factory=dict)
    unread: Sequence[str] = ()


def missing_by_column(table: ir.Table) -> dict[str, int]:
    """How many cells of each column say nothing (NULL or NaN)."""
    row = counted_rows(table.aggregate(**_missing(table)))[0]
    return _by_column(table, row)


def _missing(table: ir.Table) -> dict[str, ir.Scalar]:
    return {
        f"c{at}": absent(table[name]).cast("int64").sum() for at, name in enumerate(table.columns)
    }


def _by_column(table: ir.Table, row: Mapping[str, Any]) -> dict[str, int]:
    return {name: int(row[f"c{at}"] or 0) for at, name in enumerate(table.columns)}


def counts(table: ir.Table, value: ir.StringValue) -> dict[str | None, int]:
    """How many rows there are of each value; None stands for no value."""
    read = table.select(value=value)
    rows = counted_rows(read.group_by("value").aggregate(n=read.count()))
    return {row["value"]: int(row["n"]) for row in rows}


def distinct(table: ir.Table, columns: Sequence[str]) -> int:
    """How many different rows there are, looking at these columns; 0 without columns."""
    if not columns:
        return 0
    different = table.select(list(columns)).distinct()
    return int(counted_rows(different.aggregate(n=different.count()))[0]["n"])


def shared(one: ir.Table, other: ir.Table, columns: Sequence[str]) -> int:
    """How many rows of `one` also stand in `other`, looking at these columns.

    Rows are compared by one engine where both tables lie in one, as those of files and of
    memory do; from elsewhere they are brought here, each once with how often it occurs.
    """
    return _both(one, other, columns)[0]


def _both(one: ir.Table, other: ir.Table, columns: Sequence[str]) -> tuple[int, int]:
    import ibis

    sides = [_counted(one, other, columns), _counted(other, one, columns)]
    if len(_places(one) | _places(other)) > 1:
        sides = [ibis.memtable(executed(side)) for side in sides]
    found = counted_rows(_shared(*sides))[0]
    return int(found["first"] or 0), int(found["second"] or 0)


def _places(table: ir.Table) -> set[int]:
    """Which engines hold a table: none, where it is in memory and goes to any of them.

    Ibis takes two engines of the same settings for one.
    """
    import ibis.expr.operations as ops

    return {id(node.source) for node in table.op().find((ops.DatabaseTable, ops.SQLQueryResult))}


def _shared(left: ir.Table, right: ir.Table) -> ir.Table:
    """How often rows of the left table that the right one has occur there, and the reverse."""
    import ibis

    nobody, names = ibis.literal(0, "int64"), left.columns[:-1]
    both = ibis.union(
        left.select(*names, first=left.n, second=nobody),
        right.select(*names, first=nobody, second=right.n),
    )
    rows = both.group_by(names).aggregate(first=both["first"].sum(), second=both.second.sum())
    shared_ = rows.filter((rows["first"] > 0) & (rows.second > 0))
    return shared_.aggregate(first=shared_["first"].sum(), second=shared_.second.sum())


def _counted(table: ir.Table, with_: ir.Table, columns: Sequence[str]) -> ir.Table:
    """Each row once, and how often it occurs; written as those of the other table are.

    1 is 1.0, and NULL is NaN. Where a file has made numbers of what is text in the other,
    both are compared as text. Whole numbers beyond 2**53 are rounded beside floats.
    """
    read = table.select(
        **{f"c{at}": _like(table[name], with_[name]) for at, name in enumerate(columns)}
    )
    return read.group_by(list(read.columns)).aggregate(n=read.count())


def _like(column: ir.Column, other: ir.Column) -> ir.Column:
    import ibis
    import ibis.expr.types as ir

    sort = _sort(column)
    if sort != _sort(other):
        return _as_text(column)
    if sort == "time":
        return column.cast("timestamp")
    if sort == "text":
        return column if isinstance(column, ir.StringColumn) else column.cast("string")
    if sort == "boolean" or (column.type() == other.type() and not column.type().is_floating()):
        return column
    if all(one.type().is_integer() and not one.type().is_uint64() for one in (column, other)):
        return column.cast("int64")
    # Zero has two signs, and is one number.
    return ibis.cases((~absent(column), column.cast("float64") + 0.0))


def _sort(column: ir.Column) -> str:
    import ibis.expr.types as ir

    if isinstance(column, ir.BooleanColumn):
        return "boolean"
    if isinstance(column, ir.DateColumn | ir.TimestampColumn):
        return "time"
    return "number" if isinstance(column, ir.NumericColumn) else "text"


def _as_text(column: ir.Column) -> ir.StringValue:
    import ibis
    import ibis.expr.types as ir

    text = column.cast("string")
    if not isinstance(column, ir.FloatingColumn):
        return text
    # A column of whole numbers with gaps holds floats: 7.0 was written as 7.
    small = column.abs() < 9e15
    whole = ibis.cases((small, column)).cast("int64").cast("string")
    return ibis.cases((absent(column), None), (small & (column % 1 == 0), whole), else_=text)


def features(one: ir.Table, other: ir.Table, leave: Sequence[str]) -> list[str]:
    """The columns that both tables have, but for some."""
    return [name for name in sorted(one.columns) if name in other.columns and name not in leave]


def shares(
    label_balance: Mapping[str, int], outcomes: Sequence[str], rows: int
) -> dict[str, Estimate]:
    """The share of each declared outcome, with Wilson's interval."""
    return {outcome: rate(label_balance.get(outcome, 0), rows) for outcome in sorted(outcomes)}


def against(groups: Mapping[str, int], population: Population) -> dict[str, Any]:
    """Each group's share of the rows, its declared share, and the first minus the second.

    A group that was declared and has no rows has the share 0; one that has rows and was
    not declared has no difference.
    """
    rows = sum(groups.values())
    found: dict[str, Any] = {}
    for name in sorted({*groups, *population.shares}):
        share = rate(groups.get(name, 0), rows)
        expected = population.shares.get(name)
        found[name] = {
            "share": share.as_dict(),
            "declared": None if expected is None else rounded(expected),
            "difference": _less(share, groups.get(name, 0), expected).as_dict(),
        }
    return {"source": population.source, "groups": found}


def _less(share: Estimate, people: int, expected: float | None) -> Estimate:
    if isinstance(share, NotMeasured):
        return share
    if expected is None:
        return NotMeasured("no share of this group was declared")
    # As it was written: 0.1 is a tenth, and not the float next to it.
    exact = Fraction(str(expected))
    return measured(
        Fraction(people, share.n) - exact,
        share.low - float(exact),
        share.high - float(exact),
        n=share.n,
        method=f"{share.method}, less the declared share",
        least=-1.0,
    )


def written(described: Described, table: ir.Table) -> ir.Table:
    """The table with cells as they were written: those of a CSV file have no type.

    Read as numbers, a telephone number loses its zero, and text is taken for something
    else as long as every cell of a column looks like it.
    """
    source = described.data.source
    return texts(source) if isinstance(source, Path) and is_text(source) else table


def _check(role: str, described: Described, present: Sequence[str]) -> None:
    """Check what was declared of a data set.

    Raises:
        CollectError: all that can't be meant at once.
    """
    declared.check(described.columns, role)
    faults = Faults(role)
    for name, population in sorted(described.populations.items()):
        given = population.shares.values()
        faults.check(name in described.attributes, f"a population of {name!r}, no attribute")
        faults.check(
            0 < len(population.source.strip()) <= 500,
            f"the population of {name!r} has no source of 1 to 500 letters",
        )
        fine = all(
            not isinstance(s, bool) and isinstance(s, int | float) and isfinite(s) and 0 <= s <= 1
            for s in given
        )
        if faults.check(bool(given) and fine, f"the shares of {name!r} are not from 0 to 1"):
            total = sum((Fraction(str(share)) for share in given), Fraction(0))
            # Printed shares are rounded.
            faults.check(
                total <= 1 + Fraction(len(given), 200),
                f"the shares of {name!r} sum to {float(total):g}",
            )
    used = {described.label, *(a.column for a in described.attributes.values())}
    for name in described.unread:
        faults.check(name in present, f"there is no column {name!r} to leave unread")
        faults.check(name not in used, f"{name!r} may not be read, and people are counted by it")
        faults.check(name not in described.columns, f"{name!r} may not be read, and is declared")
    faults.check(
        len(set(described.outcomes)) == len(described.outcomes), "an outcome is declared twice"
    )
    faults.settle("declare shares from 0 to 1 with their source, and columns that are there")


def _scan(
    described: Described, table: ir.Table, text: ir.Table
) -> tuple[int, dict[str, int], dict[str, Any] | None]:
    """Rows, empty cells by column, and the declared columns: one reading of the table.

    A CSV file is read a second time, for its cells as they were written.
    """
    sums = {"rows": table.count(), **_missing(table)}
    more = declared.sums(text, described.columns)
    together = sums | more if text is table else sums
    row = counted_rows(table.aggregate(**together))[0]
    if more and text is not table:
        row |= counted_rows(text.aggregate(**more))[0]
    rows = int(row["rows"])
    found = None
    if described.columns:
        found = declared.result(row, table.columns, rows, described.columns)
    return rows, _by_column(table, row), found


def _describe(role: str, described: Described, whole: ir.Table, key: Sequence[str]) -> Any:
    attributes = dict(sorted(described.attributes.items()))
    has_columns(
        whole, [described.label, *(attribute.column for attribute in attributes.values())], role
    )
    _check(role, described, whole.columns)
    table = whole.drop(*described.unread) if described.unread else whole
    text = written(described, whole)
    text = table if text is whole else text.drop(*described.unread)
    rows, missing, columns = _scan(described, table, text)
    faults = Faults(role)
    faults.check(rows > 0, "the data set is empty")
    faults.settle("give a data set with rows")

    groups: dict[str, dict[str, int]] = {}
    for name, attribute in attributes.items():
        found = counts(table, grouped(table, attribute, role))
        lost = found.pop(None, 0)
        faults.check(not lost, f"{lost} rows have no group by {attribute.column!r}")
        groups[name] = {str(group): n for group, n in sorted(found.items(), key=str)}
    label = Attribute(described.label, described.label_bins)
    labels = counts(table, grouped(table, label, role))
    lost = labels.pop(None, 0)
    faults.check(not lost, f"{lost} rows have no outcome in {described.label!r}")
    faults.settle("declare every bin that occurs, and a group for missing values")

    worst = min(missing, key=lambda column: (-missing[column], column))
    content = [column for column in table.columns if column not in key]
    repeated = rows - distinct(table, content) if content else 0
    smallest = min(
        ((n, name, group) for name, members in groups.items() for group, n in members.items()),
        default=(rows, "everybody", "everybody"),
    )
    balance = _as_declared(table[described.label], labels, described.outcomes)
    return {
        "digest": described.data.identity(),
        "rows": rows,
        "columns": list(whole.columns),
        "missing": counted(sum(missing.values()), rows * len(missing)).as_dict(),
        "duplicates": counted(repeated, rows).as_dict(),
        "duplicate_rows": repeated,
        "largest_missing": {"column": worst, "rate": rounded(missing[worst] / rows)},
        "smallest_group": {"attribute": smallest[1], "group": smallest[2], "n": smallest[0]},
        "groups": groups,
        "label_balance": _named(balance, described.outcomes),
        "personal": {
            "cells": personal_data.cells(text),
            "named": personal_data.named(whole.columns),
        },
        **_declared(described, rows, groups, balance),
        **({"declared": columns} if columns is not None else {}),
    }


def _as_declared(
    column: ir.Column, labels: Mapping[str | None, int], outcomes: Sequence[str]
) -> dict[str, int]:
    """Outcomes as they were declared, where the column writes them otherwise (1.0 for 1)."""

    def key(text: str) -> Any:
        written = as_written(column, [text])
        return written[0] if written else text

    declared = {key(outcome): outcome for outcome in outcomes}
    found: dict[str, int] = {}
    for label, n in sorted(labels.items(), key=str):
        name = declared.get(key(str(label)), str(label))
        found[name] = found.get(name, 0) + n
    return dict(sorted(found.items()))


def _named(balance: Mapping[str, int], outcomes: Sequence[str]) -> dict[str, int]:
    """Where outcomes were declared, these alone: what else stands there may be anything."""
    if not outcomes:
        return dict(balance)
    return {outcome: balance.get(outcome, 0) for outcome in sorted(outcomes)}


def _declared(
    described: Described,
    rows: int,
    groups: Mapping[str, Mapping[str, int]],
    balance: Mapping[str, int],
) -> dict[str, Any]:
    """What is said only where something was declared to hold the counts against."""
    found: dict[str, Any] = {}
    if described.unread:
        found["not_read"] = sorted(described.unread)
    if described.outcomes:
        found["outcome_shares"] = {
            outcome: share.as_dict()
            for outcome, share in shares(balance, described.outcomes, rows).items()
        }
        found["undeclared_outcomes"] = sum(
            n for outcome, n in balance.items() if outcome not in described.outcomes
        )
    if described.populations:
        found["populations"] = {
            name: against(groups[name], population)
            for name, population in sorted(described.populations.items())
        }
    return found


def collect(
    data_sets: Mapping[str, Described], *, observed_at: str, key: Sequence[str] = ()
) -> dict[str, Any]:
    """The predicate of data-quality evidence.

    `key` names the columns by which a row is known in all data sets, such as a
    row number: they are left out when repeated rows are counted, and rows shared
    between data sets are found by them. Without a key shared rows are found by
    all columns, which then must be the same. `duplicates` counts each repetition
    after the first. `shared_by` also finds rows shared by all feature columns: those
    that both data sets have, but for the key and the outcome.

    Raises:
        CollectError: nothing given, an unknown role, a table that can't be read
            or counted, or data sets whose rows can't be compared.
    """
    faults = Faults("data-quality collector")
    faults.check(is_time(observed_at), f"observed_at is no time: {observed_at!r}")
    faults.check(bool(data_sets), "no data set was given")
    for role, described in data_sets.items():
        faults.check(role in ROLES, f"{role!r} is no role of a data set")
        for name in described.unread:
            faults.check(name not in key, f"{name!r} is a key of {role}, and may not be read")
    faults.settle(f"give data sets by role ({', '.join(ROLES)}), each with attributes")

    roles = in_order(data_sets)
    tables = {role: opened(data_sets[role].data.source) for role in roles}
    pairs = [(one, other) for at, one in enumerate(roles) for other in roles[at + 1 :]]
    for role in roles:
        has_columns(tables[role], key, role)
    for one, other in pairs if not key else []:
        faults.check(
            set(tables[one].columns) == set(tables[other].columns),
            f"{one} and {other} have different columns and no key",
        )
    faults.settle("name the key columns by which a row is known in all data sets")
    described_ = {role: _describe(role, data_sets[role], tables[role], key) for role in roles}
    read = {
        role: tables[role].drop(*data_sets[role].unread) if data_sets[role].unread else tables[role]
        for role in roles
    }
    return {
        "observed_at": observed_at,
        "collector": mark("data_quality", ["duckdb", "ibis-framework"]),
        "data_sets": described_,
        "shared_rows": {
            f"{one}/{other}": shared(
                read[one], read[other], list(key) or features(read[one], read[other], ())
            )
            for one, other in pairs
        },
        "shared_by": {
            f"{one}/{other}": _shared_by(
                read[one],
                read[other],
                key,
                (data_sets[one].label, data_sets[other].label),
            )
            for one, other in pairs
        },
    }


def _shared_by(
    one: ir.Table, other: ir.Table, key: Sequence[str], labels: Sequence[str]
) -> dict[str, Any]:
    def by(columns: Sequence[str]) -> dict[str, Any]:
        first, second = _both(one, other, columns)
        return {"columns": len(columns), "first": first, "second": second}

    by_features = features(one, other, (*key, *labels))
    found = {
        "features": by(by_features)
        if by_features
        else {"columns": 0, "reason": "the data sets have no feature column in common"}
    }
    return found | ({"key": by(list(key))} if key else {})


def subjects(data_sets: Mapping[str, Described]) -> list[dict[str, Any]]:
    """What the evidence speaks of: every data set by role and digest."""
    return data_subjects({role: given.data.identity() for role, given in data_sets.items()})
