"""One address for the page and all it talks to, as nginx gives it in production (deploy/docker/nginx.conf.template)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, Response
from freightwire.http import HttpServer, Problem, make_app
from pydantic import BaseModel, Field
from starlette.middleware.trustedhost import TrustedHostMiddleware

from freightctl.access import DEMO_ORG, DEMO_USERS, SESSION_SECONDS, issue
from freightctl.board.proxy import Proxy
from freightctl.board.tunnel import tunnel_to

if TYPE_CHECKING:
    import asyncio

    from freightctl.board.settings import BoardSettings

OF_THE_NOTIFIER = re.compile(
    r"(announcements|deliveries|notifications|people|preferences|webhooks|orders/[^/]+/(following|mute|watch))(/|$)"
)
OF_ORDERS = re.compile(r"(batches|documents|labels|orders|thresholds)(/|$)")
"""Whose a path below ``/api/`` is, asked in this order. What is nobody's, such as a service's figures, stays inside."""
LOOPBACK_HOSTS = ["127.0.0.1", "localhost"]
METHODS = ["GET", "POST", "PATCH", "PUT", "DELETE", "HEAD", "OPTIONS"]
NEVER_CHANGES = "public, max-age=31536000, immutable"
SECURITY_HEADERS = {
    # PDF pages are drawn by a worker and by WebAssembly; boxes are placed by style attributes.
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' blob: data:; worker-src 'self' blob:; connect-src 'self'; frame-ancestors 'none'; "
        "base-uri 'none'; form-action 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


class TokenAsked(BaseModel):
    """Who wants to sign in."""

    user: str = Field(max_length=64)


def make_board(settings: BoardSettings, proxy: Proxy) -> FastAPI:
    """The application."""
    app = make_app("Freightwire board", streaming_suffixes=("/documents",))
    # A stranger's page must not reach this server under a name of its own (DNS rebinding): it gives out tokens.
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=LOOPBACK_HOSTS)
    _give_tokens(app, settings.token_secret.get_secret_value())

    @app.api_route("/v1/{path:path}", methods=METHODS, include_in_schema=False)
    async def gateway(request: Request, path: str) -> Response:
        return await proxy.forward(request, settings.gateway_url, f"/v1/{path}")

    @app.api_route("/api/{path:path}", methods=METHODS, include_in_schema=False)
    async def interfaces(request: Request, path: str) -> Response:
        if OF_THE_NOTIFIER.match(path):
            return await proxy.forward(request, settings.notifier_url, f"/{path}")
        if OF_ORDERS.match(path):
            return await proxy.forward(request, settings.orders_url, f"/{path}")
        raise Problem(404, "not_found", "Not Found")

    # Mails have it as a link, and mail programs post to it: no token, and no page of the board.
    @app.api_route("/unsubscribe", methods=["GET", "POST"], include_in_schema=False)
    async def unsubscribe(request: Request) -> Response:
        return await proxy.forward(request, settings.notifier_url, "/unsubscribe")

    _serve_page(app, settings.board_directory)
    return app


def _give_tokens(app: FastAPI, secret: str) -> None:
    @app.get("/dev/users", include_in_schema=False)
    async def users() -> list[dict[str, str]]:
        return [{"user": user, "name": name, "role": role} for user, (name, role) in DEMO_USERS.items()]

    @app.post("/dev/token", include_in_schema=False)
    async def token(asked: TokenAsked) -> dict[str, object]:
        if asked.user not in DEMO_USERS:
            raise Problem(404, "not_found", "No such person in the demonstration")
        _, role = DEMO_USERS[asked.user]
        bearer = issue(secret, org=DEMO_ORG, user=asked.user, roles=[role])
        return {"token": bearer, "expiresIn": SESSION_SECONDS}


def _serve_page(app: FastAPI, directory: Path) -> None:
    root = directory.resolve()

    @app.get("/{path:path}", include_in_schema=False)
    async def page(path: str) -> Response:
        file = (root / path).resolve()
        if path and file.is_file() and file.is_relative_to(root):
            cache = NEVER_CHANGES if path.startswith("assets/") else "no-cache"
            return FileResponse(file, headers={**SECURITY_HEADERS, "Cache-Control": cache})
        if "." in path.rsplit("/", 1)[-1] or path.startswith("dev/"):
            raise Problem(404, "not_found", "Not Found")
        # Every other path is a place inside the page.
        return FileResponse(root / "index.html", headers={**SECURITY_HEADERS, "Cache-Control": "no-cache"})


async def serve(settings: BoardSettings, stopping: asyncio.Event) -> None:
    """Serve until ``stopping`` is set."""
    proxy = Proxy()
    gateway = urlsplit(settings.gateway_url)
    server = HttpServer(
        make_board(settings, proxy),
        settings.http_host,
        settings.http_port,
        ws=tunnel_to(gateway.hostname or "", gateway.port or 80),
        grace_seconds=1,
    )
    await server.start()
    try:
        await stopping.wait()
    finally:
        await server.stop()
        await proxy.close()
