"""What every endpoint needs: who asks, and what it may use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, Header, Request
from fastapi.security import HTTPBearer
from freightwire.http import Problem

from orders.access import Access
from orders.storage.work import By, working

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from contextlib import AbstractAsyncContextManager

    from freightwire.auth import Identity
    from freightwire.objects import ObjectStore
    from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

    from orders.api.rate import RateLimiter
    from orders.settings import OrdersSettings
    from orders.storage.numbers import Numbers
    from orders.storage.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What the endpoints use. ``identity`` tells who sent a request, or answers 401."""

    settings: OrdersSettings
    sessions: async_sessionmaker[AsyncSession]
    numbers: Numbers
    store: ObjectStore
    identity: Callable[[Request], Awaitable[Identity]]
    limiter: RateLimiter

    def work(self, access: Access) -> AbstractAsyncContextManager[Work]:
        """A transaction on behalf of who asks."""
        return working(self.sessions, By(access.org, access.user, only=access.only))


def context_of(request: Request) -> Context:
    """The context that the application was built with."""
    context = request.app.state.context
    if not isinstance(context, Context):
        raise TypeError("the application was built without a context")
    return context


async def _here(request: Request) -> Context:
    """A coroutine, since FastAPI takes plain functions to a thread and back at every request."""
    return context_of(request)


async def access_of(request: Request) -> Access:
    """The rights of who asks; 403 where its roles give none here, 429 where it asks too often."""
    context = context_of(request)
    access = Access.of(await context.identity(request))
    context.limiter.take(access.org, access.user)
    request.state.access = access
    if not access.can_read:
        raise forbidden("Your roles give no access to orders.")
    return access


async def editor_of(access: Annotated[Access, Depends(access_of)]) -> Access:
    """The rights of somebody who may change orders; 403 for others."""
    if not access.can_edit:
        raise forbidden("Only for: dispatcher, lead.")
    return access


async def desk_of(access: Annotated[Access, Depends(access_of)]) -> Access:
    """The rights of one of the organisation's own people; 403 for carriers and customers."""
    if not access.on_desk:
        raise forbidden("Only for the organisation's own people.")
    return access


def forbidden(detail: str) -> Problem:
    """The answer to who may not do this at all."""
    return Problem(403, "forbidden", "You may not do this", detail)


_token = Depends(HTTPBearer(auto_error=False, description="A token of the organisation's identity provider."))
"""For the OpenAPI document only: the token is checked by ``access_of``."""

AUTHENTICATED = [_token]
Here = Annotated[Context, Depends(_here)]
Reader = Annotated[Access, Depends(access_of)]
Editor = Annotated[Access, Depends(editor_of)]
Desk = Annotated[Access, Depends(desk_of)]
OperationId = Annotated[
    str | None,
    Header(
        alias="Operation-Id",
        max_length=64,
        pattern=r"^[A-Za-z0-9_-]+$",
        description="Comes back as `operationId` in the events that the command leads to.",
    ),
]
