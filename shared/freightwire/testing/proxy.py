"""A TCP proxy that can be cut, stalled and closed, to see what becomes of those who speak through it."""

from __future__ import annotations

import asyncio
from typing import Self
from urllib.parse import urlsplit, urlunsplit

CHUNK_BYTES = 65536


class TcpProxy:
    """Passes bytes on between its own port and a server's."""

    def __init__(self, host: str, port: int) -> None:
        """Prepare a proxy for the server at ``host``:``port``."""
        self._target = (host, port)
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._flowing = asyncio.Event()
        self._flowing.set()
        self._taking = True
        self.port = 0
        self.accepted = 0
        """Connections that were passed on so far."""

    async def start(self) -> Self:
        """Listen on a free port of the loopback interface."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def stop(self) -> None:
        """Cut all connections and listen no more."""
        self.cut()
        if self._server is not None:
            self._server.close()
            self._server = None

    def url(self, original: str) -> str:
        """``original``, an address on the server, by way of the proxy."""
        parts = urlsplit(original)
        credentials, at, _ = parts.netloc.rpartition("@")
        return urlunsplit(parts._replace(netloc=f"{credentials}{at}127.0.0.1:{self.port}"))

    @property
    def connections(self) -> int:
        """How many connections are open."""
        return len(self._writers) // 2

    def cut(self) -> None:
        """Reset every connection and every new one, until ``mend``."""
        self._taking = False
        self.reset()

    def reset(self) -> None:
        """Reset every connection; new ones are taken."""
        for writer in tuple(self._writers):
            writer.transport.abort()

    def stall(self) -> None:
        """Pass nothing on any more, with every connection left open: a network that swallows packets."""
        self._flowing.clear()

    def mend(self) -> None:
        """Be an ordinary proxy again."""
        self._taking = True
        self._flowing.set()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not self._taking:
            writer.transport.abort()
            return
        try:
            far_reader, far_writer = await asyncio.open_connection(*self._target)
        except OSError:  # the server is away: the client is to see that as it would without us
            writer.transport.abort()
            return
        self.accepted += 1
        pair = {writer, far_writer}
        self._writers |= pair
        try:
            async with asyncio.TaskGroup() as both:
                both.create_task(self._pass_on(reader, far_writer))
                both.create_task(self._pass_on(far_reader, writer))
        finally:
            self._writers -= pair
            for one in pair:
                one.transport.abort()

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(CHUNK_BYTES):
                await self._flowing.wait()
                writer.write(data)
                await writer.drain()
            if writer.can_write_eof():
                writer.write_eof()
        except OSError:  # one end is gone: so is the other
            for one in (writer,):
                one.transport.abort()
