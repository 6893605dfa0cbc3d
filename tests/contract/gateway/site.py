"""The gateways under test: given ones, or nodes that the suite starts itself."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from freightwire.auth import issue_development_token
from freightwire.identifiers import new_id

from tests.contract.gateway.node import GatewayProcess

URL_VARIABLE = "FREIGHTWIRE_CONFORMANCE_URL"
"""One address, or several with commas between them: nodes of one site."""
AMQP_VARIABLE = "FREIGHTWIRE_CONFORMANCE_AMQP"
SECRET_VARIABLE = "FREIGHTWIRE_TOKEN_SECRET"
OWN_SECRET = "a secret of thirty-two bytes or so"
ORIGIN = "https://board.example"


@dataclass
class Log:
    """The log of the outbox that the suite stands for. Positions count over all organisations."""

    epoch: str = field(default_factory=new_id)
    position: int = 0
    versions: dict[tuple[str, str], int] = field(default_factory=dict)
    """By organisation and order."""

    def next_version(self, org: str, order: str) -> int:
        """The version of the order's next event."""
        self.versions[org, order] = self.versions.get((org, order), 0) + 1
        return self.versions[org, order]


class Site:
    """One or more gateway nodes on one broker. Clients are spread over them in turn, as a balancer would."""

    def __init__(
        self,
        urls: list[str],
        *,
        amqp_url: str,
        secret: str,
        spawn: Callable[..., GatewayProcess] | None = None,
    ) -> None:
        """``spawn`` starts a further node with settings of its own; None where the nodes are not ours."""
        self.urls = urls
        self.amqp_url = amqp_url
        self.log = Log()
        self._secret = secret
        self._spawn = spawn
        self._turn = itertools.cycle(urls)

    def next_url(self) -> str:
        """Where the next client goes: never to the node of the one before, if there are two."""
        return next(self._turn)

    def spawn(self, **settings: object) -> GatewayProcess:
        """A further node, running; whoever asks for it stops it."""
        assert self._spawn is not None, "a test that needs its own nodes is marked needs_own_nodes"
        return self._spawn(**settings)

    def token(self, org: str, user: str = "ana", roles: tuple[str, ...] = ("dispatcher",), **claims: Any) -> str:
        """A token that the nodes accept."""
        return issue_development_token(self._secret, org=org, user=user, roles=list(roles), **claims)


def is_given() -> bool:
    """Whether the suite was pointed at a gateway."""
    return bool(os.environ.get(URL_VARIABLE))


def given_site() -> Site:
    """The gateways that the environment names."""
    missing = [name for name in (AMQP_VARIABLE, SECRET_VARIABLE) if not os.environ.get(name)]
    if missing:
        raise RuntimeError(
            f"{URL_VARIABLE} is set, so {' and '.join(missing)} must be set too: see docs/conformance.md"
        )
    urls = [url.strip().rstrip("/") for url in os.environ[URL_VARIABLE].split(",") if url.strip()]
    return Site(urls, amqp_url=os.environ[AMQP_VARIABLE], secret=os.environ[SECRET_VARIABLE])


class OwnNodes:
    """Starts nodes on one broker, and ends them all."""

    def __init__(self, directory: Path, amqp_url: str) -> None:
        self._directory = directory
        self._amqp_url = amqp_url
        self._started: list[GatewayProcess] = []

    def __call__(self, **settings: object) -> GatewayProcess:
        """A node; ``settings`` by their names after ``FREIGHTWIRE_GATEWAY_``."""
        node = GatewayProcess(
            self._directory / f"gateway-{len(self._started)}.log",
            {
                "FREIGHTWIRE_AMQP_URL": self._amqp_url,
                "FREIGHTWIRE_TOKEN_SECRET": OWN_SECRET,
                "FREIGHTWIRE_GATEWAY_DRAIN_SECONDS": "0.2",
                "FREIGHTWIRE_GATEWAY_HEARTBEAT_SECONDS": "0.5",
                **{f"FREIGHTWIRE_GATEWAY_{name.upper()}": str(value) for name, value in settings.items()},
            },
        )
        self._started.append(node)
        return node.start()

    def site(self, size: int) -> Site:
        """``size`` nodes as one site."""
        urls = [self().url for _ in range(size)]
        return Site(urls, amqp_url=self._amqp_url, secret=OWN_SECRET, spawn=self)

    def stop(self) -> None:
        """End all."""
        for node in self._started:
            node.kill()
