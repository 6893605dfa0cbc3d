"""The people of an organisation, for its administrators: the service has no directory but what it learns."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from notifier.api.context import AUTHENTICATED, Admin, Here, not_found
from notifier.api.schemas import PersonIn, PersonOut, PersonPage, ProblemOut
from notifier.storage.people import People

PAGE_LIMIT = 200

router = APIRouter(tags=["people"], dependencies=AUTHENTICATED, responses={"default": {"model": ProblemOut}})
UserId = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{1,64}$")]


@router.get("/people", response_model_exclude_none=True)
async def list_people(
    *,
    context: Here,
    who: Admin,
    after: Annotated[str, Query(max_length=64, description="`nextAfter` of the page before.")] = "",
    limit: Annotated[int, Query(ge=1, le=PAGE_LIMIT)] = 50,
) -> PersonPage:
    """Everybody of your organisation who is known here."""
    async with context.sessions.begin() as session:
        rows = await People(session, who.org).page(after=after, limit=limit + 1)
    shown = rows[:limit]
    return PersonPage(
        items=[PersonOut.of(row) for row in shown], next_after=shown[-1].user_id if len(rows) > limit else None
    )


@router.put("/people/{user_id}", response_model_exclude_none=True)
async def put_person(context: Here, who: Admin, user_id: UserId, person: PersonIn) -> PersonOut:
    """Say who somebody is, before or beside what their tokens say."""
    async with context.sessions.begin() as session:
        await People(session, who.org).put(
            user_id, name=person.name, email=person.email, roles=person.roles, orders=person.orders
        )
    return PersonOut(
        id=user_id,
        name=person.name,
        email=person.email,
        roles=sorted(person.roles),
        orders=sorted(person.orders),
    )


@router.delete("/people/{user_id}", status_code=204)
async def forget_person(context: Here, who: Admin, user_id: UserId) -> Response:
    """Forget somebody who has left: name, address, preferences, webhooks, what they follow. A token of theirs that is
    still valid brings them back.
    """
    async with context.sessions.begin() as session:
        if not await People(session, who.org).forget(user_id):
            raise not_found("person")
    return Response(status_code=204)
