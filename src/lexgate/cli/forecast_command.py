"""``lexgate forecast``: the evidence as it is, by the law of each coming date."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from lexgate.cli import asking

if TYPE_CHECKING:
    from lexgate.decision import Decision
    from lexgate.present import Page


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the flags of forecast."""
    asking.add_arguments(parser)
    parser.add_argument("--on", metavar="DATE", help="one day only, as YYYY-MM-DD")
    parser.add_argument("--format", choices=("table", "json"), default="table")


def run(args: argparse.Namespace) -> int:
    """Ask what_if for each coming date, and say what flips and why."""
    from lexgate import calendar, present
    from lexgate.engine import configured

    if args.profile is None:
        # A forecast is about what binds by the Act; the house may ask for more today.
        args.profile = "law"
    today = datetime.now(UTC).strftime("%Y-%m-%d")
    if args.on:
        dates = {calendar.day(args.on, "--on"): calendar.events().get(args.on, [])}
    else:
        dates = calendar.coming(today)
    settings = asking.load(args)
    engine = configured(settings)
    built, now = asking.put(settings, args, "what_if", engine=engine)
    before = now
    page: Page = [
        [("head", "The evidence as it stands today, held against the law of each coming date")],
        [],
        *_row(today, ["today"], _new(None, now), [], now),
    ]
    answers: list[dict[str, Any]] = [
        {"date": today, "stops_by_law": sorted(_stopping(now)), "flips": []}
    ]
    for date, texts in dates.items():
        _, then = asking.put(
            settings, args, "what_if", law_as_of=f"{date}T00:00:00Z", engine=engine, built=built
        )
        new, met = _new(before, then), _met(before, then)
        page += [[], *_row(date, texts, new, met, then)]
        answers.append(
            {
                "date": date,
                "set_by": "; ".join(texts),
                "stops_by_law": sorted(_stopping(then)),
                "new": new,
                "met": met,
                "flips": [_flip(name, then.verdicts[name]) for name in new],
            }
        )
        before = then
    if args.format == "json":
        document = {
            "schema": "https://lexgate.example/forecast/v1",
            "readings": now.raw["law"].get("readings", {}),
            "disputed": _disputed(now),
            "dates": answers,
        }
        print(json.dumps(document, indent=2, ensure_ascii=False))
        return 0
    page += _aside(now)
    sys.stdout.write(present.rendered(page, sys.stdout))
    return 0


def _stopping(decision: Decision) -> set[str]:
    return {name for name, verdict in decision.verdicts.items() if verdict["stops"] == "law"}


def _new(before: Decision | None, then: Decision) -> list[str]:
    """The controls that begin to stop by the Act."""
    from lexgate.present import control_order

    known = _stopping(before) if before else set()
    return sorted(_stopping(then) - known, key=control_order)


def _met(before: Decision, then: Decision) -> list[str]:
    """The controls that begin to bind and stop nothing: the evidence of today meets them."""
    from lexgate.present import control_order

    return sorted(
        (
            name
            for name, verdict in then.verdicts.items()
            if verdict["binds"]["now"]
            and not before.verdicts[name]["binds"]["now"]
            and verdict["status"] == "pass"
        ),
        key=control_order,
    )


def _flip(name: str, verdict: Mapping[str, Any]) -> dict[str, Any]:
    """Say why a control begins to stop: which act makes it bind, and what it lacks."""
    return {
        "control": name,
        "article": verdict["article"],
        "title": verdict["title"],
        "status": verdict["status"],
        "binds": verdict["binds"],
        "lacks": _lacks(verdict),
    }


def _lacks(verdict: Mapping[str, Any]) -> list[str]:
    """What the open checks of the Act say, each once."""
    found = [
        str(check["because"] or check["status"])
        for check in verdict["checks"]
        if check["stops"] == "law"
    ]
    return list(dict.fromkeys(found)) or ["no check answered"]


def _disputed(decision: Decision) -> dict[str, Any]:
    """The controls whose date is disputed, with the date by each reading."""
    return {
        name: verdict["binds"]["disputed"]
        for name, verdict in decision.verdicts.items()
        if verdict["binds"].get("disputed")
    }


def _row(
    date: str, texts: Sequence[str], new: Sequence[str], met: Sequence[str], then: Decision
) -> Page:
    from lexgate.present import wrapped

    flips = f"{len(new)} controls begin to stop" if new else "nothing more begins to stop"
    if texts == ["today"]:
        flips = f"{len(new)} controls stop by the Act" if new else "nothing stops by the Act"
        texts = []
    if met:
        flips += f"; {len(met)} begin to bind and pass"
    page: Page = [[("bad" if new else "good", f"{date}  "), ("head", flips)]]
    for text in texts:
        page += [[("dim", line)] for line in wrapped(text, " " * 14, " " * 12)]
    for name in new:
        verdict = then.verdicts[name]
        lacks = _lacks(verdict)
        more = f" (and {len(lacks) - 1} more)" if len(lacks) > 1 else ""
        text = f"{verdict['article']}  {verdict['title']}: {verdict['status']}, {lacks[0]}{more}"
        page += [[("", line)] for line in wrapped(text, " " * 16, " " * 12)]
    return page


def _aside(now: Decision) -> Page:
    """What a reader has to know of the dates: which are disputed, and what Article 111 frees."""
    from lexgate.present import DISCLAIMER, disputed_text, wrapped

    lines: list[str] = []
    disputed = Counter(disputed_text(one) for one in _disputed(now).values())
    lines += [f"{number} controls: {text}." for text, number in sorted(disputed.items())]
    freed = Counter(
        (relief["rule"], relief["until"] or "no end", ", ".join(relief["signers"]))
        for verdict in now.verdicts.values()
        if (relief := verdict["binds"].get("legacy")) and relief["frees"]
    )
    lines += [
        f"{number} controls: free by {rule}, until {until}; facts signed by {signers}."
        for (rule, until, signers), number in sorted(freed.items())
    ]
    chosen = [
        f"{name} is {one['reading']} (set by {one['owner'] or 'nobody who can be understood'})"
        for name, one in sorted(now.raw["law"].get("readings", {}).items())
        if one["chosen_by"] != "default"
    ]
    lines += [f"Legal switches: {', '.join(chosen)}."] if chosen else []
    open_duties = now.raw["not_judged"]["count"]
    lines += [f"{open_duties} duties of the Act have no control here yet and are not forecast."]
    page: Page = [[]]
    for text in lines:
        page += [[("dim", line)] for line in wrapped(text, "  ", "")]
    return [*page, [("", DISCLAIMER)]]
