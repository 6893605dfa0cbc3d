"""What an order needs to be reminded of, and when. Planned anew after each event; told when its time has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from freightwire.events.base import Text
from freightwire.events.orders import OrderStatus

from notifier.rules.occurrence import Notice
from notifier.templates import render

if TYPE_CHECKING:
    from collections.abc import Iterator

    from notifier.rules.audience import Audience
    from notifier.rules.known_order import KnownOrder
    from notifier.working_hours import WorkingHours

REVIEW = "reminder_review"
UNLOADING = "reminder_unloading"
PROOF = "reminder_proof_of_delivery"
INVOICE_DUE = "reminder_invoice_due"

ON_THE_ROAD = frozenset({OrderStatus.ASSIGNED, OrderStatus.IN_PROGRESS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long things may take before somebody is reminded: working time, but for the time before an unloading."""

    review: timedelta = timedelta(hours=2)
    proof_of_delivery: timedelta = timedelta(hours=8)
    before_unloading: timedelta = timedelta(hours=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """A word that is due at a time. ``slot`` is its place among the order's reminders; ``basis`` is what it was
    planned from: when that changes it is planned anew, even if it was told already.
    """

    slot: str
    kind: str
    basis: str
    due_at: datetime


def plan_reminders(known: KnownOrder, hours: WorkingHours, patience: Patience) -> list[Reminder]:
    """Everything that the order, as it stands, will have to be reminded of."""
    status, since = known.progress.status.value, known.progress.since
    if status is None or since is None or known.progress.held.value:
        return []
    if status == OrderStatus.NEEDS_REVIEW:
        return [_one(REVIEW, since, hours.later(since, patience.review))]
    if status in ON_THE_ROAD:
        return [
            Reminder(
                slot=f"{UNLOADING}:{number}",
                kind=UNLOADING,
                basis=unloading.at.isoformat(),
                due_at=unloading.at - patience.before_unloading,
            )
            for number, unloading in enumerate(known.plan.unloadings)
        ]
    if status == OrderStatus.DELIVERED:
        return [_one(PROOF, since, hours.later(since, patience.proof_of_delivery))]
    if status == OrderStatus.INVOICED and known.plan.payment_days.value:
        due = since.astimezone(hours.zone).date() + timedelta(days=int(known.plan.payment_days.value))
        opening = hours.opening(hours.working_day(due))
        return [Reminder(slot=INVOICE_DUE, kind=INVOICE_DUE, basis=due.isoformat(), due_at=opening)]
    return []


def remind(
    reminder: Reminder, known: KnownOrder, order_id: str, audience: Audience, *, now: datetime, zone: ZoneInfo
) -> Iterator[Notice]:
    """The notices of a reminder that is due; none where it comes too late to be of use, or the order is muted."""
    order = known.label(order_id)
    responsible = [user for user in (known.assignee.value, known.created_by) if user]
    people: list[str] = [*responsible, *audience.curious]
    if reminder.kind == UNLOADING:
        if now >= datetime.fromisoformat(reminder.basis):
            return
        message = _unloading(reminder, known, order, zone)
    elif reminder.kind == INVOICE_DUE:
        message = render(INVOICE_DUE, order=order, date=_day(reminder.basis))
        people = sorted(audience.accountants)
    else:
        message = render(reminder.kind, order=order, since=_clock(reminder.basis, zone))
        people += sorted(audience.leads) if reminder.kind == REVIEW else ()
    for user in dict.fromkeys(people):
        if user not in audience.muted:
            yield Notice(user=user, kind=reminder.kind, message=message)


def _one(kind: str, since: datetime, due_at: datetime) -> Reminder:
    return Reminder(slot=kind, kind=kind, basis=since.isoformat(), due_at=due_at)


def _unloading(reminder: Reminder, known: KnownOrder, order: str, zone: ZoneInfo) -> Text:
    """The time of a window is told as the clocks stand where it is."""
    at = datetime.fromisoformat(reminder.basis)
    window = next((window for window in known.plan.unloadings if window.at == at), None)
    local = ZoneInfo(window.zone) if window else zone
    place = f", {window.city}" if window and window.city else ""
    return render(UNLOADING, order=order, at=_clock(reminder.basis, local), place=place)


def _clock(basis: str, zone: ZoneInfo) -> str:
    return datetime.fromisoformat(basis).astimezone(zone).strftime("%d.%m.%Y %H:%M")


def _day(basis: str) -> str:
    return datetime.fromisoformat(basis).replace(tzinfo=UTC).strftime("%d.%m.%Y")
