"""Alembic migrations: one at a time, whoever starts first.

A service's ``migrations/env.py`` is two lines: ``from freightwire.migrations import run_environment`` and
``run_environment(Base.metadata, OutboxBase.metadata)``.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from alembic import command, context
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pydantic import SecretStr
    from sqlalchemy import Connection, MetaData

LOCK_TIMEOUT_SECONDS = 10
LOCK = 0x66726569_67687401
"""Advisory lock ("freight", 1): two services that start together do not migrate at the same time."""


def upgrade(database_url: SecretStr, directory: Path, revision: str = "head") -> None:
    """Bring a database to ``revision``. Not to be called where an event loop runs.

    Args:
        database_url: ``postgresql+asyncpg://…``
        directory: holds ``env.py`` and ``versions/``.
    """
    _run(database_url, directory, lambda config: command.upgrade(config, revision))


def downgrade(database_url: SecretStr, directory: Path, revision: str) -> None:
    """Bring a database back to ``revision`` (``base``: to nothing). Arguments as of ``upgrade``."""
    _run(database_url, directory, lambda config: command.downgrade(config, revision))


def revisions(directory: Path) -> list[str]:
    """All revisions, the first one first."""
    scripts = ScriptDirectory.from_config(_config(directory))
    return [script.revision for script in scripts.walk_revisions()][::-1]


def run_environment(*metadata: MetaData) -> None:
    """The body of a service's ``env.py``; ``metadata`` is what autogenerate compares with."""
    connection = context.config.attributes["connection"]
    context.configure(connection=connection, target_metadata=list(metadata), compare_type=True)
    with context.begin_transaction():
        context.run_migrations()


def _config(directory: Path) -> Config:
    config = Config()
    config.set_main_option("script_location", str(directory).replace("%", "%%"))
    return config


def _run(database_url: SecretStr, directory: Path, step: Callable[[Config], None]) -> None:
    config = _config(directory)

    def work(connection: Connection) -> None:
        config.attributes["connection"] = connection
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        # A change that waits for a table makes everybody behind it wait too: better to fail and be run again.
        connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT_SECONDS}s'"))
        step(config)

    asyncio.run(_with_connection(database_url, work))


async def _with_connection(database_url: SecretStr, work: Callable[[Connection], None]) -> None:
    engine = create_async_engine(database_url.get_secret_value(), poolclass=NullPool)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(work)
    finally:
        await engine.dispose()
