"""``lexgate classify --ask``: one fact at a time, and only those that still matter."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lexgate.config import Config
from lexgate.errors import RequestError

_WORDS = {"y": "yes", "yes": "yes", "n": "no", "no": "no", "u": "unknown", "unknown": "unknown"}
_LETTERS = re.compile(r"[^\W\d_]{3}")
_LEAST, _MOST = 8, 2000
_LONGEST = 10_000
# What takes duties away, and is for whoever claims it.
_RELIEFS = {
    "before_the_market",
    "open_source_2_12",
    "performs_profiling",
    "part_of_a_joint_output_that_decides",
    "materially_influences_the_outcome",
    "narrow_procedural_task",
    "improves_completed_human_activity",
    "detects_deviations_without_replacing_assessment",
    "preparatory_task",
}
_FIELDS = {"intended_purpose", "placed_on_market_at", "placing", "facts"}


def interview(settings: Config, path: Path) -> int:
    """Ask until no open fact can change a tier, a role or a duty; each answer is kept at once.

    What the file holds already is not asked again.

    Raises:
        RequestError: the file is no page of facts, or the answers ended too early.
        EngineError: OPA gave no answer.
    """
    from lexgate import asking_facts, paths, present
    from lexgate.cli.classify_command import page_of
    from lexgate.engine.local import LocalEngine

    page = _kept(path)
    engine = LocalEngine(paths.rego(), settings.paths.org)
    meanings = asking_facts.meanings()
    lines = _lines(path)
    if not page["intended_purpose"]:
        page["intended_purpose"] = _text(lines, "What is it meant for, in one sentence?")
        _keep(path, page)
    asked = 0
    while True:
        stand = asking_facts.stand(engine, page["facts"])
        name = stand.next
        if name is None:
            break
        asked += 1
        print(f"\nQuestion {asked}, {len(stand.open)} facts are open", file=sys.stderr)
        page["facts"][name] = _answer(lines, name, meanings[name])
        _keep(path, page)
    sys.stdout.write(present.rendered(page_of(stand.found), sys.stdout))
    _further(stand.found, meanings, path)
    return 0


def _kept(path: Path) -> dict[str, Any]:
    """What the file holds: the answers that count, and everything beside the facts.

    Raises:
        RequestError: it is no page of facts, which is left as it is.
    """
    from lexgate import documents

    page: Any = documents.read_yaml(path) if path.exists() else {}
    page = {} if page is None else page
    do = "Name a new file, or one that this command wrote."
    if not isinstance(page, dict) or not isinstance(page.get("facts", {}), dict | None):
        raise RequestError("not a page of facts", str(path), do)
    strange = sorted(str(key) for key in set(page) - _FIELDS)
    if strange:
        raise RequestError(f"no page of facts has {', '.join(strange[:5])}", str(path), do)
    facts = page.get("facts") or {}
    for name, fact in facts.items():
        said = fact.get("answer") if isinstance(fact, dict) else None
        if not isinstance(said, str) or said not in _WORDS.values():
            raise RequestError(
                f"{name} has no answer of yes, no or unknown", str(path), "Mend it, or take it out."
            )
    return {
        **page,
        "intended_purpose": page.get("intended_purpose") or "",
        "placed_on_market_at": page.get("placed_on_market_at"),
        # An answer without a reason says nothing, to the rules and here: it is asked again.
        "facts": {name: fact for name, fact in facts.items() if _says(fact.get("reason"))},
    }


def _says(text: Any) -> bool:
    """Whether a text is words that the rules take, and that can be written down."""
    return (
        isinstance(text, str)
        and _LEAST <= len(text.strip()) <= _MOST
        and text.isprintable()
        and _LETTERS.search(text) is not None
    )


def _keep(path: Path, page: dict[str, Any]) -> None:
    """Write the page as it is, whole or not at all."""
    import yaml

    from lexgate import documents

    text = yaml.safe_dump(page, sort_keys=False, allow_unicode=True, width=100)
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
    documents.write_bytes(path, text.encode("utf-8"), mode=mode)


def _lines(path: Path) -> Iterator[str]:
    while True:
        line = sys.stdin.readline(_LONGEST)
        if not line:
            raise RequestError(
                "the answers ended, and facts are still open",
                str(path),
                "Run it again: what was answered is kept.",
            )
        yield line.strip()


def _text(lines: Iterator[str], question: str) -> str:
    print(question, file=sys.stderr)
    for line in lines:
        if _says(line):
            return line
        print(f"In words, please: {_LEAST} to {_MOST} letters.", file=sys.stderr)
    raise AssertionError  # lines end with an error


def _answer(lines: Iterator[str], name: str, meaning: str) -> dict[str, str]:
    from lexgate import present

    for line in present.wrapped(meaning, "  ", "  "):
        print(line, file=sys.stderr)
    print("yes, no or unknown? ", end="", file=sys.stderr, flush=True)
    for line in lines:
        said = _WORDS.get(line.lower())
        if said is not None:
            why = _text(lines, "Why? Somebody else should be able to follow it.")
            return {"answer": said, "reason": why}
        print(f"{name}: yes, no or unknown? ", end="", file=sys.stderr, flush=True)
    raise AssertionError  # lines end with an error


def _further(found: Any, meanings: dict[str, str], path: Path) -> None:
    reliefs = {name for tier in found["tiers"].values() for name in tier["reliefs"]}
    known = [name for name in meanings if name in reliefs & _RELIEFS]
    if known:
        print(
            f"\nNot asked, since they only take duties away: {', '.join(known)}. "
            f"Whoever claims one adds it to {path}, with the reason.",
            file=sys.stderr,
        )
    print(f"\nNext: lexgate classify --from {path} --key KEY signs the facts.", file=sys.stderr)
