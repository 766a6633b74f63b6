"""What people sign: from a page that a person wrote to a signed document on file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lexgate import catalogue, documents, keys, paths, schemas
from lexgate.config import Config
from lexgate.errors import RequestError
from lexgate.request import moment

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

# Which subject a control's scope means; the rule book reads it the same way.
_OF_SCOPE = {
    "organisation": "organisation",
    "system": "system",
    "version": "version",
    "document": "version",
    "deployment": "deployment",
    "use": "deployment",
}


def kinds() -> dict[str, Any]:
    """Every kind of document, with its purpose and what its subject names."""
    found: dict[str, Any] = documents.read_yaml(paths.rego() / "lexgate" / "kinds" / "data.yaml")[
        "documents"
    ]
    return found


def organisation(config: Config) -> dict[str, Any]:
    """The org data of the working folder, by part: settings, people, keys and so on."""
    root = config.paths.org / "org"
    if not root.is_dir():
        raise RequestError(
            "there is no org data here", str(root), "Correct org under [paths] in lexgate.toml."
        )
    return {
        part.parent.name: documents.read_yaml(part) for part in sorted(root.glob("*/data.yaml"))
    }


def subject(kind: str, config: Config, *, control: str | None = None) -> list[dict[str, Any]]:
    """The subject that a statement of this kind must name."""
    (binding,) = kinds()[kind]["binding"]
    if binding == "scope_of_control":
        controls = catalogue.load()
        if control not in controls:
            raise RequestError(
                f"there is no control {control}", "control", "`lexgate gate --all` lists them."
            )
        binding = _OF_SCOPE[controls[control]["scope"]]
    if binding == "deployment" and config.deployment is None:
        raise RequestError(
            f"{kind} speaks of a deployment, and none is named",
            str(config.folder / "lexgate.toml"),
            "Add deployment under [system].",
        )
    names = {
        "organisation": lambda: f"organisation:{organisation(config)['settings']['organisation']}",
        "system": lambda: f"system:{config.system}",
        "version": lambda: f"version:{config.system}@{config.version}",
        "deployment": lambda: f"deployment:{config.system}/{config.deployment}",
    }
    return [documents.named_subject(names[binding]())]


def place(kind: str, config: Config, part: str | None = None) -> Path:
    """The file of a statement."""
    name = kind if part is None else f"{kind}.{part}"
    return config.paths.statements / f"{name}.json"


def write(
    kind: str,
    predicate: Mapping[str, Any],
    config: Config,
    key: EllipticCurvePrivateKey,
    *,
    stated_at: str | None = None,
) -> Path:
    """Write a statement and sign it; signatures over its former text are gone with that text.

    Raises:
        RequestError: when the kind is unknown or the schema refuses it, with every fault at once.
    """
    registered = kinds()
    if registered.get(kind, {}).get("purpose") != "statement":
        known = sorted(
            name for name, found in registered.items() if found["purpose"] == "statement"
        )
        raise RequestError(
            f"{kind} is no kind of statement", "KIND", f"Choose one of {', '.join(known)}."
        )
    whole = {"stated_at": stated_at or moment(datetime.now(UTC)), **predicate}
    part_field = registered[kind].get("one_for_each")
    part = str(whole.get(part_field)) if part_field else None
    document = documents.statement(
        kind, subject(kind, config, control=part if kind == "assessment" else None), whole
    )
    path = place(kind, config, part)
    schemas.validate(document, f"statement/{kind}", str(path))
    keys.write_signed(path, documents.canonical(document), key)
    return path


def template(kind: str) -> str:
    """A page to fill in: every field of a kind, with what it means.

    Raises:
        RequestError: when it is no kind of statement.
    """
    if kinds().get(kind, {}).get("purpose") != "statement":
        raise RequestError(f"{kind} is no kind of statement", "KIND", "See `lexgate attest -h`.")
    schema = schemas.load(f"statement/{kind}")
    predicate = schema["properties"]["predicate"]
    lines = [f"# {kind}: fill in, then `lexgate attest {kind} --from THIS_FILE --key YOUR_KEY`."]
    return "\n".join([*lines, *_fields(predicate, schema, 0, {"stated_at"})]) + "\n"


def _fields(
    node: Mapping[str, Any], schema: Mapping[str, Any], depth: int, without: set[str]
) -> list[str]:
    import textwrap

    indent = "  " * depth
    lines: list[str] = []
    found = _resolved(node, schema)
    properties = dict(found.get("properties", {}))
    other = found.get("additionalProperties")
    if not properties and isinstance(other, Mapping):
        properties = {"NAME": other}
    required = set(found.get("required", properties))
    for name, raw in properties.items():
        if name in without:
            continue
        part = _resolved(raw, schema)
        text = " ".join(str(raw.get("description") or part.get("description") or "").split())
        text += "" if name in required or name == "NAME" else " Optional."
        width = max(40, 96 - len(indent))
        lines += [f"{indent}# {line}" for line in textwrap.wrap(text, width)]
        lines += _value(name, part, schema, depth)
    return lines


def _value(name: str, part: Mapping[str, Any], schema: Mapping[str, Any], depth: int) -> list[str]:
    indent = "  " * depth
    # YAML reads a bare on, yes or no as a truth value.
    key = f'"{name}"' if name in {"on", "yes", "no"} else name
    if part.get("properties") or isinstance(part.get("additionalProperties"), Mapping):
        return [f"{indent}{key}:", *_fields(part, schema, depth + 1, set())]
    if part.get("items"):
        item = _resolved(part["items"], schema)
        if item.get("properties"):
            first, *rest = _fields(item, schema, depth + 2, set())
            return [f"{indent}{key}:", f"{indent}  -", first, *rest]
        return [f"{indent}{key}: []"]
    return [f"{indent}{key}: "]


def _resolved(node: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """A part of a schema, through its reference within the same file."""
    while "$ref" in node and str(node["$ref"]).startswith("#/"):
        target: Any = schema
        for word in str(node["$ref"])[2:].split("/"):
            target = target[word]
        node = target
    for choice in [*node.get("anyOf", []), *node.get("oneOf", [])]:
        found = _resolved(choice, schema)
        if found.get("type") != "null":
            return found
    return node


def person_of(config: Config, key: EllipticCurvePrivateKey) -> str | None:
    """Whose key it is by org, or None."""
    found = organisation(config).get("keys") or {}
    entry = found.get(keys.kid(key), {})
    person = entry.get("person")
    return person if isinstance(person, str) else None
