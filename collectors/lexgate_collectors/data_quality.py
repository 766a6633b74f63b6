"""Data-quality evidence, for Article 10(2)(e), (f), (h) and 10(3): what is in the data?

Counts rows, columns, empty cells, repeated rows, people by group, outcomes, and
the rows that one data set shares with another.

It does not show whether what is written is true, whether the rows stand for the
people whom the system will meet, or whether a gap matters: the provider says so
in its data-governance document. Shares are of the file as it is, counted in
full, so their interval is the value itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lexgate_collectors.common import ROLES, Faults, data_subjects, in_order, is_time, mark
from lexgate_collectors.estimates import counted, rounded
from lexgate_collectors.tables import (
    Attribute,
    DataSet,
    absent,
    grouped,
    has_columns,
    opened,
)

if TYPE_CHECKING:
    import ibis.expr.types as ir


@dataclass(frozen=True, slots=True)
class Described:
    """A data set, the attributes by which its people are counted, and its outcome column."""

    data: DataSet
    attributes: Mapping[str, Attribute]
    label: str


def missing_by_column(table: ir.Table) -> dict[str, int]:
    """How many cells of each column say nothing (NULL or NaN)."""
    sums = {
        f"c{at}": absent(table[name]).cast("int64").sum() for at, name in enumerate(table.columns)
    }
    row = table.aggregate(**sums).to_pyarrow().to_pylist()[0]
    return {name: int(row[f"c{at}"] or 0) for at, name in enumerate(table.columns)}


def counts(table: ir.Table, value: ir.StringValue) -> dict[str | None, int]:
    """How many rows there are of each value; None stands for no value."""
    read = table.select(value=value)
    rows = read.group_by("value").aggregate(n=read.count()).to_pyarrow().to_pylist()
    return {row["value"]: int(row["n"]) for row in rows}


def distinct(table: ir.Table, columns: Sequence[str]) -> int:
    """How many different rows there are, looking at these columns; 0 without columns."""
    if not columns:
        return 0
    return int(table.select(list(columns)).distinct().count().to_pyarrow().as_py())


def shared(one: ir.Table, other: ir.Table, columns: Sequence[str]) -> int:
    """How many rows of `one` also stand in `other`, looking at these columns.

    The tables may lie in different places: the rows compared are brought here.
    """
    left, right = (
        [tuple(map(str, row.values())) for row in read.to_pyarrow().to_pylist()]
        for read in (table.select(list(columns)) for table in (one, other))
    )
    known = set(right)
    return sum(row in known for row in left)


def _describe(role: str, described: Described, table: ir.Table, key: Sequence[str]) -> Any:
    attributes = dict(sorted(described.attributes.items()))
    has_columns(
        table, [described.label, *(attribute.column for attribute in attributes.values())], role
    )
    rows = int(table.count().to_pyarrow().as_py())
    faults = Faults(role)
    faults.check(rows > 0, "the data set is empty")
    faults.settle("give a data set with rows")

    groups: dict[str, dict[str, int]] = {}
    for name, attribute in attributes.items():
        found = counts(table, grouped(table, attribute, role))
        lost = found.pop(None, 0)
        faults.check(not lost, f"{lost} rows have no group by {attribute.column!r}")
        groups[name] = {str(group): n for group, n in sorted(found.items(), key=str)}
    labels = counts(table, table[described.label].cast("string"))
    lost = labels.pop(None, 0)
    faults.check(not lost, f"{lost} rows have no outcome in {described.label!r}")
    faults.settle("declare every bin that occurs, and a group for missing values")

    missing = missing_by_column(table)
    worst = min(missing, key=lambda column: (-missing[column], column))
    content = [column for column in table.columns if column not in key]
    repeated = rows - distinct(table, content) if content else 0
    smallest = min(
        (n, name, group) for name, members in groups.items() for group, n in members.items()
    )
    return {
        "digest": described.data.identity(),
        "rows": rows,
        "columns": list(table.columns),
        "missing": counted(sum(missing.values()), rows * len(missing)).as_dict(),
        "duplicates": counted(repeated, rows).as_dict(),
        "largest_missing": {"column": worst, "rate": rounded(missing[worst] / rows)},
        "smallest_group": {"attribute": smallest[1], "group": smallest[2], "n": smallest[0]},
        "groups": groups,
        "label_balance": {str(label): n for label, n in sorted(labels.items(), key=str)},
    }


def collect(
    data_sets: Mapping[str, Described], *, observed_at: str, key: Sequence[str] = ()
) -> dict[str, Any]:
    """The predicate of data-quality evidence.

    `key` names the columns by which a row is known in all data sets, such as a
    row number: they are left out when repeated rows are counted, and rows shared
    between data sets are found by them. Without a key shared rows are found by
    all columns, which then must be the same. `duplicates` counts each repetition
    after the first.

    Raises:
        CollectError: nothing given, an unknown role, a table that can't be read
            or counted, or data sets whose rows can't be compared.
    """
    faults = Faults("data-quality collector")
    faults.check(is_time(observed_at), f"observed_at is no time: {observed_at!r}")
    faults.check(bool(data_sets), "no data set was given")
    for role, described in data_sets.items():
        faults.check(role in ROLES, f"{role!r} is no role of a data set")
        faults.check(bool(described.attributes), f"{role} has no attribute to count people by")
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
    return {
        "observed_at": observed_at,
        "collector": mark("data_quality", ["duckdb", "ibis-framework"]),
        "data_sets": {role: _describe(role, data_sets[role], tables[role], key) for role in roles},
        "shared_rows": {
            f"{one}/{other}": shared(
                tables[one], tables[other], list(key) or sorted(tables[one].columns)
            )
            for one, other in pairs
        },
    }


def subjects(data_sets: Mapping[str, Described]) -> list[dict[str, Any]]:
    """What the evidence speaks of: every data set by role and digest."""
    return data_subjects({role: given.data.identity() for role, given in data_sets.items()})
