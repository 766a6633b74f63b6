"""Marking test, on real files: written by Pillow and by hand after the specifications."""

from __future__ import annotations

import io
import json
import struct
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from lexgate import config, documents, keys
from lexgate.errors import LexgateError
from lexgate_collectors import collecting, marking_test, marks
from lexgate_collectors.marking_test import Command, Outputs

NOW = "2026-11-22T10:00:00Z"
SOURCE = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
CAMERA = "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture"


def xmp(source: str) -> bytes:
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
        'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description '
        'xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" '
        f'Iptc4xmpExt:DigitalSourceType="{source}"/></rdf:RDF></x:xmpmeta>'
    ).encode()


def box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body) + 8) + kind + body


def store(source: str, label: bytes = b"c2pa") -> bytes:
    """A JUMBF superbox: a description labelled c2pa, and an assertion in CBOR."""
    described = label[:4] + bytes.fromhex("00110010800000aa00389b71")
    said = source.encode()
    # CBOR: a map of one text to one text.
    cbor = b"\xa1\x71digitalSourceType\x78" + bytes([len(said)]) + said
    return box(
        b"jumb", box(b"jumd", described + b"\x03" + label + b"\0") + box(b"cbor", cbor)
    )  # fmt: skip


def picture(number: int = 0) -> Image.Image:
    drawn = Image.new("RGB", (60, 40), (number * 7 % 256, 90, 120))
    drawn.paste((255, 255, 255), (number % 40, 5, number % 40 + 9, 30))
    return drawn


def jpeg(number: int = 0, *, packet: bytes | None = None, segments: bytes = b"") -> bytes:
    written = io.BytesIO()
    if packet is None:
        picture(number).save(written, "JPEG")
    else:
        picture(number).save(written, "JPEG", xmp=packet)
    data = written.getvalue()
    return data[:2] + segments + data[2:]


def app11(superbox: bytes, parts: int = 1) -> bytes:
    """The superbox in segments of APP11, each with length and type of the box again."""
    head, body = superbox[:8], superbox[8:]
    size = -(-len(body) // parts)
    found = b""
    for number in range(parts):
        held = b"JP" + b"\0\1" + struct.pack(">I", number + 1) + head
        held += body[number * size : (number + 1) * size]
        found += b"\xff\xeb" + struct.pack(">H", len(held) + 2) + held
    return found


def png(*, packet: str | None = None, chunk: bytes = b"") -> bytes:
    info = PngInfo()
    if packet is not None:
        info.add_itxt("XML:com.adobe.xmp", packet)
    written = io.BytesIO()
    picture().save(written, "PNG", pnginfo=info)
    data = written.getvalue()
    end = data.rindex(b"IEND") - 4
    return data[:end] + chunk + data[end:]


def cabx(body: bytes) -> bytes:
    crc = zlib.crc32(b"caBX" + body)
    return struct.pack(">I", len(body)) + b"caBX" + body + struct.pack(">I", crc)


def riff(form: bytes, *chunks: tuple[bytes, bytes]) -> bytes:
    body = form + b"".join(
        kind + struct.pack("<I", len(held)) + held + b"\0" * (len(held) % 2)
        for kind, held in chunks
    )
    return b"RIFF" + struct.pack("<I", len(body)) + body


def mp3(held: bytes) -> bytes:
    frame = b"GEOB" + bytes([0, 0, len(held) >> 7, len(held) & 0x7F]) + b"\0\0" + held
    return b"ID3\4\0\0" + bytes([0, 0, len(frame) >> 7, len(frame) & 0x7F]) + frame + b"\xff\xfb"


def mp4(uuid: str, held: bytes) -> bytes:
    return (
        box(b"ftyp", b"isom\0\0\2\0isom") + box(b"uuid", bytes.fromhex(uuid) + held)
        + box(b"mdat", b"\0" * 9)
    )  # fmt: skip


def in_selectors(data: bytes) -> str:
    return "".join(chr(0xFE00 + b) if b < 16 else chr(0xE0100 + b - 16) for b in data)


C2PA_BOX = "d8fec3d61b0e483c92975828877ec481"
XMP_BOX = "be7acfcb97a942e89c71999491e3afac"
HIDDEN = in_selectors(b"C2PATXT\0\1" + struct.pack(">I", 200) + store(SOURCE))


@pytest.mark.parametrize(
    ("data", "kinds"),
    [
        (jpeg(packet=xmp(SOURCE)), {"iptc_in_xmp"}),
        (jpeg(segments=app11(store(SOURCE))), {"c2pa"}),
        (jpeg(segments=app11(store(SOURCE), 3)), {"c2pa"}),
        (jpeg(packet=xmp(SOURCE), segments=app11(store(SOURCE))), {"c2pa", "iptc_in_xmp"}),
        (png(packet=xmp(SOURCE).decode()), {"iptc_in_xmp"}),
        (png(chunk=cabx(store(SOURCE))), {"c2pa"}),
        (riff(b"WEBP", (b"VP8 ", b"\0\0\0"), (b"C2PA", store(SOURCE))), {"c2pa"}),
        (riff(b"WAVE", (b"data", b"\0\0"), (b"_PMX", xmp(SOURCE))), {"iptc_in_xmp"}),
        (mp3(b"\0application/c2pa\0\0\0" + store(SOURCE)), {"c2pa"}),
        (mp4(C2PA_BOX, b"\0\0\0\0manifest\0" + store(SOURCE)), {"c2pa"}),
        (mp4(XMP_BOX, xmp(SOURCE)), {"iptc_in_xmp"}),
        (f"<meta property='iptc:DigitalSourceType' content='{SOURCE}'>".encode(), {"metadata"}),
        (
            b'<script type="application/ld+json">{"digitalSourceType": '
            b'"https://schema.org/TrainedAlgorithmicMediaDigitalSource"}</script>',
            {"metadata"},
        ),
        (f"A summary.{HIDDEN}".encode(), {"c2pa"}),
    ],
    ids=[
        "XMP in JPEG", "manifest in JPEG", "manifest in three segments", "both in JPEG",
        "XMP in PNG", "manifest in PNG", "manifest in WebP", "XMP in WAV", "manifest in MP3",
        "manifest in MP4", "XMP in MP4", "metadata of a page", "JSON-LD of a page",
        "manifest in a text",
    ],
)  # fmt: skip
def test_a_mark_is_found(data: bytes, kinds: set[str]) -> None:
    assert marks.found(data) == kinds


@pytest.mark.parametrize(
    "data",
    [
        jpeg(),
        jpeg(packet=xmp(CAMERA)),
        jpeg(segments=app11(store(CAMERA))),
        jpeg(segments=app11(store(SOURCE, b"other"))),
        jpeg() + store(SOURCE),
        png(),
        png(chunk=cabx(store(CAMERA))),
        riff(b"WAVE", (b"data", store(SOURCE))),
        mp3(b"\0text/plain\0\0\0" + SOURCE.encode()),
        mp4("00" * 16, store(SOURCE)),
        f"An essay on {SOURCE}".encode(),
        f"<p>DigitalSourceType {SOURCE}</p>".encode(),
        f"<meta name='about' content='{SOURCE}'>".encode(),
        f"A summary.{in_selectors(store(SOURCE))}".encode(),
        b"",
        b"\xff\xd8\xff",
        b"RIFF",
        b"ID3",
        b"\0\0\0\0ftyp",
        jpeg(packet=xmp(SOURCE))[:40],
        b"<p>One</p><![odd[x]]>",
    ],
    ids=[
        "plain JPEG", "taken by a camera", "manifest of a camera", "another superbox",
        "after the end", "plain PNG", "manifest of a camera in PNG", "in the sound itself",
        "another object", "another box", "in the words", "in the words of a page",
        "in other metadata", "selectors without the magic number", "empty", "a beginning",
        "a RIFF of nothing", "a tag of nothing", "a box without size", "cut off",
        "an odd section",
    ],
)  # fmt: skip
def test_no_mark_is_found(data: bytes) -> None:
    assert marks.found(data) == set()


@pytest.fixture
def images(tmp_path: Path) -> Outputs:
    """Ten marked pictures, and eight that are not."""
    for folder, many, packet in (("outputs", 10, xmp(SOURCE)), ("controls", 8, xmp(CAMERA))):
        (tmp_path / folder).mkdir()
        for number in range(many):
            name = tmp_path / folder / f"{number}.jpg"
            name.write_bytes(jpeg(number, packet=packet))
    return Outputs(tmp_path / "outputs", tmp_path / "controls", ("cropped", "re_encoded", "scaled"))


def test_metadata_are_found_and_do_not_survive(images: Outputs, fits: Any) -> None:
    found = marking_test.collect({"image": images}, observed_at=NOW)
    fits("marking_test", marking_test.subjects("painter", "1.0.0"), found)
    seen = found["modalities"]["image"]
    assert (seen["examined"], seen["detected"], seen["by_mark"]) == (10, 10, {"iptc_in_xmp": 10})
    assert seen["controls"] == {"examined": 8, "flagged": 0}
    assert seen["after_transformation"] == {
        name: {"examined": 10, "detected": 0} for name in ("cropped", "re_encoded", "scaled")
    }
    assert documents.canonical(found) == documents.canonical(
        marking_test.collect({"image": images}, observed_at=NOW)
    )


DETECTOR = """
import sys
from PIL import Image
# A watermark of a toy: the picture is mostly not grey.
red, green, _ = Image.open(sys.argv[-1]).convert("RGB").getpixel((1, 1))
sys.exit(0 if abs(red - green) > 8 else 1)
"""


def test_a_detector_of_the_organisation_sees_through_transformations(tmp_path: Path) -> None:
    for folder, colours in (("outputs", [(200, 40, 9), (190, 50, 9)]), ("controls", [(90,) * 3])):
        (tmp_path / folder).mkdir()
        for number, colour in enumerate(colours):
            Image.new("RGB", (40, 40), colour).save(tmp_path / folder / f"{number}.png")
    (tmp_path / "edited").mkdir()
    Image.new("RGB", (40, 40), (120, 120, 120)).save(tmp_path / "edited" / "0.png")
    (tmp_path / "detect.py").write_text(DETECTOR, "utf-8")
    command = Command("toy watermark", (sys.executable, "detect.py"), tmp_path)
    found = marking_test.collect(
        {
            "image": Outputs(
                tmp_path / "outputs",
                tmp_path / "controls",
                ("cropped", "re_encoded"),
                {"made_grey": tmp_path / "edited"},
                command,
            )
        },
        observed_at=NOW,
    )["modalities"]["image"]
    assert found["detector"] == "toy watermark"
    assert (found["examined"], found["detected"], found["by_mark"]) == (2, 2, {"toy watermark": 2})
    assert found["controls"] == {"examined": 1, "flagged": 0}
    assert found["after_transformation"] == {
        "cropped": {"examined": 2, "detected": 2},
        "made_grey": {"examined": 1, "detected": 0},
        "re_encoded": {"examined": 2, "detected": 2},
    }


def test_a_detector_that_flags_all_is_counted(tmp_path: Path, images: Outputs) -> None:
    always = Command("always", (sys.executable, "-c", ""), tmp_path)
    found = marking_test.collect(
        {"image": Outputs(images.outputs, images.controls, command=always)}, observed_at=NOW
    )
    assert found["modalities"]["image"]["controls"] == {"examined": 8, "flagged": 8}


@pytest.mark.parametrize(
    ("name", "text", "survives"),
    [
        ("text_alone", f"<html><meta name=digitalSourceType content={SOURCE}><p>Hi", False),
        ("text_alone", f"<p>Hi{HIDDEN}</p>", True),
        ("normalised", f"Hi{HIDDEN}", False),
    ],
    ids=["metadata when copied", "selectors when copied", "selectors in an editor"],
)
def test_transformations_of_text(name: str, text: str, survives: bool) -> None:
    change = marking_test.transformations("text")[name]
    assert marks.found(text.encode())
    assert bool(marks.found(change(text.encode()))) is survives


def test_a_cropped_picture_is_four_fifths_of_each_side() -> None:
    cropped = marking_test.transformations("image")["cropped"](jpeg())
    scaled = marking_test.transformations("image")["scaled"](jpeg())
    assert Image.open(io.BytesIO(cropped)).size == (48, 32)
    assert Image.open(io.BytesIO(scaled)).size == (30, 20)


def _two_alike(folder: Path) -> Path:
    place = folder / "alike"
    place.mkdir()
    for name in ("a.jpg", "b.jpg"):
        (place / name).write_bytes(jpeg(99))
    return place


def _with(change: Callable[[Path], Any]) -> Callable[[Path, Outputs], Any]:
    def done(folder: Path, images: Outputs) -> Any:
        change(folder)
        return marking_test.collect({"image": images}, observed_at=NOW)

    return done


@pytest.mark.parametrize(
    ("do", "says"),
    [
        (lambda f, i: marking_test.collect({}, observed_at="now"), "no time.*no modality"),
        (lambda f, i: marking_test.collect({"smell": i}, observed_at=NOW), "smell"),
        (
            lambda f, i: marking_test.collect(
                {"text": Outputs(i.outputs, i.controls, ("cropped",))}, observed_at=NOW
            ),
            "cropped is none of",
        ),
        (
            lambda f, i: marking_test.collect(
                {"image": Outputs(i.outputs, f / "none")}, observed_at=NOW
            ),
            "no files",
        ),
        (
            _with(lambda f: (f / "controls" / "x.jpg").write_bytes(jpeg(0, packet=xmp(SOURCE)))),
            "among the outputs and among the controls",
        ),
        (
            _with(lambda f: (f / "outputs" / "x.jpg").write_bytes(jpeg(0, packet=xmp(SOURCE)))),
            "stands there twice",
        ),
        (_with(lambda f: (f / "outputs" / "x.jpg").write_text("a text")), "none of its modality"),
        (
            lambda f, i: marking_test.collect(
                {"image": Outputs(i.outputs, i.controls, transformed={"sent": i.outputs})},
                observed_at=NOW,
            ),
            "as it was, untransformed",
        ),
        (
            lambda f, i: marking_test.collect(
                {"image": Outputs(i.outputs, i.controls, transformed={"sent": _two_alike(f)})},
                observed_at=NOW,
            ),
            "transformed file stands there twice",
        ),
        (
            lambda f, i: marking_test.collect(
                {
                    "image": Outputs(
                        i.outputs,
                        i.controls,
                        command=Command("odd", (sys.executable, "-c", "exit(3)"), f),
                    )
                },
                observed_at=NOW,
            ),
            "ended with 3",
        ),
        (
            lambda f, i: marking_test.collect(
                {"image": Outputs(i.outputs, i.controls, command=Command("gone", ("./x",), f))},
                observed_at=NOW,
            ),
            "can't be run",
        ),
    ],
    ids=[
        "nothing", "no modality", "no such transformation", "no controls", "in both", "twice",
        "no picture", "not transformed", "transformed once for two",
        "a detector with another code", "no detector",
    ],
)  # fmt: skip
def test_what_can_not_be_counted_is_refused(
    do: Callable[[Path, Outputs], Any], says: str, tmp_path: Path, images: Outputs
) -> None:
    with pytest.raises(LexgateError, match=says):
        do(tmp_path, images)


def test_lexgate_toml_describes_it(
    tmp_path: Path, images: Outputs, describe: Callable[[str], Path]
) -> None:
    folder = describe(
        """
[collect.marking_test.image]
outputs = "outputs"
controls = "controls"
transform = ["re_encoded"]
"""
    )
    path = collecting.collect("marking_test", config.load(folder), keys.generate())
    found = json.loads(path.read_text("utf-8"))["predicate"]["modalities"]
    assert list(found) == ["image"]
    assert found["image"]["after_transformation"]["re_encoded"] == {"examined": 10, "detected": 0}
