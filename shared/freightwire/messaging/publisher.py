"""Publishing that cannot fail open: confirmed, mandatory, and an error for everything that is not an ack."""

from __future__ import annotations

import asyncio
import struct
import time
from collections import Counter as Counts
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from aio_pika import DeliveryMode, Message
from aio_pika.exceptions import DeliveryError
from aio_pika.exceptions import PublishError as ReturnedError
from aiormq import spec
from prometheus_client import Counter, Histogram

from freightwire.messaging.connection import CHANNEL_ERRORS, BrokerConnection
from freightwire.messaging.errors import (
    BrokerUnavailableError,
    ChannelLostError,
    ConfirmTimeoutError,
    PublishError,
    RefusedError,
    UnroutableError,
    UnsendableError,
)
from freightwire.messaging.topology import EVENTS

if TYPE_CHECKING:
    from aio_pika.abc import AbstractChannel, AbstractExchange

    from freightwire.events.envelope import Envelope

DISCARD_TIMEOUT_SECONDS = 1
ENCODING_ERRORS = (TypeError, ValueError, OverflowError, struct.error)
"""What writing a message that does not fit AMQP raises."""

_published = Counter("freightwire_published_total", "Messages published, by outcome", ["exchange", "outcome"])
_seconds = Histogram(
    "freightwire_publish_seconds",
    "Time from publishing to the broker's confirm; events that are sent together count once",
    buckets=(0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10),
)


class Publisher:
    """Publishes over one channel of ``broker``, replaced whenever its state is in doubt."""

    def __init__(self, broker: BrokerConnection, *, timeout_seconds: float = 10) -> None:
        self._broker = broker
        self._timeout = timeout_seconds
        self._channel: AbstractChannel | None = None
        self._opening = asyncio.Lock()

    async def publish(self, envelope: Envelope, *, exchange: str = EVENTS.name) -> None:
        """Publish one event and wait for the broker's confirm.

        Raises:
            PublishError: the broker did not confirm it; after a ``ConfirmTimeoutError`` it may have arrived.
        """
        await self.send(message_of(envelope), exchange=exchange, routing_key=envelope.key)

    async def publish_window(self, envelopes: Sequence[Envelope]) -> list[PublishError | None]:
        """Publish several events, in their order, and wait for all confirms together.

        All go over one channel: when it breaks, nothing after the break is sent, so a later event never overtakes an
        earlier one that was lost.

        Returns:
            For each event None when it was confirmed, else why not. Ids must differ within a window: aiormq tells
            two publishes with one id apart no more.
        """
        messages = [message_of(envelope) for envelope in envelopes]
        try:
            channel = await self._open_channel()
        except PublishError as error:
            return [error] * len(envelopes)
        began = time.perf_counter()
        target = await channel.get_exchange(EVENTS.name, ensure=False)
        sending = [
            asyncio.create_task(self._confirmed(channel, message, target, envelope.key))
            for message, envelope in zip(messages, envelopes, strict=True)
        ]
        late: set[asyncio.Task[None]] = set()
        try:
            if sending:
                _, late = await asyncio.wait(sending, timeout=self._timeout)
            if late:
                await self._discard(channel)
        finally:
            for task in sending:
                task.cancel()
        outcomes = [
            self._too_late() if task in late else _outcome(ended)
            for task, ended in zip(sending, await asyncio.gather(*sending, return_exceptions=True), strict=True)
        ]
        _seconds.observe(time.perf_counter() - began)
        for name, count in Counts(_name_of(outcome) for outcome in outcomes).items():
            _published.labels(EVENTS.name, name).inc(count)
        return outcomes

    async def send(self, message: Message, *, exchange: str, routing_key: str) -> None:
        """Publish a ready-made message (``exchange`` "" reaches a queue by its name).

        Raises:
            PublishError: as ``publish``.
        """
        await self._measured(await self._open_channel(), message, exchange, routing_key)

    async def _measured(self, channel: AbstractChannel, message: Message, exchange: str, routing_key: str) -> None:
        outcome: PublishError | None = None
        try:
            with _seconds.time():
                await self._send(channel, message, exchange, routing_key)
        except PublishError as error:
            outcome = error
            raise
        finally:
            _published.labels(exchange or "default", _name_of(outcome)).inc()

    async def _send(self, channel: AbstractChannel, message: Message, exchange: str, routing_key: str) -> None:
        try:
            # aio-pika's own timeout does not cover a connection that the broker blocks.
            async with asyncio.timeout(self._timeout):
                target = await channel.get_exchange(exchange, ensure=False) if exchange else channel.default_exchange
                await self._confirmed(channel, message, target, routing_key)
        except TimeoutError as error:
            await self._discard(channel)
            raise self._too_late() from error

    async def _confirmed(
        self, channel: AbstractChannel, message: Message, target: AbstractExchange, routing_key: str
    ) -> None:
        try:
            outcome = await target.publish(message, routing_key, mandatory=True)
        except ReturnedError as error:
            raise UnroutableError(f"no queue is bound for {routing_key!r} on exchange {target.name!r}") from error
        except DeliveryError as error:
            raise RefusedError(f"the broker refused a message for {routing_key!r}") from error
        except TimeoutError as error:
            await self._discard(channel)
            raise self._too_late() from error
        except CHANNEL_ERRORS as error:
            await self._discard(channel)
            raise ChannelLostError(repr(error)) from error
        except ENCODING_ERRORS as error:
            raise UnsendableError(f"a message for {routing_key!r} cannot be sent: {error!r}") from error
        if not isinstance(outcome, spec.Basic.Ack):
            raise RefusedError(f"unexpected answer to a publish: {outcome!r}")

    def _too_late(self) -> ConfirmTimeoutError:
        return ConfirmTimeoutError(f"no confirm within {self._timeout:g} s")

    async def _open_channel(self) -> AbstractChannel:
        try:
            async with asyncio.timeout(self._timeout), self._opening:
                if self._channel is None or self._channel.is_closed:
                    self._channel = await self._broker.channel()
                return self._channel
        except TimeoutError as error:
            raise BrokerUnavailableError(f"no connection within {self._timeout:g} s") from error

    async def _discard(self, channel: AbstractChannel) -> None:
        """Give up a channel on which an outcome is unknown: late confirms must not be taken for later messages'."""
        if self._channel is not channel:
            return
        self._channel = None
        try:
            async with asyncio.timeout(DISCARD_TIMEOUT_SECONDS):
                await channel.close()
        except CHANNEL_ERRORS:
            return  # it is gone, which is what was wanted


def _outcome(ended: BaseException | None) -> PublishError | None:
    if ended is None or isinstance(ended, PublishError):
        return ended
    if isinstance(ended, asyncio.CancelledError):
        # Nobody cancelled us: the client's own future went with its channel.
        return ChannelLostError("cancelled with its channel")
    raise ended


def _name_of(outcome: PublishError | None) -> str:
    return "confirmed" if outcome is None else type(outcome).__name__


def message_of(envelope: Envelope, extra_headers: Mapping[str, Any] | None = None) -> Message:
    """The AMQP message of an event: attributes as headers, data as body, persistent unless it is ephemeral."""
    return Message(
        envelope.data,
        headers={**envelope.headers(), **(extra_headers or {})},
        content_type="application/json",
        message_id=str(envelope.id),
        type=envelope.type,
        timestamp=envelope.time,
        app_id=envelope.source,
        delivery_mode=DeliveryMode.PERSISTENT if envelope.durable else DeliveryMode.NOT_PERSISTENT,
    )
