"""The migrations lead to what the models say, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from freightwire.migrations import upgrade
from freightwire.outbox import OutboxBase
from orders.__main__ import MIGRATIONS
from orders.storage.tables import Base
from pydantic import SecretStr
from sqlalchemy.ext.asyncio import create_async_engine

if TYPE_CHECKING:
    from sqlalchemy import Connection


def test_an_empty_database_is_brought_to_head_and_again_without_harm(database_url: str) -> None:
    upgrade(SecretStr(database_url), MIGRATIONS)
    upgrade(SecretStr(database_url), MIGRATIONS)


async def test_the_database_is_what_the_models_say(database_url: str) -> None:
    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        return list(compare_metadata(context, [Base.metadata, OutboxBase.metadata]))

    engine = create_async_engine(database_url)
    async with engine.connect() as connection:
        found = await connection.run_sync(differences)
    await engine.dispose()

    assert found == []
