"""From lexgate.toml and from the command line to what a reader takes."""

from __future__ import annotations

import importlib
import inspect
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lexgate import cli, config, documents, keys, schemas, statements
from lexgate.errors import LexgateError, RequestError
from lexgate_collectors import collecting
from lexgate_collectors.readers import registry

SAMPLES = Path(__file__).parent / "samples"
TOML = """
[collect.read.validation]
tool = "great_expectations"
file = "validation.json"
[collect.read.suppliers]
tool = "bom"
file = "bom.json"
[collect.read.service]
tool = "logs"
file = "service.jsonl"
"""


@pytest.fixture
def folder(tmp_path: Path, describe: Callable[[str], Path]) -> Path:
    """A working folder with files of other tools."""
    describe(TOML)
    expectations = sorted((SAMPLES / "great_expectations").glob("v1_pass*.json"))
    shutil.copyfile(expectations[0], tmp_path / "validation.json")
    shutil.copyfile(SAMPLES / "bom" / "ml-environmental-1.6.json", tmp_path / "bom.json")
    return tmp_path


def collect(folder: Path, name: str) -> dict[str, Any]:
    path = collecting.collect(f"read.{name}", config.load(folder), keys.generate())
    document: dict[str, Any] = documents.read_json(path)
    assert keys.signature_path(path).exists()
    return document


def test_a_report_is_known_by_the_name_that_it_is_given(folder: Path) -> None:
    document = collect(folder, "validation")

    assert document["predicateType"].endswith("/test_report/v1")
    assert document["predicate"]["report"] == "validation"
    assert document["subject"] == [documents.named_subject("version:scoring@1.0.0")]
    assert (folder / "evidence" / "test_report.validation.json").exists()


def test_a_kind_with_one_document_has_no_name(folder: Path) -> None:
    collect(folder, "suppliers")

    assert (folder / "evidence" / "bom.json").exists()


def test_all_that_is_described_can_be_collected(folder: Path) -> None:
    assert collecting.configured(config.load(folder)) == [
        "read.service", "read.suppliers", "read.validation",
    ]  # fmt: skip


def test_logs_speak_of_a_deployment(folder: Path) -> None:
    with pytest.raises(RequestError, match="speaks of a deployment"):
        collect(folder, "service")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (('tool = "bom"', 'tool = "sbom"'), "no reader is called 'sbom'"),
        (('file = "bom.json"', 'file = "bom.json"\nfast = true'), "the reader has no fast"),
        (('file = "bom.json"\n', ""), "no file is named"),
        (('"bom.json"', '"gone.json"'), "No such file"),
        (('"bom.json"', '"validation.json"'), "CycloneDX"),
    ],
)
def test_what_is_wrong_is_said(folder: Path, change: tuple[str, str], told: str) -> None:
    toml = (folder / "lexgate.toml").read_text("utf-8")
    (folder / "lexgate.toml").write_text(toml.replace(*change), "utf-8")

    with pytest.raises(LexgateError) as error:
        collect(folder, "suppliers")

    assert told.lower() in str(error.value).lower()
    assert str(error.value).count("\n") <= 2
    assert list((folder / "evidence").iterdir()) == []


def test_reading_alone_writes_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = sorted(folder.rglob("*"))
    assert cli.main(["evidence", "read", "bom", str(folder / "bom.json")]) == 0
    said = json.loads(capsys.readouterr().out)

    assert said["kind"] == "bom"
    assert said["facts"]["source"]["form"].startswith("CycloneDX")
    assert sorted(folder.rglob("*")) == before
    assert cli.main(["evidence", "read", "horoscope", str(folder / "bom.json")]) == 2


def test_every_reader_has_a_kind_a_schema_and_a_function() -> None:
    kinds = statements.kinds()
    for name, tool in registry.TOOLS.items():
        assert kinds[tool.kind]["purpose"] == "evidence", name
        assert kinds[tool.kind].get("one_for_each", "") == tool.named, name
        assert (kinds[tool.kind]["binding"] == ["deployment"]) == tool.of_deployment, name
        assert schemas.load(f"evidence/{tool.kind}")["type"] == "object"
        module = importlib.import_module(f"lexgate_collectors.readers.{tool.module}")
        assert callable(module.read), name


@pytest.mark.parametrize(
    ("tool", "options", "what"),
    [
        ("mlflow", {"run": 5}, "run is not text"),
        ("mlflow", {"model": "m", "version": 1}, "version is not text"),
        ("mlflow", {"model": ["m"], "alias": "a"}, "model is not text"),
        ("mlflow", {"run": None}, "run is not text"),
        ("image", {"image": True}, "image is not text"),
        ("logs", {"declared": 5}, "declared is not a table"),
        ("logs", {"declared": {}, "gap_hours": "24"}, "gap_hours is not a number"),
        ("logs", {"declared": {}, "tolerated_share": True}, "tolerated_share is not a number"),
    ],
)
def test_options_of_another_type(
    tmp_path: Path, tool: str, options: dict[str, Any], what: str
) -> None:
    with pytest.raises(RequestError, match=what) as caught:
        registry.tool(tool).read(tmp_path / "x", options, "--option")
    assert len(str(caught.value).splitlines()) == 3


def test_each_option_has_a_type_that_is_checked() -> None:
    for tool in registry.TOOLS.values():
        module = importlib.import_module(f"lexgate_collectors.readers.{tool.module}")
        for name in filter(None, ("read", tool.asks)):
            options = list(inspect.signature(getattr(module, name)).parameters.values())[1:]
            for option in options:
                assert str(option.annotation).removesuffix(" | None") in registry._TYPES
