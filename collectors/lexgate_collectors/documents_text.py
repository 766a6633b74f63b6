"""Markdown, YAML and plain text as sections; see `documents_read`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from lexgate.errors import LexgateError
from lexgate_collectors.documents_read import Document, Outline, library, refuse
from lexgate_collectors.readers import yaml_text

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

# Beyond these it is no prose, and what emphasis and links stand in it is not worked out.
_LONGEST_INLINE = 50_000
_MOST_BRACKETS = 50_000
_DEEPEST_KEY = 3

_FRONT = re.compile(r"---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|$)", re.DOTALL)
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_COMMENT = re.compile(r"<!--(.*?)(?:-->|$)", re.DOTALL)
_TAG = re.compile(r"</?([A-Za-z][A-Za-z0-9-]*)(?=[\s/>])[^<>]*>")
_HTML_HEADING = re.compile(r"<h([1-6])\b[^<>]*>(.{0,300}?)</h\1\s*>", re.IGNORECASE | re.DOTALL)
# Tags as people write them in Markdown; another name in angle brackets is a blank to fill in,
# also `<title>` and `<address>`.
_TAGS = (
    "a abbr area article aside audio b base bdi bdo big blockquote body br button canvas "
    "caption center cite code col colgroup datalist dd del details dfn dialog div dl dt em "
    "embed fieldset figcaption figure font footer form h1 h2 h3 h4 h5 h6 head header hr html "
    "i iframe img input ins kbd li link main mark menu meta meter nav noscript ol optgroup p "
    "param picture pre progress q rp rt ruby s samp script section select small span strike "
    "strong style sub summary sup svg table tbody td textarea tfoot th thead tr track tt u ul "
    "var video wbr"
)
_HTML = frozenset(_TAGS.split())


def markdown(text: str, where: str) -> Document:
    """Read Markdown by CommonMark, with tables.

    Raises:
        CollectError: too many headings or too much text, or markdown-it-py is missing.
    """
    parser: MarkdownIt = library("markdown_it", "markdown-it-py", where).MarkdownIt(
        "commonmark", {"html": True}
    )
    parser.enable("table")
    parser.core.ruler.disable("inline")
    front, body = _front(text.replace("\r\n", "\n").replace("\r", "\n"), where)
    outline = Outline(where)
    env: dict[str, Any] = {"prose": body.count("[") <= _MOST_BRACKETS}
    tokens = parser.parse(body, env)
    for place, token in enumerate(tokens):
        opened = tokens[place - 1] if place else None
        if token.type == "inline" and _is_heading(opened):
            outline.begin("", int(str(opened and opened.tag)[1]))
            outline.name(_inline(parser, token, env, outline))
        elif token.type == "inline":
            shown = _inline(parser, token, env, outline)
            outline.text(shown)
            cell = opened is not None and opened.type == "td_open"
            _add(outline, empty_cells=int(cell and not shown.strip()))
        elif token.type == "table_open":
            _add(outline, tables=1)
        elif token.type in {"fence", "code_block"}:
            outline.text(token.content, code=True)
        elif token.type == "html_block":
            _html(token, outline)
    sections = outline.done()
    first = sections[0] if sections else None
    title = front.get("title") if isinstance(front.get("title"), str) else None
    if title is None and first is not None and first.level == 1:
        title = first.heading
    return Document(
        "markdown",
        "markup",
        sections,
        title=title,
        created=_day(front, "created", "date_created"),
        modified=_day(front, "modified", "last_modified", "updated", "last_updated", "date"),
    )


def _is_heading(opened: Token | None) -> bool:
    return opened is not None and opened.type == "heading_open" and opened.level == 0


def _add(outline: Outline, **counts: int) -> None:
    for name, count in counts.items():
        setattr(outline.open, name, getattr(outline.open, name) + count)


def _front(text: str, where: str) -> tuple[Mapping[str, Any], str]:
    """What stands in front between two lines of three dashes, and the rest."""
    found = _FRONT.match(text)
    if found is None or not re.match(r"[\w-]+[ \t]*:", found[1]):
        return {}, text
    try:
        value = yaml_text.parse(found[1], where)
    except LexgateError:
        # It is none of the text; what it says can't be told.
        value = None
    return value if isinstance(value, dict) else {}, text[found.end() :]


def _day(front: Mapping[str, Any], *names: str) -> str | None:
    for name in names:
        value = front.get(name)
        if isinstance(value, str) and is_day(value[:10]):
            return value[:10]
    return None


def is_day(text: str) -> bool:
    """Whether this is a real day written `YYYY-MM-DD`."""
    try:
        return bool(_DATE.fullmatch(text)) and bool(date.fromisoformat(text))
    except ValueError:
        return False


def _inline(parser: MarkdownIt, token: Token, env: dict[str, Any], outline: Outline) -> str:
    """The words of a paragraph as a reader sees them; its links and pictures are counted."""
    if len(token.content) > _LONGEST_INLINE or not env["prose"]:
        return token.content
    children: list[Token] = []
    parser.inline.parse(token.content, parser, env, children)
    shown: list[str] = []
    for child in children:
        if child.type in {"text", "code_inline", "text_special"}:
            shown.append(child.content)
        elif child.type in {"softbreak", "hardbreak"}:
            shown.append(" ")
        elif child.type == "html_inline":
            shown.append(_visible(child.content, outline))
        elif child.type == "link_open":
            _add(outline, links=1)
        elif child.type == "image":
            _add(outline, images=1)
    return "".join(shown)


def _visible(html: str, outline: Outline) -> str:
    """HTML without its tags and comments; names in brackets that are no tags stay."""
    outline.open.hidden += [comment.strip() for comment in _COMMENT.findall(html)]

    def tag(found: re.Match[str]) -> str:
        name = found[1].lower()
        if name == "img":
            _add(outline, images=1)
        elif name == "a" and not found[0].startswith("</"):
            _add(outline, links=1)
        return " " if name in _HTML else found[0]

    return _TAG.sub(tag, _COMMENT.sub(" ", html))


def _html(token: Token, outline: Outline) -> None:
    at = 0
    for found in _HTML_HEADING.finditer(token.content) if token.level == 0 else ():
        outline.text(_visible(token.content[at : found.start()], outline))
        outline.begin("", int(found[1]))
        outline.name(_visible(found[2], outline))
        at = found.end()
    outline.text(_visible(token.content[at:], outline))


# ---------------------------------------------------------------- YAML


def yaml(text: str, where: str) -> Document:
    """Read YAML: keys are headings, and what stands below the third level is text.

    Raises:
        CollectError: no YAML, or no mapping.
    """
    try:
        value = yaml_text.parse(text, where)
    except LexgateError as fault:
        refuse(fault.what, fault.where, fault.do)
    if not isinstance(value, dict):
        refuse("no mapping of keys", where, "give each part a key")
    outline = Outline(where)
    _keys(value, 1, outline)
    title = value.get("title")
    return Document(
        "yaml",
        "keys",
        outline.done(),
        title=title if isinstance(title, str) else None,
        created=_day(value, "created"),
        modified=_day(value, "modified", "updated", "last_updated", "date"),
    )


def _keys(value: Mapping[str, Any], level: int, outline: Outline) -> None:
    for key, inner in value.items():
        outline.begin(str(key), level)
        if isinstance(inner, dict) and level < _DEEPEST_KEY:
            _keys(inner, level + 1, outline)
        else:
            for one in _leaves(inner):
                outline.text(one)


def _leaves(value: Any) -> Iterator[str]:
    """All texts below, in their order; a key without a value is none."""
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            for key, inner in reversed(item.items()):
                waiting += [inner, str(key)] if inner not in (None, "") else []
        elif isinstance(item, list):
            waiting += reversed(item)
        elif item is not None:
            yield str(item).lower() if isinstance(item, bool) else str(item)


# ---------------------------------------------------------------- plain text

_RULE = re.compile(r"[ \t]*(={3,}|-{3,}|~{3,})[ \t]*")
_NUMBER = re.compile(r"[ \t]*(\d{1,3}(?:\.\d{1,3}){0,5})[.)]?[ \t]+(\S.{0,120})")
_CAPITALS = re.compile(r"[^a-z]{0,60}[A-Z]{3}[^a-z]{0,60}")


def plain(text: str, where: str) -> Document:
    """Read plain text: what is underlined, or stands alone numbered or in capitals, is a heading.

    Raises:
        CollectError: too many headings.
    """
    lines = text.splitlines()
    outline = Outline(where)
    paragraph: list[str] = []

    def close() -> None:
        outline.text(" ".join(paragraph))
        paragraph.clear()

    at = 0
    while at < len(lines):
        line = lines[at]
        after = lines[at + 1] if at + 1 < len(lines) else ""
        alone = not paragraph and line.strip() and not after.strip()
        if not paragraph and 0 < len(line.strip()) <= 200 and _RULE.fullmatch(after):
            outline.begin(line, 1 if after.strip()[0] == "=" else 2)
            at += 2
            continue
        level = _alone(line) if alone else 0
        if level:
            outline.begin(line, level)
        elif line.strip():
            paragraph.append(line)
        else:
            close()
        at += 1
    close()
    return Document("text", "lines", outline.done())


def _alone(line: str) -> int:
    """The level of a line that stands alone; 0 for one that is no heading."""
    numbered = _NUMBER.fullmatch(line)
    if numbered:
        return 0 if numbered[2].rstrip().endswith((".", ";", ",")) else numbered[1].count(".") + 1
    return 1 if len(line.strip()) <= 80 and _CAPITALS.fullmatch(line.strip()) else 0
