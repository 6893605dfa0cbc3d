"""Events in a second through the relay, against a bare publisher with the same confirms."""

from __future__ import annotations

import asyncio
import json
import time

import aio_pika
import asyncpg
from freightwire.events.envelope import Envelope
from freightwire.events.orders import OrderUpdated
from freightwire.messaging import BrokerConnection, Publisher
from freightwire.messaging.publisher import message_of
from freightwire.messaging.topology import EVENTS
from freightwire.outbox import OutboxRelay
from freightwire.outbox.pace import WINDOW
from freightwire.testing import eventually
from pydantic import SecretStr

from tests.bench.orders.dispatchers import ORG

_FILL = """
INSERT INTO outbox (id, aggregate, routing_key, headers, data)
SELECT gen_random_uuid(), $1 || '.order.' || n % 200, $1 || '.order.' || n % 200 || '.updated',
    $2::jsonb || jsonb_build_object('cloudEvents_id', gen_random_uuid()), $3
FROM generate_series(1, $4::bigint) AS n
"""


def _event(number: int) -> Envelope:
    event = OrderUpdated(order_id=f"o{number % 200}", changes={"instructions": f"change {number}"}, user_id="ana")
    return Envelope.of(event, org=ORG, source="orders", version=number, actor="ana")


async def relayed_per_second(database_url: str, amqp_url: str, events: int) -> float:
    """Events in a second from a full outbox to the broker's confirms, in this process."""
    connection = await asyncpg.connect(database_url.replace("+asyncpg", ""))
    sample = _event(1)
    await connection.execute(_FILL, ORG, json.dumps(sample.headers()), sample.data, events, timeout=300)
    broker = BrokerConnection(amqp_url, name="bench-relay")
    await broker.start()
    await broker.wait_ready()
    relay = OutboxRelay(SecretStr(database_url), Publisher(broker), service="bench")
    began = time.perf_counter()
    await relay.start()
    await eventually(lambda: _is_empty(connection), 600)
    passed = time.perf_counter() - began
    await relay.stop()
    await broker.stop()
    await connection.close()
    return events / passed


async def _is_empty(connection: asyncpg.Connection) -> bool:
    return not await connection.fetchval("SELECT EXISTS (SELECT FROM outbox WHERE published_at IS NULL)")


async def bare_per_second(amqp_url: str, events: int) -> float:
    """The same messages by aio-pika alone: persistent, mandatory, confirmed in windows of the same size."""
    messages = [(message_of(_event(number)), _event(number).key) for number in range(events)]
    async with await aio_pika.connect(amqp_url) as connection:
        channel = await connection.channel(publisher_confirms=True, on_return_raises=True)
        exchange = await channel.get_exchange(EVENTS.name, ensure=False)
        began = time.perf_counter()
        for start in range(0, events, WINDOW):
            window = messages[start : start + WINDOW]
            await asyncio.gather(*(exchange.publish(message, key, mandatory=True) for message, key in window))
        return events / (time.perf_counter() - began)


class Arrivals:
    """Notes how old each event of orders is when it arrives, in milliseconds since the time it carries."""

    def __init__(self) -> None:
        self.ages: list[float] = []

    async def listen(self, connection: aio_pika.abc.AbstractConnection) -> None:
        """Hear everything that is published from now on."""
        self._channel = await connection.channel()  # kept: aio-pika holds channels by weak references only
        queue = await self._channel.declare_queue(exclusive=True)
        await queue.bind(EVENTS.name, "#")
        await queue.consume(self._hear, no_ack=True)

    async def _hear(self, message: aio_pika.abc.AbstractIncomingMessage) -> None:
        arrived = time.time()
        envelope = Envelope.from_message(message.headers, message.routing_key or "", message.body)
        if envelope.source == "orders":
            self.ages.append((arrived - envelope.time.timestamp()) * 1000)
