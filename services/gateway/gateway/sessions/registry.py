"""All sessions of the node."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from typing import TYPE_CHECKING

from gateway import metrics
from gateway.protocol import replies
from gateway.protocol.codes import CloseCode

if TYPE_CHECKING:
    from gateway.protocol.codes import ResetReason
    from gateway.sessions.session import Session


class Registry:
    """Who is connected, how often, and how everybody leaves."""

    def __init__(self, *, per_user: int) -> None:
        self._per_user = per_user
        self._sessions: dict[Session, tuple[str, str]] = {}
        self._users: Counter[tuple[str, str]] = Counter()
        self._left = asyncio.Event()
        self.is_draining = False

    def __len__(self) -> int:
        return len(self._sessions)

    def admit(self, session: Session, user: tuple[str, str]) -> bool:
        """Whether ``user`` (organisation and subject) may have one more session; if so, it is counted, once."""
        if session in self._sessions:
            return True
        if self._users[user] >= self._per_user:
            return False
        self._users[user] += 1
        self._sessions[session] = user
        metrics.sessions.labels(session.transport).inc()
        return True

    def remove(self, session: Session) -> None:
        """The session is over; one that was not admitted is passed over."""
        user = self._sessions.pop(session, None)
        if user is None:
            return
        self._users[user] -= 1
        if not self._users[user]:
            del self._users[user]
        metrics.sessions.labels(session.transport).dec()
        self._left.set()

    def of(self, org: str, user: str | None = None) -> list[Session]:
        """The sessions of an organisation, or of one of its users."""
        return [
            session
            for session, (its_org, its_user) in self._sessions.items()
            if its_org == org and user in (None, its_user)
        ]

    def reset(self, reason: ResetReason) -> None:
        """Live continuity broke for everybody."""
        metrics.resets.labels(reason.value).inc()
        for session in tuple(self._sessions):
            session.reset(reason)

    def close_all(self, code: CloseCode) -> None:
        """Close every session now."""
        for session in tuple(self._sessions):
            session.close(code)

    async def drain(self, seconds: float, leave_seconds: float = 5) -> None:
        """Tell every session when to leave, at a moment of its own within ``seconds``, and close those that
        stay.

        Args:
            leave_seconds: how long to wait at the end for clients to complete the closing handshake.
        """
        self.is_draining = True
        loop = asyncio.get_running_loop()
        for session in tuple(self._sessions):
            within = random.uniform(0, seconds)  # noqa: S311  (spreads load)
            session.send(replies.drain(int(within * 1000)))
            loop.call_later(within, session.close, CloseCode.DRAINING)
        try:
            async with asyncio.timeout(seconds + leave_seconds):
                while self._sessions:
                    self._left.clear()
                    await self._left.wait()
        except TimeoutError:
            return
