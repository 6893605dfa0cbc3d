"""Looks at the system again and again, and tells what is wrong: once when it begins, and once when it is over.

What is known of each fault is in the database, and whoever tells of a change holds its row: of several replicas that
see the same thing one tells it.
"""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from freightwire.events.envelope import Envelope
from freightwire.events.system import SystemFault
from freightwire.messaging.topology import (
    AI_BULK_DOCUMENTS,
    AI_DOCUMENTS,
    ORDERS_AI_RESULTS,
    UNROUTABLE_QUEUE,
    WORK_QUEUES,
)
from freightwire.outbox import Outbox
from freightwire.telemetry import get_logger
from freightwire.waiting import wait_until_set
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import SQLAlchemyError

from notifier.channels.in_app import SOURCE
from notifier.metrics import FAULTS, WATCH_FAILED
from notifier.news import NAMESPACE, News
from notifier.rules import Notice
from notifier.storage.announcements import EVERYBODY
from notifier.storage.housekeeping import forget_old
from notifier.storage.people import People, organisations
from notifier.storage.readings import orders_waiting
from notifier.storage.tables import FaultRow
from notifier.templates import counted, queue_name, render
from notifier.watching.faults import Change, Fault, Sight, look
from notifier.watching.queues import CannotLookError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from freightwire.events.base import Text
    from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

    from notifier.clock import Clock
    from notifier.delivering.worker import DeliveryWorker
    from notifier.news import Told
    from notifier.telling import Teller
    from notifier.watching.queues import Affected, QueueWatch

DEAD_LETTERS = "dead_letters"
NO_CONSUMERS = "no_consumers"
CHANNEL_DOWN = "channel_down"
WORKED_OFF = (AI_DOCUMENTS.name, AI_BULK_DOCUMENTS.name, ORDERS_AI_RESULTS.name)
"""Queues of the other services: with messages and nobody who takes them, that service is down."""
SET_ASIDE = (*(work.dead_letters for work in WORK_QUEUES), UNROUTABLE_QUEUE.name)
RESTART = timedelta(minutes=1)
"""How long a service may be away to be restarted, and a mail server to catch its breath, before anybody is told."""
TIDY_EVERY = timedelta(hours=1)
ORDERS_LIMIT = 100
"""Orders that one event names."""
ADMIN = "admin"

_log = get_logger()


class Watcher:
    """Watches queues and channels."""

    def __init__(
        self,
        sessions: async_sessionmaker[AsyncSession],
        queues: QueueWatch,
        workers: Sequence[DeliveryWorker],
        teller: Teller,
        clock: Clock,
        *,
        every_seconds: float,
    ) -> None:
        self._sessions = sessions
        self._queues = queues
        self._workers = workers
        self._teller = teller
        self._clock = clock
        self._every = every_seconds
        self._tidy_at: datetime | None = None
        self._stopping = asyncio.Event()
        self._runner: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to watch. Returns at once."""
        self._runner = asyncio.create_task(self._run(), name="watcher")

    async def stop(self) -> None:
        """End after the look that is being taken."""
        self._stopping.set()
        if self._runner is not None:
            await asyncio.gather(self._runner, return_exceptions=True)

    async def problem(self) -> str | None:
        """Why nothing is being watched, for readiness."""
        if self._runner is not None and self._runner.done() and not self._stopping.is_set():
            return "watcher: it has ended"
        return None

    async def look_round(self) -> None:
        """Look at everything once. Nobody is told anything of what cannot be looked at."""
        for sight in [*await self._queue_sights(), *self._channel_sights()]:
            await self._see(sight)
        if self._tidy_at is None or self._clock() >= self._tidy_at:
            await self._tidy()
            self._tidy_at = self._clock() + TIDY_EVERY

    async def _tidy(self) -> None:
        more = True
        while more and not self._stopping.is_set():
            async with self._sessions.begin() as session:
                more = await forget_old(session, self._clock())

    async def _run(self) -> None:
        while not self._stopping.is_set():
            await wait_until_set(self._stopping, self._every)
            try:
                await self.look_round()
            except (SQLAlchemyError, OSError) as error:
                WATCH_FAILED.labels("database").inc()
                _log.warning("watcher_interrupted", reason=repr(error))

    async def _queue_sights(self) -> list[Sight]:
        try:
            depths = await self._queues.depths([*WORKED_OFF, *SET_ASIDE])
        except CannotLookError as error:
            WATCH_FAILED.labels("queues").inc()
            _log.warning("queues_not_seen", reason=str(error))
            return []
        sights = [Sight(key=f"{DEAD_LETTERS}:{name}", depth=depths[name].messages) for name in SET_ASIDE]
        for name in WORKED_OFF:
            depth = depths[name]
            idle = depth.messages if not depth.consumers else 0
            sights.append(Sight(key=f"{NO_CONSUMERS}:{name}", depth=idle, tolerated=RESTART))
        return sights

    def _channel_sights(self) -> list[Sight]:
        """Only of channels that were used of late: from a replica that sends nothing nothing can be learnt."""
        return [
            Sight(key=f"{CHANNEL_DOWN}:{worker.name}", depth=int(worker.down is not None), tolerated=RESTART)
            for worker in self._workers
            if worker.was_used_since(self._clock() - RESTART)
        ]

    async def _see(self, sight: Sight) -> None:
        now = self._clock()
        async with self._sessions.begin() as session:
            await session.execute(insert(FaultRow).values(key=sight.key).on_conflict_do_nothing())
            row = await session.get_one(FaultRow, sight.key, with_for_update=True)
            before = Fault(
                suspected_at=row.suspected_at,
                open_since=row.open_since,
                mended_at=row.mended_at,
                depth=row.depth,
            )
            after, change = look(before, sight, now)
            if change is None and after == before:
                return
            row.suspected_at, row.open_since = after.suspected_at, after.open_since
            row.mended_at, row.depth = after.mended_at, after.depth
            told = await self._tell(session, row, before, sight, change) if change is not None else []
        FAULTS.labels(sight.key).set(after.open_since is not None)
        if change is not None:
            _log.warning("fault", key=sight.key, change=change.value, depth=sight.depth)
        for one in told:
            self._teller.told(one)

    async def _tell(
        self, session: AsyncSession, row: FaultRow, before: Fault, sight: Sight, change: Change
    ) -> list[Told]:
        since = before.open_since or row.open_since
        assert since is not None  # noqa: S101  (a change is of a fault that is open, or was)
        affected = {} if change is Change.ENDED else await self._affected(session, row.key)
        if change is Change.ENDED:
            orgs, row.orgs = row.orgs, []
        else:
            orgs = row.orgs = sorted({*row.orgs, *(affected or [EVERYBODY])} | self._of_all(row.key))
        code, _, what = row.key.partition(":")
        telling = _Telling(
            fault_id=uuid5(NAMESPACE, f"{row.key}:{since.isoformat()}"),
            code=code,
            message=_words(code, what, sight.depth, ended=change is Change.ENDED),
            since=since,
            change=change,
            depth=sight.depth,
        )
        for org in orgs:
            telling.publish(session, org, affected.get(org, [])[:ORDERS_LIMIT])
        told = []
        for org in await organisations(session) if EVERYBODY in orgs else orgs:
            admins = await People(session, org).with_role(ADMIN)
            told.append(await self._teller.tell(session, telling.news(org, admins)))
        return told

    def _of_all(self, key: str) -> set[str]:
        """Who is told beside those whose orders are affected: of a service that is down, everybody."""
        return set() if key.startswith(DEAD_LETTERS) else {EVERYBODY}

    async def _affected(self, session: AsyncSession, key: str) -> Affected:
        code, _, what = key.partition(":")
        if code == NO_CONSUMERS:
            return dict(await orders_waiting(session))
        if code == DEAD_LETTERS:
            try:
                return await self._queues.affected(what)
            except CannotLookError as error:
                WATCH_FAILED.labels("letters").inc()
                _log.warning("letters_not_seen", queue=what, reason=str(error))
        return {}


class _Telling:
    """What is told of one change of a fault."""

    def __init__(
        self, *, fault_id: UUID, code: str, message: Text, since: datetime, change: Change, depth: int
    ) -> None:
        self._fault_id = fault_id
        self._code = code
        self._message = message
        self._since = since
        self._ended = change is Change.ENDED
        self._step = f"{change.value}:{depth if change is Change.WORSE else ''}"

    def publish(self, session: AsyncSession, org: str, orders: list[str]) -> None:
        """Publish it to an organisation, with its own orders and no others."""
        event = SystemFault(
            error=self._code,
            message=self._message,
            affected_orders=orders,
            fault_id=str(self._fault_id),
            since=self._since,
            ended=self._ended,
        )
        envelope = Envelope.of(event, org=org, source=SOURCE, id=uuid5(self._fault_id, f"{self._step}:{org}"))
        Outbox.add(session, envelope)

    def news(self, org: str, admins: Sequence[str]) -> News:
        """The same for the administrators of an organisation."""
        kind = "system_recovered" if self._ended else "system_error"
        notices = [Notice(user=user, kind=kind, message=self._message) for user in admins]
        return News(org=org, notices=notices, cause_id=uuid5(self._fault_id, f"{self._step}:{org}:people"))


def _words(code: str, what: str, depth: int, *, ended: bool) -> Text:
    text = f"{code}_ended" if ended else code
    return render(text, queue=queue_name(what), channel=what, messages=counted("messages", depth))
