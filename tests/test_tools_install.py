"""Getting OPA and Regal: only the right version, only whole, only what its publisher hashed."""

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from lexgate import tools_install
from lexgate.errors import EngineError, LexgateError

ASSET = "opa_linux_amd64_static"
RELEASE = f"/opa/releases/download/v{tools_install.OPA_VERSION}"

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the programs here are shell scripts")


def program(version: str, title: str = "OPA") -> bytes:
    """A program that answers `version` as OPA and Regal do."""
    filling = "#" * 700_000
    return f"#!/bin/sh\n# {title}\necho 'Version:       {version}'\nexit 0\n{filling}\n".encode()


RIGHT = program(tools_install.OPA_VERSION)
OLD = program("1.20.0")


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


class Page(NamedTuple):
    """What the release server answers under one path."""

    content: bytes = b""
    status: int = 200
    location: str = ""
    announce: int | None = None
    pause: float = 0


class Server(NamedTuple):
    address: str
    pages: dict[str, Page]
    asked: list[str]

    @property
    def release(self) -> str:
        return self.address + RELEASE

    def publish(self, content: bytes = RIGHT, asset: str = ASSET, **page: Any) -> None:
        """An asset with its hash beside it, as a release of OPA has it."""
        self.pages[f"{RELEASE}/{asset}"] = Page(content, **page)
        line = f"{sha256(content)}  {asset}\n"
        self.pages[f"{RELEASE}/{asset}.sha256"] = Page(line.encode())


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    pages: dict[str, Page] = {}
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            page = pages.get(self.path, Page(status=404))
            self.send_response(page.status)
            if page.location:
                self.send_header("Location", page.location)
            self.send_header("Content-Length", str(page.announce or len(page.content)))
            self.end_headers()
            half = len(page.content) // 2 if page.pause else len(page.content)
            self._send(page.content[:half])
            if page.pause:
                time.sleep(page.pause)
                self._send(page.content[half:])

        def _send(self, content: bytes) -> None:
            try:
                self.wfile.write(content)
                self.wfile.flush()
            except OSError:
                self.close_connection = True

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            pass

    monkeypatch.setattr(tools_install, "_platform", lambda: ("linux", "amd64"))
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        http.daemon_threads = True
        thread = threading.Thread(target=http.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield Server(f"http://127.0.0.1:{http.server_port}", pages, asked)
        http.shutdown()
        thread.join()


def download(server: Server, into: Path) -> Path:
    return tools_install.install("opa", into, base_url=server.release, ways=["download"])


def test_a_release_is_downloaded_and_checked(server: Server, tmp_path: Path) -> None:
    server.publish()
    said: list[str] = []
    opa = tools_install.install(
        "opa", tmp_path / "bin", base_url=server.release + "/", ways=["download"], say=said.append
    )
    assert opa == tmp_path / "bin" / "opa"
    assert opa.read_bytes() == RIGHT
    assert os.access(opa, os.X_OK)
    assert server.asked == [f"{RELEASE}/{ASSET}.sha256", f"{RELEASE}/{ASSET}"]
    assert "Downloading OPA 1.21.3" in said[0]


def test_what_is_there_in_the_right_version_is_left_alone(server: Server, tmp_path: Path) -> None:
    server.publish()
    download(server, tmp_path)
    server.asked.clear()
    assert download(server, tmp_path) == tmp_path / "opa"
    assert server.asked == []


def test_a_redirect_to_a_mirror_is_followed(server: Server, tmp_path: Path) -> None:
    server.publish()
    server.pages["/mirror"] = server.pages[f"{RELEASE}/{ASSET}"]
    server.pages[f"{RELEASE}/{ASSET}"] = Page(status=302, location="/mirror")
    assert download(server, tmp_path).read_bytes() == RIGHT


def test_regal_takes_its_hash_from_the_list_of_its_release(server: Server, tmp_path: Path) -> None:
    regal = program(tools_install.REGAL_VERSION, "Regal")
    server.pages["/regal_Linux_x86_64"] = Page(regal)
    listed = f"{sha256(b'x')}  regal_Darwin_arm64\n{sha256(regal)}  regal_Linux_x86_64\n"
    server.pages["/checksums.txt"] = Page(listed.encode())
    path = tools_install.install("regal", tmp_path, base_url=server.address, ways=["download"])
    assert path.read_bytes() == regal


def wrong_hash(server: Server) -> None:
    server.publish()
    server.pages[f"{RELEASE}/{ASSET}"] = Page(RIGHT + b"# one line more\n")


def no_hash(server: Server) -> None:
    server.publish()
    del server.pages[f"{RELEASE}/{ASSET}.sha256"]


def hash_of_another(server: Server) -> None:
    server.publish()
    line = f"{sha256(RIGHT)}  opa_linux_arm64_static\n"
    server.pages[f"{RELEASE}/{ASSET}.sha256"] = Page(line.encode())


def hash_is_a_web_page(server: Server) -> None:
    server.publish()
    server.pages[f"{RELEASE}/{ASSET}.sha256"] = Page(b"<html>sign in</html>")


def cut_short(server: Server) -> None:
    server.publish(announce=len(RIGHT) + 1000)


def no_asset(server: Server) -> None:
    server.publish()
    del server.pages[f"{RELEASE}/{ASSET}"]


def redirected_to_plain_http(server: Server) -> None:
    server.publish()
    server.pages[f"{RELEASE}/{ASSET}"] = Page(status=302, location="http://releases.example/opa")


def other_version(server: Server) -> None:
    server.publish(OLD)


def no_program(server: Server) -> None:
    server.publish(b"not a program")


@pytest.mark.parametrize(
    ("release", "because"),
    [
        (wrong_hash, "does not match its published SHA-256"),
        (no_hash, "answered 404"),
        (hash_of_another, "have none for opa_linux_amd64_static"),
        (hash_is_a_web_page, "have none for opa_linux_amd64_static"),
        (cut_short, "broke off after"),
        (no_asset, "answered 404"),
        (redirected_to_plain_http, "over https only"),
        (other_version, "says that it is version 1.20.0"),
        (no_program, "version unknown"),
    ],
)
def test_a_bad_release_is_refused_and_changes_nothing(
    release: Callable[[Server], None], because: str, server: Server, tmp_path: Path
) -> None:
    (tmp_path / "opa").write_bytes(OLD)
    (tmp_path / "opa").chmod(0o755)
    release(server)
    with pytest.raises(EngineError, match=because) as refused:
        download(server, tmp_path)
    assert refused.value.where
    assert refused.value.do
    assert [path.name for path in tmp_path.iterdir()] == ["opa"]
    assert (tmp_path / "opa").read_bytes() == OLD


def test_without_a_hash_nothing_is_downloaded(server: Server, tmp_path: Path) -> None:
    no_hash(server)
    with pytest.raises(EngineError):
        download(server, tmp_path)
    assert server.asked == [f"{RELEASE}/{ASSET}.sha256"]


@pytest.mark.parametrize("address", ["http://releases.example/x", "ftp://127.0.0.1/x", "file:///x"])
def test_programs_come_over_https_only(address: str, tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="over https only"):
        tools_install.install("opa", tmp_path, base_url=address, ways=["download"])


def test_a_server_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"127\.0\.0\.1:9/.* could not be reached"):
        tools_install.install("opa", tmp_path, base_url="http://127.0.0.1:9", ways=["download"])


def test_a_machine_without_a_release_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tools_install, "_platform", lambda: ("plan9", "mips"))
    with pytest.raises(EngineError, match="no release for this kind of machine: plan9/mips"):
        tools_install.install("opa", tmp_path, ways=["download"])


def test_a_folder_that_cannot_be_written_is_named(server: Server, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    server.publish()
    with pytest.raises(EngineError, match="could not be written") as refused:
        download(server, tmp_path / "file")
    assert str(tmp_path / "file" / "opa") in refused.value.where


# ---------------------------------------------------------------- several at once, and killed


def start(server: Server, into: Path, empty: Path) -> "subprocess.Popen[bytes]":
    """An install in a process of its own, with neither OPA nor Go on its PATH."""
    empty.mkdir(exist_ok=True)
    code = (
        "import sys; from lexgate import tools_install as t; "
        "t._platform = lambda: ('linux', 'amd64'); sys.exit(t.main(sys.argv[1:]))"
    )
    return subprocess.Popen(
        [sys.executable, "-c", code, "opa", str(into), "--from", server.release],
        env={**os.environ, "PATH": str(empty)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def test_two_installs_at_once_leave_one_whole_program(server: Server, tmp_path: Path) -> None:
    server.publish(pause=0.3)
    both = [start(server, tmp_path / "bin", tmp_path / "empty") for _ in range(2)]
    assert [one.wait(60) for one in both] == [0, 0]
    assert [path.name for path in (tmp_path / "bin").iterdir()] == ["opa"]
    assert (tmp_path / "bin" / "opa").read_bytes() == RIGHT


def test_a_kill_half_way_leaves_no_program_and_the_next_install_works(
    server: Server, tmp_path: Path
) -> None:
    server.publish(pause=20)
    into = tmp_path / "bin"
    one = start(server, into, tmp_path / "empty")
    until = time.monotonic() + 30
    while not any(path.stat().st_size for path in into.glob(".opa.*.part")):
        assert one.poll() is None
        assert time.monotonic() < until
        time.sleep(0.02)
    one.send_signal(signal.SIGKILL)
    one.wait(30)
    assert not (into / "opa").exists()
    (left,) = into.glob(".opa.*.part")
    os.utime(left, (0, 0))

    server.publish()
    assert download(server, into).read_bytes() == RIGHT
    assert [path.name for path in into.iterdir()] == ["opa"]


# ---------------------------------------------------------------- PATH and Go


def put(folder: Path, content: bytes, name: str = "opa") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)
    (folder / name).chmod(0o755)
    return folder / name


def test_the_right_version_on_the_path_is_copied(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    original = put(tmp_path / "path", RIGHT)
    monkeypatch.setenv("PATH", str(tmp_path / "path"))
    opa = tools_install.install("opa", tmp_path / "bin")
    original.unlink()
    assert not opa.is_symlink()
    assert opa.read_bytes() == RIGHT


FAKE_GO = """#!/bin/sh
# Notes how it was called, then "builds" what stands in $FAKE_BUILT.
{ echo "$@"; echo "$CGO_ENABLED $GOFLAGS $GOWORK"; cat go.mod; } > "$FAKE_NOTES"
while [ "$1" != "-o" ]; do shift; done
if [ -z "$FAKE_BUILT" ]; then echo "go: no such module" >&2; exit 1; fi
cat "$FAKE_BUILT" > "$2"
"""


@pytest.fixture
def go(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A stand-in for Go on a PATH that also has an old OPA; its notes."""
    put(tmp_path / "path", OLD)
    put(tmp_path / "path", FAKE_GO.encode(), "go")
    cat = shutil.which("cat")
    assert cat
    (tmp_path / "path" / "cat").symlink_to(cat)
    (tmp_path / "built").write_bytes(RIGHT)
    monkeypatch.setenv("PATH", str(tmp_path / "path"))
    monkeypatch.setenv("FAKE_BUILT", str(tmp_path / "built"))
    monkeypatch.setenv("FAKE_NOTES", str(tmp_path / "notes"))
    monkeypatch.setenv("GOFLAGS", "-mod=vendor")
    return tmp_path / "notes"


def test_go_builds_from_the_pinned_module(go: Path, checkout: Path, tmp_path: Path) -> None:
    opa = tools_install.install("opa", tmp_path / "bin")
    assert opa.read_bytes() == RIGHT
    called, environment, module = go.read_text().split("\n", 2)
    assert called.startswith("build -trimpath -buildvcs=false -ldflags -s -w -o ")
    assert called.endswith(" github.com/open-policy-agent/opa")
    assert environment == "0 -mod=readonly off"
    assert module == (checkout / "tools/opa/go.mod").read_text()


def test_a_failed_build_is_followed_by_the_download(
    go: Path, server: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("FAKE_BUILT", "")
    server.publish()
    opa = tools_install.install("opa", tmp_path / "bin", base_url=server.release)
    assert opa.read_bytes() == RIGHT
    assert len(server.asked) == 2


def test_when_nothing_works_every_reason_is_told(
    go: Path,
    server: Server,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("FAKE_BUILT", "")
    assert tools_install.main(["opa", str(tmp_path / "bin"), "--from", server.release]) == 3
    said = capsys.readouterr()
    assert said.out == ""
    assert "opa has version 1.20.0" in said.err
    assert "the Go build failed (go: no such module)" in said.err
    assert "answered 404" in said.err
    assert "do:    Install Go" in said.err


@pytest.mark.parametrize("tool", ["opa", "regal"])
def test_the_tool_modules_pin_the_versions_that_are_asked_for(
    tool: tools_install.ToolName, checkout: Path
) -> None:
    wanted = tools_install.TOOLS[tool]
    module = (checkout / "tools" / tool / "go.mod").read_text()
    sums = (checkout / "tools" / tool / "go.sum").read_text()
    assert f"{wanted.module} v{wanted.version} " in module
    assert f"{wanted.module} v{wanted.version} h1:" in sums


# ---------------------------------------------------------------- finding OPA


@pytest.fixture
def places(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine with no OPA: places/{cache,tree,path} are where one may be put."""
    (tmp_path / "path").mkdir()
    monkeypatch.delenv("LEXGATE_OPA", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("PATH", str(tmp_path / "path"))
    monkeypatch.setattr("lexgate.paths.checkout", lambda: tmp_path / "tree")
    return tmp_path


def test_the_cache_comes_before_the_checkout_and_that_before_the_path(places: Path) -> None:
    on_path = put(places / "path", RIGHT)
    assert tools_install.find_opa() == on_path
    in_tree = put(places / "tree/.tools/bin", RIGHT)
    assert tools_install.find_opa() == in_tree
    in_cache = put(places / "cache/lexgate/bin", RIGHT)
    assert tools_install.find_opa() == in_cache
    assert tools_install.bin_dir() == in_cache.parent


def test_a_user_without_a_home_has_no_cache_and_still_finds_opa(
    places: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def homeless() -> Path:
        raise RuntimeError("Could not determine home directory.")

    on_path = put(places / "path", RIGHT)
    monkeypatch.setenv("XDG_CACHE_HOME", "not/absolute")
    monkeypatch.setattr(Path, "home", homeless)
    assert tools_install.find_opa() == on_path
    with pytest.raises(LexgateError, match="this user has no home"):
        tools_install.bin_dir()


def test_another_version_is_passed_over(places: Path) -> None:
    put(places / "cache/lexgate/bin", OLD)
    on_path = put(places / "path", RIGHT)
    assert tools_install.find_opa() == on_path


def test_with_no_right_version_the_wrong_ones_and_the_command_are_named(places: Path) -> None:
    old = put(places / "path", OLD)
    with pytest.raises(EngineError, match=r"OPA 1\.21\.3 is not installed") as missing:
        tools_install.find_opa()
    assert missing.value.where == f"{old} has version 1.20.0"
    assert "`lexgate opa install`" in missing.value.do
    assert missing.value.exit_code == 3


@pytest.mark.parametrize(
    ("content", "because"), [(OLD, "has version 1.20.0"), (None, "is no OPA that runs")]
)
def test_the_environment_variable_is_the_only_place_when_it_is_set(
    content: bytes | None, because: str, places: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(places / "path", RIGHT)
    named = places / "mine" / "opa"
    if content:
        put(named.parent, content)
    monkeypatch.setenv("LEXGATE_OPA", str(named))
    with pytest.raises(EngineError, match=f"LEXGATE_OPA names {because}"):
        tools_install.find_opa()
    put(named.parent, RIGHT)
    assert tools_install.find_opa() == named


def test_a_version_is_asked_once_and_again_when_the_file_changes(tmp_path: Path) -> None:
    counter = tmp_path / "asked"
    script = f"#!/bin/sh\necho asked >> {counter}\necho 'Version: {{}}'\n"
    opa = put(tmp_path, script.format("1.21.3").encode())
    assert [tools_install.version_of(opa) for _ in range(3)] == ["1.21.3"] * 3
    assert counter.read_text().count("asked") == 1
    put(tmp_path, script.format("1.21.30").encode())
    assert tools_install.version_of(opa) == "1.21.30"


@pytest.mark.parametrize(
    "content", [b"#!/bin/sh\nexit 1\n", b"#!/bin/sh\necho Version: ../x\n", b"", b"\x7fELF junk"]
)
def test_what_does_not_answer_has_no_version(content: bytes, tmp_path: Path) -> None:
    assert tools_install.version_of(put(tmp_path, content)) is None


def test_errors_say_what_where_and_what_to_do() -> None:
    assert str(LexgateError("Wrong.", "file.json", "Mend it.")) == (
        "Wrong.\n  where: file.json\n  do:    Mend it."
    )
    assert str(LexgateError("Wrong.")) == "Wrong."
