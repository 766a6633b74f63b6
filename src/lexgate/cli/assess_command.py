"""``lexgate assess ID``: a judgement with reasons, and a second reader's signature."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from lexgate.cli import asking
from lexgate.errors import RequestError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the flags of assess."""
    parser.add_argument("control", metavar="ID", help="a control, as in EUAIA-5.1.f")
    parser.add_argument(
        "--from", dest="source", type=Path, metavar="FILE", help="the answers; none prints a page"
    )
    parser.add_argument("--key", type=Path, metavar="FILE", help="your private key")
    parser.add_argument(
        "--second", action="store_true", help="read what is on file, and sign as second reader"
    )
    asking.add_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Print a page to fill in, write and sign answers, or sign as second reader."""
    from lexgate.cli.attest_command import read_key, read_page
    from lexgate.cli.explain_command import find

    name, control = find(args.control)
    if control["basis"] not in {"assessed", "sampled"} and not any(
        path.startswith("assessment.") for path in control["reads"]
    ):
        raise RequestError(
            f"{name} is not judged by an assessment", name, f"`lexgate explain {name}` says how."
        )
    settings = asking.load(args)
    if args.second:
        return _second(args, settings, name)
    if args.source is None:
        print(_template(args, settings, name, control), end="")
        return 0
    from lexgate import statements

    page = read_page(args.source)
    page["control"] = name
    _resolve_citations(page, settings)
    key = read_key(args.key)
    _require_person(settings, key, page, "assessor")
    path = statements.write("assessment", page, settings, key)
    print(path)
    print(
        f"lexgate: signed; it counts once {page.get('second_reader')} has read and signed it:\n"
        f"  do:    lexgate assess {name} --second --key THEIR_KEY",
        file=sys.stderr,
    )
    return 0


def elements(checks: list[dict[str, Any]]) -> list[str]:
    """The elements that an assessment has to answer, as the rule asks for them."""
    found: list[str] = []
    for check in checks:
        source = check["source"]
        if not source or source[0] != "assessment":
            continue
        observed = check["observed"]
        if check["expected"] == "at least one element is absent" and isinstance(observed, dict):
            # The role comes from the signed facts and is not asked again.
            found += sorted(set(observed) - {"in_that_role"})
        else:
            found.append(str(source[-1]))
    return list(dict.fromkeys(found))


def _template(args: argparse.Namespace, settings: Any, name: str, control: Any) -> str:
    import textwrap

    from lexgate.config import STAGES

    # Asked at the stage at which it is due, since before it has nothing to judge.
    args.stage = control["due"] if control["due"] in STAGES else STAGES[-1]
    _, decision = asking.put(settings, args, "what_if")
    verdict = decision.verdicts[name]
    asked = elements(list(verdict["checks"]))
    if not asked:
        because = verdict["because"] or {"reason": "it asks for no assessment here", "facts": []}
        raise RequestError(
            f"there is nothing to assess: {because['reason']}",
            ", ".join(because["facts"]) or name,
            f"`lexgate explain {name} --stage {args.stage}` tells more.",
        )
    ban = control["article"].startswith("5(1)")
    lines = [f"# {name}: {control['title']}"]
    lines += [f"# {line}" for line in textwrap.wrap(control["description"], 76)]
    lines += ["#", "# Answer each with yes or no and a reason; cite documents by name."]
    if ban:
        lines += [
            "# Yes: this element of the ban is there. No: it is absent. One plain no ends the",
            "# ban; yes throughout is a breach.",
        ]
    lines += ["", "assessor: ", "second_reader: ", "answers:"]
    for element in asked:
        lines += [f"  {element}:", "    answer: ", "    reason: ", "    cites: []"]
    return "\n".join(lines) + "\n"


def _resolve_citations(page: dict[str, Any], settings: Any) -> None:
    """Replace the name of a document on file by its digest."""
    from lexgate import documents

    answers = page.get("answers")
    if not isinstance(answers, dict):
        return
    for answer in answers.values():
        if not isinstance(answer, dict) or not isinstance(answer.get("cites"), list):
            continue
        cites = []
        for cited in answer["cites"]:
            if isinstance(cited, str) and not cited.startswith("sha256:"):
                folders = (settings.paths.evidence, settings.paths.statements)
                files = [folder / f"{cited}.json" for folder in folders]
                path = next((file for file in files if file.is_file()), None)
                if path is None:
                    raise RequestError(
                        f"{cited} is cited and is not on file", str(files[0]), "Collect it first."
                    )
                cited = documents.digest(documents.read_bytes(path))
            cites.append(cited)
        answer["cites"] = cites


def _require_person(settings: Any, key: Any, page: dict[str, Any], role: str) -> None:
    from lexgate import statements

    person = statements.person_of(settings, key)
    if person is None or person != page.get(role):
        raise RequestError(
            f"this key is {person or 'unknown to org'}, and the {role.replace('_', ' ')} is "
            f"{page.get(role) or 'not named'}",
            "--key",
            f"Sign with the key of the {role.replace('_', ' ')}, or name its owner.",
        )


def _second(args: argparse.Namespace, settings: Any, name: str) -> int:
    from lexgate import documents, keys, schemas, statements
    from lexgate.cli.attest_command import read_key

    path = statements.place("assessment", settings, name)
    document = documents.read_json(path)
    schemas.validate(document, "statement/assessment", str(path))
    predicate = document["predicate"]
    for element, answer in predicate["answers"].items():
        print(f"{element}: {answer['answer']}: {answer['reason']}", file=sys.stderr)
    key = read_key(args.key)
    _require_person(settings, key, predicate, "second_reader")
    if predicate["assessor"] == predicate["second_reader"]:
        raise RequestError(
            "assessor and second reader are one person", str(path), "Name another second reader."
        )
    keys.sign_file(path, key)
    print(path)
    return 0
