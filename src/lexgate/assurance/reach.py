"""Which rule uses which, over all files: only tests that reach a rule can notice its mutants.

Whatever is not plain counts as use: a name that a local variable hides, and for a
reference whose steps are only known later everything below it. What a `with` puts aside
is not used by the expression that it belongs to, nor by anything that this one uses.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from lexgate.assurance.rule_changes import name_of
from lexgate.rego_syntax import parse

_Place = tuple[str, frozenset[str]]


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
        self._uses: dict[str, set[tuple[str, frozenset[str]]]] = {}
        self._used_by: dict[str, set[str]] = {}
        for tree, package in zip(trees, packages, strict=True):
            names = dict(_imports(tree))
            for rule in tree["rules"]:
                user = f"{package}.{name_of(rule)}"
                for path, aside in set(_paths(rule, frozenset())):
                    put_aside = frozenset[str]().union(
                        *(self._whole(target, names) for target in aside)
                    )
                    for used in self._meant(path, package, names):
                        self._used_by.setdefault(used, set()).add(user)
                        self._uses.setdefault(user, set()).add((used, put_aside))
        self._used: dict[_Place, frozenset[str]] = {}

    def reaching(self, rule: str) -> dict[str, int]:
        """The rule and all that use it, each with the least number of steps to it."""
        steps, waiting = {rule: 0}, [rule]
        for name in waiting:
            for user in sorted(self._used_by.get(name, set()) - set(steps)):
                steps[user] = steps[name] + 1
                waiting.append(user)
        return {user: number for user, number in steps.items() if rule in self.used(user)}

    def used(self, rule: str, aside: frozenset[str] = frozenset()) -> frozenset[str]:
        """The rule and all that it uses, while some rules are put aside."""
        place = (rule, aside)
        if place not in self._used:
            self._used[place] = self._find(place, {}, set())[0]
        return self._used[place]

    def _find(
        self, place: _Place, found: dict[_Place, frozenset[str]], above: set[_Place]
    ) -> tuple[frozenset[str], bool]:
        """What a rule uses, and whether that is all of it.

        No rule uses itself, but one seems to where a variable hides a name. What is found
        within such a round lacks what its beginning uses. The one who began the search gets
        that from there; for anybody else it is looked for again.
        """
        if place in self._used:
            return self._used[place], True
        if place in found or place in above:
            return found.get(place, frozenset()), False
        rule, aside = place
        above.add(place)
        names, whole = {rule}, True
        for name, more in self._uses.get(rule, set()):
            if name not in (gone := aside | more):
                inner, all_of_it = self._find((name, gone), found, above)
                names |= inner
                whole = whole and all_of_it
        above.remove(place)
        if whole:
            self._used[place] = frozenset(names)
        else:
            found[place] = frozenset(names)
        return frozenset(names), whole

    def _whole(self, target: tuple[str, ...], names: Mapping[str, tuple[str, ...]]) -> set[str]:
        """The rules that a `with` puts aside as a whole."""
        path = ".".join((*names.get(target[0], target[:1]), *target[1:]))
        return {path} if path in self._rules else self._below.get(path, set())

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


_Path = tuple[str, ...]


def _paths(node: Any, aside: frozenset[_Path]) -> Iterator[tuple[_Path, frozenset[_Path]]]:
    """Each reference within a node, and what is put aside for it.

    Of both the steps that are known, from the head on.
    """
    if isinstance(node, list):
        for inner in node:
            yield from _paths(inner, aside)
    elif isinstance(node, dict):
        if node.get("type") == "ref":
            steps, known = _steps(node)
            if steps:
                yield steps, aside
            yield from _paths(node["value"][len(steps) :], aside)
            return
        if node.get("type") == "var":
            yield (str(node["value"]),), aside
            return
        within = aside
        for replaced in node.get("with") or []:
            yield from _paths(replaced["value"], aside)
            steps, known = _steps(replaced["target"])
            if steps and known:
                within |= {steps}
        for key, inner in node.items():
            if key not in ("location", "annotations", "with"):
                yield from _paths(inner, within)


def _steps(node: Mapping[str, Any]) -> tuple[_Path, bool]:
    """The steps of a reference that are known, and whether these are all."""
    if node.get("type") == "var":
        return (str(node["value"]),), True
    if node.get("type") != "ref" or node["value"][0]["type"] != "var":
        return (), False
    first, *rest = node["value"]
    steps = [str(first["value"])]
    for step in rest:
        if step["type"] != "string":
            return tuple(steps), False
        steps.append(str(step["value"]))
    return tuple(steps), True
