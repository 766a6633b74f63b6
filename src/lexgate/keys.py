"""Keys and signatures: ES256 over the bytes of a file, detached beside it.

``<name>.json.sig`` holds one detached JWS (RFC 7515, appendix F) a line:
``header..signature``. The header is exactly ``{"alg":"ES256","kid":"…"}``, and the
key's id is its RFC 7638 thumbprint, so that nobody has to hand out names.
What a valid signature is worth is not decided here: the policy looks up whose
key it is, and for what it may be used.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import os
import re
import stat
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from lexgate.documents import parse_json, read_bytes, staged, sync_folder, write_bytes
from lexgate.errors import LexgateError, RequestError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import (
        EllipticCurvePrivateKey,
        EllipticCurvePublicKey,
    )

MAX_SIGNATURES = 16

_DETACHED = re.compile(r"([A-Za-z0-9_-]{1,400})\.\.([A-Za-z0-9_-]{86})")
_KID = re.compile(r"[A-Za-z0-9_-]{43}")
_P256_BYTES = 32


# ---------------------------------------------------------------- keys


def generate() -> EllipticCurvePrivateKey:
    """Make a new P-256 key."""
    from cryptography.hazmat.primitives.asymmetric import ec

    return ec.generate_private_key(ec.SECP256R1())


def write_private(key: EllipticCurvePrivateKey, path: Path) -> None:
    """Write a private key as PEM (PKCS 8), readable by its owner alone.

    Raises:
        LexgateError: if something is there already, or the file can't be written.
    """
    from cryptography.hazmat.primitives import serialization

    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    try:
        # O_EXCL: a key that is lost can't be made again.
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    except FileExistsError:
        raise LexgateError(
            "a file is there already, and keys are never overwritten",
            str(path),
            "Choose another name, or move the old key away yourself.",
        ) from None
    except (OSError, ValueError) as error:
        raise _unwritable(path, error) from None
    try:
        with os.fdopen(handle, "wb") as file:
            os.fchmod(handle, 0o600)
            file.write(pem)
            file.flush()
            os.fsync(handle)
    except OSError as error:
        path.unlink(missing_ok=True)
        raise _unwritable(path, error) from None
    sync_folder(path.parent)


def read_private(path: Path) -> EllipticCurvePrivateKey:
    """Read a private key.

    Raises:
        RequestError: if it is not an unencrypted P-256 key in PEM, or others can read it.
    """
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    data = read_bytes(path, max_bytes=10_000)
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
    except OSError:
        mode = 0o777
    if mode & 0o077:
        raise RequestError(
            f"a private key that others can read (mode {mode:04o})",
            str(path),
            f"chmod 600 {path}; and if others were there, make a new key.",
        )
    try:
        key = serialization.load_pem_private_key(data, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise RequestError(
            "no unencrypted P-256 private key in PEM",
            str(path),
            "Make one by `lexgate init` or `openssl ecparam -name prime256v1 -genkey -noout`.",
        )
    return key


def public_pem(key: EllipticCurvePrivateKey | EllipticCurvePublicKey) -> str:
    """Give the public key as PEM (SubjectPublicKeyInfo), as ``org`` lists it."""
    from cryptography.hazmat.primitives import serialization

    return (
        _public(key)
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        .decode("ascii")
    )


def load_public(pem: str, where: str = "public key") -> EllipticCurvePublicKey:
    """Read a public key from PEM.

    Raises:
        RequestError: if it is no P-256 key.
    """
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    try:
        key = serialization.load_pem_public_key(pem.encode("utf-8"))
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise RequestError(
            "no P-256 public key in PEM", where, "Take it from the key: openssl ec -pubout."
        )
    return key


def jwk(key: EllipticCurvePrivateKey | EllipticCurvePublicKey) -> dict[str, str]:
    """Give the public key as a JWK with the fields that its thumbprint counts."""
    numbers = _public(key).public_numbers()
    return {
        "crv": "P-256",
        "kty": "EC",
        "x": _b64(numbers.x.to_bytes(_P256_BYTES, "big")),
        "y": _b64(numbers.y.to_bytes(_P256_BYTES, "big")),
    }


def kid(key: EllipticCurvePrivateKey | EllipticCurvePublicKey) -> str:
    """Give the key's id: its RFC 7638 thumbprint with SHA-256, 43 characters."""
    members = json.dumps(jwk(key), sort_keys=True, separators=(",", ":"))
    return _b64(hashlib.sha256(members.encode("ascii")).digest())


def _public(key: EllipticCurvePrivateKey | EllipticCurvePublicKey) -> EllipticCurvePublicKey:
    from cryptography.hazmat.primitives.asymmetric import ec

    public = key.public_key() if isinstance(key, ec.EllipticCurvePrivateKey) else key
    if not isinstance(public.curve, ec.SECP256R1):
        raise LexgateError("a key on another curve than P-256", "key", "Use a P-256 key.")
    return public


# ---------------------------------------------------------------- signatures


def sign_detached(payload: bytes, key: EllipticCurvePrivateKey) -> str:
    """Sign bytes; gives ``header..signature``."""
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec, utils

    header = _b64(f'{{"alg":"ES256","kid":"{kid(key)}"}}'.encode("ascii"))
    signed = f"{header}.{_b64(payload)}".encode("ascii")
    r, s = utils.decode_dss_signature(key.sign(signed, ec.ECDSA(hashes.SHA256())))
    return f"{header}..{_b64(r.to_bytes(_P256_BYTES, 'big') + s.to_bytes(_P256_BYTES, 'big'))}"


def join(payload: bytes, detached: str) -> str:
    """Put payload and detached signature together: the compact JWS that is sent."""
    header, _, signature = _parts(detached, "signature")
    return f"{header}.{_b64(payload)}.{signature}"


def verify(payload: bytes, detached: str, key: EllipticCurvePublicKey) -> bool:
    """Tell whether this key signed these bytes, with exactly the header that we write."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec, utils

    try:
        header, named, signature = _parts(detached, "signature")
    except RequestError:
        return False
    if named != kid(key):
        return False
    raw = _unb64(signature)
    r, s = int.from_bytes(raw[:_P256_BYTES], "big"), int.from_bytes(raw[_P256_BYTES:], "big")
    try:
        key.verify(
            utils.encode_dss_signature(r, s),
            f"{header}.{_b64(payload)}".encode("ascii"),
            ec.ECDSA(hashes.SHA256()),
        )
    except (InvalidSignature, ValueError):
        return False
    return True


def signature_path(document: Path) -> Path:
    """Give the path of the signatures that belong to a document."""
    return document.with_name(document.name + ".sig")


def read_signatures(path: Path) -> list[str]:
    """Read the detached signatures of a ``.sig`` file, one a line.

    Raises:
        RequestError: if there is none, a line is no detached JWS, or one key stands twice.
    """
    data = read_bytes(path, max_bytes=50_000)
    try:
        lines = [line for line in data.decode("ascii").splitlines() if line]
    except UnicodeDecodeError:
        raise RequestError("not a signature file", str(path), "Sign the document again.") from None
    if not 1 <= len(lines) <= MAX_SIGNATURES:
        raise RequestError(
            f"{len(lines)} signatures, where 1 to {MAX_SIGNATURES} can stand",
            str(path),
            "Sign the document again.",
        )
    kids = [_parts(line, f"{path}, line {number}")[1] for number, line in enumerate(lines, start=1)]
    if len(set(kids)) != len(kids):
        raise RequestError(
            "two signatures of one key", str(path), "Keep one: they count as one person."
        )
    return lines


def claimed(detached: str) -> str:
    """Give the id of the key that a detached signature claims; it is not verified."""
    return _parts(detached, "signature")[1]


def signers(path: Path) -> list[str]:
    """Give the ids of the keys that a ``.sig`` file claims, in its order."""
    return [_parts(line, str(path))[1] for line in read_signatures(path)]


def sign_file(document: Path, key: EllipticCurvePrivateKey) -> Path:
    """Sign a document, keeping other people's signatures that hold for the same bytes.

    A signature that this key gave before is replaced. Signatures over other bytes
    can't be told here without their keys; whoever changes a document writes it with
    :func:`write_signed`, which drops them.

    Returns:
        the path of the ``.sig`` file.
    """
    payload = read_bytes(document)
    path = signature_path(document)
    mine = kid(key)
    others = [
        line
        for line in (read_signatures(path) if path.exists() else [])
        if _parts(line, str(path))[1] != mine
    ]
    write_bytes(path, _signature_file([*others, sign_detached(payload, key)]))
    return path


def write_signed(
    document: Path,
    payload: bytes,
    key: EllipticCurvePrivateKey,
    *,
    before: Callable[[], object] = lambda: None,
) -> None:
    """Write a document with this one signature, both or neither.

    Args:
        document: the file.
        payload: what is in it, and signed.
        key: who signs.
        before: done once both are on disk and nothing is in its place yet; what it raises
            leaves all as it was.

    Raises:
        LexgateError: if they can't be written; what was there before is unchanged.
    """
    path = signature_path(document)
    content = {document: payload, path: _signature_file([sign_detached(payload, key)])}
    with staged(content):
        before()
        # The old signature goes first: at no moment does one stand beside what it isn't for.
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise LexgateError(
                f"the old signature can't be removed: {error.strerror}",
                str(path),
                "Give write permission to the folder; nothing else was changed.",
            ) from None


def _signature_file(lines: Sequence[str]) -> bytes:
    return ("\n".join(lines) + "\n").encode("ascii")


def _parts(detached: str, where: str) -> tuple[str, str, str]:
    """Split a detached JWS into header, key id and signature; refuse any other header."""
    match = _DETACHED.fullmatch(detached)
    if match:
        header, signature = match.groups()
        try:
            fields = parse_json(_unb64(header), where)
            _unb64(signature)
            if (
                isinstance(fields, dict)
                and set(fields) == {"alg", "kid"}
                and fields["alg"] == "ES256"
                and isinstance(fields["kid"], str)
                and _KID.fullmatch(fields["kid"])
            ):
                return header, fields["kid"], signature
        except (RequestError, ValueError):
            pass
    raise RequestError(
        "no detached ES256 signature (header..signature)", where, "Sign the document again."
    )


def _b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def _unb64(text: str) -> bytes:
    try:
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        raise ValueError("not base64url") from None
    if _b64(data) != text:
        raise ValueError("not the only base64url of these bytes")
    return data


def _unwritable(path: Path, error: BaseException) -> LexgateError:
    reason = getattr(error, "strerror", None) or str(error)
    return LexgateError(
        f"can't be written: {reason}", str(path), "Make room or give write permission."
    )
