"""One sequence out of what was replayed and what came live meanwhile: no hole, no duplicate, order kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from freightwire.cursor import mark_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from freightwire.cursor import Cursor

    from gateway.protocol.push import Push


def merge(replayed: Iterable[Push], live: Iterable[Push], after: Cursor | None) -> Iterator[Push]:
    """Replayed events, then those live ones that are not among them.

    Replay and live run in the same order per routing key, and the replay ends at a fence that the live side
    has passed too; so a live event that was not replayed comes after all that were. What is not above
    ``after`` in its log was seen before.
    """
    seen: set[object] = set()
    for source in (replayed, live):
        for push in source:
            identity = push.id if push.position is None else (push.epoch, push.position)
            if identity in seen or (after is not None and is_seen(push, after)):
                continue
            seen.add(identity)
            yield push


def is_seen(push: Push, cursor: Cursor) -> bool:
    """Whether a reader at ``cursor`` has had this event.

    Of an event that has no position this is known only if the cursor remembers it.
    """
    if push.position is None:
        return bool(cursor.seen) and mark_of(push.id) in cursor.seen
    return push.epoch == cursor.epoch and push.position <= cursor.position
