"""A service's own PostgreSQL database: an engine whose every wait has a limit, and what its errors mean."""

from __future__ import annotations

import asyncio
import time
from types import MappingProxyType
from typing import TYPE_CHECKING

from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError, InvalidatePoolError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import Session, sessionmaker

from freightwire.settings import DatabaseSettings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy.engine.interfaces import DBAPIConnection, Dialect
    from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

CONNECT_TIMEOUT_SECONDS = 5
POOL_TIMEOUT_SECONDS = 5
ANSWER_SLACK_SECONDS = 2
PROBE_SECONDS = 3
"""Readiness wants an answer soon."""
IDLE_IN_TRANSACTION_MS = 60_000
TRUSTED_SECONDS = 5
"""A pooled connection that rested longer is tried before it is used."""


class Database:
    """Engine and sessions of one service."""

    def __init__(
        self,
        settings: DatabaseSettings,
        *,
        application_name: str,
        server_settings: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """Prepare the pool; the first use connects.

        Args:
            application_name: what ``pg_stat_activity`` shows.
            server_settings: PostgreSQL's settings for these connections, beside the limits that all have.
        """
        milliseconds = str(int(settings.database_statement_timeout_seconds * 1000))
        self.engine: AsyncEngine = create_async_engine(
            settings.database_url.get_secret_value(),
            pool_size=settings.database_pool_size,
            # More than that would be opened for one transaction each: to wait for a turn is shorter than to connect.
            max_overflow=0,
            pool_use_lifo=True,  # those that know the statements already
            pool_timeout=POOL_TIMEOUT_SECONDS,
            connect_args={
                "timeout": CONNECT_TIMEOUT_SECONDS,
                # The server's own limits are no help where the network swallows its answers.
                "command_timeout": settings.database_statement_timeout_seconds + ANSWER_SLACK_SECONDS,
                "server_settings": {
                    "statement_timeout": milliseconds,
                    "lock_timeout": milliseconds,
                    "idle_in_transaction_session_timeout": str(IDLE_IN_TRANSACTION_MS),
                    "application_name": application_name,
                    **server_settings,
                },
            },
        )
        _try_connections_that_rested(self.engine)
        self._sync_sessions: sessionmaker[Session] = sessionmaker()
        self.sessions: async_sessionmaker[AsyncSession] = async_sessionmaker(
            self.engine, sync_session_class=self._sync_sessions, expire_on_commit=False
        )

    def after_commit(self, hook: Callable[[Session], None]) -> None:
        """Have ``hook`` called with each session of ours that has committed. It must not wait, nor use the session."""

        def committed(session: Session) -> None:
            if not session.in_nested_transaction():  # a savepoint that is released is not committed yet
                hook(session)

        event.listen(self._sync_sessions, "after_commit", committed)

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


def _try_connections_that_rested(engine: AsyncEngine) -> None:
    """Give out no connection from the pool that is known to be dead.

    ``pool_pre_ping`` asks the server before every transaction: three round trips, a quarter of all that an edit of an
    order sends. A connection that the server closed is known to be closed without asking; only one that rested may have
    lost its server unnoticed.
    """

    @event.listens_for(engine.sync_engine, "checkin")
    def rests(_: DBAPIConnection | None, entry: ConnectionPoolEntry) -> None:
        entry.info["rests_since"] = time.monotonic()

    @event.listens_for(engine.sync_engine, "checkout")
    def tried(connection: DBAPIConnection, entry: ConnectionPoolEntry, _: PoolProxiedConnection) -> None:
        since = entry.info.pop("rests_since", None)
        if since is None:
            return  # new
        driver = entry.driver_connection
        lost = driver is None or driver.is_closed()
        if not lost and time.monotonic() - since > TRUSTED_SECONDS:
            lost = not _answers(engine.dialect, connection)
        if lost:
            raise InvalidatePoolError


def _answers(dialect: Dialect, connection: DBAPIConnection) -> bool:
    try:
        return dialect.do_ping(connection)
    except dialect.loaded_dbapi.Error as error:
        if dialect.is_disconnect(error, connection, None):
            return False
        raise


def is_unavailable(error: BaseException) -> bool:
    """Whether an exception means that the database cannot be had just now, and not that a statement is wrong."""
    if isinstance(error, DBAPIError):
        # 08 connection, 53 resources, 57P0x shutdown; a connection that was refused has no code at all.
        code = getattr(error.orig, "sqlstate", None) or ""
        return error.connection_invalidated or code[:2] in {"08", "53"} or code.startswith("57P")
    return isinstance(error, PoolTimeoutError | ConnectionError | TimeoutError)
