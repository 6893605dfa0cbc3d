"""What a token may do here. Deny by default.

The desk's roles see every order of their organisation. A carrier or customer, and anybody whose token carries a
``bindings`` claim, sees only the orders that the claim names in full (``order.<id>.#``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from freightwire.events.audience import SIDES, Audience, split_data
from freightwire.merge_patch import apply_patch

if TYPE_CHECKING:
    from freightwire.auth import Identity
    from freightwire.merge_patch import JsonObject

DESK = frozenset({"dispatcher", "lead", "accountant", "viewer", "admin"})
PARTNERS = frozenset({"carrier", "customer"})
EDITORS = frozenset({"dispatcher", "lead"})
"""Roles that create orders, change their data and add documents. Transitions name their own roles."""
KNOWN = DESK | PARTNERS

_WHOLE_ORDER = re.compile(r"order\.([A-Za-z0-9_-]{1,64})\.#")
_EVERYTHING = frozenset({"#", "order.#"})


@dataclass(frozen=True, slots=True)
class Access:
    """The rights of one identity. ``only`` holds the ids of the orders that it may see; None means all."""

    org: str
    user: str
    roles: frozenset[str]
    only: frozenset[str] | None

    @classmethod
    def of(cls, identity: Identity) -> Access:
        """The rights that a token gives; roles that orders does not know give none."""
        # "system" is what the services do by themselves: a token that claims it is not believed.
        roles = identity.roles & KNOWN
        only: frozenset[str] | None = None
        if identity.bindings is not None:
            if not _EVERYTHING & set(identity.bindings) or not roles & DESK:
                matches = (_WHOLE_ORDER.fullmatch(binding) for binding in identity.bindings)
                only = frozenset(match[1] for match in matches if match)
        elif not roles & DESK:
            only = frozenset()
        return cls(identity.org, identity.user, roles, only)

    @property
    def can_read(self) -> bool:
        """Whether there is anything at all that it may see."""
        return bool(self.roles)

    @property
    def can_edit(self) -> bool:
        """Whether it may create orders, change their data and add documents."""
        return bool(self.roles & EDITORS)

    @property
    def on_desk(self) -> bool:
        """Whether it is one of the organisation's own people, who see both commercial sides."""
        return bool(self.roles & DESK)

    def sees(self, order_id: str) -> bool:
        """Whether the order is within its rights."""
        return self.can_read and (self.only is None or order_id in self.only)

    @property
    def audiences(self) -> frozenset[Audience]:
        """What it may see of an order beside what everybody with the order may see."""
        if self.on_desk:
            return frozenset(Audience)
        return frozenset[Audience]().union(*(SIDES.get(role, frozenset()) for role in self.roles))

    def shown(self, data: JsonObject) -> JsonObject:
        """The order's data as this identity may see it: a carrier never the sale, a customer never the purchase."""
        if self.on_desk:
            return data
        shown: JsonObject = {}
        for audience, part in split_data(data).items():
            if audience is None or audience in self.audiences:
                shown = apply_patch(shown, part)
        return shown
