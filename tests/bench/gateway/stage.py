"""A broker, gateway nodes as processes, and a publisher that does what a relay does."""

from __future__ import annotations

import asyncio
import json
import resource
import time
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Self

import httpx
import psutil
from freightwire.events.base import now
from freightwire.events.envelope import Envelope
from freightwire.identifiers import new_id, new_uuid
from freightwire.local_servers import RabbitMQNode
from freightwire.messaging import BrokerConnection, Publisher

from tests.bench.gateway.native import Sink
from tests.support.system import SECRET, Service, token

ORG = "bench"
OPEN_FILES = 65_536
DATA_BYTES = 200
USERS = 500
MARK = '{"event"'


def raise_open_files() -> None:
    """As many open files as the machine allows; child processes inherit it."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    limit = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit, hard))


def cpu_of(service: Service) -> float:
    """Seconds of processor time that a service has used."""
    assert service.process is not None
    times = psutil.Process(service.process.pid).cpu_times()
    return float(times.user + times.system)


def memory_of(service: Service) -> int:
    """Bytes of memory that a service holds."""
    assert service.process is not None
    return int(psutil.Process(service.process.pid).memory_info().rss)


async def metric(service: Service, name: str) -> float:
    """A gauge of a service, all its labels together."""
    async with httpx.AsyncClient() as client:
        lines = (await client.get(f"{service.url}/metrics")).text.splitlines()
    return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith((f"{name} ", f"{name}{{")))


def hello(bindings: list[str], user: int = 0) -> str:
    """What a client of the gateway says first."""
    bearer = token(ORG, f"user{user}")
    return json.dumps({"id": 1, "connect": {"token": bearer, "bindings": bindings}}) + "\t"


class Stage:
    """Nodes on one broker. Limits that are for browsers are out of the way."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._broker = RabbitMQNode(directory / "rabbitmq", management=False)
        self._nodes: list[Service] = []
        self._stack = AsyncExitStack()
        self._epoch = new_id()
        self.position = 0

    async def __aenter__(self) -> Self:
        await asyncio.to_thread(self._broker.start)
        self._stack.callback(self._broker.kill)
        connection = BrokerConnection(self.amqp_url, name="bench-publish")
        await connection.start()
        self._stack.push_async_callback(connection.stop)
        await connection.wait_ready()
        self.publisher = Publisher(connection, timeout_seconds=60)
        return self

    async def __aexit__(self, *_: object) -> None:
        for node in self._nodes:
            await node.kill()
        await self._stack.aclose()

    @property
    def amqp_url(self) -> str:
        """The broker's address."""
        return self._broker.url()

    async def node(self, **settings: str) -> Service:
        """A further gateway node, ready."""
        environment = {
            "FREIGHTWIRE_AMQP_URL": self.amqp_url,
            "FREIGHTWIRE_TOKEN_SECRET": SECRET,
            "FREIGHTWIRE_LOG_LEVEL": "ERROR",
            "FREIGHTWIRE_GATEWAY_SESSIONS_PER_USER": "100000",
            **{f"FREIGHTWIRE_GATEWAY_{name.upper()}": value for name, value in settings.items()},
        }
        node = Service("gateway", environment, self.directory / f"gateway-{len(self._nodes)}.log")
        self._nodes.append(node)
        await node.start()
        return node

    def clients(self, node: Service, count: int, hellos: list[str]) -> Sink:
        """Clients of a node."""
        how = {"path": "/v1/ws", "subprotocol": "freightwire.v1+json", "mark": MARK}
        return Sink(self.directory, node.port, count, hellos, **how)

    def event(self, order: str = "42", data_bytes: int = DATA_BYTES) -> Envelope:
        """The next event of the log; its data hold the time by the clock that the clients read."""
        self.position += 1
        head = f'{{"orderId":"{order}","at":{time.monotonic_ns()},"pad":"'
        data = head + "x" * (data_bytes - len(head) - 2) + '"}'
        return Envelope(
            id=new_uuid(),
            type="order:measured",
            source="orders",
            time=now(),
            org=ORG,
            key=f"{ORG}.order.{order}.measured",
            data=data.encode(),
            version=self.position,
        ).at(epoch=self._epoch, position=self.position)

    async def publish(self, orders: list[str], data_bytes: int = DATA_BYTES) -> None:
        """Publish an event for each of ``orders`` in one window.

        Raises:
            PublishError: one was not confirmed.
        """
        for outcome in await self.publisher.publish_window([self.event(order, data_bytes) for order in orders]):
            if outcome is not None:
                raise outcome

    async def publish_evenly(self, orders: list[str], rate: float, *, together: int = 1, data_bytes: int = 200) -> None:
        """Publish for all of ``orders``, ``together`` at a time, ``rate`` times a second."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        for number, at in enumerate(range(0, len(orders), together)):
            await asyncio.sleep(max(0.0, began + number / rate - loop.time()))
            await self.publish(orders[at : at + together], data_bytes)
