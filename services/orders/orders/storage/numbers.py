"""The numbers of orders (docs/decisions/0024): FW-2026-000123, counted per organisation and year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from freightwire.database import Database
from sqlalchemy import bindparam
from sqlalchemy.dialects.postgresql import insert

from orders.storage.tables import NumberRow

if TYPE_CHECKING:
    from freightwire.settings import DatabaseSettings

CONNECTIONS = 2
"""Each is taken for the time of one statement. Of their own: a command that holds a connection, and waited for another
from the same pool, could wait for one that waits likewise."""

_NEXT = (
    insert(NumberRow)
    .values(org=bindparam("org"), year=bindparam("year"), last=1)
    .on_conflict_do_update(index_elements=[NumberRow.org, NumberRow.year], set_={"last": NumberRow.last + 1})
    .returning(NumberRow.last)
)


class Numbers:
    """Gives out the numbers of orders, each in a transaction of its own, so that nobody waits for another's command."""

    def __init__(self, settings: DatabaseSettings) -> None:
        """Prepare; the first use connects."""
        # An order is never on disk without its number: what is committed later is later in the log too.
        self._database = Database(
            settings.model_copy(update={"database_pool_size": CONNECTIONS}),
            application_name="orders-numbers",
            server_settings={"synchronous_commit": "off"},
        )
        self._engine = self._database.engine.execution_options(isolation_level="AUTOCOMMIT")

    async def take(self, org: str, year: int) -> str:
        """The organisation's next number. It stays unused if the command that takes it fails: ask last."""
        async with self._engine.connect() as connection:
            last = await connection.scalar(_NEXT, {"org": org, "year": year})
        return f"FW-{year}-{last:06d}"

    async def close(self) -> None:
        """Close the connections."""
        await self._database.close()
