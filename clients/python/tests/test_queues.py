"""Durable queues and presence, through a real gateway."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from freightwire.events.base import Text
from freightwire.events.envelope import Envelope
from freightwire.events.users import UserEditing, UserNotification
from freightwire_client import CommandError, Event, ForbiddenError, Lost, Member, Snapshot, StaleDeliveryError, State
from gateway.testing import gateway, log, until

from clients.python.tests.support import PATIENCE, client_of, front_of, ready, take

if TYPE_CHECKING:
    from freightwire_client import Delivery, DurableQueue, Notice, Subscription
    from gateway.testing import Log


async def notify(orders: Log, org: str, *numbers: int, user: str = "ana") -> None:
    for number in numbers:
        note = UserNotification(
            user_id=user, notification_id=f"n{number}", kind="note", message=Text(ro="Bună.", en="Hello.")
        )
        await orders.again(Envelope.of(note, org=org, source="notifier"))


async def deliveries(queue: DurableQueue, count: int) -> list[Delivery]:
    async with asyncio.timeout(PATIENCE):
        return [await anext(queue) for _ in range(count)]


def numbers(given: list[Delivery]) -> list[str]:
    return [delivery.event.data["notificationId"] for delivery in given]


async def test_acknowledged_is_gone_the_rest_comes_again(amqp_url: str, org: str) -> None:
    """What was acknowledged does not come again; what was not does, to the next who opens the queue."""
    async with gateway(amqp_url) as server, log(amqp_url) as orders:
        async with client_of(org, server) as client, client.open("inbox", ["user.me.#"], prefetch=5) as queue:
            await queue.ready()
            await notify(orders, org, 1, 2, 3)
            first, second, third = await deliveries(queue, 3)
            assert numbers([first, second, third]) == ["n1", "n2", "n3"]
            assert not first.redelivered
            assert isinstance(first.event.body, UserNotification)
            await second.ack(multiple=True)
            with pytest.raises(CommandError, match="unknown_tag"):
                await first.ack()
        await notify(orders, org, 4)
        async with client_of(org, server) as client, client.open("inbox", ["user.me.#"]) as queue:
            again = await deliveries(queue, 2)
            assert numbers(again) == ["n3", "n4"]
            assert [one.redelivered for one in again] == [True, False]
            await again[0].nack()
            (once_more,) = await deliveries(queue, 1)
            assert numbers([once_more]) == ["n3"]
            await once_more.nack(requeue=False, reason="cannot parse")
            await again[1].ack()


async def test_deliveries_outlive_connections(amqp_url: str, org: str) -> None:
    """After a lost connection the queue is open again and gives out what was not acknowledged; old deliveries are
    stale.
    """
    async with (
        gateway(amqp_url) as server,
        log(amqp_url) as orders,
        front_of(server) as front,
        client_of(org, front.url) as client,
        client.open("inbox", ["user.me.#"]) as queue,
    ):
        await queue.ready()
        await notify(orders, org, 1, 2)
        one, two = await deliveries(queue, 2)
        await one.ack()
        front.cut()
        (again,) = await deliveries(queue, 1)
        assert (numbers([again]), again.redelivered) == (["n2"], True)
        with pytest.raises(StaleDeliveryError):
            await two.ack()
        await again.ack()
        await notify(orders, org, 3)
        (last,) = await deliveries(queue, 1)
        assert numbers([last]) == ["n3"]
        await last.ack()


async def test_many_acknowledgements(amqp_url: str, org: str) -> None:
    """Acknowledging one by one, as fast as it goes, is not too fast for the gateway."""
    async with gateway(amqp_url) as server, log(amqp_url) as orders, client_of(org, server) as client:
        async with client.open("inbox", ["user.me.#"], prefetch=100) as queue:
            await queue.ready()
            await notify(orders, org, *range(700))
            for number in range(700):
                (delivery,) = await deliveries(queue, 1)
                assert numbers([delivery]) == [f"n{number}"]
                await delivery.ack()
        assert client.state is State.CONNECTED


async def test_refused_queue(amqp_url: str, org: str) -> None:
    """A queue that is not granted is an error for who opened it; a name can be open once."""
    async with gateway(amqp_url) as server, client_of(org, server) as client:
        refused = client.open("spy", ["user.bob.#"])
        with pytest.raises(ForbiddenError):
            await refused.ready()
        with pytest.raises(ForbiddenError):
            await anext(refused)
        async with client.open("inbox", ["user.me.#"]) as queue:
            await queue.ready()
            with pytest.raises(ValueError, match="open already"):
                client.open("inbox", ["user.me.#"])
        async with client.open("inbox", ["user.me.#"]) as queue:
            await queue.ready()


async def test_presence(amqp_url: str, org: str) -> None:
    """What a client says of its user is told to others, in a snapshot or as it happens, and said again after a lost
    connection.
    """
    notices: list[Notice] = []
    async with (
        gateway(amqp_url, gateway_presence_leave_seconds=0.5) as server,
        front_of(server) as front,
        client_of(org, server) as board,
        client_of(org, front.url, on_notice=notices.append) as editor,
    ):
        editor.presence("42", "editing", field="price")
        watching = board.subscribe("order.#", presence=True)
        snapshot, *_ = await take(watching, 1)
        assert isinstance(snapshot, Snapshot)
        if not snapshot.members:  # it was quicker than the editor
            (joined,) = await take(watching, 1)
            assert isinstance(joined, Event)
            assert isinstance(joined.body, UserEditing)
        front.cut()
        await until(lambda: any(isinstance(notice, Lost) for notice in notices), PATIENCE)
        await until(lambda: editor.state is State.CONNECTED, PATIENCE)
        editor.presence("42", "editing", field="weight")
        event = await _editing(watching, "weight")
        assert event.order_id == "42"
        late = board.subscribe("order.42.#", presence=True)
        (snapshot,) = await take(late, 1)
        member = Member(order_id="42", user_id="ana", username="ana", state="editing", field="weight")
        assert snapshot == Snapshot(members=(member,))
        editor.presence("42", "left")
        await _of_type(late, "user:left_order")


async def _editing(subscription: Subscription, field: str) -> Event:
    while True:
        event = await _of_type(subscription, "user:editing")
        if event.data.get("field") == field:
            return event


async def _of_type(subscription: Subscription, name: str) -> Event:
    while True:
        (item,) = await take(subscription, 1)
        if isinstance(item, Event) and item.type == name:
            return item


async def test_presence_without_a_websocket(amqp_url: str, org: str) -> None:
    """It is said over HTTP meanwhile, and withdrawn there once there is a WebSocket that stands for the client."""
    changes = {"gateway_presence_leave_seconds": 0.2}
    async with gateway(amqp_url, **changes) as server, front_of(server) as front, client_of(org, server) as board:
        watching = board.subscribe("order.#")
        await ready(watching)
        front.block("/v1/ws")
        async with client_of(org, front.url) as client:
            client.presence("42")
            await _of_type(watching, "user:joined_order")
            front.block()
            await until(lambda: client.state is State.CONNECTED, PATIENCE)
            client.presence("42", "left")
            await _of_type(watching, "user:left_order")
