"""Announced work on the system: told at once, shortly before, when it begins and when it is over."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Literal
from uuid import UUID, uuid5

from freightwire.events.base import Text
from freightwire.events.envelope import Envelope
from freightwire.events.system import SystemMaintenance
from freightwire.outbox import Outbox

from notifier.channels.in_app import SOURCE
from notifier.news import NAMESPACE, News, Told
from notifier.rules import Notice
from notifier.storage.announcements import EVERYBODY, announcement
from notifier.storage.people import People, organisations
from notifier.storage.schedules import Planned, Schedules
from notifier.templates import render

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from notifier.storage.tables import AnnouncementRow
    from notifier.telling import Teller

Phase = Literal["announced", "soon", "started", "over", "cancelled"]
SOON = timedelta(minutes=15)
KIND = "system_maintenance"
STEP = "maintenance"


def subject_of(announcement_id: UUID) -> str:
    """The subject under which an announcement's steps are scheduled; no order's id contains a colon."""
    return f"announcement:{announcement_id}"


def steps(row: AnnouncementRow) -> list[Planned]:
    """What is to be said of an announcement, and when."""
    moments: list[tuple[Phase, datetime | None]] = [
        ("soon", row.begins_at - SOON if row.begins_at - SOON > row.created_at else None),
        ("started", row.begins_at),
        ("over", row.ends_at),
    ]
    return [
        Planned(slot=phase, kind=STEP, basis=moment.isoformat(), due_at=moment)
        for phase, moment in moments
        if moment is not None
    ]


async def announce(session: AsyncSession, row: AnnouncementRow, teller: Teller) -> list[Told]:
    """Keep a new announcement, tell everybody, and plan the rest."""
    session.add(row)
    await session.flush()
    await Schedules(session, row.org).plan(subject_of(row.id), steps(row))
    _publish(session, row)
    return await _tell(session, row, teller, KIND)


async def cancel(session: AsyncSession, row: AnnouncementRow, teller: Teller) -> list[Told]:
    """Take an announcement back, and tell everybody."""
    row.phase = "cancelled"
    await Schedules(session, row.org).plan(subject_of(row.id), [])
    _publish(session, row)
    return await _tell(session, row, teller, f"{KIND}_cancelled")


async def take_step(session: AsyncSession, org: str, subject: str, phase: str, now: datetime) -> bool:
    """Say that work is near, has begun or is over. False when that is overtaken by a later step, or by its end."""
    row = await announcement(session, org, UUID(subject.partition(":")[2]))
    if row is None or row.phase in {"over", "cancelled"}:
        return False
    ends = row.ends_at
    if (phase == "soon" and now >= row.begins_at) or (phase == "started" and ends is not None and now >= ends):
        return False
    row.phase = phase
    _publish(session, row)
    return True


def _publish(session: AsyncSession, row: AnnouncementRow) -> None:
    event = SystemMaintenance.model_validate(
        {
            "message": Text(ro=row.message_ro, en=row.message_en),
            "scheduled_time": row.begins_at,
            "until": row.ends_at,
            "phase": row.phase,
            "announcement_id": str(row.id),
        }
    )
    Outbox.add(session, Envelope.of(event, org=row.org, source=SOURCE, id=uuid5(row.id, row.phase)))


async def _tell(session: AsyncSession, row: AnnouncementRow, teller: Teller, text: str) -> list[Told]:
    """Tell each person, but not who announced it."""
    told = []
    for org in await organisations(session) if row.org == EVERYBODY else [row.org]:
        people = People(session, org)
        everybody = await people.several(await people.everybody())
        notices = [
            Notice(
                user=person.user,
                kind=KIND,
                message=render(
                    text,
                    at=row.begins_at.astimezone(person.preferences.zone).strftime("%d.%m.%Y %H:%M"),
                    text=Text(ro=row.message_ro, en=row.message_en),
                ),
            )
            for person in everybody.values()
            if (org, person.user) != (row.org, row.announced_by)
        ]
        cause_id = uuid5(NAMESPACE, f"{row.id}:{text}:{org}")
        told.append(await teller.tell(session, News(org=org, notices=notices, cause_id=cause_id)))
    return told
