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
import io
import json
import re
import subprocess
import sys
import tarfile
import tempfile
import zlib
from collections.abc import Mapping, Sequence
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
# What no rule of ours may use: the world outside the question (schemas can name
# addresses too), chance, secrets, and a check of tokens that takes weak algorithms.
NEVER = re.compile(
    r"(http|net|rand|uuid|providers|graphql|rego)\..*|opa\.runtime|trace|print|internal\.print"
    r"|io\.jwt\.(decode_verify|encode_.*)|json\.(match|verify)_schema"
)

_MANIFEST = ".manifest"
_SIGNATURES = ".signatures.json"
_DATA = "data.json"
DATA_FILES = ("data.yaml", "data.yml", "data.json")
_MAX_ARCHIVE = 20_000_000
_MAX_CONTENT = 60_000_000
_MAX_FILES = 5_000
_MAX_SERIAL = 10**15 - 1
_OPA_SECONDS = 120
_REVISION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,99}")
_ID = re.compile(r"[A-Za-z0-9._-]{1,100}")
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
_SYSTEM = "data.system"


class RefusedError(LexgateError):
    """A bundle was read and is not to be used; ends with 1, as a denial does."""

    exit_code = 1


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
    sources = _sources(rego, (".rego", ".md"))
    roots = _roots(_manifest(documents.read_bytes(rego / _MANIFEST), str(rego / _MANIFEST)))
    if not _is_rule_book(roots):
        raise _foreign_roots(roots, str(rego / _MANIFEST))
    _opa(["fmt", "--diff", "--fail", "."], rego, "The rules are unformatted.", "make fmt mends it.")
    _opa(
        ["check", "--strict", "--bundle", "."],
        rego,
        "The rules don't compile.",
        "Mend the place named; make check finds the same.",
    )
    fresh = catalogue.path()
    if not fresh.is_file() or fresh.read_bytes() != catalogue.generate():
        raise LexgateError("The catalogue is stale.", str(fresh), "make fmt writes it anew.")
    return _build(out, roots, _rules(sources), _data(sources), serial, expires, revision)


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
    where = str(org / _MANIFEST)
    roots = _roots(_manifest(documents.read_bytes(org / _MANIFEST), where))
    if roots != set(ORG_ROOTS):
        raise _foreign_roots(roots, where)
    data = _data(_sources(org, (".md",)))
    check_org(data, str(org))
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
            f"{serial} is no serial", "--serial", "Give a whole number of 1 to 15 digits."
        )
    _moment(expires, "--expires")
    if revision is None:
        digests = {name: documents.digest(text) for name, text in rules.items()}
        content = documents.digest(_json({"rules": digests, "data": data}))
        revision = f"{serial}-{content.removeprefix('sha256:')[:12]}"
    elif not _REVISION.fullmatch(revision):
        raise RequestError(
            f"{revision!r} is no revision", "--revision", "Use letters, digits and . _ + - only."
        )
    manifest = {
        "revision": revision,
        "roots": sorted(roots),
        "rego_version": 1,
        "metadata": {"serial": serial, "expires": expires},
    }
    with tempfile.TemporaryDirectory(prefix="lexgate-bundle-") as workshop:
        stage, archive = Path(workshop, "content"), Path(workshop, "bundle.tar.gz")
        _write_files(stage, {**rules, _DATA: _json(data), _MANIFEST: _json(manifest)})
        # From inside the folder, or the paths of this machine would end up in the archive.
        _opa(
            ["build", "--bundle", ".", "--output", str(archive)],
            stage,
            "OPA does not build the bundle.",
            "Mend the place named; make check finds the same.",
        )
        packed = documents.read_bytes(archive, max_bytes=_MAX_ARCHIVE)
        content_now = _unpack(packed, str(out))
        for name, text in rules.items():
            if content_now.get(name) != text:
                raise LexgateError(
                    "OPA changed a rule while building, so the archive is not what was reviewed.",
                    name,
                    "Write the rule otherwise: an else whose body compares needs braces.",
                )
        _check_content(content_now, str(out))
        documents.write_bytes(out, packed)
    return inspect(out)


# ---------------------------------------------------------------- signing and verifying


def sign(
    archive: Path, out: Path, *, key: Path, scope: str, key_id: str | None = None
) -> Inspection:
    """Sign an archive with ES256, after the same checks as at its building.

    Args:
        archive: what was built; a signature that it has already is replaced.
        out: the signed archive; may be the same path. Replaced in one step.
        key: a private P-256 key in PEM, readable by its owner alone.
        scope: what the bundle is for. The server asks for it, so that no bundle can be taken
            for another one that was signed with the same key.
        key_id: the name of the key; by default its thumbprint.

    Raises:
        LexgateError: if the content is not what a bundle of ours may hold.
    """
    private = keys.read_private(key)
    key_id = keys.kid(private) if key_id is None else key_id
    _check_names(key_id, scope)
    content = _unpack(_read(archive), str(archive))
    content.pop(_SIGNATURES, None)
    _check_content(content, str(archive))
    with tempfile.TemporaryDirectory(prefix="lexgate-bundle-") as workshop:
        plain, claims = Path(workshop, "plain.tar.gz"), Path(workshop, "claims.json")
        documents.write_bytes(plain, _pack(content))
        documents.write_bytes(claims, _json({"keyid": key_id, "scope": scope}))
        command = ["sign", "--bundle", str(plain), "--signing-alg", "ES256"]
        command += ["--signing-key", str(key.absolute()), "--claims-file", str(claims)]
        _opa(
            [*command, "--output-file-path", workshop],
            Path(workshop),
            "OPA does not sign the bundle.",
            "Check the key: it must be a P-256 key in PEM (PKCS 8).",
        )
        content[_SIGNATURES] = documents.read_bytes(Path(workshop, _SIGNATURES))
        signed = _pack(content)
        _check_signature(
            signed, keys.public_pem(private), key_id=key_id, scope=scope, where=str(out)
        )
    documents.write_bytes(out, signed)
    return inspect(out)


def verify(
    archive: Path, *, key: Path, key_id: str, scope: str, now: datetime | None = None
) -> Inspection:
    """Verify a signed archive as the server would, and what the server does not ask.

    OPA judges signature, scope and files. On top of it: the key's name, roots and content that
    fit together, and an end that has not come.

    Raises:
        RefusedError: if the archive is not to be used.
    """
    _check_names(key_id, scope)
    pem = documents.read_bytes(key, max_bytes=10_000).decode("utf-8", "replace")
    keys.load_public(pem, str(key))
    packed = _read(archive)
    _check_signature(packed, pem, key_id=key_id, scope=scope, where=str(archive))
    found = _inspected(packed, archive)
    if found.serial is None or found.expires is None:
        raise RefusedError(
            "the manifest has no serial or no end", str(archive), "lexgate bundle build sets both."
        )
    if _moment(found.expires, str(archive)) <= (now or datetime.now(UTC)):
        raise RefusedError(
            f"the bundle expired at {found.expires}", str(archive), "Build and sign it anew."
        )
    _check_content(_unpack(packed, str(archive)), str(archive))
    return found


def inspect(archive: Path) -> Inspection:
    """Tell what an archive holds, and who says to have signed it; nothing is verified."""
    return _inspected(_read(archive), archive)


def _inspected(packed: bytes, archive: Path) -> Inspection:
    content = _unpack(packed, str(archive))
    manifest = _manifest(content.get(_MANIFEST, b"{}"), f"{archive}: {_MANIFEST}")
    metadata = manifest.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    serial, expires = metadata.get("serial"), metadata.get("expires")
    revision = manifest.get("revision")
    signatures = content.get(_SIGNATURES)
    return Inspection(
        path=archive,
        digest=documents.digest(packed),
        roots=tuple(sorted(_roots(manifest))),
        revision=revision if isinstance(revision, str) else "",
        serial=serial if type(serial) is int else None,
        expires=expires if isinstance(expires, str) else None,
        files={name: documents.digest(content[name]) for name in sorted(content)},
        signature=None if signatures is None else _claims(signatures, str(archive)),
    )


def _check_signature(packed: bytes, pem: str, *, key_id: str, scope: str, where: str) -> None:
    signatures = _unpack(packed, where).get(_SIGNATURES)
    if signatures is None:
        raise RefusedError("the bundle is not signed", where, "lexgate bundle sign signs it.")
    claims = _claims(signatures, where)
    if (claims.algorithm, claims.key_id, claims.scope) != ("ES256", key_id, scope):
        raise RefusedError(
            f"signed with {claims.algorithm} by {claims.key_id!r} for {claims.scope!r}, "
            f"and ES256 by {key_id!r} for {scope!r} is wanted",
            where,
            "Take the bundle that was signed for this place.",
        )
    with tempfile.TemporaryDirectory(prefix="lexgate-bundle-") as workshop:
        copy, public = Path(workshop, "signed.tar.gz"), Path(workshop, "key.pem")
        documents.write_bytes(copy, packed)
        documents.write_bytes(public, pem.encode("utf-8"))
        command = ["build", "--bundle", str(copy), "--signing-alg", "ES256"]
        command += ["--verification-key", str(public), f"--verification-key-id={key_id}"]
        command += [f"--scope={scope}", "--output", str(Path(workshop, "out.tar.gz"))]
        _opa(
            command,
            Path(workshop),
            "OPA refuses the bundle",
            "Don't use it. Ask whoever signed it for the archive and for their public key.",
            where=where,
            error=RefusedError,
        )


def _claims(signatures: bytes, where: str) -> Signature:
    """What the only signature says; anything else than one plain JWT is refused."""
    try:
        listed = documents.parse_json(signatures, _SIGNATURES)["signatures"]
        (token,) = listed
        header, claims = (
            documents.parse_json(_unb64(part), _SIGNATURES) for part in token.split(".")[:2]
        )
        found = Signature(header["alg"], claims["keyid"], claims["scope"])
    except (LexgateError, KeyError, TypeError, ValueError, AttributeError):
        found = Signature("", "", "")
    if not all(isinstance(v, str) and v for v in (found.algorithm, found.key_id, found.scope)):
        raise RefusedError(
            "not exactly one signature with algorithm, keyid and scope",
            where,
            "Sign it with lexgate bundle sign.",
        )
    return found


def _check_names(key_id: str, scope: str) -> None:
    for name, option in ((key_id, "--key-id"), (scope, "--scope")):
        if not _ID.fullmatch(name):
            raise RequestError(
                f"{name!r} can't be used as a name", option, "Use letters, digits and . _ - only."
            )


# ---------------------------------------------------------------- content


def _check_content(content: Mapping[str, bytes], where: str) -> None:
    """Refuse what neither the rule book nor org may hold, whoever made the archive."""
    manifest = _manifest(content.get(_MANIFEST, b"{}"), f"{where}: {_MANIFEST}")
    roots = _roots(manifest)
    rules = {name: text for name, text in content.items() if name.endswith(".rego")}
    others = set(content) - set(rules) - {_MANIFEST, _DATA, _SIGNATURES}
    if others:
        raise RefusedError(
            f"files that no bundle of ours has: {', '.join(sorted(others)[:5])}",
            where,
            "Build it with lexgate bundle build.",
        )
    if roots != set(ORG_ROOTS) and not _is_rule_book(roots):
        raise _foreign_roots(roots, where)
    if manifest.get("rego_version") != 1 or set(manifest) - {
        "revision",
        "roots",
        "rego_version",
        "metadata",
    }:
        raise RefusedError(
            "a manifest of another form", where, "Build it with lexgate bundle build."
        )
    data = documents.parse_json(
        content.get(_DATA, b"{}"), f"{where}: {_DATA}", max_bytes=_MAX_CONTENT
    )
    if not isinstance(data, dict) or set(data) - roots:
        raise RefusedError("data outside the roots", where, "Build it with lexgate bundle build.")
    if roots == set(ORG_ROOTS):
        if rules:
            raise _rego_in_org(sorted(rules)[0], where)
        check_org(data, where, built=True)
    else:
        _check_rules({**rules, _MANIFEST: _json(manifest)}, where)


def _check_rules(rules: Mapping[str, bytes], where: str) -> None:
    """Check rules as they lie in an archive, each part with the built-ins it may use."""
    with tempfile.TemporaryDirectory(prefix="lexgate-bundle-") as workshop:
        everything, apart = Path(workshop, "all"), Path(workshop, "apart")
        _write_files(everything, rules)
        told = _opa(
            ["inspect", "--format", "json", "."],
            everything,
            "The rules are no bundle.",
            "Build it with lexgate bundle build.",
            where=where,
            error=RefusedError,
        )
        spaces = json.loads(told).get("namespaces", {})
        # Folders are for people: OPA goes by the package, so the clock does too.
        system: set[str] = set()
        for package, files in spaces.items():
            for name in (file.lstrip("./") for file in files):
                if (package == _SYSTEM or package.startswith(_SYSTEM + ".")) != name.startswith(
                    "system/"
                ):
                    raise RefusedError(
                        f"the package {package} lies in another folder than its root",
                        f"{where}: {name}",
                        "Put system's rules, and no others, below system/.",
                    )
                if name.startswith("system/"):
                    system.add(name)
        do = (
            "Do without it; or, if it is harmless, let `python -m lexgate.bundle` add it to "
            f"{CAPABILITIES}, and have that reviewed."
        )
        command = ["check", "--strict", "--bundle", "."]
        _opa(
            [*command, "--capabilities", str(_capabilities(CAPABILITIES_OF_SYSTEM))],
            everything,
            "A rule does not compile with the built-ins that are allowed.",
            do,
            where=where,
            error=RefusedError,
        )
        _write_files(apart, {name: text for name, text in rules.items() if name not in system})
        _opa(
            [*command, "--capabilities", str(_capabilities(CAPABILITIES))],
            apart,
            "A rule uses what only system may use.",
            do,
            where=where,
            error=RefusedError,
        )


def check_org(data: Mapping[str, Any], where: str, *, built: bool = False) -> None:
    """Check an organisation's data: schemas first, then what no schema can compare.

    Args:
        data: all of it, with the name ``org`` at the top.
        where: what to call it in an error.
        built: whether serial and end were added already; nobody writes them by hand.

    Raises:
        RequestError: with all faults of a part, and all names that lead nowhere.
    """
    org = data.get("org")
    if not isinstance(org, dict) or set(data) != {"org"}:
        raise RequestError("data outside org", where, "Put all of it below the folder org/.")
    faults = [f"missing: {part}" for part in ORG_PARTS if part not in org]
    known = {*ORG_PARTS, *(("serial", "expires") if built else ())}
    faults += [f"unknown: {part}" for part in sorted(set(org) - known)]
    for part in ORG_PARTS:
        if part in org:
            faults += [f"{part}: {fault}" for fault in schemas.faults(org[part], f"org/{part}")]
    if not faults:
        faults = _names_that_lead_nowhere(org)
    if faults:
        more = f"; and {len(faults) - 12} more" if len(faults) > 12 else ""
        raise RequestError(
            "; ".join(faults[:12]) + more, where, "Mend these places; schemas/org says how."
        )


def _names_that_lead_nowhere(org: Mapping[str, Any]) -> list[str]:
    kinds = documents.read_yaml(paths.rego() / "lexgate" / "kinds" / "data.yaml")["documents"]
    people, settings = org["people"], org["settings"]
    faults: list[str] = []

    def person(name: str, place: str) -> None:
        if name not in people:
            faults.append(f"{place}: nobody is called {name}")

    for name, system in org["systems"].items():
        person(system["owner"], f"systems.{name}.owner")
    for name, key in org["keys"].items():
        if "person" in key:
            person(key["person"], f"keys.{name}.person")
        if name != keys.kid(keys.load_public(key["key"], f"keys.{name}")):
            faults.append(f"keys.{name}: the id is not the thumbprint of the key")
        faults += [
            f"keys.{name}.kinds: {kind} is no kind of {key['purpose']}"
            for kind in key["kinds"]
            if kinds.get(kind, {}).get("purpose") != key["purpose"]
        ]
    statements = {kind for kind, found in kinds.items() if found["purpose"] == "statement"}
    faults += [
        f"signers: nobody signs a {kind}"
        for kind in sorted(set(org["signers"]) - statements - {"second_reader"})
    ]
    for name, chosen in settings.get("law", {}).get("readings", {}).items():
        person(chosen["owner"], f"settings.law.readings.{name}.owner")
    published = settings.get("law", {}).get("published", {})
    if "simplified_form" in published:
        person(
            published["simplified_form"]["owner"], "settings.law.published.simplified_form.owner"
        )
    for name, cited in published.get("harmonised_standards", {}).items():
        person(cited["owner"], f"settings.law.published.harmonised_standards.{name}.owner")
    levels = {"defaults": settings["defaults"]}
    levels |= {f"systems.{name}": level for name, level in settings["systems"].items()}
    for place, level in levels.items():
        faults += [
            f"settings.{place}.freshness: there is no kind {kind}"
            for kind in level.get("freshness", {})
            if kind not in kinds
        ]
        for group, limits in level.get("limits", {}).items():
            for name, limit in limits.items():
                person(limit["owner"], f"settings.{place}.limits.{group}.{name}.owner")
    return faults


# ---------------------------------------------------------------- folders


def _sources(folder: Path, suffixes: tuple[str, ...]) -> dict[str, Path]:
    """The files of a folder by their path in it; links and unknown files are refused."""
    found: dict[str, Path] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            raise RequestError("a link inside a bundle", str(path), "Put the file itself there.")
        if path.is_dir():
            continue
        if path.suffix == ".rego" and ".rego" not in suffixes:
            raise _rego_in_org(name, str(folder))
        if name != _MANIFEST and path.name not in DATA_FILES and path.suffix not in suffixes:
            raise RequestError(
                "a file that no bundle holds",
                str(path),
                f"Bundles hold {', '.join(DATA_FILES[:1])} and {_DATA}; move it elsewhere.",
            )
        found[name] = path
    return found


def _rules(sources: Mapping[str, Path]) -> dict[str, bytes]:
    return {
        name: documents.read_bytes(path)
        for name, path in sources.items()
        if name.endswith(".rego") and not name.endswith("_test.rego")
    }


def _data(sources: Mapping[str, Path]) -> dict[str, Any]:
    """Read all data files strictly, and put them together."""
    read = {".json": documents.read_json}
    return assemble(
        {
            name: read.get(path.suffix, documents.read_yaml)(path)
            for name, path in sources.items()
            if path.name in DATA_FILES
        },
        {name: str(path) for name, path in sources.items()},
    )


def assemble(files: Mapping[str, Any], where: Mapping[str, str]) -> dict[str, Any]:
    """Put the content of data files together as OPA does.

    Args:
        files: what each file holds, by its path in the bundle, with slashes.
        where: what to call each file in an error.

    Raises:
        RequestError: for content that is no mapping, and for a name in two files.
    """
    whole: dict[str, Any] = {}
    for name, value in files.items():
        if not isinstance(value, dict):
            raise RequestError("data that is no mapping", where[name], "Give each value a name.")
        for step in reversed(PurePosixPath(name).parent.parts):
            value = {step: value}
        _merge(whole, value, where[name])
    return whole


def _merge(into: dict[str, Any], value: Mapping[str, Any], where: str) -> None:
    for key, part in value.items():
        if key not in into:
            into[key] = part
        elif isinstance(into[key], dict) and isinstance(part, dict):
            _merge(into[key], part, where)
        else:
            raise RequestError(f"{key} stands in two files", where, "Keep one of them.")


def _manifest(text: bytes, where: str) -> dict[str, Any]:
    manifest = documents.parse_json(text, where)
    if not isinstance(manifest, dict):
        raise RequestError("a manifest that is no object", where, 'Write {"roots": [...]}.')
    return manifest


def _roots(manifest: Mapping[str, Any]) -> set[str]:
    roots = manifest.get("roots")
    if not isinstance(roots, list) or not all(isinstance(root, str) for root in roots):
        return set()
    return set(roots)


def _is_rule_book(roots: set[str]) -> bool:
    own = set(RULE_BOOK_ROOTS)
    return own <= roots <= own | set(RULE_BOOK_MAY_ADD)


def _foreign_roots(roots: set[str], where: str) -> LexgateError:
    # Without roots, OPA gives a bundle all of them.
    return RefusedError(
        f"the bundle claims {', '.join(sorted(roots)) if any(roots) else 'everything'}",
        where,
        "The rule book has the roots lexgate, system (and house); org has org and no other.",
    )


def _rego_in_org(name: str, where: str) -> LexgateError:
    return RefusedError(
        "org is data, and this is a rule",
        f"{where}: {name}",
        "Put rules into the rule book, where they are reviewed.",
    )


def _write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    folder.mkdir(parents=True)
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text)


# ---------------------------------------------------------------- archives


def _read(archive: Path) -> bytes:
    return documents.read_bytes(archive, max_bytes=_MAX_ARCHIVE)


def _unpack(packed: bytes, where: str) -> dict[str, bytes]:
    """The files of an archive by name; anything but plain files under plain names is refused."""
    try:
        unzipped = gzip.GzipFile(fileobj=io.BytesIO(packed)).read(_MAX_CONTENT + 1)
        if len(unzipped) > _MAX_CONTENT:
            raise _unreadable(where, "too large when unpacked")
        content: dict[str, bytes] = {}
        with tarfile.open(fileobj=io.BytesIO(unzipped), mode="r:") as tar:
            for member in tar:
                name = member.name.removeprefix("./").lstrip("/")
                steps = name.split("/")
                if not member.isfile() or name in content or {"", ".", ".."} & set(steps):
                    raise _unreadable(where, f"{member.name!r} is no plain file, or there twice")
                if len(content) >= _MAX_FILES:
                    raise _unreadable(where, "too many files")
                file = tar.extractfile(member)
                content[name] = file.read() if file is not None else b""
    except (OSError, EOFError, zlib.error, tarfile.TarError, ValueError) as error:
        raise _unreadable(where, str(error) or type(error).__name__) from None
    return content


def _pack(content: Mapping[str, bytes]) -> bytes:
    """The same files give the same bytes: no times, owners or order of the machine."""
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for name in sorted(content):
            member = tarfile.TarInfo(f"/{name}")
            member.size, member.mode = len(content[name]), 0o600
            tar.addfile(member, io.BytesIO(content[name]))
    return gzip.compress(plain.getvalue(), mtime=0)


def _unreadable(where: str, why: str) -> RefusedError:
    return RefusedError(f"no bundle can be read there: {why}", where, "Build it again.")


# ---------------------------------------------------------------- capabilities


def capabilities() -> dict[str, bytes]:
    """The lists of built-ins for the rules as they are, by file name.

    Raises:
        LexgateError: if a rule uses a built-in that no list may hold.
    """
    rules = _rules(_sources(paths.rego(), (".rego", ".md")))
    system = {name: text for name, text in rules.items() if name.startswith("system/")}
    known = json.loads(_opa(["capabilities", "--current"], paths.rego(), "No capabilities.", ""))
    everything = _used(rules, known)
    used = _used({name: text for name, text in rules.items() if name not in system}, known)
    forbidden = {name for name in everything if NEVER.fullmatch(name)} | (used & ONLY_SYSTEM)
    if forbidden:
        raise LexgateError(
            f"rules use built-ins that no bundle may use: {', '.join(sorted(forbidden))}",
            str(paths.rego()),
            "Do without them: the answer must depend on the question alone.",
        )
    return {CAPABILITIES: _pruned(known, used), CAPABILITIES_OF_SYSTEM: _pruned(known, everything)}


def _used(rules: Mapping[str, bytes], known: Mapping[str, Any]) -> set[str]:
    """The built-ins that rules can't do without.

    OPA's own list (`opa inspect`) leaves some out, so what the compiler misses is added.
    """
    if not rules:
        return set()
    with tempfile.TemporaryDirectory(prefix="lexgate-bundle-") as workshop:
        stage, listed = Path(workshop, "rules"), Path(workshop, "capabilities.json")
        _write_files(stage, rules)
        told = json.loads(_opa(["inspect", "--format", "json", "."], stage, "Not a bundle.", ""))
        used = {builtin["name"] for builtin in told.get("capabilities", {}).get("builtins", [])}
        while True:
            listed.write_bytes(_pruned(known, used))
            try:
                _opa(
                    ["check", "--bundle", ".", "--capabilities", str(listed)],
                    stage,
                    "The rules don't compile.",
                    "Mend the place named; make check finds the same.",
                )
            except LexgateError as error:
                missed = set(re.findall(r"undefined function ([a-z0-9_.]+)", error.what))
                if not missed - used:
                    raise
                used |= missed
            else:
                return used


def _pruned(known: Mapping[str, Any], names: set[str]) -> bytes:
    listed = [
        {key: part for key, part in builtin.items() if key not in {"description", "categories"}}
        for builtin in known["builtins"]
        if builtin["name"] in names
    ]
    missing = names - {builtin["name"] for builtin in listed}
    if missing:
        raise EngineError(f"OPA does not know {', '.join(sorted(missing))}", "opa capabilities")
    return documents.canonical(
        {"allow_net": [], "builtins": listed, "features": sorted(known["features"])}
    )


def _capabilities(name: str) -> Path:
    path = paths.bundles() / name
    if not path.is_file():
        raise LexgateError(
            "the list of allowed built-ins is missing", str(path), "Install Lexgate again."
        )
    return path


# ---------------------------------------------------------------- helpers


def _opa(
    arguments: Sequence[str],
    folder: Path,
    what: str,
    do: str,
    *,
    where: str | None = None,
    error: type[LexgateError] = LexgateError,
) -> str:
    """Run OPA in a folder, with an empty environment; gives its standard output."""
    binary = tools_install.find_opa().absolute()
    try:
        done = subprocess.run(
            [str(binary), *arguments],
            cwd=folder,
            env={},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_OPA_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as problem:
        raise EngineError(
            f"OPA could not be run: {problem}", f"opa {arguments[0]}", "make setup installs it."
        ) from None
    if done.returncode != 0:
        said = (done.stderr or done.stdout).decode("utf-8", "replace")
        line = " ".join(said.replace(str(folder), "").split())
        line = "".join(c if c.isprintable() else "?" for c in line)[:400]
        raise error(f"{what} OPA says: {line}", where or str(folder), do)
    return done.stdout.decode("utf-8")


def _json(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False).encode("ascii")


def _unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _moment(text: str, where: str) -> datetime:
    with contextlib.suppress(ValueError):
        if _TIME.fullmatch(text):
            return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    raise RequestError(f"{text!r} is no time", where, "Write YYYY-MM-DDTHH:MM:SSZ, in UTC.")


def main(argv: Sequence[str] | None = None) -> int:
    """Write the lists of built-ins, or with --check say whether they are fresh."""
    parser = argparse.ArgumentParser(prog="python -m lexgate.bundle", description=main.__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing; fail when stale")
    check = parser.parse_args(argv).check
    try:
        for name, wanted in capabilities().items():
            path = paths.bundles() / name
            if not check:
                documents.write_bytes(path, wanted)
            elif not path.is_file() or path.read_bytes() != wanted:
                raise LexgateError(
                    "The list of built-ins is stale.", str(path), "Run python -m lexgate.bundle."
                )
    except LexgateError as error:
        print(f"lexgate: {error}", file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
