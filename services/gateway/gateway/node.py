"""One gateway node: every part made and wired here, started in order and stopped in reverse."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

from freightwire.messaging.connection import BrokerConnection
from freightwire.messaging.publisher import Publisher
from freightwire.telemetry import get_logger

from gateway.admin.service import Administration
from gateway.bindings import BindingPlanner
from gateway.cluster import ClusterBus
from gateway.durable.service import DurableQueues
from gateway.feed import Feed
from gateway.feed.fence import Fences
from gateway.feed.intake import Intake
from gateway.presence.fallback import Fallback
from gateway.presence.presence import Presence
from gateway.protocol import replies
from gateway.protocol.codes import CloseCode
from gateway.replay.reader import HistoryReader
from gateway.replay.request import ReplayLimits
from gateway.replay.resumption import Resumptions
from gateway.replay.ring import Ring
from gateway.revocation.revocations import Revocations
from gateway.revocation.verifier import RevocableVerifier
from gateway.router import Router
from gateway.sessions.burst import Flusher
from gateway.sessions.pings import PingClock, Sign
from gateway.sessions.rates import Rates
from gateway.sessions.registry import Registry
from gateway.sessions.services import Services
from gateway.transports.websocket import WebSocketEndpoint

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from gateway.settings import GatewaySettings

WATCH_SECONDS = 1.0

_log = get_logger()


class Node:
    """The parts of a running gateway. Publishing and consuming have a broker connection each."""

    def __init__(self, settings: GatewaySettings) -> None:
        self.settings = settings
        self._consuming = BrokerConnection(settings.amqp_url, name="gateway-feed")
        self._publishing = BrokerConnection(settings.amqp_url, name="gateway-publish", topology=None)
        publisher = Publisher(self._publishing, timeout_seconds=settings.publish_timeout_seconds)
        fences = Fences(publisher, settings.gateway_node)
        self._durable = DurableQueues(settings, publisher)
        reader = HistoryReader(
            self._consuming,
            timeout_seconds=settings.gateway_command_seconds,
            max_messages=settings.gateway_replay_scan,
        )
        planner = BindingPlanner(threshold=settings.gateway_binding_threshold, cooldown=settings.gateway_unbind_seconds)
        ring = Ring(events=settings.gateway_ring_events)
        flusher = Flusher(budget=settings.gateway_outbound_bytes)
        router = Router(flusher)
        self.registry = Registry(per_user=settings.gateway_sessions_per_user)
        self._bus = ClusterBus(
            settings.gateway_node, self._consuming, publisher, beat_seconds=settings.gateway_cluster_beat_seconds
        )
        self._revocations = Revocations(
            settings.gateway_node,
            self._consuming,
            publisher,
            keep=timedelta(hours=settings.gateway_revocation_hours),
            leeway=timedelta(seconds=settings.token_leeway_seconds),
            registry=self.registry,
        )
        self.verifier = RevocableVerifier(settings, self._revocations)
        self.administration = Administration(
            self._bus,
            self.registry,
            self._revocations,
            answer_seconds=settings.gateway_cluster_answer_seconds,
        )
        self.feed = Feed(
            settings,
            broker=self._consuming,
            fences=fences,
            reader=reader,
            planner=planner,
            intake=Intake(ring, fences, router.deliver),
            reset=self.registry.reset,
        )
        self._resumptions = Resumptions(
            feed=self.feed,
            fences=fences,
            reader=reader,
            planner=planner,
            ring=ring,
            limits=ReplayLimits(
                events=settings.gateway_replay_events,
                age_ms=int(settings.gateway_replay_hours * 3_600_000),
                slack_ms=int(settings.gateway_replay_slack_seconds * 1000),
            ),
        )
        self.presence = Presence(
            settings,
            broker=self._consuming,
            publisher=publisher,
            deliver=router.deliver,
            cursor=lambda: self.feed.cursor,
        )
        self.fallback = Fallback(self.presence, settings)
        self.services = Services(
            settings=settings,
            verifier=self.verifier,
            feed=self.feed,
            planner=planner,
            router=router,
            resumptions=self._resumptions,
            registry=self.registry,
            connects=Rates(rate=settings.gateway_connects_per_second, burst=settings.gateway_connects_burst),
            flusher=flusher,
            pings=PingClock(settings.gateway_ping_seconds, self._sign_of_life),
            presence=self.presence,
            durable=self._durable,
        )
        self.websockets = WebSocketEndpoint(self.services)
        self._watcher: asyncio.Task[None] | None = None
        self._feeding: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Connect to the broker; a broker that is away is waited for in the background."""
        await self._consuming.start()
        await self._publishing.start()
        await self._bus.start()
        await self._revocations.start()
        self._feeding = asyncio.create_task(self._feed_when_safe(), name="feed-start")
        await self.presence.start()
        self._watcher = asyncio.create_task(self._watch(), name="broker-grace")

    async def drain(self) -> None:
        """Stop being ready and let the sessions go in waves."""
        _log.info("draining", sessions=len(self.registry))
        await self.registry.drain(self.settings.gateway_drain_seconds)

    async def stop(self) -> None:
        """Close what is left, unbind, and leave the broker."""
        self.registry.is_draining = True
        self.registry.close_all(CloseCode.DRAINING)
        await self.websockets.stop()
        for task in (self._watcher, self._feeding):
            if task is not None:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
        await self.presence.stop()
        await self._bus.stop()
        await self._revocations.stop()
        await self._durable.stop()
        await self._resumptions.stop()
        await self.feed.stop()
        await self._publishing.stop()
        await self._consuming.stop()

    @property
    def checks(self) -> tuple[Callable[[], Awaitable[str | None]], ...]:
        """Ask each why no more clients should be sent here; None where all is well."""
        return (
            self._drain_problem,
            self._revocations.problem,
            self.feed.problem,
            self._consuming.problem,
            self._publishing.problem,
        )

    def _sign_of_life(self) -> Sign:
        cursor = self.feed.cursor.encode()
        return Sign(cursor, replies.ping(cursor))

    async def _drain_problem(self) -> str | None:
        return "draining" if self.registry.is_draining else None

    async def _feed_when_safe(self) -> None:
        """No event is delivered before it is known who may not have it any more: sessions wait for the feed."""
        await self._revocations.wait_known()
        await self.feed.start()

    async def _watch(self) -> None:
        """Send the clients elsewhere when the broker stays away: another node may reach it."""
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            if self.feed.down_seconds > self.settings.gateway_broker_grace_seconds:
                self.registry.close_all(CloseCode.BROKER_UNAVAILABLE)
