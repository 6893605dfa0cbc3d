"""Whose tokens are refused. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from freightwire.events.base import RoutingWord
from pydantic import AwareDatetime, BaseModel, ConfigDict

if TYPE_CHECKING:
    from freightwire.auth import Identity


class Revocation(BaseModel):
    """Tokens of ``user`` that were issued until ``at`` are refused, until nobody can have one any more."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    org: RoutingWord
    user: RoutingWord
    at: AwareDatetime
    until: AwareDatetime
    by: str
    """The administrator."""


class RevocationMemory:
    """The latest revocation of each user."""

    def __init__(self, *, leeway: timedelta) -> None:
        """``leeway``: how far the clocks of this system and the identity provider may differ."""
        self._leeway = leeway
        self._users: dict[tuple[str, str], Revocation] = {}

    def __len__(self) -> int:
        return len(self._users)

    def add(self, revocation: Revocation) -> bool:
        """Take one in, and say whether it is news; they may come in any order, and again."""
        user = revocation.org, revocation.user
        known = self._users.get(user)
        if known is not None and known.at >= revocation.at:
            return False
        self._users[user] = revocation
        return True

    def refuses(self, identity: Identity, now: datetime) -> bool:
        """Whether the token behind ``identity`` is revoked. One that does not say when it was issued is, to be safe."""
        revocation = self._users.get((identity.org, identity.user))
        if revocation is None or revocation.until <= now:
            return False
        return identity.issued_at is None or identity.issued_at <= revocation.at + self._leeway

    def forget(self, now: datetime) -> None:
        """Drop what has run out."""
        self._users = {user: revocation for user, revocation in self._users.items() if revocation.until > now}
