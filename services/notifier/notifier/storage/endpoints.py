"""The webhook endpoints of one organisation."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import delete, select

from notifier.storage.tables import EndpointRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy.ext.asyncio import AsyncSession


class Endpoints:
    """The endpoints of one organisation's people."""

    def __init__(self, session: AsyncSession, org: str) -> None:
        self._session = session
        self._org = org

    async def enabled_of(self, users: Iterable[str]) -> Mapping[str, Sequence[EndpointRow]]:
        """The endpoints by their owners, without those that are disabled."""
        query = select(EndpointRow).where(
            EndpointRow.org == self._org, EndpointRow.user_id.in_(list(users)), EndpointRow.disabled_at.is_(None)
        )
        found: defaultdict[str, list[EndpointRow]] = defaultdict(list)
        for row in await self._session.scalars(query.order_by(EndpointRow.created_at, EndpointRow.id)):
            found[row.user_id].append(row)
        return found

    async def of(self, user: str) -> Sequence[EndpointRow]:
        """All endpoints of a person."""
        query = select(EndpointRow).where(EndpointRow.org == self._org, EndpointRow.user_id == user)
        return (await self._session.scalars(query.order_by(EndpointRow.created_at, EndpointRow.id))).all()

    async def own(self, user: str, endpoint_id: UUID) -> EndpointRow | None:
        """One endpoint of a person, locked."""
        query = select(EndpointRow).where(
            EndpointRow.org == self._org, EndpointRow.user_id == user, EndpointRow.id == endpoint_id
        )
        return await self._session.scalar(query.with_for_update())

    async def add(self, endpoint: EndpointRow) -> None:
        """Keep a new endpoint."""
        self._session.add(endpoint)
        await self._session.flush()

    async def remove(self, user: str, endpoint_id: UUID) -> bool:
        """Remove an endpoint. False when the person has none of that id."""
        statement = delete(EndpointRow).where(
            EndpointRow.org == self._org, EndpointRow.user_id == user, EndpointRow.id == endpoint_id
        )
        return await self._session.scalar(statement.returning(EndpointRow.id)) is not None


async def endpoint_of(session: AsyncSession, target: str) -> EndpointRow | None:
    """The endpoint that a delivery goes to, locked."""
    return await session.scalar(select(EndpointRow).where(EndpointRow.id == UUID(target)).with_for_update())
