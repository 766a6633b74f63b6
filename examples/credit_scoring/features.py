"""The columns of the German credit data under readable names.

`read` turns the file as published (codes such as `A11`, no header) into a frame
whose columns say what they hold. The codes themselves are left as they are:
several of their published meanings are wrong (see data/README.md), so the
example builds nothing on what a code is said to mean.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

HERE = Path(__file__).resolve().parent
DATA = HERE / "data" / "german.data"
FOLDS = HERE / "folds.csv"
# Of the file as it was published; see data/README.md.
DATA_DIGEST = "sha256:b21f3d81db8071257d5ff1deaeba1fd4303b62712e6fcc9715c7a86202cb5871"

NUMERIC = (
    "duration_months",
    "credit_amount_dm",
    "instalment_rate",
    "residence_since",
    "age_years",
    "existing_credits",
    "dependants",
)
CATEGORICAL = (
    "checking_account",
    "credit_history",
    "purpose",
    "savings",
    "employment_since",
    "personal_status",
    "other_debtors",
    "property",
    "other_instalment_plans",
    "housing",
    "job",
    "telephone",
    "foreign_worker",
)
# In the order of the file; the outcome comes last (1 good, 2 bad).
COLUMNS = (
    "checking_account",
    "duration_months",
    "credit_history",
    "purpose",
    "credit_amount_dm",
    "savings",
    "employment_since",
    "instalment_rate",
    "personal_status",
    "other_debtors",
    "residence_since",
    "property",
    "age_years",
    "other_instalment_plans",
    "housing",
    "existing_credits",
    "job",
    "dependants",
    "telephone",
    "foreign_worker",
)
OUTCOME = "outcome"
FAVOURABLE = "good"
UNFAVOURABLE = "bad"

# Age 25 belongs to the older group: `low` is inside its bin, `high` is not.
AGE_BINS: Mapping[str, tuple[float | None, float | None]] = {
    "under_25": (None, 25),
    "25_and_over": (25, None),
}


def read(path: Path = DATA) -> pd.DataFrame:
    """The 1,000 applicants: 20 feature columns, then `outcome` (good or bad).

    The index is the row number of the file, from 1.
    """
    import pandas as pd

    frame = pd.read_csv(path, sep=" ", header=None, names=[*COLUMNS, OUTCOME])
    frame[OUTCOME] = frame[OUTCOME].map({1: FAVOURABLE, 2: UNFAVOURABLE})
    frame.index = pd.RangeIndex(1, len(frame) + 1, name="row")
    return frame


def age_group(age_years: int) -> str:
    """The declared age group of a person: `under_25` or `25_and_over`."""
    return "under_25" if age_years < 25 else "25_and_over"


def kept(drop: Sequence[str] = ()) -> list[str]:
    """The feature columns that remain, in the order of the file."""
    unknown = sorted(set(drop) - set(COLUMNS))
    if unknown:
        raise ValueError(f"no such column: {', '.join(unknown)}")
    return [column for column in COLUMNS if column not in drop]


def applicants(frame: pd.DataFrame, columns: Sequence[str]) -> list[dict[str, Any]]:
    """The rows as plain JSON objects, as the scoring service receives them."""
    return [
        {
            column: int(value) if column in NUMERIC else str(value)
            for column, value in zip(columns, row, strict=True)
        }
        for row in frame[list(columns)].itertuples(index=False)
    ]
