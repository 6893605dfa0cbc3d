"""A message is handled, retried or dead-lettered with the reason; none is lost, whatever dies."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from freightwire.messaging import BrokerConnection, Consumer, Delivery, PermanentError, Publisher
from freightwire.messaging.topology import AI_DOCUMENTS
from freightwire.testing import eventually

from .support import changed, purge, submitted, take

QUEUE = AI_DOCUMENTS.name


@dataclass
class Recorder:
    """A handler that notes what it gets and does what ``then`` says."""

    then: Callable[[Delivery], Awaitable[None]] | None = None
    seen: list[Delivery] = field(default_factory=list)

    async def __call__(self, delivery: Delivery) -> None:
        self.seen.append(delivery)
        if self.then is not None:
            await self.then(delivery)

    def documents(self) -> list[str]:
        return [delivery.event.document_id for delivery in self.seen]  # type: ignore[attr-defined]


async def is_consuming(consumer: Consumer) -> bool:
    return await consumer.problem() is None


@pytest.fixture(autouse=True)
async def _empty_queues(consuming: BrokerConnection) -> None:
    await purge(consuming, *(queue.name for queue in AI_DOCUMENTS.queues()))


@pytest.fixture
def consume(consuming: BrokerConnection, publisher: Publisher):  # type: ignore[no-untyped-def]
    @asynccontextmanager
    async def run(handler: Recorder, *, prefetch: int = 4, grace: float = 5) -> AsyncIterator[Consumer]:
        consumer = Consumer(consuming, publisher, AI_DOCUMENTS, handler, prefetch=prefetch, service="test")
        await consumer.start()
        try:
            yield consumer
        finally:
            await consumer.stop(grace)

    return run


async def test_what_is_handled_is_gone(consume, consuming, publisher) -> None:  # type: ignore[no-untyped-def]
    handler = Recorder()
    async with consume(handler):
        for number in range(20):
            await publisher.publish(submitted(f"d{number}"))
        await eventually(lambda: len(handler.seen) == 20)
    assert sorted(handler.documents()) == sorted(f"d{number}" for number in range(20))
    assert all(delivery.attempt == 1 and not delivery.redelivered for delivery in handler.seen)
    assert await take(consuming, QUEUE) is None


@pytest.mark.parametrize(
    ("breakage", "reason"),
    [
        ({"body": b"not json"}, "document:submitted"),
        ({"body": b'{"documentId": 7}'}, "documentId"),
        ({"type": "document:unheard_of"}, "is not known"),
        ({"type": None}, "cloudEvents_type is missing"),
        ({"id": "not-a-uuid"}, "id or time"),
        ({"org": "beta"}, "not of organisation"),
        ({"version": "seven"}, "not an integer"),
    ],
)
async def test_what_breaks_its_contract_is_dead_lettered_at_once(  # type: ignore[no-untyped-def]
    consume, consuming, publisher, breakage, reason
) -> None:
    handler = Recorder()
    bad = changed(submitted("bad"), **breakage)
    async with consume(handler):
        await publisher.send(bad, exchange="events", routing_key="alpha.document.bad.submitted")
        await publisher.publish(submitted("good"))
        await eventually(lambda: handler.documents() == ["good"])
        dead = await eventually(lambda: take(consuming, AI_DOCUMENTS.dead_letters))
    assert reason in dead.headers["x-error-message"]
    assert dead.headers["x-error-code"] == "contract_violation"
    assert dead.body == bad.body


async def test_a_permanent_error_is_dead_lettered_with_all_that_an_operator_needs(  # type: ignore[no-untyped-def]
    consume, consuming, publisher
) -> None:
    async def refuse(_: Delivery) -> None:
        raise PermanentError("too_large", "the file is larger than 50 MB")

    envelope = submitted("d1")
    async with consume(Recorder(refuse)):
        await publisher.publish(envelope)
        dead = await eventually(lambda: take(consuming, AI_DOCUMENTS.dead_letters))
    headers = dead.headers
    assert headers["x-error-class"] == "freightwire.messaging.errors.PermanentError"
    assert headers["x-error-code"] == "too_large"
    assert headers["x-error-message"] == "the file is larger than 50 MB"
    assert "in refuse" in headers["x-error-stack"]
    assert headers["x-attempt"] == 1
    assert headers["x-original-exchange"] == "events"
    assert headers["x-original-routing-key"] == envelope.key
    assert headers["x-first-failure"] <= headers["x-last-failure"]
    assert headers["x-failed-service"] == "test"
    assert headers["x-failed-version"]
    assert headers["cloudEvents_id"] == str(envelope.id)
    assert dead.body == envelope.data


async def test_any_other_error_is_retried_with_the_original_event(consume, consuming, publisher) -> None:  # type: ignore[no-untyped-def]
    async def fail_once(delivery: Delivery) -> None:
        if delivery.attempt == 1:
            raise ConnectionError("the database is away")

    handler = Recorder(fail_once)
    envelope = submitted("d1")
    async with consume(handler):
        await publisher.publish(envelope)
        await eventually(lambda: len(handler.seen) == 2)
    first, second = handler.seen
    assert (first.attempt, second.attempt) == (1, 2)
    assert (
        second.envelope
        == first.envelope
        == envelope.__class__.from_message(envelope.headers(), envelope.key, envelope.data)
    )
    assert await take(consuming, AI_DOCUMENTS.dead_letters) is None


async def test_spent_attempts_end_in_the_dead_letter_queue(consume, consuming, publisher) -> None:  # type: ignore[no-untyped-def]
    async def fail(_: Delivery) -> None:
        raise ConnectionError("still away")

    last_attempt = changed(submitted("d1"))
    last_attempt.headers["x-attempt"] = AI_DOCUMENTS.max_attempts
    last_attempt.headers["x-original-routing-key"] = "alpha.document.d1.submitted"
    last_attempt.headers["x-first-failure"] = "2026-01-01T00:00:00.000+00:00"
    async with consume(Recorder(fail)):
        await publisher.send(last_attempt, exchange="", routing_key=QUEUE)
        dead = await eventually(lambda: take(consuming, AI_DOCUMENTS.dead_letters))
    assert dead.headers["x-attempt"] == AI_DOCUMENTS.max_attempts
    assert dead.headers["x-first-failure"] == "2026-01-01T00:00:00.000+00:00"
    assert dead.headers["x-error-class"] == "builtins.ConnectionError"


async def test_prefetch_limits_what_is_in_flight(consume, publisher) -> None:  # type: ignore[no-untyped-def]
    release = asyncio.Event()
    running = peak = 0

    async def hold(_: Delivery) -> None:
        nonlocal running, peak
        running += 1
        peak = max(peak, running)
        await release.wait()
        running -= 1

    handler = Recorder(hold)
    async with consume(handler, prefetch=3):
        for number in range(9):
            await publisher.publish(submitted(f"d{number}"))
        await eventually(lambda: running >= 3)
        release.set()
        await eventually(lambda: len(handler.seen) == 9)
    assert 3 <= peak <= 4  # one that began in the careful gait may still be running beside the full three


async def test_a_message_whose_handling_was_cut_off_comes_again_and_is_handled_alone(  # type: ignore[no-untyped-def]
    consume, publisher
) -> None:
    never = asyncio.Event()

    async def hang(_: Delivery) -> None:
        await never.wait()

    first = Recorder(hang)
    async with consume(first, prefetch=3, grace=0):
        for number in range(3):
            await publisher.publish(submitted(f"d{number}"))
        await eventually(lambda: len(first.seen) == 3)

    running = 0
    overlaps: list[str] = []

    async def alone(delivery: Delivery) -> None:
        nonlocal running
        running += 1
        for _ in range(20):
            if delivery.redelivered and running > 1:
                overlaps.append(str(delivery.envelope.id))
            await asyncio.sleep(0)
        running -= 1

    second = Recorder(alone)
    async with consume(second, prefetch=3):
        await publisher.publish(submitted("fresh"))
        await eventually(lambda: len(second.seen) == 4)
    assert sorted(second.documents()) == ["d0", "d1", "d2", "fresh"]
    assert {d.event.document_id for d in second.seen if d.redelivered} == {"d0", "d1", "d2"}  # type: ignore[attr-defined]
    assert not overlaps


async def test_a_stopping_consumer_finishes_what_it_has_begun(consume, consuming, publisher) -> None:  # type: ignore[no-untyped-def]
    release = asyncio.Event()
    done: list[str] = []

    async def slow(delivery: Delivery) -> None:
        await release.wait()
        done.append(delivery.event.document_id)  # type: ignore[attr-defined]

    handler = Recorder(slow)
    async with consume(handler, prefetch=2) as consumer:
        for number in range(5):
            await publisher.publish(submitted(f"d{number}"))
        await eventually(lambda: len(handler.seen) >= 2)
        stopping = asyncio.create_task(consumer.stop(10))
        await asyncio.sleep(0)
        release.set()
        await stopping
    assert sorted(done) == sorted(handler.documents())
    left = []
    while (message := await take(consuming, QUEUE)) is not None:
        left.append(message)
    assert len(left) + len(done) == 5


async def test_a_deleted_queue_is_declared_and_consumed_again(consume, consuming, publisher) -> None:  # type: ignore[no-untyped-def]
    handler = Recorder()
    async with consume(handler) as consumer:
        await eventually(lambda: is_consuming(consumer))
        channel = await consuming.channel(confirms=False)
        await (await channel.get_queue(QUEUE, ensure=False)).delete(if_unused=False, if_empty=False)
        await channel.close()
        number = 0

        async def arrives() -> bool:
            nonlocal number
            number += 1
            await publisher.publish(submitted(f"d{number}"))
            return bool(handler.seen)

        await eventually(arrives)
