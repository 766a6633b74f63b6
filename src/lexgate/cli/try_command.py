"""``lexgate try ID``: a control's tests, its mutants and the kept requests, in seconds."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the flags of try."""
    parser.add_argument("control", metavar="ID", help="a control, as in EUAIA-10.2.f")
    parser.add_argument(
        "--requests", type=Path, metavar="DIR", help="kept requests to judge it by as well"
    )


def run(args: argparse.Namespace) -> int:
    """Run what there is to try about one control."""
    from lexgate import assurance
    from lexgate.cli.explain_command import find

    name, _ = find(args.control)
    report = assurance.try_control(name, requests=args.requests)
    print(report.text())
    return 0 if report.sound else 1
