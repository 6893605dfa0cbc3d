"""What a reader who was away asks of the history, and the verdict on whether it got everything."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from freightwire.cursor import ResumeFailure

from gateway.matching import TopicTrie
from gateway.replay.merge import is_seen

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from freightwire.cursor import Cursor

    from gateway.protocol.push import Push

DAY_MS = 24 * 3600 * 1000


@dataclass(frozen=True, slots=True)
class ReplayLimits:
    """How much one resume may ask for. ``slack_ms`` is how far clocks may differ."""

    events: int = 5_000
    size: int = 16 * 1024 * 1024
    age_ms: int = DAY_MS
    slack_ms: int = 10_000


class Evidence:
    """What a pass over the history showed of the log: enough to tell whether it reaches back to a cursor.

    Fences count as well: each carries the position that its node had reached, so a log is vouched for while
    it rests.
    """

    def __init__(self) -> None:
        self.last_epoch: str | None = None
        self.earliest_ms: int | None = None
        self._ranges: dict[str, tuple[int, int]] = {}

    def observe(self, epoch: str | None, position: int | None, time_ms: int, *, is_fence: bool) -> None:
        """Take one message of the history into account."""
        self.earliest_ms = time_ms if self.earliest_ms is None else min(self.earliest_ms, time_ms)
        if epoch is None or position is None:
            return
        low, high = self._ranges.get(epoch, (position, position))
        self._ranges[epoch] = (min(low, position), max(high, position))
        if not is_fence or self.last_epoch is None:
            self.last_epoch = epoch

    @property
    def reached(self) -> tuple[str | None, int | None]:
        """The log, and the highest position of it that was come across."""
        if self.last_epoch is None:
            return None, None
        return self.last_epoch, self._ranges[self.last_epoch][1]

    def verdict(self, cursor: Cursor) -> ResumeFailure | None:
        """None when the pass provably began at or before ``cursor`` and the cursor lies in the log."""
        if cursor.epoch is None:
            reaches_back = self.earliest_ms is not None and self.earliest_ms <= cursor.time_ms
            return None if reaches_back else ResumeFailure.TOO_OLD
        if self.last_epoch is not None and self.last_epoch != cursor.epoch:
            return ResumeFailure.EPOCH
        if cursor.epoch not in self._ranges:
            return ResumeFailure.TOO_OLD
        low, high = self._ranges[cursor.epoch]
        if high < cursor.position:
            return ResumeFailure.AHEAD
        if low > cursor.position + 1:
            return ResumeFailure.TOO_OLD
        return None


def refusal(cursor: Cursor, now_ms: int, limits: ReplayLimits) -> ResumeFailure | None:
    """Why the history need not even be asked."""
    if cursor.time_ms < now_ms - limits.age_ms:
        return ResumeFailure.TOO_OLD
    if cursor.time_ms > now_ms + limits.slack_ms:
        return ResumeFailure.AHEAD
    return None


class Askers:
    """All who share one pass over the history, by what they ask for.

    Each event is matched once for all of them: after a node's death thousands ask at the same time.
    """

    def __init__(self, requests: Sequence[ReplayRequest]) -> None:
        self._trie: TopicTrie[ReplayRequest] = TopicTrie()
        for request in requests:
            for pattern in request.patterns:
                self._trie.add(pattern, request)
        self._unfinished = set(requests)

    @property
    def is_done(self) -> bool:
        """Whether nobody can be helped any more."""
        return not self._unfinished

    def offer(self, key: str, make: Callable[[], Push | None]) -> None:
        """Give one durable event to those who asked for it.

        Args:
            key: its absolute routing key.
            make: frames it, if anybody wants it; None for what cannot be framed.
        """
        wanting = self._trie.match(key)
        push = make() if wanting else None
        if push is None:
            return
        for request in wanting:
            request.offer(push)
            if request.over_limit:
                self._unfinished.discard(request)


class ReplayRequest:
    """Collects what one reader missed, in the order of the history."""

    def __init__(self, cursor: Cursor, patterns: Sequence[str], limits: ReplayLimits) -> None:
        """``patterns``: the absolute ones that the reader asked for."""
        self.cursor = cursor
        self.patterns = patterns
        self.pushes: list[Push] = []
        self._limits = limits
        self._size = 0
        self.over_limit = False

    def offer(self, push: Push) -> None:
        """Consider one durable event that the reader asked for."""
        if self.over_limit or is_seen(push, self.cursor) or self._is_of_older_log(push):
            return
        self._size += len(push.frame)
        if len(self.pushes) >= self._limits.events or self._size > self._limits.size:
            self.fail()
            return
        self.pushes.append(push)

    def _is_of_older_log(self, push: Push) -> bool:
        """Whether the event is from before the cursor's log began.

        If it is from a newer one, the verdict says so.
        """
        return self.cursor.epoch is not None and push.epoch is not None and push.epoch != self.cursor.epoch

    def fail(self) -> None:
        """Give up: never partial."""
        self.over_limit = True
        self.pushes = []

    def verdict(self, evidence: Evidence) -> ResumeFailure | None:
        """None for a promise of no hole."""
        return ResumeFailure.LIMIT if self.over_limit else evidence.verdict(self.cursor)
