"""Schemas of evidence and statements are frozen: documents that were signed stay readable.

``schemas/frozen.json`` holds a hash of what each schema validates; descriptions and annotations
are free. Additions that stay optional keep the version; whatever would refuse a document that
was fine, or would let one say something else, is a new version. The hash moves in the same
commit as the schema, by ``python -m lexgate.frozen --write``, with a line in the CHANGELOG.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from lexgate import documents, paths
from lexgate.errors import LexgateError

_TELLS = {"$id", "description", "examples", "title"}


def path() -> Path:
    """The list of hashes."""
    return paths.schemas() / "frozen.json"


def hashes() -> dict[str, str]:
    """The hash of what each schema of a document validates, by kind: ``evidence/bom.v1``."""
    return {
        f"{place}/{file.name.removesuffix('.json')}": documents.digest(
            documents.canonical(_validating(documents.read_json(file)))
        )
        for place in ("evidence", "statement")
        for file in sorted((paths.schemas() / place).glob("*.json"))
    }


def _validating(node: Any, *, names: bool = False) -> Any:
    """A schema without what only tells; below `properties` every key is a name."""
    if isinstance(node, dict):
        return {
            key: _validating(inner, names=key in {"properties", "$defs"} and not names)
            for key, inner in node.items()
            if names or not (key in _TELLS or key.startswith("x-"))
        }
    return [_validating(inner) for inner in node] if isinstance(node, list) else node


def moved() -> list[str]:
    """The kinds whose schema is not the frozen one, new ones and lost ones too."""
    frozen = documents.read_json(path()) if path().is_file() else {}
    today = hashes()
    return sorted(kind for kind in {*frozen, *today} if frozen.get(kind) != today.get(kind))


def main(argv: list[str] | None = None) -> int:
    """Say whether schemas moved; with --write freeze them as they are."""
    parser = argparse.ArgumentParser(prog="python -m lexgate.frozen", description=__doc__)
    parser.add_argument("--write", action="store_true", help="freeze the schemas as they are")
    write = parser.parse_args(argv).write
    try:
        if write:
            documents.write_bytes(path(), documents.canonical(hashes()))
        elif found := moved():
            raise LexgateError(
                f"Schemas moved: {', '.join(found)}.",
                str(path()),
                "Make a change that is no optional addition a new version; else freeze it by "
                "`python -m lexgate.frozen --write`, with a line in CHANGELOG.md.",
            )
    except LexgateError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
