"""Presence over HTTP, for clients that have no socket: say where you are, and ask who else is there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from freightwire.auth import Identity
from freightwire.events.base import RoutingWord
from freightwire.http import Problem
from pydantic import Field

from gateway.grants import ForbiddenBindingError, Grants
from gateway.presence.fallback import Fallback
from gateway.presence.listening import Listening
from gateway.presence.presence import Presence
from gateway.protocol.codes import CommandError, ErrorCode
from gateway.protocol.commands import SetPresence

ORDERS_PER_QUESTION = 100
_STATUS = {ErrorCode.FORBIDDEN: 403, ErrorCode.LIMIT: 409, ErrorCode.RATE_LIMITED: 429}

Client = Annotated[str, Field(max_length=100)]


class PresenceIn(SetPresence):
    """As over the socket. ``client`` tells several clients of one person apart, one tab from another."""

    client: Client = ""


def presence_router(
    presence: Presence, fallback: Fallback, identity: Callable[[Request], Awaitable[Identity]]
) -> APIRouter:
    """The endpoints. ``identity`` tells who sent a request, or answers 401."""
    router = APIRouter(prefix="/v1/presence", tags=["presence"])
    who_asks = Depends(identity)

    @router.post("")
    async def announce(body: PresenceIn, who: Identity = who_asks) -> dict[str, Any]:
        """Say what you do in an order; say it again within ``expiresIn`` seconds."""
        _announce(fallback, who, body.client, body)
        return {"order": body.order, "state": body.state, "expiresIn": fallback.expires_in}

    @router.delete("/{order}", status_code=204)
    async def leave(
        order: Annotated[RoutingWord, Path()], client: Annotated[Client, Query()] = "", who: Identity = who_asks
    ) -> Response:
        """You have closed an order, on whichever node you said that you were in it. Harmless to repeat."""
        _announce(fallback, who, client, SetPresence(order=order, state="left"))
        return Response(status_code=204)

    @router.get("")
    async def who_is_there(
        order: Annotated[list[RoutingWord], Query(min_length=1, max_length=ORDERS_PER_QUESTION)],
        who: Identity = who_asks,
    ) -> dict[str, Any]:
        """Who is in the orders: ``presence`` as in the reply to a subscription."""
        grants = Grants(who)
        patterns: list[str] = []
        for one in order:
            try:
                patterns += grants.resolve(f"order.{one}.#")
            except ForbiddenBindingError as error:
                raise Problem(403, "forbidden", "Not your order", f"Order {one} is not granted.") from error
        listening = Listening(presence)
        listening.begin(patterns)
        try:
            await listening.settle()
            return listening.take(patterns, ())
        finally:
            listening.end()

    return router


def _announce(fallback: Fallback, who: Identity, client: str, command: SetPresence) -> None:
    try:
        fallback.announce(who, client, command)
    except CommandError as error:
        headers = {"Retry-After": "1"} if error.code is ErrorCode.RATE_LIMITED else None
        raise Problem(_STATUS[error.code], error.code.value, "Refused", error.message, headers=headers) from error
