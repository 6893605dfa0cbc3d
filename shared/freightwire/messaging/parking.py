"""Where a message goes that could not be handled: a rung of the retry ladder, or the dead-letter queue.

Attempts are counted in a header of our own: since RabbitMQ 4.0 the broker ignores what a client puts into ``x-death``.
"""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Self

from aio_pika import DeliveryMode, Message

from freightwire.messaging.errors import PermanentError
from freightwire.messaging.topology import RETRY_DELAYS_MS, WorkQueue

if TYPE_CHECKING:
    from aio_pika.abc import AbstractIncomingMessage

ATTEMPT = "x-attempt"
ORIGINAL_EXCHANGE = "x-original-exchange"
ORIGINAL_ROUTING_KEY = "x-original-routing-key"
ORIGINAL_QUEUE = "x-original-queue"
"""Set where several queues share one for their dead letters."""
ERROR_CLASS = "x-error-class"
ERROR_CODE = "x-error-code"
ERROR_MESSAGE = "x-error-message"
ERROR_STACK = "x-error-stack"
FIRST_FAILURE = "x-first-failure"
LAST_FAILURE = "x-last-failure"
FAILED_SERVICE = "x-failed-service"
FAILED_VERSION = "x-failed-version"

MESSAGE_LIMIT = 1_000
STACK_LIMIT = 8_000
"""Characters. aiormq sends all headers as one frame (128 KiB at most), so they stay small."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempts:
    """What a message's headers say about its past: which attempt this one is, and where it came from at first."""

    number: int
    exchange: str
    routing_key: str
    first_failure: str | None

    @classmethod
    def of(cls, message: AbstractIncomingMessage) -> Self:
        """Read the headers; a message that comes for the first time has none."""
        headers = message.headers
        number = headers.get(ATTEMPT)
        return cls(
            number=number if isinstance(number, int) and number > 0 else 1,
            exchange=_text(headers, ORIGINAL_EXCHANGE) or message.exchange or "",
            routing_key=_text(headers, ORIGINAL_ROUTING_KEY) or message.routing_key or "",
            first_failure=_text(headers, FIRST_FAILURE),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Parked:
    """A message ready to be published to ``queue`` by its name, and whether that is the end of its way."""

    queue: str
    message: Message
    dead: bool


def park(message: AbstractIncomingMessage, error: Exception, work: WorkQueue, *, service: str, version: str) -> Parked:
    """Decide where a message goes whose handling ended with ``error``, and write down why."""
    attempts = Attempts.of(message)
    dead = isinstance(error, PermanentError) or attempts.number >= work.max_attempts
    rungs = list(RETRY_DELAYS_MS)
    queue = work.dead_letters if dead else work.retry_queue(rungs[attempts.number - 1])
    at = datetime.now(UTC).isoformat(timespec="milliseconds")
    headers: dict[str, Any] = {
        **{name: value for name, value in message.headers.items() if not name.startswith(("x-death", "x-first-death"))},
        ATTEMPT: attempts.number if dead else attempts.number + 1,
        ORIGINAL_EXCHANGE: attempts.exchange,
        ORIGINAL_ROUTING_KEY: attempts.routing_key,
        ERROR_CLASS: f"{type(error).__module__}.{type(error).__qualname__}",
        ERROR_CODE: error.code if isinstance(error, PermanentError) else "error",
        ERROR_MESSAGE: str(error)[:MESSAGE_LIMIT],
        ERROR_STACK: "".join(traceback.format_exception(error))[-STACK_LIMIT:],
        FIRST_FAILURE: attempts.first_failure or at,
        LAST_FAILURE: at,
        FAILED_SERVICE: service,
        FAILED_VERSION: version,
    }
    return Parked(
        queue=queue,
        dead=dead,
        message=Message(
            message.body,
            headers=headers,
            content_type=message.content_type,
            message_id=message.message_id,
            type=message.type,
            timestamp=message.timestamp,
            app_id=message.app_id,
            delivery_mode=DeliveryMode.PERSISTENT,
        ),
    )


def _text(headers: Mapping[str, Any], name: str) -> str | None:
    value = headers.get(name)
    return value if isinstance(value, str) else None
