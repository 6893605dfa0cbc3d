"""The pytest plugin: real servers for tests, each test module with a virtual host and databases of its own.

Enabled in the root ``conftest.py`` by ``pytest_plugins = ["freightwire.testing.plugin"]``.

=================  ========  ==========================================================================
fixture            scope     what
=================  ========  ==========================================================================
``amqp_url``       module    a fresh virtual host of the session's broker
``database_url``   module    a fresh, empty database, ``postgresql+asyncpg://…``
``make_database``  module    a factory of such databases
``broker_server``  function  a broker of its own that the test may stop, kill and start
``tcp_proxy``      function  a factory of proxies that can be cut and stalled
``eventually``     session   ``await eventually(condition, seconds=45)``
=================  ========  ==========================================================================

Servers, in this order: ``AMQP_URL``/``DATABASE_URL``; containers where a Docker engine answers; private native ones.
``FREIGHTWIRE_TEST_SERVERS=native`` or ``containers`` forces one sort.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
import pytest_asyncio

from freightwire.local_servers import create_database, drop_database
from freightwire.testing.broker import StoppableBroker
from freightwire.testing.eventually import eventually as wait_for_it
from freightwire.testing.proxy import TcpProxy
from freightwire.testing.servers import TestServers

DEFAULT_AMQP_PORT = 5672


@pytest.fixture(scope="session")
def freightwire_servers() -> Iterator[TestServers]:
    """The session's servers; nothing is started before it is used."""
    servers = TestServers()
    try:
        yield servers
    finally:
        servers.close()


@pytest.fixture(scope="module")
def amqp_url(freightwire_servers: TestServers) -> Iterator[str]:
    """The address of a virtual host that is empty when the module begins."""
    broker = freightwire_servers.broker()
    if broker.vhosts is None:
        # One virtual host for all: what an earlier module left there must not be seen by this one.
        from freightwire.testing.wiping import wipe  # noqa: PLC0415  (only here is the messaging library needed)

        _in_thread(lambda: asyncio.run(wipe(broker.url)))
        yield broker.url
        return
    name = _unique_name()
    broker.vhosts.add_vhost(name)
    try:
        yield broker.url_of(name)
    finally:
        broker.vhosts.delete_vhost(name)


@pytest.fixture(scope="module")
def make_database(freightwire_servers: TestServers) -> Iterator[Callable[[], str]]:
    """A function that makes an empty database and returns its address; all are dropped after the module."""
    server = freightwire_servers.database().url
    made: list[str] = []

    def make() -> str:
        name = _unique_name()
        made.append(name)
        return create_database(server, name)

    try:
        yield make
    finally:
        for name in made:
            drop_database(server, name)


@pytest.fixture(scope="module")
def database_url(make_database: Callable[[], str]) -> str:
    """The address of a database that is empty when the module begins."""
    return make_database()


@pytest.fixture
def broker_server(freightwire_servers: TestServers) -> Iterator[StoppableBroker]:
    """A running broker that no other test uses meanwhile, with an empty virtual host."""
    node = freightwire_servers.stoppable_node()
    name = _unique_name()
    node.add_vhost(name)
    yield StoppableBroker(node, name)
    if node.is_running:
        node.delete_vhost(name)


@pytest_asyncio.fixture
async def tcp_proxy() -> AsyncIterator[Callable[[str], Awaitable[TcpProxy]]]:
    """A function that puts a proxy before the server of an address: ``(await tcp_proxy(url)).url(url)``."""
    async with AsyncExitStack() as stack:

        async def start(url: str) -> TcpProxy:
            parts = urlsplit(url)
            proxy = TcpProxy(parts.hostname or "127.0.0.1", parts.port or DEFAULT_AMQP_PORT)
            stack.push_async_callback(proxy.stop)
            return await proxy.start()

        yield start


@pytest.fixture(scope="session")
def eventually() -> Any:
    """``await eventually(condition, seconds=45)``: see ``freightwire.testing.eventually``."""
    return wait_for_it


def _unique_name() -> str:
    return f"test-{uuid4().hex[:16]}"


def _in_thread(work: Callable[[], object]) -> None:
    """Run ``work`` where no event loop is in use."""
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
