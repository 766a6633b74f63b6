"""Dossier evidence on documents made by Word's and PDF's own libraries, and on hostile ones."""

from __future__ import annotations

import io
import os
import random
import re
import sys
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import docx
import pypdf
import pytest
from docx.document import Document as Word
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from hypothesis import given, settings
from hypothesis import strategies as st

from lexgate import config, documents, keys
from lexgate_collectors import collecting, documents_read, dossier, testkit
from lexgate_collectors.common import CollectError
from lexgate_collectors.dossier import Described

NOW = "2026-11-22T10:00:00Z"
NAMES = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MARKDOWN = """---
title: Risk management file
updated: 2026-11-20
author: Grace Hopper
---
Before the first heading.

# Risk management

## 1. Scope

Credit scoring of *natural* persons, see [the system](system.md).

Known risks
-----------

| risk | owner |
| ---- | ----- |
| refusal | TBD |
|  | <name> |

```
# no heading
TODO in code
```

> # no heading either

### Residual risks

To be completed.

## Testing

Credit scoring of natural persons, see the system.

<!-- TODO: write of the tests -->
## Nothing
"""


def of(data: bytes | str, name: str = "risk.md", **sections: str) -> dict[str, Any]:
    """The evidence of one document."""
    raw = data.encode("utf-8") if isinstance(data, str) else data
    found = dossier._document(
        dossier._Taken(documents.digest(raw), len(raw), documents_read.read(raw, name)), sections
    )
    return found


def headings(found: Mapping[str, Any]) -> list[tuple[str, str | None, int]]:
    return [
        (section["number"], (section["heading"] or {"text": None})["text"], section["words"])
        for section in found["sections"]
    ]


def text_digest(*parts: str) -> str:
    """Of the normalised text, written by hand."""
    return documents.digest(unicodedata.normalize("NFC", " ".join(parts)).encode("utf-8"))


# ---------------------------------------------------------------- Markdown


def test_markdown_by_section() -> None:
    found = of(MARKDOWN, known="known risks", rest="Residual Risks:", gone="Gone", all="Risk")

    assert headings(found) == [
        ("0", None, 4),
        ("1", "Risk management", 0),
        ("1.1", "1. Scope", 8),
        ("1.2", "Known risks", 10),
        ("1.2.1", "Residual risks", 0),
        ("1.3", "Testing", 8),
        ("1.4", "Nothing", 0),
    ]
    known = found["sections"][3]
    assert known["placeholders"] == {
        "count": 3,
        "kinds": {"angle_blank": 1, "tbd": 1, "todo": 1},
    }
    assert (known["tables"], known["empty_cells"], known["level"]) == (1, 1, 2)
    assert [section["empty"] for section in found["sections"]] == [
        *(False, False, False, False, True, False, True)
    ]
    assert found["sections"][2]["links"] == 1
    assert found["sections"][5]["placeholders"] == {"count": 1, "kinds": {"todo": 1}}
    assert found["sections"][2]["digest"] == text_digest(
        "Credit scoring of natural persons, see the system."
    )
    assert found["title"] == {"text": "Risk management file"}
    assert found["says_of_itself"] == {"created_on": None, "modified_on": "2026-11-20"}
    assert found["counts"] == {
        **{"sections": 7, "empty": 2, "tables": 1, "empty_cells": 1, "links": 1, "images": 0}
    }
    assert found["words"] == {"value": 30}
    assert (found["format"], found["headings_by"], found["pages"]) == ("markdown", "markup", None)


def test_declared_sections_are_looked_up_with_what_stands_below() -> None:
    found = of(MARKDOWN, known="KNOWN  risks", scope="Scope", gone="Gone", all="Risk management")

    mapped = found["mapped"]
    assert mapped["gone"] == {"section": None, "reason": "no heading of this name"}
    assert mapped["scope"]["section"]["number"] == "1.1"
    known = mapped["known"]["section"]
    assert (known["number"], known["words"], known["empty"]) == ("1.2", 10, False)
    assert known["placeholders"]["count"] == 4
    assert known["digest"] == text_digest(
        "risk owner refusal TBD <name> # no heading TODO in code no heading either",
        "Residual risks To be completed.",
    )
    assert mapped["all"]["section"]["words"] == 26
    twice = of("# A\n\nx\n\n# 2. a\n\ny\n", one="A")["mapped"]["one"]
    assert twice == {"section": None, "reason": "2 headings of this name"}


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("# A\n\n### B\n\n## C\n\n# D", [("1", "A"), ("1.1", "B"), ("1.2", "C"), ("2", "D")]),
        ("## A\n\n# B", [("1", "A"), ("2", "B")]),
        ("A\n=\n\nB\n-", [("1", "A"), ("1.1", "B")]),
        ("    # code\n\n# A `b` **c** [d](e)", [("0", None), ("1", "A b c d")]),
        ("- # in a list\n\n# A #", [("0", None), ("1", "A")]),
        ("#no\n\n####### no\n\n# \n\nx", [("0", None), ("1", None)]),
        ("<h1 align=center>A <b>b</b></h1>\n\n<h2>B</h2>", [("1", "A b"), ("1.1", "B")]),
        ("# <name>", [("1", "<name>")]),
        ("---\n\nA\n\n---\n# B", [("0", None), ("1", "B")]),
        ("# Risiko\u00adanalyse\u00a0A", [("1", "Risikoanalyse A")]),
        ("\ufeff# A\r\n\r\nx\r# B", [("1", "A"), ("2", "B")]),
    ],
    ids=[
        *("levels", "rising", "underlined", "code", "list", "not quite", "html", "blank", "rules"),
        *("soft hyphens", "line ends"),
    ],
)
def test_what_is_a_heading_in_markdown(text: str, want: list[tuple[str, str | None]]) -> None:
    assert [(number, heading) for number, heading, _ in headings(of(text))] == want


@pytest.mark.parametrize(
    ("text", "key", "want"),
    [
        ("![a picture](x.png)", "images", 1),
        ('<img src="x.png">', "images", 1),
        ("<https://a.example> and [b](c) and <a href='d'>e</a>", "links", 3),
        ("[insert the purpose]", "words", 0),
        ("<insert the purpose>\n\n<name>", "words", 0),
        ("H<sub>2</sub>O<br>is", "words", 4),
        ("<!-- words that nobody sees -->", "words", 0),
    ],
)
def test_what_stands_in_markdown(text: str, key: str, want: int) -> None:
    assert of(f"# A\n\n{text}\n")["sections"][0][key] == want


def test_a_picture_alone_is_not_empty() -> None:
    assert [one["empty"] for one in of("# A\n\n![x](y)\n\n# B\n")["sections"]] == [False, True]


def test_filler_that_was_copied(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(
        "# A\n\nWe take care.\n\n# B\n\nWe   take\ncare.\n\n# C\n", "utf-8"
    )
    (tmp_path / "b.txt").write_text("We take care.\n", "utf-8")
    found = dossier.collect(
        {"a": Described(Path("a.md")), "b": Described(Path("b.txt"))},
        observed_at=NOW,
        folder=tmp_path,
    )
    places = [("a", "1"), ("a", "2"), ("b", "0")]
    assert found["repeated"] == [
        {
            "digest": text_digest("We take care."),
            "words": 3,
            "sections": [{"document": name, "number": number} for name, number in places],
        }
    ]


# ---------------------------------------------------------------- headings that stay out


@pytest.mark.parametrize(
    ("heading", "reason"),
    [
        ("Contact ada@bank.example", "personal data (email)"),
        ("Call +49 30 1234567", "personal data (phone)"),
        ("Call (212) 555-0123 now", "personal data (phone)"),
        ("Fax 030/123 456 78", "personal data (phone)"),
        ("Account NL91 ABNA 0417 1643 00 of the bank", "iban)"),
        ("Account DE89370400440532013000", "iban)"),
        ("Person 123-45-6789", "personal data (national_id)"),
        ("/home/ada/risk", "looks like a path"),
        ("sk-abcdefghijklmnopqrst", "looks like a key"),
        ("A" * 201, "longer than 200"),
        ("A \u202e b", "can't be shown"),
        ("A \ud800 b", "can't be shown"),
        ("", "there is none"),
        ("2.1.3.4 Scope of 2026-11-22", None),
        ("ISO/IEC 42001:2023 and (EU) 2024/1689", None),
        ("Version 1.10.2 of 22.11.2026", None),
        ("Article 10(2)(f) and 10(2)(g)", None),
        ("Model DE11ABCDEFGHIJKLM", None),
        ("Risikomanagement für Kredite", None),
        ("जोखिम प्रबंधन \u200d", None),
    ],
)
def test_headings_that_may_name_somebody(heading: str, reason: str | None) -> None:
    copied = dossier.copied(heading)
    if reason is None:
        assert copied == {"text": heading}
    else:
        assert copied["text"] is None
        assert reason in copied["reason"]


def test_a_heading_that_stays_out_is_still_found() -> None:
    found = of("# Write to ada@bank.example\n\nOr call.\n", who="write to ada@bank.example")
    assert found["mapped"]["who"]["section"]["words"] == 2
    assert "ada" not in str(found)


# ---------------------------------------------------------------- YAML and plain text


def test_yaml_keys_are_headings() -> None:
    text = (
        "title: Risks\nscope: credit\nrisks:\n"
        "  known:\n  - name: refusal\n    owner: TBD\n  residual:\n"
    )
    found = of(text, "risk.yaml", known="Known", residual="residual")
    assert headings(found) == [
        *(("1", "title", 1), ("2", "scope", 1), ("3", "risks", 0)),
        *(("3.1", "known", 3), ("3.2", "residual", 0)),
    ]
    assert found["mapped"]["known"]["section"]["placeholders"]["kinds"] == {"tbd": 1}
    assert found["mapped"]["residual"]["section"]["empty"] is True
    assert found["title"] == {"text": "Risks"}


def test_lines_of_plain_text() -> None:
    text = """Risk file
=========

Words of it.

1. Scope

Credit scoring.

1.1 Persons

1. This is a sentence.

KNOWN RISKS

none
"""
    assert headings(of(text, "risk.txt")) == [
        *(("1", "Risk file", 3), ("2", "1. Scope", 2), ("2.1", "1.1 Persons", 5)),
        ("3", "KNOWN RISKS", 1),
    ]


# ---------------------------------------------------------------- docx


def saved(word: Word) -> bytes:
    data = io.BytesIO()
    word.save(data)
    return data.getvalue()


def written(**core: Any) -> Word:
    word = docx.Document()
    for name, value in core.items():
        setattr(word.core_properties, name, value)
    return word


def test_word_by_section() -> None:
    word = written(title="Instructions", author="Ada Lovelace", last_modified_by="Ada Lovelace")
    word.add_heading("Instructions for use", 0)
    word.add_paragraph("For credit officers.")
    word.add_heading("Scope", 1)
    word.add_paragraph("See the [insert name] manual.")
    table = word.add_table(2, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Owner", "TBD"
    table.cell(1, 0).text = "Date"
    word.add_heading("Known risks", 2)
    word.add_paragraph("None", style="List Bullet")
    word.add_heading("", 1)
    word.add_heading("Nothing", 1)

    found = of(saved(word), "use.docx", risks="known risks")

    assert headings(found) == [
        *(("0", None, 3), ("1", "Scope", 5), ("1.1", "Known risks", 1), ("2", "Nothing", 0))
    ]
    scope = found["sections"][1]
    assert scope["placeholders"]["kinds"] == {"square_blank": 1, "tbd": 1}
    assert (scope["tables"], scope["empty_cells"]) == (1, 1)
    assert found["sections"][3]["empty"] is True
    assert found["title"] == {"text": "Instructions"}
    assert found["open"] == {"tracked_changes": 0, "comments": 0, "comments_resolved": 0}
    assert found["mapped"]["risks"]["section"]["digest"] == text_digest("None")
    assert "Lovelace" not in str(found)


def test_changes_and_comments_that_are_open() -> None:
    word = written()
    word.add_heading("A", 1)
    paragraph = word.add_paragraph("Kept")
    word.add_comment(paragraph.runs, "Who says so?", author="Ada Lovelace", initials="AL")
    word.add_comment(paragraph.runs, "I do", author="Grace Hopper")
    who = 'w:id="1" w:author="Ada Lovelace" w:date="2026-01-01T00:00:00Z"'
    for change in (
        f"<w:ins {NAMES} {who}><w:r><w:t> put in</w:t></w:r></w:ins>",
        f"<w:del {NAMES} {who}><w:r><w:delText> taken out</w:delText></w:r></w:del>",
        f"<w:moveFrom {NAMES} {who}><w:r><w:t> moved</w:t></w:r></w:moveFrom>",
    ):
        paragraph._p.append(parse_xml(change))

    found = of(saved(word), "a.docx")

    assert found["open"] == {"tracked_changes": 3, "comments": 2, "comments_resolved": 0}
    assert found["sections"][0]["digest"] == text_digest("Kept put in")
    assert not re.search("Lovelace|Hopper|says so", str(found))


def test_fields_of_a_form_in_word() -> None:
    word = written()
    word.add_heading("A", 1)
    prompt = "<w:r><w:t>Click or tap here to enter text.</w:t></w:r>"
    for shown in ("<w:showingPlcHdr/>", '<w:showingPlcHdr w:val="0"/>', ""):
        word.add_paragraph("Owner: ")._p.append(
            parse_xml(
                f"<w:sdt {NAMES}><w:sdtPr>{shown}</w:sdtPr>"
                f"<w:sdtContent>{prompt}</w:sdtContent></w:sdt>"
            )
        )
    contents = (
        f'<w:sdt {NAMES}><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/>'
        f"</w:docPartObj></w:sdtPr><w:sdtContent><w:p>{prompt}</w:p></w:sdtContent></w:sdt>"
    )
    word.element.body.insert(0, parse_xml(contents))

    found = of(saved(word), "a.docx")

    assert found["fields"] == {"count": 3, "unfilled": 1}
    assert headings(found) == [("1", "A", 3 + 2 * 7)]
    assert found["placeholders"] == {"count": 1, "kinds": {"unfilled_field": 1}}


def test_headings_of_other_languages_and_own_styles() -> None:
    word = written()
    own = word.styles.add_style("Kapitel", WD_STYLE_TYPE.PARAGRAPH)
    own.base_style = word.styles["Heading 2"]
    # The identity is the language's, the name is English.
    word.styles["Heading 1"].element.set(
        "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}styleId", "berschrift1"
    )
    word.add_paragraph("Eins", style="Heading 1")
    word.add_paragraph("Zwei", style="Kapitel")
    word.add_paragraph("Drei")._p.get_or_add_pPr().append(
        parse_xml(f'<w:outlineLvl {NAMES} w:val="2"/>')
    )
    assert headings(of(saved(word), "a.docx")) == [
        *(("1", "Eins", 0), ("1.1", "Zwei", 0), ("1.1.1", "Drei", 0))
    ]


def test_styles_that_go_round_in_circles() -> None:
    word = written()
    one = word.styles.add_style("One", WD_STYLE_TYPE.PARAGRAPH)
    two = word.styles.add_style("Two", WD_STYLE_TYPE.PARAGRAPH)
    one.base_style, two.base_style = two, one
    word.add_paragraph("Words", style="One")
    assert headings(of(saved(word), "a.docx")) == [("0", None, 1)]


def test_a_word_file_without_properties_has_no_day() -> None:
    found = of(without(saved(written()), "docProps/core.xml", "_rels/.rels"), "a.docx")
    assert found["says_of_itself"] == {"created_on": None, "modified_on": None}
    assert found["title"]["text"] is None


def without(data: bytes, part: str, relations: str) -> bytes:
    """A docx without one of its parts."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            held = old.read(name)
            if name == relations:
                held = re.sub(rb"<Relationship [^>]*core-properties[^>]*/>", b"", held)
            if name != part:
                new.writestr(name, held)
    return made.getvalue()


# ---------------------------------------------------------------- PDF

Line = tuple[int, bool, str]
FIRST: list[Line] = [
    (8, False, "Bank AG, risk file"),
    (20, True, "Risk management"),
    (10, False, "This file tells of risks (all of them)."),
    (14, True, "1 Known risks"),
    (10, False, "Applicants without a history are refused."),
    (10, False, "TBD"),
    (8, False, "Page 1 of 3"),
]
SECOND: list[Line] = [
    (8, False, "Bank AG, risk file"),
    (14, True, "2 Residual risks"),
    (10, False, "To be completed."),
    (14, True, "A long heading that goes on"),
    (14, True, "over two lines"),
    (10, False, "Text."),
    (8, False, "Page 2 of 3"),
]
THIRD: list[Line] = [
    (8, False, "Bank AG, risk file"),
    (10, False, "More text here."),
    (8, False, "Page 3 of 3"),
]


def pdf(
    pages: Sequence[Sequence[Line]], *, resources: str = "", streams: Sequence[bytes] = ()
) -> bytes:
    """A PDF written by hand, so that each of its bytes is known."""
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b""]
    for font in (b"Helvetica", b"Helvetica-Bold"):
        objects.append(b"<</Type/Font/Subtype/Type1/BaseFont/" + font + b">>")
    objects += streams
    kids = []
    for page in pages:
        height, drawn = 800.0, []
        for size, bold, text in page:
            height -= 1.5 * size
            shown = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
            drawn.append(f"BT /F{1 + bold} {size} Tf 50 {height} Td ({shown}) Tj ET")
        content = "\n".join(drawn).encode("latin-1")
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(content), content))
        fonts = f"/Resources<</Font<</F1 3 0 R/F2 4 0 R>>{resources}>>".encode()
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R%s>>"
            % (len(objects), fonts)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(kids), b" ".join(kids))
    made, places = b"%PDF-1.4\n", []
    for number, held in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, held)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    end = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
    return made + head + table + end % (len(objects) + 1, len(made))


def changed(data: bytes, change: Callable[[pypdf.PdfWriter], object]) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
    change(writer)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def test_pdf_by_the_size_of_letters() -> None:
    found = of(pdf([FIRST, SECOND, THIRD]), "risk.pdf", known="Known risks")

    assert headings(found) == [
        ("1", "Risk management", 8),
        ("1.1", "1 Known risks", 6),
        ("1.2", "2 Residual risks", 0),
        ("1.3", "A long heading that goes on over two lines", 4),
    ]
    assert [section["empty"] for section in found["sections"]] == [False, False, True, False]
    assert found["placeholders"]["kinds"] == {"tbd": 1, "to_be_completed": 1}
    assert (found["pages"], found["pages_without_text"]) == (3, 0)
    assert (found["headings_by"], found["headings_not_located"]) == ("font_size", None)
    assert found["mapped"]["known"]["section"]["digest"] == text_digest(
        "Applicants without a history are refused. TBD"
    )
    assert found["counts"]["tables"] is None
    assert found["title"] == {"text": None, "reason": "there is none"}


def test_pdf_by_its_bookmarks() -> None:
    def mark(writer: pypdf.PdfWriter) -> None:
        top = writer.add_outline_item(title="Risk management", page_number=0)
        writer.add_outline_item(title="Known risks", page_number=0, parent=top)
        writer.add_outline_item(title="Residual risks", page_number=1, parent=top)
        writer.add_outline_item(title="Not there", page_number=2)
        writer.add_metadata(
            {
                **{"/Title": "Risk file", "/Author": "Ada Lovelace"},
                **{"/CreationDate": "D:20260102030405+01'00'", "/ModDate": "D:202602"},
            }
        )

    found = of(changed(pdf([FIRST, SECOND, THIRD]), mark), "risk.pdf")

    assert headings(found) == [
        *(("1", "Risk management", 8), ("1.1", "Known risks", 6)),
        *(("1.2", "Residual risks", 10), ("2", "Not there", 3)),
    ]
    assert (found["headings_by"], found["headings_not_located"]) == ("outline", 1)
    assert found["title"] == {"text": "Risk file"}
    assert found["says_of_itself"] == {"created_on": "2026-01-02", "modified_on": None}
    assert "Lovelace" not in str(found)


def test_a_scan_has_no_text() -> None:
    picture = b"<</Type/XObject/Subtype/Image/Width 1/Height 1/Length 1>>stream\nx\nendstream"
    scan = pdf([[], []], resources="/XObject<</I 5 0 R>>", streams=[picture])
    found = of(scan, "scan.pdf", risks="Risks")

    why = "no text: the pages are pictures"
    assert found["words"] == {"value": None, "reason": why}
    assert found["mapped"]["risks"] == {"section": None, "reason": why}
    assert (found["sections"], found["headings_by"]) == ([], None)
    assert (found["pages"], found["pages_without_text"]) == (2, 2)
    assert of(pdf([[]]), "a.pdf")["words"]["reason"] == "no text on any of the pages"
    assert of(pdf([[], FIRST]), "a.pdf")["pages_without_text"] == 1


def test_what_is_broken_in_a_pdf_is_told() -> None:
    whole = pdf([FIRST, SECOND])
    assert of(whole, "a.pdf")["mended"] == 0
    # The table of objects is not where the end says: it is made anew.
    astray = of(re.sub(rb"startxref\n\d+", b"startxref\n7", whole), "a.pdf")
    assert astray["mended"] > 0
    assert headings(astray) == headings(of(whole, "a.pdf"))
    # The second page draws what isn't there.
    lost = of(whole.replace(b"/Contents 7 0 R", b"/Contents 99 0 R"), "a.pdf")
    assert lost["pages_without_text"] == 1
    with pytest.raises(CollectError, match="damaged"):
        of(whole.partition(b"xref")[0], "a.pdf")


def test_fields_of_a_form_in_pdf() -> None:
    def form(writer: pypdf.PdfWriter) -> None:
        from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

        def field(kind: str, value: str | None, *kids: Any) -> Any:
            made = DictionaryObject({NameObject("/T"): TextStringObject("f")})
            if kind:
                made[NameObject("/FT")] = NameObject(kind)
            if value is not None:
                made[NameObject("/V")] = TextStringObject(value)
            if kids:
                made[NameObject("/Kids")] = ArrayObject(kids)
            return writer._add_object(made)

        inner = [field("", "Ada"), field("", "")]
        fields = [field("/Tx", None, *inner), field("/Tx", " "), field("/Btn", None)]
        fields += [field("/Ch", "x"), field("/Ch", None), fields[0]]
        top = DictionaryObject({NameObject("/Fields"): ArrayObject(fields)})
        writer._root_object[NameObject("/AcroForm")] = writer._add_object(top)

    found = of(changed(pdf([FIRST]), form), "form.pdf")
    assert found["fields"] == {"count": 5, "unfilled": 3}


# ---------------------------------------------------------------- bad input


def archive(**parts: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name, held in parts.items():
            new.writestr({"types": "[Content_Types].xml"}.get(name, name.replace("__", "/")), held)
    return made.getvalue()


def replaced(data: bytes, part: str, held: bytes) -> bytes:
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, held if name == part else old.read(name))
    return made.getvalue()


def renamed(data: bytes) -> bytes:
    """A docx whose document is called a picture."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            held = old.read(name)
            if name in {"[Content_Types].xml", "_rels/.rels"}:
                held = held.replace(b"word/document.xml", b"word/document.png")
            new.writestr(name.replace("document.xml", "document.png"), held)
    return made.getvalue()


def bomb(body: str, before: str = "") -> bytes:
    text = f"<?xml version='1.0'?>{before}<w:document {NAMES}><w:body>{body}</w:body></w:document>"
    return replaced(saved(written()), "word/document.xml", text.encode())


LAUGHS = "<!DOCTYPE d [<!ENTITY a0 'ha'>" + "".join(
    f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 10)
)


def packed(text: bytes) -> bytes:
    held = zlib.compress(text, 9)
    return b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(held), held)


STREAM = packed(b" " * 40_000_000)
LONG = packed(b"q Q\n" * 2_000_000)
FORMS = [
    b"<</Type/XObject/Subtype/Form/BBox[0 0 1 1]/Resources<</XObject<</X %d 0 R>>>>/Length 60"
    b">>stream\n%s\nendstream" % (6 + n, (b"/X Do " * 10).ljust(60))
    for n in range(9)
]
HOSTILE: dict[str, tuple[str, Callable[[], bytes | str], str]] = {
    "nothing": ("a.md", lambda: b"", "the file is empty"),
    "white space": ("a.docx", lambda: b" \n", "the file is empty"),
    "an ending of its own": ("a.rst", lambda: "A\n=\n", "an ending that is not known"),
    "text named docx": ("a.docx", lambda: "words", "named as docx, and it is no docx"),
    "text named PDF": ("a.pdf", lambda: "words", "named as pdf, and it is no pdf"),
    "PDF named Markdown": ("a.md", lambda: pdf([FIRST]), "it is pdf by its content"),
    "docx named PDF": ("a.pdf", lambda: saved(written()), "it is docx by its content"),
    "old Word": ("a.doc", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "an old Word file"),
    "rich text": ("a.docx", lambda: "{\\rtf1 words}", "rich text"),
    "HTML": ("a.md", lambda: "<!DOCTYPE html><p>words</p>", "HTML or XML"),
    "Latin 1": ("a.md", lambda: b"caf\xe9", "not UTF-8 at byte 3"),
    "UTF-16": ("a.txt", lambda: "words".encode("utf-16"), "not UTF-8 at byte 0"),
    "NUL": ("a.txt", lambda: "a\0b", "a NUL character at 1"),
    "large text": ("a.txt", lambda: "word " * 200_001, "larger than 1,000,000 bytes"),
    "20,000 headings": ("a.md", lambda: "# A\n" * 20_000, "more than 1500 headings"),
    "brackets": ("a.md", lambda: "[" * 60_000, ""),
    "headings of HTML without an end": ("a.md", lambda: "<h1>\n" * 60_000, ""),
    "a heading without an end": ("a.md", lambda: "# " + "a" * 900_000, ""),
    "YAML without keys": ("a.yml", lambda: "- a\n- b\n", "no mapping of keys"),
    "no YAML": ("a.yml", lambda: "a: [", "not YAML"),
    "YAML that laughs": (
        "a.yml",
        lambda: (
            "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{f'*a{n - 1},' * 10}]\n" for n in range(1, 10))
        ),
        "too many parts",
    ),
    "deep YAML": ("a.yml", lambda: "a: " + "[" * 5000, "nested deeper"),
    "a spreadsheet": (
        *(
            "a.docx",
            lambda: archive(types=b"<x/>", xl__workbook=b"<x/>"),
            "an archive, and no docx",
        ),
    ),
    "a cut archive": ("a.docx", lambda: saved(written())[:5000], "damaged, or no docx"),
    "an archive without a document": (
        *("a.docx", lambda: archive(types=b"<x/>", word__x=b"<x/>"), "or no document"),
    ),
    "a zip bomb": (*("a.docx", lambda: bomb(" " * 31_000_000), "more than 30,000,000 bytes"),),
    "a zip bomb named as a picture": (
        "a.docx",
        lambda: renamed(bomb(" " * 31_000_000)),
        "more than 30,000,000 bytes",
    ),
    "a zip bomb of pictures": (
        "a.docx",
        lambda: replaced(saved(written()), "docProps/thumbnail.jpeg", b"x" * 300_000_001),
        "unpacked larger than 300,000,000 bytes",
    ),
    "a bomb of tags": (
        *("a.docx", lambda: bomb("<w:p/>" * 2_000_001), "2,000,000 tags of markup"),
    ),
    "entities that laugh": ("a.docx", lambda: bomb("&a9;", LAUGHS + "]>"), "damaged, or no docx"),
    "entities from files": (
        *("a.docx", lambda: bomb("&a;", "<!DOCTYPE d [<!ENTITY a SYSTEM '/etc/passwd'>]>"), ""),
    ),
    "deep tables": (
        "a.docx",
        lambda: bomb("<w:tbl><w:tr><w:tc>" * 2000 + "</w:tc></w:tr></w:tbl>" * 2000),
        "damaged, or no docx",
    ),
    "no text at all": ("a.docx", lambda: bomb("<w:p/>" * 50_000), ""),
    "100,000 headings of Word": (
        "a.docx",
        lambda: bomb(
            '<w:p><w:pPr><w:outlineLvl w:val="0"/></w:pPr><w:r><w:t>A</w:t></w:r></w:p>' * 100_000
        ),
        "more than 1500 headings",
    ),
    "macros": (
        "a.docx",
        lambda: replaced(
            saved(written()),
            "[Content_Types].xml",
            zipfile.ZipFile(io.BytesIO(saved(written())))
            .read("[Content_Types].xml")
            .replace(
                b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
                b"application/vnd.ms-word.document.macroEnabled.main+xml",
            ),
        ),
        "a document with macros",
    ),
    "an encrypted PDF": (
        "a.pdf",
        lambda: changed(pdf([FIRST]), lambda writer: writer.encrypt("secret")),
        "encrypted",
    ),
    "a PDF of its head alone": ("a.pdf", lambda: b"%PDF-1.7\n", "damaged, or no PDF"),
    "a PDF without pages": ("a.pdf", lambda: pdf([]), "no pages"),
    "a huge stream": (
        "a.pdf",
        lambda: pdf([FIRST], streams=[STREAM]).replace(b"/Contents 6 0 R", b"/Contents 5 0 R"),
        "more to draw than a document",
    ),
    "a long stream": (
        "a.pdf",
        lambda: pdf([FIRST], streams=[LONG]).replace(b"/Contents 6 0 R", b"/Contents 5 0 R"),
        "more to draw than a document",
    ),
    "forms within forms": (
        "a.pdf",
        lambda: pdf([FIRST], resources="/XObject<</X 5 0 R>>", streams=FORMS).replace(
            b"BT /F1 8 Tf", b"/X Do BT /F1 8 Tf", 1
        ),
        "",
    ),
    "pages that hold themselves": (
        *(
            "a.pdf",
            lambda: pdf([FIRST]).replace(b"/Kids[6 0 R]", b"/Kids[2 0 R]"),
            "damaged, or no PDF",
        ),
    ),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_bad_documents_are_refused_in_a_sentence(case: str) -> None:
    name, made, told = HOSTILE[case]
    data = made()
    raw = data.encode("utf-8") if isinstance(data, str) else data
    if not told:
        # In bounds it can be read as well, and says nothing that it shouldn't.
        assert "root:" not in str(of(raw, name))
        return
    with pytest.raises(CollectError) as error:
        of(raw, name)
    assert told in error.value.what
    assert len(error.value.what) < 200
    assert str(error.value).count("\n") <= 2


def test_all_faults_of_all_documents_at_once(tmp_path: Path) -> None:
    (tmp_path / "old.docx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    (tmp_path / "good.md").write_text("# A\n", "utf-8")
    (tmp_path / "folder").mkdir()
    named = {name: Described(Path(name)) for name in ("old.docx", "good.md", "gone.md", "folder")}
    with pytest.raises(CollectError) as error:
        dossier.collect(named, observed_at=NOW, folder=tmp_path)
    for told in ("old.docx: an old Word file", "gone.md: can't be read", "folder: not a plain"):
        assert told in error.value.what
    assert "good" not in str(error.value)
    assert str(error.value).count("\n") == 2


@pytest.mark.parametrize(
    ("described", "at", "told"),
    [
        ({}, NOW, "no documents are named"),
        ({"a": Described(Path("a.md"))}, "today", "no time"),
        ({str(n): Described(Path("a.md")) for n in range(101)}, NOW, "more than 100 documents"),
        (
            {"a": Described(Path("a.md"), {str(n): "A" for n in range(101)})},
            NOW,
            "more than 100 sections named",
        ),
        ({str(n): Described(Path("a.md")) for n in range(3)}, NOW, "3000 sections"),
    ],
    ids=["none", "time", "many", "many sections", "many headings"],
)
def test_what_is_asked_for_wrongly(
    described: Mapping[str, Described], at: str, told: str, tmp_path: Path
) -> None:
    (tmp_path / "a.md").write_text("# A\n" * 1000, "utf-8")
    with pytest.raises(CollectError, match=told):
        dossier.collect(described, observed_at=at, folder=tmp_path)


def test_links_lead_no_further_than_the_folder(tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    (inside / "docs").mkdir(parents=True)
    (tmp_path / "secret.md").write_text("# Secret\n", "utf-8")
    (inside / "plain.md").write_text("# Plain\n", "utf-8")
    (inside / "docs" / "to_plain.md").symlink_to("../plain.md")
    (inside / "docs" / "to_secret.md").symlink_to("../../secret.md")
    (inside / "up").symlink_to("..")
    (tmp_path / "link_to_inside").symlink_to("inside")
    os.mkfifo(inside / "pipe.md")

    def read(name: str, folder: Path = inside) -> Any:
        named = {"a": Described(Path(name))}
        found = dossier.collect(named, observed_at=NOW, folder=folder)
        return found["documents"]["a"]["title"]["text"]

    assert read("docs/to_plain.md") == "Plain"
    assert read("plain.md", tmp_path / "link_to_inside") == "Plain"
    # Whoever writes the path knows where it leads.
    assert read("../secret.md") == "Secret"
    for name in ("docs/to_secret.md", "up/secret.md"):
        with pytest.raises(CollectError, match="a symbolic link out of the folder"):
            read(name)
    with pytest.raises(CollectError, match="not a plain file"):
        read("pipe.md")


@pytest.mark.parametrize(
    ("module", "name", "made", "package"),
    [
        ("pypdf", "a.pdf", lambda: pdf([FIRST]), "pypdf"),
        ("docx", "a.docx", lambda: saved(written()), "python-docx"),
        ("markdown_it", "a.md", lambda: b"# A", "markdown-it-py"),
    ],
)
def test_a_missing_extra_says_which(
    module: str,
    name: str,
    made: Callable[[], bytes],
    package: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data = made()
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(CollectError) as error:
        of(data, name)
    assert error.value.what == f"{package} is not installed"
    assert error.value.do == "pip install 'lexgate[documents]'"


def test_what_every_collector_keeps(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# A\n\nAda Lovelace wrote this.\n", "utf-8")
    faults = testkit.faults(
        dossier.collect,
        {"documents": {"a": Described(Path("a.md"), {"x": "A"})}, "folder": tmp_path},
        secrets=["Lovelace", str(tmp_path)],
        bad=[({"documents": {"a": Described(tmp_path / "b.md")}}, ["can't be read"])],
    )
    assert faults == []


def test_evidence_of_every_format_fits_its_schema(tmp_path: Path, fits: Any) -> None:
    picture = b"<</Type/XObject/Subtype/Image/Width 1/Height 1/Length 1>>stream\nx\nendstream"
    made = {
        "a.md": b"# Known risks\n\n[all](x) TBD\n\n# B\n\nsame\n\n## C\n\nsame\n",
        "b.docx": saved(written(title="ada@bank.example")),
        "c.pdf": pdf([FIRST, SECOND, THIRD]),
        "d.pdf": pdf([[]], resources="/XObject<</I 5 0 R>>", streams=[picture]),
        "e.yaml": b"a: 1",
        "f.txt": b"words\n\nhalf \xf0\x9f\x98\x80",
    }
    for name, data in made.items():
        (tmp_path / name).write_bytes(data)
    named = {name[0]: Described(Path(name), {"known": "Known risks"}) for name in made}
    found = dossier.collect(named, observed_at=NOW, folder=tmp_path)
    assert found["repeated"]
    fits("dossier", dossier.subjects("scoring", "1.0.0"), found)


def test_collected_as_lexgate_toml_says(tmp_path: Path, describe: Callable[[str], Path]) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "risk.md").write_text(MARKDOWN, "utf-8")
    folder = describe(
        """
[collect.dossier.documents.risk_management]
file = "docs/risk.md"
sections = {known_risks = "Known risks"}
"""
    )
    loaded = config.load(folder)
    assert collecting.configured(loaded) == ["dossier"]

    path = collecting.collect("dossier", loaded, keys.generate(), clock=lambda: NOW)

    found = documents.read_json(path)
    assert found["subject"] == [documents.named_subject("version:scoring@1.0.0")]
    risk = found["predicate"]["documents"]["risk_management"]
    assert risk["mapped"]["known_risks"]["section"]["number"] == "1.2"
    assert str(tmp_path) not in path.read_text("utf-8")


# ---------------------------------------------------------------- hostile bytes


def attempt(data: bytes, name: str) -> None:
    """Read what may be nothing; anything but an answer or a CollectError is a fault."""
    try:
        found: dict[str, Any] = of(data, name, a="A")
    except CollectError as error:
        found = {"told": str(error)}
    assert found.get("told", "").count("\n") <= 2
    documents.canonical(found)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400), st.sampled_from([".md", ".txt", ".yaml", ".docx", ".pdf"]))
def test_random_bytes_never_crash(data: bytes, ending: str) -> None:
    for start in (b"", b"%PDF-1.7\n", b"PK\x03\x04"):
        attempt(start + data, f"a{ending}")


SIGNS = "#-=>`*_[]()<>!|:~ \t\n\r\\ab1.&\"'{}%$+"


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from([*SIGNS, "---\n", "```\n", "# ", "[a]: b\n", "&a", "\u2028"]), max_size=80
    ),
    st.sampled_from([".md", ".txt", ".yaml"]),
)
def test_random_markup_never_crashes(parts: list[str], ending: str) -> None:
    attempt("".join(parts).encode("utf-8"), f"a{ending}")


def mutated(data: bytes, seed: int) -> bytes:
    """A file with a few of its bytes changed, taken out, doubled or moved."""
    chance = random.Random(seed)
    held = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        at, to = sorted(chance.randrange(len(held) + 1) for _ in range(2))
        to = min(to, at + chance.choice([1, 4, 64, 1000]))
        way = chance.randrange(4)
        if way == 0:
            held[at:to] = chance.randbytes(to - at)
        elif way == 1:
            del held[at:to]
        elif way == 2:
            held[at:at] = held[at:to]
        else:
            held[at:to] = b"0" * (to - at)
        if not held:
            break
    return bytes(held)


@pytest.fixture(scope="module")
def real() -> dict[str, bytes]:
    """Files that read well, to be spoilt."""
    word = written()
    word.add_heading("A", 1)
    word.add_table(2, 2).cell(0, 0).text = "TBD"
    word.add_comment(word.add_paragraph("Words").runs, "Why?")
    plain = saved(word)
    with zipfile.ZipFile(io.BytesIO(plain)) as old:
        inner = old.read("word/document.xml")

    def mark(writer: pypdf.PdfWriter) -> None:
        writer.add_outline_item(title="Known risks", page_number=0)
        writer.add_metadata({"/Title": "Risk file"})

    marked = changed(pdf([FIRST, SECOND, THIRD]), mark)
    return {"a.docx": plain, "b.docx": inner, "a.pdf": pdf([FIRST, SECOND]), "b.pdf": marked}


@pytest.mark.parametrize("name", ["a.docx", "b.docx", "a.pdf", "b.pdf"])
def test_spoilt_files_never_crash(name: str, real: dict[str, bytes]) -> None:
    for seed in range(120):
        data = mutated(real[name], seed)
        if name == "b.docx":
            # The archive is whole, and what it holds is spoilt.
            data = replaced(real["a.docx"], "word/document.xml", data)
        attempt(data, name)
