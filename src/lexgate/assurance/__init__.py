"""Are the rules worth relying on? Evidence is spoilt and rules are broken, thousands of times.

Two questions, each with a run of its own:

* Evidence mutants: does anything pass by being silent? Less said, or said
  unusably, must never make a verdict better.
* Rule mutants: would a test notice a rule that lost a line?

`python -m lexgate.assurance` asks both in full, with `--short` a fixed sample.
"""

from __future__ import annotations

from typing import Any

__all__ = ["try_control"]


def try_control(control: str) -> dict[str, Any]:
    """Mutate one control and the evidence that it reads; within seconds.

    Gives `evidence` and `rules`, each with its counts, its faults and `ok`.
    """
    from lexgate.assurance.evidence_mutants import run as mutate_evidence
    from lexgate.assurance.rule_mutants import run as mutate_rules

    evidence = mutate_evidence(control=control)
    rules = mutate_rules(control=control)
    return {
        "control": control,
        "evidence": evidence.as_dict(),
        "rules": rules.as_dict(),
        "ok": evidence.ok and rules.ok,
    }
