"""What a rule sees, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from freightwire.events.orders import OrderCreated, OrderStatusChanged, OrderUpdated

from notifier.rules.audience import Audience

if TYPE_CHECKING:
    from freightwire.events.base import Text
    from freightwire.events.orders import OrderEvent

    from notifier.rules.known_order import KnownOrder


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something to tell one person. ``kind`` is one of ``notifier.rules.kinds``."""

    user: str
    kind: str
    message: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """An event of an order, and what was known of the order before and after it.

    ``on_behalf_of`` is who set the chain of events in motion: for the result of reading a document, its uploader.
    """

    event: OrderEvent
    version: int
    on_behalf_of: str | None
    before: KnownOrder
    after: KnownOrder
    audience: Audience = field(default_factory=Audience)

    @property
    def author(self) -> str | None:
        """Who did it with their own hands; None where the system did."""
        if isinstance(self.event, OrderCreated | OrderUpdated | OrderStatusChanged):
            return self.event.user_id
        return None

    @property
    def order(self) -> str:
        """How people call the order."""
        return self.after.label(self.event.order_id)

    @property
    def responsible(self) -> tuple[str, ...]:
        """Who works the order and who brought it in, as far as known, nobody twice."""
        people = (self.after.assignee.value, self.after.created_by)
        return tuple(dict.fromkeys(person for person in people if person))

    @property
    def interested(self) -> tuple[str, ...]:
        """The responsible, and those of the desk who asked to hear of the order."""
        return tuple(dict.fromkeys((*self.responsible, *self.audience.curious)))
