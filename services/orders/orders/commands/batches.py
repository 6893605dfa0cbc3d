"""How far a batch of documents is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from freightwire.events.orders import BatchProgress

from orders.storage.tables import DocumentState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orders.storage.work import Work


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


async def tell_progress(work: Work, batch_id: str | None) -> None:
    """Tell how far the batch is, once this transaction is through. None: the document came alone."""
    if batch_id is None:
        return
    await work.session.flush()
    # Two documents that end at the same moment must not each count the other as unfinished.
    await work.documents.lock_batch(batch_id)
    counts = Counts.of(await work.documents.states_of_batch(batch_id))
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
