"""From an order's event to a notification, on a real broker and a real database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from aio_pika import Message
from freightwire.events.orders import (
    OrderStatus,
    OrderStatusChanged,
    OrderUpdated,
)
from freightwire.events.users import UserNotification
from freightwire.identifiers import new_id
from freightwire.messaging.topology import EVENTS
from notifier.handler import CONSUMER
from notifier.testing import ORG, created, failed
from prometheus_client import REGISTRY

from .servers import eventually

if TYPE_CHECKING:
    from notifier.testing import Notifier


def confirmed(order_id: str, *, by: str | None) -> OrderStatusChanged:
    return OrderStatusChanged(
        order_id=order_id,
        status=OrderStatus.CONFIRMED,
        previous_status=OrderStatus.DRAFT,
        transition="confirm",
        user_id=by,
    )


async def items(notifier: Notifier, user: str, *, count: int) -> list[dict[str, Any]]:
    """A user's notifications as soon as there are ``count``."""

    async def listed() -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (await notifier.listed(user))["items"]
        assert len(found) >= count
        return found

    return await eventually(listed)


async def test_a_push_goes_out_without_being_polled_for(notifier: Notifier, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("freightwire.outbox.relay.POLL_SECONDS", 3600)
    order, user = new_id(), f"dan-{new_id()}"
    await notifier.publish(created(order, by="ana", assignee=user), version=1, actor="ana")
    await eventually(lambda: notifier.pushes_to(user))
    await notifier.publish(failed(order), version=2)  # by now the last wait that was begun before is over

    async def both() -> bool:
        return len(await notifier.pushes_to(user)) == 2

    await eventually(both)


async def test_an_assignment_is_kept_and_pushed_to_the_assignee_only(notifier: Notifier) -> None:
    order, user = new_id(), f"dan-{new_id()}"
    await notifier.publish(created(order, by="ana"), version=1, actor="ana")
    cause = await notifier.publish(
        OrderUpdated(order_id=order, changes={"assignee": user}, user_id="ana"), version=2, actor="ana"
    )
    [kept] = await items(notifier, user, count=1)
    [push] = await eventually(lambda: notifier.pushes_to(user))
    event = UserNotification.from_bytes(push.data)
    assert kept["kind"] == event.kind == "order_assigned"
    assert kept["orderId"] == event.order_id == order
    assert kept["message"] == {"ro": event.message.ro, "en": event.message.en}
    assert kept["id"] == event.notification_id == str(push.id)
    assert f"FW-{order[-6:]}" in event.message.en
    assert push.causation_id == str(cause.id)
    assert push.traceparent == cause.traceparent
    assert push.position is None
    assert push.durable


async def test_an_event_that_comes_again_makes_one_notification(notifier: Notifier) -> None:
    order, user = new_id(), f"eva-{new_id()}"
    await notifier.publish(created(order, by=user), version=1)
    envelope = await notifier.publish(failed(order), version=3, actor=user)
    await items(notifier, user, count=1)
    before = duplicates()
    for _ in range(3):
        await notifier.publish_again(envelope)
    await eventually(lambda: duplicates() == before + 3)
    await notifier.publish(confirmed(order, by=None), version=4)
    found = await items(notifier, user, count=2)
    assert [one["kind"] for one in found] == ["order_status_changed", "document_failed"]
    pushes = await eventually(lambda: _at_least(notifier, user, 2))
    assert len({push.id for push in pushes}) == len(pushes) == 2
    assert await notifier.dead_letters() == []


def duplicates() -> float:
    return REGISTRY.get_sample_value("freightwire_inbox_duplicates_total", {"consumer": CONSUMER}) or 0


async def test_an_order_from_before_the_notifiers_time_is_known_by_its_id(notifier: Notifier) -> None:
    order, user = new_id(), f"eva-{new_id()}"
    await notifier.publish(failed(order), version=30, actor=user)
    [only] = await items(notifier, user, count=1)
    assert order in only["message"]["en"]


async def test_an_event_that_overtakes_its_orders_beginning_waits_for_it(notifier: Notifier) -> None:
    order, user = new_id(), f"ana-{new_id()}"
    late = await notifier.publish(confirmed(order, by=None), version=2)
    await eventually(lambda: notifier.parked("1s"))
    await notifier.publish(created(order, by=user), version=1)
    assert [one["kind"] for one in await items(notifier, user, count=1)] == ["order_status_changed"]
    [push] = await eventually(lambda: notifier.pushes_to(user))
    assert push.causation_id == str(late.id)


async def _at_least(notifier: Notifier, user: str, count: int) -> list[Any]:
    found = await notifier.pushes_to(user)
    return found if len(found) >= count else []


async def test_events_that_come_in_the_wrong_order_tell_the_right_person(notifier: Notifier) -> None:
    order, first, second = new_id(), f"one-{new_id()}", f"two-{new_id()}"
    await notifier.publish(created(order, by="ana", assignee="ana"), version=1)
    await notifier.publish(OrderUpdated(order_id=order, changes={"assignee": second}, user_id="ana"), version=5)
    await items(notifier, second, count=1)
    await notifier.publish(OrderUpdated(order_id=order, changes={"assignee": first}, user_id="ana"), version=3)
    await notifier.publish(confirmed(order, by="ana"), version=6)
    kinds = [one["kind"] for one in await items(notifier, second, count=2)]
    assert kinds == ["order_status_changed", "order_assigned"]
    assert (await notifier.listed(first))["items"] == []


async def test_an_assignee_that_is_no_user_id_is_passed_over(notifier: Notifier) -> None:
    order, user = new_id(), f"ana-{new_id()}"
    await notifier.publish(created(order, by=user, assignee="Ion Popescu / night shift"), version=1)
    await notifier.publish(confirmed(order, by=None), version=2)
    assert [one["kind"] for one in await items(notifier, user, count=1)] == ["order_status_changed"]
    assert await notifier.dead_letters() == []


@pytest.mark.parametrize(
    ("body", "version", "code"),
    [(b'{"orderId": 7}', 1, "contract_violation"), (b"\xff", 1, "contract_violation")],
)
async def test_a_malformed_message_goes_to_the_dead_letters(
    notifier: Notifier, body: bytes, version: int, code: str
) -> None:
    headers = {
        "cloudEvents_specversion": "1.0",
        "cloudEvents_id": new_id(),
        "cloudEvents_type": "order:created",
        "cloudEvents_source": "orders",
        "cloudEvents_time": "2026-11-24T10:00:00Z",
        "cloudEvents_org": ORG,
        "cloudEvents_version": version,
    }
    message = Message(body, headers=dict(headers))
    await notifier.publisher.send(message, exchange=EVENTS.name, routing_key=f"{ORG}.order.o1.created")
    [dead] = await eventually(notifier.dead_letters)
    assert dead["x-error-code"] == code
    assert dead["x-original-routing-key"] == f"{ORG}.order.o1.created"


async def test_an_event_without_a_version_goes_to_the_dead_letters(notifier: Notifier) -> None:
    await notifier.publish(failed("o1"), version=None)
    [dead] = await eventually(notifier.dead_letters)
    assert dead["x-error-code"] == "not_an_order_event"
