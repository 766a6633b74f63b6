"""``lexgate explain ID``: one control, in plain words and with what was seen."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from typing import Any

from lexgate import catalogue
from lexgate.cli import asking
from lexgate.errors import RequestError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the flags of explain."""
    parser.add_argument("control", metavar="ID", help="a control, as in EUAIA-10.2.f")
    asking.add_arguments(parser)
    parser.add_argument("--format", choices=("text", "json"), default="text")


def find(name: str) -> tuple[str, Mapping[str, Any]]:
    """A control of the catalogue by its id, or by the end of it.

    Raises:
        RequestError: when there is none, naming those that are near.
    """
    import difflib

    controls = catalogue.load()
    full = name if name in controls else f"EUAIA-{name}"
    if full in controls:
        return full, controls[full]
    near = difflib.get_close_matches(full, controls, n=3, cutoff=0.5)
    raise RequestError(
        f"there is no control {name}",
        "the catalogue",
        f"Did you mean {' or '.join(near)}?" if near else "`lexgate gate --all` lists them.",
    )


def run(args: argparse.Namespace) -> int:
    """Say what the provision asks, what was required and observed, and what would pass."""
    from lexgate import present

    name, control = find(args.control)
    settings = asking.load(args)
    built, decision = asking.put(settings, args, "what_if")
    verdict = decision.verdicts[name]
    if args.format == "json":
        page = {"control": name, "catalogue": control, "verdict": verdict}
        print(json.dumps(page, indent=2, sort_keys=True, ensure_ascii=False))
        return 0
    files = {item.digest: item.path.name for item in built.sent}
    sys.stdout.write(present.rendered(_page(name, control, verdict, files), sys.stdout))
    return 0


def _page(
    name: str, control: Mapping[str, Any], verdict: Mapping[str, Any], files: Mapping[str, str]
) -> list[list[tuple[str, str]]]:
    from lexgate.present import DISCLAIMER, disputed_text, relief_text, wrapped

    binds = verdict["binds"]
    page: list[list[tuple[str, str]]] = [
        [("head", line)] for line in wrapped(f"{name}   {control['title']}", "  ", "")
    ]

    def paragraph(head: str, *texts: str) -> None:
        page.extend([[], [("head", head)]])
        page.extend([("", line)] for text in texts for line in wrapped(text, "  "))

    links = [f"{item['description']}: {item['ref']}" for item in control["related"]]
    paragraph(f"Art {control['article']} in plain words", control["description"], *links)
    if binds["now"]:
        when = f"binds since {binds['from'] or 'nobody knows when'}"
    elif binds["from"]:
        when = f"does not bind yet; by the Act from {binds['from']}"
    else:
        when = "does not bind this system"
    paragraph(
        "Whom it binds, and when",
        f"{', '.join(control['applies']['roles'])}; systems: "
        f"{', '.join(control['applies']['tiers'])}. Due at {control['due']}, judged for each "
        f"{control['scope']}.",
        f"It {when} ({binds['set_by'] or 'no date can be read'}; {binds['certainty']}).",
        *([f"The date is {disputed_text(binds['disputed'])}."] if binds.get("disputed") else []),
        *filter(None, [relief_text(binds)]),
    )
    required = [f"{setting} (setting)" for setting in control["settings"]]
    paragraph(
        "What was required, and what was observed",
        *([f"Required by {', '.join(required)}."] if required else []),
    )
    for check in verdict["checks"]:
        page.extend(_check(check, files))
    if verdict["because"]:
        because = verdict["because"]
        signed = f"; signed by {', '.join(because['signers'])}" if because["signers"] else ""
        facts = f" ({', '.join(because['facts'])}{signed})" if because["facts"] else ""
        page.extend([("", line)] for line in wrapped(because["reason"] + facts, "  "))
    paragraph("What would make it pass", _remedy(verdict))
    stops = {"law": "the Act stops", "house": "the house stops", "no": "does not stop"}
    page += [[], [("", f"{verdict['status']}: {stops[verdict['stops']]}. {DISCLAIMER}")]]
    return page


def _check(check: Mapping[str, Any], files: Mapping[str, str]) -> list[list[tuple[str, str]]]:
    from lexgate.present import number_text, term_text, wrapped

    style = {"pass": "good", "fail": "bad"}.get(check["status"], "open")
    half = " (the house's half)" if check["half"] == "house" else ""
    head, *more = wrapped(term_text(check["term"]) + half, " " * 11, " " * 11)
    lines = [
        [(style, f"  {check['status']:<9}"), ("", head[11:])],
        *[[("", text)] for text in more],
    ]
    observed = check["observed"]
    if observed is not None:
        shown = number_text(observed) if isinstance(observed, Mapping) else str(observed)
        if isinstance(observed, Mapping) and "low" not in observed:
            shown = json.dumps(observed, ensure_ascii=False, sort_keys=True)
        by = ", ".join(files.get(digest, digest[:19]) for digest in check["evidence"])
        text = f"observed: {shown}" + (f", by {by}" if by else "")
        lines += [[("", line)] for line in wrapped(text[:600], " " * 13, " " * 11)]
    if check["expected"] is not None:
        shown = json.dumps(check["expected"], ensure_ascii=False, sort_keys=True)
        lines += [
            [("dim", line)] for line in wrapped(f"expected: {shown}"[:400], " " * 13, " " * 11)
        ]
    if check["because"]:
        lines += [[("", line)] for line in wrapped(str(check["because"]), " " * 13, " " * 11)]
    return lines


def _remedy(verdict: Mapping[str, Any]) -> str:
    from lexgate.present import remedy_text, term_text

    terms = [
        term_text(check["term"])
        for check in verdict["checks"]
        if check["status"] in {"fail", "unknown"}
    ]
    if not terms and verdict["status"] in {"pass", "waived"}:
        return "It passes as it is."
    return remedy_text(verdict, terms)
