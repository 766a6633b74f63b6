"""Which facts of a system to ask for next, and what follows from those that are known.

The order is that of the schema of the `system` statement. Asked is only what can still
change a tier, a role or a duty: the rule book says which facts those are. Reliefs, which
take duties away, are left to whoever claims one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

Answer = Mapping[str, str]


class Classifier(Protocol):
    """What says what follows from drafts of facts: OPA on this machine."""

    def classified(self, drafts: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """For each draft its `classified` and `conditions`."""
        ...


@dataclass(frozen=True, slots=True)
class Asked:
    """Where an interview stands: what follows so far, and what to ask next."""

    found: Mapping[str, Any]
    open: tuple[str, ...]

    @property
    def next(self) -> str | None:
        """The fact to ask for; None at the end."""
        return self.open[0] if self.open else None


def meanings() -> dict[str, str]:
    """Every fact that the rule book reads, in the order to ask, with its meaning."""
    from lexgate import schemas

    schema = schemas.load("statement/system")
    entries = schema["properties"]["predicate"]["properties"]["facts"]["properties"]
    return {
        name: " ".join(str(entry.get("description", "")).split()) for name, entry in entries.items()
    }


def stand(engine: Classifier, facts: Mapping[str, Answer]) -> Asked:
    """Where the interview stands with these answers.

    Raises:
        EngineError: OPA gave no answer.
    """
    return stands(engine, [facts])[0]


def stands(engine: Classifier, drafts: Sequence[Mapping[str, Answer]]) -> list[Asked]:
    """The same of several systems at once."""
    order = {name: place for place, name in enumerate(meanings())}
    found = []
    for facts, answer in zip(drafts, engine.classified(drafts), strict=True):
        part = answer["classified"]
        wanted = set(answer["conditions"])
        for node in (
            *part["tiers"].values(), *part["roles"].values(), part["fundamental_rights_assessment"],
        ):  # fmt: skip
            wanted |= set(node["open"])
        # Who answered unknown is not asked again.
        still = sorted(wanted - set(facts), key=lambda name: order.get(name, len(order)))
        found.append(Asked(part, tuple(still)))
    return found
