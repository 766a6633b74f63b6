"""Every bad input ends in a clear sentence, and lets nothing through.

One table for the gate's documents, one for its engine, one for the rest of the gate, and
two for `lexgate collect`: what is refused, and what is measured all the same. All go
through the command line in one process. The gate's folder is one that is allowed as it
stands, so that whatever slips through ends with 0.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import re
import shutil
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests import good_folder, machine, servers
from tests.good_folder import INSTRUMENT, Folder

from lexgate import cli, documents, keys, tools_install
from lexgate.engine.local import LocalEngine
from lexgate.engine.server import ServerEngine

Spoil = Callable[[Folder], AbstractContextManager[object] | object]
LONGEST_LINE = 2_100


@dataclass(frozen=True)
class Said:
    """What a command answered, and what it told people."""

    code: int
    out: str
    err: str

    @property
    def told(self) -> list[str]:
        """Its lines for people, without the ones that only tell how far it is."""
        return [
            line
            for line in self.err.rstrip("\n").split("\n")
            if line and not re.match(r"lexgate: collecting \S+ \(\d+ of \d+\)$", line)
        ]


Command = Callable[..., Said]


@pytest.fixture
def lexgate(capsys: pytest.CaptureFixture[str]) -> Command:
    """Run a command as a user does."""

    def run(folder: Path, *words: str) -> Said:
        capsys.readouterr()
        code = cli.main(["-C", str(folder), *words])
        out, err = capsys.readouterr()
        return Said(code, out, err)

    return run


def is_clear(said: Said, *words: str) -> None:
    """One to three lines: what is wrong, where, what to do; and nothing of how it came about."""
    assert 1 <= len(said.told) <= 3, said.err
    assert max(map(len, said.told)) <= LONGEST_LINE
    assert "Traceback" not in said.err
    assert "not understood" not in said.err
    assert all(line.isprintable() for line in said.told)
    for word in words:
        assert word in said.err


@pytest.fixture(scope="session")
def allowed(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """A folder whose system the gate allows."""
    return good_folder.write(tmp_path_factory.mktemp("bad input") / "bank")


@pytest.fixture
def folder(allowed: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    """A copy of it that a case may spoil, on the day for which it was made."""
    good_folder.stop_the_clock(monkeypatch)
    return allowed.copy(tmp_path / "bank")


def kept(folder: Folder) -> list[dict[str, Any]]:
    """The questions that were kept with their answers."""
    return [
        documents.read_json(path, max_bytes=10_000_000)["decision"]
        for path in (folder.path / ".lexgate" / "asked").glob("*.json")
    ]


def asked(folder: Folder, lexgate: Command, spoil: Spoil, *flags: str) -> Said:
    """Spoil the folder and ask; checks that the gate changed nothing but its own records."""
    with ExitStack() as until:
        after = spoil(folder)
        if isinstance(after, AbstractContextManager):
            until.enter_context(after)
        before = _plainly(folder)
        said = lexgate(folder.path, "gate", *flags)
    assert _plainly(folder) == before
    left = [path for path in folder.path.rglob("*") if path.name.endswith(".tmp")]
    assert left == []
    return said


def _plainly(folder: Folder) -> dict[str, bytes]:
    with contextlib.suppress(OSError):
        return {
            name: found
            for name, found in folder.listing().items()
            if not name.startswith(".lexgate/asked/")
        }
    return {}


def test_the_folder_is_allowed_as_it_stands(folder: Folder, lexgate: Command) -> None:
    said = asked(folder, lexgate, lambda _: None)
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("ALLOWED")
    assert [decision["allow"] for decision in kept(folder)] == [True]


# ---------------------------------------------------------------- documents that don't count

BIASES = "EUAIA-10.2.f"


@dataclass(frozen=True)
class Denied:
    """The gate answers, and denies.

    Attributes:
        spoil: what is done to the folder.
        refused: the reasons for which envelopes were refused, all of them.
        because: what a check of a control says.
        control: that control.
        request: the reasons for which the request itself was refused.
        told: words for people: a file that could not be sent.
        flags: of the command.
    """

    spoil: Spoil
    refused: frozenset[str] = frozenset()
    because: str = ""
    control: str = BIASES
    request: tuple[str, ...] = ()
    told: str = ""
    flags: tuple[str, ...] = ()


def _reasons(*names: str) -> frozenset[str]:
    return frozenset(names)


def _signature(folder: Folder, text: str, name: str = "fairness") -> None:
    folder.signature(name).write_text(text + "\n", encoding="ascii")


def _alg_none(folder: Folder) -> None:
    kid = keys.kid(folder.keys[INSTRUMENT])
    header = json.dumps({"alg": "none", "kid": kid}, separators=(",", ":")).encode()
    encoded = base64.urlsafe_b64encode(header).rstrip(b"=").decode()
    _signature(folder, f"{encoded}..")


def _unsigned(folder: Folder) -> None:
    folder.signature("fairness").unlink()


def _altered(folder: Folder) -> None:
    path = folder.file("fairness")
    data = path.read_bytes()
    assert b'"n": 1000' in data
    path.write_bytes(data.replace(b'"n": 1000', b'"n": 9000', 1))


def _by(signer: str) -> Spoil:
    def spoil(folder: Folder) -> None:
        folder.keys.setdefault(signer, keys.generate())
        folder.sign("fairness", folder.read("fairness"), signer)

    return spoil


def _twice(folder: Folder) -> None:
    found = folder.read("fairness")
    found["predicate"]["observed_at"] = "2026-11-20T09:00:01Z"
    folder.sign("fairness", found, path=folder.file("fairness").with_name("fairness.again.json"))


def _two_keys_of_one_person(folder: Folder) -> None:
    name, person, second = "assessment.EUAIA-5.1.f", "b.keller", "b.keller again"
    folder.keys[second] = keys.generate()

    def listed(found: dict[str, Any]) -> None:
        entry = found[keys.kid(folder.keys[person])]
        new = folder.keys[second]
        found[keys.kid(new)] = {**entry, "key": keys.public_pem(new)}

    folder.org("keys", listed)
    folder.sign(name, folder.read(name), person, second)


def _one_key_twice(folder: Folder) -> None:
    path = folder.signature("assessment.EUAIA-5.1.f")
    first, _ = path.read_text(encoding="ascii").splitlines()
    path.write_text(f"{first}\n{first}\n", encoding="ascii")


def _of_another_model(folder: Folder) -> None:
    found = folder.read("fairness")
    for subject in found["subject"]:
        if subject["name"].startswith("model:"):
            subject["digest"]["sha256"] = "b" * 64
    folder.sign("fairness", found)


def _another_model(folder: Folder) -> None:
    (folder.path / "model" / "weights").write_bytes(b"\x00\x02")


def _document(**changes: Any) -> Spoil:
    def spoil(folder: Folder) -> None:
        folder.sign("fairness", {**folder.read("fairness"), **changes})

    return spoil


def _predicate(*signers: str, name: str = "fairness", **changes: Any) -> Spoil:
    return lambda folder: folder.change(name, *signers, **changes)


def _measures_as_text(folder: Folder) -> None:
    found = folder.read("fairness")
    for role in found["predicate"]["data_sets"].values():
        for attribute in role["attributes"].values():
            attribute["n"] = str(attribute["n"])
    folder.sign("fairness", found)


def _no_time(folder: Folder) -> None:
    found = folder.read("fairness")
    del found["predicate"]["observed_at"]
    folder.sign("fairness", found)


def _no_evidence(folder: Folder) -> None:
    for path in (folder.path / "evidence").iterdir():
        path.unlink()


def _key(**changes: Any) -> Spoil:
    return lambda folder: folder.key_of(INSTRUMENT, **changes)


def _toml(old: str, new: str) -> Spoil:
    return lambda folder: folder.toml(old, new)


NOT_EXAMINED = "not examined"
NOT_READ = "no element was found absent with a reason and a second reader"

DENIED: dict[str, Denied] = {
    "evidence missing": Denied(good_folder.without(["fairness"]), because=NOT_EXAMINED),
    "empty evidence folder": Denied(_no_evidence, because=NOT_EXAMINED),
    "unsigned": Denied(_unsigned, because=NOT_EXAMINED, told="not sent: not signed\n"),
    "a signature without its document": Denied(
        lambda folder: folder.file("fairness").unlink(),
        because=NOT_EXAMINED,
        told="a signature without its document",
    ),
    "an empty signature file": Denied(
        lambda folder: _signature(folder, ""), because=NOT_EXAMINED, told="0 signatures"
    ),
    "alg: none": Denied(_alg_none, because=NOT_EXAMINED, told="no detached ES256 signature"),
    "altered": Denied(_altered, _reasons("signature_invalid"), NOT_EXAMINED),
    "unknown key": Denied(_by("a stranger"), _reasons("key_unknown"), NOT_EXAMINED),
    "key for another kind": Denied(
        _key(kinds=["model"]), _reasons("key_for_another_kind"), NOT_EXAMINED
    ),
    "key for another purpose": Denied(
        _by("b.keller"), _reasons("key_of_another_purpose"), NOT_EXAMINED
    ),
    "key for another system": Denied(
        _key(systems=["another"]), _reasons("key_for_another_system"), NOT_EXAMINED
    ),
    "key that has expired": Denied(
        _key(valid_until="2026-11-21T00:00:00Z"), _reasons("key_not_valid_then"), NOT_EXAMINED
    ),
    "key of too low a level": Denied(
        _key(level="local"), _reasons("key_level_too_low"), NOT_EXAMINED
    ),
    "revoked key": Denied(_key(state="revoked"), _reasons("key_revoked"), NOT_EXAMINED),
    "two of one kind": Denied(_twice, _reasons("two_payloads_of_one_kind"), NOT_EXAMINED),
    "other model's": Denied(
        _of_another_model, _reasons("subject_of_something_else"), NOT_EXAMINED
    ),
    "another model than was measured": Denied(
        _another_model, _reasons("subject_of_something_else"), NOT_EXAMINED
    ),
    "stale": Denied(
        _predicate(observed_at="2026-08-01T00:00:00Z"), _reasons("stale"), NOT_EXAMINED
    ),
    "future-dated": Denied(
        _predicate(observed_at="2026-11-23T00:00:00Z"),
        _reasons("from_the_future"),
        NOT_EXAMINED,
    ),
    "wrong schema: no time": Denied(_no_time, _reasons("time_unusable"), NOT_EXAMINED),
    "wrong schema: another version of the kind": Denied(
        _document(predicateType="https://lexgate.example/evidence/fairness/v2"),
        _reasons("kind_unknown"),
        NOT_EXAMINED,
    ),
    "wrong schema: a field more": Denied(
        _document(allow=True), _reasons("kind_unknown"), NOT_EXAMINED
    ),
    "wrong schema: a list for data sets": Denied(_predicate(data_sets=[]), because="not examined"),
    "wrong schema: numbers as text": Denied(_measures_as_text, because="no usable record of an examination"),
    "one person signing twice: with two keys": Denied(
        _two_keys_of_one_person,
        _reasons("without_independent_second_reader"),
        NOT_READ,
        "EUAIA-5.1.f",
    ),
    "one person signing twice: with one key": Denied(
        _one_key_twice,
        because=NOT_READ,
        control="EUAIA-5.1.f",
        told="two signatures of one key",
    ),
    "weaker profile: by the flag": Denied(
        lambda _: None, request=("profile_below_floor",), flags=("--profile", "law")
    ),
    "weaker profile: by lexgate.toml": Denied(
        _toml('profile = "house"', 'profile = "law"'), request=("profile_below_floor",)
    ),
}  # fmt: skip


@pytest.mark.parametrize("note", DENIED)
def test_denied(note: str, folder: Folder, lexgate: Command) -> None:
    case = DENIED[note]
    said = asked(folder, lexgate, case.spoil, *case.flags)
    assert said.code == 1
    assert said.out.startswith("DENIED")
    (decision,) = kept(folder)
    assert (decision["allow"], decision["proceed"], decision["granted"]) == (False, "no", None)
    assert {entry["reason"] for entry in decision["rejected"]} == case.refused
    for reason in case.refused:
        assert reason.replace("_", " ") in " ".join(said.out.split())
    assert tuple(entry["reason"] for entry in decision["rejected_request"]) == case.request
    if case.because:
        checks = decision["verdicts"][case.control]["checks"]
        found = {check["because"] for check in checks if check["status"] == "unknown"}
        assert case.because in found
        assert decision["verdicts"][case.control]["stops"] != "no"
    if case.told:
        is_clear(said, case.told)
    else:
        assert said.err == ""
