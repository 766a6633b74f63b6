"""Get OPA and Regal in exactly the version that Lexgate was tested with.

`lexgate opa install` and the Makefile both call `install`. It takes the first
of these that works:

1. the program on the PATH, if it has exactly that version (copied, not linked:
   an upgrade of the original must not change what judges here);
2. a build with Go from the tool module in tools/, whose go.sum fixes every
   source file by hash (the wheel carries these two small files, so that an
   installed Lexgate builds the same program as a checkout);
3. the asset of the project's release, checked against the SHA-256 that is
   published beside it. That check finds a broken transfer; that the publisher
   is the right one rests on TLS.

`find_opa` says where OPA is, and accepts no other version.
"""

import argparse
import contextlib
import hashlib
import http.client
import os
import platform
import re
import shutil
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal

from lexgate import paths
from lexgate.errors import EngineError, LexgateError

ToolName = Literal["opa", "regal"]
Say = Callable[[str], None]

OPA_VERSION = "1.21.3"
REGAL_VERSION = "0.42.0"

_MAX_BINARY = 400 * 2**20
_MAX_HASHES = 2**16
_SOCKET_SECONDS = 60
_DOWNLOAD_SECONDS = 1800
_BUILD_SECONDS = 1800
_STALE_SECONDS = 24 * 3600


@dataclass(frozen=True)
class Tool:
    """A program, its version, and where its source and its releases lie."""

    name: ToolName
    title: str
    version: str
    module: str
    releases: str
    assets: dict[tuple[str, str], str]
    hashes: str  # name of the file with the hash; {asset} stands for the asset's name
    ldflags: str
    build_time: str
    env: str
    redo: str


TOOLS: dict[ToolName, Tool] = {
    "opa": Tool(
        name="opa",
        title="OPA",
        version=OPA_VERSION,
        module="github.com/open-policy-agent/opa",
        releases=f"https://github.com/open-policy-agent/opa/releases/download/v{OPA_VERSION}",
        assets={
            ("linux", "amd64"): "opa_linux_amd64_static",
            ("linux", "arm64"): "opa_linux_arm64_static",
            ("darwin", "amd64"): "opa_darwin_amd64",
            ("darwin", "arm64"): "opa_darwin_arm64_static",
            ("windows", "amd64"): "opa_windows_amd64.exe",
        },
        hashes="{asset}.sha256",
        ldflags="-s -w",
        build_time="about two minutes",
        env="LEXGATE_OPA",
        redo="lexgate opa install",
    ),
    "regal": Tool(
        name="regal",
        title="Regal",
        version=REGAL_VERSION,
        module="github.com/open-policy-agent/regal",
        releases=f"https://github.com/open-policy-agent/regal/releases/download/v{REGAL_VERSION}",
        assets={
            ("linux", "amd64"): "regal_Linux_x86_64",
            ("linux", "arm64"): "regal_Linux_arm64",
            ("darwin", "amd64"): "regal_Darwin_x86_64",
            ("darwin", "arm64"): "regal_Darwin_arm64",
            ("windows", "amd64"): "regal_Windows_x86_64.exe",
        },
        hashes="checksums.txt",
        # Regal learns its own version from the linker only.
        ldflags="-s -w -X github.com/open-policy-agent/regal/pkg/version.Version=" + REGAL_VERSION,
        build_time="about one minute",
        env="",
        redo="make setup",
    ),
}


class _Unavailable(Exception):
    """This way to get the tool is not open; the next one may be."""


def install(
    tool: ToolName,
    into: Path,
    *,
    base_url: str | None = None,
    ways: Sequence[Literal["path", "go", "download"]] = ("path", "go", "download"),
    say: Say | None = None,
) -> Path:
    """Put the tool into a folder, in exactly the pinned version.

    The file appears under its final name only when it is complete and has
    answered with the right version, so that a second install at the same time,
    or a kill half-way, leaves nothing broken behind.

    Args:
        tool: "opa" or "regal".
        into: The folder; made if it is missing.
        base_url: Where the release assets lie, for a mirror; the project's own releases if None.
        ways: Which ways to try, in this order.
        say: Told what is happening, and about how long it takes.

    Returns:
        The path of the program.

    Raises:
        EngineError: No way worked, or a download did not match its published hash.
    """
    wanted = TOOLS[tool]
    tell = say or (lambda _: None)
    target = into / (tool + (".exe" if os.name == "nt" else ""))
    if version_of(target) == wanted.version:
        return target
    try:
        into.mkdir(parents=True, exist_ok=True)
        _sweep(into, tool)
        reasons = []
        for way in ways:
            try:
                with _temporary(into, tool) as part:
                    if way == "path":
                        _copy_from_path(wanted, part, tell)
                    elif way == "go":
                        _build_with_go(wanted, part, tell)
                    else:
                        _download(wanted, part, base_url or wanted.releases, tell)
                    _admit(wanted, part, target)
                return target
            except _Unavailable as reason:
                reasons.append(str(reason))
    except OSError as error:
        raise EngineError(
            f"{wanted.title} could not be written: {error.strerror or error}.",
            str(target),
            "Make the folder writable, with about 100 MB free, or name another one.",
        ) from error
    raise EngineError(
        f"{wanted.title} {wanted.version} could not be installed: " + "; ".join(reasons) + ".",
        str(target),
        f"Install Go 1.26 or later, or put {tool} {wanted.version} on the PATH, "
        f"then run `{wanted.redo}`.",
    )


def find_opa() -> Path:
    """The OPA that judges: exactly the pinned version, or an error.

    Looked for in this order: the environment variable LEXGATE_OPA (which, when
    set, is the only place), the user's cache, the checkout's .tools/bin, the PATH.

    Raises:
        EngineError: There is none in the right version.
    """
    wanted = TOOLS["opa"]
    do = f"Run `{wanted.redo}`, or set {wanted.env} to an OPA {wanted.version}."
    named = os.environ.get(wanted.env)
    if named:
        found = version_of(Path(named))
        if found == wanted.version:
            return Path(named)
        seen = f"has version {found}" if found else "is no OPA that runs"
        raise EngineError(f"The OPA that {wanted.env} names {seen}.", named, do)
    passed_over = []
    for candidate in _opa_candidates():
        found = version_of(candidate)
        if found == wanted.version:
            return candidate
        if found:
            passed_over.append(f"{candidate} has version {found}")
    raise EngineError(
        f"OPA {wanted.version} is not installed.",
        "; ".join(passed_over) or "cache, checkout and PATH",
        do,
    )


def bin_dir() -> Path:
    """Where `lexgate opa install` puts programs, unless told otherwise."""
    return paths.cache() / "bin"


def version_of(program: Path) -> str | None:
    """The version that an OPA or Regal says it has; None if it is not there or doesn't run.

    The answer is remembered for as long as the file has the same size and time.
    """
    try:
        status = program.stat()
    except OSError:
        return None
    key = (str(program.absolute()), status.st_mtime_ns, status.st_size, status.st_ino)
    if key not in _versions:
        _versions[key] = _ask_version(program)
    return _versions[key]


_versions: dict[tuple[str, int, int, int], str | None] = {}


def _ask_version(program: Path) -> str | None:
    try:
        ran = subprocess.run(
            [str(program.absolute()), "version"],
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=60,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    said = re.search(rb"^Version:\s+v?([0-9][0-9A-Za-z.+-]*)\s*$", ran.stdout, re.MULTILINE)
    return said[1].decode() if said and ran.returncode == 0 else None


def _opa_candidates() -> Iterator[Path]:
    name = "opa.exe" if os.name == "nt" else "opa"
    with contextlib.suppress(LexgateError):
        yield bin_dir() / name
    root = paths.checkout()
    if root is not None:
        yield root / ".tools" / "bin" / name
    on_path = shutil.which("opa")
    if on_path:
        yield Path(on_path)


# ---------------------------------------------------------------- the three ways


def _copy_from_path(tool: Tool, part: Path, say: Say) -> None:
    found = shutil.which(tool.name)
    if found is None:
        raise _Unavailable(f"{tool.name} is not on the PATH")
    version = version_of(Path(found))
    if version != tool.version:
        raise _Unavailable(f"{found} has version {version or 'unknown'}")
    say(f"Copying {tool.title} {tool.version} from {found}")
    shutil.copyfile(found, part)


def _build_with_go(tool: Tool, part: Path, say: Say) -> None:
    go = shutil.which("go")
    if go is None:
        raise _Unavailable("Go is not on the PATH")
    module = paths.tools() / tool.name
    say(f"Building {tool.title} {tool.version} with Go ({tool.build_time} the first time)")
    with tempfile.TemporaryDirectory(prefix="lexgate-go-") as workshop:
        for name in ("go.mod", "go.sum"):
            shutil.copyfile(module / name, Path(workshop) / name)
        command = [go, "build", "-trimpath", "-buildvcs=false"]
        command += ["-ldflags", tool.ldflags, "-o", str(part.absolute()), tool.module]
        # A workspace or flags of the user's own projects must not reach this build.
        own = {
            "CGO_ENABLED": "0",
            "GOWORK": "off",
            "GOFLAGS": "-mod=readonly",
            "GOOS": "",
            "GOARCH": "",
        }
        try:
            built = subprocess.run(
                command,
                cwd=workshop,
                env={**os.environ, **own},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                text=True,
                errors="replace",
                timeout=_BUILD_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise _Unavailable(f"the Go build took more than {_BUILD_SECONDS} s") from error
    if built.returncode:
        lines = [line for line in built.stderr.splitlines() if line.strip()]
        raise _Unavailable("the Go build failed (" + " / ".join(lines[-2:]) + ")")


def _download(tool: Tool, part: Path, base_url: str, say: Say) -> None:
    asset = tool.assets.get(_platform())
    if asset is None:
        raise _Unavailable("no release for this kind of machine: " + "/".join(_platform()))
    address = f"{base_url.rstrip('/')}/{asset}"
    hashes = f"{base_url.rstrip('/')}/{tool.hashes.format(asset=asset)}"
    _refuse_unsafe(address)
    # The hash comes first: without one, nothing is downloaded.
    published = _published_hash(_fetch_small(hashes), asset, hashes)
    say(f"Downloading {tool.title} {tool.version} from {base_url} (about 60 MB)")
    with part.open("wb") as file:
        received = _fetch(address, file)
        file.flush()
        os.fsync(file.fileno())
    if received != published:
        raise EngineError(
            f"The download of {tool.title} does not match its published SHA-256; it was refused.",
            f"{address}: published {published}, received {received}",
            "Try again; if it stays so, tell whoever runs that address, and use another source.",
        )


def _platform() -> tuple[str, str]:
    machine = platform.machine().lower()
    machine = {"x86_64": "amd64", "aarch64": "arm64"}.get(machine, machine)
    return platform.system().lower(), machine


def _published_hash(text: str, asset: str, address: str) -> str:
    """The hash of one asset, from a file of one bare hash or of lines "hash  name"."""
    for line in text.splitlines():
        match line.split():
            case [digest] | [digest, _] if not re.fullmatch(r"[0-9a-fA-F]{64}", digest):
                continue
            case [digest]:
                return digest.lower()
            case [digest, name] if name.lstrip("*").rpartition("/")[2] == asset:
                return digest.lower()
    raise EngineError(
        f"The published hashes have none for {asset}; nothing was downloaded.",
        address,
        "Check the address of the release, or use another source.",
    )


def _refuse_unsafe(address: str) -> None:
    parts = urllib.parse.urlsplit(address)
    local = parts.hostname in ("127.0.0.1", "::1", "localhost")
    if parts.scheme == "https" or (parts.scheme == "http" and local):
        return
    raise EngineError(
        "Programs are downloaded over https only.",
        address,
        "Name an address that starts with https://.",
    )


class _SafeRedirects(urllib.request.HTTPRedirectHandler):
    """Follows redirects, but never to an address that would not be asked directly."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        try:
            _refuse_unsafe(newurl)
        except EngineError:
            fp.close()
            raise
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _fetch_small(address: str) -> str:
    with _opened(address) as response:
        return response.read(_MAX_HASHES).decode("utf-8", "replace")


def _fetch(address: str, file: IO[bytes]) -> str:
    """Write what the address holds to the file; the SHA-256 of what came."""
    digest = hashlib.sha256()
    size = 0
    until = time.monotonic() + _DOWNLOAD_SECONDS
    with _opened(address) as response:
        announced = response.headers.get("Content-Length")
        while block := response.read(2**18):
            size += len(block)
            if size > _MAX_BINARY or time.monotonic() > until:
                raise _Unavailable(f"{address} is too large or too slow")
            digest.update(block)
            file.write(block)
    if announced is not None and announced != str(size):
        raise _Unavailable(f"{address} broke off after {size} of {announced} bytes")
    return digest.hexdigest()


@contextlib.contextmanager
def _opened(address: str) -> Iterator[http.client.HTTPResponse]:
    opener = urllib.request.build_opener(_SafeRedirects)
    try:
        with opener.open(address, timeout=_SOCKET_SECONDS) as response:
            yield response
    except urllib.error.HTTPError as error:
        error.close()
        raise _Unavailable(f"{address} answered {error.code}") from error
    except urllib.error.URLError as error:
        raise _Unavailable(f"{address} could not be reached ({error.reason})") from error
    except (http.client.HTTPException, ConnectionError, TimeoutError, ssl.SSLError) as error:
        raise _Unavailable(f"{address} broke off ({error or type(error).__name__})") from error


# ---------------------------------------------------------------- files


@contextlib.contextmanager
def _temporary(folder: Path, tool: str) -> Iterator[Path]:
    handle, name = tempfile.mkstemp(prefix=f".{tool}.", suffix=".part", dir=folder)
    os.close(handle)
    try:
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)


def _admit(tool: Tool, part: Path, target: Path) -> None:
    part.chmod(0o755)
    version = _ask_version(part)
    if version != tool.version:
        raise _Unavailable(f"what arrived says that it is version {version or 'unknown'}")
    part.replace(target)


def _sweep(folder: Path, tool: str) -> None:
    """Remove what killed installs left; young files may belong to one that is running."""
    for part in folder.glob(f".{tool}.*.part"):
        with contextlib.suppress(OSError):
            if time.time() - part.stat().st_mtime > _STALE_SECONDS:
                part.unlink()


def main(arguments: Sequence[str] | None = None) -> int:
    """`python -m lexgate.tools_install opa .tools/bin`, for the Makefile."""
    parser = argparse.ArgumentParser(prog="lexgate.tools_install", description=install.__doc__)
    parser.add_argument("tool", choices=sorted(TOOLS))
    parser.add_argument("into", type=Path)
    parser.add_argument("--from", dest="base_url", help="where the release assets lie")
    options = parser.parse_args(arguments)

    def say(text: str) -> None:
        print(text, file=sys.stderr, flush=True)

    try:
        print(install(options.tool, options.into, base_url=options.base_url, say=say))
    except LexgateError as error:
        say(f"lexgate: {error}")
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
