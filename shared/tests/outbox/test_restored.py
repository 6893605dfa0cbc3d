"""A database that came back from a backup never gives a position again under the same epoch."""

from __future__ import annotations

import asyncio
import os
import subprocess
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import pytest
from freightwire.local_servers import PostgresServer
from freightwire.local_servers.postgres import find_binaries
from freightwire.outbox.restart import LOG_RESTARTED

from .support import Database, changed, listening, make_outbox, relaying

if TYPE_CHECKING:
    from pathlib import Path

    from .support import Listener

Eventually = Callable[..., Awaitable[Any]]


@pytest.fixture
async def database(make_database: Callable[[], str]) -> Database:
    url = make_database()
    await make_outbox(url)
    return Database(url)


async def publish(database: Database, amqp_url: str, listener: Listener, eventually: Eventually, *orders: str) -> str:
    """Publish an event of each order with a relay of its own; the epoch that they went out under."""
    async with relaying(database.url, amqp_url):
        for order in orders:
            await database.commit(changed(order, 1))
            await eventually(lambda order=order: listener.of(order), seconds=60)
    epochs = {listener.of(order)[-1].epoch for order in orders}
    assert len(epochs) == 1
    return str(epochs.pop())


def positions(listener: Listener, epoch: str) -> list[int]:
    return [one.position or 0 for one in listener.heard if one.epoch == epoch]


async def test_a_restart_keeps_the_epoch_and_goes_on_counting(
    database: Database, amqp_url: str, eventually: Eventually
) -> None:
    async with listening(amqp_url) as listener:
        first = await publish(database, amqp_url, listener, eventually, "a", "b")
        second = await publish(database, amqp_url, listener, eventually, "c")

    assert first == second
    assert positions(listener, first) == [1, 2, 3]


async def test_a_loaded_dump_begins_a_new_epoch(
    database: Database, make_database: Callable[[], str], amqp_url: str, eventually: Eventually
) -> None:
    async with listening(amqp_url) as listener:
        before = await publish(database, amqp_url, listener, eventually, "a", "b")
        dump = await asyncio.to_thread(run, "pg_dump", database.url, "--format=plain", "--no-owner")
        await publish(database, amqp_url, listener, eventually, "lost1", "lost2")

        restored = Database(make_database())
        await asyncio.to_thread(run, "psql", restored.url, "--quiet", "--set=ON_ERROR_STOP=1", stdin=dump)
        after = await publish(restored, amqp_url, listener, eventually, "new")

    assert before != after
    assert positions(listener, before) == [1, 2, 3, 4]
    told = {one.key: one.data.decode() for one in listener.heard if one.epoch == after}
    assert told.keys() == {"all.system.error", "alpha.order.new.status_changed"}
    assert LOG_RESTARTED in told["all.system.error"]


async def test_a_dump_loaded_over_the_same_database_begins_a_new_epoch(
    database: Database, amqp_url: str, eventually: Eventually
) -> None:
    async with listening(amqp_url) as listener:
        before = await publish(database, amqp_url, listener, eventually, "a")
        dump = await asyncio.to_thread(run, "pg_dump", database.url, "--format=plain", "--no-owner", "--clean")
        after = await _after_loading(database, dump, amqp_url, listener, eventually)

    assert before != after


async def _after_loading(
    database: Database, dump: bytes, amqp_url: str, listener: Listener, eventually: Eventually
) -> str:
    await asyncio.to_thread(run, "psql", database.url, "--quiet", "--set=ON_ERROR_STOP=1", stdin=dump)
    return await publish(database, amqp_url, listener, eventually, "new")


async def test_a_copy_of_the_disks_is_told_by_the_history_of_the_broker(
    tmp_path: Path, amqp_url: str, eventually: Eventually
) -> None:
    server = PostgresServer(tmp_path / "postgres", throwaway=True)
    await asyncio.to_thread(server.start)
    try:
        database = Database(await asyncio.to_thread(server.create_database, "orders"))
        await make_outbox(database.url)
        async with listening(amqp_url) as listener:
            before = await publish(database, amqp_url, listener, eventually, "a", "b")
            await asyncio.to_thread(copy_disks, server, tmp_path / "postgres" / "data", tmp_path / "backup")
            same = await publish(database, amqp_url, listener, eventually, "lost1", "lost2")
            await asyncio.to_thread(copy_disks, server, tmp_path / "backup", tmp_path / "postgres" / "data")
            after = await publish(database, amqp_url, listener, eventually, "new")
            again = await publish(database, amqp_url, listener, eventually, "more")
    finally:
        await asyncio.to_thread(server.kill)

    assert before == same, "nothing was restored yet"
    assert after != before
    assert again == after, "the new epoch lasts"
    assert positions(listener, before) == [1, 2, 3, 4]


def copy_disks(server: PostgresServer, source: Path, target: Path) -> None:
    """Put a copy of the stopped server's data in the place of ``target``."""
    server.stop()
    subprocess.run(["rm", "-rf", str(target)], check=True)
    subprocess.run(["cp", "-a", str(source), str(target)], check=True)
    server.start()


def run(program: str, url: str, *arguments: str, stdin: bytes | None = None) -> bytes:
    """Run one of PostgreSQL's programs on a database."""
    parts = urlsplit(url)
    environment = {
        **os.environ,
        "PGHOST": parts.hostname or "",
        "PGPORT": str(parts.port),
        "PGUSER": unquote(parts.username or ""),
        "PGPASSWORD": unquote(parts.password or ""),
        "PGDATABASE": parts.path.lstrip("/"),
    }
    command = [str(find_binaries() / program), *arguments]
    done = subprocess.run(command, env=environment, input=stdin, capture_output=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout
