"""Pages with exactly the fields that the applicable controls read, each left empty.

An empty field is nothing that could pass: the merge leaves it out, and the command that
signs refuses the page. What somebody wrote is never touched; lines are only added.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lexgate import catalogue, documents, statements
from lexgate.dossier import pages
from lexgate.dossier.fields import STAR, Node, Step, Steps, spelt
from lexgate.dossier.state import Dossier, Gap, Reads, Sheet
from lexgate.errors import LexgateError

if TYPE_CHECKING:
    from lexgate.dossier.pages import Page

_WIDTH = 96
_EMPTY = "# to be written"
HELD_OPEN = "<to be written>"


@dataclass
class Scaffold:
    """What was scaffolded.

    Attributes:
        pages: the bytes of each page that is new or has new lines.
        fields: how many fields were left empty, by page.
        drafted: how many fields `lexgate dossier fill` can draft.
        by_hand: fields that can't be put into a page as it is written, each with its place.
    """

    pages: dict[Path, bytes] = field(default_factory=dict)
    fields: dict[Path, int] = field(default_factory=dict)
    drafted: int = 0
    by_hand: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class _Branch:
    """What is to be added below one place."""

    gap: Gap | None = None
    below: dict[Step, _Branch] = field(default_factory=dict)


def scaffold(dossier: Dossier, applicable: Reads) -> Scaffold:
    """The pages of the kinds that applicable controls read, with what they lack.

    Organisation-wide kinds go to the organisation's folder, all others to the system's. A
    field that evidence can answer is named in a comment and not left empty.
    """
    found = Scaffold()
    controls = catalogue.load()
    for kind in sorted(applicable):
        sheet = dossier.sheet(kind)
        organisation = statements.kinds()[kind]["binding"] == ["organisation"]
        folder = dossier.organisation if organisation else dossier.system
        page = folder.pages.get(kind)
        path = page.path if page else folder.path / f"{kind}.yaml"
        root = _Branch()
        # What a document should answer and doesn't is no line to write either.
        answered = {*sheet.fresh, *sheet.problems()}
        drafted = _patterns(sheet, answered)
        found.drafted += len(answered)
        for gap in sheet.gaps(applicable[kind], answered=answered):
            _grow(root, gap)
        count = sum(1 for _ in _gaps_of(root))
        if not root.below and not (drafted and page is None):
            continue
        writer = _Writer(sheet, controls)
        if page is None or not page.leaves:
            head = page.path.read_text(encoding="utf-8") if page else _head(kind, sheet)
            text = head + "".join(f"{line}\n" for line in writer.lines((), root, 0))
            text += "\n" + writer.told(drafted) if drafted else ""
        else:
            text, missed = _added(page, root, writer)
            found.by_hand += [(str(path), spelt((kind, *gap.steps))) for gap in missed]
            count -= len(missed)
        if count or page is None:
            documents.parse_yaml(text.encode("utf-8"), str(path))
            found.pages[path] = text.encode("utf-8")
            found.fields[path] = count
    return found


def _head(kind: str, sheet: Sheet) -> str:
    title = sheet.form._schema.get("title", kind)
    return f"# {title}.\n# Signed by: lexgate dossier attest {kind} --key YOUR_KEY\n"


def _patterns(sheet: Sheet, answered: Collection[Steps]) -> dict[Steps, str]:
    """What drafts answer, by the place as schema or documents.yaml names it, and from what."""
    found: dict[Steps, str] = {}
    mapped = [one for one in sheet.dossier.mapped if one.kind == sheet.kind]
    for steps in sorted(answered, key=spelt):
        for pattern, sources in sheet.form.drafted.items():
            if _same(pattern, steps):
                found[pattern] = " or ".join(sources)
        for one in mapped:
            if _same(one.steps, steps):
                found[one.steps] = one.file
    return found


def _same(pattern: Steps, steps: Steps) -> bool:
    return len(pattern) == len(steps) and all(
        mine in {STAR, theirs} for mine, theirs in zip(pattern, steps, strict=True)
    )


def _grow(root: _Branch, gap: Gap) -> None:
    at = root
    for step in gap.steps:
        at = at.below.setdefault(step, _Branch())
    at.gap = gap


def _gaps_of(branch: _Branch) -> Iterator[Gap]:
    if branch.gap is not None:
        yield branch.gap
    for below in branch.below.values():
        yield from _gaps_of(below)


class _Writer:
    """Writes empty fields with what they are, what asks for them, and what reads them."""

    def __init__(self, sheet: Sheet, controls: Mapping[str, Any]) -> None:
        self._sheet = sheet
        self._controls = controls

    def lines(self, steps: Steps, branch: _Branch, depth: int) -> Iterator[str]:
        """The lines of what stands below a place."""
        for step, below in branch.below.items():
            if not depth and not steps:
                yield ""
            yield from self.field((*steps, step), below, depth)

    def field(self, steps: Steps, branch: _Branch, depth: int) -> Iterator[str]:
        """The lines of one field."""
        indent = "  " * depth
        node = self._sheet.form.at(steps)
        key = _key(steps[-1])
        gap = branch.gap
        if gap is None:
            if node is not None:
                yield from _comment(indent, _said(node, steps))
            yield f"{indent}{key}:"
            yield from self.lines(steps, branch, depth + 1)
            return
        yield from _comment(indent, _said(gap.node, steps))
        yield from _comment(indent, self._asked(gap))
        entry = gap.node.items
        inner = self._sheet.form.below(gap.node, 0) if entry is not None else None
        if inner is not None and inner.properties:
            yield f"{indent}{key}:"
            first = True
            for name in inner.properties:
                below = self._sheet.form.below(inner, name)
                if below is None or not below.required:
                    continue
                yield from _comment(indent + "    ", _said(below, (name,)))
                yield f"{indent}  {'-' if first else ' '} {_key(name)}: {_blank(below)}"
                first = False
            return
        yield f"{indent}{key}: {_blank(gap.node)}"

    def told(self, drafted: Mapping[Steps, str]) -> str:
        """What needs no line, since it is drafted."""
        lines = ["# Drafted by `lexgate dossier fill`:"] if drafted else []
        lines += [f"# - {spelt(steps)} from {source}" for steps, source in drafted.items()]
        return "".join(f"{line}\n" for line in lines)

    def _asked(self, gap: Gap) -> str:
        own = gap.node.schema.get("x-provision")
        articles = sorted({str(self._controls[name]["article"]) for name in gap.controls})
        provision = str(own) if own else ", ".join(f"Article {one}" for one in articles)
        if not gap.controls:
            return f"Asked for by {provision or 'the form'}; no applicable control reads it."
        names = ", ".join(gap.controls[:6])
        more = f" and {len(gap.controls) - 6} more" if len(gap.controls) > 6 else ""
        optional = "" if gap.node.required else " Optional in the form."
        return f"{provision}; read by {names}{more}.{optional}"


def _said(node: Node, steps: Sequence[Step]) -> str:
    text = " ".join(str(node.schema.get("description") or "").split())
    choices = node.schema.get("enum")
    if isinstance(choices, list):
        text += f" One of {', '.join(map(str, choices))}."
    if steps[-1] == STAR:
        text = "Every one of them; a name in the place of * says it for one alone. " + text
    return text


def _blank(node: Node) -> str:
    """An empty field; where null is an answer, words that are none."""
    return f'"{HELD_OPEN}"' if node.nullable else _EMPTY


def _comment(indent: str, text: str) -> Iterator[str]:
    for line in textwrap.wrap(text, max(40, _WIDTH - len(indent)), break_on_hyphens=False):
        yield f"{indent}# {line}"


def _key(step: Step) -> str:
    text = str(step)
    plain = re.fullmatch(r"[A-Za-z_][A-Za-z0-9_-]*", text)
    disputed = re.fullmatch(r"(?i)[yn]|yes|no|on|off|true|false|null", text)
    if plain and not disputed:
        return text
    import json

    return json.dumps(text, ensure_ascii=False)


def _added(page: Page, root: _Branch, writer: _Writer) -> tuple[str, list[Gap]]:
    """A page with lines for what it lacks, and the gaps that have no place in it."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    data = documents.read_bytes(page.path)
    text = data.decode("utf-8")
    lines = text.splitlines()
    insertions: list[tuple[int, list[str]]] = []
    missed: list[Gap] = []

    def visit(node: Any, branch: _Branch, steps: Steps, depth: int) -> None:
        held = {str(key.value): (key, value) for key, value in node.value}
        new = [step for step in branch.below if str(step) not in held]
        if new and node.flow_style:
            for step in new:
                missed.extend(_gaps_of(branch.below[step]))
        elif new:
            column = node.value[0][0].start_mark.column
            told = [
                " " * column + line
                for step in new
                for line in writer.field((*steps, step), branch.below[step], 0)
            ]
            insertions.append((_last_line(node) + 1, told))
        for step, below in branch.below.items():
            if str(step) not in held:
                continue
            key, value = held[str(step)]
            if isinstance(value, yaml.MappingNode) and value.value:
                visit(value, below, (*steps, step), depth + 1)
            elif isinstance(value, yaml.ScalarNode) and value.value == "" and not value.style:
                column = key.start_mark.column + 2
                told = [" " * column + line for line in writer.lines((*steps, step), below, 0)]
                insertions.append((key.end_mark.line + 1, told))
            else:
                missed.extend(_gaps_of(below))

    visit(yaml.compose(text, Loader=loader), root, (), 0)
    for at, told in sorted(insertions, key=lambda one: one[0], reverse=True):
        lines[at:at] = told
    new_text = "\n".join(lines) + "\n"
    # Whatever the page looks like: what somebody wrote says the same afterwards.
    before = pages.flat(documents.parse_yaml(data, str(page.path)))
    after = pages.flat(documents.parse_yaml(new_text.encode("utf-8"), str(page.path)))
    if any(value is not None and after.get(steps) != value for steps, value in before.items()):
        raise LexgateError(
            "lines can't be added without changing what is written",
            str(page.path),
            "Write the missing fields yourself; `lexgate dossier status` names them.",
        )
    return new_text, missed


def _last_line(node: Any) -> int:
    """The last line (from 0) that holds anything of a node."""
    import yaml

    waiting, last = [node], 0
    while waiting:
        one = waiting.pop()
        if isinstance(one, yaml.MappingNode) and not one.flow_style:
            for key, value in one.value:
                last = max(last, key.end_mark.line)
                waiting.append(value)
        elif isinstance(one, yaml.SequenceNode) and not one.flow_style:
            waiting.extend(one.value)
        else:
            mark = one.end_mark
            ends_before = mark.column == 0 and mark.line > one.start_mark.line
            last = max(last, mark.line - (1 if ends_before else 0))
    return last
