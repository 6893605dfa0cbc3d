"""The worker of one channel: takes what is due, has it sent, notes what came of it. Several may run side by side."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

from freightwire.database import is_unavailable
from freightwire.messaging.backoff import Backoff
from freightwire.telemetry import get_logger
from freightwire.waiting import wait_until_set
from sqlalchemy.exc import SQLAlchemyError

from notifier.delivering.outcomes import (
    DOUBT,
    KEPT_FOR,
    ChannelDown,
    Dropped,
    Failed,
    Later,
    Outcome,
    Refused,
    Sent,
    wait_after,
)
from notifier.metrics import ATTEMPTS, CHANNEL_UP, DEAD, DOUBTFUL, LATE, WAITING
from notifier.storage.deliveries import Sending

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

    from notifier.clock import Clock
    from notifier.storage.deliveries import Claim

POLL_SECONDS = 1.0
COUNT_SECONDS = 15.0
PAUSE_FIRST_SECONDS = 1.0
PAUSE_LIMIT_SECONDS = 30.0

_log = get_logger()


class Sender(Protocol):
    """What a channel has to know: how to send one delivery."""

    @property
    def name(self) -> str:
        """The channel's name."""

    @property
    def concurrency(self) -> int:
        """Deliveries under way at once."""

    @property
    def per_target(self) -> int:
        """Deliveries under way at once to one target."""

    async def send(self, claim: Claim, handing_over: Callable[[], Awaitable[bool]]) -> Outcome:
        """Send it once.

        Args:
            handing_over: awaited just before the other side may get it; answers False when it must not be sent.
        """

    async def close(self) -> None:
        """Let go of connections."""


class DeliveryWorker:
    """Sends the due deliveries of one channel."""

    def __init__(
        self, sessions: async_sessionmaker[AsyncSession], sender: Sender, clock: Clock, *, lease_seconds: float
    ) -> None:
        """Prepare a worker.

        Args:
            lease_seconds: after so long without a word a delivery that was taken counts as lost with its process. An
                attempt ends in half that time, whatever happens.
        """
        self._sessions = sessions
        self._sender = sender
        self._clock = clock
        self._lease = timedelta(seconds=lease_seconds)
        self._bell = asyncio.Event()
        self._stopping = asyncio.Event()
        self._runner: asyncio.Task[None] | None = None
        self._under_way: set[asyncio.Task[None]] = set()
        self._targets: Counter[str] = Counter()
        self._pause = Backoff(first=PAUSE_FIRST_SECONDS, limit=PAUSE_LIMIT_SECONDS)
        self._paused_until: datetime | None = None
        self.down: str | None = None
        """Why the channel's server cannot be had; None while it can."""
        self._used_at: datetime | None = None
        self._trouble: str | None = None
        CHANNEL_UP.labels(self.name).set(1)

    @property
    def name(self) -> str:
        """The channel's name."""
        return self._sender.name

    def was_used_since(self, moment: datetime) -> bool:
        """Whether an attempt has ended since then, so that ``down`` means something."""
        return self._used_at is not None and self._used_at >= moment

    def wake(self) -> None:
        """There is something to send."""
        self._bell.set()

    async def start(self) -> None:
        """Begin to send. Returns at once."""
        self._runner = asyncio.create_task(self._run(), name=f"deliveries:{self.name}")

    async def stop(self, grace_seconds: float) -> None:
        """Take nothing more, let what is under way end within the grace time."""
        self._stopping.set()
        self._bell.set()
        if self._runner is not None:
            _, late = await asyncio.wait({self._runner, *self._under_way}, timeout=grace_seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(self._runner, *late, return_exceptions=True)
        await self._sender.close()

    async def problem(self) -> str | None:
        """Why nothing is being sent, for readiness. A mail server that is away is not our unreadiness: it is waited
        for, and its fault is told by other means.
        """
        if self._runner is not None and self._runner.done() and not self._stopping.is_set():
            return f"deliveries by {self.name}: the worker has ended"
        return f"deliveries by {self.name}: {self._trouble}" if self._trouble else None

    async def run_due(self) -> int:
        """Send everything that is due now, and return how much that was: a pass of the worker by hand."""
        count = 0
        while (claim := await self._claim()) is not None:
            await self._attempt(claim)
            count += 1
        return count

    async def _run(self) -> None:
        backoff = Backoff()
        count_at = 0.0
        while not self._stopping.is_set():
            try:
                self._bell.clear()
                now = asyncio.get_running_loop().time()
                if now >= count_at:
                    await self._count()
                    count_at = now + COUNT_SECONDS
                await self._take_all_due()
                backoff.reset()
            except (SQLAlchemyError, OSError) as error:
                self._trouble = type(error).__name__
                _log.warning("deliveries_interrupted", channel=self.name, reason=repr(error))
                await wait_until_set(self._stopping, backoff.next_delay())
                continue
            self._trouble = None
            if not self._stopping.is_set():
                await wait_until_set(self._bell, POLL_SECONDS)

    async def _take_all_due(self) -> None:
        """Start attempts as long as something is due and there is room."""
        while not self._stopping.is_set():
            if len(self._under_way) >= self._sender.concurrency:
                await asyncio.wait(self._under_way, return_when=asyncio.FIRST_COMPLETED)
                continue
            claim = await self._claim()
            if claim is None:
                return
            self._targets[claim.target] += 1
            task = asyncio.create_task(self._attempt_of(claim), name=f"delivery:{claim.id}")
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)

    async def _attempt_of(self, claim: Claim) -> None:
        try:
            await self._attempt(claim)
        except (SQLAlchemyError, OSError) as error:
            # What came of it could not be noted: its lease runs out, and it is looked into again.
            _log.warning("delivery_not_noted", channel=self.name, delivery=str(claim.id), reason=repr(error))
        finally:
            self._targets[claim.target] -= 1
            if not self._targets[claim.target]:
                del self._targets[claim.target]
            self._bell.set()

    async def _claim(self) -> Claim | None:
        now = self._clock()
        if self._paused_until is not None and now < self._paused_until:
            return None
        limit = self._sender.per_target
        busy = [target for target, count in self._targets.items() if count >= limit]
        async with self._sessions.begin() as session:
            return await Sending(session, self.name).claim(now=now, lease=self._lease, busy=busy)

    async def _attempt(self, claim: Claim) -> None:
        started = asyncio.get_running_loop().time()

        async def handing_over() -> bool:
            async with self._sessions.begin() as session:
                return await Sending(session, self.name).handing_over(claim, now=self._clock())

        if self._clock() - claim.created_at > KEPT_FOR:
            outcome: Outcome = Refused("expired", f"older than {KEPT_FOR.days} days")
        else:
            outcome = await self._send(claim, handing_over)
        if claim.doubtful:
            DOUBTFUL.labels(self.name, "arrived" if isinstance(outcome, Sent) and outcome.found else "again").inc()
        name = type(outcome).__name__.lower()
        ATTEMPTS.labels(self.name, name).observe(asyncio.get_running_loop().time() - started)
        self._channel_is(down=outcome.detail if isinstance(outcome, ChannelDown) else None)
        await self._note(claim, outcome, name)

    async def _send(self, claim: Claim, handing_over: Callable[[], Awaitable[bool]]) -> Outcome:
        limit = self._lease.total_seconds() / 2
        try:
            async with asyncio.timeout(limit) as ending:
                return await self._sender.send(claim, handing_over)
        except Exception as error:
            if ending.expired():
                return Failed(f"no end within {limit:g} s", doubtful=True)
            if is_unavailable(error) and isinstance(error, SQLAlchemyError | OSError):
                raise
            # The edge: what goes wrong with one delivery is that one's failure, with the reason in its record.
            _log.exception("delivery_failed", channel=self.name, delivery=str(claim.id))
            return Failed(repr(error), doubtful=True)

    async def _note(self, claim: Claim, outcome: Outcome, name: str) -> None:
        now = self._clock()
        values, detail = _consequences(claim, outcome, now)
        async with self._sessions.begin() as session:
            noted = await Sending(session, self.name).finish(claim, now=now, outcome=name, detail=detail, **values)
        facts = {"channel": self.name, "delivery": str(claim.id), "attempt": claim.attempts, "detail": detail}
        if not noted:
            _log.warning("delivery_overtaken", outcome=name, **facts)
        elif values["state"] == "dead":
            DEAD.labels(self.name, values["reason"]).inc()
            _log.error("delivery_dead", reason=values["reason"], **facts)
        else:
            _log.info("delivery_attempted", outcome=name, **facts)
        if isinstance(outcome, Sent):
            LATE.labels(self.name).observe(max(0.0, (now - claim.was_due).total_seconds()))

    def _channel_is(self, *, down: str | None) -> None:
        self._used_at = self._clock()
        if down is None:
            if self.down is not None:
                _log.info("channel_up_again", channel=self.name)
            self._pause.reset()
            self._paused_until = None
        else:
            delay = self._pause.next_delay()
            self._paused_until = self._clock() + timedelta(seconds=delay)
            _log.warning("channel_down", channel=self.name, reason=down, retry_in=round(delay, 1))
        self.down = down
        CHANNEL_UP.labels(self.name).set(down is None)

    async def _count(self) -> None:
        async with self._sessions.begin() as session:
            for state, count in (await Sending(session, self.name).waiting()).items():
                WAITING.labels(self.name, state).set(count)


def _consequences(claim: Claim, outcome: Outcome, now: datetime) -> tuple[dict[str, object], str]:
    """What becomes of a delivery after an outcome: the columns to set, and the words for its record."""
    match outcome:
        case Sent():
            values: dict[str, object] = {"state": "sent", "finished_at": now, "reason": None}
        case Refused():
            values = {"state": "dead", "finished_at": now, "reason": outcome.reason}
        case Dropped():
            return {"state": "dropped", "finished_at": now, "reason": outcome.reason}, outcome.reason
        case Later():
            values = {"state": "retrying", "due_at": outcome.due_at}
        case ChannelDown():
            due_at = now + DOUBT if outcome.doubtful else now
            values = {"state": "retrying", "due_at": due_at, "handed_over": outcome.doubtful or claim.doubtful}
        case Failed():
            values = _after_failure(claim, outcome, now)
    return values, outcome.detail


def _after_failure(claim: Claim, failed: Failed, now: datetime) -> dict[str, object]:
    failures = claim.failures + 1
    values: dict[str, object] = {"failures": failures, "handed_over": failed.doubtful or claim.doubtful}
    wait = wait_after(failures, failed.wait)
    if wait is None:
        return values | {"state": "dead", "finished_at": now, "reason": "attempts_spent"}
    return values | {"state": "retrying", "due_at": now + (max(wait, DOUBT) if failed.doubtful else wait)}
