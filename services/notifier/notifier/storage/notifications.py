"""The notifications of one person. Every query is scoped by who asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert

from notifier.storage.tables import NotificationRow
from notifier.timing import GROUPING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from freightwire.events.base import Text
    from sqlalchemy import ColumnElement
    from sqlalchemy.ext.asyncio import AsyncSession


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page begins: behind this notification."""

    created_at: datetime
    id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class NewNotification:
    """What is to be kept. ``group_key`` "" stands alone."""

    id: UUID
    kind: str
    message: Text
    order_id: str | None
    cause_id: UUID
    urgent: bool
    in_app: bool
    group_key: str


@dataclass(frozen=True, slots=True)
class Group:
    """The group that a notification came into, and its place there, from 1."""

    id: UUID
    count: int


class Notifications:
    """The notifications of one user of one organisation."""

    def __init__(self, session: AsyncSession, *, org: str, user: str) -> None:
        self._session = session
        self._org = org
        self._user = user

    @property
    def _own(self) -> ColumnElement[bool]:
        return (NotificationRow.org == self._org) & (NotificationRow.user_id == self._user) & NotificationRow.in_app

    async def add(self, new: NewNotification, *, at: datetime) -> Group | None:
        """Keep a notification, in its group. None when it is there already."""
        newest = await self._newest_of(new.group_key, since=at - GROUPING) if new.in_app and new.group_key else None
        group = Group(newest.group_id or newest.id, newest.group_count + 1) if newest else Group(new.id, 1)
        statement = (
            insert(NotificationRow)
            .values(
                id=new.id,
                org=self._org,
                user_id=self._user,
                kind=new.kind,
                order_id=new.order_id,
                message_ro=new.message.ro,
                message_en=new.message.en,
                event_id=new.cause_id,
                created_at=at,
                urgent=new.urgent,
                in_app=new.in_app,
                group_key=new.group_key,
                group_id=group.id,
                group_count=group.count,
            )
            .on_conflict_do_nothing()
            .returning(NotificationRow.id)
        )
        if await self._session.scalar(statement) is None:
            return None
        if newest is not None:
            newest.superseded = True
        return group

    async def _newest_of(self, group_key: str, *, since: datetime) -> NotificationRow | None:
        """The newest unread notification of a group that still takes more; locked."""
        query = (
            select(NotificationRow)
            .where(
                self._own,
                NotificationRow.group_key == group_key,
                NotificationRow.superseded.is_(False),
                NotificationRow.read_at.is_(None),
                NotificationRow.created_at > since,
            )
            .order_by(NotificationRow.created_at.desc(), NotificationRow.id.desc())
            .limit(1)
            .with_for_update()
        )
        return await self._session.scalar(query)

    async def page(self, *, after: Place | None, limit: int, unread: bool, grouped: bool) -> Sequence[NotificationRow]:
        """The newest notifications, or those that follow ``after``; ``grouped``: only the newest of each group."""
        query = select(NotificationRow).where(self._own)
        if grouped:
            query = query.where(NotificationRow.superseded.is_(False))
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
        return await self._mark(notification_id, func.coalesce(NotificationRow.read_at, func.now()))

    async def unread_again(self, notification_id: UUID) -> NotificationRow | None:
        """Mark one as unread. None when there is no such notification."""
        return await self._mark(notification_id, None)

    async def _mark(self, notification_id: UUID, read_at: object) -> NotificationRow | None:
        statement = (
            update(NotificationRow)
            .where(self._own, NotificationRow.id == notification_id)
            .values(read_at=read_at)
            .returning(NotificationRow)
        )
        return await self._session.scalar(statement)

    async def read_group(self, notification_id: UUID) -> int:
        """Mark all of a notification's group as read that is not; how many that were."""
        group_id = func.coalesce(NotificationRow.group_id, NotificationRow.id)
        group = select(group_id).where(self._own, NotificationRow.id == notification_id)
        statement = (
            update(NotificationRow)
            .where(self._own, group_id == group.scalar_subquery(), NotificationRow.read_at.is_(None))
            .values(read_at=func.now())
            .returning(NotificationRow.id)
        )
        return len((await self._session.scalars(statement)).all())

    async def read_all(self) -> int:
        """Mark everything as read that is not; how many that were."""
        statement = (
            update(NotificationRow)
            .where(self._own, NotificationRow.read_at.is_(None))
            .values(read_at=func.now())
            .returning(NotificationRow.id)
        )
        return len((await self._session.scalars(statement)).all())
