"""Presence of clients that have no connection: they say every now and then that they are still there."""

from __future__ import annotations

import time
from collections import Counter
from typing import TYPE_CHECKING

from gateway.grants import Grants
from gateway.presence import metrics
from gateway.presence.attendance import Attendance
from gateway.presence.deadlines import Deadlines
from gateway.protocol.codes import CommandError, ErrorCode

if TYPE_CHECKING:
    from freightwire.auth import Identity

    from gateway.presence.presence import Presence
    from gateway.protocol.commands import SetPresence
    from gateway.settings import GatewaySettings

Key = tuple[str, str, str]
"""Organisation, user, and the client's own name for itself."""


class Fallback:
    """One attendance a client, for as long as it is heard of."""

    def __init__(self, presence: Presence, settings: GatewaySettings) -> None:
        self._presence = presence
        self._settings = settings
        self._clients: dict[Key, Attendance] = {}
        self._users: Counter[tuple[str, str]] = Counter()
        self._silent: Deadlines[Key] = Deadlines()

    @property
    def expires_in(self) -> float:
        """Seconds within which a client must say again that it is there."""
        return self._settings.gateway_presence_rest_seconds

    def announce(self, identity: Identity, client: str, command: SetPresence) -> None:
        """Do as a client says.

        Raises:
            CommandError: it may not, or not so often, or there are too many.
        """
        self._attendance(identity, client).announce(identity, Grants(identity), command)

    def _attendance(self, identity: Identity, client: str) -> Attendance:
        now, user = time.monotonic(), (identity.org, identity.user)
        for gone in self._silent.due(now):
            del self._clients[gone]
            self._users -= Counter([gone[:2]])
        key = (*user, client)
        attendance = self._clients.get(key)
        if attendance is None:
            if self._users[user] >= self._settings.gateway_sessions_per_user:
                metrics.refused.labels(ErrorCode.LIMIT.value).inc()
                raise CommandError(
                    ErrorCode.LIMIT, "too many clients of this user (FREIGHTWIRE_GATEWAY_SESSIONS_PER_USER)"
                )
            self._users[user] += 1
            # User and organisation are words without a colon: no client can take another one's name.
            name = ":".join(("rest", *key))
            attendance = Attendance(name, self._presence, self._settings, expires_in=self.expires_in)
            self._clients[key] = attendance
        self._silent.set(key, now + self.expires_in)
        return attendance
