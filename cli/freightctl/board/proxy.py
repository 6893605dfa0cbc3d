"""Requests that belong to the services, passed on as they are and answered as the answer comes in."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
from fastapi import Request
from fastapi.responses import Response, StreamingResponse
from freightwire.http import Problem
from starlette.background import BackgroundTask

HOP_BY_HOP = frozenset(
    (
        "connection",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    )
)
"""Of one connection, not of the message (RFC 9110, 7.6.1)."""
CONNECT_SECONDS = 5


class Proxy:
    """Passes requests on."""

    def __init__(self, transport: httpx.AsyncBaseTransport | None = None) -> None:
        # An event stream may be silent for long, and there may be many.
        timeout = httpx.Timeout(None, connect=CONNECT_SECONDS)
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=20)
        self._client = httpx.AsyncClient(
            timeout=timeout, limits=limits, follow_redirects=False, trust_env=False, transport=transport
        )

    async def forward(self, request: Request, base: str, path: str) -> Response:
        """The answer of the service at ``base`` to ``request`` for ``path``.

        Raises:
            Problem: 502, it does not answer.
        """
        url = httpx.URL(base).copy_with(path=path, query=request.url.query.encode())
        headers = [(name, value) for name, value in request.headers.items() if name.lower() not in HOP_BY_HOP]
        has_body = "content-length" in request.headers or "transfer-encoding" in request.headers
        content: AsyncIterator[bytes] | None = request.stream() if has_body else None
        outgoing = self._client.build_request(request.method, url, headers=headers, content=content)
        try:
            answer = await self._client.send(outgoing, stream=True)
        except httpx.TransportError as error:
            raise Problem(
                502, "service_unreachable", "The service does not answer", headers={"Retry-After": "1"}
            ) from error
        passed = {name: value for name, value in answer.headers.items() if name.lower() not in HOP_BY_HOP}
        return StreamingResponse(
            answer.aiter_raw(), status_code=answer.status_code, headers=passed, background=BackgroundTask(answer.aclose)
        )

    async def close(self) -> None:
        """Let go of all connections."""
        await self._client.aclose()
