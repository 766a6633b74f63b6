"""Reading an organisation's documents: Markdown, Word (docx), PDF, YAML, plain text.

What a file is its content decides; a name that says otherwise is refused. Where headings
are taken from is on record:

- `markup`: Markdown by CommonMark, so that `# x` in a block of code or in a quotation is no
  heading. Front matter is no text; comments are no text, but what is still to be done in them
  counts.
- `styles`: docx, by the styles of headings in any language, and levels of outline. Text that
  is deleted under tracked changes is no text, inserted text is. Headers, footers, notes and
  tables of contents are not read.
- `outline`: PDF with bookmarks. A heading that its page doesn't hold as a line of its own
  begins with the page, and is counted as not located.
- `font_size`: PDF without them. Lines larger than most of the text, or bold and numbered; a
  guess from the looks. Lines that return on most pages are left out.
- `keys`: YAML, the keys of mappings down to the third level.
- `lines`: plain text, lines that are underlined, or stand alone and are numbered or in capitals.

Old Word files, other formats of offices, encrypted files and pictures of pages are not read.
"""

from __future__ import annotations

import importlib
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import PurePath
from types import ModuleType
from typing import NoReturn

from lexgate_collectors.common import CollectError

MAX_TEXT = 1_000_000
MAX_FILE = 50_000_000
MAX_SECTIONS = 1500
# Of all text that a file holds, unpacked.
MAX_CHARACTERS = 20_000_000

_ENDINGS = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".txt": "text",
    ".text": "text",
    ".yaml": "yaml",
    ".yml": "yaml",
    ".docx": "docx",
    ".pdf": "pdf",
}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DIVIDES = re.compile("[\u00ad\u200b\ufeff]")
_WEB = re.compile(r"\s*(?:<\?xml|<!doctype|<html)", re.IGNORECASE)
_LIBRARIES = {
    "markdown": ["markdown-it-py"],
    "docx": ["lxml", "python-docx"],
    "pdf": ["pypdf"],
    "yaml": ["PyYAML"],
    "text": [],
}


@dataclass(slots=True)
class Section:
    """What stands between a heading and the next: blocks of text, each with whether it is code.

    Counts are None where the format doesn't tell. `hidden` is what readers don't see.
    """

    heading: str | None
    level: int
    blocks: list[tuple[str, bool]] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    tables: int | None = 0
    empty_cells: int | None = 0
    links: int | None = 0
    images: int | None = 0
    unfilled: int = 0


@dataclass(slots=True)
class Document:
    """What a reader took from a file; `why` says why it has no text."""

    format: str
    headings_by: str | None
    sections: list[Section]
    title: str | None = None
    pages: int | None = None
    pages_without_text: int | None = None
    why: str | None = None
    created: str | None = None
    modified: str | None = None
    changes: dict[str, int] | None = None
    fields: dict[str, int] | None = None
    links: int | None = None
    not_located: int | None = None
    mended: int | None = None

    @property
    def libraries(self) -> list[str]:
        """The libraries that read it."""
        return _LIBRARIES[self.format]


class Outline:
    """Gathers sections in the order of a document, in bounds."""

    def __init__(self, where: str, *, told: bool = True) -> None:
        self.where = where
        self._told = told
        self._characters = 0
        self.sections: list[Section] = []
        self.begin(None, 0)

    @property
    def open(self) -> Section:
        """The section that is being read."""
        return self.sections[-1]

    def begin(self, heading: str | None, level: int) -> None:
        """Begin a section; what stands before the first heading is one without."""
        if len(self.sections) > MAX_SECTIONS:
            refuse(f"more than {MAX_SECTIONS} headings", self.where, "split it into documents")
        section = Section(None if heading is None else _drawn_together(heading), level)
        if not self._told:
            section.tables = section.empty_cells = section.links = section.images = None
        self.sections.append(section)

    def name(self, heading: str) -> None:
        """Name the section that is being read."""
        self.open.heading = _drawn_together(heading)

    def text(self, text: str, *, code: bool = False) -> None:
        """Add a paragraph, an item, or a cell; white space is drawn together."""
        plain = _drawn_together(text)
        self._characters += len(plain)
        if self._characters > MAX_CHARACTERS:
            refuse(f"more than {MAX_CHARACTERS:,} characters of text", self.where, "split it")
        if plain:
            self.open.blocks.append((plain, code))

    def done(self) -> list[Section]:
        """The sections; the one without a heading only where it holds anything."""
        first = self.sections[0]
        holds = first.blocks or first.hidden or first.tables or first.images or first.unfilled
        return self.sections if holds else self.sections[1:]


def _drawn_together(text: str) -> str:
    """White space as one blank, and without places where a word may be divided."""
    return " ".join(_DIVIDES.sub("", text).split())


def refuse(what: str, where: str, do: str) -> NoReturn:
    """Refuse a document.

    Raises:
        CollectError: always.
    """
    raise CollectError(what, where, do)


def library(name: str, package: str, where: str) -> ModuleType:
    """A library of the extra `documents`.

    Raises:
        CollectError: it isn't installed; says which extra brings it.
    """
    try:
        return importlib.import_module(name)
    except ImportError:
        refuse(f"{package} is not installed", where, "pip install 'lexgate[documents]'")


def read(data: bytes, name: str) -> Document:
    """Read a document.

    Args:
        data: the bytes of the file.
        name: its name, for the ending and for errors.

    Raises:
        CollectError: empty, damaged, encrypted, too large, of another format, named as
            another format, text that is not UTF-8, or a missing library.
    """
    named = _ENDINGS.get(PurePath(name).suffix.lower())
    if not data.strip():
        refuse("the file is empty", name, "write it, or take it off the list")
    found = _kind(data, name)
    if found == "text":
        if named in {"docx", "pdf"}:
            refuse(f"named as {named}, and it is no {named}", name, "correct the name or the file")
        if named is None:
            known = ", ".join(sorted(_ENDINGS))
            refuse("an ending that is not known", name, f"give it one of {known}")
    elif named != found:
        refuse(f"it is {found} by its content, and not by its name", name, "correct its ending")
    most = MAX_TEXT if found == "text" else MAX_FILE
    if len(data) > most:
        refuse(f"larger than {most:,} bytes", name, "split it into documents")
    if found == "docx":
        from lexgate_collectors import documents_docx

        return documents_docx.read(data, name)
    if found == "pdf":
        from lexgate_collectors import documents_pdf

        return documents_pdf.read(data, name)
    from lexgate_collectors import documents_text

    text = _decoded(data, name)
    if named == "markdown":
        return documents_text.markdown(text, name)
    if named == "yaml":
        return documents_text.yaml(text, name)
    return documents_text.plain(text, name)


def _kind(data: bytes, name: str) -> str:
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return "docx"
    if data.startswith(_OLE):
        refuse("an old Word file, or an encrypted one", name, "save it as docx, without a password")
    if data.startswith(b"{\\rtf"):
        refuse("rich text (rtf) is not read", name, "save it as docx")
    return "text"


def _decoded(data: bytes, name: str) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        refuse(f"not UTF-8 at byte {fault.start}", name, "save it as UTF-8")
    at = text.find("\0")
    if at >= 0:
        refuse(f"a NUL character at {at}: no text", name, "correct the file")
    if _WEB.match(text):
        refuse("HTML or XML is not read", name, "save it as Markdown, docx or PDF")
    return text


# ---------------------------------------------------------------- what sections say

_NUMBERED = re.compile(r"(?:\d+(?:\.\d+)*[.):]?|[a-z][.)]|[ivxlc]+[.)])\s+")


def numbers(sections: list[Section]) -> list[str]:
    """The place of each section: 2.1 is the first below the second; 0 stands before all.

    Counted from the nesting of headings; a level that is skipped counts nothing.
    """
    found: list[str] = []
    path: list[tuple[int, int]] = []
    for section in sections:
        if section.heading is None:
            found.append("0")
            continue
        last = 0
        while path and path[-1][0] >= section.level:
            last = path.pop()[1]
        path.append((section.level, last + 1))
        found.append(".".join(str(count) for _, count in path))
    return found


def ends(sections: list[Section]) -> list[int]:
    """For each section the place after its last subsection."""
    found = [len(sections)] * len(sections)
    waiting: list[int] = []
    for place, section in enumerate(sections):
        while waiting and (sections[waiting[-1]].level >= section.level):
            found[waiting.pop()] = place
        waiting.append(place)
    if sections and sections[0].heading is None:
        found[0] = 1
    return found


def same_heading(text: str) -> str:
    """A heading as it is compared: without its number, case, and colon at the end."""
    import unicodedata

    plain = " ".join(unicodedata.normalize("NFKC", text).replace("_", " ").split()).casefold()
    return _NUMBERED.sub("", plain, count=1).rstrip(" :.") or plain


def text_of(sections: list[Section], *, headings: bool) -> str:
    """Normalised text: NFC, white space drawn together, no soft hyphens, joined by blanks."""
    import unicodedata

    parts: list[str] = []
    for place, section in enumerate(sections):
        if headings and place and section.heading:
            parts.append(section.heading)
        parts += [block for block, _ in section.blocks]
    return unicodedata.normalize("NFC", " ".join(" ".join(parts).split()))


def written(section: Section) -> tuple[int, Counter[str]]:
    """How many words a section has of its own, and the marks of what is to be written."""
    from lexgate_collectors import placeholders

    words = 0
    found: Counter[str] = Counter()
    for text, code in section.blocks:
        more, marks = placeholders.counted(text, code=code)
        words += more
        found += marks
    for text in section.hidden:
        found += placeholders.marks(text, code=True)[1]
    if section.unfilled:
        found[placeholders.UNFILLED] += section.unfilled
    return words, found
