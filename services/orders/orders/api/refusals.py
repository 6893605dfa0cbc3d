"""What somebody wanted and was not allowed: logged, counted and kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from freightwire.events.base import now
from freightwire.identifiers import new_id
from freightwire.telemetry import get_logger
from prometheus_client import Counter
from sqlalchemy import delete
from sqlalchemy.exc import SQLAlchemyError

from orders.access import Access
from orders.api.context import context_of
from orders.storage.scope import EVERYWHERE, set_scope
from orders.storage.tables import RefusalRow

if TYPE_CHECKING:
    from datetime import timedelta

    from fastapi import Request
    from freightwire.http import Problem
    from sqlalchemy import CursorResult
    from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

PATH_LIMIT = 500
FORBIDDEN = 403
NOT_FOUND = 404

_refused = Counter("freightwire_orders_refused_total", "Requests that went beyond their user's rights", ["code"])
_log = get_logger()


async def note_if_refused(request: Request, problem: Problem) -> None:
    """Keep it where a request went beyond the rights of its user. The answer does not depend on whether that worked.

    That is every 403, and every 404 for a token that is limited to single orders: it may not know of the others.
    """
    access = getattr(request.state, "access", None)
    if not isinstance(access, Access):
        return
    if problem.status != FORBIDDEN and not (problem.status == NOT_FOUND and access.only is not None):
        return
    _refused.labels(problem.code).inc()
    path = request.url.path[:PATH_LIMIT]
    _log.warning(
        "access_refused",
        org=access.org,
        user=access.user,
        roles=sorted(access.roles),
        method=request.method,
        path=path,
        code=problem.code,
    )
    row = RefusalRow(
        id=new_id(),
        org=access.org,
        user=access.user,
        roles=sorted(access.roles),
        method=request.method,
        path=path.replace("\x00", ""),
        code=problem.code,
        detail=problem.detail,
        at=now(),
    )
    try:
        async with context_of(request).work(access) as work:
            work.session.add(row)
    except (SQLAlchemyError, OSError, TimeoutError) as error:
        _log.error("refusal_not_kept", reason=repr(error))


async def forget_refusals(sessions: async_sessionmaker[AsyncSession], *, older_than: timedelta) -> int:
    """Remove what is old enough; returns how many."""
    async with sessions.begin() as session:
        set_scope(session, EVERYWHERE)
        outcome: CursorResult[tuple[()]] = await session.execute(  # type: ignore[assignment]
            delete(RefusalRow).where(RefusalRow.at < now() - older_than)
        )
        return outcome.rowcount
