"""``lexgate collect``: measure, write and sign what ``[collect]`` in lexgate.toml describes."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from lexgate.errors import LexgateError, RequestError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the flags of collect."""
    parser.add_argument("kinds", nargs="*", metavar="KIND", help="some kinds; all without")
    parser.add_argument("--key", type=Path, metavar="FILE", help="the pipeline's private key")


def run(args: argparse.Namespace) -> int:
    """Collect each kind by itself; one that fails leaves the others standing."""
    from lexgate import config
    from lexgate.cli.attest_command import read_key

    try:
        from lexgate_collectors import collecting
    except ImportError as error:
        raise RequestError(
            f"the collectors are not installed: {error}",
            "lexgate collect",
            "pip install 'lexgate[collectors]'",
        ) from error
    settings = config.load(args.folder)
    key = read_key(args.key)
    known = collecting.configured(settings)
    kinds = args.kinds or known
    unknown = [kind for kind in kinds if kind not in known]
    if unknown or not kinds:
        raise RequestError(
            f"nothing describes how to collect {', '.join(unknown) or 'anything'}",
            str(settings.folder / "lexgate.toml"),
            f"Described there: {', '.join(known) or 'nothing'}. Add a part under [collect].",
        )
    failed: list[LexgateError] = []
    for number, kind in enumerate(kinds, start=1):
        print(f"lexgate: collecting {kind} ({number} of {len(kinds)})", file=sys.stderr)
        try:
            print(collecting.collect(kind, settings, key))
        except ImportError as error:
            name = error.name or str(error)
            extra = "mlflow" if name.partition(".")[0] == "mlflow" else "collectors"
            missing = RequestError(
                f"it needs a library that is not installed: {name}",
                kind,
                f"pip install 'lexgate[{extra}]'",
            )
            failed.append(missing)
            print(f"lexgate: {kind} was not collected: {missing}", file=sys.stderr)
        except LexgateError as error:
            failed.append(error)
            print(f"lexgate: {kind} was not collected: {error}", file=sys.stderr)
    return failed[0].exit_code if failed else 0
