"""Something that has happened, with the notices about it, on its way to people."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

if TYPE_CHECKING:
    from collections.abc import Sequence

    from freightwire.events.envelope import Envelope

    from notifier.rules import Notice

NAMESPACE = UUID("4f3b2d0e-8a0c-5c7e-9a55-6b0d1f0a7c21")
"""Of the ids of notifications; changing it would tell everything anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """Notices to people of one organisation. ``cause_id`` is the same however often the same thing comes up: the id of
    the event ``cause``, or one derived from what was planned.
    """

    org: str
    notices: Sequence[Notice]
    cause_id: UUID
    cause: Envelope | None = None
    order_id: str | None = None

    def id_for(self, user: str) -> UUID:
        """The id of the notification to a user."""
        return uuid5(NAMESPACE, f"{self.cause_id}:{user}")


@dataclass(slots=True)
class Told:
    """What a transaction will have told once it commits: channel and kind of each notification."""

    said: list[tuple[str, str]] = field(default_factory=list)

    @property
    def channels(self) -> set[str]:
        """The channels that have something to send now."""
        return {channel for channel, _ in self.said}
