"""The parts of the notifier put together, and their life from start to stop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from freightwire.auth import TokenVerifier
from freightwire.database import Database
from freightwire.http import HttpServer, bearer, make_app
from freightwire.messaging import BrokerConnection, Consumer, Publisher
from freightwire.messaging.topology import NOTIFIER_EVENTS
from freightwire.outbox import OutboxRelay

from notifier.api import notifications
from notifier.channels.in_app import InApp
from notifier.handler import OrderEvents

if TYPE_CHECKING:
    import asyncio

    from fastapi import FastAPI

    from notifier.settings import NotifierSettings

SERVICE = "notifier"


class NotifierServer:
    """One process of the notifier."""

    def __init__(self, settings: NotifierSettings) -> None:
        """Put the parts together; nothing happens before ``start``."""
        self._settings = settings
        self._stopping = False
        self._database = Database(settings, application_name=SERVICE)
        self._consuming = BrokerConnection(settings.amqp_url, name=f"{SERVICE}-consume")
        self._publishing = BrokerConnection(settings.amqp_url, name=f"{SERVICE}-publish")
        publisher = Publisher(self._publishing, timeout_seconds=settings.publish_timeout_seconds)
        self._relay = OutboxRelay(settings.database_url, publisher, service=SERVICE, positions=False)
        self._consumer = Consumer(
            self._consuming,
            publisher,
            NOTIFIER_EVENTS,
            OrderEvents(self._database.sessions, [InApp()]).handle,
            prefetch=settings.notifier_prefetch,
            service=SERVICE,
        )
        self._http = HttpServer(self._app(), settings.http_host, settings.http_port)

    @property
    def port(self) -> int:
        """The port of the REST interface, once started."""
        return self._http.port

    async def start(self) -> None:
        """Start everything. Broker and database may be away: readiness tells, and each part waits for them.

        Raises:
            OSError: the port cannot be had.
        """
        await self._http.start()
        await self._publishing.start()
        await self._consuming.start()
        await self._relay.start()
        await self._consumer.start()

    async def stop(self) -> None:
        """Say so in readiness, take no more events, finish those in flight, publish what is committed, close."""
        self._stopping = True
        await self._consumer.stop(self._settings.shutdown_grace_seconds)
        await self._relay.stop()
        await self._http.stop()
        await self._consuming.stop()
        await self._publishing.stop()
        await self._database.close()

    async def run(self, stopping: asyncio.Event) -> None:
        """Serve until ``stopping`` is set."""
        await self.start()
        try:
            await stopping.wait()
        finally:
            await self.stop()

    async def _draining(self) -> str | None:
        return "the service is stopping" if self._stopping else None

    def _app(self) -> FastAPI:
        app = make_app(
            "Freightwire notifier",
            problems_of=[
                self._draining,
                self._database.problem,
                self._publishing.problem,
                self._consumer.problem,
                self._relay.problem,
            ],
        )
        notifications.install(app, self._database.sessions, bearer(TokenVerifier(self._settings)))
        return app
