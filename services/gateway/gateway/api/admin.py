"""Administration over HTTP: the sessions of one's own organisation, on all nodes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request
from freightwire.auth import Identity
from freightwire.events.base import RoutingWord
from freightwire.http import Problem
from freightwire.messaging.errors import PublishError
from freightwire.telemetry import get_logger

from gateway.admin import metrics
from gateway.admin.schemas import DisconnectedOut, RevokedOut, SessionsOut
from gateway.admin.service import Administration, NotFoundError
from gateway.cluster import BusUnavailableError
from gateway.revocation.revocations import TooManyRevocationsError

ROLE = "admin"
AT_ONCE = 8
"""Requests that may be waiting for the other nodes: each costs every node something."""
RETRY_SOON = {"Retry-After": "2"}

_log = get_logger()


def admin_router(administration: Administration, identity: Callable[[Request], Awaitable[Identity]]) -> APIRouter:
    """``identity`` gives who asks, or answers 401."""
    router = APIRouter(prefix="/v1/admin", tags=["admin"])
    gate = _Gate()

    async def administrator(request: Request) -> Identity:
        who = await identity(request)
        if not administration.is_ready:
            raise Problem(503, "starting", "This node is still starting", headers=RETRY_SOON)
        if ROLE not in who.roles:
            _log.warning("admin_refused", org=who.org, by=who.user, path=request.url.path)
            metrics.actions.labels("any", "forbidden").inc()
            raise Problem(403, "forbidden", "Only administrators may do this", f"The role {ROLE!r} is needed.")
        return who

    who_asks = Depends(administrator)

    @router.get("/sessions")
    async def list_sessions(
        user: Annotated[RoutingWord | None, Query()] = None, who: Identity = who_asks
    ) -> SessionsOut:
        """The sessions of one's own organisation on all nodes, or those of one user."""
        with gate.passing("list"):
            return await administration.sessions(who.org, user, by=who.user)

    @router.delete("/sessions/{id}")
    async def disconnect(
        session: Annotated[RoutingWord, Path(alias="id")], who: Identity = who_asks
    ) -> DisconnectedOut:
        """Close one session with 4503. Its token stays good."""
        with gate.passing("disconnect"):
            return await administration.disconnect(who.org, session, by=who.user)

    @router.delete("/users/{id}/sessions")
    async def revoke(user: Annotated[RoutingWord, Path(alias="id")], who: Identity = who_asks) -> RevokedOut:
        """Close all sessions of a user with 4503, and refuse the tokens that the user has."""
        with gate.passing("revoke"):
            return await administration.revoke(who.org, user, by=who.user)

    return router


class _Gate:
    """Lets a few requests through at once, counts them, and turns what may go wrong into problems."""

    def __init__(self) -> None:
        self._inside = 0

    @contextmanager
    def passing(self, action: str) -> Iterator[None]:
        if self._inside >= AT_ONCE:
            metrics.actions.labels(action, "busy").inc()
            raise Problem(429, "busy", "Too many administrators' requests at once", headers=RETRY_SOON)
        self._inside += 1
        outcome = "failed"
        try:
            with _as_problems():
                yield
            outcome = "done"
        finally:
            self._inside -= 1
            metrics.actions.labels(action, outcome).inc()


@contextmanager
def _as_problems() -> Iterator[None]:
    try:
        yield
    except NotFoundError as error:
        if error.missing:
            raise Problem(
                503,
                "nodes_missing",
                "Not every node has answered",
                "No node that answered has this session.",
                headers=RETRY_SOON,
                missing=sorted(error.missing),
            ) from error
        raise Problem(404, "not_found", "No such session in this organisation") from error
    except TooManyRevocationsError as error:
        raise Problem(503, "too_many_revocations", "No more revocations can be remembered just now") from error
    except (BusUnavailableError, PublishError) as error:
        raise Problem(
            503, "broker_unavailable", "The broker is not available just now", "Try again.", headers=RETRY_SOON
        ) from error
