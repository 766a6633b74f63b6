"""The server that is asked for decisions: OPA as the sidecar runs it, over loopback.

It gets the rule book and the organisation as folders, the flags and the environment of the
sidecar's image, and writes its log like that one. A what-if is asked, which is the same
decision as a live one and has no clock to keep in step with.
"""

from __future__ import annotations

import contextlib
import hashlib
import http.client
import json
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
OPA = ROOT / ".tools" / "bin" / "opa"
PATIENCE = 60.0
# As in sidecar/opa.Dockerfile, where a test compares the two.
ENVIRONMENT = {"GOGC": "800"}
_MILLION = 1_000_000
# Each step rests on those before it, so that the seconds of one are what it adds.
_STEPS = {
    "signatures and payloads": "lexgate/lib/trust/_envelopes",
    "admission": "lexgate/lib/trust/documents",
    "classification": "lexgate/eu_ai_act/classification/summary",
    "rules and verdicts": "lexgate/decision/what_if",
}


@dataclass
class Server:
    """One server, and the connection that it is asked by."""

    connection: http.client.HTTPConnection
    token: str

    def ask(
        self, body: bytes, path: str = "lexgate/decision/what_if", query: str = ""
    ) -> tuple[float, Any]:
        """Ask once; gives the seconds and the answer."""
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self.token}"}
        start = time.perf_counter()
        self.connection.request(
            "POST", f"/v1/data/{path}?strict-builtin-errors=true{query}", body, headers
        )
        got = self.connection.getresponse()
        text = got.read()
        seconds = time.perf_counter() - start
        answer = json.loads(text)
        if got.status != 200 or "result" not in answer:
            raise SystemExit(f"the server answered {got.status}: {text[:500]!r}")
        return seconds, answer


@contextlib.contextmanager
def running(
    folder: Path,
    rules: Path,
    org: Mapping[str, Any],
    *,
    guarded: bool = True,
) -> Iterator[Server]:
    """Start a server over a rule book and an organisation; it has ended afterwards.

    Args:
        folder: an empty place for what the server reads and writes.
        rules: folder of the rule book.
        org: the organisation, as data.
        guarded: with the authorization of the sidecar. Without it, parts can be asked for.
    """
    token = secrets.token_urlsafe(16)
    entry = {"sha256": hashlib.sha256(token.encode("ascii")).hexdigest()}
    data = {**org, "access": {"pipeline": [entry]}}
    (folder / "org").mkdir(parents=True)
    (folder / "org" / ".manifest").write_text('{"roots": ["org"]}', "utf-8")
    (folder / "org" / "data.json").write_text(json.dumps({"org": data}), "utf-8")
    config = json.loads((ROOT / "sidecar" / "opa-config.json").read_text("utf-8"))
    kept = {key: config[key] for key in ("decision_logs", "server")}
    (folder / "config.json").write_text(json.dumps(kept), "utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    command = [
        str(OPA), "run", "--server", f"--addr=127.0.0.1:{port}",
        f"--config-file={folder / 'config.json'}", "--skip-version-check", "--log-level=error",
        "--log-format=json", "--ignore=*_test.rego", "--optimize-store-for-read-speed",
        "--bundle", str(rules), "--bundle", str(folder / "org"),
    ]  # fmt: skip
    command += ["--authentication=token", "--authorization=basic"] if guarded else []
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            command, stdout=log, stderr=log, env=ENVIRONMENT, start_new_session=True
        )
    try:
        _wait(process, port, folder / "log")
        yield Server(http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE), token)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
        try:
            connection.request("GET", "/health")
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass
        finally:
            connection.close()
        time.sleep(0.05)
    raise SystemExit(f"OPA did not start: {log.read_text('utf-8', 'replace')[-500:]}")


def body(request: Mapping[str, Any]) -> bytes:
    """A request as it is sent."""
    return json.dumps({"input": request}).encode("ascii")


def shares(server: Server, asked: bytes, rounds: int) -> dict[str, list[float]]:
    """The seconds that each part of a decision takes, round by round.

    Reading the request is told by the server itself. What a step adds to the one before is
    taken from what the server says of the evaluation of both; what is left of the time on the
    wire is the answer, its log entry and the way.
    """
    found: dict[str, list[float]] = {name: [] for name in ("parsing", *_STEPS, "answer and way")}
    for _ in range(rounds):
        before = 0.0
        for name, path in _STEPS.items():
            seconds, answer = server.ask(asked, path, "&metrics=true")
            timers = answer["metrics"]
            evaluated = timers["timer_rego_query_eval_ns"] / _MILLION / 1000
            found[name].append(max(0.0, evaluated - before))
            before = evaluated
        parsed = timers["timer_rego_input_parse_ns"] / _MILLION / 1000
        found["parsing"].append(parsed)
        found["answer and way"].append(max(0.0, seconds - parsed - before))
    return found


# ---------------------------------------------------------------- growth


def many_controls(times: int, folder: Path) -> Path:
    """The rule book with so many times the controls.

    The packages of the articles are copied under other names, and the entries of the
    catalogue with them under other ids. The libraries are those of the first: what a copy
    asks them in the same words is answered from OPA's memory, which a further article of
    the Act would not find there. What is linear here is what the rules themselves and the
    verdicts cost.
    """
    shutil.copytree(ROOT / "rego", folder, ignore=shutil.ignore_patterns("*_test.rego"))
    path = folder / "lexgate" / "catalogue" / "data.json"
    listed = json.loads(path.read_text("utf-8"))
    entries = listed["controls"]
    for number in range(2, times + 1):
        for package in sorted({entry["package"] for entry in entries.values()}):
            if package.rpartition("_x")[0]:
                continue
            source = folder / "lexgate" / "eu_ai_act" / package / f"{package}.rego"
            text, found = re.subn(
                rf"^package lexgate\.eu_ai_act\.{package}$",
                f"package lexgate.eu_ai_act.{package}_x{number}",
                source.read_text("utf-8"),
                flags=re.MULTILINE,
            )
            if found != 1:
                raise SystemExit(f"no package line in {source}")
            copied = source.parent.parent / f"{package}_x{number}"
            copied.mkdir()
            (copied / source.name).write_text(text, "utf-8")
        for name, entry in list(entries.items()):
            if "_x" not in entry["package"]:
                entries[f"{name}.x{number}"] = {**entry, "package": f"{entry['package']}_x{number}"}
    path.write_text(json.dumps(listed), "utf-8")
    return folder
