"""What is wrong with the system is told once, to those whom it concerns, and so is its end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio
from aio_pika import Message
from freightwire.events.documents import DocumentSubmitted
from freightwire.events.envelope import Envelope
from freightwire.events.orders import OrderDocumentAdded
from freightwire.events.system import SystemFault
from freightwire.identifiers import new_id
from freightwire.local_servers.ports import free_port
from freightwire.messaging.topology import AI_DOCUMENTS, EVENTS, NOTIFIER_EVENTS, ORDERS_AI_RESULTS
from notifier.testing import ManualClock, created, failed, running_notifier
from notifier.watching.faults import Change, Fault, Sight, look

from .servers import eventually

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from aio_pika.abc import AbstractQueue
    from notifier.testing import Notifier

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
MAIL = {
    "smtp_tls": "none",
    "mail_from": "freightwire@firma.test",
    "notifier_public_url": "https://notifier.firma.test",
}


@pytest.fixture(scope="module")
def clock() -> ManualClock:
    return ManualClock(NOW)


@pytest_asyncio.fixture(scope="module")
async def notifier(amqp_url: str, database_url: str, clock: ManualClock) -> AsyncIterator[Notifier]:
    nobody = f"smtp://127.0.0.1:{free_port()}"
    async with running_notifier(amqp_url, database_url, clock=clock, smtp_url=nobody, **MAIL) as notifier:
        yield notifier


@pytest_asyncio.fixture
async def faults(notifier: Notifier) -> AsyncIterator[AbstractQueue]:
    """What is said of faults."""
    for name in (NOTIFIER_EVENTS.dead_letters, AI_DOCUMENTS.name):
        await (await notifier.channel.get_queue(name)).purge()
    queue = await notifier.channel.declare_queue(exclusive=True)
    await queue.bind(EVENTS.name, "*.system.error")
    yield queue
    await queue.delete()


async def told(queue: AbstractQueue, count: int) -> dict[str, SystemFault]:
    """The next ``count`` faults, by organisation."""
    found: dict[str, SystemFault] = {}

    async def enough() -> bool:
        while (message := await queue.get(fail=False)) is not None:
            await message.ack()
            envelope = Envelope.from_message(message.headers, message.routing_key or "", message.body)
            assert envelope.org not in found
            found[envelope.org] = SystemFault.from_bytes(envelope.data)
        return len(found) >= count

    await eventually(enough)
    assert len(found) == count
    return found


async def kinds_of(notifier: Notifier, user: str, org: str) -> list[str]:
    async with notifier.client(user, org=org, roles=("admin" if user == "boss" else "dispatcher",)) as client:
        return [item["kind"] for item in (await client.get("/notifications")).json()["items"]]


async def die(notifier: Notifier, org: str, order: str) -> None:
    """Let a letter about an order be set aside."""
    dead = await notifier.channel.get_queue(NOTIFIER_EVENTS.dead_letters)
    before = (await notifier.channel.declare_queue(dead.name, passive=True)).declaration_result.message_count or 0
    await notifier.publish(failed(order), version=None, org=org)

    async def set_aside() -> bool:
        queue = await notifier.channel.declare_queue(dead.name, passive=True)
        return (queue.declaration_result.message_count or 0) > before

    await eventually(set_aside)


async def test_dead_letters_are_told_to_the_organisations_they_concern_once(
    notifier: Notifier, faults: AbstractQueue, clock: ManualClock
) -> None:
    one, two = f"org-{new_id()[-8:]}", f"org-{new_id()[-8:]}"
    mine, theirs = new_id(), new_id()
    for org in (one, two):
        await notifier.introduce("boss", "admin", org=org)
        await notifier.introduce("ana", "dispatcher", org=org)
    await die(notifier, one, mine)
    await die(notifier, two, theirs)
    for _ in range(3):
        await notifier.server.watcher.look_round()
    said = await told(faults, 2)
    assert {org: fault.affected_orders for org, fault in said.items()} == {one: [mine], two: [theirs]}
    assert said[one].message.en == "Notifications: 2 messages that could not be processed."
    assert await kinds_of(notifier, "boss", one) == ["system_error"]
    assert await kinds_of(notifier, "ana", one) == []

    await die(notifier, one, mine)  # a third changes nothing
    await notifier.server.watcher.look_round()
    assert len(await notifier.dead_letters()) == 3  # all are still there, and now taken away
    await notifier.server.watcher.look_round()
    clock.advance(seconds=15)
    await notifier.server.watcher.look_round()
    over = await told(faults, 2)
    assert {org: (fault.ended, fault.fault_id) for org, fault in over.items()} == {
        org: (True, fault.fault_id) for org, fault in said.items()
    }
    assert await kinds_of(notifier, "boss", one) == ["system_recovered", "system_error"]


async def test_a_queue_that_nobody_works_off_is_told_with_the_orders_that_wait(
    notifier: Notifier, faults: AbstractQueue, clock: ManualClock
) -> None:
    org, order, document = f"org-{new_id()[-8:]}", new_id(), new_id()
    await notifier.publish(created(order, by="ana"), version=1, org=org)
    facts: dict[str, Any] = {"file_name": "a.pdf", "content_type": "application/pdf", "size": 1, "sha256": "x"}
    await notifier.publish(
        OrderDocumentAdded(order_id=order, document_id=document, user_id="ana", **facts), version=2, org=org
    )
    submitted = DocumentSubmitted(document_id=document, order_id=order, object_key="k", **facts)
    await notifier.publisher.publish(Envelope.of(submitted, org=org, source="orders"))
    await notifier.publish(failed(order), version=3, org=org)  # of another document

    async def applied() -> bool:
        return await kinds_of(notifier, "ana", org) == ["document_failed"]

    await eventually(applied)
    await notifier.server.watcher.look_round()
    clock.advance(seconds=59)  # a restart is no fault
    await notifier.server.watcher.look_round()
    clock.advance(seconds=1)
    await notifier.server.watcher.look_round()
    said = await told(faults, 2)
    assert {name: fault.affected_orders for name, fault in said.items()} == {"all": [], org: [order]}
    assert said[org].error == "no_consumers"

    async def take(message: Any) -> None:
        await message.ack()

    queue = await notifier.channel.get_queue(AI_DOCUMENTS.name)
    tag = await queue.consume(take)

    async def over() -> bool:
        await notifier.server.watcher.look_round()
        clock.advance(seconds=15)
        declared = await notifier.channel.declare_queue(AI_DOCUMENTS.name, passive=True)
        return declared.declaration_result.message_count == 0

    await eventually(over)
    await notifier.server.watcher.look_round()
    assert all(fault.ended for fault in (await told(faults, 2)).values())
    await queue.cancel(tag)


async def test_a_mail_server_that_is_away_is_told_after_a_minute(
    notifier: Notifier, faults: AbstractQueue, clock: ManualClock
) -> None:
    org, user = f"org-{new_id()[-8:]}", "boss"
    await notifier.introduce(user, "admin", org=org, email="boss@firma.test")
    order = new_id()
    await notifier.publish(created(order, by=user), version=1, org=org)
    await notifier.publish(failed(order), version=2, org=org)

    async def applied() -> bool:
        return len(await kinds_of(notifier, user, org)) == 1

    await eventually(applied)
    clock.advance(seconds=61)
    for _ in range(4):
        await notifier.server.workers["email"].run_due()
        await notifier.server.watcher.look_round()
        clock.advance(seconds=40)
    said = await told(faults, 1)
    assert said["all"].error == "channel_down"
    assert (await kinds_of(notifier, user, org))[0] == "system_error"


async def test_what_cannot_be_looked_at_is_no_news(notifier: Notifier, faults: AbstractQueue) -> None:
    queues = notifier.server.watcher._queues
    depths = await queues.depths([ORDERS_AI_RESULTS.name])
    assert depths[ORDERS_AI_RESULTS.name].messages == 0
    await notifier.publisher.send(Message(b"[]"), exchange="", routing_key=NOTIFIER_EVENTS.dead_letters)

    async def seen() -> bool:
        return (await queues.depths([NOTIFIER_EVENTS.dead_letters]))[NOTIFIER_EVENTS.dead_letters].messages == 1

    await eventually(seen)
    assert await queues.affected(NOTIFIER_EVENTS.dead_letters) == {}  # whose it is, it does not say


QUEUE = "dead_letters:x"


def sight(depth: int, tolerated: timedelta = timedelta()) -> Sight:
    return Sight(key=QUEUE, depth=depth, tolerated=tolerated)


def test_a_fault_opens_gets_worse_and_ends() -> None:
    fault, change = look(Fault(), sight(3), NOW)
    assert change is Change.OPENED
    assert look(fault, sight(29), NOW)[1] is None
    worse, change = look(fault, sight(30), NOW)
    assert (worse.depth, change) == (30, Change.WORSE)
    mending, change = look(worse, sight(0), NOW)
    assert change is None
    assert look(mending, sight(5), NOW)[0].mended_at is None
    assert look(mending, sight(0), NOW + timedelta(seconds=9))[1] is None
    assert look(mending, sight(0), NOW + timedelta(seconds=10)) == (Fault(), Change.ENDED)


def test_what_is_over_before_it_is_a_fault_was_none() -> None:
    suspected, change = look(Fault(), sight(1, timedelta(minutes=1)), NOW)
    assert change is None
    assert look(suspected, sight(0), NOW + timedelta(seconds=30)) == (Fault(), None)
    assert look(suspected, sight(1, timedelta(minutes=1)), NOW + timedelta(minutes=1))[1] is Change.OPENED
