"""A store of data: what files show of themselves, and who is in the log, without their names."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from lexgate import config, documents, keys
from lexgate_collectors import collecting, data_store
from lexgate_collectors.common import CollectError

NOW = "2026-11-22T10:00:00Z"
ENTRIES = [
    {"time": "2026-09-01T08:00:00Z", "account": "anna", "action": "read", "file": "/s/a.age"},
    {"time": "2026-10-02T11:30:00+02:00", "account": "ben", "action": "delete", "file": "/s/a.age"},
    {"time": "2026-11-18T15:00:00Z", "account": "anna", "action": "read", "file": "C:\\s\\b.age"},
]


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A folder with one encrypted file, a log and a list."""
    folder = tmp_path / "store"
    folder.mkdir()
    (folder / "b.age").write_bytes(b"age-encryption.org/v1\n-> X25519 abc\n")
    (folder / "b.age").chmod(0o600)
    (tmp_path / "log.jsonl").write_text("".join(json.dumps(one) + "\n" for one in ENTRIES))
    (tmp_path / "accounts.txt").write_text("# who may\nanna\nben\n\n")
    return folder


def look(store: Path, **changes: Any) -> dict[str, Any]:
    given = {"store": "health", "observed_at": NOW} | changes
    around = store.parent
    return data_store.collect(store, around / "log.jsonl", around / "accounts.txt", **given)


def test_what_is_seen(store: Path, fits: Any) -> None:
    found = look(store)

    fits("data_store", data_store.subjects("scoring"), found)
    assert found["files"] == [
        {
            "name": "b.age",
            "digest": documents.digest((store / "b.age").read_bytes()),
            "bytes": 36,
            "encryption": "age",
            "readable_by": "owner",
        }
    ]
    assert found["counts"] == {
        "files": 1, "encrypted": 1, "readable_by_group": 0, "readable_by_everyone": 0,
    }  # fmt: skip
    listed = (store.parent / "accounts.txt").read_bytes()
    assert found["authorised"] == {"digest": documents.digest(listed), "accounts": 2}
    assert found["access_log"] | {"digest": None} == {
        "digest": None,
        "entries": 3,
        "by_authorised": 3,
        "by_others": 0,
        "without_account": 0,
        "without_time": 0,
        "unreadable": 0,
        "first_at": "2026-09-01T08:00:00Z",
        "last_at": "2026-11-18T15:00:00Z",
    }
    assert found["deletions"] == [{"name": "a.age", "at": "2026-10-02T09:30:00Z"}]
    assert not any(name in json.dumps(found) for name in ("anna", "ben", "/s/"))


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        ({"time": NOW, "account": "mallory"}, "by_others"),
        ({"time": NOW, "account": "Anna"}, "by_others"),
        ({"time": NOW}, "without_account"),
        ({"time": NOW, "account": " "}, "without_account"),
        ({"time": NOW, "account": 7}, "without_account"),
        ({"account": "anna"}, "without_time"),
        ({"time": "2026-11-22 10:00", "account": "anna"}, "without_time"),
    ],
)
def test_entries_that_speak_against_it(store: Path, entry: Any, field: str) -> None:
    with (store.parent / "log.jsonl").open("a") as log:
        log.write(json.dumps(entry) + "\n")
    found = look(store)["access_log"]
    assert (found["entries"], found[field]) == (4, 1)


def test_lines_that_are_no_entry_are_counted(store: Path) -> None:
    with (store.parent / "log.jsonl").open("a") as log:
        log.write('{"account"\n[1]\n\n')
    found = look(store)["access_log"]
    assert (found["entries"], found["unreadable"]) == (3, 2)


def test_a_log_with_other_names(store: Path) -> None:
    entry = {"at": NOW, "user": "anna", "op": "unlink", "path": "b.age"}
    (store.parent / "log.jsonl").write_text(json.dumps(entry))
    fields = data_store.Fields("user", "at", "op", "path", frozenset({"unlink"}))
    found = look(store, fields=fields)
    assert found["access_log"]["by_authorised"] == 1
    assert found["deletions"] == [{"name": "b.age", "at": NOW}]


@pytest.mark.parametrize(
    ("mode", "who"),
    [(0o600, "owner"), (0o640, "group"), (0o604, "everyone"), (0o644, "everyone")],
)
def test_who_may_read(store: Path, mode: int, who: str) -> None:
    (store / "b.age").chmod(mode)
    found = look(store)
    assert found["files"][0]["readable_by"] == who
    assert found["counts"]["readable_by_everyone"] == (who == "everyone")
    assert found["counts"]["readable_by_group"] == (who != "owner")


def test_what_openssl_and_gpg_encrypt_is_known(tmp_path: Path) -> None:
    plain = tmp_path / "plain.csv"
    plain.write_text("person,diagnosis\n1,none\n" * 20)
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    made: dict[str, list[str | Path]] = {
        "ssl": ["openssl", "enc", "-aes-256-cbc", "-pbkdf2", "-pass", "pass:x", "-in", plain],
        "gpg": ["gpg", "--homedir", home, "--batch", "--pinentry-mode", "loopback",
                "--passphrase", "x", "-o", "-", "-c", plain],
        "asc": ["gpg", "--homedir", home, "--batch", "--pinentry-mode", "loopback",
                "--passphrase", "x", "--armor", "-o", "-", "-c", plain],
    }  # fmt: skip
    seen = {}
    for name, command in made.items():
        done = subprocess.run(command, capture_output=True, check=True, timeout=60)
        seen[name] = data_store.encryption(done.stdout[:64])
    # The agent that gpg starts would outlive the test.
    stop = ["gpgconf", "--homedir", str(home), "--kill", "gpg-agent"]
    subprocess.run(stop, check=True, timeout=60)
    assert seen == {"ssl": "OpenSSL with a salt", "gpg": "OpenPGP", "asc": "OpenPGP, armoured"}
    assert data_store.encryption(plain.read_bytes()[:64]) is None


@pytest.mark.parametrize(
    "head",
    [b"", b"\x84", b"PK\x03\x04", b"PAR1", b"SQLite format 3\x00", b"\x1f\x8b\x08", b"\x89PNG\r\n"],
)
def test_what_is_not_encrypted(head: bytes) -> None:
    assert data_store.encryption(head) is None


@pytest.mark.parametrize(
    ("data", "form"),
    [
        (b"PARE" + b"x" * 90 + b"PARE", "Parquet, encrypted footer"),
        (b"PARENT,DISEASE\n" + b"anna,asthma\n" * 9, None),
        (b"PARE", None),
    ],
    ids=["Parquet", "a table whose first column is PARENT", "four bytes"],
)
def test_what_begins_as_parquet_does(store: Path, data: bytes, form: str | None) -> None:
    (store / "b.age").write_bytes(data)
    assert look(store)["files"][0]["encryption"] == form


def test_an_action_that_is_no_text_deletes_nothing(store: Path) -> None:
    entry = {**ENTRIES[1], "action": ["delete"]}
    (store.parent / "log.jsonl").write_text(json.dumps(entry) + "\n")
    assert look(store)["deletions"] == []


def test_a_folder_that_can_not_be_listed_is_refused(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (store / "below").mkdir()
    listed = os.scandir

    def scandir(place: Any) -> Any:
        if Path(place).name == "below":
            raise PermissionError(13, "Permission denied", str(place))
        return listed(place)

    monkeypatch.setattr(os, "scandir", scandir)
    with pytest.raises(CollectError, match="can't be listed: Permission denied"):
        look(store)


def test_an_empty_store_is_an_answer(store: Path) -> None:
    (store / "b.age").unlink()
    assert look(store)["counts"]["files"] == 0


@pytest.mark.parametrize("what", ["gone", "link", "link inside", "twice", "no account", "binary"])
def test_what_is_refused(store: Path, what: str) -> None:
    around, place = store.parent, store
    if what == "gone":
        place = around / "nowhere"
    elif what == "link":
        place = around / "link"
        place.symlink_to(store)
    elif what == "link inside":
        (store / "c").symlink_to(around)
    elif what == "twice":
        (store / "below").mkdir()
        (store / "below" / "b.age").write_bytes(b"x")
    elif what == "no account":
        (around / "accounts.txt").write_text("# nobody\n")
    else:
        (around / "log.jsonl").write_bytes(b"\xff\xfe")
    with pytest.raises(CollectError):
        look(place)


def test_from_lexgate_toml(store: Path, describe: Any) -> None:
    folder = describe(
        '[collect.data_store]\nname = "health"\nfolder = "store"\nlog = "log.jsonl"\n'
        'authorised = "accounts.txt"\nfields = {file = "name"}\ndeleting = ["delete", "rm"]\n'
    )
    path = collecting.collect("data_store", config.load(folder), keys.generate())
    document = documents.read_json(path)
    assert document["subject"] == [documents.named_subject("system:scoring")]
    # The log has no field called name: no deletion is told of a file.
    assert document["predicate"]["deletions"] == []
