"""What the notifier knows of an order, folded from the order's own events.

Events may come late, doubled and out of order, and some of an order's events never come here at all. So every fact
carries the version that set it, and the highest version wins: whatever the order of arrival, the result is the same.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from freightwire.events.orders import OrderCreated, OrderUpdated

if TYPE_CHECKING:
    from freightwire.events.orders import OrderEvent
    from pydantic import JsonValue


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
class KnownOrder:
    """One order as far as its events have come in. ``version`` is the highest that was heard of."""

    number: str | None = None
    created_by: str | None = None
    assignee: Fact = Fact()
    reference: Fact = Fact()
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
            )
        if isinstance(event, OrderUpdated):
            return replace(
                known,
                assignee=_patched(self.assignee, event, "assignee", version),
                reference=_patched(self.reference, event, "reference", version),
            )
        return known

    def label(self, order_id: str) -> str:
        """How people call the order: its number and the client's reference, or its id while neither is known."""
        if self.number and self.reference.value:
            return f"{self.number} ({self.reference.value})"
        return self.number or self.reference.value or order_id


def _patched(fact: Fact, event: OrderUpdated, field: str, version: int) -> Fact:
    return fact.heard(event.changes[field], version) if field in event.changes else fact
