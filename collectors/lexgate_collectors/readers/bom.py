"""Bills of materials: what is the system made of, and what do they say of its models?

Reads CycloneDX 1.4 to 1.7 and SPDX 2.2 and 2.3 in JSON (also as GitHub wraps it), and SPDX
3.0 as JSON-LD with its compact names. XML, tag-value and other versions are refused by name.
Serves Article 11(1) with Annex IV(1)(c) and (2)(a) and (d): versions, parts of others, data
sets; Article 13(3)(b)(ii): metrics; and Article 25(4): what was supplied by whom is named.

It doesn't show that the list is right, nor that it is whole where the document says so, nor
that a metric was ever measured: a bill of materials is what its writer says.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from lexgate_collectors.readers import (
    ReadError,
    expect,
    load_text,
    parse_json,
    source,
)
from lexgate_collectors.readers import bom_cyclonedx as cyclonedx
from lexgate_collectors.readers import bom_spdx as spdx

_TOOLS = "a CycloneDX or SPDX tool"


def read(path: Path) -> dict[str, Any]:
    """The facts of a bill of materials.

    Metrics are text in both formats: text that is a number is given as one, other text is
    null with the reason.

    Args:
        path: a file in JSON.

    Raises:
        LexgateError: missing, too large, no JSON, no bill of materials, a version that isn't
            known, or a part that is not of its type.
    """
    text = load_text(path)
    _refuse_others(text, path)
    document = parse_json(text, str(path))
    expect(isinstance(document, dict), "the JSON is no object", path, _TOOLS)
    form = "JSON"
    inner = document.get("sbom")
    if isinstance(inner, dict) and "spdxVersion" in inner:
        document, form = inner, "JSON in GitHub's wrapping"
    if document.get("bomFormat") == "CycloneDX":
        found = cyclonedx.build(document, path)
    elif "spdxVersion" in document:
        found = spdx.build_2(document, path)
    elif "@context" in document:
        expect("spdx.org" in str(document["@context"])[:1_000], "no context of SPDX", path, _TOOLS)
        found, form = spdx.build_3(document, path), "JSON-LD"
    else:
        raise ReadError(
            "neither CycloneDX nor SPDX: no bomFormat, spdxVersion or @context",
            str(path),
            f"Give a file that {_TOOLS} wrote.",
        )
    told = f"{found.form} {found.spec_version} {form}"
    return found.facts(source(found.form.lower(), found.spec_version, told, [path]), path)


def _refuse_others(text: str, path: Path) -> None:
    """Refuse by name the forms of both standards that aren't JSON.

    Raises:
        ReadError: one of these.
    """
    start = text.lstrip()[:2_000]
    named = None
    if start.startswith("<"):
        marks = {"CycloneDX in XML": "cyclonedx.org/schema/bom", "SPDX in XML": "spdx.org/"}
        named = next((name for name, mark in marks.items() if mark in start), "XML")
    elif "SPDXVersion:" in start and not start.startswith("{"):
        named = "SPDX in tag-value form"
    elif re.search(r"(?m)^(SPDXID|spdxVersion): ", start):
        named = "SPDX in YAML"
    if named is not None:
        raise ReadError(f"{named} is not read", str(path), "Have the tool write JSON.")
