"""The gateways under test, once for all modules: a single node, and two behind one name."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
import pytest_asyncio
from freightwire.messaging.connection import BrokerConnection
from freightwire.testing.servers import TestServers
from freightwire.testing.targets import BrokerTarget

from tests.contract.gateway.relay import Relay
from tests.contract.gateway.site import Log, OwnNodes, Site, given_site, is_given

OWN_NODES = "needs_own_nodes"
OWN_SITES = {"one node": 1, "two nodes": 2}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every test runs against each site; one that is about a node of its own, once."""
    if "site" not in metafunc.fixturenames:
        return
    marker = metafunc.definition.get_closest_marker(OWN_NODES)
    names = ["given"] if is_given() else list(OWN_SITES)
    if marker is not None and not marker.kwargs.get("every_site"):
        names = names[:1]
    metafunc.parametrize("site", names, indirect=True, scope="session")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests that start nodes with settings of their own, or stop them, make no sense where the nodes are given."""
    if not is_given():
        return
    ours = [item for item in items if item.get_closest_marker(OWN_NODES)]
    config.hook.pytest_deselected(items=ours)
    items[:] = [item for item in items if item not in ours]


@pytest.fixture(scope="session")
def site(
    request: pytest.FixtureRequest, freightwire_servers: TestServers, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """The gateways under test."""
    if request.param == "given":
        yield given_site()
        return
    with (
        _virtual_host(freightwire_servers.broker()) as amqp_url,
        own_nodes(tmp_path_factory.mktemp("site"), amqp_url) as nodes,
    ):
        yield nodes.site(OWN_SITES[request.param])


@contextmanager
def own_nodes(directory: Path, amqp_url: str) -> Iterator[OwnNodes]:
    """Starts nodes, and ends them at the end of the block."""
    nodes = OwnNodes(directory, amqp_url)
    try:
        yield nodes
    finally:
        nodes.stop()


@contextmanager
def _virtual_host(broker: BrokerTarget) -> Iterator[str]:
    """The address of an empty virtual host, or of the only one that there is."""
    if broker.vhosts is None:
        yield broker.url
        return
    name = f"conformance-{uuid4().hex[:12]}"
    broker.vhosts.add_vhost(name)
    try:
        yield broker.url_of(name)
    finally:
        broker.vhosts.delete_vhost(name)


@pytest.fixture
def org() -> str:
    """An organisation that no other test knows."""
    return f"org-{uuid4().hex[:12]}"


@pytest.fixture
def token(site: Site, org: str) -> str:
    """Of a dispatcher of that organisation."""
    return site.token(org)


@pytest_asyncio.fixture
async def relay(site: Site, org: str) -> AsyncIterator[Relay]:
    """Publishes that organisation's events."""
    async with relay_of(site.amqp_url, site.log, org) as one:
        yield one


@asynccontextmanager
async def relay_of(amqp_url: str, log: Log, org: str) -> AsyncIterator[Relay]:
    """A relay, connected until the end of the block."""
    broker = BrokerConnection(amqp_url, name="conformance")
    await broker.start()
    try:
        await broker.wait_ready()
        yield Relay(broker, log, org)
    finally:
        await broker.stop()
