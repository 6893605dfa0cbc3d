"""Ways to reach a person. All work inside the transaction that records the event, so each speaks exactly once.

A channel that talks to the outside (mail, webhook) stores a job here and sends it from its own loop: nothing that can
be slow or fail belongs into this transaction.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol
from uuid import UUID, uuid5

if TYPE_CHECKING:
    from freightwire.events.envelope import Envelope
    from sqlalchemy.ext.asyncio import AsyncSession

    from notifier.rules import Notice

NAMESPACE = UUID("4f3b2d0e-8a0c-5c7e-9a55-6b0d1f0a7c21")
"""Of the ids of notifications; changing it would tell everything anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    """A notice on its way to its person, about ``order_id``, because of the event ``cause``."""

    notice: Notice
    order_id: str
    cause: Envelope

    @property
    def id(self) -> UUID:
        """The same for every repetition of the event."""
        return uuid5(NAMESPACE, f"{self.cause.id}:{self.notice.user}")


class Channel(Protocol):
    """A way to reach a person."""

    @property
    def name(self) -> str:
        """What metrics and logs call it."""

    async def deliver(self, session: AsyncSession, notification: Notification) -> bool:
        """Speak, if the session's transaction commits. False when it was said before."""


__all__ = ["Channel", "Notification"]
