"""Many mutants of a file side by side: one rule book, in which each can be switched on.

Every rule that has mutants becomes one that asks which form of it holds: the text as it
stands, or one of its mutants. The number that says so is data, so that the rule book is
compiled once for all of them, and only what is changed is there twice.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from lexgate.assurance.rule_changes import Mutant, name_of
from lexgate.rego_syntax import parse

# No rule book has data or rules under these names.
SWITCHES = "assurance_switches"
_FORM = "__form_"


class Forms:
    """The rules of one file, each to be had in several forms."""

    def __init__(self, path: Path) -> None:
        self._text = path.read_bytes()
        tree = parse(path)
        starts = [0, *(match.end() for match in re.finditer(rb"\n", self._text))]
        rules = tree["rules"]
        ends = [starts[rule["location"]["row"] - 1] for rule in rules[1:]] + [len(self._text)]
        self._spans: dict[str, list[tuple[int, int]]] = {}
        self._kinds: dict[str, set[tuple[str, int]]] = {}
        for rule, end in zip(rules, ends, strict=True):
            start = starts[rule["location"]["row"] - 1]
            self._spans.setdefault(name_of(rule), []).append((start, end))
            self._kinds.setdefault(name_of(rule), set()).add(_kind(rule))
        first = starts[rules[0]["location"]["row"] - 1] if rules else len(self._text)
        self._top = b"\n".join(
            line
            for line in self._text[:first].split(b"\n")
            if re.match(rb"(package|import) ", line)
        )

    def can_hold(self, mutant: Mutant) -> bool:
        """Whether the change lies inside one rule, of a kind that can be switched."""
        kinds = self._kinds.get(mutant.rule, set())
        if len(kinds) != 1 or next(iter(kinds))[0] == "other":
            return False
        return any(
            start + len(mutant.rule) <= mutant.start and mutant.end <= end
            for start, end in self._spans[mutant.rule]
        ) and all(
            self._text[start:].startswith(mutant.rule.encode())
            for start, _ in self._spans[mutant.rule]
        )

    def base(self, file: str, rules: set[str]) -> bytes:
        """The file with these rules as they stand, each as one form of itself."""
        spans = sorted((start, name) for name in rules for start, _ in self._spans[name])
        parts, done = [], 0
        for start, name in spans:
            parts += [self._text[done:start], f"{name}{_FORM}0".encode()]
            done = start + len(name)
        told = "\n".join(self._asking(_switch(file, name), name, 0) for name in sorted(rules))
        return b"".join([*parts, self._text[done:], b"\n", told.encode(), b"\n"])

    def form(self, mutant: Mutant, number: int) -> bytes:
        """A file with the mutant as one more form of its rule."""
        name = mutant.rule
        parts = [self._top, b""]
        for start, end in self._spans[name]:
            text = self._text[start:end]
            if start <= mutant.start and mutant.end <= end:
                cut = slice(mutant.start - start, mutant.end - start)
                text = text[: cut.start] + mutant.new.encode() + text[cut.stop :]
            lines = text.split(b"\n")
            # What comes before the next rule speaks of that one.
            while lines and (not lines[-1].strip() or lines[-1].startswith(b"#")):
                lines.pop()
            parts.append(f"{name}{_FORM}{number}".encode() + b"\n".join(lines)[len(name) :] + b"\n")
        return b"\n".join([*parts, self._asking(switch(mutant), name, number).encode(), b""])

    def _asking(self, switch: str, name: str, number: int) -> str:
        kind, size = next(iter(self._kinds[name]))
        form, on = f"{name}{_FORM}{number}", f"data.{SWITCHES}.{switch} == {number}"
        arguments = ", ".join(f"a{place}" for place in range(size))
        return {
            "function": f"{name}({arguments}) := {form}({arguments}) if {on}",
            "value": f"{name} := {form} if {on}",
            "set": f"{name} contains a if {{\n\t{on}\n\tsome a in {form}\n}}",
            "object": f"{name}[k] := a if {{\n\t{on}\n\ta := {form}[k]\n}}",
            "sets": f"{name}[k] contains a if {{\n\t{on}\n\tsome a in {form}[k]\n}}",
        }[kind]


def _kind(rule: Mapping[str, Any]) -> tuple[str, int]:
    head = rule["head"]
    steps = len(head["ref"])
    if rule.get("default"):
        return "other", 0
    if "args" in head:
        return ("function", len(head["args"])) if steps == 1 else ("other", 0)
    found = {
        (1, False): "value" if "value" in head else "other",
        (1, True): "set" if "value" not in head else "other",
        (2, True): "object" if "value" in head else "sets",
    }
    return found.get((steps, "key" in head), "other"), 0


@functools.lru_cache(maxsize=256)
def of(path: Path) -> Forms:
    """The forms of a file that stays as it is."""
    return Forms(path)


def switch(mutant: Mutant) -> str:
    """The name of the number that says which form of a rule holds."""
    return _switch(mutant.file, mutant.rule)


def _switch(file: str, rule: str) -> str:
    return re.sub(r"\W", "_", f"{file}_{rule}")


def write(copy: Path, tree: Path, mutants: Mapping[int, Mutant], forms: Path) -> None:
    """Write the files with their switches into a copy of a folder, and each mutant beside it."""
    off: dict[str, int] = {}
    by_file: dict[str, set[str]] = {}
    for number, mutant in mutants.items():
        off[switch(mutant)] = 0
        by_file.setdefault(mutant.file, set()).add(mutant.rule)
        (forms / f"m{number}").mkdir(parents=True)
        (forms / f"m{number}" / "form.rego").write_bytes(
            of(tree / mutant.file).form(mutant, number)
        )
    for file, rules in by_file.items():
        (copy / file).write_bytes(of(tree / file).base(file, rules))
    (copy / SWITCHES).mkdir()
    (copy / SWITCHES / "data.json").write_text(json.dumps(off), "utf-8")


def names_a_field(tree: Path, mutant: Mutant) -> bool:
    """Whether a change is that of a name in an object.

    Only this changes the type of what a rule gives, so that OPA may refuse what uses it.
    """
    text = (tree / mutant.file).read_bytes()
    return re.match(rb"\s*:(?!=)", text[mutant.end :]) is not None


def parts(items: Sequence[Mutant], most: int, least: int) -> list[list[Mutant]]:
    """Items in parts of the same size, each with some of the neighbours."""
    number = max(1, -(-len(items) // most), min(least, len(items) // 12))
    return [list(items[part::number]) for part in range(number)]
