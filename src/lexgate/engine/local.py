"""OPA on this machine: one process for one question, and none left behind.

The rule book is the one that ships with Lexgate; ``org`` is a folder of data.
Neither is signed here, so a local answer is worth what the files on this machine
are worth. That is why ``org`` may hold no Rego: a rule there could answer in the
place of a setting. It is checked as ``lexgate bundle build`` checks it, so that a
mistyped part is named, and no decision is lost over it.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import selectors
import signal
import stat
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO, Any, cast

from lexgate import paths
from lexgate.documents import MAX_BYTES, parse_json, read_json, read_yaml
from lexgate.engine import PACKAGE, Entrypoint
from lexgate.errors import EngineError, LexgateError
from lexgate.tools_install import OPA_VERSION, find_opa

_ROOTS = {"lexgate", "system", "house"}
_CHUNK = 65_536
_MAX_ERRORS = 20_000
_GRACE_SECONDS = 5.0
# One answer and the end: memory is given back by then, and need not be collected often.
_ENVIRONMENT = {"GOGC": "400"}


class LocalEngine:
    """Asks ``opa eval`` over the rule book and an ``org`` folder."""

    def __init__(
        self,
        rego: Path,
        org: Path,
        *,
        opa: Path | None = None,
        capabilities: Path | None = None,
        deadline: float = 30.0,
        max_bytes: int = 10_000_000,
    ) -> None:
        """Name what is asked.

        Args:
            rego: folder of the rule book, with its ``.manifest``.
            org: folder of the organisation's bundle, with its ``.manifest``; data only.
            opa: the binary; by default the one that ``make setup`` installed.
            capabilities: the pruned list of built-ins; by default the one beside the rule book.
            deadline: seconds for a whole answer.
            max_bytes: size of the largest answer that is read.
        """
        self.rego, self.org = rego, org
        self.deadline, self.max_bytes = deadline, max_bytes
        self._opa = opa
        self._capabilities = capabilities
        self._checked: tuple[Path, tuple[int, int, int]] | None = None
        self.about: dict[str, Any] = {"engine": "local", "opa": OPA_VERSION}

    def decide(self, request: Mapping[str, Any], entrypoint: Entrypoint) -> dict[str, Any]:
        """Answer a request; see :class:`lexgate.engine.Engine`."""
        body = _encoded(request)
        if len(body) > MAX_BYTES:
            raise EngineError(
                f"the request is larger than {MAX_BYTES:,} bytes",
                "opa eval",
                "Keep documents small; no server would read it either.",
            )
        query = f"data.{PACKAGE}.{_known(entrypoint)}"
        value = self._evaluate(
            query, body, self.deadline, self.max_bytes, beside=self._org_checked()
        )
        return _object(value, entrypoint)

    def ask_many(
        self, requests: Sequence[Mapping[str, Any]], entrypoint: Entrypoint
    ) -> list[dict[str, Any]]:
        """Answer many requests in one process, in their order.

        For trials of the rules: one start of OPA instead of hundreds. Each request
        has the deadline of one. If one has no answer, none is given. The org of a
        trial may be an earlier one, and is not held against the schemas of today.
        """
        if not requests:
            return []
        query = (
            f"[found | some asked in input.batch; "
            f"found := [answer | answer := data.{PACKAGE}.{_known(entrypoint)} "
            f"with input as asked]]"
        )
        number = len(requests)
        value = self._evaluate(
            query, _encoded({"batch": list(requests)}), self.deadline * number,
            self.max_bytes * number,
        )  # fmt: skip
        if not isinstance(value, list) or len(value) != number:
            raise _unusable("not one answer for each request")
        answers = []
        for place, found in enumerate(value):
            if not isinstance(found, list) or len(found) != 1:
                raise _undefined(f"{entrypoint}, request {place} of the batch")
            answers.append(_object(found[0], entrypoint))
        return answers

    def classified(self, drafts: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """What would follow from facts that nobody signed yet, for each draft of them.

        Gives for each ``classified`` (as `classification` of a decision) and
        ``conditions``, the names of facts that controls still wait for. No decision.

        Raises:
            EngineError: if no answer came.
        """
        query = (
            "[found | some draft in input.drafts; "
            'found := data.lexgate.draft with input as {"facts": draft}]'
        )
        body = _encoded({"drafts": list(drafts)})
        value = self._evaluate(query, body, self.deadline * len(drafts), self.max_bytes)
        if not isinstance(value, list) or len(value) != len(drafts):
            raise _unusable("not one answer for each draft")
        return value

    def _evaluate(
        self,
        query: str,
        body: bytes,
        deadline: float,
        limit: int,
        *,
        beside: contextlib.AbstractContextManager[None] | None = None,
    ) -> Any:
        opa = self._binary()
        self._check_folders()
        command = [str(opa), "eval", "--format", "json", "--stdin-input"]
        # Authorization and log mask are the server's; they alone may know the time.
        command += ["--strict-builtin-errors", "--ignore", "*_test.rego", "--ignore", "system"]
        command += ["--timeout", f"{deadline:.3f}s"]
        capabilities = self._capabilities_file()
        if capabilities is not None:
            command += ["--capabilities", str(capabilities)]
        command += ["-b", str(self.rego.absolute()), "-b", str(self.org.absolute()), query]
        with beside or contextlib.nullcontext():
            code, output, errors = run(
                command, body, deadline=deadline, max_bytes=limit, env=_ENVIRONMENT
            )
        if code != 0:
            raise EngineError(
                f"OPA ended with {code}: {_first_error(output, errors)}",
                f"opa eval over {self.rego} and {self.org}",
                "opa check --strict -b on both folders names the place.",
            )
        try:
            answer = parse_json(output, "the answer of opa eval", max_bytes=limit, answer=True)
        except LexgateError as error:
            raise _unusable(error.what) from None
        return _single_value(answer, query)

    def _binary(self) -> Path:
        if self._opa is None:
            self._opa = find_opa()
        path = self._opa
        try:
            found = path.stat()
        except (OSError, ValueError):
            raise EngineError("OPA is not there", str(path), "make setup builds it.") from None
        identity = (found.st_ino, found.st_size, found.st_mtime_ns)
        if self._checked != (path, identity):
            code, output, _ = run([str(path), "version"], b"", deadline=10.0, max_bytes=_CHUNK)
            match = re.search(rb"^Version: (\S{1,40})$", output, re.MULTILINE)
            version = match.group(1).decode("ascii", "replace") if match else "unknown"
            if code != 0 or version != OPA_VERSION:
                raise EngineError(
                    f"OPA is version {version}, and {OPA_VERSION} was tested",
                    str(path),
                    "make setup builds that version.",
                )
            self._checked = (path, identity)
        return path

    def _capabilities_file(self) -> Path | None:
        if self._capabilities is not None:
            return self._capabilities
        beside = self.rego.absolute().parent / "bundles" / "capabilities.json"
        return beside if beside.is_file() else None

    def _check_folders(self) -> None:
        """Refuse bundles that could stand in each other's place, before OPA sees them."""
        try:
            _check_roots(self.rego, "the rule book", lambda roots: bool(roots) and roots <= _ROOTS)
            _check_roots(self.org, "org", lambda roots: roots == {"org"})
            for parent, folders, files in os.walk(self.org, onerror=_unlistable):
                for name in [*folders, *files]:
                    path = Path(parent, name)
                    if path.is_symlink():
                        raise EngineError(
                            "a link inside org", str(path), "Put the file itself there."
                        )
                for name in files:
                    _check_data(Path(parent, name))
        except EngineError:
            raise
        except LexgateError as error:
            raise EngineError(error.what, error.where, error.do) from None

    @contextlib.contextmanager
    def _org_checked(self) -> Iterator[None]:
        """Check org while OPA judges, and let no answer through that rests on a faulty one.

        The schemas are those of the rule book that ships; what another one reads is its own.
        """
        if self.rego.resolve() != paths.rego().resolve():
            yield
            return
        with ThreadPoolExecutor(1) as beside:
            checked = beside.submit(_check_org, self.org)
            try:
                yield
            finally:
                # Also when OPA failed: the fault in org is then the better answer.
                checked.result()


def run(
    command: Sequence[str],
    body: bytes,
    *,
    deadline: float,
    max_bytes: int,
    env: Mapping[str, str] | None = None,
) -> tuple[int, bytes, bytes]:
    """Run a program with no environment but `env`; gives exit code, output and errors.

    Raises:
        EngineError: if it can't be started, says too much, or isn't done in time. It
            and all that it started have ended by then.
    """
    name = Path(command[0]).name
    end = time.monotonic() + deadline
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=dict(env or {}),
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise EngineError(
            f"{name} can't be started: {reason}", command[0], "make setup builds it."
        ) from None
    try:
        output, errors = _talk(process, body, end, max_bytes, name)
        try:
            code = process.wait(max(0.0, end - time.monotonic()))
        except subprocess.TimeoutExpired:
            raise _late(name, deadline) from None
        return code, output, errors
    except TimeoutError:
        raise _late(name, deadline) from None
    finally:
        _end(process)


def _talk(
    process: subprocess.Popen[bytes], body: bytes, end: float, max_bytes: int, name: str
) -> tuple[bytes, bytes]:
    """Write and read at once, so that neither side waits for the other."""
    stdin, stdout, stderr = (
        cast("IO[bytes]", stream) for stream in (process.stdin, process.stdout, process.stderr)
    )
    taken: dict[IO[bytes], bytearray] = {stdout: bytearray(), stderr: bytearray()}
    left = memoryview(body)
    with selectors.DefaultSelector() as selector:
        for stream in (stdin, stdout, stderr):
            os.set_blocking(stream.fileno(), False)
        selector.register(stdout, selectors.EVENT_READ)
        selector.register(stderr, selectors.EVENT_READ)
        selector.register(stdin, selectors.EVENT_WRITE)
        while selector.get_map():
            remaining = end - time.monotonic()
            if remaining <= 0:
                raise TimeoutError
            for key, _ in selector.select(remaining):
                stream = cast("IO[bytes]", key.fileobj)
                if stream is stdin:
                    try:
                        left = left[os.write(stdin.fileno(), left[:_CHUNK]) :] if left else left
                    except BlockingIOError:
                        continue
                    except BrokenPipeError:
                        left = left[:0]
                    if not left:
                        selector.unregister(stdin)
                        with contextlib.suppress(OSError):
                            stdin.close()
                    continue
                chunk = os.read(stream.fileno(), _CHUNK)
                if not chunk:
                    selector.unregister(stream)
                    continue
                taken[stream] += chunk
                if stream is stderr:
                    del taken[stream][_MAX_ERRORS:]
                elif len(taken[stream]) > max_bytes:
                    raise EngineError(
                        f"{name} answered with more than {max_bytes:,} bytes",
                        "its standard output",
                        "Keep documents small, and see what the decision repeats.",
                    )
    return bytes(taken[stdout]), bytes(taken[stderr])


def _end(process: subprocess.Popen[bytes]) -> None:
    # The group is the process's own (start_new_session). It is signalled only
    # while the process has not been waited for, so the id can't be another's.
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_GRACE_SECONDS)
    for stream in (process.stdin, process.stdout, process.stderr):
        if stream is not None:
            with contextlib.suppress(OSError):
                stream.close()


def _check_roots(folder: Path, name: str, sound: Any) -> None:
    manifest = folder / ".manifest"
    if not manifest.is_file():
        raise EngineError(
            f"{name} has no .manifest", str(folder), "Name the folder that holds the bundle."
        )
    content = read_json(manifest)
    roots = content.get("roots") if isinstance(content, dict) else None
    if not isinstance(roots, list) or not all(isinstance(root, str) for root in roots):
        roots = []
    if not sound(set(roots)):
        raise EngineError(
            f"{name} claims the roots {', '.join(roots) or 'of everything'}",
            str(manifest),
            'The rule book has "lexgate", "system" and "house", org has "org" and no other.',
        )


def _check_data(path: Path) -> None:
    if not stat.S_ISREG(path.stat().st_mode):
        raise EngineError("not a plain file", str(path), "Put a file there.")
    if path.suffix in {".rego", ".wasm"}:
        raise EngineError(
            "org is data, and this is a program", str(path), "Rules belong in the rule book."
        )
    # OPA keeps the last of two keys and takes `yes` for true; what it reads must be
    # what people read.
    if path.name in {"data.yaml", "data.yml"}:
        read_yaml(path)
    elif path.name == "data.json":
        read_json(path)


def _check_org(folder: Path) -> None:
    from lexgate import bundle

    files: dict[str, Any] = {}
    where: dict[str, str] = {}
    try:
        for path in sorted(folder.rglob("data.*")):
            if path.name in bundle.DATA_FILES:
                name = path.relative_to(folder).as_posix()
                where[name] = str(path)
                files[name] = read_json(path) if path.suffix == ".json" else read_yaml(path)
        bundle.check_org(bundle.assemble(files, where), str(folder))
    except LexgateError as error:
        # A fault begins with its part; the file of that part is a better place than the folder.
        part = re.match(r"\w+", error.what)
        place = where.get(f"org/{part.group()}/data.yaml") if part else None
        raise EngineError(error.what, place or error.where, error.do) from None


def _unlistable(error: OSError) -> None:
    raise EngineError(
        f"can't be listed: {error.strerror}", str(error.filename), "Check its permissions."
    )


def _encoded(value: Any) -> bytes:
    try:
        return json.dumps(value, allow_nan=False).encode("ascii")
    except (TypeError, ValueError, RecursionError) as error:
        raise EngineError(f"the request is no JSON: {error}", "opa eval", "") from None


def _known(entrypoint: str) -> str:
    if entrypoint not in {"live", "what_if"}:
        raise EngineError(f"no such entrypoint: {entrypoint}", PACKAGE, "Ask live or what_if.")
    return entrypoint


def _single_value(answer: Any, query: str) -> Any:
    results = answer.get("result") if isinstance(answer, dict) else None
    if answer == {} or results == []:
        raise _undefined(query)
    if isinstance(answer, dict) and answer.get("errors"):
        raise _unusable("errors beside a result")
    if not isinstance(results, list) or len(results) != 1:
        raise _unusable("not exactly one result")
    expressions = results[0].get("expressions") if isinstance(results[0], dict) else None
    if not isinstance(expressions, list) or len(expressions) != 1:
        raise _unusable("not exactly one expression")
    if not isinstance(expressions[0], dict) or "value" not in expressions[0]:
        raise _unusable("an expression without a value")
    return expressions[0]["value"]


def _object(value: Any, entrypoint: str) -> dict[str, Any]:
    if not isinstance(value, dict) or not value:
        raise _unusable(f"the decision {entrypoint} is no object, or an empty one")
    return value


def _first_error(output: bytes, errors: bytes) -> str:
    try:
        answer = parse_json(output, "", max_bytes=len(output), answer=True)
        found = str(answer["errors"][0]["message"])
    except (LexgateError, KeyError, IndexError, TypeError):
        found = (errors or output).decode("utf-8", "replace")
    return printable(found) or "it says nothing"


def printable(text: str, limit: int = 300) -> str:
    """Put foreign text on one line of limited length that can't draw on a terminal."""
    line = " ".join(text.split())
    line = "".join(character if character.isprintable() else "?" for character in line)
    return line if len(line) <= limit else f"{line[: limit - 1]}…"


def _late(name: str, deadline: float) -> EngineError:
    return EngineError(
        f"{name} was not done in {deadline:g} seconds, and was ended",
        "opa eval",
        "Try again; if it stays so, look for a document of unusual size.",
    )


def _undefined(what: str) -> EngineError:
    return EngineError(
        "the decision is undefined", what, "Check that the rule book is whole: make check."
    )


def _unusable(why: str) -> EngineError:
    return EngineError(f"OPA's answer can't be used: {why}", "opa eval", "Don't rely on it.")
