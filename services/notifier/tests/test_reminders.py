"""What an order has to be reminded of, and whom."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from freightwire.events.order_data import OrderData, Price, Stop, StopKind
from freightwire.events.orders import OrderCreated, OrderStatus, OrderStatusChanged, OrderUpdated
from notifier.rules.audience import Audience
from notifier.rules.known_order import KnownOrder
from notifier.rules.reminders import Patience, Reminder, plan_reminders, remind
from notifier.rules.unloading import unloadings_of
from notifier.working_hours import WorkingHours

S = OrderStatus
BUCHAREST = ZoneInfo("Europe/Bucharest")
HOURS, PATIENCE = WorkingHours(), Patience()
AUDIENCE = Audience(leads=frozenset({"lea"}), accountants=frozenset({"alex"}), watchers=frozenset({"wim"}))
TUESDAY = datetime(2026, 11, 24, 8, tzinfo=UTC)
"""10:00 in Bucharest."""
UNLOADING = {
    "id": "s2",
    "kind": "unloading",
    "date": "2026-11-25",
    "timeFrom": "14:00",
    "city": "Wien",
    "country": "AT",
}


def known(*moves: tuple[OrderStatus, str], data: OrderData | None = None) -> KnownOrder:
    """An order of ana's after transitions to these statuses, all on Tuesday at ten."""
    order = KnownOrder().after(
        OrderCreated(
            order_id="o1", number="FW-1", status=S.DRAFT, data=data or OrderData(), user_id="ana", timestamp=TUESDAY
        ),
        1,
    )
    status = S.DRAFT
    for number, (target, transition) in enumerate(moves):
        event = OrderStatusChanged(
            order_id="o1", status=target, previous_status=status, transition=transition, timestamp=TUESDAY
        )
        order, status = order.after(event, 2 + number), target
    return order


def the_one(order: KnownOrder) -> Reminder:
    [reminder] = plan_reminders(order, HOURS, PATIENCE)
    return reminder


def told(reminder: Reminder, order: KnownOrder, now: datetime | None = None, **audience: Any) -> dict[str, str]:
    """Who is told what, in English."""
    everybody = Audience(leads=AUDIENCE.leads, accountants=AUDIENCE.accountants, watchers=AUDIENCE.watchers, **audience)
    notices = remind(reminder, order, "o1", everybody, now=now or reminder.due_at, zone=BUCHAREST)
    return {notice.user: notice.message.en for notice in notices}


def test_an_order_that_waits_for_review() -> None:
    order = known((S.NEEDS_REVIEW, "extract_done"))
    reminder = the_one(order)
    assert reminder.due_at == TUESDAY + timedelta(hours=2)
    said = told(reminder, order)
    assert set(said) == {"ana", "wim", "lea"}
    assert said["ana"] == "Order FW-1 has been waiting for review since 24.11.2026 10:00."
    assert set(told(reminder, order, muted=frozenset({"ana"}))) == {"wim", "lea"}


def test_an_unloading_that_is_near_by_the_clock_of_its_place() -> None:
    data = OrderData(stops=[Stop.model_validate(UNLOADING)])
    order = known((S.CONFIRMED, "confirm"), (S.ASSIGNED, "assign_direct"), data=data)
    reminder = the_one(order)
    assert reminder.due_at == datetime(2026, 11, 25, 11, tzinfo=UTC)
    assert told(reminder, order)["ana"] == "Order FW-1: unloading begins at 25.11.2026 14:00, Wien."
    assert told(reminder, order, now=datetime(2026, 11, 25, 13, tzinfo=UTC)) == {}
    moved = order.after(OrderUpdated(order_id="o1", changes={"stops": [UNLOADING | {"timeFrom": "16:00"}]}), 9)
    again = the_one(moved)
    assert (again.slot, again.basis != reminder.basis) == (reminder.slot, True)


def test_a_delivery_without_its_signed_note() -> None:
    order = known((S.IN_PROGRESS, "stop_done"), (S.DELIVERED, "stop_done"))
    assert the_one(order).due_at == datetime(2026, 11, 25, 7, 30, tzinfo=UTC)
    assert "CMR is missing" in told(the_one(order), order)["ana"]


def test_an_invoice_that_is_due_is_the_accountants_and_never_on_a_holiday() -> None:
    data = OrderData(sale=Price(payment_days=7))
    order = known((S.DOCUMENTS_OK, "documents_ok"), (S.INVOICED, "invoice"), data=data)
    reminder = the_one(order)
    assert (reminder.basis, reminder.due_at) == ("2026-12-01", datetime(2026, 12, 2, 7, tzinfo=UTC))
    assert told(reminder, order) == {"alex": "The invoice of order FW-1 is due on 01.12.2026."}
    changed = order.after(OrderUpdated(order_id="o1", changes={"sale": {"paymentDays": 30}}), 9)
    assert the_one(changed).basis == "2026-12-24"
    assert plan_reminders(order.after(OrderUpdated(order_id="o1", changes={"sale": None}), 9), HOURS, PATIENCE) == []


@pytest.mark.parametrize("status", [S.DRAFT, S.CONFIRMED, S.OFFERED, S.DOCUMENTS_OK, S.CLOSED, S.CANCELLED])
def test_other_orders_need_no_reminder(status: OrderStatus) -> None:
    data = OrderData(stops=[Stop.model_validate(UNLOADING)], sale=Price(payment_days=7))
    assert plan_reminders(known((status, "x"), data=data), HOURS, PATIENCE) == []


def test_an_order_on_hold_is_left_in_peace() -> None:
    order = known((S.NEEDS_REVIEW, "extract_done"), (S.NEEDS_REVIEW, "hold"))
    assert plan_reminders(order, HOURS, PATIENCE) == []
    released = known((S.NEEDS_REVIEW, "extract_done"), (S.NEEDS_REVIEW, "hold"), (S.NEEDS_REVIEW, "release"))
    assert len(plan_reminders(released, HOURS, PATIENCE)) == 1


def test_stops_that_name_no_day_have_no_window() -> None:
    assert unloadings_of([{"kind": "unloading"}, {"kind": "loading", "date": "2026-11-25"}]) == ()
    assert unloadings_of("nonsense") == unloadings_of(None) == unloadings_of([{"kind": 7}]) == ()
    day_only = Stop(kind=StopKind.UNLOADING, date=TUESDAY.date()).model_dump(mode="json")
    assert unloadings_of([day_only])[0].at == datetime(2026, 11, 24, 6, tzinfo=UTC)
