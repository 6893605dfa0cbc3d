"""A provider for the tests: a real HTTP server on the loopback that speaks OpenAI's chat interface as told to."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

Reply = tuple[int, bytes]
"""Status and body of an answer."""


def answered(fields: list[dict[str, Any]] | Any) -> Reply:
    """The answer of a model that calls the output tool with these fields."""
    call = {
        "id": "call_1",
        "type": "function",
        "function": {"name": "final_result", "arguments": json.dumps({"fields": fields})},
    }
    body = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": "small",
        "choices": [
            {
                "index": 0,
                "finish_reason": "tool_calls",
                "message": {"role": "assistant", "content": None, "tool_calls": [call]},
            }
        ],
        "usage": {"prompt_tokens": 1200, "completion_tokens": 80, "total_tokens": 1280},
    }
    return 200, json.dumps(body).encode()


def refused(status: int) -> Reply:
    """An error as the provider words it; it repeats what it was sent, as some do."""
    return status, json.dumps({"error": {"message": "cannot read: Iveria Trans SRL", "code": "busy"}}).encode()


@dataclass
class Provider:
    """What the server was asked, and what it answers: one reply after the other, the last for ever."""

    replies: list[Reply | None] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    port: int = 0
    released: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def url(self) -> str:
        """Where the interface begins."""
        return f"http://127.0.0.1:{self.port}/v1"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                headers = {
                    name.strip().lower(): value.strip()
                    for name, _, value in (line.partition(":") for line in head.decode().splitlines()[1:])
                }
                body = await reader.readexactly(int(headers.get("content-length", "0")))
                self.requests.append(json.loads(body))
                self.keys.append(headers.get("authorization", ""))
                reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
                if reply is None:  # says nothing, for as long as anybody waits
                    await self.released.wait()
                    return
                status, data = reply
                writer.write(
                    f"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nRetry-After: 0\r\n"
                    f"Content-Length: {len(data)}\r\n\r\n".encode()
                    + data
                )
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            return  # the client is done
        finally:
            writer.close()


Running = Callable[..., Any]


@asynccontextmanager
async def provider(*replies: Reply | None) -> AsyncIterator[Provider]:
    """A provider that answers with ``replies``; None: it never answers."""
    state = Provider(list(replies))
    server = await asyncio.start_server(state.serve, "127.0.0.1", 0)
    state.port = server.sockets[0].getsockname()[1]
    try:
        yield state
    finally:
        state.released.set()
        server.close()
