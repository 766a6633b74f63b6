"""A working folder with data to measure, small enough to be measured in a moment."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from lexgate import documents, keys
from lexgate.runs import NAME as RUNS

Row = Mapping[str, Any]
ROWS = 240
_TOML = """\
[system]
name = "scoring"
version = "1.0.0"
deployment = "branch"
[paths]
org = "org"
evidence = "evidence"
statements = "statements"
model = ["model"]
[gate]
stage = "pre_deploy"
profile = "house"
[collect]
row_key = ["row"]
[collect.data_sets]
training = {file = "training.csv"}
testing = {file = "testing.csv", predicted = "p", score = "s"}
[collect.outcome]
column = "y"
favourable = "good"
unfavourable = "bad"
[collect.attributes.sex]
column = "sex"
[collect.attributes.age]
column = "age"
bins = {young = {below = 25}, old = {from = 25}}
[collect.model]
file = "weights"
registry = {tracking = "sqlite:///mlflow.db", name = "scoring"}
[collect.performance]
run = "run.json"
[collect.drift]
reference = "training.csv"
current = "testing.csv"
"""


def rows(start: int = 0) -> list[dict[str, Any]]:
    """People of both sexes and all ages, with outcomes and predictions of both classes."""
    return [
        {
            "row": start + n,
            "sex": "fm"[n % 2],
            "age": 20 + n % 20,
            "x": (n * 7 % 100) / 10,
            "y": ("good", "good", "bad")[n % 3],
            "p": ("good", "bad", "good", "good")[n % 4],
            "s": round((n % 10) / 10, 1),
        }
        for n in range(ROWS)
    ]


class Measured:
    """The folder, and the pipeline's key beside it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.key = path.parent / f"{path.name}.pem"

    def write(self) -> Measured:
        """Write it all."""
        for name in ("model", "evidence", "statements"):
            (self.path / name).mkdir(parents=True)
        (self.path / "model" / "weights").write_bytes(b"1 2 3")
        (self.path / "lexgate.toml").write_text(_TOML, "utf-8")
        (self.path / "run.json").write_text(
            '{"started_at": "2026-11-20T09:00:00Z", "finished_at": "2026-11-20T09:01:00Z"}', "utf-8"
        )
        self.training(lambda row: row)
        self.testing(lambda row: row)
        keys.write_private(keys.generate(), self.key)
        return self

    def training(self, change: Callable[[dict[str, Any]], Row]) -> None:
        """Write the training set, each row changed."""
        self.table("training.csv", (change(row) for row in rows()))

    def testing(self, change: Callable[[dict[str, Any]], Row]) -> None:
        """Write the testing set, each row changed."""
        self.table("testing.csv", (change(row) for row in rows(ROWS)))

    def table(self, name: str, content: Iterable[Row], columns: Sequence[str] = ()) -> None:
        """Write rows as CSV."""
        listed = list(content)
        text = io.StringIO()
        writer = csv.DictWriter(text, columns or list(listed[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(listed)
        (self.path / name).write_text(text.getvalue(), "utf-8")

    def toml(self, old: str, new: str) -> None:
        """Change the text of lexgate.toml."""
        path = self.path / "lexgate.toml"
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")

    def add(self, text: str) -> None:
        """Add to lexgate.toml."""
        path = self.path / "lexgate.toml"
        path.write_text(path.read_text("utf-8") + text, "utf-8")

    def predicate(self, name: str) -> dict[str, Any]:
        """What a document on file says."""
        found = documents.read_json(self.path / "evidence" / f"{name}.json")
        return dict(found["predicate"])

    def runs(self) -> list[dict[str, Any]]:
        """The runs on record."""
        path = self.path / ".lexgate" / RUNS
        if not path.exists():
            return []
        return [
            documents.parse_json(line, str(path)) for line in path.read_bytes().splitlines() if line
        ]

    def listing(self) -> dict[str, bytes]:
        """Every file with what is in it, but for the record of runs."""
        return {
            path.relative_to(self.path).as_posix(): path.read_bytes()
            for path in sorted(self.path.rglob("*"))
            if path.is_file() and path.name != RUNS
        }
