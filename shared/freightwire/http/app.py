"""The application that every service starts from."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from fastapi import FastAPI, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from freightwire.http import problems
from freightwire.http.middleware import BodyLimitMiddleware, TraceMiddleware

JSON_BODY_LIMIT = 1024 * 1024
READINESS_SECONDS = 5

ReadinessCheck = Callable[[], Awaitable[str | None]]
"""Answers why the service is of no use just now, or None when all is well."""


def make_app(
    title: str,
    *,
    problems_of: Sequence[ReadinessCheck] = (),
    body_limit: int = JSON_BODY_LIMIT,
    streaming_suffixes: Sequence[str] = (),
) -> FastAPI:
    """An application with ``/healthz``, ``/readyz``, ``/metrics`` and problem+json errors.

    Args:
        problems_of: asked for readiness; any answer but None makes it 503 with the reasons.
        body_limit: bytes of a request body, except on paths that end like one of ``streaming_suffixes``.
    """
    app = FastAPI(title=title, docs_url=None, redoc_url=None)
    problems.install(app)
    app.add_middleware(BodyLimitMiddleware, limit=body_limit, streaming_suffixes=streaming_suffixes)
    app.add_middleware(TraceMiddleware)

    @app.get("/healthz", include_in_schema=False)
    async def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/readyz", include_in_schema=False)
    async def readyz() -> JSONResponse:
        answers = await asyncio.gather(*(_ask(check) for check in problems_of))
        reasons = [answer for answer in answers if answer is not None]
        if reasons:
            return JSONResponse({"status": "unavailable", "problems": reasons}, status_code=503)
        return JSONResponse({"status": "ok"})

    @app.get("/metrics", include_in_schema=False)
    async def metrics() -> Response:
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return app


async def _ask(check: ReadinessCheck) -> str | None:
    try:
        async with asyncio.timeout(READINESS_SECONDS):
            return await check()
    except TimeoutError:
        return f"no answer about readiness within {READINESS_SECONDS} s"
