"""What happens around every request: its trace, its size limit, its metrics."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from prometheus_client import Histogram
from starlette.requests import ClientDisconnect

from freightwire.http.problems import Problem
from freightwire.telemetry.tracing import traced

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

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
    """Refuses a body above the limit: by its declared length before it is read, else while it comes in.

    Paths that end like one of ``streaming_suffixes`` have limits of their own (uploads). The connection stays open, and
    the server discards what still comes: closed at once, the client would see a reset instead of the answer.
    """

    def __init__(self, app: ASGIApp, *, limit: int, streaming_suffixes: Sequence[str]) -> None:
        self._app = app
        self._limit = limit
        self._suffixes = tuple(streaming_suffixes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http" or (self._suffixes and scope["path"].endswith(self._suffixes)):
            await self._app(scope, receive, send)
            return
        declared = _header(scope, b"content-length") or "0"
        if not declared.isdecimal() or int(declared) > self._limit:
            await self._refusal().response(scope["path"])(scope, receive, send)
            return
        received = 0
        started = False

        async def limited() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > self._limit:
                raise ClientDisconnect  # to the application the request ends here
            return message

        async def unless_refused(message: Message) -> None:
            nonlocal started
            if received <= self._limit or started:
                started = True
                await send(message)

        try:
            await self._app(scope, limited, unless_refused)
        except ClientDisconnect:
            if received <= self._limit:
                raise
        if received > self._limit and not started:
            await self._refusal().response(scope["path"])(scope, receive, send)

    def _refusal(self) -> Problem:
        return Problem(
            413,
            "body_too_large",
            "The request body is too large",
            f"The limit is {self._limit} bytes.",
            limitBytes=self._limit,
        )


def _header(scope: Scope, name: bytes) -> str | None:
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), None)
