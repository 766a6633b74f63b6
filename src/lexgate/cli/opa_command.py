"""``lexgate opa``: get the engine in its one version, or say where it is."""

from __future__ import annotations

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what opa can do."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    install = actions.add_parser("install", help="PATH, else a Go build, else the release asset")
    install.add_argument("--base-url", help="where release assets lie instead of the usual place")
    actions.add_parser("path", help="print the path of the engine that is used")


def run(args: argparse.Namespace) -> int:
    """Install the engine, or print its path."""
    from lexgate import tools_install

    if args.action == "path":
        print(tools_install.find_opa())
        return 0
    options = {"base_url": args.base_url} if args.base_url else {}
    print(tools_install.install("opa", tools_install.bin_dir(), **options))
    return 0
