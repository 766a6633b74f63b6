"""A decision as a page for people: 80 columns, read in ten seconds."""

from __future__ import annotations

import os
import textwrap
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import IO, Any

from lexgate.decision import Decision
from lexgate.request import Built

WIDTH = 80
DISCLAIMER = "Evidence of controls, not a conformity assessment."

_STYLES = {"good": "32", "bad": "31", "open": "33", "head": "1", "dim": "2"}
_WORDS = {
    "pass": "passed",
    "fail": "failed",
    "unknown": "unknown",
    "waived": "waived",
    "not_applicable": "not applicable",
    "not_due": "not due yet",
}

# A line is a list of (style, text) pieces; "" is plain.
Line = list[tuple[str, str]]
Page = list[Line]


def rendered(page: Page, stream: IO[str]) -> str:
    """The page as text, with colours where the stream is a terminal that wants them."""
    colours = stream.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
    return "".join(_line(line, colours) + "\n" for line in page)


def picture(page: Page, title: str) -> str:
    """The page as an SVG of a terminal, drawn by rich, without fonts from elsewhere."""
    import io
    import re

    from rich.console import Console
    from rich.text import Text

    names = {"good": "green", "bad": "red", "open": "yellow", "head": "bold", "dim": "dim"}
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True)
    for line in page:
        console.print(Text.assemble(*((text, names.get(style, "")) for style, text in line)))
    drawn = console.export_svg(title=title, unique_id="lexgate")
    drawn = drawn.replace("<svg ", '<svg xml:space="preserve" ', 1)
    return re.sub(r"@font-face \{.*?\}\s*", "", drawn, flags=re.DOTALL)


def _line(line: Line, colours: bool) -> str:
    if not colours:
        return "".join(text for _, text in line).rstrip()
    return "".join(
        f"\x1b[{_STYLES[style]}m{text}\x1b[0m" if style else text for style, text in line
    )


def table(
    decision: Decision,
    built: Built | None = None,
    *,
    everything: bool = False,
    runs: Mapping[str, int] | None = None,
) -> Page:
    """What stops it, why, what to do next and who, and what binds later."""
    raw = decision.raw
    page: Page = [*_headline(decision, built), *_refused_request(raw)]
    page += _stops(raw, sorted(decision.stopping.items(), key=_by_weight))
    page += _refused_documents(raw, built)
    page += _later(raw)
    if everything:
        page += [[], [("head", "Every control")]]
        for name, verdict in sorted(
            decision.verdicts.items(), key=lambda item: control_order(item[0])
        ):
            page += _one_line(name, verdict)
    page += _footer(raw, runs)
    return page


def provision(verdict: Mapping[str, Any]) -> str:
    """The provision as people write it: Art 10(2)(f)."""
    return f"Art {verdict['article']}"


def term_text(term: Any) -> str:
    """A term in words."""
    if isinstance(term, str):
        return term.replace("_", " ")
    if isinstance(term, list):
        return " / ".join(term_text(part) for part in term)
    if isinstance(term, Mapping) and "unusable_setting" in term:
        path = term["unusable_setting"]
        return "setting " + (".".join(map(str, path)) if isinstance(path, list) else str(path))
    return str(term)


def remedy_text(verdict: Mapping[str, Any], terms: Iterable[str] = ()) -> str:
    """The remedy with its term filled in."""
    listed = list(dict.fromkeys(terms))
    words = ", ".join(listed[:3]) + (f" and {len(listed) - 3} more" if len(listed) > 3 else "")
    return str(verdict["remedy"]).replace("{term}", words or "it")


def number_text(value: Any) -> str:
    """A number or an estimate in a few characters."""
    if isinstance(value, Mapping) and {"value", "low", "high"} <= set(value):
        low, mid, high = (f"{value[key]:.3g}" for key in ("low", "value", "high"))
        return f"{mid} (95 %: {low} to {high}, n {value.get('n')})"
    return str(value)


def wrapped(text: str, indent: str, first: str | None = None) -> list[str]:
    """Text in lines of 80 columns."""
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=indent if first is None else first,
        subsequent_indent=indent,
        break_long_words=True,
    )


def _headline(decision: Decision, built: Built | None) -> Page:
    raw = decision.raw
    if decision.entrypoint == "live":
        words = {"yes": "ALLOWED", "no": "DENIED"}.get(decision.proceed, "BY OVERRIDE ONLY")
    else:
        words = "WOULD BE ALLOWED" if decision.allow else "WOULD BE DENIED"
    style = "good" if decision.proceed == "yes" else "bad"
    stops = raw["counts"]["stops"]
    total = sum(raw["counts"]["status"].values())
    parts = [
        f"{stops.get('law', 0)} stopped by the Act",
        f"{stops.get('house', 0)} by the house",
        f"{raw['counts']['status'].get('pass', 0)} of {total} controls passed",
    ]
    page: Page = [[(style, words), ("", "   " + ", ".join(parts))]]
    if built is not None:
        asked = built.request
        subject = asked["subject"]
        text = (
            f"{subject['system']} {subject['version']}, stage {asked['stage']}, profile "
            f"{asked['profile']}, as of {raw['as_of']}"
        )
        page += [[("dim", line)] for line in wrapped(text, "")]
    return page


def _refused_request(raw: Mapping[str, Any]) -> Page:
    return [
        [("bad", f"The request itself: {entry['reason'].replace('_', ' ')}")]
        for entry in raw["rejected_request"]
    ]


def _by_weight(item: tuple[str, Mapping[str, Any]]) -> tuple[Any, ...]:
    name, verdict = item
    return (verdict["stops"] != "law", verdict["status"] != "fail", control_order(name))


def control_order(name: str) -> tuple[Any, ...]:
    return tuple(
        (0, int(part), "") if part.isdigit() else (1, 0, part)
        for part in name.removeprefix("EUAIA-").replace("-", ".").split(".")
    )


# What a missing document of a kind asks for, by how it comes about.
_WAYS = {
    "assessment": "have two people judge each: `lexgate assess ID`",
    "evidence": "measure it: `lexgate collect {kind}`",
    "statement": "write and sign it: `lexgate attest {kind}`",
    "system": "state the facts: `lexgate classify --ask`",
}


def way(kind: str) -> str:
    """How a document of a kind comes about."""
    from lexgate import statements

    purpose = statements.kinds().get(kind, {}).get("purpose", "statement")
    return _WAYS.get(kind, _WAYS[purpose]).format(kind=kind)


def _stops(raw: Mapping[str, Any], stopping: Sequence[tuple[str, Mapping[str, Any]]]) -> Page:
    """What stops it: first by whom, then what was judged and missed, then what is missing."""
    if not stopping:
        return []
    page: Page = []
    for stops, head in (
        ("law", "Stopped by the Act"),
        ("house", "Stopped by the house: its own limits, and duties before their date"),
    ):
        judged: Page = []
        missing: dict[tuple[str, str], list[str]] = {}
        derived: list[str] = []
        for name, verdict in stopping:
            if verdict["stops"] != stops:
                continue
            checks = [check for check in verdict["checks"] if check["stops"] != "no"]
            kinds = [_missing(raw, check) for check in checks]
            if verdict["basis"] == "derived":
                derived.append(f"{_short(name)}: follows from {_parts(checks)}")
            elif checks and all(kinds):
                who = " or ".join(checks[0]["who"]) or "owner"
                missing.setdefault((str(kinds[0]), who), []).append(_short(name))
            else:
                judged += _judged(name, verdict, checks)
        if judged or missing or derived:
            page += [[], [("head", head)], *judged]
        ranked = sorted(missing.items(), key=lambda item: (-len(item[1]), item[0]))
        for (kind, who), articles in ranked:
            page += _not_on_file(kind, who, articles)
        if derived:
            page += [[("dim", t)] for text in derived for t in wrapped(text, " " * 10, "  ")]
    return page


def _short(name: str) -> str:
    """A control's id without the name of the Act: what `lexgate explain` takes."""
    return name.removeprefix("EUAIA-")


def _parts(checks: Sequence[Mapping[str, Any]]) -> str:
    return ", ".join(_short(term_text(check["term"])) for check in checks)


def _missing(raw: Mapping[str, Any], check: Mapping[str, Any]) -> str | None:
    """The kind of document that is not on file and would have answered; None if it is there."""
    source = check["source"]
    if not source:
        return None
    kind = str(source[0])
    on_file = raw["trust"]["documents"]
    if kind in on_file or (len(source) > 1 and f"{kind}/{source[1]}" in on_file):
        return None
    return kind


def _not_on_file(kind: str, who: str, articles: Sequence[str]) -> Page:
    words = kind.replace("_", " ")
    page: Page = [[("open", "  unknown "), ("", f"no {words} on file; {who}:")]]
    page += [[("", line)] for line in wrapped(f"→ {way(kind)}", " " * 12, " " * 10)]
    listed = ", ".join(dict.fromkeys(articles))
    return [*page, *[[("dim", line)] for line in wrapped(f"for {listed}", " " * 10, " " * 10)]]


def _judged(name: str, verdict: Mapping[str, Any], checks: Sequence[Mapping[str, Any]]) -> Page:
    style = "bad" if verdict["status"] == "fail" else "open"
    word = _WORDS[verdict["status"]]
    lines = wrapped(f"{verdict['article']}  {verdict['title']}", " " * 10, " " * 10)
    page: Page = [[(style, f"  {word:<8}"), ("", lines[0][10:])], *[[("", t)] for t in lines[1:]]]
    reasons: dict[str, list[Mapping[str, Any]]] = {}
    for check in checks:
        reasons.setdefault(_why(check), []).append(check)
    for why, found in list(reasons.items())[:2]:
        terms = [term_text(check["term"]) for check in found]
        shown = terms[0] if len(terms) == 1 else f"{terms[0]} and {len(terms) - 1} more"
        page += [[("dim", text)] for text in wrapped(f"{shown}: {why}", " " * 12, " " * 10)]
    if len(reasons) > 2:
        page += [[("dim", f"          and more: lexgate explain {name}")]]
    who = sorted({role for check in checks for role in check["who"]})
    terms = [term_text(check["term"]) for check in checks]
    text = f"→ {remedy_text(verdict, terms)} ({' or '.join(who) or 'owner'})"
    return [*page, *[[("", line)] for line in wrapped(text, " " * 12, " " * 10)]]


def _why(check: Mapping[str, Any]) -> str:
    because = check["because"] or _WORDS[check["status"]]
    expected = check["expected"]
    if check["half"] == "house" and isinstance(expected, Mapping) and "relation" in expected:
        relation = str(expected["relation"]).replace("_", " ")
        because = (
            f"{number_text(check['observed'])}; house limit, not law: "
            f"{relation} {expected['value']}; {because}"
            if isinstance(check["observed"], Mapping) and check["observed"].get("value") is not None
            else f"{because} (house limit, not law: {relation} {expected['value']})"
        )
    return str(because)


def _refused_documents(raw: Mapping[str, Any], built: Built | None) -> Page:
    if not raw["rejected"]:
        return []
    files = {
        (item.where, item.index): item.path.name
        for item in (built.sent if built is not None else ())
    }
    page: Page = [[], [("head", "Refused documents")]]
    for entry in raw["rejected"]:
        name = files.get((entry["where"], entry["index"])) or entry["name"] or "?"
        page += [
            [("open", line)]
            for line in wrapped(f"{name}: {entry['reason'].replace('_', ' ')}", "    ", "  ")
        ]
    return page


def _later(raw: Mapping[str, Any]) -> Page:
    dates: dict[tuple[str, str], Counter[str]] = {}
    freed: Counter[tuple[str, str]] = Counter()
    literal: set[str] = set()
    for verdict in raw["verdicts"].values():
        binds = verdict["binds"]
        if binds["now"] or verdict["status"] == "not_applicable":
            continue
        relief = binds.get("legacy")
        if not binds["from"]:
            if relief and relief["frees"]:
                freed[relief["rule"], relief["placed_before"] or "?"] += 1
            continue
        if binds["from"] <= str(raw["law_as_of"])[:10]:
            # At data and training nothing binds yet, whatever the date.
            continue
        count = dates.setdefault((binds["from"], binds["set_by"]), Counter())
        count["all"] += 1
        count["open"] += any(
            check["half"] == "act" and check["status"] in {"fail", "unknown"}
            for check in verdict["checks"]
        )
        if binds.get("disputed"):
            literal.add(disputed_text(binds["disputed"]))
    if not dates and not freed:
        return []
    page: Page = [[], [("head", "What binds by the Act later")]]
    for (date, set_by), count in sorted(dates.items()):
        text = f"{count['all']} controls more, {count['open']} of them open today; {set_by}"
        page += [[("", line)] for line in wrapped(text, " " * 12, f"{date}  ")]
    for text in sorted(literal):
        page += [[("open", line)] for line in wrapped(text, " " * 12)]
    for (rule, before), number in sorted(freed.items()):
        text = f"{number} controls: free by {rule}, as placed before {before}; by signed facts"
        page += [[("", line)] for line in wrapped(text, " " * 12)]
    return page


def disputed_text(disputed: Mapping[str, Any]) -> str:
    """A disputed date in words: the reading that counts, and the date by each other one."""
    others = "; ".join(
        f"{name} reading: {one['from']} ({one['set_by']})"
        for name, one in sorted(disputed["readings"].items())
        if name != disputed["reading"]
    )
    return f"disputed ({disputed['switch']} is {disputed['reading']}; {others})"


def relief_text(binds: Mapping[str, Any]) -> str | None:
    """What Article 111 says of a duty in words; None where it says nothing."""
    relief = binds.get("legacy")
    if not relief:
        return None
    facts = ", ".join(name.replace("_", " ") for name in relief["facts"])
    if relief["frees"]:
        until = f" until {relief['until']}" if relief["until"] else ""
        return (
            f"{relief['rule']} frees the system{until}, as placed before "
            f"{relief['placed_before']} ({relief['certainty']}; by {facts}; signed by "
            f"{', '.join(relief['signers'])}). Without it: {relief['applies_from']}."
        )
    return (
        f"{relief['rule']} would free a system placed before {relief['placed_before']}; not "
        f"plain from signed facts: {facts}."
    )


def _one_line(name: str, verdict: Mapping[str, Any]) -> Page:
    style = {"pass": "good", "fail": "bad", "unknown": "open"}.get(verdict["status"], "dim")
    basis = verdict["basis"]
    if basis == "documented":
        basis = "linked" if verdict["linked"] else "text only"
    word = _WORDS[verdict["status"]]
    text = _cut(verdict["title"], WIDTH - 43)
    page: Page = [[(style, f"{word:<16}"), ("", f"{verdict['article']:<14}{basis:<13}{text}")]]
    if verdict["because"]:
        signers = ", ".join(verdict["because"]["signers"])
        facts = ", ".join(verdict["because"]["facts"])
        reason = verdict["because"]["reason"] + (f" ({facts}; signed {signers})" if facts else "")
        page += [[("dim", line)] for line in wrapped(reason, " " * 16)]
    return page


def _footer(raw: Mapping[str, Any], runs: Mapping[str, int] | None) -> Page:
    trust, subject = raw["trust"], raw["granted"]
    status = raw["counts"]["status"]
    aside = {"not_applicable", "not_due"}
    judged = Counter(v["basis"] for v in raw["verdicts"].values() if v["status"] not in aside)
    bases = ", ".join(f"{number} {name}" for name, number in sorted(judged.items()))
    counted = ", ".join(f"{status[key]} {_WORDS[key]}" for key in _WORDS if status.get(key))
    lines = [
        f"{counted}. Judged, by basis: {bases}.",
        f"Keys of level {trust['level']} (asked for: {trust['required']}); {trust['admitted']} of "
        f"{trust['sent']} signatures count."
        + (f" Collected here {sum(runs.values())} times." if runs else ""),
        f"Not yet judged: {raw['not_judged']['count']} duties of the Act have no control here; "
        "--format json lists them.",
    ]
    if subject:
        lines.insert(
            0,
            f"Granted: {subject['system']} {subject['version']} for {subject['stage']}, profile "
            f"{subject['profile']}, until {subject['until']}.",
        )
    for found in raw["classification"]["contradictions"]:
        lines.append(f"Contradicts: {' and '.join(found['facts'])}: {found['what']}.")
    if raw["settings"]["deviations"]:
        names = ", ".join(str(found["setting"]) for found in raw["settings"]["deviations"])
        lines.append(f"Looser than the organisation's limits, by signed deviation: {names}.")
    page: Page = [[]]
    for text in lines:
        page += [[("dim", line)] for line in wrapped(text, "")]
    return [*page, [("", DISCLAIMER)]]


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1].rstrip() + "…"
