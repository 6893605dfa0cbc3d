"""``GET /v1/sse``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Header, Request
from starlette.responses import Response

from gateway.api.requests import BindingsQuery, ClientQuery, CursorQuery, FlushQuery, bearer, check_open, problem_of
from gateway.protocol.codes import CommandError
from gateway.protocol.commands import Connect, CursorText
from gateway.transports.sse import EventStream, StreamLink, StreamSession

if TYPE_CHECKING:
    from gateway.sessions.services import Services


def router(services: Services) -> APIRouter:
    """The route, for one node."""
    routes = APIRouter()

    @routes.get("/v1/sse", response_class=Response, responses={200: {"content": {"text/event-stream": {}}}})
    async def stream(
        *,
        request: Request,
        bindings: BindingsQuery,
        cursor: CursorQuery = None,
        client: ClientQuery = "",
        flush_ms: FlushQuery = 0,
        last_event_id: Annotated[
            CursorText | None, Header(description="The cursor of a client that comes back.")
        ] = None,
    ) -> Response:
        """Events as they happen. ``Last-Event-ID`` goes before ``cursor``; either may be empty or left out."""
        check_open(services.registry)
        token = bearer(request)
        command = Connect(bindings=bindings, cursor=last_event_id or cursor or None, client=client, flush_ms=flush_ms)
        link = StreamLink()
        session = StreamSession(link, services, token)
        try:
            resolved = await session.admit(command)
        except CommandError as error:
            raise problem_of(error) from error
        return EventStream(link, session, command, resolved, services.settings.gateway_comment_seconds)

    return routes
