"""The bell on the screen: what is kept is pushed to whoever is connected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from freightwire.events.envelope import Envelope
from freightwire.events.users import UserNotification
from freightwire.outbox import Outbox

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from notifier.news import News
    from notifier.storage.notifications import Group, NewNotification

SOURCE = "notifier"


def push(session: AsyncSession, news: News, notification: NewNotification, user: str, group: Group) -> None:
    """Publish a notification that the session's transaction keeps, if it commits."""
    event = UserNotification(
        user_id=user,
        notification_id=str(notification.id),
        kind=notification.kind,
        message=notification.message,
        order_id=notification.order_id,
        urgent=notification.urgent,
        group_id=str(group.id),
        group_count=group.count,
    )
    # The event carries the notification's id: whatever is published twice is recognised by it.
    Outbox.add(session, Envelope.of(event, org=news.org, source=SOURCE, id=notification.id, causation=news.cause))
