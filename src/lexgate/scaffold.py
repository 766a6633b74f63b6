"""A folder to start from: lexgate.toml, an org to fill in, and keys for trying."""

from __future__ import annotations

import contextlib
import re
import shutil
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from lexgate import documents, keys, paths, statements
from lexgate.errors import LexgateError, RequestError
from lexgate.request import moment

# The people of the example org, by what they do; their ids can be replaced.
PEOPLE = {
    "a.sommer": "owns the system, and asks",
    "b.keller": "compliance officer: states facts, assesses",
    "c.yilmaz": "second reader of assessments",
    "m.richter": "head of model risk: owns the limits",
    "d.petersen": "data protection officer",
    "s.lang": "security officer",
}
PIPELINE = "pipeline"
KEYS_VALID_YEARS = 2

_TOML = """\
[system]
name = "{system}"
version = "{version}"

[paths]
org = "org"
evidence = "evidence"
statements = "statements"
model = ["model"]

[gate]
stage = "pre_deploy"
profile = "house"
"""

_IGNORE = "# Private keys stay with their owners.\nkeys/\n.lexgate/\n"


def write(
    folder: Path,
    *,
    system: str,
    version: str,
    organisation: str,
    people: Mapping[str, str] | None = None,
    deployment: str | None = None,
    now: datetime | None = None,
) -> list[Path]:
    """Write the folder; nothing that is there already is touched.

    Args:
        folder: where; made if it is missing.
        system: name of the system.
        version: its version.
        organisation: name of the organisation.
        people: new ids for the people of the example org, by their old ids.
        deployment: name of the deployment, if there is one yet.
        now: from when the keys count.

    Returns:
        the private keys that were made, one a person and one for the pipeline.

    Raises:
        RequestError: when a name is unusable, or something of it is there already.
    """
    for name, text in {"system": system, "version": version}.items():
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,99}", text):
            raise RequestError(
                f"{text!r} can't name a {name}", f"--{name}", "Use letters, digits, . _ + and -."
            )
    if not organisation.strip() or len(organisation) > 150 or "\n" in organisation:
        raise RequestError("the organisation needs a name", "--organisation", "Name it in a line.")
    for taken in ("lexgate.toml", "org", "keys"):
        if (folder / taken).exists():
            raise RequestError(
                "something is there already", str(folder / taken), "Choose an empty folder with -C."
            )
    renamed = {old: (people or {}).get(old, old) for old in PEOPLE}
    toml = _TOML.format(system=system, version=version)
    if deployment is not None:
        toml = toml.replace("\n[paths]", f'deployment = "{deployment}"\n\n[paths]', 1)
    there = folder.exists()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".lexgate-init-", dir=folder) as name:
            whole = Path(name)
            for part in ("evidence", "statements", "keys"):
                (whole / part).mkdir()
            _org(whole / "org", system, organisation, renamed)
            made = _keys(whole, system, renamed, now or datetime.now(UTC))
            documents.write_bytes(whole / ".gitignore", _IGNORE.encode())
            documents.write_bytes(whole / "lexgate.toml", toml.encode())
            # The file that makes it a working folder comes last.
            for part in ("evidence", "statements", "keys", "org", ".gitignore", "lexgate.toml"):
                if not (folder / part).exists():
                    (whole / part).rename(folder / part)
    except BaseException as error:
        if not there:
            with contextlib.suppress(OSError):
                folder.rmdir()
        if isinstance(error, OSError):
            raise LexgateError(
                f"the folder can't be written: {error.strerror or 'copying failed'}",
                str(folder),
                "Make room, give write permission, or choose another folder with -C.",
            ) from error
        raise
    return [folder / "keys" / path.name for path in made]


def _org(target: Path, system: str, organisation: str, renamed: Mapping[str, str]) -> None:
    shutil.copytree(paths.bundles() / "org", target)
    quoted = '"' + organisation.replace("\\", "\\\\").replace('"', '\\"') + '"'
    for file in sorted((target / "org").glob("*/data.yaml")):
        text = file.read_text(encoding="utf-8")
        for old, new in renamed.items():
            text = re.sub(rf"(?<![\w.]){re.escape(old)}(?![\w.])", new, text)
        if file.parent.name == "settings":
            text = re.sub(r"(?m)^organisation: .*$", lambda _: f"organisation: {quoted}", text)
            text = text.replace("# Musterbank is fictional.\n", "")
            # The example's numbers are nobody's here until somebody makes them theirs. A
            # number alone is no source, but the days of the kind of that name.
            text = re.sub(
                r"(?m)^(\s+)source: (?!\d+$).*$",
                r"\1source: Start value of Lexgate; replace",
                text,
            )
            text = re.sub(
                r"(?m)^(\s+)reason: .*$", r"\1reason: Start value of Lexgate; give your own", text
            )
        if file.parent.name == "systems":
            text = re.sub(r"(?m)^credit-scoring:", lambda _: f"{system}:", text)
        documents.write_bytes(file, text.encode("utf-8"))


def _keys(folder: Path, system: str, renamed: Mapping[str, str], now: datetime) -> list[Path]:
    import yaml

    registered = statements.kinds()
    people = documents.read_yaml(folder / "org" / "org" / "people" / "data.yaml")
    signers = documents.read_yaml(folder / "org" / "org" / "signers" / "data.yaml")
    entries: dict[str, Any] = {}
    made: list[Path] = []
    for owner in [PIPELINE, *renamed.values()]:
        purpose = "evidence" if owner == PIPELINE else "statement"
        roles = set() if owner == PIPELINE else set(people[owner]["roles"])
        key = keys.generate()
        path = folder / "keys" / f"{owner}.pem"
        keys.write_private(key, path)
        made.append(path)
        entries[keys.kid(key)] = {
            "key": keys.public_pem(key),
            "purpose": purpose,
            "kinds": sorted(
                kind
                for kind, found in registered.items()
                if found["purpose"] == purpose
                and (owner == PIPELINE or _may_sign(kind, roles, signers))
            ),
            "systems": [system],
            "level": "local",
            "state": "active",
            "valid_from": moment(now.replace(hour=0, minute=0, second=0, month=1, day=1)),
            "valid_until": moment(
                now.replace(year=now.year + KEYS_VALID_YEARS, month=1, day=1, hour=0, minute=0)
            ),
            **({} if owner == PIPELINE else {"person": owner}),
        }
    text = (
        "# Public keys by key id, made for trying (level local). Whoever signs for real makes\n"
        "# a key of their own and adds its public half here.\n"
        + yaml.safe_dump(entries, sort_keys=True, allow_unicode=True)
    )
    documents.write_bytes(folder / "org" / "org" / "keys" / "data.yaml", text.encode("utf-8"))
    return made


def _may_sign(kind: str, roles: set[str], signers: Mapping[str, Any]) -> bool:
    asked = set(signers.get(kind, []))
    if kind == "assessment":
        asked |= set(signers.get("second_reader", []))
    return bool(roles & asked)
