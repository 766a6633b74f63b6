"""Asking git about a folder, read-only and within a deadline; evidence for nothing by itself.

Every answer comes from the `git` program, in an environment of our own: no configuration
of the machine, no replaced objects, no hooks, no pager, no file-system monitor, no locks,
no network and no questions. The user's own configuration is read, since there stands
which folders are trusted (`safe.directory`). What git prints about people stays here.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from lexgate_collectors.common import CollectError

_KEPT = ("HOME", "XDG_CONFIG_HOME", "GIT_CONFIG_GLOBAL", "SUDO_UID", "TMPDIR", "PATH")
_ENVIRONMENT = {
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_PAGER": "cat",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
    "TZ": "UTC",
}
# What a repository could set to run a program, to reach out, or to overlook a change.
_SETTINGS = {
    "core.checkStat": "default",
    "core.fsmonitor": "false",
    "core.hooksPath": "/dev/null",
    "core.trustctime": "true",
    "gc.auto": "0",
    "log.showSignature": "false",
    "maintenance.auto": "false",
    "protocol.allow": "never",
    "submodule.recurse": "false",
}
_DO = "run this in a clone of the repository that the version was built from"


class Git:
    """The git program, asked about one folder after another until the deadline."""

    def __init__(self, seconds: float) -> None:
        """Find git.

        Args:
            seconds: how long all questions together may take.

        Raises:
            CollectError: git is not installed.
        """
        program = shutil.which("git")
        if program is None:
            raise CollectError("git is not installed", "PATH", "install git, or name its folder")
        self._program = os.path.realpath(program)
        self._seconds = seconds
        self._ends = time.monotonic() + seconds

    def ask(self, folder: Path, *words: str) -> bytes:
        """What git prints.

        Raises:
            CollectError: git refuses, fails or does not answer in time.
        """
        code, answer, fault = self.attempt(folder, *words)
        if code:
            raise CollectError(*_plain(fault, folder, words))
        return answer

    def line(self, folder: Path, *words: str) -> str:
        """What git prints, as one line of text."""
        return os.fsdecode(self.ask(folder, *words).removesuffix(b"\n"))

    def parts(self, folder: Path, *words: str) -> list[bytes]:
        """What git prints, between zero bytes."""
        return [part for part in self.ask(folder, *words).split(b"\0") if part]

    def attempt(self, folder: Path, *words: str) -> tuple[int, bytes, str]:
        """Exit code, what git prints, and what it complains of.

        Raises:
            CollectError: git can't be started, or does not answer in time.
        """
        settings = [word for name in _SETTINGS for word in ("-c", f"{name}={_SETTINGS[name]}")]
        command = [self._program, "--no-optional-locks", *settings, "-C", str(folder), *words]
        kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
        try:
            started = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env={**kept, **_ENVIRONMENT},
                start_new_session=True,
            )
        except OSError as fault:
            raise CollectError(
                f"git can't be started: {fault.strerror}", self._program, "mend the installation"
            ) from fault
        with started:
            try:
                answer, complaint = started.communicate(timeout=self._ends - time.monotonic())
            except BaseException as fault:
                # Programs that git started hold its output open, so they go, too.
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(started.pid, signal.SIGKILL)
                if not isinstance(fault, subprocess.TimeoutExpired):
                    raise
                raise CollectError(
                    f"git did not answer within {self._seconds:g} seconds",
                    f"git {words[0]} in {folder}",
                    "see by hand what it waits for: a lock, a slow disk, a very large folder",
                ) from None
        return started.returncode, answer, complaint.decode("utf-8", "replace")


def _plain(fault: str, folder: Path, words: tuple[str, ...]) -> tuple[str, str, str]:
    """What is wrong, where, and what to do; git's own words only where nothing else is known."""
    where = str(folder)
    if "dubious ownership" in fault:
        return (
            "git refuses the repository, which belongs to another user",
            where,
            f"run as its owner, or trust it: git config --global --add safe.directory '{folder}'",
        )
    if "not a git repository" in fault:
        return ("this is no repository of git", where, _DO)
    if "must be run in a work tree" in fault:
        return ("the repository has no working tree", where, _DO)
    lines = [line for line in fault.splitlines() if line.strip()]
    said = lines[-1][:200] if lines else "it says nothing"
    return (f"git {words[0]} failed: {said}", where, "mend the repository, then collect again")


def head_of(git: Git, folder: Path) -> str:
    """Id of the commit that is checked out.

    Raises:
        CollectError: there is none yet.
    """
    code, answer, _ = git.attempt(folder, "rev-parse", "--verify", "--quiet", "HEAD")
    if code:
        raise CollectError(
            "there is no commit yet", str(folder), "commit what the version is made of"
        )
    return answer.decode().strip()


def top_of(git: Git, folder: Path) -> Path:
    """The folder at the top of the repository.

    Raises:
        CollectError: the folder lies outside the working tree.
    """
    top = Path(git.line(folder, "rev-parse", "--show-toplevel"))
    if not folder.resolve().is_relative_to(top.resolve()):
        raise CollectError(
            "the repository's working tree lies elsewhere",
            str(folder),
            "name a folder inside the working tree, and unset core.worktree",
        )
    return top


def blobs_of(git: Git, folder: Path, names: Sequence[str]) -> dict[str, str]:
    """Git's own digests of files as the commit has them."""
    found: dict[str, str] = {}
    if names:
        for entry in git.parts(folder, "ls-tree", "-z", "HEAD", "--", *names):
            facts, _, path = entry.partition(b"\t")
            found[os.fsdecode(path)] = facts.split(b" ")[2].decode()
    return found


def in_commit(data: bytes, blob: str | None) -> str:
    """Whether a commit has these bytes, by git's own digest of its file: yes, no, other_bytes."""
    if blob is None:
        return "no"
    made = hashlib.sha1 if len(blob) == 40 else hashlib.sha256
    same = made(b"blob %d\0" % len(data) + data).hexdigest() == blob
    return "yes" if same else "other_bytes"
