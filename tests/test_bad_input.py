"""Every bad input ends in a clear sentence, and lets nothing through.

One table for the gate's documents, one for its engine, one for the rest of the gate, and
two for `lexgate collect`: what is refused, and what is measured all the same. All go
through the command line in one process. The gate's folder is one that is allowed as it
stands, so that whatever slips through ends with 0.
"""

from __future__ import annotations

import base64
import contextlib
import importlib
import json
import math
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
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from lexgate import cli, documents, keys, tools_install
from lexgate.engine.local import LocalEngine
from lexgate.engine.server import ServerEngine
from tests import good_folder, machine, servers
from tests.good_folder import INSTRUMENT, Folder
from tests.measured_folder import ROWS, Measured, rows

# Warnings of other people's libraries; see tests/collectors/conftest.py.
pytestmark = [
    pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:invalid escape sequence"),
    pytest.mark.filterwarnings("ignore:The ``noload`` loader strategy is deprecated"),
]

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


def _all(*steps: Callable[[Any], object]) -> Callable[[Any], None]:
    """One thing after the other."""

    def spoil(folder: Any) -> None:
        for step in steps:
            step(folder)

    return spoil


def is_clear(said: Said, *words: str) -> None:
    """One to three lines: what is wrong, where, what to do; and nothing of how it came about."""
    assert 1 <= len(said.told) <= 3, said.err
    assert max(map(len, said.told)) <= LONGEST_LINE
    assert "Traceback" not in said.err
    assert "not understood" not in said.err
    assert all(line.isprintable() for line in said.told)
    for word in words:
        assert word in said.err


@pytest.fixture(autouse=True)
def _ctrl_c_is_heard() -> Iterator[None]:
    """Whoever starts the tests in the background of a script has it ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(scope="session")
def allowed(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """A folder whose system the gate allows."""
    return good_folder.write(tmp_path_factory.mktemp("place") / "bank")


@pytest.fixture
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose name says nothing of the case: words are looked for in paths too."""
    return tmp_path_factory.mktemp("place")


@pytest.fixture
def folder(allowed: Folder, place: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    """A copy of it that a case may spoil, on the day for which it was made."""
    good_folder.stop_the_clock(monkeypatch)
    return allowed.copy(place / "bank")


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
        before = _plainly(folder)
        if isinstance(after, AbstractContextManager):
            until.enter_context(after)
        said = lexgate(folder.path, "gate", *flags)
    assert _plainly(folder) == before
    left = [path for path in folder.path.rglob("*") if path.name.endswith(".tmp")]
    assert left == []
    return said


def _plainly(folder: Folder) -> dict[str, bytes]:
    """All files but the record of questions."""
    return {
        name: found
        for name, found in folder.listing().items()
        if not name.startswith(".lexgate/asked/")
    }


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
UNUSABLE = "no usable record of an examination"
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
    "unreadable: a signature": Denied(
        lambda folder: machine.nobody_may(folder.signature("fairness"), mode=0),
        because=NOT_EXAMINED,
        told="signature unusable: can't be read: Permission denied",
    ),
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
    "wrong schema: numbers as text": Denied(_measures_as_text, because=UNUSABLE),
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


# ---------------------------------------------------------------- no request, or none kept


@dataclass(frozen=True)
class Refused:
    """A command ends without an answer, in three lines at most.

    Attributes:
        spoil: what is done to the folder; its context lasts while the command runs.
        code: the exit code.
        told: words for people, all of them.
        words: the command with its flags.
    """

    spoil: Spoil
    code: int
    told: tuple[str, ...]
    words: tuple[str, ...] = ("gate",)


def _bytes(data: bytes, name: str = "fairness") -> Spoil:
    return lambda folder: folder.file(name).write_bytes(data)


def _replaced(old: bytes, new: bytes) -> Spoil:
    def spoil(folder: Folder) -> None:
        path = folder.file("fairness")
        data = path.read_bytes()
        assert old in data
        path.write_bytes(data.replace(old, new, 1))

    return spoil


def _unreadable(folder: Folder) -> AbstractContextManager[None]:
    return machine.nobody_may(folder.file("fairness"), mode=0)


def _pipe(folder: Folder) -> None:
    folder.file("fairness").unlink()
    os.mkfifo(folder.path / "evidence" / "fairness.json")


def _nothing(_: Folder) -> None:
    pass


NO_ANSWER: dict[str, Refused] = {
    "unreadable": Refused(_unreadable, 2, ("Permission denied", "fairness.json")),
    "unreadable: a pipe": Refused(_pipe, 2, ("not a plain file", "fairness.json")),
    "unreadable: a folder of evidence": Refused(
        lambda folder: machine.nobody_may(folder.path / "evidence", mode=0),
        2,
        ("Permission denied", "evidence"),
    ),
    "unreadable: lexgate.toml": Refused(
        lambda folder: machine.nobody_may(folder.path / "lexgate.toml", mode=0),
        2,
        ("Permission denied", "lexgate.toml"),
    ),
    "unreadable: org": Refused(
        lambda folder: machine.nobody_may(folder.path / "org" / "org" / "keys", mode=0),
        3,
        ("Permission denied", "keys"),
    ),
    "no evidence folder": Refused(
        lambda folder: shutil.rmtree(folder.path / "evidence"), 2, ("no such folder", "evidence")
    ),
    "no model": Refused(
        lambda folder: shutil.rmtree(folder.path / "model"), 2, ("can't be read", "model")
    ),
    "empty": Refused(_bytes(b""), 2, ("not JSON", "fairness.json")),
    "empty: a line break": Refused(_bytes(b"\n"), 2, ("not JSON", "fairness.json")),
    "invalid JSON": Refused(_bytes(b'{"_type": '), 2, ("not JSON", "line 1", "fairness.json")),
    "invalid JSON: a list": Refused(_bytes(b"[]"), 2, ("not a JSON object", "fairness.json")),
    "invalid JSON: not UTF-8": Refused(_bytes(b'{"a": "\xff"}'), 2, ("not UTF-8",)),
    "NaN": Refused(_replaced(b'"n": 1000', b'"n": NaN'), 2, ("NaN is no number", "fairness.json")),
    "too large": Refused(
        _bytes(b'{"a": "' + b"x" * 2_000_000 + b'"}'), 2, ("larger than 2,000,000 bytes",)
    ),
    "too large a number": Refused(
        _replaced(b'"n": 1000', b'"n": 1e999'), 2, ("out of range", "fairness.json")
    ),
    "too deep": Refused(_bytes(b'{"a":' * 99 + b"1" + b"}" * 99), 2, ("nested deeper than 60",)),
    "too deep for the parser": Refused(_bytes(b"[" * 500_000), 2, ("nested deeper than 60",)),
    "duplicate keys": Refused(
        _replaced(b'"n": 1000', b'"n": 9000, "n": 1000'), 2, ('the key "n" stands twice',)
    ),
    "no write permission": Refused(
        lambda folder: machine.nobody_may(folder.path, mode=0o555),
        3,
        ("can't be kept", "Permission denied", ".lexgate"),
    ),
    "no write permission: for the picture": Refused(
        lambda folder: machine.nobody_may(folder.path / "model", mode=0o555),
        3,
        ("can't be written", "Permission denied", "gate.svg"),
        ("gate", "--picture", "{folder}/model/gate.svg"),
    ),
    "full disk": Refused(
        lambda _: machine.no_room(beyond=20_000), 3, ("can't be written", ".lexgate/asked")
    ),
    "unknown flag": Refused(
        _nothing, 2, ("unrecognized arguments: --force", "lexgate"), ("gate", "--force")
    ),
    "unknown flag: value": Refused(
        _nothing, 2, ("invalid choice: 'deploy'", "--stage"), ("gate", "--stage", "deploy")
    ),
    "unknown flag: without its value": Refused(
        _nothing, 2, ("--stage", "expected one argument"), ("gate", "--stage")
    ),
    "unknown command": Refused(_nothing, 2, ("invalid choice: 'pass'",), ("pass",)),
    "no lexgate.toml": Refused(
        lambda folder: (folder.path / "lexgate.toml").unlink(), 2, ("no lexgate.toml here",)
    ),
    "invalid lexgate.toml": Refused(_toml("[gate]", "[gate"), 2, ("not TOML", "lexgate.toml")),
    "invalid lexgate.toml: a key twice": Refused(
        _toml("[gate]", '[gate]\nprofile = "law"'), 2, ("twice", "lexgate.toml")
    ),
    "invalid lexgate.toml: an unknown key": Refused(
        _toml("[gate]", "[gate]\nforce = true"), 2, ("gate: unknown: force", "lexgate.toml")
    ),
    "invalid lexgate.toml: not UTF-8": Refused(
        lambda folder: (folder.path / "lexgate.toml").write_bytes(b"\xff"), 2, ("not UTF-8",)
    ),
    "a key twice in org": Refused(
        lambda folder: (folder.path / "org/org/access/data.yaml").write_text("a: 1\na: 2\n"),
        3,
        ("twice", "access/data.yaml"),
    ),
    "a record of runs that broke off": Refused(
        lambda folder: _runs(folder, '{"kind": "fairness"}\n{"kin'),
        2,
        ("not JSON", "runs.jsonl, line 2"),
    ),
}  # fmt: skip


def _runs(folder: Folder, text: str) -> None:
    path = folder.path / ".lexgate" / "runs.jsonl"
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize("note", NO_ANSWER)
def test_no_answer(note: str, folder: Folder, lexgate: Command) -> None:
    case = NO_ANSWER[note]
    with ExitStack() as until:
        after = case.spoil(folder)
        before = _plainly(folder)
        if isinstance(after, AbstractContextManager):
            until.enter_context(after)
        said = lexgate(folder.path, *(word.format(folder=folder.path) for word in case.words))
    assert (said.code, said.out) == (case.code, "")
    is_clear(said, *case.told)
    assert _plainly(folder) == before
    # An answer that was not given may be on record, where it was kept before; never a part.
    assert all(decision["request_id"] for decision in kept(folder))


# ---------------------------------------------------------------- an engine that lies


@pytest.fixture(scope="session")
def answered(allowed: Folder, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The decision that allows the folder, as OPA gives it."""
    folder = allowed.copy(tmp_path_factory.mktemp("place") / "bank")
    with pytest.MonkeyPatch.context() as patch:
        good_folder.stop_the_clock(patch)
        assert cli.main(["-C", str(folder.path), "gate", "--format", "json"]) == 0
    (decision,) = kept(folder)
    return decision


def _lying(decision: dict[str, Any]) -> dict[str, Any]:
    """An allow with a failing verdict, which the counts don't give away."""
    found = json.loads(json.dumps(decision))
    verdict = found["verdicts"][BIASES]
    verdict["status"] = verdict["checks"][0]["status"] = "fail"
    counts = found["counts"]["status"]
    counts["pass"], counts["fail"] = counts["pass"] - 1, counts.get("fail", 0) + 1
    assert isinstance(found, dict)
    return found


# Answers a question with the text of a file, in which @ID@ stands for the question's id.
_REPEAT = 'id=$(sed \'s/.*"request_id": "\\([^"]*\\)".*/\\1/\')\nsed "s/@ID@/$id/g" {file}\n'


@dataclass(frozen=True)
class Program:
    """What stands in the place of OPA: a script, and what is told of it."""

    script: str
    told: tuple[str, ...]


PROGRAMS: dict[str, Program] = {
    "missing": Program("", ("is no OPA that runs", "lexgate opa install")),
    "of another version": Program("echo 'Version: 1.21.30'", ("has version 1.21.30",)),
    "that says no version": Program("exit 0", ("is no OPA that runs",)),
    "dying": Program("kill -9 $$", ("OPA ended with -9",)),
    "hanging": Program("sleep 60", ("not done in 1 seconds",)),
    "dripping": Program("while :; do printf '{'; sleep 0.05; done", ("not done in 1 seconds",)),
    "answering {}": Program("echo '{}'", ("undefined",)),
    "answering true": Program("echo true", ("can't be used",)),
    "answering a decision of true": Program(
        """echo '{"result": [{"expressions": [{"value": true}]}]}'""", ("no object",)
    ),
    "answering HTML": Program("echo '<html></html>'", ("not JSON",)),
    "allowing and ending badly": Program(_REPEAT + "exit 1", ("OPA ended with 1",)),
    "allowing with a failing verdict": Program(_REPEAT, ("contradicts itself", BIASES)),
}


def _program(path: Path, script: str) -> Path:
    versioned = f"if [ $1 = version ]; then echo 'Version: {tools_install.OPA_VERSION}'; exit; fi\n"
    own = "Version" in script or script == "exit 0"
    path.write_text(f"#!/bin/sh\n{'' if own else versioned}{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def _local_answer(path: Path, decision: dict[str, Any]) -> Path:
    whole = {"result": [{"expressions": [{"value": {**decision, "request_id": "@ID@"}}]}]}
    path.write_text(json.dumps(whole, ensure_ascii=False), encoding="utf-8")
    return path


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Engines that wait for one second, and don't spend it on imports."""
    importlib.import_module("opa_client.opa")
    importlib.import_module("requests_unixsocket")
    for defaults in (LocalEngine.__init__.__kwdefaults__, ServerEngine.__init__.__kwdefaults__):
        assert defaults is not None
        monkeypatch.setitem(defaults, "deadline", 1.0)


def _silent(said: Said, folder: Folder, *told: str) -> None:
    assert (said.code, said.out) == (3, "")
    is_clear(said, *told)
    assert kept(folder) == []


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("note", PROGRAMS)
def test_an_opa(
    note: str,
    folder: Folder,
    lexgate: Command,
    answered: dict[str, Any],
    place: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = PROGRAMS[note]
    answer = _local_answer(place / "answer", _lying(answered))
    program = place / "opa"
    if case.script:
        _program(program, case.script.replace("{file}", str(answer)))
    monkeypatch.setenv("LEXGATE_OPA", str(program))
    started = time.monotonic()
    _silent(asked(folder, lexgate, _nothing), folder, *case.told)
    assert time.monotonic() - started < 10


def test_an_opa_that_repeats_the_allow_is_believed(
    folder: Folder,
    lexgate: Command,
    answered: dict[str, Any],
    place: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Else the one that allows with a failing verdict could be refused for something else."""
    answer = _local_answer(place / "answer", answered)
    program = _program(place / "opa", _REPEAT.replace("{file}", str(answer)))
    monkeypatch.setenv("LEXGATE_OPA", str(program))
    assert asked(folder, lexgate, _nothing).code == 0


def test_no_opa_anywhere(folder: Folder, lexgate: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LEXGATE_OPA", raising=False)
    monkeypatch.setattr(tools_install, "_opa_candidates", lambda: iter(()))
    _silent(asked(folder, lexgate, _nothing), folder, "is not installed", "lexgate opa install")


def _repeat(
    decision: dict[str, Any], version: str | None = tools_install.OPA_VERSION
) -> servers.Answer:
    def answer(handler: Any) -> None:
        found = {**decision, "request_id": handler.asked["input"]["request_id"]}
        body = json.dumps({"result": found, "provenance": {"version": version}})
        servers.send(200, body.encode())(handler)

    return answer


SERVERS: dict[str, tuple[servers.Answer | None, tuple[str, ...]]] = {
    "missing": (None, ("no answer", "refused")),
    "dying": (servers.close, ("no answer", "Remote end closed")),
    "breaking off": (
        servers.send(200, b'{"result": {"allow": true}}', Content_Length="1000"),
        ("no answer",),
    ),
    "hanging": (servers.hang, ("no whole answer within 1 seconds",)),
    "dripping bytes": (
        servers.drip(b'{"result": {"allow": true}}'), ("no whole answer within 1 seconds",)
    ),
    "dripping a head": (servers.drip_headers, ("no whole answer within 1 seconds",)),
    "answering {}": (servers.send(200, b"{}"), ("undefined",)),
    "answering true": (servers.send(200, b"true"), ("no object",)),
    "answering a decision of true": (servers.send(200, b'{"result": true}'), ("no object",)),
    "answering HTML": (servers.send(200, servers.HTML), ("can't be read",)),
    "answering 401": (
        servers.send(401, b'{"code": "unauthorized"}'), ("HTTP 401", "Check the token")
    ),
    "answering 500": (servers.send(500, b"line one\nline two"), ("HTTP 500", "server's log")),
    "answering 500 in HTML": (servers.send(500, servers.HTML), ("HTTP 500",)),
    "a redirect": (servers.send(302, b"", Location="http://127.0.0.1:9/v1"), ("HTTP 302",)),
    "a redirect that keeps the question": (servers.send(307, b"", Location="/v1"), ("HTTP 307",)),
}  # fmt: skip


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("note", SERVERS)
def test_a_server(note: str, folder: Folder, lexgate: Command) -> None:
    answer, told = SERVERS[note]
    with servers.serving(answer) if answer else _nobody() as url:
        _silent(asked(folder, lexgate, _nothing, "--opa", url), folder, *told)


@contextlib.contextmanager
def _nobody() -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{free.getsockname()[1]}"


@pytest.mark.parametrize("lies", [False, True], ids=["as OPA gives it", "with a failing verdict"])
def test_a_server_that_allows(
    lies: bool, folder: Folder, lexgate: Command, answered: dict[str, Any]
) -> None:
    answer = _repeat(_lying(answered) if lies else answered)
    with servers.serving(answer) as url:
        said = asked(folder, lexgate, _nothing, "--opa", url)
    if lies:
        _silent(said, folder, "contradicts itself", BIASES)
    else:
        assert said.code == 0


@pytest.mark.parametrize("version", ["1.21.30", None])
def test_a_server_of_another_version(
    version: str | None, folder: Folder, lexgate: Command, answered: dict[str, Any]
) -> None:
    with servers.serving(_repeat(answered, version)) as url:
        asked_there = partial(asked, folder, lexgate, _nothing, "--opa", url)
        told = "says no version" if version is None else f"is version {version} there"
        _silent(asked_there(), folder, told, "[opa] versions")
        folder.toml("[paths]", f'[opa]\nversions = ["{version or "0.0.0"}"]\n\n[paths]')
        if version is None:
            _silent(asked_there(), folder, told)
        else:
            assert asked_there().code == 0


def test_a_non_ascii_path_is_asked_about(
    allowed: Folder, lexgate: Command, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good_folder.stop_the_clock(monkeypatch)
    folder = allowed.copy(place / "Größe データ #1 %41")
    model = folder.path / "Modell für ü"
    (folder.path / "model").rename(model)
    folder.toml('model = ["model"]', 'model = ["Modell für ü"]')
    assert asked(folder, lexgate, _nothing).code == 0


# ---------------------------------------------------------------- data that can't be measured


@pytest.fixture
def measured(place: Path) -> Measured:
    """A folder with data to measure."""
    return Measured(place / "bank").write()


Change = Callable[[Measured], AbstractContextManager[object] | object]


@dataclass(frozen=True)
class Unmeasured:
    """`lexgate collect KIND` ends without a document.

    Attributes:
        spoil: what is done to the folder; its context lasts while the command runs.
        told: words for people, all of them.
        kind: what is collected.
        code: the exit code.
        failed: whether the run is on record as failed.
    """

    spoil: Change
    told: tuple[str, ...]
    kind: str = "fairness"
    code: int = 3
    failed: bool = True


def _testing(**cells: Any) -> Change:
    """Other cells in the first row of the testing set."""

    def spoil(folder: Measured) -> None:
        content = rows(ROWS)
        content[0] |= cells
        folder.table("testing.csv", content)

    return spoil


def _without(column: str) -> Change:
    return lambda folder: folder.testing(
        lambda row: {name: cell for name, cell in row.items() if name != column}
    )


def _renamed(folder: Measured) -> None:
    folder.testing(lambda row: {("gender" if n == "sex" else n): c for n, c in row.items()})


def _as_parquet(
    folder: Measured,
    change: Callable[[dict[str, Any]], dict[str, Any]] = lambda row: row,
    *,
    more: int = 0,
) -> None:
    """The testing set as Parquet, each row changed, with so many columns more."""
    import pyarrow as pa
    from pyarrow import parquet

    table = pa.Table.from_pylist([change(row) for row in rows(ROWS)])
    columns = {name: table.column(name) for name in table.column_names}
    further = pa.array([n % 7 for n in range(ROWS)])
    wide = pa.table(columns | {f"x{n}": further for n in range(more)})
    parquet.write_table(wide, folder.path / "testing.parquet")
    folder.toml('file = "testing.csv"', 'file = "testing.parquet"')


def _wide_without_the_label(folder: Measured) -> None:
    _as_parquet(folder, lambda row: {n: c for n, c in row.items() if n != "y"}, more=1_000)


def _wide_for_one_attribute(folder: Measured) -> None:
    """Each question about so wide a table takes a second: fewer are asked."""
    folder.toml(', score = "s"', "")
    folder.toml("[collect.attributes.age]\n", "[collect.attributes.health]\n")
    folder.toml("bins = {young = {below = 25}, old = {from = 25}}", "special_category = true")
    _as_parquet(folder, more=10_000)


def _infinite_drift(folder: Measured) -> None:
    _as_parquet(folder, _infinite_feature)
    folder.toml('current = "testing.csv"', 'current = "testing.parquet"')


def _infinite_feature(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"x": (math.inf, -math.inf, math.nan)[row["row"] % 3]}


def _infinite_score(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"s": math.inf if row["row"] == ROWS else row["s"]}


def _mixed_encodings(folder: Measured) -> None:
    path = folder.path / "testing.csv"
    lines = path.read_bytes().splitlines(keepends=True)
    lines[1] = lines[1].replace(b",f,", ",weiblich ü,".encode())
    lines[-1] = lines[-1].replace(b",m,", ",männlich,".encode("latin-1"))
    path.write_bytes(b"".join(lines))


def _file(name: str, data: bytes) -> Change:
    def spoil(folder: Measured) -> None:
        (folder.path / name).write_bytes(data)

    return spoil


def _as_parquet_folder(folder: Measured) -> None:
    """Two files, of which the second calls a column by another name."""
    import pandas as pd

    parts = folder.path / "testing"
    parts.mkdir()
    frame = pd.DataFrame(rows(ROWS))
    frame.head(100).to_parquet(parts / "a.parquet")
    frame.tail(140).rename(columns={"sex": "gender"}).to_parquet(parts / "b.parquet")
    folder.toml('file = "testing.csv"', 'file = "testing"')


def _parquet_of_other_types(folder: Measured) -> None:
    import pandas as pd

    parts = folder.path / "testing"
    parts.mkdir()
    frame = pd.DataFrame(rows(ROWS))
    frame.head(100).to_parquet(parts / "a.parquet")
    frame.tail(140).assign(age="about forty").to_parquet(parts / "b.parquet")
    folder.toml('file = "testing.csv"', 'file = "testing"')


def _truncated_gzip(folder: Measured) -> None:
    import gzip

    data = gzip.compress((folder.path / "testing.csv").read_bytes())
    (folder.path / "testing.csv.gz").write_bytes(data[: len(data) // 2])
    folder.toml('file = "testing.csv"', 'file = "testing.csv.gz"')


def _database(folder: Measured) -> Path:
    """A database as MLflow makes it, as far as a reader looks before it is refused."""
    import sqlite3

    path = folder.path / "mlflow.db"
    with contextlib.closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE alembic_version (version_num TEXT)")
        database.commit()
    return path


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    import sqlite3

    from lexgate_collectors import model
    from lexgate_collectors.readers import mlflow_sqlite

    with ExitStack() as until:
        for module in (model, mlflow_sqlite):
            until.enter_context(_patched(module, "_WAIT_SECONDS", 0.1))
        writer = sqlite3.connect(path, isolation_level=None)
        until.enter_context(contextlib.closing(writer))
        writer.execute("BEGIN EXCLUSIVE")
        yield


def _read(tool: str, file: str, **more: Any) -> Change:
    """Have a reader take a file."""
    options = "".join(f"{name} = {value}\n" for name, value in more.items())

    def add(folder: Measured) -> None:
        folder.add(f'[collect.read.other]\ntool = "{tool}"\nfile = "{file}"\n{options}')

    return add


def _locked_mlflow(folder: Measured) -> AbstractContextManager[None]:
    _read("mlflow", "mlflow.db", run='"0123456789abcdef0123456789abcdef"')(folder)
    return _locked(_database(folder))


def _with_a_model(folder: Measured) -> None:
    """A model that can be opened, so that the registry is asked about it."""
    import joblib
    import pandas as pd
    from sklearn.linear_model import LogisticRegression

    frame = pd.DataFrame(rows())
    fitted = LogisticRegression().fit(frame[["x", "age"]], frame["y"])
    joblib.dump(fitted, folder.path / "model" / "weights")


def _locked_registry(folder: Measured) -> AbstractContextManager[None]:
    _with_a_model(folder)
    return _locked(_database(folder))


def _damaged_registry(folder: Measured) -> None:
    _with_a_model(folder)
    (folder.path / "mlflow.db").write_bytes(b"SQLite format 3\0" * 99)


def _no_mlflow(folder: Measured) -> AbstractContextManager[None]:
    _with_a_model(folder)
    _database(folder)
    return _not_installed("mlflow")


def _log(*broken: str, share: float = 0.0) -> Change:
    """A log of 98 records and so many broken lines."""

    def spoil(folder: Measured) -> None:
        lines = [
            json.dumps({"at": f"2026-11-20T{n // 60:02}:{n % 60:02}:00Z", "event": "scored"})
            for n in range(98)
        ]
        text = "\n".join([*lines[:50], *broken, *lines[50:]]) + "\n"
        (folder.path / "service.log").write_text(text, "utf-8")
        declared = '{time = "at", event = "event", events = {scored = ["scored"]}}'
        _read("logs", "service.log", declared=declared, tolerated_share=share)(folder)

    return spoil


BROKEN = ('{"at": "2026-11-20T00:50', "Traceback (most recent call last):")


def _log_cut_short(folder: Measured) -> None:
    import gzip

    _log()(folder)
    data = gzip.compress((folder.path / "service.log").read_bytes())
    (folder.path / "service.log").write_bytes(data[:-20])


def _newer_evidently(folder: Measured) -> None:
    newer = '{"version": "99.1.0", "metrics": [], "tests": []}'
    (folder.path / "report.json").write_text(newer, "utf-8")
    _read("evidently", "report.json")(folder)


def _newer_bom(folder: Measured) -> None:
    newer = '{"bomFormat": "CycloneDX", "specVersion": "9.0", "components": []}'
    (folder.path / "bom.json").write_text(newer, "utf-8")
    _read("bom", "bom.json")(folder)


@contextlib.contextmanager
def _not_installed(*names: str) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name in names:
            for loaded in [n for n in sys.modules if n.partition(".")[0] == name.partition(".")[0]]:
                if loaded == name or loaded.startswith(f"{name}."):
                    patch.delitem(sys.modules, loaded)
            patch.setitem(sys.modules, name, None)
        yield


def _interrupted(folder: Measured) -> AbstractContextManager[object]:
    """Ctrl-C in the middle of the measurement."""
    from lexgate_collectors import fairness

    def stop(*_: Any, **__: Any) -> Any:
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(5)

    return _patched(fairness, "examine", stop)


def _interrupted_while_writing(folder: Measured) -> AbstractContextManager[object]:
    def stop(*_: Any, **__: Any) -> Any:
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(5)

    return _patched(os, "fsync", stop)


@contextlib.contextmanager
def _patched(target: Any, name: str, value: Any) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(target, name, value)
        yield


UNMEASURED: dict[str, Unmeasured] = {
    "a CSV without the label": Unmeasured(_without("y"), ("no column 'y'", "testing")),
    "a CSV without the label: performance": Unmeasured(
        _without("y"), ("no column 'y'", "testing"), "performance"
    ),
    "a CSV without the label: data quality": Unmeasured(
        _without("y"), ("no column 'y'", "testing"), "data_quality"
    ),
    "a CSV of a header alone": Unmeasured(
        lambda folder: (folder.path / "testing.csv").write_text("sex,age,y,p,s\n", "utf-8"),
        ("a header line and no rows", "testing.csv"),
    ),
    "a CSV without the predictions": Unmeasured(_without("p"), ("no column 'p'", "testing")),
    "no such file": Unmeasured(
        lambda folder: (folder.path / "testing.csv").unlink(), ("testing.csv", "can't be read")
    ),
    "unreadable": Unmeasured(
        lambda folder: machine.nobody_may(folder.path / "testing.csv", mode=0),
        ("testing.csv", "can't be read"),
    ),
    "empty": Unmeasured(_file("testing.csv", b""), ("testing",)),
    "rows missing": Unmeasured(
        lambda folder: folder.table("testing.csv", [], columns=list(rows()[0])), ("testing",)
    ),
    "unseen category: of the outcome": Unmeasured(
        _testing(y="unheard of"), ("1 rows have neither outcome in 'y'", "testing")
    ),
    "unseen category: of the predictions": Unmeasured(
        _testing(p="unheard of"), ("1 rows have neither outcome in 'p'", "testing")
    ),
    "unseen category: outside the bins": Unmeasured(
        lambda folder: folder.toml("young = {below = 25}", "young = {from = 22, below = 25}"),
        ("no group by 'age'",),
    ),
    "no group": Unmeasured(_testing(sex=""), ("1 rows have no group by 'sex'", "testing")),
    "label strings: numbers where words are declared": Unmeasured(
        lambda folder: folder.testing(lambda row: row | {"y": int(row["y"] == "good")}),
        ("240 rows have neither outcome in 'y'",),
    ),
    "label strings: written otherwise": Unmeasured(
        _testing(y="Good"), ("1 rows have neither outcome in 'y'",)
    ),
    "infinite values: a score": Unmeasured(
        lambda folder: _as_parquet(folder, _infinite_score),
        ("1 rows have no score from 0 to 1 in 's'",),
    ),
    "infinite values: a score of performance": Unmeasured(
        lambda folder: _as_parquet(folder, _infinite_score),
        ("1 rows have no", "score", "'s'"), "performance",
    ),
    "infinite values: drift": Unmeasured(
        _infinite_drift, ("of 'x' in current are infinite", "leave them out"), "drift"
    ),
    "infinite values: written into a CSV": Unmeasured(_testing(s="inf"), ("'s'", "testing")),
    "text for numbers: a score": Unmeasured(
        _testing(s="high"), ("'s' holds no numbers", "testing")
    ),
    "text for numbers: bins": Unmeasured(
        _testing(age="about forty"), ("bins are declared for 'age'", "holds no numbers")
    ),
    "mixed encodings": Unmeasured(_mixed_encodings, ("testing.csv", "UTF-8")),
    "1,000 columns without the label": Unmeasured(_wide_without_the_label, ("no column 'y'",)),
    "a renamed column between splits": Unmeasured(_renamed, ("no column 'sex'", "testing")),
    "a Parquet folder with differing schemas": Unmeasured(
        _as_parquet_folder, ("testing", "b.parquet")
    ),
    "a Parquet folder with differing types": Unmeasured(
        _parquet_of_other_types, ("testing", "b.parquet")
    ),
    "no Parquet file": Unmeasured(
        _all(
            lambda folder: folder.toml('"testing.csv"', '"testing.parquet"'),
            _file("testing.parquet", b"PAR1 and nothing else"),
        ),
        ("testing.parquet",),
    ),
    "a truncated gzip": Unmeasured(_truncated_gzip, ("testing.csv.gz",)),
    "a truncated gzip: of a log": Unmeasured(
        _log_cut_short, ("breaks off before its end", "service.log"), "read.other"
    ),
    "a locked MLflow database": Unmeasured(
        _locked_mlflow, ("database is locked", "mlflow.db"), "read.other"
    ),
    "a locked MLflow database: as registry": Unmeasured(
        _locked_registry, ("the registry can't be read", "locked"), "model"
    ),
    "no MLflow database: as registry": Unmeasured(
        _with_a_model, ("the registry can't be read", "no such file", "mlflow.db"), "model"
    ),
    "a damaged MLflow database: as registry": Unmeasured(
        _damaged_registry,
        ("the registry can't be read", "mlflow.db"), "model",
    ),
    "no MLflow database": Unmeasured(
        _read("mlflow", "mlflow.db", run='"0123456789abcdef0123456789abcdef"'),
        ("mlflow.db",), "read.other",
    ),
    "broken log lines": Unmeasured(
        _log(*BROKEN), ("2 of 100 lines are no JSON objects", "service.log, line 51"), "read.other"
    ),
    "broken log lines: more than the declared share": Unmeasured(
        _log(*BROKEN, share=0.01), ("2 of 100 lines", "0.01 is tolerated"), "read.other"
    ),
    "a newer unknown format": Unmeasured(
        _newer_evidently, ("Evidently 99.1.0 is newer", "report.json"), "read.other"
    ),
    "a newer unknown format: BOM": Unmeasured(
        _newer_bom, ("CycloneDX 9.0 is newer", "bom.json"), "read.other"
    ),
    "unknown reader": Unmeasured(
        _read("weka", "model.arff"), ("no reader is called 'weka'",), "read.other", 2, failed=False
    ),
    "unknown option of a reader": Unmeasured(
        _read("evidently", "report.json", force="true"),
        ("the reader has no force",), "read.other", 2,
    ),
    "unknown kind": Unmeasured(
        lambda _: None, ("nothing describes how to collect sentiment",), "sentiment", 2,
        failed=False,
    ),
    "unknown kind: of a reader": Unmeasured(
        lambda _: None, ("nothing describes how to collect read.x",), "read.x", 2, failed=False
    ),
    "unknown flag": Unmeasured(
        lambda _: None, ("unrecognized arguments: --force",), "--force", 2, failed=False
    ),
    "invalid lexgate.toml": Unmeasured(
        lambda folder: folder.add("[collect.drift.x"), ("not TOML",), code=2, failed=False
    ),
    "invalid lexgate.toml: under collect": Unmeasured(
        lambda folder: folder.toml("favourable", "favorable"), ("unknown: favorable",), code=2,
        failed=False,
    ),
    "missing extra": Unmeasured(
        lambda _: _not_installed("aif360"), ("aif360", "pip install 'lexgate[collectors]'"), code=2
    ),
    "missing extra: MLflow": Unmeasured(
        _no_mlflow, ("mlflow", "pip install 'lexgate[mlflow]'"), "model", 2
    ),
    "missing extra: no collectors": Unmeasured(
        lambda _: _not_installed("lexgate_collectors"),
        ("not installed", "pip install 'lexgate[collectors]'"), code=2, failed=False,
    ),
    "no key": Unmeasured(
        lambda folder: folder.key.unlink(), ("can't be read", ".pem"), code=2, failed=False
    ),
    "a key that others can read": Unmeasured(
        lambda folder: folder.key.chmod(0o644), ("others can read", "chmod 600"), code=2,
        failed=False,
    ),
}  # fmt: skip


def _collected(folder: Measured, lexgate: Command, spoil: Change, kind: str) -> Said:
    with ExitStack() as until:
        after = spoil(folder)
        if isinstance(after, AbstractContextManager):
            until.enter_context(after)
        return lexgate(folder.path, "collect", "--key", str(folder.key), kind)


@pytest.mark.parametrize("note", UNMEASURED)
def test_unmeasured(note: str, measured: Measured, lexgate: Command) -> None:
    case = UNMEASURED[note]
    with ExitStack() as until:
        after = case.spoil(measured)
        before = measured.listing()
        if isinstance(after, AbstractContextManager):
            until.enter_context(after)
        said = lexgate(measured.path, "collect", "--key", str(measured.key), case.kind)
    assert (said.code, said.out) == (case.code, "")
    is_clear(said, *case.told)
    assert "crashed" not in said.err
    assert measured.listing() == before
    assert ["failed" in run for run in measured.runs()] == [True] * case.failed


@pytest.mark.parametrize("kind", ["fairness", "performance", "data_quality", "drift"])
def test_the_data_are_measured_as_they_stand(
    kind: str, measured: Measured, lexgate: Command
) -> None:
    said = _collected(measured, lexgate, lambda _: None, kind)
    assert (said.code, said.told) == (0, [])
    assert measured.predicate(kind)["data_sets"]


# ---------------------------------------------------------------- data that can be measured


@dataclass(frozen=True)
class Counted:
    """`lexgate collect KIND` ends with a document: numbers, or null with a reason.

    Attributes:
        change: what is done to the folder.
        look: what must stand in the predicate.
        kind: what is collected.
    """

    change: Change
    look: Callable[[dict[str, Any]], bool]
    kind: str = "fairness"


def _measures(predicate: dict[str, Any], attribute: str = "sex") -> dict[str, Any]:
    found = predicate["data_sets"]["testing"]["attributes"][attribute]["measures"]
    assert isinstance(found, dict)
    return found


def _groups(predicate: dict[str, Any], attribute: str = "sex") -> dict[str, Any]:
    found = predicate["data_sets"]["testing"]["attributes"][attribute]["groups"]
    assert isinstance(found, dict)
    return found


def _all_unmeasured(measures: dict[str, Any]) -> bool:
    return bool(measures) and all(
        found["value"] is None and found["reason"] for found in measures.values()
    )


def _null(found: dict[str, Any], reason: str) -> bool:
    return found == {"value": None, "reason": reason}


def _each(**cells: Any) -> Change:
    """The same cells in every row of the testing set."""
    return lambda folder: folder.testing(lambda row: row | cells)


def _one_of_a_kind(folder: Measured) -> None:
    folder.testing(lambda row: row | {"sex": "x"} if row["row"] == ROWS else row)


def _as_numbers(folder: Measured) -> None:
    for name, write in (("training", folder.training), ("testing", folder.testing)):
        assert name
        write(lambda row: row | {c: int(row[c] == "good") for c in "yp"})
    folder.toml('favourable = "good"\nunfavourable = "bad"', 'favourable = "1"\nunfavourable = "0"')


def _a_pair(predicate: dict[str, Any]) -> bool:
    ours = _measures(predicate)["selection_rate_ratio"]
    return {name: found["n"] for name, found in _groups(predicate).items()} == {
        "f": 120, "m": 120,
    } and isinstance(ours["value"], float)  # fmt: skip


MEASURED: dict[str, Counted] = {
    "one class": Counted(
        _each(y="good"),
        lambda found: _measures(found)["equalized_odds_difference"]["value"] is None
        and _measures(found)["selection_rate_ratio"]["value"] is not None,
    ),
    "one class: performance": Counted(
        _each(y="good"),
        lambda found: _null(
            found["data_sets"]["testing"]["measures"]["balanced_accuracy"],
            "only one of the outcomes occurs",
        ),
        "performance",
    ),
    "one group": Counted(
        _each(sex="f"),
        lambda found: _all_unmeasured(_measures(found)) and _groups(found)["f"]["n"] == ROWS,
    ),
    "a group of one": Counted(
        _one_of_a_kind,
        lambda found: _groups(found)["x"]["n"] == 1
        and all(
            "fewer than the minimum of 10" in one["reason"]
            for one in _groups(found)["x"]["rates"].values()
        )
        and all("group x" in one["reason"] for one in _measures(found).values()),
    ),
    "constant prediction": Counted(
        _each(p="good"),
        lambda found: _measures(found)["selection_rate_ratio"]["value"] == 1.0
        and _measures(found)["statistical_parity_difference"]["value"] == 0.0,
    ),
    "constant prediction: nobody is selected": Counted(
        _each(p="bad"),
        lambda found: _null(_measures(found)["selection_rate_ratio"], "nobody was selected"),
    ),
    "constant prediction: performance": Counted(
        _each(p="good", s=0.5),
        lambda found: found["data_sets"]["testing"]["measures"]["roc_auc"]["value"] == 0.5,
        "performance",
    ),
    "unseen category": Counted(
        lambda folder: folder.testing(
            lambda row: row | {"sex": "x"} if row["row"] % 10 == 1 else row
        ),
        lambda found: {name: one["n"] for name, one in _groups(found).items()}
        == {"f": 120, "m": 96, "x": 24},
    ),
    "unseen category: in drift": Counted(
        lambda folder: folder.testing(
            lambda row: row | {"sex": "x"} if row["row"] % 10 == 1 else row
        ),
        lambda found: bool(found["columns"]["sex"]),
        "drift",
    ),
    "label strings": Counted(lambda _: None, _a_pair),
    "label strings: numbers declared as text": Counted(_as_numbers, _a_pair),
    "infinite values: a feature": Counted(
        lambda folder: _as_parquet(folder, _infinite_feature), _a_pair
    ),
    "infinite values: data quality": Counted(
        lambda folder: _as_parquet(folder, _infinite_feature),
        lambda found: found["data_sets"]["testing"]["rows"] == ROWS,
        "data_quality",
    ),
    "10,000 columns": Counted(_wide_for_one_attribute, _a_pair),
    "broken log lines: within the declared share": Counted(
        _log(*BROKEN, share=0.02),
        lambda found: (found["lines"]["total"], found["lines"]["broken"]) == (100, 2),
        "read.other",
    ),
}  # fmt: skip


def _signed(folder: Measured, name: str) -> None:
    """The one document on file is that, it is whole, and the pipeline signed it."""
    path = folder.path / "evidence" / f"{name}.json"
    assert {found.name for found in path.parent.iterdir()} == {path.name, f"{path.name}.sig"}
    (signature,) = keys.read_signatures(keys.signature_path(path))
    assert keys.verify(path.read_bytes(), signature, keys.read_private(folder.key).public_key())


@pytest.mark.parametrize("note", MEASURED)
def test_measured(note: str, measured: Measured, lexgate: Command) -> None:
    case = MEASURED[note]
    case.change(measured)
    said = lexgate(measured.path, "collect", "--key", str(measured.key), case.kind)
    assert (said.code, said.told) == (0, [])
    name = {"read.other": "log_records"}.get(case.kind, case.kind)
    _signed(measured, name)
    found = measured.predicate(name)
    assert case.look(found), json.dumps(found, indent=1)[:3000]


@pytest.mark.parametrize("kind", ["fairness", "performance", "data_quality", "drift"])
def test_a_non_ascii_path_is_measured(kind: str, place: Path, lexgate: Command) -> None:
    folder = Measured(place / "Größe データ #1 %41 [x]").write()
    for name in ("training", "testing"):
        (folder.path / f"{name}.csv").rename(folder.path / f"{name} für ü.csv")
        text = (folder.path / "lexgate.toml").read_text("utf-8")
        changed = text.replace(f'"{name}.csv"', f'"{name} für ü.csv"')
        (folder.path / "lexgate.toml").write_text(changed, "utf-8")
    said = lexgate(folder.path, "collect", "--key", str(folder.key), kind)
    assert (said.code, said.told) == (0, [])
    _signed(folder, kind)
    assert {found["rows"] for found in folder.predicate(kind)["data_sets"].values()} == {ROWS}


# ---------------------------------------------------------------- nothing is half-written


@dataclass(frozen=True)
class Stopped:
    """`lexgate collect` is stopped when a document and a record are there already.

    Attributes:
        until: what is done, and lasts while the command runs.
        code: the exit code.
        told: words for people, all of them.
        recorded: what the run left on record.
    """

    until: Callable[[Measured], AbstractContextManager[object]]
    code: int
    told: tuple[str, ...]
    recorded: tuple[str, ...] = ()


def _almost_full_record(folder: Measured) -> AbstractContextManager[None]:
    """Room for a part of a line alone; documents are smaller than what is there already."""
    path = folder.path / ".lexgate" / "runs.jsonl"
    line = '{"kind": "fairness"}\n'
    path.write_text(line * 20_000, "utf-8")
    return machine.no_room(beyond=len(line) * 20_000 + 30)


STOPPED: dict[str, Stopped] = {
    "no write permission": Stopped(
        lambda folder: machine.nobody_may(folder.path / "evidence", mode=0o555),
        3,
        ("can't be written", "Permission denied", "fairness.json"),
    ),
    "no write permission: for the record": Stopped(
        lambda folder: machine.nobody_may(folder.path / ".lexgate" / "runs.jsonl", mode=0o444),
        3,
        ("can't be recorded", "Permission denied", "runs.jsonl"),
    ),
    "full disk": Stopped(
        lambda _: machine.no_room(beyond=3_000), 3, ("can't be written", "fairness.json")
    ),
    "full disk: for the record": Stopped(
        _almost_full_record, 3, ("can't be recorded", "runs.jsonl")
    ),
    "interrupted": Stopped(_interrupted, 130, ("stopped",), ("interrupted",)),
    "interrupted while writing": Stopped(_interrupted_while_writing, 130, ("stopped",)),
}


@pytest.fixture(scope="session")
def measured_before(tmp_path_factory: pytest.TempPathFactory) -> Measured:
    """A folder in which fairness was measured before."""
    folder = Measured(tmp_path_factory.mktemp("place") / "bank").write()
    words = ["-C", str(folder.path), "collect", "--key", str(folder.key), "fairness"]
    assert cli.main(words) == 0
    return folder


@pytest.mark.parametrize("earlier", [True, False], ids=["over an earlier one", "the first time"])
@pytest.mark.parametrize("note", STOPPED)
def test_stopped(
    note: str, earlier: bool, measured_before: Measured, place: Path, lexgate: Command
) -> None:
    case = STOPPED[note]
    measured = Measured(place / "bank")
    shutil.copytree(measured_before.path, measured.path)
    shutil.copy(measured_before.key, measured.key)
    if not earlier:
        for path in (measured.path / "evidence").iterdir():
            path.unlink()
        (measured.path / ".lexgate" / "runs.jsonl").write_bytes(b"")
    command = ("collect", "--key", str(measured.key), "fairness")
    with ExitStack() as until:
        files = measured.listing()
        stopped = case.until(measured)
        record = (measured.path / ".lexgate" / "runs.jsonl").read_bytes()
        until.enter_context(stopped)
        said = lexgate(measured.path, *command)
    assert (said.code, said.out) == (case.code, "")
    is_clear(said, *case.told)
    assert measured.listing() == files
    left = (measured.path / ".lexgate" / "runs.jsonl").read_bytes()
    assert left.startswith(record)
    more = [json.loads(line) for line in left[len(record) :].splitlines()]
    assert [
        name for run in more for name in ("interrupted", "failed", "digest") if name in run
    ] == [*case.recorded]


def test_the_other_kinds_go_on(measured: Measured, lexgate: Command) -> None:
    _without("s")(measured)
    said = lexgate(measured.path, "collect", "--key", str(measured.key), "fairness", "data_quality")
    assert said.code == 3
    is_clear(said, "fairness was not collected", "no column 's'")
    assert said.out.strip().endswith("data_quality.json")
    _signed(measured, "data_quality")


# ---------------------------------------------------------------- every other command


def _page(text: str | bytes) -> Spoil:
    def spoil(folder: Folder) -> None:
        data = text.encode("utf-8") if isinstance(text, str) else text
        (folder.path / "page.yaml").write_bytes(data)

    return spoil


ATTEST = ("attest", "literacy", "--from", "{folder}/page.yaml", "--key", "{key}")
LITERACY = """\
measures: [{measure: A course, audiences: [officers], "on": "2026-10-01"}]
reviewed_at: "2026-11-01"
"""


def _stop_at(name: str, target: Any = os) -> Callable[[Folder], AbstractContextManager[None]]:
    def stop(*_: Any, **__: Any) -> Any:
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(5)

    return lambda _: _patched(target, name, stop)


def _literacy_and(
    then: Callable[[Folder], AbstractContextManager[None]],
) -> Callable[[Folder], AbstractContextManager[None]]:
    """A page that can be signed, and what happens while it is."""

    def spoil(folder: Folder) -> AbstractContextManager[None]:
        _page(LITERACY)(folder)
        return then(folder)

    return spoil


COMMANDS: dict[str, Refused] = {
    "attest: no page": Refused(_nothing, 2, ("can't be read", "page.yaml"), ATTEST),
    "attest: an empty page": Refused(_page(""), 2, ("not a page of fields", "page.yaml"), ATTEST),
    "attest: invalid YAML": Refused(_page("a: ["), 2, ("not YAML", "page.yaml"), ATTEST),
    "attest: not UTF-8": Refused(_page(b"a: \xff"), 2, ("not UTF-8", "page.yaml"), ATTEST),
    "attest: duplicate keys": Refused(_page("a: 1\na: 2\n"), 2, ("stands twice",), ATTEST),
    "attest: NaN": Refused(_page("a: .nan\n"), 2, ("quote it",), ATTEST),
    "attest: too deep": Refused(_page("[" * 99 + "]" * 99), 2, ("nested deeper",), ATTEST),
    "attest: too large": Refused(
        _page("a: " + "x" * 2_000_000), 2, ("larger than 2,000,000 bytes",), ATTEST
    ),
    "attest: wrong schema": Refused(
        _page("measures: []\nlevel: high\n"), 2, ("unknown: level", "reviewed_at"), ATTEST
    ),
    "attest: unknown kind": Refused(
        _page(LITERACY), 2, ("fairness is no kind of statement",),
        ("attest", "fairness", "--from", "{folder}/page.yaml", "--key", "{key}"),
    ),
    "attest: no key": Refused(_page(LITERACY), 2, ("no key to sign with", "--key"), ATTEST[:-2]),
    "attest: a key that is none": Refused(
        _page(LITERACY), 2, ("no unencrypted P-256 private key",),
        (*ATTEST[:-1], "{folder}/key.pem"),
    ),
    "attest: no write permission": Refused(
        _literacy_and(lambda folder: machine.nobody_may(folder.path / "statements", mode=0o555)),
        3, ("can't be written", "Permission denied", "literacy.json"), ATTEST,
    ),
    "attest: full disk": Refused(
        _literacy_and(lambda _: machine.no_room(beyond=100)),
        3, ("can't be written", "literacy.json"), ATTEST,
    ),
    "attest: interrupted": Refused(_literacy_and(_stop_at("fsync")), 130, ("stopped",), ATTEST),
    "assess: unknown control": Refused(
        _nothing, 2, ("no control 10.2.x", "EUAIA-10.2."), ("assess", "10.2.x")
    ),
    "assess: somebody else's key": Refused(
        _page("assessor: c.yilmaz\nanswers: {}\n"), 2, ("this key is b.keller",),
        ("assess", "5.1.f", "--from", "{folder}/page.yaml", "--key", "{key}"),
    ),
    "assess: nothing to read as second reader": Refused(
        lambda folder: folder.file("assessment.EUAIA-5.1.f").unlink(),
        2, ("can't be read", "assessment.EUAIA-5.1.f.json"),
        ("assess", "5.1.f", "--second", "--key", "{key}"),
    ),
    "classify: an unknown fact": Refused(
        _page('intended_purpose: "x"\nplaced_on_market_at: null\nfacts: {nice: '
              '{answer: "yes", reason: "It is."}}\n'),
        2, ("unknown: nice",), ("classify", "--from", "{folder}/page.yaml", "--key", "{key}"),
    ),
    "classify: facts as a list": Refused(
        _page('intended_purpose: "x"\nplaced_on_market_at: null\nfacts: []\n'),
        2, ("facts",), ("classify", "--from", "{folder}/page.yaml", "--key", "{key}"),
    ),
    "explain: unknown control": Refused(_nothing, 2, ("no control 10.2.x",), ("explain", "10.2.x")),
    "try: unknown control": Refused(_nothing, 2, ("no control 10.2.x",), ("try", "10.2.x")),
    "forecast: no date": Refused(
        _nothing, 2, ("YYYY-MM-DD",), ("forecast", "--on", "02/12/2027")
    ),
    "evidence: unknown document": Refused(
        _nothing, 2, ("no document x", "evidence list"), ("evidence", "show", "x")
    ),
    "evidence: shown, and not UTF-8": Refused(
        _bytes(b"\xff"), 2, ("not UTF-8", "fairness.json"), ("evidence", "show", "fairness")
    ),
    "evidence: shown, and unreadable": Refused(
        _unreadable, 2, ("Permission denied", "fairness.json"), ("evidence", "show", "fairness")
    ),
    "evidence: listed, and invalid JSON": Refused(
        _all(
            _no_evidence, lambda folder: (folder.path / "evidence" / "a.json").write_bytes(b"{")
        ),
        2, ("not JSON", "a.json"), ("evidence", "list"),
    ),
    "evidence: exported without a key": Refused(
        _nothing, 2, ("no key to sign with",), ("evidence", "export", "fairness", "--dsse")
    ),
    "evidence read: no such file": Refused(
        _nothing, 2, ("can't be read", "x.json"),
        ("evidence", "read", "evidently", "{folder}/x.json"),
    ),
    "evidence read: unknown reader": Refused(
        _nothing, 2, ("no reader is called 'weka'",),
        ("evidence", "read", "weka", "{folder}/x.json"),
    ),
    "evidence read: an option that is not JSON": Refused(
        _nothing, 2, ("not JSON", "--option run"),
        ("evidence", "read", "mlflow", "{folder}/x.db", "--option", "run=x"),
    ),
    "evidence read: an option missing": Refused(
        _nothing, 2, ("the reader needs declared",),
        ("evidence", "read", "logs", "{folder}/x.log"),
    ),
    "collectors: no name": Refused(
        _nothing, 2, ("9x",), ("collectors", "new", "9x", "--into", "{folder}/new")
    ),
    "collectors: no write permission": Refused(
        lambda folder: machine.nobody_may(folder.path, mode=0o555),
        3, ("Permission denied", "new"), ("collectors", "new", "sentiment", "--into",
                                         "{folder}/new"),
    ),
    "collectors: full disk": Refused(
        lambda _: machine.no_room(beyond=500), 3, ("can't be written",),
        ("collectors", "new", "sentiment", "--into", "{folder}"),
    ),
    "init: something is there": Refused(
        _nothing, 2, ("something is there already", "lexgate.toml"),
        ("init", "--system", "s", "--organisation", "o"),
    ),
    "init: a name missing": Refused(_nothing, 2, ("--organisation",), ("init", "--system", "s")),
    "init: no write permission": Refused(
        lambda folder: machine.nobody_may(folder.path, mode=0o555),
        3, ("Permission denied", "new"),
        ("-C", "{folder}/new", "init", "--system", "s", "--organisation", "o"),
    ),
    "init: full disk": Refused(
        lambda _: machine.no_room(beyond=1_000), 3, ("new",),
        ("-C", "{folder}/new", "init", "--system", "s", "--organisation", "o"),
    ),
    "init: interrupted": Refused(
        _stop_at("fsync"), 130, ("stopped",),
        ("-C", "{folder}/new", "init", "--system", "s", "--organisation", "o"),
    ),
    "bundle: no archive": Refused(
        _nothing, 2, ("can't be read", "x.tar.gz"), ("bundle", "inspect", "x.tar.gz")
    ),
    "bundle: garbage": Refused(
        _page("not an archive"), 1, ("page.yaml",), ("bundle", "inspect", "page.yaml")
    ),
    "opa: none": Refused(
        lambda folder: _patched(os, "environ", {"LEXGATE_OPA": str(folder.path / "opa")}),
        3, ("is no OPA that runs",), ("opa", "path"),
    ),
    "a command without its action": Refused(_nothing, 2, ("ACTION",), ("bundle",)),
}  # fmt: skip


@pytest.mark.parametrize("note", COMMANDS)
def test_a_command(note: str, folder: Folder, lexgate: Command) -> None:
    case = COMMANDS[note]
    (folder.path / "key.pem").write_text("no key\n", encoding="utf-8")
    (folder.path / "key.pem").chmod(0o600)
    key = folder.private("b.keller")
    with ExitStack() as until:
        after = case.spoil(folder)
        before = sorted(folder.path.rglob("*")), folder.listing()
        if isinstance(after, AbstractContextManager):
            until.enter_context(after)
        words = [word.format(folder=folder.path, key=key) for word in case.words]
        said = lexgate(folder.path, *words)
    assert (said.code, said.out) == (case.code, "")
    is_clear(said, *case.told)
    assert (sorted(folder.path.rglob("*")), folder.listing()) == before
