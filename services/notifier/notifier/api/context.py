"""What every endpoint needs: who asks, and what it may use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPBearer
from freightwire.auth import Identity
from freightwire.http import Problem

from notifier.access import Claims, may_administer, may_follow_orders, may_read_own
from notifier.storage.people import People

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

    from notifier.channels.email.unsubscribing import UnsubscribeLinks
    from notifier.clock import Clock
    from notifier.telling import Teller


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What the endpoints use. ``identity`` tells who sent a request, or answers 401; ``links`` is None without mail."""

    sessions: async_sessionmaker[AsyncSession]
    identity: Callable[[Request], Awaitable[Identity]]
    clock: Clock
    teller: Teller
    links: UnsubscribeLinks | None
    allow_loopback: bool


def context_of(request: Request) -> Context:
    """The context that the application was built with."""
    context = request.app.state.context
    if not isinstance(context, Context):
        raise TypeError("the application was built without a context")
    return context


async def _here(request: Request) -> Context:
    """A coroutine, since FastAPI takes plain functions to a thread and back at every request."""
    return context_of(request)


async def person_of(request: Request) -> Identity:
    """Who asks; what the token says of them is kept. 403 where its roles mean nothing here."""
    context = context_of(request)
    who = await context.identity(request)
    if not may_read_own(who):
        raise forbidden("Your roles give no access to notifications.")
    async with context.sessions.begin() as session:
        await People(session, who.org).learn(Claims.of(who))
    return who


async def desk_of(who: Annotated[Identity, Depends(person_of)]) -> Identity:
    """One of the organisation's own people; 403 for carriers and customers."""
    if not may_follow_orders(who):
        raise forbidden("Only for the organisation's own people.")
    return who


async def admin_of(who: Annotated[Identity, Depends(person_of)]) -> Identity:
    """An administrator; 403 for others."""
    if not may_administer(who):
        raise forbidden("Only for: admin.")
    return who


def forbidden(detail: str) -> Problem:
    """The answer to who may not do this at all."""
    return Problem(403, "forbidden", "You may not do this", detail)


def not_found(what: str) -> Problem:
    """The answer where there is no such thing, or none of who asks."""
    return Problem(404, "not_found", "Not found", f"There is no such {what} of yours.")


_token = Depends(HTTPBearer(auto_error=False, description="A token of the organisation's identity provider."))
"""For the OpenAPI document only: the token is checked by ``person_of``."""

AUTHENTICATED = [_token]
Here = Annotated[Context, Depends(_here)]
Who = Annotated[Identity, Depends(person_of)]
Desk = Annotated[Identity, Depends(desk_of)]
Admin = Annotated[Identity, Depends(admin_of)]
