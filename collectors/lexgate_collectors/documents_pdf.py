"""PDF as sections; see `documents_read`."""

from __future__ import annotations

import io
import logging
import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lexgate_collectors.common import CollectError
from lexgate_collectors.documents_read import MAX_CHARACTERS, Document, Outline, library, refuse
from lexgate_collectors.documents_text import is_day

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

_MOST_PAGES = 5000
_MAX_STREAM = 30_000_000
# Operators and operands of one page's stream, and of all pages.
_MOST_OF_A_STREAM = 500_000
_MOST_STEPS = 3_000_000
_MOST_FIELDS = 10_000
_MOST_MARKS = 2000
_SAID = re.compile(r"D?:?(\d{4})(\d\d)?(\d\d)?")
_NUMBERED = re.compile(r"\d{1,3}(\.\d{1,3})*\.?\s+\S")
# How much larger than most of the text a heading is.
_LARGER = 1.1
_DEEPEST = 9
# Lines over which a heading may run, and on which of a page's a bookmark is looked for.
_MOST_WRAPPED = 3
_MOST_LINES = 2000
_LONGEST_NUMBER = 30


@dataclass(slots=True)
class Line:
    """A line of a page: its text, the size of its letters in points, whether they are bold."""

    text: str
    size: float
    bold: bool


class _TooMuch(Exception):
    """More steps than a document for people takes."""


def read(data: bytes, where: str) -> Document:
    """Read a PDF.

    Raises:
        CollectError: damaged, encrypted, too much of it, or pypdf is missing.
    """
    pypdf = library("pypdf", "pypdf", where)
    try:
        with _bounded(pypdf) as mended:
            reader = pypdf.PdfReader(io.BytesIO(data))
            if reader.is_encrypted:
                refuse("encrypted", where, "save it without a password")
            document = _document(reader, where)
        document.mended = mended.count
        return document
    except CollectError:
        raise
    except (_TooMuch, pypdf.errors.LimitReachedError):
        refuse("more to draw than a document of text has", where, "print it to PDF again")
    except Exception as fault:
        # "Broken PDF files might cause other exceptions", says pypdf.
        raise CollectError(
            f"damaged, or no PDF: {type(fault).__name__}", where, "print it to PDF again"
        ) from fault


class _Mended(logging.Handler):
    """Counts what pypdf found broken and read on; nothing of it reaches the terminal."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.count = 0

    def emit(self, record: logging.LogRecord) -> None:
        """One more."""
        self.count += 1


@contextmanager
def _bounded(pypdf: Any) -> Iterator[_Mended]:
    """What streams may unpack to, and a count of what was mended meanwhile."""
    log = logging.getLogger("pypdf")
    mended, before = _Mended(), (log.level, log.propagate)
    log.addHandler(mended)
    log.setLevel(logging.WARNING)
    log.propagate = False
    try:
        with pypdf.apply_configuration(
            zlib_maximum_output_length=_MAX_STREAM,
            lzw_maximum_output_length=_MAX_STREAM,
            run_length_maximum_output_length=_MAX_STREAM,
            array_based_stream_maximum_output_length=_MAX_STREAM,
            brotli_maximum_output_length=_MAX_STREAM,
            stream_parsing_work_maximum_count=_MOST_OF_A_STREAM,
            outline_maximum_entries=_MOST_MARKS,
            form_fields_maximum_entries=_MOST_FIELDS,
            page_tree_maximum_entries=2 * _MOST_PAGES,
            xform_maximum_invocations_per_extraction=500,
        ):
            yield mended
    finally:
        log.removeHandler(mended)
        log.setLevel(before[0])
        log.propagate = before[1]


def _document(reader: PdfReader, where: str) -> Document:
    count = len(reader.pages)
    if not count:
        refuse("no pages", where, "print it to PDF again")
    if count > _MOST_PAGES:
        refuse(f"more than {_MOST_PAGES} pages", where, "split it into documents")
    steps = _Steps()
    pages = [_lines(page, steps) for page in reader.pages]
    without = sum(1 for page in pages if not page)
    title, created, modified = _said(reader)
    document = Document(
        "pdf",
        None,
        [],
        title=title,
        pages=count,
        pages_without_text=without,
        created=created,
        modified=modified,
        fields=_fields(reader),
        links=_links(reader),
    )
    if without == count:
        pictures = any(_has_picture(page) for page in reader.pages)
        document.why = (
            "no text: the pages are pictures" if pictures else "no text on any of the pages"
        )
        return document
    pages = _without_running(pages)
    outline = Outline(where, told=False)
    marks = _outline(reader)
    if marks:
        document.headings_by = "outline"
        document.not_located = _by_outline(pages, marks, outline)
    else:
        document.headings_by = "font_size"
        _by_size(pages, outline)
    document.sections = outline.done()
    return document


class _Steps:
    """Counts what is drawn and read over all pages, so that no file takes for ever."""

    def __init__(self) -> None:
        self.done = self.characters = 0

    def drawn(self, _operator: Any, operands: Any, *_: Any) -> None:
        """One more operator of a page."""
        self.done += 1 + (len(operands) if isinstance(operands, list) else 0)
        if self.done > _MOST_STEPS:
            raise _TooMuch

    def read(self, text: str) -> None:
        """More text of a page."""
        self.characters += len(text)
        if self.characters > MAX_CHARACTERS:
            raise _TooMuch


def _lines(page: PageObject, steps: _Steps) -> list[Line]:
    """The lines of a page in the order in which it draws them."""
    found: list[Line] = []
    parts: list[tuple[str, float, bool]] = []

    def close() -> None:
        text = " ".join("".join(part for part, _, _ in parts).split())
        if text:
            seen = [(size, bold) for part, size, bold in parts if part.strip()]
            # A heading is large as a whole; one large letter makes none.
            found.append(Line(text, min(size for size, _ in seen), all(bold for _, bold in seen)))
        parts.clear()

    def taken(text: str, above: Any, matrix: Any, font: Any, size: Any) -> None:
        steps.read(text)
        drawn = _size(size, above, matrix)
        name = str(font.get("/BaseFont", "")) if isinstance(font, dict) else ""
        bold = "bold" in name.lower() or "black" in name.lower()
        for place, part in enumerate(text.split("\n")):
            if place:
                close()
            if part:
                parts.append((part, drawn, bold))

    page.extract_text(visitor_operand_before=steps.drawn, visitor_text=taken)
    close()
    return found


def _size(size: Any, above: Sequence[float], matrix: Sequence[float]) -> float:
    try:
        drawn = abs(float(size)) * math.hypot(matrix[2], matrix[3]) * math.hypot(above[2], above[3])
    except (TypeError, ValueError, IndexError, OverflowError):
        return 0.0
    return round(drawn, 1) if math.isfinite(drawn) else 0.0


def _without_running(pages: list[list[Line]]) -> list[list[Line]]:
    """Pages without the lines at top and foot that return on most of them, and page numbers."""
    if len(pages) < 3:
        return pages

    def alike(line: Line) -> str:
        return re.sub(r"\d+", "#", line.text)

    times = Counter(text for page in pages for text in {alike(line) for line in _ends(page)})
    running = {text for text, seen in times.items() if 2 * seen > len(pages)}
    return [
        [
            line
            for place, line in enumerate(page)
            if not (alike(line) in running and (place < 2 or place >= len(page) - 2))
        ]
        for page in pages
    ]


def _ends(page: list[Line]) -> list[Line]:
    return page if len(page) <= 4 else [*page[:2], *page[-2:]]


# ---------------------------------------------------------------- headings


def _outline(reader: PdfReader) -> list[tuple[str, int, int]]:
    """Bookmarks in their order: title, level, page from 0 (of the one before, where none is)."""
    found: list[tuple[str, int, int]] = []

    def walk(entries: Any, level: int) -> None:
        for entry in entries:
            if isinstance(entry, list):
                walk(entry, level + 1)
                continue
            title = " ".join(str(entry.title or "").split())
            page = reader.get_destination_page_number(entry)
            before = found[-1][2] if found else 0
            # Bookmarks that lead back would have sections overlap.
            found.append((title, level, max(before, page if page is not None else before)))

    walk(reader.outline, 1)
    return found


def _by_outline(
    pages: list[list[Line]], marks: list[tuple[str, int, int]], outline: Outline
) -> int:
    """Divide by bookmarks; gives back how many of them their pages don't show."""
    missing = 0
    at = (0, 0)
    for title, level, page in marks:
        start = max(at, (page, 0))
        place = _located(pages[page], title, start[1]) if start[0] == page else None
        missing += place is None
        first, after = place if place is not None else (start[1], start[1])
        _texts(pages, at, (page, first), outline)
        outline.begin(title, level)
        at = (page, after)
    _texts(pages, at, (len(pages), 0), outline)
    return missing


def _texts(
    pages: list[list[Line]], begin: tuple[int, int], end: tuple[int, int], outline: Outline
) -> None:
    for number in range(begin[0], min(end[0] + 1, len(pages))):
        page = pages[number]
        first = begin[1] if number == begin[0] else 0
        last = end[1] if number == end[0] else len(page)
        for line in page[first:last]:
            outline.text(line.text)


def _located(page: list[Line], title: str, begin: int) -> tuple[int, int] | None:
    """Where a heading stands as one to three lines of its own, also behind a number."""
    wanted = _squeezed(title)
    if not wanted:
        return None
    for first in range(begin, min(len(page), begin + _MOST_LINES)):
        text = ""
        for after in range(first, min(first + _MOST_WRAPPED, len(page))):
            text += _squeezed(page[after].text)
            if len(text) > len(wanted) + _LONGEST_NUMBER:
                break
            if text == wanted or re.sub(r"^[\d.]+", "", text) == wanted:
                return first, after + 1
    return None


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text).casefold()


def _by_size(pages: list[list[Line]], outline: Outline) -> None:
    lines = [line for page in pages for line in page]
    sizes: Counter[float] = Counter()
    bold = plain = 0
    for line in lines:
        sizes[line.size] += len(line.text)
        bold += len(line.text) if line.bold else 0
        plain += 0 if line.bold else len(line.text)
    body = max(sizes, key=lambda size: (sizes[size], size))
    larger = sorted({line.size for line in lines if _is_large(line, body)}, reverse=True)
    levels = {size: min(place, _DEEPEST) for place, size in enumerate(larger, 1)}
    last: Line | None = None
    wrapped = 1
    for line in lines:
        if _is_large(line, body):
            level = levels[line.size]
        elif line.bold and bold < plain and line.size >= body and _NUMBERED.match(line.text):
            points = line.text.split()[0].strip(".").count(".")
            level = min(len(larger) + points + 1, _DEEPEST)
        else:
            outline.text(line.text)
            last = None
            continue
        wraps = last is not None and last.size == line.size and last.bold == line.bold
        if wraps and wrapped < _MOST_WRAPPED and not _NUMBERED.match(line.text):
            outline.name(f"{outline.open.heading} {line.text}")
            wrapped += 1
        else:
            outline.begin(line.text, level)
            wrapped = 1
        last = line


def _is_large(line: Line, body: float) -> bool:
    letters = any(character.isalpha() for character in line.text)
    return letters and line.size >= body * _LARGER and len(line.text) <= 200


# ---------------------------------------------------------------- what the file says of itself


def _said(reader: PdfReader) -> tuple[str | None, str | None, str | None]:
    said = reader.metadata
    if said is None:
        return None, None, None

    def day(key: str) -> str | None:
        found = _SAID.match(str(said.get(key, "")))
        text = "-".join((found[1], found[2] or "", found[3] or "")) if found else ""
        return text if is_day(text) else None

    title = said.get("/Title")
    plain = " ".join(str(title).split()) if title is not None else ""
    return plain or None, day("/CreationDate"), day("/ModDate")


def _fields(reader: PdfReader) -> dict[str, int]:
    """Fields of forms, and those that nobody filled in; buttons and signatures are none."""
    form = _followed(reader.root_object.get("/AcroForm"))
    count = unfilled = 0
    seen: set[int] = set()
    listed = _followed(form.get("/Fields")) if isinstance(form, dict) else None
    waiting = [(field, None, None) for field in listed] if isinstance(listed, list) else []
    while waiting:
        reference, kind, value = waiting.pop()
        field = _followed(reference)
        identity = getattr(reference, "idnum", id(field))
        if not isinstance(field, dict) or identity in seen:
            continue
        seen.add(identity)
        if len(seen) > _MOST_FIELDS:
            raise _TooMuch
        kind = field.get("/FT", kind)
        value = field.get("/V", value)
        kids = _followed(field.get("/Kids"))
        named = [kid for kid in kids if _is_field(kid)] if isinstance(kids, list) else []
        if named:
            waiting += [(kid, kind, value) for kid in named]
        elif kind in {"/Tx", "/Ch"}:
            count += 1
            said = _followed(value)
            unfilled += said is None or not str(said).strip()
    return {"count": count, "unfilled": unfilled}


def _is_field(kid: Any) -> bool:
    found = _followed(kid)
    return isinstance(found, dict) and "/T" in found


def _followed(value: Any) -> Any:
    return value.get_object() if hasattr(value, "get_object") else value


def _links(reader: PdfReader) -> int:
    """Places on the pages that lead elsewhere."""
    found = 0
    for page in reader.pages:
        notes = _followed(page.get("/Annots"))
        for note in notes if isinstance(notes, list) else ():
            held = _followed(note)
            found += isinstance(held, dict) and held.get("/Subtype") == "/Link"
    return found


def _has_picture(page: PageObject) -> bool:
    resources = _followed(page.get("/Resources"))
    drawn = _followed(resources.get("/XObject")) if isinstance(resources, dict) else None
    return isinstance(drawn, dict) and any(
        isinstance(held, dict) and held.get("/Subtype") in {"/Image", "/Form"}
        for held in map(_followed, drawn.values())
    )
