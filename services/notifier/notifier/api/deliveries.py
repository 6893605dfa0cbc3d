"""What became of messages to the outside, for administrators: look, and try again what was given up."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from freightwire.http import Problem

from notifier.api.context import AUTHENTICATED, Admin, Here, not_found
from notifier.api.cursors import cursor_after, place_of
from notifier.api.schemas import DeliveryOut, DeliveryPage, DeliveryState, ProblemOut
from notifier.storage.delivery_records import DeliveryRecords
from notifier.storage.notifications import Place

PAGE_LIMIT = 200

router = APIRouter(
    prefix="/deliveries", tags=["deliveries"], dependencies=AUTHENTICATED, responses={"default": {"model": ProblemOut}}
)


@router.get("", response_model_exclude_none=True)
async def list_deliveries(
    *,
    context: Here,
    who: Admin,
    state: DeliveryState = "dead",
    cursor: Annotated[str | None, Query(max_length=200, description="`nextCursor` of the page before.")] = None,
    limit: Annotated[int, Query(ge=1, le=PAGE_LIMIT)] = 50,
) -> DeliveryPage:
    """Deliveries of your organisation in a state, newest first."""
    place = place_of(cursor)
    async with context.sessions.begin() as session:
        rows = await DeliveryRecords(session, who.org).page(state, after=place, limit=limit + 1)
    shown = rows[:limit]
    return DeliveryPage(
        items=[DeliveryOut.of(row) for row in shown],
        next_cursor=cursor_after(Place(shown[-1].created_at, shown[-1].id)) if len(rows) > limit else None,
    )


@router.get("/{delivery_id}", response_model_exclude_none=True)
async def read_delivery(context: Here, who: Admin, delivery_id: UUID) -> DeliveryOut:
    """One delivery with every attempt."""
    async with context.sessions.begin() as session:
        records = DeliveryRecords(session, who.org)
        row = await records.get(delivery_id)
        if row is None:
            raise not_found("delivery")
        return DeliveryOut.of(row, list(await records.attempts(delivery_id)))


@router.post("/{delivery_id}/retry", response_model_exclude_none=True)
async def retry(context: Here, who: Admin, delivery_id: UUID) -> DeliveryOut:
    """Try a dead delivery again, from the beginning of its ladder. 409 for one that is not dead."""
    async with context.sessions.begin() as session:
        records = DeliveryRecords(session, who.org)
        row = await records.get(delivery_id)
        if row is None:
            raise not_found("delivery")
        if row.state != "dead":
            raise Problem(409, "not_dead", "The delivery is not dead", f"It is {row.state}.", state=row.state)
        records.revive(row, context.clock())
        return DeliveryOut.of(row)
