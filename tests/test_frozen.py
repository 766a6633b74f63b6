"""Schemas of documents move only on purpose."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lexgate import documents, frozen, paths, statements


def test_every_kind_is_frozen_as_it_is() -> None:
    assert frozen.moved() == []
    read = statements.kinds()
    listed = documents.read_yaml(paths.law() / "documents.yaml") | read
    assert set(frozen.hashes()) == {
        f"{found['purpose']}/{kind}.v1" for kind, found in listed.items()
    }
    assert set(read) < set(listed)


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(paths.schemas(), tmp_path / "schemas")
    monkeypatch.setattr(paths, "schemas", lambda: tmp_path / "schemas")
    return tmp_path / "schemas"


def _field(schema: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = schema["properties"]["predicate"]["properties"]
    return found


def _told(schema: dict[str, Any]) -> None:
    schema["description"] = "Other words."
    _field(schema)["measures"]["x-provision"] = "Article 4"


def _added(schema: dict[str, Any]) -> None:
    _field(schema)["title"] = {"type": "string"}


def _required(schema: dict[str, Any]) -> None:
    schema["properties"]["predicate"]["required"].append("reviewed_at")


@pytest.mark.parametrize(
    ("change", "moved"),
    [(_told, []), (_added, ["statement/literacy.v1"]), (_required, ["statement/literacy.v1"])],
)
def test_what_moves_a_schema(
    change: Callable[[dict[str, Any]], None], moved: list[str], copied: Path
) -> None:
    file = copied / "statement" / "literacy.v1.json"
    schema = json.loads(file.read_bytes())
    before = json.dumps(schema)
    change(schema)
    assert json.dumps(schema) != before
    file.write_text(json.dumps(schema), "utf-8")
    assert frozen.moved() == moved


def test_a_moved_schema_is_refused_until_it_is_frozen(
    copied: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (copied / "evidence" / "bom.v1.json").unlink()
    documents.write_json(copied / "statement" / "new.v1.json", {"type": "object"})
    assert frozen.main([]) == 3
    told = capsys.readouterr().err
    assert "evidence/bom.v1, statement/new.v1" in told
    assert "CHANGELOG" in told
    assert frozen.main(["--write"]) == 0
    assert frozen.main([]) == 0
