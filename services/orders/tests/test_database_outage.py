"""While the database is away or silent, commands say so in time; afterwards all goes on, and nothing is lost."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

import pytest
from freightwire.local_servers import PostgresServer
from freightwire.migrations import upgrade
from orders.__main__ import MIGRATIONS
from pydantic import SecretStr

from .live import listening, org_of, ready, running, unready

if TYPE_CHECKING:
    from pathlib import Path

    import httpx
    from freightwire.testing import TcpProxy
    from orders.settings import OrdersSettings

Eventually = Callable[..., Awaitable[Any]]


@pytest.fixture
def live(settings: OrdersSettings, amqp_url: str) -> OrdersSettings:
    return settings.model_copy(
        update={
            "amqp_url": SecretStr(amqp_url),
            "shutdown_grace_seconds": 5,
            "database_statement_timeout_seconds": 1,
        }
    )


async def create(client: httpx.AsyncClient, reference: str) -> httpx.Response:
    return await client.post("/orders", json={"data": {"reference": reference}}, headers={"Idempotency-Key": reference})


def assert_says_so(answer: httpx.Response) -> None:
    assert answer.status_code == 503, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "database_unavailable"
    assert int(answer.headers["Retry-After"]) > 0


async def test_a_network_that_swallows_everything(
    live: OrdersSettings,
    amqp_url: str,
    database_url: str,
    tcp_proxy: Callable[[str], Awaitable[TcpProxy]],
    eventually: Eventually,
) -> None:
    proxy = await tcp_proxy(database_url)
    through = live.model_copy(update={"database_url": SecretStr(proxy.url(database_url))})
    async with running(through) as client:
        await eventually(lambda: ready(client), seconds=60)
        async with listening(amqp_url) as listener:
            assert (await create(client, "before")).status_code == 201
            proxy.stall()
            answers = await asyncio.gather(
                create(client, "during"), client.get("/orders"), *(create(client, f"many{n}") for n in range(40))
            )
            for answer in answers:
                assert_says_so(answer)
            assert await unready(client, "database")
            assert (await client.get("/healthz")).status_code == 200
            proxy.mend()
            await eventually(lambda: ready(client), seconds=60)
            again = await create(client, "during")
            assert again.status_code == 201, again.text
            await eventually(lambda: {b'"before"', b'"during"'} <= _references(listener.of(org_of(client))), seconds=60)


def _references(envelopes: list[Any]) -> set[bytes]:
    return {
        word for one in envelopes for word in (b'"before"', b'"during"') if word in one.data and "created" in one.key
    }


async def test_a_server_that_is_stopped_and_started(
    live: OrdersSettings, amqp_url: str, tmp_path: Path, eventually: Eventually
) -> None:
    server = PostgresServer(tmp_path / "postgres", throwaway=True)
    await asyncio.to_thread(server.start)
    try:
        url = SecretStr(await asyncio.to_thread(server.create_database, "orders"))
        await asyncio.to_thread(upgrade, url, MIGRATIONS)
        async with running(live.model_copy(update={"database_url": url})) as client:
            await eventually(lambda: ready(client), seconds=60)
            async with listening(amqp_url) as listener:
                taken = [await create(client, "first")]
                await asyncio.to_thread(server.stop)
                assert_says_so(await create(client, "second"))
                assert await unready(client, "database")
                await asyncio.to_thread(server.start)
                await eventually(lambda: ready(client), seconds=60)
                taken += [await create(client, "second"), await create(client, "third")]
                assert [answer.status_code for answer in taken] == [201, 201, 201]
                await eventually(lambda: len(_created(listener.of(org_of(client)))) == 3, seconds=60)

                assert [order["number"][-1] for order in (answer.json() for answer in taken)] == ["1", "2", "3"]
    finally:
        await asyncio.to_thread(server.kill)


def _created(envelopes: list[Any]) -> set[str]:
    return {one.key for one in envelopes if one.type == "order:created"}
