"""Schemas of everything that Lexgate writes or reads, by kind.

A kind is the path of its schema below ``schemas/`` without version and ending:
``decision``, ``evidence/fairness``, ``org/settings``. All faults of a document
are told at once, each with its place.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from lexgate import paths
from lexgate.documents import parse_json, read_json
from lexgate.errors import LexgateError, RequestError

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import ValidationError
    from referencing import Registry, Resource

_KIND = re.compile(r"([a-z][a-z0-9_]*/)?[a-z][a-z0-9_]*")
_BASE = "https://lexgate.example/schemas/"
_SHOWN = 12
# The kinds that had to change; all others are still what they were at first.
_VERSIONS = {"decision": 2}
# What fails in an alternative that was not meant; None is a part that must not be there.
_SAY_LITTLE = {None, "type", "const", "enum"}


def load(kind: str) -> dict[str, Any]:
    """Load a schema.

    Raises:
        LexgateError: if there is none of that kind.
    """
    path = paths.schemas() / _file_name(kind)
    if not _KIND.fullmatch(kind) or not path.is_file():
        raise LexgateError(
            f"no schema for {kind!r}", str(paths.schemas()), "Check the kind's name."
        )
    schema = read_json(path)
    if not isinstance(schema, dict):
        raise LexgateError("a schema that is no object", str(path), "Install Lexgate again.")
    return schema


def _file_name(kind: str) -> str:
    return f"{kind}.v{_VERSIONS.get(kind, 1)}.json"


def faults(document: Any, kind: str) -> list[str]:
    """Give everything that is wrong with a document, each as ``place: what``; sorted by place."""
    found = sorted(
        _leaves(_validator(kind).iter_errors(document)),
        key=lambda error: [str(step) for step in error.absolute_path],
    )
    return list(dict.fromkeys(f"{_place(error)}: {_message(error)}" for error in found))


def located(document: Any, kind: str) -> list[tuple[tuple[str | int, ...], str, str]]:
    """Give everything that is wrong, each with its steps, the word of the schema, and what.

    Each unknown key is told by itself, at its own place.
    """
    found: list[tuple[tuple[str | int, ...], str, str]] = []
    for error in _leaves(_validator(kind).iter_errors(document)):
        at, word = tuple(error.absolute_path), str(error.validator)
        known = error.schema.get("properties") if isinstance(error.schema, dict) else None
        instance: Any = error.instance
        if word == "additionalProperties" and known is not None:
            found += [((*at, key), word, "unknown") for key in instance if key not in known]
        elif len(error.absolute_schema_path) > 1 and "propertyNames" in error.absolute_schema_path:
            found.append(((*at, str(error.instance)), "propertyNames", _message(error)))
        else:
            found.append((at, word, _message(error)))
    return sorted(dict.fromkeys(found), key=lambda one: [str(step) for step in one[0]])


def validate(
    document: Any, kind: str, where: str, *, error: type[LexgateError] = RequestError
) -> None:
    """Refuse a document that its schema does not allow.

    Args:
        document: what was read.
        kind: the schema's kind.
        where: what to call the document, usually its path.
        error: the class of the error.
    """
    found = faults(document, kind)
    if found:
        more = f"; and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
        raise error(
            "; ".join(found[:_SHOWN]) + more,
            where,
            f"Mend these places; the schema is {_file_name(kind)}.",
        )


@functools.cache
def _validator(kind: str) -> Draft202012Validator:
    from jsonschema import Draft202012Validator

    # That the schemas are schemas is a test's business: here it would cost each command 50 ms.
    return Draft202012Validator(_exact(load(kind)), registry=_registry())


@functools.cache
def _registry() -> Registry[Any]:
    """The schemas by their ``$id``, read when asked for; the default one would fetch them."""
    from referencing import Registry
    from referencing.exceptions import NoSuchResource
    from referencing.jsonschema import DRAFT202012

    def retrieve(uri: str) -> Resource[Any]:
        path = paths.schemas() / uri.removeprefix(_BASE)
        if not uri.startswith(_BASE) or not path.is_file():
            raise NoSuchResource(uri)
        return DRAFT202012.create_resource(_exact(read_json(path)))

    return Registry(retrieve=retrieve)  # type: ignore[call-arg]


def _exact(schema: Any) -> Any:
    """Let ``$`` in a pattern mean the end; Python's would let a line break through."""
    if isinstance(schema, list):
        return [_exact(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    exact = {key: _exact(part) for key, part in schema.items()}
    if isinstance(exact.get("pattern"), str):
        exact["pattern"] = _end(exact["pattern"])
    if isinstance(exact.get("patternProperties"), dict):
        exact["patternProperties"] = {
            _end(pattern): part for pattern, part in exact["patternProperties"].items()
        }
    return exact


def _end(pattern: str) -> str:
    # Escaped characters and classes stay as they are.
    return re.sub(
        r"\\.|\[(?:\\.|[^\]\\])*\]|\$",
        lambda found: r"\Z" if found.group() == "$" else found.group(),
        pattern,
        flags=re.DOTALL,
    )


def _leaves(errors: Iterator[ValidationError]) -> Iterator[ValidationError]:
    """Descend into alternatives: the closest one says more than *none of them matched*."""
    from jsonschema.exceptions import best_match

    for error in errors:
        if error.validator in {"anyOf", "oneOf"} and error.context:
            nearest = best_match(iter(error.context))
            if nearest is not None and nearest.validator not in _SAY_LITTLE:
                yield nearest
                continue
        yield error


def _place(error: ValidationError) -> str:
    place = "".join(
        f"[{step}]" if isinstance(step, int) else f".{step}" for step in error.absolute_path
    )
    return place.lstrip(".") or "the document"


def _message(error: ValidationError) -> str:
    instance: Any = error.instance
    limit: Any = error.validator_value
    value = json.dumps(instance, ensure_ascii=True, default=str)
    value = value if len(value) <= 60 else f"{value[:57]}…"
    if error.schema is False:
        return f"{value} does not belong here, beside what else is there"
    match error.validator:
        case "additionalProperties" | "unevaluatedProperties":
            unknown = _unknown(error)
            return f"unknown: {', '.join(unknown)}" if unknown else "unknown keys"
        case "required":
            missing = [key for key in limit if key not in instance]
            return f"missing: {', '.join(missing)}"
        case "enum":
            return f"{value} is none of {', '.join(map(str, limit))}"
        case "const":
            return f"{value} is not {json.dumps(limit)}"
        case "type":
            wanted = " or ".join(limit) if isinstance(limit, list) else limit
            return f"{value} is not of type {wanted}"
        case "pattern":
            written = limit.replace(r"\Z", "$")
            return f"{value} does not match {written}"
        case "anyOf" | "oneOf":
            return f"{value} fits none of the forms allowed here"
        case _:
            return f"{error.message[:200]}"


def _unknown(error: ValidationError) -> list[str]:
    instance: Any = error.instance
    schema: Any = error.schema if isinstance(error.schema, dict) else {}
    known = schema.get("properties", {})
    patterns = schema.get("patternProperties", {})
    return [
        json.dumps(key) if not re.fullmatch(r"[\w.-]+", key) else key
        for key in instance
        if key not in known and not any(re.search(pattern, key) for pattern in patterns)
    ]


def check_bytes(data: bytes, kind: str, where: str) -> Any:
    """Read JSON strictly and validate it in one go; gives the document."""
    document = parse_json(data, where)
    validate(document, kind, where)
    return document
