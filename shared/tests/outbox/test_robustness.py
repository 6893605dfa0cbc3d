"""One bad row, one dead relay: neither stops the log. Against a real broker and a real database."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from freightwire.outbox.tables import aggregate_of
from prometheus_client import REGISTRY

from .support import Database, changed, listening, make_outbox, relaying

if TYPE_CHECKING:
    from freightwire.testing import TcpProxy

Eventually = Callable[..., Awaitable[Any]]
Proxies = Callable[[str], Awaitable["TcpProxy"]]


@pytest.fixture
async def database(make_database: Callable[[], str]) -> Database:
    url = make_database()
    await make_outbox(url)
    return Database(url)


async def insert_poison(database: Database, kind: str) -> None:
    good = changed("poison", 1)
    headers: Any = good.headers()
    key = good.key
    match kind:
        case "oversized header":  # more than a frame holds: the broker closes the connection
            headers["cloudEvents_correlationid"] = "x" * 300_000
        case "unroutable key":  # longer than a short string
            key = "alpha.order.poison." + "x" * 300
        case "no envelope":
            headers = {"something": "else"}
        case "no headers":
            headers = ["a list"]
        case "header of no kind":
            headers["cloudEvents_version"] = 2**70
    await database.run(
        "INSERT INTO outbox (id, aggregate, routing_key, headers, data)"
        " VALUES (:id, :aggregate, :key, CAST(:headers AS jsonb), :data)",
        id=good.id,
        aggregate=aggregate_of(key),
        key=key,
        headers=json.dumps(headers),
        data=good.data,
    )


@pytest.mark.parametrize(
    "kind", ["oversized header", "unroutable key", "no envelope", "no headers", "header of no kind"]
)
async def test_a_row_that_cannot_be_published_stops_nobody_else(
    kind: str, database: Database, amqp_url: str, eventually: Eventually
) -> None:
    await database.commit(changed("before", 1))
    await insert_poison(database, kind)
    await database.commit(changed("poison", 2), changed("after", 1))
    async with listening(amqp_url) as listener, relaying(database.url, amqp_url):
        await eventually(lambda: listener.of("after"), seconds=90)
        await database.commit(changed("later", 1), changed("after", 2))
        await eventually(lambda: listener.of("later") and len(listener.of("after")) == 2, seconds=90)

        [row] = await database.run("SELECT attempts, last_error, position FROM outbox WHERE attempts > 0")
        assert row.last_error
        assert listener.of("before")
        if kind in ("no envelope", "no headers"):
            assert listener.of("poison") == [], "what follows an unreadable event in its order waits with it"
    published = [one.position for one in listener.heard if one.key != "all.system.error"]
    assert len(set(published)) >= 4


async def test_a_relay_whose_network_swallows_packets_is_replaced(
    database: Database, amqp_url: str, tcp_proxy: Proxies, eventually: Eventually
) -> None:
    proxy = await tcp_proxy(database.url)
    async with listening(amqp_url) as listener, relaying(proxy.url(database.url), amqp_url, name="stalled"):
        await database.commit(changed("o1", 1))
        await eventually(lambda: listener.of("o1"), seconds=150)
        async with relaying(database.url, amqp_url, name="standby"):
            proxy.stall()  # every connection stays open: no reset, no end of file
            await database.commit(changed("o1", 2))
            await eventually(lambda: 2 in {one.version for one in listener.of("o1")}, seconds=150)
            assert _active("standby") == 1
            proxy.mend()
            await database.commit(changed("o1", 3))
            await eventually(lambda: 3 in {one.version for one in listener.of("o1")}, seconds=150)

    # The first may come again, at its position: that it was confirmed could not be noted.
    assert {(one.version, one.position) for one in listener.of("o1")} == {(1, 1), (2, 2), (3, 3)}


async def test_while_the_broker_does_not_confirm_the_lock_is_kept(
    database: Database, amqp_url: str, tcp_proxy: Proxies, eventually: Eventually
) -> None:
    proxy = await tcp_proxy(amqp_url)
    async with listening(amqp_url) as listener, relaying(database.url, proxy.url(amqp_url), name="patient") as relay:
        await database.commit(changed("o1", 1))
        await eventually(lambda: listener.of("o1"), seconds=60)
        proxy.stall()
        await database.commit(changed("o1", 2))

        async def complains() -> bool:
            return await relay.problem() is not None

        await eventually(complains, seconds=60)
        sessions = await database.run("SELECT pid FROM pg_stat_activity WHERE application_name = 'patient-relay'")
        proxy.mend()
        await eventually(lambda: len({one.version for one in listener.of("o1")}) == 2, seconds=90)
        assert sessions == await database.run(
            "SELECT pid FROM pg_stat_activity WHERE application_name = 'patient-relay'"
        )
        await database.commit(replace(changed("o2", 1)))
        await eventually(lambda: listener.of("o2"), seconds=60)


async def test_the_log_is_cut_off_from_its_beginning_without_holes(database: Database, amqp_url: str) -> None:
    import asyncpg  # noqa: PLC0415
    from freightwire.outbox.log import EventLog  # noqa: PLC0415

    await database.commit(*(changed("o1", version) for version in range(1, 9)))
    connection = await asyncpg.connect(database.url.replace("+asyncpg", ""))
    log = EventLog(connection, public=True)
    await log.number(10)
    # Position 3 was confirmed late, 6 is not confirmed at all.
    await database.run("UPDATE outbox SET published_at = now() - interval '80 hours' WHERE position NOT IN (3, 6)")
    await database.run("UPDATE outbox SET published_at = now() - interval '1 hour' WHERE position = 3")

    more = await log.purge(published_hours=72, received_days=30)
    left = await database.run("SELECT position FROM outbox ORDER BY position")
    await database.run("UPDATE outbox SET published_at = now() - interval '80 hours' WHERE position IN (3, 6)")
    await log.purge(published_hours=72, received_days=30)
    await connection.close()

    assert not more
    assert [row.position for row in left] == [3, 4, 5, 6, 7, 8]
    assert await database.run("SELECT position FROM outbox") == []


def _active(service: str) -> float:
    return REGISTRY.get_sample_value("freightwire_outbox_relay_active", {"service": service}) or 0
