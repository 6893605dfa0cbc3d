"""An event as clients get it, whether it is pushed to them or they poll for it: the same JSON, the body as it came."""

from __future__ import annotations

import json
from datetime import UTC
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from freightwire.events.envelope import Envelope


class UnfitBodyError(ValueError):
    """The body cannot be part of a text frame: every client that got it would have to drop its connection."""


def relative_key(key: str) -> str:
    """A routing key as clients see it: without the organisation."""
    return key.partition(".")[2]


def pushed(envelope: Envelope, place: str) -> bytes:
    """An event as a JSON object. The body is spliced in, not parsed.

    Args:
        place: members that say where the event stands for this reader, as JSON without braces; may be empty.

    Raises:
        UnfitBodyError: the body is not UTF-8, or obviously no JSON object.
    """
    data = envelope.data
    if not (data[:1] == b"{" and data[-1:] == b"}"):
        raise UnfitBodyError("the body is not a JSON object")
    if not data.isascii():
        try:
            data.decode()
        except UnicodeDecodeError as error:
            raise UnfitBodyError("the body is not UTF-8") from error
    time = envelope.time.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    head = f'{{"event":{json.dumps(envelope.type)},"id":"{envelope.id}"'
    if place:
        head += f",{place}"
    head += f',"key":{json.dumps(relative_key(envelope.key))}'
    if envelope.version is not None:
        head += f',"version":{envelope.version}'
    head += f',"time":"{time}"'
    if envelope.traceparent is not None:
        head += f',"trace":{json.dumps(envelope.traceparent)}'
    return b"".join((head.encode(), b',"data":', data, b"}"))
