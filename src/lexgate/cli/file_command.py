"""``lexgate file``: what is filed with others, as a view of what was signed."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what can be filed."""
    kinds = parser.add_subparsers(dest="what", metavar="WHAT", required=True)
    annex = kinds.add_parser("annex-iv", help="the technical documentation, item by item")
    annex.add_argument("--format", choices=("md", "docx"), default="md")
    annex.add_argument("--output", type=Path, metavar="FILE", help="write it there")


def run(args: argparse.Namespace) -> int:
    """Print or write the view; what is missing is said in it and counted on standard error."""
    from lexgate import config, documents
    from lexgate.dossier import annex_iv
    from lexgate.errors import RequestError

    if args.format == "docx" and args.output is None:
        raise RequestError("a docx is no text to print", "--output", "Name a file to write.")
    found = annex_iv.view(config.load(args.folder))
    if args.format == "docx":
        from lexgate.dossier import word

        data = word.docx(found)
    else:
        data = annex_iv.markdown(found).encode("utf-8")
    if args.output is None:
        sys.stdout.write(data.decode("utf-8"))
    else:
        documents.write_bytes(args.output, data)
        print(args.output)
    if found.missing:
        print(f"lexgate: {found.missing} of {len(found.items)} items are missing.", file=sys.stderr)
    return 0
