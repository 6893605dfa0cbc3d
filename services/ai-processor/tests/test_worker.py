"""The service against a real broker: results once, progress on the way, failures named, processes killed."""

from __future__ import annotations

import hashlib
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import aio_pika
import httpx
import pytest
import pytest_asyncio
from ai_processor.results import NAMESPACE, result_id
from ai_processor.service import AiProcessor
from ai_processor.settings import AiProcessorSettings
from freightwire.events.documents import DocumentExtracted, DocumentFailed, DocumentSubmitted
from freightwire.events.envelope import Envelope
from freightwire.events.orders import OrderAiProcessing
from freightwire.identifiers import new_id
from freightwire.messaging import BrokerConnection, Publisher
from freightwire.messaging.topology import AI_DOCUMENTS, EVENTS

Eventually = Callable[..., Awaitable[Any]]


@dataclass
class Desk:
    """What surrounds the service: a publisher, an object store, and all that is said on the exchange."""

    publisher: Publisher
    store: Path
    heard: list[Envelope] = field(default_factory=list)

    def put(self, data: bytes) -> str:
        """Store an object."""
        key = new_id()
        (self.store / key).write_bytes(data)
        return key

    async def submit(self, data: bytes | None, **changes: Any) -> DocumentSubmitted:
        """Say that a document waits; None: its object is missing."""
        content = data or b""
        document = DocumentSubmitted(
            **{
                "document_id": new_id(),
                "order_id": new_id(),
                "object_key": "missing" if data is None else self.put(data),
                "file_name": "comanda.pdf",
                "content_type": "application/pdf",
                "size": len(content),
                "sha256": hashlib.sha256(content).hexdigest(),
                **changes,
            }
        )
        await self.publish(document)
        return document

    async def publish(self, document: DocumentSubmitted) -> None:
        await self.publisher.publish(Envelope.of(document, org="alpha", source="orders"))

    def of(self, document: DocumentSubmitted, *types: type[Any]) -> list[Envelope]:
        """What was said about a document, in order."""
        return [
            envelope
            for envelope in self.heard
            if envelope.type in {each.type for each in types} and document.document_id.encode() in envelope.data
        ]


@pytest_asyncio.fixture
async def desk(amqp_url: str, tmp_path: Path) -> AsyncIterator[Desk]:
    broker = BrokerConnection(amqp_url, name="test-desk")
    await broker.start()
    desk = Desk(Publisher(broker), tmp_path)
    channel = await broker.channel()
    queue = await channel.declare_queue(exclusive=True)
    await queue.bind(EVENTS.name, "#")

    async def hear(message: aio_pika.abc.AbstractIncomingMessage) -> None:
        await message.ack()
        desk.heard.append(Envelope.from_message(message.headers, message.routing_key or "", message.body))

    await queue.consume(hear)
    yield desk
    await broker.stop()


@asynccontextmanager
async def running(amqp_url: str, store: Path, **changes: Any) -> AsyncIterator[AiProcessor]:
    settings = AiProcessorSettings(
        **{
            "amqp_url": amqp_url,
            "object_store_url": f"file://{store}",
            "ai_processes": 1,
            "ai_progress_interval_seconds": 0,
            **changes,
        }
    )
    service = AiProcessor(settings)
    await service.start()
    try:
        yield service
    finally:
        await service.stop()


async def test_document_is_read_with_progress(amqp_url: str, desk: Desk, sample: bytes, eventually: Eventually) -> None:
    async with running(amqp_url, desk.store):
        document = await desk.submit(sample)
        await eventually(
            lambda: any(b'"done"' in each.data for each in desk.of(document, OrderAiProcessing)), seconds=30
        )

    (result,) = desk.of(document, DocumentExtracted)
    extracted = DocumentExtracted.from_bytes(result.data)
    assert extracted.kind == "transport_order"
    assert {found.path: found.value for found in extracted.fields}["reference"] == "1187"
    assert result.org == "alpha"
    assert result.causation_id is not None

    progress = [OrderAiProcessing.from_bytes(each.data) for each in desk.of(document, OrderAiProcessing)]
    stages = list(dict.fromkeys(str(each.stage) for each in progress))
    assert stages == ["received", "text", "classify", "extract", "validate", "done"]
    percents = [each.progress for each in progress]
    assert percents == sorted(percents)
    assert percents[-1] == 100
    assert progress[-1].fields_found == len(extracted.fields)
    said = [each.id for each in desk.heard]
    last = desk.of(document, OrderAiProcessing)[-1]
    assert said.index(result.id) < said.index(last.id), "done is said once the result is confirmed"


async def test_the_same_document_twice_has_the_same_result_id(
    amqp_url: str, desk: Desk, sample: bytes, eventually: Eventually
) -> None:
    async with running(amqp_url, desk.store):
        document = await desk.submit(sample)
        await desk.publish(document)
        again = document.model_copy(update={"attempt": 2})
        await desk.publish(again)
        await eventually(lambda: len(desk.of(document, DocumentExtracted)) == 3, seconds=30)

    ids = [each.id for each in desk.of(document, DocumentExtracted)]
    assert sorted(map(str, ids)) == sorted(
        map(str, [result_id(document, DocumentExtracted)] * 2 + [result_id(again, DocumentExtracted)])
    )
    assert uuid5(NAMESPACE_URL, "https://freightwire.dev/ai-processor") == NAMESPACE


@pytest.mark.parametrize(
    ("data", "changes", "error"),
    [
        (None, {}, "object_missing"),
        (b"", {}, "empty"),
        (b"hello", {}, "unsupported_format"),
        (b"%PDF-1.7 nonsense", {}, "damaged"),
        (b"%PDF-1.7", {"size": 80 * 1024 * 1024}, "too_large"),
        (b"%PDF-1.7", {"sha256": "0" * 64}, "damaged"),
    ],
)
async def test_bad_documents_fail_by_name(
    amqp_url: str, desk: Desk, eventually: Eventually, data: bytes | None, changes: dict[str, Any], error: str
) -> None:
    async with running(amqp_url, desk.store):
        document = await desk.submit(data, **changes)
        await eventually(
            lambda: any(b'"failed"' in each.data for each in desk.of(document, OrderAiProcessing)), seconds=30
        )

    (result,) = desk.of(document, DocumentFailed)
    failed = DocumentFailed.from_bytes(result.data)
    assert failed.error == error
    assert failed.message.ro
    assert failed.message.en
    assert not desk.of(document, DocumentExtracted)


async def test_a_killed_process_takes_no_document_with_it(
    amqp_url: str, desk: Desk, long_document: bytes, sample: bytes, eventually: Eventually
) -> None:
    async with running(amqp_url, desk.store, ai_processes=2) as service:
        long = await desk.submit(long_document)
        await eventually(lambda: any(b'"page":' in each.data for each in desk.of(long, OrderAiProcessing)), seconds=30)
        (victim,) = service.pool.busy_pids
        os.kill(victim, signal.SIGKILL)
        other = await desk.submit(sample)
        await eventually(lambda: desk.of(other, DocumentExtracted) and desk.of(long, DocumentExtracted), seconds=60)
        assert victim not in service.pool.pids


async def test_a_slow_document_is_stopped_and_others_go_on(
    amqp_url: str, desk: Desk, long_document: bytes, sample: bytes, eventually: Eventually
) -> None:
    async with running(amqp_url, desk.store, ai_reading_timeout_seconds=0.5) as service:
        before = service.pool.pids
        slow = await desk.submit(long_document)
        await eventually(lambda: desk.of(slow, DocumentFailed), seconds=30)
        failed = DocumentFailed.from_bytes(desk.of(slow, DocumentFailed)[0].data)
        assert failed.error == "took_too_long"
        assert failed.retryable
        assert "0.5 s" in failed.message.ro
        assert not set(before) & set(service.pool.pids)
    async with running(amqp_url, desk.store):
        good = await desk.submit(sample)
        await eventually(lambda: desk.of(good, DocumentExtracted), seconds=30)


async def test_a_contract_violation_is_dead_lettered(
    amqp_url: str, desk: Desk, sample: bytes, eventually: Eventually
) -> None:
    async with running(amqp_url, desk.store):
        document = await desk.submit(sample)
        await eventually(lambda: desk.of(document, DocumentExtracted), seconds=30)
        good = Envelope.of(document, org="alpha", source="orders")
        bad = Envelope(
            id=good.id,
            type=good.type,
            source=good.source,
            time=good.time,
            org=good.org,
            key=good.key,
            data=b'{"documentId": 7}',
        )
        await desk.publisher.publish(bad)
        connection = await aio_pika.connect(amqp_url)
        async with connection, connection.channel() as channel:
            queue = await channel.get_queue(AI_DOCUMENTS.dead_letters, ensure=False)

            async def dead() -> aio_pika.abc.AbstractIncomingMessage | None:
                return await queue.get(fail=False, no_ack=True)

            message = await eventually(dead)
        assert message.body == b'{"documentId": 7}'
    assert len(desk.of(document, DocumentExtracted)) == 1


async def test_an_unreachable_store_is_tried_again(
    amqp_url: str, desk: Desk, sample: bytes, eventually: Eventually
) -> None:
    """What is not the document's fault takes the retry ladder: here a store that is mended within the first rung."""
    async with running(amqp_url, desk.store):
        key = new_id()
        (desk.store / key).symlink_to(key)  # an object that is there and cannot be opened: a loop
        document = await desk.submit(sample, object_key=key)
        connection = await aio_pika.connect(amqp_url)
        async with connection, connection.channel() as channel:

            async def parked() -> bool:
                rung = await channel.declare_queue(AI_DOCUMENTS.retry_queue("1s"), passive=True)
                return bool(rung.declaration_result.message_count)

            await eventually(parked, seconds=20)
        (desk.store / key).unlink()
        (desk.store / key).write_bytes(sample)
        await eventually(lambda: desk.of(document, DocumentExtracted), seconds=30)
    assert not desk.of(document, DocumentFailed)


async def test_stopping_finishes_what_was_begun(
    amqp_url: str, desk: Desk, sample: bytes, eventually: Eventually
) -> None:
    async with running(amqp_url, desk.store):
        documents = [await desk.submit(sample) for _ in range(6)]
        await eventually(lambda: any(desk.of(each, OrderAiProcessing) for each in documents), seconds=30)
    begun = [each for each in documents if desk.of(each, OrderAiProcessing)]
    await eventually(lambda: all(len(desk.of(each, DocumentExtracted)) == 1 for each in begun))
    async with running(amqp_url, desk.store):
        await eventually(lambda: all(desk.of(each, DocumentExtracted) for each in documents), seconds=30)


async def test_health_and_metrics(amqp_url: str, desk: Desk, eventually: Eventually) -> None:
    async with (
        running(amqp_url, desk.store) as service,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{service.http.port}") as http,
    ):
        assert (await http.get("/healthz")).status_code == 200

        async def ready() -> bool:
            return (await http.get("/readyz")).status_code == 200

        await eventually(ready)
        text = (await http.get("/metrics")).text
        assert "freightwire_ai_documents_total" in text
        assert "freightwire_ai_pool_restarts_total" in text
