"""A page for each article that is judged, and how far the whole Act is covered.

What a control asks stands in the metadata above its rule, what the law says of its entry in the
map; dates are those of the calendar. A page brings them together, so that none is written
twice; `make check` refuses a page that is stale.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from lexgate import documents, field_map, paths, schemas
from lexgate.errors import LexgateError
from lexgate.field_map import FieldMap, kind_of

_FOLDER = "docs/law"
_REPOSITORY = "../../rego/lexgate/eu_ai_act"
_ACT = "http://data.europa.eu/eli/reg/2024/1689/2026-07-27"
_FRAMEWORKS = {
    "nist_ai_rmf": "NIST AI RMF 1.0",
    "iso_iec_42001": "ISO/IEC 42001:2023",
    "gdpr": "GDPR",
    "model_risk": "model risk (Federal Reserve, OCC)",
}
_ORDER = (
    "measured", "linked", "computed", "sampled", "derived", "assessed", "text only", "attested",
    "presumed",
)  # fmt: skip
_NOT_YET = "not yet judged"


def folder() -> Path:
    """Where the pages lie.

    Raises:
        LexgateError: outside a checkout.
    """
    root = paths.checkout()
    if root is None:
        raise LexgateError(
            "The pages are part of the source tree only.", _FOLDER, "Use a checkout."
        )
    return root / _FOLDER


def articles() -> Mapping[str, Mapping[str, str]]:
    """Titles of articles, and what holds no duty, as people wrote them.

    Raises:
        LexgateError: the file can't be read or breaks its schema.
    """
    path = paths.law() / "articles.yaml"
    found: Mapping[str, Mapping[str, str]] = documents.read_yaml(path)
    schemas.validate(found, "law/articles", str(path), error=LexgateError)
    return found


def pages() -> dict[str, str]:
    """Every page by its file name.

    Raises:
        LexgateError: an article of the map has no title.
    """
    found, told = field_map.load(), articles()
    named = {field_map.article_of(entry["provision"]) for entry in found.entries.values()}
    if named != set(told["titles"]):
        raise LexgateError(
            f"Titles and map differ in {', '.join(sorted(named ^ set(told['titles'])))}.",
            str(paths.law() / "articles.yaml"),
            "Give each article of the map a title, and no other.",
        )
    calendar = documents.read_yaml(paths.rego() / "lexgate" / "calendar" / "data.yaml")
    made = {"coverage.md": _coverage(found, told)}
    for article in sorted(named, key=field_map.order_of):
        if controls := _controls_of(found, article):
            made[_file(article)] = _page(
                found, article, told["titles"][article], controls, calendar
            )
    return made


def _file(article: str) -> str:
    kind, _, number = article.partition(" ")
    digits = re.match(r"\d+", number)
    padded = number.zfill(len(number) + 2 - len(digits.group())) if digits else number.lower()
    return f"{kind.lower()}_{padded}.md"


def _controls_of(found: FieldMap, article: str) -> list[str]:
    return [
        name
        for name, entry in found.entries.items()
        if name in found.controls and field_map.article_of(entry["provision"]) == article
    ]


# ---------------------------------------------------------------- an article


def _page(
    found: FieldMap, article: str, title: str, controls: list[str], calendar: Mapping[str, Any]
) -> str:
    lines = [
        f"# {article}: {title}",
        "",
        "Made by `make fmt` from the rules, the map and the calendar. The wording that counts is",
        f"in the Official Journal; as consolidated: [{_ACT}]({_ACT}).",
        "Related parts of other frameworks are related: none takes the place of the other.",
        "",
        "| control | asks | basis | due |",
        "| --- | --- | --- | --- |",
    ]
    for name in controls:
        control = found.controls[name]
        lines.append(
            f"| [{_short(name)}](#{_anchor(name, control)}) | {control['title']} "
            f"| {_basis(found, name)} | {_words(control['due'])} |"
        )
    lines.append("")
    for name in controls:
        lines += _control(found, name, calendar)
    served = [
        name
        for name, entry in found.entries.items()
        if name not in found.controls and field_map.article_of(entry["provision"]) == article
    ]
    if served:
        lines += ["## Entries without a verdict of their own", "", "| entry | about | status |"]
        lines.append("| --- | --- | --- |")
        lines += [
            f"| {found.entries[name]['provision']} | {found.entries[name]['label']} "
            f"| {_status(found, name)} |"
            for name in served
        ]
        lines.append("")
    return "\n".join(lines)


def _control(found: FieldMap, name: str, calendar: Mapping[str, Any]) -> Iterator[str]:
    control, entry = found.controls[name], found.entries[name]
    package = control["package"]
    yield from (f"## {_short(name)}: {control['title']}", "")
    yield " ".join(str(control["description"]).split())
    yield ""
    yield f"- **Provision**: {entry['provision']} ([text]({_ACT}))"
    yield f"- **Basis**: {_basis(found, name)}; severity {control['severity']}"
    yield f"- **Due**: {_words(control['due'])}; evidence covers one {control['scope']} each"
    yield f"- **For**: {field_map.addressed(entry)}"
    yield "- **Binds**: " + "; ".join(_dates(control, calendar))
    yield "- **Reads**: " + ", ".join(_path(found, path) for path in control["reads"])
    if control["settings"]:
        yield "- **Settings**: " + ", ".join(f"`{one}`" for one in control["settings"])
    if parts := _content_of(found, name):
        yield "- **Parts**: " + "; ".join(
            f"{found.entries[one]['provision']} ({_status(found, one)})" for one in parts
        )
    yield f"- **What to do**: {control['remedy']}"
    fines = [f"Article {one}" for one in entry.get("penalty", []) if one != "none"]
    yield "- **Fine**: " + (", ".join(fines) if fines else "no tier at Union level; national law")
    related = found.related.get(name, {})
    if related:
        yield "- **Related**: " + "; ".join(
            f"{_FRAMEWORKS[framework]}: {', '.join(references)}"
            for framework, references in related.items()
        )
    yield f"- **Rule**: [{package}.{control['rule']}]({_REPOSITORY}/{package}/{package}.rego)"
    yield ""


def _dates(control: Mapping[str, Any], calendar: Mapping[str, Any]) -> Iterator[str]:
    dates = calendar["dates"][control["calendar"]]
    for tier in control["applies"]["tiers"]:
        if tier not in dates:
            continue
        entry = dates[tier]
        words = _words(tier)
        if "switch" in entry:
            reading = calendar["readings"][entry["switch"]]["default"]
            others = ", ".join(
                f"{one['applies_from']} by the reading *{_words(name)}*"
                for name, one in entry["readings"].items()
                if name != reading
            )
            chosen = entry["readings"][reading]
            yield f"{words}: disputed, {chosen['applies_from']} ({chosen['set_by']}), or {others}"
        else:
            yield f"{words}: from {entry['applies_from']} ({entry['set_by']})"
        if "legacy" in entry:
            rules = [calendar["legacy"][one]["set_by"] for one in entry["legacy"]]
            yield f"earlier systems: {', '.join(rules)}"


def _path(found: FieldMap, path: str) -> str:
    kind = kind_of(path)
    known = found.kinds.get(kind, {})
    if known.get("purpose") == "evidence":
        return f"[`{path}`](../evidence/{kind}.md)"
    return f"`{path}`"


def _content_of(found: FieldMap, name: str) -> list[str]:
    return [
        one
        for one, entry in found.entries.items()
        if entry["kind"] == "content" and name in found.targets(one).get("part_of", [])
    ]


def _basis(found: FieldMap, name: str) -> str:
    """Measured, linked, text only, …: how the entry is judged today."""
    basis = str(found.entries[name]["basis"])
    if basis == "documented":
        return "linked" if found.observed(name) else "text only"
    return basis


def _status(found: FieldMap, name: str) -> str:
    """How an entry of the law is covered, in the words of the coverage page."""
    entry = found.entries[name]
    kind = entry["kind"]
    if kind == "deleted":
        return "no control, because it was deleted"
    if kind == "authority":
        return "no control, because it addresses authorities"
    if kind in {"duty", "prohibition"}:
        judged = found.judged(name)
        if not judged:
            return _NOT_YET
        return _basis(found, name) if judged == [name] else f"an element of {_list(judged)}"
    if kind == "content":
        parents = [one for one in found.parents(name) if one in found.controls]
        if name in found.controls:
            return _basis(found, name)
        return f"{_basis(found, name)}, in {_list(parents)}" if parents else _NOT_YET
    if name in found.controls:
        return _basis(found, name)
    ways = {
        way: [one for one in served if one in found.controls]
        for way, served in found.targets(name).items()
    }
    reached = sorted({one for served in ways.values() for one in served})
    if kind == "classification":
        return "derived, in the classification"
    if kind == "aggregate":
        return f"derived from {_list(reached)}" if reached else _NOT_YET
    words = {"alternative": "an alternative within", "permission": "a permission within"}[kind]
    return f"{words} {_list(reached)}" if reached else _NOT_YET


def _list(names: list[str]) -> str:
    return ", ".join(_short(one) for one in names)


def _short(name: str) -> str:
    return name.removeprefix("EUAIA-")


def _words(name: str) -> str:
    return name.replace("_", " ")


def _anchor(name: str, control: Mapping[str, Any]) -> str:
    """As Git hosts make it of a heading."""
    heading = f"{_short(name)}: {control['title']}".lower()
    return re.sub(r"[^\w\- ]", "", heading).replace(" ", "-")


# ---------------------------------------------------------------- coverage


def _coverage(found: FieldMap, told: Mapping[str, Mapping[str, str]]) -> str:
    rows: dict[str, list[str]] = {}
    for name, entry in found.entries.items():
        rows.setdefault(entry["provision"], []).append(_status(found, name))
    counts: Counter[str] = Counter()
    for name, entry in found.entries.items():
        if entry["kind"] in field_map.VERDICTS:
            word = _status(found, name)
            counts["an element of others" if word.startswith("an element") else word] += 1
    words = (*_ORDER, *sorted(set(counts) - set(_ORDER)))
    told_counts = ", ".join(f"{counts[word]} {word}" for word in words if counts[word])
    documented = [_status(found, name) for name in field_map.documented(found)]
    judged = [status for status in documented if status != _NOT_YET]
    linked = [status for status in judged if status.startswith("linked")]
    lines = [
        "# How far the Act is covered",
        "",
        "Made by `make fmt`. Each paragraph or point of the operative articles, with how it is",
        "judged: *measured* (an instrument observed it), *linked* (a document, compared with",
        "something that nobody typed), *computed* (arithmetic on what was declared), *sampled*,",
        "*derived*, *assessed* (two people, with reasons), *text only* (a document alone),",
        "*attested* (a person signed), *presumed*; or why there is no control. A word here says",
        "how something is judged, never that it is complied with.",
        "",
        f"Of {sum(counts.values())} duties and prohibitions: {told_counts}.",
        "",
        f"Of the {len(documented)} documented entries of Articles 4 to 15 and 50 and Annex IV,"
        f" {len(judged)} are judged, and {len(linked)} of these are linked.",
        "",
    ]
    by_article: dict[str, list[tuple[str, list[str]]]] = {}
    for provision, statuses in rows.items():
        by_article.setdefault(field_map.article_of(provision), []).append((provision, statuses))
    for provision, reason in told["without_entry"].items():
        article = field_map.article_of(provision)
        by_article[article].append((provision, [f"no control, because: {_lower(reason)}"]))
    for article in sorted(by_article, key=field_map.order_of):
        link = f"[page]({_file(article)})" if _controls_of(found, article) else ""
        lines += [
            f"## {article}: {told['titles'][article]}", "", *([link, ""] if link else []),
            "| provision | status |", "| --- | --- |",
        ]  # fmt: skip
        for provision, statuses in sorted(by_article[article], key=lambda one: _place(one[0])):
            lines.append(f"| {provision} | {'; '.join(dict.fromkeys(statuses))} |")
        lines.append("")
    lines += ["## Other articles", "", "| articles | no control, because |", "| --- | --- |"]
    lines += [f"| {name} | {reason} |" for name, reason in told["others"].items()]
    return "\n".join([*lines, ""])


def _lower(text: str) -> str:
    first = text.split(" ", 1)[0]
    keep = first in {"Member", "Commission", "Board", "Union", "Intellectual"}
    return text if keep else text[0].lower() + text[1:]


def _place(provision: str) -> list[tuple[int, str]]:
    """Sorts paragraphs as the Act counts: 1, 1a, 2, 10."""
    return [
        (int(digits or 0), letters)
        for digits, letters in re.findall(r"\(?(\d*)([A-Za-z ,]*)\)?", provision)
        if digits or letters
    ]


def main(argv: list[str] | None = None) -> int:
    """Write the pages, or with --check say whether they are fresh."""
    parser = argparse.ArgumentParser(prog="python -m lexgate.law_pages", description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing; fail when stale")
    check = parser.parse_args(argv).check
    try:
        place, wanted = folder(), pages()
        kept = {path.name for path in place.glob("*.md")} - {"map.md"}
        stale = sorted(
            {
                name
                for name, text in wanted.items()
                if name not in kept or (place / name).read_bytes() != text.encode()
            }
            | (kept - set(wanted))
        )
        if check and stale:
            raise LexgateError(
                f"Pages of the law are stale: {', '.join(stale)}.",
                str(place),
                "Run `make fmt` and commit the result.",
            )
        for name in stale:
            if name in wanted:
                documents.write_bytes(place / name, wanted[name].encode())
            else:
                (place / name).unlink()
    except LexgateError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
