"""Alembic migrations: one at a time, whoever starts first.

A service's ``migrations/env.py`` is two lines: ``from freightwire.migrations import run_environment`` and
``run_environment(Base.metadata, OutboxBase.metadata)``.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from alembic import command, context
from alembic.config import Config
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pydantic import SecretStr
    from sqlalchemy import Connection, MetaData

LOCK = 0x66726569_67687401
"""Advisory lock ("freight", 1): two services that start together do not migrate at the same time."""


def upgrade(database_url: SecretStr, directory: Path, revision: str = "head") -> None:
    """Bring a database to ``revision``. Not to be called where an event loop runs.

    Args:
        database_url: ``postgresql+asyncpg://…``
        directory: holds ``env.py`` and ``versions/``.
    """
    config = Config()
    config.set_main_option("script_location", str(directory).replace("%", "%%"))
    asyncio.run(_with_connection(database_url, lambda connection: _upgrade(config, connection, revision)))


def run_environment(*metadata: MetaData) -> None:
    """The body of a service's ``env.py``; ``metadata`` is what autogenerate compares with."""
    connection = context.config.attributes["connection"]
    context.configure(connection=connection, target_metadata=list(metadata), compare_type=True)
    with context.begin_transaction():
        context.run_migrations()


def _upgrade(config: Config, connection: Connection, revision: str) -> None:
    config.attributes["connection"] = connection
    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    command.upgrade(config, revision)


async def _with_connection(database_url: SecretStr, work: Callable[[Connection], None]) -> None:
    engine = create_async_engine(database_url.get_secret_value(), poolclass=NullPool)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(work)
    finally:
        await engine.dispose()
