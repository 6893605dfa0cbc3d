"""An event on its way to clients: framed once for each kind of transport, the same bytes for everybody."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from freightwire.events.push import pushed

from gateway.protocol.event_stream import block
from gateway.protocol.frames import payload_of_frame, text_frame

if TYPE_CHECKING:
    from freightwire.cursor import Cursor
    from freightwire.events.envelope import Envelope


@dataclass(slots=True, eq=False)
class Push:
    """One event with the WebSocket frame that carries it; other framings are made of that when first asked for.

    ``position`` counts in the log ``epoch``; both are None for events without a place in it. ``cursor`` is
    where a reader stands who has had the event.
    """

    id: str
    key: str
    epoch: str | None
    position: int | None
    time_ms: int
    conflation_key: str | None
    frame: bytes
    cursor: Cursor
    _block: bytes | None = field(default=None, init=False, repr=False)

    @property
    def payload(self) -> bytes:
        """The event as JSON."""
        return payload_of_frame(self.frame)

    @property
    def block(self) -> bytes:
        """The event as a block of an event stream; its ``id`` is the cursor."""
        if self._block is None:
            self._block = block(self.payload, cursor=self.cursor.encode())
        return self._block


def push_of(envelope: Envelope, cursor: Cursor, position: int | None) -> Push:
    """Frame an event; ``cursor`` is where a reader stands who has seen it.

    Raises:
        UnfitBodyError: the body is not UTF-8, or obviously no JSON object.
    """
    return Push(
        id=str(envelope.id),
        key=envelope.key,
        epoch=envelope.epoch if position is not None else None,
        position=position,
        time_ms=int(envelope.time.timestamp() * 1000),
        conflation_key=envelope.conflation_key,
        frame=text_frame(payload_of(envelope, cursor)),
        cursor=cursor,
    )


def payload_of(envelope: Envelope, cursor: Cursor) -> bytes:
    """The push as JSON; the body is spliced in as it came.

    Raises:
        UnfitBodyError: as ``push_of``.
    """
    return pushed(envelope, f'"cursor":"{cursor.encode()}"')


def queue_payload_of(envelope: Envelope, queue: str, tag: int, *, redelivered: bool) -> bytes:
    """The push of a durable queue's message as JSON. It has no cursor: the queue's order is not the log's.

    Raises:
        UnfitBodyError: as ``push_of``.
    """
    return pushed(envelope, f'"queue":"{queue}","tag":{tag},"redelivered":{"true" if redelivered else "false"}')
