"""Presence in the words of the event contracts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from freightwire.events.envelope import Envelope
from freightwire.events.users import PresenceEvent, UserEditing, UserJoinedOrder, UserLeftOrder

from gateway.presence.members import Happening

if TYPE_CHECKING:
    from gateway.presence.members import Change

SOURCE = "gateway"
CONTRACTS = (UserJoinedOrder, UserLeftOrder, UserEditing)


def envelope_of(change: Change) -> Envelope:
    """The event that tells clients of a change."""
    return Envelope.of(_event_of(change), org=change.place.org, source=SOURCE)


def routing_keys(org: str, order: str) -> tuple[str, ...]:
    """The routing keys of all that is told about the people in an order."""
    return tuple([contract.routing.format(org=org, order_id=order) for contract in CONTRACTS])


def _event_of(change: Change) -> PresenceEvent:
    _, order, user = change.place
    match change.happening:
        case Happening.JOINED:
            return UserJoinedOrder(order_id=order, user_id=user, username=change.name)
        case Happening.LEFT:
            return UserLeftOrder(order_id=order, user_id=user, username=change.name)
        case Happening.EDITING:
            return UserEditing(order_id=order, user_id=user, username=change.name, field=change.field)
