"""Whether the database has been brought to a schema at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

if TYPE_CHECKING:
    from freightwire.database import Database


async def is_migrated(database: Database) -> bool:
    """Whether the tables are there. A newer schema than this code knows is fine: releases overlap."""
    async with database.engine.connect() as connection:
        return await connection.scalar(text("SELECT to_regclass('orders') IS NOT NULL")) is True
