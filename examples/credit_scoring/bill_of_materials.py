"""Write which packages the scoring service runs on: CycloneDX 1.6, from what is installed.

    python bill_of_materials.py OUT.json

Starts at the packages that service.py and the model need and follows what they
require, as their metadata in this environment say. What no import of Python
loads, such as the operating system, is not listed.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

# What service.py and the pickled pipeline import, by their names as packages.
SERVED_WITH = ("joblib", "numpy", "pandas", "scikit-learn")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def packages(roots: Sequence[str] = SERVED_WITH) -> list[tuple[str, str]]:
    """Name and version of the packages and of all that they require, by name."""
    found: dict[str, str] = {}
    waiting = list(roots)
    while waiting:
        name = waiting.pop()
        if _plain(name) in found:
            continue
        try:
            package = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            if name in roots:
                raise
            # Required on other machines alone, and so not part of this one.
            continue
        found[_plain(name)] = package.version
        for requirement in package.requires or []:
            named = _NAME.match(requirement)
            if named and "extra ==" not in requirement:
                waiting.append(named[0])
    return sorted(found.items())


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _component(name: str, version: str) -> dict[str, Any]:
    licence = metadata.distribution(name).metadata.get("License-Expression")
    told: dict[str, Any] = {
        "type": "library",
        "name": name,
        "version": version,
        "purl": f"pkg:pypi/{name}@{version}",
    }
    if licence:
        told["licenses"] = [{"expression": licence}]
    return told


def write(path: Path) -> None:
    """Write the bill of materials of this environment."""
    document = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "timestamp": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "tools": {"components": [{"type": "application", "name": "bill_of_materials.py"}]},
        },
        "components": [_component(name, version) for name, version in packages()],
    }
    path.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
