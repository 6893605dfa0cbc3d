"""Event to in-app push: a notifier and a gateway on a broker and a database of their own; things happen to orders.

Measured from just before an order's event is published to the moment that its ``user:notification`` is in the hands of
each person's client, which consumes it from a durable queue of its own and acknowledges it; all on one machine, by one
clock. Every event concerns two people.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import time
from collections import defaultdict
from contextlib import AsyncExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from freightwire.events.base import Text
from freightwire.events.envelope import Envelope
from freightwire.events.order_data import OrderData
from freightwire.events.orders import OrderCreated, OrderProcessingFailed, OrderStatus
from freightwire.identifiers import new_id
from freightwire.messaging import BrokerConnection, Publisher
from freightwire.testing import eventually
from freightwire_client import FreightwireClient
from notifier.migrations import migrate
from pydantic import SecretStr

from tests.bench.machine import machine
from tests.bench.private_servers import private_servers
from tests.support.system import SECRET, Service, token

if TYPE_CHECKING:
    from freightwire.events.orders import OrderEvent

ORG = "bench"
QUEUE = "inbox"
ORDERS = 50
PEOPLE_PER_ORDER = 2


class Bench:
    """Publishes events and notes when their pushes come."""

    def __init__(self, publisher: Publisher) -> None:
        self._publisher = publisher
        self._published: dict[str, float] = {}
        self._versions: defaultdict[str, int] = defaultdict(int)
        self._orders = [new_id() for _ in range(ORDERS)]
        self.delays: list[float] = []

    async def read(self, client: FreightwireClient) -> None:
        """Note when each push comes, in milliseconds since the last event of its order."""
        async with client.open(QUEUE, ["user.me.notification"]) as queue:
            async for delivery in queue:
                self.delays.append((time.perf_counter() - self._published[delivery.event.data["orderId"]]) * 1000)
                await delivery.ack()

    async def publish(self, event: OrderEvent) -> None:
        """Publish the next event of an order."""
        self._versions[event.order_id] += 1
        envelope = Envelope.of(event, org=ORG, source="orders", version=self._versions[event.order_id])
        self._published[event.order_id] = time.perf_counter()
        await self._publisher.publish(envelope)

    async def begin(self) -> None:
        """Make the orders; each assignee is told, and all people are known from then on."""
        for number, order in enumerate(self._orders):
            data = OrderData(assignee=f"assignee{number}")
            await self.publish(
                OrderCreated(
                    order_id=order, number=f"FW-{number}", status=OrderStatus.DRAFT, data=data, user_id=f"user{number}"
                )
            )
        await eventually(lambda: len(self.delays) >= ORDERS, 60)  # each assignee was told: all are known
        self.delays.clear()

    async def run(self, rate: float, seconds: float, *, counted: bool = True) -> None:
        """Let things happen to orders at an even rate, and print how long their news took, where it is counted."""
        loop = asyncio.get_running_loop()
        started, sent = loop.time(), 0
        while (due := started + sent / rate) < started + seconds:
            await asyncio.sleep(max(0.0, due - loop.time()))
            message = Text(ro="PDF criptat.", en="Encrypted PDF.")
            await self.publish(
                OrderProcessingFailed(
                    order_id=self._orders[sent % ORDERS], document_id="d1", error="encrypted", message=message
                )
            )
            sent += 1
        await eventually(lambda: len(self.delays) >= sent * PEOPLE_PER_ORDER, 120)
        quantiles = statistics.quantiles(self.delays, n=100)
        if counted:
            print(
                f"{rate:g} events/s for {seconds:g} s, {len(self.delays)} pushes: "
                f"median {statistics.median(self.delays):.1f} ms, p90 {quantiles[89]:.1f} ms, "
                f"p99 {quantiles[98]:.1f} ms, max {max(self.delays):.1f} ms"
            )
        self.delays.clear()


async def measure(directory: Path, amqp_url: str, database_url: str, options: argparse.Namespace) -> None:
    """Start a notifier and measure it."""
    await asyncio.to_thread(migrate, SecretStr(database_url))
    environment = {
        "FREIGHTWIRE_AMQP_URL": amqp_url,
        "FREIGHTWIRE_DATABASE_URL": database_url,
        "FREIGHTWIRE_TOKEN_SECRET": SECRET,
        "FREIGHTWIRE_LOG_LEVEL": "WARNING",
    }
    notifier = Service("notifier", environment, directory / "notifier.log")
    gateway = Service("gateway", environment, directory / "gateway.log")
    async with AsyncExitStack() as stack:
        for service in (notifier, gateway):
            stack.push_async_callback(service.stop)
            await service.start()
        broker = BrokerConnection(amqp_url, name="bench")
        await broker.start()
        stack.push_async_callback(broker.stop)
        bench = Bench(Publisher(broker))
        for number in range(ORDERS):
            for user in (f"assignee{number}", f"user{number}"):
                bearer = token(ORG, user)
                client = await stack.enter_async_context(FreightwireClient(gateway.url, bearer))
                reader = asyncio.create_task(bench.read(client))
                stack.push_async_callback(_ended, reader)
        await bench.begin()
        await bench.run(20, 5, counted=False)  # warms caches and connections
        for rate in options.rate:
            await bench.run(rate, options.seconds)


async def _ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def main() -> None:
    """Entry point."""
    parser = argparse.ArgumentParser(prog="make bench-notifier", description=__doc__)
    parser.add_argument("--rate", type=float, nargs="+", default=[5.0, 20.0], help="events per second")
    parser.add_argument("--seconds", type=float, default=15.0)
    options = parser.parse_args()
    print(machine())
    with private_servers() as (directory, broker, database):
        asyncio.run(measure(directory, broker.url(), database.create_database("notifier"), options))


if __name__ == "__main__":
    main()
