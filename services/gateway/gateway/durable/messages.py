"""From what a durable queue holds to what a client gets, or to what operators are shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from aio_pika import DeliveryMode, Message
from freightwire.events.envelope import Envelope, MalformedEnvelopeError
from freightwire.identifiers import new_id
from freightwire.messaging.parking import (
    ERROR_CODE,
    ERROR_MESSAGE,
    FAILED_SERVICE,
    FIRST_FAILURE,
    LAST_FAILURE,
    ORIGINAL_EXCHANGE,
    ORIGINAL_QUEUE,
    ORIGINAL_ROUTING_KEY,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aiormq.abc import DeliveredMessage


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a message is dead-lettered. ``code`` is stable and few, ``reason`` is for people."""

    code: str
    reason: str


def headers_of(message: DeliveredMessage) -> Mapping[str, Any]:
    """The message's headers."""
    return message.header.properties.headers or {}


def envelope_of(message: DeliveredMessage) -> Envelope:
    """The event of a message, also of one that an operator put back from the dead letters.

    Raises:
        MalformedEnvelopeError: it is none.
    """
    headers = headers_of(message)
    key = headers.get(ORIGINAL_ROUTING_KEY, message.routing_key)
    if not isinstance(key, str):
        raise MalformedEnvelopeError(f"header {ORIGINAL_ROUTING_KEY} is not a string")
    return Envelope.from_message(headers, key, bytes(message.body))


def dead_letter(message: DeliveredMessage, queue: str, failure: Failure) -> Message:
    """The copy that goes to the dead letters: the event as it was, where it came from and why it is there.

    It gets a message id of its own: one event may be given up by many users at once, and two publishes with one id
    would take each other's confirms.
    """
    headers = headers_of(message)
    properties = message.header.properties
    at = datetime.now(UTC).isoformat(timespec="milliseconds")
    return Message(
        bytes(message.body),
        headers={
            **{name: value for name, value in headers.items() if not name.startswith(("x-death", "x-first-death"))},
            ORIGINAL_EXCHANGE: headers.get(ORIGINAL_EXCHANGE, message.exchange or ""),
            ORIGINAL_ROUTING_KEY: headers.get(ORIGINAL_ROUTING_KEY, message.routing_key or ""),
            ORIGINAL_QUEUE: queue,
            ERROR_CODE: failure.code,
            ERROR_MESSAGE: failure.reason,
            FIRST_FAILURE: headers.get(FIRST_FAILURE, at),
            LAST_FAILURE: at,
            FAILED_SERVICE: "gateway",
        },
        content_type=properties.content_type,
        message_id=new_id(),
        type=properties.message_type,
        timestamp=properties.timestamp,
        app_id=properties.app_id,
        delivery_mode=DeliveryMode.PERSISTENT,
    )
