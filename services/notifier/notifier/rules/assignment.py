"""Somebody got an order, or lost it to somebody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from notifier.rules.occurrence import Notice, Occurrence
from notifier.templates import render

if TYPE_CHECKING:
    from collections.abc import Iterator

ASSIGNED = "order_assigned"
UNASSIGNED = "order_unassigned"


def assignment(occurrence: Occurrence) -> Iterator[Notice]:
    """Tell the new assignee, and the one before. An assignment that a newer one has overtaken is not news."""
    before, after = occurrence.before.assignee, occurrence.after.assignee
    if after.version != occurrence.version or after.value == before.value:
        return
    if after.value:
        yield Notice(user=after.value, kind=ASSIGNED, message=render(ASSIGNED, order=occurrence.order))
    if before.value:
        yield Notice(user=before.value, kind=UNASSIGNED, message=render(UNASSIGNED, order=occurrence.order))
