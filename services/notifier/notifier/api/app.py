"""The REST application put together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import JSONResponse
from freightwire.database import is_unavailable
from freightwire.http import Problem, make_app
from freightwire.http.description import describe
from freightwire.telemetry import get_logger
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from notifier.api import announcements, deliveries, notifications, people, preferences, unsubscribing, webhooks

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from fastapi import FastAPI, Request

    from notifier.api.context import Context

TITLE = "Freightwire notifier"
SUMMARY = "Notifications: everybody's own, what they want of them, and what administrators look after."
BODY_LIMIT = 64 * 1024
ROUTERS = (notifications, preferences, people, webhooks, deliveries, announcements, unsubscribing)

_log = get_logger()


def build_app(
    context: Context | None,
    *,
    readiness: Sequence[Callable[[], Awaitable[str | None]]] = (),
    origins: Sequence[str] = (),
) -> FastAPI:
    """The REST application.

    Args:
        context: None where only its OpenAPI document is wanted.
        readiness: each answers why the service is of no use just now, or None.
        origins: where the pages come from whose scripts may call it; tokens come in headers, so no cookie is at stake.
    """
    app = make_app(TITLE, problems_of=readiness, body_limit=BODY_LIMIT)
    app.state.context = context
    for module in ROUTERS:
        app.include_router(module.router)
    for kind in (DBAPIError, PoolTimeoutError, ConnectionError, TimeoutError):
        app.add_exception_handler(kind, _database_error)
    if origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=list(origins),
            allow_methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
            allow_headers=["*"],
        )
    describe(app, package="freightwire-notifier", summary=SUMMARY, problems={"ProblemOut"})
    return app


async def _database_error(request: Request, error: Exception) -> JSONResponse:
    if not is_unavailable(error):
        raise error
    _log.warning("database_unavailable", path=request.url.path, reason=type(error).__name__)
    problem = Problem(
        503,
        "database_unavailable",
        "The database cannot be had just now",
        "Send the request again.",
        headers={"Retry-After": "2"},
    )
    return problem.response(request.url.path)
