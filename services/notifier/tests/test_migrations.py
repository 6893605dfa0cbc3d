"""The migrations make the tables that the code expects, from nothing and from the version before."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any

import notifier.migrations
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from freightwire.migrations import upgrade
from notifier.storage.tables import Base
from pydantic import SecretStr
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

if TYPE_CHECKING:
    from collections.abc import Callable

DIRECTORY = Path(notifier.migrations.__file__).parent
OWN = set(Base.metadata.tables)


async def on(database_url: str, work: Callable[[Connection], Any]) -> Any:
    """Run ``work`` on a connection."""
    engine = create_async_engine(database_url, poolclass=NullPool)
    try:
        async with engine.begin() as connection:
            return await connection.run_sync(work)
    finally:
        await engine.dispose()


def differences(connection: Connection) -> list[Any]:
    """How the database differs from what the code expects, beside the tables of the shared library."""

    def ours(_: Any, name: str | None, kind: str, *__: Any) -> bool:
        return kind != "table" or name in OWN

    options = {"include_object": ours, "compare_server_default": False}
    found = compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata)
    # Indexes and foreign keys live in the migrations alone; tables and columns are told twice.
    return [one for one in found if not (isinstance(one, tuple) and one[0].endswith(("_index", "_fk")))]


async def test_they_make_what_the_code_expects_from_nothing(make_database: Callable[[], str]) -> None:
    url = make_database()
    await asyncio.to_thread(upgrade, SecretStr(url), DIRECTORY)
    assert await on(url, differences) == []


async def test_what_was_there_before_is_kept(make_database: Callable[[], str]) -> None:
    url = make_database()
    await asyncio.to_thread(upgrade, SecretStr(url), DIRECTORY, "0001")
    add = text(
        "INSERT INTO notifications (id, org, user_id, kind, message_ro, message_en, event_id) "
        "VALUES (gen_random_uuid(), 'acme', 'ana', 'document_read', 'x', 'x', gen_random_uuid())"
    )
    await on(url, lambda connection: connection.execute(add))
    await asyncio.to_thread(upgrade, SecretStr(url), DIRECTORY)
    # A process of the version before still writes while both run.
    await on(url, lambda connection: connection.execute(add))
    count = text("SELECT count(*) FROM notifications WHERE in_app AND NOT superseded AND group_count = 1")
    assert await on(url, lambda connection: connection.scalar(count)) == 2


async def test_they_can_be_taken_back(make_database: Callable[[], str]) -> None:
    url = make_database()
    await asyncio.to_thread(upgrade, SecretStr(url), DIRECTORY)

    def back(connection: Connection) -> None:
        config = Config()
        config.set_main_option("script_location", str(DIRECTORY))
        config.attributes["connection"] = connection
        command.downgrade(config, "base")

    await on(url, back)
    left = text("SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'")
    assert await on(url, lambda connection: connection.scalar(left)) == 0
