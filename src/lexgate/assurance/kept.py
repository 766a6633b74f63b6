"""What was judged before, for a run that was stopped and is started again.

A result is kept under the digest of everything that it rests on: what was asked, the
rules and the data that answered, OPA, and the code that asked. So there is no stale
result, only one that nobody asks for any more. Nothing is kept that hung on the moment:
no time-out, and nothing of an OPA that somebody ended.

Each run writes a file of its own, one checked line for each result, and holds a lock on
it while it lives. A line that was cut off or changed doesn't count.
"""

from __future__ import annotations

import ast
import base64
import fcntl
import functools
import hashlib
import json
import os
import platform
import secrets
import threading
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from lexgate import tools_install
from lexgate.errors import LexgateError

_NAME = "results-"
_parsing = threading.Lock()


class Kept:
    """Results by their key; with a folder also those of earlier runs.

    Args:
        folder: where they lie; without one they last as long as this object.
        fresh: don't count what lies there.

    Raises:
        LexgateError: the folder can't be written to.
    """

    def __init__(self, folder: Path | None = None, *, fresh: bool = False) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._values: dict[str, bytes] = {}
        self._earlier: set[str] = set()
        self._used: set[str] = set()
        self._read: list[tuple[Path, int]] = []
        self._out: int | None = None
        self.new: Counter[str] = Counter()
        self.reused: Counter[str] = Counter()
        self.spoilt = 0
        if folder is None:
            return
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for path in sorted(folder.glob(f"{_NAME}*")):
                self._load(path, count=not fresh)
            self._path, self._out = _own_file(folder)
        except OSError as error:
            raise _no_room(folder, error) from error
        self._earlier = set(self._values)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def earlier(self) -> int:
        """How many results of earlier runs lie here, asked for or not."""
        return len(self._earlier)

    def get(self, key: str, what: str = "") -> Any:
        """What was kept under a key, counted as `what` if an earlier run did; else None."""
        with self._lock:
            packed = self._values.get(key)
            if packed is None:
                return None
            self._used.add(key)
            if what and key in self._earlier:
                self.reused[what] += 1
        return json.loads(zlib.decompress(base64.b64decode(packed)))

    def put(self, key: str, value: Any, what: str) -> None:
        """Keep a result, at once; `what` is what it is counted as.

        Raises:
            LexgateError: it can't be written, as on a full disk; what was kept stays.
        """
        packed = base64.b64encode(zlib.compress(json.dumps(value).encode(), 1))
        with self._lock:
            self._write([(key, packed)], self._out)
            self._values[key] = packed
            self._used.add(key)
            self.new[what] += 1

    def settle(self) -> None:
        """Leave what this run used, and nothing else; for the end of a whole run.

        Files of runs that still go on stay as they are.
        """
        if self._folder is None:
            return
        with self._lock:
            try:
                path, out = _own_file(self._folder, "part-")
                try:
                    used = [(k, v) for k, v in self._values.items() if k in self._used]
                    self._write(used, out)
                    os.fsync(out)
                    path.replace(path.with_name(path.name.removeprefix("part-")))
                except BaseException:
                    path.unlink(missing_ok=True)
                    raise
                finally:
                    os.close(out)
                for old, size in self._read:
                    _unlink_unless_in_use(old, size)
                self._path.unlink(missing_ok=True)
            except OSError as error:
                raise _no_room(self._folder, error) from error

    def close(self) -> None:
        """End the lock on the file of this run."""
        with self._lock:
            if self._out is not None:
                os.close(self._out)
                self._out = None

    def _write(self, results: list[tuple[str, bytes]], out: int | None) -> None:
        if out is None or self._folder is None:
            return
        try:
            for key, packed in results:
                line = key.encode() + b" " + packed
                data = line + b" " + _check(line) + b"\n"
                # A regular file takes less than all only when there is no more room.
                if os.write(out, data) != len(data):
                    raise OSError("the disk took only part of it")
        except OSError as error:
            raise _no_room(self._folder, error) from error

    def _load(self, path: Path, *, count: bool) -> None:
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            return
        self._read.append((path, len(content)))
        for line in content.split(b"\n") if count else []:
            text, _, check = line.rpartition(b" ")
            key, _, packed = text.partition(b" ")
            if text and check == _check(text):
                self._values[key.decode("ascii")] = packed
            elif line:
                self.spoilt += 1


def _own_file(folder: Path, before: str = "") -> tuple[Path, int]:
    path = folder / f"{before}{_NAME}{secrets.token_hex(8)}"
    out = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o644)
    fcntl.flock(out, fcntl.LOCK_EX | fcntl.LOCK_NB)
    return path, out


def _unlink_unless_in_use(path: Path, size: int) -> None:
    """Take a file away, unless its run still goes on, or went on after it was read."""
    try:
        found = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return
    try:
        fcntl.flock(found, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.fstat(found).st_size == size:
            path.unlink(missing_ok=True)
    except BlockingIOError:
        return
    finally:
        os.close(found)


def _check(line: bytes) -> bytes:
    return hashlib.sha256(line).hexdigest()[:32].encode()


def _no_room(folder: Path, error: OSError) -> LexgateError:
    return LexgateError(
        f"The results can't be kept: {error.strerror or error}.",
        str(folder),
        "Make room, or name another folder with --results, and start again: it goes on "
        "where it was.",
    )


# ---------------------------------------------------------------- keys


def key(*parts: Any) -> str:
    """The digest of what a result rests on: plain values, as JSON."""
    text = json.dumps(parts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def tree(folder: Path, *, tests: bool = True) -> str:
    """The digest of the files of a folder, with or without its tests of rules."""
    return key(
        {
            path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in folder.rglob("*")
            if path.is_file() and (tests or not path.name.endswith("_test.rego"))
        }
    )


def judges() -> str:
    """The digest of who judges: OPA itself, this harness with all it imports, and Python."""
    program = tools_install.find_opa().resolve()
    found = program.stat()
    return key(
        _of_program(program, found.st_mtime_ns, found.st_size), harness(), platform.python_version()
    )


@functools.cache
def _of_program(program: Path, _time: int, _size: int) -> str:
    with program.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def harness(package: Path | None = None) -> str:
    """The digest of the code of the harness and of every module of Lexgate that it imports."""
    root = package or Path(__file__).resolve().parents[1]
    seen: dict[str, str] = {}
    waiting = [p for p in sorted((root / "assurance").iterdir()) if p.suffix in (".py", ".rego")]
    while waiting:
        path = waiting.pop()
        name = path.relative_to(root).as_posix()
        if name in seen:
            continue
        text = path.read_bytes()
        seen[name] = hashlib.sha256(text).hexdigest()
        if path.suffix == ".py":
            waiting += _imported(text, root)
    return key(seen)


def _imported(text: bytes, root: Path) -> Iterator[Path]:
    """The files of Lexgate that a module imports, also within its functions."""
    # Both halves of a run ask, and CPython 3.11 counts the depth of what it parses for all
    # threads together: two that parse at once end in a SystemError (CPython issue 106905).
    with _parsing:
        tree_of_module = ast.parse(text)
    for node in ast.walk(tree_of_module):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        for name in names:
            steps = name.split(".")
            if steps[0] != root.name:
                continue
            place = root.joinpath(*steps[1:])
            for path in (place.with_suffix(".py"), place / "__init__.py"):
                if path.is_file():
                    yield path
