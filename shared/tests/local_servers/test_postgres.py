"""The private PostgreSQL server."""

from __future__ import annotations

import socket
from pathlib import Path

import asyncpg
import pytest
from freightwire.local_servers import PostgresServer, ServerError, create_database
from freightwire.local_servers.databases import url_of


def plain(url: str) -> str:
    """An address as asyncpg wants it."""
    return url.replace("+asyncpg", "")


async def test_data_is_found_again_under_another_port(tmp_path: Path) -> None:
    """A second server on the same directory has the data and the password, even where the port was taken meanwhile."""
    server = PostgresServer(tmp_path / "pg").start()
    try:
        connection = await asyncpg.connect(plain(server.create_database("freight")))
        await connection.execute("CREATE TABLE kept AS SELECT 42 AS x")
        await connection.close()
        with pytest.raises(ServerError, match="another process"):
            PostgresServer(tmp_path / "pg").start()
    finally:
        server.stop()
    old_port = server.port
    with socket.create_server(("127.0.0.1", old_port)):
        again = PostgresServer(tmp_path / "pg").start()
        try:
            assert again.port != old_port
            again.create_database("freight", missing_only=True)
            connection = await asyncpg.connect(plain(again.url("freight")))
            assert await connection.fetchval("SELECT x FROM kept") == 42
            await connection.close()
        finally:
            again.kill()
    assert not again.is_running


async def test_nobody_comes_in_without_the_password(tmp_path: Path) -> None:
    """The server asks for its generated password, by SCRAM, and listens on loopback alone."""
    server = PostgresServer(tmp_path / "pg", throwaway=True).start()
    try:
        with pytest.raises(asyncpg.InvalidPasswordError):
            await asyncpg.connect(
                host="127.0.0.1", port=server.port, user="freightwire", password="x", database="postgres"
            )
        connection = await asyncpg.connect(plain(server.url()))
        stored = await connection.fetchval("SELECT rolpassword FROM pg_authid WHERE rolname = 'freightwire'")
        assert stored.startswith("SCRAM-SHA-256$")
        assert await connection.fetchval("SHOW listen_addresses") == "127.0.0.1"
        await connection.close()
        with pytest.raises(ServerError, match="not a name"):
            server.create_database('a"; DROP TABLE x')
    finally:
        server.kill()


def test_an_interrupted_first_start_is_made_up_for(tmp_path: Path) -> None:
    """A half-made data directory is made anew."""
    (tmp_path / "pg" / "data").mkdir(parents=True)
    (tmp_path / "pg" / "data" / "half").touch()
    server = PostgresServer(tmp_path / "pg", throwaway=True).start()
    server.kill()


def test_an_unreachable_server_is_an_error_that_names_it() -> None:
    """The message says where nobody answered, and not the password."""
    with pytest.raises(ServerError, match=r"127\.0\.0\.1:1") as raised:
        create_database("postgresql://user:hidden@127.0.0.1:1/postgres", "x")
    assert "hidden" not in str(raised.value)


def test_address_of_a_database() -> None:
    """Any address on the server will do to make another from it."""
    assert url_of("postgres://u:p@h:1/postgres", "a") == "postgresql+asyncpg://u:p@h:1/a"
