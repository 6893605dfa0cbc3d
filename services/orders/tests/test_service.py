"""The whole service on a real broker and a real database, also while one of them is away."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import aio_pika
import httpx
import pytest
from freightwire.events.base import Text
from freightwire.events.documents import DocumentFailed
from freightwire.events.envelope import Envelope
from freightwire.messaging import BrokerConnection, Publisher
from freightwire.messaging.topology import ORDERS_AI_RESULTS
from prometheus_client import REGISTRY
from pydantic import SecretStr

from .live import listening, org_of, ready, running, unready

if TYPE_CHECKING:
    from freightwire.testing import TcpProxy
    from orders.settings import OrdersSettings

PDF = b"%PDF-1.7\n"

Eventually = Callable[..., Awaitable[Any]]


@pytest.fixture
def live(settings: OrdersSettings, amqp_url: str) -> OrdersSettings:
    return settings.model_copy(update={"amqp_url": SecretStr(amqp_url), "shutdown_grace_seconds": 5})


async def upload(client: httpx.AsyncClient) -> dict[str, Any]:
    file = ("a.pdf", PDF + uuid4().bytes, "application/pdf")
    answer = await client.post("/orders/documents", files={"file": file})
    assert answer.status_code == 201, answer.text
    return answer.json() | answer.json()["results"][0]


async def test_what_is_committed_goes_out_without_being_polled_for(
    live: OrdersSettings, amqp_url: str, eventually: Eventually, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("freightwire.outbox.relay.POLL_SECONDS", 3600)
    async with running(live) as client:
        await eventually(lambda: ready(client), seconds=60)
        async with listening(amqp_url) as listener:
            await upload(client)
            org = org_of(client)
            await eventually(lambda: len(listener.of(org)) == 4, seconds=60)


async def test_a_document_goes_out_and_its_result_comes_back(
    live: OrdersSettings, amqp_url: str, eventually: Eventually
) -> None:
    async with running(live) as client:
        await eventually(lambda: ready(client), seconds=60)
        async with listening(amqp_url) as listener:
            uploaded = await upload(client)
            org = org_of(client)
            await eventually(lambda: len(listener.of(org)) == 4, seconds=60)
            broker = BrokerConnection(amqp_url, name="reader", topology=None)
            await broker.start()
            failed = DocumentFailed(
                document_id=uploaded["documentId"],
                order_id=uploaded["orderId"],
                error="encrypted",
                message=Text(ro="criptat", en="encrypted"),
            )
            submitted = next(one for one in listener.of(org) if one.type == "document:submitted")
            envelope = Envelope.of(failed, org=org, source="ai-processor", causation=submitted)
            for _ in range(2):
                await Publisher(broker).publish(envelope)
            await eventually(lambda: len(listener.of(org)) == 8, seconds=60)
            await broker.stop()

        told = [one for one in listener.of(org) if one.source == "orders"]
        assert [one.type for one in told] == [
            "order:created",
            "order:document_added",
            "batch:progress",
            "document:submitted",
            "order:processing_failed",
            "batch:progress",
        ]
        positions = [one.position for one in told]
        assert None not in positions
        assert positions == sorted(positions, key=lambda position: position or 0)
        assert [one.version for one in told if one.type.startswith("order:")] == [1, 2, 3]
        assert told[4].causation_id == str(envelope.id)
        assert told[4].actor == "ana"
        assert {one.traceparent for one in told} == {envelope.traceparent}
        document = (await client.get(f"/documents/{uploaded['documentId']}")).json()
        assert document["error"]["code"] == "encrypted"


async def test_a_result_for_no_document_is_dead_lettered(
    live: OrdersSettings, amqp_url: str, eventually: Eventually
) -> None:
    async with running(live) as client, await aio_pika.connect(amqp_url) as connection:
        await eventually(lambda: ready(client), seconds=60)
        broker = BrokerConnection(amqp_url, name="reader", topology=None)
        await broker.start()
        failed = DocumentFailed(document_id="nothing", order_id="nothing", error="x", message=Text(ro="x", en="x"))
        await Publisher(broker).publish(Envelope.of(failed, org="nobody", source="ai-processor"))
        channel = await connection.channel()
        queue = await channel.get_queue(ORDERS_AI_RESULTS.dead_letters)
        message = await eventually(lambda: queue.get(fail=False), seconds=60)
        await message.ack()
        await broker.stop()

    assert "document_unknown" in str(dict(message.headers))


async def test_while_the_broker_is_away_commands_are_taken_and_their_events_go_out_later(
    live: OrdersSettings,
    amqp_url: str,
    tcp_proxy: Callable[[str], Awaitable[TcpProxy]],
    eventually: Eventually,
) -> None:
    proxy = await tcp_proxy(amqp_url)
    async with listening(amqp_url) as listener:
        through = live.model_copy(update={"amqp_url": SecretStr(proxy.url(amqp_url))})
        async with running(through) as client:
            await eventually(lambda: ready(client), seconds=60)
            proxy.cut()
            await eventually(lambda: unready(client, "broker"), seconds=60)
            order = (await client.post("/orders", json={"data": {"reference": "away"}})).json()
            patched = await client.patch(
                f"/orders/{order['id']}",
                content=b'{"reference":"still away"}',
                headers={"If-Match": '"1"', "Content-Type": "application/merge-patch+json"},
            )
            assert patched.status_code == 200
            assert listener.of(org_of(client)) == []
            proxy.mend()
            await eventually(lambda: len(listener.of(org_of(client))) == 2, seconds=60)
            await eventually(lambda: ready(client), seconds=60)

            assert [(one.type, one.version) for one in listener.of(org_of(client))] == [
                ("order:created", 1),
                ("order:updated", 2),
            ]


async def test_while_the_database_is_away_commands_say_so_and_nothing_is_left_of_them(
    live: OrdersSettings,
    database_url: str,
    tcp_proxy: Callable[[str], Awaitable[TcpProxy]],
    eventually: Eventually,
) -> None:
    proxy = await tcp_proxy(database_url)
    through = live.model_copy(update={"database_url": SecretStr(proxy.url(database_url))})
    async with running(through) as client:
        await eventually(lambda: ready(client), seconds=60)
        proxy.cut()
        await eventually(lambda: unready(client, "database"), seconds=60)
        created = await client.post("/orders", json={"data": {}})
        uploaded = await client.post("/orders/documents", files={"file": ("a.pdf", PDF, "application/pdf")})

        for answer in (created, uploaded):
            assert (answer.status_code, answer.json()["code"]) == (503, "database_unavailable")
            assert answer.headers["Retry-After"]
        assert _objects(live, org_of(client)) == []
        assert (await client.get("/healthz")).status_code == 200
        proxy.mend()
        await eventually(lambda: ready(client), seconds=60)
        assert (await client.get("/orders")).json() == {"items": []}


async def test_an_upload_that_the_client_gives_up_leaves_nothing(live: OrdersSettings, eventually: Eventually) -> None:
    async with running(live) as client:
        await eventually(lambda: ready(client), seconds=60)
        head = (
            b"POST /orders/documents HTTP/1.1\r\nHost: x\r\nContent-Length: 500000\r\n"
            b"Content-Type: multipart/form-data; boundary=here\r\n"
            b"Authorization: " + client.headers["Authorization"].encode() + b"\r\n\r\n"
            b'--here\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'
        )
        _, writer = await asyncio.open_connection("127.0.0.1", client.base_url.port)
        writer.write(head + PDF + b"x" * 100_000)
        await writer.drain()
        before = _broken_off()
        writer.close()
        await eventually(lambda: _broken_off() == before + 1, seconds=60)

        assert _objects(live, org_of(client)) == []
        assert (await client.get("/orders")).json() == {"items": []}


async def test_before_the_first_migration_the_service_says_what_to_do(
    live: OrdersSettings, make_database: Callable[[], str], eventually: Eventually
) -> None:
    empty = live.model_copy(update={"database_url": SecretStr(make_database())})
    async with running(empty) as client:
        await eventually(lambda: unready(client, "python -m orders migrate"), seconds=60)


async def test_pages_of_other_origins_may_call_it_where_they_are_named(live: OrdersSettings) -> None:
    named = live.model_copy(update={"orders_origins": ["https://desk.example"]})
    asked = {"Access-Control-Request-Method": "PATCH", "Access-Control-Request-Headers": "If-Match, Authorization"}
    async with running(named) as client:
        good = await client.options("/orders/x", headers=asked | {"Origin": "https://desk.example"})
        bad = await client.options("/orders/x", headers=asked | {"Origin": "https://evil.example"})

    assert (good.status_code, good.headers["Access-Control-Allow-Origin"]) == (200, "https://desk.example")
    assert "Access-Control-Allow-Origin" not in bad.headers


async def test_a_large_file_arrives_whole(live: OrdersSettings, eventually: Eventually) -> None:
    large = live.model_copy(update={"upload_file_limit_mb": 50})
    content = PDF + bytes(range(256)) * 4096 * 20
    async with running(large) as client:
        await eventually(lambda: ready(client), seconds=60)
        taken = await client.post("/orders/documents", files={"file": ("a.pdf", content, "application/pdf")})
        refused = await client.post("/orders/documents", files={"file": ("b.pdf", PDF + b"x" * (60 * 1024**2))})
        document = taken.json()["results"][0]["documentId"]

        assert (await client.get(f"/documents/{document}/content")).content == content
        assert (refused.status_code, refused.json()["code"]) == (413, "file_too_large")
        assert "50 MB" in refused.json()["detail"]


def _broken_off() -> float:
    return REGISTRY.get_sample_value("freightwire_orders_uploads_total", {"outcome": "broken_off"}) or 0


def _objects(settings: OrdersSettings, org: str) -> list[Path]:
    directory = Path(httpx.URL(settings.object_store_url).path)
    return [path for path in (directory / org).rglob("*") if path.is_file()]
