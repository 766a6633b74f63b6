"""Ask the engine what would apply, were a draft of the facts signed."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lexgate import documents, keys, paths, request, schemas, statements
from lexgate.engine.local import LocalEngine
from lexgate.request import moment

if TYPE_CHECKING:
    from lexgate.config import Config
    from lexgate.engine import Engine

_PERSON = "whoever.signs.the.facts"
_OWNER = "whoever.answers.for.the.system"


@contextlib.contextmanager
def as_if_signed(
    config: Config, facts: Mapping[str, Any]
) -> Iterator[tuple[Engine, dict[str, Any]]]:
    """An engine on this machine, and a request with the facts signed by a key made for it.

    Key and person exist only in a copy of ``org`` that is gone afterwards: nothing that is
    written this way can be used anywhere else.

    Raises:
        RequestError: when the facts are none that could be signed.
    """
    built = request.build(config, entrypoint="what_if", without_model=True).request
    key, stated_at = keys.generate(), str(built["as_of"])
    now = datetime.strptime(stated_at, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    document = documents.statement(
        "system",
        statements.subject("system", config),
        {"stated_at": stated_at, **facts},
    )
    schemas.validate(document, "statement/system", "the draft of the facts")
    with tempfile.TemporaryDirectory(prefix="lexgate-facts-") as name:
        org = Path(name) / "org"
        shutil.copytree(config.paths.org, org)
        organisation = statements.organisation(config)
        people = organisation.get("people") or {}
        people[_PERSON] = {
            "name": "Whoever signs the facts",
            "roles": (organisation.get("signers") or {}).get("system") or [],
        }
        known = organisation.get("keys") or {}
        known[keys.kid(key)] = {
            "key": keys.public_pem(key),
            "purpose": "statement",
            "kinds": ["system"],
            "systems": [config.system],
            "level": "isolated",
            "state": "active",
            "valid_from": moment(now - timedelta(days=1)),
            "valid_until": moment(now + timedelta(days=1)),
            "person": _PERSON,
        }
        # Nobody signs facts about a system that they answer for; who does may not be known yet.
        systems = organisation.get("systems") or {}
        systems.setdefault(config.system, {"owner": _OWNER})
        people[_OWNER] = {"name": "Whoever answers for the system", "roles": ["owner"]}
        for part, value in (("people", people), ("keys", known), ("systems", systems)):
            path = org / "org" / part / "data.yaml"
            path.parent.mkdir(exist_ok=True)
            documents.write_bytes(path, documents.canonical(value))
        payload = documents.canonical(document)
        envelope = keys.join(payload, keys.sign_detached(payload, key))
        others = [one for one in built["statements"] if not _is_facts(one)]
        yield (
            LocalEngine(paths.rego(), org),
            {**built, "statements": [*others, envelope]},
        )


def _is_facts(envelope: str) -> bool:
    import base64

    payload = envelope.split(".")[1]
    found = documents.parse_json(
        base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)), "a statement on file"
    )
    return documents.kind_of(found) == "system"
