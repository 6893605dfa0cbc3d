"""What the notifier knows of an order, folded from the order's own events.

Events may come late, doubled and out of order, and some of an order's events never come here at all. So every fact
carries the version that set it, and the highest version wins: whatever the order of arrival, the result is the same.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from freightwire.events.orders import OrderCreated, OrderStatusChanged, OrderUpdated

from notifier.rules.unloading import Unloading, unloadings_of

if TYPE_CHECKING:
    from freightwire.events.orders import OrderEvent
    from pydantic import JsonValue

HOLD = "hold"
RELEASE = "release"


@dataclass(frozen=True, slots=True)
class Fact:
    """A value and the order's version that set it; version 0 where it was never heard of."""

    value: str | None = None
    version: int = 0

    def heard(self, value: JsonValue, version: int) -> Fact:
        """The newer of what is known and what is heard now. Anything but text counts as no value."""
        if version <= self.version:
            return self
        return Fact(value if isinstance(value, str) and value else None, version)


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Where the order stands in its lifecycle, since when, and whether it is on hold; each with its version."""

    status: Fact = Fact()
    moved_at: Fact = Fact()
    held: Fact = Fact()

    @property
    def since(self) -> datetime | None:
        """Since when the order has had its status."""
        return datetime.fromisoformat(self.moved_at.value) if self.moved_at.value else None

    def after(self, event: OrderCreated | OrderStatusChanged, version: int) -> Progress:
        """What is known when ``event`` has been heard as well."""
        known = replace(self, status=self.status.heard(event.status.value, version))
        if isinstance(event, OrderCreated) or event.status is not event.previous_status:
            known = replace(known, moved_at=self.moved_at.heard(event.timestamp.isoformat(), version))
        if isinstance(event, OrderStatusChanged) and event.transition in (HOLD, RELEASE):
            known = replace(known, held=self.held.heard(HOLD if event.transition == HOLD else None, version))
        return known


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What the order's data say of the days to come: unloading windows, and days until the client has to pay."""

    unloadings: tuple[Unloading, ...] = ()
    unloadings_version: int = 0
    payment_days: Fact = Fact()

    def after(self, event: OrderCreated | OrderUpdated, version: int) -> Plan:
        """What is known when ``event`` has been heard as well."""
        changes = event.data.model_dump(mode="json") if isinstance(event, OrderCreated) else event.changes
        known = self
        if "stops" in changes and version > self.unloadings_version:
            known = replace(known, unloadings=unloadings_of(changes["stops"]), unloadings_version=version)
        if "sale" in changes:
            sale = changes["sale"]
            if not isinstance(sale, dict):
                known = replace(known, payment_days=self.payment_days.heard(None, version))
            elif "paymentDays" in sale:
                days = sale["paymentDays"]
                text = str(days) if isinstance(days, int) else None
                known = replace(known, payment_days=self.payment_days.heard(text, version))
        return known


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownOrder:
    """One order as far as its events have come in. ``version`` is the highest that was heard of."""

    number: str | None = None
    created_by: str | None = None
    assignee: Fact = Fact()
    reference: Fact = Fact()
    progress: Progress = Progress()
    plan: Plan = Plan()
    version: int = 0

    @property
    def is_complete(self) -> bool:
        """Whether its beginning was heard of: until then, whom it concerns is guesswork."""
        return self.number is not None

    def after(self, event: OrderEvent, version: int) -> KnownOrder:
        """What is known when ``event``, the order's ``version``, has been heard as well."""
        known = replace(self, version=max(self.version, version))
        if isinstance(event, OrderCreated):
            return replace(
                known,
                number=event.number,
                created_by=event.user_id,
                assignee=self.assignee.heard(event.data.assignee, version),
                reference=self.reference.heard(event.data.reference, version),
                progress=self.progress.after(event, version),
                plan=self.plan.after(event, version),
            )
        if isinstance(event, OrderUpdated):
            return replace(
                known,
                assignee=_patched(self.assignee, event, "assignee", version),
                reference=_patched(self.reference, event, "reference", version),
                plan=self.plan.after(event, version),
            )
        if isinstance(event, OrderStatusChanged):
            return replace(known, progress=self.progress.after(event, version))
        return known

    def label(self, order_id: str) -> str:
        """How people call the order: its number and the client's reference, or its id while neither is known."""
        if self.number and self.reference.value:
            return f"{self.number} ({self.reference.value})"
        return self.number or self.reference.value or order_id


def _patched(fact: Fact, event: OrderUpdated, field: str, version: int) -> Fact:
    return fact.heard(event.changes[field], version) if field in event.changes else fact
