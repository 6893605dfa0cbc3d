"""One client's interest in presence: the organisations that it listens to, for as long as it is connected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gateway.presence.snapshot import Snapshot, bring_presence

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gateway.presence.presence import Presence
    from gateway.protocol.push import Push


class Listening:
    """What a subscription needs of presence: settled before its reply, a snapshot in it, and no event twice."""

    def __init__(self, presence: Presence) -> None:
        self._presence = presence
        self._orgs: set[str] = set()
        self._snapshot = Snapshot()

    def begin(self, patterns: Iterable[str]) -> None:
        """The client listens to ``patterns``, until ``end``."""
        self._snapshot = Snapshot()
        new = bring_presence(patterns) - self._orgs
        self._orgs |= new
        for org in new:
            self._presence.acquire(org)

    async def settle(self) -> None:
        """Wait until it is known who is there, but not for long."""
        await self._presence.settle(self._orgs)

    def take(self, patterns: Sequence[str], held: Iterable[Push]) -> dict[str, object]:
        """The fields of the reply. Nothing may be awaited between this and ``newer``."""
        self._snapshot = self._presence.snapshot(patterns, held)
        return self._snapshot.fields()

    def newer(self, held: Iterable[Push]) -> list[Push]:
        """What was held back without what the snapshot says already."""
        taken, self._snapshot = self._snapshot, Snapshot()
        return taken.newer(held)

    def end(self) -> None:
        """The client is gone."""
        for org in self._orgs:
            self._presence.release(org)
        self._orgs.clear()
