"""The catalogue: every control of the rule book, generated from the metadata of its rule.

The metadata above a rule is the only source of its title, remedy and place. The
catalogue is that metadata as data, committed beside the rules, so that the decision
can count on each control having exactly one verdict.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lexgate import __version__, documents, paths, tools_install
from lexgate.errors import LexgateError

FIELDS = ("article", "basis", "due", "id", "reads", "remedy", "scope", "settings", "severity")
_CONTROLS = ["data", "lexgate", "eu_ai_act"]


def path() -> Path:
    """The file of the catalogue in the rule book."""
    return paths.rego() / "lexgate" / "catalogue" / "data.json"


def load() -> dict[str, Any]:
    """The catalogue as it is committed: its controls by id."""
    controls: dict[str, Any] = documents.read_json(path())["controls"]
    return controls


def generate() -> bytes:
    """The bytes that the catalogue must have for the rules as they are.

    Raises:
        LexgateError: when a control lacks a field, an id is used twice or is not one of the
            frozen ids, or two controls share a rule. All faults are told at once.
    """
    frozen = set(documents.read_json(paths.schemas() / "control_ids.json"))
    packages: dict[str, Mapping[str, Any]] = {}
    rules: list[tuple[str, str, Mapping[str, Any]]] = []
    for found in metadata():
        place = [part["value"] for part in found["path"]]
        note = found["annotations"]
        if place[:3] != _CONTROLS or len(place) < 4:
            continue
        if note["scope"] == "package":
            packages[place[3]] = note
        elif len(place) == 5 and "id" in note.get("custom", {}):
            rules.append((place[3], place[4], note))

    faults: list[str] = []
    controls: dict[str, Any] = {}
    for package, rule, note in rules:
        inherited = packages.get(package, {}).get("custom", {})
        custom = {**inherited, **note["custom"]}
        name = custom["id"]
        faults += [f"{package}.{rule}: no {field}" for field in FIELDS if field not in custom]
        faults += [f"{package}.{rule}: no {f}" for f in ("calendar", "applies") if f not in custom]
        if name in controls:
            faults.append(f"{package}.{rule}: the id {name} stands twice")
        if name not in frozen:
            faults.append(f"{package}.{rule}: {name} is not one of the frozen ids")
        controls[name] = {
            **{field: custom.get(field) for field in FIELDS if field != "id"},
            "applies": custom.get("applies"),
            "calendar": custom.get("calendar"),
            "description": note.get("description", ""),
            "package": package,
            "related": packages.get(package, {}).get("related_resources", []),
            "reliefs": custom.get("reliefs", []),
            "rule": rule,
            "title": note.get("title", ""),
        }
    shared = len({(c["package"], c["rule"]) for c in controls.values()}) != len(controls)
    if shared:
        faults.append("two controls point at one rule")
    if faults:
        raise LexgateError(
            "The catalogue can't be generated: " + "; ".join(sorted(faults)),
            str(paths.rego()),
            "Complete the metadata above the rules named.",
        )
    return documents.canonical({"controls": controls, "version": __version__})


def metadata() -> list[dict[str, Any]]:
    """All annotations of the rule book, as `opa inspect -a` gives them."""
    command = [str(tools_install.find_opa()), "inspect", "-a", "--format", "json", "rego"]
    folder = paths.rego()
    done = subprocess.run(
        [*command[:-1], folder.name],
        cwd=folder.parent,
        capture_output=True,
        check=False,
        timeout=60,
    )
    if done.returncode != 0:
        raise LexgateError(
            "OPA can't read the rule book: " + done.stderr.decode(errors="replace").strip()[:300],
            str(folder),
            "Run `opa check --strict -b rego` and mend what it names.",
        )
    found: list[dict[str, Any]] = json.loads(done.stdout).get("annotations", [])
    return found


def main(argv: list[str] | None = None) -> int:
    """Write the catalogue, or with --check say whether it is fresh."""
    parser = argparse.ArgumentParser(prog="python -m lexgate.catalogue", description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing; fail when stale")
    check = parser.parse_args(argv).check
    try:
        wanted = generate()
        if check:
            if not path().is_file() or path().read_bytes() != wanted:
                raise LexgateError(
                    "The catalogue is stale.", str(path()), "Run `make fmt` and commit the result."
                )
        else:
            documents.write_bytes(path(), wanted)
    except LexgateError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
