"""Which rule uses which, over all files: only tests that reach a rule can notice its mutants.

Whatever is not plain counts as use: a name that a local variable hides, what a `with`
puts aside, and for a reference whose steps are only known later everything below it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from lexgate.assurance.rule_changes import name_of
from lexgate.rego_syntax import parse


class Uses:
    """What uses what, among the rules of some files; a rule is named by its whole path."""

    def __init__(self, files: Iterable[Path]) -> None:
        trees = [parse(path) for path in files]
        packages = [_package(tree) for tree in trees]
        self._rules: set[str] = set()
        for tree, package in zip(trees, packages, strict=True):
            self._rules |= {f"{package}.{name_of(rule)}" for rule in tree["rules"]}
        self._below: dict[str, set[str]] = {}
        for rule in self._rules:
            steps = rule.split(".")
            for length in range(1, len(steps)):
                self._below.setdefault(".".join(steps[:length]), set()).add(rule)
        self._used_by: dict[str, set[str]] = {}
        for tree, package in zip(trees, packages, strict=True):
            names = dict(_imports(tree))
            for rule in tree["rules"]:
                user = f"{package}.{name_of(rule)}"
                for path in _paths(rule):
                    for used in self._meant(path, package, names):
                        self._used_by.setdefault(used, set()).add(user)

    def reaching(self, rule: str) -> dict[str, int]:
        """The rule and all that use it, each with the least number of steps to it."""
        steps, waiting = {rule: 0}, [rule]
        for name in waiting:
            for user in self._used_by.get(name, set()) - set(steps):
                steps[user] = steps[name] + 1
                waiting.append(user)
        return steps

    def _meant(
        self, path: tuple[str, ...], package: str, names: Mapping[str, tuple[str, ...]]
    ) -> set[str]:
        head = path[0]
        meant: set[str] = set()
        if head == "data":
            meant |= self._at(path)
        if head in names:
            meant |= self._at((*names[head], *path[1:]))
        if f"{package}.{head}" in self._rules:
            meant.add(f"{package}.{head}")
        return meant

    def _at(self, path: tuple[str, ...]) -> set[str]:
        """The rule that a path leads to or through; else all that lie below it."""
        for length in range(len(path), 0, -1):
            if (name := ".".join(path[:length])) in self._rules:
                return {name}
        return self._below.get(".".join(path), set())


def _package(tree: Mapping[str, Any]) -> str:
    return ".".join(str(step["value"]) for step in tree["package"]["path"])


def _imports(tree: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for found in tree.get("imports") or []:
        path = tuple(str(step["value"]) for step in found["path"]["value"])
        yield found.get("alias") or path[-1], path


def _paths(node: Any) -> Iterator[tuple[str, ...]]:
    """Each reference within a node: the steps that are known, from its head on."""
    if isinstance(node, list):
        for inner in node:
            yield from _paths(inner)
    elif isinstance(node, dict):
        if node.get("type") == "ref":
            first, *rest = node["value"]
            if first["type"] == "var":
                steps = [str(first["value"])]
                for step in rest:
                    if step["type"] != "string":
                        break
                    steps.append(str(step["value"]))
                yield tuple(steps)
                yield from _paths(rest)
            else:
                yield from _paths(node["value"])
            return
        if node.get("type") == "var":
            yield (str(node["value"]),)
            return
        for key, inner in node.items():
            if key not in ("location", "annotations"):
                yield from _paths(inner)
