"""Servers that lie, drip, hang or send something else."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from lexgate.tools_install import OPA_VERSION

# What a server says beside each answer.
SAYS = {"version": OPA_VERSION}
# What a decision about a system of which nothing was stated says of tiers and roles.
NOTHING_CLASSIFIED: dict[str, Any] = {
    "tiers": {},
    "roles": {},
    "holds": [],
    "points": {},
    "fundamental_rights_assessment": {
        "answer": "no",
        "provision": "Article 27(1)",
        "facts": [],
        "open": [],
        "reliefs": [],
        "signers": [],
    },
    "contradictions": [],
    "counts": {"signed": 0, "implied": 0, "unknown": 0},
}
HTML = b"<html><body>Welcome to the proxy</body></html>"
Answer = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def serving(answer: Answer) -> Iterator[str]:
    """A server on this machine that answers each question so; gives its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            with contextlib.suppress(OSError):  # the client has gone, as it should
                answer(self)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


def send(status: int, body: bytes, **headers: str) -> Answer:
    """A whole answer at once."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        if "Content_Length" not in headers:
            handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def drip(body: bytes, *, pause: float = 0.05) -> Answer:
    """A sound answer, byte by byte."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        for place in range(len(body)):
            handler.wfile.write(body[place : place + 1])
            time.sleep(pause)

    return answer


def drip_headers(handler: BaseHTTPRequestHandler) -> None:
    """A head without end."""
    for _ in range(60):
        handler.wfile.write(b"H" if _ else b"HTTP/1.1 200 OK\r\nX-A: ")
        time.sleep(0.05)


def hang(handler: BaseHTTPRequestHandler) -> None:
    """Nothing for two seconds."""
    time.sleep(2)


def close(handler: BaseHTTPRequestHandler) -> None:
    """The connection ends without an answer."""
    handler.connection.shutdown(socket.SHUT_RDWR)


def flood(handler: BaseHTTPRequestHandler) -> None:
    """An answer of hundreds of megabytes."""
    handler.send_response(200)
    handler.end_headers()
    for _ in range(10_000):
        handler.wfile.write(b" " * 65_536)


def garbage(handler: BaseHTTPRequestHandler) -> None:
    """Something that is not HTTP."""
    handler.wfile.write(b"\x00garbage\r\n")
