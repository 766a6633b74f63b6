"""Pages as people write them: every field with its value, its file and its line."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from lexgate import documents, statements
from lexgate.dossier.fields import BY_SIGNING, Step, Steps
from lexgate.errors import LexgateError, RequestError

Level = Literal["organisation", "system"]
# Pages of the dossier that are no statements.
DOCUMENTS, DRAFTS, ACCEPTED = "documents", "drafts", "accepted"
# Statements that other commands write, or that are written one for each of something.
_ELSEWHERE = {
    "system": "the facts: `lexgate classify` signs them",
    "assessment": "`lexgate assess` signs it, control by control",
    "deviation": "`lexgate attest deviation` signs it, setting by setting",
}
# The same words as in check.rego, so that nothing is told twice and differently.
_HELD_OPEN = (
    re.compile(
        r"\b(todo|tbd|tba|fixme|xxx+|lorem ipsum|fill (this )?in|placeholder|not applicable yet"
        r"|to be (added|completed|decided|defined|determined|done|filled|written))\b",
        re.IGNORECASE,
    ),
    re.compile(r"<[^<>]{2,80}>|\[(insert|your|name|describe)[^\]]*\]", re.IGNORECASE),
)
_SHOWN = 12


@dataclass(frozen=True)
class Leaf:
    """A value that somebody wrote: text, number, truth value, null, list or an empty object."""

    value: Any
    file: Path
    line: int


@dataclass(frozen=True)
class Page:
    """One page.

    Attributes:
        kind: the kind of statement.
        level: whose it is.
        path: the file.
        leaves: the values by place.
        lines: the line of every place, also of what holds others.
    """

    kind: str
    level: Level
    path: Path
    leaves: Mapping[Steps, Leaf]
    lines: Mapping[Steps, int]


@dataclass
class Folder:
    """The pages of one level, by kind."""

    path: Path
    level: Level
    pages: dict[str, Page] = field(default_factory=dict)
    there: bool = True


class Faults:
    """Gathers what is wrong with a dossier, so that a person hears it at once."""

    def __init__(self) -> None:
        self.found: list[tuple[str, str]] = []

    def add(self, where: str, what: str) -> None:
        """Note one fault; the same one is noted once."""
        if (where, what) not in self.found:
            self.found.append((where, what))

    def of(self, error: LexgateError) -> None:
        """Note what another part refused."""
        self.add(error.where, error.what)

    def settle(self, do: str) -> None:
        """Do nothing if nothing was found.

        Raises:
            RequestError: with every fault, each with its file, line and field.
        """
        if not self.found:
            return
        more = len(self.found) - _SHOWN
        told = [f"{where}: {what}" for where, what in self.found[:_SHOWN]]
        if len(self.found) == 1:
            where, what = self.found[0]
            raise RequestError(what, where, do)
        raise RequestError(
            "; ".join(told) + (f"; and {more} more" if more > 0 else ""),
            f"{len(self.found)} places of the dossier",
            do,
        )


def held() -> list[str]:
    """The kinds of statement that a dossier holds."""
    return sorted(
        kind
        for kind, found in statements.kinds().items()
        if found["purpose"] == "statement"
        and kind not in _ELSEWHERE
        and "one_for_each" not in found
    )


def within(path: Path, root: Path) -> bool:
    """Whether a file really lies below a folder, links followed."""
    return path.resolve().is_relative_to(root.resolve())


def read_folder(folder: Path, level: Level, faults: Faults) -> Folder:
    """The pages of one level; a folder that isn't there holds none."""
    found = Folder(folder, level)
    if not os.path.lexists(folder):
        found.there = False
        return found
    try:
        names = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    except OSError as error:
        faults.add(str(folder), f"can't be listed: {error.strerror or 'no folder'}")
        return found
    known = held()
    for path in names:
        if path.suffix == ".yml":
            faults.add(str(path), "a page ends in .yaml")
        if path.suffix != ".yaml" or path.stem in {DOCUMENTS, DRAFTS, ACCEPTED}:
            continue
        kind = path.stem
        if kind in _ELSEWHERE:
            faults.add(str(path), f"{kind} is no page of a dossier; {_ELSEWHERE[kind]}")
        elif kind not in known:
            faults.add(
                str(path), f"{kind} is no kind of statement; a dossier holds {', '.join(known)}"
            )
        elif not within(path, folder):
            faults.add(str(path), "a link out of the dossier")
        else:
            try:
                found.pages[kind] = read_page(path, kind, level)
            except LexgateError as error:
                faults.of(error)
    return found


def read_page(path: Path, kind: str, level: Level) -> Page:
    """Read one page.

    Raises:
        RequestError: when it can't be read in one way only, or is no page of fields.
    """
    data = documents.read_bytes(path)
    value = documents.parse_yaml(data, str(path))
    if value is None:
        return Page(kind, level, path, {}, {})
    if not isinstance(value, dict):
        raise RequestError("not a page of fields", str(path), "Write `field: value` lines.")
    lines = _lines(data.decode("utf-8"))
    if BY_SIGNING in value:
        raise RequestError(
            f"{BY_SIGNING} is set when the page is signed",
            f"{path}, line {lines[(BY_SIGNING,)]}",
            "Take the line out.",
        )
    leaves = {steps: Leaf(found, path, lines.get(steps, 1)) for steps, found in flat(value).items()}
    return Page(kind, level, path, leaves, lines)


def flat(value: Any, *, lists: bool = False) -> dict[Steps, Any]:
    """The values of a tree by place; lists whole, or entry by entry."""
    found: dict[Steps, Any] = {}
    waiting: list[tuple[Steps, Any]] = [((), value)]
    while waiting:
        steps, item = waiting.pop()
        if isinstance(item, dict) and item:
            waiting.extend(((*steps, name), inner) for name, inner in reversed(item.items()))
        elif lists and isinstance(item, list) and item:
            waiting.extend(((*steps, i), item[i]) for i in reversed(range(len(item))))
        else:
            found[steps] = item
    found.pop((), None)
    return found


def tree(leaves: Mapping[Steps, Any]) -> dict[str, Any]:
    """The tree that values by place make up; lists stand whole among them."""
    root: dict[str, Any] = {}
    for steps, value in leaves.items():
        at = root
        for step in steps[:-1]:
            at = at.setdefault(str(step), {})
        at[str(steps[-1])] = value
    return root


def is_placeholder(value: Any) -> bool:
    """Whether a value only holds the place of one."""
    if not isinstance(value, str):
        return False
    # A long text may speak of placeholders; what stands for a text is short.
    return not value.strip() or any(
        pattern.search(value) for pattern in _HELD_OPEN if len(value) <= 20_000
    )


def _lines(text: str) -> dict[Steps, int]:
    """The line of every place; the strict reader has read the same text before."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    found: dict[Steps, int] = {}
    root = yaml.compose(text, Loader=loader)
    waiting: list[tuple[Steps, Any]] = [((), root)] if root is not None else []
    while waiting:
        steps, node = waiting.pop()
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                below = (*steps, str(key.value))
                found[below] = key.start_mark.line + 1
                waiting.append((below, value))
        elif isinstance(node, yaml.SequenceNode):
            for number, value in enumerate(node.value):
                below = (*steps, number)
                found[below] = value.start_mark.line + 1
                waiting.append((below, value))
    return found


def line_of(lines: Mapping[Steps, int], steps: Sequence[Step]) -> int:
    """The line of a place, or of the nearest that holds it."""
    at = tuple(steps)
    while at and at not in lines:
        at = at[:-1]
    return lines.get(at, 1)


def written(value: Any) -> str:
    """A value as YAML that every reader reads alike."""
    import yaml

    class Dumper(yaml.SafeDumper):
        """Quotes all text but plain words, and writes each part out."""

        def ignore_aliases(self, data: Any) -> bool:
            return True

    def text(dumper: yaml.SafeDumper, data: str) -> yaml.ScalarNode:
        plain = re.fullmatch(r"[A-Za-z_][\w /.,()-]*[\w)]", data, re.ASCII)
        disputed = re.fullmatch(r"(?i)[yn]|yes|no|on|off|true|false|null|inf|nan", data)
        style = None if plain and not disputed else '"'
        return dumper.represent_scalar("tag:yaml.org,2002:str", data, style=style)

    Dumper.add_representer(str, text)
    return str(yaml.dump(value, Dumper=Dumper, sort_keys=False, allow_unicode=True, width=98))
