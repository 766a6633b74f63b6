"""Interaction-test evidence, for Article 50(1) and (5): is it said at first that one deals with AI?

The collector meets each interface as a person does for the first time: it fetches the
page, or sends a first message, each on a connection of its own and without cookies, and
looks for the words that lexgate.toml registers as the notice. Of a page it also looks at
what screen readers need: the language, and texts in the place of images.

It does not show that the words are clear to people, that the notice stands out (contrast,
size, place), or that people notice it. Scripts are not run and style sheets not read, so
that a notice which a script writes is not seen, and one that a style sheet hides is.
Speech, video and telephone are not tried.
"""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from lexgate.documents import digest
from lexgate_collectors import html_read
from lexgate_collectors.common import CollectError, Faults, is_time, mark, version_subject
from lexgate_collectors.log_test import Send

LARGEST_PAGE = 5_000_000
_SHORTEST_NOTICE = 8


@dataclass(frozen=True, slots=True)
class FirstAnswers:
    """First messages that were sent, those that were answered, and answers with the notice."""

    requests: int
    answered: int
    with_notice: int


@dataclass(frozen=True, slots=True)
class Interface:
    """What was met of one interface; null for a way in that it does not have."""

    notice: str
    page: bytes | None
    answers: FirstAnswers | None


def fetch(url: str, *, timeout: float = 5.0) -> bytes:
    """The page that people meet first, through no proxy, without following elsewhere.

    Raises:
        CollectError: no web address, no page there, one that is too large, or no HTML.
    """
    if not _is_web_address(url):
        raise CollectError("the page has no web address", url, "give an http or https address")

    class NoRedirect(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_: Any, **__: Any) -> None:
            return None

    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), NoRedirect)
    asked = urllib.request.Request(url, headers={"Accept": "text/html"})  # noqa: S310 (checked above)
    do = "give the address of the page itself, and start the service"
    try:
        with opener.open(asked, timeout=timeout) as answer:
            kind = answer.headers.get_content_type()
            body: bytes = answer.read(LARGEST_PAGE + 1)
    except urllib.error.HTTPError as refusal:
        with refusal:
            raise CollectError(f"the answer is {refusal.code} and no page", url, do) from None
    except (OSError, http.client.HTTPException):
        raise CollectError("nothing answers there as the web does", url, do) from None
    faults = Faults(url)
    faults.check(kind in ("text/html", "application/xhtml+xml"), f"{kind} is no HTML")
    faults.check(len(body) <= LARGEST_PAGE, f"more than {LARGEST_PAGE} bytes")
    faults.settle("name the page that people meet first")
    return body


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def ask(send: Send, requests: Sequence[Mapping[str, Any]], notice: str, field: str) -> FirstAnswers:
    """Send each as a first message, and look for the notice in a field of the answer.

    Raises:
        CollectError: nothing to send, or no answer to any of them.
    """
    faults = Faults("interaction test")
    faults.check(bool(requests), "there is nothing to send")
    faults.settle("give first messages such as people write")
    answered = noticed = 0
    for request in requests:
        reply = send(request)
        said = reply.body.get(field)
        if reply.answered and isinstance(said, str):
            answered += 1
            noticed += _holds(html_read.plain(said), notice)
    if not answered:
        raise CollectError(
            f"none of {len(requests)} first messages was answered in the field {field}",
            "interaction test",
            "start the service, and name the field that holds its words",
        )
    return FirstAnswers(len(requests), answered, noticed)


def collect(interfaces: Mapping[str, Interface], *, observed_at: str) -> dict[str, Any]:
    """The predicate of interaction-test evidence.

    `first_shown` is `page` (before the first exchange), `first_answer` (with it, in each
    answer), or null: seen in neither. A notice in the place of an image alone is not
    counted as shown, since nobody looked at the image.

    Raises:
        CollectError: a notice of too few letters, an interface without a way in, or
            `observed_at` is no time.
    """
    faults = Faults("interaction-test collector")
    faults.check(is_time(observed_at), f"observed_at is no time: {observed_at!r}")
    faults.check(bool(interfaces), "no interface is named")
    for name, met in sorted(interfaces.items()):
        faults.check(
            len(html_read.plain(met.notice)) >= _SHORTEST_NOTICE,
            f"{name}: the notice has fewer than {_SHORTEST_NOTICE} letters",
        )
        faults.check(
            met.page is not None or met.answers is not None,
            f"{name}: neither a page nor first messages are named",
        )
    faults.settle("give each interface a notice, and a page or first messages")
    return {
        "observed_at": observed_at,
        "collector": mark("interaction_test"),
        "interfaces": {name: _met(met) for name, met in sorted(interfaces.items())},
    }


def subjects(system: str, release: str) -> list[dict[str, Any]]:
    """What the evidence speaks of: one version of the system."""
    return [version_subject(system, release)]


def _met(met: Interface) -> dict[str, Any]:
    page = None if met.page is None else _page(met.page, met.notice)
    answers = met.answers
    first_shown = None
    if page is not None and page["notice_shown"]:
        first_shown = "page"
    elif answers is not None and answers.with_notice == answers.requests:
        first_shown = "first_answer"
    return {
        "notice": " ".join(met.notice.split()),
        "first_shown": first_shown,
        "page": page,
        "first_answers": None
        if answers is None
        else {
            "requests": answers.requests,
            "answered": answers.answered,
            "with_notice": answers.with_notice,
        },
    }


def _page(body: bytes, notice: str) -> dict[str, Any]:
    found = html_read.read(body.decode("utf-8", errors="replace"))
    shown = _holds(found.shown, notice)
    return {
        "digest": digest(body),
        "language": found.language,
        "notice_shown": shown,
        "notice_in_accessibility_tree": _holds(found.accessible, notice),
        "notice_in_image_alone": not shown and _holds(found.alternatives, notice),
        "images": found.images,
        "images_without_alternative": found.images_without_alternative,
        "scripts": found.scripts,
    }


def _holds(text: str, notice: str) -> bool:
    return html_read.plain(notice) in text
