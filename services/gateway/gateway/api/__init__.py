"""The gateway over HTTP: what every request must be, and a router for each capability."""

from __future__ import annotations

from typing import TYPE_CHECKING

from freightwire.http import bearer

from gateway.api import poll, sse
from gateway.api.admin import admin_router
from gateway.api.guard import GuardMiddleware
from gateway.api.presence import presence_router

if TYPE_CHECKING:
    from fastapi import FastAPI

    from gateway.node import Node


def install(app: FastAPI, node: Node) -> None:
    """Add the routes of ``/v1`` to an application, and the guard before them."""
    app.include_router(sse.router(node.services))
    app.include_router(poll.router(node.services))
    identity = bearer(node.verifier)
    app.include_router(presence_router(node.presence, node.fallback, identity))
    app.include_router(admin_router(node.administration, identity))
    app.add_middleware(
        GuardMiddleware,
        origins=node.settings.gateway_origins,
        url_bytes=node.settings.gateway_url_bytes,
        head_bytes=node.settings.gateway_head_bytes,
    )
