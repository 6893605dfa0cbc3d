"""The service's life: everything it runs, in the order in which it starts and stops."""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta
from typing import TYPE_CHECKING

from freightwire.auth import TokenVerifier
from freightwire.database import Database
from freightwire.garbage import spare_what_stays
from freightwire.http import HttpServer, bearer
from freightwire.messaging import BrokerConnection, Consumer, Publisher
from freightwire.messaging.topology import ORDERS_AI_RESULTS
from freightwire.objects import ObjectStore
from freightwire.outbox import BrokerHistory, OutboxRelay
from sqlalchemy.exc import SQLAlchemyError

from orders.api.app import build_app
from orders.api.context import Context
from orders.api.idempotency import forget_answers
from orders.api.rate import RateLimiter
from orders.api.refusals import forget_refusals
from orders.commands.batches import tell_due_batches
from orders.handlers.ai_results import AiResults
from orders.housekeeping import Chore
from orders.storage.numbers import Numbers
from orders.storage.schema import is_migrated

if TYPE_CHECKING:
    from orders.settings import OrdersSettings

NAME = "orders"
FORGET_EVERY_SECONDS = 3600.0
TELL_BATCHES_EVERY_SECONDS = 0.5


class OrdersService:
    """REST, the relay of the outbox and the consumer of results, over one database."""

    def __init__(self, settings: OrdersSettings) -> None:
        """Put the service together; nothing happens before ``start``."""
        self._settings = settings
        self._stopping = asyncio.Event()
        self._database = Database(settings, application_name=NAME)
        self._numbers = Numbers(settings)
        # A memory alarm on the broker blocks who publishes: consuming has a connection of its own.
        self._publishing = BrokerConnection(settings.amqp_url, name=f"{NAME}-publish")
        self._consuming = BrokerConnection(settings.amqp_url, name=f"{NAME}-consume")
        publisher = Publisher(self._publishing, timeout_seconds=settings.publish_timeout_seconds)
        self._relay = OutboxRelay(
            settings.database_url,
            publisher,
            service=NAME,
            history=BrokerHistory(self._publishing),
            keep_hours=settings.outbox_keep_hours,
        )
        self._relay.follow(self._database)
        self._results = Consumer(
            self._consuming,
            publisher,
            ORDERS_AI_RESULTS,
            AiResults(self._database.sessions, settings).handle,
            prefetch=settings.results_prefetch,
            service=NAME,
        )
        context = Context(
            settings=settings,
            sessions=self._database.sessions,
            numbers=self._numbers,
            store=ObjectStore(settings.object_store_url),
            identity=bearer(TokenVerifier(settings)),
            limiter=RateLimiter(
                per_second=settings.orders_requests_per_second,
                burst=settings.orders_requests_burst,
                clock=time.monotonic,
            ),
        )
        app = build_app(
            context,
            body_limit=settings.json_body_limit,
            origins=settings.orders_origins,
            readiness=(
                self._draining,
                self._database.problem,
                self._unmigrated,
                self._publishing.problem,
                self._relay.problem,
                self._results.problem,
            ),
        )
        self._server = HttpServer(
            app, settings.http_host, settings.http_port, grace_seconds=int(settings.shutdown_grace_seconds)
        )
        self._chores = (
            Chore("forget_answers", FORGET_EVERY_SECONDS, self._forget),
            Chore("tell_batches", TELL_BATCHES_EVERY_SECONDS, lambda: tell_due_batches(self._database.sessions)),
        )

    @property
    def port(self) -> int:
        """The port that REST listens on."""
        return self._server.port

    async def start(self) -> None:
        """Start everything. A broker or database that is away is waited for; REST says so in ``/readyz``.

        Raises:
            OSError: the port cannot be had.
        """
        await self._publishing.start()
        await self._consuming.start()
        await self._relay.start()
        await self._results.start()
        for chore in self._chores:
            chore.start()
        await self._server.start()

    async def stop(self) -> None:
        """Take no more, finish what was begun within the grace time, publish what is committed, close."""
        self._stopping.set()
        await asyncio.gather(self._server.stop(), self._results.stop(self._settings.shutdown_grace_seconds))
        await asyncio.gather(*(chore.stop() for chore in self._chores))
        await self._relay.stop()
        await asyncio.gather(self._publishing.stop(), self._consuming.stop())
        await self._numbers.close()
        await self._database.close()

    async def _draining(self) -> str | None:
        return "the service is stopping" if self._stopping.is_set() else None

    async def _unmigrated(self) -> str | None:
        try:
            return None if await is_migrated(self._database) else "database: run `python -m orders migrate`"
        except (SQLAlchemyError, OSError, TimeoutError):
            return None  # the database's own check says it

    async def _forget(self) -> int:
        hours, days = timedelta(hours=self._settings.idempotency_hours), timedelta(days=self._settings.refusals_days)
        forgotten = await forget_answers(self._database.sessions, older_than=hours)
        return forgotten + await forget_refusals(self._database.sessions, older_than=days)


async def serve(settings: OrdersSettings, stopping: asyncio.Event) -> None:
    """Run the service until ``stopping`` is set."""
    service = OrdersService(settings)
    await service.start()
    spare_what_stays()
    await stopping.wait()
    await service.stop()
