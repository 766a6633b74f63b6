"""``lexgate plan --by DATE``: what is left to do until a day, by document and owner."""

from __future__ import annotations

import argparse
import csv
import io
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from lexgate.cli import asking

if TYPE_CHECKING:
    from lexgate.config import Config
    from lexgate.decision import Decision
    from lexgate.present import Page

_OPEN = {"fail", "unknown"}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_COLUMNS = (
    "order",
    "document",
    "state",
    "owner",
    "people",
    "waiting",
    "control",
    "article",
    "title",
    "status",
    "binds_by_then",
    "from",
    "set_by",
    "certainty",
    "literal_date",
    "stops",
    "remedy",
)


@dataclass(frozen=True)
class Step:
    """One document to make, renew or mend, with the verdicts that wait for it.

    Attributes:
        document: its kind; ``assessment`` stands for one of each control that waits.
        state: ``missing``, ``on file`` (it is there and does not pass), or ``ends YYYY-MM-DD``
            (good today, stale by then).
        owner: the roles that may sign it, or ``pipeline``.
        people: who has one of these roles by ``org``; the system's owner for the pipeline.
        controls: the verdicts that wait for it.
        binding: how many of them bind by the Act on that day.
        way: what to do.
    """

    document: str
    state: str
    owner: list[str]
    people: list[str]
    controls: list[str]
    binding: int
    way: str = field(default="")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the flags of plan."""
    asking.add_arguments(parser)
    parser.add_argument(
        "--by", metavar="DATE", required=True, help="the day until which to plan, as YYYY-MM-DD"
    )
    parser.add_argument("--format", choices=("table", "markdown", "csv", "json"), default="table")


def run(args: argparse.Namespace) -> int:
    """Ask what_if as of that day, and list what does not pass by the document that it waits for."""
    from lexgate import calendar, present, request
    from lexgate.engine import configured
    from lexgate.errors import RequestError

    date = calendar.day(args.by, "--by")
    settings = asking.load(args)
    engine = configured(settings)
    words: dict[str, Any] = {
        "entrypoint": "what_if",
        "stage": args.stage,
        "profile": args.profile,
        "without_model": True,
    }
    built = request.build(settings, **words)
    as_of = str(built.request["as_of"])
    if date < as_of[:10]:
        raise RequestError(f"{date} is over", "--by", "Name a day that is still to come.")
    at = max(f"{date}T00:00:00Z", as_of)
    # By the law of that day: once with the documents as they are, once with those left by then.
    _, now = asking.put(settings, args, "what_if", law_as_of=at, engine=engine, built=built)
    later = request.build(settings, as_of=at, **words)
    _, then = asking.put(settings, args, "what_if", engine=engine, built=later)
    plan = plan_of(settings, now, then)
    if args.format == "json":
        print(json.dumps(_document(date, plan), indent=2, ensure_ascii=False))
    elif args.format == "csv":
        sys.stdout.write(_csv(plan))
    elif args.format == "markdown":
        sys.stdout.write(_markdown(date, plan))
    else:
        sys.stdout.write(present.rendered(_page(date, plan), sys.stdout))
    return 0


@dataclass(frozen=True)
class Plan:
    """What is left to do until a day.

    Attributes:
        steps: what to make or mend first, then what to renew; each part begins with the
            document that most verdicts wait for.
        others: verdicts that wait for no document of their own: they follow from others, or
            from a setting.
        verdicts: every verdict that will not pass on that day, by control: as it stands with
            today's documents, or, where these pass, with those that are left by then.
        not_due: how many controls are due at a later stage.
        not_judged: how many duties have no control.
        readings: the legal switches.
    """

    steps: list[Step]
    others: list[str]
    verdicts: dict[str, Mapping[str, Any]]
    not_due: int
    not_judged: int
    readings: Mapping[str, Any]


def plan_of(settings: Config, now: Decision, then: Decision) -> Plan:
    """What is left to do until the day by whose law both decisions judge.

    ``now`` rests on the documents of today, ``then`` on those that are left by that day.
    A verdict that is open today waits for each document that is not on file and that its
    control reads, and for each that fails; with all of them on file, for those that its open
    checks look into. One that goes stale waits for the documents that end. What signed facts
    set aside today only asks for these facts again.
    """
    from lexgate import catalogue
    from lexgate.present import control_order

    controls = catalogue.load()
    verdicts: dict[str, Mapping[str, Any]] = {}
    make: dict[str, list[str]] = {}
    renew: dict[str, list[str]] = {}
    others: list[str] = []
    for name in sorted(now.verdicts, key=control_order):
        before, after = now.verdicts[name], then.verdicts[name]
        if before["status"] in _OPEN:
            verdicts[name] = before
            kinds, where = _kinds(before, controls[name], now), make
        elif after["status"] in _OPEN:
            verdicts[name] = after if before["status"] == "pass" else before
            kinds, where = _ended(before, controls[name], now, then), renew
        else:
            continue
        for kind in kinds:
            where.setdefault(kind, []).append(name)
        if not kinds:
            others.append(name)
    steps = [
        step
        for part in (make, renew)
        for step in sorted(
            (
                _step(settings, kind, names, verdicts, _state(kind, part is renew, now, then))
                for kind, names in part.items()
            ),
            key=lambda step: (-len(step.controls), -step.binding, step.document),
        )
    ]
    return Plan(
        steps=steps,
        others=others,
        verdicts=verdicts,
        not_due=now.raw["counts"]["status"].get("not_due", 0),
        not_judged=now.raw["not_judged"]["count"],
        readings=now.raw["law"].get("readings", {}),
    )


def _kinds(verdict: Mapping[str, Any], control: Mapping[str, Any], now: Decision) -> list[str]:
    """The documents that an open verdict waits for."""
    open_checks = [check for check in verdict["checks"] if check["status"] in _OPEN]
    looked_into = {str(check["source"][0]) for check in open_checks if check["source"]}
    if verdict["basis"] == "derived" and not looked_into:
        return []
    absent = {kind for kind in looked_into | _read(control) if not _on_file(kind, now)}
    # What is unknown for want of another document needs that one, and not to be mended itself.
    failing = {
        str(check["source"][0])
        for check in open_checks
        if check["source"] and check["status"] == "fail"
    }
    assessed = looked_into & {"assessment"}
    return _known(absent | failing | assessed if absent else looked_into)


def _ended(
    verdict: Mapping[str, Any], control: Mapping[str, Any], now: Decision, then: Decision
) -> list[str]:
    """The documents that a verdict rests on today and that are stale by then."""
    if verdict["status"] == "not_applicable":
        return ["system"]
    looked_into = {str(check["source"][0]) for check in verdict["checks"] if check["source"]}
    return _known(
        kind
        for kind in looked_into | _read(control)
        if len(_on_file(kind, then)) < len(_on_file(kind, now))
    )


def _read(control: Mapping[str, Any]) -> set[str]:
    return {str(path).split(".", 1)[0] for path in control["reads"]} - {"assessment"}


def _known(kinds: Iterable[str]) -> list[str]:
    from lexgate import statements

    return sorted(set(kinds) & set(statements.kinds()))


def _on_file(kind: str, decision: Decision) -> list[Mapping[str, Any]]:
    """The documents of a kind that were admitted."""
    return [
        document
        for name, document in decision.raw["trust"]["documents"].items()
        if name.split("/", 1)[0] == kind
    ]


def _state(kind: str, ends: bool, now: Decision, then: Decision) -> str:
    today = _on_file(kind, now)
    if not ends:
        return "on file" if today and kind != "assessment" else "missing"
    left = {document["digest"] for document in _on_file(kind, then)}
    gone = [str(document["expires"]) for document in today if document["digest"] not in left]
    return f"ends {min(gone)[:10]}" if gone else "on file"


def _step(
    settings: Config,
    kind: str,
    names: Sequence[str],
    verdicts: Mapping[str, Mapping[str, Any]],
    state: str,
) -> Step:
    from lexgate import present, statements

    organisation = statements.organisation(settings)
    purpose = statements.kinds()[kind]["purpose"]
    if purpose == "evidence":
        roles = ["pipeline"]
        answers_for = (organisation.get("systems") or {}).get(settings.system) or {}
        people = [answers_for["owner"]] if answers_for.get("owner") else []
    else:
        roles = [str(role) for role in (organisation.get("signers") or {}).get(kind) or []]
        people = [
            name
            for name, person in sorted((organisation.get("people") or {}).items())
            if set(person.get("roles") or []) & set(roles)
        ]
    binding = sum(bool(verdicts[name]["binds"]["now"]) for name in names)
    return Step(
        document=kind,
        state=state,
        owner=roles,
        people=people,
        controls=list(names),
        binding=binding,
        way=present.way(kind),
    )


def _rows(plan: Plan) -> list[dict[str, Any]]:
    """One row for each verdict and document, in the order of the steps."""
    last = Step("no document of its own", "", [], [], plan.others, 0)
    rows: list[dict[str, Any]] = []
    for order, step in enumerate([*plan.steps, *([last] if plan.others else [])], start=1):
        for name in step.controls:
            row = {
                "order": order,
                "document": step.document,
                "state": step.state,
                "owner": " or ".join(step.owner),
                "people": ", ".join(step.people),
                "waiting": len(step.controls),
            }
            rows.append({**row, **_told(name, plan.verdicts[name])})
    return rows


def _told(name: str, verdict: Mapping[str, Any]) -> dict[str, Any]:
    binds = verdict["binds"]
    readings = (binds.get("disputed") or {}).get("readings", {})
    return {
        "control": name,
        "article": verdict["article"],
        "title": verdict["title"],
        "status": verdict["status"],
        "binds_by_then": "yes" if binds["now"] else "no",
        "from": binds["from"] or "",
        "set_by": binds["set_by"] or "",
        "certainty": binds["certainty"],
        "literal_date": readings.get("literal", {}).get("from", ""),
        "stops": verdict["stops"],
        "remedy": _remedy(verdict),
    }


def _remedy(verdict: Mapping[str, Any]) -> str:
    from lexgate.present import remedy_text, term_text

    if verdict["status"] not in _OPEN:
        return "State the facts again that take it away."
    terms = [term_text(check["term"]) for check in verdict["checks"] if check["status"] in _OPEN]
    return remedy_text(verdict, terms)


def _counts(plan: Plan) -> dict[str, int]:
    return {
        "open": len(plan.verdicts),
        "binding": sum(bool(found["binds"]["now"]) for found in plan.verdicts.values()),
        "documents": len({step.document for step in plan.steps}),
        "not_due": plan.not_due,
        "not_judged": plan.not_judged,
    }


def _document(date: str, plan: Plan) -> dict[str, Any]:
    return {
        "schema": "https://lexgate.example/plan/v1",
        "by": date,
        "counts": _counts(plan),
        "readings": plan.readings,
        "steps": [asdict(step) for step in plan.steps],
        "others": plan.others,
        "verdicts": {name: _told(name, found) for name, found in plan.verdicts.items()},
    }


def _csv(plan: Plan) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, _COLUMNS, lineterminator="\n")
    writer.writeheader()
    for row in _rows(plan):
        writer.writerow({name: _cell(value) for name, value in row.items()})
    return text.getvalue()


def _cell(value: Any) -> Any:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _headline(date: str, plan: Plan) -> str:
    counts = _counts(plan)
    return (
        f"Until {date}: {counts['open']} controls will not pass as things stand, "
        f"{counts['binding']} of them bind by the Act by then; {counts['documents']} kinds of "
        "documents to make, mend or renew"
    )


def _footer(plan: Plan) -> list[str]:
    from lexgate.present import DISCLAIMER, disputed_text

    disputed = {
        disputed_text(verdict["binds"]["disputed"])
        for verdict in plan.verdicts.values()
        if verdict["binds"].get("disputed")
    }
    return [
        *(f"Some dates are {text}." for text in sorted(disputed)),
        f"{plan.not_due} controls are due at a later stage, and {plan.not_judged} duties of the "
        "Act have no control here; neither is planned.",
        DISCLAIMER,
    ]


def _who(step: Step) -> str:
    people = f" ({', '.join(step.people)})" if step.people else ""
    return (" or ".join(step.owner) or "nobody by org") + people


def _markdown(date: str, plan: Plan) -> str:
    lines = [f"# {_headline(date, plan)}", ""]
    for order, step in enumerate(plan.steps, start=1):
        lines += [
            f"## {order}. {step.document.replace('_', ' ')}: {step.state}",
            "",
            f"{_who(step)}: {step.way}. {len(step.controls)} controls wait for it, "
            f"{step.binding} of them bind by then.",
            "",
            *_table(step.controls, plan),
            "",
        ]
    if plan.others:
        lines += ["## No document of their own", "", *_table(plan.others, plan), ""]
    return "\n\n".join(["\n".join(lines).rstrip(), *_footer(plan)]) + "\n"


def _table(names: Sequence[str], plan: Plan) -> list[str]:
    lines = ["| provision | control | status | binds by the Act | to do |", "|---|---|---|---|---|"]
    for name in names:
        verdict = plan.verdicts[name]
        cells = (
            f"Art {verdict['article']}",
            verdict["title"],
            verdict["status"].replace("_", " "),
            _when(verdict["binds"]),
            _remedy(verdict),
        )
        lines.append("| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |")
    return lines


def _when(binds: Mapping[str, Any]) -> str:
    relief = binds.get("legacy")
    if binds["from"]:
        text = str(binds["from"])
    else:
        text = "free by Article 111" if relief and relief["frees"] else "date unknown"
    readings = (binds.get("disputed") or {}).get("readings", {})
    literal = readings.get("literal", {}).get("from")
    return f"{text}, disputed (literally {literal})" if literal else text


def _page(date: str, plan: Plan) -> Page:
    from lexgate.present import wrapped

    page: Page = [[("head", line)] for line in wrapped(_headline(date, plan), "")]
    for order, step in enumerate(plan.steps, start=1):
        head = f"{order:>2}. {step.document.replace('_', ' ')}: {step.state}"
        waits = f"{len(step.controls)} wait for it, {step.binding} of them bind by then"
        page += [[], [("open", head)], [("", f"    {waits}")]]
        page += [[("", t)] for t in wrapped(f"{_who(step)}: {step.way}", " " * 6, " " * 4)]
        page += _listed(step.controls, plan)
    if plan.others:
        page += [[], [("open", "    No document of their own: from others, or from a setting")]]
        page += _listed(plan.others, plan)
    page += [[]]
    for text in _footer(plan):
        page += [[("dim", line)] for line in wrapped(text, "")]
    return page


def _listed(names: Sequence[str], plan: Plan) -> Page:
    """The controls by the day from which they bind."""
    from lexgate.present import wrapped

    days: dict[str, list[str]] = {}
    for name in names:
        verdict = plan.verdicts[name]
        days.setdefault(_when(verdict["binds"]), []).append(name.removeprefix("EUAIA-"))
    page: Page = []
    for when, found in sorted(days.items()):
        text = f"{when}: {', '.join(found)}"
        page += [[("dim", line)] for line in wrapped(text, " " * 6, " " * 4)]
    return page
