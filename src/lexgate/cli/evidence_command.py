"""``lexgate evidence``: what lies on file, who signed it, and whether it is whole."""

from __future__ import annotations

import argparse
import base64
import json
import sys
from pathlib import Path
from typing import Any


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what evidence can do."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION")
    actions.add_parser("list", help="every document with its kind, signers and digest")
    actions.add_parser("verify", help="check every signature against the keys of org")
    show = actions.add_parser("show", help="print one document")
    show.add_argument("name", metavar="NAME")
    export = actions.add_parser("export", help="print one document in another envelope")
    export.add_argument("name", metavar="NAME")
    export.add_argument("--dsse", action="store_true", required=True, help="as a DSSE envelope")
    export.add_argument("--key", type=Path, metavar="FILE", help="your private key, to sign it")
    read = actions.add_parser("read", help="what a reader takes from another tool's file")
    read.add_argument("tool", metavar="TOOL", help="as in [collect.read.NAME] tool")
    read.add_argument(
        "file", metavar="FILE", help="the file or folder, or the address of a service"
    )
    read.add_argument(
        "--option",
        action="append",
        default=[],
        metavar="NAME=JSON",
        help="what this reader asks for besides; repeatable",
    )


def run(args: argparse.Namespace) -> int:
    """List, verify, show, read or export documents."""
    if args.action == "read":
        print(json.dumps(_read(args), indent=2, sort_keys=True, ensure_ascii=False))
        return 0
    from lexgate import config, documents

    settings = config.load(args.folder)
    if args.action == "show":
        path = _find(settings, args.name)
        # Read as it would be sent: what can't be relied on is refused and not shown.
        documents.parse_json(found := documents.read_bytes(path), str(path))
        sys.stdout.write(found.decode("utf-8"))
        return 0
    if args.action == "export":
        from lexgate.cli.attest_command import read_key

        print(json.dumps(_dsse(_find(settings, args.name), read_key(args.key)), indent=2))
        return 0
    return _listed(settings, verify=args.action == "verify")


def _read(args: argparse.Namespace) -> dict[str, Any]:
    """The facts of a file, unsigned: nothing is written."""
    from lexgate import documents
    from lexgate.errors import RequestError

    try:
        from lexgate_collectors.readers import registry
    except ImportError as error:
        raise RequestError(
            f"the collectors are not installed: {error}",
            "lexgate evidence read",
            "pip install 'lexgate[collectors]'",
        ) from error
    options = {}
    for option in args.option:
        name, _, value = option.partition("=")
        options[name] = documents.parse_json(value.encode(), f"--option {name}")
    reader = registry.tool(args.tool)
    if reader.live and ("://" in args.file or Path(args.file).is_socket()):
        facts = reader.ask(args.file, options, "--option")
    else:
        facts = reader.read(Path(args.file), options, "--option")
    return {"kind": reader.kind, "facts": facts}


def _paths(settings: Any) -> list[Path]:
    folders = (settings.paths.evidence, settings.paths.statements)
    return [path for folder in folders for path in sorted(folder.glob("*.json"))]


def _find(settings: Any, name: str) -> Path:
    from lexgate.errors import RequestError

    for path in _paths(settings):
        if name in {path.name, path.name.removesuffix(".json")}:
            return path
    raise RequestError(
        f"there is no document {name}", "NAME", "`lexgate evidence list` names them."
    )


def _listed(settings: Any, *, verify: bool) -> int:
    from lexgate import documents, keys, statements

    known = statements.organisation(settings).get("keys") or {}
    bad = 0
    for path in _paths(settings):
        payload = documents.read_bytes(path)
        kind = documents.kind_of(documents.parse_json(payload, str(path))) or "no document"
        signature = keys.signature_path(path)
        lines = keys.read_signatures(signature) if signature.exists() else []
        words = []
        for line in lines:
            kid = keys.claimed(line)
            entry = known.get(kid)
            who = (entry or {}).get("person") or ("instrument" if entry else f"unknown {kid[:8]}")
            if verify:
                sound = entry is not None and keys.verify(
                    payload, line, keys.load_public(entry["key"], f"org key {kid}")
                )
                who += ": good" if sound else ": BAD"
                bad += not sound
            words.append(who)
        if not lines:
            words, bad = ["not signed"], bad + 1
        print(f"{kind:<24} {documents.digest(payload)[:19]}  {path.name}  {', '.join(words)}")
    return 1 if verify and bad else 0


def _dsse(path: Path, key: Any) -> dict[str, Any]:
    """The document in a DSSE envelope (secure-systems-lab/dsse v1), signed anew.

    A DSSE signature covers other bytes than a JWS, so none can be carried over.
    """
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec

    from lexgate import documents, keys

    payload = documents.read_bytes(path)
    kind = "application/vnd.in-toto+json"
    covered = b"DSSEv1 %d %s %d %s" % (len(kind), kind.encode("ascii"), len(payload), payload)
    signature = {
        "keyid": keys.kid(key),
        "sig": base64.b64encode(key.sign(covered, ec.ECDSA(hashes.SHA256()))).decode("ascii"),
    }
    encoded = base64.b64encode(payload).decode("ascii")
    return {"payloadType": kind, "payload": encoded, "signatures": [signature]}
