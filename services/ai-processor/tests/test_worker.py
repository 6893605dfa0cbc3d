"""The service against a real broker: results once, progress on the way, failures named, processes killed."""

from __future__ import annotations

import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
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
from freightwire.events.documents import DocumentExtracted, DocumentFailed, Urgency
from freightwire.events.envelope import Envelope
from freightwire.events.orders import Extractor, OrderAiProcessing
from freightwire.identifiers import new_id
from freightwire.messaging.topology import AI_DOCUMENTS
from pydantic_ai.messages import ModelMessage, ModelResponse, ToolCallPart
from pydantic_ai.models import Model
from pydantic_ai.models.function import AgentInfo, FunctionModel

from .desk import Desk, open_desk
from .pictures import drawn, packed
from .test_mail import ORDER, mail

Eventually = Callable[..., Awaitable[Any]]


@pytest_asyncio.fixture
async def desk(amqp_url: str, tmp_path: Path) -> AsyncIterator[Desk]:
    async with open_desk(amqp_url, tmp_path) as desk:
        yield desk


@asynccontextmanager
async def running(
    amqp_url: str, store: Path, *, model: Model | None = None, **changes: Any
) -> AsyncIterator[AiProcessor]:
    settings = AiProcessorSettings(
        **{
            "amqp_url": amqp_url,
            "object_store_url": f"file://{store}",
            "ai_processes": 1,
            "ai_progress_interval_seconds": 0,
            **changes,
        }
    )
    service = AiProcessor(settings, model=model)
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


async def test_a_scan_is_read(amqp_url: str, desk: Desk, eventually: Eventually) -> None:
    async with running(amqp_url, desk.store):
        document = await desk.submit(packed(drawn(dpi=150), dpi=150), file_name="comanda.pdf")
        await eventually(lambda: desk.of(document, DocumentExtracted), seconds=120)
    extracted = DocumentExtracted.from_bytes(desk.of(document, DocumentExtracted)[0].data)
    assert extracted.kind == "transport_order"
    assert [page.source for page in extracted.pages] == ["ocr"]
    assert {found.path: found.value for found in extracted.fields}["reference"] == "1187"


async def test_without_language_data_a_scan_fails_and_text_is_read(
    amqp_url: str, desk: Desk, sample: bytes, tmp_path: Path, eventually: Eventually
) -> None:
    async with running(amqp_url, desk.store, ai_tessdata=tmp_path) as service:
        scan = await desk.submit(packed(drawn(dpi=100), dpi=100))
        text = await desk.submit(sample)
        await eventually(lambda: desk.of(scan, DocumentFailed) and desk.of(text, DocumentExtracted), seconds=60)
        async with httpx.AsyncClient() as http:
            metrics = (await http.get(f"http://127.0.0.1:{service.http.port}/metrics")).text
    failed = DocumentFailed.from_bytes(desk.of(scan, DocumentFailed)[0].data)
    assert (failed.error, failed.retryable) == ("ocr_unavailable", True)
    assert "ron, eng, osd" in failed.message.ro
    assert 'freightwire_ai_ocr_languages{language="ron"} 0.0' in metrics


async def test_a_page_that_hangs_is_named_in_the_result(
    amqp_url: str, desk: Desk, long_document: bytes, eventually: Eventually
) -> None:
    async with running(amqp_url, desk.store, ai_page_timeout_seconds=8) as service:
        document = await desk.submit(long_document)

        def hung() -> bool:
            for pid in service.pool.busy_pids:
                os.kill(pid, signal.SIGSTOP)
            return bool(desk.of(document, DocumentFailed))

        await eventually(lambda: any(b'"page":' in each.data for each in desk.of(document, OrderAiProcessing)))
        await eventually(hung, seconds=60)
    failed = DocumentFailed.from_bytes(desk.of(document, DocumentFailed)[0].data)
    assert failed.error == "page_took_too_long"
    assert failed.page is not None
    assert f"Pagina {failed.page}: " in failed.message.ro


async def test_what_somebody_waits_for_comes_before_what_is_read_in_bulk(
    amqp_url: str, desk: Desk, sample: bytes, eventually: Eventually
) -> None:
    async with running(amqp_url, desk.store) as service:
        (reader,) = service.pool.pids
        os.kill(reader, signal.SIGSTOP)
        first = await desk.submit(sample)
        await eventually(lambda: service.pool.busy_pids)
        bulk = [await desk.submit(sample, urgency=Urgency.BULK, batch_id="night") for _ in range(2)]
        # Both are begun and wait for the process: what comes now overtakes them.
        await eventually(lambda: all(desk.of(each, OrderAiProcessing) for each in bulk))
        urgent = await desk.submit(sample)
        await eventually(lambda: desk.of(urgent, OrderAiProcessing))
        os.kill(reader, signal.SIGCONT)
        await eventually(lambda: all(desk.of(each, DocumentExtracted) for each in bulk), seconds=60)
    results = [
        DocumentExtracted.from_bytes(each.data).document_id for each in desk.heard if each.type == "document:extracted"
    ]
    assert results[:2] == [first.document_id, urgent.document_id]
    assert sorted(results[2:]) == sorted(each.document_id for each in bulk)


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


async def test_fields_are_told_as_they_are_found(
    amqp_url: str, desk: Desk, sample: bytes, eventually: Eventually
) -> None:
    """Whoever keeps the newest event of each stage, as a slow client does, has every field with its value."""
    async with running(amqp_url, desk.store):
        document = await desk.submit(sample)
        await eventually(
            lambda: any(b'"done"' in each.data for each in desk.of(document, OrderAiProcessing)), seconds=30
        )
    extracted = DocumentExtracted.from_bytes(desk.of(document, DocumentExtracted)[0].data)
    progress = [OrderAiProcessing.from_bytes(each.data) for each in desk.of(document, OrderAiProcessing)]
    newest = {each.stage: each for each in progress}
    told = {found.path: found.value for each in newest.values() for found in each.fields}
    assert told == {found.path: found.value for found in extracted.fields}
    assert any(0 < len(each.fields) < len(told) for each in progress), "not all at the end"


async def test_attachments_lie_in_the_store_before_they_are_told_of(
    amqp_url: str, desk: Desk, sample: bytes, eventually: Eventually
) -> None:
    message = mail(ORDER)
    message.add_attachment(sample, maintype="application", subtype="pdf", filename="comandă.pdf")
    data = bytes(message)
    async with running(amqp_url, desk.store):
        document = await desk.submit(data, file_name="mail.eml", content_type="message/rfc822")
        await desk.publish(document)
        await eventually(lambda: len(desk.of(document, DocumentExtracted)) == 2, seconds=30)

    first, again = (DocumentExtracted.from_bytes(each.data) for each in desk.of(document, DocumentExtracted))
    (part,) = first.parts
    assert first.kind == "email"
    assert (part.file_name, part.content_type, part.size) == ("comandă.pdf", "application/pdf", len(sample))
    assert (desk.store / part.object_key).read_bytes() == sample
    assert again.parts == first.parts, "read again, it lies in the same place"


async def test_a_model_is_asked_after_the_rules(
    amqp_url: str, desk: Desk, sample: bytes, eventually: Eventually
) -> None:
    def reply(messages: list[ModelMessage], info: AgentInfo) -> ModelResponse:
        fields = [{"path": "reference", "value": "1187", "quote": "1187", "page": 1}]
        return ModelResponse(parts=[ToolCallPart(info.output_tools[0].name, {"fields": fields})])

    async with running(amqp_url, desk.store, model=FunctionModel(reply)):
        document = await desk.submit(sample)
        await eventually(
            lambda: any(b'"done"' in each.data for each in desk.of(document, OrderAiProcessing)), seconds=30
        )
    extracted = DocumentExtracted.from_bytes(desk.of(document, DocumentExtracted)[0].data)
    assert "model_agrees" in {found.path: found for found in extracted.fields}["reference"].reasons
    progress = [OrderAiProcessing.from_bytes(each.data) for each in desk.of(document, OrderAiProcessing)]
    assert list(dict.fromkeys(str(each.stage) for each in progress)) == [
        "received",
        "text",
        "classify",
        "extract",
        "validate",
        "done",
    ]
    assert [each.progress for each in progress] == sorted(each.progress for each in progress)
    extractors = [each.extractor for each in progress if each.extractor]
    assert extractors == sorted(extractors, key=list(reversed(Extractor)).index, reverse=True)
    assert set(extractors) == {Extractor.RULES, Extractor.MODEL}
