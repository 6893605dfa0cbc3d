"""The notifications of one person. Every query is scoped by who asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert

from notifier.storage.tables import NotificationRow

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import ColumnElement
    from sqlalchemy.ext.asyncio import AsyncSession


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page begins: behind this notification."""

    created_at: datetime
    id: UUID


class Notifications:
    """The notifications of one user of one organisation."""

    def __init__(self, session: AsyncSession, *, org: str, user: str) -> None:
        self._session = session
        self._org = org
        self._user = user

    @property
    def _own(self) -> ColumnElement[bool]:
        return (NotificationRow.org == self._org) & (NotificationRow.user_id == self._user)

    async def add(
        self, notification_id: UUID, *, kind: str, order_id: str | None, ro: str, en: str, event_id: UUID
    ) -> bool:
        """Keep a notification. False when it is there already."""
        statement = (
            insert(NotificationRow)
            .values(
                id=notification_id,
                org=self._org,
                user_id=self._user,
                kind=kind,
                order_id=order_id,
                message_ro=ro,
                message_en=en,
                event_id=event_id,
            )
            .on_conflict_do_nothing()
            .returning(NotificationRow.id)
        )
        return await self._session.scalar(statement) is not None

    async def page(self, *, after: Place | None, limit: int, unread: bool) -> Sequence[NotificationRow]:
        """The newest notifications, or those that follow ``after``."""
        query = select(NotificationRow).where(self._own)
        if unread:
            query = query.where(NotificationRow.read_at.is_(None))
        if after is not None:
            place = tuple_(NotificationRow.created_at, NotificationRow.id)
            query = query.where(place < tuple_(after.created_at, after.id))
        query = query.order_by(NotificationRow.created_at.desc(), NotificationRow.id.desc()).limit(limit)
        return (await self._session.scalars(query)).all()

    async def unread(self) -> int:
        """How many are not read yet."""
        query = select(func.count()).where(self._own, NotificationRow.read_at.is_(None))
        return int(await self._session.scalar(query) or 0)

    async def read(self, notification_id: UUID) -> NotificationRow | None:
        """Mark one as read; what was read before keeps its time. None when there is no such notification."""
        statement = (
            update(NotificationRow)
            .where(self._own, NotificationRow.id == notification_id)
            .values(read_at=func.coalesce(NotificationRow.read_at, func.now()))
            .returning(NotificationRow)
        )
        return await self._session.scalar(statement)

    async def read_all(self) -> int:
        """Mark everything as read that is not; how many that were."""
        statement = (
            update(NotificationRow)
            .where(self._own, NotificationRow.read_at.is_(None))
            .values(read_at=func.now())
            .returning(NotificationRow.id)
        )
        return len((await self._session.scalars(statement)).all())
