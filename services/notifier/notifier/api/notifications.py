"""A person's own notifications: list them, count them, mark them as read."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from notifier.api.context import AUTHENTICATED, Here, Who, not_found
from notifier.api.cursors import cursor_after, place_of
from notifier.api.schemas import NotificationOut, NotificationPage, ProblemOut, ReadAll, UnreadCount
from notifier.storage.notifications import Notifications, Place

PAGE_LIMIT = 200

router = APIRouter(tags=["notifications"], dependencies=AUTHENTICATED, responses={"default": {"model": ProblemOut}})


@router.get("/notifications", response_model_exclude_none=True)
async def list_notifications(
    *,
    context: Here,
    who: Who,
    cursor: Annotated[str | None, Query(max_length=200, description="`nextCursor` of the page before.")] = None,
    limit: Annotated[int, Query(ge=1, le=PAGE_LIMIT)] = 50,
    unread: Annotated[bool, Query(description="Only what is not read yet.")] = False,
    grouped: Annotated[bool, Query(description="Of each group only the newest.")] = False,
) -> NotificationPage:
    """Your notifications, newest first."""
    place = place_of(cursor)
    async with context.sessions.begin() as session:
        own = Notifications(session, org=who.org, user=who.user)
        rows = await own.page(after=place, limit=limit + 1, unread=unread, grouped=grouped)
        count = await own.unread()
    shown = rows[:limit]
    return NotificationPage(
        items=[NotificationOut.of(row) for row in shown],
        unread=count,
        next_cursor=cursor_after(Place(shown[-1].created_at, shown[-1].id)) if len(rows) > limit else None,
    )


@router.get("/notifications/unread")
async def count_unread(context: Here, who: Who) -> UnreadCount:
    """How many of your notifications are unread."""
    async with context.sessions.begin() as session:
        return UnreadCount(unread=await Notifications(session, org=who.org, user=who.user).unread())


@router.post("/notifications/read-all")
async def read_all(context: Here, who: Who) -> ReadAll:
    """Mark all your notifications as read. Harmless to repeat."""
    async with context.sessions.begin() as session:
        return ReadAll(marked=await Notifications(session, org=who.org, user=who.user).read_all())


@router.post("/notifications/{notification_id}/read", response_model_exclude_none=True)
async def read(context: Here, who: Who, notification_id: UUID) -> NotificationOut:
    """Mark one of your notifications as read. Repeated, it keeps the time of the first."""
    async with context.sessions.begin() as session:
        row = await Notifications(session, org=who.org, user=who.user).read(notification_id)
        if row is None:
            raise not_found("notification")
        return NotificationOut.of(row)


@router.delete("/notifications/{notification_id}/read", response_model_exclude_none=True)
async def unread_again(context: Here, who: Who, notification_id: UUID) -> NotificationOut:
    """Mark one of your notifications as unread."""
    async with context.sessions.begin() as session:
        row = await Notifications(session, org=who.org, user=who.user).unread_again(notification_id)
        if row is None:
            raise not_found("notification")
        return NotificationOut.of(row)


@router.post("/notifications/{notification_id}/read-group")
async def read_group(context: Here, who: Who, notification_id: UUID) -> ReadAll:
    """Mark a notification and all others of its group as read."""
    async with context.sessions.begin() as session:
        return ReadAll(marked=await Notifications(session, org=who.org, user=who.user).read_group(notification_id))
