"""For tests: a notifier on a real broker and a real database, seen from outside."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import httpx
from freightwire.auth import issue_development_token
from freightwire.events.base import Text
from freightwire.events.envelope import Envelope
from freightwire.events.order_data import OrderData
from freightwire.events.orders import OrderCreated, OrderProcessingFailed, OrderStatus
from freightwire.messaging import BrokerConnection, Publisher
from freightwire.messaging.topology import EVENTS, NOTIFIER_EVENTS
from freightwire.telemetry.tracing import traced
from pydantic import SecretStr

from notifier.clock import system_clock
from notifier.migrations import migrate
from notifier.server import NotifierServer
from notifier.settings import NotifierSettings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from uuid import UUID

    from aio_pika.abc import AbstractChannel, AbstractQueue
    from freightwire.events.orders import OrderEvent

SECRET = "a-secret-for-tests-that-is-long-enough"  # noqa: S105  (opens nothing)
ORG = "acme"


@dataclass
class Notifier:
    """A notifier seen from outside: events go in, notifications come out over REST and as events."""

    url: str
    publisher: Publisher
    channel: AbstractChannel
    pushes: AbstractQueue
    server: NotifierServer
    pushed: list[Envelope] = field(default_factory=list)

    async def publish(
        self,
        event: OrderEvent,
        *,
        version: int | None = 1,
        org: str = ORG,
        actor: str | None = None,
        id: UUID | None = None,  # noqa: A002  (as in Envelope.of)
    ) -> Envelope:
        """Publish an event as orders does."""
        with traced(None):
            envelope = Envelope.of(event, org=org, source="orders", version=version, actor=actor, id=id)
        await self.publisher.publish(envelope)
        return envelope

    async def publish_again(self, envelope: Envelope) -> None:
        """Publish the same event once more, as a relay does that lost a confirm."""
        await self.publisher.publish(envelope)

    async def pushes_to(self, user: str, *, org: str = ORG) -> list[Envelope]:
        """The ``user:notification`` events for a user that were published so far."""
        while (message := await self.pushes.get(fail=False)) is not None:
            self.pushed.append(Envelope.from_message(message.headers, message.routing_key or "", message.body))
            await message.ack()
        return [envelope for envelope in self.pushed if envelope.key == f"{org}.user.{user}.notification"]

    async def dead_letters(self) -> list[dict[str, Any]]:
        """The headers of all dead letters, which are taken away."""
        queue = await self.channel.get_queue(NOTIFIER_EVENTS.dead_letters)
        found = []
        while (message := await queue.get(fail=False)) is not None:
            found.append(dict(message.headers))
            await message.ack()
        return found

    async def parked(self, rung: str) -> int:
        """How many events wait on a rung of the retry ladder."""
        queue = await self.channel.declare_queue(NOTIFIER_EVENTS.retry_queue(rung), passive=True)
        return queue.declaration_result.message_count or 0

    def client(self, user: str, *, org: str = ORG, roles: tuple[str, ...] = ("dispatcher",)) -> httpx.AsyncClient:
        """An HTTP client with a user's token."""
        token = issue_development_token(SECRET, org=org, user=user, roles=list(roles))
        return httpx.AsyncClient(base_url=self.url, headers={"Authorization": f"Bearer {token}"})

    async def introduce(self, user: str, *roles: str, org: str = ORG, **facts: Any) -> None:
        """Have an administrator say who somebody is; ``facts`` as the REST interface names them."""
        async with self.client("root", org=org, roles=("admin",)) as client:
            body = {"name": user, "roles": list(roles), **facts}
            (await client.put(f"/people/{user}", json=body)).raise_for_status()

    async def choose(self, user: str, *, org: str = ORG, **preferences: Any) -> None:
        """Choose preferences as a user."""
        async with self.client(user, org=org) as client:
            (await client.put("/preferences", json=preferences)).raise_for_status()

    async def listed(self, user: str, *, org: str = ORG, **parameters: Any) -> dict[str, Any]:
        """What ``GET /notifications`` answers to a user."""
        async with self.client(user, org=org) as client:
            answer = await client.get("/notifications", params=parameters)
        answer.raise_for_status()
        body: dict[str, Any] = answer.json()
        return body


def created(order_id: str, *, by: str, assignee: str | None = None) -> OrderCreated:
    """An order's first event."""
    return OrderCreated(
        order_id=order_id,
        number=f"FW-{order_id[-6:]}",
        status=OrderStatus.DRAFT,
        data=OrderData(assignee=assignee),
        user_id=by,
    )


def failed(order_id: str) -> OrderProcessingFailed:
    """A document of the order could not be read."""
    return OrderProcessingFailed(
        order_id=order_id,
        document_id="d1",
        error="encrypted",
        message=Text(ro="PDF criptat.", en="Encrypted PDF."),
    )


class ManualClock:
    """A clock that goes only when it is told to."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """The time that it shows."""
        return self.now

    def advance(self, **by: float) -> None:
        """Let time pass, as ``timedelta`` names it."""
        self.now += timedelta(**by)


def settings_for(amqp_url: str, database_url: str, **more: Any) -> NotifierSettings:
    """Settings of a notifier on these servers, on a free port."""
    return NotifierSettings.model_validate(
        {"amqp_url": amqp_url, "database_url": database_url, "token_secret": SECRET, **more}
    )


@asynccontextmanager
async def running_notifier(
    amqp_url: str,
    database_url: str,
    *,
    through: tuple[str, str] | None = None,
    clock: ManualClock | None = None,
    **settings: Any,
) -> AsyncIterator[Notifier]:
    """A notifier with a migrated database.

    Args:
        through: the addresses of broker and database that the notifier itself gets, where they differ.
        clock: a clock of the test's own: what acts at a time then acts only when the test calls it.
    """
    await asyncio.to_thread(migrate, SecretStr(database_url))
    urls = through or (amqp_url, database_url)
    server = NotifierServer(settings_for(*urls, **settings), clock=clock or system_clock)
    await server.start(by_hand=clock is not None)
    broker = BrokerConnection(amqp_url, name="test")
    await broker.start()
    try:
        channel = await broker.channel()
        pushes = await channel.declare_queue(exclusive=True)
        await pushes.bind(EVENTS.name, "*.user.*.notification")
        yield Notifier(f"http://127.0.0.1:{server.port}", Publisher(broker), channel, pushes, server)
    finally:
        await server.stop()
        await broker.stop()
