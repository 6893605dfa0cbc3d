"""A publish that returns was taken by the broker; everything else is an error."""

from __future__ import annotations

import asyncio

import pytest
from freightwire.events.envelope import Envelope
from freightwire.messaging import BrokerConnection, Consumer, Delivery, Publisher
from freightwire.messaging.errors import BrokerUnavailableError, ConfirmTimeoutError, RefusedError, UnroutableError
from freightwire.messaging.publisher import message_of
from freightwire.messaging.topology import AI_DOCUMENTS
from freightwire.testing import eventually

from .support import submitted, take


async def test_a_published_event_arrives_as_it_was(consuming: BrokerConnection, publisher: Publisher) -> None:
    envelope = submitted("d1")
    await publisher.publish(envelope)
    message = await take(consuming, AI_DOCUMENTS.name)
    assert message is not None
    assert Envelope.from_message(message.headers, message.routing_key or "", message.body) == Envelope.from_message(
        envelope.headers(), envelope.key, envelope.data
    )


async def test_a_window_arrives_in_its_order(consuming: BrokerConnection, publisher: Publisher, amqp_url: str) -> None:
    envelopes = [submitted(f"d{number}") for number in range(300)]
    assert await publisher.publish_window(envelopes) == [None] * 300
    for envelope in envelopes:
        message = await take_fast(consuming)
        assert message == envelope.data


async def take_fast(broker: BrokerConnection) -> bytes:
    message = await take(broker, AI_DOCUMENTS.name)
    assert message is not None
    return message.body


async def test_a_message_that_no_queue_wants_is_an_error(publisher: Publisher) -> None:
    with pytest.raises(UnroutableError, match=r"no\.such\.queue"):
        await publisher.send(message_of(submitted("d1")), exchange="", routing_key="no.such.queue")


async def test_an_event_that_nobody_bound_is_kept(consuming: BrokerConnection, publisher: Publisher) -> None:
    """The history takes every event, so nothing that is published can be unroutable for want of a listener."""
    await publisher.send(message_of(submitted("d1")), exchange="events", routing_key="alpha.something.new")


async def test_a_full_queue_refuses(consuming: BrokerConnection, publisher: Publisher) -> None:
    channel = await consuming.channel(confirms=False)
    await channel.declare_queue("full", exclusive=True, arguments={"x-max-length": 1, "x-overflow": "reject-publish"})
    await publisher.send(message_of(submitted("d1")), exchange="", routing_key="full")
    with pytest.raises(RefusedError):
        await publisher.send(message_of(submitted("d2")), exchange="", routing_key="full")
    await channel.close()


async def test_a_refusal_concerns_its_own_message_only(consuming: BrokerConnection, publisher: Publisher) -> None:
    outcomes = await asyncio.gather(
        publisher.publish(submitted("a")),
        publisher.send(message_of(submitted("b")), exchange="", routing_key="no.such.queue"),
        publisher.publish(submitted("c")),
        return_exceptions=True,
    )
    assert [type(outcome) for outcome in outcomes] == [type(None), UnroutableError, type(None)]
    assert await take(consuming, AI_DOCUMENTS.name) is not None
    assert await take(consuming, AI_DOCUMENTS.name) is not None


async def can_publish(publisher: Publisher, document: str) -> bool:
    try:
        await publisher.publish(submitted(document))
    except BrokerUnavailableError:
        return False
    return True


async def test_without_a_broker_a_publish_ends_with_an_error() -> None:
    broker = BrokerConnection("amqp://guest:guest@127.0.0.1:1/", name="nowhere")
    await broker.start()
    try:
        with pytest.raises(BrokerUnavailableError):
            await Publisher(broker, timeout_seconds=0.3).publish(submitted("d1"))
        assert await Publisher(broker, timeout_seconds=0.1).publish_window([submitted("d1")]) != [None]
        problem = await broker.problem()
        assert problem is not None
        assert "broker" in problem
    finally:
        await broker.stop()


async def test_a_connection_that_went_silent_is_an_error_and_is_replaced(amqp_url: str, tcp_proxy) -> None:  # type: ignore[no-untyped-def]
    proxy = await tcp_proxy(amqp_url)
    broker = BrokerConnection(proxy.url(amqp_url), name="through-proxy", heartbeat_seconds=2)
    await broker.start()
    await broker.wait_ready()
    publisher = Publisher(broker, timeout_seconds=0.5)
    try:
        await publisher.publish(submitted("before"))
        proxy.stall()
        with pytest.raises(ConfirmTimeoutError):
            await publisher.publish(submitted("during"))
        proxy.cut()
        proxy.mend()
        await eventually(lambda: can_publish(publisher, "after"))
    finally:
        await broker.stop()


async def test_consumer_and_publisher_come_back_after_the_broker_was_killed(broker_server) -> None:  # type: ignore[no-untyped-def]
    seen: set[str] = set()

    async def handle(delivery: Delivery) -> None:
        seen.add(delivery.event.document_id)  # type: ignore[attr-defined]

    consuming = BrokerConnection(broker_server.url, name="c")
    publishing = BrokerConnection(broker_server.url, name="p", topology=None)
    await consuming.start()
    await publishing.start()
    await consuming.wait_ready()
    publisher = Publisher(publishing, timeout_seconds=2)
    consumer = Consumer(consuming, publisher, AI_DOCUMENTS, handle, prefetch=5, service="test")
    await consumer.start()
    try:
        await publisher.publish(submitted("before"))
        await eventually(lambda: "before" in seen)
        await broker_server.kill()
        with pytest.raises(BrokerUnavailableError):
            await publisher.publish(submitted("during"))
        assert await consumer.problem() is not None
        await broker_server.start()
        await eventually(lambda: can_publish(publisher, "after"), seconds=60)
        await eventually(lambda: "after" in seen, seconds=60)
    finally:
        await consumer.stop(5)
        await publishing.stop()
        await consuming.stop()
