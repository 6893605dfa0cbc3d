"""Deliveries to the outside: queueing them with what they tell, taking them to be sent, noting what came of it.

A delivery is ``collecting`` until it is due; taken, it is ``sending`` and nothing joins it any more. Then it is
``sent``, ``retrying``, ``dead`` (given up, with the reason) or ``dropped`` (not wanted any more). One that is
``sending`` when its time is over belonged to a process that died.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

from sqlalchemy import func, select, text, update
from sqlalchemy.dialects.postgresql import insert

from notifier.news import NAMESPACE
from notifier.storage.tables import AttemptRow, DeliveryItemRow, DeliveryRow, KnownOrderRow, NotificationRow
from notifier.timing import DIGEST, GROUPING, QUARTER

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from notifier.timing import Slot

AN_HOUR = timedelta(hours=1)
COLLECTING = text("state = 'collecting' AND group_key <> ''")

_CLAIM = text(
    """
    WITH due AS (
        SELECT id, due_at AS was_due, handed_over AS doubtful FROM deliveries
        WHERE channel = :channel AND state IN ('collecting', 'sending', 'retrying') AND due_at <= :now
              AND NOT target = ANY(:busy)
        ORDER BY due_at FOR UPDATE SKIP LOCKED LIMIT 1
    )
    UPDATE deliveries AS d
    SET state = 'sending', due_at = :lease, attempts = attempts + 1, closed_at = coalesce(closed_at, :now)
    FROM due WHERE d.id = due.id
    RETURNING d.id, d.org, d.user_id, d.target, d.group_key, d.urgent, d.created_at, d.attempts, d.failures,
              due.was_due, due.doubtful
    """
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A notification that is to go out. ``target`` tells apart where there are several of one channel."""

    notification_id: UUID
    channel: str
    urgent: bool
    target: str = ""

    @property
    def delivery_id(self) -> UUID:
        """The id of the delivery that begins with it."""
        return uuid5(NAMESPACE, f"{self.notification_id}:{self.channel}:{self.target}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A delivery that was taken to be sent. ``doubtful``: an earlier attempt may have arrived."""

    id: UUID
    org: str
    user_id: str
    target: str
    group_key: str
    urgent: bool
    created_at: datetime
    was_due: datetime
    attempts: int
    failures: int
    doubtful: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A notification that a delivery tells, with what people call its order."""

    id: UUID
    kind: str
    message_ro: str
    message_en: str
    order_id: str | None
    order: str | None
    at: datetime


class Queueing:
    """Queues deliveries to one person, in the session's transaction."""

    def __init__(self, session: AsyncSession, *, org: str, user: str, now: datetime) -> None:
        self._session = session
        self._org = org
        self._user = user
        self._now = now

    async def alone(self, outgoing: Outgoing, *, not_before: datetime | None = None) -> None:
        """Queue a delivery of this notification only."""
        await self._join(outgoing, "", max(self._now, not_before or self._now))

    async def grouped(self, outgoing: Outgoing, slot: Slot, *, per_hour: int) -> None:
        """Queue it together with what else has its place in ``slot``, and no more often than people can bear."""
        key, due_at = slot.group_key, slot.due_at
        if key != DIGEST and await self._recent(outgoing.channel, per_hour) >= per_hour:
            key, due_at = DIGEST, self._now + QUARTER
        elif slot.at_once and key:
            due_at = await self._not_right_after_another(outgoing.channel, key)
        await self._join(outgoing, key, due_at)

    async def _join(self, outgoing: Outgoing, group_key: str, due_at: datetime) -> None:
        statement = insert(DeliveryRow).values(
            id=outgoing.delivery_id,
            org=self._org,
            user_id=self._user,
            channel=outgoing.channel,
            target=outgoing.target,
            group_key=group_key,
            urgent=outgoing.urgent,
            state="collecting",
            due_at=due_at,
            created_at=self._now,
        )
        if group_key:
            # A worker that is taking the collecting delivery is waited for; what it took, nothing joins.
            statement = statement.on_conflict_do_update(
                index_elements=["org", "user_id", "channel", "target", "group_key"],
                index_where=COLLECTING,
                set_={
                    "due_at": func.least(DeliveryRow.due_at, statement.excluded.due_at),
                    "urgent": DeliveryRow.urgent | statement.excluded.urgent,
                },
            )
        delivery_id = await self._session.scalar(statement.returning(DeliveryRow.id))
        await self._session.execute(
            insert(DeliveryItemRow).values(
                notification_id=outgoing.notification_id,
                channel=outgoing.channel,
                target=outgoing.target,
                delivery_id=delivery_id,
            )
        )

    async def _recent(self, channel: str, limit: int) -> int:
        recent = (
            select(DeliveryRow.id)
            .where(
                DeliveryRow.org == self._org,
                DeliveryRow.user_id == self._user,
                DeliveryRow.channel == channel,
                DeliveryRow.created_at > self._now - AN_HOUR,
            )
            .limit(limit)
            .subquery()
        )
        return int(await self._session.scalar(select(func.count()).select_from(recent)) or 0)

    async def _not_right_after_another(self, channel: str, group_key: str) -> datetime:
        """Now, or a minute after the last message of this group."""
        last = await self._session.scalar(
            select(func.max(DeliveryRow.closed_at)).where(
                DeliveryRow.org == self._org,
                DeliveryRow.user_id == self._user,
                DeliveryRow.channel == channel,
                DeliveryRow.group_key == group_key,
                DeliveryRow.closed_at > self._now - GROUPING,
            )
        )
        return self._now if last is None else max(self._now, last + GROUPING)


class Sending:
    """Takes the due deliveries of one channel and notes what came of them."""

    def __init__(self, session: AsyncSession, channel: str) -> None:
        self._session = session
        self._channel = channel

    async def claim(self, *, now: datetime, lease: timedelta, busy: Collection[str]) -> Claim | None:
        """Take the delivery that has been due longest, for at most ``lease``; None where none is due.

        Args:
            busy: targets that have enough to do already.
        """
        parameters = {"channel": self._channel, "now": now, "lease": now + lease, "busy": list(busy)}
        row = (await self._session.execute(_CLAIM, parameters)).mappings().one_or_none()
        if row is None:
            return None
        claim = Claim(**row)
        await self._session.execute(
            update(AttemptRow)
            .where(AttemptRow.delivery_id == claim.id, AttemptRow.ended_at.is_(None))
            .values(ended_at=now, outcome="unknown", detail="the process died")
        )
        await self._session.execute(
            insert(AttemptRow).values(delivery_id=claim.id, number=claim.attempts, started_at=now)
        )
        return claim

    async def handing_over(self, claim: Claim, *, now: datetime) -> bool:
        """Note that the other side may have it from now on. False when the delivery is no longer ours to send."""
        statement = (
            update(DeliveryRow)
            .where(
                DeliveryRow.id == claim.id,
                DeliveryRow.attempts == claim.attempts,
                DeliveryRow.state == "sending",
                DeliveryRow.due_at > now,
            )
            .values(handed_over=True)
            .returning(DeliveryRow.id)
        )
        return await self._session.scalar(statement) is not None

    async def finish(self, claim: Claim, *, now: datetime, outcome: str, detail: str, **values: Any) -> bool:
        """Note what came of an attempt. False when another process has taken the delivery over meanwhile."""
        await self._session.execute(
            update(AttemptRow)
            .where(AttemptRow.delivery_id == claim.id, AttemptRow.number == claim.attempts)
            .values(ended_at=now, outcome=outcome, detail=detail[:500])
        )
        statement = (
            update(DeliveryRow)
            .where(DeliveryRow.id == claim.id, DeliveryRow.attempts == claim.attempts)
            .values(**values)
            .returning(DeliveryRow.id)
        )
        return await self._session.scalar(statement) is not None

    async def postpone(self, target: str, until: datetime) -> None:
        """Let everything that waits for a target wait until then."""
        await self._session.execute(
            update(DeliveryRow)
            .where(
                DeliveryRow.channel == self._channel,
                DeliveryRow.target == target,
                DeliveryRow.state.in_(("collecting", "retrying")),
                DeliveryRow.due_at < until,
            )
            .values(due_at=until)
        )

    async def give_up(self, target: str, reason: str, now: datetime) -> int:
        """Give up everything that waits for a target; how much that was."""
        statement = (
            update(DeliveryRow)
            .where(
                DeliveryRow.channel == self._channel,
                DeliveryRow.target == target,
                DeliveryRow.state.in_(("collecting", "retrying")),
            )
            .values(state="dead", reason=reason, finished_at=now)
            .returning(DeliveryRow.id)
        )
        return len((await self._session.scalars(statement)).all())

    async def items(self, delivery_id: UUID) -> Sequence[Item]:
        """What a delivery tells, oldest first."""
        query = (
            select(NotificationRow, KnownOrderRow.number)
            .join(DeliveryItemRow, DeliveryItemRow.notification_id == NotificationRow.id)
            .outerjoin(
                KnownOrderRow,
                (KnownOrderRow.org == NotificationRow.org) & (KnownOrderRow.order_id == NotificationRow.order_id),
            )
            .where(DeliveryItemRow.delivery_id == delivery_id)
            .order_by(NotificationRow.created_at, NotificationRow.id)
        )
        return [
            Item(
                id=row.id,
                kind=row.kind,
                message_ro=row.message_ro,
                message_en=row.message_en,
                order_id=row.order_id,
                order=number or row.order_id,
                at=row.created_at,
            )
            for row, number in await self._session.execute(query)
        ]

    async def waiting(self) -> Mapping[str, int]:
        """How many deliveries collect, are tried again, or are dead."""
        counts = dict.fromkeys(("collecting", "retrying", "dead"), 0)
        query = (
            select(DeliveryRow.state, func.count())
            .where(DeliveryRow.channel == self._channel, DeliveryRow.state.in_(tuple(counts)))
            .group_by(DeliveryRow.state)
        )
        for state, count in await self._session.execute(query):
            counts[state] = count
        return counts
