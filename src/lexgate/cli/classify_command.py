"""``lexgate classify``: the facts of the system, and the tiers and roles that follow."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lexgate.cli import asking

if TYPE_CHECKING:
    from lexgate import present

_MOST = 6


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the flags of classify."""
    parser.add_argument("--template", action="store_true", help="print every fact to answer")
    parser.add_argument(
        "--ask", type=Path, metavar="FILE", nargs="?", const=Path("facts.yaml"),
        help="be asked, one fact at a time, what still matters; answers go to FILE (facts.yaml)",
    )  # fmt: skip
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
    if args.ask is not None:
        from lexgate.cli.interview import interview

        return interview(settings, args.ask)
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


def _template() -> str:
    import textwrap

    from lexgate.asking_facts import meanings

    lines = ["# Answer yes, no or unknown, each with a reason. Unknown takes nothing away.", ""]
    lines += [
        "# A system placed before the dates of the Act may be free of some duties (Article 111):",
        "# add what `lexgate attest system` asks for under `placing`.",
        "intended_purpose: ",
        "placed_on_market_at: null",
        "facts:",
    ]
    for name, text in meanings().items():
        lines += [f"  # {line}" for line in textwrap.wrap(text, 74)]
        lines += [f"  {name}: {{answer: unknown, reason: }}"]
    return "\n".join(lines) + "\n"


def _show(classification: dict[str, Any], form: str) -> int:
    from lexgate import present

    if form == "json":
        print(json.dumps(classification, indent=2, sort_keys=True, ensure_ascii=False))
        return 0
    sys.stdout.write(present.rendered(page_of(classification), sys.stdout))
    return 0


def page_of(classification: Mapping[str, Any]) -> present.Page:
    """Tiers and roles for people, with what decided, what is open and what contradicts."""
    from lexgate import present

    holds = ", ".join(name.replace("_", " ") for name in classification["holds"])
    page: present.Page = [[("head", "It is "), ("", holds or "nothing that is certain yet")], []]
    for head, part in (("Tiers", "tiers"), ("Roles", "roles"), ("Points", "points")):
        page += [[("head", head)]]
        for name, found in sorted(classification[part].items()):
            style = {"yes": "good", "no": "dim"}.get(found["answer"], "open")
            signed = f"; signed by {', '.join(found['signers'])}" if found["signers"] else ""
            text = f"{name.replace('_', ' ')}: {found['provision']}; by {_few(found['facts'])}"
            if found["open"]:
                text += f"; open: {_few(found['open'])}"
            lines = present.wrapped(text + signed, " " * 10, "")
            page += [[(style, f"{found['answer']:<10}"), ("", lines[0][: present.WIDTH - 10])]]
            page += [[("", line)] for line in lines[1:]]
        page += [[]]
    for found in classification["contradictions"]:
        text = f"{' and '.join(found['facts'])}: {found['what']}"
        lines = present.wrapped(text, " " * 13, "")
        page += [[("bad", "contradicts  "), ("", lines[0])]]
        page += [[("", line)] for line in lines[1:]]
    counts = classification["counts"]
    told = (
        f"{counts['signed']} facts are stated, {counts['implied']} follow from a no, "
        f"{counts['unknown']} are open. What is unknown counts as if it applied."
    )
    page += [[("dim", line)] for line in present.wrapped(told, "")]
    return [*page, [("", present.DISCLAIMER)]]


def _few(names: Sequence[str]) -> str:
    shown = ", ".join(names[:_MOST])
    return f"{shown} and {len(names) - _MOST} more" if len(names) > _MOST else shown
