"""An event on its way to clients: framed once for each kind of transport, the same bytes for everybody."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC
from typing import TYPE_CHECKING

from gateway.grants import relative_key
from gateway.protocol.event_stream import block
from gateway.protocol.frames import payload_of_frame, text_frame

if TYPE_CHECKING:
    from freightwire.cursor import Cursor
    from freightwire.events.envelope import Envelope


class UnfitBodyError(ValueError):
    """The body cannot be part of a text frame: every client that got it would have to drop its connection."""


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
    return _payload(envelope, f'"cursor":"{cursor.encode()}"')


def queue_payload_of(envelope: Envelope, queue: str, tag: int, *, redelivered: bool) -> bytes:
    """The push of a durable queue's message as JSON. It has no cursor: the queue's order is not the log's.

    Raises:
        UnfitBodyError: as ``push_of``.
    """
    return _payload(envelope, f'"queue":"{queue}","tag":{tag},"redelivered":{"true" if redelivered else "false"}')


def _payload(envelope: Envelope, place: str) -> bytes:
    data = envelope.data
    if not (data[:1] == b"{" and data[-1:] == b"}"):
        raise UnfitBodyError("the body is not a JSON object")
    if not data.isascii():
        try:
            data.decode()
        except UnicodeDecodeError as error:
            raise UnfitBodyError("the body is not UTF-8") from error
    time = envelope.time.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    head = (
        f'{{"event":{json.dumps(envelope.type)},"id":"{envelope.id}",{place}'
        f',"key":{json.dumps(relative_key(envelope.key))}'
    )
    if envelope.version is not None:
        head += f',"version":{envelope.version}'
    head += f',"time":"{time}"'
    if envelope.traceparent is not None:
        head += f',"trace":{json.dumps(envelope.traceparent)}'
    return b"".join((head.encode(), b',"data":', data, b"}"))
