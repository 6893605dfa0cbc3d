"""Sending a delivery to an endpoint, and what its answer means for the delivery and for the endpoint."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from uuid import uuid5

from notifier.channels.webhook.client import ForbiddenAddressError, NoAnswerError, WebhookClient, wished_seconds
from notifier.channels.webhook.signing import signed_headers
from notifier.delivering.outcomes import Dropped, Failed, Outcome, Refused, Sent
from notifier.news import NAMESPACE, News
from notifier.rules import Notice
from notifier.rules.kinds import ChannelName
from notifier.storage.deliveries import Sending
from notifier.storage.endpoints import endpoint_of
from notifier.templates import render

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

    from notifier.clock import Clock
    from notifier.storage.deliveries import Claim, Item
    from notifier.storage.tables import EndpointRow
    from notifier.telling import Teller

PAUSES = (timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10), timedelta(hours=1))
"""How long an endpoint is left alone after each failure in a row, so that its backlog does not beat on it."""
PATIENCE = timedelta(days=3)
"""An endpoint that has failed for so long is disabled."""
GONE = 410
DISABLED = "webhook_disabled"


class WebhookSender:
    """The channel ``webhook``."""

    name = ChannelName.WEBHOOK
    concurrency = 16
    per_target = 2

    def __init__(
        self, sessions: async_sessionmaker[AsyncSession], client: WebhookClient, teller: Teller, clock: Clock
    ) -> None:
        self._sessions = sessions
        self._client = client
        self._teller = teller
        self._clock = clock

    async def send(self, claim: Claim, handing_over: Callable[[], Awaitable[bool]]) -> Outcome:
        """Post one message. Sent again it carries the same ``webhook-id``, by which its receiver knows it."""
        async with self._sessions.begin() as session:
            endpoint = await endpoint_of(session, claim.target)
            items = await Sending(session, self.name).items(claim.id)
        if endpoint is None or not items:
            return Dropped("endpoint_removed")
        if endpoint.disabled_at is not None:
            return Refused("endpoint_disabled", endpoint.disabled_reason or "")
        if not await handing_over():
            return Failed("another process has taken it over", doubtful=True)
        return await self._post(claim, endpoint, items[0])

    async def _post(self, claim: Claim, endpoint: EndpointRow, item: Item) -> Outcome:
        now = self._clock()
        body = _body(item, claim.user_id)
        headers = signed_headers(str(item.id), now, body, _keys(endpoint, now))
        try:
            answer = await self._client.post(endpoint.url, body, headers)
        except ForbiddenAddressError as error:
            await self._failed(claim, f"the address {error}")
            return Failed(f"the address {error}")
        except NoAnswerError as error:
            await self._failed(claim, str(error))
            return Failed(str(error), doubtful=error.doubtful)
        if 200 <= answer.status < 300:
            await self._succeeded(endpoint)
            return Sent(str(answer.status))
        wish = timedelta(seconds=min(wished_seconds(answer.retry_after, now), timedelta(days=1).total_seconds()))
        await self._failed(claim, f"status {answer.status}", gone=answer.status == GONE)
        return Failed(f"status {answer.status}", wait=wish)

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()

    async def _succeeded(self, before: EndpointRow) -> None:
        if before.failing_since is None:
            return
        async with self._sessions.begin() as session:
            endpoint = await endpoint_of(session, str(before.id))
            if endpoint is not None:
                endpoint.failing_since = endpoint.paused_until = None
                endpoint.failures = 0

    async def _failed(self, claim: Claim, reason: str, *, gone: bool = False) -> None:
        """Leave the endpoint alone for a while; after long failure, or when it says so itself, for good."""
        now = self._clock()
        async with self._sessions.begin() as session:
            endpoint = await endpoint_of(session, claim.target)
            if endpoint is None or endpoint.disabled_at is not None:
                return
            endpoint.failing_since = endpoint.failing_since or now
            if not gone and now - endpoint.failing_since < PATIENCE:
                if endpoint.paused_until is None or endpoint.paused_until <= now:
                    endpoint.paused_until = now + PAUSES[min(endpoint.failures, len(PAUSES) - 1)]
                    endpoint.failures += 1
                    await Sending(session, self.name).postpone(claim.target, endpoint.paused_until)
                return
            endpoint.disabled_at, endpoint.disabled_reason = now, reason[:500]
            await Sending(session, self.name).give_up(claim.target, "endpoint_disabled", now)
            told = await self._teller.tell(session, _disabled(endpoint, reason))
        self._teller.told(told)


def _disabled(endpoint: EndpointRow, reason: str) -> News:
    host = urlsplit(endpoint.url).hostname or ""
    notice = Notice(user=endpoint.user_id, kind=DISABLED, message=render(DISABLED, host=host, reason=reason))
    cause_id = uuid5(NAMESPACE, f"{endpoint.id}:{endpoint.disabled_at}")
    return News(org=endpoint.org, notices=[notice], cause_id=cause_id)


def _keys(endpoint: EndpointRow, now: datetime) -> list[str]:
    """The secrets that are valid now: while one is being replaced, both."""
    keys = [endpoint.secret]
    if endpoint.previous_secret and endpoint.previous_until and now < endpoint.previous_until:
        keys.append(endpoint.previous_secret)
    return keys


def _body(item: Item, user: str) -> bytes:
    data = {
        "notificationId": str(item.id),
        "userId": user,
        "kind": item.kind,
        "orderId": item.order_id,
        "message": {"ro": item.message_ro, "en": item.message_en},
    }
    message = {
        "type": f"notification.{item.kind}",
        "timestamp": item.at.isoformat(),
        "data": {name: value for name, value in data.items() if value is not None},
    }
    return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()
