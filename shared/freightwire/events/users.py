"""Events about people: who is looking at what, and what they should know."""

from __future__ import annotations

from pydantic import Field

from freightwire.events.base import Event, RoutingWord, Text


class PresenceEvent(Event):
    """Base of presence. Each gateway node makes these for its own clients, from what the nodes tell one another on the
    ``presence`` exchange; they are never kept.
    """

    order_id: RoutingWord
    user_id: RoutingWord
    username: str


class UserJoinedOrder(PresenceEvent):
    """Somebody opened the order, and is in none of its fields yet."""

    type = "user:joined_order"
    routing = "{org}.order.{order_id}.user_joined"
    conflation = "{org}.presence.{order_id}.{user_id}"


class UserLeftOrder(PresenceEvent):
    """Nobody of that name has the order open any more."""

    type = "user:left_order"
    routing = "{org}.order.{order_id}.user_left"
    conflation = "{org}.presence.{order_id}.{user_id}"


class UserEditing(PresenceEvent):
    """Somebody's cursor is in a field; None when it left all fields."""

    type = "user:editing"
    routing = "{org}.order.{order_id}.user_editing"
    conflation = "{org}.editing.{order_id}.{user_id}"

    field: str | None = None


class UserNotification(Event):
    """A message to one person, also kept by the notifier."""

    type = "user:notification"
    routing = "{org}.user.{user_id}.notification"

    user_id: RoutingWord
    notification_id: RoutingWord
    kind: str
    """What it is about, for example ``document_failed`` or ``order_needs_review``."""
    message: Text
    order_id: RoutingWord | None = None
    urgent: bool = False
    group_id: RoutingWord | None = None
    """News of one thing within a minute share it: a client shows them as one."""
    group_count: int = Field(default=1, ge=1)
    """The place in its group, so far the number of its members."""
