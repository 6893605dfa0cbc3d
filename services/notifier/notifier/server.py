"""The parts of the notifier put together, and their life from start to stop."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from freightwire.auth import TokenVerifier
from freightwire.database import Database
from freightwire.garbage import spare_what_stays
from freightwire.http import HttpServer, bearer
from freightwire.messaging import BrokerConnection, Consumer, Publisher
from freightwire.messaging.topology import NOTIFIER_EVENTS
from freightwire.outbox import OutboxRelay
from freightwire.telemetry import get_logger

from notifier.api.app import build_app
from notifier.api.context import Context
from notifier.channels.webhook.client import WebhookClient
from notifier.channels.webhook.sender import WebhookSender
from notifier.clock import Clock, system_clock
from notifier.delivering.worker import DeliveryWorker
from notifier.handler import OrderEvents
from notifier.outside import email_sender, unsubscribe_links
from notifier.scheduling.reminding import Reminders
from notifier.scheduling.scheduler import Scheduler
from notifier.telling import Teller
from notifier.watching.queues import QueueWatch
from notifier.watching.watcher import Watcher
from notifier.working_hours import WorkingHours

if TYPE_CHECKING:
    from fastapi import FastAPI

    from notifier.settings import NotifierSettings

SERVICE = "notifier"

_log = get_logger()


class NotifierServer:
    """One process of the notifier."""

    def __init__(self, settings: NotifierSettings, *, clock: Clock = system_clock) -> None:
        """Put the parts together; nothing happens before ``start``."""
        self._settings = settings
        self._clock = clock
        self._stopping = False
        self._database = Database(settings, application_name=SERVICE)
        sessions = self._database.sessions
        self._consuming = BrokerConnection(settings.amqp_url, name=f"{SERVICE}-consume")
        self._publishing = BrokerConnection(settings.amqp_url, name=f"{SERVICE}-publish")
        publisher = Publisher(self._publishing, timeout_seconds=settings.publish_timeout_seconds)
        self._relay = OutboxRelay(settings.database_url, publisher, service=SERVICE, positions=False)
        self._relay.follow(self._database)
        email = email_sender(settings, sessions, clock)
        self._teller = Teller(clock, email=email is not None, mails_per_hour=settings.mails_per_hour, wake=self._wake)
        webhooks = WebhookSender(
            sessions, WebhookClient(allow_loopback=settings.webhook_allow_loopback), self._teller, clock
        )
        self.workers = {
            str(sender.name): DeliveryWorker(sessions, sender, clock, lease_seconds=settings.notifier_lease_seconds)
            for sender in (email, webhooks)
            if sender is not None
        }
        hours = WorkingHours(
            country=settings.notifier_country,
            zone=settings.notifier_time_zone,
            begin=settings.notifier_work_begins,
            end=settings.notifier_work_ends,
        )
        reminders = Reminders(hours)
        self.scheduler = Scheduler(sessions, self._teller, reminders, clock)
        self.watcher = Watcher(
            sessions,
            QueueWatch(self._consuming),
            list(self.workers.values()),
            self._teller,
            clock,
            every_seconds=settings.notifier_watch_seconds,
        )
        self._consumer = Consumer(
            self._consuming,
            publisher,
            NOTIFIER_EVENTS,
            OrderEvents(sessions, self._teller, reminders).handle,
            prefetch=settings.notifier_prefetch,
            service=SERVICE,
        )
        self._http = HttpServer(self._app(), settings.http_host, settings.http_port)

    @property
    def port(self) -> int:
        """The port of the REST interface, once started."""
        return self._http.port

    async def start(self, *, by_hand: bool = False) -> None:
        """Start everything. Broker and database may be away: readiness tells, and each part waits for them.

        Args:
            by_hand: do not start what acts at a time; whoever holds the clock calls it.

        Raises:
            OSError: the port cannot be had.
        """
        if self._settings.smtp_url is None:
            _log.info("email_off", reason="FREIGHTWIRE_SMTP_URL is not set")
        await self._http.start()
        await self._publishing.start()
        await self._consuming.start()
        await self._relay.start()
        if not by_hand:
            for worker in self.workers.values():
                await worker.start()
            await self.scheduler.start()
            await self.watcher.start()
        await self._consumer.start()

    async def stop(self) -> None:
        """Say so in readiness, take no more events, finish those in flight, publish what is committed, close."""
        self._stopping = True
        grace = self._settings.shutdown_grace_seconds
        await asyncio.gather(
            self._consumer.stop(grace),
            self.scheduler.stop(),
            self.watcher.stop(),
            *(worker.stop(grace) for worker in self.workers.values()),
        )
        await self._relay.stop()
        await self._http.stop()
        await self._consuming.stop()
        await self._publishing.stop()
        await self._database.close()

    async def run(self, stopping: asyncio.Event) -> None:
        """Serve until ``stopping`` is set."""
        await self.start()
        spare_what_stays()
        try:
            await stopping.wait()
        finally:
            await self.stop()

    def _wake(self, channel: str) -> None:
        if channel in self.workers:
            self.workers[channel].wake()

    async def _draining(self) -> str | None:
        return "the service is stopping" if self._stopping else None

    def _app(self) -> FastAPI:
        context = Context(
            sessions=self._database.sessions,
            identity=bearer(TokenVerifier(self._settings)),
            clock=self._clock,
            teller=self._teller,
            links=unsubscribe_links(self._settings),
            allow_loopback=self._settings.webhook_allow_loopback,
        )
        readiness = [
            self._draining,
            self._database.problem,
            self._publishing.problem,
            self._consumer.problem,
            self._relay.problem,
            self.scheduler.problem,
            self.watcher.problem,
            *(worker.problem for worker in self.workers.values()),
        ]
        return build_app(context, readiness=readiness, origins=self._settings.notifier_origins)
