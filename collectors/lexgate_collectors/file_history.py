"""File history evidence, for Articles 6(4), 9(1) and 9(2): when did named documents change?

Asks git for the commits that changed each document at its path, and takes the digest of what
each commit made of it. So a text that somebody signs for can be found in a history that nobody
typed for this purpose.

- **commits** are those that lead to the commit that is checked out. A move to another path
  begins a history of its own: whether two files are one document is a guess of git's.
- **committed_at** is what the commit says of itself. Whoever makes commits sets that time; a
  branch that a server protects, or a receipt, makes it worth more.
- **versions** are the newest 200, with the digest of the bytes; none where the commit took
  the document away.

It does not show who changed a document, what a change means, or that anybody read it. Names,
addresses and messages of commits are left out.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from lexgate.documents import digest, read_bytes
from lexgate.errors import LexgateError
from lexgate_collectors.common import CollectError, Faults, is_time, mark, version_subject
from lexgate_collectors.git import Git, blobs_of, head_of, in_commit, top_of

DEADLINE = 120.0
MOST_DOCUMENTS = 100
MOST_VERSIONS = 200
_MAX_FILE = 50_000_000
_PATH = re.compile(r"[A-Za-z0-9._/-]{1,200}")
_DO = "name files that the repository holds, by paths of plain letters, digits, dots and slashes"


def collect(
    folder: Path,
    documents: Mapping[str, Path],
    *,
    observed_at: str,
    seconds: float = DEADLINE,
) -> dict[str, Any]:
    """The predicate of file history evidence.

    Args:
        folder: a folder of a git repository, where relative paths begin.
        documents: files in that repository, by a name of the organisation's own.
        observed_at: when, as `YYYY-MM-DDTHH:MM:SSZ`.
        seconds: how long git may take in all.

    Raises:
        CollectError: no repository, no commit, no documents, or files that are missing or lie
            outside; all of them at once. Also where the repository changed meanwhile.
    """
    faults = Faults("file history collector")
    faults.check(is_time(observed_at), f"observed_at is no time: {observed_at!r}")
    faults.check(0 < len(documents) <= MOST_DOCUMENTS, "name one to a hundred documents")
    faults.settle("name the documents, and the time")

    git = Git(seconds)
    top = top_of(git, folder)
    head = head_of(git, top)
    found: dict[str, Any] = {}
    for name, file in sorted(documents.items()):
        try:
            found[name] = _document(git, top, folder / file)
        except LexgateError as fault:
            faults.add(f"{name}: {fault.what} ({fault.where})")
    faults.check(head_of(git, top) == head, "the repository changed while it was read")
    faults.settle(_DO)
    return {
        "observed_at": observed_at,
        "collector": mark("file_history"),
        "head": head,
        "complete": git.line(top, "rev-parse", "--is-shallow-repository") == "false",
        "documents": found,
    }


def subjects(system: str, release: str) -> list[dict[str, Any]]:
    """What the evidence speaks of: one version of the system."""
    return [version_subject(system, release)]


def _document(git: Git, top: Path, file: Path) -> dict[str, Any]:
    real = Path(os.path.realpath(file))
    if not real.is_relative_to(top.resolve()):
        raise CollectError("it lies outside the repository", str(file), _DO)
    path = real.relative_to(top.resolve()).as_posix()
    if not _PATH.fullmatch(path):
        raise CollectError("its path holds other characters than allowed", "git", _DO)
    data = read_bytes(real, max_bytes=_MAX_FILE)
    commits = _commits(git, top, path)
    versions = [_version(git, top, path, *commit) for commit in commits[:MOST_VERSIONS]]
    blob = blobs_of(git, top, [path]).get(path)
    return {
        "path": path,
        "digest": digest(data),
        "bytes": len(data),
        "in_commit": in_commit(data, blob),
        "commits": len(commits),
        "first_at": commits[-1][1] if commits else None,
        "last_changed_at": commits[0][1] if commits else None,
        "versions": versions,
        "versions_left_out": len(commits) - len(versions),
    }


def _commits(git: Git, top: Path, path: str) -> list[tuple[str, str | None]]:
    """Id and time of the commits that changed a path, newest first."""
    listed = git.ask(top, "rev-list", "--timestamp", "HEAD", "--", path).decode().splitlines()
    return [
        (commit, _time(seconds)) for seconds, _, commit in (line.partition(" ") for line in listed)
    ]


def _time(seconds: str) -> str | None:
    """A commit's time; null where it says none that can be."""
    try:
        moment = datetime.fromtimestamp(int(seconds), UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if 2000 <= moment.year < 2200 else None


def _version(git: Git, top: Path, path: str, commit: str, at: str | None) -> dict[str, Any]:
    entry = git.ask(top, "ls-tree", "-z", commit, "--", path).partition(b"\t")[0].split(b" ")
    blob = entry[2].decode() if len(entry) == 3 and entry[1] == b"blob" else None
    data = git.ask(top, "cat-file", "blob", blob) if blob else None
    return {
        "commit": commit,
        "committed_at": at,
        "digest": None if data is None else digest(data),
    }
