"""Announced work on the system."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from notifier.storage.tables import AnnouncementRow

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncSession

EVERYBODY = "all"
"""The operators' own organisation: what it announces is for every organisation."""


async def announcement(session: AsyncSession, org: str, announcement_id: UUID) -> AnnouncementRow | None:
    """One announcement of an organisation, locked."""
    query = select(AnnouncementRow).where(AnnouncementRow.org == org, AnnouncementRow.id == announcement_id)
    return await session.scalar(query.with_for_update())


async def current(session: AsyncSession, org: str, now: datetime, limit: int) -> Sequence[AnnouncementRow]:
    """What an organisation should know now: announcements that are neither over nor cancelled, by their begin."""
    query = (
        select(AnnouncementRow)
        .where(
            AnnouncementRow.org.in_([org, EVERYBODY]),
            AnnouncementRow.phase.not_in(["over", "cancelled"]),
            or_(
                AnnouncementRow.ends_at > now, AnnouncementRow.ends_at.is_(None) & (AnnouncementRow.phase != "started")
            ),
        )
        .order_by(AnnouncementRow.begins_at, AnnouncementRow.id)
        .limit(limit)
    )
    return (await session.scalars(query)).all()
