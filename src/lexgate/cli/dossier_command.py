"""``lexgate dossier``: pages that people write, drafts, and what is left to do."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

    from lexgate.config import Config
    from lexgate.dossier.drafting import Draft
    from lexgate.dossier.state import Field, Reads

_DRAFTS = "Values taken from evidence, settings and documents; `lexgate dossier accept` takes them."
_ACCEPTED = "Values that people took over; the page that is signed holds them."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what a dossier can do."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    init = actions.add_parser("init", help="write pages with what the applicable controls read")
    fill = actions.add_parser("fill", help="draft values from evidence, settings and documents")
    accept = actions.add_parser("accept", help="take drafts over, as their owner")
    accept.add_argument("fields", nargs="*", metavar="FIELD", help="KIND or KIND.field as drafted")
    accept.add_argument("--all", action="store_true", help="all drafts of the kinds you sign")
    accept.add_argument("--by", required=True, metavar="PERSON", help="you, by the people of org")
    attest = actions.add_parser("attest", help="merge, check and sign pages")
    attest.add_argument("kinds", nargs="*", metavar="KIND")
    attest.add_argument("--all", action="store_true", help="every page whose kind you sign")
    attest.add_argument("--key", type=Path, metavar="FILE", help="your private key")
    status = actions.add_parser("status", help="fields by source, and what is left to do by owner")
    status.add_argument("--format", choices=("text", "md", "json"), default="text")
    for action in (init, fill, status):
        action.add_argument(
            "--facts", type=Path, metavar="FILE", help="YAML with facts that nobody signed yet"
        )
    status.add_argument(
        "--most", type=int, metavar="N", help="end with 1 if more than N fields are left"
    )


def run(args: argparse.Namespace) -> int:
    """Do one of these."""
    from lexgate import config

    settings = config.load(args.folder)
    if args.action == "init":
        return _init(settings, args.facts)
    if args.action == "fill":
        return _fill(settings, args.facts)
    if args.action == "accept":
        return _accept(settings, args.fields, everything=args.all, person=args.by)
    if args.action == "attest":
        from lexgate.cli.attest_command import read_key

        return _attest(settings, args.kinds, everything=args.all, key=read_key(args.key))
    return _status(settings, args)


# ---------------------------------------------------------------- init


def _applicable(settings: Config, facts: Path | None) -> Reads:
    """What the applicable controls read, by the signed facts or by a page of drafted ones."""
    from lexgate.cli.attest_command import read_page
    from lexgate.cli.classify_command import _without_open_facts
    from lexgate.dossier import state

    page = None if facts is None else _without_open_facts(read_page(facts))
    return state.reads(settings, page)


def _init(settings: Config, facts: Path | None) -> int:
    from lexgate import documents
    from lexgate.dossier import scaffolding, state
    from lexgate.errors import LexgateError

    applicable = _applicable(settings, facts)
    for folder in (settings.paths.dossier_org, settings.paths.dossier):
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise LexgateError(
                f"can't be made: {error.strerror}", str(folder), "Give write permission."
            ) from None
    made = scaffolding.scaffold(state.load(settings), applicable)
    with documents.staged(made.pages):
        pass
    for path, count in made.fields.items():
        print(f"{path}: {count} fields to write")
    print(
        f"{sum(made.fields.values())} fields in {len(made.pages)} pages; {made.drafted} more can "
        "be drafted: `lexgate dossier fill`."
    )
    for place, name in made.by_hand:
        print(f"{place}: add {name} yourself; it stands in a line of {{ }}")
    return 0


# ---------------------------------------------------------------- fill


def _fill(settings: Config, facts: Path | None) -> int:
    from dataclasses import replace

    from lexgate import documents
    from lexgate.dossier import drafting, pages, state

    dossier = state.load(settings)
    applicable = _applicable(settings, facts)
    drafts: list[Draft] = []
    accepted: list[Draft] = []
    renewed, problems = 0, Counter[str]()
    faults = pages.Faults()
    for kind in sorted({*applicable, *dossier.kinds}):
        sheet = dossier.sheet(kind)
        mine = sheet.written
        done: dict[Any, Draft] = {one.steps: one for one in dossier.accepted if one.kind == kind}
        for one in done.values():
            now = sheet.fresh.get(one.steps)
            same = now is not None and now.value == one.value and now.same_source(one)
            if now is not None and same and now.digest != one.digest:
                renewed += 1
                accepted.append(replace(one, digest=now.digest))
            else:
                accepted.append(one)
        for steps, now in sheet.fresh.items():
            held = done.get(steps)
            fresh = held is not None and held.value == now.value and held.same_source(now)
            if not fresh and not mine(steps):
                drafts.append(now)
        problems.update(sheet.problems().values())
    sources = dossier.sources.faults
    faults.found += sources.found
    faults.settle("Mend or move these documents.")
    with documents.staged(
        {
            dossier.drafts_path: drafting.content(drafts, _DRAFTS),
            **(
                {dossier.accepted_path: drafting.content(accepted, _ACCEPTED)}
                if accepted != dossier.accepted
                else {}
            ),
        }
    ):
        pass
    by_file = Counter(one.file for one in drafts)
    for file, count in sorted(by_file.items()):
        print(f"{file}: {count} drafts")
    print(f"{len(drafts)} drafts in {dossier.drafts_path}; each waits for its owner:")
    for kind in sorted({one.kind for one in drafts}):
        roles, people = state.owner(settings, kind)
        print(f"  {kind}: {_who(roles, people)}")
    if renewed:
        print(f"{renewed} accepted values stand as they were in evidence that was renewed.")
    problems.update(dossier.sources.others)
    for problem, count in sorted(problems.items()):
        print(f"not drafted: {problem}" + (f" ({count} fields)" if count > 1 else ""))
    return 0


# ---------------------------------------------------------------- accept


def _accept(settings: Config, fields: Sequence[str], *, everything: bool, person: str) -> int:
    from lexgate import documents, statements
    from lexgate.dossier import drafting, state
    from lexgate.errors import RequestError

    people = statements.organisation(settings).get("people") or {}
    if person not in people:
        raise RequestError(
            f"org knows no person {person}", "--by", f"One of {', '.join(sorted(people))}."
        )
    if everything == bool(fields):
        raise RequestError(
            "which drafts?", "FIELD", "Name fields as drafts.yaml has them, or give --all."
        )
    dossier = state.load(settings)
    mine = state.may_answer(settings, person, {one.kind for one in dossier.drafts})
    taken: list[Draft] = []
    for name in fields:
        found = [one for one in dossier.drafts if _named(name, one)]
        if not found:
            raise RequestError(
                f"there is no draft of {name}", str(dossier.drafts_path), "`lexgate dossier fill`."
            )
        taken += [one for one in found if one not in taken]
    others = sorted({one.kind for one in taken} - mine)
    if others:
        owners = "; ".join(f"{kind}: {_who(*state.owner(settings, kind))}" for kind in others)
        raise RequestError(f"not {person}'s to accept", owners, "Let the owner accept them.")
    if everything:
        taken = [one for one in dossier.drafts if one.kind in mine]
    stale = [
        f"{one.name}: {why}" for one in taken if (why := dossier.sheet(one.kind).why_stale(one))
    ]
    if stale:
        raise RequestError(
            "; ".join(stale[:5]) + (f"; and {len(stale) - 5} more" if len(stale) > 5 else ""),
            str(dossier.drafts_path),
            "`lexgate dossier fill` drafts anew from what is there now.",
        )
    names = {one.name for one in taken}
    accepted = [one for one in dossier.accepted if one.name not in names]
    accepted += [drafting.accepted(one, person) for one in taken]
    left = [one for one in dossier.drafts if one.name not in names]
    with documents.staged(
        {
            dossier.accepted_path: drafting.content(accepted, _ACCEPTED),
            dossier.drafts_path: drafting.content(left, _DRAFTS),
        }
    ):
        pass
    print(f"{len(taken)} drafts accepted by {person}; {len(left)} wait for others.")
    return 0


def _named(name: str, draft: Draft) -> bool:
    from lexgate.dossier.fields import place

    kind, *steps = place(name)
    return kind == draft.kind and tuple(steps) == draft.steps[: len(steps)]


# ---------------------------------------------------------------- attest


def _attest(
    settings: Config, kinds: Sequence[str], *, everything: bool, key: EllipticCurvePrivateKey
) -> int:
    from lexgate import statements
    from lexgate.dossier import pages, state
    from lexgate.errors import RequestError

    if everything == bool(kinds):
        raise RequestError("which pages?", "KIND", "Name kinds of statement, or give --all.")
    dossier = state.load(settings)
    person = statements.person_of(settings, key)
    if everything:
        started = [kind for kind in dossier.kinds if dossier.sheet(kind).started]
        mine = state.may_answer(settings, str(person), started)
        for kind in sorted(set(started) - mine):
            who = _who(*state.owner(settings, kind))
            print(f"lexgate: {kind} is left to {who}", file=sys.stderr)
        kinds = sorted(mine)
        if not kinds:
            raise RequestError(
                "no page of the dossier is signed by whoever has this key",
                str(person or "a key that org doesn't know"),
                "Name a kind, or sign with its owner's key.",
            )
    faults = pages.Faults()
    known = pages.held()
    for kind in kinds:
        if kind not in known:
            faults.add("KIND", f"{kind} is no page of a dossier; one of {', '.join(known)}")
        elif not dossier.sheet(kind).started:
            faults.add(str(settings.paths.dossier), f"there is no page {kind}")
        else:
            dossier.sheet(kind).check(faults, complete=True)
    faults.settle("Nothing was signed; complete these places first.")
    for kind in kinds:
        print(statements.write(kind, dossier.sheet(kind).predicate(), settings, key))
    if person is None:
        from lexgate import keys

        print(
            f"lexgate: org knows no person with the key {keys.kid(key)}; it will be refused.",
            file=sys.stderr,
        )
    return 0


# ---------------------------------------------------------------- status


def _status(settings: Config, args: argparse.Namespace) -> int:
    from lexgate.dossier import state

    form, most = args.format, args.most
    fields = state.status(state.load(settings), _applicable(settings, args.facts))
    summary = _summary(fields)
    if form == "json":
        found = {**summary, "fields": [_entry(one) for one in fields]}
        print(json.dumps(found, indent=2, ensure_ascii=False))
    else:
        print(_markdown(summary, fields) if form == "md" else _text(summary, fields), end="")
    return 1 if most is not None and summary["left_for_a_person"] > most else 0


def _summary(fields: Sequence[Field]) -> dict[str, Any]:
    from lexgate.dossier.state import LEFT, SOURCES

    states = Counter(one.state for one in fields)
    owners: dict[str, Counter[str]] = {}
    for one in fields:
        owners.setdefault(_who(one.owner, one.people), Counter())[one.state] += 1
    return {
        "by_source": {name: states[name] for name in SOURCES},
        "drafts_waiting": states["drafted"],
        "left": {name: states[name] for name in LEFT},
        "left_for_a_person": sum(states[name] for name in LEFT),
        "by_owner": {name: dict(sorted(found.items())) for name, found in sorted(owners.items())},
    }


def _entry(one: Field) -> dict[str, Any]:
    return {
        "field": one.name,
        "state": one.state,
        "owner": list(one.owner),
        "people": list(one.people),
        "where": one.where,
        "why": one.why,
        "read_by": list(one.controls),
    }


def _who(roles: Sequence[str], people: Sequence[str]) -> str:
    text = " or ".join(roles) or "nobody by org"
    return f"{text} ({', '.join(people)})" if people else text


def _headline(summary: dict[str, Any]) -> str:
    left = summary["left"]
    return (
        f"{summary['left_for_a_person']} fields left for a person: {left['missing']} missing, "
        f"{left['placeholder']} placeholders, {left['stale']} stale; "
        f"{summary['drafts_waiting']} drafts wait to be accepted"
    )


def _open(fields: Sequence[Field]) -> list[Field]:
    from lexgate.dossier.state import LEFT

    return [one for one in fields if one.state in LEFT]


def _text(summary: dict[str, Any], fields: Sequence[Field]) -> str:
    lines = [_headline(summary), ""]
    lines += [f"{name:<12}{count:>6}" for name, count in summary["by_source"].items()]
    lines += ["", "By owner"]
    for name, found in summary["by_owner"].items():
        told = ", ".join(f"{count} {state}" for state, count in found.items())
        lines.append(f"  {name}: {told}")
    if _open(fields):
        lines += ["", "Left"]
    for one in _open(fields):
        lines.append(f"  {one.state:<12}{one.name}")
        lines.append(f"{'':14}{one.where}" + (f": {one.why}" if one.why else ""))
    return "\n".join(lines) + "\n"


def _markdown(summary: dict[str, Any], fields: Sequence[Field]) -> str:
    lines = [f"# {_headline(summary)}", "", "| source | fields |", "|---|---|"]
    lines += [f"| {name} | {count} |" for name, count in summary["by_source"].items()]
    lines += ["", "| owner | fields |", "|---|---|"]
    for name, found in summary["by_owner"].items():
        told = ", ".join(f"{count} {state}" for state, count in found.items())
        lines.append(f"| {_cell(name)} | {told} |")
    if _open(fields):
        lines += ["", "| left | field | owner | where | why |", "|---|---|---|---|---|"]
    for one in _open(fields):
        cells = (one.state, f"`{one.name}`", _who(one.owner, one.people), one.where, one.why)
        lines.append("| " + " | ".join(_cell(cell) for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())
