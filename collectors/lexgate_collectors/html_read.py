"""What a person meets of an HTML page as it was served: by eye, and by a screen reader.

Read without running scripts and without style sheets: only what the mark-up itself
hides counts as hidden. What a style sheet hides, or a script shows, is not known here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import NamedTuple


def _tags(names: str) -> frozenset[str]:
    return frozenset(names.split())


_VOID = _tags("area base br col embed hr img input link meta param source track wbr")
_INLINE = _tags(
    "a abbr b bdi bdo cite code data dfn em font i ins kbd mark q s samp small span strong sub sup "
    "time u var"
)
_OF_HEAD = _tags("base html link meta noscript script style template title")
# Never part of what is shown; `noscript` is, but only to those without scripts.
_UNSHOWN = _tags(
    "script style template noscript head title iframe object select audio video canvas datalist "
    "noembed noframes"
)
_HIDING_STYLE = re.compile(r"(?i)(^|;)\s*(display\s*:\s*none|visibility\s*:\s*hidden)\s*(!|;|$)")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")


@dataclass(frozen=True, slots=True)
class Page:
    """The text that is shown, the text of the accessibility tree, and what images say instead.

    `language` is that of the root element, null where it names none. `images` counts those
    that are no plain ornament (an empty `alt` says that one is).
    """

    shown: str
    accessible: str
    alternatives: str
    language: str | None
    images: int
    images_without_alternative: int
    scripts: int


def read(text: str) -> Page:
    """Read a page; a broken one is read as far as it goes."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return Page(
        plain("".join(reader.shown)),
        plain("".join(reader.accessible)),
        plain("".join(reader.alternatives)),
        reader.language,
        reader.images,
        reader.images_without_alternative,
        reader.scripts,
    )


def plain(text: str) -> str:
    """The words alone, so that case, spacing and forms of a letter make no difference."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


class _Open(NamedTuple):
    """An element that was opened: what of it is not seen, not heard, or folded away."""

    tag: str
    unseen: bool
    unheard: bool
    folded: bool


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.shown: list[str] = []
        self.accessible: list[str] = []
        self.alternatives: list[str] = []
        self.language: str | None = None
        self.images = 0
        self.images_without_alternative = 0
        self.scripts = 0
        self._around = [_Open("", unseen=False, unheard=False, folded=False)]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # Of an attribute that stands twice the first counts.
        named = dict(reversed(attrs))
        if tag not in _OF_HEAD and any(opened.tag == "head" for opened in self._around):
            self._end("head")
        outer = self._around[-1]
        unseen = outer.unseen or _unseen(tag, named) or (outer.folded and tag != "summary")
        silent = (named.get("aria-hidden") or "").strip().lower() == "true"
        unheard = outer.unheard or unseen or silent
        self.scripts += tag == "script"
        if tag == "html" and self.language is None:
            language = (named.get("lang") or "").strip()
            self.language = language if _LANGUAGE.fullmatch(language) else None
        if tag == "img" and not unheard:
            self._image(named)
        if tag not in _INLINE:
            self.handle_data(" ")
        if tag not in _VOID:
            self._around.append(
                _Open(tag, unseen, unheard, tag == "details" and "open" not in named)
            )

    # The parser stops at a marked section that it does not know; browsers take it for a comment.
    def parse_marked_section(self, i: int, report: int = 1) -> int:
        return self.parse_bogus_comment(i)

    # HTML knows no element that closes itself: <div/> opens one.
    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        # An end without its beginning ends nothing; what was left open ends with what is around.
        if any(opened.tag == tag for opened in self._around):
            self._end(tag)
        if tag not in _INLINE:
            self.handle_data(" ")

    def handle_data(self, data: str) -> None:
        outer = self._around[-1]
        unseen = outer.unseen or outer.folded
        if not unseen:
            self.shown.append(data)
        if not unseen and not outer.unheard:
            self.accessible.append(data)

    def _end(self, tag: str) -> None:
        while self._around.pop().tag != tag:
            pass

    def _image(self, named: Mapping[str, str | None]) -> None:
        words = (named.get("aria-label") or named.get("alt") or "").strip()
        if "alt" in named and not words:
            return
        self.images += 1
        if words:
            self.alternatives.append(f" {words} ")
        else:
            self.images_without_alternative += 1


def _unseen(tag: str, named: Mapping[str, str | None]) -> bool:
    return (
        tag in _UNSHOWN
        or "hidden" in named
        or "popover" in named
        or (tag == "dialog" and "open" not in named)
        or bool(_HIDING_STYLE.search(named.get("style") or ""))
    )
