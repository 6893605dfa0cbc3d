"""From AMQP deliveries to envelopes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from freightwire.events.envelope import Envelope, MalformedEnvelopeError
from freightwire.telemetry import get_logger

from gateway import metrics

if TYPE_CHECKING:
    from aiormq.abc import DeliveredMessage

_log = get_logger()


def envelope_of(message: DeliveredMessage) -> Envelope | None:
    """The event of a delivery; None, logged and counted, for what is none."""
    key = message.routing_key or ""
    try:
        return Envelope.from_message(message.header.properties.headers or {}, key, bytes(message.body))
    except MalformedEnvelopeError as error:
        metrics.malformed.inc()
        _log.warning("event_malformed", routing_key=key, reason=str(error))
        return None
