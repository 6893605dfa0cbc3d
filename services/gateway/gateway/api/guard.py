"""Before a request is looked at: whether its page may ask, whether it is too long, whether its URL holds a token."""

from __future__ import annotations

from typing import TYPE_CHECKING

from freightwire.http import Problem
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response

from gateway import metrics
from gateway.access import NEVER_IN_URL, is_allowed, names_token

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

PREFIX = "/v1/"
METHODS = "GET, POST, PUT, DELETE"
HEADERS = "Authorization, Content-Type, Idempotency-Key, Last-Event-ID, Traceparent"
EXPOSED = "Retry-After"
PREFLIGHT_SECONDS = 600


class GuardMiddleware:
    """Cross-origin rules (the Fetch standard's CORS) and limits of everything below ``/v1``.

    A page of an origin that is not allowed is refused as on the WebSocket, rather than served an answer that
    its browser then hides. What sends no ``Origin`` is no browser. Nothing rests on cookies, so none are allowed.
    """

    def __init__(self, app: ASGIApp, *, origins: Sequence[str], url_bytes: int, head_bytes: int) -> None:
        self._app = app
        self._origins = tuple(origins)
        self._url_bytes = url_bytes
        self._head_bytes = head_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http" or not scope["path"].startswith(PREFIX):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        origin = headers.get("origin")
        problem = self._problem(scope, origin)
        if origin is not None:
            send = _sharing(origin if is_allowed(origin, self._origins) else None, send)
        if problem is not None:
            metrics.refusals.labels(problem.code).inc()
            await problem.response(scope["path"])(scope, receive, send)
        elif origin is not None and scope["method"] == "OPTIONS" and "access-control-request-method" in headers:
            await _preflight()(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _problem(self, scope: Scope, origin: str | None) -> Problem | None:
        query: bytes = scope["query_string"]
        url_size = len(scope["raw_path"]) + len(query)
        head_size = url_size + sum(len(name) + len(value) for name, value in scope["headers"])
        if url_size > self._url_bytes:
            detail = f"The limit is {self._url_bytes} bytes (FREIGHTWIRE_GATEWAY_URL_BYTES)."
            return Problem(414, "url_too_long", "The URL is too long", detail, limitBytes=self._url_bytes)
        if head_size > self._head_bytes:
            detail = f"The limit is {self._head_bytes} bytes (FREIGHTWIRE_GATEWAY_HEAD_BYTES)."
            return Problem(431, "head_too_large", "The headers are too large", detail, limitBytes=self._head_bytes)
        if origin is not None and not is_allowed(origin, self._origins):
            detail = "Pages of this origin may not ask (FREIGHTWIRE_GATEWAY_ORIGINS)."
            return Problem(403, "origin_forbidden", "The origin is not allowed", detail)
        if names_token(query.decode("latin-1")):
            return Problem(400, "token_in_url", "The URL holds a token", NEVER_IN_URL)
        return None


def _sharing(allowed: str | None, send: Send) -> Send:
    """Lets the page of the origin ``allowed`` see the answer; in any case the answer depends on the origin."""

    async def shared(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers.add_vary_header("Origin")
            if allowed is not None:
                headers["Access-Control-Allow-Origin"] = allowed
                headers["Access-Control-Expose-Headers"] = EXPOSED
        await send(message)

    return shared


def _preflight() -> Response:
    return Response(
        status_code=204,
        headers={
            "Access-Control-Allow-Methods": METHODS,
            "Access-Control-Allow-Headers": HEADERS,
            "Access-Control-Max-Age": str(PREFLIGHT_SECONDS),
        },
    )
