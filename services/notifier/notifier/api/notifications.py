"""A person's own notifications: list them, mark them as read."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, FastAPI, Query, Request
from fastapi.responses import JSONResponse
from freightwire.auth import Identity
from freightwire.database import is_unavailable
from freightwire.http import Problem
from freightwire.telemetry import get_logger
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from notifier.access import may_read_own
from notifier.api.cursors import cursor_after, place_of
from notifier.api.schemas import NotificationOut, NotificationPage, ReadAll
from notifier.storage.notifications import Notifications, Place

PAGE_LIMIT = 200

_log = get_logger()


def install(
    app: FastAPI,
    sessions: async_sessionmaker[AsyncSession],
    identity: Callable[[Request], Awaitable[Identity]],
) -> None:
    """Add the endpoints to ``app``. ``identity`` tells who sent a request, or answers 401."""

    async def person(request: Request) -> Identity:
        who = await identity(request)
        if not may_read_own(who):
            raise Problem(403, "forbidden", "You may not do this", "Your roles give no access to notifications.")
        return who

    app.include_router(_router(sessions, person))
    for kind in (DBAPIError, PoolTimeoutError, ConnectionError, TimeoutError):
        app.add_exception_handler(kind, _database_error)


def _router(sessions: async_sessionmaker[AsyncSession], person: Callable[..., Awaitable[Identity]]) -> APIRouter:
    router = APIRouter(tags=["notifications"])
    who_asks = Depends(person)

    @router.get("/notifications", response_model_exclude_none=True)
    async def list_notifications(
        cursor: Annotated[str | None, Query(max_length=200, description="`nextCursor` of the page before.")] = None,
        limit: Annotated[int, Query(ge=1, le=PAGE_LIMIT)] = 50,
        unread: Annotated[bool, Query(description="Only what is not read yet.")] = False,
        who: Identity = who_asks,
    ) -> NotificationPage:
        """Your notifications, newest first."""
        place = place_of(cursor)
        async with sessions.begin() as session:
            own = Notifications(session, org=who.org, user=who.user)
            rows = await own.page(after=place, limit=limit + 1, unread=unread)
            count = await own.unread()
        shown = rows[:limit]
        more = len(rows) > limit
        return NotificationPage(
            items=[NotificationOut.of(row) for row in shown],
            unread=count,
            next_cursor=cursor_after(Place(shown[-1].created_at, shown[-1].id)) if more else None,
        )

    @router.post("/notifications/read-all")
    async def read_all(who: Identity = who_asks) -> ReadAll:
        """Mark all your notifications as read. Harmless to repeat."""
        async with sessions.begin() as session:
            return ReadAll(marked=await Notifications(session, org=who.org, user=who.user).read_all())

    @router.post("/notifications/{notification_id}/read", response_model_exclude_none=True)
    async def read(notification_id: UUID, who: Identity = who_asks) -> NotificationOut:
        """Mark one of your notifications as read. Repeated, it keeps the time of the first."""
        async with sessions.begin() as session:
            row = await Notifications(session, org=who.org, user=who.user).read(notification_id)
            if row is None:
                raise Problem(404, "not_found", "Not found", "There is no such notification of yours.")
            return NotificationOut.of(row)

    return router


async def _database_error(request: Request, error: Exception) -> JSONResponse:
    if not is_unavailable(error):
        raise error
    _log.warning("database_unavailable", path=request.url.path, reason=type(error).__name__)
    problem = Problem(
        503,
        "database_unavailable",
        "The database cannot be had just now",
        "Send the request again.",
        headers={"Retry-After": "2"},
    )
    return problem.response(request.url.path)
