"""OPA on this machine: any trouble is an error of one kind, and no process stays behind."""

import json
import os
import shutil
import time
from pathlib import Path
from typing import Any

import pytest

from lexgate import keys, paths
from lexgate.engine.local import LocalEngine, run
from lexgate.errors import EngineError

RULES = """
package lexgate.decision

live := {"allow": true, "request_id": input.request_id, "number": data.org.settings.number}

what_if := {"would_allow": true, "request_id": input.request_id}
"""


@pytest.fixture
def bundles(tmp_path: Path) -> tuple[Path, Path]:
    """A rule book and an org of a few lines."""
    rego, org = tmp_path / "rule book: one" / "rego", tmp_path / "org"
    (rego / "lexgate").mkdir(parents=True)
    (rego / ".manifest").write_text('{"roots": ["lexgate", "system"], "rego_version": 1}')
    (rego / "lexgate" / "decision.rego").write_text(RULES)
    (rego / "lexgate" / "decision_test.rego").write_text("not Rego at all")
    (org / "org" / "settings").mkdir(parents=True)
    (org / ".manifest").write_text('{"roots": ["org"]}')
    (org / "org" / "settings" / "data.yaml").write_text("number: 7\n")
    return rego, org


def test_answers(bundles: tuple[Path, Path], opa: Path) -> None:
    engine = LocalEngine(*bundles, opa=opa)
    assert engine.decide({"request_id": "a"}, "live") == {
        "allow": True,
        "request_id": "a",
        "number": 7,
    }
    assert engine.decide({"request_id": "a"}, "what_if") == {"would_allow": True, "request_id": "a"}
    assert engine.about == {"engine": "local", "opa": "1.21.3"}


def test_many(bundles: tuple[Path, Path], opa: Path) -> None:
    engine = LocalEngine(*bundles, opa=opa)
    asked = [{"request_id": f"r{number}"} for number in range(50)]
    found = engine.ask_many(asked, "live")
    assert [answer["request_id"] for answer in found] == [
        request["request_id"] for request in asked
    ]
    assert engine.ask_many([], "live") == []
    with pytest.raises(EngineError, match="undefined") as caught:
        engine.ask_many([*asked, {}], "what_if")
    assert "request 50" in caught.value.where


def _fault(engine: LocalEngine, request: Any = None, entrypoint: Any = "live") -> EngineError:
    with pytest.raises(EngineError) as caught:
        engine.decide({"request_id": "a"} if request is None else request, entrypoint)
    assert caught.value.exit_code == 3
    assert len(str(caught.value).splitlines()) <= 3
    return caught.value


def test_faults_of_the_question(bundles: tuple[Path, Path], opa: Path) -> None:
    engine = LocalEngine(*bundles, opa=opa)
    assert "undefined" in _fault(engine, {}).what
    assert "entrypoint" in _fault(engine, entrypoint="deny").what
    assert "larger" in _fault(engine, {"request_id": "x" * 2_000_000}).what
    assert "no JSON" in _fault(engine, {"request_id": {1}}).what
    assert "no JSON" in _fault(engine, {"request_id": float("nan")}).what


RULE_FAULTS = {
    "not Rego": ("package lexgate.decision\nlive := ", "ended with 2"),
    "two answers": ('package lexgate.decision\nlive := 1\nlive := {"a": 2} if input', "ended with"),
    "a built-in that fails": (
        'package lexgate.decision\nlive := {"allow": true} if {\n\tnot to_number("x")\n}',
        "ended with",
    ),
    "true": ("package lexgate.decision\nlive := true", "no object"),
    "an empty object": ("package lexgate.decision\nlive := {}", "no object"),
    "a list": ('package lexgate.decision\nlive := ["allow"]', "no object"),
    "null": ("package lexgate.decision\nlive := null", "no object"),
    "a number too long": ('package lexgate.decision\nlive := {"n": 1e400}', "out of range"),
    "nothing": ("package lexgate.decision", "undefined"),
}


@pytest.mark.parametrize("note", RULE_FAULTS)
def test_faults_of_the_rule_book(bundles: tuple[Path, Path], opa: Path, note: str) -> None:
    text, what = RULE_FAULTS[note]
    (bundles[0] / "lexgate" / "decision.rego").write_text(text)
    assert what in _fault(LocalEngine(*bundles, opa=opa)).what


BUNDLE_FAULTS = {
    "no manifest of the rule book": ("rego", ".manifest", None, "no .manifest"),
    "no manifest of org": ("org", ".manifest", None, "no .manifest"),
    "a manifest without roots": ("org", ".manifest", "{}", "everything"),
    "org claims the rule book": ("org", ".manifest", '{"roots": ["org", "lexgate"]}', "lexgate"),
    "org claims the server": ("org", ".manifest", '{"roots": ["system/authz"]}', "system/authz"),
    "the rule book claims org": ("rego", ".manifest", '{"roots": ["org"]}', "the rule book claims"),
    "roots twice": ("org", ".manifest", '{"roots": ["org"], "roots": [""]}', "twice"),
    "Rego in org": ("org", "org/x.rego", "package org.x", "data, and this is a program"),
    "Rego in a hidden folder": ("org", "org/.x/x.rego", "package org.x", "a program"),
    "a key twice in org": ("org", "org/settings/data.yaml", "a: 1\na: 2\n", "twice"),
    "yes in org": ("org", "org/settings/data.yaml", "a: yes\n", "quote it"),
    "a key twice in JSON": ("org", "org/keys/data.json", '{"a": 1, "a": 2}', "twice"),
}


@pytest.mark.parametrize("note", BUNDLE_FAULTS)
def test_faults_of_the_bundles(bundles: tuple[Path, Path], opa: Path, note: str) -> None:
    which, name, text, what = BUNDLE_FAULTS[note]
    path = (bundles[0] if which == "rego" else bundles[1]) / name
    if text is None:
        path.unlink()
    else:
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    error = _fault(LocalEngine(*bundles, opa=opa))
    assert what in error.what


def test_a_link_in_org(bundles: tuple[Path, Path], opa: Path) -> None:
    (bundles[1] / "org" / "more").symlink_to("/tmp")
    assert "link" in _fault(LocalEngine(*bundles, opa=opa)).what


def test_capabilities_are_applied(bundles: tuple[Path, Path], opa: Path, tmp_path: Path) -> None:
    pruned = tmp_path / "capabilities.json"
    pruned.write_text('{"builtins": [], "features": ["rego_v1"]}')
    engine = LocalEngine(*bundles, opa=opa, capabilities=pruned)
    (bundles[0] / "lexgate" / "decision.rego").write_text(
        'package lexgate.decision\nlive := {"at": opa.runtime()}\n'
    )
    assert "undefined function opa.runtime" in _fault(engine).what


def test_the_environment_holds_nothing_of_the_caller(
    bundles: tuple[Path, Path], opa: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEXGATE_SECRET", "x")
    (bundles[0] / "lexgate" / "decision.rego").write_text(
        'package lexgate.decision\nlive := {"env": object.get(opa.runtime(), "env", {})}\n'
    )
    assert LocalEngine(*bundles, opa=opa).decide({}, "live") == {"env": {"GOGC": "400"}}


# ---------------------------------------------------------------- programs that are not OPA


def _program(path: Path, lines: str) -> Path:
    path.write_text(
        f"#!/bin/sh\nif [ $1 = version ]; then echo 'Version: 1.21.3'; exit; fi\n{lines}"
    )
    path.chmod(0o755)
    return path


FAKES = {
    "garbage": ("echo garbage", "not JSON"),
    "nothing": ("exit 0", "not JSON"),
    "undefined": ("echo '{}'", "undefined"),
    "an empty result": ("""echo '{"result": []}'""", "undefined"),
    "two results": (
        """echo '{"result": [{"expressions": [{"value": {"a": 1}}]}, {"expressions": []}]}'""",
        "one result",
    ),
    "two expressions": (
        """echo '{"result": [{"expressions": [{"value": {"a": 1}}, {"value": {"a": 1}}]}]}'""",
        "one expression",
    ),
    "no value": ("""echo '{"result": [{"expressions": [{}]}]}'""", "without a value"),
    "errors beside a result": (
        """echo '{"errors": [1], "result": [{"expressions": [{"value": {"a": 1}}]}]}'""",
        "errors beside",
    ),
    "a key twice": (
        """echo '{"result": [{"expressions": [{"value": {"allow": false, "allow": true}}]}]}'""",
        "twice",
    ),
    "a good answer and a bad end": (
        """echo '{"result": [{"expressions": [{"value": {"allow": true}}]}]}'; exit 1""",
        "ended with 1",
    ),
    "killed": ("kill -9 $$", "ended with -9"),
    "colours for the terminal": ("printf '\\033[31mred\\033[0m' >&2; exit 2", "?[31mred"),
    "flood": ("exec cat /dev/zero", "more than 1,000,000"),
    "flood of errors": ("head -c 9000000 /dev/zero >&2; exit 1", "ended with 1"),
}


@pytest.mark.parametrize("note", FAKES)
def test_a_fake_opa(bundles: tuple[Path, Path], tmp_path: Path, note: str) -> None:
    lines, what = FAKES[note]
    fake = _program(tmp_path / "opa", lines)
    engine = LocalEngine(*bundles, opa=fake, max_bytes=1_000_000)
    assert what in _fault(engine).what


@pytest.mark.parametrize(
    "lines", ["sleep 60", "sleep 60 & echo $! > child; wait", "while :; do sleep 0.1; echo x; done"]
)
def test_a_hanging_opa_is_ended_with_its_children(
    bundles: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lines: str
) -> None:
    monkeypatch.chdir(tmp_path)
    fake = _program(tmp_path / "opa", f"echo $$ > process\n{lines}")
    started = time.monotonic()
    error = _fault(LocalEngine(*bundles, opa=fake, deadline=0.5))
    assert time.monotonic() - started < 5
    assert "not done in 0.5 seconds" in error.what
    for name in ("process", "child"):
        if (tmp_path / name).exists():
            assert _gone(int((tmp_path / name).read_text()))


def _gone(pid: int) -> bool:
    for _ in range(100):
        try:
            os.kill(pid, 0)
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            return True
        if state == "Z":  # ended; its parent has not asked yet
            return True
        time.sleep(0.02)
    return False


def test_a_program_that_reads_nothing(tmp_path: Path) -> None:
    fake = _program(tmp_path / "opa", "exec 0<&-; echo done")
    code, output, _ = run([str(fake), "eval"], b"x" * 5_000_000, deadline=5, max_bytes=100)
    assert (code, output) == (0, b"done\n")


def test_another_version(bundles: tuple[Path, Path], tmp_path: Path) -> None:
    fake = tmp_path / "opa"
    for lines in ("echo 'Version: 1.21.4'", "echo 'Version: 1.21.30'", "echo", "exit 1"):
        fake.write_text(f"#!/bin/sh\n{lines}\n")
        fake.chmod(0o755)
        assert "1.21.3 was tested" in _fault(LocalEngine(*bundles, opa=fake)).what
    fake.chmod(0o644)
    assert "can't be started" in _fault(LocalEngine(*bundles, opa=fake)).what
    assert "not there" in _fault(LocalEngine(*bundles, opa=tmp_path / "absent")).what


def test_a_binary_that_is_exchanged_is_checked_again(
    bundles: tuple[Path, Path], tmp_path: Path, opa: Path
) -> None:
    copy = tmp_path / "opa"
    copy.symlink_to(opa)
    engine = LocalEngine(*bundles, opa=copy)
    assert engine.decide({"request_id": "a"}, "live")["allow"]
    copy.unlink()
    copy.write_text("#!/bin/sh\necho 'Version: 9'\n")
    copy.chmod(0o755)
    assert "version 9" in _fault(engine).what


def test_bundles_that_vanish(bundles: tuple[Path, Path], opa: Path) -> None:
    shutil.rmtree(bundles[1])
    assert "no .manifest" in _fault(LocalEngine(*bundles, opa=opa)).what


# ---------------------------------------------------------------- the organisation's data


@pytest.fixture
def org(tmp_path: Path) -> Path:
    """The example organisation, in a folder that a test may change."""
    return shutil.copytree(paths.bundles() / "org", tmp_path / "example org")


def _shipped(org: Path, tmp_path: Path, lines: str = "echo '{}'") -> LocalEngine:
    return LocalEngine(paths.rego(), org, opa=_program(tmp_path / "opa", lines))


def _replace(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


ORG_FAULTS = {
    "a part is missing": ("access", None, None, "missing: access", "example org"),
    "a number as text": (
        "settings", "valid_hours: 24", 'valid_hours: "24"', "valid_hours", "settings/data.yaml",
    ),
    "an unknown setting": (
        "settings", "valid_hours: 24", "valid_hour: 24", "unknown: valid_hour",
        "settings/data.yaml",
    ),
    "nobody of that name": (
        "systems", "owner: ", "owner: x.", "nobody is called x.", "systems/data.yaml",
    ),
}  # fmt: skip


@pytest.mark.parametrize("note", ORG_FAULTS)
def test_faults_of_org(org: Path, tmp_path: Path, note: str) -> None:
    part, old, new, what, where = ORG_FAULTS[note]
    path = org / "org" / part / "data.yaml"
    if old is None or new is None:
        path.unlink()
    else:
        _replace(path, old, new)
    error = _fault(_shipped(org, tmp_path))
    assert what in error.what
    assert error.where.endswith(where)


def test_a_key_under_another_name(org: Path, tmp_path: Path) -> None:
    pem = keys.public_pem(keys.generate())
    path = org / "org" / "keys" / "data.yaml"
    entry = {
        "key": pem,
        "purpose": "evidence",
        "kinds": ["model"],
        "systems": ["credit-scoring"],
        "level": "local",
        "state": "active",
        "valid_from": "2026-01-01T00:00:00Z",
        "valid_until": "2027-01-01T00:00:00Z",
    }
    kid = keys.kid(keys.load_public(pem, ""))
    other = keys.kid(keys.generate())
    path.write_text(json.dumps({kid: entry}))
    assert "undefined" in _fault(_shipped(org, tmp_path)).what
    path.write_text(json.dumps({kid: entry, other: entry}))
    error = _fault(_shipped(org, tmp_path))
    assert f"keys.{other}: the id is not the thumbprint" in error.what
    assert error.where.endswith("keys/data.yaml")


def test_no_answer_counts_over_a_faulty_org(org: Path, tmp_path: Path) -> None:
    answer = """echo '{"result": [{"expressions": [{"value": {"allow": true}}]}]}'"""
    engine = _shipped(org, tmp_path, answer)
    assert engine.decide({"request_id": "a"}, "live") == {"allow": True}
    (org / "org" / "floors" / "data.yaml").write_text("{}\n")
    assert "floors" in _fault(engine).what
    (tmp_path / "opa").write_text(_program(tmp_path / "opa", "exit 2").read_text())
    assert "floors" in _fault(engine).what


def test_a_trial_may_use_an_earlier_org(org: Path, tmp_path: Path) -> None:
    (org / "org" / "access" / "data.yaml").unlink()
    answer = """echo '{"result": [{"expressions": [{"value": [[{"allow": true}]]}]}]}'"""
    assert _shipped(org, tmp_path, answer).ask_many([{}], "what_if") == [{"allow": True}]
