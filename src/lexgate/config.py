"""``lexgate.toml``: which system the working folder holds, and where its files lie."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from lexgate.documents import read_bytes
from lexgate.errors import RequestError

NAME = "lexgate.toml"
STAGES = ("data", "training", "pre_deploy", "first_use", "post_deploy")
PROFILES = ("law", "house")
DOSSIER_ORG, DOSSIER = "dossier/org", "dossier/system"

Stage = Literal["data", "training", "pre_deploy", "first_use", "post_deploy"]
Profile = Literal["law", "house"]


@dataclass(frozen=True)
class Paths:
    """Where the files lie; absolute. ``dossier_org`` may be shared by several systems."""

    org: Path
    evidence: Path
    statements: Path
    model: tuple[Path, ...]
    dossier_org: Path
    dossier: Path


@dataclass(frozen=True)
class Opa:
    """Where a server is to be asked; without url and socket OPA runs on this machine.

    ``revisions`` pins the server's bundles by name: a text is the one revision
    accepted, a number the least serial. ``versions`` of OPA are accepted beside the one
    that Lexgate was tested with.
    """

    url: str | None = None
    socket: Path | None = None
    token_file: Path | None = None
    ca: Path | None = None
    revisions: dict[str, str | int] = field(default_factory=dict)
    versions: tuple[str, ...] = ()

    @property
    def remote(self) -> bool:
        return self.url is not None or self.socket is not None


@dataclass(frozen=True)
class Config:
    """What ``lexgate.toml`` says, checked."""

    folder: Path
    system: str
    version: str
    deployment: str | None
    paths: Paths
    stage: Stage
    profile: Profile
    opa: Opa
    collect: dict[str, Any] = field(default_factory=dict)


def load(folder: Path) -> Config:
    """Read ``lexgate.toml`` from a folder.

    Raises:
        RequestError: with every fault of the file at once.
    """
    path = folder / NAME
    if not path.exists():
        raise RequestError(
            f"there is no {NAME} here", str(folder), "lexgate init writes one; -C names a folder."
        )
    return parse(read_bytes(path, max_bytes=200_000), folder, str(path))


def parse(data: bytes, folder: Path, where: str) -> Config:
    """Read the bytes of a ``lexgate.toml`` that lies in a folder."""
    from lexgate import schemas

    try:
        raw: dict[str, Any] = tomllib.loads(data.decode("utf-8"))
    except UnicodeDecodeError:
        raise RequestError("not UTF-8", where, "Save the file as UTF-8.") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        text = str(error) or "nested too deep"
        duplicate = re.search(r"overwrite a value|twice|Duplicate", text)
        what = f"a key stands twice: {text}" if duplicate else f"not TOML: {text}"
        raise RequestError(what, where, "Mend the file at that place.") from None
    schemas.validate(raw, "lexgate_toml", where)

    folder = folder.absolute()

    def place(text: str) -> Path:
        return folder / Path(text)

    paths, gate, opa = raw["paths"], raw.get("gate", {}), raw.get("opa", {})
    return Config(
        folder=folder,
        system=raw["system"]["name"],
        version=raw["system"]["version"],
        deployment=raw["system"].get("deployment"),
        paths=Paths(
            org=place(paths["org"]),
            evidence=place(paths["evidence"]),
            statements=place(paths["statements"]),
            model=tuple(place(text) for text in paths.get("model", [])),
            dossier_org=place(paths.get("dossier_org", DOSSIER_ORG)),
            dossier=place(paths.get("dossier", DOSSIER)),
        ),
        stage=gate.get("stage", "pre_deploy"),
        profile=gate.get("profile", "house"),
        opa=Opa(
            url=opa.get("url"),
            socket=place(opa["socket"]) if "socket" in opa else None,
            token_file=place(opa["token_file"]) if "token_file" in opa else None,
            ca=place(opa["ca"]) if "ca" in opa else None,
            revisions=dict(opa.get("revisions", {})),
            versions=tuple(opa.get("versions", ())),
        ),
        collect=raw.get("collect", {}),
    )
