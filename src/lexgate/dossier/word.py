"""The view of Annex IV as a Word document (docx), by python-docx."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from typing import Any

from lexgate.dossier import annex_iv
from lexgate.dossier.annex_iv import View
from lexgate.errors import LexgateError
from lexgate.present import DISCLAIMER

# Same facts, same bytes: the container notes no time of its own.
_NO_TIME = (1980, 1, 1, 0, 0, 0)


def docx(found: View) -> bytes:
    """The bytes of a docx with a heading and a table for each item.

    Raises:
        LexgateError: when python-docx isn't installed.
    """
    try:
        import docx as library
    except ImportError:
        raise LexgateError(
            "python-docx is not installed", "--format docx", "pip install 'lexgate[documents]'"
        ) from None
    from datetime import UTC, datetime

    document = library.Document()
    properties = document.core_properties
    properties.author, properties.title = found.organisation, "Technical documentation"
    properties.created = properties.modified = datetime(1980, 1, 1, tzinfo=UTC)
    properties.comments = ""
    document.add_heading(
        _plain(f"Technical documentation of {found.system} {found.version}"), level=0
    )
    document.add_paragraph(DISCLAIMER)
    document.add_paragraph(_plain(annex_iv.summary(found)))
    for item in found.items:
        document.add_heading(_plain(f"{item.provision}: {item.label}"), level=1)
        if item.conditions:
            document.add_paragraph(_plain(f"Asked for only if: {annex_iv.conditions(item)}."))
        _table(document, annex_iv.COLUMNS, [annex_iv.cells(line) for line in item.lines])
    document.add_heading("Documents", level=1)
    _table(document, annex_iv.FILES, annex_iv.files(found))
    written = io.BytesIO()
    document.save(written)
    return _without_times(written.getvalue())


def _table(document: Any, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    table = document.add_table(rows=1 + len(rows), cols=len(head))
    table.style = "Table Grid"
    # Cells by column: asking the table for each one is quadratic in python-docx.
    for number, row in enumerate([head, *rows]):
        for cell, text in zip(table.rows[number].cells, row, strict=True):
            cell.text = _plain(text)


def _plain(text: str) -> str:
    """Text that XML can hold."""
    return "".join(
        character if character.isprintable() or character in "\n\t" else " " for character in text
    )


def _without_times(data: bytes) -> bytes:
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, _NO_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return packed.getvalue()
