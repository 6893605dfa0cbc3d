"""Who may do what here. Deny by default: everybody their own, administrators what concerns their organisation."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from freightwire.auth import Identity

DESK = frozenset({"dispatcher", "lead", "accountant", "viewer", "admin"})
PARTNERS = frozenset({"carrier", "customer"})
KNOWN_ROLES = DESK | PARTNERS
ADMIN = "admin"
ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})*")
"""An e-mail address that can stand in a header as it is: no quotes, no comments, no line breaks."""
WHOLE_ORDER = re.compile(r"order\.([A-Za-z0-9_-]{1,64})\.#")


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """What a verified token says of its bearer. ``orders`` are those that it names in full."""

    user: str
    name: str
    email: str | None
    roles: frozenset[str]
    orders: frozenset[str]

    @classmethod
    def of(cls, identity: Identity) -> Claims:
        """The claims of an identity; roles that mean nothing here are left out."""
        named = (WHOLE_ORDER.fullmatch(binding) for binding in identity.bindings or ())
        return cls(
            user=identity.user,
            name=identity.name,
            email=identity.email if identity.email and ADDRESS.fullmatch(identity.email) else None,
            roles=identity.roles & KNOWN_ROLES,
            orders=frozenset(match[1] for match in named if match),
        )


def may_read_own(identity: Identity) -> bool:
    """Whether the token has a role that means anything here; one without is good for nothing."""
    return bool(identity.roles & KNOWN_ROLES)


def may_follow_orders(identity: Identity) -> bool:
    """Whether it is one of the desk's people; partners hear of the orders that their tokens name, and no others."""
    return bool(identity.roles & DESK)


def may_administer(identity: Identity) -> bool:
    """Whether it may say who the organisation's people are, announce maintenance and look after deliveries."""
    return ADMIN in identity.roles
