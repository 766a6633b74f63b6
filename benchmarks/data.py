"""The data of the benchmarks: made anew each time, from fixed seeds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

AGES = (30, 40, 50, 65)
REGIONS = 6


def applicants(rows: int) -> pd.DataFrame:
    """People as numbers, since aif360 reads nothing else: three attributes and two classes."""
    import numpy as np
    import pandas as pd

    draw = np.random.default_rng(20260101)
    sex, region = draw.integers(0, 2, rows), draw.integers(0, REGIONS, rows)
    age = np.searchsorted(AGES, draw.integers(18, 80, rows), side="right")
    outcome = draw.random(rows) < 0.6 + 0.05 * sex
    predicted = np.where(draw.random(rows) < 0.8, outcome, draw.random(rows) < 0.5 + 0.02 * age)
    columns = {"sex": sex, "age": age, "region": region, "y": outcome, "p": predicted}
    return pd.DataFrame({name: found.astype(np.int64) for name, found in columns.items()})


def people(folder: Path, rows: int, files: int) -> None:
    """A folder of Parquet files of people with text and numbers, written by DuckDB."""
    import duckdb

    folder.mkdir(parents=True)
    with duckdb.connect() as connection:
        for at in range(files):
            start = at * (rows // files)
            # A hash of the row's number and not random(): the same whatever the threads do.
            connection.execute(
                f"""
                COPY (
                    SELECT ['female', 'male', 'other'][1 + (h % 3)::INT] AS sex,
                        (18 + (h // 7) % 62)::SMALLINT AS age,
                        ['good', 'bad'][1 + ((h // 1000) % 10 < 3)::INT] AS outcome,
                        ['good', 'bad'][1 + ((h // 100000) % 10 < 4)::INT] AS predicted,
                        ((h // 10000000) % 1000)::DOUBLE / 1000 AS score
                    FROM (SELECT hash(range) AS h FROM range({start}, {start + rows // files}))
                ) TO '{folder}/part-{at}.parquet' (FORMAT parquet)
                """  # noqa: S608 - all of it is ours
            )


def columns(rows: int, seed: int, shift: float) -> pd.DataFrame:
    """Twenty columns: normal, skewed, whole numbers and categories."""
    import numpy as np
    import pandas as pd

    draw = np.random.default_rng(seed)
    found: dict[str, Any] = {}
    for at in range(8):
        found[f"normal{at}"] = draw.normal(shift * at, 1, rows)
    for at in range(4):
        found[f"skewed{at}"] = draw.exponential(1 + shift, rows).round(2)
    for at in range(3):
        found[f"whole{at}"] = draw.integers(0, 100, rows)
    for at in range(5):
        values = [f"value {value}" for value in range(4 + at * 4)]
        found[f"category{at}"] = draw.choice(values, rows)
    return pd.DataFrame(found)
