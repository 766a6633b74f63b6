"""How an attribute is examined, for Article 10(2)(f): in the data, by a proxy, elsewhere, or not.

- ``measured``: a column of the data says it of each person.
- ``proxy``: another column stands for it, for a reason that is stated. How well it stands
  for it is not shown; numbers of a proxy are usually closer to parity than the truth.
- ``external_audit``: somebody else examined it. The report's digest is taken here; what it
  says is for people to sign, and nothing of it is measured here.
- ``not_processed``: the system has no such data, for a reason that is stated.
- ``not_read``: a column of a special category, which no collector reads. Article 4a is judged
  by what people sign of it and by how the data lie.

Which ways count is for the organisation to say, and for the rules to judge.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from lexgate.documents import digest, read_bytes
from lexgate_collectors.common import Faults

NOT_READ = "a special category, which is not read here"
_MOST_BYTES = 256_000_000
_LONGEST = 500


@dataclass(frozen=True, slots=True)
class Way:
    """One way of examining, with the column that is read and the reason, where there are such."""

    way: Literal["measured", "proxy", "external_audit", "not_processed", "not_read"]
    column: str | None = None
    reason: str | None = None
    report: Mapping[str, Any] | None = None

    @property
    def in_the_data(self) -> bool:
        """Whether people are grouped by a column of the data."""
        return self.way in ("measured", "proxy")

    def as_dict(self) -> dict[str, Any]:
        """The way as evidence holds it."""
        return {name: found for name, found in asdict(self).items() if found is not None}


def hidden(columns: Iterable[str], unread: Iterable[str]) -> list[str]:
    """Those of the columns that may not be read, whichever capitals they are written in."""
    closed = {name.casefold() for name in unread}
    return [name for name in columns if name.casefold() in closed]


def from_table(found: Mapping[str, Any], folder: Path) -> Way:
    """What `[collect.attributes.NAME]` says; an audit's report lies relative to the folder.

    Raises:
        LexgateError: the report is missing, unreadable, empty or larger than 256 MB.
    """
    if "external_audit" in found:
        path = folder / found["external_audit"]
        data = read_bytes(path, max_bytes=_MOST_BYTES)
        faults = Faults(str(path))
        faults.check(bool(data.strip()), "the report of the audit is empty")
        faults.settle("give the report as it was handed over")
        report = {"digest": digest(data), "bytes": len(data)}
        return Way("external_audit", reason=found["reason"], report=report)
    if "not_processed" in found:
        return Way("not_processed", reason=found["not_processed"])
    if found.get("special_category"):
        return Way("not_read", column=found["column"], reason=NOT_READ)
    if "proxy" in found:
        return Way("proxy", column=found["column"], reason=found["proxy"])
    return Way("measured", column=found["column"])


def check(ways: Mapping[str, Way], examined: Iterable[str], faults: Faults) -> None:
    """Note what does not fit the attributes that are examined in the data."""
    present = set(examined)
    for name, way in sorted(ways.items()):
        faults.check(
            way.in_the_data == (name in present),
            f"{name} is {way.way.replace('_', ' ')}, "
            + ("and is examined in the data" if name in present else "and no data has it"),
        )
        faults.check(
            way.way == "measured" or 0 < len((way.reason or "").strip()) <= _LONGEST,
            f"{name} has no reason of 1 to {_LONGEST} letters",
        )
        faults.check(way.way != "external_audit" or way.report is not None, f"{name} has no report")
    for name in sorted(present - set(ways)):
        faults.add(f"{name} is examined, and it is not said how")
