"""A page for each kind of evidence, from what its collector and its schema say of themselves.

What a kind shows and what it doesn't, how it is measured and by which formula, stands
where the code is: in the docstring of the module. Fields and their limits stand in the
schema. A page brings both together, so that neither is written twice; `make check`
refuses a page that is stale.
"""

from __future__ import annotations

import argparse
import ast
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from lexgate import documents, paths, statements
from lexgate.errors import LexgateError

_FOLDER = "docs/evidence"
_DEEPEST = 8
_COLLECTORS = "lexgate_collectors."
# What all collectors share, and what says nothing of how a number comes about.
_NO_MEASURES = {"common", "tables", "collecting"}


def folder() -> Path:
    """Where the pages lie.

    Raises:
        LexgateError: outside a checkout.
    """
    root = paths.checkout()
    if root is None:
        raise LexgateError(
            "The pages are part of the source tree only.", _FOLDER, "Use a checkout."
        )
    return root / _FOLDER


def pages() -> dict[str, str]:
    """Every page by its file name: one for each kind that instruments sign, and a list of them."""
    kinds = {
        kind: found
        for kind, found in sorted(statements.kinds().items())
        if found["purpose"] == "evidence"
    }
    found = {f"{kind}.md": _page(kind, registered) for kind, registered in kinds.items()}
    lines = [
        "# Kinds of evidence",
        "",
        "Made by `make fmt` from the collectors and the schemas. Facts only: no kind holds a limit",
        "or a verdict, and a signature says who wrote it, not that it is true.",
        "",
        *(f"- [{kind}]({kind}.md): {_schema(kind)['title']}" for kind in kinds),
        "",
        "## To come",
        "",
        "The map of the law names these too. Their schemas are frozen (`schemas/evidence`), but no",
        "collector writes them, no control reads them, and a document of such a kind is refused.",
        "",
        *(
            f"- `{kind}`: {found['label']}"
            for kind, found in sorted(_listed().items())
            if found["purpose"] == "evidence" and kind not in kinds
        ),
        "",
    ]
    return {"README.md": "\n".join(lines), **found}


def _listed() -> dict[str, Any]:
    """Every kind of document that the map of the law names."""
    found: dict[str, Any] = documents.read_yaml(paths.law() / "documents.yaml")
    return found


def _page(kind: str, registered: Mapping[str, Any]) -> str:
    schema = _schema(kind)
    predicate = schema["properties"]["predicate"]
    lines = [
        f"# {schema['title']} (`{kind}`)",
        "",
        f"Speaks of: {', '.join(registered['binding'])}."
        + (
            f" There may be several, each with a `{registered['one_for_each']}` of its own."
            if "one_for_each" in registered
            else " There is one of it."
        ),
        "",
    ]
    for module in _modules(kind):
        lines += [f"## `{module.stem}`", "", *_docstring(module).strip().splitlines(), ""]
    lines += ["## Fields", "", "| field | holds | what it says |", "| --- | --- | --- |"]
    for path, holds, says in _fields(predicate, schema, "", 0):
        lines.append(f"| `{path}` | {holds} | {says} |")
    return "\n".join([*lines, ""])


def _schema(kind: str) -> dict[str, Any]:
    found = documents.read_json(paths.schemas() / "evidence" / f"{kind}.v1.json")
    if not isinstance(found, dict):
        raise LexgateError("a schema that is no object", kind, "Mend the schema.")
    return found


def _modules(kind: str) -> list[Path]:
    """The module of a kind with those that it measures by, or the readers that feed it."""
    collectors = folder().parent.parent / "collectors" / "lexgate_collectors"
    own = collectors / f"{kind}.py"
    if own.is_file():
        return [own, *_measures_of(own)]
    tree = ast.parse((collectors / "readers" / "registry.py").read_text("utf-8"))
    found = []
    for call in ast.walk(tree):
        if (
            isinstance(call, ast.Call)
            and isinstance(call.func, ast.Name)
            and call.func.id == "Tool"
        ):
            values = [part.value for part in call.args if isinstance(part, ast.Constant)]
            if values[1:2] == [kind]:
                found.append(collectors / "readers" / f"{values[0]!s}.py")
    return found


def _measures_of(module: Path) -> list[Path]:
    """The modules beside it whose formulas it uses."""
    named: set[str] = set()
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "lexgate_collectors":
            named |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith(_COLLECTORS):
            named.add(str(node.module).removeprefix(_COLLECTORS))
    return [
        module.with_name(f"{name}.py")
        for name in sorted(named - _NO_MEASURES)
        if module.with_name(f"{name}.py").is_file()
    ]


def _docstring(module: Path) -> str:
    return ast.get_docstring(ast.parse(module.read_text("utf-8"))) or ""


def _fields(
    part: Mapping[str, Any], schema: Mapping[str, Any], path: str, depth: int
) -> Iterator[tuple[str, str, str]]:
    """Each field below a part of a schema: its path, what it holds, what it says."""
    part = _resolved(part, schema)
    if depth > _DEEPEST:
        return
    for name, inner in sorted(part.get("properties", {}).items()):
        yield from _field(inner, schema, f"{path}.{name}".lstrip("."), depth)
    more = part.get("additionalProperties")
    if isinstance(more, Mapping):
        yield from _field(more, schema, f"{path}.*".lstrip("."), depth)
    if isinstance(part.get("items"), Mapping):
        yield from _field(part["items"], schema, f"{path}[]", depth)
    for branch in part.get("oneOf", []):
        if "properties" in _resolved(branch, schema) and not _is_number(part, schema):
            yield from _fields(branch, schema, path, depth + 1)


def _field(
    part: Mapping[str, Any], schema: Mapping[str, Any], path: str, depth: int
) -> Iterator[tuple[str, str, str]]:
    whole = _resolved(part, schema)
    says = str(part.get("description") or whole.get("description") or "")
    yield path, _holds(whole, schema), says.replace("|", "\\|")
    if not _is_number(whole, schema):
        yield from _fields(whole, schema, path, depth + 1)


def _resolved(part: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    reference = part.get("$ref")
    if isinstance(reference, str):
        found: Any = schema
        for step in reference.removeprefix("#/").split("/"):
            found = found[step]
        return {**found, **{key: value for key, value in part.items() if key != "$ref"}}
    return part


def _is_number(part: Mapping[str, Any], schema: Mapping[str, Any]) -> bool:
    """A number with its uncertainty, or null with a reason: told as one thing."""
    branches = [
        _resolved(branch, schema) for branch in (*part.get("oneOf", ()), *part.get("anyOf", ()))
    ]
    return any({"reason", "value"} <= branch.get("properties", {}).keys() for branch in branches)


def _holds(part: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    if _is_number(part, schema):
        return "number with its uncertainty, or null with a reason"
    if "enum" in part:
        return ", ".join(f"`{value}`" for value in part["enum"])
    branches = [_resolved(branch, schema) for branch in part.get("anyOf", ())]
    if branches:
        return " or ".join(dict.fromkeys(_holds(branch, schema) for branch in branches))
    holds = str(part.get("type", "object"))
    low, high = part.get("minimum"), part.get("maximum")
    if low is not None and high is not None and high < 10**9:
        holds += f", {low} to {high}"
    elif low is not None:
        holds += f", at least {low}"
    return holds


def main(argv: list[str] | None = None) -> int:
    """Write the pages, or with --check say whether they are fresh."""
    parser = argparse.ArgumentParser(prog="python -m lexgate.evidence_pages", description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing; fail when stale")
    check = parser.parse_args(argv).check
    try:
        place, wanted = folder(), pages()
        there = {path.name: path.read_text("utf-8") for path in place.glob("*.md")}
        if check and there != wanted:
            stale = sorted(
                name for name in {*there, *wanted} if there.get(name) != wanted.get(name)
            )
            raise LexgateError(
                f"pages are stale: {', '.join(stale)}", str(place), "Run `make fmt` and commit."
            )
        if not check:
            place.mkdir(parents=True, exist_ok=True)
            for name in set(there) - set(wanted):
                (place / name).unlink()
            for name, text in wanted.items():
                documents.write_bytes(place / name, text.encode("utf-8"))
    except LexgateError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
