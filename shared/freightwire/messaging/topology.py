"""The topology of the broker as data: every exchange, queue and binding of the system.

Declared by whichever service starts first. Portable from RabbitMQ 3.10 to 4.x: no mirrored queues, no transient shared
queues, no plug-ins.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

ExchangeType = Literal["topic", "direct", "fanout"]

DELIVERY_LIMIT = 5
"""Times that the broker hands out a message that crashes its workers before it dead-letters it."""
DEAD_LETTER_DELIVERY_LIMIT = 1_000_000
"""Operators look at dead letters without taking them: RabbitMQ 4's default limit of 20 would drop those."""
RETRY_DELAYS_MS: Mapping[str, int] = MappingProxyType({"1s": 1_000, "10s": 10_000, "1m": 60_000, "10m": 600_000})
"""The retry ladder: the rungs by name, and how long a message waits on each."""
HISTORY_MAX_AGE = "2D"
HISTORY_SEGMENT_BYTES = 50_000_000
CLIENT_QUEUE_EXPIRES_MS = 7 * 24 * 3_600_000
"""A client's queue that nobody has opened for so long is deleted with what it holds."""
CLIENT_DELIVERY_LIMIT = 20
"""Returns of one message to a client's queue before it is dead-lettered. More than for work queues: before RabbitMQ 4.3
every return counts, also those of a tab that was only closed."""
CLIENT_DEAD_LETTER_KEY = "client"
REVOCATIONS_MAX_AGE = "8D"
REVOCATIONS_SEGMENT_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Exchange:
    """An exchange; all are durable."""

    name: str
    type: ExchangeType
    arguments: Mapping[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Queue:
    """A durable queue that is shared by all who consume it."""

    name: str
    arguments: Mapping[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Binding:
    """What an exchange passes on to a queue."""

    exchange: str
    queue: str
    routing_key: str


@dataclass(frozen=True, slots=True)
class WorkQueue:
    """A queue of work with its retry ladder and its dead-letter queue.

    ``<name>`` → ``<name>.retry.<delay>`` → ``<name>`` … → ``<name>.dlq``. The way back from a rung leads to this queue
    only, never to the topic exchange, where others would see the event twice.
    """

    name: str
    patterns: tuple[str, ...]

    @property
    def dead_letters(self) -> str:
        """The name of the dead-letter queue."""
        return f"{self.name}.dlq"

    def retry_queue(self, rung: str) -> str:
        """The name of a rung's queue."""
        return f"{self.name}.retry.{rung}"

    @property
    def max_attempts(self) -> int:
        """Attempts before a message is dead-lettered: the first and one per rung."""
        return 1 + len(RETRY_DELAYS_MS)

    def queues(self) -> Iterable[Queue]:
        """The work queue, its rungs and its dead-letter queue, as declared."""
        yield Queue(
            self.name,
            {**_quorum_that_dead_letters(DLX.name, self.name), "x-delivery-limit": DELIVERY_LIMIT},
        )
        for rung, delay in RETRY_DELAYS_MS.items():
            yield Queue(self.retry_queue(rung), {**_quorum_that_dead_letters("", self.name), "x-message-ttl": delay})
        yield Queue(self.dead_letters, {"x-queue-type": "quorum", "x-delivery-limit": DEAD_LETTER_DELIVERY_LIMIT})

    def bindings(self) -> Iterable[Binding]:
        """What flows into the work queue and into its dead-letter queue."""
        for pattern in self.patterns:
            yield Binding(EVENTS.name, self.name, pattern)
        yield Binding(DLX.name, self.dead_letters, self.name)


def _quorum_that_dead_letters(exchange: str, routing_key: str) -> dict[str, Any]:
    """A quorum queue that never loses a message on its way to where it is dead-lettered.

    At-least-once needs ``reject-publish``; without it the broker falls back to at-most-once and says nothing.
    """
    return {
        "x-queue-type": "quorum",
        "x-dead-letter-exchange": exchange,
        "x-dead-letter-routing-key": routing_key,
        "x-dead-letter-strategy": "at-least-once",
        "x-overflow": "reject-publish",
    }


@dataclass(frozen=True, slots=True)
class Topology:
    """Everything that is declared."""

    exchanges: tuple[Exchange, ...]
    queues: tuple[Queue, ...]
    bindings: tuple[Binding, ...]


UNROUTABLE = Exchange("unroutable", "fanout")
EVENTS = Exchange("events", "topic", {"alternate-exchange": UNROUTABLE.name})
PRESENCE = Exchange("presence", "topic")
CONTROL = Exchange("control", "topic")
"""What gateway nodes say to one another; nothing of it is in the history of events."""
DLX = Exchange("dlx", "direct")

HISTORY = Queue(
    "history",
    {
        "x-queue-type": "stream",
        "x-max-age": HISTORY_MAX_AGE,
        "x-stream-max-segment-size-bytes": HISTORY_SEGMENT_BYTES,
    },
)
REVOCATIONS = Queue(
    "revocations",
    {
        "x-queue-type": "stream",
        "x-max-age": REVOCATIONS_MAX_AGE,
        "x-stream-max-segment-size-bytes": REVOCATIONS_SEGMENT_BYTES,
    },
)
"""Whose tokens are refused, read from its beginning by every gateway node that starts."""
CLIENT_DEAD_LETTERS = Queue("client.dlq", {"x-queue-type": "quorum", "x-delivery-limit": DEAD_LETTER_DELIVERY_LIMIT})
"""The dead letters of all clients' queues: one queue to watch, and none that outlives its user."""
UNROUTABLE_QUEUE = Queue("unroutable", {"x-queue-type": "quorum", "x-delivery-limit": DEAD_LETTER_DELIVERY_LIMIT})

AI_DOCUMENTS = WorkQueue("ai.documents", ("*.document.*.submitted",))
AI_BULK_DOCUMENTS = WorkQueue("ai.documents.bulk", ("*.document.*.submitted.bulk",))
"""What nobody waits for. A queue of its own and no priority flag: before RabbitMQ 4.0 quorum queues know none, and
workers are scaled by lengths that tell apart what waits."""
ORDERS_AI_RESULTS = WorkQueue("orders.ai-results", ("*.document.*.extracted", "*.document.*.failed"))
NOTIFIER_EVENTS = WorkQueue(
    "notifier.events",
    (
        "*.order.*.created",
        "*.order.*.updated",
        "*.order.*.status_changed",
        "*.order.*.document_added",
        "*.order.*.validation_complete",
        "*.order.*.processing_failed",
    ),
)
WORK_QUEUES = (AI_DOCUMENTS, AI_BULK_DOCUMENTS, ORDERS_AI_RESULTS, NOTIFIER_EVENTS)

TOPOLOGY = Topology(
    exchanges=(UNROUTABLE, EVENTS, PRESENCE, CONTROL, DLX),
    queues=(
        HISTORY,
        REVOCATIONS,
        CLIENT_DEAD_LETTERS,
        UNROUTABLE_QUEUE,
        *(queue for work in WORK_QUEUES for queue in work.queues()),
    ),
    bindings=(
        Binding(EVENTS.name, HISTORY.name, "#"),
        Binding(CONTROL.name, REVOCATIONS.name, "revoked.#"),
        Binding(DLX.name, CLIENT_DEAD_LETTERS.name, CLIENT_DEAD_LETTER_KEY),
        Binding(UNROUTABLE.name, UNROUTABLE_QUEUE.name, ""),
        *(binding for work in WORK_QUEUES for binding in work.bindings()),
    ),
)


def client_queue(org: str, user: str, name: str) -> Queue:
    """The queue that a client calls ``name``; all three are single words of a routing key.

    It has no length limit: with ``reject-publish``, which at-least-once dead-lettering needs, one forgotten queue that
    is full would have the broker refuse the events of everybody.
    """
    return Queue(
        f"client.{org}.{user}.{name}",
        {
            **_quorum_that_dead_letters(DLX.name, CLIENT_DEAD_LETTER_KEY),
            "x-delivery-limit": CLIENT_DELIVERY_LIMIT,
            "x-expires": CLIENT_QUEUE_EXPIRES_MS,
        },
    )
