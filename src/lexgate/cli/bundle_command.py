"""``lexgate bundle``: build, sign, verify and inspect bundles."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lexgate.bundle import Inspection


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what can be done with bundles."""
    parser.epilog = (
        "Exit codes: 0 done, 1 the bundle is refused, 2 something given can't be used, 3 the rest."
    )
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")

    build = actions.add_parser("build", help="write an archive of the rule book, or of org")
    build.add_argument("what", choices=("rules", "org"))
    build.add_argument("--org", type=Path, metavar="DIR", help="the folder of org")
    build.add_argument(
        "--serial", type=int, required=True, help="whole number, larger than the last one"
    )
    build.add_argument("--expires", required=True, metavar="TIME", help="YYYY-MM-DDTHH:MM:SSZ")
    build.add_argument("--revision", help="instead of SERIAL-DIGEST")
    build.add_argument("-o", "--output", type=Path, required=True, metavar="FILE")

    sign = actions.add_parser("sign", help="check an archive again, and sign it")
    sign.add_argument("archive", type=Path)
    sign.add_argument("--key", type=Path, required=True, metavar="PEM", help="private P-256 key")
    sign.add_argument("--key-id", metavar="ID", help="instead of the key's thumbprint")
    sign.add_argument("--scope", required=True, help="what the bundle is for")
    sign.add_argument("-o", "--output", type=Path, metavar="FILE", help="instead of in place")

    verify = actions.add_parser("verify", help="verify signature, scope, content and end")
    verify.add_argument("archive", type=Path)
    verify.add_argument("--key", type=Path, required=True, metavar="PEM", help="public key")
    verify.add_argument("--key-id", required=True, metavar="ID")
    verify.add_argument("--scope", required=True)

    inspect = actions.add_parser("inspect", help="tell what an archive holds; verify nothing")
    inspect.add_argument("archive", type=Path)

    for action in (build, sign, verify, inspect):
        action.add_argument("--format", choices=("text", "json"), default="text")


def run(args: argparse.Namespace) -> int:
    """Do it, and tell what the archive holds."""
    from lexgate import bundle
    from lexgate.errors import RequestError

    folder: Path = args.folder

    def place(path: Path) -> Path:
        return folder / path

    if args.action == "build":
        options = {"serial": args.serial, "expires": args.expires, "revision": args.revision}
        if args.what == "rules":
            if args.org is not None:
                raise RequestError("the rule book has no org", "--org", "Leave it out.")
            found = bundle.build_rule_book(place(args.output), **options)
        elif args.org is None:
            raise RequestError("whose data?", "--org", "Name the folder of org.")
        else:
            found = bundle.build_org(place(args.org), place(args.output), **options)
    elif args.action == "sign":
        found = bundle.sign(
            place(args.archive),
            place(args.output or args.archive),
            key=place(args.key),
            key_id=args.key_id,
            scope=args.scope,
        )
    elif args.action == "verify":
        found = bundle.verify(
            place(args.archive), key=place(args.key), key_id=args.key_id, scope=args.scope
        )
    else:
        found = bundle.inspect(place(args.archive))
    verified = args.action in {"sign", "verify"}
    if args.format == "json":
        print(json.dumps({**found.as_json(), "verified": verified}, sort_keys=True, indent=2))
    else:
        print(_text(found, verified=verified, files=args.action == "inspect"))
    return 0


def _text(found: Inspection, *, verified: bool, files: bool) -> str:
    signed = "nobody"
    if found.signature is not None:
        by = found.signature
        signed = f"{by.key_id} for {by.scope} ({by.algorithm}"
        signed += ", verified)" if verified else "; it says so, nothing was verified)"
    lines = [
        f"archive   {found.path}",
        f"digest    {found.digest}",
        f"roots     {', '.join(found.roots) or 'everything'}",
        f"revision  {found.revision or 'none'}",
        f"serial    {found.serial if found.serial is not None else 'none'}",
        f"expires   {found.expires or 'never'}",
        f"signed by {signed}",
    ]
    if files:
        lines += [f"{digest}  {name}" for name, digest in found.files.items()]
    return "\n".join(
        "".join(character if character.isprintable() else "?" for character in line)
        for line in lines
    )
