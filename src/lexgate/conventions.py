"""The conventions of the rule book, judged by Rego over its own syntax trees.

`opa parse` gives the trees, the schemas give the paths that a rule may read, and
`conventions/conventions.rego` says what is wrong. It lies beside the rule book in
a checkout: whoever only runs a gate has no use for it.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from lexgate import catalogue, documents, paths, rego_syntax, tools_install
from lexgate.errors import LexgateError

_SECONDS = 60
_DEEPEST = 12


def folder() -> Path:
    """The folder of the convention rules.

    Raises:
        LexgateError: outside a checkout.
    """
    root = paths.checkout()
    if root is None or not (root / "conventions").is_dir():
        raise LexgateError(
            "The conventions are part of the source tree only.",
            "conventions",
            "Run this in a checkout.",
        )
    return root / "conventions"


def violations(rego: Path | None = None) -> list[dict[str, Any]]:
    """Everything that breaks a convention: file, row, rule and what; sorted."""
    return _ask("violations", collected(rego or paths.rego()))


def table_faults(path: Path) -> list[dict[str, Any]]:
    """What is wrong with the tables of one file of tests."""
    return _ask("tables", {"modules": {"one_test.rego": parsed(path)}})


def collected(rego: Path) -> dict[str, Any]:
    """What the convention rules judge: trees, known paths, ids, calendar and catalogue."""
    files = sorted(path for path in rego.rglob("*.rego"))
    with ThreadPoolExecutor(2) as pool:
        trees = list(pool.map(parsed, files))
    schemas = paths.schemas()
    return {
        "modules": {
            path.relative_to(rego).as_posix(): tree for path, tree in zip(files, trees, strict=True)
        },
        "paths": {
            "documents": sorted(document_paths(schemas)),
            "settings": sorted(_setting_paths(schemas)),
        },
        "frozen": documents.read_json(schemas / "control_ids.json"),
        "calendar": documents.read_yaml(rego / "lexgate" / "calendar" / "data.yaml")["dates"],
        "catalogue": catalogue.load(),
    }


def parsed(path: Path) -> dict[str, Any]:
    """The syntax tree of a file, with rows; without the text of each part, to keep it small."""
    tree = rego_syntax.parse(path)
    tree["comments"] = [
        {"location": {"row": row}, "text": text}
        for row, text in _sentences(path.read_text("utf-8"))
    ]
    plain: dict[str, Any] = _without_text(tree)
    return plain


def _sentences(text: str) -> Iterator[tuple[int, str]]:
    """What comments say, metadata among them: each sentence with the row its comment begins at."""
    block: list[str] = []
    for row, line in enumerate([*text.split("\n"), ""], 1):
        stripped = line.strip()
        if stripped.startswith("#"):
            block.append(stripped.lstrip("# "))
        elif block:
            whole = " ".join(block)
            yield from ((row - len(block), one) for one in re.split(r"(?<=[.;:])\s+", whole) if one)
            block = []


def _without_text(node: Any) -> Any:
    if isinstance(node, dict):
        return {
            key: ({"row": inner.get("row", 0)} if key == "location" else _without_text(inner))
            for key, inner in node.items()
        }
    if isinstance(node, list):
        return [_without_text(inner) for inner in node]
    return node


# ---------------------------------------------------------------- paths of the schemas


def document_paths(schemas: Path) -> Iterator[str]:
    """Every path that a document may have: its kind, then its fields; `*` for any name."""
    for place in ("evidence", "statement"):
        for path in sorted((schemas / place).glob("*.v1.json")):
            kind = path.name.removesuffix(".v1.json")
            schema = documents.read_json(path)
            yield kind
            predicate = schema.get("properties", {}).get("predicate", {})
            for steps in _steps(predicate, schema, path, 0):
                yield ".".join((kind, *steps))


def _setting_paths(schemas: Path) -> Iterator[str]:
    path = schemas / "org" / "settings.v1.json"
    if path.is_file():
        schema = documents.read_json(path)
        found = schema.get("properties", {}).get("defaults", {})
        for steps in _steps(found, schema, path, 0):
            yield ".".join(steps)


def _steps(node: Any, root: Any, file: Path, depth: int) -> Iterator[tuple[str, ...]]:
    """Every path below a place of a schema; `*` where it allows any name."""
    if not isinstance(node, dict) or depth > _DEEPEST:
        return
    if "$ref" in node:
        yield from _steps(*_target(node["$ref"], root, file), depth + 1)
    for word in ("oneOf", "anyOf", "allOf"):
        for inner in node.get(word, []):
            yield from _steps(inner, root, file, depth)
    named = {**node.get("properties", {})}
    for word in ("additionalProperties", "items"):
        if isinstance(node.get(word), dict):
            named["*"] = node[word]
    for inner in node.get("patternProperties", {}).values():
        named["*"] = inner
    for name, inner in named.items():
        yield (name,)
        for steps in _steps(inner, root, file, depth + 1):
            yield (name, *steps)


def _target(reference: str, root: Any, file: Path) -> tuple[Any, Any, Path]:
    name, _, pointer = reference.partition("#")
    if name:
        file = (file.parent / name).resolve() if "://" not in name else _by_id(name)
        root = documents.read_json(file)
    node = root
    for step in pointer.strip("/").split("/") if pointer.strip("/") else []:
        node = node[step]
    return node, root, file


def _by_id(name: str) -> Path:
    return paths.schemas() / name.split("/schemas/", 1)[1]


# ---------------------------------------------------------------- the judge


def _ask(rule: str, asked: Mapping[str, Any]) -> list[dict[str, Any]]:
    command = [
        str(tools_install.find_opa()), "eval", "--format", "json", "--stdin-input",
        "--strict-builtin-errors", "-d", str(folder() / "conventions.rego"),
        f"data.conventions.{rule}",
    ]  # fmt: skip
    done = subprocess.run(
        command,
        input=json.dumps(asked).encode(),
        capture_output=True,
        check=False,
        timeout=_SECONDS,
    )
    try:
        answer = json.loads(done.stdout)["result"][0]["expressions"][0]["value"]
    except (ValueError, LookupError):
        raise LexgateError(
            "The conventions have no answer: "
            + (done.stdout + done.stderr).decode(errors="replace").strip()[:400],
            str(folder()),
            "Run `opa check --strict conventions` and mend what it names.",
        ) from None
    return sorted(
        answer, key=lambda fault: (fault["file"], fault["row"], fault["rule"], fault["what"])
    )


def main(argv: list[str] | None = None) -> int:
    """Print what breaks a convention; exit 1 if anything does."""
    argparse.ArgumentParser(prog="python -m lexgate.conventions", description=__doc__).parse_args(
        argv
    )
    try:
        found = violations()
    except LexgateError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    for fault in found:
        print(f"rego/{fault['file']}:{fault['row']}: {fault['rule']}: {fault['what']}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
