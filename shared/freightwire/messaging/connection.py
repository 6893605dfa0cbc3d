"""One connection to the broker that is always being kept up.

Recovery is ours: aio-pika's robust mode forgets queues and consumers in ways that cannot be seen from outside. Here, a
connection that is lost is replaced, the topology is declared anew, and whoever uses it opens a new channel.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import aio_pika
from aio_pika.abc import AbstractChannel, AbstractConnection
from aio_pika.exceptions import AMQPError
from prometheus_client import Counter, Gauge
from pydantic import SecretStr

from freightwire.messaging.backoff import Backoff
from freightwire.messaging.declare import declare
from freightwire.messaging.errors import BrokerUnavailableError
from freightwire.messaging.topology import TOPOLOGY, Topology
from freightwire.telemetry import get_logger

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

CONNECT_TIMEOUT_SECONDS = 15
DECLARE_TIMEOUT_SECONDS = 30
CLOSE_TIMEOUT_SECONDS = 5
BLOCKED_PROBE_SECONDS = 0.1

CHANNEL_ERRORS = (AMQPError, OSError, RuntimeError, TimeoutError)
"""What opening or using a channel raises when its connection goes: aiormq's invalid-state error is a RuntimeError."""

_up = Gauge("freightwire_broker_up", "Whether the connection to the broker is up", ["connection"])
_connects = Counter("freightwire_broker_connects_total", "Connections made to the broker", ["connection"])
_log = get_logger()


class BrokerConnection:
    """A supervised AMQP connection. Use one for publishing and another for consuming.

    A memory or disk alarm on the broker blocks a connection that publishes, and with it the acknowledgements of one
    that also consumes: hence two.
    """

    def __init__(
        self,
        url: SecretStr | str,
        *,
        name: str,
        topology: Topology | None = TOPOLOGY,
        heartbeat_seconds: int = 20,
    ) -> None:
        """Prepare a connection; nothing happens before ``start``.

        Args:
            url: ``amqp://user:password@host:port/vhost``.
            name: what the broker's management pages and our metrics call it, for example ``orders-publish``.
            topology: declared on every connect; None where another connection of the process declares it.
        """
        self._url = url if isinstance(url, SecretStr) else SecretStr(url)
        self.name = name
        self._topology = topology
        self._heartbeat = heartbeat_seconds
        self._connection: AbstractConnection | None = None
        self._ready = asyncio.Event()
        self._supervisor: asyncio.Task[None] | None = None
        self._last_error = "not connected yet"

    async def start(self) -> None:
        """Begin to connect. Returns at once: a broker that is away is waited for in the background."""
        if self._supervisor is None:
            self._supervisor = asyncio.create_task(self._supervise(), name=f"broker:{self.name}")

    async def stop(self) -> None:
        """Close the connection and stop replacing it."""
        if self._supervisor is not None:
            self._supervisor.cancel()
            await asyncio.gather(self._supervisor, return_exceptions=True)
            self._supervisor = None
        await self._drop()

    @property
    def is_ready(self) -> bool:
        """Whether the connection is up and its topology declared."""
        return self._ready.is_set()

    async def wait_ready(self) -> None:
        """Wait until the connection is up."""
        await self._ready.wait()

    async def problem(self) -> str | None:
        """Why the connection is of no use just now, for readiness; None when all is well."""
        connection = self._connection
        if connection is None or connection.transport is None or not self.is_ready:
            return f"broker: {self._last_error}"
        try:
            # ready() returns only while the broker does not block us; aio-pika offers no callback for it.
            async with asyncio.timeout(BLOCKED_PROBE_SECONDS):
                await connection.transport.ready()
        except TimeoutError:
            return "broker: connection is blocked by a resource alarm"
        return None

    async def channel(self, *, on_lost: Callable[[], None] | None = None, confirms: bool = True) -> AbstractChannel:
        """A new channel, as soon as there is a connection.

        Args:
            on_lost: called once when the channel is closed, by whom or whatever.
            confirms: publisher confirms; a returned message then raises where it was published.

        Raises:
            BrokerUnavailableError: the connection went away while the channel was being opened.
        """
        await self._ready.wait()
        connection = self._connection
        if connection is None:
            raise BrokerUnavailableError(self._last_error)
        try:
            async with asyncio.timeout(CONNECT_TIMEOUT_SECONDS):
                channel = await connection.channel(publisher_confirms=confirms, on_return_raises=confirms)
        except CHANNEL_ERRORS as error:
            raise BrokerUnavailableError(f"cannot open a channel: {error}") from error
        if on_lost is not None:
            channel.close_callbacks.add(_once(on_lost))
        return channel

    async def declare_again(self) -> None:
        """Bring back what somebody deleted from the broker while the connection was up.

        Raises:
            BrokerUnavailableError: the connection went away meanwhile.
        """
        await self._ready.wait()
        connection = self._connection
        if connection is None or self._topology is None:
            raise BrokerUnavailableError(self._last_error)
        try:
            async with asyncio.timeout(DECLARE_TIMEOUT_SECONDS):
                await declare(connection, self._topology)
        except CHANNEL_ERRORS as error:
            raise BrokerUnavailableError(f"cannot declare the topology: {error}") from error

    async def _supervise(self) -> None:
        backoff = Backoff()
        while True:
            lost: asyncio.Future[str] = asyncio.get_running_loop().create_future()
            try:
                await self._connect(lost)
            except (AMQPError, OSError, TimeoutError, RuntimeError) as error:
                self._last_error = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
                delay = backoff.next_delay()
                _log.warning(
                    "broker_unavailable",
                    connection=self.name,
                    reason=self._last_error,
                    retry_in=round(delay, 2),
                )
                await self._drop()
                await asyncio.sleep(delay)
                continue
            backoff.reset()
            self._last_error = await lost
            _log.warning("broker_connection_lost", connection=self.name, reason=self._last_error)
            await self._drop()

    async def _connect(self, lost: asyncio.Future[str]) -> None:
        url = self._url.get_secret_value()
        async with asyncio.timeout(CONNECT_TIMEOUT_SECONDS):
            connection = await aio_pika.connect(
                url, client_properties={"connection_name": self.name}, heartbeat=self._heartbeat
            )
        self._connection = connection
        connection.close_callbacks.add(lambda _, error: None if lost.done() else lost.set_result(repr(error)))
        if self._topology is not None:
            async with asyncio.timeout(DECLARE_TIMEOUT_SECONDS):
                await declare(connection, self._topology)
        _connects.labels(self.name).inc()
        _up.labels(self.name).set(1)
        _log.info("broker_connected", connection=self.name)
        self._ready.set()

    async def _drop(self) -> None:
        self._ready.clear()
        _up.labels(self.name).set(0)
        connection, self._connection = self._connection, None
        if connection is None:
            return
        try:
            async with asyncio.timeout(CLOSE_TIMEOUT_SECONDS):
                await connection.close()
        except (AMQPError, OSError, TimeoutError, RuntimeError) as error:
            _log.debug("broker_close_failed", connection=self.name, reason=repr(error))


def _once(callback: Callable[[], None]) -> Callable[..., Awaitable[None] | None]:
    called = False

    def close_callback(*_: Any) -> None:
        nonlocal called
        if not called:
            called = True
            callback()

    return close_callback
