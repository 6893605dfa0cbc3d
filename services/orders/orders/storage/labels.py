"""Labels: what people made of values that were read in documents."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Float, ForeignKey, Index, select
from sqlalchemy.orm import Mapped, mapped_column

from orders.storage.tables import Base

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession


class LabelRow(Base):
    """A value that a document gave, and a person's word on it.

    ``path`` is the field as the reader named it, ``order_path`` the order's stable path. ``values`` holds ``read``,
    ``raw`` and ``right``; without ``right`` the field should have been empty.
    """

    __tablename__ = "labels"
    __table_args__ = (Index("ix_labels_org_id", "org", "id"), Index("ix_labels_document_id", "document_id"))

    id: Mapped[str] = mapped_column(primary_key=True)
    org: Mapped[str]
    order_id: Mapped[str]
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"))
    attempt: Mapped[int]
    path: Mapped[str]
    order_path: Mapped[str]
    outcome: Mapped[str]
    values: Mapped[dict[str, Any]]
    confidence: Mapped[float] = mapped_column(Float)
    by: Mapped[str]
    at: Mapped[datetime]


class Labels:
    """The labels of one organisation."""

    def __init__(self, session: AsyncSession, org: str) -> None:
        self._session = session
        self._org = org

    async def page(self, *, since: datetime | None, after: str | None, limit: int) -> Sequence[LabelRow]:
        """Labels in the order in which they came, made at or after ``since``, after the label with the id ``after``."""
        query = select(LabelRow).where(LabelRow.org == self._org)
        if since is not None:
            query = query.where(LabelRow.at >= since)
        if after is not None:
            query = query.where(LabelRow.id > after)
        return (await self._session.scalars(query.order_by(LabelRow.id).limit(limit))).all()
