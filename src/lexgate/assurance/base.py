"""The good base: one request on which every control passes, and how to change it.

Each file of `base/` holds the predicate of one document. They are signed with
keys made in memory, so that a changed document can be signed again: a mutant must
be noticed by the rules and not by its signature.
"""

from __future__ import annotations

import base64
import copy
import functools
import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lexgate import catalogue, documents, keys, paths
from lexgate.errors import LexgateError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

FOLDER = Path(__file__).resolve().parent / "base"
INSTRUMENT = "instrument"
OVERRIDES = "org_overrides"
# Written in the place of a number; no JSON library of ours would write the number itself.
BOMB = "@number-bomb@"

HEAD: Mapping[str, Any] = {
    "request_id": "assurance",
    "as_of": "2026-11-22T10:00:00Z",
    "stage": "post_deploy",
    "profile": "house",
    "subject": {
        "system": "credit-scoring",
        "version": "1.0.0",
        "deployment": "production",
        "models": ["sha256:" + "a" * 64],
    },
}

_DIGEST_OF = re.compile(r"\{digest:([A-Za-z0-9_.-]+)\}")


@dataclass(frozen=True)
class Document:
    """One document as it is sent: what it says, who signed it, and the envelopes."""

    name: str
    kind: str
    place: str
    subject: Any
    predicate: Any
    signers: tuple[str, ...]
    envelopes: tuple[str, ...] = field(repr=False)
    digest: str
    # What was done to the envelopes after they were signed, without the signature, which is
    # another one each time. Empty: nothing.
    mark: str = ""

    @property
    def mutable(self) -> bool:
        """Whether the keys are at hand to sign a changed one."""
        return bool(self.signers)


@dataclass(frozen=True)
class Case:
    """A request with the organisation that it is judged by, and the keys to sign it anew."""

    name: str
    head: Mapping[str, Any]
    org: Mapping[str, Any]
    documents: Mapping[str, Document]
    keys: Mapping[str, EllipticCurvePrivateKey] = field(repr=False)

    def request(self) -> dict[str, Any]:
        """The request as the engine is asked it."""
        return {
            **self.head,
            **{
                place: [e for d in self.documents.values() if d.place == place for e in d.envelopes]
                for place in ("evidence", "statements")
            },
        }

    def with_document(
        self,
        name: str,
        predicate: Any | None,
        *,
        subject: Any = None,
        key: str | None = None,
        kind: str | None = None,
    ) -> Case:
        """The same with another document in the place of one; None takes it away.

        Args:
            name: the document, as in `documents`.
            predicate: what it says now.
            subject: what it speaks of now; else what it spoke of before.
            key: who signs it; else those who signed it before.
            kind: what it says that it is; else what it was.
        """
        old = self.documents[name]
        if predicate is None:
            return self.with_envelopes(name, ())
        changed = sign(
            name,
            kind or old.kind,
            old.subject if subject is None else subject,
            predicate,
            (key,) if key else old.signers,
            old.place,
            self.keys,
        )
        return replace(self, documents={**self.documents, name: changed})

    def with_envelopes(self, name: str, envelopes: Sequence[Any], mark: str | None = None) -> Case:
        """The same with other envelopes for a document, whatever they are; none takes it away.

        Args:
            name: the document.
            envelopes: what is sent in its place.
            mark: what makes them differ from those that were signed, in words that are the
                same in each run; else the envelopes themselves.
        """
        if not envelopes:
            left = {other: found for other, found in self.documents.items() if other != name}
            return replace(self, documents=left)
        old = self.documents[name]
        told = f"{old.mark}; {json.dumps(envelopes) if mark is None else mark}"
        changed = replace(old, envelopes=tuple(envelopes), mark=told)
        return replace(self, documents={**self.documents, name: changed})

    def only(self, names: Iterable[str]) -> Case:
        """The same with these documents alone."""
        wanted = set(names)
        return replace(self, documents={n: d for n, d in self.documents.items() if n in wanted})

    def named(self, name: str) -> Case:
        """The same under another name."""
        return replace(self, name=name)


def statement_bytes(kind: str, subject: Any, predicate: Any) -> bytes:
    """The bytes of a Statement, also of one that no writer of ours would write."""
    statement = {
        "_type": documents.STATEMENT_TYPE,
        "predicateType": f"https://lexgate.example/evidence/{kind}/v1",
        "subject": subject,
        "predicate": predicate,
    }
    text = json.dumps(statement, sort_keys=True, indent=2, ensure_ascii=False) + "\n"
    return text.replace(f'"{BOMB}"', "1e999999999").encode()


def sign(
    name: str,
    kind: str,
    subject: Any,
    predicate: Any,
    signers: Sequence[str],
    place: str,
    with_keys: Mapping[str, EllipticCurvePrivateKey],
) -> Document:
    """Write and sign one document."""
    data = statement_bytes(kind, subject, predicate)
    return Document(
        name,
        kind,
        place,
        subject,
        predicate,
        tuple(signers),
        tuple(envelope(data, with_keys[signer]) for signer in signers),
        documents.digest(data),
    )


def envelope(data: bytes, key: EllipticCurvePrivateKey) -> str:
    """Bytes and their signature as they are sent."""
    header, _, signature = keys.sign_detached(data, key).partition("..")
    payload = base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")
    return f"{header}.{payload}.{signature}"


def kinds() -> dict[str, Any]:
    """The registered kinds of documents."""
    found: dict[str, Any] = documents.read_yaml(paths.rego() / "lexgate" / "kinds" / "data.yaml")
    return dict(found["documents"])


def kind_of(name: str) -> str:
    """The kind of a document by its name in the base: what stands before the first dot."""
    return name.partition(".")[0]


# ---------------------------------------------------------------- the base


def build(folder: Path = FOLDER) -> Case:
    """Build and sign the good base.

    Raises:
        LexgateError: if a document names one that isn't there, or nobody may sign it.
    """
    predicates = {
        path.stem: documents.read_yaml(path)
        for path in sorted(folder.glob("*.yaml"))
        if path.stem != OVERRIDES
    }
    org = organisation()
    people = _keys(tuple(sorted(org["people"])))
    org["keys"] = _org_keys(people)
    signed: dict[str, Document] = {}
    for name in _in_order(predicates, folder):
        predicate = _resolved(predicates[name], signed)
        kind = kind_of(name)
        registered = _registered(kind, folder / f"{name}.yaml")
        signed[name] = sign(
            name,
            kind,
            _subjects(registered["binding"], predicate, predicates, org),
            predicate,
            _signers(kind, registered, predicate, org),
            "evidence" if registered["purpose"] == "evidence" else "statements",
            people,
        )
    return Case("good base", HEAD, org, signed, people)


def organisation() -> dict[str, Any]:
    """The example organisation with the overrides of the base, as data."""
    org = read_org(paths.bundles() / "org")
    overrides = FOLDER / f"{OVERRIDES}.yaml"
    if overrides.is_file():
        org = merged(org, documents.read_yaml(overrides) or {})
    return org


def read_org(folder: Path) -> dict[str, Any]:
    """Read a folder of organisation data as OPA does: each file under the path of its folder."""
    found: dict[str, Any] = {}
    for path in sorted(folder.rglob("data.yaml")) + sorted(folder.rglob("data.json")):
        reader = documents.read_yaml if path.suffix == ".yaml" else documents.read_json
        value = reader(path)
        for step in reversed(path.parent.relative_to(folder).parts):
            value = {step: value}
        found = merged(found, value)
    return dict(found.get("org", {}))


@functools.cache
def _keys(people: tuple[str, ...]) -> dict[str, EllipticCurvePrivateKey]:
    """Keys that are the same in each run: its answers are compared with those of earlier ones.

    No organisation lists them but the one made here, in memory: they are no secret.
    """
    from cryptography.hazmat.primitives.asymmetric import ec

    return {
        person: ec.derive_private_key(
            int.from_bytes(hashlib.sha256(f"lexgate assurance, {person}".encode()).digest()) >> 1,
            ec.SECP256R1(),
        )
        for person in (*people, INSTRUMENT)
    }


def _org_keys(people: Mapping[str, EllipticCurvePrivateKey]) -> dict[str, Any]:
    listed: dict[str, Any] = {}
    for person, key in people.items():
        purpose = "evidence" if person == INSTRUMENT else "statement"
        entry: dict[str, Any] = {
            "key": keys.public_pem(key),
            "purpose": purpose,
            "kinds": [kind for kind, known in kinds().items() if known["purpose"] == purpose],
            "systems": [HEAD["subject"]["system"]],
            "level": "ci",
            "state": "active",
            "valid_from": "2026-01-01T00:00:00Z",
            "valid_until": "2027-12-31T00:00:00Z",
        }
        if person != INSTRUMENT:
            entry["person"] = person
        listed[keys.kid(key)] = entry
    return listed


def _registered(kind: str, path: Path) -> Mapping[str, Any]:
    known = kinds()
    if kind not in known:
        raise LexgateError(f"no kind of document is called {kind}", str(path), "Rename the file.")
    registered: Mapping[str, Any] = known[kind]
    return registered


def _signers(
    kind: str, registered: Mapping[str, Any], predicate: Any, org: Mapping[str, Any]
) -> tuple[str, ...]:
    if registered["purpose"] == "evidence":
        return (INSTRUMENT,)
    if kind == "assessment":
        return (predicate["assessor"], predicate["second_reader"])
    roles = org["signers"].get(kind, [])
    for person, entry in sorted(org["people"].items()):
        if set(entry["roles"]) & set(roles):
            return (person,)
    raise LexgateError(
        f"nobody of the example organisation may sign {kind}",
        "bundles/org/org/signers",
        "Name a role that somebody has.",
    )


def _subjects(
    binding: Sequence[str], predicate: Any, predicates: Mapping[str, Any], org: Mapping[str, Any]
) -> list[dict[str, Any]]:
    asked = HEAD["subject"]
    system, version = asked["system"], asked["version"]
    deployment = f"deployment:{system}/{asked['deployment']}"
    data_sets = predicates.get("model", {}).get("data_sets", {})
    named = documents.named_subject
    of_scope = {
        "organisation": "organisation", "system": "system", "version": "version",
        "document": "version", "deployment": "deployment", "use": "deployment",
    }  # fmt: skip
    found: list[dict[str, Any]] = []
    for asked_for in binding:
        what = asked_for
        if what == "scope_of_control":
            what = of_scope[catalogue.load()[predicate["control"]]["scope"]]
        match what:
            case "organisation":
                found.append(named(f"organisation:{org['settings']['organisation']}"))
            case "system":
                found.append(named(f"system:{system}"))
            case "version":
                found.append(named(f"version:{system}@{version}"))
            case "deployment":
                found.append(named(deployment))
            case "model":
                found.append(documents.digest_subject(f"model:{system}", asked["models"][0]))
            case "data_sets" | "testing_set":
                found += [
                    documents.digest_subject(f"dataset:{role}", entry["digest"])
                    for role, entry in sorted(data_sets.items())
                    if what == "data_sets" or role == "testing"
                ]
            case _:
                raise LexgateError(f"no such binding: {what}", "rego/lexgate/kinds", "Mend it.")
    return sorted(found, key=lambda subject: str(subject["name"]))


def _in_order(predicates: Mapping[str, Any], folder: Path) -> list[str]:
    """Documents after those whose digest they state."""
    wanted = {
        name: set(_DIGEST_OF.findall(json.dumps(predicate)))
        for name, predicate in predicates.items()
    }
    order: list[str] = []
    while len(order) < len(predicates):
        ready = [n for n in predicates if n not in order and wanted[n] <= set(order)]
        if not ready:
            stuck = {n: sorted(wanted[n] - set(order)) for n in predicates if n not in order}
            raise LexgateError(
                f"documents wait for digests of others: {stuck}",
                str(folder),
                "Add the documents named, or break the circle.",
            )
        order += ready
    return order


def _resolved(value: Any, signed: Mapping[str, Document]) -> Any:
    if isinstance(value, dict):
        return {key: _resolved(inner, signed) for key, inner in value.items()}
    if isinstance(value, list):
        return [_resolved(inner, signed) for inner in value]
    if isinstance(value, str):
        return _DIGEST_OF.sub(lambda match: signed[match.group(1)].digest, value)
    return value


def merged(below: Any, above: Any) -> Any:
    """One over the other: mappings key by key, anything else as a whole."""
    if isinstance(below, dict) and isinstance(above, dict):
        both = {**below}
        for key, value in above.items():
            both[key] = merged(below[key], value) if key in below else copy.deepcopy(value)
        return both
    return above


# ---------------------------------------------------------------- recorded requests


def recorded(folder: Path, keys_folder: Path | None = None) -> list[Case]:
    """Read recorded requests: `{"request", "org"}` in each `*.json` of a folder.

    Documents whose private keys lie in `keys_folder` (PEM files) can be mutated;
    the others are sent as they were.
    """
    by_kid: dict[str, EllipticCurvePrivateKey] = {}
    if keys_folder is not None:
        for path in sorted(keys_folder.rglob("*.pem")):
            if b"PRIVATE KEY" in path.read_bytes():
                key = keys.read_private(path)
                by_kid[keys.kid(key)] = key
    return [_recorded(path, by_kid) for path in sorted(folder.glob("*.json"))]


def _recorded(path: Path, by_kid: Mapping[str, EllipticCurvePrivateKey]) -> Case:
    content = documents.read_json(path)
    request, org = content.get("request"), content.get("org")
    if not isinstance(request, dict) or not isinstance(org, dict):
        raise LexgateError(
            "a recorded request needs request and org", str(path), "Write both into the file."
        )
    found: dict[str, Document] = {}
    names = kinds()
    for place in ("evidence", "statements"):
        for number, text in enumerate(request.get(place, [])):
            try:
                header, payload, _ = (_decoded(part) for part in text.split("."))
                statement = json.loads(payload)
                kid = json.loads(header)["kid"]
                kind = documents.kind_of(statement) or "unknown"
                part = statement["predicate"].get(names.get(kind, {}).get("one_for_each", ""))
            except (ValueError, KeyError, AttributeError, TypeError):
                found[f"{place}[{number}]"] = Document(
                    f"{place}[{number}]", "unknown", place, None, None, (), (text,), ""
                )
                continue
            name = f"{kind}.{part}" if isinstance(part, str) else kind
            digest = documents.digest(payload)
            same = found.get(name)
            if same is not None and same.digest != digest:
                name = f"{name}#{number}"
                same = None
            signers = (*(same.signers if same else ()), kid) if kid in by_kid else ()
            if same is not None and not same.signers:
                signers = ()
            found[name] = Document(
                name,
                kind,
                place,
                statement["subject"],
                statement["predicate"],
                signers,
                (*(same.envelopes if same else ()), text),
                digest,
                # Nobody knows here how good the signature is.
                f"{same.mark if same else 'recorded'} {text}",
            )
    head = {key: value for key, value in request.items() if key not in ("evidence", "statements")}
    return Case(path.stem, head, org, found, dict(by_kid))


def _decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
