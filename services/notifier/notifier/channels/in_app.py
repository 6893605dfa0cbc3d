"""The bell on the screen: kept in the database, and pushed to whoever is connected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from freightwire.events.envelope import Envelope
from freightwire.events.users import UserNotification
from freightwire.outbox import Outbox

from notifier.storage.notifications import Notifications

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from notifier.channels import Notification

SOURCE = "notifier"


class InApp:
    """Stores the notification and tells the person's own screens of it."""

    name = "in_app"

    async def deliver(self, session: AsyncSession, notification: Notification) -> bool:
        """Store and publish; nothing happens when the notification is there already."""
        notice, cause = notification.notice, notification.cause
        stored = await Notifications(session, org=cause.org, user=notice.user).add(
            notification.id,
            kind=notice.kind,
            order_id=notification.order_id,
            ro=notice.message.ro,
            en=notice.message.en,
            event_id=cause.id,
        )
        if stored:
            event = UserNotification(
                user_id=notice.user,
                notification_id=str(notification.id),
                kind=notice.kind,
                message=notice.message,
                order_id=notification.order_id,
            )
            # The event carries the notification's id: whatever is published twice is recognised by it.
            Outbox.add(
                session,
                Envelope.of(event, org=cause.org, source=SOURCE, id=notification.id, causation=cause),
            )
        return stored
