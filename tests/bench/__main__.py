"""Commit to WebSocket push: the whole system, a number of live clients, dispatchers who change orders.

Measured from the event's own time, which is taken inside the transaction just before its commit, to the frame in the
client's hands; all on one machine and so by one clock.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import httpx
from freightwire.testing import eventually
from gateway.protocol import SUBPROTOCOL
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from tests.bench.machine import machine
from tests.bench.private_servers import private_servers
from tests.support.desk import Desk
from tests.support.system import System, token


@dataclass
class Watcher:
    """A client that does nothing but note when each frame came."""

    connection: ClientConnection
    events: list[tuple[float, str]] = field(default_factory=list)

    @classmethod
    async def subscribe(cls, system: System, number: int) -> Watcher:
        """Connect as a user of its own."""
        url = f"ws://127.0.0.1:{system.gateway_port}/v1/ws"
        connection = await connect(url, subprotocols=[Subprotocol(SUBPROTOCOL)], compression=None)
        bearer = token(user=f"user{number}")
        await connection.send(json.dumps({"id": 1, "connect": {"token": bearer, "bindings": ["order.#"]}}))
        reply = json.loads(await connection.recv())
        if "connected" not in reply:
            raise RuntimeError(f"no connection: {reply}")
        return cls(connection)

    async def watch(self) -> None:
        """Take frames until the connection ends; pings are answered. Nothing is parsed while it is measured."""
        async for frame in self.connection:
            text = str(frame)
            if text.startswith('{"event"'):
                self.events.append((time.time(), text))
            elif text.startswith('{"ping"'):
                await self.connection.send('{"pong":{}}')

    def delays(self) -> list[float]:
        """Milliseconds from each event's time to its arrival."""
        return [(at - datetime.fromisoformat(json.loads(text)["time"]).timestamp()) * 1000 for at, text in self.events]


async def all_have(watchers: list[Watcher], events: int) -> None:
    """Wait until everybody has so many.

    Raises:
        RuntimeError: somebody was disconnected.
    """

    def have() -> bool:
        for watcher in watchers:
            if watcher.connection.close_code is not None:
                raise RuntimeError(f"a client was closed with {watcher.connection.close_code}")
        return all(len(watcher.events) >= events for watcher in watchers)

    await eventually(have, 60)


async def dispatch(desk: Desk, rate: float, seconds: float) -> int:
    """Make orders and change them at an even rate. Returns how many events were committed."""
    orders = [await desk.create(f"BENCH-{number}") for number in range(20)]
    loop = asyncio.get_running_loop()
    started, sent = loop.time(), 0
    changes: list[asyncio.Task[httpx.Response]] = []
    while (due := started + sent / rate) < started + seconds:
        await asyncio.sleep(max(0.0, due - loop.time()))
        change = desk.patch(orders[sent % len(orders)], {"instructions": f"change {sent}"})
        changes.append(asyncio.create_task(change))
        sent += 1
    for answer in await asyncio.gather(*changes):
        answer.raise_for_status()
    return len(orders) + sent


async def measure(system: System, clients: int, rate: float, seconds: float) -> None:
    """Run once and print the figures."""
    async with AsyncExitStack() as stack:
        watchers = [await Watcher.subscribe(system, number) for number in range(clients)]
        watching = [asyncio.create_task(watcher.watch()) for watcher in watchers]
        for watcher in watchers:
            stack.push_async_callback(watcher.connection.close)
        desk = Desk(system)
        warm = await dispatch(desk, rate, 3)  # fills caches and connections; not counted
        await all_have(watchers, warm)
        for watcher in watchers:
            watcher.events.clear()
        await all_have(watchers, await dispatch(desk, rate, seconds))
    await asyncio.gather(*watching, return_exceptions=True)
    delays = sorted(delay for watcher in watchers for delay in watcher.delays())
    quantiles = statistics.quantiles(delays, n=100)
    print(
        f"{clients} clients, {rate:g} changes/s for {seconds:g} s, {len(delays)} deliveries: "
        f"median {statistics.median(delays):.1f} ms, p90 {quantiles[89]:.1f} ms, p99 {quantiles[98]:.1f} ms, "
        f"max {delays[-1]:.1f} ms"
    )


async def run(directory: Path, amqp_url: str, databases: list[str], options: argparse.Namespace) -> None:
    """Start the services and measure."""
    system = System(
        directory,
        amqp_url=amqp_url,
        orders_database=databases[0],
        notifier_database=databases[1],
        log_level="WARNING",
    )
    async with system:
        for rate in options.rate:
            await measure(system, options.clients, rate, options.seconds)


def main() -> None:
    """Entry point."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--clients", type=int, default=100)
    parser.add_argument("--rate", type=float, nargs="+", default=[10.0, 50.0], help="changes per second")
    parser.add_argument("--seconds", type=float, default=20.0)
    options = parser.parse_args()
    print(machine())
    with private_servers() as (directory, broker, database):
        databases = [database.create_database(name) for name in ("orders", "notifier")]
        asyncio.run(run(directory, broker.url(), databases, options))


if __name__ == "__main__":
    main()
