"""What happens with an event of an order: fold it into what is known, decide, speak. One transaction."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING

from freightwire.database import is_unavailable
from freightwire.events.orders import (
    OrderDocumentAdded,
    OrderEvent,
    OrderProcessingFailed,
    OrderValidationComplete,
)
from freightwire.inbox import Inbox
from freightwire.messaging import PermanentError, TransientError
from freightwire.messaging.backoff import Backoff
from freightwire.telemetry import get_logger
from sqlalchemy.exc import SQLAlchemyError

from notifier.metrics import DATABASE_WAITS, UNADDRESSABLE
from notifier.news import News
from notifier.rules import Occurrence, decide
from notifier.storage.known_orders import KnownOrders
from notifier.storage.people import People
from notifier.storage.readings import note_reading
from notifier.turns import Turns

if TYPE_CHECKING:
    from freightwire.messaging import Delivery
    from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

    from notifier.scheduling.reminding import Reminders
    from notifier.telling import Teller

CONSUMER = "notifier.events"
"""The notifier's name in its inbox."""
USER_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""What can be a word of a routing key. An order's assignee is free text and need not be one."""
DATABASE_RETRY_LIMIT_SECONDS = 15.0
PATIENT_ATTEMPTS = 1
"""Attempts that an event waits for its order's beginning, which another process may just be busy with. After them
the event is taken as it is: the order may be older than the notifier."""

_log = get_logger()


class OrderEvents:
    """The handler of the notifier's work queue."""

    def __init__(self, sessions: async_sessionmaker[AsyncSession], teller: Teller, reminders: Reminders) -> None:
        self._sessions = sessions
        self._teller = teller
        self._reminders = reminders
        self._turns = Turns()

    async def handle(self, delivery: Delivery) -> None:
        """Apply an event once, after those of the same order that came before it.

        While the database is away the event waits here, unacknowledged: the retry ladder is for events that fail, and
        an outage would carry every one of them to the dead letters.

        Raises:
            PermanentError: the event is not one of an order, or carries no version.
            TransientError: the order's beginning was not heard of yet.
        """
        event, envelope = delivery.event, delivery.envelope
        if not isinstance(event, OrderEvent) or envelope.version is None:
            raise PermanentError("not_an_order_event", f"{envelope.type} without the version of an order")
        async with self._turns.of((envelope.org, event.order_id)):
            await self._when_the_database_is_there(event, envelope.version, delivery)

    async def _when_the_database_is_there(self, event: OrderEvent, version: int, delivery: Delivery) -> None:
        backoff = Backoff(limit=DATABASE_RETRY_LIMIT_SECONDS)
        while True:
            try:
                await self._apply(event, version, delivery)
            except (SQLAlchemyError, OSError) as error:  # TimeoutError is an OSError
                if not is_unavailable(error):
                    raise
                delay = backoff.next_delay()
                DATABASE_WAITS.inc()
                _log.warning("database_unavailable", reason=type(error).__name__, retry_in=round(delay, 2))
                await asyncio.sleep(delay)
            else:
                return

    async def _apply(self, event: OrderEvent, version: int, delivery: Delivery) -> None:
        envelope = delivery.envelope
        async with self._sessions.begin() as session:
            if not await Inbox.first_time(session, consumer=CONSUMER, event_id=envelope.id):
                return
            orders = KnownOrders(session, envelope.org)
            before = await orders.lock(event.order_id)
            after = before.after(event, version)
            if not after.is_complete and delivery.attempt <= PATIENT_ATTEMPTS:
                raise TransientError(f"order {event.order_id} has not begun yet")
            await orders.store(event.order_id, after)
            await self._reminders.plan(session, envelope.org, event.order_id, before=before, after=after)
            await _follow_reading(session, envelope.org, event, version)
            occurrence = Occurrence(
                event=event,
                version=version,
                on_behalf_of=envelope.actor,
                before=before,
                after=after,
                audience=await People(session, envelope.org).audience(event.order_id),
            )
            notices = [notice for notice in decide(occurrence) if _addressable(notice.user, notice.kind)]
            told = await self._teller.tell(
                session,
                News(org=envelope.org, notices=notices, cause_id=envelope.id, cause=envelope, order_id=event.order_id),
            )
        self._teller.told(told)
        _log.info("event_applied", order_id=event.order_id, version=version, notifications=len(notices))


async def _follow_reading(session: AsyncSession, org: str, event: OrderEvent, version: int) -> None:
    """Keep which documents of the order wait to be read."""
    if isinstance(event, OrderDocumentAdded | OrderValidationComplete | OrderProcessingFailed):
        await note_reading(
            session,
            org=org,
            order_id=event.order_id,
            document_id=event.document_id,
            version=version,
            waiting=isinstance(event, OrderDocumentAdded),
            at=event.timestamp,
        )


def _addressable(user: str, kind: str) -> bool:
    if USER_ID.fullmatch(user):
        return True
    UNADDRESSABLE.labels(kind).inc()
    _log.warning("notice_unaddressable", kind=kind)
    return False
