"""An outbox in a database, a relay before a real broker, and somebody who listens."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import aio_pika
from alembic.migration import MigrationContext
from alembic.operations import Operations
from freightwire.events.envelope import Envelope
from freightwire.events.orders import OrderStatus, OrderStatusChanged
from freightwire.messaging import BrokerConnection, Publisher
from freightwire.messaging.declare import declare
from freightwire.messaging.topology import EVENTS, TOPOLOGY
from freightwire.outbox import BrokerHistory, Outbox, OutboxRelay
from freightwire.outbox.schema import create_inbox, create_outbox, drop_wakening
from pydantic import SecretStr
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from typing import Any


def changed(order: str, version: int) -> Envelope:
    event = OrderStatusChanged(
        order_id=order, status=OrderStatus.CONFIRMED, previous_status=OrderStatus.DRAFT, transition="confirm"
    )
    return Envelope.of(event, org="alpha", source="orders", version=version)


async def make_outbox(database_url: str) -> None:
    def migrate(connection: Connection) -> None:
        with Operations.context(MigrationContext.configure(connection)) as op:
            create_outbox(op)
            create_inbox(op)
            drop_wakening(op)

    engine = create_async_engine(database_url)
    async with engine.begin() as connection:
        await connection.run_sync(migrate)
    await engine.dispose()


@dataclass
class Database:
    """Statements against one database, each over a connection of its own."""

    url: str

    async def commit(self, *envelopes: Envelope) -> None:
        engine = create_async_engine(self.url)
        async with AsyncSession(engine) as session, session.begin():
            for envelope in envelopes:
                Outbox.add(session, envelope)
        await engine.dispose()

    async def run(self, statement: str, **values: Any) -> list[Any]:
        engine = create_async_engine(self.url)
        async with engine.begin() as connection:
            result = await connection.execute(text(statement), values)
            rows = list(result) if result.returns_rows else []
        await engine.dispose()
        return rows

    async def epoch(self) -> str:
        [row] = await self.run("SELECT epoch FROM event_log")
        return str(row.epoch)


@dataclass
class Listener:
    """A queue on everything that is published, and what came."""

    heard: list[Envelope] = field(default_factory=list)

    @property
    def keys(self) -> list[str]:
        return [envelope.key for envelope in self.heard]

    def of(self, order: str) -> list[Envelope]:
        return [envelope for envelope in self.heard if f".order.{order}." in envelope.key]


@asynccontextmanager
async def listening(amqp_url: str) -> AsyncIterator[Listener]:
    listener = Listener()

    async def hear(message: aio_pika.abc.AbstractIncomingMessage) -> None:
        listener.heard.append(Envelope.from_message(message.headers, message.routing_key or "", message.body))

    async with await aio_pika.connect(amqp_url) as connection:
        await declare(connection, TOPOLOGY)
        channel = await connection.channel()
        queue = await channel.declare_queue(exclusive=True)
        await queue.bind(EVENTS.name, "#")
        await queue.consume(hear, no_ack=True)
        yield listener


@asynccontextmanager
async def relaying(
    database_url: str, amqp_url: str, *, name: str = "orders", history: bool = True
) -> AsyncIterator[OutboxRelay]:
    broker = BrokerConnection(amqp_url, name=f"{name}-publish")
    await broker.start()
    relay = OutboxRelay(
        SecretStr(database_url),
        Publisher(broker, timeout_seconds=3),
        service=name,
        history=BrokerHistory(broker) if history else None,
    )
    await relay.start()
    try:
        yield relay
    finally:
        await relay.stop()
        await broker.stop()
