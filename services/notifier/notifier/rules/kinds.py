"""Everything that people can be told, by kind: through which channels by default, how urgent it is, what it joins.

A kind's name is stable: clients choose icons and sounds by it, and preferences are kept by it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class ChannelName(StrEnum):
    """The ways to reach a person."""

    IN_APP = "in_app"
    EMAIL = "email"
    WEBHOOK = "webhook"


class Joins(StrEnum):
    """What a notification is grouped with: news of its order, other failures of its kind, or nothing."""

    ORDER = "order"
    KIND = "kind"
    NOTHING = "nothing"


QUIET = frozenset({ChannelName.IN_APP, ChannelName.WEBHOOK})
"""For what is good to know; a webhook is only for those who have set one up, and they filter by kind."""
LOUD = QUIET | {ChannelName.EMAIL}


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of notification. An urgent one is held back by no digest, and by quiet hours only where asked for."""

    name: str
    channels: frozenset[ChannelName] = QUIET
    urgent: bool = False
    joins: Joins = Joins.ORDER

    def group_key(self, order_id: str | None) -> str:
        """What is told together carries the same key; an empty one stands alone."""
        if self.joins is Joins.ORDER and order_id is not None:
            return f"order:{order_id}"
        return f"kind:{self.name}" if self.joins is Joins.KIND else ""


_KINDS = (
    Kind("order_assigned", LOUD),
    Kind("order_unassigned"),
    Kind("order_created"),
    Kind("document_failed", LOUD, joins=Joins.KIND),
    Kind("order_needs_review", LOUD),
    Kind("document_read"),
    Kind("order_status_changed"),
    Kind("order_on_hold"),
    Kind("order_released"),
    Kind("order_problem", LOUD, urgent=True),
    Kind("order_problem_resolved"),
    Kind("order_ready_to_invoice", LOUD),
    Kind("shipment_update", LOUD),
    Kind("order_offered", LOUD, urgent=True),
    Kind("order_entrusted", LOUD),
    Kind("order_withdrawn", LOUD, urgent=True),
    Kind("reminder_review", LOUD),
    Kind("reminder_unloading", LOUD, urgent=True),
    Kind("reminder_proof_of_delivery", LOUD),
    Kind("reminder_invoice_due", LOUD),
    Kind("system_maintenance", LOUD, joins=Joins.NOTHING),
    Kind("system_error", LOUD, urgent=True, joins=Joins.NOTHING),
    Kind("system_recovered", LOUD, joins=Joins.NOTHING),
    Kind("webhook_disabled", LOUD, urgent=True, joins=Joins.NOTHING),
)
KINDS: Mapping[str, Kind] = MappingProxyType({kind.name: kind for kind in _KINDS})
"""Every kind by its name."""
