"""Documents: what can be read in two ways is refused, and files are written whole."""

import contextlib
import errno
import hashlib
import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lexgate import documents
from lexgate.errors import LexgateError, RequestError

REFUSED_JSON = {
    "not JSON": (b'{"a": }', "not JSON"),
    "nothing": (b"", "not JSON"),
    "text behind the document": (b"{} {}", "not JSON"),
    "a key twice": (b'{"a": 1, "b": {"k": 1, "k": 2}}', 'key "k" stands twice'),
    "a key twice by an escape": (b'{"a": 1, "\\u0061": 2}', 'key "a" stands twice'),
    "NaN": (b'{"a": NaN}', "NaN is no number"),
    "Infinity": (b'{"a": [-Infinity]}', "-Infinity is no number"),
    "a whole number of 16 digits": (b'{"a": 1234567890123456}', "out of range"),
    "a whole number of 5000 digits": (b"[" + b"9" * 5000 + b"]", "out of range"),
    "an exponent of three digits": (b"[1e100]", "out of range"),
    "a huge exponent": (b"[1e9999999]", "out of range"),
    "a fraction of 18 digits": (b"[0.123456789012345678]", "out of range"),
    "half a character": (b'["\\ud800"]', "half a character"),
    "half a character in a key": (b'{"\\udc00": 1}', "half a character"),
    "too deep": (b"[" * 61 + b"]" * 61, "deeper than 60"),
    "far too deep": (b"[" * 100_000 + b"]" * 100_000, "deeper than 60"),
    "not UTF-8": (b'{"a": "\xff"}', "not UTF-8 at byte 7"),
    "UTF-16": ('{"a": 1}'.encode("utf-16-be"), "not JSON"),
    "a byte order mark": (b"\xef\xbb\xbf{}", "byte order mark"),
    "too large": (b'"' + b"x" * 2_000_000 + b'"', "larger than 2,000,000"),
    "a bare tab in text": (b'["\t"]', "not JSON"),
}


@pytest.mark.parametrize("note", REFUSED_JSON)
def test_json_refused(note: str) -> None:
    data, what = REFUSED_JSON[note]
    with pytest.raises(RequestError) as caught:
        documents.parse_json(data, "here.json")
    assert what in caught.value.what
    assert caught.value.where.startswith("here.json")
    assert caught.value.do
    assert caught.value.exit_code == 2
    assert len(str(caught.value).splitlines()) <= 3


def test_all_faults_at_once() -> None:
    with pytest.raises(RequestError) as caught:
        documents.parse_json(b'{"a": NaN, "a": 1e999, "b": "\\ud800"}', "x")
    assert all(part in caught.value.what for part in ("NaN", "1e999", "twice", "half"))


def test_numbers_at_the_limit() -> None:
    read = documents.parse_json(b"[123456789012345, -0.12345678901234567, 1e99, 0, -0]", "x")
    assert read == [123456789012345, -0.12345678901234567, 1e99, 0, 0]


def test_depth_at_the_limit() -> None:
    assert documents.parse_json(b"[" * 60 + b"]" * 60, "x")


def test_an_answer_may_have_more_digits() -> None:
    data = b"[0.012345679012345679012, 1234567890123456789]"
    assert documents.parse_json(data, "x", answer=True)[1] == 1234567890123456789
    with pytest.raises(RequestError):
        documents.parse_json(b"[1e999]", "x", answer=True)


REFUSED_YAML = {
    "a key twice": ("a: 1\nb: 2\na: 3\n", "line 3"),
    "an anchor bomb": ("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "&a"),
    "an alias": ("a: &n 1\nb: *n\n", "*n"),
    "a merge key": ("a: {b: 1}\nc:\n  <<: {b: 2}\n", "line 3"),
    "a date": ("review_by: 2027-09-30\n", "2027-09-30"),
    "a moment": ("at: 2027-09-30T10:00:00Z\n", "2027-09-30T"),
    "yes": ("answer: yes\n", "yes"),
    "on as a key": ("on: x\n", "on"),
    "n": ("answer: n\n", "n means"),
    "True": ("a: True\n", "True"),
    "octal": ("a: 012\n", "012"),
    "octal of YAML 1.2": ("a: 0o12\n", "0o12"),
    "hexadecimal": ("a: 0x1F\n", "0x1F"),
    "sixties": ("a: 1:30\n", "1:30"),
    "underscores": ("a: 1_000\n", "1_000"),
    "infinity": ("a: .inf\n", ".inf"),
    "a number too long": ("a: 1234567890123456\n", "1234567890123456"),
    "a number as a key": ("1: a\n", "key 1"),
    "null as a key": ("~: a\n", "key None"),
    "a list as a key": ("? [a]\n: b\n", "as a key"),
    "a tag": ("a: !!str 1\n", "tag"),
    "a tag of Python": ("a: !!python/object/apply:os.system [ls]\n", "tag"),
    "two documents": ("a: 1\n---\nb: 2\n", "second document"),
    "a tab": ("a:\n\t- b\n", "not YAML"),
    "too deep": ("[" * 70 + "]" * 70, "deeper than 60"),
    "half a character": ('a: "\\ud800"\n', ""),
    "a control character": ("a: \x07\n", "not YAML"),
}


@pytest.mark.parametrize("note", REFUSED_YAML)
def test_yaml_refused(note: str) -> None:
    text, what = REFUSED_YAML[note]
    with pytest.raises(RequestError) as caught:
        documents.parse_yaml(text.encode(), "here.yaml")
    assert what in str(caught.value)
    assert "here.yaml" in caught.value.where


def test_yaml_accepted() -> None:
    text = (
        'a: 1\nb: [0.8, -1.5e-3, true, null, ~]\nc: {d: "yes", e: plain words, f: 3.2.0}\n'
        'g: |\n  lines\n"on": "2027-09-30"\nh: sha256:00\ni:\nEUAIA-10.2.f: EUAIA-9.8\n'
    )
    assert documents.parse_yaml(text.encode(), "x") == {
        "a": 1,
        "b": [0.8, -0.0015, True, None, None],
        "c": {"d": "yes", "e": "plain words", "f": "3.2.0"},
        "g": "lines\n",
        "on": "2027-09-30",
        "h": "sha256:00",
        "i": None,
        "EUAIA-10.2.f": "EUAIA-9.8",
    }
    assert documents.parse_yaml(b"# nothing\n", "x") is None


def _values() -> st.SearchStrategy[Any]:
    leaves = (
        st.none()
        | st.booleans()
        | st.integers(-(10**15) + 1, 10**15 - 1)
        | st.text(st.characters(exclude_categories=["Cs"]))
    )
    return st.recursive(
        leaves, lambda inner: st.lists(inner) | st.dictionaries(st.text("abc\u00e4"), inner)
    )


@given(_values())
def test_what_is_written_reads_the_same(value: Any) -> None:
    data = documents.canonical(value)
    assert documents.parse_json(data, "x") == value
    assert documents.canonical(documents.parse_json(data, "x")) == data


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for parse in (documents.parse_json, documents.parse_yaml):
        with contextlib.suppress(RequestError):
            parse(data, "x")


def test_canonical_bytes() -> None:
    value = {"b": "ä", "a": [1, {"c": 0.5}]}
    assert documents.canonical(value).decode() == (
        '{\n  "a": [\n    1,\n    {\n      "c": 0.5\n    }\n  ],\n  "b": "ä"\n}\n'
    )


@pytest.mark.parametrize(
    "value",
    [
        {"a": float("nan")},
        {"a": float("inf")},
        {1: "a"},
        {"a": {1, 2}},
        {"a": b"bytes"},
        {"a": "\ud800"},
        {"a": 10**15},
        {"a": 1 / 81},
    ],
    ids=str,
)
def test_what_cannot_be_written(value: Any) -> None:
    with pytest.raises(LexgateError):
        documents.canonical(value)


def test_a_value_that_holds_itself_cannot_be_written() -> None:
    value: list[Any] = []
    value.append(value)
    with pytest.raises(LexgateError):
        documents.canonical(value)


def test_write_and_read(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    name = documents.write_json(path, {"a": 1})
    assert documents.read_json(path) == {"a": 1}
    assert name == "sha256:" + hashlib.sha256(path.read_bytes()).hexdigest()
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.json"]


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_full_disk_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    path = tmp_path / "a.json"
    documents.write_json(path, {"a": 1})

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(os, step, full)
        with pytest.raises(LexgateError, match="No space left"):
            documents.write_json(path, {"a": 2})
    assert json.loads(path.read_text()) == {"a": 1}
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.json"]


def test_a_really_full_disk_leaves_nothing_behind() -> None:
    if not os.path.exists("/dev/full"):
        pytest.skip("needs /dev/full")
    with pytest.raises(LexgateError):
        documents.write_bytes(Path("/dev/full/x"), b"x")


def test_unreadable_places(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.json")
    (tmp_path / "folder.json").mkdir()
    for name in ("absent.json", "pipe.json", "folder.json", "nul\0.json"):
        with pytest.raises(RequestError) as caught:
            documents.read_json(tmp_path / name)
        assert name in caught.value.where


def test_artefact_digest(tmp_path: Path) -> None:
    model = tmp_path / "model"
    (model / "sub").mkdir(parents=True)
    (model / "b.txt").write_bytes(b"b")
    (model / "sub" / "a.txt").write_bytes(b"a")
    hashed = {name: hashlib.sha256(name.encode()).hexdigest() for name in "ab"}
    lines = sorted([f"{hashed['b']}  b.txt\n", f"{hashed['a']}  sub/a.txt\n"])
    expected = "sha256:" + hashlib.sha256("".join(lines).encode()).hexdigest()
    assert documents.artefact_digest(model) == expected

    one = documents.artefact_digest(model / "b.txt")
    assert one == documents.digest(f"{hashed['b']}  b.txt\n".encode())

    seen = [expected]
    (model / ".hidden").write_bytes(b"")
    seen.append(documents.artefact_digest(model))
    (model / ".hidden").rename(model / "c.txt")
    seen.append(documents.artefact_digest(model))
    (model / "b.txt").write_bytes(b"c")
    seen.append(documents.artefact_digest(model))
    assert len(set(seen)) == 4


def test_artefacts_refused(tmp_path: Path) -> None:
    def folder(name: str) -> Path:
        (tmp_path / name).mkdir()
        return tmp_path / name

    linked = folder("linked")
    (linked / "x").symlink_to("/etc/hostname")
    piped = folder("piped")
    os.mkfifo(piped / "x")
    broken = folder("broken")
    (broken / "a\nb").write_bytes(b"")
    for path in (tmp_path / "absent", folder("empty"), linked, piped, broken):
        with pytest.raises(RequestError) as caught:
            documents.artefact_digest(path)
        assert path.name in caught.value.where


def test_statement() -> None:
    subject = documents.named_subject("version:a@1")
    assert subject["digest"]["sha256"] == hashlib.sha256(b"version:a@1").hexdigest()
    model = documents.digest_subject("model:a", "sha256:" + "0" * 64)
    made = documents.statement("log_test", [subject, model], {"requests": 1})
    assert made == {
        "_type": "https://in-toto.io/Statement/v1",
        "predicateType": "https://lexgate.example/evidence/log_test/v1",
        "subject": [model, subject],
        "predicate": {"requests": 1},
    }
    assert documents.kind_of(made) == "log_test"
    assert documents.kind_of({"predicateType": "https://elsewhere.example/x/v1"}) is None
    assert documents.kind_of([]) is None
    for subjects in ([], [subject, subject]):
        with pytest.raises(LexgateError):
            documents.statement("log_test", subjects, {})
    with pytest.raises(LexgateError):
        documents.statement("../x", [subject], {})
    with pytest.raises(LexgateError):
        documents.digest_subject("model:a", "sha256:abc")
