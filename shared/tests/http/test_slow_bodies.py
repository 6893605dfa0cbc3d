"""A body that does not come in is refused, and the place it held is free again."""

from __future__ import annotations

import asyncio
from typing import Any

from fastapi import FastAPI, Request
from freightwire.http.middleware import BodyLimitMiddleware


def application() -> FastAPI:
    app = FastAPI()

    @app.post("/things")
    async def things(request: Request) -> int:
        return len(await request.body())

    return app


async def ask(*parts: bytes, end: bool) -> list[dict[str, Any]]:
    """Send the parts of a body, and then its end or nothing more."""
    coming = [{"type": "http.request", "body": part, "more_body": True} for part in parts]
    if end:
        coming.append({"type": "http.request", "body": b"", "more_body": False})
    sent: list[dict[str, Any]] = []

    async def receive() -> Any:
        return coming.pop(0) if coming else await asyncio.Event().wait()

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": "/things", "headers": [], "query_string": b""}
    middleware = BodyLimitMiddleware(application(), limit=10, streaming_suffixes=(), seconds=0.2)
    await middleware(scope, receive, send)
    return sent


async def test_a_body_that_stops_coming_is_refused() -> None:
    start, body = await ask(b"abc", end=False)

    assert start["status"] == 408
    assert b"body_too_slow" in body["body"]


async def test_a_body_that_comes_is_taken() -> None:
    start, body = await ask(b"abc", b"de", end=True)

    assert (start["status"], body["body"]) == (200, b"5")


async def test_a_body_that_is_too_large_is_refused_while_it_comes() -> None:
    start, body = await ask(b"abcdef", b"ghijkl", end=False)

    assert start["status"] == 413
    assert b"body_too_large" in body["body"]
