"""For tests: clients of the transports that are plain HTTP, with the face of the WebSocket client as far as it goes."""

from __future__ import annotations

import asyncio
import contextlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

import httpx

from gateway.testing import PATIENCE, token

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from gateway.server import GatewayServer


@dataclass(frozen=True, slots=True)
class Block:
    """One block of an event stream, read as the HTML standard says."""

    name: str = "message"
    data: str = ""
    id: str | None = None
    retry: int | None = None


async def blocks(lines: AsyncIterator[str]) -> AsyncIterator[Block]:
    """The blocks of a stream; comments are left out, and what has no end."""
    fields: dict[str, Any] = {}
    async for line in lines:
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        match name:
            case "" if not line:
                if fields:
                    yield Block(**{**fields, "data": "\n".join(fields.get("data", []))})
                fields = {}
            case "data":
                fields.setdefault("data", []).append(value)
            case "event":
                fields["name"] = value
            case "id":
                fields["id"] = value
            case "retry":
                fields["retry"] = int(value)
            case _:
                pass


def authorization(bearer: str = "") -> dict[str, str]:
    """The header that a token goes into."""
    return {"Authorization": f"Bearer {bearer or token()}"}


@dataclass
class Stream:
    """An event stream that keeps what comes."""

    response: httpx.Response
    events: list[dict[str, Any]] = field(default_factory=list)
    raw: list[str] = field(default_factory=list)
    others: list[Block] = field(default_factory=list)
    cursor: str | None = None
    is_over: bool = False

    @classmethod
    @contextlib.asynccontextmanager
    async def open(
        cls,
        server: GatewayServer,
        *bindings: str,
        bearer: str = "",
        headers: dict[str, str] | None = None,
        **query: Any,
    ) -> AsyncIterator[Self]:
        """Ask for a stream, and read it in the background until the end of the block."""
        async with httpx.AsyncClient(timeout=PATIENCE) as http:
            request = http.build_request(
                "GET",
                f"http://127.0.0.1:{server.port}/v1/sse",
                params={"binding": list(bindings), **query},
                headers={**authorization(bearer), **(headers or {})},
            )
            stream = cls(await http.send(request, stream=True))
            reading = asyncio.create_task(stream._read())
            try:
                yield stream
            finally:
                reading.cancel()
                await asyncio.gather(reading, return_exceptions=True)
                await stream.response.aclose()

    @property
    def connected(self) -> dict[str, Any]:
        """What the server said first."""
        (body,) = [json.loads(block.data)["connected"] for block in self.others if block.name == "connected"]
        return dict(body)

    def messages(self, name: str) -> list[dict[str, Any]]:
        """The bodies of all messages of that name."""
        return [json.loads(block.data)[name] for block in self.others if block.name == name]

    def versions(self) -> list[int]:
        """The versions of the events that came, in order."""
        return [event["version"] for event in self.events]

    async def until(self, condition: Any) -> None:
        """Wait until what came fulfils ``condition``; an end of the stream is an error then."""
        async with asyncio.timeout(PATIENCE):
            while not condition():
                if self.is_over:
                    raise AssertionError(f"the stream is over: {self.others[-1:]}")
                await asyncio.sleep(0.005)

    async def until_over(self) -> tuple[int, str]:
        """Wait for the end of the stream; its code and reason."""
        async with asyncio.timeout(PATIENCE):
            while not self.is_over:  # noqa: ASYNC110  (nothing announces it)
                await asyncio.sleep(0.005)
        (close,) = self.messages("close")
        return close["code"], close["reason"]

    async def _read(self) -> None:
        async for block in blocks(self.response.aiter_lines()):
            if block.id is not None:
                self.cursor = block.id
            if block.name == "message" and block.data:
                self.events.append(json.loads(block.data))
                self.raw.append(block.data)
            else:
                self.others.append(block)
        self.is_over = True


async def poll(
    server: GatewayServer, *bindings: str, bearer: str = "", headers: dict[str, str] | None = None, **query: Any
) -> httpx.Response:
    """One poll."""
    async with httpx.AsyncClient(timeout=60 + PATIENCE) as http:
        return await http.get(
            f"http://127.0.0.1:{server.port}/v1/poll",
            params={"binding": list(bindings), **query},
            headers={**authorization(bearer), **(headers or {})},
        )
