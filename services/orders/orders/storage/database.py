"""The connection to PostgreSQL and its transactions."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker, create_async_engine

from orders.storage.work import By, Work

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from freightwire.settings import DatabaseSettings

CONNECT_TIMEOUT_SECONDS = 5
POOL_TIMEOUT_SECONDS = 5
PROBE_TIMEOUT_MS = 2_000


def create_engine(settings: DatabaseSettings) -> AsyncEngine:
    """An engine whose statements, locks and connection attempts all have a limit."""
    milliseconds = str(int(settings.database_statement_timeout_seconds * 1000))
    return create_async_engine(
        settings.database_url.get_secret_value(),
        pool_size=settings.database_pool_size,
        max_overflow=settings.database_pool_size,
        pool_timeout=POOL_TIMEOUT_SECONDS,
        pool_pre_ping=True,
        connect_args={
            "timeout": CONNECT_TIMEOUT_SECONDS,
            "server_settings": {
                "statement_timeout": milliseconds,
                "lock_timeout": milliseconds,
                "idle_in_transaction_session_timeout": "60000",
                "application_name": "orders",
            },
        },
    )


class Database:
    """Transactions on behalf of somebody."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine
        self.sessions = async_sessionmaker(engine, expire_on_commit=False)

    @asynccontextmanager
    async def work(self, by: By) -> AsyncIterator[Work]:
        """A transaction that is committed at the end, and rolled back by an exception."""
        async with self.sessions.begin() as session:
            yield Work(session, by)

    async def problem(self) -> str | None:
        """Why the database is of no use just now, for readiness; None when all is well."""
        try:
            async with self.engine.connect() as connection:
                await connection.execute(text(f"SET LOCAL statement_timeout = {PROBE_TIMEOUT_MS}"))
                await connection.execute(text("SELECT 1 FROM orders LIMIT 1"))
        except (DBAPIError, PoolTimeoutError, OSError, TimeoutError) as error:
            return f"database: {type(error).__name__}"
        return None


def is_unavailable(error: Exception) -> bool:
    """Whether an exception means that the database cannot be had just now, and not that a statement is
    wrong."""
    if isinstance(error, DBAPIError):
        # 08 connection, 53 resources, 57P0x shutdown, 25P03 idle timeout; a refused connection has no code at
        # all.
        code = getattr(error.orig, "sqlstate", None) or ""
        return error.connection_invalidated or code[:2] in {"08", "53"} or code.startswith("57P")
    return isinstance(error, PoolTimeoutError | ConnectionError)
