"""The record of deliveries of one organisation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, tuple_

from notifier.storage.tables import AttemptRow, DeliveryRow

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncSession

    from notifier.storage.notifications import Place


class DeliveryRecords:
    """Deliveries as their administrators see them."""

    def __init__(self, session: AsyncSession, org: str) -> None:
        self._session = session
        self._org = org

    async def page(self, state: str, *, after: Place | None, limit: int) -> Sequence[DeliveryRow]:
        """The newest deliveries in a state, or those that follow ``after``."""
        query = select(DeliveryRow).where(DeliveryRow.org == self._org, DeliveryRow.state == state)
        if after is not None:
            place = tuple_(DeliveryRow.created_at, DeliveryRow.id)
            query = query.where(place < tuple_(after.created_at, after.id))
        query = query.order_by(DeliveryRow.created_at.desc(), DeliveryRow.id.desc()).limit(limit)
        return (await self._session.scalars(query)).all()

    async def get(self, delivery_id: UUID) -> DeliveryRow | None:
        """One delivery, locked."""
        query = select(DeliveryRow).where(DeliveryRow.org == self._org, DeliveryRow.id == delivery_id)
        return await self._session.scalar(query.with_for_update())

    async def attempts(self, delivery_id: UUID) -> Sequence[AttemptRow]:
        """Every attempt at a delivery."""
        query = select(AttemptRow).where(AttemptRow.delivery_id == delivery_id).order_by(AttemptRow.number)
        return (await self._session.scalars(query)).all()

    def revive(self, row: DeliveryRow, now: datetime) -> None:
        """Let a dead delivery be tried again, as if it had been queued now."""
        row.state, row.reason, row.finished_at = "retrying", None, None
        row.failures, row.due_at, row.created_at = 0, now, now
