"""``lexgate gate``: may the system take its next step?"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from lexgate.cli import asking
from lexgate.errors import LexgateError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the flags of gate."""
    asking.add_arguments(parser)
    parser.add_argument(
        "--format",
        choices=("table", "json"),
        default="table",
        help="table for people; json is the whole decision",
    )
    parser.add_argument(
        "--all", action="store_true", help="in the table, every control and not only what is open"
    )
    parser.add_argument(
        "--picture", type=Path, metavar="FILE", help="also draw the table as an SVG of a terminal"
    )


def run(args: argparse.Namespace) -> int:
    """Ask, print the answer, and give 0 or 1."""
    from lexgate import documents, present, runs

    settings = asking.load(args)
    built, decision = asking.put(settings, args, "live")
    # Before anything is said: an answer that nobody can look up again is none.
    runs.keep(settings, built.request, dict(decision.raw))
    page = present.table(decision, built, everything=args.all, runs=runs.count(settings))
    if args.picture:
        drawn = present.picture(page, f"lexgate gate --stage {built.request['stage']}")
        documents.write_bytes(args.picture, drawn.encode("utf-8"))
    if args.format == "json":
        print(json.dumps(decision.raw, indent=2, sort_keys=True, ensure_ascii=False))
    else:
        sys.stdout.write(present.rendered(page, sys.stdout))
    for unsent in built.unsent:
        told = LexgateError(f"not sent: {unsent.reason}", str(unsent.path), unsent.do)
        print(f"lexgate: {told}", file=sys.stderr)
    return decision.exit_code
