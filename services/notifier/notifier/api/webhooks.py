"""A person's own webhook endpoints."""

from datetime import datetime, timedelta
from uuid import UUID

from fastapi import APIRouter, Response
from freightwire.http import Problem
from freightwire.identifiers import new_uuid

from notifier.api.context import AUTHENTICATED, Here, Who, not_found
from notifier.api.schemas import EndpointChange, EndpointIn, EndpointList, EndpointOut, ProblemOut
from notifier.channels.webhook.addresses import ForbiddenAddressError, check_url
from notifier.channels.webhook.signing import new_secret
from notifier.storage.endpoints import Endpoints
from notifier.storage.tables import EndpointRow

ENDPOINTS_LIMIT = 5
OVERLAP = timedelta(days=1)
"""How long the secret before is still good after a rotation."""

router = APIRouter(
    prefix="/webhooks", tags=["webhooks"], dependencies=AUTHENTICATED, responses={"default": {"model": ProblemOut}}
)


@router.get("", response_model_exclude_none=True)
async def list_endpoints(context: Here, who: Who) -> EndpointList:
    """Your endpoints."""
    async with context.sessions.begin() as session:
        rows = await Endpoints(session, who.org).of(who.user)
    return EndpointList(items=[EndpointOut.of(row) for row in rows])


@router.post("", status_code=201, response_model_exclude_none=True)
async def add_endpoint(context: Here, who: Who, asked: EndpointIn) -> EndpointOut:
    """Have your notifications posted to a URL, signed as Standard Webhooks has it."""
    _check(asked.url, allow_loopback=context.allow_loopback)
    row = EndpointRow(
        id=new_uuid(),
        org=who.org,
        user_id=who.user,
        url=asked.url,
        kinds=sorted(set(asked.kinds)),
        secret=new_secret(),
        created_at=context.clock(),
    )
    async with context.sessions.begin() as session:
        endpoints = Endpoints(session, who.org)
        if len(await endpoints.of(who.user)) >= ENDPOINTS_LIMIT:
            raise Problem(409, "too_many_endpoints", "You have enough endpoints", f"The limit is {ENDPOINTS_LIMIT}.")
        await endpoints.add(row)
    return EndpointOut.of(row, with_secret=True)


@router.patch("/{endpoint_id}", response_model_exclude_none=True)
async def change_endpoint(context: Here, who: Who, endpoint_id: UUID, change: EndpointChange) -> EndpointOut:
    """Change an endpoint, or switch it off or on again. What waited for one that was disabled is not sent."""
    if change.url is not None:
        _check(change.url, allow_loopback=context.allow_loopback)
    async with context.sessions.begin() as session:
        row = await Endpoints(session, who.org).own(who.user, endpoint_id)
        if row is None:
            raise not_found("endpoint")
        row.url = change.url or row.url
        row.kinds = row.kinds if change.kinds is None else sorted(set(change.kinds))
        _switch(row, change.enabled, context.clock())
    return EndpointOut.of(row)


@router.post("/{endpoint_id}/rotate-secret", response_model_exclude_none=True)
async def rotate_secret(context: Here, who: Who, endpoint_id: UUID) -> EndpointOut:
    """A new secret. For a day messages are signed with the one before as well."""
    async with context.sessions.begin() as session:
        row = await Endpoints(session, who.org).own(who.user, endpoint_id)
        if row is None:
            raise not_found("endpoint")
        row.previous_secret, row.previous_until = row.secret, context.clock() + OVERLAP
        row.secret = new_secret()
    return EndpointOut.of(row, with_secret=True)


@router.delete("/{endpoint_id}", status_code=204)
async def remove_endpoint(context: Here, who: Who, endpoint_id: UUID) -> Response:
    """Remove an endpoint. What waits for it is not sent."""
    async with context.sessions.begin() as session:
        if not await Endpoints(session, who.org).remove(who.user, endpoint_id):
            raise not_found("endpoint")
    return Response(status_code=204)


def _switch(row: EndpointRow, enabled: bool | None, now: datetime) -> None:
    if enabled and row.disabled_at is not None:
        row.disabled_at = row.disabled_reason = row.failing_since = row.paused_until = None
        row.failures = 0
    elif enabled is False and row.disabled_at is None:
        row.disabled_at, row.disabled_reason = now, "switched off by its owner"


def _check(url: str, *, allow_loopback: bool) -> None:
    try:
        check_url(url, allow_loopback=allow_loopback)
    except ForbiddenAddressError as error:
        raise Problem(
            400,
            "invalid_request",
            "The request is not valid",
            f"url: {error}",
            errors=[{"field": "url", "message": str(error)}],
        ) from error
