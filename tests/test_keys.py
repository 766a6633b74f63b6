"""Keys and signatures: ours verify elsewhere, and nothing else passes for one of them."""

import base64
import hashlib
import json
import os
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from lexgate import keys
from lexgate.errors import LexgateError, RequestError


def test_thumbprint_as_in_rfc_7638() -> None:
    key = keys.generate()
    members = keys.jwk(key)
    text = f'{{"crv":"P-256","kty":"EC","x":"{members["x"]}","y":"{members["y"]}"}}'
    expected = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=")
    assert keys.kid(key) == expected.decode() == keys.kid(key.public_key())


def test_a_known_key() -> None:
    # The key of RFC 7517, appendix A.1; its thumbprint was computed independently.
    x, y = (
        int.from_bytes(base64.urlsafe_b64decode(text), "big")
        for text in (
            "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4=",
            "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM=",
        )
    )
    key = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
    assert keys.kid(key) == "cn-I_WNMClehiVp51i_0VpOENW1upEerA8sEam5hn-s"


def test_private_key_on_disk(tmp_path: Path) -> None:
    key, path = keys.generate(), tmp_path / "key.pem"
    keys.write_private(key, path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_bytes().startswith(b"-----BEGIN PRIVATE KEY-----\n")
    assert keys.kid(keys.read_private(path)) == keys.kid(key)
    before = path.read_bytes()
    with pytest.raises(LexgateError, match="never overwritten"):
        keys.write_private(keys.generate(), path)
    assert path.read_bytes() == before


def test_an_open_umask_opens_no_key(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        keys.write_private(keys.generate(), tmp_path / "key.pem")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "key.pem").stat().st_mode) == 0o600


def test_private_keys_refused(tmp_path: Path) -> None:
    def pem(key: ec.EllipticCurvePrivateKey, password: bytes | None = None) -> bytes:
        return key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.BestAvailableEncryption(password)
            if password
            else serialization.NoEncryption(),
        )

    other = pem(ec.generate_private_key(ec.SECP384R1()))
    for name, data in {
        "garbage": b"x",
        "curve": other,
        "password": pem(keys.generate(), b"secret"),
        "public": keys.public_pem(keys.generate()).encode(),
    }.items():
        path = tmp_path / name
        path.write_bytes(data)
        path.chmod(0o600)
        with pytest.raises(RequestError, match="P-256"):
            keys.read_private(path)
    keys.write_private(keys.generate(), tmp_path / "open")
    (tmp_path / "open").chmod(0o640)
    with pytest.raises(RequestError, match="others can read"):
        keys.read_private(tmp_path / "open")


def test_public_pem_as_the_rules_read_it() -> None:
    pem = keys.public_pem(keys.generate())
    lines = pem.split("\n")
    assert lines[0] == "-----BEGIN PUBLIC KEY-----"
    assert lines[1].startswith("MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE")
    assert keys.public_pem(keys.load_public(pem)) == pem
    with pytest.raises(RequestError):
        keys.load_public("x")


def test_signature_form() -> None:
    key, payload = keys.generate(), b'{"a": 1}\n'
    detached = keys.sign_detached(payload, key)
    header, empty, signature = detached.split(".")
    raw = base64.urlsafe_b64decode(header + "=" * (-len(header) % 4))
    assert raw.decode() == f'{{"alg":"ES256","kid":"{keys.kid(key)}"}}'
    assert empty == ""
    assert len(signature) == 86
    assert keys.claimed(detached) == keys.kid(key)
    compact = keys.join(payload, detached).split(".")
    assert compact[0] == header
    assert compact[2] == signature
    assert base64.urlsafe_b64decode(compact[1] + "=" * (-len(compact[1]) % 4)) == payload


def test_verify() -> None:
    key, payload = keys.generate(), b"payload"
    detached = keys.sign_detached(payload, key)
    public = key.public_key()
    assert keys.verify(payload, detached, public)
    assert not keys.verify(payload + b" ", detached, public)
    assert not keys.verify(payload, detached, keys.generate().public_key())


def _header(fields: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(fields).encode()).rstrip(b"=").decode()


def _forgeries(detached: str, kid: str) -> dict[str, str]:
    header, _, signature = detached.split(".")
    return {
        "empty": "",
        "compact, not detached": f"{header}.eA.{signature}",
        "no signature": f"{header}..",
        "signature too short": f"{header}..{signature[:-1]}",
        "signature padded": f"{header}..{signature}==",
        "signature with stray bits": f"{header}..{signature[:-1]}B",
        "zeros": f"{header}..{'A' * 86}",
        "alg none": f"{_header({'alg': 'none', 'kid': kid})}..{signature}",
        "alg HS256": f"{_header({'alg': 'HS256', 'kid': kid})}..{signature}",
        "crit": f"{_header({'alg': 'ES256', 'kid': kid, 'crit': []})}..{signature}",
        "no kid": f"{_header({'alg': 'ES256'})}..{signature}",
        "another kid": f"{_header({'alg': 'ES256', 'kid': 'A' * 43})}..{signature}",
        "kid of another type": f"{_header({'alg': 'ES256', 'kid': 1})}..{signature}",
        "header a list": f"{_header(['alg'])}..{signature}",
        "header no JSON": f"eA..{signature}",
        "header not base64url": f"A..{signature}",
        "a line break": f"{detached}\n",
    }  # fmt: skip


def test_forgeries() -> None:
    key = keys.generate()
    for note, forged in _forgeries(keys.sign_detached(b"x", key), keys.kid(key)).items():
        assert not keys.verify(b"x", forged, key.public_key()), note


def test_cosignatures(tmp_path: Path) -> None:
    document = tmp_path / "a.json"
    document.write_bytes(b"{}\n")
    first, second = keys.generate(), keys.generate()
    path = keys.sign_file(document, first)
    assert path == tmp_path / "a.json.sig"
    keys.sign_file(document, second)
    keys.sign_file(document, first)
    assert sorted(keys.signers(path)) == sorted([keys.kid(first), keys.kid(second)])
    by_kid = {keys.claimed(line): line for line in keys.read_signatures(path)}
    for key in (first, second):
        assert keys.verify(b"{}\n", by_kid[keys.kid(key)], key.public_key())


def test_signature_files_refused(tmp_path: Path) -> None:
    line = keys.sign_detached(b"x", keys.generate())
    path = tmp_path / "a.json.sig"
    for note, data in {
        "empty": b"",
        "blank lines": b"\n\n",
        "garbage": b"garbage\n",
        "binary": b"\xff\xfe",
        "one good and one bad line": f"{line}\nbad\n".encode(),
        "the same line twice": f"{line}\n{line}\n".encode(),
        "too many": b"".join(
            keys.sign_detached(b"x", keys.generate()).encode() + b"\n" for _ in range(17)
        ),
    }.items():
        path.write_bytes(data)
        with pytest.raises(RequestError) as caught:
            keys.read_signatures(path)
        assert "a.json.sig" in caught.value.where, note


def test_line_ends_of_another_system(tmp_path: Path) -> None:
    line = keys.sign_detached(b"x", keys.generate())
    (tmp_path / "a.sig").write_bytes(f"{line}\r\n".encode())
    assert keys.read_signatures(tmp_path / "a.sig") == [line]
