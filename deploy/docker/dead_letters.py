"""Look at dead letters, put them back to work, or drop them (docs/operations/dead-letters.md).

    docker compose exec -T notifier python - list notifier.events [EVENT_ID] < deploy/docker/dead_letters.py

Any container of the system will do: this needs the library and ``FREIGHTWIRE_AMQP_URL`` only.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
from typing import TYPE_CHECKING, Any

import aio_pika
from freightwire.messaging.parking import ATTEMPT, ERROR_STACK, ORIGINAL_EXCHANGE, ORIGINAL_QUEUE, ORIGINAL_ROUTING_KEY
from freightwire.messaging.topology import CLIENT_DEAD_LETTERS, WORK_QUEUES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aio_pika.abc import AbstractChannel, AbstractIncomingMessage, HeadersType

EVENT_ID = "cloudEvents_id"
REASONS = ("x-error", "x-failed", "x-first-failure", "x-last-failure", "x-death")
CLIENTS = "client"
"""Stands for the durable queues of all clients, which have their dead letters in common."""
DEAD_LETTERS = {work.name: work.dead_letters for work in WORK_QUEUES} | {CLIENTS: CLIENT_DEAD_LETTERS.name}
BODY_SHOWN = 500
CONFIRM_SECONDS = 10


def origin(headers: Mapping[str, Any]) -> tuple[str, str]:
    """The exchange and routing key that the event was published with.

    A message that a service gave up carries them in headers of its own; one that the broker gave up, in ``x-death``.
    """
    if ORIGINAL_ROUTING_KEY in headers:
        return str(headers.get(ORIGINAL_EXCHANGE, "")), str(headers[ORIGINAL_ROUTING_KEY])
    deaths = headers.get("x-death") or [{}]
    keys = deaths[-1].get("routing-keys") or [""]
    return str(deaths[-1].get("exchange", "")), str(keys[0])


def home(headers: Mapping[str, Any], queue: str) -> str:
    """The queue that a dead letter of ``queue`` belongs to."""
    if queue != CLIENTS:
        return queue
    deaths = headers.get("x-death") or [{}]
    return str(headers.get(ORIGINAL_QUEUE) or deaths[0].get("queue", ""))


def described(message: AbstractIncomingMessage, *, stack: bool) -> dict[str, Any]:
    """A dead letter for people: who gave it up and why, and what it says."""
    headers = message.headers
    exchange, key = origin(headers)
    shown = [name for name in headers if name.startswith(REASONS) and (stack or name != ERROR_STACK)]
    return {
        "event": headers.get(EVENT_ID),
        "type": headers.get("cloudEvents_type"),
        "attempts": headers.get(ATTEMPT),
        "queue": home(headers, CLIENTS) or None,
        "exchange": exchange,
        "routing key": key,
        **{name: headers[name] for name in shown},
        "body": message.body[:BODY_SHOWN].decode(errors="replace"),
    }


def fresh(message: AbstractIncomingMessage) -> aio_pika.Message:
    """The event as it was before it failed, with its whole ladder before it."""
    exchange, key = origin(message.headers)
    kept: HeadersType = {name: value for name, value in message.headers.items() if not name.startswith("x-")}
    return aio_pika.Message(
        message.body,
        headers={**kept, ORIGINAL_EXCHANGE: exchange, ORIGINAL_ROUTING_KEY: key},
        content_type=message.content_type,
        message_id=message.message_id,
        type=message.type,
        timestamp=message.timestamp,
        app_id=message.app_id,
        delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
    )


async def visit(channel: AbstractChannel, name: str, *, command: str, only: str | None) -> int:
    """Go once through the dead letters that are there now; how many it concerned."""
    queue = await channel.declare_queue(DEAD_LETTERS[name], passive=True)
    seen = 0
    for _ in range(queue.declaration_result.message_count or 0):
        message = await queue.get(fail=False)
        if message is None:
            break
        # What is not acknowledged goes back to its place when the channel closes.
        if only is not None and message.headers.get(EVENT_ID) != only:
            continue
        seen += 1
        if command == "list":
            facts = described(message, stack=only is not None)
            sys.stdout.write(json.dumps(facts, indent=2, default=str, ensure_ascii=False) + "\n")
            continue
        if command == "put-back":
            # A client's queue may have expired meanwhile: then this fails, and the dead letter stays.
            target = home(message.headers, name)
            await channel.default_exchange.publish(fresh(message), target, mandatory=True, timeout=CONFIRM_SECONDS)
        await message.ack()
    return seen


async def run(arguments: argparse.Namespace) -> None:
    """Connect, do what was asked for, say how many it concerned."""
    connection = await aio_pika.connect(os.environ["FREIGHTWIRE_AMQP_URL"])
    async with connection, connection.channel(on_return_raises=True) as channel:
        seen = await visit(channel, arguments.queue, command=arguments.command, only=arguments.event)
    sys.stderr.write(f"{arguments.command}: {seen} dead letters of {arguments.queue}\n")


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="dead_letters", description="See to the dead letters of a queue.")
    parser.add_argument("command", choices=["list", "put-back", "drop"])
    parser.add_argument("queue", choices=list(DEAD_LETTERS))
    parser.add_argument("event", nargs="?", help="only the dead letter of this event; needed to drop")
    arguments = parser.parse_args()
    if arguments.command == "drop" and arguments.event is None:
        parser.error("drop needs the event's id")
    asyncio.run(run(arguments))


if __name__ == "__main__":
    main()
