"""Which messages of a durable queue a client holds, and until when. Pure: no broker and no clock in sight."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Generic, TypeVar

RETURNED_REMEMBERED = 1_000
"""Tags by which a late acknowledgement is told that its message comes again."""

Message = TypeVar("Message")


class UnknownTagError(Exception):
    """The tag was never given out, or its message was settled before."""


class StaleTagError(Exception):
    """The tag's message went back to the queue: it comes again, under another tag."""


@dataclass(frozen=True, slots=True)
class Held(Generic[Message]):
    """A message in a client's hands. ``deadline`` is in seconds of the caller's steady clock."""

    tag: int
    message: Message
    deadline: float


class Ledger(Generic[Message]):
    """Tags of one queue in one session: counted from 1, never given twice, whatever becomes of the broker's channel."""

    def __init__(self) -> None:
        self._last = 0
        self._held: OrderedDict[int, Held[Message]] = OrderedDict()
        self._returned: OrderedDict[int, None] = OrderedDict()

    def __len__(self) -> int:
        return len(self._held)

    @property
    def next_deadline(self) -> float | None:
        """When the first message should be back; None while none is held."""
        return min((held.deadline for held in self._held.values()), default=None)

    def give(self, message: Message, deadline: float) -> int:
        """The tag under which the client gets ``message``."""
        self._last += 1
        self._held[self._last] = Held(self._last, message, deadline)
        return self._last

    def take(self, tag: int) -> Held[Message]:
        """The client is done with ``tag``.

        Raises:
            UnknownTagError, StaleTagError: it does not hold it.
        """
        held = self._held.pop(tag, None)
        if held is None:
            raise StaleTagError if tag in self._returned else UnknownTagError
        return held

    def take_through(self, tag: int) -> list[Held[Message]]:
        """The client is done with ``tag`` and with everything before it; in the order in which it was given.

        Raises:
            UnknownTagError, StaleTagError: it does not hold ``tag``; nothing is taken.
        """
        last = self.take(tag)
        earlier = [held for number, held in self._held.items() if number < tag]
        for held in earlier:
            del self._held[held.tag]
        return [*sorted(earlier, key=lambda held: held.tag), last]

    def restore(self, held: Held[Message]) -> None:
        """What was taken could not be carried out: the client still holds it."""
        self._held[held.tag] = held

    def expire(self, now: float) -> list[Held[Message]]:
        """Take what the client has held for too long; it goes back to the queue."""
        late = [held for held in self._held.values() if held.deadline <= now]
        for held in late:
            del self._held[held.tag]
            self.returned(held.tag)
        return late

    def lose(self) -> int:
        """The channel is gone, and with it every message that is held; how many they were."""
        lost = len(self._held)
        for tag in self._held:
            self.returned(tag)
        self._held.clear()
        return lost

    def returned(self, tag: int) -> None:
        """The message that was given as ``tag`` is in the queue again, or may be."""
        self._returned[tag] = None
        if len(self._returned) > RETURNED_REMEMBERED:
            self._returned.popitem(last=False)
