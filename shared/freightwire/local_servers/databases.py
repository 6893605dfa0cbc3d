"""Make and drop databases on any PostgreSQL server that lets us."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from freightwire.local_servers.errors import ServerError

CONNECT_SECONDS = 10
DRIVER = "postgresql+asyncpg"
CONNECTION_ERRORS = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError)


def url_of(server: str, database: str) -> str:
    """The SQLAlchemy address of ``database`` on the server at ``server`` (any PostgreSQL address on it)."""
    parts = urlsplit(server)
    return urlunsplit(parts._replace(scheme=DRIVER, path=f"/{database}"))


def create_database(server: str, name: str, *, missing_only: bool = False) -> str:
    """Make an empty database.

    Args:
        server: the address of a maintenance database of the server, user and password included.
        name: of letters, digits, ``_`` and ``-``.
        missing_only: leave one that is there as it is.

    Returns:
        The SQLAlchemy address of the database.

    Raises:
        ServerError: the server cannot be reached or refuses; a database of that name exists.
    """
    _blocking(_create(server, name, missing_only))
    return url_of(server, name)


def drop_database(server: str, name: str) -> None:
    """Drop a database, and with it the sessions that still use it. Harmless when it is gone.

    Raises:
        ServerError: the server cannot be reached or refuses.
    """
    _blocking(_drop(server, name))


def is_reachable(server: str) -> bool:
    """Whether the server takes connections."""
    try:
        _blocking(_connect_once(server))
    except ServerError:
        return False
    return True


async def _create(server: str, name: str, missing_only: bool) -> None:
    connection = await _connect(server)
    try:
        if missing_only and await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", name):
            return
        await connection.execute(f"CREATE DATABASE {_quoted(name)} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'")
    except CONNECTION_ERRORS as error:
        raise ServerError(f"cannot make the database {name}: {error}") from error
    finally:
        await connection.close()


async def _drop(server: str, name: str) -> None:
    connection = await _connect(server)
    try:
        await connection.execute(f"DROP DATABASE IF EXISTS {_quoted(name)} WITH (FORCE)")
    except CONNECTION_ERRORS as error:
        raise ServerError(f"cannot drop the database {name}: {error}") from error
    finally:
        await connection.close()


async def _connect_once(server: str) -> None:
    await (await _connect(server)).close()


async def _connect(server: str) -> asyncpg.Connection[asyncpg.Record]:
    parts = urlsplit(server)
    address = urlunsplit(parts._replace(scheme="postgresql", path=parts.path or "/postgres"))
    try:
        return await asyncpg.connect(address, timeout=CONNECT_SECONDS)
    except CONNECTION_ERRORS as error:
        where = f"{parts.hostname}:{parts.port or 5432}"
        raise ServerError(f"cannot connect to PostgreSQL at {where}: {error or type(error).__name__}") from error


def _quoted(name: str) -> str:
    if not name or not all(character.isalnum() or character in "_-" for character in name):
        raise ServerError(f"not a name for a database: {name!r}")
    return f'"{name}"'


def _blocking(work: Coroutine[object, object, None]) -> None:
    """Run a coroutine on a loop of its own, in a thread of its own: the caller's loop is neither used nor disturbed."""
    failure: list[BaseException] = []

    def run() -> None:
        try:
            asyncio.run(work)
        except ServerError as error:
            failure.append(error)

    thread = threading.Thread(target=run, name="databases")
    thread.start()
    thread.join()
    if failure:
        raise failure[0]
