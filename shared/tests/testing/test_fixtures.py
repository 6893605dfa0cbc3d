"""The fixtures that every other test relies on."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import aio_pika
import aio_pika.abc
import asyncpg
import pytest
from freightwire.testing import StoppableBroker, TcpProxy, eventually


def lost(connection: aio_pika.abc.AbstractConnection) -> asyncio.Event:
    """Is set when the connection goes."""
    event = asyncio.Event()
    connection.close_callbacks.add(lambda *_: event.set())
    return event


def plain(url: str) -> str:
    """An address as asyncpg wants it."""
    return url.replace("+asyncpg", "")


async def test_virtual_host_is_empty_and_usable(amqp_url: str) -> None:
    """A message goes through a queue in the module's virtual host."""
    connection = await aio_pika.connect(amqp_url)
    async with connection, connection.channel() as channel:
        queue = await channel.declare_queue("fixture-check", durable=True, arguments={"x-queue-type": "quorum"})
        await channel.default_exchange.publish(aio_pika.Message(b"1"), queue.name)
        message = await queue.get(timeout=5)
        await message.ack()
        assert message.body == b"1"


async def test_databases_are_separate(database_url: str, make_database: Callable[[], str]) -> None:
    """What is made in one database is not in the other."""
    one, two = await asyncpg.connect(plain(database_url)), await asyncpg.connect(plain(make_database()))
    await one.execute("CREATE TABLE only_here (x int)")
    assert await one.fetchval("SELECT count(*) FROM only_here") == 0
    with pytest.raises(asyncpg.UndefinedTableError):
        await two.fetchval("SELECT count(*) FROM only_here")
    await one.close()
    await two.close()


async def test_a_broker_killed_keeps_what_it_confirmed(broker_server: StoppableBroker) -> None:
    """A confirmed message of a durable queue is there after the node was killed and started, at the same address."""
    connection = await aio_pika.connect(broker_server.url)
    gone = lost(connection)
    channel = await connection.channel()
    await channel.declare_queue("kept", durable=True, arguments={"x-queue-type": "quorum"})
    message = aio_pika.Message(b"kept", delivery_mode=aio_pika.DeliveryMode.PERSISTENT)
    await channel.default_exchange.publish(message, "kept")
    await broker_server.kill()
    assert not broker_server.is_running
    await gone.wait()
    await broker_server.start()
    again = await aio_pika.connect(broker_server.url)
    async with again, again.channel() as reopened:
        queue = await reopened.get_queue("kept")
        received = await queue.get(timeout=15)
        await received.ack()
        assert received.body == b"kept"


async def test_proxy_cuts_and_mends(amqp_url: str, tcp_proxy: Callable[[str], Awaitable[TcpProxy]]) -> None:
    """A cut proxy resets what is open and refuses what is new; a mended one lets it through."""
    proxy = await tcp_proxy(amqp_url)
    connection = await aio_pika.connect(proxy.url(amqp_url))
    gone = lost(connection)
    assert proxy.connections == 1
    proxy.cut()
    await gone.wait()
    with pytest.raises((aio_pika.exceptions.AMQPError, OSError)):
        await aio_pika.connect(proxy.url(amqp_url))
    proxy.mend()
    async with await aio_pika.connect(proxy.url(amqp_url)):
        assert proxy.accepted == 2


async def test_proxy_stalls(tcp_proxy: Callable[[str], Awaitable[TcpProxy]]) -> None:
    """While stalled nothing comes through and nothing is lost."""

    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(100):
            writer.write(data)
        writer.close()

    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    proxy = await tcp_proxy(f"tcp://127.0.0.1:{server.sockets[0].getsockname()[1]}")
    reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
    writer.write(b"a")
    assert await reader.read(1) == b"a"
    proxy.stall()
    writer.write(b"b")
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await reader.read(1)
    proxy.mend()
    assert await reader.read(1) == b"b"
    writer.close()
    server.close()


async def test_eventually_returns_the_first_true_value() -> None:
    """Conditions may be plain or async; a failed assertion means not yet."""
    calls = 0

    async def third_time() -> int:
        nonlocal calls
        calls += 1
        assert calls >= 3
        return calls

    assert await eventually(third_time) == 3
    with pytest.raises(AssertionError, match="not true within"):
        await eventually(lambda: False, seconds=0.05)
