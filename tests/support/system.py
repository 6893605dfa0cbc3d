"""The four services as processes, each of which can be killed, stopped and started by itself."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import httpx
from freightwire.auth import issue_development_token
from freightwire.local_servers.ports import free_port

SECRET = "a secret of thirty-two bytes or so"
READY_SECONDS = 90.0
STOP_SECONDS = 40.0
POLL_SECONDS = 0.05

MODULES = {
    "orders": "orders",
    "ai-processor": "ai_processor",
    "notifier": "notifier",
    "gateway": "gateway",
}


@dataclass
class Service:
    """One service process on a port that it keeps over restarts."""

    module: str
    environment: dict[str, str]
    log: Path
    port: int = field(default_factory=free_port)
    process: asyncio.subprocess.Process | None = None

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    async def start(self, *, wait: bool = True) -> None:
        """Start the process, and wait until it is ready."""
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                self.module,
                env={**os.environ, **self.environment, "FREIGHTWIRE_HTTP_PORT": str(self.port)},
                stderr=log,
                stdout=log,
            )
        if wait:
            await self.until_ready()

    async def until_ready(self) -> None:
        """Wait for ``/readyz``; a process that ended, or does not get ready, is an error with its last words."""
        try:
            async with asyncio.timeout(READY_SECONDS):
                while not await self.is_ready():
                    if self.process is None or self.process.returncode is not None:
                        break
                    await asyncio.sleep(POLL_SECONDS)
                else:
                    return
        except TimeoutError:
            pass
        raise AssertionError(f"{self.module} is not ready: {self.log.read_text()[-3000:]}")

    async def is_ready(self) -> bool:
        """Whether ``/readyz`` says so."""
        try:
            async with httpx.AsyncClient() as client:
                return (await client.get(f"{self.url}/readyz", timeout=5)).status_code == 200
        except httpx.HTTPError:
            return False

    async def kill(self) -> None:
        """End it as a power cut would (SIGKILL)."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> None:
        """Ask it to stop, and wait until it has drained."""
        await self._end(signal.SIGTERM)

    async def _end(self, number: signal.Signals) -> None:
        if self.process is None or self.process.returncode is not None:
            return
        self.process.send_signal(number)
        async with asyncio.timeout(STOP_SECONDS):
            await self.process.wait()


class System:
    """All services over one broker and one database server."""

    def __init__(
        self, directory: Path, *, amqp_url: str, orders_database: str, notifier_database: str, **settings: str
    ) -> None:
        """Prepare the services.

        Args:
            settings: further ``FREIGHTWIRE_`` settings by their names.
        """
        self._directory = directory
        common = {
            "FREIGHTWIRE_AMQP_URL": amqp_url,
            "FREIGHTWIRE_TOKEN_SECRET": SECRET,
            "FREIGHTWIRE_OBJECT_STORE_URL": f"file://{directory}/objects",
            "FREIGHTWIRE_PUBLISH_TIMEOUT_SECONDS": "3",
            "FREIGHTWIRE_GATEWAY_DRAIN_SECONDS": "0.5",
            # One user of the tests does what a whole desk does.
            "FREIGHTWIRE_ORDERS_REQUESTS_PER_SECOND": "10000",
            **{f"FREIGHTWIRE_{name.upper()}": value for name, value in settings.items()},
        }
        databases = {"orders": orders_database, "notifier": notifier_database}
        self.services = {
            name: Service(
                module,
                {**common, **({"FREIGHTWIRE_DATABASE_URL": databases[name]} if name in databases else {})},
                directory / f"{name}.log",
            )
            for name, module in MODULES.items()
        }
        self._extra: list[Service] = []

    def __getitem__(self, name: str) -> Service:
        return self.services[name]

    def another(self, name: str) -> Service:
        """A further process of a service, not started yet."""
        first = self.services[name]
        number = len(self._extra) + 2
        service = Service(first.module, dict(first.environment), self._directory / f"{name}-{number}.log")
        self._extra.append(service)
        return service

    async def migrate(self) -> None:
        """Bring both databases to the newest schema."""
        for name in ("orders", "notifier"):
            service = self.services[name]
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", service.module, "migrate", env={**os.environ, **service.environment}
            )
            assert await process.wait() == 0

    async def __aenter__(self) -> Self:
        await self.migrate()
        async with AsyncExitStack() as stack:
            stack.push_async_callback(self.stop)
            async with asyncio.TaskGroup() as starting:
                for service in self.services.values():
                    starting.create_task(service.start())
            stack.pop_all()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def stop(self) -> None:
        """Stop every process, the gateway last."""
        for service in [*self._extra, *self.services.values()]:
            await service.stop()

    @property
    def gateway_port(self) -> int:
        """Where clients connect."""
        return self.services["gateway"].port


def token(
    org: str = "alpha",
    user: str = "ana",
    roles: tuple[str, ...] = ("dispatcher",),
    bindings: list[str] | None = None,
) -> str:
    """A token of the development issuer."""
    return issue_development_token(SECRET, org=org, user=user, roles=list(roles), bindings=bindings)
