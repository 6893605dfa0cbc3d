"""Clients over plain HTTP: a reader of Server-Sent Events, and one that polls."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
from freightwire_client.core.sse import SseMessage, SseParser

from tests.contract.gateway.peer import PATIENCE


def bearer(token: str) -> dict[str, str]:
    """The header that carries a token."""
    return {"Authorization": f"Bearer {token}"}


class Stream:
    """An open stream of Server-Sent Events; keeps what was read."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self.messages: list[SseMessage] = []
        self._parser = SseParser()
        self._chunks = response.aiter_bytes()

    @classmethod
    @asynccontextmanager
    async def open(
        cls, url: str, token: str, *bindings: str, cursor: str | None = None, **headers: str
    ) -> AsyncIterator[Stream]:
        """Ask for a stream that is there until the end of the block."""
        parameters: dict[str, Any] = {"binding": bindings}
        if cursor is not None:
            parameters["cursor"] = cursor
        async with (
            httpx.AsyncClient(timeout=PATIENCE) as http,
            http.stream("GET", f"{url}/v1/sse", params=parameters, headers={**bearer(token), **headers}) as response,
        ):
            yield cls(response)

    async def until(self, count: int, *, of: str = "message") -> list[SseMessage]:
        """Read until there are so many messages of one kind; all of that kind."""
        async with asyncio.timeout(PATIENCE):
            while len(found := [one for one in self.messages if one.event == of]) < count:
                self.messages += self._parser.feed(await anext(self._chunks))
        return found

    async def connected(self) -> dict[str, Any]:
        """What the stream begins with."""
        (message, *_) = await self.until(1, of="connected")
        body: dict[str, Any] = json.loads(message.data)["connected"]
        return body

    @property
    def events(self) -> list[dict[str, Any]]:
        """What was read so far."""
        return [json.loads(one.data) for one in self.messages if one.event == "message"]

    @property
    def cursor(self) -> str | None:
        """The last id."""
        return next((one.id for one in reversed(self.messages) if one.id is not None), None)


async def poll(
    url: str, token: str, *bindings: str, cursor: str | None = None, wait: float = PATIENCE
) -> dict[str, Any]:
    """One answer."""
    parameters: dict[str, Any] = {"binding": bindings, "wait": wait}
    if cursor is not None:
        parameters["cursor"] = cursor
    async with httpx.AsyncClient(timeout=2 * PATIENCE) as http:
        answer = await http.get(f"{url}/v1/poll", params=parameters, headers=bearer(token))
    assert answer.status_code == httpx.codes.OK, answer.text
    page: dict[str, Any] = answer.json()
    return page
