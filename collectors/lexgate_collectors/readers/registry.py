"""Which reader takes which tool's files, and into which kind of evidence."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lexgate import documents
from lexgate.errors import RequestError
from lexgate_collectors.common import deployment_subject, mark, version_subject

if TYPE_CHECKING:
    from lexgate_collectors.described import Described


# What options of readers are annotated with, and how to say and show it.
_TYPES: dict[str, tuple[Any, str]] = {
    "str": (str, "text"),
    "float": (int | float, "a number"),
    "Mapping[str, Any]": (Mapping, "a table"),
}
_LIKE: dict[Any, str] = {str: '"1"', int | float: "1.5", Mapping: '{"time": "timestamp"}'}


@dataclass(frozen=True, slots=True)
class Tool:
    """A reader: its module, the kind that it feeds, and what names a document of that kind.

    `named` is the field that holds the name where there is one document for each; empty
    where there is one alone. `live` is the option that names a running service in place of
    a file, and `asks` the function of the module that asks it.
    """

    module: str
    kind: str
    named: str = ""
    of_deployment: bool = False
    live: str = ""
    asks: str = ""

    def read(self, path: Path, options: Mapping[str, Any], where: str) -> dict[str, Any]:
        """The facts that the reader takes from a file.

        Raises:
            LexgateError: what the reader refuses.
            RequestError: an option that it doesn't know, or lacks.
        """
        return self._call("read", path, options, where)

    def ask(self, address: str, options: Mapping[str, Any], where: str) -> dict[str, Any]:
        """The same from a running service, by its address.

        Raises:
            LexgateError: what the reader refuses, or no answer.
            RequestError: an option that it doesn't know, or lacks; nothing can be asked.
        """
        if not self.asks:
            raise RequestError("this reader reads files alone", where, "Name a file.")
        return self._call(self.asks, address, options, where)

    def _call(
        self, function: str, given: Path | str, options: Mapping[str, Any], where: str
    ) -> dict[str, Any]:
        module = importlib.import_module(f"lexgate_collectors.readers.{self.module}")
        read = getattr(module, function)
        known = inspect.signature(read).parameters
        unknown = sorted(set(options) - set(list(known)[1:]))
        missing = [
            name
            for name, found in list(known.items())[1:]
            if found.default is inspect.Parameter.empty and name not in options
        ]
        if unknown or missing:
            raise RequestError(
                f"the reader has no {', '.join(unknown)}"
                if unknown
                else f"the reader needs {', '.join(missing)}",
                where,
                f"It knows: {', '.join(list(known)[1:]) or 'the file alone'}.",
            )
        for name, value in options.items():
            wanted, called = _TYPES[str(known[name].annotation).removesuffix(" | None")]
            if isinstance(value, bool) or not isinstance(value, wanted):
                raise RequestError(
                    f"{name} is not {called}", where, f"Give {called}: {name}={_LIKE[wanted]}."
                )
        facts: dict[str, Any] = read(given, **options)
        return facts


TOOLS: dict[str, Tool] = {
    "evidently": Tool("evidently", "test_report", "report"),
    "great_expectations": Tool("great_expectations", "test_report", "report"),
    "garak": Tool("garak", "test_report", "report"),
    "promptfoo": Tool("promptfoo", "test_report", "report"),
    "inspect": Tool("inspect_ai", "test_report", "report"),
    "deepteam": Tool("deepteam", "test_report", "report"),
    "mlflow": Tool("mlflow", "training_run", live="server", asks="read_server"),
    "openlineage": Tool("openlineage", "lineage"),
    "card": Tool("card", "card", "card"),
    "bom": Tool("bom", "bom"),
    "image": Tool("image", "image", live="engine", asks="read_engine"),
    "security_scan": Tool("security_scan", "security_scan", "scan"),
    "logs": Tool("log_records", "log_records", of_deployment=True),
}


def tool(name: str) -> Tool:
    """The reader of a tool.

    Raises:
        RequestError: there is none of that name.
    """
    if name not in TOOLS:
        raise RequestError(
            f"no reader is called {name!r}", "tool", f"Readers: {', '.join(sorted(TOOLS))}."
        )
    return TOOLS[name]


def document(
    described: Described, name: str, observed_at: str
) -> tuple[str, list[dict[str, Any]], dict[str, Any]]:
    """Kind, subjects and predicate of what `[collect.read.NAME]` describes.

    Raises:
        LexgateError: what the reader refuses.
        RequestError: no such reader or option, or a deployment that is not named.
    """
    config = described.config
    where = f"{config.folder / 'lexgate.toml'}, [collect.read.{name}]"
    found = dict(described.part("read", name))
    reader = tool(found.pop("tool"))
    sources = ["file", *([reader.live] if reader.live else [])]
    named = [source for source in sources if source in found]
    if len(named) != 1:
        either = " or ".join(sources)
        what = f"{' and '.join(named)} are named" if named else f"no {either} is named"
        raise RequestError(what, where, f"Name one: {either}.")
    if reader.of_deployment and config.deployment is None:
        raise RequestError(
            "what is read speaks of a deployment, and none is named",
            where,
            "Add deployment under [system].",
        )
    if "token_file" in found:
        token = documents.read_bytes(described.place(found.pop("token_file")), max_bytes=10_000)
        found["token"] = token.decode("utf-8", "replace").strip()
    if isinstance(found.get("of"), str):
        found["of"] = str(described.place(found["of"]))
    if "file" in found:
        facts = reader.read(described.place(found.pop("file")), found, where)
    else:
        address = found.pop(reader.live)
        if "://" not in address:
            address = str(described.place(address))
        facts = reader.ask(address, found, where)
    predicate = {"observed_at": observed_at, "collector": mark("readers"), **facts}
    if reader.named:
        predicate[reader.named] = name
    subject = (
        deployment_subject(config.system, str(config.deployment))
        if reader.of_deployment
        else version_subject(config.system, config.version)
    )
    return reader.kind, [subject], predicate
