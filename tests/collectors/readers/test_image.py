"""Images: read in place, whole or not at all; no answer of an engine is taken on trust."""

from __future__ import annotations

import contextlib
import copy
import gzip
import hashlib
import io
import json
import os
import socketserver
import tarfile
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from lexgate import cli, config, documents, keys, schemas
from lexgate.errors import LexgateError
from lexgate_collectors import collecting
from lexgate_collectors.common import mark, version_subject
from lexgate_collectors.readers import ReadError, image, image_archive, image_engine

SAMPLES = Path(__file__).parent / "samples" / "image"
HEX = "a" * 64
ANYTHING: tuple[Any, ...] = (None, "x", 5, float("nan"), [], [[]], {"x": 1}, True)

CONFIG: dict[str, Any] = {
    "User": "10001:10001",
    "ExposedPorts": {"8080/tcp": {}, "9090/udp": {}},
    "Env": ["PATH=/usr/bin", "TOKEN=verysecret", "TOKEN2=", "baresecret"],
    "Entrypoint": ["python3", "-m", "serve"],
    "Cmd": None,
    "Healthcheck": {"Test": ["CMD", "true"]},
    "Labels": {
        "org.opencontainers.image.version": "1.4.0",
        "org.opencontainers.image.base.name": "docker.io/library/python:3.11-slim",
        "org.opencontainers.image.base.digest": f"sha256:{HEX}",
        "maintainer": "Ada <ada@example.org>",
    },
}
INSPECT: dict[str, Any] = {
    "Id": f"sha256:{'b' * 64}",
    "RepoTags": ["registry.example.org/ada/scoring:1.4.0"],
    "RepoDigests": [f"registry.example.org/ada/scoring@sha256:{'c' * 64}"],
    "Created": "2026-11-21T23:59:11.398857296Z",
    "Author": "Ada",
    "Config": CONFIG,
    "Architecture": "arm64",
    "Variant": "v8",
    "Os": "linux",
    "Size": 906453,
    "RootFS": {"Type": "layers", "Layers": [f"sha256:{HEX}"]},
}
VERSION: dict[str, Any] = {
    "Platform": {"Name": "Docker Engine - Community"},
    "Components": [{"Name": "Engine", "Version": "28.5.1"}],
    "Version": "28.5.1",
    "ApiVersion": "1.51",
    "MinAPIVersion": "1.24",
}


def checked(facts: dict[str, Any]) -> dict[str, Any]:
    predicate = {"observed_at": "2026-11-22T10:00:00Z", "collector": mark("readers"), **facts}
    document = documents.statement("image", [version_subject("s", "1")], predicate)
    documents.canonical(document)
    assert schemas.faults(document, "evidence/image") == []
    return facts


def read(path: Path, name: str | None = None) -> dict[str, Any]:
    return checked(image.read(path, name))


def read_json(tmp_path: Path, document: Any, name: str | None = None) -> dict[str, Any]:
    path = tmp_path / "image.json"
    path.write_text(document if isinstance(document, str) else json.dumps(document))
    return read(path, name)


def changed(document: Any, path: tuple[Any, ...], value: Any) -> Any:
    document = copy.deepcopy(document)
    inner = document
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    return document


def nodes(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    for key, item in inner:
        yield (*path, key)
        if isinstance(item, dict | list):
            yield from nodes(item, (*path, key))


# ---------------------------------------------------------------- inspect


def test_podman_sample() -> None:
    facts = read(SAMPLES / "podman_image_inspect.json")
    assert facts["image_id"] == {
        "digest": "sha256:ba59e8e09af15d8b908826a2b0ad66c592dff4073d049bf1d8958163c7169db0",
        "of": "config",
    }
    digest = "sha256:76c5e66316cd5a65904d10df7f53f3567a9f7f71466e9b52414a55a33f5ab9bb"
    assert (facts["manifest_digest"], facts["repo_digests"]) == (digest, [digest])
    assert facts["user"] == {"root": "no", "given_as": "number", "because": None}
    assert facts["said"] == {
        "version": "1.4.0",
        "revision": "0f3c2a1",
        "created": None,
        "licenses": "Apache-2.0",
    }
    assert facts["environment"] == {
        "names": ["MODEL_VERSION", "PATH", "PYTHONUNBUFFERED"],
        "unnamed": 0,
    }
    assert facts["exposed_ports"] == ["8080/tcp"]
    assert (facts["entrypoint"], facts["healthcheck"], facts["layers"]) == ("yes", "yes", 2)
    assert facts["source"]["tool"] == "podman"


def test_a_container_is_no_image() -> None:
    with pytest.raises(ReadError, match="a container, not an image"):
        read(SAMPLES / "podman_container_inspect.cut.json")


def test_docker_in_full_without_people_and_secrets(tmp_path: Path) -> None:
    facts = read_json(tmp_path, [INSPECT])
    assert facts["created_at"] == "2026-11-21T23:59:11Z"
    assert facts["platform"] == {"os": "linux", "architecture": "arm64", "variant": "v8"}
    assert facts["base_image"] == {
        "name": "docker.io/library/python:3.11-slim",
        "digest": f"sha256:{HEX}",
        "because": None,
    }
    assert facts["environment"] == {"names": ["PATH", "TOKEN", "TOKEN2"], "unnamed": 1}
    assert facts["exposed_ports"] == ["8080/tcp", "9090/udp"]
    assert facts["command"] == "no"
    assert facts["size"]["bytes"] == {"value": 906453}
    assert "maintainer" in facts["labels"]
    text = json.dumps(facts).lower()
    for secret in ("ada", "secret", "10001", "/usr/bin", "serve", "registry.example.org"):
        assert secret not in text


def test_an_id_may_be_that_of_the_manifest(tmp_path: Path) -> None:
    facts = read_json(tmp_path, INSPECT | {"Descriptor": {"digest": INSPECT["Id"]}})
    assert facts["image_id"]["of"] == "manifest"
    assert facts["manifest_digest"] == INSPECT["Id"]


@pytest.mark.parametrize(
    ("user", "root", "given"),
    [
        ("", "yes", "nothing"),
        (None, "yes", "nothing"),
        (":1000", "yes", "nothing"),
        ("root", "yes", "name"),
        ("root:staff", "yes", "name"),
        ("0", "yes", "number"),
        ("0:1000", "yes", "number"),
        ("00", "yes", "number"),
        ("-0", "yes", "number"),
        ("1000:0", "no", "number"),
        ("10001", "no", "number"),
        ("app", "unknown", "name"),
        ("Root", "unknown", "name"),
        ("\u0660", "unknown", "name"),
    ],
)
def test_whether_the_user_is_root(tmp_path: Path, user: Any, root: str, given: str) -> None:
    found = read_json(tmp_path, changed(INSPECT, ("Config", "User"), user))["user"]
    assert (found["root"], found["given_as"]) == (root, given)
    assert (found["because"] is None) == (root == "no")


def test_no_user_at_all_means_root_and_no_configuration_nothing(tmp_path: Path) -> None:
    bare = {key: value for key, value in CONFIG.items() if key != "User"}
    assert read_json(tmp_path, INSPECT | {"Config": bare})["user"]["root"] == "yes"
    assert read_json(tmp_path, INSPECT | {"Config": None})["user"]["root"] == "unknown"
    assert read_json(tmp_path, INSPECT | {"Os": "windows"})["user"]["root"] == "unknown"


@pytest.mark.parametrize(
    ("check", "want"),
    [
        (None, "no"),
        ({}, "no"),
        ({"Test": None}, "no"),
        ({"Test": []}, "no"),
        ({"Test": ["NONE"]}, "no"),
        ({"Test": ["CMD"]}, "no"),
        ({"Test": ["CMD-SHELL", "curl -f localhost"]}, "yes"),
    ],
)
def test_whether_a_health_check_is_set(tmp_path: Path, check: Any, want: str) -> None:
    found = read_json(tmp_path, changed(INSPECT, ("Config", "Healthcheck"), check))
    assert found["healthcheck"] == want


def test_the_zero_of_go_is_no_time(tmp_path: Path) -> None:
    assert read_json(tmp_path, INSPECT | {"Created": "0001-01-01T00:00:00Z"})["created_at"] is None


def test_a_base_of_which_label_and_annotation_differ(tmp_path: Path) -> None:
    annotations = {"org.opencontainers.image.base.name": "other"}
    facts = read_json(
        tmp_path, INSPECT | {"Descriptor": {"digest": None, "annotations": annotations}}
    )
    assert facts["base_image"]["name"] is None
    assert facts["base_image"]["because"] == "label and annotation differ"


def test_one_of_several_is_named(tmp_path: Path) -> None:
    other = INSPECT | {"Id": "d" * 64, "RepoTags": ["b:1"]}
    with pytest.raises(ReadError, match="2 images are in it, and 0 of them"):
        read_json(tmp_path, [INSPECT, other])
    for name in ("b:1", "d" * 64, f"sha256:{'d' * 64}"):
        found = read_json(tmp_path, [INSPECT, other], name)
        assert found["image_id"]["digest"] == f"sha256:{'d' * 64}"


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ("", "no tar archive"),
        ("plain text", "no tar archive"),
        ("[]", "holds no image"),
        ("{}", "Id or RootFS is missing"),
        ("[null]", "no object of an image"),
        ('[{"Id": 1', "not JSON"),
        ("[" * 100_000, "too deep"),
        (changed(INSPECT, ("Id",), "sha512:abc"), "Id is no SHA-256"),
        (changed(INSPECT, ("Id",), None), "no Id"),
        (changed(INSPECT, ("RepoDigests",), ["x@sha512:abc"]), "no SHA-256"),
        (changed(INSPECT, ("Config", "User"), 0), "User is no text"),
        (changed(INSPECT, ("Config", "Env"), {"A": "B"}), "Env is no list"),
        (changed(INSPECT, ("Config", "ExposedPorts"), {"http": {}}), "can't be read"),
        (INSPECT | {"User": "root"}, "User and Config.User differ"),
    ],
)
def test_what_is_refused(tmp_path: Path, document: Any, message: str) -> None:
    with pytest.raises(LexgateError, match=message) as caught:
        read_json(tmp_path, document)
    assert len(str(caught.value).splitlines()) <= 3


def test_a_part_of_any_type_anywhere(tmp_path: Path) -> None:
    worst = changed(changed(INSPECT, ("Config", "User"), "root"), ("Config", "Healthcheck"), None)
    for path in nodes(worst):
        for value in ANYTHING:
            try:
                facts = read_json(tmp_path, changed(worst, path, value))
            except LexgateError:
                continue
            assert facts["user"]["root"] != "no", (path, value)
            assert facts["healthcheck"] == "no", (path, value)


# ---------------------------------------------------------------- archives

Files = dict[str, bytes]


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def encoded(value: Any) -> bytes:
    return json.dumps(value).encode()


LAYER = b"a layer" * 100
PACKED = gzip.compress(LAYER, mtime=0)
DOCUMENT: dict[str, Any] = {
    "architecture": "amd64",
    "os": "linux",
    "created": "2026-11-21T23:59:11Z",
    "config": CONFIG,
    "rootfs": {"type": "layers", "diff_ids": [f"sha256:{sha(LAYER)}"]},
}


def docker(document: Any = DOCUMENT, layer: bytes = LAYER, **entry: Any) -> Files:
    config = encoded(document)
    told = {"Config": f"{sha(config)}.json", "RepoTags": ["a:1"], "Layers": ["x/layer.tar"]}
    return {
        f"{sha(config)}.json": config,
        "x/layer.tar": layer,
        "manifest.json": encoded([told | entry]),
    }


def descriptor(data: bytes, kind: str, **more: Any) -> dict[str, Any]:
    return {"mediaType": kind, "digest": f"sha256:{sha(data)}", "size": len(data), **more}


INDEX = "application/vnd.oci.image.index.v1+json"
MANIFEST = "application/vnd.oci.image.manifest.v1+json"
OF_CONFIG = "application/vnd.oci.image.config.v1+json"
OF_LAYER = "application/vnd.oci.image.layer.v1.tar+gzip"


def blobs(*found: bytes) -> Files:
    return {f"blobs/sha256/{sha(data)}": data for data in found}


def manifest(document: Any = DOCUMENT, **more: Any) -> tuple[bytes, Files]:
    config = encoded(document)
    body = encoded(
        {
            "schemaVersion": 2,
            "mediaType": MANIFEST,
            "config": descriptor(config, OF_CONFIG),
            "layers": [descriptor(PACKED, OF_LAYER)],
            **more,
        }
    )
    return body, blobs(config, PACKED, body)


def layout(*entries: dict[str, Any], files: Mapping[str, bytes]) -> Files:
    return {
        "oci-layout": encoded({"imageLayoutVersion": "1.0.0"}),
        "index.json": encoded({"schemaVersion": 2, "manifests": list(entries)}),
        **files,
    }


def oci(document: Any = DOCUMENT, **more: Any) -> Files:
    body, files = manifest(document, **more)
    return layout(descriptor(body, MANIFEST), files=files)


def entry(name: str, data: bytes = b"", kind: bytes = tarfile.REGTYPE, to: str = "") -> Any:
    info = tarfile.TarInfo(name)
    info.type, info.linkname, info.size = kind, to, len(data)
    return info, data


def tar(path: Path, files: Mapping[str, bytes], *more: Any, packed: bool = False) -> Path:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for info, data in [*(entry(name, data) for name, data in files.items()), *more]:
            archive.addfile(info, io.BytesIO(data))
    data = buffer.getvalue()
    path.write_bytes(gzip.compress(data, mtime=0) if packed else data)
    return path


@pytest.mark.parametrize("packed", [False, True])
def test_docker_save(tmp_path: Path, packed: bool) -> None:
    facts = read(tar(tmp_path / "a", docker(), packed=packed))
    assert facts["image_id"] == {"digest": f"sha256:{sha(encoded(DOCUMENT))}", "of": "config"}
    assert facts["source"]["form"] == "docker save, tar" + (", gzip" if packed else "")
    assert facts["source"]["files"][0]["digest"] == documents.digest((tmp_path / "a").read_bytes())
    assert (facts["layers"], facts["size"]["bytes"]) == (1, {"value": len(LAYER)})
    assert (facts["user"]["root"], facts["healthcheck"]) == ("no", "yes")
    assert facts["manifest_digest"] is None


def test_oci_layout_in_a_tar_and_in_a_folder(tmp_path: Path) -> None:
    annotation = {"org.opencontainers.image.base.name": "docker.io/library/python:3.11-slim"}
    files = oci(annotations=annotation)
    body = next(data for data in files.values() if b"mediaType" in data and b"config" in data)
    in_tar = read(tar(tmp_path / "a", {f"./{name}": data for name, data in files.items()}))
    folder = tmp_path / "layout"
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    in_folder = read(folder)
    assert in_tar["manifest_digest"] == f"sha256:{sha(body)}"
    assert {file["name"] for file in in_folder["source"]["files"]} == set(files)
    assert in_tar.pop("source")["form"] == "OCI layout, tar"
    assert in_folder.pop("source")["form"] == "OCI layout, folder"
    assert in_tar == in_folder


def test_docker_save_with_both_forms(tmp_path: Path) -> None:
    config = encoded(DOCUMENT)
    told = [{"Config": f"blobs/sha256/{sha(config)}", "RepoTags": ["a:1"], "Layers": []}]
    path = tar(tmp_path / "a", oci() | {"manifest.json": encoded(told)})
    facts = read(path, "a:1")
    assert facts["source"]["tool"] == "docker"
    assert facts["manifest_digest"] is not None
    other = encoded(DOCUMENT | {"os": "windows"})
    told[0]["Config"] = f"blobs/sha256/{sha(other)}"
    files = oci() | blobs(other) | {"manifest.json": encoded(told)}
    with pytest.raises(ReadError, match="name different images"):
        read(tar(tmp_path / "b", files))


def test_several_platforms_of_which_one_is_saved(tmp_path: Path) -> None:
    body, files = manifest()
    other, others = manifest(DOCUMENT | {"architecture": "arm64"})
    attestation, _ = manifest(DOCUMENT | {"architecture": "unknown", "os": "unknown"})
    reference = {"vnd.docker.reference.type": "attestation-manifest"}
    index = encoded(
        {
            "schemaVersion": 2,
            "manifests": [
                descriptor(body, MANIFEST, platform={"os": "linux", "architecture": "amd64"}),
                descriptor(other, MANIFEST, platform={"os": "linux", "architecture": "arm64"}),
                descriptor(attestation, MANIFEST, annotations=reference),
            ],
        }
    )
    top = descriptor(index, INDEX, annotations={"org.opencontainers.image.ref.name": "1.0"})
    one = tar(tmp_path / "one", layout(top, files=files | blobs(index, attestation)))
    assert read(one)["platform"]["architecture"] == "amd64"
    both = tar(tmp_path / "both", layout(top, files=files | others | blobs(index)))
    with pytest.raises(ReadError, match="2 images are in it, and 0"):
        read(both)
    with pytest.raises(ReadError, match="2 images are in it, and 2"):
        read(both, "1.0")
    assert read(both, "linux/arm64")["platform"]["architecture"] == "arm64"


def test_a_layer_by_another_name(tmp_path: Path) -> None:
    files = docker()
    files["y.tar"] = files.pop("x/layer.tar")
    assert read(tar(tmp_path / "a", files, entry("x/layer.tar", kind=b"2", to="../y.tar")))
    assert read(tar(tmp_path / "b", files, entry("x/layer.tar", kind=b"1", to="y.tar")))
    for number, to in enumerate(("../../y.tar", "/y.tar", "../../../etc/passwd")):
        path = tar(tmp_path / str(number), files, entry("x/layer.tar", kind=b"2", to=to))
        with pytest.raises(ReadError, match="leads out of the archive"):
            read(path)


CONFIG_NAME = f"{sha(encoded(DOCUMENT))}.json"


def without(files: Files, name: str) -> Files:
    return {key: data for key, data in files.items() if key != name}


@pytest.mark.parametrize(
    ("files", "more", "message"),
    [
        ({}, [], "no saved image"),
        ({"a.txt": b"x"}, [], "no saved image"),
        (without(docker(), "x/layer.tar"), [], "layer 'x/layer.tar' is not in it"),
        (without(docker(), CONFIG_NAME), [], "is not in it"),
        (docker(layer=b"another"), [], "not the one that the configuration names"),
        (docker() | {CONFIG_NAME: encoded({})}, [], "not what its name says"),
        (docker() | {CONFIG_NAME: b"{"}, [], "not JSON"),
        (docker(Layers=[]), [], "another number of layers"),
        (docker(Layers=None), [], "Layers is no list"),
        (docker(Config=5), [], "names no configuration"),
        (docker(Config="../../etc/passwd"), [], "leads out of the archive"),
        (docker(RepoTags={}), [], None),
        (docker(RepoTags="x"), [], "RepoTags is no list"),
        (docker() | {"manifest.json": b"[]"}, [], "none of the images"),
        (docker() | {"manifest.json": b'{"schemaVersion": 2}'}, [], "Skopeo"),
        (docker(DOCUMENT | {"rootfs": None}), [], "another number of layers"),
        (docker(DOCUMENT | {"rootfs": []}), [], "rootfs is no object"),
        (docker(DOCUMENT | {"config": []}), [], "config is no object"),
        (docker(), [entry("../x", b"1")], "leads out"),
        (docker(), [entry("/etc/x", b"1")], "leads out"),
        (docker(), [entry("manifest.json", b"[]")], "twice"),
        (docker(), [entry("manifest.json", kind=b"2", to="x")], "twice"),
        (docker(), [entry("pipe", kind=b"6")], "neither file, folder nor link"),
        (docker(), [entry("device", kind=b"3")], "neither file, folder nor link"),
        (without(docker(), "manifest.json"), [entry("manifest.json", kind=b"2", to="x")], "no sav"),
        (without(oci(), "index.json"), [], "index.json' is not in it"),
        (oci() | {"index.json": encoded({"schemaVersion": 2})}, [], "without a list of manifests"),
        (oci() | {"oci-layout": encoded({"imageLayoutVersion": "1.1.0"})}, [], "newer than 1.0"),
        (oci() | {"oci-layout": encoded({})}, [], "names no version"),
        (without(oci(), f"blobs/sha256/{sha(PACKED)}"), [], "a layer of an image is not in it"),
        (oci() | {f"blobs/sha256/{sha(PACKED)}": b"other"}, [], "not what its name says"),
        (without(oci(), f"blobs/sha256/{sha(encoded(DOCUMENT))}"), [], "configuration of an image"),
        (layout(files={}), [], "none of the images"),
        (oci(config={"mediaType": "application/vnd.cncf.helm.config.v1+json"}), [], "none of"),
    ],
)
def test_archives_that_are_refused(
    tmp_path: Path, files: Files, more: list[Any], message: str | None
) -> None:
    path = tar(tmp_path / "a", files, *more)
    if message is None:
        read(path)
        return
    with pytest.raises(LexgateError, match=message) as caught:
        read(path)
    assert len(str(caught.value).splitlines()) <= 3


def test_an_index_that_holds_itself_and_many(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(image_archive, "MAX_IMAGES", 10)
    body, files = manifest()
    with pytest.raises(ReadError, match="more than 10 images"):
        read(tar(tmp_path / "a", layout(*[descriptor(body, MANIFEST)] * 11, files=files)))


@pytest.mark.parametrize("packed", [False, True])
def test_wherever_an_archive_breaks_off(tmp_path: Path, packed: bool) -> None:
    data = tar(tmp_path / "a", oci(), packed=packed).read_bytes()
    path = tmp_path / "cut"
    if packed:
        ends = list(range(0, len(data), 97))
    else:
        # What follows the first block of zeros is no part of it.
        last = data.rstrip(b"\0")
        ends = list(range(0, -(-len(last) // 512) * 512, 256))
    for end in ends:
        path.write_bytes(data[:end])
        with pytest.raises(ReadError):
            read(path)


def test_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tar(tmp_path / "a", docker())
    with monkeypatch.context() as patch:
        patch.setattr(image_archive, "MAX_FILES", 2)
        with pytest.raises(ReadError, match="more than 2 files"):
            read(path)
    with monkeypatch.context() as patch:
        patch.setattr(image_archive, "MAX_KEPT", 100)
        with pytest.raises(ReadError, match="more than 100 bytes of JSON"):
            read(path)
    with monkeypatch.context() as patch:
        patch.setattr(image_archive, "MAX_JSON", 100)
        with pytest.raises(ReadError, match="no JSON, or too large"):
            read(path)


def test_a_header_that_would_fill_the_memory(tmp_path: Path) -> None:
    info = tarfile.TarInfo("x")
    info.type, info.size = tarfile.XHDTYPE, 1 << 30
    path = tmp_path / "a"
    path.write_bytes(info.tobuf(tarfile.USTAR_FORMAT) + b"\0" * 10_240)
    with pytest.raises(ReadError, match="a header is too large"):
        read(path)


@pytest.mark.parametrize("magic", [b"BZh9", b"\xfd7zXZ\0", b"(\xb5/\xfd", b"PK\x03\x04"])
def test_other_packings(tmp_path: Path, magic: bytes) -> None:
    (tmp_path / "a").write_bytes(magic + b"\0" * 600)
    with pytest.raises(ReadError, match="is not read"):
        read(tmp_path / "a")


def test_folders(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="neither oci-layout nor manifest"):
        read(tmp_path)
    for name, data in docker().items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    assert read(tmp_path)["source"]["form"] == "docker save, folder"
    layer = tmp_path / "x" / "layer.tar"
    layer.rename(tmp_path / "real.tar")
    layer.symlink_to("../real.tar")
    assert read(tmp_path)["layers"] == 1
    layer.unlink()
    layer.symlink_to("../../outside.tar")
    with pytest.raises(ReadError, match="leads out of the archive"):
        read(tmp_path)
    layer.unlink()
    os.mkfifo(layer)
    with pytest.raises(ReadError, match="not a plain file"):
        read(tmp_path)


# ---------------------------------------------------------------- the engine's API

Answer = Callable[[BaseHTTPRequestHandler], None]


class _Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True


@contextmanager
def serving(answers: Mapping[str, Answer]) -> Iterator[tuple[str, list[str]]]:
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            asked.append(self.path)
            self.close_connection = True
            with contextlib.suppress(OSError):  # the client has gone, as it should
                answers.get(self.path, say({"message": "No such image"}, 404))(self)

        def log_message(self, *_: object) -> None:
            pass

    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "engine.sock")
        with _Server(path, Handler) as server:
            thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
            thread.start()
            try:
                yield path, asked
            finally:
                server.shutdown()
                thread.join(5)


def send(handler: BaseHTTPRequestHandler, body: bytes, status: int = 200, **headers: str) -> None:
    handler.send_response(status)
    for name, value in ({"Content_Length": str(len(body))} | headers).items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)


def say(value: Any, status: int = 200, **headers: str) -> Answer:
    body = value if isinstance(value, bytes) else json.dumps(value).encode()
    return lambda handler: send(handler, body, status, **headers)


def _hang(_: BaseHTTPRequestHandler) -> None:
    time.sleep(1.5)


def _drip(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "1000000")
    handler.end_headers()
    end = time.monotonic() + 5
    while time.monotonic() < end:
        handler.wfile.write(b" ")
        time.sleep(0.05)


def _chunked(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    for piece in (json.dumps(INSPECT).encode(), b""):
        handler.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))


def ask(answers: Mapping[str, Answer], name: str = "a:1", deadline: float = 5.0) -> dict[str, Any]:
    with serving({"/version": say(VERSION)} | dict(answers)) as (path, _):
        return checked(image.read_engine(path, name, deadline=deadline))


PLACE = "/images/a:1/json"


def test_docker_engine(tmp_path: Path) -> None:
    answers = {"/version": say(VERSION), "/images/reg.example.org:5000/ada/a:1/json": say(INSPECT)}
    with serving(answers) as (path, asked):
        name = "reg.example.org:5000/ada/a:1"
        facts = checked(image.read_engine(f"unix://{path}", name))
    assert asked == ["/version", "/images/reg.example.org:5000/ada/a:1/json"]
    told = facts.pop("source")
    assert (told["tool"], told["tool_version"], told["form"]) == (
        "docker",
        "28.5.1",
        "Engine API 1.51, image",
    )
    assert told["files"][0]["digest"] == documents.digest(json.dumps(INSPECT).encode())
    wanted = read_json(tmp_path, INSPECT)
    del wanted["source"]
    assert facts == wanted


def test_podman_service_leaves_the_health_check_out() -> None:
    version = VERSION | {"Components": [{"Name": "Podman Engine", "Version": "4.3.1"}]}
    found = changed(INSPECT, ("Config", "Healthcheck"), None)
    facts = ask({"/version": say(version), PLACE: say(found)})
    assert (facts["source"]["tool"], facts["healthcheck"]) == ("podman", "unknown")


def test_an_answer_in_chunks() -> None:
    assert ask({PLACE: _chunked})["layers"] == 1


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ({}, "the engine has no image a:1"),
        ({PLACE: say({"message": "x"}, 500)}, "HTTP 500"),
        ({PLACE: say(b"", 301, Location="/images/b/json")}, "HTTP 301"),
        ({"/version": say(b"", 307, Location="/other")}, "HTTP 307"),
        ({PLACE: say(b"<html><body>login</body></html>")}, "not JSON"),
        ({PLACE: say(b"")}, "not JSON"),
        ({PLACE: say(b"\xff")}, "not UTF-8"),
        ({PLACE: say([INSPECT])}, "no object of an image"),
        ({PLACE: say({"State": {}, "Image": "x"})}, "a container, not an image"),
        ({PLACE: say(json.dumps(INSPECT).encode()[:-5])}, "not JSON"),
        ({PLACE: say(b"{}", Content_Length="900")}, "no answer: IncompleteRead"),
        ({PLACE: say(b"{}", Content_Encoding="gzip")}, "compressed"),
        ({PLACE: say(b"{" + b" " * 9_000_000)}, "more than 8,000,000 bytes"),
        ({PLACE: lambda handler: handler.wfile.write(b"nonsense\r\n\r\n")}, "no answer"),
        ({"/version": say([]), PLACE: say(INSPECT)}, "/version answered no object"),
        ({"/version": say({}), PLACE: say(INSPECT)}, "names no API"),
        ({"/version": say({"ApiVersion": "2.0"}), PLACE: say(INSPECT)}, "newer than 1"),
        ({"/version": say(VERSION | {"Components": 5}), PLACE: say(INSPECT)}, "no list"),
    ],
)
def test_answers_that_are_refused(answers: Mapping[str, Answer], message: str) -> None:
    with pytest.raises(LexgateError, match=message) as caught:
        ask(answers)
    assert len(str(caught.value).splitlines()) <= 3


TOML = """
[system]
name = "scoring"
version = "1.0.0"
[paths]
org = "org"
evidence = "evidence"
statements = "statements"
[collect.read.served]
tool = "image"
engine = "{engine}"
image = "a:1"
"""


def test_an_engine_is_described(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with serving({"/version": say(VERSION), PLACE: say(INSPECT)}) as (path, _):
        (tmp_path / "evidence").mkdir()
        (tmp_path / "lexgate.toml").write_text(TOML.format(engine=path), "utf-8")
        settings = config.load(tmp_path)
        document = documents.read_json(collecting.collect("read.served", settings, keys.generate()))
        code = cli.main(["evidence", "read", "image", path, "--option", 'image="a:1"'])
        unnamed = cli.main(["evidence", "read", "image", path])

    said = capsys.readouterr()
    assert document["subject"] == [version_subject("scoring", "1.0.0")]
    facts = image_facts(document["predicate"])
    assert code == 0
    assert image_facts(json.loads(said.out)["facts"]) == facts
    assert facts["user"] is not None
    assert unnamed == 2
    assert "the reader needs image" in said.err
    with pytest.raises(LexgateError, match="no answer: FileNotFoundError"):
        collecting.collect("read.served", settings, keys.generate())
    assert not (tmp_path / "evidence" / "image.json").exists()


def image_facts(found: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value for name, value in found.items() if name not in ("observed_at", "collector")
    }


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (('image = "a:1"', 'image = "a:1"\nfile = "x.tar"'), "file and engine are named"),
        (('engine = "{engine}"', ""), "no file or engine is named"),
        (('tool = "image"', 'tool = "bom"'), "no file is named"),
        (('image = "a:1"', 'image = "a:1"\ntoken_file = "gone"'), "can't be read"),
    ],
)
def test_one_source_is_named(tmp_path: Path, change: tuple[str, str], what: str) -> None:
    (tmp_path / "evidence").mkdir()
    toml = TOML.replace(*change).replace("{engine}", "engine.sock")
    (tmp_path / "lexgate.toml").write_text(toml, "utf-8")
    with pytest.raises(LexgateError, match=what):
        collecting.collect("read.served", config.load(tmp_path), keys.generate())


@pytest.mark.parametrize("answer", [_hang, _drip])
def test_the_deadline_is_for_all_of_it(answer: Answer) -> None:
    with serving({"/version": say(VERSION), PLACE: answer}) as (path, _):
        start = time.monotonic()
        with pytest.raises(ReadError, match=r"no whole answer within 0\.4 seconds"):
            image.read_engine(path, "a:1", deadline=0.4)
        assert time.monotonic() - start < 1.4


def test_nobody_listens(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="no answer: FileNotFoundError"):
        image.read_engine(str(tmp_path / "gone.sock"), "a:1")
    with pytest.raises(ReadError, match="no answer: ConnectionRefusedError"):
        image.read_engine("http://127.0.0.1:9", "a:1")


@pytest.mark.parametrize(
    ("engine", "name"),
    [
        ("http://example.org:2375", "a:1"),
        ("http://user:secret@127.0.0.1", "a:1"),
        ("http://127.0.0.1/path", "a:1"),
        ("http://127.0.0.1?x=1", "a:1"),
        ("http://[::1", "a:1"),
        ("ftp://127.0.0.1", "a:1"),
        ("http://127.0.0.1\n", "a:1"),
        ("docker.sock", "a:1"),
        ("", "a:1"),
        ("/s", ""),
        ("/s", "../version"),
        ("/s", "a/../../containers/x"),
        ("/s", "a?force=1"),
        ("/s", "a b"),
        ("/s", "/a"),
        ("/s", "a//b"),
        ("/s", "a#b"),
        ("/s", "a%2fb"),
        ("/s", "a" * 301),
    ],
)
def test_addresses_and_names_that_cannot_be(engine: str, name: str) -> None:
    with pytest.raises(LexgateError, match=r"no address of an engine|no name of an image"):
        image.read_engine(engine, name)


@pytest.mark.parametrize("deadline", [0, -1, float("nan"), float("inf"), 601, None])
def test_deadlines_that_cannot_be(deadline: Any) -> None:
    with pytest.raises(LexgateError, match="no deadline"):
        image_engine.ask("/s", "a:1", deadline)
