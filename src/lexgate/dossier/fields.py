"""What the schema of a kind says about a field, and how fields are spelt.

A place in a page is a tuple of steps: names, and numbers of entries in lists. ``*`` stands
for every name of an object whose names are free, such as the data sets by role.

Schemas carry four annotations at fields of a predicate:

- ``x-provision``: the provision that asks for the field.
- ``x-drafted-from``: where a draft is taken from: ``KIND.path`` in evidence or in the signed
  facts (``system``), with ``*`` for the same name and ``[]`` for the entry of a list that has
  one alone, ``org.settings.path`` or ``lexgate_toml.path``; ``signed.KIND`` is the digest of
  the statement on file. A list names alternatives.
- ``x-keys``: where the names of an object with free names are known from, in the same form;
  an entry of a list is known by its ``name``.
- ``x-set-aside-by``: by path, in the signed facts or a statement, the answers with which no
  rule asks for an optional field.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lexgate import schemas
from lexgate.errors import RequestError

STAR = "*"
# What the command that signs sets by itself.
BY_SIGNING = "stated_at"
# Deeper than any page; a schema that holds itself ends here.
_DEEPEST = 12
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*|\*")
_STEP = re.compile(r'"(?:[^"\\]|\\.)*"|\[[0-9]+\]|[^.\[\]"]+')

Step = str | int
Steps = tuple[Step, ...]


def spelt(steps: Sequence[Step]) -> str:
    """A place as people read it: ``data_sets.training.preparation[0].operation``.

    A name with anything but letters, digits, ``_`` and ``-`` stands in quotes.
    """
    text = ""
    for step in steps:
        if isinstance(step, int):
            text += f"[{step}]"
            continue
        plain = step if _PLAIN.fullmatch(step) else json.dumps(step, ensure_ascii=False)
        text += f".{plain}" if text else plain
    return text


def place(text: str) -> Steps:
    """The steps of a place that people spelt.

    Raises:
        RequestError: when it is no place.
    """
    steps: list[Step] = []
    at = 0
    while at < len(text):
        if text[at] == "." and at and at + 1 < len(text):
            at += 1
        found = _STEP.match(text, at)
        if found is None:
            break
        word = found.group()
        if word.startswith('"'):
            try:
                steps.append(json.loads(word))
            except ValueError:
                break
        else:
            steps.append(int(word[1:-1]) if word.startswith("[") else word)
        at = found.end()
        if at < len(text) and text[at] not in ".[":
            break
    if not text or at < len(text):
        raise RequestError(
            f"{text[:100]!r} is no field", "FIELD", "Write KIND.field.field, as status prints it."
        )
    return tuple(steps)


@dataclass(frozen=True)
class Node:
    """What the schema says at one place.

    Attributes:
        schema: the part of the schema, references resolved, with the words of the place itself.
        required: whether the form asks for it wherever what holds it is there.
    """

    schema: Mapping[str, Any]
    required: bool

    @property
    def properties(self) -> dict[str, Any]:
        """The fields by name, where the names are fixed."""
        found = self.schema.get("properties")
        return dict(found) if isinstance(found, Mapping) else {}

    @property
    def free(self) -> Mapping[str, Any] | None:
        """What stands under each name, where the names are free."""
        found = self.schema.get("additionalProperties")
        if isinstance(found, Mapping):
            return found
        patterns = self.schema.get("patternProperties")
        if isinstance(patterns, Mapping) and patterns:
            first: Mapping[str, Any] = next(iter(patterns.values()))
            return first
        return None

    @property
    def is_object(self) -> bool:
        """Whether fields stand below it."""
        return bool(self.properties) or self.free is not None

    @property
    def items(self) -> Mapping[str, Any] | None:
        """What an entry is, where it is a list."""
        found = self.schema.get("items")
        return found if isinstance(found, Mapping) else None

    @property
    def nullable(self) -> bool:
        """Whether null is an answer here."""
        kinds = self.schema.get("type", [])
        return bool(self.schema.get("x-nullable")) or "null" in (
            kinds if isinstance(kinds, list) else [kinds]
        )

    @property
    def holds_digest(self) -> bool:
        """Whether it holds the digest of something."""
        return str(self.schema.get("pattern", "")).startswith("^sha256:")

    @property
    def holds_text(self) -> bool:
        """Whether it holds words."""
        return self.schema.get("type") == "string" and not self.holds_digest

    def takes(self, name: str) -> bool:
        """Whether an object with free names may hold this one."""
        allowed = (self.schema.get("propertyNames") or {}).get("enum")
        return allowed is None or name in allowed


class Form:
    """The schema of one kind of statement."""

    def __init__(self, kind: str, schema: Mapping[str, Any]) -> None:
        self.kind = kind
        self._schema = schema
        self._known: dict[Steps, Node | None] = {}
        self.root = self._node(schema["properties"]["predicate"], required=True)

    def _node(self, raw: Mapping[str, Any], *, required: bool) -> Node:
        found: dict[str, Any] = {}
        at: Mapping[str, Any] = raw
        for _ in range(_DEEPEST):
            # What stands at the field says more about it than what it refers to.
            found = {**at, **found}
            if "$ref" in at and str(at["$ref"]).startswith("#/"):
                target: Any = self._schema
                for word in str(at["$ref"])[2:].split("/"):
                    target = target[word]
                at = target
                continue
            choices = [*at.get("anyOf", []), *at.get("oneOf", [])]
            others = [choice for choice in choices if choice.get("type") != "null"]
            if not others:
                break
            if len(others) < len(choices):
                found["x-nullable"] = True
            at = others[0]
        return Node(found, required)

    def below(self, node: Node, step: Step) -> Node | None:
        """What stands one step below, or None where nothing may stand."""
        if isinstance(step, int):
            return None if node.items is None else self._node(node.items, required=True)
        if step in node.properties:
            asked = step in (node.schema.get("required") or ())
            return self._node(node.properties[step], required=asked)
        if node.free is not None and (step == STAR or node.takes(step)):
            return self._node(node.free, required=True)
        return None

    def at(self, steps: Sequence[Step]) -> Node | None:
        """What stands at a place, or None where nothing may stand."""
        place = tuple(steps)
        if not place:
            return self.root
        # What is an entry of a list is alike for all entries.
        place = tuple(0 if isinstance(step, int) else step for step in place)
        if place not in self._known:
            above = self.at(place[:-1])
            self._known[place] = None if above is None else self.below(above, place[-1])
        return self._known[place]

    def walk(self) -> Iterator[tuple[Steps, Node]]:
        """Every place of the form; free names and entries of lists once, as ``*`` and 0."""
        waiting: list[tuple[Steps, Node]] = [((), self.root)]
        while waiting:
            steps, node = waiting.pop(0)
            yield steps, node
            if len(steps) >= _DEEPEST:
                continue
            names: list[Step] = list(node.properties)
            if node.free is not None:
                names.append(STAR)
            elif node.items is not None:
                names.append(0)
            for name in names:
                found = self.below(node, name)
                if found is not None and (steps or name != BY_SIGNING):
                    waiting.append(((*steps, name), found))

    @functools.cached_property
    def drafted(self) -> dict[Steps, list[str]]:
        """Where drafts are taken from, by field."""
        return {steps: named(node, "x-drafted-from") for steps, node in self._named_by_drafts()}

    def _named_by_drafts(self) -> Iterator[tuple[Steps, Node]]:
        for steps, node in self.walk():
            if named(node, "x-drafted-from") and not any(isinstance(step, int) for step in steps):
                yield steps, node


def named(node: Node, annotation: str) -> list[str]:
    """An annotation as a list."""
    found = node.schema.get(annotation)
    if isinstance(found, str):
        return [found]
    return [str(one) for one in found] if isinstance(found, list) else []


@functools.cache
def form(kind: str) -> Form:
    """The form of a kind of statement."""
    return Form(kind, schemas.load(f"statement/{kind}"))


def covers(read: Sequence[str], steps: Sequence[Step]) -> bool:
    """Whether a read path takes in a place: it leads there, or to what holds it."""
    return len(read) <= len(steps) and _same(read, steps)


def leads_through(read: Sequence[str], steps: Sequence[Step]) -> bool:
    """Whether a read path names a place or what lies below it."""
    return len(read) >= len(steps) and _same(read, steps)


def _same(read: Sequence[str], steps: Sequence[Step]) -> bool:
    return all(
        word in {STAR, str(step)} or step == STAR for word, step in zip(read, steps, strict=False)
    )
