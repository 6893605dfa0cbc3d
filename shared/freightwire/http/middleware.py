"""What happens around every request: its trace, its size limit, its metrics."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from prometheus_client import Histogram
from starlette.requests import ClientDisconnect

from freightwire.http.problems import Problem
from freightwire.telemetry.tracing import traced

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

BODY_SECONDS = 30.0
"""For a body of at most a megabyte or so."""

_seconds = Histogram(
    "freightwire_http_request_seconds",
    "Time to answer a request, by route",
    ["method", "route", "status"],
    buckets=(0.005, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30),
)


class TraceMiddleware:
    """Continues the caller's ``traceparent`` or starts a trace, and measures the request."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = 500
        started = time.perf_counter()

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            with traced(_header(scope, b"traceparent")):
                await self._app(scope, receive, watched)
        finally:
            route = getattr(scope.get("route"), "path", "unknown")
            _seconds.labels(scope["method"], route, status).observe(time.perf_counter() - started)


class BodyLimitMiddleware:
    """Refuses a body above the limit: by its declared length before it is read, else while it comes in. A body that has
    not come in after ``seconds`` is refused too: whoever sends a byte a minute must not hold a place for hours.

    Paths that end like one of ``streaming_suffixes`` have limits of their own (uploads). The connection stays open, and
    the server discards what still comes: closed at once, the client would see a reset instead of the answer.
    """

    def __init__(
        self, app: ASGIApp, *, limit: int, streaming_suffixes: Sequence[str], seconds: float = BODY_SECONDS
    ) -> None:
        self._app = app
        self._limit = limit
        self._suffixes = tuple(streaming_suffixes)
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http" or (self._suffixes and scope["path"].endswith(self._suffixes)):
            await self._app(scope, receive, send)
            return
        declared = _header(scope, b"content-length") or "0"
        if not declared.isdecimal() or int(declared) > self._limit:
            await self._too_large().response(scope["path"])(scope, receive, send)
            return
        body = _Body(receive, limit=self._limit, seconds=self._seconds)
        started = False

        async def unless_refused(message: Message) -> None:
            nonlocal started
            if started or not (body.too_large or body.too_slow):
                started = True
                await send(message)

        try:
            await self._app(scope, body.receive, unless_refused)
        except ClientDisconnect:
            if not (body.too_large or body.too_slow):
                raise
        if started:
            return
        if body.too_large:
            await self._too_large().response(scope["path"])(scope, receive, send)
        elif body.too_slow:
            await self._too_slow().response(scope["path"])(scope, receive, send)

    def _too_large(self) -> Problem:
        return Problem(
            413,
            "body_too_large",
            "The request body is too large",
            f"The limit is {self._limit} bytes.",
            limitBytes=self._limit,
        )

    def _too_slow(self) -> Problem:
        return Problem(
            408,
            "body_too_slow",
            "The request body did not come in",
            f"It must be there within {self._seconds:g} s.",
            headers={"Connection": "close"},
        )


class _Body:
    """A request's body as it comes in, measured in bytes and seconds."""

    def __init__(self, receive: Receive, *, limit: int, seconds: float) -> None:
        self._receive = receive
        self._limit = limit
        self._deadline = asyncio.get_running_loop().time() + seconds
        self._bytes = 0
        self._complete = False
        self.too_large = False
        self.too_slow = False

    async def receive(self) -> Message:
        """The next message of the server; ClientDisconnect beyond a limit: to the application the request ends."""
        if self._complete:
            return await self._receive()
        try:
            async with asyncio.timeout_at(self._deadline):
                message = await self._receive()
        except TimeoutError as error:
            self.too_slow = True
            raise ClientDisconnect from error
        self._bytes += len(message.get("body", b""))
        self._complete = not message.get("more_body", False)
        if self._bytes > self._limit:
            self.too_large = True
            raise ClientDisconnect
        return message


def _header(scope: Scope, name: bytes) -> str | None:
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), None)
