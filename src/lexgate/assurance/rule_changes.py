"""What is changed in a rule: every place of a file where one thing can be wrong.

A condition gone, a comparison turned round, a `not` dropped, a constant or a step of
a path changed, the answers of neighbouring branches swapped, another status; of a file
of tests, each table emptied.
"""

from __future__ import annotations

import base64
import functools
import itertools
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lexgate.rego_syntax import parse

_FLIPS = {
    "==": ["!="], "!=": ["=="], "<": ["<=", ">="], "<=": ["<", ">"], ">": [">=", "<="],
    ">=": [">", "<"],
}  # fmt: skip
_STATUSES = {
    "pass": "unknown", "fail": "pass", "unknown": "pass", "waived": "fail", "yes": "no",
    "no": "yes", "law": "no", "house": "no", "not_applicable": "pass", "not_due": "pass",
    "act": "house",
}  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """One change of the text of one file."""

    file: str
    row: int
    what: str
    old: str
    new: str
    start: int
    end: int
    rule: str

    def on(self, text: bytes) -> bytes:
        """The text with the change."""
        return text[: self.start] + self.new.encode() + text[self.end :]

    def __str__(self) -> str:
        """File, line and change, to be read."""
        old, new = (" ".join(part.split())[:90] for part in (self.old, self.new))
        return f"{self.file}:{self.row}: {self.what}: {old} -> {new or '(nothing)'}"


def mutants_of(whole: Path, file: str) -> list[Mutant]:
    """All mutants of a file of rules, each once."""
    text = (whole / file).read_bytes()
    found: dict[tuple[int, int, str], Mutant] = {}
    for rule in parse(whole / file)["rules"]:
        for mutant in _Changes(file, text, name_of(rule)).rule(rule):
            if mutant.old != mutant.new:
                found.setdefault((mutant.start, mutant.end, mutant.new), mutant)
    return sorted(found.values(), key=lambda m: (m.start, m.end, m.new))


def tables_of(whole: Path, file: str) -> list[Mutant]:
    """Each table of a file of tests, emptied."""
    text = (whole / file).read_bytes()
    found: list[Mutant] = []
    rules = parse(whole / file)["rules"]
    named = {name_of(rule): rule["head"].get("value") for rule in rules}
    for rule in rules:
        changes = _Changes(file, text, name_of(rule))
        if not name_of(rule).startswith("test_"):
            continue
        for expression in rule.get("body", []):
            terms = expression.get("terms")
            if not isinstance(terms, dict) or "symbols" not in terms:
                continue
            for symbol in terms["symbols"]:
                if symbol.get("type") == "call":
                    domain = symbol["value"][-1]
                    if domain["type"] == "var":
                        domain = named.get(domain["value"]) or domain
                    if domain["type"] in ("object", "array", "set"):
                        empty = {"object": "{}", "array": "[]", "set": "set()"}[domain["type"]]
                        found += list(changes.replace("empty table", domain, empty))
    return list({(mutant.start, mutant.end): mutant for mutant in found}.values())


def name_of(rule: Mapping[str, Any]) -> str:
    return str(rule["head"]["ref"][0]["value"])


def reachable(path: Path, rule: str) -> set[str]:
    """A rule and what it uses of its own file."""
    uses, found = _uses(path), [rule]
    for name in found:
        found += sorted(uses.get(name, set()) - set(found))
    return set(found)


@functools.cache
def _uses(path: Path) -> dict[str, set[str]]:
    rules = parse(path)["rules"]
    names = {name_of(one) for one in rules}
    uses: dict[str, set[str]] = {}
    for one in rules:
        used = {node["value"] for node in _walk(one) if node.get("type") == "var"}
        uses.setdefault(name_of(one), set()).update((used & names) - {name_of(one)})
    return uses


def _walk(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
        for key, inner in node.items():
            if key not in ("location", "annotations"):
                yield from _walk(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from _walk(inner)


class _Changes:
    """The changes of one rule, as spans of the text of its file."""

    def __init__(self, file: str, text: bytes, rule: str) -> None:
        self.file, self.text, self.rule_name = file, text, rule
        self._lines = _line_starts(text)

    def rule(self, rule: Mapping[str, Any]) -> Iterator[Mutant]:
        """All changes of a rule and its branches."""
        yield from self._branches(rule)
        for branch in _chain(rule):
            head = branch["head"]
            for part in ("value", "key"):
                if part in head and self._in_text(head[part]):
                    yield from self._term(head[part], status=True)
            yield from self._body(branch.get("body", []))

    def replace(self, what: str, node: Mapping[str, Any], new: str) -> Iterator[Mutant]:
        """The text of a node, replaced."""
        span = self._span(node)
        if span is not None:
            yield self._mutant(what, *span, new)

    def _mutant(self, what: str, start: int, end: int, new: str) -> Mutant:
        row = self.text[:start].count(b"\n") + 1
        old = self.text[start:end].decode()
        return Mutant(self.file, row, what, old, new, start, end, self.rule_name)

    def _branches(self, rule: Mapping[str, Any]) -> Iterator[Mutant]:
        chain = [
            b for b in _chain(rule) if "value" in b["head"] and self._in_text(b["head"]["value"])
        ]
        for first, second in itertools.pairwise(chain):
            one, two = self._span(first["head"]["value"]), self._span(second["head"]["value"])
            if one is None or two is None or one[1] > two[0]:
                continue
            a, b = self.text[slice(*one)], self.text[slice(*two)]
            between = self.text[one[1] : two[0]]
            yield self._mutant("swap branches", one[0], two[1], (b + between + a).decode())

    def _body(self, body: Sequence[Mapping[str, Any]]) -> Iterator[Mutant]:
        for expression in body:
            if not _located(expression) or _implied(expression):
                continue
            terms = expression["terms"]
            declares = isinstance(terms, dict) and "symbols" in terms
            if not declares:
                yield from self.replace("drop condition", expression, "true")
            span = self._span(expression)
            if expression.get("negated") and span is not None:
                start = span[0]
                length = len(re.match(rb"not\s+", self.text[start : span[1]]).group())  # type: ignore[union-attr]
                yield self._mutant("drop not", start, start + length, "")
            if isinstance(terms, list) and len(terms) > 1:
                yield from self._operator(terms[0])
            yield from self._inside(terms)
            for mocked in expression.get("with", []):
                yield from self._term(mocked["value"])

    def _operator(self, node: Mapping[str, Any]) -> Iterator[Mutant]:
        span = self._span(node)
        if span is None:
            return
        for new in _FLIPS.get(self.text[slice(*span)].decode(), []):
            yield self._mutant("flip comparison", *span, new)

    def _inside(self, terms: Any) -> Iterator[Mutant]:
        if isinstance(terms, list):
            for term in terms[1:] if len(terms) > 1 else terms:
                yield from self._term(term)
            return
        if "symbols" in terms:
            for symbol in terms["symbols"]:
                yield from self._term(symbol)
        elif "domain" in terms:
            yield from self._term(terms["domain"])
            yield from self._body(terms["body"])
        elif "type" in terms:
            yield from self._term(terms)

    def _term(self, term: Any, status: bool = False) -> Iterator[Mutant]:
        kind, value = term.get("type"), term.get("value")
        match kind:
            case "string" | "number" | "boolean" | "null":
                yield from self._constant(term, status)
            case "ref":
                yield from self._steps(value)
            case "call":
                yield from self._operator(value[0])
                for inner in value[1:]:
                    yield from self._term(inner, status)
            case "array" | "set":
                for inner in value:
                    yield from self._term(inner, status)
            case "object":
                for key, inner in value:
                    yield from self._term(key)
                    yield from self._term(inner, status)
            case "arraycomprehension" | "setcomprehension" | "objectcomprehension":
                for part in ("key", "value", "term"):
                    if isinstance(value.get(part), dict):
                        yield from self._term(value[part], status)
                yield from self._body(value["body"])

    def _constant(self, term: Mapping[str, Any], status: bool) -> Iterator[Mutant]:
        span = self._span(term)
        if span is None:
            return
        text, value = self.text[slice(*span)].decode(), term["value"]
        match term["type"]:
            case "boolean":
                yield self._mutant("change constant", *span, "false" if value else "true")
            case "number":
                yield self._mutant("change constant", *span, str(value + 1))
            case "string":
                if status and value in _STATUSES:
                    yield self._mutant("swap status", *span, f'"{_STATUSES[value]}"')
                if text[:1] == "`":
                    yield self._mutant("change constant", *span, "`nothing like it`")
                elif text[:1] == '"':
                    yield self._mutant("change constant", *span, json.dumps(f"{value}_other"))

    def _steps(self, value: Sequence[Mapping[str, Any]]) -> Iterator[Mutant]:
        for step in value[1:]:
            span = self._span(step)
            if step["type"] != "string":
                yield from self._term(step)
            elif span is not None:
                text = self.text[slice(*span)].decode()
                if text[:1] in ('"', "`"):
                    yield self._mutant("change path", *span, json.dumps(f"{step['value']}_other"))
                elif text == step["value"]:
                    yield self._mutant("change path", *span, f"{text}_other")

    def _in_text(self, node: Mapping[str, Any]) -> bool:
        return self._span(node) is not None

    def _span(self, node: Mapping[str, Any]) -> tuple[int, int] | None:
        """Where the text of a node stands; None for what the parser added by itself."""
        if not _located(node):
            return None
        place = node["location"]
        text = base64.b64decode(place["text"])
        start = self._lines[place["row"] - 1] + place["col"] - 1
        if self.text[start : start + len(text)] != text:
            # Columns may count characters where a line holds others than ASCII.
            line_start = self._lines[place["row"] - 1]
            line = self.text[line_start:].split(b"\n", 1)[0].decode()
            start = line_start + len(line[: place["col"] - 1].encode())
            if self.text[start : start + len(text)] != text:
                return None
        return start, start + len(text)


def _located(node: Mapping[str, Any]) -> bool:
    return "text" in node.get("location", {})


def _implied(expression: Mapping[str, Any]) -> bool:
    """The `true` that the parser puts where a branch has no body."""
    terms = expression["terms"]
    if not isinstance(terms, dict) or terms.get("type") != "boolean":
        return False
    return base64.b64decode(expression["location"]["text"]) not in (b"true", b"false")


def _chain(rule: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    branch: Mapping[str, Any] | None = rule
    while branch is not None:
        yield branch
        branch = branch.get("else")


@functools.lru_cache(maxsize=64)
def _line_starts(text: bytes) -> list[int]:
    return [0, *(match.end() for match in re.finditer(rb"\n", text))]
