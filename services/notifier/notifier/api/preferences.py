"""What a person wants to be told: preferences, and what they follow."""

from typing import Annotated

from fastapi import APIRouter, Path
from freightwire.http import Problem

from notifier.access import DESK
from notifier.api.context import AUTHENTICATED, Desk, Here, Who, forbidden
from notifier.api.schemas import FollowingOut, ProblemOut
from notifier.preferences import Follow, Preferences
from notifier.storage.people import Following, People

FOLLOWED_LIMIT = 1000

router = APIRouter(tags=["preferences"], dependencies=AUTHENTICATED, responses={"default": {"model": ProblemOut}})
OrderId = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{1,64}$")]


@router.get("/preferences")
async def read_preferences(context: Here, who: Who) -> Preferences:
    """Your preferences; what you never chose has its default."""
    async with context.sessions.begin() as session:
        return (await People(session, who.org).get(who.user)).preferences


@router.put("/preferences")
async def choose(context: Here, who: Who, preferences: Preferences) -> Preferences:
    """Replace your preferences; what is left out gets its default."""
    if preferences.follow is Follow.ALL and not who.roles & DESK:
        raise forbidden("Only the organisation's own people can follow all orders.")
    async with context.sessions.begin() as session:
        await People(session, who.org).choose(who.user, preferences)
    return preferences


@router.get("/orders/{order_id}/following")
async def read_following(context: Here, who: Who, order_id: OrderId) -> FollowingOut:
    """Whether you watch an order, or have muted it."""
    async with context.sessions.begin() as session:
        following = await People(session, who.org).following(who.user, order_id)
    return FollowingOut(watching=following.watching, muted=following.muted)


@router.put("/orders/{order_id}/watch")
async def watch(context: Here, who: Desk, order_id: OrderId) -> FollowingOut:
    """Hear of an order as if you were its assignee. It is no longer muted."""
    return await _follow(context, who, order_id, Following(watching=True))


@router.put("/orders/{order_id}/mute")
async def mute(context: Here, who: Who, order_id: OrderId) -> FollowingOut:
    """Hear nothing more of an order, but for being given it or losing it."""
    return await _follow(context, who, order_id, Following(muted=True))


@router.delete("/orders/{order_id}/following")
async def unfollow(context: Here, who: Who, order_id: OrderId) -> FollowingOut:
    """Neither watch nor mute an order."""
    return await _follow(context, who, order_id, Following())


async def _follow(context: Here, who: Who, order_id: str, following: Following) -> FollowingOut:
    async with context.sessions.begin() as session:
        people = People(session, who.org)
        if following != Following() and await people.followed(who.user) >= FOLLOWED_LIMIT:
            raise Problem(
                409,
                "too_many_followed",
                "You watch or mute too many orders",
                f"The limit is {FOLLOWED_LIMIT}. Stop following some.",
            )
        await people.follow(who.user, order_id, following)
    return FollowingOut(watching=following.watching, muted=following.muted)
