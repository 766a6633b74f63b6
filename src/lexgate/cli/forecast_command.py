"""``lexgate forecast``: the evidence as it is, by the law of each coming date."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import UTC, datetime
from typing import Any

from lexgate.cli import asking
from lexgate.errors import RequestError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the flags of forecast."""
    asking.add_arguments(parser)
    parser.add_argument("--on", metavar="DATE", help="one day only, as in 2027-12-02")
    parser.add_argument("--format", choices=("table", "json"), default="table")


def coming_dates(today: str) -> dict[str, str]:
    """The days on which more of the Act begins to apply, with the provision that sets each."""
    from lexgate import documents, paths

    calendar = documents.read_yaml(paths.rego() / "lexgate" / "calendar" / "data.yaml")
    found: dict[str, str] = {}
    for tiers in calendar["dates"].values():
        for entry in tiers.values():
            if entry["applies_from"] > today:
                found[entry["applies_from"]] = entry["set_by"]
    return dict(sorted(found.items()))


def run(args: argparse.Namespace) -> int:
    """Ask what_if for each coming date, and say what flips and why."""
    from lexgate import present
    from lexgate.engine import configured

    if args.profile is None:
        # A forecast is about what binds by the Act; the house may ask for more today.
        args.profile = "law"
    today = datetime.now(UTC).strftime("%Y-%m-%d")
    dates = {args.on: ""} if args.on else coming_dates(today)
    for date in dates:
        _check_date(date)
    settings = asking.load(args)
    engine = configured(settings)
    built, now = asking.put(settings, args, "what_if", engine=engine)
    answers: list[dict[str, Any]] = []
    before = {name for name, verdict in now.verdicts.items() if verdict["stops"] == "law"}
    page: present.Page = [
        [("head", "The evidence as it stands today, held against the law of each coming date")],
        [],
        *_row(today, "today", sorted(before, key=present.control_order), now.verdicts),
    ]
    answers.append({"date": today, "stops_by_law": sorted(before)})
    for date, set_by in dates.items():
        _, then = asking.put(
            settings, args, "what_if", law_as_of=f"{date}T00:00:00Z", engine=engine, built=built
        )
        stops = {name for name, verdict in then.verdicts.items() if verdict["stops"] == "law"}
        new = sorted(stops - before, key=present.control_order)
        page += [[], *_row(date, set_by, new, then.verdicts)]
        answers.append({"date": date, "set_by": set_by, "stops_by_law": sorted(stops), "new": new})
        before = stops
    if args.format == "json":
        document = {"schema": "https://lexgate.example/forecast/v1", "dates": answers}
        print(json.dumps(document, indent=2, ensure_ascii=False))
        return 0
    open_duties = now.raw["not_judged"]["count"]
    page += [
        [],
        [
            (
                "dim",
                f"{open_duties} duties of the Act have no control here yet and are not forecast.",
            )
        ],
        [("", present.DISCLAIMER)],
    ]
    sys.stdout.write(present.rendered(page, sys.stdout))
    return 0


def _row(date: str, set_by: str, new: list[str], verdicts: Any) -> Any:
    from lexgate.present import wrapped

    flips = f"{len(new)} controls begin to stop" if new else "nothing more begins to stop"
    if set_by == "today":
        flips = f"{len(new)} controls stop by the Act" if new else "nothing stops by the Act"
    page: Any = [[("bad" if new else "good", f"{date}  "), ("head", flips)]]
    if set_by and set_by != "today":
        page += [[("dim", line)] for line in wrapped(set_by, " " * 12)]
    for name in new:
        text = f"{verdicts[name]['article']}  {verdicts[name]['title']}: {verdicts[name]['status']}"
        page += [[("", line)] for line in wrapped(text, " " * 16, " " * 12)]
    return page


def _check_date(text: str) -> None:
    try:
        datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        raise RequestError(f"{text!r} is no day", "--on", "Write it as in 2027-12-02.") from None
