"""What happens to one message between its arrival and its acknowledgement."""

from __future__ import annotations

import asyncio
from importlib.metadata import version
from typing import TYPE_CHECKING

from prometheus_client import Counter, Gauge, Histogram

from freightwire.messaging.backoff import Backoff
from freightwire.messaging.connection import CHANNEL_ERRORS
from freightwire.messaging.delivery import read_delivery
from freightwire.messaging.errors import PermanentError, PublishError
from freightwire.messaging.parking import Attempts, park
from freightwire.telemetry import get_logger
from freightwire.telemetry.tracing import traced

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from aio_pika.abc import AbstractIncomingMessage

    from freightwire.messaging.delivery import Delivery
    from freightwire.messaging.publisher import Publisher
    from freightwire.messaging.topology import WorkQueue

_handled = Counter("freightwire_consumer_handled_total", "Messages handled and acknowledged", ["queue", "type"])
_retried = Counter("freightwire_consumer_retried_total", "Messages put on the retry ladder", ["queue"])
_dead = Counter("freightwire_consumer_dead_lettered_total", "Messages dead-lettered by us", ["queue", "code"])
_redelivered = Counter("freightwire_consumer_redelivered_total", "Messages that came again", ["queue"])
_parking_failed = Counter("freightwire_consumer_parking_failed_total", "Failed tries to park a message", ["queue"])
_in_flight = Gauge("freightwire_consumer_in_flight", "Messages being handled", ["queue"])
_seconds = Histogram(
    "freightwire_consumer_seconds",
    "Time to handle a message",
    ["queue", "outcome"],
    buckets=(0.005, 0.02, 0.1, 0.5, 1, 3, 10, 30, 120),
)
_log = get_logger()


class MessageHandler:
    """Decodes a message, gives it to the service's handler, and acknowledges or parks it."""

    def __init__(
        self,
        publisher: Publisher,
        work: WorkQueue,
        handle: Callable[[Delivery], Awaitable[None]],
        *,
        service: str,
    ) -> None:
        self._publisher = publisher
        self._work = work
        self._handle = handle
        self._service = service
        self._version = version("freightwire")

    async def handle(self, message: AbstractIncomingMessage) -> None:
        """Handle one message to its end. Cancelled, it leaves the message to be delivered again."""
        queue = self._work.name
        if message.redelivered:
            _redelivered.labels(queue).inc()
        with _in_flight.labels(queue).track_inprogress():
            started = asyncio.get_running_loop().time()
            outcome = await self._try(message)
            _seconds.labels(queue, outcome).observe(asyncio.get_running_loop().time() - started)
        try:
            await message.ack()
        except CHANNEL_ERRORS as error:
            # The effect is committed; the message will come again and be recognised.
            _log.info("ack_lost", queue=queue, event_id=message.message_id, reason=repr(error))

    async def _try(self, message: AbstractIncomingMessage) -> str:
        try:
            delivery = read_delivery(message)
            envelope = delivery.envelope
            with traced(envelope.traceparent, event_id=str(envelope.id), event_type=envelope.type):
                await self._handle(delivery)
        except Exception as error:  # noqa: BLE001  (the edge: whatever a handler raises parks its message)
            await self._park(message, error)
            return "failed"
        _handled.labels(self._work.name, envelope.type).inc()
        return "handled"

    async def _park(self, message: AbstractIncomingMessage, error: Exception) -> None:
        """Publish the message to where it goes next. Until that is confirmed the original stays unacknowledged."""
        parked = park(message, error, self._work, service=self._service, version=self._version)
        facts = {
            "queue": self._work.name,
            "to": parked.queue,
            "event_id": message.message_id,
            "attempt": Attempts.of(message).number,
            "reason": str(error),
        }
        if isinstance(error, PermanentError):
            _log.warning("message_dead_lettered", code=error.code, **facts)
        elif parked.dead:
            _log.error("message_dead_lettered", code="attempts_spent", **facts, exc_info=error)
        else:
            _log.warning("message_retried_later", **facts, exc_info=error)
        backoff = Backoff()
        while True:
            try:
                await self._publisher.send(parked.message, exchange="", routing_key=parked.queue)
                break
            except PublishError as failure:
                _parking_failed.labels(self._work.name).inc()
                _log.warning("parking_failed", queue=self._work.name, to=parked.queue, reason=str(failure))
            await asyncio.sleep(backoff.next_delay())
        if parked.dead:
            code = error.code if isinstance(error, PermanentError) else "attempts_spent"
            _dead.labels(self._work.name, code).inc()
        else:
            _retried.labels(self._work.name).inc()
