"""What becomes of events while the broker or the database is away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
from freightwire.identifiers import new_id
from freightwire.messaging.topology import RETRY_DELAYS_MS
from notifier.testing import created, failed, running_notifier

from .servers import eventually

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from freightwire.testing import TcpProxy
    from notifier.testing import Notifier

Proxies = Callable[[str], Awaitable["TcpProxy"]] if TYPE_CHECKING else Any


async def readiness(notifier: Notifier) -> tuple[int, str]:
    """The status of ``/readyz`` and its problems as one text."""
    async with httpx.AsyncClient(base_url=notifier.url) as client:
        answer = await client.get("/readyz")
    return answer.status_code, " ".join(answer.json().get("problems", []))


async def one_notification(notifier: Notifier, user: str) -> None:
    async def listed() -> bool:
        return len((await notifier.listed(user))["items"]) == 1

    await eventually(listed)


async def ready(notifier: Notifier) -> None:
    async def is_ready() -> bool:
        return (await readiness(notifier))[0] == 200

    await eventually(is_ready)


async def test_events_wait_for_the_database(amqp_url: str, database_url: str, tcp_proxy: Proxies) -> None:
    proxy = await tcp_proxy(database_url)
    async with running_notifier(amqp_url, database_url, through=(amqp_url, proxy.url(database_url))) as notifier:
        await ready(notifier)
        user, order = f"ana-{new_id()}", new_id()
        proxy.cut()
        await notifier.publish(created(order, by=user), version=1)
        await notifier.publish(failed(order), version=2)

        async def reported() -> bool:
            status, problems = await readiness(notifier)
            return status == 503 and "database" in problems

        await eventually(reported)
        async with notifier.client(user) as client:
            assert (await client.get("/notifications")).json()["code"] == "database_unavailable"
        assert [await notifier.parked(rung) for rung in RETRY_DELAYS_MS] == [0] * len(RETRY_DELAYS_MS)
        proxy.mend()
        await one_notification(notifier, user)
        assert await eventually(lambda: notifier.pushes_to(user))
        assert await notifier.dead_letters() == []


async def test_a_lost_connection_to_the_broker_costs_no_notification(
    amqp_url: str, make_database: Callable[[], str], tcp_proxy: Proxies
) -> None:
    proxy, database_url = await tcp_proxy(amqp_url), make_database()
    async with running_notifier(amqp_url, database_url, through=(proxy.url(amqp_url), database_url)) as notifier:
        await ready(notifier)
        proxy.cut()

        async def reported() -> bool:
            status, problems = await readiness(notifier)
            return status == 503 and "broker" in problems

        await eventually(reported)
        user, order = f"ana-{new_id()}", new_id()
        await notifier.publish(created(order, by=user), version=1)
        await notifier.publish(failed(order), version=2)
        proxy.mend()
        await one_notification(notifier, user)
        assert len(await eventually(lambda: notifier.pushes_to(user))) == 1
