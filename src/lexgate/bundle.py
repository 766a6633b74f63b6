"""Bundles: the rule book and ``org``, built, signed and verified.

The **rule book** holds all Rego (roots ``lexgate``, ``system`` and, where an
organisation adds controls of its own, ``house``). **org** holds data alone (root
``org``). Each is signed with a key and a scope of its own, so that neither can
stand in the other's place.

OPA itself builds the archive and signs it; around that stands what OPA does not
ask. The Rego that is built is the Rego that was reviewed, byte for byte. Only
built-ins on a pruned list are used, and only ``system`` knows the time: the server
has no such list, so whatever is signed would run there. Org data is read strictly
and checked against schemas; a rule among it could answer in the place of a setting.
"""

from __future__ import annotations

import argparse
import base64
import contextlib
import gzip
import hashlib
import io
import json
import re
import subprocess
import sys
import tarfile
import tempfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any

from lexgate import documents, keys, paths, schemas, tools_install
from lexgate.errors import EngineError, LexgateError, RequestError

RULE_BOOK_ROOTS = ("lexgate", "system")
RULE_BOOK_MAY_ADD = ("house",)
ORG_ROOTS = ("org",)
ORG_PARTS = ("access", "floors", "keys", "people", "settings", "signers", "systems")

CAPABILITIES = "capabilities.json"
CAPABILITIES_OF_SYSTEM = "capabilities-system.json"
# What `system` may use beyond the list of the rules.
ONLY_SYSTEM = frozenset({"time.now_ns"})
# What no rule of ours may use: the world outside the question, chance, secrets, and
# built-ins that answer more than they are asked.
NEVER = re.compile(
    r"http\.|net\.|opa\.runtime|rand\.|uuid\.|trace$|print$|internal\.print$|io\.jwt\.decode_verify$"
    r"|io\.jwt\.encode_|providers\.|rego\.|crypto\.x509\.parse_rsa"
)

_MANIFEST = ".manifest"
_SIGNATURES = ".signatures.json"
_DATA = "data.json"
_DATA_FILES = ("data.yaml", "data.yml", "data.json")
_MAX_ARCHIVE = 20_000_000
_MAX_CONTENT = 60_000_000
_MAX_FILES = 5_000
_MAX_SERIAL = 10**15 - 1
_OPA_SECONDS = 120
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
_SYSTEM = "data.system"


@dataclass(frozen=True)
class Signature:
    """What the signature of a bundle says of itself; verified only after :func:`verify`."""

    algorithm: str
    key_id: str
    scope: str


@dataclass(frozen=True)
class Inspection:
    """What an archive holds. ``serial`` and ``expires`` are None where the manifest has none."""

    path: Path
    digest: str
    roots: tuple[str, ...]
    revision: str
    serial: int | None
    expires: str | None
    files: Mapping[str, str] = field(repr=False)
    signature: Signature | None = None

    def as_json(self) -> dict[str, Any]:
        """The inspection as JSON says it."""
        signed = self.signature
        return {
            "schema": "https://lexgate.example/bundle/v1",
            "archive": str(self.path),
            "digest": self.digest,
            "roots": list(self.roots),
            "revision": self.revision,
            "serial": self.serial,
            "expires": self.expires,
            "files": dict(self.files),
            "signed": None
            if signed is None
            else {
                "algorithm": signed.algorithm,
                "key_id": signed.key_id,
                "scope": signed.scope,
            },
        }


# ---------------------------------------------------------------- building


def build_rule_book(
    out: Path, *, serial: int, expires: str, revision: str | None = None
) -> Inspection:
    """Build the rule book that this Lexgate runs with, if it passes its checks.

    Args:
        out: the archive to write; replaced in one step.
        serial: larger than that of any archive before; clients pin a least one.
        expires: until when the archive should be used, ``YYYY-MM-DDTHH:MM:SSZ``.
        revision: what the server reports; by default ``<serial>-<digest of the content>``,
            the form whose serial a client can compare.

    Raises:
        LexgateError: if the rules are unformatted, don't compile, use a built-in that is not
            on the list, or their catalogue is stale.
    """
    from lexgate import catalogue

    rego = paths.rego()
    sources = _sources(rego, {".rego", ".md"})
    roots = _roots_of_folder(rego)
    _check_roots(roots, str(rego / _MANIFEST))
    if roots == set(ORG_ROOTS):
        raise _foreign_roots(roots, str(rego / _MANIFEST))
    _opa(["fmt", "--diff", "--fail", "."], rego, "The rules are unformatted.", "make fmt")
    _opa(["check", "--strict", "--bundle", "."], rego, "The rules don't compile.", "make check")
    fresh = catalogue.path()
    if not fresh.is_file() or fresh.read_bytes() != catalogue.generate():
        raise LexgateError("The catalogue is stale.", str(fresh), "make fmt writes it anew.")
    rules = {
        name: path.read_bytes()
        for name, path in sources.items()
        if name.endswith(".rego") and not name.endswith("_test.rego")
    }
    return _build(out, roots, rules, _data_of(sources), serial, expires, revision)


def build_org(
    org: Path, out: Path, *, serial: int, expires: str, revision: str | None = None
) -> Inspection:
    """Build an organisation's data, if it is nothing but sound data.

    ``serial`` and ``expires`` also become data (``org.serial``, ``org.expires``), so that a
    decision can name them. See :func:`build_rule_book` for the arguments.

    Raises:
        LexgateError: for Rego, other roots than ``org``, links, unknown files, YAML that can be
            read in two ways, and what the schemas of ``org`` refuse.
    """
    roots = _roots_of_folder(org)
    if roots != set(ORG_ROOTS):
        raise _foreign_roots(roots, str(org / _MANIFEST))
    data = _data_of(_sources(org, {".md"}))
    _check_org(data, str(org), built=False)
    data["org"] = {**data["org"], "serial": serial, "expires": expires}
    return _build(out, roots, {}, data, serial, expires, revision)


def _build(
    out: Path,
    roots: set[str],
    rules: Mapping[str, bytes],
    data: Mapping[str, Any],
    serial: int,
    expires: str,
    revision: str | None,
) -> Inspection:
    if type(serial) is not int or not 0 < serial <= _MAX_SERIAL:
        raise RequestError(
            f"{serial} is no serial", "--serial", "Give a whole number from 1 to 15 digits."
        )
    _moment(expires, "--expires")
    if revision is None:
        content = {**{name: documents.digest(text) for name, text in rules.items()}, "data": data}
        text = json.dumps(content, sort_keys=True, ensure_ascii=True).encode("ascii")
        revision = f"{serial}-{hashlib.sha256(text).hexdigest()[:12]}"
    elif not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,99}", revision):
        raise RequestError(
            f"{revision!r} is no revision", "--revision", "Use letters, digits, . _ + -."
        )
    manifest = {
        "revision": revision,
        "roots": sorted(roots),
        "rego_version": 1,
        "metadata": {"serial": serial, "expires": expires},
    }
    with tempfile.TemporaryDirectory(prefix="lexgate-bundle-") as workshop:
        stage, archive = Path(workshop, "content"), Path(workshop, "bundle.tar.gz")
        _write_files(
            stage,
            {**rules, _DATA: documents.canonical_data(data) if False else _json(data)}
            | {_MANIFEST: _json(manifest)},
        )
        # Named by a relative path, or the path of this machine would end up inside.
        _opa(
            ["build", "--bundle", ".", *_with(CAPABILITIES_OF_SYSTEM), "--output", str(archive)],
            stage,
            "OPA does not build the bundle.",
            "make check names the place.",
        )
        content = _read_archive(archive)
        for name, text in rules.items():
            if content.get(name) != text:
                raise LexgateError(
                    "OPA changed a rule while building, so the archive is not what was reviewed.",
                    name,
                    "Write the rule otherwise: an `else` with a comparison needs braces.",
                )
        _check_content(content, str(archive))
        documents.write_bytes(out, archive.read_bytes())
    return inspect(out)
