"""The whole service, running, and somebody who listens to what it tells."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING
from uuid import uuid4

import aio_pika
import httpx
import jwt
from freightwire.auth import issue_development_token
from freightwire.events.envelope import Envelope
from freightwire.messaging.topology import EVENTS
from orders.service import OrdersService

if TYPE_CHECKING:
    from orders.settings import OrdersSettings

SECRET = "a secret that is long enough for tests"


class Listener:
    """A queue on everything that is published."""

    def __init__(self) -> None:
        self.heard: list[Envelope] = []

    async def hear(self, message: aio_pika.abc.AbstractIncomingMessage) -> None:
        self.heard.append(Envelope.from_message(message.headers, message.routing_key or "", message.body))

    def of(self, org: str) -> list[Envelope]:
        return [envelope for envelope in self.heard if envelope.org == org]


@asynccontextmanager
async def listening(amqp_url: str) -> AsyncIterator[Listener]:
    listener = Listener()
    async with await aio_pika.connect(amqp_url) as connection:
        channel = await connection.channel()
        queue = await channel.declare_queue(exclusive=True)
        await queue.bind(EVENTS.name, "#")
        await queue.consume(listener.hear, no_ack=True)
        yield listener


@asynccontextmanager
async def running(settings: OrdersSettings) -> AsyncIterator[httpx.AsyncClient]:
    service = OrdersService(settings)
    await service.start()
    token = issue_development_token(SECRET, org=f"org-{uuid4().hex[:8]}", user="ana", roles=["dispatcher"])
    headers = {"Authorization": f"Bearer {token}"}
    try:
        async with httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{service.port}", headers=headers, timeout=60
        ) as client:
            yield client
    finally:
        await service.stop()


async def ready(client: httpx.AsyncClient) -> bool:
    return (await client.get("/readyz")).status_code == 200


async def unready(client: httpx.AsyncClient, reason: str) -> bool:
    answer = await client.get("/readyz")
    return answer.status_code == 503 and any(reason in problem for problem in answer.json()["problems"])


def org_of(client: httpx.AsyncClient) -> str:
    token = client.headers["Authorization"].removeprefix("Bearer ")
    return str(jwt.decode(token, options={"verify_signature": False})["org"])
