"""What users install: complete away from the checkout, and light without the extras.

These tests build and install for real, offline: uv takes everything from the
cache that `make setup` filled. That holds packages, and what an index says of their
dependencies on some machines only: locks are installed as they stand, and then checked.
"""

import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

HEAVY = {"aif360", "duckdb", "evidently", "fairlearn", "ibis", "mlflow", "numpy", "pandas"}
HEAVY |= {"docx", "lxml", "pyarrow", "pypdf", "scipy", "sklearn"}

# What builds an editable install, with all that it asks for.
BUILDS = ("hatchling", "packaging", "pathspec", "pluggy", "tomlkit", "trove-classifiers")

ASK = """
import importlib.util, json, sys
import lexgate, lexgate_collectors
from lexgate import paths
print(json.dumps({
    "lexgate": lexgate.__file__,
    "collectors": lexgate_collectors.__file__,
    "version": lexgate.__version__,
    "law": str(paths.law()),
    "rego": str(paths.rego()),
    "schemas": str(paths.schemas()),
    "tools": str(paths.tools()),
    "checkout": paths.checkout() and str(paths.checkout()),
    "heavy": [name for name in sys.argv[1:] if importlib.util.find_spec(name)],
}))
"""


def run(command: Iterable[str | Path], cwd: Path) -> str:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    clean.pop("VIRTUAL_ENV", None)
    ran = subprocess.run(
        [str(word) for word in command], cwd=cwd, env=clean, capture_output=True, text=True
    )
    assert ran.returncode == 0, f"{command}\n{ran.stdout}\n{ran.stderr}"
    return ran.stdout


@pytest.fixture(scope="session")
def uv() -> Path:
    """The uv that `make setup` put beside this Python."""
    found = Path(sys.executable).parent / "uv"
    assert found.is_file(), "run `make setup` first"
    return found


def new_environment(uv: Path, folder: Path) -> Path:
    """An empty environment on this Python; its interpreter."""
    run([uv, "venv", "--quiet", "--offline", "--python", sys.executable, folder], folder.parent)
    return folder / "bin" / "python"


def installing(uv: Path, python: Path) -> list[str | Path]:
    """The command that installs what it is given, and nothing that this asks for."""
    quietly = ("--quiet", "--offline", "--no-deps")
    return [uv, "pip", "install", *quietly, "--python", python]


def ask(python: Path, cwd: Path) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(run([python, "-I", "-c", ASK, *sorted(HEAVY)], cwd))
    return answer


def test_a_wheel_works_away_from_the_checkout_and_stays_light(
    uv: Path, checkout: Path, opa: Path, tmp_path: Path
) -> None:
    build: list[str | Path] = [
        uv,
        "build",
        "--quiet",
        "--wheel",
        "--offline",
        "--no-build-isolation",
    ]
    run([*build, "--python", sys.executable, "--out-dir", tmp_path / "dist", checkout], tmp_path)
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    python = new_environment(uv, tmp_path / "env")
    install = installing(uv, python)
    run([*install, "--require-hashes", "-r", checkout / "requirements/light.txt"], tmp_path)
    run([*install, wheel], tmp_path)
    run([uv, "pip", "check", "--quiet", "--python", python], tmp_path)

    found = ask(python, tmp_path)

    assert found["heavy"] == []
    assert found["checkout"] is None
    packages = Path(found["lexgate"]).parent.parent
    assert packages.is_relative_to(tmp_path / "env")
    assert Path(found["collectors"]).parent.parent == packages
    for name in ("law", "rego", "schemas", "tools"):
        assert Path(found[name]) == packages / "lexgate/_rulebook" / name
        assert contents(Path(found[name])) == contents(checkout / name)
    assert (packages / "lexgate/py.typed").is_file()
    assert (packages / "lexgate_collectors/py.typed").is_file()
    assert "usage: lexgate" in run([tmp_path / "env/bin/lexgate", "--help"], tmp_path)
    judges(tmp_path / "env/bin/lexgate", opa, tmp_path)


def test_an_editable_install_uses_the_source_tree(
    uv: Path, checkout: Path, opa: Path, tmp_path: Path
) -> None:
    python = new_environment(uv, tmp_path / "env")
    install = installing(uv, python)
    run([*install, "--require-hashes", "-r", checkout / "requirements/light.txt"], tmp_path)
    run([*install, "-c", checkout / "requirements/dev.txt", *BUILDS], tmp_path)
    run([*install, "--no-build-isolation", "--editable", checkout], tmp_path)
    run([uv, "pip", "check", "--quiet", "--python", python], tmp_path)

    found = ask(python, tmp_path)

    assert found["lexgate"] == str(checkout / "src/lexgate/__init__.py")
    assert found["collectors"] == str(checkout / "collectors/lexgate_collectors/__init__.py")
    assert found["checkout"] == str(checkout)
    for name in ("law", "rego", "schemas", "tools"):
        assert found[name] == str(checkout / name)
    judges(tmp_path / "env/bin/lexgate", opa, tmp_path)


def judges(lexgate: Path, opa: Path, folder: Path) -> None:
    """From an empty folder to a decision that the client believes."""
    system = folder / "system"
    names = ["--system", "scoring", "--organisation", "Some Bank"]
    run([lexgate, "-C", system, "init", *names], folder)
    (system / "model").mkdir()
    (system / "model" / "weights").write_bytes(b"weights")
    command = [str(lexgate), "-C", str(system), "gate", "--format", "json"]
    environment = {"PATH": os.environ["PATH"], "LEXGATE_OPA": str(opa), "HOME": str(folder)}
    asked = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    assert (asked.returncode, asked.stderr) == (1, "")
    decision = json.loads(asked.stdout)
    assert decision["allow"] is False
    assert len(decision["verdicts"]) == decision["rule_book"]["controls"] > 30


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }


# ---------------------------------------------------------------- locks


def pinned(lock: Path) -> dict[str, set[str]]:
    """Name to versions; a lock for all systems can hold a package twice."""
    found: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)", lock.read_text(), re.M):
        found.setdefault(canonicalize_name(name), set()).add(version)
    return found


@pytest.fixture(scope="session")
def project(checkout: Path) -> dict[str, Any]:
    table: dict[str, Any] = tomllib.loads((checkout / "pyproject.toml").read_text())["project"]
    return table


@pytest.mark.parametrize("name", ["light", "dev", "uv"])
def test_a_lock_holds_hashes_and_no_address(name: str, checkout: Path) -> None:
    text = (checkout / "requirements" / f"{name}.txt").read_text()
    assert text.startswith("# This file was autogenerated by uv")
    assert not re.search(r"://|--index|--find-links|--extra-index|/home/|/root/|/tmp/", text)
    entries = re.split(r"\n(?=\S)", "\n".join(text.splitlines()[2:]))
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []


def test_the_light_lock_is_light_and_a_part_of_the_whole(checkout: Path) -> None:
    light = pinned(checkout / "requirements/light.txt")
    whole = pinned(checkout / "requirements/dev.txt")
    assert light
    assert not (HEAVY | {"scikit-learn", "ibis-framework"}) & light.keys()
    assert {name: whole.get(name) for name in light} == light


def test_the_locks_follow_the_project_file(checkout: Path, project: dict[str, Any]) -> None:
    extras = [text for extra in project["optional-dependencies"].values() for text in extra]
    for lock, wanted in {
        "light": project["dependencies"],
        "dev": [*project["dependencies"], *extras],
    }.items():
        locked = pinned(checkout / "requirements" / f"{lock}.txt")
        for requirement in map(Requirement, wanted):
            versions = locked.get(canonicalize_name(requirement.name), set())
            assert versions, f"{requirement} is not in {lock}.txt: run `make lock`"
            assert all(requirement.specifier.contains(version) for version in versions), requirement


def test_the_version_is_stated_once_and_repeated_rightly(project: dict[str, Any]) -> None:
    import lexgate

    assert lexgate.__version__ == project["version"]
