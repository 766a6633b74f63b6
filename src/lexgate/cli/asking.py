"""What gate, explain, forecast, plan and classify share: form a request and ask."""

from __future__ import annotations

import argparse
import dataclasses
from pathlib import Path
from typing import Any

from lexgate import catalogue, config, request
from lexgate.config import Config
from lexgate.decision import Decision, ask
from lexgate.engine import Engine, Entrypoint, configured
from lexgate.request import Built


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the flags of a question."""
    parser.add_argument("--stage", choices=config.STAGES, help="the step that is asked about")
    parser.add_argument(
        "--profile",
        choices=config.PROFILES,
        help="law: what binds by the Act; house: also what the organisation enforces",
    )
    parser.add_argument("--opa", metavar="URL", help="ask this OPA server instead of a local one")
    parser.add_argument("--token-file", type=Path, metavar="FILE", help="bearer token of --opa")
    parser.add_argument("--ca", type=Path, metavar="FILE", help="certificate authority of --opa")


def load(args: argparse.Namespace) -> Config:
    """Read lexgate.toml, with the flags laid over it."""
    found = config.load(args.folder)
    changes: dict[str, Any] = {}
    if args.opa:
        changes |= {"url": args.opa, "socket": None}
    if args.token_file:
        changes["token_file"] = args.token_file
    if args.ca:
        changes["ca"] = args.ca
    return dataclasses.replace(found, opa=dataclasses.replace(found.opa, **changes))


def put(
    settings: Config,
    args: argparse.Namespace,
    entrypoint: Entrypoint,
    *,
    law_as_of: str | None = None,
    engine: Engine | None = None,
    built: Built | None = None,
) -> tuple[Built, Decision]:
    """Form the request, ask the engine, and believe the answer or refuse it."""
    built = built or request.build(
        settings,
        entrypoint=entrypoint,
        stage=args.stage,
        profile=args.profile,
        without_model=entrypoint == "what_if",
    )
    asked = built.request if law_as_of is None else {**built.request, "law_as_of": law_as_of}
    found = ask(engine or configured(settings), asked, entrypoint, catalogue.load())
    return built, found
