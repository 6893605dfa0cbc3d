"""What comes out of a subscription."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any, Self

from freightwire.events.base import Event as Contract
from freightwire.events.registry import EVENT_TYPES
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.alias_generators import to_camel


class MalformedEventError(ValueError):
    """A push lacks what every event has."""


@dataclass(frozen=True)
class Generic:
    """The body of an event whose type this version does not know, or whose data are not what its contract says."""

    data: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that happened.

    Attributes:
        type: the contract's name, for example ``order:status_changed``.
        key: the routing key without the organisation, for example ``order.42.status_changed``.
        cursor: where a reader stands who has taken this event; None for what comes from a durable queue.
        version: the order's own gap-free sequence; None for events that are not counted.
        trace: the W3C ``traceparent`` of what led to the event.
        data: the body as it came (camelCase names); ``body`` has it typed.
        raw: the whole push as it came.
    """

    type: str
    id: str
    key: str
    cursor: str | None
    time: datetime
    data: dict[str, Any] = field(repr=False)
    version: int | None = None
    trace: str | None = None
    raw: str = field(default="", repr=False, compare=False)

    @classmethod
    def from_push(cls, push: dict[str, Any], raw: str = "") -> Self:
        """Read a push.

        Raises:
            MalformedEventError: it lacks what every event has.
        """
        try:
            return cls(
                type=str(push["event"]),
                id=str(push["id"]),
                key=str(push["key"]),
                cursor=push.get("cursor"),
                time=datetime.fromisoformat(push["time"]),
                data=dict(push["data"]),
                version=None if push.get("version") is None else int(push["version"]),
                trace=push.get("trace"),
                raw=raw or json.dumps(push, ensure_ascii=False, separators=(",", ":")),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise MalformedEventError(f"not an event: {error!r}") from error

    @property
    def aggregate(self) -> str:
        """What the version counts for: the first two words of the key, for example ``order.42``."""
        return ".".join(self.key.split(".", 2)[:2])

    @property
    def order_id(self) -> str | None:
        """The order that the event is about, as its data say; None for other events."""
        order = self.data.get("orderId")
        return order if isinstance(order, str) else None

    @cached_property
    def body(self) -> Contract | Generic:
        """The data as a model of ``freightwire.events``, or ``Generic``. Fit for ``match``."""
        contract = EVENT_TYPES.get(self.type)
        if contract is None:
            return Generic(self.data)
        try:
            return contract.model_validate_json(json.dumps(self.data))
        except ValidationError:
            return Generic(self.data)


class ReloadReason(StrEnum):
    """Why state must be loaded anew."""

    NOT_RESUMED = "not_resumed"
    """The cursor was not usable; ``Reload.detail`` has the gateway's reason: ``too_old``, ``epoch``, ``limit``, …"""
    RESET = "reset"
    """The gateway lost live continuity; ``Reload.detail`` says how: ``broker``, ``overrun``."""
    GAP = "gap"
    """A version of one order is missing."""
    UNREADABLE = "unreadable"
    """Something came that is no event; what it would have said is not known."""


@dataclass(frozen=True, kw_only=True)
class Reload:
    """What is known may be stale: load it over REST, then go on with the stream.

    Attributes:
        order_id: only this order is concerned; None: everything that the subscription is about.
        cursor: where a reader stands who has loaded the state after getting this.
    """

    reason: ReloadReason
    detail: str = ""
    order_id: str | None = None
    cursor: str | None = None


class Member(BaseModel):
    """Somebody who has an order open."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="ignore", frozen=True)

    order_id: str
    user_id: str
    username: str = ""
    state: str = "viewing"
    """``viewing`` or ``editing``; then ``field`` says what."""
    field: str | None = None


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """Who is where as the subscription begins, or begins anew: it replaces all that was known of the orders that the
    subscription is about, and the presence events after it continue it. Comes where ``subscribe`` was told
    ``presence=True``.

    Attributes:
        truncated: there was not room for everybody: it replaces only what was known of the orders in it.
    """

    members: tuple[Member, ...]
    truncated: bool = False


Item = Event | Reload | Snapshot
