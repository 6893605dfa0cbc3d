"""The pool: a connection that died while it rested is never given out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import freightwire.database as database_module
import pytest
from freightwire.database import Database
from freightwire.settings import DatabaseSettings
from freightwire.testing import eventually
from pydantic import SecretStr
from sqlalchemy import text

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable


@pytest.fixture
async def database(make_database: Callable[[], str]) -> AsyncIterator[Database]:
    settings = DatabaseSettings(database_url=SecretStr(make_database()), database_pool_size=2)
    database = Database(settings, application_name="pool")
    yield database
    await database.close()


async def backend(database: Database) -> int:
    """The process of the server that a connection from the pool talks to."""
    async with database.sessions() as session:
        return int(await session.scalar(text("SELECT pg_backend_pid()")) or 0)


async def test_a_connection_is_used_again(database: Database) -> None:
    assert await backend(database) == await backend(database)


async def test_a_connection_that_the_server_closed_is_replaced(database: Database) -> None:
    async with database.engine.connect() as other:
        async with database.engine.connect() as lost:
            first = await lost.scalar(text("SELECT pg_backend_pid()"))
            driver = (await lost.get_raw_connection()).driver_connection
        assert driver is not None
        await other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": first})
        await eventually(driver.is_closed, 30)
        assert await backend(database) != first, "nobody's transaction paid for it"


async def test_one_that_rested_long_is_tried_first(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[object] = []
    ping = database.engine.dialect.do_ping

    def watched(connection: object) -> bool:
        tried.append(connection)
        return ping(connection)  # type: ignore[arg-type]

    monkeypatch.setattr(database.engine.dialect, "do_ping", watched)
    first = await backend(database)
    assert await backend(database) == first
    assert tried == []

    monkeypatch.setattr(database_module, "TRUSTED_SECONDS", -1)
    assert await backend(database) == first
    assert len(tried) == 1
