"""Reading and writing documents so that everybody reads the same thing in them.

JSON and YAML leave room for two readings of one file: duplicate keys, numbers
that one program rounds and another refuses, ``yes`` that is a word here and a
truth value there. What could be read in two ways is refused here, before it is
signed or sent. Rules can't do that afterwards: they see what is left.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import io
import json
import math
import os
import re
import secrets
import stat
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from lexgate.errors import LexgateError, RequestError

MAX_BYTES = 2_000_000
MAX_DEPTH = 60
STATEMENT_TYPE = "https://in-toto.io/Statement/v1"

_PREDICATE_TYPE = re.compile(r"https://lexgate\.example/evidence/([a-z][a-z0-9_]{0,59})/v1")
_KIND = re.compile(r"[a-z][a-z0-9_]{0,59}")
# What every reader of the number agrees on, and what costs OPA nothing to compare.
_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,17})?([eE][+-]?[0-9]{1,2})?")
# An engine's own arithmetic has more digits than people may write.
_ANSWER_NUMBER = re.compile(r"-?[0-9]{1,40}(\.[0-9]{1,60})?([eE][+-]?[0-9]{1,2})?")
_SHOWN = 5


# ---------------------------------------------------------------- reading


def parse_json(data: bytes, where: str, *, max_bytes: int = MAX_BYTES, answer: bool = False) -> Any:
    """Read JSON strictly.

    Args:
        data: the bytes of the whole document.
        where: what to call it in an error, usually its path.
        max_bytes: the largest size that is read.
        answer: read an engine's answer, whose computed numbers may have more digits.

    Raises:
        RequestError: for text that is not UTF-8 or not JSON, duplicate keys, numbers
            out of range, lone surrogates, and documents too large or too deep.
    """
    text = _text(data, where, max_bytes)
    faults: list[str] = []
    number = _ANSWER_NUMBER if answer else _NUMBER

    def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
        result = dict(found)
        if len(result) != len(found):
            seen: set[str] = set()
            for key, _ in found:
                if key in seen:
                    faults.append(f"the key {_quoted(key)} stands twice in one object")
                seen.add(key)
        return result

    def whole(literal: str) -> int:
        if not number.fullmatch(literal):
            faults.append(f"the number {_short(literal)} is out of range")
            return 0
        return int(literal)

    def real(literal: str) -> float:
        value = float(literal) if number.fullmatch(literal) else math.inf
        if math.isinf(value):
            faults.append(f"the number {_short(literal)} is out of range")
            return 0.0
        return value

    def constant(literal: str) -> float:
        faults.append(f"{literal} is no number of JSON")
        return 0.0

    try:
        value = json.loads(
            text,
            object_pairs_hook=pairs,
            parse_int=whole,
            parse_float=real,
            parse_constant=constant,
        )
    except RecursionError:
        raise _too_deep(where) from None
    except json.JSONDecodeError as error:
        raise RequestError(
            f"not JSON: {error.msg}",
            f"{where}, line {error.lineno}, column {error.colno}",
            "Mend the file at that place, or write it again with the tool that made it.",
        ) from None
    _walk(value, where, faults)
    _raise_faults(
        faults,
        where,
        "Give each key once, null for no number, and numbers of 12 decimals below 1e15.",
    )
    return value


def read_json(path: Path, *, max_bytes: int = MAX_BYTES) -> Any:
    """Read a JSON file strictly; see :func:`parse_json`."""
    return parse_json(read_bytes(path, max_bytes=max_bytes), str(path), max_bytes=max_bytes)


def parse_yaml(data: bytes, where: str, *, max_bytes: int = MAX_BYTES) -> Any:
    """Read the part of YAML that says exactly what JSON can say.

    Refused, with the line: duplicate keys, anchors and aliases, tags, several
    documents, keys that are not text, and plain words that some readers take
    for something else (``yes``, ``on``, ``2026-11-22``, ``0x10``, ``012``).

    Raises:
        RequestError: for all of these, and for what :func:`parse_json` refuses.
    """
    import yaml

    text = _text(data, where, max_bytes)
    faults: list[str] = []
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        value = _build(yaml.parse(text, Loader=loader), where, faults)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f", line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "unreadable"
        raise RequestError(
            f"not YAML: {problem}", f"{where}{place}", "Mend the file at that place."
        ) from None
    _walk(value, where, faults)
    _raise_faults(faults, where, "Write it as JSON would: quote text, write each part out once.")
    return value


def read_yaml(path: Path, *, max_bytes: int = MAX_BYTES) -> Any:
    """Read a YAML file strictly; see :func:`parse_yaml`."""
    return parse_yaml(read_bytes(path, max_bytes=max_bytes), str(path), max_bytes=max_bytes)


def read_bytes(path: Path, *, max_bytes: int = MAX_BYTES) -> bytes:
    """Read a plain file of limited size; a pipe or a device is refused, not waited for."""
    with _opened(path, "Check the path and its permissions.") as file:
        data = file.read(max_bytes + 1)
    if len(data) > max_bytes:
        raise _too_large(str(path), max_bytes)
    return data


@contextlib.contextmanager
def _opened(path: Path, do: str) -> Iterator[io.BufferedReader]:
    try:
        # Without O_NONBLOCK, a pipe that nobody writes to would hold us here.
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
        try:
            plain = stat.S_ISREG(os.fstat(handle).st_mode)
            file = os.fdopen(handle, "rb") if plain else None
        except BaseException:
            os.close(handle)
            raise
        if file is None:
            os.close(handle)
            raise RequestError("not a plain file", str(path), "Put a file there.")
        with file:
            yield file
    except (OSError, ValueError) as error:
        raise RequestError(f"can't be read: {_reason(error)}", str(path), do) from None


def _text(data: bytes, where: str, max_bytes: int) -> str:
    if len(data) > max_bytes:
        raise _too_large(where, max_bytes)
    if data.startswith(b"\xef\xbb\xbf"):
        raise RequestError(
            "starts with a byte order mark", where, "Save the file as UTF-8 without one."
        )
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RequestError(
            f"not UTF-8 at byte {error.start}", where, "Save the file as UTF-8."
        ) from None


def _walk(value: Any, where: str, faults: list[str]) -> None:
    """Check depth and characters, without recursion: the value may be hostile."""
    waiting: list[tuple[Any, int]] = [(value, 0)]
    while waiting:
        item, depth = waiting.pop()
        if isinstance(item, str):
            if _lone_surrogate(item):
                faults.append(f"the text {_quoted(item)} holds half a character")
        elif isinstance(item, dict | list):
            if depth >= MAX_DEPTH:
                raise _too_deep(where)
            if isinstance(item, dict):
                waiting.extend((key, depth) for key in item)
                waiting.extend((inner, depth + 1) for inner in item.values())
            else:
                waiting.extend((inner, depth + 1) for inner in item)


def _lone_surrogate(text: str) -> bool:
    return not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text)


# A plain word is text only where no reader of YAML 1.1 or 1.2 sees anything else in it.
_DISPUTED = re.compile(
    r"""[yn]|yes|no|on|off|true|false|null|=|<<
    |[-+]?\.?(inf|nan)
    |[-+]?0(b[01_]+|o[0-7_]+|x[0-9a-f_]+)
    |[-+]?(\.[0-9][0-9_]*|[0-9][0-9_]*(\.[0-9_]*)?)(e[-+]?[0-9_]+)?
    |[-+]?[0-9][0-9_]*(:[0-9]+)+(\.[0-9_]*)?
    |[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([tT\s].*)?""",
    re.IGNORECASE | re.VERBOSE,
)


class _Frame:
    """One mapping or sequence that is being read."""

    __slots__ = ("box", "key")

    def __init__(self, box: dict[str, Any] | list[Any]) -> None:
        self.box = box
        self.key: str | None = None


def _build(events: Iterator[Any], where: str, faults: list[str]) -> Any:
    import yaml

    stack: list[_Frame] = []
    result: list[Any] = []
    documents = 0

    def put(value: Any, line: int) -> None:
        if not stack:
            result.append(value)
            return
        frame = stack[-1]
        if isinstance(frame.box, list):
            frame.box.append(value)
        elif frame.key is None:
            if not isinstance(value, str):
                faults.append(f"line {line}: the key {_short(str(value))} is not text: quote it")
                value = str(value)
            if value in frame.box:
                faults.append(f"line {line}: the key {_quoted(value)} stands twice")
            frame.key = value
            frame.box[value] = None
        else:
            frame.box[frame.key] = value
            frame.key = None

    for event in events:
        line = event.start_mark.line + 1
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
        if documents > 1:
            faults.append(f"line {line}: a second document begins")
            break
        if isinstance(event, yaml.AliasEvent):
            faults.append(f"line {line}: *{event.anchor} stands for text elsewhere")
            put("", line)
        elif isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent):
            if event.anchor is not None:
                faults.append(f"line {line}: &{event.anchor} names a part for use elsewhere")
            if event.tag is not None:
                faults.append(f"line {line}: the tag {_short(str(event.tag))} sets a type")
            if isinstance(event, yaml.ScalarEvent):
                put(_scalar(event, line, faults), line)
                continue
            if stack and isinstance(stack[-1].box, dict) and stack[-1].key is None:
                raise RequestError(
                    "a list or mapping as a key", f"{where}, line {line}", "Use text as the key."
                )
            if len(stack) >= MAX_DEPTH:
                raise _too_deep(where)
            box: dict[str, Any] | list[Any]
            box = {} if isinstance(event, yaml.MappingStartEvent) else []
            put(box, line)
            stack.append(_Frame(box))
        elif isinstance(event, yaml.CollectionEndEvent):
            stack.pop()
    return result[0] if result else None


def _scalar(event: Any, line: int, faults: list[str]) -> Any:
    value: str = event.value
    if event.style:
        return value
    if value in {"", "~", "null"}:
        return None
    if value in {"true", "false"}:
        return value == "true"
    if _NUMBER.fullmatch(value) and not re.match(r"-?0[0-9]", value):
        return float(value) if re.search(r"[.eE]", value) else int(value)
    if _DISPUTED.fullmatch(value):
        faults.append(f"line {line}: {_short(value)} means different things to readers: quote it")
    return value


# ---------------------------------------------------------------- writing


def canonical(value: Any) -> bytes:
    """Give the bytes in which a document is written: sorted keys, two spaces, one LF at the end.

    Raises:
        LexgateError: for what strict reading would refuse afterwards.
    """
    where = "the document to be written"
    try:
        _plain(value)
        text = json.dumps(value, sort_keys=True, indent=2, ensure_ascii=False, allow_nan=False)
        data = (text + "\n").encode("utf-8")
    except (TypeError, ValueError, RecursionError) as error:
        raise LexgateError(
            f"can't be written as JSON: {_reason(error)}",
            where,
            "Use text, whole numbers, finite floats, true, false, null, lists and mappings only.",
        ) from None
    parse_json(data, where)
    return data


def _plain(value: Any) -> None:
    waiting = [value]
    steps = 0
    while waiting:
        item = waiting.pop()
        steps += 1
        if steps > MAX_BYTES:
            raise ValueError("too large, or it holds itself")
        if isinstance(item, dict):
            for key in item:
                if type(key) is not str:
                    raise TypeError(f"the key {_short(repr(key))} is not text")
            waiting.extend(item.values())
        elif isinstance(item, list | tuple):
            waiting.extend(item)
        elif item is not None and type(item) not in {str, int, float, bool}:
            raise TypeError(f"{type(item).__name__} is no type of JSON")


def write_json(path: Path, value: Any) -> str:
    """Write a document whole or not at all; returns its digest."""
    data = canonical(value)
    write_bytes(path, data)
    return digest(data)


def write_bytes(path: Path, data: bytes, *, mode: int = 0o644) -> None:
    """Replace a file in one step: readers see the old file or the new one, never a part.

    A full disk, or the end of the program half-way, leaves the old file as it was.

    Raises:
        LexgateError: if the file can't be written.
    """
    with staged({path: data}, mode=mode):
        pass


@contextlib.contextmanager
def staged(files: Mapping[Path, bytes], *, mode: int = 0o644) -> Iterator[None]:
    """Put the content of files on disk beside them, and let them take their places afterwards.

    What can fail for want of room or permission has been done when the block begins; what
    the block raises leaves all files as they were. They are replaced in the order given.

    Raises:
        LexgateError: if one of them can't be written.
    """
    waiting: dict[Path, Path] = {}
    path = Path()
    try:
        try:
            for path in files:
                if path.is_dir():
                    raise IsADirectoryError(errno.EISDIR, "Is a directory")
            for path, data in files.items():
                waiting[path] = path.with_name(f".{path.name[:100]}.{secrets.token_hex(6)}.tmp")
                _write_new(waiting[path], data, mode)
        except (OSError, ValueError) as error:
            raise _not_written(path, error) from None
        yield
        try:
            for path in files:
                os.replace(waiting[path], path)
                del waiting[path]
                sync_folder(path.parent)
        except OSError as error:
            raise _not_written(path, error) from None
    finally:
        for left in waiting.values():
            with contextlib.suppress(OSError, ValueError):
                os.unlink(left)


def _write_new(path: Path, data: bytes, mode: int) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _not_written(path: Path, error: BaseException) -> LexgateError:
    return LexgateError(
        f"can't be written: {_reason(error)}",
        str(path),
        "Make room or give write permission; what was there before is unchanged.",
    )


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable, where the file system can."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


# ---------------------------------------------------------------- identity


def digest(data: bytes) -> str:
    """SHA-256 of bytes, as ``sha256:<hex>``: the identity of a document."""
    return "sha256:" + hashlib.sha256(data).hexdigest()


def artefact_manifest(path: Path) -> list[str]:
    """List an artefact's files as sorted lines ``<sha256 hex>  <relative posix path>`` and LF.

    A single file gives one line with its name. Every file below a folder counts,
    hidden ones too. Links and special files are refused: what they lead to is not
    part of the artefact and can change without it.

    Raises:
        RequestError: if nothing is there, the folder is empty, or something can't be read.
    """
    if path.is_symlink():
        path = path.resolve()
    if path.is_dir():
        files = sorted(_files_below(path))
        if not files:
            raise RequestError(
                "an artefact without files", str(path), "Save the model there, or correct the path."
            )
        return sorted(f"{_hash_file(path / name)}  {_line_name(path, name)}\n" for name in files)
    return [f"{_hash_file(path)}  {_line_name(path.parent, PurePosixPath(path.name))}\n"]


def artefact_digest(path: Path) -> str:
    """SHA-256 over the artefact's manifest, as ``sha256:<hex>``; see :func:`artefact_manifest`."""
    return digest("".join(artefact_manifest(path)).encode("utf-8"))


def _files_below(folder: Path) -> Iterator[PurePosixPath]:
    def refuse(error: OSError) -> None:
        raise RequestError(
            f"can't be listed: {_reason(error)}", str(error.filename), "Check its permissions."
        )

    for parent, folders, files in os.walk(folder, onerror=refuse):
        for name in [*folders, *files]:
            if os.path.islink(os.path.join(parent, name)):
                raise RequestError(
                    "a link inside an artefact",
                    os.path.join(parent, name),
                    "Put the file itself there.",
                )
        for name in files:
            yield PurePosixPath(Path(parent, name).relative_to(folder).as_posix())


def _hash_file(path: Path) -> str:
    with _opened(
        path, "Check the path (in lexgate.toml, [paths] model) and its permissions."
    ) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _line_name(folder: Path, name: PurePosixPath) -> str:
    text = str(name)
    if _lone_surrogate(text) or "\n" in text or "\r" in text or "\\" in text:
        raise RequestError(
            "a file name with a line break, a backslash or broken characters",
            f"{folder}: {text!r}",
            "Rename the file.",
        )
    return text


def named_subject(name: str) -> dict[str, Any]:
    """Give the subject of something that has a name and no bytes: the digest of its name."""
    return {"name": name, "digest": {"sha256": hashlib.sha256(name.encode("utf-8")).hexdigest()}}


def digest_subject(name: str, value: str) -> dict[str, Any]:
    """Give the subject of something that has bytes, from its digest ``sha256:<hex>``."""
    if not re.fullmatch(r"sha256:[0-9a-f]{64}", value):
        raise LexgateError(
            f"{_quoted(value)} is no digest", name, "Give it as sha256: and 64 hexadecimal digits."
        )
    return {"name": name, "digest": {"sha256": value.removeprefix("sha256:")}}


def statement(
    kind: str, subjects: Sequence[Mapping[str, Any]], predicate: Mapping[str, Any]
) -> dict[str, Any]:
    """Put a predicate into an in-toto Statement v1, ready to be written and signed."""
    if not _KIND.fullmatch(kind):
        raise LexgateError(
            f"{_quoted(kind)} is no kind of document", "statement", "Use small letters and _."
        )
    names = [subject["name"] for subject in subjects]
    if not names or len(set(names)) != len(names):
        raise LexgateError(
            "a document needs at least one subject, and each once",
            f"{kind}: {', '.join(map(str, names)) or 'no subject'}",
            "Say what the document is about.",
        )
    return {
        "_type": STATEMENT_TYPE,
        "predicateType": f"https://lexgate.example/evidence/{kind}/v1",
        "subject": [dict(subject) for subject in sorted(subjects, key=lambda s: str(s["name"]))],
        "predicate": dict(predicate),
    }


def kind_of(document: Any) -> str | None:
    """Give the kind that a Statement says it is, or None."""
    named = document.get("predicateType") if isinstance(document, dict) else None
    match = _PREDICATE_TYPE.fullmatch(named) if isinstance(named, str) else None
    return match.group(1) if match else None


# ---------------------------------------------------------------- errors


def _too_large(where: str, limit: int) -> RequestError:
    return RequestError(
        f"larger than {limit:,} bytes", where, "Split it, or leave out what no control reads."
    )


def _too_deep(where: str) -> RequestError:
    return RequestError(f"nested deeper than {MAX_DEPTH} levels", where, "Write it flatter.")


def _raise_faults(faults: list[str], where: str, do: str) -> None:
    if faults:
        distinct = list(dict.fromkeys(faults))
        more = f"; and {len(distinct) - _SHOWN} more" if len(distinct) > _SHOWN else ""
        raise RequestError("; ".join(distinct[:_SHOWN]) + more, where, do)


def _reason(error: BaseException) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    if isinstance(error, RecursionError):
        return "nested too deep"
    return str(error) or type(error).__name__


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:37]}…"


def _quoted(text: str) -> str:
    """Quote text from a document so that it can't draw on a terminal."""
    return json.dumps(_short(text))
