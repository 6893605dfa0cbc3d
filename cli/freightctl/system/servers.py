"""The broker and the database server: those of the environment, else private ones in the data directory."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from freightwire.local_servers import PostgresServer, RabbitMQNode, create_database, ensure_rabbitmq
from freightwire.local_servers.databases import DRIVER

from freightctl.datadir import RunningService
from freightctl.system.health import without_password
from freightctl.system.services import SERVICES

VHOST = "/"


@dataclass(slots=True)
class Servers:
    """Broker and database server. ``node`` and ``postgres`` are None where the environment names others."""

    directory: Path
    node: RabbitMQNode | None = None
    postgres: PostgresServer | None = None
    amqp_url: str = ""
    database_server: str = ""

    @classmethod
    def choose(cls, directory: Path) -> Servers:
        """Decide by the environment; nothing is started."""
        amqp_url, database_url = os.environ.get("AMQP_URL", ""), os.environ.get("DATABASE_URL", "")
        return cls(
            directory,
            node=None if amqp_url else RabbitMQNode(directory / "rabbitmq"),
            postgres=None if database_url else PostgresServer(directory / "postgres"),
            amqp_url=amqp_url,
            database_server=_with_driver(database_url),
        )

    async def start_broker(self, say: Callable[[str], None]) -> None:
        """Start the broker if it is ours.

        Raises:
            ServerError: it cannot be installed or started.
        """
        if self.node is not None:
            await asyncio.to_thread(ensure_rabbitmq, say)
            await asyncio.to_thread(self.node.start)
            self.amqp_url = self.node.url(VHOST)

    async def start_database(self) -> dict[str, str]:
        """Start the database server if it is ours, and make each service's database where it is missing.

        Returns:
            Their addresses by service.

        Raises:
            ServerError: the server cannot be started, or refuses.
        """
        if self.postgres is not None:
            await asyncio.to_thread(self.postgres.start)
            self.database_server = self.postgres.url()
        return {
            spec.name: await asyncio.to_thread(create_database, self.database_server, spec.database, missing_only=True)
            for spec in SERVICES
            if spec.has_database
        }

    async def stop(self) -> None:
        """Stop what is ours, both at once."""
        await asyncio.gather(*(asyncio.to_thread(one.stop) for one in (self.node, self.postgres) if one is not None))

    def running(self) -> dict[str, RunningService]:
        """Where they answer; passwords are left out."""
        node, postgres = self.node, self.postgres
        return {
            "rabbitmq": RunningService(
                url=without_password(self.amqp_url), pid=node.pid if node else None, log=str(node.log) if node else None
            ),
            "postgres": RunningService(
                url=without_password(self.database_server),
                pid=postgres.pid if postgres else None,
                log=str(postgres.log) if postgres else None,
            ),
        }


def _with_driver(url: str) -> str:
    return urlunsplit(urlsplit(url)._replace(scheme=DRIVER)) if url else ""
