"""Asking OPA: on this machine, or at a server. Both fail closed and answer alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, Protocol

if TYPE_CHECKING:
    from lexgate.config import Config

Entrypoint = Literal["live", "what_if"]
PACKAGE = "lexgate.decision"


class Engine(Protocol):
    """Something that answers a request with a decision.

    The answer is an object that came whole from OPA, and nothing more: what it
    says is checked by :mod:`lexgate.decision`.
    """

    @property
    def about(self) -> Mapping[str, Any]:
        """What is known of the engine that answered last, for the record."""
        ...

    def decide(self, request: Mapping[str, Any], entrypoint: Entrypoint) -> dict[str, Any]:
        """Answer a request.

        Raises:
            EngineError: if no answer came that can be relied on. Callers end with 3.
        """
        ...


def configured(config: Config) -> Engine:
    """Give the engine that ``lexgate.toml`` names: its server, or OPA on this machine."""
    if config.opa.remote:
        from lexgate.engine.server import ServerEngine, read_token

        return ServerEngine(
            config.opa.url,
            socket=config.opa.socket,
            token=read_token(config.opa.token_file) if config.opa.token_file else None,
            ca=config.opa.ca,
            revisions=config.opa.revisions,
            versions=config.opa.versions,
        )
    from lexgate import paths
    from lexgate.engine.local import LocalEngine

    return LocalEngine(paths.rego(), config.paths.org)
