"""What `[collect]` in lexgate.toml says, in the terms of the collectors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lexgate.config import Config
from lexgate.errors import RequestError
from lexgate_collectors import ways

if TYPE_CHECKING:
    from lexgate_collectors import data_quality, declared, fairness
    from lexgate_collectors.tables import Attribute, Classes, DataSet

# A rate of fewer people says little, and may say who they are.
_MINIMUM_CELL = 10
_BOUNDS = Mapping[str, tuple[float | None, float | None]]


@dataclass(frozen=True)
class Described:
    """The `[collect]` of a working folder."""

    config: Config
    table: Mapping[str, Any]

    def __post_init__(self) -> None:
        """Check what the schema can't: columns that are named twice, and mean two things.

        Raises:
            RequestError: a column of a special category that is named elsewhere too, an
                outcome that is its own prediction, or an attribute named like two.
        """
        twice = sorted(
            f"{column} (as {where})"
            for where, column in self._named()
            if ways.hidden([column], self.unread())
        )
        if twice:
            raise self.refused(
                f"a column of a special category is named for something else: {', '.join(twice)}",
                "Take it out there: columns of special categories are not read.",
            )
        outcome = str(self.table.get("outcome", {}).get("column", ""))
        for role, found in sorted(self.table.get("data_sets", {}).items()):
            columns = [outcome, *(found[name] for name in ("predicted", "score") if name in found)]
            if len({column.casefold() for column in columns}) < len(columns):
                raise self.refused(
                    f"outcome, prediction and score of {role} are not columns of their own",
                    "Name the column that holds what the model said.",
                )
        joined = sorted(name for name in self.table.get("attributes", {}) if " and " in name)
        if joined:
            raise self.refused(
                f"an attribute is named like two of them: {', '.join(joined)}",
                "Name it without the word and, which joins the names of those looked at together.",
            )

    def _named(self) -> Iterator[tuple[str, str]]:
        """Every column that a part names for its own use, with what for."""
        table = self.table
        for name, found in table.get("attributes", {}).items():
            if "column" in found and not found.get("special_category"):
                yield f"attribute {name}", found["column"]
        if "column" in table.get("outcome", {}):
            yield "outcome", table["outcome"]["column"]
        for role, found in table.get("data_sets", {}).items():
            for what in ("predicted", "score"):
                if what in found:
                    yield f"{what} of {role}", found[what]
        robustness = table.get("robustness", {})
        if "folds" in robustness:
            yield "folds", robustness["folds"]["column"]
        for name, found in robustness.get("disturbances", {}).items():
            for column in found.get("columns", ()):
                yield f"disturbance {name}", column
        for column in table.get("row_key", ()):
            yield "row_key", column
        for what, columns in (
            ("column", table.get("columns", {})),
            ("column of drift", table.get("drift", {}).get("columns", {})),
        ):
            for column in columns:
                yield what, column

    def place(self, text: str) -> Path:
        """A path of the working folder."""
        return self.config.folder / text

    def refused(self, what: str, do: str) -> RequestError:
        """An error that points at lexgate.toml."""
        return RequestError(what, str(self.config.folder / "lexgate.toml"), do)

    def part(self, *path: str) -> Any:
        """A part of the description.

        Raises:
            RequestError: when it is missing.
        """
        found: Any = self.table
        for name in path:
            if not isinstance(found, Mapping) or name not in found:
                raise self.refused(
                    f"nothing describes {'.'.join(path)}",
                    f"Add it under [collect.{'.'.join(path[:-1]) or path[0]}].",
                )
            found = found[name]
        return found

    def deployment(self, what: str) -> str:
        """The deployment that the kind speaks of.

        Raises:
            RequestError: none is named.
        """
        if self.config.deployment is None:
            raise self.refused(
                f"{what} speaks of a deployment, and none is named",
                "Add deployment under [system].",
            )
        return self.config.deployment

    # ------------------------------------------------------------ data

    def data(self, role: str) -> DataSet:
        """The data set of a role."""
        from lexgate_collectors.tables import DataSet

        return DataSet(self.place(self.part("data_sets", role, "file")))

    def roles(self) -> list[str]:
        """The roles that have a data set."""
        return sorted(self.part("data_sets"))

    @property
    def minimum_cell(self) -> int:
        """How many people a rate must rest on."""
        return int(self.table.get("minimum_cell", _MINIMUM_CELL))

    @property
    def numeric(self) -> bool:
        """Whether the outcome is a number and not a class."""
        return bool(self.part("outcome").get("type") == "number")

    def outcome(self) -> Classes:
        """The outcome column, and which outcome is favourable."""
        return self._classes(self.part("outcome", "column"))

    def outcome_bins(self) -> _BOUNDS:
        """By which bins numeric outcomes are counted."""
        return _bounds(self.part("outcome").get("bins", {}))

    def prediction(self, role: str) -> Classes | None:
        """The column of predictions of a data set, where it has one."""
        column = self.part("data_sets", role).get("predicted")
        return None if column is None else self._classes(column)

    def _classes(self, column: str) -> Classes:
        from lexgate_collectors.tables import Classes

        def values(side: str) -> str | tuple[str, ...]:
            found = self.part("outcome", side)
            return found if isinstance(found, str) else tuple(found)

        return Classes(column, values("favourable"), values("unfavourable"))

    # ------------------------------------------------------------ people

    def ways(self) -> dict[str, ways.Way]:
        """How each attribute is examined."""
        return {
            name: ways.from_table(found, self.config.folder)
            for name, found in sorted(self.part("attributes").items())
        }

    def attributes(self) -> dict[str, Attribute]:
        """The attributes by which people are grouped; none of a special category."""
        from lexgate_collectors.tables import Attribute

        return {
            name: Attribute(
                column=found["column"],
                bins=_bounds(found.get("bins", {})),
                missing=found.get("missing"),
            )
            for name, found in self.part("attributes").items()
            if "column" in found and not found.get("special_category")
        }

    def unread(self) -> tuple[str, ...]:
        """The columns of special categories."""
        return tuple(
            found["column"]
            for _, found in sorted(self.table.get("attributes", {}).items())
            if found.get("special_category")
        )

    def not_examined(self) -> dict[str, str]:
        """The attributes that no column may be read for, each with the reason."""
        return {name: str(way.reason) for name, way in self.ways().items() if not way.in_the_data}

    def examined(
        self, role: str, data: DataSet | None = None
    ) -> fairness.Examined | fairness.Numeric:
        """What is to be examined on the data set of a role, or on other data in its place."""
        from lexgate_collectors import fairness

        data = data or self.data(role)
        depth = self.table.get("intersections", 1)
        if self.numeric:
            return fairness.Numeric(
                data,
                self.attributes(),
                self.part("outcome", "column"),
                self.part("data_sets", role).get("predicted"),
                minimum_cell=self.minimum_cell,
                depth=depth,
            )
        return fairness.Examined(
            data,
            self.attributes(),
            self.outcome(),
            self.prediction(role),
            score=self.part("data_sets", role).get("score"),
            minimum_cell=self.minimum_cell,
            depth=depth,
            references=self.references(),
        )

    def references(self) -> dict[str, str]:
        """The group that the others are held against, of each attribute that declares one."""
        return {
            name: found["reference"]
            for name, found in self.part("attributes").items()
            if "reference" in found
        }

    # ------------------------------------------------------------ declarations

    def quality(self, role: str) -> data_quality.Described:
        """What is to be counted on the data set of a role, and what was declared of it."""
        from lexgate_collectors import data_quality

        outcome = self.part("outcome")
        sides = [] if self.numeric else [outcome["favourable"], outcome["unfavourable"]]
        return data_quality.Described(
            self.data(role),
            self.attributes(),
            outcome["column"],
            columns=self._columns(role),
            populations={
                name: data_quality.Population(found["shares"], found["source"])
                for name, found in self.table.get("populations", {}).items()
            },
            outcomes=[
                value for side in sides for value in ([side] if isinstance(side, str) else side)
            ],
            label_bins=self.outcome_bins(),
            unread=self.unread(),
        )

    def _columns(self, role: str) -> dict[str, declared.Column]:
        from lexgate_collectors.declared import Column

        return {
            name: Column(
                type=found["type"],
                nullable=found.get("nullable", True),
                least=found.get("least"),
                most=found.get("most"),
                values=tuple(found.get("values", ())),
                distinct=found.get("distinct"),
            )
            for name, found in self.table.get("columns", {}).items()
            if role in found.get("roles", (role,))
        }

    # ------------------------------------------------------------ the model

    def artefact(self) -> Path:
        """The one artefact of the model."""
        if len(self.config.paths.model) != 1:
            raise self.refused(
                f"{len(self.config.paths.model)} artefacts are named, and one can be described",
                "Name the folder that holds the whole model under [paths] model.",
            )
        return self.config.paths.model[0]

    def model_file(self, name: str | None = None) -> Path:
        """A file of the artefact; without a name the one that serves.

        Raises:
            RequestError: it lies outside the artefact, whose digest would not cover it.
        """
        folder = self.artefact()
        if not folder.is_dir():
            return folder
        file = folder / (name or self.part("model", "file"))
        if not file.resolve().is_relative_to(folder.resolve()):
            raise self.refused(
                f"{name!r} lies outside the artefact of the model",
                "Name a file below [paths] model.",
            )
        return file


def _bounds(bins: Mapping[str, Mapping[str, float]]) -> _BOUNDS:
    return {name: (found.get("from"), found.get("below")) for name, found in bins.items()}
