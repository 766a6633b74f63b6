"""Source evidence, for Article 11(1) and Annex IV(2), (6): from which source was a version made?

Asks git for the commit, whether the working folder is as the commit has it, whether a
remote knows the commit, and whether it carries a signature; reads the change log and the
lock files by digest.

It does not show that the version was built from this folder, that a signature is good or
whose it is, that the remote still has the commit (only what was last fetched is known),
or that the change log is true. Files that the repository ignores are not looked at.
Names of people, branches and remotes are left out.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from lexgate.documents import digest, read_bytes
from lexgate.errors import LexgateError
from lexgate_collectors import changelog, lockfiles
from lexgate_collectors.common import CollectError, Faults, is_time, mark, version_subject
from lexgate_collectors.git import Git, blobs_of, head_of, in_commit, top_of

DEADLINE = 120.0
CHANGELOG = "CHANGELOG.md"
_MAX_CHANGELOG = 5_000_000
_MAX_LOCK = 50_000_000
_MOST_FILES = 200
_MOST_TAGS = 100
_MOST_SUBMODULES = 1000
_VERSION = re.compile(r"[^\s@]{1,100}")
# No @, so that no address of somebody gets in.
_TAG = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/+-]{0,99}")
_PATH = re.compile(r"[A-Za-z0-9._/-]{1,200}")
_ARMOUR = {
    b"-----BEGIN PGP SIGNATURE-----": "openpgp",
    b"-----BEGIN PGP MESSAGE-----": "openpgp",
    b"-----BEGIN SSH SIGNATURE-----": "ssh",
    b"-----BEGIN SIGNED MESSAGE-----": "x509",
}
_SIGNED = "%(if)%(contents:signature)%(then)yes%(else)no%(end)"


def _commit(git: Git, top: Path, head: str, version: str) -> dict[str, Any]:
    headers = git.ask(top, "cat-file", "commit", head).partition(b"\n\n")[0].split(b"\n")
    tags = list(_tags(git, top, head))
    named = sorted((tag for tag in tags if _TAG.fullmatch(tag["name"])), key=lambda t: t["name"])
    return {
        "id": head,
        "committed_at": _committed_at(headers),
        "signature": _signature(headers),
        "tags": named[:_MOST_TAGS],
        "tags_left_out": len(tags) - len(named[:_MOST_TAGS]),
        "tag_of_version": any(_is_tag_of(tag["name"], version) for tag in tags),
    }


def _committed_at(headers: Sequence[bytes]) -> str | None:
    """When the committer says that it was made; null where that is no time."""
    for header in headers:
        if header.startswith(b"committer "):
            try:
                seconds = int(header.rsplit(b" ", 2)[1])
                if seconds < 0:
                    return None
                return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            except (ValueError, IndexError, OverflowError, OSError):
                return None
    return None


def _signature(headers: Sequence[bytes]) -> dict[str, str | None]:
    """Whether there is one, and of which kind; nothing is verified."""
    for header in headers:
        name, _, begins = header.partition(b" ")
        if name in (b"gpgsig", b"gpgsig-sha256"):
            form = _ARMOUR.get(begins.strip())
            return {"present": "yes" if form else "unknown", "form": form}
    return {"present": "no", "form": None}


def _tags(git: Git, top: Path, head: str) -> Iterator[dict[str, Any]]:
    form = f"--format=%(objecttype) {_SIGNED} %(refname:strip=2)"
    listed = git.ask(top, "for-each-ref", f"--points-at={head}", form, "refs/tags")
    for line in listed.decode("utf-8", "replace").splitlines():
        kind, signed, name = line.split(" ", 2)
        yield {
            "name": name,
            "annotated": kind == "tag",
            "signature": signed if kind == "tag" else "no",
        }


def _is_tag_of(tag: str, version: str) -> bool:
    """Whether a tag is `1.2.0` or `v1.2.0`, also behind the name of a part (`scoring/v1.2.0`)."""
    plain = version.removeprefix("v")
    return bool(re.fullmatch(rf"(.*[-/@_])?[vV]?{re.escape(plain)}", tag))


def _remotes(git: Git, top: Path, head: str, shallow: bool) -> dict[str, Any]:
    remotes = git.ask(top, "remote").count(b"\n")
    listed = git.ask(top, "for-each-ref", "--format=x%(symref)", "refs/remotes").split(b"\n")
    tracking = listed.count(b"x")
    found = git.ask(
        top, "for-each-ref", f"--contains={head}", "--count=1", "--format=x", "refs/remotes"
    )
    # Where history is cut off, the way from a branch to the commit may be, too.
    absent = "unknown" if shallow and tracking else "no"
    return {
        "remotes": remotes,
        "remote_tracking_branches": tracking,
        "commit_at_remote": "yes" if found else absent,
    }


def _listed(git: Git, top: Path) -> tuple[int, dict[bytes, str]]:
    """How many files git was told not to look at, and the submodules with their commits."""
    hidden = 0
    modules: dict[bytes, str] = {}
    for entry in git.parts(top, "ls-files", "-v", "--stage", "-z"):
        facts, _, path = entry.partition(b"\t")
        flag, mode, commit, _stage = facts.split(b" ")
        # Small letters are "assume unchanged"; S is left out of a sparse checkout.
        hidden += flag.islower() or flag == b"S"
        if mode == b"160000":
            modules[path] = commit.decode()
    return hidden, modules


def _changed(git: Git, top: Path) -> int:
    entries = git.parts(
        top,
        "status",
        "--porcelain=v2",
        "-z",
        "--untracked-files=no",
        "--ignore-submodules=dirty",
        "--no-renames",
    )
    return sum(entry.startswith((b"1 ", b"u ")) for entry in entries)


def _untracked(git: Git, top: Path) -> int:
    """Files that are neither in the repository nor named by its own .gitignore files.

    What one user's settings or .git/info/exclude ignore is counted, since nobody else
    knows of it.
    """
    return len(git.parts(top, "ls-files", "--others", "--exclude-per-directory=.gitignore", "-z"))


def _submodules(git: Git, top: Path, modules: dict[bytes, str]) -> dict[str, int]:
    """Submodules at all depths, and how many of them are not as the commits have them."""
    found = {"count": 0, "not_checked_out": 0, "at_another_commit": 0, "changed": 0, "hidden": 0}
    waiting = [(top / os.fsdecode(path), commit) for path, commit in modules.items()]
    while waiting:
        folder, commit = waiting.pop()
        found["count"] += 1
        if found["count"] > _MOST_SUBMODULES:
            raise CollectError(
                f"there are more than {_MOST_SUBMODULES} submodules", str(top), "look at it by hand"
            )
        if not (folder / ".git").exists():
            found["not_checked_out"] += 1
            continue
        # Without a commit of its own, it prints none.
        answer = git.attempt(folder, "rev-parse", "--verify", "--quiet", "HEAD")[1]
        found["at_another_commit"] += answer.decode().strip() != commit
        hidden, inner = _listed(git, folder)
        found["changed"] += bool(_changed(git, folder) or _untracked(git, folder))
        found["hidden"] += bool(hidden)
        waiting += [(folder / os.fsdecode(path), held) for path, held in inner.items()]
    return found


def _working_tree(git: Git, top: Path) -> tuple[dict[str, Any], dict[str, int]]:
    hidden, modules = _listed(git, top)
    tree = {"changed": _changed(git, top), "untracked": _untracked(git, top), "hidden": hidden}
    inner = _submodules(git, top, modules)
    if tree["changed"] or tree["untracked"] or inner["at_another_commit"] or inner["changed"]:
        clean = "no"
    else:
        clean = "unknown" if hidden or inner["hidden"] else "yes"
    return {"clean": clean, **tree}, inner


# ---------------------------------------------------------------- files


def _lock_names(folder: Path) -> list[str]:
    found = [path.name for path in folder.iterdir()]
    extra = folder / "requirements"
    if extra.is_dir():
        found += [f"requirements/{path.name}" for path in extra.iterdir()]
    return sorted(name for name in found if lockfiles.form_of(name))


def _read(folder: Path, name: str, most: int, faults: Faults) -> bytes | None:
    try:
        return read_bytes(folder / name, max_bytes=most)
    except LexgateError as fault:
        faults.add(f"{name} {fault.what}")
        return None


def _file(name: str, data: bytes, blobs: dict[str, str]) -> dict[str, Any]:
    return {
        "name": name,
        "digest": digest(data),
        "bytes": len(data),
        "in_commit": in_commit(data, blobs.get(name)),
    }


def _changelog(
    data: bytes | None, version: str, blobs: dict[str, str], faults: Faults
) -> dict[str, Any] | None:
    if data is None:
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        faults.add(f"{CHANGELOG} is not UTF-8 at byte {fault.start}")
        return None
    return {**_file(CHANGELOG, data, blobs), **changelog.described(text, version)}


# ---------------------------------------------------------------- the collector


def collect(
    folder: Path, *, version: str, observed_at: str, deadline_seconds: float = DEADLINE
) -> dict[str, Any]:
    """The predicate of source evidence.

    Args:
        folder: the project's folder, at the top of a repository's working tree or below.
            Change log and lock files are looked for in it (and in its `requirements/`),
            the rest speaks of the whole repository.
        version: the version asked about, as the change log and tags would name it.
        observed_at: when, as `YYYY-MM-DDTHH:MM:SSZ`.
        deadline_seconds: how long git may take for all that it is asked.

    Raises:
        CollectError: no git, no repository, no commit, a repository that git does not
            trust, no answer in time, files that can't be read, or a repository that
            changed meanwhile.
    """
    faults = Faults("source collector")
    faults.check(is_time(observed_at), f"observed_at is no time: {observed_at!r}")
    faults.check(
        isinstance(version, str) and bool(_VERSION.fullmatch(version)),
        f"no version: {version!r}",
    )
    faults.check(
        isinstance(deadline_seconds, int | float) and 0 < deadline_seconds <= 86400,
        "the deadline is no number of seconds up to a day",
    )
    faults.check(folder.is_dir(), f"there is no folder {str(folder)!r}")
    faults.settle("give the project's folder, the version and the time")

    git = Git(deadline_seconds)
    top = top_of(git, folder)
    head = head_of(git, folder)
    commit = _commit(git, top, head, version)
    shallow = git.line(top, "rev-parse", "--is-shallow-repository") == "true"
    remotes = _remotes(git, top, head, shallow)
    tree, submodules = _working_tree(git, top)

    names = _lock_names(folder)
    faults.check(len(names) <= _MOST_FILES, f"there are more than {_MOST_FILES} lock files")
    strange = [name for name in names if not _PATH.fullmatch(name)]
    faults.check(
        not strange,
        f"{len(strange)} lock files have names beyond letters, digits, points and dashes",
    )
    faults.settle("rename these files")
    logged = os.path.lexists(folder / CHANGELOG)
    blobs = blobs_of(git, folder, [*names, *([CHANGELOG] if logged else [])])
    log = _read(folder, CHANGELOG, _MAX_CHANGELOG, faults) if logged else None
    changes = _changelog(log, version, blobs, faults)
    locks: list[dict[str, Any]] = []
    for name in names:
        data = _read(folder, name, _MAX_LOCK, faults)
        form = lockfiles.form_of(name)
        if data is not None and form is not None:
            locks.append(
                {**_file(name, data, blobs), "form": form, **lockfiles.described(form, data)}
            )
    faults.check(head_of(git, folder) == head, "the repository changed while it was read")
    faults.settle("mend these, then collect again while nothing else works in the folder")
    return {
        "observed_at": observed_at,
        "collector": mark("source", ["PyYAML"]),
        "version": version,
        "repository": {
            "at_top": folder.resolve() == top.resolve(),
            "shallow": shallow,
            **remotes,
        },
        "commit": commit,
        "working_tree": tree,
        "submodules": submodules,
        "changelog": changes,
        "lock_files": locks,
    }


def subjects(system: str, release: str) -> list[dict[str, Any]]:
    """What the evidence speaks of: one version of the system."""
    return [version_subject(system, release)]
