"""A commit is published at once, whichever process it was made in: here no relay ever polls."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager

import pytest
from freightwire.database import Database
from freightwire.events.envelope import Envelope
from freightwire.outbox import Outbox, OutboxRelay
from freightwire.settings import DatabaseSettings
from freightwire.testing import eventually
from prometheus_client import REGISTRY
from pydantic import SecretStr

from .support import Listener, changed, listening, make_outbox, relaying


class Process:
    """What a process of a service has: sessions, and a relay that follows them."""

    def __init__(self, name: str, database: Database, relay: OutboxRelay) -> None:
        self.name = name
        self.sessions = database.sessions
        self.relay = relay

    async def commit(self, *envelopes: Envelope) -> None:
        async with self.sessions.begin() as session:
            await Outbox.write(session, envelopes)

    async def is_well(self) -> bool:
        return await self.relay.problem() is None

    def publishes(self) -> bool:
        return REGISTRY.get_sample_value("freightwire_outbox_relay_active", {"service": self.name}) == 1


@pytest.fixture(autouse=True)
def _never_polled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("freightwire.outbox.relay.POLL_SECONDS", 3600)
    monkeypatch.setattr("freightwire.outbox.relay.SILENCE_SECONDS", 3600)  # who does not poll says nothing for long


@pytest.fixture
async def url(make_database: Callable[[], str]) -> str:
    url = make_database()
    await make_outbox(url)
    return url


@pytest.fixture
async def listener(amqp_url: str) -> AsyncIterator[Listener]:
    async with listening(amqp_url) as listener:
        yield listener


@asynccontextmanager
async def process(name: str, url: str, amqp_url: str) -> AsyncIterator[Process]:
    settings = DatabaseSettings(database_url=SecretStr(url), database_pool_size=2)
    database = Database(settings, application_name=name)
    async with relaying(url, amqp_url, name=name) as relay:
        relay.follow(database)
        yield Process(name, database, relay)
    await database.close()


async def test_a_commit_of_its_own_process_wakes_the_relay(url: str, amqp_url: str, listener: Listener) -> None:
    async with process("one", url, amqp_url) as one:
        await eventually(one.publishes)
        for version in range(1, 6):
            await one.commit(changed("w1", version))
            await eventually(lambda version=version: len(listener.of("w1")) == version)  # type: ignore[misc]


async def test_a_commit_of_another_process_wakes_the_relay(url: str, amqp_url: str, listener: Listener) -> None:
    async with AsyncExitStack() as stack:
        one = await stack.enter_async_context(process("one", url, amqp_url))
        await eventually(one.publishes)
        other = await stack.enter_async_context(process("other", url, amqp_url))
        await eventually(other.is_well)
        for version in range(1, 6):
            await other.commit(changed("w2", version))
            await eventually(lambda version=version: len(listener.of("w2")) == version)  # type: ignore[misc]
        assert one.publishes()
        assert not other.publishes()


async def test_a_process_whose_commits_never_pause_still_takes_over(
    url: str, amqp_url: str, listener: Listener
) -> None:
    async with AsyncExitStack() as stack:
        first = await stack.enter_async_context(AsyncExitStack())
        one = await first.enter_async_context(process("one", url, amqp_url))
        await eventually(one.publishes)
        other = await stack.enter_async_context(process("other", url, amqp_url))
        await first.aclose()
        version = 0
        while not other.publishes():
            version += 1
            await other.commit(changed("w3", version))
        await eventually(lambda: len(listener.of("w3")) == version)


async def test_a_savepoint_is_no_commit_yet(url: str, amqp_url: str, listener: Listener) -> None:
    async with process("one", url, amqp_url) as one:
        await eventually(one.publishes)
        async with one.sessions.begin() as session:
            async with session.begin_nested():
                Outbox.add(session, changed("w4", 1))
            assert listener.of("w4") == []
        await eventually(lambda: len(listener.of("w4")) == 1)
