"""Events about the system itself."""

from __future__ import annotations

from pydantic import AwareDatetime, Field

from freightwire.events.base import Event, RoutingWord, Text


class SystemMaintenance(Event):
    """Announced work on the system."""

    type = "system:maintenance"
    routing = "{org}.system.maintenance"

    message: Text
    scheduled_time: AwareDatetime
    until: AwareDatetime | None = None


class SystemFault(Event):
    """Part of the system does not work."""

    type = "system:error"
    routing = "{org}.system.error"

    error: str
    message: Text
    affected_orders: list[RoutingWord] = Field(default_factory=list)
