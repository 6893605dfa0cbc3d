"""Polling and pushes tell the same, on a real broker; and polling goes on while the broker is away."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from freightwire.cursor import Cursor
from pydantic import SecretStr

from .test_service import PDF, listening, org_of, ready, running, unready

if TYPE_CHECKING:
    import httpx
    from freightwire.events.envelope import Envelope
    from freightwire.testing import TcpProxy
    from orders.settings import OrdersSettings

Eventually = Callable[..., Awaitable[Any]]
EDIT = {"reference": "B", "sale": {"amount": 2}, "carrier": {"iban": "RO49"}}


@pytest.fixture
def live(settings: OrdersSettings, amqp_url: str) -> OrdersSettings:
    return settings.model_copy(update={"amqp_url": SecretStr(amqp_url), "shutdown_grace_seconds": 5})


async def patch(client: httpx.AsyncClient, order_id: str, changes: dict[str, Any]) -> httpx.Response:
    headers = {"If-Match": '"1"', "Content-Type": "application/merge-patch+json"}
    return await client.patch(f"/orders/{order_id}", content=json.dumps(changes), headers=headers)


async def changes(client: httpx.AsyncClient, cursor: str | None = None) -> dict[str, Any]:
    answer = await client.get("/orders/changes", params={"cursor": cursor} if cursor else {})
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def as_polled(envelope: Envelope) -> tuple[Any, ...]:
    key = envelope.key.partition(".")[2]
    position = f"{envelope.epoch} {envelope.position}"
    return str(envelope.id), envelope.type, key, envelope.version, position, json.loads(envelope.data)


def as_pushed(event: dict[str, Any]) -> tuple[Any, ...]:
    cursor = Cursor.decode(event["cursor"])
    position = f"{cursor.epoch} {cursor.position}"
    return event["id"], event["event"], event["key"], event.get("version"), position, event["data"]


async def test_who_polls_gets_what_the_broker_carries(
    live: OrdersSettings, amqp_url: str, eventually: Eventually
) -> None:
    async with running(live) as client:
        await eventually(lambda: ready(client), seconds=60)
        async with listening(amqp_url) as listener:
            start = (await changes(client))["nextCursor"]
            order = (await client.post("/orders", json={"data": {"reference": "A"}})).json()
            assert (await patch(client, order["id"], EDIT)).status_code == 200
            assert (await patch(client, order["id"], {"reference": "C"})).status_code == 409
            await client.post(f"/orders/{order['id']}/transitions/hold", json={"reason": "waits"})
            files = {"file": ("a.pdf", PDF + uuid4().bytes, "application/pdf")}
            await client.post(f"/orders/{order['id']}/documents", files=files)
            await eventually(lambda: "order:document_added" in [one.type for one in listener.heard], seconds=60)
            polled = await changes(client, start)

    carried = [as_polled(one) for one in listener.of(org_of(client)) if one.key.split(".")[1] != "document"]
    assert [as_pushed(event) for event in polled["events"]] == carried
    assert [event["event"] for event in polled["events"]] == [
        "order:created",
        *["order:updated"] * 3,
        "order:conflict",
        "order:status_changed",
        "order:document_added",
    ]


async def test_while_the_broker_is_away_who_polls_goes_on(
    live: OrdersSettings,
    amqp_url: str,
    tcp_proxy: Callable[[str], Awaitable[TcpProxy]],
    eventually: Eventually,
) -> None:
    proxy = await tcp_proxy(amqp_url)
    through = live.model_copy(update={"amqp_url": SecretStr(proxy.url(amqp_url))})
    async with running(through) as client:
        await eventually(lambda: ready(client), seconds=60)
        async with listening(amqp_url) as listener:
            cursor = (await changes(client))["nextCursor"]
            proxy.cut()
            await eventually(lambda: unready(client, "broker"), seconds=60)
            seen: dict[str, int] = {}
            for number in range(3):
                order = (await client.post("/orders", json={"data": {"reference": f"{number}"}})).json()
                # At once: what is committed is told, whether the relay has numbered it yet or not.
                body = await changes(client, cursor)
                cursor = body["nextCursor"]
                assert body["resumed"] is True
                assert order["id"] in {event["data"]["orderId"] for event in body["events"]}
                seen |= {event["data"]["orderId"]: event["version"] for event in body["events"]}
            proxy.mend()
            await eventually(lambda: len(listener.of(org_of(client))) == 3, seconds=60)
            rest = await changes(client, cursor)

    assert seen == {one.key.split(".")[2]: one.version for one in listener.of(org_of(client))}
    assert {event["data"]["orderId"] for event in rest["events"]} <= seen.keys()
