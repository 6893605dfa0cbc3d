"""A lean HTTP/1.1 client: the load generator must not be what is measured."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, headers by lower-case name, and body."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        """The body, parsed."""
        return json.loads(self.body)


class Line:
    """One connection that is kept; one request at a time."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, token: str) -> None:
        self._reader = reader
        self._writer = writer
        self._head = f"Host: orders\r\nAuthorization: Bearer {token}\r\n"

    @classmethod
    async def open(cls, port: int, token: str) -> Self:
        """Connect to a service on this machine."""
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        return cls(reader, writer, token)

    def close(self) -> None:
        """Hang up."""
        self._writer.close()

    async def send(self, method: str, path: str, body: bytes = b"", **headers: str) -> Answer:
        """Send a request and read its answer. Header names are given with ``_`` for ``-``."""
        extra = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
        head = f"{method} {path} HTTP/1.1\r\n{self._head}Content-Length: {len(body)}\r\n{extra}\r\n"
        self._writer.write(head.encode() + body)
        lines = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        received = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines[1:] if line)}
        return Answer(int(lines[0].split()[1]), received, await self._body(received))

    async def post(self, path: str, content: Any) -> Answer:
        """Send JSON."""
        return await self.send("POST", path, json.dumps(content).encode(), Content_Type="application/json")

    async def patch(self, order_id: str, patch: Any) -> Answer:
        """Change an order, whatever its version."""
        body = json.dumps(patch).encode()
        merge = "application/merge-patch+json"
        return await self.send("PATCH", f"/orders/{order_id}", body, Content_Type=merge, If_Match="*")

    async def upload(self, content: bytes) -> Answer:
        """Send a document of its own order."""
        body = (
            b'--here\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%s\r\n--here--\r\n'
            % content
        )
        return await self.send("POST", "/orders/documents", body, Content_Type="multipart/form-data; boundary=here")

    async def _body(self, headers: dict[str, str]) -> bytes:
        if "content-length" in headers:
            return await self._reader.readexactly(int(headers["content-length"]))
        if headers.get("transfer-encoding") != "chunked":
            return b""
        parts = []
        while size := int(await self._reader.readuntil(b"\r\n"), 16):
            parts.append(await self._reader.readexactly(size))
            await self._reader.readexactly(2)
        await self._reader.readexactly(2)
        return b"".join(parts)
