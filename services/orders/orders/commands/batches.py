"""How far a batch of documents is.

The progress of a busy batch is told at most twice a second. What is left untold is told a moment later
(``tell_due_batches``), and the last word, when nothing is being read any more, at once and exactly.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from freightwire.events.base import now
from freightwire.events.orders import BatchProgress

from orders.storage.batches import due_batches
from orders.storage.scope import Scope, set_scope
from orders.storage.tables import DocumentState
from orders.storage.work import By, Work

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

TELL_EVERY = timedelta(seconds=0.5)
DUE_LIMIT = 50


@dataclass(frozen=True, slots=True)
class Counts:
    """The documents of a batch by what became of them."""

    total: int
    processing: int
    done: int
    failed: int

    @classmethod
    def of(cls, states: Sequence[str]) -> Counts:
        """Count the states of a batch's documents."""
        return cls(
            total=len(states),
            processing=states.count(DocumentState.PROCESSING),
            done=states.count(DocumentState.READ),
            failed=states.count(DocumentState.FAILED),
        )

    @property
    def progress(self) -> int:
        """Percent of the documents whose reading has ended, well or not."""
        return 100 * (self.total - self.processing) // self.total if self.total else 0


ONLY_ONE = Counts(total=1, processing=1, done=0, failed=0)


async def tell_progress(work: Work, batch_id: str | None, *, added: bool = False) -> int:
    """Tell how far the batch is, once this transaction is through. None: the document came alone.

    Args:
        added: the one document that this transaction brought to the batch is the reason.

    Returns:
        How many documents the batch has.
    """
    if batch_id is None:
        return 1
    time = now()
    # Two documents that end at the same moment must not each count the other as unfinished.
    told_at = await work.batches.lock(batch_id, time)
    only_one = told_at is None and added
    counts = ONLY_ONE if only_one else Counts.of(await work.documents.states_of_batch(batch_id))
    if told_at is not None:
        if counts.processing and time - told_at < TELL_EVERY:
            await work.batches.leave_due(batch_id)
            return counts.total
        await work.batches.told(batch_id, time)
    work.tell(
        BatchProgress(
            batch_id=batch_id,
            total=counts.total,
            processing=counts.processing,
            done=counts.done,
            failed=counts.failed,
            progress=counts.progress,
        )
    )
    return counts.total


async def tell_due_batches(sessions: async_sessionmaker[AsyncSession]) -> int:
    """Tell the progress of batches whose last change was not told. Returns of how many."""
    async with sessions.begin() as session:
        due = await due_batches(session, told_before=now() - TELL_EVERY, limit=DUE_LIMIT)
        for org, batch_id in due:
            set_scope(session, Scope(org))
            work = Work(session, By(org, None))
            await tell_progress(work, batch_id)
            await work.settle()
    return len(due)
