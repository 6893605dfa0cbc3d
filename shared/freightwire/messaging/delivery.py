"""A message that was taken from a work queue, checked against its contract."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import ValidationError

from freightwire.events.envelope import Envelope, MalformedEnvelopeError
from freightwire.events.registry import EVENT_TYPES
from freightwire.messaging.errors import ContractViolationError
from freightwire.messaging.parking import Attempts

if TYPE_CHECKING:
    from aio_pika.abc import AbstractIncomingMessage

    from freightwire.events.base import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What a handler gets: the event, its envelope, which attempt this is, and whether a worker died over it before."""

    envelope: Envelope
    event: Event
    attempt: int
    redelivered: bool


def read_delivery(message: AbstractIncomingMessage) -> Delivery:
    """Decode and validate a message.

    Raises:
        ContractViolationError: it is not an event that this code knows, or not what its type promises.
    """
    attempts = Attempts.of(message)
    try:
        envelope = Envelope.from_message(message.headers, attempts.routing_key, message.body)
    except MalformedEnvelopeError as error:
        raise ContractViolationError(str(error)) from error
    contract = EVENT_TYPES.get(envelope.type)
    if contract is None:
        raise ContractViolationError(f"event type {envelope.type[:100]!r} is not known")
    try:
        event = contract.from_bytes(envelope.data)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "data"
        raise ContractViolationError(
            f"{envelope.type}: {place}: {first['msg']} ({error.error_count()} errors)"
        ) from error
    if not envelope.key.startswith(f"{envelope.org}."):
        raise ContractViolationError(f"routing key {envelope.key!r} is not of organisation {envelope.org!r}")
    return Delivery(envelope=envelope, event=event, attempt=attempts.number, redelivered=bool(message.redelivered))
