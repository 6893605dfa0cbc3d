"""A unit of work: one transaction on behalf of somebody in one organisation."""

from __future__ import annotations

import json
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from freightwire.events.base import now
from freightwire.events.envelope import Envelope
from freightwire.outbox import Outbox
from sqlalchemy import insert

from orders.storage.batches import Batches
from orders.storage.documents import Documents
from orders.storage.labels import Labels
from orders.storage.orders import Orders
from orders.storage.scope import Scope, set_scope
from orders.storage.tables import HistoryRow

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from typing import Any

    from freightwire.events.base import Event
    from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

    from orders.domain.order_data import JsonObject
    from orders.storage.tables import OrderRow

SOURCE = "orders"
_INSERT_HISTORY = insert(HistoryRow.__table__)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class By:
    """On whose behalf: the user, or None for the service itself, and the event that led to it.

    ``only`` holds the ids of the orders that a limited token may see; None means all of the organisation.
    """

    org: str
    user: str | None
    causation: Envelope | None = None
    only: frozenset[str] | None = None

    def sees(self, order_id: str) -> bool:
        """Whether an order of the organisation is within the token's limits."""
        return self.only is None or order_id in self.only


class Work:
    """What one transaction reads and writes. Whoever opened the session settles the work and commits it.

    Events are held back until then: by that time every order has its last version and is written once, and all events
    go to the database together.
    """

    def __init__(self, session: AsyncSession, by: By) -> None:
        self.session = session
        self.by = by
        self.orders = Orders(session, by.org)
        self.documents = Documents(session, by.org)
        self.batches = Batches(session, by.org)
        self.labels = Labels(session)
        self._history: list[dict[str, Any]] = []
        self._events: list[Envelope] = []

    def record(self, order: OrderRow, event: Event, *, undo: JsonObject | None = None) -> None:
        """Note a durable event of the order: in its history and in the outbox, as its next version.

        Args:
            undo: where the order's data changed, the merge patch that leads back.
        """
        order.version += 1
        order.updated_at = event.timestamp
        envelope = self._envelope(event, order.version)
        self._history.append(
            {
                "order_id": order.id,
                "version": order.version,
                "org": self.by.org,
                "event_id": str(envelope.id),
                "type": envelope.type,
                "actor": self.by.user,
                "causation_id": envelope.causation_id,
                "at": envelope.time,
                "payload": json.loads(envelope.data),
                "undo": undo,
            }
        )
        self._events.append(envelope)

    def tell(self, event: Event) -> None:
        """Put an event into the outbox that is not part of an order's own sequence."""
        self._events.append(self._envelope(event, None))

    async def settle(self) -> None:
        """Write all that is not written yet, in the order in which one needs the other."""
        await self.session.flush()
        history, self._history = self._history, []
        events, self._events = self._events, []
        if history:
            await self.session.execute(_INSERT_HISTORY, history)
        if events:
            await Outbox.write(self.session, events)

    def _envelope(self, event: Event, version: int | None) -> Envelope:
        return Envelope.of(
            event,
            org=self.by.org,
            source=SOURCE,
            version=version,
            causation=self.by.causation,
            actor=self.by.user,
        )


@asynccontextmanager
async def working(sessions: async_sessionmaker[AsyncSession], by: By) -> AsyncIterator[Work]:
    """A transaction that is settled and committed at the end, and rolled back by an exception."""
    async with sessions.begin() as session:
        set_scope(session, Scope(by.org, by.only))
        work = Work(session, by)
        yield work
        await work.settle()


def current_year() -> int:
    """The year that order numbers carry (UTC)."""
    return now().year
