"""The example's trainings, made once, and warnings of other people's libraries."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from lexgate import documents, schemas

HERE = Path(__file__).parent
EXAMPLE = HERE.parent.parent / "examples" / "credit_scoring"
NOW = "2026-11-22T10:00:00Z"

# Not ours to mend: Ibis 12 calls what DuckDB 2 deprecates, MLflow 3.17 what SQLAlchemy
# 2.1 does, and aif360 0.6.1 has regular expressions in plain strings.
FOREIGN = (
    "ignore:fetch_arrow_table:DeprecationWarning",
    "ignore:invalid escape sequence",
    "ignore:The ``noload`` loader strategy is deprecated",
)


def pytest_collection_modifyitems(items: Sequence[pytest.Item]) -> None:
    """Let only these warnings pass, and only here."""
    for item in items:
        if HERE in item.path.parents:
            for ignored in FOREIGN:
                item.add_marker(pytest.mark.filterwarnings(ignored))


def _example(name: str) -> ModuleType:
    if str(EXAMPLE) not in sys.path:
        sys.path.insert(0, str(EXAMPLE))
    return importlib.import_module(name)


@pytest.fixture(scope="session")
def features() -> ModuleType:
    """The example's reading of its data."""
    return _example("features")


@pytest.fixture(scope="session")
def training() -> ModuleType:
    """The example's training."""
    return _example("train")


@pytest.fixture(scope="session")
def service() -> ModuleType:
    """The example's service."""
    return _example("service")


@pytest.fixture(scope="session")
def plain_model(training: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """All columns, no weights."""
    return training.train(tmp_path_factory.mktemp("plain"), clock=lambda: NOW, track=False)


@pytest.fixture(scope="session")
def fair_model(training: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Reweighed, without attribute 9."""
    return training.train(
        tmp_path_factory.mktemp("fair"),
        weights="reweighing",
        drop=["personal_status"],
        clock=lambda: NOW,
        track=False,
    )


@pytest.fixture
def spark() -> Iterator[None]:
    """Ibis compiles for Spark without having it, once it knows this option."""
    import ibis
    from ibis.config import Config

    class Options(Config):  # type: ignore[misc]
        treat_nan_as_null: bool = False

    before = ibis.options.pyspark
    if before is None:
        ibis.options.pyspark = Options()
    yield
    ibis.options.pyspark = before


@pytest.fixture
def asked(spark: None, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """All that an engine is asked, as Spark would be; DuckDB answers."""
    import ibis

    from lexgate_collectors import tables

    found: list[str] = []
    answer = tables._answer

    def compiled(expression: Any) -> Any:
        found.append(str(ibis.to_sql(expression, dialect="pyspark")))
        assert ibis.to_sql(expression, dialect="duckdb")
        return answer(expression)

    monkeypatch.setattr(tables, "_answer", compiled)
    return found


Describe = Callable[[str], Path]
SYSTEM = """
[system]
name = "scoring"
version = "1.0.0"
[paths]
org = "org"
evidence = "evidence"
statements = "statements"
model = ["model"]
"""


@pytest.fixture
def describe(tmp_path: Path) -> Describe:
    """Make a working folder of `scoring` 1.0.0, with what else its lexgate.toml is to say."""

    def write(more: str) -> Path:
        (tmp_path / "evidence").mkdir(exist_ok=True)
        (tmp_path / "lexgate.toml").write_text(SYSTEM + more, "utf-8")
        return tmp_path

    return write


Check = Callable[[str, Sequence[Mapping[str, Any]], dict[str, Any]], dict[str, Any]]


@pytest.fixture
def fits() -> Check:
    """Check that evidence fits its schema, and that no unknown key gets in anywhere."""

    def check(
        kind: str, subjects: Sequence[Mapping[str, Any]], predicate: dict[str, Any]
    ) -> dict[str, Any]:
        document = documents.parse_json(
            documents.canonical(documents.statement(kind, subjects, predicate)), kind
        )
        assert schemas.faults(document, f"evidence/{kind}") == []
        for place in _objects(document):
            place["a key that nobody declared"] = {}
            assert schemas.faults(document, f"evidence/{kind}") != [] or place is document.get(
                "predicate", {}
            ).get("parameters")
            del place["a key that nobody declared"]
        assert isinstance(document, dict)
        return document

    return check


def _objects(value: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    if isinstance(value, dict):
        found.append(value)
        for inner in value.values():
            found += _objects(inner)
    elif isinstance(value, list):
        for inner in value:
            found += _objects(inner)
    return found
