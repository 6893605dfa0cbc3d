"""The application: routes, refusals and limits put together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi.middleware.cors import CORSMiddleware
from freightwire.http import make_app

from orders.api import (
    agreement,
    batches,
    changes,
    documents,
    downloads,
    labels,
    orders,
    problems,
    thresholds,
    transitions,
    uploads,
)
from orders.api.description import describe

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from fastapi import FastAPI

    from orders.api.context import Context

TITLE = "Freightwire orders"
UPLOAD_PATHS = ("/documents",)
"""How the paths end whose bodies are streamed and have limits of their own."""


EXPOSED_HEADERS = (
    "ETag",
    "Location",
    "Retry-After",
    "Idempotency-Replayed",
    "Accept-Ranges",
    "Content-Range",
    "Content-Disposition",
)


def build_app(
    context: Context | None,
    *,
    body_limit: int,
    readiness: Sequence[Callable[[], Awaitable[str | None]]] = (),
    origins: Sequence[str] = (),
) -> FastAPI:
    """The REST application.

    Args:
        context: None where only its OpenAPI document is wanted.
        body_limit: bytes of a request that brings no files.
        readiness: each answers why the service is of no use just now, or None.
        origins: where the pages come from whose scripts may call it; tokens come in headers, so no cookie is at stake.
    """
    app = make_app(TITLE, problems_of=readiness, body_limit=body_limit, streaming_suffixes=UPLOAD_PATHS)
    app.state.context = context
    problems.install(app)
    # These first: "/orders/documents" and "/orders/changes" would else be read as an order's id.
    for router in (
        uploads.router,
        changes.router,
        orders.router,
        agreement.router,
        transitions.router,
        documents.router,
        downloads.router,
        batches.router,
        labels.router,
        thresholds.router,
    ):
        app.include_router(router)
    if origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=origins,
            allow_methods=["GET", "POST", "PATCH"],
            allow_headers=["*"],
            expose_headers=EXPOSED_HEADERS,
        )
    describe(app)
    return app
