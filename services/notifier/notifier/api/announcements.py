"""Announced maintenance: administrators announce it, everybody sees what is coming."""

from uuid import UUID

from fastapi import APIRouter
from freightwire.http import Problem
from freightwire.identifiers import new_uuid

from notifier.api.context import AUTHENTICATED, Admin, Here, Who, not_found
from notifier.api.schemas import AnnouncementIn, AnnouncementList, AnnouncementOut, ProblemOut
from notifier.scheduling.maintenance import announce, cancel
from notifier.storage.announcements import announcement, current
from notifier.storage.tables import AnnouncementRow

SHOWN_LIMIT = 50

router = APIRouter(
    prefix="/announcements",
    tags=["announcements"],
    dependencies=AUTHENTICATED,
    responses={"default": {"model": ProblemOut}},
)


@router.get("", response_model_exclude_none=True)
async def list_announcements(context: Here, who: Who) -> AnnouncementList:
    """Work on the system that is announced or under way."""
    async with context.sessions.begin() as session:
        rows = await current(session, who.org, context.clock(), SHOWN_LIMIT)
    return AnnouncementList(items=[AnnouncementOut.of(row) for row in rows])


@router.post("", status_code=201, response_model_exclude_none=True)
async def add_announcement(context: Here, who: Admin, asked: AnnouncementIn) -> AnnouncementOut:
    """Announce work on the system to your organisation; by an administrator of the organisation `all`, to everybody.

    It is told at once, a quarter of an hour before, when it begins and when it is over.
    """
    now = context.clock()
    if (asked.ends_at or asked.begins_at) <= now:
        raise Problem(
            400,
            "invalid_request",
            "The request is not valid",
            "That time is over.",
            errors=[{"field": "beginsAt", "message": "is over"}],
        )
    row = AnnouncementRow(
        id=new_uuid(),
        org=who.org,
        message_ro=asked.message.ro,
        message_en=asked.message.en,
        begins_at=asked.begins_at,
        ends_at=asked.ends_at,
        announced_by=who.user,
        created_at=now,
        phase="announced",
    )
    async with context.sessions.begin() as session:
        told = await announce(session, row, context.teller)
    for one in told:
        context.teller.told(one)
    return AnnouncementOut.of(row)


@router.delete("/{announcement_id}", response_model_exclude_none=True)
async def cancel_announcement(context: Here, who: Admin, announcement_id: UUID) -> AnnouncementOut:
    """Take an announcement back. Repeated, it changes nothing; 409 when the work is over."""
    async with context.sessions.begin() as session:
        row = await announcement(session, who.org, announcement_id)
        if row is None:
            raise not_found("announcement")
        if row.phase == "over":
            raise Problem(409, "announcement_over", "The announced work is over")
        told = await cancel(session, row, context.teller) if row.phase != "cancelled" else []
    for one in told:
        context.teller.told(one)
    return AnnouncementOut.of(row)
