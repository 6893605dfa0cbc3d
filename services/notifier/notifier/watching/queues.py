"""Looking at the broker's queues without disturbing them: their depths, and whose orders lie among dead letters."""

from __future__ import annotations

import asyncio
import json
import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from freightwire.events.envelope import PREFIX
from freightwire.messaging.connection import CHANNEL_ERRORS
from freightwire.messaging.parking import ORIGINAL_ROUTING_KEY

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from aio_pika.abc import AbstractIncomingMessage
    from freightwire.messaging import BrokerConnection

LOOK_SECONDS = 10.0
LETTERS_LIMIT = 50
"""Dead letters that are looked at to find their orders."""
BODY_LIMIT = 64 * 1024
WORD = re.compile(r"[A-Za-z0-9_-]{1,64}")

Affected = dict[str, list[str]]
"""Orders by organisation."""


class CannotLookError(Exception):
    """The broker does not let us look just now."""


@dataclass(frozen=True, slots=True)
class Depth:
    """Messages that are ready in a queue, and how many consume it."""

    messages: int
    consumers: int


class QueueWatch:
    """Reads queue depths over AMQP."""

    def __init__(self, broker: BrokerConnection) -> None:
        self._broker = broker

    async def depths(self, names: Iterable[str]) -> Mapping[str, Depth]:
        """The depth of each queue.

        Raises:
            CannotLookError: there is no connection, or no answer in time.
        """
        if not self._broker.is_ready:
            raise CannotLookError("no connection")
        found = {}
        try:
            async with asyncio.timeout(LOOK_SECONDS):
                channel = await self._broker.channel(confirms=False)
                async with channel:
                    for name in names:
                        queue = await channel.declare_queue(name, passive=True)
                        answer = queue.declaration_result
                        found[name] = Depth(answer.message_count or 0, answer.consumer_count or 0)
        except CHANNEL_ERRORS as error:
            raise CannotLookError(repr(error)) from error
        return found

    async def affected(self, name: str) -> Affected:
        """The orders that the first letters of a dead-letter queue are about. All letters stay where they are.

        Raises:
            CannotLookError: there is no connection, or no answer in time.
        """
        found: defaultdict[str, dict[str, None]] = defaultdict(dict)
        try:
            async with asyncio.timeout(LOOK_SECONDS):
                channel = await self._broker.channel(confirms=False)
                async with channel:  # closing it gives back what was not acknowledged
                    queue = await channel.get_queue(name, ensure=False)
                    for _ in range(LETTERS_LIMIT):
                        letter = await queue.get(fail=False)
                        if letter is None:
                            break
                        org, order_id = whose(letter)
                        if org is not None:
                            found[org] |= {order_id: None} if order_id is not None else {}
        except CHANNEL_ERRORS as error:
            raise CannotLookError(repr(error)) from error
        return {org: list(orders) for org, orders in found.items()}


def whose(letter: AbstractIncomingMessage) -> tuple[str | None, str | None]:
    """The organisation and the order of a dead letter, as far as it says so."""
    org = letter.headers.get(f"{PREFIX}org")
    key = letter.headers.get(ORIGINAL_ROUTING_KEY) or letter.routing_key or ""
    if not isinstance(org, str) or not WORD.fullmatch(org):
        return None, None
    words = str(key).split(".")
    if len(words) > 2 and words[1] == "order" and WORD.fullmatch(words[2]):
        return org, words[2]
    return org, _order_in(letter.body)


def _order_in(body: bytes) -> str | None:
    if len(body) > BODY_LIMIT:
        return None
    try:
        data = json.loads(body)
    except ValueError:
        return None
    order_id = data.get("orderId") if isinstance(data, dict) else None
    return order_id if isinstance(order_id, str) and WORD.fullmatch(order_id) else None
