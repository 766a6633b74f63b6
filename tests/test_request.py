"""The request holds all that lies on file, or says why not; lexgate.toml says one thing."""

import base64
import json
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from lexgate import config, documents, keys, request, schemas
from lexgate.errors import RequestError

TOML = """\
[system]
name = "credit-scoring"
version = "1.0.0"

[paths]
org = "org"
evidence = "evidence"
statements = "statements"
model = ["model"]

[gate]
stage = "pre_deploy"
profile = "house"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A working folder with a model and without any document."""
    (tmp_path / "lexgate.toml").write_text(TOML)
    for name in ("evidence", "statements", "model"):
        (tmp_path / name).mkdir()
    (tmp_path / "model" / "model.bin").write_bytes(b"model")
    return tmp_path


def _put(folder: Path, name: str, kind: str = "log_test", signers: int = 1) -> Path:
    path = folder / f"{name}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    subject = documents.named_subject("version:credit-scoring@1.0.0")
    documents.write_json(path, documents.statement(kind, [subject], {"requests": 1}))
    for _ in range(signers):
        keys.sign_file(path, keys.generate())
    return path


def test_an_empty_folder_is_a_request(folder: Path) -> None:
    built = request.build(config.load(folder))
    assert built.sent == ()
    assert built.unsent == ()
    asked = built.request
    assert schemas.faults(asked, "request") == []
    assert asked["subject"] == {
        "system": "credit-scoring",
        "version": "1.0.0",
        "models": [documents.artefact_digest(folder / "model")],
    }
    assert (asked["stage"], asked["profile"]) == ("pre_deploy", "house")
    assert (asked["evidence"], asked["statements"]) == ([], [])
    as_of = datetime.strptime(asked["as_of"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    assert abs(datetime.now(UTC) - as_of) < timedelta(seconds=30)


def test_documents_are_sent_as_signed(folder: Path) -> None:
    first = _put(folder / "evidence", "b")
    second = _put(folder / "evidence" / "deeper", "a", signers=2)
    third = _put(folder / "statements", "c", kind="system")
    built = request.build(config.load(folder))
    assert schemas.faults(built.request, "request") == []
    assert [(s.where, s.index, s.path, s.kind) for s in built.sent] == [
        ("evidence", 0, first, "log_test"),
        ("evidence", 1, second, "log_test"),
        ("evidence", 2, second, "log_test"),
        ("statements", 0, third, "system"),
    ]
    for item in built.sent:
        payload = built.request[item.where][item.index].split(".")[1]
        data = base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))
        assert data == item.path.read_bytes()
        assert item.digest == documents.digest(data)


def test_each_request_is_another(folder: Path) -> None:
    loaded = config.load(folder)
    assert len({request.build(loaded).request["request_id"] for _ in range(3)}) == 3


def test_nothing_is_dropped_silently(folder: Path) -> None:
    sent = _put(folder / "evidence", "signed")
    _put(folder / "evidence", "unsigned", signers=0)
    _put(folder / "evidence", "garbled")
    (folder / "evidence" / "garbled.json.sig").write_text("garbage\n")
    _put(folder / "statements", "orphan").unlink()
    built = request.build(config.load(folder))
    assert [item.path for item in built.sent] == [sent]
    assert [(item.where, item.path.name, item.reason.split(":")[0]) for item in built.unsent] == [
        ("evidence", "garbled.json", "signature unusable"),
        ("evidence", "unsigned.json", "not signed"),
        ("statements", "orphan.json.sig", "a signature without its document"),
    ]


def _write(name: str, data: bytes) -> Callable[[Path], object]:
    def write(folder: Path) -> None:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(data)

    return write


def _remove_model(folder: Path) -> None:
    (folder / "model" / "model.bin").unlink()


SPOILED: dict[str, tuple[Callable[[Path], object], str]] = {
    "not JSON": (_write("evidence/a.json", b"{"), "a.json"),
    "a key twice": (_write("evidence/a.json", b'{"a": 1, "a": 1}'), "a.json"),
    "a list": (_write("evidence/a.json", b"[]"), "a.json"),
    "not UTF-8": (_write("statements/a.json", b"\xff"), "a.json"),
    "too large": (_write("evidence/a.json", b" " * 2_000_001), "a.json"),
    "too deep": (_write("evidence/a.json", b"[" * 99 + b"]" * 99), "a.json"),
    "a folder with a document's name": (
        lambda folder: (folder / "evidence" / "a.json").symlink_to(folder / "model"),
        "a.json",
    ),
    "a dangling link": (
        lambda folder: (folder / "evidence" / "a.json").symlink_to(folder / "absent"),
        "a.json",
    ),
    "a pipe": (lambda folder: os.mkfifo(folder / "evidence" / "a.json"), "a.json"),
    "a link to a folder": (
        lambda folder: (folder / "evidence" / "more").symlink_to(folder / "model"),
        "more",
    ),
    "no evidence folder": (lambda folder: (folder / "evidence").rmdir(), "evidence"),
    "no model": (_remove_model, "model"),
}


@pytest.mark.parametrize("note", SPOILED)
def test_no_request_can_be_formed(folder: Path, note: str) -> None:
    spoil, where = SPOILED[note]
    spoil(folder)
    with pytest.raises(RequestError) as caught:
        request.build(config.load(folder))
    assert caught.value.exit_code == 2
    assert where in caught.value.where
    assert len(str(caught.value).splitlines()) == 3


def test_too_large_together(folder: Path) -> None:
    for name in "abc":
        path = _put(folder / "evidence", name, signers=0)
        document = documents.read_json(path)
        document["predicate"]["text"] = name * 600_000
        documents.write_json(path, document)
        keys.sign_file(path, keys.generate())
    with pytest.raises(RequestError, match=r"larger than 2,000,000") as caught:
        request.build(config.load(folder))
    assert "a.json" in caught.value.where


def test_before_the_model_none_is_needed(folder: Path) -> None:
    _remove_model(folder)
    (folder / "model").rmdir()
    loaded = config.load(folder)
    assert request.build(loaded, stage="data").request["subject"]["models"] == []
    with pytest.raises(RequestError):
        request.build(loaded, stage="first_use")


def test_flags(folder: Path) -> None:
    loaded = config.load(folder)
    asked = request.build(
        loaded, entrypoint="what_if", stage="data", profile="law", as_of="2027-12-02T00:00:00Z"
    ).request
    assert (asked["stage"], asked["profile"]) == ("data", "law")
    assert asked["as_of"] == "2027-12-02T00:00:00Z"
    with pytest.raises(RequestError, match="asked now"):
        request.build(loaded, as_of="2027-12-02T00:00:00Z")
    for as_of in ("2027-12-02", "2027-02-30T00:00:00Z", "2027-12-02T00:00:00+01:00", ""):
        with pytest.raises(RequestError, match="no moment"):
            request.build(loaded, entrypoint="what_if", as_of=as_of)
    with pytest.raises(RequestError, match="no stage"):
        request.build(loaded, stage="deploy")
    with pytest.raises(RequestError, match="no profile"):
        request.build(loaded, profile="none")


# ---------------------------------------------------------------- lexgate.toml


def test_config(tmp_path: Path) -> None:
    text = TOML.replace('"1.0.0"', '"1.0.0"\ndeployment = "branch"') + (
        '[opa]\nurl = "https://opa.example:8181"\ntoken_file = "token"\nca = "/ca.pem"\n'
        'revisions = {org = 42, lexgate = "1.0.0-abc"}\n'
    )
    found = config.parse(text.encode(), tmp_path, "lexgate.toml")
    assert found.deployment == "branch"
    assert found.paths.model == (tmp_path / "model",)
    assert found.opa.remote
    assert found.opa.ca == Path("/ca.pem")
    assert found.opa.token_file == tmp_path / "token"
    assert found.opa.revisions == {"org": 42, "lexgate": "1.0.0-abc"}


def test_config_defaults(tmp_path: Path) -> None:
    text = TOML.split("model =")[0]
    found = config.parse(text.encode(), tmp_path, "lexgate.toml")
    assert (found.stage, found.profile, found.paths.model) == ("pre_deploy", "house", ())
    assert not found.opa.remote


CONFIG_FAULTS = {
    "an unknown key": (TOML + "stages = 1\n", "gate: unknown: stages"),
    "an unknown table": (TOML + "[gates]\n", "unknown: gates"),
    "a key missing": (TOML.replace('version = "1.0.0"\n', ""), "system: missing: version"),
    "a stage nobody knows": (TOML.replace("pre_deploy", "deploy"), 'gate.stage: "deploy" is none'),
    "a profile nobody knows": (TOML.replace('"house"', '"none"'), "gate.profile"),
    "a name with an @": (TOML.replace("credit-scoring", "a@b"), "system.name"),
    "a name ending in a line break": (TOML.replace('"credit-scoring"', '"a\\n"'), "system.name"),
    "a number for a text": (TOML.replace('"1.0.0"', "1.0"), "system.version: 1.0 is not of type"),
    "a model that is no list": (TOML.replace('["model"]', '"model"'), "paths.model"),
    "a key twice": (TOML + 'stage = "data"\n', "twice"),
    "not TOML": ("x", "not TOML"),
    "url and socket": (TOML + '[opa]\nurl = "http://localhost"\nsocket = "s"\n', "opa"),
    "a path with a zero byte": (TOML.replace('"org"', '"o\\u0000"'), "paths.org"),
}


@pytest.mark.parametrize("note", CONFIG_FAULTS)
def test_config_refused(tmp_path: Path, note: str) -> None:
    text, what = CONFIG_FAULTS[note]
    with pytest.raises(RequestError) as caught:
        config.parse(text.encode(), tmp_path, "lexgate.toml")
    assert what in caught.value.what
    assert len(str(caught.value).splitlines()) == 3


def test_all_config_faults_at_once(tmp_path: Path) -> None:
    text = TOML.replace("pre_deploy", "x").replace('"1.0.0"', "1") + "more = 1\n"
    with pytest.raises(RequestError) as caught:
        config.parse(text.encode(), tmp_path, "lexgate.toml")
    assert all(part in caught.value.what for part in ("gate.stage", "system.version", "more"))


def test_no_config(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match=r"no lexgate\.toml"):
        config.load(tmp_path)
    (tmp_path / "lexgate.toml").write_bytes(b"\xff")
    with pytest.raises(RequestError, match="UTF-8"):
        config.load(tmp_path)


@pytest.mark.parametrize(
    ("pattern", "exact"),
    [("^a$", r"^a\Z"), (r"^a\$", r"^a\$"), ("^[$]$", r"^[$]\Z"), (r"^([\]$]|b$)", r"^([\]$]|b\Z)")],
)
def test_the_end_of_a_pattern_is_the_end(pattern: str, exact: str) -> None:
    assert schemas._exact({"pattern": pattern}) == {"pattern": exact}
    assert schemas._exact({"patternProperties": {pattern: {}}}) == {
        "patternProperties": {exact: {}}
    }


def test_the_schemas_are_schemas() -> None:
    for kind in ("decision", "request", "lexgate_toml"):
        assert schemas.faults({}, kind)
        assert json.dumps(schemas.load(kind))
    with pytest.raises(Exception, match="no schema"):
        schemas.load("../pyproject")
