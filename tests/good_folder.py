"""A working folder whose system the gate allows: the good base of the assurance, as files.

Everything that a bad input lets through would show here as exit code 0. Documents can be
written and signed again by anyone's key; the clock of a question stands still.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from lexgate import documents, keys, paths, request
from lexgate.assurance import base

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
INSTRUMENT = base.INSTRUMENT
_TOML = """\
[system]
name = "credit-scoring"
version = "1.0.0"
deployment = "production"

[paths]
org = "org"
evidence = "evidence"
statements = "statements"
model = ["model"]

[gate]
stage = "post_deploy"
profile = "house"
"""


class Clock(datetime):
    """The moment for which the documents of the good base are made."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        return NOW.astimezone(tz)


def stop_the_clock(patch: pytest.MonkeyPatch) -> None:
    """Let live questions be asked at that moment."""
    patch.setattr(request, "datetime", Clock)


class Folder:
    """A working folder, with the keys of everybody who signed something in it."""

    def __init__(self, path: Path, signers: Mapping[str, EllipticCurvePrivateKey]) -> None:
        self.path = path
        self.keys = dict(signers)

    def copy(self, to: Path) -> Folder:
        """A copy that a test may spoil."""
        shutil.copytree(self.path, to)
        return Folder(to, self.keys)

    def file(self, name: str) -> Path:
        """The file of a document, wherever it lies."""
        for place in ("evidence", "statements"):
            path = self.path / place / f"{name}.json"
            if path.exists():
                return path
        raise AssertionError(f"no document {name}")

    def signature(self, name: str) -> Path:
        """The file of its signatures."""
        return keys.signature_path(self.file(name))

    def read(self, name: str) -> dict[str, Any]:
        """A document."""
        return dict(json.loads(self.file(name).read_bytes()))

    def sign(self, name: str, document: Any, *signers: str, path: Path | None = None) -> Path:
        """Write a document and sign it anew, the instrument where nobody is named."""
        path = path or self.file(name)
        keys.signature_path(path).unlink(missing_ok=True)
        documents.write_json(path, document)
        for signer in signers or (INSTRUMENT,):
            keys.sign_file(path, self.keys[signer])
        return path

    def change(self, name: str, *signers: str, **predicate: Any) -> None:
        """Let a document say something else, signed anew."""
        found = self.read(name)
        self.sign(name, {**found, "predicate": {**found["predicate"], **predicate}}, *signers)

    def private(self, signer: str) -> Path:
        """A file with a private key, beside the folder."""
        path = self.path.parent / f"{signer}.pem"
        if not path.exists():
            keys.write_private(self.keys[signer], path)
        return path

    def org(self, part: str, change: Callable[[Any], Any]) -> None:
        """Change a part of the organisation's data."""
        path = self.path / "org" / "org" / part / "data.yaml"
        found = json.loads(path.read_bytes())
        change(found)
        path.write_text(json.dumps(found, indent=1), encoding="utf-8")

    def key_of(self, signer: str, **changes: Any) -> None:
        """Change what org says of somebody's key."""
        self.org("keys", lambda found: found[keys.kid(self.keys[signer])].update(changes))

    def toml(self, old: str, new: str) -> None:
        """Change the text of lexgate.toml."""
        path = self.path / "lexgate.toml"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    def listing(self) -> dict[str, bytes]:
        """Every file with what is in it."""
        return {
            path.relative_to(self.path).as_posix(): path.read_bytes()
            for path in sorted(self.path.rglob("*"))
            if path.is_file()
        }


def write(folder: Path) -> Folder:
    """Write the good base into a folder that isn't there yet."""
    (folder / "model").mkdir(parents=True)
    (folder / "model" / "weights").write_bytes(b"\x00\x01")
    case = _case(folder)
    for part, content in case.org.items():
        if isinstance(content, Mapping):
            path = folder / "org" / "org" / part / "data.yaml"
            path.parent.mkdir(parents=True)
            path.write_text(json.dumps(content, indent=1), encoding="utf-8")
    shutil.copy(paths.bundles() / "org" / ".manifest", folder / "org" / ".manifest")
    for document in case.documents.values():
        path = folder / document.place / f"{document.name}.json"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(base.statement_bytes(document.kind, document.subject, document.predicate))
        for signer in document.signers:
            keys.sign_file(path, case.keys[signer])
    (folder / "lexgate.toml").write_text(_TOML, encoding="utf-8")
    return Folder(folder, case.keys)


def _case(folder: Path) -> base.Case:
    """The good base about the model in the folder."""
    (old,) = base.HEAD["subject"]["models"]
    new = documents.artefact_digest(folder / "model")
    spoken = folder.parent / "spoken"
    shutil.copytree(base.FOLDER, spoken)
    for path in spoken.glob("*.yaml"):
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    subject = {**base.HEAD["subject"], "models": [new]}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(base, "HEAD", {**base.HEAD, "subject": subject})
        return base.build(spoken)


def without(names: Sequence[str]) -> Callable[[Folder], None]:
    """Take documents away, with their signatures."""

    def spoil(folder: Folder) -> None:
        for name in names:
            folder.signature(name).unlink()
            folder.file(name).unlink()

    return spoil
