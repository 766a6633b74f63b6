"""Lexgate: signed evidence, judged by Open Policy Agent against the EU AI Act.

This package is the command line and the trusted base: it asks OPA, explains the
answer, records it and sets the exit code. It measures nothing; that is the work
of `lexgate_collectors`, which ships beside it and needs the extra `collectors`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from lexgate_collectors.in_script import Run


def collect(
    folder: str | Path = ".",
    *,
    key: str | Path,
    favourable: Any = None,
    unfavourable: Any = None,
    bins: Mapping[str, tuple[float | None, float | None]] | None = None,
    minimum_cell: int = 10,
) -> Run:
    """Collect evidence within a training script; use it as ``with lexgate.collect(...) as run``.

    Args:
        folder: the working folder, with lexgate.toml.
        key: the file of the pipeline's private key.
        favourable: how the favourable outcome is written; several values as a list.
        unfavourable: the same of the unfavourable one.
        bins: of an outcome that is a number, in place of the two: from (inside) and below
            (outside) by name. Only counts of them are written down, never a value.
        minimum_cell: a rate of fewer people is not measured.

    Raises:
        LexgateError: the collectors are not installed, no lexgate.toml, no key, or neither
            the sides of the outcome nor its bins.
    """
    from pathlib import Path

    from lexgate import keys
    from lexgate.errors import RequestError

    try:
        from lexgate_collectors.in_script import Run
    except ImportError as error:
        raise RequestError(
            f"the collectors are not installed: {error}",
            "lexgate.collect",
            "pip install 'lexgate[collectors]'",
        ) from error
    if (bins is None) == (favourable is None or unfavourable is None):
        raise RequestError(
            "the outcome is not described",
            "lexgate.collect",
            "Give favourable and unfavourable, or bins where it is a number.",
        )
    return Run(
        Path(folder),
        keys.read_private(Path(key)),
        sides=None if bins is not None else (favourable, unfavourable),
        bins=bins or {},
        minimum_cell=minimum_cell,
    )
