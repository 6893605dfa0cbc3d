"""What goes over the wire. CamelCase; fields without a value are left out."""

from __future__ import annotations

from typing import Self
from uuid import UUID

from freightwire.events.base import Payload, Text
from pydantic import AwareDatetime, Field

from notifier.storage.tables import NotificationRow


class NotificationOut(Payload):
    """A message to who asks."""

    id: UUID
    kind: str = Field(description="What it is about, for example `order_needs_review`.")
    message: Text
    order_id: str | None = None
    created_at: AwareDatetime
    read_at: AwareDatetime | None = Field(default=None, description="Absent while it is unread.")

    @classmethod
    def of(cls, row: NotificationRow) -> Self:
        """The wire form of a stored notification."""
        return cls(
            id=row.id,
            kind=row.kind,
            message=Text(ro=row.message_ro, en=row.message_en),
            order_id=row.order_id,
            created_at=row.created_at,
            read_at=row.read_at,
        )


class NotificationPage(Payload):
    """Notifications, newest first. ``nextCursor`` is absent on the last page."""

    items: list[NotificationOut]
    unread: int = Field(description="How many are unread altogether.")
    next_cursor: str | None = None


class ReadAll(Payload):
    """What marking everything as read did."""

    marked: int = Field(description="How many were unread before.")
