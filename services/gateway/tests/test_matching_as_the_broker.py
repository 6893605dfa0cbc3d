"""Topic patterns: our matching against RabbitMQ's own routing. A session must get what its binding would bring."""

from __future__ import annotations

import asyncio
import random
from collections import defaultdict
from typing import TYPE_CHECKING

import aio_pika
from gateway.matching import TopicTrie, contains

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from aio_pika.abc import AbstractChannel, AbstractIncomingMessage

SEED = 20261123
PATTERNS = 120
KEYS = 250
WORDS = ("a", "b", "order", "")
LAST = "the.last.one"


def _cases() -> tuple[list[str], list[str]]:
    """Patterns and keys over few words, so that many match; some with empty words, and the empty key."""
    draw = random.Random(SEED)
    patterns = {
        ".".join(draw.choice([*WORDS[:3], "*", "#"]) for _ in range(draw.randint(1, 5))) for _ in range(PATTERNS)
    }
    keys = {".".join(draw.choice(WORDS) for _ in range(draw.randint(1, 6))) for _ in range(KEYS)}
    return sorted(patterns), sorted({*keys, ""})


async def test_trie_routes_as_rabbitmq_does(amqp_url: str) -> None:
    """For every pattern the broker's queue and the trie get exactly the same routing keys."""
    patterns, keys = _cases()
    connection = await aio_pika.connect(amqp_url)
    async with connection, connection.channel() as channel:
        routed = await _routed(channel, patterns, keys)
    trie: TopicTrie[str] = TopicTrie()
    for pattern in patterns:
        trie.add(pattern, pattern)
    ours: defaultdict[str, set[str]] = defaultdict(set)
    for key in keys:
        for pattern in trie.match(key):
            ours[pattern].add(key)
    assert {pattern: ours[pattern] for pattern in patterns} == routed
    # What containment promises holds for what the broker routes.
    for broad in patterns:
        for narrow in patterns:
            assert not contains(broad, narrow) or routed[narrow] <= routed[broad], (broad, narrow)


async def _routed(channel: AbstractChannel, patterns: list[str], keys: list[str]) -> dict[str, set[str]]:
    """What each pattern's own queue gets of messages published with ``keys``."""
    exchange = await channel.declare_exchange("matching", "topic", auto_delete=True)
    routed: dict[str, set[str]] = {pattern: set() for pattern in patterns}
    queues = [await channel.declare_queue(exclusive=True) for _ in patterns]
    for pattern, queue in zip(patterns, queues, strict=True):
        await queue.bind(exchange, pattern)
        await queue.bind(exchange, LAST)
    for key in (*keys, LAST):
        await exchange.publish(aio_pika.Message(b""), key, mandatory=False)

    async def read(queue: aio_pika.abc.AbstractQueue, into: set[str]) -> None:
        async for message in _messages(queue):
            if message.routing_key == LAST:
                return
            into.add(message.routing_key or "")

    async with asyncio.timeout(30):
        await asyncio.gather(*(read(queue, routed[one]) for one, queue in zip(patterns, queues, strict=True)))
    return routed


async def _messages(queue: aio_pika.abc.AbstractQueue) -> AsyncIterator[AbstractIncomingMessage]:
    async with queue.iterator(no_ack=True) as messages:
        async for message in messages:
            yield message
