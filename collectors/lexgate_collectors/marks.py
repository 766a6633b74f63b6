"""Machine-readable marks in files: does a file say of itself that a machine made it?

Looked for: the terms of IPTC for digital sources (trainedAlgorithmicMedia and its kin) in
the C2PA manifest store, in XMP, in metadata of HTML, and the source that schema.org names;
in plain text, a C2PA manifest written in characters that show nothing. A manifest store
without such a term says where a file comes from and not that it is artificial: that is no
mark here.

The places of a manifest store are those of the C2PA technical specification 2.2 (appendix
A): APP11 of JPEG, caBX of PNG, C2PA of RIFF (WebP, WAV, AVI), GEOB of ID3 (MP3), the uuid box
of ISO base media (MP4, M4A, HEIF, AVIF), variation selectors in text. Signatures of manifests
are not verified.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from html.parser import HTMLParser

C2PA, XMP, METADATA = "c2pa", "iptc_in_xmp", "metadata"

# http://cv.iptc.org/newscodes/digitalsourcetype; schema.org writes the terms with a suffix.
_SOURCES = re.compile(
    rb"(?i)(digitalsourcetype/|schema\.org/|\b)(trainedAlgorithmicMedia|"
    rb"compositeWithTrainedAlgorithmicMedia|algorithmicMedia|compositeSynthetic|"
    rb"trainedAlgorithmicData)(DigitalSource)?\b"
)
_XMP_PACKET = re.compile(rb"<x:xmpmeta[\s>].*?</x:xmpmeta\s*>", re.DOTALL)
_UUID_C2PA = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")
_UUID_XMP = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
_TEXT_MAGIC = b"C2PATXT\0"
_MOST_PARTS = 100_000


def found(data: bytes) -> frozenset[str]:
    """The kinds of marks in a file, by its bytes; none where its form is not known."""
    marks: set[str] = set()
    for kind, part in _parts(data):
        if _SOURCES.search(part):
            marks.add(kind)
    return frozenset(marks)


def _parts(data: bytes) -> Iterator[tuple[str, bytes]]:
    """The parts of a file that can hold a mark, by what the mark would be."""
    if data.startswith(b"\xff\xd8\xff"):
        yield from _jpeg(data)
    elif data.startswith(b"\x89PNG\r\n\x1a\n"):
        yield from _png(data)
    elif data.startswith(b"RIFF"):
        yield from _riff(data)
    elif data.startswith(b"ID3"):
        yield from _id3(data)
    elif data[4:8] == b"ftyp":
        yield from _boxes(data)
    else:
        yield from _text(data)


# APP1 holds XMP; the JUMBF boxes of APP11 may stand in several segments, numbered.
def _jpeg(data: bytes) -> Iterator[tuple[str, bytes]]:
    boxes: dict[bytes, list[tuple[int, bytes]]] = {}
    place = 2
    for _ in range(_MOST_PARTS):
        if place + 4 > len(data) or data[place] != 0xFF or data[place + 1] in (0xDA, 0xD9):
            break
        marker = data[place + 1]
        length = struct.unpack(">H", data[place + 2 : place + 4])[0]
        body = data[place + 4 : place + 2 + length]
        if marker == 0xE1:
            yield from _packets(body)
        if marker == 0xEB and body.startswith(b"JP") and len(body) >= 16:
            instance, number = body[2:4], struct.unpack(">I", body[4:8])[0]
            # Length and type of the box stand again in each of its segments.
            boxes.setdefault(instance, []).append((number, body[16:]))
        place += 2 + max(length, 2)
    for segments in boxes.values():
        yield from _store(b"".join(part for _, part in sorted(segments)))


def _png(data: bytes) -> Iterator[tuple[str, bytes]]:
    place = 8
    for _ in range(_MOST_PARTS):
        if place + 8 > len(data):
            return
        length = struct.unpack(">I", data[place : place + 4])[0]
        kind, body = data[place + 4 : place + 8], data[place + 8 : place + 8 + length]
        if kind == b"caBX":
            yield from _store(body)
        elif kind == b"iTXt" and body.startswith(b"XML:com.adobe.xmp\0"):
            yield from _packets(body)
        place += 12 + length


def _riff(data: bytes) -> Iterator[tuple[str, bytes]]:
    place = 12
    for _ in range(_MOST_PARTS):
        if place + 8 > len(data):
            return
        kind, length = data[place : place + 4], struct.unpack("<I", data[place + 4 : place + 8])[0]
        body = data[place + 8 : place + 8 + length]
        if kind == b"C2PA":
            yield from _store(body)
        elif kind in (b"XMP ", b"_PMX"):
            yield from _packets(body)
        place += 8 + length + length % 2


# Frames of ID3v2.3 and 2.4; sizes of 2.4 have seven bits in a byte.
def _id3(data: bytes) -> Iterator[tuple[str, bytes]]:
    place, end = 10, 10 + _seven_bits(data[6:10])
    while place + 10 <= min(end, len(data)) and data[place : place + 4].strip(b"\0"):
        raw = data[place + 4 : place + 8]
        size = _seven_bits(raw) if data[3] >= 4 else struct.unpack(">I", raw)[0]
        body = data[place + 10 : place + 10 + size]
        if data[place : place + 4] == b"GEOB" and b"c2pa" in body[:80]:
            yield C2PA, body
        elif data[place : place + 4] == b"PRIV" and body.startswith(b"XMP\0"):
            yield from _packets(body)
        place += 10 + size


def _seven_bits(raw: bytes) -> int:
    size = 0
    for byte in raw:
        size = size << 7 | byte & 0x7F
    return size


def _boxes(data: bytes) -> Iterator[tuple[str, bytes]]:
    place = 0
    for _ in range(_MOST_PARTS):
        if place + 8 > len(data):
            return
        size, kind = struct.unpack(">I4s", data[place : place + 8])
        head = 8
        if size == 1 and place + 16 <= len(data):
            size, head = struct.unpack(">Q", data[place + 8 : place + 16])[0], 16
        size = len(data) - place if size == 0 else size
        body = data[place + head : place + size]
        if kind == b"uuid" and body.startswith(_UUID_C2PA):
            yield from _store(body[16:])
        elif kind == b"uuid" and body.startswith(_UUID_XMP):
            yield from _packets(body[16:])
        place += max(size, 8)


# A manifest store is a JUMBF superbox whose description is labelled c2pa.
def _store(body: bytes) -> Iterator[tuple[str, bytes]]:
    if b"jumd" in body[:200] and b"c2pa" in body[:200]:
        yield C2PA, body


def _packets(body: bytes) -> Iterator[tuple[str, bytes]]:
    for packet in _XMP_PACKET.findall(body):
        # The property as an element or as an attribute.
        if re.search(rb"(?i)digitalsourcetype", packet):
            yield XMP, packet


def _text(data: bytes) -> Iterator[tuple[str, bytes]]:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return
    for hidden in _selected(text):
        if hidden.startswith(_TEXT_MAGIC):
            yield C2PA, hidden
    reader = _Metadata()
    reader.feed(text)
    reader.close()
    for said in reader.said:
        yield METADATA, said.encode()


def _selected(text: str) -> Iterator[bytes]:
    """The bytes that runs of variation selectors stand for."""
    for run in re.findall("[\ufe00-\ufe0f\U000e0100-\U000e01ef]{8,}", text):
        yield bytes(
            ord(one) - 0xFE00 if ord(one) < 0xE0100 else ord(one) - 0xE0100 + 16 for one in run
        )


class _Metadata(HTMLParser):
    """What a page says of its digital source: in meta, in microdata and in JSON-LD."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self._json = False

    # The parser stops at a marked section that it does not know; browsers take it for a comment.
    def parse_marked_section(self, i: int, report: int = 1) -> int:
        return self.parse_bogus_comment(i)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(reversed(attrs))
        what = " ".join(named.get(name) or "" for name in ("name", "property", "itemprop"))
        if "digitalsourcetype" in what.lower():
            self.said.append(" ".join(named.get(name) or "" for name in ("content", "href")))
        kind = (named.get("type") or "").strip().lower()
        self._json = tag == "script" and kind == "application/ld+json"

    def handle_endtag(self, tag: str) -> None:
        self._json = False

    def handle_data(self, data: str) -> None:
        if self._json and "digitalsourcetype" in data.lower():
            self.said.append(data)
