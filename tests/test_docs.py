"""What the pages say is so: names of tests, commands, links within the project."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from lexgate import catalogue, cli, schemas, statements

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("examples/**/*.md")])


def _tests() -> set[str]:
    sources = [*ROOT.glob("rego/**/*_test.rego"), *ROOT.glob("conventions/*_test.rego")]
    found: set[str] = set()
    for path in sources:
        found |= set(re.findall(r"(?m)^(test_\w+)", path.read_text(encoding="utf-8")))
    for path in ROOT.glob("tests/**/*.py"):
        found |= set(re.findall(r"(?m)^def (test_\w+)", path.read_text(encoding="utf-8")))
    return found


def test_every_test_that_a_page_names_is_there() -> None:
    named = {
        name for page in PAGES for name in re.findall(r"`(test_\w+)`", page.read_text("utf-8"))
    }
    assert len(named) > 40
    # A kind of evidence may begin like the name of a test.
    assert named - _tests() - set(statements.kinds()) == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_page_names_only_what_there_is(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    commands = set(re.findall(r"`lexgate ([a-z]+)\b", text))
    assert commands - set(cli.COMMANDS) == set()
    # An assessment is named by the control that it answers for, before the path within it.
    named = re.sub(r"(EUAIA-[0-9A-Za-z.]*?)\.answers\b[.*a-z_]*", r"\1", text)
    controls = set(re.findall(r"EUAIA-[0-9]+[0-9A-Za-z.]*[0-9a-z]", named))
    assert controls - set(catalogue.load()) - _frozen() == set()
    for target in re.findall(r"\]\((?!http)([^)#]+)\)", text):
        assert (page.parent / target).exists(), target


HEAD = {"system": {"name": "s", "version": "1"}}
PATHS = {"org": "org", "evidence": "evidence", "statements": "statements"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_part_of_lexgate_toml_on_a_page_can_be_used(page: Path) -> None:
    for block in re.findall(r"(?ms)^```toml\n(.*?)^```", page.read_text(encoding="utf-8")):
        said = tomllib.loads(block)
        whole = HEAD | said | {"paths": PATHS | said.get("paths", {})}
        if "robustness" in whole.get("collect", {}):
            whole["collect"]["robustness"].setdefault("seed", 1)
        assert schemas.faults(whole, "lexgate_toml") == [], block


def _frozen() -> set[str]:
    from lexgate import documents

    return set(documents.read_json(ROOT / "schemas" / "control_ids.json"))
