"""OPA as a server for a rule book in which mutants are switched on and off.

A server compiles once, and an error of one question ends that question alone.
"""

from __future__ import annotations

import http.client
import json
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from lexgate import tools_install
from lexgate.assurance.rule_forms import SWITCHES
from lexgate.errors import LexgateError

ENVIRONMENT = {"GOGC": "off", "GOMEMLIMIT": "2GiB"}
_ASKS = "assurance_asks"
_SECONDS_TO_START = 120
_SECONDS = 60


class TooLong(Exception):
    """There was no answer in time; the server has been ended."""


class Failed(Exception):
    """An answer ended in errors, whose codes these are."""

    @property
    def in_running(self) -> bool:
        """Whether all of them came up in running the rules."""
        return bool(self.args) and all(code.startswith("eval_") for code in self.args)


class Server:
    """One OPA on some folders; it asks each test for what it gives, as text."""

    def __init__(self, folders: list[Path], tests: list[str]) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="lexgate-opa-"))
        self._places = {test: place for place, test in enumerate(tests)}
        self._folders = folders
        lines = [f"package {_ASKS}\n"]
        lines += [f"t{place} := json.marshal({test})\n" for test, place in self._places.items()]
        (self._folder / "asks").mkdir()
        (self._folder / "asks" / "asks.rego").write_text("\n".join(lines), "utf-8")
        self._process: subprocess.Popen[bytes] | None = None
        self._line: _Line | None = None
        # What is switched on; a server that has ended has forgotten it.
        self._on: tuple[str, int] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.end()
        shutil.rmtree(self._folder, ignore_errors=True)

    def switch(self, name: str, number: int) -> None:
        """Let one form of a rule hold, and every other rule as it is written."""
        if self._on == (name, number):
            return
        if self._on is not None and self._on[0] != name:
            self.off()
        self._set(name, number)
        self._on = (name, number)

    def off(self) -> None:
        """Let every rule hold as it is written."""
        if self._on is not None:
            self._set(self._on[0], 0)
            self._on = None

    def _set(self, name: str, number: int) -> None:
        self._ask("PUT", f"/v1/data/{SWITCHES}/{name}", str(number).encode())

    def gives(self, test: str) -> str | None:
        """What a test gives; None for nothing.

        Raises:
            TooLong: there was no answer; all switches are off again.
            Failed: it ended in an error.
        """
        place = f"/v1/data/{_ASKS}/t{self._places[test]}?strict-builtin-errors=true"
        found = self._ask("GET", place).get("result")
        return None if found is None else str(found)

    def end(self) -> None:
        """End the server, if it runs."""
        if self._line is not None:
            self._line.close()
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._line = self._process = self._on = None

    def _ask(self, method: str, path: str, body: bytes | None = None) -> Mapping[str, Any]:
        if self._line is None:
            self._start()
        assert self._line is not None  # noqa: S101
        try:
            self._line.request(method, path, body)
            answer = self._line.getresponse()
            content = answer.read()
        except TimeoutError:
            self.end()
            raise TooLong from None
        except (OSError, http.client.HTTPException):
            raise self._ended() from None
        found: dict[str, Any] = json.loads(content) if content else {}
        if answer.status >= 300:
            raise Failed(*{str(error.get("code", "")) for error in found.get("errors") or [found]})
        return found

    def _start(self) -> None:
        # A path of a socket has to be short.
        place = self._folder / "s"
        place.unlink(missing_ok=True)
        with (self._folder / "log").open("wb") as log:
            self._process = subprocess.Popen(
                [str(tools_install.find_opa()), "run", "--server", "--addr", f"unix://{place}",
                 "--skip-version-check", "--log-level", "error", str(self._folder / "asks"),
                 *map(str, self._folders)],
                stdout=log, stderr=log, env=ENVIRONMENT,
            )  # fmt: skip
        self._line = _Line(place)
        until = time.monotonic() + _SECONDS_TO_START
        while True:
            try:
                self._line.connect()
                return
            except OSError:
                if self._process.poll() is not None:
                    raise self._ended() from None
                if time.monotonic() > until:
                    raise self._ended() from None
                time.sleep(0.02)

    def _ended(self) -> LexgateError:
        """What ended the server says nothing about a mutant."""
        code = self._process.poll() if self._process is not None else None
        said = (self._folder / "log").read_text("utf-8", "replace").strip()[:300]
        self.end()
        return LexgateError(
            f"OPA was ended by signal {-code}." if code and code < 0 else f"OPA gave up: {said}",
            "a test of rule mutants",
            "Start again: what was judged before is kept, and it goes on from there.",
        )


class _Line(http.client.HTTPConnection):
    def __init__(self, place: Path) -> None:
        super().__init__("localhost", timeout=_SECONDS)
        self._place = place

    def connect(self) -> None:
        found = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        found.settimeout(_SECONDS)
        try:
            found.connect(str(self._place))
        except OSError:
            found.close()
            raise
        self.sock = found
