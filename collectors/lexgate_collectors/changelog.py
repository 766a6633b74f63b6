"""Reading a change log, for Articles 11(1) and 12 and Annex IV(6): which versions does it name?

Reads the headings of the second level, in the form of Keep a Changelog 1.1.0
(https://keepachangelog.com/en/1.1.0/): `## [1.2.0] - 2026-11-22`, newest first, with
`[Unreleased]` above them and `[YANKED]` behind a version that was taken back. Also read
are headings without brackets, with a `v`, and whose version is a link with a day behind it.

It does not show that the changes are told truly, or all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_TITLE = re.compile(
    r"\[?v?(?P<name>[0-9][0-9A-Za-z.+_-]{0,99})\]?(?:\([^()]*\))?(?P<rest>.*)", re.I
)
_UNRELEASED = re.compile(r"\[?unreleased\b", re.I)
_DATE = re.compile(r"(?<![0-9])[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9])")
_YANKED = re.compile(r"\[yanked\]", re.I)
_LINK = re.compile(r" {0,3}\[[^\]]+\]:")


@dataclass(slots=True)
class Version:
    """A version that has a heading, and how many lines of text stand under it."""

    name: str
    date: str | None
    yanked: bool
    lines: int = 0


def versions(text: str) -> tuple[list[Version], bool]:
    """The versions in the order of the file, and whether there is a part for what is unreleased."""
    found: list[Version] = []
    unreleased = False
    open_: Version | None = None
    for line in _visible(text):
        heading = _HEADING.fullmatch(line)
        if heading is None:
            if open_ is not None and line.strip() and not _LINK.match(line):
                open_.lines += 1
            continue
        title = heading[2] or ""
        if len(heading[1]) > 2:
            continue
        open_ = _version(title) if len(heading[1]) == 2 else None
        if open_ is not None:
            found.append(open_)
        unreleased = unreleased or bool(len(heading[1]) == 2 and _UNRELEASED.match(title))
    return found, unreleased


def _version(title: str) -> Version | None:
    matched = _TITLE.fullmatch(title)
    if matched is None or _day(matched["name"]):
        return None
    dates = [day for day in _DATE.findall(matched["rest"]) if _day(day)]
    return Version(
        matched["name"],
        dates[0] if len(dates) == 1 else None,
        bool(_YANKED.search(matched["rest"])),
    )


def _day(text: str) -> bool:
    if not _DATE.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _visible(text: str) -> Iterator[str]:
    """The lines that a reader sees: no comments, and nothing that code only shows."""
    fence: str | None = None
    comment = False
    for line in text.splitlines():
        mark = _FENCE.match(line)
        if fence is not None:
            if mark and mark[1].startswith(fence) and not line[mark.end() :].strip():
                fence = None
            # Code is text of the version that it stands under, and no heading.
            yield "" if mark else f"    {line.strip()}"
            continue
        if mark and not comment:
            fence = mark[1]
            yield ""
            continue
        shown = ""
        while line:
            if comment:
                _, closed, line = line.partition("-->")
                comment = not closed
            else:
                before, opened, line = line.partition("<!--")
                shown += before
                comment = bool(opened)
        yield shown


def described(text: str, asked: str) -> dict[str, Any]:
    """What a change log says, and whether it says something of the version asked about."""
    found, unreleased = versions(text)
    wanted = asked.removeprefix("v").removeprefix("V")
    named = [version for version in found if version.name == wanted]
    return {
        "versions": len(found),
        "unreleased": unreleased,
        "newest": _told(found[0]) if found else None,
        "asked": _told(named[0]) if named else None,
        "asked_times": len(named),
    }


def _told(version: Version) -> dict[str, Any]:
    return {
        "version": version.name,
        "date": version.date,
        "yanked": version.yanked,
        "lines": version.lines,
    }
