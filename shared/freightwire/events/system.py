"""Events about the system itself."""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime, Field

from freightwire.events.base import Event, RoutingWord, Text


class SystemMaintenance(Event):
    """Announced work on the system: told when it is announced, shortly before, when it begins and when it is over."""

    type = "system:maintenance"
    routing = "{org}.system.maintenance"

    message: Text
    scheduled_time: AwareDatetime
    until: AwareDatetime | None = None
    phase: Literal["announced", "soon", "started", "over", "cancelled"] = "announced"
    announcement_id: RoutingWord | None = None


class SystemFault(Event):
    """Part of the system does not work, or, with ``ended``, works again. Both carry the same ``fault_id``."""

    type = "system:error"
    routing = "{org}.system.error"

    error: str
    message: Text
    affected_orders: list[RoutingWord] = Field(default_factory=list)
    fault_id: RoutingWord | None = None
    since: AwareDatetime | None = None
    ended: bool = False
