"""Word documents (docx) as sections; see `documents_read`."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from lexgate_collectors.common import CollectError
from lexgate_collectors.documents_read import Document, Outline, library, refuse

if TYPE_CHECKING:
    from docx.document import Document as Opened

_MOST_PARTS = 5000
_MAX_XML = 30_000_000
_MAX_UNPACKED = 300_000_000
# Beginnings and ends of elements, of all parts.
_MOST_TAGS = 2_000_000
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_W15 = "{http://schemas.microsoft.com/office/word/2012/wordml}"
_P = f"{_W}p"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_CORE = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
_COMMENTS_MORE = "http://schemas.microsoft.com/office/2011/relationships/commentsExtended"
_MAIN = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
# Deleted and moved away: no text any more. Of two ways to draw a picture one is read.
_UNREAD = {f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", f"{_W}delText", _FALLBACK}
_CHANGES = {f"{_W}{name}" for name in ("ins", "del", "moveFrom", "moveTo")}
_PICTURES = {f"{_W}drawing", f"{_W}pict", f"{_W}object"}
_BLANKS = {f"{_W}{name}" for name in ("tab", "br", "cr", "ptab")}


def read(data: bytes, where: str) -> Document:
    """Read a docx.

    Raises:
        CollectError: damaged, no docx, too much of it, or python-docx is missing.
    """
    opening = library("docx", "python-docx", where)
    try:
        _fits(data, where)
        opened: Opened = opening.Document(io.BytesIO(data))
        return _document(opened, where)
    except CollectError:
        raise
    except Exception as fault:
        # What python-docx and lxml raise on damaged files is not settled.
        raise CollectError(
            f"damaged, or no docx: {type(fault).__name__}", where, "save it again as docx"
        ) from fault


def _fits(data: bytes, where: str) -> None:
    """Refuse what would unpack to too much, before anything is unpacked.

    What an archive says of its sizes is also the most that is unpacked of it.
    """
    archive = zipfile.ZipFile(io.BytesIO(data))
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if any(part.flag_bits & 1 for part in parts):
        refuse("encrypted", where, "save it without a password")
    if "[Content_Types].xml" not in names or not any(name.startswith("word/") for name in names):
        refuse("an archive, and no docx", where, "save it as docx")
    if archive.getinfo("[Content_Types].xml").file_size > _MAX_XML or _MAIN not in archive.read(
        "[Content_Types].xml"
    ):
        refuse("a template, a document with macros, or no document", where, "save it as docx")
    if len(parts) > _MOST_PARTS or len(names) != len(parts):
        refuse(f"more than {_MOST_PARTS} parts, or two of one name", where, "save it again as docx")
    if sum(part.file_size for part in parts) > _MAX_UNPACKED:
        refuse(f"unpacked larger than {_MAX_UNPACKED:,} bytes", where, "make its pictures smaller")
    tags = 0
    for part in parts:
        held = archive.read(part)
        # What a part is called says nothing of what it is read as.
        if held.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")[:1] != b"<":
            continue
        tags += held.count(b"<")
        if len(held) > _MAX_XML or tags > _MOST_TAGS:
            refuse(
                f"more than {_MAX_XML:,} bytes or {_MOST_TAGS:,} tags of markup",
                where,
                "split it into documents",
            )


def _document(opened: Opened, where: str) -> Document:
    reading = _Reading(opened, where)
    body = opened.element.body
    reading.blocks(body)
    title, created, modified = _core(opened)
    return Document(
        "docx",
        "styles",
        reading.outline.done(),
        title=title or reading.title,
        created=created,
        modified=modified,
        changes=_open_changes(opened),
        fields={"count": reading.fields, "unfilled": reading.unfilled},
    )


class _Reading:
    """Walks the body in its order."""

    def __init__(self, opened: Opened, where: str) -> None:
        self.outline = Outline(where)
        self.title: str | None = None
        self.fields = self.unfilled = 0
        self._names, self._levels = _styles(opened)

    def blocks(self, parent: Any, *, in_table: bool = False) -> None:
        """Read what stands below, one block after another; in a table nothing is a heading."""
        for child in parent:
            tag = child.tag
            if tag == _P:
                self._paragraph(child, in_table)
            elif tag == f"{_W}tbl":
                self._table(child)
            elif tag == f"{_W}sdt":
                if not self._field(child):
                    self.blocks(child, in_table=in_table)
            elif isinstance(tag, str) and tag not in _UNREAD:
                self.blocks(child, in_table=in_table)

    def _field(self, control: Any) -> bool:
        """Count a field of a form; whether it shows its prompt, or a table of contents."""
        if control.find(f"{_W}sdtPr/{_W}docPartObj") is not None:
            gallery = control.find(f"{_W}sdtPr/{_W}docPartObj/{_W}docPartGallery")
            return gallery is not None and gallery.get(f"{_W}val") == "Table of Contents"
        self.fields += 1
        prompts = control.find(f"{_W}sdtPr/{_W}showingPlcHdr")
        if prompts is None or prompts.get(f"{_W}val") in {"0", "false", "off"}:
            return False
        self.unfilled += 1
        self.outline.open.unfilled += 1
        return True

    def _table(self, table: Any) -> None:
        _more(self.outline, "tables")
        for cell in table.iter(f"{_W}tc"):
            if next(cell.iterancestors(f"{_W}tbl"), None) is not table:
                continue
            before = len(self.outline.open.blocks), self.outline.open.images, self.unfilled
            place = self.outline.open
            self.blocks(cell, in_table=True)
            after = len(place.blocks), place.images, self.unfilled
            if before == after and place is self.outline.open:
                _more(self.outline, "empty_cells")

    def _paragraph(self, paragraph: Any, in_table: bool) -> None:
        properties = paragraph.find(f"{_W}pPr")
        style = properties.find(f"{_W}pStyle") if properties is not None else None
        named = style.get(f"{_W}val") if style is not None else None
        own = _outline_level(paragraph) if properties is not None else None
        level = own if own is not None else self._levels.get(named, 0)
        if self._names.get(named, "").startswith("toc "):
            return
        if level and not in_table:
            held = self.outline.open
            seen = held.links, held.images, held.unfilled
            text = self._text(paragraph)
            moved = held.links, held.images, held.unfilled
            if text.strip():
                held.links, held.images, held.unfilled = seen
                self.outline.begin(text, level)
                new = self.outline.open
                new.links = (moved[0] or 0) - (seen[0] or 0)
                new.images = (moved[1] or 0) - (seen[1] or 0)
                new.unfilled = moved[2] - seen[2]
            return
        text = self._text(paragraph)
        if self._names.get(named) == "title":
            self.title = self.title or " ".join(text.split()) or None
        else:
            self.outline.text(text)

    def _text(self, paragraph: Any) -> str:
        parts: list[str] = []
        for child in paragraph:
            self._run(child, parts)
        return "".join(parts)

    def _run(self, element: Any, parts: list[str]) -> None:
        tag = element.tag
        if tag in _UNREAD or not isinstance(tag, str):
            return
        if tag == f"{_W}t":
            parts.append(element.text or "")
        elif tag in _BLANKS:
            parts.append(" ")
        elif tag == f"{_W}noBreakHyphen":
            parts.append("-")
        elif tag == f"{_W}sdt":
            if not self._field(element):
                for child in element:
                    self._run(child, parts)
        else:
            if tag == f"{_W}hyperlink":
                _more(self.outline, "links")
            elif tag in _PICTURES:
                _more(self.outline, "images")
            for child in element:
                self._run(child, parts)
            if tag == f"{_W}p":
                parts.append(" ")


def _more(outline: Outline, name: str) -> None:
    setattr(outline.open, name, (getattr(outline.open, name) or 0) + 1)


def _styles(opened: Opened) -> tuple[dict[str | None, str], dict[str | None, int]]:
    """The name of each style in small letters, and the level of those that make headings.

    Names of built-in styles are English in the file, whatever the language.
    """
    names: dict[str | None, str] = {}
    own: dict[str | None, int] = {}
    based: dict[str, str | None] = {}
    for style in opened.styles.element.iter(f"{_W}style"):
        if style.get(f"{_W}type") != "paragraph":
            continue
        identity = style.get(f"{_W}styleId")
        name = style.find(f"{_W}name")
        names[identity] = (name.get(f"{_W}val") or "").lower() if name is not None else ""
        level = _outline_level(style)
        if level is not None:
            own[identity] = level
        elif names[identity][:8] == "heading " and names[identity][8:] in set("123456789"):
            own[identity] = int(names[identity][8:])
        base = style.find(f"{_W}basedOn")
        based[identity] = base.get(f"{_W}val") if base is not None else None
    levels: dict[str | None, int] = {}
    for identity in based:
        at: str | None = identity
        seen: set[str | None] = set()
        while at is not None and at not in own and at not in seen:
            seen.add(at)
            at = based.get(at)
        levels[identity] = own.get(at, 0)
    return names, levels


def _outline_level(holder: Any) -> int | None:
    """The level that a paragraph or a style sets: 1 to 9, 0 for body text, None for nothing."""
    level = holder.find(f"{_W}pPr/{_W}outlineLvl")
    value = level.get(f"{_W}val") if level is not None else None
    if value is None or not value.isdecimal():
        return None
    return int(value) + 1 if int(value) < 9 else 0


def _core(opened: Opened) -> tuple[str | None, str | None, str | None]:
    """Title and days of creation and last change, as the file says; names of people stay there."""
    try:
        part: Any = opened.part.package.part_related_by(_CORE)
    except KeyError:
        return None, None, None
    core = part.core_properties

    def day(name: str) -> str | None:
        try:
            value = getattr(core, name)
        except (ValueError, OverflowError):
            return None
        return value.strftime("%Y-%m-%d") if value is not None and value.year >= 1000 else None

    return core.title.strip() or None, day("created"), day("modified")


def _open_changes(opened: Opened) -> dict[str, int]:
    """Tracked changes that nobody accepted or rejected, and comments."""
    kinds: Counter[str] = Counter()
    for element in opened.element.body.iter():
        if element.tag in _CHANGES or str(element.tag).endswith("Change"):
            kinds["tracked"] += 1
    comments = [*_elements(opened, f"{_RELATED}comments", f"{_W}comment")]
    more = [*_elements(opened, _COMMENTS_MORE, f"{_W15}commentEx")]
    resolved = sum(entry.get(f"{_W15}done") in {"1", "true"} for entry in more)
    return {
        "tracked_changes": kinds["tracked"],
        "comments": len(comments),
        "comments_resolved": min(resolved, len(comments)),
    }


def _elements(opened: Opened, relation: str, tag: str) -> Iterator[Any]:
    from docx.oxml.parser import parse_xml

    for found in opened.part.rels.values():
        if found.reltype == relation and not found.is_external:
            yield from parse_xml(found.target_part.blob).iter(tag)
