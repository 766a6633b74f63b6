"""``lexgate classify``: the facts of the system, and the tiers and roles that follow."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from lexgate.cli import asking


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the flags of classify."""
    parser.add_argument("--template", action="store_true", help="print every fact to answer")
    parser.add_argument(
        "--from", dest="source", type=Path, metavar="FILE", help="YAML with the facts to sign"
    )
    parser.add_argument("--key", type=Path, metavar="FILE", help="your private key")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    asking.add_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Print the questions, sign the answers, or show what follows from them."""
    from lexgate import statements

    if args.template:
        print(_template(), end="")
        return 0
    settings = asking.load(args)
    if args.source is not None:
        from lexgate.cli.attest_command import read_key, read_page

        page = _without_open_facts(read_page(args.source))
        print(statements.write("system", page, settings, read_key(args.key)), file=sys.stderr)
    _, decision = asking.put(settings, args, "what_if")
    return _show(decision.raw["classification"], args.format)


def _without_open_facts(page: dict[str, Any]) -> dict[str, Any]:
    """Leave out facts that nobody answered: what isn't stated is unknown."""
    stated = page.get("facts")
    if isinstance(stated, dict):
        open_facts = [{"answer": "unknown", "reason": None}, {"answer": "unknown"}]
        page["facts"] = {name: fact for name, fact in stated.items() if fact not in open_facts}
    return page


def facts() -> dict[str, str]:
    """Every fact that the rule book reads, with its meaning."""
    from lexgate import schemas

    schema = schemas.load("statement/system")
    return {
        name: " ".join(str(entry.get("description", "")).split())
        for name, entry in _fact_properties(schema).items()
    }


def _fact_properties(schema: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = schema["properties"]["predicate"]["properties"]["facts"]["properties"]
    return found


def _template() -> str:
    import textwrap

    lines = ["# Answer yes, no or unknown, each with a reason. Unknown takes nothing away.", ""]
    lines += [
        "# A system placed before the dates of the Act may be free of some duties (Article 111):",
        "# add what `lexgate attest system` asks for under `placing`.",
        "intended_purpose: ",
        "placed_on_market_at: null",
        "facts:",
    ]
    for name, text in facts().items():
        lines += [f"  # {line}" for line in textwrap.wrap(text, 74)]
        lines += [f"  {name}: {{answer: unknown, reason: }}"]
    return "\n".join(lines) + "\n"


def _show(classification: dict[str, Any], form: str) -> int:
    from lexgate import present

    if form == "json":
        print(json.dumps(classification, indent=2, sort_keys=True, ensure_ascii=False))
        return 0
    page: present.Page = []
    for head, part in (("Tiers", "tiers"), ("Roles", "roles")):
        page += [[("head", head)]]
        for name, found in sorted(classification[part].items()):
            style = {"yes": "good", "no": "dim"}.get(found["answer"], "open")
            signed = f"; signed by {', '.join(found['signers'])}" if found["signers"] else ""
            text = f"{name.replace('_', ' ')}: {found['provision']}; by {', '.join(found['facts'])}"
            lines = present.wrapped(text + signed, " " * 10, "")
            page += [[(style, f"{found['answer']:<10}"), ("", lines[0][: present.WIDTH - 10])]]
            page += [[("", line)] for line in lines[1:]]
        page += [[]]
    page += [[("dim", "What is unknown counts as if it applied.")], [("", present.DISCLAIMER)]]
    sys.stdout.write(present.rendered(page, sys.stdout))
    return 0
