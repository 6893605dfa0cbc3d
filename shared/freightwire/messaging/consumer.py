"""Consuming a work queue: a message is acknowledged after its effect is committed, or parked with the reason.

The broker's own redelivery (a worker died, a connection broke) is told apart from our retries. A message that comes
redelivered may be the one that killed a worker, and with others in flight it would take their delivery counts with it:
it is handled alone. Two broker-side consumers make that possible:

- the *base* takes one message at a time, and is always there: after a crash its queue begins with the suspects;
- the *extra* takes ``prefetch - 1`` more. It is added with the first message that comes for the first time, and
  cancelled when a suspect turns up. (Changing one consumer's prefetch would mean to cancel it each time, and a
  cancelled consumer of a quorum queue returns what is on its way, marked as redelivered.)
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING, Any

from aio_pika.exceptions import AMQPError

from freightwire.messaging.backoff import Backoff
from freightwire.messaging.connection import CHANNEL_ERRORS, BrokerConnection
from freightwire.messaging.errors import PublishError
from freightwire.messaging.handling import MessageHandler
from freightwire.telemetry import get_logger
from freightwire.waiting import wait_until_set

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from aio_pika.abc import AbstractChannel, AbstractIncomingMessage, AbstractQueue

    from freightwire.messaging.delivery import Delivery
    from freightwire.messaging.publisher import Publisher
    from freightwire.messaging.topology import WorkQueue

BASE_PREFETCH = 1

_log = get_logger()


class Consumer:
    """Hands the messages of a work queue to ``handle``, again and again over every loss of the broker.

    ``handle`` returns when its effect is committed. What it raises decides: ``PermanentError`` dead-letters the
    message at once, any other exception sends it up the retry ladder, and cancellation leaves it to be delivered again.
    """

    def __init__(
        self,
        broker: BrokerConnection,
        publisher: Publisher,
        work_queue: WorkQueue,
        handle: Callable[[Delivery], Awaitable[None]],
        *,
        prefetch: int,
        service: str,
    ) -> None:
        """Prepare a consumer; nothing happens before ``start``.

        Args:
            broker: the connection to consume over; not the one that ``publisher`` uses.
            publisher: parks messages that could not be handled.
            prefetch: messages in flight at once.
            service: named in the headers of parked messages.
        """
        self._broker = broker
        self._work = work_queue
        self._prefetch = max(prefetch, BASE_PREFETCH)
        self._handler = MessageHandler(publisher, work_queue, handle, service=service)
        self._in_flight: set[asyncio.Task[None]] = set()
        self._fresh: deque[AbstractIncomingMessage] = deque()
        self._suspects: deque[AbstractIncomingMessage] = deque()
        self._alone: asyncio.Task[None] | None = None
        self._extra: str | None = None
        self._stopping = asyncio.Event()
        self._change = asyncio.Event()
        self._runner: asyncio.Task[None] | None = None
        self._queue_is_doubtful = False
        self._state = "not started"

    async def start(self) -> None:
        """Begin to consume as soon as there is a broker. Returns at once."""
        self._runner = asyncio.create_task(self._run(), name=f"consumer:{self._work.name}")

    async def stop(self, grace_seconds: float) -> None:
        """Take no more messages, let what is in flight end within the grace time, leave the rest to others."""
        self._stopping.set()
        self._change.set()
        if self._runner is None:
            return
        _, late = await asyncio.wait({self._runner}, timeout=grace_seconds)
        if late:
            _log.warning("consumer_stopped_in_flight", queue=self._work.name, in_flight=len(self._in_flight))
            self._runner.cancel()
        await asyncio.gather(self._runner, return_exceptions=True)

    async def problem(self) -> str | None:
        """Why nothing is being consumed just now, for readiness; None when all is well."""
        if self._state == "consuming":
            return await self._broker.problem()
        return f"consumer of {self._work.name}: {self._state}"

    async def _run(self) -> None:
        backoff = Backoff()
        while not self._stopping.is_set():
            self._state = "waiting for the broker"
            try:
                await self._until_lost(backoff)
            except (PublishError, *CHANNEL_ERRORS) as error:
                self._state = f"interrupted: {error!r}"
                _log.warning("consumer_interrupted", queue=self._work.name, reason=repr(error))
            if not self._stopping.is_set():
                await wait_until_set(self._stopping, backoff.next_delay())
        self._state = "stopped"

    async def _until_lost(self, backoff: Backoff) -> None:
        """Consume over one channel until it is lost or we stop."""
        lost = asyncio.Event()

        def on_lost() -> None:
            lost.set()
            self._change.set()

        opening = asyncio.create_task(self._broker.channel(on_lost=on_lost, confirms=False))
        stopping = asyncio.create_task(self._stopping.wait())
        try:
            await asyncio.wait({opening, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if not opening.done():
                return
            channel = opening.result()
        finally:
            stopping.cancel()
            opening.cancel()
        try:
            await self._consume(channel, lost, backoff)
            await self._finish(lost)
        finally:
            await self._abandon(channel)

    async def _consume(self, channel: AbstractChannel, lost: asyncio.Event, backoff: Backoff) -> None:
        if self._queue_is_doubtful:
            await self._broker.declare_again()
            self._queue_is_doubtful = False
        underlay = await channel.get_underlay_channel()
        # The broker cancels consumers whose queue is deleted or moves: aio-pika forgets them without a word.
        underlay.on_consumer_cancel_callbacks.add(self._cancelled_by_broker(lost))
        queue = await channel.get_queue(self._work.name, ensure=False)
        await channel.set_qos(prefetch_count=BASE_PREFETCH)
        base = await queue.consume(self._receive)
        self._state = "consuming"
        backoff.reset()
        while not (self._stopping.is_set() or lost.is_set()):
            self._change.clear()
            await self._dispatch(channel, queue)
            await self._change.wait()
        if not lost.is_set():
            await queue.cancel(base)
            if self._extra is not None:
                await queue.cancel(self._extra)

    async def _receive(self, message: AbstractIncomingMessage) -> None:
        """The library's callback: only notes the message, since the library cancels callbacks with their channel."""
        (self._suspects if message.redelivered else self._fresh).append(message)
        self._change.set()

    async def _dispatch(self, channel: AbstractChannel, queue: AbstractQueue) -> None:
        """Begin what may begin now."""
        if self._suspects:
            if self._extra is not None:
                await queue.cancel(self._extra)
                self._extra = None
                self._begin_fresh()
            if not self._in_flight:
                self._alone = self._begin(self._suspects.popleft())
            return
        if self._alone is not None and not self._alone.done():
            return
        if self._begin_fresh() and self._extra is None and self._prefetch > BASE_PREFETCH:
            await channel.set_qos(prefetch_count=self._prefetch - BASE_PREFETCH)
            self._extra = await queue.consume(self._receive)

    def _begin_fresh(self) -> bool:
        begun = bool(self._fresh)
        while self._fresh:
            self._begin(self._fresh.popleft())
        return begun

    def _begin(self, message: AbstractIncomingMessage) -> asyncio.Task[None]:
        task = asyncio.create_task(self._handler.handle(message), name=f"handle:{self._work.name}")
        self._in_flight.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._in_flight.discard(task)
        self._change.set()

    async def _finish(self, lost: asyncio.Event) -> None:
        """Wait for what is in flight; when the channel is lost its acknowledgements would be too, so cancel it."""
        losing = asyncio.create_task(lost.wait())
        try:
            while self._in_flight and not lost.is_set():
                await asyncio.wait({*self._in_flight, losing}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            losing.cancel()

    async def _abandon(self, channel: AbstractChannel) -> None:
        """Leave a channel: the broker gives what was not acknowledged to others."""
        self._fresh.clear()
        self._suspects.clear()
        self._extra = None
        tasks = list(self._in_flight)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        try:
            await channel.close()
        except (*CHANNEL_ERRORS, AMQPError) as error:
            _log.debug("channel_close_failed", queue=self._work.name, reason=repr(error))

    def _cancelled_by_broker(self, lost: asyncio.Event) -> Callable[..., Any]:
        def callback(*_: Any) -> None:
            _log.warning("consumer_cancelled_by_broker", queue=self._work.name)
            self._queue_is_doubtful = True
            lost.set()
            self._change.set()

        return callback
