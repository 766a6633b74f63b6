"""The rule book and a second reading of the Act in Python say the same of random systems."""

from __future__ import annotations

import json
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from lexgate import asking_facts, catalogue, paths, tools_install
from tests import reference

SYSTEMS = 10_000
_BATCH = 500
_MODULE = """package reference

import data.lexgate.eu_ai_act.classification
import data.lexgate.lib.applicability
import data.lexgate.lib.calendar
import data.lexgate.lib.trust

answer := found if {
  found := _answer with trust.evidence as {"system": input.statement}
    with trust.documents as {"system": input.signed}
    with data.org.settings as {"law": {"readings": input.settings}}
}

_answer := {
  "tiers": {tier: one.answer | some tier, one in classification.tiers},
  "roles": {role: one.answer | some role, one in classification.roles},
  "controls": {id: [applicability.of(control).answer, binds.now, binds.from] |
    some id in input.controls
    control := data.lexgate.catalogue.controls[id]
    own := [applicability.tiers(control.applies.tiers), {tier | some tier in control.applies.tiers}]
    tiers := [some_tiers | some some_tiers in own; count(some_tiers) > 0][0]
    binds := calendar.binds(control.calendar, tiers, control.applies.roles, input.at)
  },
}
"""
_QUERY = "[found | some one in input.cases; found := data.reference.answer with input as one]"


def answers(cases: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the Rego says of each."""
    with tempfile.TemporaryDirectory() as folder:
        module = Path(folder, "reference.rego")
        module.write_text(_MODULE, "utf-8")
        command = [
            str(tools_install.find_opa()), "eval", "--format", "json", "--stdin-input",
            "--strict-builtin-errors", "--ignore", "*_test.rego", "-b", str(paths.rego()),
            "-d", str(module), _QUERY,
        ]  # fmt: skip
        body = json.dumps({"cases": cases}).encode()
        done = subprocess.run(command, input=body, capture_output=True, check=False, timeout=600)
    assert done.returncode == 0, done.stdout.decode()[:2000]
    found: list[dict[str, Any]] = json.loads(done.stdout)["result"][0]["expressions"][0]["value"]
    assert len(found) == len(cases)
    return found


def of_each_kind() -> dict[str, Any]:
    """One control for each way in which controls apply and bind: the others can only be equal."""
    kinds: dict[str, tuple[str, Any]] = {}
    for name, control in catalogue.load().items():
        way = json.dumps([control[key] for key in ("applies", "reliefs", "calendar")])
        kinds.setdefault(way, (name, control))
    return dict(kinds.values())


def expected(case: dict[str, Any], controls: dict[str, Any]) -> dict[str, Any]:
    """What the second reading says of it."""
    at = datetime.fromisoformat(case["at"])
    signed, asked = (datetime.fromisoformat(t) for t in (case["signed"]["time"], case["as_of"]))
    readings = {switch: chosen["reading"] for switch, chosen in case["settings"].items()}
    system = reference.System(case["statement"], case["stage"], readings)
    return {
        "tiers": system.tiers(),
        "roles": system.roles(),
        "controls": {
            name: [
                system.applies(control),
                *system.binds(control, at.date(), signed, asked),
            ]
            for name, control in controls.items()
        },
    }


@pytest.fixture(scope="module")
def known() -> list[dict[str, str]]:
    """The published cases, with every fact answered."""
    cases = yaml.load(
        (paths.rego().parent / "tests" / "classification_cases.yaml").read_text("utf-8"),
        yaml.BaseLoader,
    )
    names = asking_facts.meanings()
    found = []
    for one in cases:
        yes = {"ai_system", "in_union_scope", *one["yes"]} - set(one.get("no", ()))
        yes |= {w for name in yes for w in reference.WITHIN.get(name, ())}
        found.append({name: "yes" if name in yes else "no" for name in names})
    return found


def test_random_systems(known: list[dict[str, str]]) -> None:
    """Tiers, roles, whether each control applies, whether it binds and from when."""
    names = list(asking_facts.meanings())
    controls = of_each_kind()
    cases = [
        {**reference.case(seed, names, known), "controls": list(controls)}
        for seed in range(SYSTEMS)
    ]
    batches = [cases[at : at + _BATCH] for at in range(0, SYSTEMS, _BATCH)]
    seen: dict[str, set[str]] = {}
    with ThreadPoolExecutor(2) as pool:
        for batch, found in zip(batches, pool.map(answers, batches), strict=True):
            for case, one in zip(batch, found, strict=True):
                want = expected(case, controls)
                assert one == want, json.dumps(case)
                for tier, answer in one["tiers"].items():
                    seen.setdefault(tier, set()).add(answer)
    # Each answer of each tier came up, so that none was compared in vain.
    assert set(seen) >= {"prohibited", "high_risk_annex_iii", "transparency", "gpai", "minimal"}
    assert all(found == {"yes", "no", "unknown"} for found in seen.values()), seen
