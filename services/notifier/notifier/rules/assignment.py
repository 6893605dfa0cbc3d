"""Somebody got an order, or lost it to somebody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from freightwire.events.orders import OrderCreated

from notifier.rules.occurrence import Notice, Occurrence
from notifier.templates import render

if TYPE_CHECKING:
    from collections.abc import Iterator

ASSIGNED = "order_assigned"
UNASSIGNED = "order_unassigned"
CREATED = "order_created"


def assignment(occurrence: Occurrence) -> Iterator[Notice]:
    """Tell the new assignee, and the one before. An assignment that a newer one has overtaken is not news."""
    before, after = occurrence.before.assignee, occurrence.after.assignee
    if after.version != occurrence.version or after.value == before.value:
        return
    if after.value:
        yield Notice(user=after.value, kind=ASSIGNED, message=render(ASSIGNED, order=occurrence.order))
    if before.value:
        yield Notice(user=before.value, kind=UNASSIGNED, message=render(UNASSIGNED, order=occurrence.order))


def created_for_nobody(occurrence: Occurrence) -> Iterator[Notice]:
    """Tell the team leads that there is an order to give to somebody, and those who follow everything."""
    if isinstance(occurrence.event, OrderCreated) and not occurrence.after.assignee.value:
        message = render(CREATED, order=occurrence.order)
        for user in sorted(occurrence.audience.leads | occurrence.audience.followers):
            yield Notice(user=user, kind=CREATED, message=message)
