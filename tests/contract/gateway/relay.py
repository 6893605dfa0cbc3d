"""Publishes events as the relay of an outbox does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from freightwire.events.envelope import Envelope
from freightwire.events.orders import OrderStatus, OrderStatusChanged, OrderUpdated
from freightwire.messaging.connection import BrokerConnection
from freightwire.messaging.publisher import Publisher

if TYPE_CHECKING:
    from freightwire.events.audience import Audience
    from freightwire.events.base import Event

    from tests.contract.gateway.site import Log

SOURCE = "orders"
"""Cursors count the positions of the orders service's log, and of no other."""


class Relay:
    """For one organisation. What it publishes is confirmed, in order, and has its place in the site's log."""

    def __init__(self, broker: BrokerConnection, log: Log, org: str) -> None:
        self.org = org
        self.sent: list[Envelope] = []
        """In the order of the log."""
        self._publisher = Publisher(broker)
        self._log = log

    def next(self, order: str = "42", org: str = "", *, padding: str = "") -> Envelope:
        """The next event of the log; must be published. ``padding`` makes it as large as need be."""
        org = org or self.org
        change: Event
        if padding:
            change = OrderUpdated(order_id=order, changes={"instructions": padding})
        else:
            change = OrderStatusChanged(
                order_id=order,
                status=OrderStatus.IN_PROGRESS,
                previous_status=OrderStatus.ASSIGNED,
                transition="start",
            )
        return self._in_log(change, order, org)

    def _in_log(self, change: Event, order: str, org: str) -> Envelope:
        version = self._log.next_version(org, order)
        self._log.position += 1
        envelope = Envelope.of(change, org=org, source=SOURCE, version=version)
        return envelope.at(epoch=self._log.epoch, position=self._log.position)

    async def publish_side(self, audience: Audience | None, order: str = "42") -> Envelope:
        """Publish a change of what only ``audience`` may see of an order."""
        change = OrderUpdated(order_id=order, audience=audience, changes={"instructions": "Ring first."})
        (envelope,) = await self.publish_all([self._in_log(change, order, self.org)])
        return envelope

    async def publish(self, count: int = 1, order: str = "42", **how: str) -> list[Envelope]:
        """Publish the next events of one order."""
        return await self.publish_all([self.next(order, **how) for _ in range(count)])

    async def publish_all(self, envelopes: list[Envelope]) -> list[Envelope]:
        """Publish ready-made events, as a relay does: again from the first unconfirmed one, until all are confirmed."""
        due = envelopes
        while due:
            outcomes = await self._publisher.publish_window(due)
            confirmed = next((at for at, outcome in enumerate(outcomes) if outcome is not None), len(due))
            due = due[confirmed:]
        self.sent += envelopes
        return envelopes

    async def publish_aside(self, event: Event, *, org: str = "") -> Envelope:
        """Publish an event that was not born in an outbox: it has no place in the log."""
        envelope = Envelope.of(event, org=org or self.org, source=SOURCE)
        (outcome,) = await self._publisher.publish_window([envelope])
        if outcome is not None:
            raise outcome
        return envelope

    def ids(self, *orders: str) -> list[str]:
        """Of the events published so far, in order; of some orders or all."""
        keys = tuple(f"{self.org}.order.{order}." for order in orders)
        return [str(one.id) for one in self.sent if not keys or one.key.startswith(keys)]
