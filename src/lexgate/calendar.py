"""The calendar of the law as the client reads it: the days that are still to come.

Whether a duty binds on a day is for Rego to say. This module only lists the days that are
worth asking about; all of them come from the rule book's data, none stands in the code.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from lexgate import documents, paths
from lexgate.errors import RequestError

_DAY = re.compile(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}")


def load() -> dict[str, Any]:
    """The calendar as it is committed: dates, rules of Article 111, readings, milestones."""
    found: dict[str, Any] = documents.read_yaml(paths.rego() / "lexgate" / "calendar" / "data.yaml")
    return found


def events() -> dict[str, list[str]]:
    """Every day that the law names, with the provisions that set it and what is due on it.

    A disputed duty stands under both of its days; a day on which relief by Article 111 ends
    says so.
    """
    calendar = load()
    found: dict[str, set[str]] = {}
    for tiers in calendar["dates"].values():
        for entry in tiers.values():
            if "readings" not in entry:
                found.setdefault(entry["applies_from"], set()).add(entry["set_by"])
                continue
            provisions = calendar["readings"][entry["switch"]]["provisions"]
            for name, one in entry["readings"].items():
                text = f"{provisions}: {name} reading, disputed"
                found.setdefault(one["applies_from"], set()).add(text)
    for rule in calendar["legacy"].values():
        found.setdefault(rule["until"]["date"], set()).add(f"{rule['set_by']}: relief ends")
    for one in calendar["milestones"]:
        found.setdefault(one["date"], set()).add(f"{one['set_by']}: {one['what']}")
    return {day: sorted(texts) for day, texts in sorted(found.items())}


def coming(today: str) -> dict[str, list[str]]:
    """Those of the days that lie after today, written YYYY-MM-DD."""
    return {day: texts for day, texts in events().items() if day > today}


def day(text: str, where: str) -> str:
    """A day as a user wrote it.

    Raises:
        RequestError: if it is no real day of this century, written YYYY-MM-DD.
    """
    try:
        if not _DAY.fullmatch(text):
            raise ValueError(text)
        datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        raise RequestError(
            f"{text!r} is no day", where, "Write it as year, month and day: YYYY-MM-DD."
        ) from None
    return text
