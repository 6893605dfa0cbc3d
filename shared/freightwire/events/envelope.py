"""The envelope around every event: CloudEvents 1.0, AMQP binding, binary mode.

Attributes travel as AMQP headers with the prefix ``cloudEvents_``, the event's data is the body as it is. So a reader
that only passes events on (the gateway, the history) never parses the body.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Self
from uuid import UUID

from freightwire.events.base import ROUTING_KEY_LIMIT, Event, now
from freightwire.identifiers import new_uuid
from freightwire.telemetry.tracing import current_traceparent

PREFIX = "cloudEvents_"
SPEC_VERSION = "1.0"


class MalformedEnvelopeError(ValueError):
    """The headers of a message do not make a CloudEvents envelope."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """One event on its way, whoever made it and whatever it says.

    ``version`` is the gap-free sequence of the order it belongs to; ``position`` is its place in the log of ``epoch``.
    Both are None for events that were not born in an outbox. ``conflation_key`` is set on ephemeral events only.
    """

    id: UUID
    type: str
    source: str
    time: datetime
    org: str
    key: str
    data: bytes
    version: int | None = None
    position: int | None = None
    epoch: str | None = None
    causation_id: str | None = None
    correlation_id: str | None = None
    actor: str | None = None
    traceparent: str | None = None
    conflation_key: str | None = None

    @classmethod
    def of(
        cls,
        event: Event,
        *,
        org: str,
        source: str,
        id: UUID | None = None,  # noqa: A002  (the CloudEvents attribute is called id)
        version: int | None = None,
        causation: Envelope | None = None,
        actor: str | None = None,
    ) -> Self:
        """Wrap ``event`` for ``org``.

        Args:
            source: the service that says it, for example ``orders``.
            id: given where a repetition must carry the same id; otherwise a new one.
            causation: the event that led to this one; its correlation and trace are carried on.

        Raises:
            ValueError: the routing key would be longer than AMQP allows.
        """
        key = event.routing_key(org)
        if len(key.encode()) > ROUTING_KEY_LIMIT:
            raise ValueError(f"the routing key {key!r} is longer than {ROUTING_KEY_LIMIT} bytes")
        event_id = id or new_uuid()
        return cls(
            id=event_id,
            type=event.type,
            source=source,
            time=now(),
            org=org,
            key=key,
            data=event.to_bytes(),
            version=version,
            causation_id=str(causation.id) if causation else None,
            correlation_id=(causation.correlation_id or str(causation.id)) if causation else None,
            actor=actor or (causation.actor if causation else None),
            traceparent=(causation.traceparent if causation else None) or current_traceparent(),
            conflation_key=event.conflation_key(org),
        )

    @property
    def durable(self) -> bool:
        """Whether the event is kept in the history."""
        return self.conflation_key is None

    def at(self, *, epoch: str, position: int) -> Envelope:
        """The same event with its place in the log."""
        return replace(self, epoch=epoch, position=position)

    def headers(self) -> dict[str, Any]:
        """The attributes as AMQP headers; attributes without a value are left out."""
        attributes = {
            "specversion": SPEC_VERSION,
            "id": str(self.id),
            "type": self.type,
            "source": self.source,
            "time": self.time.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "org": self.org,
            "version": self.version,
            "position": self.position,
            "epoch": self.epoch,
            "causationid": self.causation_id,
            "correlationid": self.correlation_id,
            "actor": self.actor,
            "traceparent": self.traceparent,
            "conflationkey": self.conflation_key,
        }
        return {PREFIX + name: value for name, value in attributes.items() if value is not None}

    @classmethod
    def from_message(cls, headers: Mapping[str, Any], key: str, data: bytes) -> Self:
        """Read an envelope from a message's headers, its original routing key and its body.

        Raises:
            MalformedEnvelopeError: an attribute is missing or of the wrong kind.
        """

        def text(name: str) -> str | None:
            value = headers.get(PREFIX + name)
            if value is not None and not isinstance(value, str):
                raise MalformedEnvelopeError(f"header {PREFIX}{name} is not a string")
            return value

        def required(name: str) -> str:
            value = text(name)
            if not value:
                raise MalformedEnvelopeError(f"header {PREFIX}{name} is missing")
            return value

        def number(name: str) -> int | None:
            value = headers.get(PREFIX + name)
            if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
                raise MalformedEnvelopeError(f"header {PREFIX}{name} is not an integer")
            return value

        if (version := required("specversion")) != SPEC_VERSION:
            raise MalformedEnvelopeError(f"CloudEvents version {version!r} is not known")
        try:
            event_id, time = UUID(required("id")), datetime.fromisoformat(required("time"))
        except ValueError as error:
            raise MalformedEnvelopeError(f"id or time: {error}") from error
        return cls(
            id=event_id,
            type=required("type"),
            source=required("source"),
            time=time,
            org=required("org"),
            key=key,
            data=data,
            version=number("version"),
            position=number("position"),
            epoch=text("epoch"),
            causation_id=text("causationid"),
            correlation_id=text("correlationid"),
            actor=text("actor"),
            traceparent=text("traceparent"),
            conflation_key=text("conflationkey"),
        )
