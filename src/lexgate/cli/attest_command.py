"""``lexgate attest KIND``: write a statement and sign it with your own key."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the flags of attest."""
    parser.add_argument("kind", metavar="KIND", help="limits, deviation, literacy, …")
    parser.add_argument(
        "--from",
        dest="source",
        type=Path,
        metavar="FILE",
        help="YAML or JSON with what is stated; without it a page to fill in is printed",
    )
    parser.add_argument("--key", type=Path, metavar="FILE", help="your private key")


def run(args: argparse.Namespace) -> int:
    """Write and sign one statement."""
    from lexgate import config, keys, statements

    if args.source is None:
        print(statements.template(args.kind), end="")
        return 0
    settings = config.load(args.folder)
    page = read_page(args.source)
    key = read_key(args.key)
    path = statements.write(args.kind, page, settings, key)
    person = statements.person_of(settings, key)
    print(path)
    if person is None:
        print(
            f"lexgate: org knows no person with the key {keys.kid(key)}; it will be refused.\n"
            f"  where: {settings.paths.org / 'org' / 'keys' / 'data.yaml'}\n"
            "  do:    add the public key there, with its person, kinds and systems.",
            file=sys.stderr,
        )
    return 0


def read_page(path: Path | None) -> dict[str, object]:
    """What a person wrote, from YAML or JSON."""
    from lexgate import documents
    from lexgate.errors import RequestError

    if path is None:
        raise RequestError("nothing is stated", "--from", "Name a YAML file with the statement.")
    page = documents.read_json(path) if path.suffix == ".json" else documents.read_yaml(path)
    if not isinstance(page, dict):
        raise RequestError("not a page of fields", str(path), "Write `field: value` lines.")
    return page


def read_key(path: Path | None) -> EllipticCurvePrivateKey:
    """The private key that signs."""
    from lexgate import keys
    from lexgate.errors import RequestError

    if path is None:
        raise RequestError("no key to sign with", "--key", "Name the file of your private key.")
    return keys.read_private(path)
