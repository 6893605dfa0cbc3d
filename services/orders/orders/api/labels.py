"""Labels: what people made of values that were read, for judging and teaching the reader."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from freightwire.events.base import RoutingWord
from pydantic import AwareDatetime

from orders.access import Access
from orders.api.answers import Answer
from orders.api.context import AUTHENTICATED, Here, access_of, forbidden
from orders.api.present import label_out
from orders.api.schemas import LabelPage, ProblemOut

PAGE_LIMIT = 1000
ROLES = frozenset({"lead", "admin"})

router = APIRouter(tags=["labels"], dependencies=AUTHENTICATED, responses={"default": {"model": ProblemOut}})


async def _judge(access: Annotated[Access, Depends(access_of)]) -> Access:
    if not access.roles & ROLES or access.only is not None:
        raise forbidden("Only for: lead, admin.")
    return access


@router.get("/labels", response_model=LabelPage)
async def labels(
    *,
    context: Here,
    access: Annotated[Access, Depends(_judge)],
    since: Annotated[AwareDatetime | None, Query(description="Made at this time or later.")] = None,
    after: Annotated[RoutingWord | None, Query(description="`nextAfter` of the page before.")] = None,
    limit: Annotated[int, Query(ge=1, le=PAGE_LIMIT)] = 200,
) -> Response:
    """The values that documents gave and people corrected, removed or confirmed, oldest first."""
    async with context.work(access) as work:
        rows = await work.labels.page(since=since, after=after, limit=limit + 1)
    shown = rows[:limit]
    page = LabelPage(
        items=[label_out(row) for row in shown],
        next_after=shown[-1].id if len(rows) > limit else None,
    )
    return Answer.of(page).response()
