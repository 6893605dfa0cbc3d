"""Who may read notifications: everybody their own, as with their own events at the gateway. Deny by default."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from freightwire.auth import Identity

KNOWN_ROLES = frozenset({"dispatcher", "lead", "accountant", "viewer", "admin", "carrier", "customer"})


def may_read_own(identity: Identity) -> bool:
    """Whether the token has a role that means anything here; one without is good for nothing."""
    return bool(identity.roles & KNOWN_ROLES)
