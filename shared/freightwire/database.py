"""A service's own PostgreSQL database: an engine whose every wait has a limit, and what its errors mean."""

from __future__ import annotations

import asyncio

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from freightwire.settings import DatabaseSettings

CONNECT_TIMEOUT_SECONDS = 5
POOL_TIMEOUT_SECONDS = 5
ANSWER_SLACK_SECONDS = 2
PROBE_SECONDS = 3
"""Readiness wants an answer soon."""
IDLE_IN_TRANSACTION_MS = 60_000


class Database:
    """Engine and sessions of one service."""

    def __init__(self, settings: DatabaseSettings, *, application_name: str) -> None:
        """Prepare the pool; the first use connects.

        Args:
            application_name: what ``pg_stat_activity`` shows.
        """
        milliseconds = str(int(settings.database_statement_timeout_seconds * 1000))
        self.engine: AsyncEngine = create_async_engine(
            settings.database_url.get_secret_value(),
            pool_size=settings.database_pool_size,
            max_overflow=settings.database_pool_size,
            pool_timeout=POOL_TIMEOUT_SECONDS,
            pool_pre_ping=True,
            connect_args={
                "timeout": CONNECT_TIMEOUT_SECONDS,
                # The server's own limits are no help where the network swallows its answers.
                "command_timeout": settings.database_statement_timeout_seconds + ANSWER_SLACK_SECONDS,
                "server_settings": {
                    "statement_timeout": milliseconds,
                    "lock_timeout": milliseconds,
                    "idle_in_transaction_session_timeout": str(IDLE_IN_TRANSACTION_MS),
                    "application_name": application_name,
                },
            },
        )
        self.sessions: async_sessionmaker[AsyncSession] = async_sessionmaker(self.engine, expire_on_commit=False)

    async def problem(self) -> str | None:
        """Why the database is of no use just now, for readiness; None when all is well."""
        try:
            async with asyncio.timeout(PROBE_SECONDS), self.engine.connect() as connection:
                await connection.execute(text("SELECT 1"))
        except (DBAPIError, PoolTimeoutError, OSError, TimeoutError) as error:
            return f"database: {type(error).__name__}"
        return None

    async def close(self) -> None:
        """Close the pool."""
        await self.engine.dispose()


def is_unavailable(error: BaseException) -> bool:
    """Whether an exception means that the database cannot be had just now, and not that a statement is wrong."""
    if isinstance(error, DBAPIError):
        # 08 connection, 53 resources, 57P0x shutdown; a connection that was refused has no code at all.
        code = getattr(error.orig, "sqlstate", None) or ""
        return error.connection_invalidated or code[:2] in {"08", "53"} or code.startswith("57P")
    return isinstance(error, PoolTimeoutError | ConnectionError | TimeoutError)
