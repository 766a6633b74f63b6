"""Evidence from within a training script: arrays in, signed documents out.

    with lexgate.collect("bank", key="ci.pem", favourable=1, unfavourable=0) as run:
        run.training(X, y, groups={"sex": sex})
        run.testing(X_test, y_test, predicted, score=score, groups={"sex": sex_test})

What is given is counted and measured when the block ends: fairness, performance and
data quality, for the model and the folder that lexgate.toml names. With ``bins`` in place of
the two sides the outcome is a number. A block that ends by
an error is on record as failed for each of them, and what an earlier run found is set
aside. Data in memory have no file: their digest is that of their columns as an Arrow
stream, which shows that two runs saw the same table, and not where it came from.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from lexgate import config, documents, runs
from lexgate.errors import LexgateError
from lexgate_collectors import collecting
from lexgate_collectors.common import CollectError, Faults, utc_now
from lexgate_collectors.described import Described
from lexgate_collectors.ways import hidden

if TYPE_CHECKING:
    import pandas as pd
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

    from lexgate_collectors.fairness import Examined, Numeric
    from lexgate_collectors.performance import NumericPredictions, Predictions
    from lexgate_collectors.tables import Attribute, DataSet
    from lexgate_collectors.ways import Way

KINDS = ("fairness", "performance", "data_quality")
# Columns of ours stand beside those of the caller, and must not be taken for them.
_OUTCOME, _PREDICTED, _SCORE, _GROUP = (
    "\u00a7outcome",
    "\u00a7predicted",
    "\u00a7score",
    "\u00a7group ",
)


def digest_of(frame: pd.DataFrame) -> str:
    """``sha256:`` of a table in memory: its columns, their types and values, as an Arrow stream.

    Raises:
        CollectError: a column that Arrow can't hold.
    """
    import pyarrow as pa

    try:
        table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
    except (pa.ArrowException, TypeError, ValueError) as error:
        raise CollectError(
            f"the table holds what no column can: {type(error).__name__}",
            "the data given",
            "Give columns of numbers, texts, truth values or dates, one type each.",
        ) from error
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        # One batch: how memory was cut into pieces says nothing about the data.
        stream.write_table(table.combine_chunks())
    return "sha256:" + hashlib.sha256(sink.getvalue()).hexdigest()


class Run:
    """A training or an evaluation whose data are given piece by piece."""

    def __init__(
        self,
        folder: Path,
        key: EllipticCurvePrivateKey,
        *,
        sides: tuple[Any, Any] | None,
        bins: Mapping[str, tuple[float | None, float | None]],
        minimum_cell: int,
    ) -> None:
        self.config = config.load(folder)
        self.written: list[Path] = []
        self._key = key
        self._values = None if sides is None else (_texts(sides[0]), _texts(sides[1]))
        self._bins = bins
        self._minimum_cell = minimum_cell
        self._data: dict[str, pd.DataFrame] = {}
        self._groups: dict[str, list[str]] = {}
        self._features: dict[str, list[str]] = {}
        self._started_at = utc_now()

    def __enter__(self) -> Run:
        """Begin; the time counts as the beginning of the run."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Measure, write and sign; or put on record that the block failed.

        Raises:
            LexgateError: the first of the kinds that could not be measured; the others
                were written.
        """
        if isinstance(error, KeyboardInterrupt):
            for name in KINDS:
                runs.record(self.config, {"at": utc_now(), "kind": name, "interrupted": True})
            return
        at = utc_now()
        if error is not None:
            for name in KINDS:
                # One that can't be put on record leaves none of the others on file.
                with contextlib.suppress(LexgateError):
                    collecting.failed(
                        self.config, name, name, f"the script failed: {type(error).__name__}", at
                    )
            return
        faults: list[LexgateError] = []
        for name in KINDS:
            try:
                self.written.append(
                    collecting.written(
                        name, name, self.config, self._key, self._measures(name, at), at
                    )
                )
            except LexgateError as fault:
                faults.append(fault)
        if faults:
            raise faults[0]

    def training(self, features: Any, outcome: Any, *, groups: Mapping[str, Any]) -> None:
        """The data that the model is fitted on: rows by columns, an outcome and groups each."""
        self._take("training", features, outcome, groups)

    def validation(self, features: Any, outcome: Any, *, groups: Mapping[str, Any]) -> None:
        """The data by which a model was chosen."""
        self._take("validation", features, outcome, groups)

    def testing(
        self,
        features: Any,
        outcome: Any,
        predicted: Any,
        *,
        score: Any = None,
        groups: Mapping[str, Any],
    ) -> None:
        """The data that the model was not fitted on, with what it predicts of them.

        `score` is from 0 to 1, higher for the favourable outcome.
        """
        self._take("testing", features, outcome, groups, {_PREDICTED: predicted, _SCORE: score})

    def _take(
        self,
        role: str,
        features: Any,
        outcome: Any,
        groups: Mapping[str, Any],
        more: Mapping[str, Any] | None = None,
    ) -> None:
        import pandas as pd

        frame = pd.DataFrame(features).reset_index(drop=True)
        frame.columns = [str(column) for column in frame.columns]
        beside = {_OUTCOME: outcome, **{_GROUP + name: found for name, found in groups.items()}}
        beside |= {name: found for name, found in (more or {}).items() if found is not None}
        faults = Faults(f"the {role} data")
        faults.check(role not in self._data, f"{role} was given before")
        faults.check(bool(groups), "no group is named")
        attributes = self.config.collect.get("attributes", {})
        for name in groups:
            faults.check(
                not attributes.get(name, {}).get("special_category"),
                f"{name} is a special category, which is not read here",
            )
        unread = Described(self.config, self.config.collect).unread()
        for name in dict.fromkeys(hidden([*frame.columns, *groups], unread)):
            faults.add(f"{name} is a column of a special category: leave it out of what is given")
        faults.check(frame.columns.is_unique, "two columns have one name")
        for name, found in beside.items():
            faults.check(
                len(found) == len(frame),
                f"{name.strip(chr(167))} has {len(found)} values for {len(frame)} rows",
            )
        faults.settle("give each role once, and for each row an outcome and a group by each name")
        self._features[role] = list(frame.columns)
        self._groups[role] = list(groups)
        for name, found in beside.items():
            frame[name] = pd.Series(list(found))
        self._data[role] = frame

    def _set(self, role: str) -> DataSet:
        from lexgate_collectors.tables import DataSet

        return DataSet(self._data[role], digest_of(self._data[role]))

    def _attributes(self, role: str) -> dict[str, Attribute]:
        from lexgate_collectors.tables import Attribute

        return {name: Attribute(_GROUP + name) for name in self._groups[role]}

    def _examined(self, role: str) -> Examined | Numeric:
        from lexgate_collectors.fairness import Examined, Numeric
        from lexgate_collectors.tables import Classes

        frame = self._data[role]
        attributes = self._attributes(role)
        predicted = _PREDICTED if _PREDICTED in frame else None
        if self._values is None:
            return Numeric(
                self._set(role), attributes, _OUTCOME, predicted, minimum_cell=self._minimum_cell
            )
        return Examined(
            self._set(role),
            attributes,
            Classes(_OUTCOME, *self._values),
            Classes(predicted, *self._values) if predicted else None,
            score=_SCORE if _SCORE in frame else None,
            minimum_cell=self._minimum_cell,
        )

    def _ways(self) -> dict[str, Way]:
        from lexgate_collectors.ways import Way

        said = self.config.collect.get("attributes", {})
        names = {name for groups in self._groups.values() for name in groups}
        return {
            name: Way("proxy", column=name, reason=said[name]["proxy"])
            if "proxy" in said.get(name, {})
            else Way("measured", column=name)
            for name in sorted(names)
        }

    def _measures(self, kind: str, at: str) -> Any:
        def measure() -> tuple[str, list[dict[str, Any]], dict[str, Any]]:
            if not self._data:
                raise CollectError(
                    "no data were given", "with lexgate.collect", "Call training or testing."
                )
            return kind, *getattr(self, f"_{kind}")(at)

        return measure

    def _model(self) -> str:
        return documents.artefact_digest(Described(self.config, self.config.collect).artefact())

    def _fairness(self, at: str) -> collecting.Measured:
        from lexgate_collectors import fairness

        examined = {role: self._examined(role) for role in self._data}
        subjects = fairness.subjects(self.config.system, self._model(), examined)
        return subjects, fairness.collect(examined, observed_at=at, ways=self._ways())

    def _performance(self, at: str) -> collecting.Measured:
        from lexgate_collectors import performance
        from lexgate_collectors.classification import Further
        from lexgate_collectors.performance import NumericPredictions, Predictions
        from lexgate_collectors.tables import Classes

        if "testing" not in self._data:
            raise CollectError("no testing data were given", "performance", "Call run.testing.")
        frame = self._data["testing"]
        data = self._set("testing")
        judged: dict[str, Predictions | NumericPredictions] = {
            "testing": NumericPredictions(data, _OUTCOME, _PREDICTED)
            if self._values is None
            else Predictions(
                data,
                Classes(_OUTCOME, *self._values),
                Classes(_PREDICTED, *self._values),
                _SCORE if _SCORE in frame else None,
            )
        }
        predicate = performance.collect(
            judged,
            started_at=self._started_at,
            finished_at=at,
            observed_at=at,
            further=Further(self._attributes("testing"), self._minimum_cell),
        )
        return performance.subjects(self.config.system, self._model(), judged), predicate

    def _data_quality(self, at: str) -> collecting.Measured:
        from lexgate_collectors import data_quality

        sets = {
            role: data_quality.Described(
                self._set(role),
                self._attributes(role),
                _OUTCOME,
                outcomes=self._outcomes(),
                label_bins=self._bins,
            )
            for role in self._data
        }
        # A row is known by its features: those that all data have.
        first, *others = (self._features[role] for role in self._data)
        key = [name for name in first if all(name in other for other in others)]
        return (
            data_quality.subjects(sets),
            data_quality.collect(sets, observed_at=at, key=key),
        )

    def _outcomes(self) -> list[str]:
        sides = self._values or ()
        return [value for side in sides for value in ((side,) if isinstance(side, str) else side)]


def _texts(values: Any) -> str | tuple[str, ...]:
    if isinstance(values, list | tuple | set | frozenset):
        return tuple(sorted(str(value) for value in values))
    return str(values)
