"""The servers and the one process that are measured."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import psutil
from freightwire.local_servers import PostgresServer, RabbitMQNode
from freightwire.migrations import upgrade
from orders.__main__ import MIGRATIONS
from pydantic import SecretStr

from tests.bench.private_servers import private_servers
from tests.support.system import SECRET, Service

DATABASE_SETTINGS = {"shared_buffers": "1GB"}
"""Of a database of over 2 GB; what operators are told to give it (docs/operations/scaling.md)."""


@dataclass
class Servers:
    """A broker, a database server that writes to disk as in production, and the orders service, twice."""

    amqp_url: str
    database: PostgresServer
    broker: RabbitMQNode
    database_url: str
    orders: Service
    replica: Service

    def cpu(self) -> dict[str, float]:
        """Seconds of CPU that each has used so far."""
        pids = {
            "orders": _pid(self.orders),
            "replica": _pid(self.replica),
            "postgres": self.database.pid,
            "rabbitmq": self.broker.pid,
        }
        used = {name: _seconds(pid) for name, pid in pids.items() if pid}
        return {**used, "load": time.process_time()}


@asynccontextmanager
async def servers() -> AsyncIterator[Servers]:
    """Start them with empty data, orders not yet; stop them at the end."""
    with private_servers(management=False, database_settings=DATABASE_SETTINGS) as (directory, broker, database):
        url = database.create_database("orders")
        await asyncio.to_thread(upgrade, SecretStr(url), MIGRATIONS)
        environment = {
            "FREIGHTWIRE_AMQP_URL": broker.url(),
            "FREIGHTWIRE_DATABASE_URL": url,
            "FREIGHTWIRE_OBJECT_STORE_URL": f"file://{directory}/objects",
            "FREIGHTWIRE_TOKEN_SECRET": SECRET,
            "FREIGHTWIRE_LOG_LEVEL": "WARNING",
            "FREIGHTWIRE_ORDERS_REQUESTS_PER_SECOND": "100000",
            "FREIGHTWIRE_ORDERS_REQUESTS_BURST": "100000",
        }
        orders = Service("orders", environment, directory / "orders.log")
        replica = Service("orders", environment, directory / "replica.log")
        try:
            yield Servers(broker.url(), database, broker, url, orders, replica)
        finally:
            await replica.stop()
            await orders.stop()


def _pid(service: Service) -> int | None:
    return service.process.pid if service.process and service.process.returncode is None else None


def _seconds(pid: int) -> float:
    process = psutil.Process(pid)
    total = 0.0
    for one in [process, *process.children(recursive=True)]:
        try:
            times = one.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system
    ended = process.cpu_times()
    return total + ended.children_user + ended.children_system


@dataclass
class CpuWatch:
    """CPU of each process over a stretch of time, in percent of one core."""

    servers: Servers

    def __enter__(self) -> CpuWatch:
        self.percent: dict[str, int] = {}
        self.begin()
        return self

    def begin(self) -> None:
        """Count from now on."""
        self._before, self._began = self.servers.cpu(), time.perf_counter()

    def __exit__(self, *_: object) -> None:
        passed = time.perf_counter() - self._began
        after = self.servers.cpu()
        self.percent = {name: round(100 * (after[name] - used) / passed) for name, used in self._before.items()}
