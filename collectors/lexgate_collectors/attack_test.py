"""Attack evidence, for Article 15(5): can the model's decisions tell who was in its training data?

One attack on confidentiality, the gap attack: whoever knows a person's row and outcome guesses that
the model learnt from rows that it decides rightly. How much better than a blind guess that is
(its advantage) is accuracy on rows that the model learnt from minus accuracy on rows that it did
not: 0 says that this attack learns nothing. Yeom, Giacomelli, Fredrikson, Jha (2018), Privacy risk
in machine learning, IEEE 31st Computer Security Foundations Symposium, 268-282; the interval of the
difference is Newcombe's (1998), method 10.

It needs decisions alone, which is what a stranger sees. Attacks that use scores, several models or
many requests learn more: a small advantage here is no promise, and nothing is tried against the
secrecy of the model itself. Rows count as learnt from where the configuration says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from lexgate_collectors.common import Faults, data_subjects, is_time, mark, model_subject
from lexgate_collectors.estimates import (
    Estimate,
    NotMeasured,
    Outcomes,
    measured,
    rate,
    weighted_sum,
)

NAME = "membership_by_gap"
METHOD = (
    "rows that the model decides rightly are guessed to be learnt from (Yeom and others, 2018);"
    " by decisions alone"
)


@dataclass(frozen=True, slots=True)
class Decided:
    """Decisions of one model on some rows, beside what was right; null outcomes are left out."""

    outcomes: Sequence[str | None]
    decisions: Sequence[str]

    def counts(self) -> Outcomes:
        """How many rows have an outcome, and how many of them were decided rightly."""
        pairs = zip(self.outcomes, self.decisions, strict=True)
        right = [outcome == decision for outcome, decision in pairs if outcome is not None]
        return Outcomes(len(right), sum(right))


def advantage(members: Outcomes, others: Outcomes) -> Estimate:
    """Accuracy on rows that a model learnt from, minus accuracy on others; from -1 to 1.

    Args:
        members: rows that it learnt from, and how many of them it decided rightly.
        others: the same of rows that it did not learn from.
    """
    if not members.judged or not others.judged:
        return NotMeasured("no rows that the model learnt from, or none that it did not")
    value, low, high = weighted_sum([(Fraction(1), members), (Fraction(-1), others)])
    return measured(
        value,
        low,
        high,
        n=members.judged + others.judged,
        method="Newcombe hybrid score interval, 95 %",
        least=-1.0,
    )


def collect(
    members: Decided, others: Decided, *, model_file: str, model_digest: str, observed_at: str
) -> dict[str, Any]:
    """The predicate of attack evidence.

    Args:
        members: decisions on rows that the model learnt from.
        others: decisions on rows that it did not.
        model_file: the file of the attacked model within the artefact.
        model_digest: digest of the artefact.
        observed_at: when it was done.

    Raises:
        CollectError: `observed_at` is no time, or nobody knows the outcome of a row.
    """
    faults = Faults("attack test")
    faults.check(is_time(observed_at), f"observed_at is no time: {observed_at!r}")
    learnt, unseen = members.counts(), others.counts()
    faults.check(learnt.judged > 0, "no row with an outcome is one that the model learnt from")
    faults.check(unseen.judged > 0, "no row with an outcome is one that the model did not learn")
    faults.settle("name data sets, or a fold, that tell the rows apart")
    return {
        "observed_at": observed_at,
        "collector": mark("attack_test", ["scikit-learn"]),
        "model": model_digest,
        "attacks": {
            "confidentiality": {
                NAME: {
                    "method": METHOD,
                    "model": model_file,
                    "members": learnt.judged,
                    "non_members": unseen.judged,
                    "accuracy_members": rate(learnt.selected, learnt.judged).as_dict(),
                    "accuracy_non_members": rate(unseen.selected, unseen.judged).as_dict(),
                    "advantage": advantage(learnt, unseen).as_dict(),
                }
            }
        },
    }


def subjects(system: str, model_digest: str, data: dict[str, str]) -> list[dict[str, Any]]:
    """What the evidence speaks of: the model, and each data set by role and digest."""
    return [model_subject(system, model_digest), *data_subjects(data)]
