"""``GET /v1/poll``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from gateway.api.requests import (
    BindingsQuery,
    ClientQuery,
    CursorQuery,
    FlushQuery,
    bearer,
    check_open,
    problem_of,
    problem_of_close,
    refused,
)
from gateway.protocol.codes import CommandError
from gateway.protocol.commands import Connect
from gateway.transports.poll import GivenUpError, PollLink, PollSession

if TYPE_CHECKING:
    from gateway.sessions.services import Services

WAIT_SECONDS = 25.0
WAIT_LIMIT_SECONDS = 60.0
NO_STORE = {"Cache-Control": "no-store"}


def router(services: Services) -> APIRouter:
    """The route, for one node."""
    routes = APIRouter()

    @routes.get("/v1/poll", response_class=Response, responses={200: {"content": {"application/json": {}}}})
    async def poll(
        *,
        request: Request,
        bindings: BindingsQuery,
        cursor: CursorQuery = None,
        wait: Annotated[float, Query(ge=0, le=WAIT_LIMIT_SECONDS, description="Seconds.")] = WAIT_SECONDS,
        client: ClientQuery = "",
        flush_ms: FlushQuery = 0,
    ) -> Response:
        """What happened since ``cursor``: at once if there is something, else as soon as there is, or when ``wait``
        is over.
        """
        check_open(services.registry)
        token = bearer(request)
        command = Connect(bindings=bindings, cursor=cursor or None, client=client, flush_ms=flush_ms)
        session = PollSession(PollLink(), services, token, command.cursor)
        try:
            page = await session.answer(command, wait, request.receive)
        except CommandError as error:
            raise problem_of(error) from error
        except GivenUpError as error:
            raise refused(problem_of_close(error.code)) from error
        if page is None:
            return Response(status_code=499)  # nobody is there to read it
        return Response(page.encode(), media_type="application/json", headers=NO_STORE)

    return routes
