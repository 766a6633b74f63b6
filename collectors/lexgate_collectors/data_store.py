"""Store evidence, for Article 4a(1)(b) to (e): how are files kept, and who opened them?

Looks at a folder of files and at the log of who opened it. Of each file: name, digest, size, who
may read it by the bits of the file system, and whether its first bytes are those of an encrypted
form (age, OpenPGP, OpenSSL with a salt, LUKS, Parquet with an encrypted footer). Nothing else is
read of a file. Of the log, JSON in lines: how many entries are by accounts on a list, how many by
others, by none or at no time, and which files were deleted when. Accounts are held against the
list here and never copied.

It doesn't show that a key is kept well, that the file system alone decides who reads, that the log
is whole, or that no copy lies elsewhere. What looks encrypted by its first bytes need not be. A
folder that is a link, or holds one, is refused: it would be another store.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lexgate.documents import digest, named_subject, read_bytes
from lexgate_collectors.common import CollectError, Faults, file_digest, is_time, json_lines, mark
from lexgate_collectors.readers import moment, word

_MOST_FILES = 10_000
_MOST_LOG = 256_000_000
_HEAD = 64
_FORMS: tuple[tuple[str, bytes], ...] = (
    ("age", b"age-encryption.org/v1\n"),
    ("age, armoured", b"-----BEGIN AGE ENCRYPTED FILE-----"),
    ("OpenPGP, armoured", b"-----BEGIN PGP MESSAGE-----"),
    ("OpenSSL with a salt", b"Salted__"),
    ("LUKS", b"LUKS\xba\xbe"),
)
_PARQUET = b"PARE"
# Session key packets, for a public key and for a passphrase, in both forms of header (RFC 9580).
_OPENPGP = {0x84, 0x85, 0x8C, 0x8D, 0xC1, 0xC3}


@dataclass(frozen=True, slots=True)
class Fields:
    """What the fields of an entry of the log are called, and the actions that delete."""

    account: str = "account"
    time: str = "time"
    action: str = "action"
    file: str = "file"
    deleting: frozenset[str] = field(default_factory=lambda: frozenset({"delete"}))


def encryption(head: bytes, tail: bytes = b"") -> str | None:
    """The form of encryption that the first bytes of a file are those of; None for no such form.

    Parquet with an encrypted footer ends as it begins: a table in plain text may begin so too.
    """
    for name, start in _FORMS:
        if head.startswith(start):
            return name
    if head.startswith(_PARQUET) and tail.endswith(_PARQUET) and len(head) > len(_PARQUET):
        return "Parquet, encrypted footer"
    # A version byte follows the length: 3 or 6 for a public key, 4 to 6 for a passphrase.
    if len(head) > 3 and head[0] in _OPENPGP and any(b in (3, 4, 5, 6) for b in head[2:4]):
        return "OpenPGP"
    return None


def collect(
    folder: Path,
    log: Path,
    authorised: Path,
    *,
    store: str,
    observed_at: str,
    fields: Fields | None = None,
) -> dict[str, Any]:
    """The predicate of store evidence.

    Args:
        folder: the store; its files, also in folders below it.
        log: who opened it, JSON in lines.
        authorised: the list of accounts, one a line; lines that begin with # are none.
        store: its name.
        observed_at: when it was looked at.
        fields: what the fields of the log are called.

    Raises:
        CollectError: no folder, a link, more files than can be held, two files of one name, an
            empty list, or a log or list that can't be read.
    """
    faults = Faults(str(folder))
    faults.check(is_time(observed_at), f"observed_at is no time: {observed_at!r}")
    faults.settle("give the time as YYYY-MM-DDTHH:MM:SSZ")
    files = _files(folder)
    accounts = read_bytes(authorised)
    listed = {line.strip() for line in _text(accounts, authorised).splitlines()}
    listed = {line for line in listed if line and not line.startswith("#")}
    if not listed:
        raise CollectError("the list names no account", str(authorised), "name one a line")
    access, deletions = _log(log, listed, fields or Fields())
    readable = [entry["readable_by"] for entry in files]
    return {
        "observed_at": observed_at,
        "collector": mark("data_store"),
        "store": store,
        "files": files,
        "counts": {
            "files": len(files),
            "encrypted": sum(entry["encryption"] is not None for entry in files),
            "readable_by_group": readable.count("group") + readable.count("everyone"),
            "readable_by_everyone": readable.count("everyone"),
        },
        "authorised": {"digest": digest(accounts), "accounts": len(listed)},
        "access_log": access,
        "deletions": deletions,
    }


def subjects(system: str) -> list[dict[str, Any]]:
    """What the evidence speaks of: the system."""
    return [named_subject(f"system:{system}")]


def _files(folder: Path) -> list[dict[str, Any]]:
    if folder.is_symlink() or not folder.is_dir():
        raise CollectError("there is no such folder", str(folder), "name the store itself")
    found: dict[str, Path] = {}
    faults = Faults(str(folder))
    for place, folders, names in os.walk(folder, onerror=_refuse):
        for name in sorted([*folders, *names]):
            path = Path(place) / name
            faults.check(not path.is_symlink(), f"{name} is a link")
            if name in folders:
                continue
            faults.check(name not in found, f"two files are called {name}")
            found[name] = path
    faults.check(len(found) <= _MOST_FILES, f"more than {_MOST_FILES:,} files")
    faults.settle("keep the files themselves there, each under a name of its own")
    return [_file(name, path) for name, path in sorted(found.items())]


# A folder that can't be listed may hold files that nobody would have counted.
def _refuse(fault: OSError) -> None:
    raise CollectError(
        f"the folder can't be listed: {fault.strerror}",
        str(fault.filename),
        "let the collector read it",
    ) from fault


def _file(name: str, path: Path) -> dict[str, Any]:
    try:
        status = path.stat(follow_symlinks=False)
        if not stat.S_ISREG(status.st_mode):
            raise CollectError("not a plain file", str(path), "take it out of the store")
        with path.open("rb") as file:
            head = file.read(_HEAD)
            file.seek(max(0, status.st_size - len(_PARQUET)))
            tail = file.read(len(_PARQUET))
    except OSError as fault:
        raise CollectError(
            f"the file can't be looked at: {fault.strerror}", str(path), "let the collector read it"
        ) from fault
    return {
        "name": name,
        "digest": file_digest(path),
        "bytes": status.st_size,
        "encryption": encryption(head, tail),
        "readable_by": _readable_by(status.st_mode),
    }


def _readable_by(mode: int) -> str:
    if mode & stat.S_IROTH:
        return "everyone"
    return "group" if mode & stat.S_IRGRP else "owner"


def _log(
    path: Path, listed: set[str], fields: Fields
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    data = read_bytes(path, max_bytes=_MOST_LOG)
    unreadable: list[int] = []
    entries = json_lines(_text(data, path), unreadable.append)
    accounts = [_account(entry, fields) for entry in entries]
    moments = [moment(entry.get(fields.time)) for entry in entries]
    known = sorted(at for at in moments if at is not None)
    deletions = [
        {"name": name, "at": at}
        for entry, at in zip(entries, moments, strict=True)
        if word(entry.get(fields.action)) in fields.deleting
        and at is not None
        and (name := word(_last_part(entry.get(fields.file)))) is not None
    ]
    access = {
        "digest": digest(data),
        "entries": len(entries),
        "by_authorised": sum(account in listed for account in accounts if account is not None),
        "by_others": sum(account not in listed for account in accounts if account is not None),
        "without_account": accounts.count(None),
        "without_time": moments.count(None),
        "unreadable": len(unreadable),
        "first_at": known[0] if known else None,
        "last_at": known[-1] if known else None,
    }
    return access, sorted(deletions, key=lambda one: (one["at"], one["name"]))[:_MOST_FILES]


def _account(entry: Mapping[str, Any], fields: Fields) -> str | None:
    account = entry.get(fields.account)
    return account.strip() if isinstance(account, str) and account.strip() else None


def _last_part(path: object) -> object:
    """The name of a file without its folders: paths of a machine are not copied."""
    return path.replace("\\", "/").rsplit("/", 1)[-1] if isinstance(path, str) else path


def _text(data: bytes, path: Path) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise CollectError(
            f"not UTF-8 (byte {fault.start})", str(path), "write it again as UTF-8"
        ) from None
