"""Interaction test, on real services on loopback, and on pages that hide their notice."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from lexgate import config, documents, keys
from lexgate.errors import LexgateError
from lexgate_collectors import collecting, html_read, interaction_test
from lexgate_collectors.common import CollectError
from lexgate_collectors.interaction_test import FirstAnswers, Interface
from lexgate_collectors.log_test import http_sender

NOW = "2026-11-22T10:00:00Z"
NOTICE = "You are talking to an AI system."
PAGE = """<!doctype html><html lang="en-GB"><head><title>Help</title>
<meta name="description" content="A page"></head>
<body><h1>Help</h1><p role="note">You are talking to
an <b>AI</b> system.</p><img src="logo.png" alt=""><img src="bot.png" alt="A robot">
<img src="chart.png"><form><input name="q"></form></body></html>"""


class Chat(BaseHTTPRequestHandler):
    """A page, and a chat that says what it is in its first answer to whoever has no cookie."""

    protocol_version = "HTTP/1.0"

    def do_GET(self) -> None:
        if self.path == "/moved":
            self.send_response(302)
            self.send_header("Location", "/")
            self.end_headers()
            return
        kind, body = {
            "/": ("text/html; charset=utf-8", PAGE),
            "/data": ("application/json", "{}"),
        }.get(self.path, ("", ""))
        self.send_response(200 if kind else 404)
        self.send_header("Content-Type", kind or "text/plain")
        self.end_headers()
        self.wfile.write(body.encode())

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        words = "Your order is on its way."
        if "Cookie" not in self.headers and self.path != "/silent":
            words = f"{NOTICE} {words}"
        if self.path == "/sometimes" and asked["text"] == "Hello":
            words = "Hello!"
        self.send_response(200)
        self.send_header("Set-Cookie", "met=yes")
        self.end_headers()
        self.wfile.write(json.dumps({"text": words}).encode())

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The address of a running service."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Chat)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join(10)
    server.server_close()


MESSAGES = [{"text": "Hello"}, {"text": "Where is my order?"}]


def test_a_page_and_a_chat_are_met_for_the_first_time(address: str, fits: Any) -> None:
    page = interaction_test.fetch(address + "/")
    answers = interaction_test.ask(http_sender(address + "/chat"), MESSAGES, NOTICE, "text")
    found = interaction_test.collect(
        {"web": Interface(NOTICE, page, None), "chat": Interface(NOTICE, None, answers)},
        observed_at=NOW,
    )
    fits("interaction_test", interaction_test.subjects("helper", "1.0.0"), found)
    web, chat = found["interfaces"]["web"], found["interfaces"]["chat"]
    assert web["first_shown"] == "page"
    assert web["page"] == {
        "digest": documents.digest(PAGE.encode()),
        "language": "en-GB",
        "notice_shown": True,
        "notice_in_accessibility_tree": True,
        "notice_in_image_alone": False,
        "images": 2,
        "images_without_alternative": 1,
        "scripts": 0,
    }
    assert chat["first_shown"] == "first_answer"
    assert chat["first_answers"] == {"requests": 2, "answered": 2, "with_notice": 2}


@pytest.mark.parametrize(
    ("path", "with_notice"), [("/silent", 0), ("/sometimes", 1)], ids=["never", "in one of two"]
)
def test_a_notice_that_is_not_in_each_first_answer_was_not_shown(
    address: str, path: str, with_notice: int
) -> None:
    answers = interaction_test.ask(http_sender(address + path), MESSAGES, NOTICE, "text")
    found = interaction_test.collect({"chat": Interface(NOTICE, None, answers)}, observed_at=NOW)
    assert answers.with_notice == with_notice
    assert found["interfaces"]["chat"]["first_shown"] is None


def shown(body: str, *, head: str = "", notice: str = NOTICE) -> Mapping[str, Any]:
    page = f"<html lang=en><head>{head}</head><body>{body}</body></html>".encode()
    found = interaction_test.collect({"web": Interface(notice, page, None)}, observed_at=NOW)
    met: Mapping[str, Any] = found["interfaces"]["web"]["page"]
    return met


SAID = f"<p>{NOTICE}</p>"


@pytest.mark.parametrize(
    "body",
    [
        SAID,
        "<p>YOU ARE&nbsp;TALKING to an <strong>AI</strong> system.</p>",
        f"<div hidden>secret</div>{SAID}",
        f"<details open><summary>Who</summary>{SAID}</details>",
        f"<details><summary>{NOTICE}</summary>more</details>",
        f"<dialog open>{SAID}</dialog>",
        f"<div style='color:red'>{SAID}</div>",
        f"</div></p>{SAID}",
        f"<div hidden><p>secret</div>{SAID}",
    ],
    ids=[
        "plain", "other case and spacing", "beside what is hidden", "in an open part",
        "in the summary", "in an open dialogue", "in a style", "after stray ends",
        "after a hidden part with an open paragraph",
    ],
)  # fmt: skip
def test_a_notice_that_is_shown(body: str) -> None:
    page = shown(body)
    assert (page["notice_shown"], page["notice_in_accessibility_tree"]) == (True, True)


@pytest.mark.parametrize(
    "body",
    [
        "<p>Welcome</p>",
        f"<!-- {NOTICE} -->",
        f"<div hidden>{SAID}</div>",
        f"<div hidden/>{SAID}",
        f"<div style='display: none'>{SAID}</div>",
        f"<div style='VISIBILITY:hidden;'>{SAID}</div>",
        f"<script>say('{NOTICE}')</script>",
        f"<noscript>{SAID}</noscript>",
        f"<template>{SAID}</template>",
        f"<details><summary>Terms</summary>{SAID}</details>",
        f"<dialog>{SAID}</dialog>",
        f"<div popover>{SAID}</div>",
        f"<video>{SAID}</video>",
        f"<![odd[{NOTICE}]]>",
        "<p>You are talking</p><p>to an AI</p> system",
        f"<input value='{NOTICE}'>",
    ],
    ids=[
        "absent", "in a comment", "hidden", "hidden by a tag that does not close itself",
        "not displayed", "not visible", "in a script", "for those without scripts", "in a template",
        "folded away", "in a closed dialogue", "in a closed pop-up",
        "in the place of a video", "in an odd section", "other words between paragraphs",
        "in an attribute",
    ],
)  # fmt: skip
def test_a_notice_that_is_not_shown(body: str) -> None:
    page = shown(body)
    assert (page["notice_shown"], page["notice_in_accessibility_tree"]) == (False, False)


def test_a_notice_in_metadata_alone_is_none() -> None:
    page = shown("<p>Welcome</p>", head=f"<title>{NOTICE}</title><meta content='{NOTICE}'>")
    assert not page["notice_shown"]


def test_what_screen_readers_are_not_given() -> None:
    page = shown(f"<p aria-hidden='true'>{NOTICE}</p>")
    assert (page["notice_shown"], page["notice_in_accessibility_tree"]) == (True, False)


def test_a_notice_in_the_place_of_an_image_was_not_seen() -> None:
    page = shown(f"<img src=n.png alt='{NOTICE}'>")
    assert (page["notice_shown"], page["notice_in_image_alone"]) == (False, True)
    assert not shown(f"{SAID}<img alt='{NOTICE}'>")["notice_in_image_alone"]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("<html lang='de'>", "de"),
        ("<html lang=''>", None),
        ("<html>", None),
        ("<html lang='no language'>", None),
        ("<p lang=en>", None),
    ],
    ids=["stated", "empty", "absent", "no tag", "of a part"],
)
def test_the_language_of_the_page(text: str, language: str | None) -> None:
    assert html_read.read(text).language == language


def test_a_head_that_nobody_closed_hides_nothing() -> None:
    assert "hello" in html_read.read("<head><title>x</title><p>Hello").shown


def test_the_same_page_gives_the_same_bytes(address: str) -> None:
    page = interaction_test.fetch(address + "/")
    one, two = (
        documents.canonical(
            interaction_test.collect({"web": Interface(NOTICE, page, None)}, observed_at=NOW)
        )
        for _ in range(2)
    )
    assert one == two


@pytest.mark.parametrize(
    ("path", "says"),
    [("/moved", "302"), ("/none", "404"), ("/data", "no HTML")],
    ids=["elsewhere", "nowhere", "no page"],
)
def test_what_is_no_page(address: str, path: str, says: str) -> None:
    with pytest.raises(CollectError, match=says):
        interaction_test.fetch(address + path)


@pytest.mark.parametrize(
    ("do", "says"),
    [
        (lambda: interaction_test.fetch("file:///etc/hostname"), "no web address"),
        (lambda: interaction_test.fetch("http://127.0.0.1:9/"), "nothing answers"),
        (lambda: interaction_test.fetch("http://[::1/"), "no web address"),
        (lambda: interaction_test.fetch("http://127.0.0.1:x/"), "no web address"),
        (lambda: interaction_test.fetch("http://127.0.0.1:9/a b"), "nothing answers"),
        (lambda: interaction_test.ask(lambda _: None, [], NOTICE, "text"), "nothing to send"),  # type: ignore[arg-type,return-value]
        (
            lambda: interaction_test.ask(
                http_sender("http://127.0.0.1:9/"), MESSAGES, NOTICE, "text"
            ),
            "none of 2 first messages",
        ),
        (lambda: interaction_test.collect({}, observed_at="today"), "no time.*no interface"),
        (
            lambda: interaction_test.collect(
                {"web": Interface("AI", None, FirstAnswers(1, 1, 1))}, observed_at=NOW
            ),
            "fewer than 8 letters",
        ),
        (
            lambda: interaction_test.collect(
                {"web": Interface(NOTICE, None, None)}, observed_at=NOW
            ),
            "neither a page nor first messages",
        ),
    ],
    ids=[
        "a file", "no server", "no address", "no port", "a blank in the address",
        "no message", "no answer", "nothing at all", "a short notice",
        "no way in",
    ],
)  # fmt: skip
def test_what_can_not_be_measured_is_refused(do: Callable[[], Any], says: str) -> None:
    with pytest.raises(LexgateError, match=says):
        do()


def test_lexgate_toml_describes_it(
    address: str, tmp_path: Path, describe: Callable[[str], Path]
) -> None:
    (tmp_path / "first.jsonl").write_text('{"text": "Hello"}\n\n{"text": "Hi"}\n', "utf-8")
    folder = describe(
        f"""
[collect.interaction_test.interfaces.web]
notice = "{NOTICE}"
page = "{address}/"
messages = {{url = "{address}/silent", requests = "first.jsonl", answer = "text"}}
"""
    )
    path = collecting.collect("interaction_test", config.load(folder), keys.generate())
    found = documents.read_json(path)["predicate"]["interfaces"]["web"]
    assert found["first_shown"] == "page"
    assert found["first_answers"] == {"requests": 2, "answered": 2, "with_notice": 0}
