"""`make up` and `make down`: the OPA server with its bundles, in containers.

Everything that it makes lies in one ignored folder: two signing keys, the signed rule
book inside the server's image, the signed org in the folder that the bundle server
serves. Both signing keys on one machine are for trying; in production each stays with
those who answer for its bundle.
"""

from __future__ import annotations

import argparse
import dataclasses
import filecmp
import hashlib
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from lexgate import bundle, documents, keys, tools_install
from lexgate.errors import LexgateError

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
STAGE = ROOT / ".lexgate" / "sidecar"
ORG = ROOT / "bundles" / "org"
RULES_SCOPE, ORG_SCOPE = "rules", "org"
_DAYS = 30
_BUILD_SECONDS = 600
_HEALTH_SECONDS = 60.0


@dataclasses.dataclass(frozen=True)
class Prepared:
    """What was laid out; the token is None when an earlier start told it."""

    rules: bundle.Inspection
    org: bundle.Inspection
    token: str | None


def prepare(stage: Path, org: Path) -> Prepared:
    """Lay out all that the containers are built from, and what is served to them."""
    _folders(stage)
    for name in ("rules", "org"):
        if not _key(stage, name).exists():
            keys.write_private(keys.generate(), _key(stage, name))
    state = _state(stage)
    token = None if state["pipeline"] else secrets.token_urlsafe(32)
    if token is not None:
        state["pipeline"] = hashlib.sha256(token.encode("ascii")).hexdigest()
    _write_state(stage, state)

    context = stage / "opa"
    rules = bundle.build_rule_book(context / "rules.tar.gz", **_next(stage))
    rules = bundle.sign(
        rules.path, rules.path, key=_key(stage, "rules"), key_id="rules", scope=RULES_SCOPE
    )
    public = keys.public_pem(keys.read_private(_key(stage, "rules"))).encode("ascii")
    documents.write_bytes(context / "rules.pub.pem", public)
    config = documents.read_json(HERE / "opa-config.json")
    config["keys"] = {
        "org": {
            "algorithm": "ES256",
            "key": keys.public_pem(keys.read_private(_key(stage, "org"))),
        }
    }
    documents.write_json(context / "config.json", config)
    _copy(tools_install.find_opa(), context / "opa")
    _copy(HERE / "opa.Dockerfile", context / "Dockerfile")
    build_bundle_server(stage / "bundleserver" / "bundleserver")
    _copy(HERE / "bundleserver.Dockerfile", stage / "bundleserver" / "Dockerfile")
    return Prepared(rules, publish(stage, org), token)


def publish(stage: Path, org: Path) -> bundle.Inspection:
    """Build and sign org, with the token of this server, and let the server poll it."""
    with tempfile.TemporaryDirectory(prefix="lexgate-org-") as workshop:
        copy, archive = Path(workshop, "org"), Path(workshop, "org.tar.gz")
        shutil.copytree(org, copy, symlinks=True)
        access = copy / "org" / "access" / "data.yaml"
        listed = documents.read_yaml(access)
        if isinstance(listed, dict) and isinstance(listed.get("pipeline"), list):
            listed["pipeline"].append({"sha256": _state(stage)["pipeline"]})
        # JSON is YAML, read in the same way.
        documents.write_json(access, listed)
        bundle.build_org(copy, archive, **_next(stage))
        return bundle.sign(
            archive,
            stage / "bundles" / "org.tar.gz",
            key=_key(stage, "org"),
            key_id="org",
            scope=ORG_SCOPE,
        )


def build_bundle_server(out: Path) -> None:
    """Compile the bundle server: forty lines, standard library only, no network needed."""
    go = shutil.which("go")
    if go is None:
        raise LexgateError(
            "Go is not on the PATH, and the bundle server is compiled with it.",
            str(HERE / "bundleserver"),
            "Install Go 1.22 or later.",
        )
    own = {"CGO_ENABLED": "0", "GOWORK": "off", "GOFLAGS": "", "GOOS": "linux", "GOPROXY": "off"}
    command = [go, "build", "-trimpath", "-buildvcs=false", "-ldflags=-s -w", "-o"]
    done = subprocess.run(
        [*command, str(out.absolute()), "."],
        cwd=HERE / "bundleserver",
        env={**os.environ, **own, "GOTOOLCHAIN": "local"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=_BUILD_SECONDS,
        check=False,
    )
    if done.returncode != 0:
        raise LexgateError(
            f"The bundle server does not compile: {done.stderr.strip()[-300:]}",
            str(HERE / "bundleserver"),
            "Check that Go is 1.22 or later.",
        )


# ---------------------------------------------------------------- containers


def compose(stage: Path, port: int) -> list[str]:
    """The command of Docker Compose, of either generation, that can reach a runtime here.

    Raises:
        LexgateError: when there is no Compose, or nothing that runs containers answers.
    """
    env = {**os.environ, **_environment(stage, port)}
    _folders(stage)  # Compose asks for them even when it only lists
    for command in (["docker", "compose"], ["docker-compose"]):
        if shutil.which(command[0]) and _quiet([*command, "version"], env) == 0:
            break
    else:
        raise LexgateError(
            "Docker Compose is not here.",
            "docker compose, docker-compose",
            "Install Docker with its Compose plugin, or podman with docker-compose. Without "
            "containers: lexgate asks OPA on this machine when [opa] has no url.",
        )
    if _quiet([*command, "-f", str(ROOT / "docker-compose.yml"), "ps"], env) != 0:
        raise LexgateError(
            "Docker Compose is here, but nothing that runs containers answers.",
            env.get("DOCKER_HOST", "the usual socket of Docker"),
            "Start Docker, or `podman system service` and set DOCKER_HOST to its socket.",
        )
    return [*command, "-f", str(ROOT / "docker-compose.yml")]


def up(stage: Path, org: Path, port: int) -> None:
    """Lay everything out, start the containers and wait until they can decide."""
    command = compose(stage, port)
    _say("Bundles, keys and programs")
    prepared = prepare(stage, org)
    if prepared.token is not None:
        print(f"The token, which is kept nowhere and not shown again:\n  {prepared.token}")
    else:
        print(f"The token is the one that the first start printed; {stage} holds its hash.")
    sys.stdout.flush()
    _say("Images and containers")
    _compose([*command, "up", "--build", "--detach"], stage, port)
    url = f"http://127.0.0.1:{port}"
    wait_until_healthy(url)
    print(f"OPA answers at {url} and decides by")
    print(f"  rule book {prepared.rules.revision}, baked into its image")
    print(f"  org       {prepared.org.revision}, from {org}; `make up` again publishes changes")
    print(f'In lexgate.toml, with the token in a file:\n  [opa]\n  url = "{url}"')
    print('  token_file = "…"')
    rules, data = prepared.rules.serial, prepared.org.serial
    print(f'  revisions = {{"/etc/opa/rules.tar.gz" = {rules}, org = {data}}}')


def down(stage: Path, port: int) -> None:
    """Stop and remove the containers; keys and bundles stay for the next start."""
    _compose([*compose(stage, port), "down"], stage, port)


def wait_until_healthy(url: str, seconds: float = _HEALTH_SECONDS) -> None:
    """Wait until the server has its bundles.

    Raises:
        LexgateError: when it has not in time.
    """
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    end = time.monotonic() + seconds
    last = "no answer"
    while time.monotonic() < end:
        try:
            with opener.open(f"{url}/health?bundles", timeout=2) as answer:
                if answer.status == 200:
                    return
        except urllib.error.HTTPError as error:
            last = f"HTTP {error.code}"
            error.close()
        except OSError as error:
            last = str(error)
        time.sleep(0.1)
    raise LexgateError(
        f"The server has no bundles after {seconds:g} seconds ({last}).",
        url,
        "Its log says why: docker compose logs opa.",
    )


def _environment(stage: Path, port: int) -> dict[str, str]:
    return {"LEXGATE_SIDECAR": str(stage.absolute()), "LEXGATE_PORT": str(port)}


def _compose(command: list[str], stage: Path, port: int) -> None:
    done = subprocess.run(
        command,
        env={**os.environ, **_environment(stage, port)},
        stdin=subprocess.DEVNULL,
        timeout=_BUILD_SECONDS,
        check=False,
    )
    if done.returncode != 0:
        raise LexgateError(
            f"Docker Compose ended with {done.returncode}.", " ".join(command), "It says why above."
        )


def _quiet(command: list[str], env: dict[str, str]) -> int:
    try:
        return subprocess.run(
            command,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=30,
            check=False,
        ).returncode
    except (OSError, subprocess.TimeoutExpired):
        return 127


# ---------------------------------------------------------------- files


def _folders(stage: Path) -> None:
    for name in ("keys", "opa", "bundleserver", "bundles"):
        (stage / name).mkdir(parents=True, exist_ok=True)
        (stage / name).chmod(0o755)
    (stage / "keys").chmod(0o700)


def _key(stage: Path, name: str) -> Path:
    return stage / "keys" / f"{name}.pem"


def _state(stage: Path) -> dict[str, Any]:
    path = stage / "state.json"
    return dict(documents.read_json(path)) if path.exists() else {"serial": 0, "pipeline": ""}


def _write_state(stage: Path, state: dict[str, Any]) -> None:
    documents.write_json(stage / "state.json", state)


def _next(stage: Path) -> dict[str, Any]:
    """The next serial, kept, and an end."""
    state = _state(stage)
    state["serial"] += 1
    _write_state(stage, state)
    expires = datetime.now(UTC) + timedelta(days=_DAYS)
    return {"serial": state["serial"], "expires": expires.strftime("%Y-%m-%dT%H:%M:%SZ")}


def _copy(source: Path, target: Path) -> None:
    # An unchanged file keeps its time, and the image its layer.
    if target.exists() and filecmp.cmp(source, target, shallow=False):
        return
    part = target.with_name(f".{target.name}.part")
    shutil.copyfile(source, part)
    part.chmod(0o755)
    part.replace(target)


def _say(text: str) -> None:
    print(f"==> {text}", file=sys.stderr, flush=True)


def main() -> int:
    """Run `up` or `down`."""
    parser = argparse.ArgumentParser(description="Start or stop the OPA server in containers.")
    parser.add_argument("action", choices=("up", "down"))
    parser.add_argument("--org", type=Path, default=ORG, help="folder of org; default: the example")
    parser.add_argument("--port", type=int, default=int(os.environ.get("LEXGATE_PORT", "8181")))
    args = parser.parse_args()
    try:
        if args.action == "up":
            up(STAGE, args.org, args.port)
        else:
            down(STAGE, args.port)
    except LexgateError as error:
        print(f"lexgate: {error}", file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
