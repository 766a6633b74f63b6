"""The server with its bundles: what it answers, and what it refuses.

The same attacks run twice: against the containers of docker-compose.yml, and against
OPA and the bundle server as plain child processes. Where nothing runs containers, the
first half is skipped and says so.
"""

from __future__ import annotations

import contextlib
import functools
import gzip
import http.client
import importlib.util
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from lexgate import bundle, documents, keys, paths, tools_install
from lexgate.assurance import base
from lexgate.engine import Entrypoint
from lexgate.engine.local import LocalEngine
from lexgate.engine.server import ServerEngine
from lexgate.errors import EngineError, LexgateError

ROOT = Path(__file__).resolve().parent.parent
LIVE = "/v1/data/lexgate/decision/live"
WHAT_IF = "/v1/data/lexgate/decision/what_if"
STRICT = "?strict-builtin-errors=true"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the bundle server is Linux's")


def _sidecar() -> Any:
    spec = importlib.util.spec_from_file_location("sidecar", ROOT / "sidecar" / "sidecar.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["sidecar"] = module  # dataclasses look themselves up there
    spec.loader.exec_module(module)
    return module


sidecar = _sidecar()


# ---------------------------------------------------------------- what is attacked


@dataclass
class Target:
    """A running server, and the folder that its org is polled from."""

    port: int
    stage: Path
    org: Path
    token: str
    log: Callable[[], str]
    published: bundle.Inspection

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def polled(self) -> Path:
        return self.stage / "bundles" / "org.tar.gz"

    def engine(self, token: str | None = None, **options: Any) -> ServerEngine:
        return ServerEngine(self.url, token=token or self.token, **options)

    def decide(self, entrypoint: Entrypoint = "what_if", **options: Any) -> dict[str, Any]:
        request = {**good_request(), "as_of": now()} if entrypoint == "live" else good_request()
        return self.engine(**options).decide(request, entrypoint)

    def state(self) -> dict[str, Any]:
        """A decision on nothing: it shows which org is in force, and takes little time."""
        return self.engine().decide({**good_request(), "evidence": [], "statements": []}, "what_if")

    def publish(self) -> bundle.Inspection:
        """Build, sign and publish the org folder, and wait until it is live."""
        self.published = sidecar.publish(self.stage, self.org)
        wait(lambda: self.state()["org"]["serial"] == self.published.serial, "the new org")
        return self.published

    def post(
        self,
        path: str,
        body: bytes,
        *,
        method: str = "POST",
        token: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> tuple[int, bytes]:
        """One raw request; the path goes out as it stands."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        sent = {"Content-Type": "application/json", **(headers or {})}
        sent["Authorization"] = f"Bearer {self.token if token is None else token}"
        try:
            connection.request(method, path, body, sent)
            answer = connection.getresponse()
            return answer.status, answer.read(1_000_000)
        except (ConnectionError, http.client.HTTPException) as error:
            return 0, str(error).encode()
        finally:
            connection.close()


@functools.cache
def good_case() -> base.Case:
    return base.build()


def good_request() -> dict[str, Any]:
    return good_case().request()


def now(**shift: int) -> str:
    return (datetime.now(UTC) + timedelta(**shift)).strftime("%Y-%m-%dT%H:%M:%SZ")


def wait(done: Callable[[], bool], what: str, seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with contextlib.suppress(EngineError):
            if done():
                return
        time.sleep(0.1)
    pytest.fail(f"after {seconds:g} seconds still waiting for {what}")


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def write_org(folder: Path, org: Mapping[str, Any]) -> None:
    for part, content in org.items():
        path = folder / "org" / part / "data.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        documents.write_json(path, content)
    (folder / ".manifest").write_text('{"roots": ["org"], "rego_version": 1}\n')


# ---------------------------------------------------------------- bringing it up


@pytest.fixture(scope="module")
def laid_out(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any]:
    """What `make up` lays out, for the organisation of the good base."""
    if shutil.which("go") is None:
        pytest.skip("no Go here to compile the bundle server with")
    folder = tmp_path_factory.mktemp("laid-out")
    write_org(folder / "org", good_case().org)
    prepared = sidecar.prepare(folder / "stage", folder / "org")
    config = documents.read_json(folder / "stage" / "opa" / "config.json")
    config["bundles"]["org"]["polling"] = {"min_delay_seconds": 1, "max_delay_seconds": 1}
    documents.write_json(folder / "stage" / "opa" / "config.json", config)
    return folder, prepared


@pytest.fixture(scope="module", params=["containers", "processes"])
def target(
    request: pytest.FixtureRequest,
    laid_out: tuple[Path, Any],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Target]:
    folder = tmp_path_factory.mktemp(request.param)
    stage, org = folder / "stage", folder / "org"
    origin, prepared = laid_out
    shutil.copytree(origin, folder, dirs_exist_ok=True)
    with contextlib.ExitStack() as stack:
        if request.param == "containers":
            environment = stack.enter_context(container_runtime(folder))
        port = free_port()
        if request.param == "containers":
            log = stack.enter_context(containers(stage, port, environment))
        else:
            log = stack.enter_context(processes(stage, port, folder))
        sidecar.wait_until_healthy(f"http://127.0.0.1:{port}", 60)
        yield Target(port, stage, org, prepared.token, log, prepared.org)


@contextlib.contextmanager
def processes(stage: Path, port: int, folder: Path) -> Iterator[Callable[[], str]]:
    """OPA and the bundle server as children with an empty environment."""
    served = free_port()
    context = stage / "opa"
    config = documents.read_json(context / "config.json")
    config["services"]["bundles"]["url"] = f"http://127.0.0.1:{served}"
    documents.write_json(folder / "config.json", config)
    with contextlib.ExitStack() as stack:
        stack.enter_context(
            child(
                [
                    str(stage / "bundleserver" / "bundleserver"),
                    f"-addr=127.0.0.1:{served}",
                    f"-dir={stage / 'bundles'}",
                ],
                folder / "bundleserver.log",
            )
        )
        log = folder / "opa.log"
        stack.enter_context(child(opa_command(context, port, folder / "config.json"), log))
        yield lambda: log.read_text("utf-8", "replace")


def opa_command(context: Path, port: int, config: Path) -> list[str]:
    """The command of opa.Dockerfile, with the paths of this machine."""
    text = (ROOT / "sidecar" / "opa.Dockerfile").read_text("utf-8")
    match = re.search(r"^CMD (\[.*\])$", text.replace("\\\n", ""), re.MULTILINE)
    assert match is not None
    places = {
        "0.0.0.0:8181": f"127.0.0.1:{port}",
        "/etc/opa/config.json": str(config),
        "/etc/opa": str(context),
    }
    words: list[str] = json.loads(match.group(1))
    for old, new in places.items():
        words = [word.replace(old, new) for word in words]
    return [str(context / "opa"), *words]


@contextlib.contextmanager
def child(
    command: list[str], log: Path, env: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, env=dict(env or {}), stdin=subprocess.DEVNULL, stdout=out, stderr=out
        )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(5)


@contextlib.contextmanager
def containers(
    stage: Path, port: int, environment: Mapping[str, str]
) -> Iterator[Callable[[], str]]:
    """The services of docker-compose.yml, under a name of their own."""
    name = f"lexgate-test-{os.getpid()}"
    env = {**environment, "COMPOSE_PROJECT_NAME": name, "LEXGATE_TAG": name}
    with pytest.MonkeyPatch.context() as patch:
        for key, value in env.items():
            patch.setenv(key, value)
        command = sidecar.compose(stage, port)
        try:
            compose([*command, "up", "--build", "--detach"], stage, port)
            log = stage / "opa.log"
            follow = [*command, "logs", "--no-color", "--follow", "opa"]
            with child(follow, log, {**os.environ, "PYTHONUNBUFFERED": "1", **env,
                                     **sidecar._environment(stage, port)}):  # fmt: skip
                yield lambda: log.read_text("utf-8", "replace")
        finally:
            compose([*command, "down", "--rmi", "all"], stage, port)


def compose(command: list[str], stage: Path, port: int) -> str:
    done = subprocess.run(
        command,
        env={**os.environ, **sidecar._environment(stage, port)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=180,
        check=False,
    )
    said = done.stdout.decode("utf-8", "replace")
    assert done.returncode == 0, said[-2000:]
    return said


@contextlib.contextmanager
def container_runtime(folder: Path) -> Iterator[dict[str, str]]:
    """The environment in which Compose reaches something that runs containers; skips without."""
    try:
        sidecar.compose(folder / "probe-stage", 1)
    except LexgateError as error:
        if "nothing that runs containers" not in error.what:
            pytest.skip(f"no containers here: {error.what}")
    else:
        if (fault := probe(folder, {})) is not None:
            pytest.skip(f"no containers here: {fault}")
        yield {}
        return
    if shutil.which("podman") is None or os.geteuid() != 0:
        pytest.skip("no containers here: Docker does not answer, and there is no podman for root")
    with podman(folder) as environment:
        if (fault := probe(folder, environment)) is not None:
            pytest.skip(f"no containers here: {fault}")
        yield environment


@contextlib.contextmanager
def podman(folder: Path) -> Iterator[dict[str, str]]:
    """Podman behind a socket that speaks as Docker's does, with storage of its own."""
    home = folder / "podman"
    home.mkdir()
    socket_path = home / "podman.sock"
    (home / "containers.conf").write_text(
        "[containers]\n"
        'default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]\nlog_driver = "k8s-file"\n'
        '[engine]\nruntime = "runc"\ncgroup_manager = "cgroupfs"\nevents_logger = "file"\n'
    )
    (home / "storage.conf").write_text(
        f'[storage]\ndriver = "vfs"\ngraphroot = "{home}/root"\nrunroot = "{home}/run"\n'
    )
    environment = {
        "CONTAINERS_CONF": str(home / "containers.conf"),
        "CONTAINERS_STORAGE_CONF": str(home / "storage.conf"),
        "DOCKER_HOST": f"unix://{socket_path}",
        "COMPOSE_DOCKER_CLI_BUILD": "0",
        "DOCKER_BUILDKIT": "0",
    }
    command = ["podman", "system", "service", "--time=0", environment["DOCKER_HOST"]]
    with child(command, home / "podman.log", {**os.environ, **environment}):
        end = time.monotonic() + 20
        while not socket_path.exists():
            if time.monotonic() > end:
                pytest.skip("no containers here: podman's service does not start")
            time.sleep(0.1)
        yield environment


def probe(folder: Path, environment: Mapping[str, str]) -> str | None:
    """Build a FROM scratch image with Compose and run it: nothing less tells."""
    place = folder / "probe"
    (place / "image").mkdir(parents=True, exist_ok=True)
    shutil.copy(folder / "stage" / "bundleserver" / "bundleserver", place / "image" / "program")
    (place / "image" / "Dockerfile").write_text(
        'FROM scratch\nCOPY program /program\nENTRYPOINT ["/program", "-help"]\n'
    )
    name = f"lexgate-probe-{os.getpid()}"
    (place / "docker-compose.yml").write_text(
        f'services:\n  probe: {{build: ./image, image: "{name}", read_only: true, '
        f'user: "65532:65532", cap_drop: [ALL], networks: [inside]}}\n'
        "networks:\n  inside: {internal: true}\n"
    )
    env = {**os.environ, **environment, "COMPOSE_PROJECT_NAME": name}
    command = ["docker", "compose"]
    if sidecar._quiet([*command, "version"], env) != 0:
        command = ["docker-compose"]
    command += ["-f", str(place / "docker-compose.yml")]

    def told(*words: str) -> tuple[int, str]:
        try:
            done = subprocess.run(
                [*command, *words],
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                timeout=120,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            return 127, str(error)
        return done.returncode, done.stdout.decode("utf-8", "replace")

    _, said = told("up", "--build")
    told("down", "--rmi", "all")
    # The program's help is what only a container that ran can have said.
    return None if "folder of the bundles" in said else " ".join(said.split())[-300:]


# ---------------------------------------------------------------- the answer


def test_the_server_answers_as_the_engine_on_this_machine_does(target: Target) -> None:
    here = LocalEngine(paths.rego(), target.org).decide(good_request(), "what_if")
    there = target.decide()
    for part in ("would_allow", "verdicts", "rejected", "rejected_request", "granted", "trust"):
        assert there[part] == here[part], part
    assert there["org"]["serial"] == target.published.serial
    assert "allow" not in there


def test_a_live_decision_is_given_as_of_now(target: Target) -> None:
    decision = target.decide("live")
    assert type(decision["allow"]) is bool
    assert decision["as_of"].startswith(now()[:10]) or decision["as_of"] <= now()


def test_a_changed_setting_is_live_soon(target: Target) -> None:
    settings = target.org / "org" / "settings" / "data.yaml"
    before = settings.read_bytes()
    changed = documents.read_yaml(settings)
    changed["defaults"]["limits"]["fairness"]["selection_rate_ratio"]["value"] = 0.93
    try:
        documents.write_json(settings, changed)
        target.publish()
        limits = target.decide()["settings"]["in_force"]["limits"]
        assert limits["fairness"]["selection_rate_ratio"]["value"] == 0.93
    finally:
        settings.write_bytes(before)
        target.publish()


def test_a_client_pins_serials_because_opa_takes_older_bundles(target: Target) -> None:
    newest = target.published.serial
    assert newest is not None
    target.decide(revisions={"org": newest})
    with pytest.raises(EngineError, match="or later is wanted"):
        target.decide(revisions={"org": newest + 1})


def test_the_log_holds_digests_and_no_documents(target: Target) -> None:
    envelope = good_request()["evidence"][0]
    request = {**good_request(), "request_id": "logged-1", "password": "token-in-the-wrong-place"}
    target.engine().decide(request, "what_if")
    wait(lambda: "logged-1" in target.log(), "the log's entry")
    log = target.log()
    assert envelope not in log
    assert "token-in-the-wrong-place" not in log
    assert target.token not in log
    assert "sha256:" in log


# ---------------------------------------------------------------- updates that are refused

Content = dict[str, bytes]


def _sign(content: Content, key: Path, scope: str, folder: Path) -> Content:
    """Sign anything, without the checks of lexgate bundle sign."""
    plain, claims = folder / "plain.tar.gz", folder / "claims.json"
    plain.write_bytes(bundle._pack(content))
    claims.write_text(json.dumps({"keyid": "org", "scope": scope}))
    command = [str(tools_install.find_opa()), "sign", "--bundle", str(plain)]
    command += ["--signing-alg", "ES256", "--signing-key", str(key), "--claims-file", str(claims)]
    subprocess.run([*command, "-o", str(folder)], check=True, timeout=30)
    return {**content, ".signatures.json": (folder / ".signatures.json").read_bytes()}


def _attacks(good: Content, key: Path, folder: Path) -> dict[str, tuple[str, bytes]]:
    """Updates that must be refused, each with what OPA's log says of it."""
    pack = bundle._pack
    plain = {name: text for name, text in good.items() if name != ".signatures.json"}
    other_key = folder / "other.pem"
    keys.write_private(keys.generate(), other_key)
    manifest = json.loads(plain[".manifest"])
    opener = b"package system.authz\n\nallow := true\n"
    answer = b'package lexgate.decision\n\nlive := {"allow": true}\n'

    def rooted(roots: list[str] | None, **rego: bytes) -> bytes:
        head = {**manifest, "roots": roots}
        if roots is None:
            del head["roots"]
        files = {**plain, ".manifest": json.dumps(head).encode()}
        files |= {f"{name}.rego": text for name, text in rego.items()}
        return pack(_sign(files, key, "org", folder))

    data = json.loads(plain["data.json"])
    data["org"]["floors"]["profile"]["pre_deploy"] = "law"
    return {
        "unsigned": ("missing .signatures.json", pack(plain)),
        "a changed byte of data": (
            "data.json: digest mismatch",
            pack({**good, "data.json": json.dumps(data).encode()}),
        ),
        "a changed manifest": (
            ".manifest: digest mismatch",
            pack({**good, ".manifest": good[".manifest"].replace(b"org", b"lexgate", 1)}),
        ),
        "an added file": (
            "not included in bundle signature",
            pack({**good, "more/data.json": b"{}"}),
        ),
        "a deleted file": (
            "not found in the target bundle",
            pack({name: text for name, text in good.items() if name != "data.json"}),
        ),
        "another key": ("invalid ECDSA", pack(_sign(plain, other_key, "org", folder))),
        "another scope": ("scope mismatch", pack(_sign(plain, key, "rules", folder))),
        "the root of authorization": (
            "system overlaps system/authz",
            rooted(["org", "system/authz"], authz=opener),
        ),
        "the root of the rules": (
            "root lexgate is in multiple bundles",
            rooted(["org", "lexgate"], decision=answer),
        ),
        "no roots": ("overlapping roots", rooted(None)),
        "no archive": ("gzip: invalid header", b"nothing that could be unpacked"),
        "the empty root": ("overlapping roots", rooted([""])),
        "a bomb": ("size|large|exceed", pack({**good, "data.json": bytes(60_000_000)})),
    }


def _says(target: Target, since: int, pattern: str) -> bool:
    return re.search(pattern, target.log()[since:]) is not None


def test_refused_updates_leave_the_old_org_in_force(target: Target, tmp_path: Path) -> None:
    target.publish()
    good = target.polled.read_bytes()
    before = target.state()
    attacks = _attacks(bundle._unpack(good, "org"), target.stage / "keys" / "org.pem", tmp_path)
    try:
        for note, (reason, archive) in attacks.items():
            said = len(target.log())
            documents.write_bytes(target.polled, archive)
            wait(
                functools.partial(_says, target, said, f"failed:.*({reason})"),
                f"the refusal of {note}",
            )
            assert target.state() == before, note
            assert target.post(LIVE + STRICT, b"{}", token="guess")[0] == 401, note
    finally:
        documents.write_bytes(target.polled, good)
    # And it still takes what is sound.
    target.publish()


def test_our_own_tool_signs_none_of_these(target: Target, tmp_path: Path) -> None:
    key = target.stage / "keys" / "org.pem"
    content = bundle._unpack(target.polled.read_bytes(), "org")
    attacks = _attacks(content, key, tmp_path)
    for note in ("the root of authorization", "the root of the rules", "no roots", "a bomb"):
        archive = tmp_path / "attack.tar.gz"
        archive.write_bytes(attacks[note][1])
        with pytest.raises(LexgateError):
            bundle.sign(archive, tmp_path / "signed.tar.gz", key=key, key_id="org", scope="org")
        assert not (tmp_path / "signed.tar.gz").exists(), note


# ---------------------------------------------------------------- requests that are refused


def test_nobody_else_is_answered(target: Target) -> None:
    body = json.dumps({"input": {**good_request(), "as_of": now()}}).encode()
    assert target.post(LIVE + STRICT, body)[0] == 200
    refused: dict[str, tuple[int, bytes]] = {
        "no token": target.post(LIVE + STRICT, body, token=""),
        "wrong token": target.post(LIVE + STRICT, body, token="guess"),
        "the hash of the token": target.post(
            LIVE + STRICT, body, token=documents.digest(target.token.encode())[7:]
        ),
        "no strictness": target.post(LIVE, body),
        "strictness off": target.post(LIVE + "?strict-builtin-errors=false", body),
        "strictness twice": target.post(LIVE + STRICT + "&strict-builtin-errors=false", body),
        "as YAML": target.post(LIVE + STRICT, body, headers={"Content-Type": "application/x-yaml"}),
    }
    for parameter in ("explain=full", "instrument=true", "metrics=true", "pretty=true", "x=1"):
        refused[parameter] = target.post(f"{LIVE}{STRICT}&{parameter}", body)
    for method in ("GET", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE"):
        refused[method] = target.post(LIVE + STRICT, body, method=method)
    for path in (
        "/", "/v0/data/lexgate/decision/live", "/v1/data", "/v1/data/org", "/v1/data/system",
        "/v1/data/org/access", "/v1/data/lexgate", "/v1/data/lexgate/decision", "/v1/policies",
        "/v1/query?q=data.org", "/v1/compile", "/v1/config", "/v1/status", "/metrics",
        "/debug/pprof", f"{LIVE}/", f"{LIVE}/allow", "/v1/data/lexgate/decision/what_if/x",
        "/v1/data/lexgate/decision/../../org", "/v1/data/lexgate/decision/live/../../../org",
        "/v1/data/lexgate/decision%2flive", "/v1/data/org%2faccess", "/v1/data/org%2Faccess",
        "/v1//data/lexgate/decision/live", "//v1/data/org", "/v1/data/lexgate/decision/%2e%2e/org",
        "/v1/data/lexgate%00/decision/live", "/V1/data/lexgate/decision/live", "/health/../v1/data",
    ):  # fmt: skip
        refused[f"POST {path}"] = target.post(path if "?" in path else path + STRICT, body)
        refused[f"GET {path}"] = target.post(path, b"", method="GET")
    wrong = {
        note: (status, text[:100])
        for note, (status, text) in refused.items()
        # A server may also answer a path that it has cleaned with a redirect, which nobody follows.
        if status not in {401, 405, 301, 307, 404, 400} or b"result" in text
    }
    assert wrong == {}
    unauthorized = {note for note, (status, _) in refused.items() if status == 401}
    assert {"no token", "wrong token", "no strictness", "as YAML", "GET", "POST /v1/data"} <= (
        unauthorized
    )


def test_live_is_now(target: Target) -> None:
    def status(as_of: Any, path: str = LIVE) -> int:
        asked = {**good_request(), "as_of": as_of}
        return target.post(path + STRICT, json.dumps({"input": asked}).encode())[0]

    for as_of in (now(), now(minutes=-4), now(minutes=4)):
        assert status(as_of) == 200, as_of
    unusable: list[Any] = [
        now(minutes=-6), now(minutes=6), now(days=-365), now(days=3650), None, 0, "", "now",
        "2026-02-30T10:00:00Z", now() + " ", now().replace("Z", "+00:00"), [now()], {"x": now()},
    ]  # fmt: skip
    for as_of in unusable:
        assert status(as_of) == 401, as_of
    assert status("2026-11-22T10:00:00Z", WHAT_IF) == 200


def test_large_questions_are_refused_and_cost_little(target: Target) -> None:
    for note, body, headers in (
        ("three megabytes", b'{"input":"' + b"x" * 3_000_000 + b'"}', {}),
        ("a gzip bomb", gzip.compress(b"[" * 50_000_000, 6), {"Content-Encoding": "gzip"}),
        ("brackets", b"[" * 1_900_000, {}),
        ("aliases of YAML", _laughs(), {"Content-Type": "application/x-yaml"}),
        ("no JSON", b"{", {}),
    ):
        for token in (target.token, "guess"):
            begun = time.monotonic()
            status, text = target.post(LIVE + STRICT, body, token=token, headers=headers)
            assert status in {0, 400, 401, 413}, (note, status, text[:200])
            assert time.monotonic() - begun < 15, note
    assert isinstance(target.decide(), dict)


def _laughs() -> bytes:
    lines = ["a: &a [x,x,x,x,x,x,x,x,x]"]
    for last, name in zip("abcdefgh", "bcdefghi", strict=True):
        lines.append(f"{name}: &{name} [{','.join([f'*{last}'] * 9)}]")
    return "\n".join([*lines, "input: *i", ""]).encode()


# ---------------------------------------------------------------- the start


def test_a_bad_rule_book_does_not_start(tmp_path: Path, opa: Path) -> None:
    """The rule book is loaded on the command line: what is wrong with it ends the process."""
    rules = tmp_path / "rules.tar.gz"
    key = tmp_path / "key.pem"
    keys.write_private(keys.generate(), key)
    built = bundle.build_rule_book(rules, serial=1, expires=now(days=1))
    bundle.sign(rules, rules, key=key, key_id="rules", scope="rules")
    (tmp_path / "rules.pub.pem").write_text(keys.public_pem(keys.read_private(key)))
    (tmp_path / "opa").symlink_to(opa)
    config = tmp_path / "config.json"
    config.write_text("{}")
    good = bundle._unpack(rules.read_bytes(), "")
    authz = "system/authz/authz.rego"
    assert authz in built.files
    for note, content in {
        "unsigned": {n: t for n, t in good.items() if n != ".signatures.json"},
        "a changed byte": {**good, authz: good[authz] + b"\n"},
        "an added file": {**good, "lexgate/more.rego": b"package lexgate.more\n"},
        "a deleted file": {n: t for n, t in good.items() if n != authz},
        "another scope": _sign(
            {n: t for n, t in good.items() if n != ".signatures.json"}, key, "org", tmp_path
        ),
    }.items():
        rules.write_bytes(bundle._pack(content))
        log = tmp_path / "opa.log"
        with child(opa_command(tmp_path, free_port(), config), log) as process:
            try:
                assert process.wait(60) != 0, note
            except subprocess.TimeoutExpired:
                pytest.fail(f"it started with {note}: {log.read_text()[:500]}")


def test_make_up_says_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(LexgateError, match="Docker Compose is not here"):
        sidecar.compose(tmp_path / "stage", 1)
    program = tmp_path / "docker-compose"
    program.write_text('#!/bin/sh\ncase "$*" in *version*) exit 0;; *) exit 1;; esac\n')
    program.chmod(0o755)
    with pytest.raises(LexgateError, match="nothing that runs containers answers"):
        sidecar.compose(tmp_path / "stage", 1)
