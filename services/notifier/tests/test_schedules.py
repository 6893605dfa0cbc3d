"""What is said at its time, over stops and by several replicas: announced maintenance, reminders of orders."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio
from aio_pika.abc import AbstractQueue
from freightwire.events.envelope import Envelope
from freightwire.events.orders import OrderStatus, OrderStatusChanged
from freightwire.events.system import SystemMaintenance
from freightwire.identifiers import new_id
from freightwire.messaging.topology import EVENTS
from notifier.clock import system_clock
from notifier.server import NotifierServer
from notifier.testing import ManualClock, created, running_notifier, settings_for

from .servers import eventually

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from notifier.testing import Notifier

NOON = datetime(2027, 2, 2, 10, tzinfo=UTC)
"""A Tuesday in a month without public holidays."""
MESSAGE = {"ro": "Actualizare a bazei de date.", "en": "Database upgrade."}


@pytest.fixture(scope="module")
def clock() -> ManualClock:
    return ManualClock(NOON)


@pytest_asyncio.fixture(scope="module")
async def notifier(amqp_url: str, database_url: str, clock: ManualClock) -> AsyncIterator[Notifier]:
    async with running_notifier(amqp_url, database_url, clock=clock) as notifier:
        yield notifier


@pytest_asyncio.fixture
async def broadcast(notifier: Notifier) -> AsyncIterator[AbstractQueue]:
    """What is said to everybody."""
    queue = await notifier.channel.declare_queue(exclusive=True)
    await queue.bind(EVENTS.name, "*.system.maintenance")
    yield queue
    await queue.delete()


@asynccontextmanager
async def another(amqp_url: str, database_url: str, clock: ManualClock) -> AsyncIterator[NotifierServer]:
    """A second replica, on the same broker and database."""
    server = NotifierServer(settings_for(amqp_url, database_url), clock=clock)
    await server.start(by_hand=True)
    try:
        yield server
    finally:
        await server.stop()


async def phases(queue: AbstractQueue, count: int) -> list[tuple[str, str]]:
    """The organisation and phase of the next ``count`` announcements."""
    found: list[tuple[str, str]] = []

    async def enough() -> bool:
        while (message := await queue.get(fail=False)) is not None:
            await message.ack()
            envelope = Envelope.from_message(message.headers, message.routing_key or "", message.body)
            found.append((envelope.org, SystemMaintenance.from_bytes(envelope.data).phase))
        return len(found) >= count

    await eventually(enough)
    return found


async def announced(notifier: Notifier, org: str, clock: ManualClock, **more: Any) -> dict[str, Any]:
    begins = clock() + timedelta(hours=1)
    body = {"message": MESSAGE, "beginsAt": begins.isoformat(), "endsAt": (begins + timedelta(hours=2)).isoformat()}
    async with notifier.client("root", org=org, roles=("admin",)) as admin:
        answer = await admin.post("/announcements", json=body | more)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def test_maintenance_is_told_ahead_at_its_time_and_when_it_is_over(
    notifier: Notifier, broadcast: AbstractQueue, clock: ManualClock
) -> None:
    org = f"org-{new_id()[-8:]}"
    await notifier.introduce("ana", "dispatcher", org=org)
    await announced(notifier, org, clock)
    assert await phases(broadcast, 1) == [(org, "announced")]
    [told] = (await notifier.listed("ana", org=org))["items"]
    assert told["message"]["en"].endswith(": Database upgrade.")
    assert (await notifier.listed("root", org=org))["items"] == []  # not of one's own deed
    for minutes, expected in ((45, "soon"), (15, "started"), (120, "over")):
        clock.advance(minutes=minutes, seconds=-1)
        assert await notifier.server.scheduler.run_due() == 0
        clock.advance(seconds=1)
        assert await notifier.server.scheduler.run_due() == 1
        assert await phases(broadcast, 1) == [(org, expected)]
        async with notifier.client("ana", org=org) as client:
            shown = (await client.get("/announcements")).json()["items"]
        assert [one["phase"] for one in shown] == ([expected] if expected != "over" else [])


async def test_after_a_stop_only_what_is_still_true_is_said(
    notifier: Notifier, broadcast: AbstractQueue, clock: ManualClock
) -> None:
    org = f"org-{new_id()[-8:]}"
    await announced(notifier, org, clock)
    clock.advance(hours=30)
    await notifier.server.scheduler.run_due()
    assert await phases(broadcast, 2) == [(org, "announced"), (org, "over")]


async def test_a_cancelled_announcement_says_so_and_nothing_more(
    notifier: Notifier, broadcast: AbstractQueue, clock: ManualClock
) -> None:
    org = f"org-{new_id()[-8:]}"
    made = await announced(notifier, org, clock)
    async with notifier.client("root", org=org, roles=("admin",)) as admin:
        for _ in range(2):
            assert (await admin.delete(f"/announcements/{made['id']}")).json()["phase"] == "cancelled"
    clock.advance(hours=5)
    assert await notifier.server.scheduler.run_due() == 0
    assert await phases(broadcast, 2) == [(org, "announced"), (org, "cancelled")]


async def test_the_operators_organisation_speaks_to_everybody_and_no_other_does(
    notifier: Notifier, broadcast: AbstractQueue, clock: ManualClock
) -> None:
    one, two = f"org-{new_id()[-8:]}", f"org-{new_id()[-8:]}"
    for org in (one, two):
        await notifier.introduce("ana", "dispatcher", org=org)
    await announced(notifier, one, clock)
    assert await phases(broadcast, 1) == [(one, "announced")]
    assert (await notifier.listed("ana", org=two))["items"] == []
    await announced(notifier, "all", clock)
    assert await phases(broadcast, 1) == [("all", "announced")]
    assert len((await notifier.listed("ana", org=two))["items"]) == 1
    async with notifier.client("ana", org=two) as client:
        assert len((await client.get("/announcements")).json()["items"]) == 1
        refused = await client.post("/announcements", json={})
        assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")


@pytest.mark.parametrize(
    "wrong",
    [
        {"beginsAt": "2020-01-01T00:00:00Z", "endsAt": None}, {"endsAt": "2020-01-01T00:00:00Z"},
        {"message": {"ro": "x"}}, {"beginsAt": "2099-01-01T00:00:00"}, {"message": {"ro": "x", "en": " "}},
    ],
)  # fmt: skip
async def test_an_announcement_that_makes_no_sense_is_refused(
    notifier: Notifier, clock: ManualClock, wrong: dict[str, Any]
) -> None:
    body = {"message": MESSAGE, "beginsAt": (clock() + timedelta(hours=1)).isoformat()}
    async with notifier.client("root", roles=("admin",)) as admin:
        answer = await admin.post("/announcements", json=body | wrong)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_request")


def needs_review(order: str, clock: ManualClock) -> OrderStatusChanged:
    return OrderStatusChanged(
        order_id=order,
        status=OrderStatus.NEEDS_REVIEW,
        previous_status=OrderStatus.DRAFT,
        transition="extract_done",
        timestamp=clock(),
    )


async def awaiting_review(notifier: Notifier, user: str, clock: ManualClock) -> str:
    """An order of the user that waits for review since now."""
    order = new_id()
    await notifier.publish(created(order, by=user, assignee=user), version=1)
    await notifier.publish(needs_review(order, clock), version=2)
    await notifier.publish(
        OrderStatusChanged(
            order_id=order,
            status=OrderStatus.NEEDS_REVIEW,
            previous_status=OrderStatus.NEEDS_REVIEW,
            transition="resolve",
            user_id="eva",
        ),
        version=3,
    )

    async def applied() -> bool:
        return len((await notifier.listed(user))["items"]) == 1

    await eventually(applied)
    return order


async def reminders_of(notifier: Notifier, user: str) -> list[str]:
    items = (await notifier.listed(user))["items"]
    return [item["kind"] for item in items if item["kind"].startswith("reminder_")]


@pytest.fixture
def on_a_tuesday(clock: ManualClock) -> None:
    clock.now = (clock.now + timedelta(days=7 - (clock.now.weekday() - 1) % 7)).replace(hour=7, minute=0, second=0)


@pytest.mark.usefixtures("on_a_tuesday")
async def test_a_reminder_comes_once_and_not_when_its_reason_is_gone(notifier: Notifier, clock: ManualClock) -> None:
    waiting, settled = f"ana-{new_id()}", f"ana-{new_id()}"
    await awaiting_review(notifier, waiting, clock)
    order = await awaiting_review(notifier, settled, clock)
    done = OrderStatusChanged(
        order_id=order, status=OrderStatus.CONFIRMED, previous_status=OrderStatus.NEEDS_REVIEW, transition="confirm"
    )
    await notifier.publish(done, version=4)

    async def applied() -> bool:
        return len((await notifier.listed(settled))["items"]) == 2

    await eventually(applied)
    clock.advance(hours=2, seconds=-1)
    await notifier.server.scheduler.run_due()
    assert await reminders_of(notifier, waiting) == []
    clock.advance(seconds=1)
    for _ in range(2):
        await notifier.server.scheduler.run_due()
    assert await reminders_of(notifier, waiting) == ["reminder_review"]
    assert await reminders_of(notifier, settled) == []


@pytest.mark.usefixtures("on_a_tuesday")
async def test_replicas_that_wake_together_remind_once(
    notifier: Notifier, amqp_url: str, database_url: str, clock: ManualClock
) -> None:
    users = [f"ana-{new_id()}" for _ in range(12)]
    for user in users:
        await awaiting_review(notifier, user, clock)
    clock.advance(days=3)  # both were stopped when it was due
    async with another(amqp_url, database_url, clock) as second, another(amqp_url, database_url, clock) as third:
        counts = await asyncio.gather(
            *(server.scheduler.run_due() for server in (notifier.server, second, third, second, notifier.server))
        )
    assert sum(counts) == 12
    for user in users:
        assert await reminders_of(notifier, user) == ["reminder_review"]


async def test_the_real_clock_is_aware() -> None:
    assert system_clock().tzinfo is UTC
