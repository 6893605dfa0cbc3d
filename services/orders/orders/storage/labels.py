"""Labels: what people made of values that were read in documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from orders.storage.tables import LabelRow

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession


class Labels:
    """The labels within the session's scope."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def page(self, *, since: datetime | None, after: str | None, limit: int) -> Sequence[LabelRow]:
        """Labels in the order in which they came, made at or after ``since``, after the label with the id ``after``."""
        query = select(LabelRow)
        if since is not None:
            query = query.where(LabelRow.at >= since)
        if after is not None:
            query = query.where(LabelRow.id > after)
        return (await self._session.scalars(query.order_by(LabelRow.id).limit(limit))).all()
