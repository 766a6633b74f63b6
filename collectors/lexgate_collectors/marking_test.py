"""Marking-test evidence, for Article 50(2): are outputs marked, and is the mark found again?

By modality (audio, image, text, video) the collector looks at files that the system
generated, at the same files after transformations, and at files that are no output of
it. It counts how many of each were detected. The detector is the one of
`marks.py`, which reads metadata, or a command of the organisation (of a watermark, say).

It does not show that the files are outputs of this version or a fair draw of them, nor
that a mark is hard to remove on purpose, that others can read it, or that a manifest is
signed by whom it says. A transformation that was not tried is no transformation survived.
"""

from __future__ import annotations

import io
import subprocess
import tempfile
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lexgate.documents import digest
from lexgate_collectors import html_read, marks
from lexgate_collectors.common import (
    CollectError,
    Faults,
    file_digest,
    is_time,
    mark,
    version_subject,
)

MODALITIES = ("audio", "image", "text", "video")
LARGEST_FILE = 200_000_000
_MOST_FILES = 10_000
_DEADLINE = 120.0
_QUALITY = 75
_KEPT = 0.8

Transformation = Callable[[bytes], bytes]
Detector = Callable[[Path], frozenset[str]]


@dataclass(frozen=True, slots=True)
class Command:
    """A detector of the organisation: exit code 0 says marked, 1 says not, all else is a fault."""

    name: str
    words: tuple[str, ...]
    folder: Path

    def detect(self, path: Path) -> frozenset[str]:
        """Run it on one file.

        Raises:
            CollectError: it can't be run, takes too long, or ends otherwise.
        """
        do = "have it exit with 0 where it finds the mark and with 1 where it does not"
        try:
            done = subprocess.run(
                [*self.words, str(path.resolve())],
                cwd=self.folder,
                capture_output=True,
                check=False,
                timeout=_DEADLINE,
            )
        except subprocess.TimeoutExpired:
            raise CollectError(f"it took more than {_DEADLINE:.0f} s", self.name, do) from None
        except OSError as fault:
            raise CollectError(f"it can't be run: {fault.strerror}", self.name, do) from fault
        if done.returncode not in (0, 1):
            raise CollectError(f"it ended with {done.returncode}", self.name, do)
        return frozenset() if done.returncode else frozenset({self.name})


@dataclass(frozen=True, slots=True)
class Outputs:
    """The files of one modality: outputs, what is none, and outputs that somebody transformed.

    `transform` names transformations that the collector does itself (`transformations`);
    `transformed` holds files that the organisation transformed, by what it did.
    """

    outputs: Path
    controls: Path
    transform: Sequence[str] = ()
    transformed: Mapping[str, Path] | None = None
    command: Command | None = None


def transformations(modality: str) -> dict[str, Transformation]:
    """The transformations that the collector can do on a modality, by name."""
    return dict(_TRANSFORMATIONS.get(modality, {}))


def collect(modalities: Mapping[str, Outputs], *, observed_at: str) -> dict[str, Any]:
    """The predicate of marking-test evidence.

    Raises:
        CollectError: an unknown modality or transformation, a folder without files, one
            file that is output and control, or a detector that fails.
    """
    faults = Faults("marking-test collector")
    faults.check(is_time(observed_at), f"observed_at is no time: {observed_at!r}")
    faults.check(bool(modalities), "no modality is named")
    for modality, files in sorted(modalities.items()):
        if not faults.check(modality in MODALITIES, f"no modality is called {modality}"):
            continue
        known = _TRANSFORMATIONS.get(modality, {})
        for name in files.transform:
            faults.check(name in known, f"{modality}: {name} is none of {sorted(known)}")
        for name in sorted(set(files.transform) & set(files.transformed or {})):
            faults.add(f"{modality}: {name} stands twice")
    faults.settle("name audio, image, text or video, and transformations that are there")
    libraries = (
        ["pillow"] if any(m == "image" and f.transform for m, f in modalities.items()) else []
    )
    return {
        "observed_at": observed_at,
        "collector": mark("marking_test", libraries),
        "modalities": {m: _examined(m, files) for m, files in sorted(modalities.items())},
    }


def subjects(system: str, release: str) -> list[dict[str, Any]]:
    """What the evidence speaks of: one version of the system."""
    return [version_subject(system, release)]


def _examined(modality: str, files: Outputs) -> dict[str, Any]:
    outputs, controls = _files(files.outputs), _files(files.controls)
    marked = {file_digest(path) for path in outputs}
    if marked & {file_digest(path) for path in controls}:
        raise CollectError(
            "a file stands among the outputs and among the controls",
            str(files.controls),
            "keep what the system did not generate apart",
        )
    if len(marked) < len(outputs):
        raise CollectError(
            "an output stands there twice", str(files.outputs), "keep each of them once"
        )
    detect: Detector = files.command.detect if files.command else _marks
    after = {
        name: _counted(
            [_after(name, _TRANSFORMATIONS[modality][name], path, detect) for path in outputs]
        )
        for name in files.transform
    }
    for name, folder in (files.transformed or {}).items():
        changed = _files(folder)
        _transformed(name, {file_digest(path) for path in changed}, len(changed), marked)
        after[name] = _counted([detect(path) for path in changed])
    found = [detect(path) for path in outputs]
    flagged = _counted([detect(path) for path in controls])
    return {
        "detector": files.command.name if files.command else "lexgate_collectors.marks",
        "outputs_digest": _together(marked),
        "examined": len(outputs),
        "detected": sum(1 for kinds in found if kinds),
        "by_mark": {
            kind: sum(1 for kinds in found if kind in kinds)
            for kind in sorted({kind for kinds in found for kind in kinds})
        },
        "after_transformation": dict(sorted(after.items())),
        "controls": {"examined": flagged["examined"], "flagged": flagged["detected"]},
    }


def _transformed(name: str, changed: set[str], count: int, outputs: set[str]) -> None:
    """Files that somebody transformed are each another file, and none is an output as it was."""
    faults = Faults(name)
    faults.check(not changed & outputs, "an output stands there as it was, untransformed")
    faults.check(len(changed) == count, "a transformed file stands there twice")
    faults.settle("put each output there once, as the transformation left it")


def _marks(path: Path) -> frozenset[str]:
    return marks.found(_read(path))


def _counted(found: Sequence[frozenset[str]]) -> dict[str, int]:
    return {"examined": len(found), "detected": sum(1 for kinds in found if kinds)}


# A detector gets a file in each case, so that one of the organisation works alike.
def _after(name: str, change: Transformation, path: Path, detect: Detector) -> frozenset[str]:
    try:
        data = change(_read(path))
    except (OSError, ValueError, SyntaxError) as fault:
        raise CollectError(
            f"{name} can't be done: the file is none of its modality", path.name, "take it out"
        ) from fault
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / f"{name}{path.suffix}"
        place.write_bytes(data)
        return detect(place)


def _files(folder: Path) -> list[Path]:
    found = sorted(p for p in folder.rglob("*") if p.is_file()) if folder.is_dir() else []
    faults = Faults(str(folder))
    faults.check(bool(found), "there are no files")
    faults.check(len(found) <= _MOST_FILES, f"more than {_MOST_FILES} files")
    faults.settle("name a folder of files of one modality")
    return found


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise CollectError(f"more than {LARGEST_FILE} bytes", str(path), "take a smaller file")
        return path.read_bytes()
    except OSError as fault:
        raise CollectError(
            f"the file can't be read: {fault.strerror}", str(path), "name files that are there"
        ) from fault


def _together(digests: set[str]) -> str:
    return digest("\n".join(sorted(digests)).encode())


# ---------------------------------------------------------------- transformations


def _re_encoded(data: bytes) -> bytes:
    """Decoded and written again as JPEG, as platforms do; metadata are not carried over."""
    return _jpeg(_picture(data))


def _cropped(data: bytes) -> bytes:
    """The middle of the picture, four fifths of each side."""
    picture = _picture(data)
    width, height = picture.size
    left, top = round(width * (1 - _KEPT) / 2), round(height * (1 - _KEPT) / 2)
    return _jpeg(picture.crop((left, top, max(left + 1, width - left), max(top + 1, height - top))))


def _scaled(data: bytes) -> bytes:
    """Half of each side."""
    picture = _picture(data)
    width, height = picture.size
    return _jpeg(picture.resize((max(1, width // 2), max(1, height // 2))))


def _picture(data: bytes) -> Any:
    from PIL import Image

    try:
        return Image.open(io.BytesIO(data)).convert("RGB")
    except Image.DecompressionBombError as fault:
        raise ValueError(str(fault)) from fault


def _jpeg(picture: Any) -> bytes:
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=_QUALITY)
    return written.getvalue()


def _text_alone(data: bytes) -> bytes:
    """The words of a page without its mark-up, as copying and pasting gives them."""
    return html_read.read(data.decode("utf-8")).shown.encode()


def _normalised(data: bytes) -> bytes:
    """Unicode form C, without characters that show nothing, as many editors and forms keep it."""
    text = unicodedata.normalize("NFC", data.decode("utf-8"))
    return "".join(
        one
        for one in text
        if unicodedata.category(one) not in ("Cf", "Co", "Cn") and not _selector(one)
    ).encode()


def _selector(one: str) -> bool:
    return "\ufe00" <= one <= "\ufe0f" or "\U000e0100" <= one <= "\U000e01ef"


_TRANSFORMATIONS: Mapping[str, Mapping[str, Transformation]] = {
    "image": {"cropped": _cropped, "re_encoded": _re_encoded, "scaled": _scaled},
    "text": {"normalised": _normalised, "text_alone": _text_alone},
}
