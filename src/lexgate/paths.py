"""Where the rule book and the schemas lie.

An installed wheel carries them in `lexgate/_rulebook`. In a checkout, which an
editable install points to, they lie in the source tree, so that an edited rule
counts at once.
"""

import os
from pathlib import Path

from lexgate.errors import LexgateError

_PACKAGE = Path(__file__).resolve().parent


def rego() -> Path:
    """The folder of the rule book: the root of its bundle, with `.manifest`."""
    return _find("rego")


def schemas() -> Path:
    """The folder of the JSON Schemas."""
    return _find("schemas")


def law() -> Path:
    """The folder with the map of the law: what answers each entry, and what people read of it."""
    return _find("law")


def bundles() -> Path:
    """The folder with the example organisation, `org`, and what bundles are built with."""
    return _find("bundles")


def tools() -> Path:
    """The folder of the Go tool modules, which pin OPA and Regal by version and hash."""
    return _find("tools")


def checkout() -> Path | None:
    """The source tree that this package runs from, or None for an installed wheel."""
    root = _PACKAGE.parent.parent
    return root if (root / "pyproject.toml").is_file() and (root / "rego").is_dir() else None


def cache() -> Path:
    """The user's cache folder for Lexgate: under XDG_CACHE_HOME, else under ~/.cache.

    Raises:
        LexgateError: The user has no home, as in a container that runs under a bare number.
    """
    base = os.environ.get("XDG_CACHE_HOME", "")
    # The XDG specification has relative values ignored.
    if os.path.isabs(base):
        return Path(base) / "lexgate"
    try:
        return Path.home() / ".cache" / "lexgate"
    except RuntimeError as error:
        raise LexgateError(
            "There is no folder for the cache: this user has no home.",
            "XDG_CACHE_HOME",
            "Set XDG_CACHE_HOME to a folder that this user may write.",
        ) from error


def _find(name: str) -> Path:
    packaged = _PACKAGE / "_rulebook" / name
    if packaged.is_dir():
        return packaged
    root = checkout()
    if root is not None and (root / name).is_dir():
        return root / name
    raise LexgateError(
        f"This installation of Lexgate has no folder {name}.",
        str(packaged),
        "Install the wheel of lexgate again, or run from a complete checkout.",
    )
