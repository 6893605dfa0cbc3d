"""The services and the board: how each is started and what it is told."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from freightwire.settings import ENVIRONMENT_PREFIX

LOOPBACK = "127.0.0.1"
VITE_PORT = 5173
"""Where the board's development server answers (web/board/README.md), whose pages may open a socket, too."""
NOT_PASSED_ON = (f"{ENVIRONMENT_PREFIX}TOKEN_JWKS_URL", "AMQP_URL", "DATABASE_URL")


@dataclass(frozen=True, slots=True)
class ServiceSpec:
    """A service: its name, its Python module, and whether it has a database."""

    name: str
    module: str
    has_database: bool = False

    @property
    def database(self) -> str:
        """The name of its database."""
        return f"freightwire_{self.module}"


ORDERS = ServiceSpec("orders", "orders", has_database=True)
NOTIFIER = ServiceSpec("notifier", "notifier", has_database=True)
AI_PROCESSOR = ServiceSpec("ai-processor", "ai_processor")
GATEWAY = ServiceSpec("gateway", "gateway")
SERVICES = (GATEWAY, ORDERS, AI_PROCESSOR, NOTIFIER)
BOARD = ServiceSpec("board", "freightctl.board")
"""The page for dispatchers, and the one address for it and all it talks to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What the services share."""

    amqp_url: str
    database_urls: Mapping[str, str]
    token_secret: str
    documents: Path
    board_port: int
    has_board: bool

    def environment(self, spec: ServiceSpec, port: int) -> dict[str, str]:
        """The environment of a service. What the caller's environment says of a service's settings is passed on."""
        inherited = {name: value for name, value in os.environ.items() if name not in NOT_PASSED_ON}
        origins = [f"http://{host}:{port}" for host in (LOOPBACK, "localhost") for port in (self.board_port, VITE_PORT)]
        defaults = {"GATEWAY_DRAIN_SECONDS": "1", "GATEWAY_ORIGINS": json.dumps(origins)}
        if self.has_board:
            # Where mail is sent, what its links begin with.
            defaults["BOARD_URL"] = f"http://{LOOPBACK}:{self.board_port}"
        settings = {
            "AMQP_URL": self.amqp_url,
            "TOKEN_SECRET": self.token_secret,
            "OBJECT_STORE_URL": self.documents.as_uri(),
            "HTTP_HOST": LOOPBACK,
            "HTTP_PORT": str(port),
        }
        if spec.has_database:
            settings["DATABASE_URL"] = self.database_urls[spec.name]
        return {
            **{ENVIRONMENT_PREFIX + name: value for name, value in defaults.items()},
            **inherited,
            **{ENVIRONMENT_PREFIX + name: value for name, value in settings.items()},
        }

    def board_environment(self, page: Path, urls: Mapping[str, str]) -> dict[str, str]:
        """The environment of the board's server; ``urls`` are the services' addresses by name."""
        settings = {
            "BOARD_DIRECTORY": str(page),
            "GATEWAY_URL": urls[GATEWAY.name],
            "ORDERS_URL": urls[ORDERS.name],
            "NOTIFIER_URL": urls[NOTIFIER.name],
            "TOKEN_SECRET": self.token_secret,
            "HTTP_HOST": LOOPBACK,
            "HTTP_PORT": str(self.board_port),
        }
        return {**os.environ, **{ENVIRONMENT_PREFIX + name: value for name, value in settings.items()}}


def command(spec: ServiceSpec, *arguments: str) -> list[str]:
    """What starts a service, or runs one of its commands."""
    return [sys.executable, "-m", spec.module, *arguments]
