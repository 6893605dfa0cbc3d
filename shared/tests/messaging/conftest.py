"""A broker connection for consuming and one for publishing, as services have them."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from freightwire.messaging import BrokerConnection, Publisher


@pytest.fixture(scope="module")
async def consuming(amqp_url: str) -> AsyncIterator[BrokerConnection]:
    broker = BrokerConnection(amqp_url, name="test-consume")
    await broker.start()
    await broker.wait_ready()
    yield broker
    await broker.stop()


@pytest.fixture(scope="module")
async def publishing(amqp_url: str, consuming: BrokerConnection) -> AsyncIterator[BrokerConnection]:
    broker = BrokerConnection(amqp_url, name="test-publish", topology=None)
    await broker.start()
    await broker.wait_ready()
    yield broker
    await broker.stop()


@pytest.fixture(scope="module")
def publisher(publishing: BrokerConnection) -> Publisher:
    return Publisher(publishing)
