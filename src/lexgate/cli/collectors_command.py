"""``lexgate collectors``: which there are, and a new one of your own to start from."""

from __future__ import annotations

import argparse
from pathlib import Path

from lexgate.errors import LexgateError, RequestError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what collectors can do."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION")
    actions.add_parser("list", help="every kind that can be measured, and every reader")
    new = actions.add_parser("new", help="write a collector that works, with its schema and test")
    new.add_argument("name", metavar="NAME")
    new.add_argument("--into", type=Path, default=Path(), metavar="DIR", help="here without it")


def run(args: argparse.Namespace) -> int:
    """List the collectors, or write a new one."""
    try:
        from lexgate_collectors import collecting, testkit
        from lexgate_collectors.readers import registry
    except ImportError as error:
        raise RequestError(
            f"the collectors are not installed: {error}",
            "lexgate collectors",
            "pip install 'lexgate[collectors]'",
        ) from error
    if args.action == "new":
        return _written(args.into, testkit.example(args.name))
    for kind in collecting.KINDS:
        print(f"{kind:<14} measured, as [collect] in lexgate.toml describes it")
    for name, tool in sorted(registry.TOOLS.items()):
        print(f"{name:<14} read into {tool.kind}, as [collect.read.NAME] names it")
    return 0


def _written(folder: Path, files: dict[str, str]) -> int:
    from lexgate import documents

    there = [name for name in files if (folder / name).exists()]
    if there:
        raise RequestError(
            f"{', '.join(there)} is there already", str(folder), "Take another name or folder."
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LexgateError(
            f"the folder can't be made: {error.strerror}", str(folder), "Choose another --into."
        ) from error
    with documents.staged({folder / name: text.encode("utf-8") for name, text in files.items()}):
        pass
    for name in files:
        print(folder / name)
    return 0
