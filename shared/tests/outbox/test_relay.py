"""What a transaction commits is published, in order, at least once and at one position; what it rolls back is not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from freightwire.database import Database
from freightwire.events.envelope import Envelope
from freightwire.events.orders import OrderStatus, OrderStatusChanged
from freightwire.inbox import Inbox
from freightwire.messaging.errors import BrokerUnavailableError, ConfirmTimeoutError, PublishError, RefusedError
from freightwire.outbox import Outbox, OutboxBase, OutboxRelay
from freightwire.outbox.schema import (
    create_inbox,
    create_outbox,
    create_wakening,
    drop_inbox,
    drop_outbox,
    drop_wakening,
)
from freightwire.settings import DatabaseSettings
from freightwire.testing import eventually
from pydantic import SecretStr
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker


class Broker:
    """Stands for the publisher, so that each kind of failure can be had at will; it has its own tests."""

    def __init__(self) -> None:
        self.published: list[Envelope] = []
        self.away = False
        self.lose_confirms_of: set[str] = set()
        self.refuse: set[str] = set()

    async def publish_window(self, envelopes: Sequence[Envelope]) -> list[PublishError | None]:
        return [self._publish(envelope) for envelope in envelopes]

    def _publish(self, envelope: Envelope) -> PublishError | None:
        if self.away:
            return BrokerUnavailableError("away")
        if envelope.key in self.refuse:
            return RefusedError("refused")
        self.published.append(envelope)
        if envelope.key in self.lose_confirms_of:
            self.lose_confirms_of.discard(envelope.key)
            return ConfirmTimeoutError("lost")
        return None

    def positions(self) -> list[int]:
        return [envelope.position or 0 for envelope in self.published]

    def keys(self) -> list[str]:
        return [envelope.key for envelope in self.published]


@pytest.fixture(scope="module")
async def database(database_url: str) -> AsyncIterator[Database]:
    settings = DatabaseSettings(database_url=SecretStr(database_url), database_pool_size=5)
    database = Database(settings, application_name="test")
    yield database
    await database.close()


@pytest.fixture(scope="module")
def engine(database: Database) -> AsyncEngine:
    return database.engine


@pytest.fixture(autouse=True)
async def _tables(engine: AsyncEngine) -> AsyncIterator[None]:
    def in_migration(connection: Connection, *steps: object) -> None:
        with Operations.context(MigrationContext.configure(connection)) as op:
            for step in steps:
                step(op)  # type: ignore[operator]

    async with engine.begin() as connection:
        await connection.run_sync(in_migration, create_outbox, create_inbox, drop_wakening)
    yield
    async with engine.begin() as connection:
        await connection.run_sync(in_migration, create_wakening, drop_outbox, drop_inbox)


@pytest.fixture
def sessions(database: Database) -> async_sessionmaker[AsyncSession]:
    return database.sessions


@pytest.fixture
def broker() -> Broker:
    return Broker()


@pytest.fixture
async def relay(database_url: str, database: Database, broker: Broker) -> AsyncIterator[OutboxRelay]:
    relay = OutboxRelay(SecretStr(database_url), broker, service="test")  # type: ignore[arg-type]
    relay.follow(database)
    yield relay
    await relay.stop()


def event(order: str, version: int) -> Envelope:
    changed = OrderStatusChanged(
        order_id=order, status=OrderStatus.CONFIRMED, previous_status=OrderStatus.DRAFT, transition="confirm"
    )
    return Envelope.of(changed, org="alpha", source="orders", version=version)


async def commit(sessions: async_sessionmaker[AsyncSession], *envelopes: Envelope) -> None:
    async with sessions.begin() as session:
        for envelope in envelopes:
            Outbox.add(session, envelope)


async def test_the_migration_makes_what_the_models_describe(engine: AsyncEngine) -> None:
    async with engine.connect() as connection:
        differences = await connection.run_sync(
            lambda sync: compare_metadata(MigrationContext.configure(sync), OutboxBase.metadata)
        )
    assert differences == []


async def test_committed_events_are_published_in_order_with_gapless_positions(sessions, broker, relay) -> None:  # type: ignore[no-untyped-def]
    await relay.start()
    envelopes = [event(f"o{number % 7}", number) for number in range(1200)]
    for start in range(0, 1200, 300):
        await commit(sessions, *envelopes[start : start + 300])
    await eventually(lambda: len(broker.published) == 1200)
    assert broker.positions() == list(range(1, 1201))
    assert [envelope.id for envelope in broker.published] == [envelope.id for envelope in envelopes]
    assert len({envelope.epoch for envelope in broker.published}) == 1
    assert broker.published[0].data == envelopes[0].data
    assert broker.published[0].version == 0


async def test_what_is_rolled_back_is_never_published(sessions, broker, relay) -> None:  # type: ignore[no-untyped-def]
    await relay.start()
    async with sessions() as session:
        Outbox.add(session, event("o1", 1))
        await session.flush()
        await session.rollback()
    await commit(sessions, event("o2", 1))
    await eventually(lambda: broker.published)
    assert broker.keys() == ["alpha.order.o2.status_changed"]


async def test_a_transaction_that_commits_late_is_not_skipped(sessions, broker, relay) -> None:  # type: ignore[no-untyped-def]
    await relay.start()
    async with sessions() as late:
        Outbox.add(late, event("late", 1))
        await late.flush()
        await commit(sessions, event("early", 1))
        await eventually(lambda: broker.published)
        await late.commit()
    await eventually(lambda: len(broker.published) == 2)
    assert broker.keys() == ["alpha.order.early.status_changed", "alpha.order.late.status_changed"]
    assert broker.positions() == [1, 2]


async def test_while_the_broker_is_away_events_wait_and_keep_their_positions(sessions, broker, relay) -> None:  # type: ignore[no-untyped-def]
    broker.away = True
    await relay.start()
    await commit(sessions, *(event("o1", version) for version in range(1, 6)))
    await eventually(lambda: has_problem(relay))
    broker.away = False
    await eventually(lambda: len(broker.published) == 5)
    assert broker.positions() == [1, 2, 3, 4, 5]
    await eventually(lambda: is_well(relay))


async def test_while_the_broker_is_away_events_get_positions_for_those_who_poll(
    sessions, broker, relay, engine
) -> None:  # type: ignore[no-untyped-def]
    async def numbered() -> int:
        async with engine.connect() as connection:
            return int(await connection.scalar(text("SELECT count(position) FROM outbox")) or 0)

    broker.away = True
    await relay.start()
    await commit(sessions, *(event(f"o{number}", 1) for number in range(1_200)))
    await eventually(lambda: has_all(numbered, 1_200))
    await commit(sessions, event("late", 1))
    await eventually(lambda: has_all(numbered, 1_201))
    broker.away = False
    await eventually(lambda: len(broker.published) == 1_201)
    assert broker.positions() == list(range(1, 1_202))


async def has_all(count: Callable[[], Awaitable[int]], expected: int) -> bool:
    return await count() == expected


async def test_a_lost_confirm_repeats_the_event_at_the_same_position(sessions, broker, relay) -> None:  # type: ignore[no-untyped-def]
    broker.lose_confirms_of = {"alpha.order.o2.status_changed"}
    await commit(sessions, event("o1", 1), event("o2", 1), event("o3", 1))
    await relay.start()
    await eventually(lambda: len(broker.published) == 4)
    assert broker.positions() == [1, 2, 3, 2]


async def test_a_refused_event_holds_back_its_own_order_only(sessions, broker, relay, engine) -> None:  # type: ignore[no-untyped-def]
    refused = "alpha.order.o1.status_changed"
    broker.refuse = {refused}
    await commit(sessions, event("o1", 1), event("o2", 1))
    await relay.start()
    await eventually(lambda: broker.published)
    await commit(sessions, event("o1", 2), event("o2", 2))
    await eventually(lambda: len(broker.published) == 2)
    assert broker.keys() == ["alpha.order.o2.status_changed"] * 2
    async with engine.connect() as connection:
        first = await connection.execute(
            text("SELECT attempts, last_error FROM outbox WHERE attempts > 0 ORDER BY seq")
        )
        waiting = first.first()
    assert waiting is not None
    assert waiting.attempts >= 1
    assert "refused" in waiting.last_error
    broker.refuse = set()
    await eventually(lambda: len(broker.published) == 4)
    assert [envelope.version for envelope in broker.published if envelope.key == refused] == [1, 2]
    assert broker.positions() == sorted(set(broker.positions())), "a later position must stand for a later publish"


async def test_one_relay_publishes_and_another_takes_over(sessions, broker, database_url) -> None:  # type: ignore[no-untyped-def]
    relays = [OutboxRelay(SecretStr(database_url), broker, service=f"test{n}") for n in range(2)]  # type: ignore[arg-type]
    for relay in relays:
        await relay.start()
    await commit(sessions, *(event("o1", version) for version in range(50)))
    await eventually(lambda: len(broker.published) >= 50)
    await relays[0].stop()
    await commit(sessions, *(event("o1", version) for version in range(50, 60)))
    await eventually(lambda: len(broker.published) >= 60)
    await relays[1].stop()
    assert broker.positions() == list(range(1, 61))


async def test_a_relay_that_lost_its_database_connection_goes_on(sessions, broker, relay, engine) -> None:  # type: ignore[no-untyped-def]
    await relay.start()
    await commit(sessions, event("o1", 1))
    await eventually(lambda: broker.published)
    async with engine.begin() as connection:
        await connection.execute(
            text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'test-relay'")
        )
    await commit(sessions, event("o1", 2))
    await eventually(lambda: 2 in broker.positions())
    assert set(broker.positions()) == {1, 2}, "the first may come again, at its position"


async def test_events_outside_the_public_log_carry_no_position(sessions, broker, database_url) -> None:  # type: ignore[no-untyped-def]
    relay = OutboxRelay(SecretStr(database_url), broker, service="test", positions=False)  # type: ignore[arg-type]
    await relay.start()
    await commit(sessions, event("o1", 1))
    await eventually(lambda: broker.published)
    await relay.stop()
    assert broker.published[0].position is None
    assert broker.published[0].epoch is None


async def test_stopping_publishes_what_is_committed(sessions, broker, relay) -> None:  # type: ignore[no-untyped-def]
    await relay.start()
    await eventually(lambda: is_well(relay))
    await commit(sessions, *(event("o1", version) for version in range(700)))
    await relay.stop()
    assert len(broker.published) == 700


async def test_the_inbox_lets_an_event_through_once(sessions) -> None:  # type: ignore[no-untyped-def]
    envelope = event("o1", 1)

    async def once() -> bool:
        async with sessions.begin() as session:
            return bool(await Inbox.first_time(session, consumer="orders.ai-results", event_id=envelope.id))

    assert sorted(await asyncio.gather(*(once() for _ in range(5)))) == [False, False, False, False, True]
    async with sessions.begin() as session:
        assert await Inbox.first_time(session, consumer="another", event_id=envelope.id)


async def test_an_effect_that_was_rolled_back_may_be_tried_again(sessions) -> None:  # type: ignore[no-untyped-def]
    envelope = event("o1", 1)
    async with sessions() as session:
        assert await Inbox.first_time(session, consumer="c", event_id=envelope.id)
        await session.rollback()
    async with sessions.begin() as session:
        assert await Inbox.first_time(session, consumer="c", event_id=envelope.id)


async def has_problem(relay: OutboxRelay) -> bool:
    return await relay.problem() is not None


async def is_well(relay: OutboxRelay) -> bool:
    return await relay.problem() is None
