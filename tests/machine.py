"""What a machine can do to a program: refuse it a file, or run out of room."""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
from collections.abc import Iterator
from pathlib import Path

_VERSION_3 = 0x20080522
# CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH, by which root passes over permissions.
_PASSES_OVER = 1 << 1 | 1 << 2


@contextlib.contextmanager
def permissions_count() -> Iterator[None]:
    """Let permissions bind this thread and those that it starts, also where it is root's."""
    if os.geteuid() != 0:
        yield
        return
    libc = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(_VERSION_3, 0)
    # Effective, permitted and inheritable, for capabilities 0 to 31 and from 32.
    sets = (ctypes.c_uint32 * 6)()
    before = (ctypes.c_uint32 * 6)()
    for found in (sets, before):
        _called(libc.capget(header, found))
    sets[0] &= ~_PASSES_OVER
    _called(libc.capset(header, sets))
    try:
        yield
    finally:
        _called(libc.capset(header, before))


def _called(result: int) -> None:
    if result != 0:
        raise OSError(ctypes.get_errno(), "the capabilities can't be changed")


@contextlib.contextmanager
def nobody_may(path: Path, *, mode: int) -> Iterator[None]:
    """Give a file or folder these permissions, and let them bind."""
    before = path.stat().st_mode
    path.chmod(mode)
    try:
        with permissions_count():
            yield
    finally:
        path.chmod(before)


@contextlib.contextmanager
def no_room(*, beyond: int) -> Iterator[None]:
    """Let a file take so many bytes, and stop in the middle of what is more.

    The limit on the size of a file stands for the end of a disk: it is as real, asks for
    no other disk, and reaches a write half-way too.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (beyond, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
