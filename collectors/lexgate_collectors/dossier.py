"""Dossier evidence, for Articles 9, 10, 11, 13, 17 and Annex IV: what is in the documents?

Reads the documents that the organisation wrote about a system (risk management file, data
governance, instructions for use, technical documentation, quality management) and records
what nobody typed for this purpose: the digest of each file and of each section, headings,
words, what is still to be written, sections that say the same, comments and changes that are
still open. Sections that are declared by a name are looked up by their heading.

- **words** are words beside the marks of what is to be written; a section's own are those
  before the next heading, of whatever level.
- **empty** is a section without a word and a picture of its own and in its subsections.
- **number** is the place by the nesting of headings; what a heading says of its own number is
  part of its text.
- **digest** of a section is that of its text in UTF-8: Unicode NFC, white space drawn together
  to one blank, soft hyphens left out, paragraphs, items and cells joined by a blank. Of a
  declared section with its subsections, their headings included.
- **repeated** are sections with words whose texts have the same digest, over all documents.
- a declared section is compared with headings without regard to case and typed numbers.

It does not show that what is written is true, enough, or about this system, nor who wrote it.
Running text, and names of authors and commentators, are not copied. Headings and titles are
copied, unless they hold an e-mail address, a telephone number, an IBAN or a national number;
names of people in them are not recognised. Dates of creation and change are what the file says
of itself. The digest of a short text can be guessed.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lexgate.documents import digest, read_bytes
from lexgate.errors import LexgateError
from lexgate_collectors import documents_read, personal_data
from lexgate_collectors.common import Faults, is_time, mark, version_subject
from lexgate_collectors.readers import personal

MOST_DOCUMENTS = 100
MOST_SECTIONS = 2000
_LONGEST = 200
_MOST_DECLARED = 100
# Controls, what turns the direction of writing, halves of characters, private ones.
_UNSHOWN = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ue000-\uf8ff]")
_SUMS = ("tables", "empty_cells", "links", "images")


@dataclass(frozen=True, slots=True)
class Described:
    """A document: its file, and names of the organisation's own for headings in it."""

    file: Path
    sections: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Taken:
    """A document that was read: its bytes' digest and length, and what the reader took."""

    digest: str
    length: int
    document: documents_read.Document


def collect(
    documents: Mapping[str, Described], *, observed_at: str, folder: Path | None = None
) -> dict[str, Any]:
    """The predicate of dossier evidence.

    Args:
        documents: by a name of the organisation's own.
        observed_at: when, as `YYYY-MM-DDTHH:MM:SSZ`.
        folder: where relative paths begin, and which no symbolic link may lead out of; the
            working folder without it.

    Raises:
        CollectError: no documents, files that are missing, damaged, encrypted, too large or of
            another format, or a library that is missing; all of them at once.
    """
    faults = Faults("dossier collector")
    faults.check(is_time(observed_at), f"observed_at is no time: {observed_at!r}")
    faults.check(bool(documents), "no documents are named")
    faults.check(len(documents) <= MOST_DOCUMENTS, f"more than {MOST_DOCUMENTS} documents")
    for name, described in sorted(documents.items()):
        count = len(described.sections)
        faults.check(count <= _MOST_DECLARED, f"{name}: more than {_MOST_DECLARED} sections named")
    faults.settle("name one to a hundred documents, and the time")

    root = folder if folder is not None else Path()
    todo: list[str] = []
    taken: dict[str, _Taken] = {}
    for name, described in sorted(documents.items()):
        try:
            taken[name] = _taken(described.file, root)
        except LexgateError as fault:
            faults.add(f"{name}: {fault.what}")
            todo.append(f"{name}: {fault.do.rstrip('.')}")
    count = sum(len(found.document.sections) for found in taken.values())
    if not faults.check(count <= MOST_SECTIONS, f"{count} sections, more than {MOST_SECTIONS}"):
        todo.append("name fewer documents")
    faults.settle("; ".join(dict.fromkeys(todo)))
    libraries = {name for found in taken.values() for name in found.document.libraries}
    return {
        "observed_at": observed_at,
        "collector": mark("dossier", sorted(libraries)),
        "documents": {
            name: _document(found, documents[name].sections) for name, found in taken.items()
        },
        "repeated": _repeated(taken),
    }


def subjects(system: str, release: str) -> list[dict[str, Any]]:
    """What the evidence speaks of: one version of the system."""
    return [version_subject(system, release)]


def _taken(file: Path, root: Path) -> _Taken:
    named = Path(os.path.normpath(root / file))
    inside = root if named.is_relative_to(os.path.normpath(root)) else named.parent
    real = Path(os.path.realpath(named))
    if not real.is_relative_to(os.path.realpath(inside)):
        documents_read.refuse(
            "a symbolic link out of the folder", str(named), "put the file itself there"
        )
    data = read_bytes(named, max_bytes=documents_read.MAX_FILE)
    return _Taken(digest(data), len(data), documents_read.read(data, named.name))


def _text_digest(sections: Sequence[documents_read.Section], *, headings: bool) -> str:
    text = documents_read.text_of([*sections], headings=headings)
    # A word processor can hold half a character, which UTF-8 has none for.
    return digest(text.encode("utf-8", "replace"))


def _document(taken: _Taken, declared: Mapping[str, str]) -> dict[str, Any]:
    found = taken.document
    numbers = documents_read.numbers(found.sections)
    ends = documents_read.ends(found.sections)
    said = [documents_read.written(section) for section in found.sections]
    silent = [not words and not section.images for section, (words, _) in _both(found, said)]
    sections = [
        {
            "number": numbers[at],
            "heading": None if section.heading is None else copied(section.heading),
            "level": section.level,
            "digest": _text_digest([section], headings=False),
            "words": said[at][0],
            "placeholders": _marks(said[at][1]),
            "empty": all(silent[at : ends[at]]),
            **{name: getattr(section, name) for name in _SUMS},
        }
        for at, section in enumerate(found.sections)
    ]

    def mapped(heading: str) -> dict[str, Any]:
        if found.why is not None:
            return {"section": None, "reason": found.why}
        wanted = documents_read.same_heading(heading)
        places = [
            at
            for at, section in enumerate(found.sections)
            if section.heading and documents_read.same_heading(section.heading) == wanted
        ]
        if len(places) != 1:
            times = f"{len(places)} headings" if places else "no heading"
            return {"section": None, "reason": f"{times} of this name"}
        at, end = places[0], ends[places[0]]
        return {
            "section": {
                "number": numbers[at],
                "digest": _text_digest(found.sections[at:end], headings=True),
                "words": sum(words for words, _ in said[at:end]),
                "placeholders": _marks(sum((marks for _, marks in said[at:end]), Counter())),
                "empty": all(silent[at:end]),
            }
        }

    words: dict[str, Any] = {"value": sum(count for count, _ in said)}
    if found.why is not None:
        words = {"value": None, "reason": found.why}
    return {
        "digest": taken.digest,
        "bytes": taken.length,
        "format": found.format,
        "title": copied(found.title),
        "pages": found.pages,
        "pages_without_text": found.pages_without_text,
        "mended": found.mended,
        "headings_by": found.headings_by,
        "headings_not_located": found.not_located,
        "words": words,
        "placeholders": _marks(sum((marks for _, marks in said), Counter())),
        "counts": {
            "sections": len(sections),
            "empty": sum(section["empty"] for section in sections),
            **{name: _sum(found, name) for name in _SUMS},
        },
        "says_of_itself": {"created_on": found.created, "modified_on": found.modified},
        "open": found.changes,
        "fields": found.fields,
        "sections": sections,
        "mapped": {name: mapped(heading) for name, heading in sorted(declared.items())},
    }


def _both(
    found: documents_read.Document, said: Sequence[tuple[int, Counter[str]]]
) -> zip[tuple[documents_read.Section, tuple[int, Counter[str]]]]:
    return zip(found.sections, said, strict=True)


def _marks(found: Counter[str]) -> dict[str, Any]:
    """The marks by kind, where there are any; all others are none."""
    return {"count": found.total(), "kinds": dict(sorted(found.items()))}


def _sum(found: documents_read.Document, name: str) -> int | None:
    if name == "links" and found.links is not None:
        return found.links
    counts = [getattr(section, name) for section in found.sections]
    return None if found.format == "pdf" else sum(count or 0 for count in counts)


def copied(text: str | None) -> dict[str, Any]:
    """A heading or a title, or null with the reason why it is left out."""
    plain = " ".join((text or "").split())
    reason: str | None = None
    if not plain:
        reason = "there is none"
    elif len(plain) > _LONGEST:
        reason = f"left out: longer than {_LONGEST} characters"
    elif kinds := personal_data.in_text(plain):
        reason = f"left out: it looks like it holds personal data ({', '.join(kinds)})"
    elif _UNSHOWN.search(plain):
        reason = "left out: it holds characters that can't be shown"
    else:
        reason = personal.doubt(plain)
    return {"text": plain} if reason is None else {"text": None, "reason": reason}


def _repeated(taken: Mapping[str, _Taken]) -> list[dict[str, Any]]:
    """Groups of sections whose own text is the same, with words; in the order of their digest."""
    groups: dict[str, list[tuple[str, str, int]]] = {}
    for name, found in taken.items():
        numbers = documents_read.numbers(found.document.sections)
        for number, section in zip(numbers, found.document.sections, strict=True):
            words = documents_read.written(section)[0]
            if words:
                key = _text_digest([section], headings=False)
                groups.setdefault(key, []).append((name, number, words))
    return [
        {
            "digest": key,
            "words": group[0][2],
            "sections": [{"document": name, "number": number} for name, number, _ in group],
        }
        for key, group in sorted(groups.items())
        if len(group) > 1
    ]
