"""Bundles: built the same everywhere, signed only when sound, and refused otherwise."""

from __future__ import annotations

import gzip
import io
import json
import shutil
import stat
import subprocess
import tarfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from lexgate import bundle, cli, documents, keys, paths, schemas
from lexgate.errors import LexgateError, RequestError

SERIAL: dict[str, Any] = {"serial": 7, "expires": "2199-01-01T00:00:00Z"}


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> bundle.Inspection:
    """The rule book as it is, built."""
    return bundle.build_rule_book(tmp_path_factory.mktemp("rules") / "rules.tar.gz", **SERIAL)


@pytest.fixture
def org(tmp_path: Path) -> Path:
    """A copy of the example organisation, to be changed."""
    copy = tmp_path / "org"
    shutil.copytree(paths.bundles() / "org", copy)
    return copy


@pytest.fixture
def key(tmp_path: Path) -> Path:
    path = tmp_path / "key.pem"
    keys.write_private(keys.generate(), path)
    (tmp_path / "key.pub.pem").write_text(keys.public_pem(keys.read_private(path)))
    return path


@pytest.fixture
def signed(org: Path, key: Path, tmp_path: Path) -> Path:
    built = bundle.build_org(org, tmp_path / "org.tar.gz", **SERIAL)
    return bundle.sign(
        built.path, tmp_path / "signed.tar.gz", key=key, key_id="org", scope="org"
    ).path


# ---------------------------------------------------------------- building


def test_the_rule_book_is_what_was_reviewed(rules: bundle.Inspection) -> None:
    assert rules.roots == ("lexgate", "system")
    assert (rules.serial, rules.expires) == (7, "2199-01-01T00:00:00Z")
    assert rules.revision.startswith("7-")
    written = {
        path.relative_to(paths.rego()).as_posix(): documents.digest(path.read_bytes())
        for path in paths.rego().rglob("*.rego")
        if not path.name.endswith("_test.rego")
    }
    assert {name: digest for name, digest in rules.files.items() if name.endswith(".rego")} == (
        written
    )
    assert set(rules.files) - set(written) == {".manifest", "data.json"}


def test_the_same_sources_give_the_same_bytes_anywhere(
    rules: bundle.Inspection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "deep" / "elsewhere" / "rego"
    shutil.copytree(paths.rego(), elsewhere)
    for path in elsewhere.rglob("*"):
        path.touch()
    monkeypatch.setattr(paths, "rego", lambda: elsewhere)
    again = bundle.build_rule_book(tmp_path / "rules.tar.gz", **SERIAL)
    assert again.digest == rules.digest
    with gzip.open(again.path) as file:
        assert str(tmp_path).encode() not in file.read()


def test_org_too(org: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = bundle.build_org(org, tmp_path / "1.tar.gz", **SERIAL)
    other = tmp_path / "other"
    shutil.copytree(org, other)
    monkeypatch.chdir(tmp_path)
    second = bundle.build_org(Path("other"), Path("2.tar.gz"), **SERIAL)
    assert first.digest == second.digest
    assert first.roots == ("org",)
    data = json.loads(bundle._unpack(first.path.read_bytes(), "")["data.json"])["org"]
    assert (data["serial"], data["expires"]) == (7, "2199-01-01T00:00:00Z")
    assert data["people"] == documents.read_yaml(org / "org" / "people" / "data.yaml")


@pytest.mark.parametrize("serial", [0, -1, 10**15, True, "7", 1.0])
def test_a_serial_is_a_whole_number(org: Path, tmp_path: Path, serial: Any) -> None:
    with pytest.raises(RequestError, match="no serial"):
        bundle.build_org(org, tmp_path / "x.tar.gz", serial=serial, expires=SERIAL["expires"])
    assert not (tmp_path / "x.tar.gz").exists()


@pytest.mark.parametrize("expires", ["", "tomorrow", "2027-01-01", "2027-02-30T00:00:00Z"])
def test_an_end_is_a_time(org: Path, tmp_path: Path, expires: str) -> None:
    with pytest.raises(RequestError, match="no time"):
        bundle.build_org(org, tmp_path / "x.tar.gz", serial=1, expires=expires)


def _rego(text: str) -> Callable[[Path], object]:
    def change(rego: Path) -> None:
        place = rego / "lexgate" / "more" / "more.rego"
        place.parent.mkdir()
        place.write_text(text)

    return change


WRONG_RULES: dict[str, tuple[Callable[[Path], object], str]] = {
    "unformatted": (_rego("package lexgate.more\nx:=1\n"), "unformatted"),
    "broken": (_rego("package lexgate.more\n\nx :=\n"), "unformatted|compile|parse"),
    "undefined": (_rego("package lexgate.more\n\nx := nothing\n"), "compile"),
    "asks the network": (
        _rego('package lexgate.more\n\nx := http.send({"url": "http://x", "method": "get"})\n'),
        "http.send",
    ),
    "knows the time": (_rego("package lexgate.more\n\nx := time.now_ns()\n"), "only system"),
    "knows the time from another folder": (
        _rego("package system.more\n\nx := time.now_ns()\n"),
        "another folder than its root",
    ),
    "a package of org": (_rego("package org\n\nx := 1\n"), "root|owned|outside"),
    "a stale catalogue": (
        lambda rego: (rego / "lexgate" / "catalogue" / "data.json").write_text("{}\n"),
        "stale",
    ),
    "roots of org": (
        lambda rego: (rego / ".manifest").write_text('{"roots": ["lexgate", "system", "org"]}'),
        "claims",
    ),
    "no roots": (lambda rego: (rego / ".manifest").write_text("{}"), "claims everything"),
    "a key twice": (
        lambda rego: (rego / "lexgate" / "kinds" / "data.yaml").write_text("a: 1\na: 2\n"),
        "stands twice",
    ),
    "a link": (lambda rego: (rego / "lexgate" / "more").symlink_to("/etc"), "link"),
    "a file of another kind": (
        lambda rego: (rego / "lexgate" / "notes.txt").write_text("x"),
        "no bundle holds",
    ),
}


@pytest.mark.parametrize("note", WRONG_RULES)
def test_a_rule_book_that_fails_its_checks_is_not_built(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, note: str
) -> None:
    change, reason = WRONG_RULES[note]
    rego = tmp_path / "rego"
    shutil.copytree(paths.rego(), rego)
    change(rego)
    monkeypatch.setattr(paths, "rego", lambda: rego)
    with pytest.raises(LexgateError, match=reason):
        bundle.build_rule_book(tmp_path / "rules.tar.gz", **SERIAL)
    assert not (tmp_path / "rules.tar.gz").exists()


def _yaml(part: str, text: str) -> Callable[[Path], object]:
    return lambda org: (org / "org" / part / "data.yaml").write_text(text)


def _with(part: str, change: Callable[[Any], object]) -> Callable[[Path], object]:
    def apply(org: Path) -> None:
        path = org / "org" / part / "data.yaml"
        content = documents.read_yaml(path)
        change(content)
        documents.write_json(path, content)

    return apply


_SOMEBODY = keys.generate()
_LITERAL = {"reading": "literal", "owner": "b.keller", "reason": "Our counsel reads it so."}
_KEY = {
    "key": keys.public_pem(_SOMEBODY),
    "purpose": "statement",
    "kinds": ["system"],
    "systems": ["credit-scoring"],
    "level": "ci",
    "state": "active",
    "valid_from": "2026-01-01T00:00:00Z",
    "valid_until": "2027-01-01T00:00:00Z",
    "person": "b.keller",
}
WRONG_ORGS: dict[str, tuple[Callable[[Path], object], str]] = {
    "a rule": (
        lambda org: (org / "org" / "x.rego").write_text("package org.settings\n"),
        "this is a rule",
    ),
    "a hidden rule": (
        lambda org: (org / "org" / ".x.rego").write_text("package org.settings\n"),
        "this is a rule",
    ),
    "a program": (lambda org: (org / "policy.wasm").write_bytes(b"\0asm"), "no bundle holds"),
    "a second manifest": (lambda org: (org / "org" / ".manifest").write_text("{}"), "no bundle"),
    "the root of authorization": (
        lambda org: (org / ".manifest").write_text('{"roots": ["org", "system/authz"]}'),
        "claims",
    ),
    "no roots": (lambda org: (org / ".manifest").write_text("{}"), "claims everything"),
    "the empty root": (lambda org: (org / ".manifest").write_text('{"roots": [""]}'), "claims"),
    "roots that are text": (
        lambda org: (org / ".manifest").write_text('{"roots": "org"}'),
        "claims",
    ),
    "a root twice in the manifest": (
        lambda org: (org / ".manifest").write_text('{"roots": ["lexgate"], "roots": ["org"]}'),
        "stands twice",
    ),
    "no manifest": (lambda org: (org / ".manifest").unlink(), "can't be read"),
    "a key twice": (_yaml("systems", "s: {owner: a}\ns: {owner: b}\n"), "stands twice"),
    "a word with two readings": (_yaml("access", "pipeline: no\nauditor: []\n"), "quote it"),
    "an alias": (_yaml("systems", "a: &x {owner: a}\nb: *x\n"), "stands for text elsewhere"),
    "nothing": (_yaml("people", ""), "no mapping"),
    "a part gone": (lambda org: shutil.rmtree(org / "org" / "floors"), "missing: floors"),
    "a part unknown": (
        lambda org: (org / "org" / "data.yaml").write_text("more: {a: 1}\n"),
        "unknown: more",
    ),
    "a serial of its own": (
        lambda org: (org / "org" / "data.yaml").write_text("serial: 99\n"),
        "unknown: serial",
    ),
    "data outside org": (
        lambda org: (org / "data.yaml").write_text("system: {a: 1}\n"),
        "outside org",
    ),
    "two files for one value": (
        lambda org: (org / "org" / "data.yaml").write_text("people: {a.sommer: {name: X}}\n"),
        "stands in two files",
    ),
    "a limit misspelt": (
        _with("settings", lambda s: s["defaults"]["limits"].update(fairnes={})),
        "unknown: fairnes",
    ),
    "a limit without an owner": (
        _with(
            "settings",
            lambda s: s["defaults"]["limits"]["fairness"]["selection_rate_ratio"].pop("owner"),
        ),
        "missing: owner",
    ),
    "a limit of somebody unknown": (
        _with(
            "settings",
            lambda s: s["defaults"]["limits"]["fairness"]["selection_rate_ratio"].update(
                owner="nobody"
            ),
        ),
        "nobody is called nobody",
    ),
    "a legal switch misspelt": (
        _with("settings", lambda s: s.update(law={"readings": {"section5": _LITERAL}})),
        "unknown: section5",
    ),
    "a reading that is none": (
        _with(
            "settings",
            lambda s: s.update(
                law={"readings": {"section5_reading": {**_LITERAL, "reading": "later"}}}
            ),
        ),
        "section5_reading",
    ),
    "a legal switch without a reason": (
        _with(
            "settings",
            lambda s: s.update(
                law={"readings": {"section5_reading": {"reading": "literal", "owner": "b.keller"}}}
            ),
        ),
        "missing: reason",
    ),
    "a legal switch of somebody unknown": (
        _with(
            "settings",
            lambda s: s.update(
                law={"readings": {"section5_reading": {**_LITERAL, "owner": "nobody"}}}
            ),
        ),
        "settings.law.readings.section5_reading.owner: nobody is called nobody",
    ),
    "a published form that nobody looked up": (
        _with(
            "settings",
            lambda s: s.update(
                law={
                    "published": {
                        "simplified_form": {"reference": "F", "set_by": "C", "owner": "nobody"}
                    }
                }
            ),
        ),
        "settings.law.published.simplified_form.owner: nobody is called nobody",
    ),
    "a published standard without its source": (
        _with(
            "settings",
            lambda s: s.update(
                law={"published": {"harmonised_standards": {"EN 1": {"owner": "b.keller"}}}}
            ),
        ),
        "set_by",
    ),
    "a published standard that nobody looked up": (
        _with(
            "settings",
            lambda s: s.update(
                law={
                    "published": {
                        "harmonised_standards": {"EN 1": {"set_by": "OJ", "owner": "nobody"}}
                    }
                }
            ),
        ),
        "settings.law.published.harmonised_standards.EN 1.owner: nobody is called nobody",
    ),
    "a list with a number": (
        _with("settings", lambda s: s["defaults"]["fairness"]["protected_attributes"].append(1)),
        "not of type string",
    ),
    "an empty list": (
        _with("settings", lambda s: s["defaults"]["data_sets"].update(roles=[])),
        "data_sets.roles",
    ),
    "days for no kind": (
        _with("settings", lambda s: s["defaults"]["freshness"].update(fairnes=9)),
        "no kind fairnes",
    ),
    "a token in clear": (_yaml("access", "pipeline: [secret]\nauditor: []\n"), "not of type"),
    "a floor unknown": (_with("floors", lambda f: f["profile"].update(pre_deploy="none")), "none"),
    "a floor gone": (_with("floors", lambda f: f["key_level"].pop("data")), "missing: data"),
    "a key under a name": (_with("keys", lambda k: k.update(me=_KEY)), "unknown: me"),
    "a key under another's id": (
        _with("keys", lambda k: k.update({keys.kid(keys.generate()): _KEY})),
        "not the thumbprint",
    ),
    "a statement key of nobody": (
        _with(
            "keys",
            lambda k: k.update(
                {keys.kid(_SOMEBODY): {n: v for n, v in _KEY.items() if n != "person"}}
            ),
        ),
        "missing: person",
    ),
    "a key for the other purpose": (
        _with("keys", lambda k: k.update({keys.kid(_SOMEBODY): {**_KEY, "kinds": ["fairness"]}})),
        "no kind of statement",
    ),
    "a private key": (
        _with("keys", lambda k: k.update({keys.kid(_SOMEBODY): {**_KEY, "key": "PRIVATE"}})),
        "does not match",
    ),
    "signers of no kind": (_with("signers", lambda s: s.update(systm=["x"])), "nobody signs"),
    "a link": (lambda org: (org / "org" / "more").symlink_to("/etc"), "link"),
}


@pytest.mark.parametrize("note", WRONG_ORGS)
def test_an_org_that_is_no_sound_data_is_not_built(org: Path, tmp_path: Path, note: str) -> None:
    change, reason = WRONG_ORGS[note]
    change(org)
    with pytest.raises(LexgateError, match=reason):
        bundle.build_org(org, tmp_path / "org.tar.gz", **SERIAL)
    assert not (tmp_path / "org.tar.gz").exists()


def test_a_sound_key_is_taken(org: Path, tmp_path: Path) -> None:
    _with("keys", lambda k: k.update({keys.kid(_SOMEBODY): _KEY}))(org)
    bundle.build_org(org, tmp_path / "org.tar.gz", **SERIAL)


def test_a_failed_build_leaves_the_old_archive(org: Path, tmp_path: Path) -> None:
    out = tmp_path / "org.tar.gz"
    before = bundle.build_org(org, out, **SERIAL).digest
    _yaml("people", "")(org)
    with pytest.raises(LexgateError):
        bundle.build_org(org, out, **SERIAL)
    assert bundle.inspect(out).digest == before
    assert [path.name for path in tmp_path.iterdir() if path.name.endswith(".tmp")] == []


def test_every_part_of_org_has_a_schema_that_refuses_unknown_keys() -> None:
    for part in bundle.ORG_PARTS:
        found = schemas.faults({"something else": 1}, f"org/{part}")
        assert any("unknown: " in fault for fault in found), part


# ---------------------------------------------------------------- signing and verifying


def test_a_signed_bundle_verifies(signed: Path, key: Path) -> None:
    found = bundle.verify(signed, key=key.with_name("key.pub.pem"), key_id="org", scope="org")
    assert found.signature == bundle.Signature("ES256", "org", "org")
    assert found.roots == ("org",)


def test_the_rule_book_is_signed_too(rules: bundle.Inspection, key: Path, tmp_path: Path) -> None:
    out = tmp_path / "rules.tar.gz"
    found = bundle.sign(rules.path, out, key=key, scope="rules")
    key_id = keys.kid(keys.read_private(key))
    assert found.signature == bundle.Signature("ES256", key_id, "rules")
    bundle.verify(out, key=key.with_name("key.pub.pem"), key_id=key_id, scope="rules")
    plain = {name: d for name, d in found.files.items() if name != ".signatures.json"}
    assert plain == rules.files


def _archive(content: dict[str, bytes]) -> bytes:
    return bundle._pack(content)


WRONG_SIGNED: dict[str, tuple[Callable[[dict[str, bytes]], bytes], str]] = {
    "unsigned": (
        lambda c: _archive({n: t for n, t in c.items() if n != ".signatures.json"}),
        "not signed",
    ),
    "a changed byte": (
        lambda c: _archive({**c, "data.json": c["data.json"].replace(b"0.8", b"0.1", 1)}),
        "digest mismatch",
    ),
    "a changed serial": (
        lambda c: _archive({**c, ".manifest": c[".manifest"].replace(b":7", b":9", 1)}),
        "digest mismatch",
    ),
    "an added file": (lambda c: _archive({**c, "more/data.json": b"{}"}), "not included"),
    "an added rule": (lambda c: _archive({**c, "x.rego": b"package org.x\n"}), "not included"),
    "a deleted file": (
        lambda c: _archive({n: t for n, t in c.items() if n != "data.json"}),
        "not found",
    ),
    "a signature of nothing": (
        lambda c: _archive({**c, ".signatures.json": b'{"signatures": []}'}),
        "not exactly one",
    ),
    "two signatures": (
        lambda c: _archive(
            {
                **c,
                ".signatures.json": json.dumps(
                    {"signatures": json.loads(c[".signatures.json"])["signatures"] * 2}
                ).encode(),
            }
        ),
        "not exactly one",
    ),
    "signatures that are junk": (
        lambda c: _archive({**c, ".signatures.json": b'{"signatures": [1]}'}),
        "not exactly one",
    ),
    "no archive": (lambda c: b"junk", "no bundle can be read"),
    "half an archive": (lambda c: _archive(c)[:300], "no bundle can be read"),
    "a bomb": (lambda c: gzip.compress(bytes(100_000_000), 1), "too large"),
    "a file twice": (lambda c: _twice(c), "there twice"),
    "a path upwards": (lambda c: _archive({**c, "../x/data.json": b"{}"}), "no plain file"),
}


def _twice(content: dict[str, bytes]) -> bytes:
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w") as tar:
        for name in [*content, "data.json"]:
            member = tarfile.TarInfo(f"/{name}")
            member.size = len(content[name])
            tar.addfile(member, io.BytesIO(content[name]))
    return gzip.compress(plain.getvalue())


@pytest.mark.parametrize("note", WRONG_SIGNED)
def test_what_was_changed_after_signing_is_refused(signed: Path, key: Path, note: str) -> None:
    change, reason = WRONG_SIGNED[note]
    signed.write_bytes(change(bundle._unpack(signed.read_bytes(), "")))
    with pytest.raises(bundle.RefusedError, match=reason):
        bundle.verify(signed, key=key.with_name("key.pub.pem"), key_id="org", scope="org")


def test_another_key_name_or_scope_is_refused(signed: Path, key: Path, tmp_path: Path) -> None:
    public = key.with_name("key.pub.pem")
    other = tmp_path / "other.pub.pem"
    other.write_text(keys.public_pem(keys.generate()))
    for options, reason in (
        ({"key": other, "key_id": "org", "scope": "org"}, "OPA refuses"),
        ({"key": public, "key_id": "rules", "scope": "org"}, "is wanted"),
        ({"key": public, "key_id": "org", "scope": "rules"}, "is wanted"),
    ):
        with pytest.raises(bundle.RefusedError, match=reason):
            bundle.verify(signed, **options)  # type: ignore[arg-type]


def test_an_expired_bundle_is_refused(signed: Path, key: Path) -> None:
    options: dict[str, Any] = {
        "key": key.with_name("key.pub.pem"), "key_id": "org", "scope": "org",
    }  # fmt: skip
    end = datetime(2199, 1, 1, tzinfo=UTC)
    bundle.verify(signed, **options, now=end.replace(year=2198))
    with pytest.raises(bundle.RefusedError, match="expired"):
        bundle.verify(signed, **options, now=end)


WRONG_CONTENT: dict[str, tuple[dict[str, bytes | None], str]] = {
    "a rule": ({"org/x.rego": b"package org.x\n\ny := 1\n"}, "this is a rule"),
    "other roots": ({".manifest": b'{"roots":["org","system"],"rego_version":1}'}, "claims"),
    "no manifest": ({".manifest": None}, "claims everything"),
    "old Rego": ({".manifest": b'{"roots":["org"],"rego_version":0}'}, "another form"),
    "a module of WASM": (
        {".manifest": b'{"roots":["org"],"rego_version":1,"wasm":[]}'},
        "another form",
    ),
    "data outside": ({"data.json": b'{"org":{},"system":{}}'}, "outside the roots"),
    "other data": ({"data.json": b'{"org":{}}'}, "missing: access"),
    "a file beside": ({"org/data.json": b"{}"}, "no bundle of ours"),
}


@pytest.mark.parametrize("note", WRONG_CONTENT)
def test_what_we_did_not_build_is_not_signed(
    org: Path, key: Path, tmp_path: Path, note: str
) -> None:
    change, reason = WRONG_CONTENT[note]
    built = bundle.build_org(org, tmp_path / "org.tar.gz", **SERIAL)
    content: dict[str, bytes | None] = {**bundle._unpack(built.path.read_bytes(), ""), **change}
    built.path.write_bytes(_archive({n: t for n, t in content.items() if t is not None}))
    with pytest.raises(LexgateError, match=reason):
        bundle.sign(built.path, tmp_path / "signed.tar.gz", key=key, key_id="org", scope="org")
    assert not (tmp_path / "signed.tar.gz").exists()


def test_a_rule_book_made_elsewhere_is_checked_before_it_is_signed(
    rules: bundle.Inspection, key: Path, tmp_path: Path
) -> None:
    content = bundle._unpack(rules.path.read_bytes(), "")
    archive = tmp_path / "rules.tar.gz"
    for name, text, reason in (
        ("lexgate/x.rego", b"package lexgate.x\n\ny := opa.runtime()\n", "opa.runtime"),
        ("lexgate/x.rego", b"package lexgate.x\n\ny := time.now_ns()\n", "only system"),
        ("system/x.rego", b"package system.x\n\ny := http.send({})\n", "http.send"),
        ("system/x.rego", b"package lexgate.x\n\ny := time.now_ns()\n", "another folder"),
        ("org/x.rego", b"package org.x\n\ny := 1\n", "root|owned|outside"),
    ):
        archive.write_bytes(_archive({**content, name: text}))
        with pytest.raises(bundle.RefusedError, match=reason):
            bundle.sign(archive, tmp_path / "signed.tar.gz", key=key, scope="rules")


def test_a_key_that_others_can_read_signs_nothing(org: Path, key: Path, tmp_path: Path) -> None:
    built = bundle.build_org(org, tmp_path / "org.tar.gz", **SERIAL)
    key.chmod(0o644)
    with pytest.raises(RequestError, match="others can read"):
        bundle.sign(built.path, built.path, key=key, scope="org")


# ---------------------------------------------------------------- capabilities


def test_the_lists_of_builtins_are_what_the_rules_use() -> None:
    for name, wanted in bundle.capabilities().items():
        assert (paths.bundles() / name).read_bytes() == wanted, (
            f"{name} is stale: python -m lexgate.bundle writes it anew; review what it adds"
        )


def test_no_list_holds_what_reaches_out_of_the_question() -> None:
    def names(file: str) -> set[str]:
        listed = documents.read_json(paths.bundles() / file)
        assert listed["allow_net"] == []
        return {builtin["name"] for builtin in listed["builtins"]}

    rules, system = names(bundle.CAPABILITIES), names(bundle.CAPABILITIES_OF_SYSTEM)
    assert "time.now_ns" not in rules
    assert "time.now_ns" in system
    for name in rules | system:
        assert not bundle.NEVER.fullmatch(name), name
    for name in ("http.send", "opa.runtime", "net.lookup_ip_addr", "rand.intn", "uuid.rfc4122",
                 "io.jwt.decode_verify", "io.jwt.encode_sign", "print", "trace",
                 "providers.aws.sign_req", "rego.parse_module"):  # fmt: skip
        assert bundle.NEVER.fullmatch(name), name


def test_every_builtin_that_opa_calls_nondeterministic_is_barred_or_the_clock(opa: Path) -> None:
    done = subprocess.run(
        [str(opa), "capabilities", "--current"], capture_output=True, check=True, timeout=30
    )
    found = {b["name"] for b in json.loads(done.stdout)["builtins"] if b.get("nondeterministic")}
    assert {name for name in found if not bundle.NEVER.fullmatch(name)} == bundle.ONLY_SYSTEM


# ---------------------------------------------------------------- the command


def test_the_command(
    org: Path, key: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, public = tmp_path / "out.tar.gz", key.with_name("key.pub.pem")

    def run(*words: str | Path) -> int:
        return cli.main(["-C", str(tmp_path), "bundle", *map(str, words)])

    times = ("--serial", "7", "--expires", "2199-01-01T00:00:00Z")
    assert run("build", "org", "--org", org, *times, "-o", out) == 0
    assert stat.S_IMODE(out.stat().st_mode) & 0o600 == 0o600
    assert "signed by nobody" in capsys.readouterr().out
    check = ("verify", "out.tar.gz", "--key", public, "--key-id", "k", "--scope", "org")
    assert run(*check) == 1
    assert "not signed" in capsys.readouterr().err
    assert run("sign", out, "--key", "key.pem", "--key-id", "k", "--scope", "org") == 0
    assert run(*check) == 0
    assert "verified)" in capsys.readouterr().out
    assert run("inspect", out, "--format", "json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["signed"] == {"algorithm": "ES256", "key_id": "k", "scope": "org"}
    assert (told["serial"], told["roots"], told["verified"]) == (7, ["org"], False)
    assert ".signatures.json" in told["files"]
    assert run("inspect", "nothing.tar.gz") == 2
    assert run("build", "org", *times, "-o", out) == 2
    assert "Name the folder of org" in capsys.readouterr().err
